// Indicator parameters of one or two octets (Q.763 clause 3): bit fields as named members.
#pragma once

#include "isup/bit_fields.h"

namespace isup {

enum class ContinuityCheck : std::uint8_t {
    not_required = 0,
    required = 1,
    on_previous_circuit = 2
};

/// Q.763 §3.35.
struct NatureOfConnection {
    static constexpr Param kCode = Param::nature_of_connection_indicators;
    std::uint8_t satellites = 0; ///< 0-2
    ContinuityCheck continuity = ContinuityCheck::not_required;
    bool outgoing_echo_control = false;

    static std::optional<NatureOfConnection> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const NatureOfConnection&) const = default;
};

enum class EndToEndMethod : std::uint8_t {
    none = 0,
    pass_along = 1,
    sccp = 2,
    pass_along_and_sccp = 3
};
enum class SccpMethod : std::uint8_t {
    no_indication = 0,
    connectionless = 1,
    connection_oriented = 2,
    both = 3
};
enum class IsupPreference : std::uint8_t { preferred = 0, not_required = 1, required = 2 };

/// Q.763 §3.23.
struct ForwardCallIndicators {
    static constexpr Param kCode = Param::forward_call_indicators;
    bool international = false;                            ///< A
    EndToEndMethod end_to_end = EndToEndMethod::none;      ///< CB
    bool interworking = false;                             ///< D: encountered
    bool end_to_end_information = false;                   ///< E
    bool isup_all_the_way = true;                          ///< F
    IsupPreference preference = IsupPreference::preferred; ///< HG
    bool isdn_access = false;                              ///< I: originating access is ISDN
    SccpMethod sccp = SccpMethod::no_indication;           ///< KJ
    bool number_translated = false;                        ///< M: ported number translation done
    bool query_on_release = false;                         ///< N

    static std::optional<ForwardCallIndicators> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const ForwardCallIndicators&) const = default;
};

enum class ClosedUserGroup : std::uint8_t {
    none = 0,
    outgoing_access_allowed = 2,
    outgoing_access_not_allowed = 3
};

/// Q.763 §3.38.
struct OptionalForwardCallIndicators {
    static constexpr Param kCode = Param::optional_forward_call_indicators;
    ClosedUserGroup closed_user_group = ClosedUserGroup::none;
    bool segmentation = false;             ///< more follows in a SGM
    bool connected_line_requested = false; ///< COLP

    static std::optional<OptionalForwardCallIndicators> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const OptionalForwardCallIndicators&) const = default;
};

enum class Charge : std::uint8_t { no_indication = 0, no_charge = 1, charge = 2 };
enum class CalledStatus : std::uint8_t {
    no_indication = 0,
    subscriber_free = 1,
    connect_when_free = 2
};
enum class CalledCategory : std::uint8_t { no_indication = 0, ordinary = 1, payphone = 2 };

/// Q.763 §3.5.
struct BackwardCallIndicators {
    static constexpr Param kCode = Param::backward_call_indicators;
    Charge charge = Charge::no_indication;                          ///< BA
    CalledStatus called_status = CalledStatus::no_indication;       ///< DC
    CalledCategory called_category = CalledCategory::no_indication; ///< FE
    EndToEndMethod end_to_end = EndToEndMethod::none;               ///< HG
    bool interworking = false;                                      ///< I: encountered
    bool end_to_end_information = false;                            ///< J
    bool isup_all_the_way = true;                                   ///< K
    bool holding = false;                                           ///< L
    bool isdn_access = false;                    ///< M: terminating access is ISDN
    bool incoming_echo_control = false;          ///< N
    SccpMethod sccp = SccpMethod::no_indication; ///< PO

    static std::optional<BackwardCallIndicators> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const BackwardCallIndicators&) const = default;
};

/// Q.763 §3.37.
struct OptionalBackwardCallIndicators {
    static constexpr Param kCode = Param::optional_backward_call_indicators;
    bool in_band = false; ///< A: in-band information or an appropriate pattern is now available
    bool diversion_may_occur = false; ///< B
    bool segmentation = false;        ///< C
    bool mlpp_user = false;           ///< D

    static std::optional<OptionalBackwardCallIndicators> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const OptionalBackwardCallIndicators&) const = default;
};

enum class Category : std::uint8_t {
    unknown = 0,
    operator_french = 1,
    operator_english = 2,
    operator_german = 3,
    operator_russian = 4,
    operator_spanish = 5,
    national_operator = 9,
    ordinary = 10,
    priority = 11,
    data = 12,
    test = 13,
    ieps = 14,
    payphone = 15,
    mobile_home = 16,
    mobile_visited = 17,
    emergency = 224,      ///< T1.113: emergency service call
    emergency_high = 225, ///< T1.113: high priority emergency service call
};

/// Transmission medium (Q.763 §3.54); 7-10 and 16-42 are N × 64 kbit/s.
enum class Medium : std::uint8_t {
    speech = 0,
    unrestricted_64k = 2,
    audio_3k1 = 3,
    preferred_64k = 6,
    unrestricted_2x64k = 7,
    unrestricted_384k = 8,
    unrestricted_1536k = 9,
    unrestricted_1920k = 10,
};

enum class Event : std::uint8_t {
    alerting = 1,
    progress = 2,
    in_band = 3,
    forwarded_busy = 4,
    forwarded_no_reply = 5,
    forwarded_unconditional = 6,
};

