// What becomes of the parts of an IAM that SIP headers (Q.1912.5 §7, Q.763 §3.23) or a SETUP
// (Q.699) have no place for, and of the location number with peers that are not trusted.
#include "gateway/mapping/without_isup.h"

#include "gateway/mapping/carriage.h"
#include "gateway/mapping/q931_tables.h"
#include "isup/contents.h"
#include "isup/tables.h"
#include "isup/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

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
};

constexpr Row kLeftAtSip{"parameters without SIP image: left out", "Q.1912.5 §7, Q.763 §1.2"};
constexpr Row kLeftAtLine{"parameters without Q.931 image: left out", "Q.699, Q.763 §1.2"};
constexpr Row kCompatibilityLeft{"compatibility elements without SIP image: left out",
                                 "Q.1912.5 §7, Q.763 §3.3"};

/// Where a parameter of an IAM is read, or ends because it is the exchanges' own business; what is
/// nowhere here is left out.
struct ReadRow {
    isup::Param parameter;
    bool line, sip;
};
constexpr std::array kRead{
    ReadRow{isup::Param::nature_of_connection_indicators, true, true},
    ReadRow{isup::Param::forward_call_indicators, true, true},
    ReadRow{isup::Param::calling_party_category, true, true},
    ReadRow{isup::Param::transmission_medium_requirement, true, true},
    ReadRow{isup::Param::transmission_medium_requirement_prime, true, true},
    ReadRow{isup::Param::user_service_information, true, true},
    ReadRow{isup::Param::user_service_information_prime, true, true},
    ReadRow{isup::Param::user_teleservice_information, true, true},
    ReadRow{isup::Param::access_transport, true, true},
    ReadRow{isup::Param::called_party_number, true, true},
    ReadRow{isup::Param::calling_party_number, true, true},
    ReadRow{isup::Param::generic_number, true, true},
    ReadRow{isup::Param::redirecting_number, true, true},
    ReadRow{isup::Param::original_called_number, true, true},
    ReadRow{isup::Param::redirection_information, true, true},
    ReadRow{isup::Param::called_in_number, false, true},
    ReadRow{isup::Param::original_called_in_number, false, true},
    ReadRow{isup::Param::called_directory_number, false, true},
    ReadRow{isup::Param::network_routing_number, false, true},
    ReadRow{isup::Param::number_portability_forward_information, false, true},
    ReadRow{isup::Param::transit_network_selection, true, true},
    ReadRow{isup::Param::network_specific_facility, true, false},
    ReadRow{isup::Param::user_to_user_information, true, true},
    ReadRow{isup::Param::user_to_user_indicators, true, true},
    ReadRow{isup::Param::remote_operations, true, true},
    ReadRow{isup::Param::generic_notification_indicator, true, true},
    ReadRow{isup::Param::mlpp_precedence, false, true},
    ReadRow{isup::Param::ansi_carrier_identification, false, true},
    ReadRow{isup::Param::ansi_originating_line_information, false, true},
    ReadRow{isup::Param::ansi_generic_name, true, true},
    // said by rows of their own
    ReadRow{isup::Param::location_number, false, true},
    ReadRow{isup::Param::calling_geodetic_location, false, true},
    ReadRow{isup::Param::closed_user_group_interlock_code, true, true},
    // of the path behind, and how it reads its messages
    ReadRow{isup::Param::optional_forward_call_indicators, true, true},
    ReadRow{isup::Param::hop_counter, true, true},
    ReadRow{isup::Param::propagation_delay_counter, true, true},
    ReadRow{isup::Param::echo_control_information, true, true},
    ReadRow{isup::Param::message_compatibility_information, true, true},
    ReadRow{isup::Param::parameter_compatibility_information, true, true},
};

enum Edge : std::uint8_t { kAtLine = 1, kAtSip = 2 };

/// The rows by code: at which edges each is read.
constexpr std::array<std::uint8_t, 256> kReadAt = [] {
    std::array<std::uint8_t, 256> edges{};
    for (const ReadRow& row : kRead)
        edges[static_cast<std::uint8_t>(row.parameter)] =
            static_cast<std::uint8_t>((row.line ? kAtLine : 0) | (row.sip ? kAtSip : 0));
    return edges;
}();

/// Abbreviations of what is not read there, as Q.763 Table 5 gives them.
std::string left_at(Edge edge, const isup::Message& iam) {
    std::string left;
    for (std::size_t i = 0; i < iam.size(); ++i) {
        const isup::Param code = iam.parameter(i).code;
        if (kReadAt[static_cast<std::uint8_t>(code)] & edge)
            continue;
        const isup::ParameterRow* row = isup::find_parameter(code, iam.variant());
        left.append(left.empty() ? "" : ", ")
            .append(row ? std::string(row->abbreviation)
                        : fmt::format("0x{:02x}", static_cast<unsigned>(code)));
    }
    return left;
}

// High layer compatibility of telephony says what speech says already.
void note_compatibility(const isup::Message& iam, Notes& notes) {
    constexpr std::array<std::uint8_t, 2> kTelephony{0x91, 0x81};
    const auto access = iam.get<isup::AccessTransport>();
    if (!access)
        return;
    const auto high = access->find(isup::Element::high_layer);
    const bool low = access->find(isup::Element::low_layer).has_value();
    const bool other_high = high && !std::ranges::equal(*high, kTelephony);
    if (low || other_high)
        notes.add(kCompatibilityLeft, "{}{}{}", other_high ? "HLC" : "",
                  low && other_high ? ", " : "", low ? "LLC" : "");
}

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
    if (const std::string left = left_at(kAtSip, iam); !left.empty())
        notes.add(kLeftAtSip, "{}", left);
    note_compatibility(iam, notes);
}

void note_left_at_line(const isup::Message& iam, Notes& notes) {
    if (const std::string left = left_at(kAtLine, iam); !left.empty())
        notes.add(kLeftAtLine, "{}", left);
}

void note_message_left_at_sip(isup::MessageType type, Notes& notes) {
    static constexpr Row kLeft{"message without SIP image: left out", "Q.1912.5 §6, §7"};
    if (!is_of_circuit(type))
        notes.add(kLeft, "{}", isup::acronym(type));
}

void note_message_left_at_line(isup::MessageType type, Notes& notes) {
    static constexpr Row kLeft{"message without Q.931 image: left out", "Q.699"};
    const auto rows = to_user_rows();
    const bool may_be_said =
        std::ranges::any_of(rows, [type](const ToUserRow& row) { return row.isup == type; });
    if (!may_be_said && !is_of_circuit(type))
        notes.add(kLeft, "{}", isup::acronym(type));
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
