// Indicators of supplementary services, echo control and the network, one octet each (Q.763 clause
// 3).
#pragma once

#include "isup/bit_fields.h"

#include <chrono>

namespace isup {

/// Extension bit, 1 in a last octet.
inline constexpr std::uint8_t kExtension = 0x80;

/// Q.763 §3.18.
struct ContinuityIndicators {
    static constexpr Param kCode = Param::continuity_indicators;
    bool successful = false; ///< A

    static std::optional<ContinuityIndicators> decode(base::Octets contents) {
        return read_bits<ContinuityIndicators>(contents);
    }
    void encode(base::OctetWriter& out) const { write_bits(*this, out); }
    static constexpr auto bits() {
        return std::tuple{Bits{&ContinuityIndicators::successful, 1, 0, 1}};
    }
    bool operator==(const ContinuityIndicators&) const = default;
};

/// Q.763 §3.2.
struct AccessDelivery {
    static constexpr Param kCode = Param::access_delivery_information;
    bool no_setup_generated = false; ///< A

    static std::optional<AccessDelivery> decode(base::Octets contents) {
        return read_bits<AccessDelivery>(contents);
    }
    void encode(base::OctetWriter& out) const { write_bits(*this, out); }
    static constexpr auto bits() {
        return std::tuple{Bits{&AccessDelivery::no_setup_generated, 1, 0, 1}};
    }
    bool operator==(const AccessDelivery&) const = default;
};

/// What a message says of one user-to-user service (Q.763 §3.60): 2 means "not essential" in a
/// request, "provided" in a response.
enum class UserService : std::uint8_t {
    no_information = 0,
    not_provided = 1,
    not_essential = 2,
    provided = 2,
    essential = 3
};

/// Q.763 §3.60.
struct UserToUserIndicators {
    static constexpr Param kCode = Param::user_to_user_indicators;
    bool response = false;                              ///< A
    UserService service1 = UserService::no_information; ///< CB
    UserService service2 = UserService::no_information; ///< ED
    UserService service3 = UserService::no_information; ///< GF
    bool discarded_by_network = false;                  ///< H

    static std::optional<UserToUserIndicators> decode(base::Octets contents) {
        return read_bits<UserToUserIndicators>(contents);
    }
    void encode(base::OctetWriter& out) const { write_bits(*this, out); }
    static constexpr auto bits() {
        using Self = UserToUserIndicators;
        return std::tuple{Bits{&Self::response, 1, 0, 1}, Bits{&Self::service1, 1, 1, 2},
                          Bits{&Self::service2, 1, 3, 2}, Bits{&Self::service3, 1, 5, 2},
                          Bits{&Self::discarded_by_network, 1, 7, 1}};
    }
    bool operator==(const UserToUserIndicators&) const = default;
};

/// Q.763 §3.47.
struct RedirectionNumberRestriction {
    static constexpr Param kCode = Param::redirection_number_restriction;
    bool restricted = false; ///< BA = 01

    static std::optional<RedirectionNumberRestriction> decode(base::Octets contents) {
        return read_bits<RedirectionNumberRestriction>(contents);
    }
    void encode(base::OctetWriter& out) const { write_bits(*this, out); }
    static constexpr auto bits() {
        return std::tuple{Bits{&RedirectionNumberRestriction::restricted, 1, 0, 1}};
    }
    bool operator==(const RedirectionNumberRestriction&) const = default;
};

enum class Facility : std::uint8_t { user_to_user = 2 };

/// Q.763 §3.22.
struct FacilityIndicator {
    static constexpr Param kCode = Param::facility_indicator;
    Facility facility = Facility::user_to_user;

    static std::optional<FacilityIndicator> decode(base::Octets contents) {
        return read_bits<FacilityIndicator>(contents);
    }
    void encode(base::OctetWriter& out) const { write_bits(*this, out); }
    static constexpr auto bits() { return std::tuple{Bits{&FacilityIndicator::facility, 1, 0, 8}}; }
    bool operator==(const FacilityIndicator&) const = default;
};

/// What is known of an echo control device (Q.763 §3.19 a, b).
enum class EchoDevice : std::uint8_t {
    no_information = 0,
    not_available = 1,
    included = 2,
    available = 3 ///< not included
};
enum class EchoRequest : std::uint8_t { no_information = 0, activation = 1, deactivation = 2 };

/// Q.763 §3.19.
struct EchoControl {
    static constexpr Param kCode = Param::echo_control_information;
    EchoDevice outgoing = EchoDevice::no_information;           ///< BA
    EchoDevice incoming = EchoDevice::no_information;           ///< DC
    EchoRequest outgoing_request = EchoRequest::no_information; ///< FE
    EchoRequest incoming_request = EchoRequest::no_information; ///< HG

