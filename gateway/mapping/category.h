// Who calls, as a kind of subscriber: `cpc` (TS 24.229 §7.2A.12), `oli`, Priority,
// Resource-Priority and calling party's category, MLPP precedence, originating line information.
#pragma once

#include "gateway/mapping/isup_to_sip.h"
#include "gateway/mapping/notes.h"
#include "gateway/mapping/profile.h"
#include "gateway/mapping/subscriber.h"
#include "isup/message.h"
#include "isup/supplementary.h"
#include "sipi/message.h"

#include <span>

namespace mapping {

/// Language of an operator (Q.763 §3.11, TS 29.163 §7.2.3.1.2.4): of Accept-Language.
struct OperatorRow {
    std::string_view language; ///< first subtag (RFC 5646)
    isup::Category category;
    std::string_view clause;
};
std::span<const OperatorRow> operator_rows();

/// Priority of a call without `cpc`.
struct PriorityRow {
    std::string_view priority; ///< RFC 3261 §20.26
    isup::Category category;
    std::string_view clause;
};
std::span<const PriorityRow> priority_rows();

/// Precedence of namespace q735 (RFC 4412 §12.2.3) and of MLPP.
struct MlppRow {
    std::string_view value;
    isup::Precedence precedence;
    std::string_view clause;
};
std::span<const MlppRow> mlpp_rows();

/// A trusted peer says that its caller calls for help: cpc=emergency. Where ISUP has no value for
/// it (T1.113 has) the category is that of a priority subscriber.
bool is_emergency(const sipi::Message& invite, const Profile& profile);

/// Category, precedence and line information of an INVITE; those of peers that are not trusted
/// call as ordinary subscribers.
void set_category(const sipi::Message& invite, const Profile& profile, isup::Message& iam,
                  Notes& notes);

/// `cpc` and `oli` for the identity that a trusted peer is given. An ordinary caller has no `cpc`.
SubscriberParams category_params(const isup::Message& iam, const Profile& profile, Notes& notes);
/// Accept-Language of an operator, Resource-Priority of a precedence.
void add_category_headers(const isup::Message& iam, const Profile& profile, Headers& headers,
                          Notes& notes);

} // namespace mapping
