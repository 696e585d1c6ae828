// Parameters that name circuits, calls and signalling points (Q.763 clause 3).
#include "isup/circuits.h"

namespace isup {
namespace {

std::uint32_t take24(base::OctetReader& in) {
    const std::uint32_t high = in.u8();
    return high << 16 | in.u16();
}
void put24(base::OctetWriter& out, std::uint32_t value) {
    out.u8(static_cast<std::uint8_t>(value >> 16));
    out.u16(static_cast<std::uint16_t>(value));
}

} // namespace

void RangeAndStatus::clear() {
    const std::array<std::uint8_t, 32> none{};
    status.assign(base::Octets(none).first((circuits() + 7) / 8));
}

void RangeAndStatus::mark(std::size_t n) {
    if (n >= circuits() || n / 8 >= status.size())
        return;
    std::array<std::uint8_t, 32> octets{};
    std::copy_n(status.octets().begin(), status.size(), octets.begin());
    octets[n / 8] = static_cast<std::uint8_t>(octets[n / 8] | 1u << n % 8);
    status.assign(base::Octets(octets).first(status.size()));
}

// A status shorter than the range is refused: the bits would be others' circuits.
std::optional<RangeAndStatus> RangeAndStatus::decode(base::Octets contents) {
    base::OctetReader in(contents);
    RangeAndStatus value;
    value.range = in.u8();
    const base::Octets rest = in.failed() ? base::Octets() : in.rest();
    const std::size_t wanted = (value.circuits() + 7) / 8;
    if (in.failed() || (!rest.empty() && rest.size() < wanted))
        return std::nullopt;
    value.status.assign(rest.empty() ? rest : rest.first(wanted));
    return value;
}

void RangeAndStatus::encode(base::OctetWriter& out) const {
    out.u8(range);
    out.octets(status.octets());
}

//   bits BA maintenance blocking, DC call processing, FE hardware blocking
CircuitState CircuitStates::operator[](std::size_t n) const {
    const std::uint8_t octet = octets[n];
    return {static_cast<Blocked>(octet & 3), static_cast<CircuitUse>(octet >> 2 & 3),
            static_cast<Blocked>(octet >> 4 & 3)};
}

bool CircuitStates::add(const CircuitState& state) {
    const auto octet = static_cast<std::uint8_t>(static_cast<unsigned>(state.maintenance) |
                                                 static_cast<unsigned>(state.use) << 2 |
                                                 static_cast<unsigned>(state.hardware) << 4);
    return octets.append({&octet, 1});
}

std::optional<CircuitStates> CircuitStates::decode(base::Octets contents) {
    CircuitStates value;
    if (contents.empty() || !value.octets.assign(contents))
        return std::nullopt;
    return value;
}

void CircuitStates::encode(base::OctetWriter& out) const {
    out.octets(octets.octets());
}

//   octet 1   spare (HG) | map type: 1 = 1544 kbit/s, 2 = 2048 kbit/s
//   octet 2-  channels, the first in bit A; 3 octets or 4
std::optional<CircuitAssignmentMap> CircuitAssignmentMap::decode(base::Octets contents) {
    base::OctetReader in(contents);
    const unsigned type = in.u8() & 0x3f;
    CircuitAssignmentMap value;
    value.e1 = type == 2;
    const unsigned octets = value.e1 ? 4 : 3;
    for (unsigned i = 0; i < octets; ++i)
        value.channels |= static_cast<std::uint32_t>(in.u8()) << 8 * i;
    if (in.failed() || type < 1 || type > 2)
        return std::nullopt;
    return value;
}

void CircuitAssignmentMap::encode(base::OctetWriter& out) const {
    out.u8(e1 ? 2 : 1);
    for (unsigned i = 0; i < (e1 ? 4u : 3u); ++i)
        out.u8(static_cast<std::uint8_t>(channels >> 8 * i));
}

std::optional<CallReference> CallReference::decode(base::Octets contents) {
    base::OctetReader in(contents);
    CallReference value;
    value.ansi = contents.size() >= 6;
    value.identity = take24(in);
    value.point_code = in.u8();
    value.point_code |= static_cast<std::uint32_t>(in.u8()) << 8;
    if (value.ansi)
        value.point_code |= static_cast<std::uint32_t>(in.u8()) << 16;
    else
        value.point_code &= 0x3fff;
    if (in.failed())
        return std::nullopt;
    return value;
}

void CallReference::encode(base::OctetWriter& out) const {
    put24(out, identity);
    out.u8(static_cast<std::uint8_t>(point_code));
    out.u8(static_cast<std::uint8_t>(ansi ? point_code >> 8 : point_code >> 8 & 0x3f));
    if (ansi)
        out.u8(static_cast<std::uint8_t>(point_code >> 16));
}

std::optional<ConnectionRequest> ConnectionRequest::decode(base::Octets contents) {
    base::OctetReader in(contents);
    ConnectionRequest value;
    value.local_reference = take24(in);
    value.point_code = in.u8();
    value.point_code = static_cast<std::uint16_t>((value.point_code | in.u8() << 8) & 0x3fff);
    if (in.failed())
        return std::nullopt;
    if (!in.at_end())
        value.protocol_class = in.u8();
    if (!in.at_end())
        value.credit = in.u8();
    return value;
}

void ConnectionRequest::encode(base::OctetWriter& out) const {
    put24(out, local_reference);
    out.u8(static_cast<std::uint8_t>(point_code));
    out.u8(static_cast<std::uint8_t>(point_code >> 8 & 0x3f));
    if (protocol_class)
        out.u8(*protocol_class);
    if (protocol_class && credit)
        out.u8(*credit);
}

} // namespace isup
