// Parameters that carry other protocols' octets, and compatibility information (Q.763 clause 3).
#include "isup/contents.h"

namespace isup {
namespace {

Instructions instructions_from(std::uint8_t octet) {
    Instructions value;
    value.end_node = octet & 0x01;
    value.release_call = octet & 0x02;
    value.send_notification = octet & 0x04;
    value.discard_message = octet & 0x08;
    value.discard_parameter = octet & 0x10;
    value.pass_on_not_possible = octet >> 5 & 0x3;
    return value;
}

/// Without the extension bit.
std::uint8_t octet_from(const Instructions& value) {
    return static_cast<std::uint8_t>(
        (value.end_node ? 0x01 : 0) | (value.release_call ? 0x02 : 0) |
        (value.send_notification ? 0x04 : 0) | (value.discard_message ? 0x08 : 0) |
        (value.discard_parameter ? 0x10 : 0) | (value.pass_on_not_possible & 0x3) << 5);
}

constexpr std::uint8_t kContentsExt = 0x80;

} // namespace

// Information elements (Q.931 §4.5.1): bit 8 of the identifier set means one octet and no length;
// of these 1001 0xxx is a locking shift: what follows is another codeset. 1001 1xxx shifts for one
// element only.
std::optional<base::Octets> AccessTransport::find(Element element, std::size_t n) const {
    base::OctetReader in(elements.octets());
    bool other_codeset = false;
    while (!in.at_end()) {
        const std::uint8_t identifier = in.u8();
        if (identifier & 0x80) {
            if ((identifier & 0xf0) == 0x90)
                other_codeset = (identifier & 0x07) != 0;
            if ((identifier & 0xf8) ==
                0x98) { // non-locking: steps over the one element it concerns
                in.u8();
                in.skip(in.u8());
                other_codeset = false;
            }
            continue;
        }
        const base::Octets contents = in.octets(in.u8());
        if (in.failed())
            return std::nullopt;
        if (!other_codeset && identifier == static_cast<std::uint8_t>(element) && n-- == 0)
            return contents;
    }
    return std::nullopt;
}

bool AccessTransport::add(Element element, base::Octets contents) {
    if (contents.size() + 2 > 255 - elements.size())
        return false;
    const std::uint8_t header[] = {static_cast<std::uint8_t>(element),
                                   static_cast<std::uint8_t>(contents.size())};
    return elements.append(header) && elements.append(contents);
}

std::optional<AccessTransport> AccessTransport::decode(base::Octets contents) {
    AccessTransport value;
    if (!value.elements.assign(contents))
        return std::nullopt;
    return value;
}

void AccessTransport::encode(base::OctetWriter& out) const {
    out.octets(elements.octets());
}

std::optional<UserToUserInformation> UserToUserInformation::decode(base::Octets contents) {
    base::OctetReader in(contents);
    UserToUserInformation value;
    value.protocol = in.u8();
    if (in.failed() || !value.data.assign(in.rest()))
        return std::nullopt;
    return value;
}

void UserToUserInformation::encode(base::OctetWriter& out) const {
    out.u8(protocol);
    out.octets(data.octets());
}

std::optional<TransitNetworkSelection> TransitNetworkSelection::decode(base::Octets contents) {
    base::OctetReader in(contents);
    const std::uint8_t first = in.u8();
    if (in.failed())
        return std::nullopt;
    const std::optional<Digits> digits = Digits::from_packed(in.rest(), first & 0x80);
    if (!digits)
        return std::nullopt;
    TransitNetworkSelection value;
    value.type_of_network = first >> 4 & 0x7;
    value.plan = first & 0xf;
    value.digits = *digits;
    return value;
}

void TransitNetworkSelection::encode(base::OctetWriter& out) const {
    out.u8(static_cast<std::uint8_t>((digits.odd() ? 0x80 : 0) | (type_of_network & 0x7) << 4 |
                                     (plan & 0xf)));
    out.octets(digits.packed());
}

const ParameterCompatibility::Row* ParameterCompatibility::find(Param parameter) const {
    for (std::size_t i = 0; i < count; ++i)
        if (rows[i].parameter == parameter)
            return &rows[i];
    return nullptr;
}

std::optional<ParameterCompatibility> ParameterCompatibility::decode(base::Octets contents) {
    base::OctetReader in(contents);
    ParameterCompatibility value;
    while (!in.at_end()) {
        if (value.count == kMax)
            return std::nullopt;
        Row& row = value.rows[value.count++];
        row.parameter = static_cast<Param>(in.u8());
        std::uint8_t octet = in.u8();
        row.instructions = instructions_from(octet);
        if (!(octet & kContentsExt)) {
            octet = in.u8();
            row.more = static_cast<std::uint8_t>(octet & 0x7f);
        }
        while (!(octet & kContentsExt) && !in.failed()) // octets that later editions add
            octet = in.u8();
        if (in.failed())
            return std::nullopt;
    }
    return value;
}

void ParameterCompatibility::encode(base::OctetWriter& out) const {
    for (std::size_t i = 0; i < count; ++i) {
        out.u8(static_cast<std::uint8_t>(rows[i].parameter));
        const std::uint8_t first = octet_from(rows[i].instructions);
        out.u8(rows[i].more ? first : first | kContentsExt);
        if (rows[i].more)
            out.u8(*rows[i].more | kContentsExt);
    }
}

std::optional<MessageCompatibility> MessageCompatibility::decode(base::Octets contents) {
    if (contents.empty())
        return std::nullopt;
    return MessageCompatibility{instructions_from(contents[0])};
}

void MessageCompatibility::encode(base::OctetWriter& out) const {
    out.u8(octet_from(instructions) | kContentsExt);
}

} // namespace isup
