// Checks of telephony cards: modules, devices, spans, interrupts, echo cancellers.
#include "gateway/doctor/checks.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <sstream>

namespace doctor {

namespace {

using drivers::dahdi::Inventory;

constexpr const char* kNoCards = "the conf file has no span of driver dahdi";
// Secure Boot's state: four octets of attributes, then 1 when it is on (UEFI 2.10 §3.3).
constexpr const char* kSecureBoot =
    "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";

/// Interrupts so far of each line of /proc/interrupts that names a DAHDI driver.
std::map<std::string, std::uint64_t> interrupts(const std::string& text) {
    static constexpr std::string_view kDrivers[] = {"wct",      "wcte",  "wcb4",  "wctdm",
                                                    "tor2",     "opvx",  "dahdi", "zap",
                                                    "pciradio", "b4xxp", "ap400"};
    std::map<std::string, std::uint64_t> counts;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        const std::size_t last = line.find_last_of(" \t");
        const std::string name = last == std::string::npos ? line : line.substr(last + 1);
        if (std::ranges::none_of(kDrivers, [&](auto start) { return name.starts_with(start); }))
            continue;
        std::istringstream words(line.substr(line.find(':') + 1));
        std::uint64_t count = 0;
        for (std::uint64_t value = 0; words >> value;)
            count += value;
        counts[name] += count;
    }
    return counts;
}

void check_span(const config::Span& span, const Inventory& found, Findings& findings) {
    const auto place = found.find(span.card.card);
    if (!place)
        return findings.push_back(
            {Severity::error,
             fmt::format("span {}: no card or span \"{}\"", span.name, span.card.card),
             "the span stays in alarm until it is there",
             found.summary().empty() ? std::string("landline span scan")
                                     : "there are " + found.summary()});
    const auto type = place->port->line_type();
    if (type && *type != span.type)
        return findings.push_back(
            {Severity::error,
             fmt::format("span {} is {} in the conf file, its card's port {}", span.name,
                         drivers::name(span.type), place->port->type),
             "the line cannot come up",
             fmt::format("type = \"{}\", or switch the card (most choose E1 or "
                         "T1 by a jumper or a module parameter)",
                         drivers::name(*type))});
    if (place->port->span == 0)
        return findings.push_back({Severity::error,
                                   fmt::format("span {}: the port has no DAHDI span", span.name),
                                   "its card waits to be assigned",
                                   "dahdi_span_assignments auto, or modprobe dahdi "
                                   "auto_assign_spans=1"});
    const unsigned wanted = drivers::timeslots(span.type);
    if (place->port->channels != 0 && place->port->channels != wanted)
        return findings.push_back({Severity::error,
                                   fmt::format("span {}: {} channels on the card, {} needed",
                                               span.name, place->port->channels, wanted),
                                   "it is another kind of line", "landline span scan"});
    findings.push_back(well(
        fmt::format("span {}: DAHDI span {}, {}{}", span.name, place->port->span, place->port->type,
                    place->port->line.empty() ? std::string() : ", " + join(place->port->line))));
}

} // namespace

void check_modules(const Patient& patient, Findings& findings) {
    const bool loaded = patient.system.cards().loaded;
    if (!patient.uses_cards() && !loaded)
        return findings.push_back(skipped(kNoCards));
    if (loaded)
        return findings.push_back(well("module dahdi is loaded"));
    const std::string release = patient.system.kernel_release();
    if (!patient.system.module_file(release, "dahdi").empty())
        return findings.push_back({Severity::error, "module dahdi is there but not loaded",
                                   "no card can be used", "modprobe dahdi"});
    const auto others = patient.system.kernels_with("dahdi");
    findings.push_back(
        {Severity::error,
         "no module dahdi for this kernel, " + release +
             (others.empty() ? std::string() : "; there is one for " + join(others)),
         others.empty() ? "no card can be used" : "the kernel was upgraded, the modules were not",
         others.empty() ? "apt install dahdi-dkms linux-headers-" + release
                        : "apt install linux-headers-" + release +
                              " && dkms autoinstall, or boot the former kernel"});
}

