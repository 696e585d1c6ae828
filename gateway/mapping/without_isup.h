// What becomes of the parts of an IAM that SIP headers, or the SETUP of a line, have no place for:
// at a trunk without ISUP in its bodies.
#pragma once

#include "gateway/mapping/notes.h"
#include "gateway/mapping/profile.h"
#include "isup/cause.h"
#include "isup/message.h"

#include <optional>
#include <span>

namespace mapping {

/// A parameter that neither RFC 3398 nor Q.1912.5 nor TS 29.163 gives a SIP header.
struct NoImageRow {
    isup::Param parameter;
    Row row; ///< name and clause
};
std::span<const NoImageRow> no_image_rows();

/// Notes each parameter of the IAM that is left behind; none where the body carries them.
void note_without_image(const isup::Message& iam, const Profile& profile, Notes& notes);
/// The same at a line: what no SETUP says.
void note_left_at_line(const isup::Message& iam, Notes& notes);

/// Notes a message of which neither a SIP message, nor a Q.931 message at a line, says anything:
/// what belongs to a circuit or to the exchanges alone ends here anyway.
void note_message_left_at_sip(isup::MessageType type, Notes& notes);
void note_message_left_at_line(isup::MessageType type, Notes& notes);

/// The forward call indicators require ISUP all the way (Q.763 §3.23 HG).
bool requires_isup(const isup::Message& iam);
/// The cause of a call that requires ISUP where there is none and the trunk does not carry it
/// nevertheless; else nothing.
std::optional<isup::CauseIndicators> refused_without_isup(const isup::Message& iam,
                                                          const Profile& profile, Notes& notes);

} // namespace mapping
