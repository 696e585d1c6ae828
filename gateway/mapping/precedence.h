// Who wins when SIP headers and the encapsulated ISUP differ, and what belongs to a circuit and
// does not pass: Q.1912.5 §5.4.3, RFC 3398 §7.2.1.1.
#pragma once

#include "gateway/mapping/notes.h"
#include "gateway/mapping/profile.h"
#include "isup/message.h"
#include "sipi/message.h"

#include <span>
#include <string_view>

namespace mapping {

/// Both sources of one ISUP message: what the body holds, and what the headers alone would give.
struct Sources {
    const sipi::Message& sip;
    const isup::Message& body;
    const isup::Message& of_sip;
    const Profile& profile;
};

enum class Winner : std::uint8_t {
    body,       ///< as it came, and absent where it is absent
    body_first, ///< the body's; SIP's where the body has none
    sip,        ///< SIP's; the body's where SIP says nothing
    settled,    ///< as `settle` says
};
std::string_view name(Winner winner);

/// One parameter, in whatever message it stands. Parameters without a row are the body's alone: of
/// the body only what is listed is overwritten (Q.1912.5 §5.4.3).
struct PrecedenceRow {
    isup::Param parameter;
    Winner sip_i;
    Winner sip_t;
    void (*settle)(const Sources& sources, isup::Message& out, Notes& notes);
    Row row; ///< name and clause
};
std::span<const PrecedenceRow> precedence_rows();

/// The body's message with what SIP overwrites.
///
/// Errors: none; a hop counter of 0 stays in the result, see hops_left().
isup::Message merged(const Sources& sources, Notes& notes);
/// The IAM may go on: its hop counter is not used up (Q.764 §2.15.8).
bool hops_left(const isup::Message& iam);

/// What an exchange does to parameters that belong to the circuit or to the exchange before it.
enum class LinkAction : std::uint8_t { drop, rewrite };
struct LinkRow {
    isup::Param parameter;
    LinkAction action;
    void (*rewrite)(isup::Message& message);
    Row row;
};
std::span<const LinkRow> link_rows();
/// Applies the link rows to a message that came in a body.
void leave_link_behind(isup::Message& message, Notes& notes);

} // namespace mapping
