// A called side that names another number: call deflection and rerouting of a line (EN 300 207-1,
// ECMA-174), 302 of SIP (RFC 3261 §21.3.3); between the legs a REL with cause 23 and the number
// (Q.763 §3.46, Table 33; Q.850). And where a call on a line has been, or goes: diverting leg
// information 1, 2 and 3.
#pragma once

#include "drivers/isdn/diversion.h"
#include "gateway/mapping/notes.h"
#include "gateway/mapping/profile.h"
#include "isup/message.h"

namespace mapping {

/// A REL that says where else the call may go.
bool is_redirection(const isup::Message& rel);

// --- a line

/// What a called user asks by FACILITY. `alerting`: its telephone rings. Nothing when the message
/// asks for none or names no number.
std::optional<isup::Message> rel_from_rerouting(const isdn::Message& facility, bool alerting,
                                                const Profile& profile, Notes& notes);
/// The same asked of the network that a call came from. `setup`: of that call. `deflection`: this
/// end is a terminal on a bus.
isdn::Message rerouting_from_rel(const isup::Message& rel, const isdn::Message& setup,
                                 bool deflection, isdn::Dialect dialect, const Profile& profile,
                                 Notes& notes);

/// divertingLegInformation2 of a SETUP: redirecting number, original called number and redirection
/// information, instead of what the redirecting number element said.
void diversion_from_line(const isdn::Message& setup, const Profile& profile, isup::Message& iam,
                         Notes& notes);
/// The reverse, for a QSIG line, which has no redirecting number element.
void diversion_to_line(const isup::Message& iam, const Profile& profile, isdn::Message& setup,
                       Notes& notes);

/// divertingLegInformation1 of a FACILITY: CPG, or ACM when there was none, as NOTIFY makes them.
std::optional<isup::Message> diverting_from_line(const isdn::Message& facility, bool acm_seen,
                                                 Notes& notes);
/// NOTIFY "call is diverting" as FACILITY, for a QSIG line.
void diverting_to_line(const isup::Message& from, isdn::Message& notify, Notes& notes);
/// divertingLegInformation3 of ALERTING or CONNECT: the redirection number's restriction.
void restriction_from_line(const isdn::Message& message, isup::Message& backward, Notes& notes);
/// The reverse, for a QSIG line.
void restriction_to_line(const isup::Message& backward, isdn::Message& message, Notes& notes);

isup::RedirectReason reason_from_diversion(isdn::DiversionReason reason);
isdn::DiversionReason diversion_from_reason(isup::RedirectReason reason);

} // namespace mapping
