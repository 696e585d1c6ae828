// Parameters that only ANSI T1.113 has (T1.113.3).
#include "isup/ansi.h"

namespace isup::ansi {
namespace {

constexpr std::uint8_t kOdd = 0x80;

/// Packed digits without indicators; an odd count has filler in the last half.
template <class Value>
std::optional<Value> plain_digits(base::Octets contents) {
    Value value;
    if (contents.size() != 3 || !value.digits.assign_packed(contents, false))
        return std::nullopt;
    return value;
}

/// Takes the two octets of a carrier's three or four digits; the high half of the second is handed
/// back in `high` when there are three.
bool take_carrier(base::OctetReader& in, std::uint8_t plan, Digits& digits, std::uint8_t& high) {
    const base::Octets packed = in.octets(2);
    if (in.failed())
        return false;
    high = packed[1] >> 4;
    return digits.assign_packed(packed, plan == 1);
}

std::uint8_t carrier_octet(std::uint8_t type_of_network, const Digits& digits) {
    return static_cast<std::uint8_t>((type_of_network & 7) << 4 | (digits.size() > 3 ? 2 : 1));
}

std::uint8_t signal(const Digits& digits, std::size_t i) {
    return i < digits.size() ? digits[i] : std::uint8_t{0};
}

void put_pair(base::OctetWriter& out, unsigned low, unsigned high) {
    out.u8(static_cast<std::uint8_t>(low | high << 4));
}

} // namespace

//   octet 1   odd/even | nature of address
//   octet 2   spare | numbering plan | spare
std::optional<ChargeNumber> ChargeNumber::decode(base::Octets contents) {
    base::OctetReader in(contents);
    ChargeNumber value;
    const std::uint8_t first = in.u8();
    value.nature = static_cast<Charged>(first & 0x7f);
    value.plan = static_cast<NumberingPlan>(in.u8() >> 4 & 7);
    if (in.failed() || !value.digits.assign_packed(in.rest(), first & kOdd))
        return std::nullopt;
    return value;
}

void ChargeNumber::encode(base::OctetWriter& out) const {
    out.u8(static_cast<std::uint8_t>((digits.odd() ? kOdd : 0) |
                                     (static_cast<unsigned>(nature) & 0x7f)));
    out.u8(static_cast<std::uint8_t>((static_cast<unsigned>(plan) & 7) << 4));
    digits.encode(out);
}

//   octet 1    spare | type of network (GFE) | plan (DCBA): 1 three digits, 2 four digits
//   octet 2-3  digits
std::optional<CarrierIdentification> CarrierIdentification::decode(base::Octets contents) {
    base::OctetReader in(contents);
    CarrierIdentification value;
    const std::uint8_t first = in.u8();
    std::uint8_t filler = 0;
    value.type_of_network = first >> 4 & 7;
    if (!take_carrier(in, first & 0xf, value.digits, filler))
        return std::nullopt;
    return value;
}

void CarrierIdentification::encode(base::OctetWriter& out) const {
    out.u8(carrier_octet(type_of_network, digits));
    put_pair(out, signal(digits, 0), signal(digits, 1));
    put_pair(out, signal(digits, 2), signal(digits, 3));
}

// As carrier identification, and an octet 4 with the circuit code in its high half. Some write
// three digits without that octet and the circuit code beside the third: read, not written.
std::optional<TransitNetworkSelection> TransitNetworkSelection::decode(base::Octets contents) {
    base::OctetReader in(contents);
    TransitNetworkSelection value;
    const std::uint8_t first = in.u8();
    value.type_of_network = first >> 4 & 7;
    if (!take_carrier(in, first & 0xf, value.digits, value.circuit_code))
        return std::nullopt;
    if ((first & 0xf) != 1 || !in.at_end())
        value.circuit_code = in.u8() >> 4;
    if (in.failed())
        return std::nullopt;
    return value;
}

void TransitNetworkSelection::encode(base::OctetWriter& out) const {
    out.u8(carrier_octet(type_of_network, digits));
    put_pair(out, signal(digits, 0), signal(digits, 1));
    put_pair(out, signal(digits, 2), signal(digits, 3));
    put_pair(out, 0, circuit_code & 0xfu);
}

std::optional<Jurisdiction> Jurisdiction::decode(base::Octets contents) {
    return plain_digits<Jurisdiction>(contents);
}

void Jurisdiction::encode(base::OctetWriter& out) const {
    digits.encode(out);
}

//   octet 1   type of name (HGF) | availability (E) | spare | presentation (BA)
//   octet 2-  IA5 characters
std::optional<GenericName> GenericName::decode(base::Octets contents) {
    base::OctetReader in(contents);
    GenericName value;
    const std::uint8_t first = in.u8();
    value.type = static_cast<NameOf>(first >> 5);
    value.not_available = first & 0x10;
    value.presentation = first & 3;
    if (in.failed() || !value.name.assign(in.rest()))
        return std::nullopt;
    return value;
}

void GenericName::encode(base::OctetWriter& out) const {
    out.u8(static_cast<std::uint8_t>((static_cast<unsigned>(type) & 7) << 5 |
                                     (not_available ? 0x10 : 0) | (presentation & 3)));
    out.octets(name.octets());
}

//   octet 1    spare | attendant (G) | type of identifier (F) | privileges (E) | party (DCBA)
//   octet 2-4  business group
//   octet 5-6  sub-group
//   octet 7    line privileges
std::optional<BusinessGroup> BusinessGroup::decode(base::Octets contents) {
    base::OctetReader in(contents);
    BusinessGroup value;
    const std::uint8_t first = in.u8();
    value.party = first & 0xf;
    value.customer_defined_privileges = first & 0x10;
    value.private_networks = first & 0x20;
    value.attendant = first & 0x40;
    value.group = static_cast<std::uint32_t>(in.u8()) << 16;
    value.group |= in.u16();
    value.subgroup = in.u16();
    value.privileges = in.u8();
    if (in.failed())
        return std::nullopt;
    return value;
}

void BusinessGroup::encode(base::OctetWriter& out) const {
    out.u8(static_cast<std::uint8_t>((attendant ? 0x40 : 0) | (private_networks ? 0x20 : 0) |
                                     (customer_defined_privileges ? 0x10 : 0) | (party & 0xf)));
    out.u8(static_cast<std::uint8_t>(group >> 16));
    out.u16(static_cast<std::uint16_t>(group));
    out.u16(subgroup);
    out.u8(privileges);
}

std::optional<OutgoingTrunkGroup> OutgoingTrunkGroup::decode(base::Octets contents) {
    return plain_digits<OutgoingTrunkGroup>(contents);
}

void OutgoingTrunkGroup::encode(base::OctetWriter& out) const {
    digits.encode(out);
}

} // namespace isup::ansi
