// Closed user groups: Q.735.1, TS 29.163 §7.5.10, TS 24.654.
#include "gateway/mapping/closed_user_group.h"

#include "isup/indicators.h"
#include "isup/supplementary.h"
#include "sipi/body/xml.h"

#include <algorithm>
#include <charconv>

namespace mapping {
namespace {

constexpr Row kGroupFromSip{"closed user group from cug+xml", "TS 29.163 §7.5.10.1, TS 24.654"};
constexpr Row kGroupUnread{"cug+xml without a whole group: not used", "TS 29.163 §7.5.10.1"};
constexpr Row kGroupRefused{"closed user group without outgoing access: refused",
                            "Q.735.1, TS 29.163 §7.5.10"};
constexpr Row kGroupLeft{"closed user group with outgoing access: an ordinary call",
                         "Q.735.1, TS 29.163 §7.5.10"};
constexpr Row kGroupCarried{"closed user group without outgoing access, not kept",
                            "Q.735.1, TS 29.163 §7.5.10"};

/// All of `text` as a number of that base, of so many digits; nothing when it is another.
std::optional<unsigned> number_of(std::string_view text, int base, std::size_t digits) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (text.size() != digits || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

/// Sixteen bits, written as such or as four hexadecimal digits.
std::optional<unsigned> sixteen_bits(std::string_view text) {
    return text.size() == 16 ? number_of(text, 2, 16) : number_of(text, 16, 4);
}

/// Network identity and binary code; nothing when one of them is missing or no number. A network
/// identity has decimal digits (Q.763 §3.15).
std::optional<isup::CugInterlock> interlock_of(const sipi::XmlElement& cug) {
    const std::string_view network = cug.text_of("networkIndicator");
    const auto code = sixteen_bits(cug.text_of("cugInterlockBinaryCode"));
    isup::CugInterlock interlock;
    if (!code || network.size() != interlock.network.size() ||
        !std::ranges::all_of(network, [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    std::ranges::transform(network, interlock.network.begin(),
                           [](char c) { return static_cast<std::uint8_t>(c - '0'); });
    interlock.code = static_cast<std::uint16_t>(*code);
    return interlock;
}

/// Two bits as in Q.763 §3.38 BA. A group without them is taken for one that must not be left.
isup::ClosedUserGroup indicator_of(const sipi::XmlElement& cug) {
    using enum isup::ClosedUserGroup;
    const auto bits = number_of(cug.text_of("cugCommunicationIndicator"), 2, 2);
    return bits && *bits == static_cast<unsigned>(outgoing_access_allowed)
               ? outgoing_access_allowed
               : outgoing_access_not_allowed;
}

/// Value 1 is spare and no group (Q.763 §3.38).
isup::ClosedUserGroup group_of(const isup::Message& iam) {
    using enum isup::ClosedUserGroup;
    const auto optional = iam.get<isup::OptionalForwardCallIndicators>();
    const auto group = optional ? optional->closed_user_group : none;
    return group == outgoing_access_allowed || group == outgoing_access_not_allowed ? group : none;
}

std::string text(const isup::CugInterlock& interlock) {
    std::string out;
    for (const std::uint8_t digit : interlock.network)
        out += static_cast<char>('0' + digit);
    return out.append("/").append(std::to_string(interlock.code));
}

} // namespace

bool understands_closed_user_group(const sipi::BodyPart& part, const Profile& profile) {
    return profile.trust && part.is("application", "vnd.etsi.cug+xml");
}

void set_closed_user_group(const sipi::Body& body, const Profile& profile, isup::Message& iam,
                           Notes& notes) {
    const sipi::BodyPart* part = body.find("application", "vnd.etsi.cug+xml");
    if (!part || !understands_closed_user_group(*part, profile))
        return;
    const auto document = sipi::parse_xml(part->text());
    const auto interlock = document && document->name == "cug"
                               ? interlock_of(*document)
                               : std::optional<isup::CugInterlock>();
    if (!interlock)
        return notes.add(kGroupUnread);
    auto optional = iam.get<isup::OptionalForwardCallIndicators>().value_or(
        isup::OptionalForwardCallIndicators{});
    optional.closed_user_group = indicator_of(*document);
    iam.set(*interlock);
    iam.set(optional);
    const bool may_leave =
        optional.closed_user_group == isup::ClosedUserGroup::outgoing_access_allowed;
    notes.add(kGroupFromSip, "{}, outgoing access {}", text(*interlock),
              may_leave ? "allowed" : "not allowed");
}

std::optional<isup::CauseIndicators>
refused_for_closed_user_group(const isup::Message& iam, const Profile& profile, Notes& notes) {
    constexpr std::uint8_t kNotMember = 87;
    const isup::ClosedUserGroup group = group_of(iam);
    if (group == isup::ClosedUserGroup::none)
        return std::nullopt;
    const auto interlock = iam.get<isup::CugInterlock>();
    const std::string which = interlock ? text(*interlock) : std::string("no interlock code");
    if (group != isup::ClosedUserGroup::outgoing_access_not_allowed) {
        notes.add(kGroupLeft, "{}", which);
        return std::nullopt;
    }
    if (profile.closed_user_group_carried) {
        notes.add(kGroupCarried, "{}", which);
        return std::nullopt;
    }
    notes.add(kGroupRefused, "{}: {} {}", which, kNotMember, isup::cause_name(kNotMember));
    return isup::cause_here(kNotMember);
}

} // namespace mapping
