// Messages of DAHDI's TDM-over-Ethernet, read and written.
#include "drivers/tdmoe/packet.h"

namespace drivers {
namespace {

constexpr std::uint8_t kYellow = 0x01, kSignalling = 0x02;

} // namespace

base::Result<TdmoeMessage, TdmoeError> parse_tdmoe(base::Octets message, unsigned channels) {
    base::OctetReader reader(message);
    TdmoeMessage out;
    out.subaddress = reader.u16();
    const std::uint8_t samples = reader.u8(), flags = reader.u8();
    out.sequence = reader.u16();
    const std::uint16_t count = reader.u16();
    if (reader.failed())
        return base::fail(TdmoeError::truncated);
    if (samples != kTdmoeSamples)
        return base::fail(TdmoeError::wrong_samples);
    if (count != channels)
        return base::fail(TdmoeError::wrong_channels);
    if ((flags & kSignalling) != 0)
        reader.skip(tdmoe_signalling_octets(channels));
    out.yellow = (flags & kYellow) != 0;
    out.samples = reader.octets(std::size_t{channels} * kTdmoeSamples);
    if (reader.failed())
        return base::fail(TdmoeError::truncated);
    return out;
}

std::size_t write_tdmoe_header(std::uint8_t* memory, unsigned channels, std::uint16_t subaddress,
                               std::uint16_t sequence, bool yellow) {
    const std::size_t size = kTdmoeHeader + tdmoe_signalling_octets(channels);
    base::OctetWriter writer({memory, size});
    writer.u16(subaddress);
    writer.u8(kTdmoeSamples);
    writer.u8(static_cast<std::uint8_t>(kSignalling | (yellow ? kYellow : 0)));
    writer.u16(sequence);
    writer.u16(static_cast<std::uint16_t>(channels));
    while (writer.left() > 0)
        writer.u8(0);
    return size;
}

} // namespace drivers
