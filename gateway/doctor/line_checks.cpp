// Checks of lines: lines over IP, alarms, clock, slips.
#include "gateway/doctor/checks.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <map>

namespace doctor {

namespace {

bool user_side(const config::Span& span) {
    return span.side == isdn::Side::user;
}

void check_card_clock(const Patient& patient, Findings& findings) {
    std::vector<const config::Span*> sources;
    std::map<std::uint32_t, std::string> places;
    bool all_network = true;
    for (const config::Span& span : patient.config->spans) {
        if (span.driver != config::Driver::dahdi)
            continue;
        all_network = all_network && !user_side(span);
        if (span.card.timing == 0) {
            if (user_side(span))
                findings.push_back({Severity::warning,
                                    "span " + span.name +
                                        " is the user side and does not take the exchange's clock",
                                    "two clocks on one line slip: clicks, broken fax and data",
                                    "timing = 1 for the best line, 2 for the next"});
            continue;
        }
        sources.push_back(&span);
        if (!user_side(span))
            findings.push_back({Severity::note,
                                fmt::format("span {} is the network side and takes its clock from "
                                            "the line (timing = {})",
                                            span.name, span.card.timing),
                                "the other end expects the clock from here: neither may lead",
                                "timing = 0, unless the other end has a better clock"});
        const auto [place, first] = places.emplace(span.card.timing, span.name);
        if (!first)
            findings.push_back({Severity::warning,
                                fmt::format("spans {} and {} have the same place among the clock "
                                            "sources, {}",
                                            place->second, span.name, span.card.timing),
                                "which one leads is left to chance",
                                "number them in the order in which they shall lead"});
    }
    if (sources.empty() && all_network)
        return findings.push_back(well("the cards are the clock of all lines"));
    std::vector<std::string> leading;
    for (const drivers::dahdi::Card& card : patient.system.cards().cards)
        for (const drivers::dahdi::Port& port : card.ports)
            if (port.clock_source)
                leading.push_back(
                    fmt::format("DAHDI span {}{}", port.span, port.alarms ? " (in alarm)" : ""));
    if (leading.size() == 1 && leading.front().ends_with("(in alarm)"))
        findings.push_back({Severity::warning, "the clock comes from " + leading.front(),
                            "a line in alarm gives no clock: the others run free and slip",
                            "repair that line, or give another one timing = 1"});
    else if (!leading.empty())
        findings.push_back(well("the clock comes from " + join(leading)));
}

} // namespace

void check_tdmoip(const Patient& patient, Findings& findings) {
    if (!patient.config)
        return findings.push_back(skipped("the conf file is not valid"));
    std::map<std::string, std::string> taken;
    bool any = false;
    for (const config::Span& span : patient.config->spans) {
        if (span.driver != config::Driver::tdmoip)
            continue;
        any = true;
        const std::string text = span.local.text();
        const std::size_t before = findings.size();
        if (const auto [other, first] = taken.emplace(text, span.name); !first)
            findings.push_back(
                {Severity::error,
                 fmt::format("spans {} and {} share {}", other->second, span.name, text),
                 "only one of them can open it", "a port for each"});
        if (!patient.running) {
            const Port port = patient.system.udp_port(span.local.address.text(), span.local.port);
            const std::string owner =
                port == Port::in_use ? patient.system.port_owner(span.local.port) : std::string();
            if (port == Port::in_use)
                findings.push_back({Severity::error,
                                    fmt::format("span {}: {} is taken{}", span.name, text,
                                                owner.empty() ? "" : " by " + owner),
                                    "landlined cannot start",
                                    "another port, here and at the far end"});
            else if (port == Port::no_such_address)
                findings.push_back({Severity::error,
                                    fmt::format("span {}: {} is no address of this machine",
                                                span.name, span.local.address.text()),
                                    "landlined cannot start",
                                    "name one that \"ip address\" shows"});
        }
        if (user_side(span) && span.clock == drivers::ClockMode::free)
            findings.push_back(
                {Severity::warning, "span " + span.name + " is the user side with clock = \"free\"",
                 "the exchange is the clock of its line: two clocks slip", "clock = \"loop\""});
        if (findings.size() == before)
            findings.push_back(well(fmt::format(
                "span {}: {} to {}, clock {}", span.name, text, span.remote.text(),
                span.clock == drivers::ClockMode::free ? "of this machine" : "of the line")));
    }
    if (!any)
        findings.push_back(skipped("the conf file has no line over IP"));
}

// /sys/class/net tells of each interface (Linux, sysfs-class-net).
void check_tdmoe(const Patient& patient, Findings& findings) {
    if (!patient.config)
        return findings.push_back(skipped("the conf file is not valid"));
    constexpr unsigned kUp = 1; // IFF_UP
    bool any = false;
    for (const config::Span& span : patient.config->spans) {
        if (span.driver != config::Driver::tdmoe)
            continue;
        any = true;
        const std::string at = "/sys/class/net/" + span.interface + '/';
        const auto flags = patient.system.read(at + "flags");
        const std::string state = patient.system.read(at + "operstate").value_or("");
        if (!flags)
            findings.push_back({Severity::error,
                                fmt::format("span {}: there is no network interface \"{}\"",
                                            span.name, span.interface),
                                "nothing is sent or received on this line",
                                "name one that \"ip link\" shows"});
        else if (!(std::strtoul(flags->c_str(), nullptr, 16) & kUp))
            findings.push_back({Severity::error,
                                fmt::format("span {}: {} is not up", span.name, span.interface),
                                "nothing is sent or received on this line",
                                fmt::format("ip link set {} up", span.interface)});
        else if (state.starts_with("down") || state.starts_with("lowerlayerdown"))
            findings.push_back(
                {Severity::error,
                 fmt::format("span {}: {} has no carrier", span.name, span.interface),
                 "the line is dead: its Ethernet is unplugged",
                 "cable, switch port, the machine at the other end"});
        else
            findings.push_back(well(
                fmt::format("span {}: {} is up, to {}", span.name, span.interface, span.peer_mac)));
    }
    if (!any)
        findings.push_back(skipped("the conf file has no line over Ethernet"));
}

void check_alarms(const Patient& patient, Findings& findings) {
    if (!patient.running)
        return findings.push_back(skipped("landlined does not run"));
    if (patient.spans.empty())
        return findings.push_back(skipped("there are no lines"));
    for (const RunningSpan& span : patient.spans) {
        const auto has = [&](const char* alarm) {
            return std::ranges::find(span.alarms, alarm) != span.alarms.end();
        };
        if (has("red"))
            findings.push_back({Severity::error,
                                fmt::format("span {}: {}", span.name, join(span.alarms)),
                                "red: nothing arrives here; no call passes",
                                "cable, far end, or its address; \"test loop\" at a patch panel "
                                "tells which side"});
        else if (!span.alarms.empty())
            findings.push_back({Severity::error,
                                fmt::format("span {}: {}", span.name, join(span.alarms)),
                                has("yellow") ? "yellow: the far end does not receive us"
                                              : "the far end tells that its own source is lost",
                                "the transmit pair of the cable, framing and CRC4 on both ends"});
        else if (!span.d_channel_up)
            findings.push_back(
                {Severity::error, "span " + span.name + ": no alarm, but the D-channel is down",
                 "the line is there, Q.921 is not: no call passes",
                 "side and switch_type must be opposite and the same at the far end; "
                 "D-channel timeslot; a far end that blocks the line"});
        else
            findings.push_back(well("span " + span.name + ": in service"));
    }
}

void check_clock(const Patient& patient, Findings& findings) {
    if (!patient.config)
        return findings.push_back(skipped("the conf file is not valid"));
    const std::size_t before = findings.size();
    if (patient.uses_cards())
        check_card_clock(patient, findings);
    constexpr double kMostPpm = 50; // G.703 §9: E1 within 50 ppm
    for (const RunningSpan& span : patient.spans)
        if (span.drift_ppm && std::abs(*span.drift_ppm) > kMostPpm)
            findings.push_back(
                {Severity::warning,
                 fmt::format("span {}: its clock differs by {:.1f} ppm from this "
                             "machine's",
                             span.name, *span.drift_ppm),
                 "more than a line may (50 ppm): one of the two is wrong",
                 "is this machine's clock disciplined (chronyc tracking)? is the far "
                 "end?"});
    if (findings.size() == before)
        findings.push_back(patient.config->spans.empty()
                               ? skipped("there are no lines")
                               : well("lines over IP: each follows its own conf (see tdmoip)"));
}

void check_slips(const Patient& patient, Findings& findings) {
    if (!patient.running)
        return findings.push_back(skipped("landlined does not run"));
    for (const RunningSpan& span : patient.spans) {
        // G.822: at most 5 a day over a whole connection of good quality
        constexpr double kDay = 86400;
        const double allowed = std::max(1.0, 5 * patient.uptime / kDay);
        if (static_cast<double>(span.slips) > allowed)
            findings.push_back(
                {Severity::warning,
                 fmt::format("span {}: {} slips in {:.0f} s", span.name, span.slips,
                             patient.uptime),
                 "each is a click, and an error for fax and data (G.822 allows 5 a day)",
                 "who is the clock? see \"clock\" and \"tdmoip\" above"});
        const std::uint64_t lost = span.packets_lost + span.packets_late;
        if (lost * 1000 > span.packets_received && lost > 10)
            findings.push_back({Severity::warning,
                                fmt::format("span {}: {} of {} packets lost or late", span.name,
                                            lost, span.packets_received + span.packets_lost),
                                "speech is made up for them, data is wrong",
                                "the network between: priority (DSCP), load; jitter of the span"});
        if (static_cast<double>(span.slips) <= allowed &&
            (lost * 1000 <= span.packets_received || lost <= 10))
            findings.push_back(well(fmt::format("span {}: {} slips, {} packets lost or late",
                                                span.name, span.slips, lost)));
    }
    if (patient.spans.empty())
        findings.push_back(skipped("there are no lines"));
}

} // namespace doctor