/// Q.763 §3.21.
struct EventInformation {
    static constexpr Param kCode = Param::event_information;
    Event event = Event::progress;
    bool presentation_restricted = false;

    static std::optional<EventInformation> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const EventInformation&) const = default;
};

/// Redirecting indicator (Q.763 §3.45 a).
enum class Redirecting : std::uint8_t {
    no_redirection = 0,
    rerouted = 1,
    rerouted_all_restricted = 2,
    diverted = 3,
    diverted_all_restricted = 4,
    rerouted_number_restricted = 5,
    diverted_number_restricted = 6,
};
/// Reason of a redirection (Q.763 §3.45 b, d); the original one knows 0-3 only.
enum class RedirectReason : std::uint8_t {
    unknown = 0,
    busy = 1,
    no_reply = 2,
    unconditional = 3,
    deflection_alerting = 4,
    deflection_immediate = 5,
    mobile_not_reachable = 6,
};

/// Q.763 §3.45. An old one-octet form has neither counter nor reason: both 0.
struct RedirectionInformation {
    static constexpr Param kCode = Param::redirection_information;
    Redirecting indicator = Redirecting::diverted;
    RedirectReason original_reason = RedirectReason::unknown;
    std::uint8_t counter = 1; ///< 1-5
    RedirectReason reason = RedirectReason::unknown;

    static std::optional<RedirectionInformation> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const RedirectionInformation&) const = default;
};

/// Q.763 §3.6.
struct CallDiversionInformation {
    static constexpr Param kCode = Param::call_diversion_information;
    std::uint8_t notification = 0; ///< 0 unknown, 1 not allowed, 2 with number, 3 without number
    RedirectReason reason = RedirectReason::unknown;

    static std::optional<CallDiversionInformation> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const CallDiversionInformation&) const = default;
};

/// Q.763 §3.52.
struct SuspendResumeIndicators {
    static constexpr Param kCode = Param::suspend_resume_indicators;
    bool by_network = false; ///< else by the ISDN subscriber

    static std::optional<SuspendResumeIndicators> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const SuspendResumeIndicators&) const = default;
};

/// Generic notification (Q.763 §3.25); values are those of the DSS1 notification description.
enum class Notification : std::uint8_t {
    user_suspended = 0,
    user_resumed = 1,
    bearer_service_change = 2,
    call_completion_delay = 4,
    conference_established = 0x42,
    conference_disconnected = 0x43,
    other_party_added = 0x44,
    isolated = 0x45,
    reattached = 0x46,
    other_party_isolated = 0x47,
    other_party_reattached = 0x48,
    other_party_split = 0x49,
    other_party_disconnected = 0x4a,
    conference_floating = 0x4b,
    call_waiting = 0x60,
    diversion_activated = 0x68,
    transfer_alerting = 0x69,
    transfer_active = 0x6a,
    remote_hold = 0x79,
    remote_retrieval = 0x7a,
    call_is_diverting = 0x7b,
};

/// Q.763 §3.25: one or more notifications; the parameter itself may be repeated too.
struct GenericNotification {
    static constexpr Param kCode = Param::generic_notification_indicator;
    static constexpr std::size_t kMax = 8;
    std::array<Notification, kMax> notifications{};
    std::uint8_t count = 0;

    GenericNotification() = default;
    GenericNotification(Notification one) : notifications{one}, count(1) {}

    bool contains(Notification wanted) const {
        for (std::size_t i = 0; i < count; ++i)
            if (notifications[i] == wanted)
                return true;
        return false;
    }
    static std::optional<GenericNotification> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const GenericNotification&) const = default;
};

/// Q.763 §3.11, §3.54, §3.55, §3.56.
using CallingPartyCategory = OneOctet<Param::calling_party_category, Category, Category::ordinary>;
using TransmissionMediumRequirement = OneOctet<Param::transmission_medium_requirement, Medium>;
using TransmissionMediumRequirementPrime =
    OneOctet<Param::transmission_medium_requirement_prime, Medium>;
using TransmissionMediumUsed = OneOctet<Param::transmission_medium_used, Medium>;
/// Automatic congestion level, 1 or 2 (Q.763 §3.4).
using AutomaticCongestionLevel = OneOctet<Param::automatic_congestion_level, std::uint8_t>;

/// Hops that are left, 0-31 (Q.763 §3.80).
struct HopCounter {
    static constexpr Param kCode = Param::hop_counter;
    std::uint8_t remaining = 0;

    static std::optional<HopCounter> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const HopCounter&) const = default;
};

/// Information request indicators, first octet (Q.763 §3.29).
struct InformationRequest {
    static constexpr Param kCode = Param::information_request_indicators;
    bool calling_address = false, holding = false, category = false, charge = false,
         malicious_call = false;

    static std::optional<InformationRequest> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const InformationRequest&) const = default;
};

enum class AddressResponse : std::uint8_t { not_included = 0, not_available = 1, included = 3 };

/// Information indicators, first octet (Q.763 §3.28).
struct InformationIndicators {
    static constexpr Param kCode = Param::information_indicators;
    AddressResponse calling_address = AddressResponse::not_included;
    bool hold_provided = false, category_included = false, charge_included = false,
         unsolicited = false;

    static std::optional<InformationIndicators> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const InformationIndicators&) const = default;
};

} // namespace isup
