// The checks by what they look at. Private to the room.
#pragma once

#include "gateway/doctor/doctor.h"

namespace doctor {

using Findings = std::vector<Finding>;

// service_checks.cpp
void check_conf(const Patient& patient, Findings& findings);
void check_daemon(const Patient& patient, Findings& findings);
void check_console(const Patient& patient, Findings& findings);
void check_sip_ports(const Patient& patient, Findings& findings);
void check_registrations(const Patient& patient, Findings& findings);
void check_rtp_ports(const Patient& patient, Findings& findings);
// shaken_checks.cpp
void check_shaken(const Patient& patient, Findings& findings);
// tls_checks.cpp
void check_certificates(const Patient& patient, Findings& findings);
// machine_checks.cpp
void check_open_files(const Patient& patient, Findings& findings);
void check_realtime(const Patient& patient, Findings& findings);
void check_timebase(const Patient& patient, Findings& findings);
// card_checks.cpp
void check_modules(const Patient& patient, Findings& findings);
void check_secure_boot(const Patient& patient, Findings& findings);
void check_devices(const Patient& patient, Findings& findings);
void check_cards(const Patient& patient, Findings& findings);
void check_interrupts(const Patient& patient, Findings& findings);
void check_echo_cancellers(const Patient& patient, Findings& findings);
// line_checks.cpp
void check_tdmoip(const Patient& patient, Findings& findings);
void check_tdmoe(const Patient& patient, Findings& findings);
void check_alarms(const Patient& patient, Findings& findings);
void check_clock(const Patient& patient, Findings& findings);
void check_slips(const Patient& patient, Findings& findings);

inline Finding well(std::string what) {
    return {Severity::ok, std::move(what)};
}
inline Finding skipped(std::string what) {
    return {Severity::skipped, std::move(what)};
}
/// The words with commas between them.
std::string join(const std::vector<std::string>& words);

} // namespace doctor
