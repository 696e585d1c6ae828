// Number parameters (Q.763 §3.9, §3.10, §3.26, §3.51).
//
//   octet 1   odd/even | nature of address
//   octet 2   INN or NI | numbering plan | presentation | screening
//   octet 3-  digits, two an octet, the first in the low half
#include "isup/numbers.h"

namespace isup {
namespace {

constexpr std::uint8_t kNumbersOdd = 0x80;

constexpr std::uint8_t nature_octet(NatureOfAddress nature, const Digits& digits) {
    return static_cast<std::uint8_t>((digits.odd() ? kNumbersOdd : 0) |
                                     (static_cast<unsigned>(nature) & 0x7f));
}

/// Nature, plan and digits, which every number has; the second octet goes to the caller whole.
template <class Number>
bool decode_common(base::OctetReader& in, Number& number, std::uint8_t& second) {
    const std::uint8_t first = in.u8();
    second = in.u8();
    if (in.failed())
        return false;
    number.nature = static_cast<NatureOfAddress>(first & 0x7f);
    number.plan = static_cast<NumberingPlan>(second >> 4 & 0x7);
    return number.digits.assign_packed(in.rest(), first & kNumbersOdd);
}

template <class Number>
bool decode_party(base::OctetReader& in, Number& number) {
    std::uint8_t second = 0;
    if (!decode_common(in, number, second))
        return false;
    number.incomplete = second & 0x80;
    number.presentation = static_cast<Presentation>(second >> 2 & 0x3);
    number.screening = static_cast<Screening>(second & 0x3);
    return true;
}

template <class Number>
void encode_party(base::OctetWriter& out, const Number& number) {
    out.u8(nature_octet(number.nature, number.digits));
    out.u8(static_cast<std::uint8_t>((number.incomplete ? 0x80u : 0u) |
                                     (static_cast<unsigned>(number.plan) & 0x7) << 4 |
                                     (static_cast<unsigned>(number.presentation) & 0x3) << 2 |
                                     (static_cast<unsigned>(number.screening) & 0x3)));
    number.digits.encode(out);
}

} // namespace

template <Param Code>
std::optional<DialledNumber<Code>> DialledNumber<Code>::decode(base::Octets contents) {
    base::OctetReader in(contents);
    std::optional<DialledNumber> number(std::in_place);
    std::uint8_t second = 0;
    if (!decode_common(in, *number, second))
        return std::nullopt;
    number->internal_allowed = !(second & 0x80);
    return number;
}

template <Param Code>
void DialledNumber<Code>::encode(base::OctetWriter& out) const {
    out.u8(nature_octet(nature, digits));
    out.u8(static_cast<std::uint8_t>((internal_allowed ? 0u : 0x80u) |
                                     (static_cast<unsigned>(plan) & 0x7) << 4));
    digits.encode(out);
}

template <Param Code>
std::optional<PartyNumber<Code>> PartyNumber<Code>::decode(base::Octets contents) {
    base::OctetReader in(contents);
    std::optional<PartyNumber> number(std::in_place);
    if (!decode_party(in, *number))
        return std::nullopt;
    return number;
}

template <Param Code>
void PartyNumber<Code>::encode(base::OctetWriter& out) const {
    encode_party(out, *this);
}

template struct DialledNumber<Param::called_party_number>;
template struct DialledNumber<Param::redirection_number>;
template struct DialledNumber<Param::called_directory_number>;
template struct DialledNumber<Param::htr_information>;
template struct PartyNumber<Param::calling_party_number>;
template struct PartyNumber<Param::connected_number>;
template struct PartyNumber<Param::redirecting_number>;
template struct PartyNumber<Param::original_called_number>;
template struct PartyNumber<Param::location_number>;
template struct PartyNumber<Param::call_transfer_number>;
template struct PartyNumber<Param::called_in_number>;
template struct PartyNumber<Param::original_called_in_number>;

std::optional<GenericNumber> GenericNumber::decode(base::Octets contents) {
    base::OctetReader in(contents);
    std::optional<GenericNumber> number(std::in_place);
    number->qualifier = static_cast<NumberQualifier>(in.u8());
    if (!decode_party(in, *number))
        return std::nullopt;
    return number;
}

void GenericNumber::encode(base::OctetWriter& out) const {
    out.u8(static_cast<std::uint8_t>(qualifier));
    encode_party(out, *this);
}

std::optional<SubsequentNumber> SubsequentNumber::decode(base::Octets contents) {
    base::OctetReader in(contents);
    const std::uint8_t first = in.u8();
    if (in.failed())
        return std::nullopt;
    const std::optional<Digits> digits = Digits::from_packed(in.rest(), first & kNumbersOdd);
    if (!digits)
        return std::nullopt;
    return SubsequentNumber{*digits};
}

void SubsequentNumber::encode(base::OctetWriter& out) const {
    out.u8(digits.odd() ? kNumbersOdd : 0);
    digits.encode(out);
}

} // namespace isup
