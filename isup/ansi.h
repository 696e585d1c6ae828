// Parameters that only ANSI T1.113 has, and those that it forms otherwise (T1.113.3).
//
// Their codes mean other things in other variants: ask for them in messages of Variant::ansi only.
#pragma once

#include "isup/contents.h"
#include "isup/numbers.h"
#include "isup/service_indicators.h"

#include <string>

namespace isup::ansi {

/// What a charge number is (its nature of address).
enum class Charged : std::uint8_t {
    calling_subscriber = 1,
    not_available = 2, ///< no number included
    calling_national = 3,
    called_subscriber = 5,
    called_no_number = 6,
    called_national = 7
};

struct ChargeNumber {
    static constexpr Param kCode = Param::ansi_charge_number;
    Charged nature = Charged::calling_national;
    NumberingPlan plan = NumberingPlan::isdn;
    Digits digits{};

    static std::optional<ChargeNumber> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const ChargeNumber&) const = default;
};

/// II digits as a binary number, 0-99.
using OriginatingLine = OneOctet<Param::ansi_originating_line_information, std::uint8_t>;

/// How the carrier was chosen.
enum class Selection : std::uint8_t {
    no_indication = 0,
    presubscribed_not_input = 1,
    presubscribed_input = 2,
    presubscribed_unknown_input = 3,
    not_presubscribed_input = 4
};
using CarrierSelection = OneOctet<Param::ansi_carrier_selection_information, Selection>;

/// Number of the service, 800 or 900 series and the like; values are administered.
using ServiceCode = OneOctet<Param::ansi_service_code, std::uint8_t>;
using SpecialProcessing = OneOctet<Param::ansi_special_processing_request, std::uint8_t>;

/// Carrier identification: three digits (plan 1) or four (plan 2).
struct CarrierIdentification {
    static constexpr Param kCode = Param::ansi_carrier_identification;
    std::uint8_t type_of_network = 2; ///< 2 national
    Digits digits{};

    static std::optional<CarrierIdentification> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const CarrierIdentification&) const = default;
};

/// Carrier identification with a circuit code.
struct TransitNetworkSelection {
    static constexpr Param kCode = Param::transit_network_selection;
    std::uint8_t type_of_network = 2;
    Digits digits{};               ///< three or four
    std::uint8_t circuit_code = 0; ///< 0 unspecified, 1 international, 2 with operator

    static std::optional<TransitNetworkSelection> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const TransitNetworkSelection&) const = default;
};

/// Six digits of where the call begins, NPA-NXX.
struct Jurisdiction {
    static constexpr Param kCode = Param::ansi_jurisdiction_information;
    Digits digits{};

    static std::optional<Jurisdiction> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const Jurisdiction&) const = default;
};

/// Whose name a generic name is.
enum class NameOf : std::uint8_t {
    calling = 1,
    original_called = 2,
    redirecting = 3,
    connected = 4
};

struct GenericName {
    static constexpr Param kCode = Param::ansi_generic_name;
    NameOf type = NameOf::calling;
    bool not_available = false;
    std::uint8_t presentation = 0; ///< 0 allowed, 1 restricted, 2 blocking toggle, 3 no indication
    OctetString<15> name{};        ///< IA5

    std::string text() const { return {name.octets().begin(), name.octets().end()}; }
    static std::optional<GenericName> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const GenericName&) const = default;
};

/// Qualifier of a generic address: dialled, destination, ported, ...
using GenericAddress = GenericNumber;

/// Whom a business group parameter is about: 0 no indication, 1 calling, 2 called, 3 connected,
/// 4 redirecting, 5 original called.
struct BusinessGroup {
    static constexpr Param kCode = Param::ansi_business_group;
    std::uint8_t party = 1;
    bool customer_defined_privileges = false; ///< else fixed
    bool private_networks = false;            ///< else multi-location business group
    bool attendant = false;
    std::uint32_t group = 0; ///< 24 bits
    std::uint16_t subgroup = 0;
    std::uint8_t privileges = 0; ///< 0 unrestricted, 1 semi, 2 fully, 3 intra-switch, 4 denied

    static std::optional<BusinessGroup> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const BusinessGroup&) const = default;
};

/// Six digits, of an EXM.
struct OutgoingTrunkGroup {
    static constexpr Param kCode = Param::ansi_outgoing_trunk_group_number;
    Digits digits{};

    static std::optional<OutgoingTrunkGroup> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const OutgoingTrunkGroup&) const = default;
};

/// Of a CVR; all from 0 "unknown" or "none".
struct CircuitGroupCharacteristics {
    static constexpr Param kCode = Param::ansi_circuit_group_characteristics_indicator;
    std::uint8_t carrier = 0;    ///< BA: 1 analogue, 2 digital, 3 both
    std::uint8_t seizing = 0;    ///< DC: control of double seizing: 1 odd, 2 even, 3 all
    std::uint8_t alarm = 0;      ///< FE: 1 software, 2 hardware
    std::uint8_t continuity = 0; ///< HG: 1 none, 2 statistical, 3 per call

    static std::optional<CircuitGroupCharacteristics> decode(base::Octets contents) {
        return read_bits<CircuitGroupCharacteristics>(contents);
    }
    void encode(base::OctetWriter& out) const { write_bits(*this, out); }
    static constexpr auto bits() {
        using Self = CircuitGroupCharacteristics;
        return std::tuple{Bits{&Self::carrier, 1, 0, 2}, Bits{&Self::seizing, 1, 2, 2},
                          Bits{&Self::alarm, 1, 4, 2}, Bits{&Self::continuity, 1, 6, 2}};
    }
    bool operator==(const CircuitGroupCharacteristics&) const = default;
};

/// Circuit validation succeeded.
using CircuitValidation = Flag<Param::ansi_circuit_validation_response_indicator>;

// Text of fixed length and what other parameters hold inside: octets.
using Clli = Carried<Param::ansi_clli_code, 11>;
using CircuitName = Carried<Param::ansi_circuit_identification_name, 26>;
using NetworkTransport = Carried<Param::ansi_network_transport, 255>;
using OperatorServices = Carried<Param::ansi_operator_services_information, 255>;
using EgressService = Carried<Param::ansi_egress_service, 255>;
using NotificationIndicator = Carried<Param::ansi_notification_indicator, 255>;
using TransactionRequest = Carried<Param::ansi_transaction_request, 255>;

} // namespace isup::ansi
