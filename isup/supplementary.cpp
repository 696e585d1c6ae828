// Parameters of supplementary services that are more than bit fields (Q.763 clause 3).
#include "isup/supplementary.h"

namespace isup {
namespace {

constexpr std::uint8_t kSupplementaryExt = 0x80;

/// Four digits, the first in the high half (unlike numbers).
std::array<std::uint8_t, 4> take_network(base::OctetReader& in) {
    const std::uint16_t octets = in.u16();
    return {static_cast<std::uint8_t>(octets >> 12), static_cast<std::uint8_t>(octets >> 8 & 0xf),
            static_cast<std::uint8_t>(octets >> 4 & 0xf), static_cast<std::uint8_t>(octets & 0xf)};
}
void put_network(base::OctetWriter& out, const std::array<std::uint8_t, 4>& digits) {
    for (std::size_t i = 0; i < 4; i += 2)
        out.u8(static_cast<std::uint8_t>((digits[i] & 0xf) << 4 | (digits[i + 1] & 0xf)));
}

} // namespace

//   octet 1-2  network identity, four digits
//   octet 3-4  binary code
std::optional<CugInterlock> CugInterlock::decode(base::Octets contents) {
    base::OctetReader in(contents);
    CugInterlock value;
    value.network = take_network(in);
    value.code = in.u16();
    if (in.failed())
        return std::nullopt;
    return value;
}

void CugInterlock::encode(base::OctetWriter& out) const {
    put_network(out, network);
    out.u16(code);
}

//   octet 1   encoding scheme (HGF) | type of digits (EDCBA)
//   octet 2-  digits
std::optional<GenericDigits> GenericDigits::decode(base::Octets contents) {
    base::OctetReader in(contents);
    GenericDigits value;
    const std::uint8_t first = in.u8();
    value.encoding = static_cast<DigitsEncoding>(first >> 5);
    value.type = static_cast<DigitsType>(first & 0x1f);
    if (in.failed() || !value.contents.assign(in.rest()))
        return std::nullopt;
    return value;
}

void GenericDigits::encode(base::OctetWriter& out) const {
    out.u8(static_cast<std::uint8_t>((static_cast<unsigned>(encoding) & 7) << 5 |
                                     (static_cast<unsigned>(type) & 0x1f)));
    out.octets(contents.octets());
}

std::optional<Digits> GenericDigits::digits() const {
    if (encoding != DigitsEncoding::bcd_even && encoding != DigitsEncoding::bcd_odd)
        return std::nullopt;
    return Digits::from_packed(contents.octets(), encoding == DigitsEncoding::bcd_odd);
}

GenericDigits GenericDigits::of(DigitsType type, const Digits& digits) {
    return {digits.odd() ? DigitsEncoding::bcd_odd : DigitsEncoding::bcd_even, type,
            OctetString<64>(digits.packed())};
}

std::optional<ServiceActivation> ServiceActivation::decode(base::Octets contents) {
    ServiceActivation value;
    if (contents.empty() || !value.features.assign(contents))
        return std::nullopt;
    return value;
}

void ServiceActivation::encode(base::OctetWriter& out) const {
    out.octets(features.octets());
}

//   octet 1   ext | spare | protocol profile (EDCBA)
//   octet 2-  components: tag, length, contents (X.209, definite lengths)
namespace {

struct Tlv {
    std::uint8_t tag;
    base::Octets contents;
};

/// Nothing when it does not fit, or when the length is indefinite or has more than one octet.
std::optional<Tlv> take_tlv(base::OctetReader& in) {
    const std::uint8_t tag = in.u8();
    std::uint8_t length = in.u8();
    if (length == 0x81)
        length = in.u8();
    else if (length & 0x80)
        return std::nullopt;
    const base::Octets contents = in.octets(length);
    if (in.failed())
        return std::nullopt;
    return Tlv{tag, contents};
}

/// Takes an integer of at most four octets if the next one is tagged `tag`.
std::optional<int> take_integer(base::OctetReader& in, std::uint8_t tag) {
    base::OctetReader ahead = in;
    const std::optional<Tlv> tlv = take_tlv(ahead);
    if (!tlv || tlv->tag != tag || tlv->contents.empty() || tlv->contents.size() > 4)
        return std::nullopt;
    std::int32_t value = static_cast<std::int8_t>(tlv->contents[0]);
    for (const std::uint8_t octet : tlv->contents.subspan(1))
        value = static_cast<std::int32_t>(static_cast<std::uint32_t>(value) << 8 | octet);
    in = ahead;
    return value;
}

constexpr std::uint8_t kInteger = 0x02, kNull = 0x05, kSequence = 0x30, kLinked = 0x80;

} // namespace

std::optional<RemoteOperations::View> RemoteOperations::component(std::size_t n) const {
    base::OctetReader in(components.octets());
    std::optional<Tlv> tlv;
    for (std::size_t i = 0; i <= n; ++i)
        if (in.at_end() || !(tlv = take_tlv(in)))
            return std::nullopt;
    View view{static_cast<Component>(tlv->tag), {}, {}, {}};
    base::OctetReader inside(tlv->contents);
    view.invoke_id = take_integer(inside, kInteger);
    switch (view.kind) {
    case Component::invoke:
        take_integer(inside, kLinked);
        view.code = take_integer(inside, kInteger);
        break;
    case Component::return_result: {
        base::OctetReader ahead = inside;
        if (const auto sequence = take_tlv(ahead); sequence && sequence->tag == kSequence)
            inside = base::OctetReader(sequence->contents);
        view.code = take_integer(inside, kInteger);
        break;
    }
    case Component::return_error:
        view.code = take_integer(inside, kInteger);
        break;
    case Component::reject: {
        base::OctetReader ahead = inside;
        if (const auto null = take_tlv(ahead); !view.invoke_id && null && null->tag == kNull)
            inside = ahead;
        for (std::uint8_t problem = 0x80; problem <= 0x83 && !view.code; ++problem)
            view.code = take_integer(inside, problem);
        break;
    }
    default:
        return std::nullopt;
    }
    view.arguments = inside.rest();
    return view;
}

std::optional<RemoteOperations> RemoteOperations::decode(base::Octets contents) {
    base::OctetReader in(contents);
    RemoteOperations value;
    value.profile = in.u8() & 0x1f;
    if (in.failed() || !value.components.assign(in.rest()))
        return std::nullopt;
    return value;
}

void RemoteOperations::encode(base::OctetWriter& out) const {
    out.u8(kSupplementaryExt | (profile & 0x1f));
    out.octets(components.octets());
}

//   octet 1    spare | look ahead for busy (GF) | spare | level (DCBA)
//   octet 2-3  network identity
//   octet 4-6  service domain
std::optional<MlppPrecedence> MlppPrecedence::decode(base::Octets contents) {
    base::OctetReader in(contents);
    MlppPrecedence value;
    const std::uint8_t first = in.u8();
    value.level = static_cast<Precedence>(first & 0xf);
    value.look_ahead = static_cast<LookAhead>(first >> 5 & 3);
    value.network = take_network(in);
    value.domain = static_cast<std::uint32_t>(in.u8()) << 16;
    value.domain |= in.u16();
    if (in.failed())
        return std::nullopt;
    return value;
}

void MlppPrecedence::encode(base::OctetWriter& out) const {
    out.u8(static_cast<std::uint8_t>((static_cast<unsigned>(look_ahead) & 3) << 5 |
                                     (static_cast<unsigned>(level) & 0xf)));
    put_network(out, network);
    out.u8(static_cast<std::uint8_t>(domain >> 16));
    out.u16(static_cast<std::uint16_t>(domain));
}

//   octet 1    ext | application context, low 7 bits
//   octet 1a   ext | its high 7 bits, when ext of octet 1 is 0
//   octet 2    ext | spare | send notification (B) | release call (A)
//   octet 3    ext | new sequence (G) | segments left (FEDCBA)
//   octet 3a   ext | segmentation local reference, when ext of octet 3 is 0
//   then the information
std::optional<ApplicationTransport> ApplicationTransport::decode(base::Octets contents) {
    base::OctetReader in(contents);
    ApplicationTransport value;
    std::uint8_t octet = in.u8();
    unsigned context = octet & 0x7f;
    if (!(octet & kSupplementaryExt))
        context |= static_cast<unsigned>(in.u8() & 0x7f) << 7;
    value.context = static_cast<ApplicationContext>(context);
    octet = in.u8();
    value.release_call = octet & 1;
    value.send_notification = octet & 2;
    octet = in.u8();
    value.new_sequence = octet & 0x40;
    value.segments_left = octet & 0x3f;
    if (!(octet & kSupplementaryExt))
        value.local_reference = static_cast<std::uint8_t>(in.u8() & 0x7f);
    if (in.failed() || !value.information.assign(in.rest()))
        return std::nullopt;
    return value;
}

void ApplicationTransport::encode(base::OctetWriter& out) const {
    const unsigned number = static_cast<unsigned>(context);
    out.u8(static_cast<std::uint8_t>((number & 0x7f) | (number > 0x7f ? 0 : kSupplementaryExt)));
    if (number > 0x7f)
        out.u8(static_cast<std::uint8_t>(kSupplementaryExt | (number >> 7 & 0x7f)));
    out.u8(static_cast<std::uint8_t>(kSupplementaryExt | (send_notification ? 2 : 0) |
                                     (release_call ? 1 : 0)));
    out.u8(static_cast<std::uint8_t>((local_reference ? 0 : kSupplementaryExt) |
                                     (new_sequence ? 0x40 : 0) | (segments_left & 0x3f)));
    if (local_reference)
        out.u8(*local_reference | kSupplementaryExt);
    out.octets(information.octets());
}

//   octet 1   odd/even | numbering plan (GFE) | nature (DCBA)
std::optional<NetworkRoutingNumber> NetworkRoutingNumber::decode(base::Octets contents) {
    base::OctetReader in(contents);
    NetworkRoutingNumber value;
    const std::uint8_t first = in.u8();
    value.plan = first >> 4 & 7;
    value.nature = first & 0xf;
    if (in.failed() || !value.digits.assign_packed(in.rest(), first & 0x80))
        return std::nullopt;
    return value;
}

void NetworkRoutingNumber::encode(base::OctetWriter& out) const {
    out.u8(static_cast<std::uint8_t>((digits.odd() ? 0x80 : 0) | (plan & 7) << 4 | (nature & 0xf)));
    digits.encode(out);
}

//   octet 1   spare | presentation (DC) | screening (BA)
//   octet 2   ext | type of shape
//   octet 3-  shape
std::optional<GeodeticLocation> GeodeticLocation::decode(base::Octets contents) {
    base::OctetReader in(contents);
    GeodeticLocation value;
    const std::uint8_t first = in.u8();
    value.presentation = first >> 2 & 3;
    value.screening = first & 3;
    value.shape = in.u8() & 0x7f;
    if (in.failed() || !value.description.assign(in.rest()))
        return std::nullopt;
    return value;
}

void GeodeticLocation::encode(base::OctetWriter& out) const {
    out.u8(static_cast<std::uint8_t>((presentation & 3) << 2 | (screening & 3)));
    out.u8(kSupplementaryExt | (shape & 0x7f));
    out.octets(description.octets());
}

} // namespace isup