    static std::optional<EchoControl> decode(base::Octets contents) {
        return read_bits<EchoControl>(contents);
    }
    void encode(base::OctetWriter& out) const { write_bits(*this, out); }
    static constexpr auto bits() {
        using Self = EchoControl;
        return std::tuple{Bits{&Self::outgoing, 1, 0, 2}, Bits{&Self::incoming, 1, 2, 2},
                          Bits{&Self::outgoing_request, 1, 4, 2},
                          Bits{&Self::incoming_request, 1, 6, 2}};
    }
    bool operator==(const EchoControl&) const = default;
};

/// Malicious call identification, asked (Q.763 §3.31).
struct McidRequest {
    static constexpr Param kCode = Param::mcid_request_indicators;
    bool identity = false; ///< A
    bool holding = false;  ///< B, national use

    static std::optional<McidRequest> decode(base::Octets contents) {
        return read_bits<McidRequest>(contents);
    }
    void encode(base::OctetWriter& out) const { write_bits(*this, out); }
    static constexpr auto bits() {
        return std::tuple{Bits{&McidRequest::identity, 1, 0, 1},
                          Bits{&McidRequest::holding, 1, 1, 1}};
    }
    bool operator==(const McidRequest&) const = default;
};

/// Malicious call identification, answered (Q.763 §3.32).
struct McidResponse {
    static constexpr Param kCode = Param::mcid_response_indicators;
    bool included = false; ///< A
    bool holding = false;  ///< B, national use: provided

    static std::optional<McidResponse> decode(base::Octets contents) {
        return read_bits<McidResponse>(contents);
    }
    void encode(base::OctetWriter& out) const { write_bits(*this, out); }
    static constexpr auto bits() {
        return std::tuple{Bits{&McidResponse::included, 1, 0, 1},
                          Bits{&McidResponse::holding, 1, 1, 1}};
    }
    bool operator==(const McidResponse&) const = default;
};

/// A parameter that is one flag, bit A; `Always` holds the extension bit where there is one.
template <Param Code, std::uint8_t Always = 0>
struct Flag {
    static constexpr Param kCode = Code;
    bool set = false; ///< A

    static std::optional<Flag> decode(base::Octets contents) { return read_bits<Flag>(contents); }
    void encode(base::OctetWriter& out) const { write_bits(*this, out, Always); }
    static constexpr auto bits() { return std::tuple{Bits{&Flag::set, 1, 0, 1}}; }
    bool operator==(const Flag&) const = default;
};

/// The call completes an earlier one that was busy or not answered (Q.763 §3.63).
using CallCompletionSetup = Flag<Param::ccss>;
/// Call completion on no reply is possible (Q.763 §3.83).
using CompletionOnNoReplyPossible = Flag<Param::ccnr_possible_indicator>;
/// Q.763 §3.81.
using CollectCallRequest = Flag<Param::collect_call_request>;
/// Temporary alternative routing (Q.763 §3.68).
using NetworkManagementControls = Flag<Param::network_management_controls, kExtension>;
/// Query on release is supported (Q.763 §3.91).
using QueryOnReleaseCapability = Flag<Param::query_on_release_capability, kExtension>;

/// A parameter that is one small number or choice from bit A up; `Always` as in Flag.
template <Param Code, class Value, std::uint8_t Width, std::uint8_t Always = 0>
struct Choice {
    static constexpr Param kCode = Code;
    Value value{};

