// Parameters of supplementary services that are more than bit fields (Q.763 clause 3).
#pragma once

#include "isup/contents.h"

namespace isup {

/// Closed user group (Q.763 §3.15).
struct CugInterlock {
    static constexpr Param kCode = Param::closed_user_group_interlock_code;
    std::array<std::uint8_t, 4> network{}; ///< four digits, 0-9 each: 0 or 9, then country code
    std::uint16_t code = 0;

    static std::optional<CugInterlock> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const CugInterlock&) const = default;
};

enum class DigitsEncoding : std::uint8_t { bcd_even = 0, bcd_odd = 1, ia5 = 2, binary = 3 };
enum class DigitsType : std::uint8_t {
    account_code = 0,
    authorisation_code = 1,
    travelling_class_mark = 2, ///< of private networks
    business_group = 3,
};

/// Q.763 §3.24.
struct GenericDigits {
    static constexpr Param kCode = Param::generic_digits;
    DigitsEncoding encoding = DigitsEncoding::bcd_even;
    DigitsType type = DigitsType::account_code;
    OctetString<64> contents{};

    /// The digits of a BCD encoding; nothing when it is another or there are more than 32.
    std::optional<Digits> digits() const;
    static GenericDigits of(DigitsType type, const Digits& digits);

    static std::optional<GenericDigits> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const GenericDigits&) const = default;
};

/// Features that are invoked by code (Q.763 §3.49); 1 call transfer, 0x80 and up national.
struct ServiceActivation {
    static constexpr Param kCode = Param::service_activation;
    static constexpr std::uint8_t kCallTransfer = 1;
    OctetString<32> features{};

    bool contains(std::uint8_t feature) const {
        return std::ranges::find(features.octets(), feature) != features.octets().end();
    }
    static std::optional<ServiceActivation> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const ServiceActivation&) const = default;
};

/// Tags of remote operation components (Q.763 §3.48, X.229).
enum class Component : std::uint8_t {
    invoke = 0xa1,
    return_result = 0xa2,
    return_error = 0xa3,
    reject = 0xa4
};

/// Components kept as octets; each can be looked at (Q.763 §3.48).
struct RemoteOperations {
    static constexpr Param kCode = Param::remote_operations;
    static constexpr std::uint8_t kProfile = 0x11; ///< remote operations protocol
    /// What is read of a component. Owner: octets are those of the parameter.
    struct View {
        Component kind;
        std::optional<int> invoke_id;
        std::optional<int> code; ///< operation, of an error its value, of a reject the problem
        base::Octets arguments;  ///< what follows
    };
    std::uint8_t profile = kProfile; ///< 5 bits
    OctetString<250> components{};

    /// The n-th component; nothing when there is none or it is not well formed.
    std::optional<View> component(std::size_t n) const;

    static std::optional<RemoteOperations> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const RemoteOperations&) const = default;
};

enum class Precedence : std::uint8_t {
    flash_override = 0,
    flash = 1,
    immediate = 2,
    priority = 3,
    routine = 4
};
enum class LookAhead : std::uint8_t { allowed = 0, not_allowed = 1, path_reserved = 2 };

/// Multi-level precedence and preemption (Q.763 §3.34).
struct MlppPrecedence {
    static constexpr Param kCode = Param::mlpp_precedence;
    Precedence level = Precedence::routine;
    LookAhead look_ahead = LookAhead::allowed; ///< for a busy user
    std::array<std::uint8_t, 4> network{};     ///< four digits
    std::uint32_t domain = 0;                  ///< MLPP service domain, 24 bits

    static std::optional<MlppPrecedence> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const MlppPrecedence&) const = default;
};

/// Which application's information is carried (Q.763 §3.82).
enum class ApplicationContext : std::uint16_t {
    unidentified = 0, ///< UCEH
    pss1 = 1,         ///< private networks (QSIG)
    charging = 3,
    gat = 4, ///< generic addressing and transport
    bearer = 5,
    enhanced_unidentified = 6,
};

/// Application transport (Q.763 §3.82, Q.765).
struct ApplicationTransport {
    static constexpr Param kCode = Param::application_transport;
    ApplicationContext context = ApplicationContext::unidentified;
    bool release_call = false;                     ///< when the context is unknown
    bool send_notification = false;                ///< likewise
    bool new_sequence = true;                      ///< first segment
    std::uint8_t segments_left = 0;                ///< 0-9; 0: the last
    std::optional<std::uint8_t> local_reference{}; ///< of the segments, 7 bits
    OctetString<250> information{};

    static std::optional<ApplicationTransport> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const ApplicationTransport&) const = default;
};

/// Where the number leads in the network (Q.763 §3.90).
struct NetworkRoutingNumber {
    static constexpr Param kCode = Param::network_routing_number;
    std::uint8_t plan = 1;   ///< 1 E.164
    std::uint8_t nature = 1; ///< 1 national, 2 network-specific
    Digits digits{};

    static std::optional<NetworkRoutingNumber> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const NetworkRoutingNumber&) const = default;
};

/// Where the caller is (Q.763 §3.88).
struct GeodeticLocation {
    static constexpr Param kCode = Param::calling_geodetic_location;
    std::uint8_t presentation = 0; ///< 0 allowed, 1 restricted, 2 not available
    std::uint8_t screening = 3;    ///< 0 not verified, 1 passed, 2 failed, 3 network provided
    std::uint8_t shape = 0;        ///< 0 point, 1 with uncertainty, 2 with altitude, ...
    OctetString<250> description{};

    static std::optional<GeodeticLocation> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const GeodeticLocation&) const = default;
};

// Kept as octets: another recommendation's contents, or a format of the network.
using NetworkSpecificFacility = Carried<Param::network_specific_facility, 255>; ///< §3.36
using ForwardGvns = Carried<Param::forward_gvns, 24>;                           ///< §3.66
using CorrelationId = Carried<Param::correlation_id, 255>;                      ///< §3.70, Q.1218
using ScfId = Carried<Param::scf_id, 255>;                                      ///< §3.71, Q.1218
using DisplayInformation = Carried<Param::display_information, 255>;            ///< §3.77, Q.931
using GenericReference = Carried<Param::generic_reference, 255>;                ///< §3.27
using ChargedParty = Carried<Param::charged_party_identification, 255>;         ///< §3.75, Q.1218
using PivotForward = Carried<Param::pivot_routing_forward_information, 255>;    ///< §3.94
using PivotBackward = Carried<Param::pivot_routing_backward_information, 255>;  ///< §3.95
using RedirectForward = Carried<Param::redirect_forward_information, 255>;      ///< §3.99
using RedirectBackward = Carried<Param::redirect_backward_information, 255>;    ///< §3.100

} // namespace isup
