// User-to-user information and the User-to-User header (RFC 7433, RFC 7434, Q.737.1).
#include "gateway/mapping/user_to_user.h"

#include "sipi/service_header.h"

#include <algorithm>
#include <array>

namespace mapping {
namespace {

using isup::MessageType;
using sipi::HeaderName;

constexpr Row kUserToUserCarried{"user-to-user information", "RFC 7434 §10"};
constexpr Row kSeveral{"User-to-User discarded: more than one", "RFC 7434 §8"};
constexpr Row kUserToUserTooLong{"User-to-User discarded: too long", "RFC 7434 §6"};
constexpr Row kNotHex{"User-to-User discarded: no hex octets", "RFC 7434 §9"};
constexpr Row kIgnored{"User-to-User ignored: another content or encoding", "RFC 7434 §9"};
constexpr Row kExplicit{"user-to-user information of an explicit service", "RFC 7434 §3.1"};

// message, its request, is a response, clause
constexpr std::array kUserToUserRows{
    UserToUserRow{MessageType::iam, sipi::Method::invite, false, "RFC 7434 §7"},
    UserToUserRow{MessageType::acm, sipi::Method::invite, true, "RFC 7434 §8"},
    UserToUserRow{MessageType::cpg, sipi::Method::invite, true, "RFC 7434 §8"},
    UserToUserRow{MessageType::anm, sipi::Method::invite, true, "RFC 7434 §8"},
    UserToUserRow{MessageType::con, sipi::Method::invite, true, "RFC 7434 §8"},
    UserToUserRow{MessageType::rel, sipi::Method::bye, false, "RFC 7434 §7"},
};

// Packages that are this one: its name, its older name, and no name (RFC 7434 §7, §8).
constexpr std::array<std::string_view, 3> kPurposes{"isdn-uui", "isdn-interwork", ""};
constexpr std::string_view kContent = "isdn-uui";
constexpr std::string_view kEncoding = "hex";
constexpr std::size_t kMost = 129; ///< protocol discriminator and 128 octets (Q.763 §3.61)

bool is_one_of_ours(std::string_view purpose) {
    return std::ranges::any_of(kPurposes, [&](std::string_view known) {
        return sipi::equal_without_case(known, purpose);
    });
}

/// Absent or as this package has it.
bool is_default(std::string_view value, std::string_view standard) {
    return value.empty() || sipi::equal_without_case(value, standard);
}

/// The values of this package; those of others are not looked at.
std::vector<sipi::UserToUser> values_of(const sipi::Message& message) {
    std::vector<sipi::UserToUser> values;
    for (const std::string_view text : message.values(HeaderName::user_to_user))
        if (auto value = sipi::UserToUser::parse(text); value && is_one_of_ours(value->purpose))
            values.push_back(*std::move(value));
    return values;
}

bool may_carry(const sipi::Message& message) {
    return std::ranges::any_of(kUserToUserRows, [&](const UserToUserRow& row) {
        return row.method == message.method() && row.response == message.is_response() &&
               (!row.response || (message.status() > 100 && message.status() < 300));
    });
}

bool may_carry(const isup::Message& message) {
    return std::ranges::find(kUserToUserRows, message.type(), &UserToUserRow::isup) !=
           kUserToUserRows.end();
}

} // namespace

std::span<const UserToUserRow> user_to_user_rows() {
    return kUserToUserRows;
}

bool has_user_to_user(const sipi::Message& message) {
    return !values_of(message).empty();
}

void set_user_to_user(const sipi::Message& from, const Profile& profile, isup::Message& to,
                      Notes& notes) {
    if (!profile.user_to_user || !may_carry(from) || !from.has(HeaderName::user_to_user))
        return;
    const auto values = values_of(from);
    if (values.empty())
        return;
    if (values.size() > 1)
        return notes.add(kSeveral, "{}", values.size());
    const sipi::UserToUser& value = values.front();
    if (!is_default(value.content, kContent) || !is_default(value.encoding, kEncoding))
        return notes.add(kIgnored, "{} {}", value.content, value.encoding);
    const auto octets = sipi::octets_from_hex(value.data);
    if (!octets || octets->empty())
        return notes.add(kNotHex, "{}", value.data);
    if (octets->size() > kMost)
        return notes.add(kUserToUserTooLong, "{} octets", octets->size());
    to.set_raw(isup::Param::user_to_user_information, *octets);
    notes.add(kUserToUserCarried, "{} octets", octets->size());
}

void add_user_to_user(const isup::Message& from, const Profile& profile, Headers& headers,
                      Notes& notes) {
    const base::Octets octets = from.raw(isup::Param::user_to_user_information);
    if (!profile.user_to_user || !may_carry(from) || octets.empty() || octets.size() > kMost)
        return;
    const auto indicators = from.get<isup::UserToUserIndicators>();
    if (indicators && !indicators->response &&
        indicators->service1 >= isup::UserService::not_essential)
        return notes.add(kExplicit);
    std::string value;
    sipi::append_hex(value, octets.data(), octets.size());
    value.append(";encoding=hex;purpose=isdn-uui;content=isdn-uui");
    headers.push_back({"User-to-User", std::move(value)});
    notes.add(kUserToUserCarried, "{} octets", octets.size());
}

} // namespace mapping
