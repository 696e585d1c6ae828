// Numbers that only one national variant has: the United Kingdom's (NICC ND 1007), Japan's
// (JT-Q763).
//
// Their codes mean other things in other variants: ask for them in messages of that variant only.
#pragma once

#include "isup/numbers.h"

namespace isup::uk {

/// A party's number without a numbering plan (ND 1007). `flag` is bit H of octet 2: of a
/// presentation number that it is preferred for display; of a last diverting line identity that
/// the number is incomplete (public sources differ on the latter).
template <std::uint8_t Code>
struct Identity {
    static constexpr Param kCode = static_cast<Param>(Code);
    NatureOfAddress nature = NatureOfAddress::national;
    Presentation presentation = Presentation::allowed;
    Screening screening = Screening::network_provided;
    bool flag = false;
    Digits digits{};

    static std::optional<Identity> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const Identity&) const = default;
};
using LastDivertingLine = Identity<0xfc>;
using PresentationNumber = Identity<0xfd>;

} // namespace isup::uk

namespace isup::ttc {

/// Who the contract of the call is with (JT-Q763).
struct ContractorNumber {
    static constexpr Param kCode = static_cast<Param>(0xf9);
    NatureOfAddress nature = NatureOfAddress::national;
    NumberingPlan plan = NumberingPlan::isdn;
    Digits digits{};

    static std::optional<ContractorNumber> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const ContractorNumber&) const = default;
};

/// Where a call is charged from (JT-Q763). `nature` 0: message area code, behind a numbering area
/// code of four digits when there are more than that; 1: charge area code.
struct ChargeArea {
    static constexpr Param kCode = static_cast<Param>(0xfd);
    static constexpr std::uint8_t kMessageArea = 0;
    static constexpr std::uint8_t kChargeArea = 1;
    std::uint8_t nature = kMessageArea; ///< 7 bits
    Digits digits{};

    static std::optional<ChargeArea> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const ChargeArea&) const = default;
};

} // namespace isup::ttc
