// The carrier that a call shall take: `cic` (RFC 4694) and transit network selection (Q.763 §3.53)
// or carrier identification (T1.113).
#pragma once

#include "gateway/mapping/notes.h"
#include "gateway/mapping/profile.h"
#include "gateway/mapping/subscriber.h"
#include "isup/message.h"

namespace mapping {

/// ISUP of this trunk follows T1.113, where its parameters may be used.
bool is_ansi(const Profile& profile);

/// Digits of a routing number or carrier that is global ("+49..."), or local with a context that is
/// ("...;rn-context=+49"), or that names none; own country code taken off. Nothing when it is of
/// another country or no number.
std::optional<isup::Digits> national_digits(std::string_view text, std::string_view context,
                                            const Profile& profile);
/// The reverse: "+49..."; without a known country code the digits alone.
std::string global_text(const isup::Digits& digits, const Profile& profile);

/// `cic` of a trusted peer's Request-URI into TNS, or into CIP where the trunk says so and the
/// called number is not international (RFC 3398 §7.2.1.1). One of another country is left out.
void set_carrier(const Subscriber& called, const Profile& profile, isup::Message& iam,
                 Notes& notes);
/// TNS or CIP into `cic`, for trusted peers (RFC 3398 §8.2.1.1).
void add_carrier(const isup::Message& iam, const Profile& profile, SubscriberParams& params,
                 Notes& notes);

} // namespace mapping
