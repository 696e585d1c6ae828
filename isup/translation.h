// A message of one variant as another one writes it (RFC 3204 §3.1; T1.113 against Q.763).
#pragma once

#include "isup/message.h"

namespace isup {

/// What two variants have in common, the message's own and `to`: parameters that both define alike,
/// and those that neither knows when the variants are of one family (ANSI is one, all others the
/// other). Codes that mean something else in `to` are left out. The medium of an IAM is TMR in
/// Q.763 and USI in T1.113: the one is made of the other.
///
/// Nothing when `to` has no such message, or gives its code another meaning.
std::optional<Message> translated(const Message& message, Variant to);

/// The variant's tables are those of T1.113.
bool of_ansi_family(Variant variant);

} // namespace isup
