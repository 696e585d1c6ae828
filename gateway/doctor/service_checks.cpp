// Checks of the service: conf file, daemon, console, ports, certificates.
#include "config.h"
#include "gateway/doctor/checks.h"

#include <fmt/core.h>

#include <algorithm>
#include <sstream>

namespace doctor {

namespace {

unsigned b_channels(const config::Config& config) {
    unsigned count = 0;
    for (const config::Span& span : config.spans)
        count += drivers::timeslots(span.type) - 1;
    return count;
}

} // namespace

void check_conf(const Patient& patient, Findings& findings) {
    for (const std::string& problem : patient.problems)
        findings.push_back({Severity::error, problem,
                            "landlined does not start, or keeps its old configuration on reload",
                            "correct it; \"landlined --check " + patient.conf_path +
                                "\" says whether all is well then"});
    if (!patient.config)
        return;
    const config::Config& config = *patient.config;
    findings.push_back(
        well(fmt::format("{}: {} spans, {} trunk groups, {} routes", patient.conf_path,
                         config.spans.size(), config.trunk_groups.size(), config.routes.size())));
    for (const config::Span& span : config.spans)
        if (!config.group_of_span(span.name))
            findings.push_back({Severity::warning, "span " + span.name + " is in no trunk group",
                                "its calls are refused with cause 41, and none goes out there",
                                "name it in the spans of a [[trunk_group]]"});
    if (config.routes.empty())
        findings.push_back(
            {Severity::warning, "there are no routes", "no call goes anywhere", "add a [[route]]"});
}

void check_daemon(const Patient& patient, Findings& findings) {
    if (!patient.running) {
        std::string why = patient.not_running;
        std::replace(why.begin(), why.end(), '\n', ' ');
        findings.push_back({Severity::warning, "landlined does not answer",
                            why.empty() ? "calls need it" : why,
                            "systemctl start landline; journalctl -u landline says why it ends"});
        return;
    }
    if (patient.version != LANDLINE_VERSION)
        findings.push_back({Severity::warning,
                            fmt::format("landlined is version {}, this program {}", patient.version,
                                        LANDLINE_VERSION),
                            "it was not restarted after an upgrade, or another one is installed",
                            "landline stop when idle, then start it again"});
    else
        findings.push_back(
            well(fmt::format("landlined {} runs since {:.0f} s", patient.version, patient.uptime)));
}

void check_console(const Patient& patient, Findings& findings) {
    const auto socket = patient.system.access(patient.socket);
    if (!socket) {
        findings.push_back(patient.running || !patient.config
                               ? skipped("no socket " + patient.socket)
                               : skipped("no socket " + patient.socket + ": landlined makes it"));
        return;
    }
    if (socket->mode & 06) {
        findings.push_back(
            {Severity::error,
             fmt::format("{} is open to everybody (mode {:o})", patient.socket, socket->mode),
             "whoever is on this machine may look into calls", "chmod 0660 " + patient.socket});
        return;
    }
    const std::string group = patient.config ? patient.config->console.group : std::string();
    if (!group.empty() && socket->group != group) {
        findings.push_back({Severity::warning,
                            fmt::format("{} belongs to group {}, not {} of [console] group",
                                        patient.socket, socket->group, group),
                            "members of that group cannot use the console",
                            "make the group (groupadd " + group + ") and restart landlined"});
        return;
    }
    findings.push_back(well(fmt::format("{}: mode {:o}, owner {}, group {}", patient.socket,
                                        socket->mode, socket->owner, socket->group)));
}

void check_sip_ports(const Patient& patient, Findings& findings) {
    if (!patient.config)
        return findings.push_back(skipped("the conf file is not valid"));
    for (const config::Listen& listen : patient.config->sip.listen) {
        const std::string address = listen.endpoint.address.text();
        const std::uint16_t port = listen.endpoint.port;
        const std::string text = listen.text();
        if (patient.running) {
            findings.push_back(well(text + " is landlined's"));
            continue;
        }
        switch (listen.transport == config::Transport::udp
                    ? patient.system.udp_port(address, port)
                    : patient.system.tcp_port(address, port)) {
        case Port::free:
            findings.push_back(well(text + " is free"));
            break;
        case Port::in_use: {
            const std::string owner = patient.system.port_owner(port);
            findings.push_back({Severity::error,
                                text + " is taken" + (owner.empty() ? "" : " by " + owner),
                                "landlined cannot start: two SIP programs cannot share a port",
                                "stop the other program, or give [sip] listen another port"});
            break;
        }
        case Port::not_permitted:
            findings.push_back(
                {Severity::error, "no permission for " + text,
                 "ports below 1024 need CAP_NET_BIND_SERVICE",
                 "take a port above 1023, or grant the capability in the unit file"});
            break;
        case Port::no_such_address:
            findings.push_back({Severity::error, address + " is no address of this machine",
                                "landlined cannot start",
                                "name one that \"ip address\" shows, or 0.0.0.0"});
            break;
        case Port::unknown:
            findings.push_back(skipped(text + " could not be tried"));
            break;
        }
    }
}

void check_rtp_ports(const Patient& patient, Findings& findings) {
    if (!patient.config)
        return findings.push_back(skipped("the conf file is not valid"));
    const config::PortRange& range = patient.config->media.ports;
    const unsigned pairs = (range.last - range.first + 1U) / 2,
                   wanted = b_channels(*patient.config);
    const std::string text = fmt::format("{}-{}", range.first, range.last);
    const std::size_t before = findings.size();
    if (pairs < wanted)
        findings.push_back(
            {Severity::warning,
             fmt::format("ports {} hold {} calls; there are {} B-channels", text, pairs, wanted),
             "further calls are released with cause 47", "widen [media] ports: two for each call"});
    if (const auto local = patient.system.read("/proc/sys/net/ipv4/ip_local_port_range")) {
        std::istringstream words(*local);
        unsigned first = 0, last = 0;
        words >> first >> last;
        if (first <= range.last && last >= range.first && last != 0)
            findings.push_back(
                {Severity::note,
                 fmt::format("ports {} overlap those that the kernel gives to any program ({}-{})",
                             text, first, last),
                 "a port may be taken just when a call needs it; the next one is used then",
                 fmt::format("sysctl net.ipv4.ip_local_reserved_ports={}", text)});
    }
    if (findings.size() == before)
        findings.push_back(well(fmt::format("ports {}: {} calls", text, pairs)));
}

void check_registrations(const Patient& patient, Findings& findings) {
    if (!patient.running)
        return findings.push_back(skipped("the daemon is not running"));
    if (patient.registrations.empty())
        return findings.push_back(skipped("the conf file has none"));
    for (const RunningRegistration& one : patient.registrations) {
        if (one.registered) {
            findings.push_back(well("registration " + one.name + " is alive"));
            continue;
        }
        const bool credentials = one.last_answer.starts_with("401") ||
                                 one.last_answer.starts_with("403") ||
                                 one.last_answer.starts_with("407");
        findings.push_back(
            {Severity::error,
             fmt::format("registration {} with {}: {}", one.name, one.peer,
                         one.last_answer.empty() ? "no answer yet" : one.last_answer),
             "the peer does not know where to send calls, and may refuse ours",
             credentials ? "compare address, auth_user and auth_password with what the peer has "
                           "given you"
                         : "\"landline show registrations\", \"show dns\", \"show "
                           "connections\"; is the peer's address right, is the way there open?"});
    }
}

} // namespace doctor
