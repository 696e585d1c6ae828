// The table of checks, in the order of the report.
#include "gateway/doctor/checks.h"

#include <algorithm>

namespace doctor {

std::vector<Check> all_checks() {
    return {
        {"conf", "the conf file and conf.d: valid as a whole", check_conf},
        {"daemon", "landlined runs and answers, in the version of this program", check_daemon},
        {"console", "who may use the console's socket", check_console},
        {"sip-ports", "no other program has a port of [sip] listen", check_sip_ports},
        {"rtp-ports", "enough ports for all B-channels, apart from those of other programs",
         check_rtp_ports},
        {"registrations", "each registration with a SIP peer's registrar is alive",
         check_registrations},
        {"certificates", "the certificate of section tls: readable, with its key, and not ended",
         check_certificates},
        {"shaken",
         "keys and certificates by which calls are signed and verified: fit, private, valid",
         check_shaken},
        {"open-files", "the limit of open files", check_open_files},
        {"real-time", "real-time priority of media workers", check_realtime},
        {"timebase", "the machine's clock, by which lines over IP beat", check_timebase},
        {"modules", "DAHDI modules: built for this kernel, loaded", check_modules},
        {"secure-boot", "modules are signed where Secure Boot asks for it", check_secure_boot},
        {"devices", "/dev/dahdi: there, and open to the daemon", check_devices},
        {"cards", "each span of the conf file against its card", check_cards},
        {"interrupts", "the cards' interrupts arrive", check_interrupts},
        {"echo", "an echo canceller is in circuit where one is needed", check_echo_cancellers},
        {"tdmoip", "addresses and clocks of lines over IP", check_tdmoip},
        {"tdmoe", "interfaces of lines over Ethernet", check_tdmoe},
        {"alarms", "red, yellow and blue alarms, D-channels", check_alarms},
        {"clock", "who is the clock source, and whether the chain is sane", check_clock},
        {"slips", "slips and lost packets since the daemon's start", check_slips},
    };
}

bool Patient::uses_cards() const {
    return config && std::ranges::any_of(config->spans, [](const config::Span& each) {
               return each.driver == config::Driver::dahdi;
           });
}

const RunningSpan* Patient::span(std::string_view wanted) const {
    const auto found = std::ranges::find(spans, wanted, &RunningSpan::name);
    return found == spans.end() ? nullptr : &*found;
}

std::string join(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() ? "" : ", ") + word;
    return text;
}

} // namespace doctor