void check_secure_boot(const Patient& patient, Findings& findings) {
    const auto state = patient.system.read(kSecureBoot);
    if (!state || state->size() < 5 || (*state)[4] != 1)
        return findings.push_back(skipped("Secure Boot is off, or the machine has none"));
    if (!patient.uses_cards())
        return findings.push_back(skipped(kNoCards));
    const std::string file = patient.system.module_file(patient.system.kernel_release(), "dahdi");
    if (file.empty())
        return findings.push_back(skipped("there is no module to look at"));
    if (patient.system.module_signed(file))
        return findings.push_back(well("Secure Boot is on, and " + file + " is signed"));
    findings.push_back({Severity::error, "Secure Boot is on, and " + file + " is not signed",
                        "the kernel refuses to load it (\"Key was rejected by service\")",
                        "enrol a key of your own (mokutil --import) and let dkms sign with it, or "
                        "switch Secure Boot off"});
}

void check_devices(const Patient& patient, Findings& findings) {
    if (!patient.uses_cards())
        return findings.push_back(skipped(kNoCards));
    for (const char* device : {"/dev/dahdi/ctl", "/dev/dahdi/channel"}) {
        const auto found = patient.system.access(device);
        if (!found) {
            findings.push_back({Severity::error, std::string(device) + " is not there",
                                "without it no span can be configured or opened",
                                "modprobe dahdi; in a container, pass /dev/dahdi in"});
            return;
        }
        if (!found->readable || !found->writable)
            findings.push_back(
                {Severity::error,
                 fmt::format("no permission for {} (mode {:o}, {}:{})", device, found->mode,
                             found->owner, found->group),
                 "landlined cannot open its channels, if it runs as you do",
                 fmt::format(
                     "SupplementaryGroups={} in the unit file; usermod -aG {} USER for a user",
                     found->group, found->group)});
        else
            findings.push_back(well(fmt::format("{}: mode {:o}, {}:{}", device, found->mode,
                                                found->owner, found->group)));
    }
}

void check_cards(const Patient& patient, Findings& findings) {
    const Inventory found = patient.system.cards();
    for (const drivers::dahdi::Unserved& card : found.unserved)
        findings.push_back({patient.uses_cards() ? Severity::warning : Severity::note,
                            card.what + " has no driver", "its lines cannot be used", card.remedy});
    if (!patient.uses_cards())
        return findings.push_back(skipped(kNoCards));
    for (const config::Span& span : patient.config->spans)
        if (span.driver == config::Driver::dahdi)
            check_span(span, found, findings);
}

void check_interrupts(const Patient& patient, Findings& findings) {
    if (!patient.uses_cards())
        return findings.push_back(skipped(kNoCards));
    const auto first = patient.system.read("/proc/interrupts");
    const auto before = first ? interrupts(*first) : std::map<std::string, std::uint64_t>{};
    if (before.empty())
        return findings.push_back(
            skipped("no card with an interrupt of its own (USB, dynamic spans, or no driver)"));
    constexpr std::chrono::milliseconds kWait{500};
    patient.system.pause(kWait);
    const auto after = interrupts(patient.system.read("/proc/interrupts").value_or(std::string()));
    for (const auto& [name, count] : before) {
        const auto found = after.find(name);
        const std::uint64_t more = found == after.end() ? 0 : found->second - count;
        if (more == 0)
            findings.push_back(
                {Severity::error, "no interrupt of " + name + " has come in half a second",
                 "a card asks 1000 times a second; without it the line stands still",
                 "another slot; boot with pci=nomsi or without; update the card's firmware"});
        else
            findings.push_back(well(fmt::format("{}: {} interrupts a second", name, more * 2)));
    }
}

void check_echo_cancellers(const Patient& patient, Findings& findings) {
    if (!patient.uses_cards())
        return findings.push_back(skipped(kNoCards));
    const std::string modules = patient.system.read("/proc/modules").value_or(std::string());
    for (const config::Span& span : patient.config->spans) {
        if (span.driver != config::Driver::dahdi)
            continue;
        const std::string& canceller = span.card.echo_canceller;
        if (canceller.empty()) {
            findings.push_back(
                {Severity::note, "span " + span.name + " has no echo canceller",
                 "callers over SIP hear themselves when the far end is analogue",
                 "echo_canceller = \"hwec\" when the card has one, else \"oslec\" or "
                 "\"mg2\"; \"test echo SPAN/CH\" measures what comes back"});
            continue;
        }
        const std::string module = "dahdi_echocan_" + canceller;
        if (canceller != "hwec" && ("\n" + modules).find("\n" + module + " ") == std::string::npos)
            findings.push_back({Severity::warning,
                                fmt::format("span {}: {} is not loaded", span.name, module),
                                "calls go without echo cancellation", "modprobe " + module});
        else
            findings.push_back(well(fmt::format("span {}: {}, {} ms", span.name, canceller,
                                                span.card.echo_tail.count())));
    }
}

} // namespace doctor
