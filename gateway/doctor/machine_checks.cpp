// Checks of the machine: limits, priorities, clock.
#include "gateway/doctor/checks.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace doctor {

void check_open_files(const Patient& patient, Findings& findings) {
    if (!patient.config)
        return findings.push_back(skipped("the conf file is not valid"));
    // Two sockets for each call's RTP and RTCP, kept for the next; and what the daemon has anyway.
    unsigned calls = 0;
    for (const config::Span& span : patient.config->spans)
        calls += drivers::timeslots(span.type) - 1;
    calls = std::max(calls, patient.config->sip.max_calls);
    const std::uint64_t wanted = 2ULL * calls + 200;
    const auto limit = patient.system.open_files_limit(patient.pid);
    const std::string whose = patient.running ? "of landlined" : "here";
    if (limit && *limit < wanted)
        return findings.push_back(
            {Severity::warning,
             fmt::format("the limit of open files {} is {}, {} calls need {}", whose, *limit, calls,
                         wanted),
             "calls are released with cause 47 when it is reached",
             fmt::format("LimitNOFILE={} in the unit file (systemctl edit landline)",
                         std::max<std::uint64_t>(65536, wanted))});
    findings.push_back(well(
        fmt::format("limit of open files {}: {}", whose, limit ? std::to_string(*limit) : "none")));
}

void check_realtime(const Patient& patient, Findings& findings) {
    if (!patient.config)
        return findings.push_back(skipped("the conf file is not valid"));
    constexpr unsigned kPriority = 20;
    if (!patient.config->media.realtime)
        return findings.push_back(
            {Severity::note, "[media] realtime is off",
             "when the machine is busy, media workers wait for other programs; data calls slip",
             "realtime = true, with LimitRTPRIO=20 in the unit file"});
    if (patient.running) {
        const unsigned threads = patient.system.realtime_threads(patient.pid);
        if (threads != 0)
            return findings.push_back(
                well(fmt::format("{} media workers run with real-time priority", threads)));
        return findings.push_back(
            {Severity::warning, "no media worker of landlined has real-time priority",
             "the system refused it: speech breaks up when the machine is busy",
             "LimitRTPRIO=20 in the unit file, then restart"});
    }
    const unsigned limit = patient.system.realtime_limit(0);
    if (limit < kPriority)
        return findings.push_back(
            {Severity::warning,
             fmt::format("real-time priority may be {} at most here, {} is wanted", limit,
                         kPriority),
             "a landlined that this user starts runs without it",
             "LimitRTPRIO=20 in the unit file, or rtprio in /etc/security/limits.conf"});
    findings.push_back(well("real-time priority is granted"));
}

void check_timebase(const Patient& patient, Findings& findings) {
    const std::string directory = "/sys/devices/system/clocksource/clocksource0/";
    auto source = patient.system.read(directory + "current_clocksource");
    if (!source)
        return findings.push_back(skipped("the kernel does not tell its clock source"));
    while (!source->empty() && source->back() == '\n')
        source->pop_back();
    static constexpr std::array<std::string_view, 3> kPoor{"jiffies", "refined-jiffies", "acpi_pm"};
    const bool poor = std::ranges::find(kPoor, *source) != kPoor.end();
    const bool needed =
        patient.config && std::ranges::any_of(patient.config->spans, [](const config::Span& span) {
            return span.driver == config::Driver::tdmoip && span.clock == drivers::ClockMode::free;
        });
    if (poor)
        findings.push_back({needed ? Severity::warning : Severity::note,
                            "the kernel's clock source is " + *source,
                            "it is coarse and slow to read; lines over IP beat by it",
                            "see available_clocksource in " + directory +
                                "; in a virtual machine give it kvm-clock or tsc"});
    else
        findings.push_back(well("the kernel's clock source is " + *source));
}

} // namespace doctor
