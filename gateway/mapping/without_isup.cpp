// What becomes of the parts of an IAM that SIP headers have no place for (Q.1912.5 §7, Q.763
// §3.23), and of the location number with peers that are not trusted.
#include "gateway/mapping/without_isup.h"

#include <array>

namespace mapping {
namespace {

constexpr Row kWithoutIsupRefused{"ISUP required all the way: refused",
                                  "Q.763 §3.23 HG, Q.1912.5 §7"};
constexpr Row kWithoutIsupCarried{"ISUP required all the way, not kept",
                                  "Q.763 §3.23 HG, RFC 3398 §8.2.1.1"};

constexpr std::array kNoImage{
    NoImageRow{isup::Param::location_number,
               {"location number only goes to trusted peers: left out",
                "TS 24.229 §7.2A.4, RFC 7315 §5.4"}},
    NoImageRow{
        isup::Param::calling_geodetic_location,
        {"calling geodetic location has no SIP image: left out", "Q.763 §3.88, Q.1912.5 §7.1"}},
    NoImageRow{isup::Param::closed_user_group_interlock_code,
               {"CUG interlock code has no SIP image: left out", "Q.763 §3.15, Q.1912.5 §7.1"}},
};

} // namespace

std::span<const NoImageRow> no_image_rows() {
    return kNoImage;
}

void note_without_image(const isup::Message& iam, const Profile& profile, Notes& notes) {
    if (carries_isup(profile.interworking))
        return;
    for (const NoImageRow& row : kNoImage) {
        if (!iam.has(row.parameter))
            continue;
        if (row.parameter == isup::Param::location_number && profile.trust)
            continue; // in P-Access-Network-Info
        const auto location = row.parameter == isup::Param::location_number
                                  ? iam.get<isup::LocationNumber>()
                                  : std::nullopt;
        notes.add(row.row, "{}", location ? location->digits.to_text() : "");
    }
}

bool requires_isup(const isup::Message& iam) {
    const auto forward = iam.get<isup::ForwardCallIndicators>();
    return forward && forward->preference == isup::IsupPreference::required;
}

std::optional<isup::CauseIndicators> refused_without_isup(const isup::Message& iam,
                                                          const Profile& profile, Notes& notes) {
    if (carries_isup(profile.interworking) || !requires_isup(iam))
        return std::nullopt;
    if (!profile.isup_required_refused) {
        notes.add(kWithoutIsupCarried);
        return std::nullopt;
    }
    const isup::CauseIndicators cause = isup::cause_here(profile.isup_required_cause);
    notes.add(kWithoutIsupRefused, "{} {}", cause.value, isup::cause_name(cause.value));
    return cause;
}

} // namespace mapping
