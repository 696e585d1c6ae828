// Q.931 messages into ISUP messages and back: ITU-T Q.699, basic call and its supplementary
// information.
#pragma once

#include "base/result.h"
#include "drivers/isdn/message.h"
#include "gateway/mapping/notes.h"
#include "gateway/mapping/profile.h"
#include "isup/message.h"

#include <optional>

namespace mapping {

/// SETUP into IAM. The called number ends with ST when sending is complete.
isup::Message iam_from_setup(const isdn::Message& setup, const Profile& profile, Notes& notes);

/// IAM into SETUP, without channel.
/// Errors: 65 when no bearer capability says what the IAM asks for, 87 a closed user group that
/// must not be left.
base::Result<isdn::Message, isup::CauseIndicators>
setup_from_iam(const isup::Message& iam, const Profile& profile, Notes& notes);

/// A message of a called or calling user into ISUP: INFORMATION into SAM,
/// ALERTING and PROGRESS into ACM or (`acm_seen`: an ACM has been made before) CPG, CONNECT into
/// ANM or CON, NOTIFY into SUS, RES or CPG, DISCONNECT, RELEASE and RELEASE COMPLETE into REL.
/// Nothing for messages that have no ISUP image.
std::optional<isup::Message> isup_from_q931(const isdn::Message& message, bool acm_seen,
                                            Notes& notes);

/// The connected number of CONNECT with the prefixes of the trunk: written with the trunk's own one
/// (see number_to_line), and read by them where the line gives no type.
void own_connected_to_line(isdn::Message& connect, const Profile& profile, Notes& notes);
void own_connected_from_line(const isdn::Message& connect, const Profile& profile,
                             isup::Message& answer, Notes& notes);

/// Progress description 8: in-band information (Q.931 Table 4-20).
inline constexpr std::uint8_t kInBandInformation = 8;

/// DISCONNECT whose in-band information the caller hears before the call is released: ACM or CPG
/// with in-band information and the cause (Q.699 §6; Q.931 §5.3.4.1).
std::optional<isup::Message> announcement_from_disconnect(const isdn::Message& disconnect,
                                                          bool acm_seen, Notes& notes);
/// DISCONNECT to a caller who hears a tone of ours until it releases (Q.931 §5.3.4.1).
isdn::Message disconnect_with_tone(const isup::CauseIndicators& cause, Notes& notes);

/// ISUP into a message to the user: SAM into INFORMATION, ACM and CPG into ALERTING, PROGRESS or
/// NOTIFY, ANM and CON into CONNECT, SUS and RES into NOTIFY, REL into DISCONNECT. `answered`: the
/// call is active, so CPG can only be NOTIFY. Nothing for messages that have no Q.931 image.
std::optional<isdn::Message> q931_from_isup(const isup::Message& message, bool answered,
                                            Notes& notes);

} // namespace mapping