    static std::optional<Choice> decode(base::Octets contents) {
        return read_bits<Choice>(contents);
    }
    void encode(base::OctetWriter& out) const { write_bits(*this, out, Always); }
    static constexpr auto bits() { return std::tuple{Bits{&Choice::value, 1, 0, Width}}; }
    bool operator==(const Choice&) const = default;
};

enum class Supervision : std::uint8_t { maintenance = 0, hardware_failure = 1, national = 2 };
/// Q.763 §3.13.
using CircuitGroupSupervision =
    Choice<Param::circuit_group_supervision_message_type_indicator, Supervision, 2>;

/// Identity of a call that is transferred, 0-255 (Q.763 §3.65).
using CallTransferReference = Choice<Param::call_transfer_reference, std::uint8_t, 8>;

enum class Allowance : std::uint8_t { no_indication = 0, allowed = 1, not_allowed = 2 };
/// May the call be diverted (Q.763 §3.72).
using CallDiversionTreatment =
    Choice<Param::call_diversion_treatment_indicators, Allowance, 2, kExtension>;

enum class Offering : std::uint8_t { no_indication = 0, not_allowed = 1, allowed = 2 };
/// May the call be offered to a busy user (Q.763 §3.74).
using CallOfferingTreatment =
    Choice<Param::call_offering_treatment_indicators, Offering, 2, kExtension>;

enum class Acceptance : std::uint8_t { no_indication = 0, accept = 1, reject = 2 };
/// Is a conference accepted (Q.763 §3.76).
using ConferenceTreatment =
    Choice<Param::conference_treatment_indicators, Acceptance, 2, kExtension>;

enum class TerminatingAccess : std::uint8_t { no_information = 0, dedicated = 1, switched = 2 };
/// Q.763 §3.62.
using BackwardGvns = Choice<Param::backward_gvns, TerminatingAccess, 2, kExtension>;

enum class Porting : std::uint8_t {
    no_indication = 0,
    not_queried = 1,
    not_ported = 2,
    ported = 3
};
/// Q.763 §3.101.
using NumberPortabilityForward = Choice<Param::number_portability_forward_information, Porting, 4>;

/// When a pivot or a redirection is possible (Q.763 §3.84, §3.96).
enum class PossibleUntil : std::uint8_t { no_indication = 0, acm = 1, answer = 2, any_time = 3 };
using PivotCapability = Choice<Param::pivot_capability, PossibleUntil, 3, kExtension>;
using RedirectCapability = Choice<Param::redirect_capability, PossibleUntil, 3, kExtension>;
/// 1-31 (Q.763 §3.93, §3.97).
using PivotCounter = Choice<Param::pivot_counter, std::uint8_t, 5>;
using RedirectCounter = Choice<Param::redirect_counter, std::uint8_t, 5>;

enum class RoutingAnswer : std::uint8_t { not_used = 0, acknowledged = 1, not_invoked = 2 };
/// Q.763 §3.92, §3.98.
using PivotStatus = Choice<Param::pivot_status, RoutingAnswer, 2, kExtension>;
using RedirectStatus = Choice<Param::redirect_status, RoutingAnswer, 2, kExtension>;

enum class PivotRouting : std::uint8_t {
    no_indication = 0,
    request = 1,
    cancel = 2,
    failure = 3,
    redirection_prohibited = 4
};
/// Q.763 §3.85.
using PivotRoutingIndicators = Choice<Param::pivot_routing_indicators, PivotRouting, 7, kExtension>;

enum class LoopAnswer : std::uint8_t {
    insufficient_information = 0,
    no_loop = 1,
    simultaneous_transfer = 2
};
/// Q.763 §3.67.
struct LoopPrevention {
    static constexpr Param kCode = Param::loop_prevention_indicators;
    bool response = false;                                    ///< A
    LoopAnswer answer = LoopAnswer::insufficient_information; ///< CB, of a response

    static std::optional<LoopPrevention> decode(base::Octets contents) {
        return read_bits<LoopPrevention>(contents);
    }
    void encode(base::OctetWriter& out) const { write_bits(*this, out); }
    static constexpr auto bits() {
        return std::tuple{Bits{&LoopPrevention::response, 1, 0, 1},
                          Bits{&LoopPrevention::answer, 1, 1, 2}};
    }
    bool operator==(const LoopPrevention&) const = default;
};

/// User interactive dialogue, what the exchange in front shall do (Q.763 §3.78).
struct UidAction {
    static constexpr Param kCode = Param::uid_action_indicators;
    bool through_connect = false; ///< A: in both directions
    bool stop_t9 = false;         ///< B: or do not start it

    static std::optional<UidAction> decode(base::Octets contents) {
        return read_bits<UidAction>(contents);
    }
    void encode(base::OctetWriter& out) const { write_bits(*this, out, kExtension); }
    static constexpr auto bits() {
        return std::tuple{Bits{&UidAction::through_connect, 1, 0, 1},
                          Bits{&UidAction::stop_t9, 1, 1, 1}};
    }
    bool operator==(const UidAction&) const = default;
};

/// What the sender is able to do of that (Q.763 §3.79).
struct UidCapability {
    static constexpr Param kCode = Param::uid_capability_indicators;
    bool through_connection = false; ///< A: modification is possible
    bool stopping_t9 = false;        ///< B

    static std::optional<UidCapability> decode(base::Octets contents) {
        return read_bits<UidCapability>(contents);
    }
    void encode(base::OctetWriter& out) const { write_bits(*this, out, kExtension); }
    static constexpr auto bits() {
        return std::tuple{Bits{&UidCapability::through_connection, 1, 0, 1},
                          Bits{&UidCapability::stopping_t9, 1, 1, 1}};
    }
    bool operator==(const UidCapability&) const = default;
};

/// Milliseconds in two octets, at most 65535.
template <Param Code>
struct DelayCounter {
    static constexpr Param kCode = Code;
    std::chrono::milliseconds delay{0};

    static std::optional<DelayCounter> decode(base::Octets contents) {
        if (contents.size() < 2)
            return std::nullopt;
        return DelayCounter{std::chrono::milliseconds(contents[0] << 8 | contents[1])};
    }
    void encode(base::OctetWriter& out) const {
        const auto count = delay.count();
        out.u16(static_cast<std::uint16_t>(count < 0 ? 0 : count > 0xffff ? 0xffff : count));
    }
    bool operator==(const DelayCounter&) const = default;
};
/// Q.763 §3.42.
using PropagationDelay = DelayCounter<Param::propagation_delay_counter>;
/// Q.763 §3.7.
using CallHistory = DelayCounter<Param::call_history_information>;

} // namespace isup
