// Numbers that only one national variant has (NICC ND 1007, JT-Q763).
#include "isup/national.h"

namespace isup {
namespace {

constexpr std::uint8_t kNationalOdd = 0x80;

std::uint8_t first_octet(std::uint8_t nature, const Digits& digits) {
    return static_cast<std::uint8_t>((digits.odd() ? kNationalOdd : 0) | (nature & 0x7f));
}

} // namespace

namespace uk {

//   octet 1   odd/even | nature of address
//   octet 2   flag | spare | presentation (DC) | screening (BA)
//   octet 3-  digits
template <std::uint8_t Code>
std::optional<Identity<Code>> Identity<Code>::decode(base::Octets contents) {
    base::OctetReader in(contents);
    Identity value;
    const std::uint8_t first = in.u8();
    const std::uint8_t second = in.u8();
    value.nature = static_cast<NatureOfAddress>(first & 0x7f);
    value.flag = second & 0x80;
    value.presentation = static_cast<Presentation>(second >> 2 & 3);
    value.screening = static_cast<Screening>(second & 3);
    if (in.failed() || !value.digits.assign_packed(in.rest(), first & kNationalOdd))
        return std::nullopt;
    return value;
}

template <std::uint8_t Code>
void Identity<Code>::encode(base::OctetWriter& out) const {
    out.u8(first_octet(static_cast<std::uint8_t>(nature), digits));
    out.u8(static_cast<std::uint8_t>((flag ? 0x80 : 0) |
                                     (static_cast<unsigned>(presentation) & 3) << 2 |
                                     (static_cast<unsigned>(screening) & 3)));
    digits.encode(out);
}

template struct Identity<0xfc>;
template struct Identity<0xfd>;

} // namespace uk

namespace ttc {

//   octet 1   odd/even | nature of address
//   octet 2   spare | numbering plan | spare
//   octet 3-  digits
std::optional<ContractorNumber> ContractorNumber::decode(base::Octets contents) {
    base::OctetReader in(contents);
    ContractorNumber value;
    const std::uint8_t first = in.u8();
    value.nature = static_cast<NatureOfAddress>(first & 0x7f);
    value.plan = static_cast<NumberingPlan>(in.u8() >> 4 & 7);
    if (in.failed() || !value.digits.assign_packed(in.rest(), first & kNationalOdd))
        return std::nullopt;
    return value;
}

void ContractorNumber::encode(base::OctetWriter& out) const {
    out.u8(first_octet(static_cast<std::uint8_t>(nature), digits));
    out.u8(static_cast<std::uint8_t>((static_cast<unsigned>(plan) & 7) << 4));
    digits.encode(out);
}

//   octet 1   odd/even | nature of information
//   octet 2-  digits
std::optional<ChargeArea> ChargeArea::decode(base::Octets contents) {
    base::OctetReader in(contents);
    ChargeArea value;
    const std::uint8_t first = in.u8();
    value.nature = first & 0x7f;
    if (in.failed() || !value.digits.assign_packed(in.rest(), first & kNationalOdd))
        return std::nullopt;
    return value;
}

void ChargeArea::encode(base::OctetWriter& out) const {
    out.u8(first_octet(nature, digits));
    digits.encode(out);
}

} // namespace ttc
} // namespace isup
