// Number parameters (Q.763 §3.9, §3.10, §3.16, §3.26, §3.30, §3.39, §3.44, §3.46, §3.51).
#pragma once

#include "isup/codes.h"
#include "isup/digits.h"

namespace isup {

/// Nature of address indicator (Q.763 §3.9 b); other values are national.
enum class NatureOfAddress : std::uint8_t {
    subscriber = 1,
    unknown = 2,
    national = 3,
    international = 4,
    network_specific = 5,
    routing_national = 6,
    routing_network_specific = 7,
    routing_concatenated = 8,
};

/// Numbering plan indicator (Q.763 §3.9 d).
enum class NumberingPlan : std::uint8_t {
    unknown = 0,
    isdn = 1,
    data = 3,
    telex = 4,
    private_plan = 5,
    national_use = 6
};

/// Address presentation restricted indicator (Q.763 §3.10 e).
enum class Presentation : std::uint8_t {
    allowed = 0,
    restricted = 1,
    not_available = 2,
    restricted_by_network = 3
};

/// Screening indicator (Q.763 §3.10 f, §3.26 g; 0 and 2 in generic numbers only).
enum class Screening : std::uint8_t {
    not_verified = 0,
    verified_passed = 1,
    verified_failed = 2,
    network_provided = 3
};

/// Number qualifier of a generic number (Q.763 §3.26 a).
enum class NumberQualifier : std::uint8_t {
    dialled_digits = 0,
    additional_called = 1,
    additional_connected = 5,
    additional_calling = 6,
    additional_original_called = 7,
    additional_redirecting = 8,
    additional_redirection = 9,
    ansi_ported = 0xc0, ///< T1.113 generic address, ported number
};

/// A number that is dialled: nature, plan, no presentation (Q.763 §3.9).
template <Param Code>
struct DialledNumber {
    static constexpr Param kCode = Code;
    NatureOfAddress nature = NatureOfAddress::national;
    NumberingPlan plan = NumberingPlan::isdn;
    bool internal_allowed = false; ///< routing to an internal network number is allowed (INN = 0)
    Digits digits{};

    static std::optional<DialledNumber> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const DialledNumber&) const = default;
};
using CalledPartyNumber = DialledNumber<Param::called_party_number>;
using RedirectionNumber = DialledNumber<Param::redirection_number>;
using CalledDirectoryNumber = DialledNumber<Param::called_directory_number>;
/// Where a call is rerouted to by HTR (Q.763 §3.89).
using HtrInformation = DialledNumber<Param::htr_information>;

/// A number that names a party: with presentation and screening (Q.763 §3.10).
///
/// Redirecting and original called number have no screening: send 0. Only the calling party number
/// and the generic number have `incomplete`. No digits when the address is not available.
template <Param Code>
struct PartyNumber {
    static constexpr Param kCode = Code;
    NatureOfAddress nature = NatureOfAddress::national;
    NumberingPlan plan = NumberingPlan::isdn;
    Presentation presentation = Presentation::allowed;
    Screening screening = Screening::not_verified;
    bool incomplete = false; ///< of a location number: routing to an internal network number is not
                             ///< allowed (INN = 1, Q.763 §3.30 c)
    Digits digits{};

    static std::optional<PartyNumber> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const PartyNumber&) const = default;
};
using CallingPartyNumber = PartyNumber<Param::calling_party_number>;
using ConnectedNumber = PartyNumber<Param::connected_number>;
using RedirectingNumber = PartyNumber<Param::redirecting_number>;
using OriginalCalledNumber = PartyNumber<Param::original_called_number>;
using LocationNumber = PartyNumber<Param::location_number>;
using CallTransferNumber = PartyNumber<Param::call_transfer_number>;
using CalledInNumber = PartyNumber<Param::called_in_number>;
using OriginalCalledInNumber = PartyNumber<Param::original_called_in_number>;

/// A party number with a qualifier; may be repeated, once per qualifier (Q.763 §3.26).
struct GenericNumber {
    static constexpr Param kCode = Param::generic_number;
    NumberQualifier qualifier = NumberQualifier::additional_calling;
    NatureOfAddress nature = NatureOfAddress::national;
    NumberingPlan plan = NumberingPlan::isdn;
    Presentation presentation = Presentation::allowed;
    Screening screening = Screening::not_verified;
    bool incomplete = false;
    Digits digits{};

    static std::optional<GenericNumber> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const GenericNumber&) const = default;
};

/// More digits of the called party number (Q.763 §3.51).
struct SubsequentNumber {
    static constexpr Param kCode = Param::subsequent_number;
    Digits digits{};

    static std::optional<SubsequentNumber> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const SubsequentNumber&) const = default;
};

} // namespace isup
