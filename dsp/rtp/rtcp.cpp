// RTCP compound packets (RFC 3550 §6, validity checks of A.2).
#include "dsp/rtp/rtcp.h"

#include <algorithm>

namespace dsp {

namespace {

enum PacketType : std::uint8_t { kSr = 200, kRr = 201, kSdes = 202, kBye = 203 };
constexpr std::uint8_t kItemEnd = 0, kItemCname = 1;
constexpr std::uint64_t kNtpOf1970 = 2208988800; // seconds from 1900

std::string_view characters(base::Octets octets) {
    return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

ReportBlock read_block(base::OctetReader& reader) {
    ReportBlock block;
    block.ssrc = reader.u32();
    const std::uint32_t loss = reader.u32();
    block.fraction_lost = static_cast<std::uint8_t>(loss >> 24);
    block.cumulative_lost = static_cast<std::int32_t>(loss << 8) >> 8; // 24 bits, sign extended
    block.highest_sequence = reader.u32();
    block.jitter = reader.u32();
    block.last_sr = reader.u32();
    block.delay_since_sr = reader.u32();
    return block;
}

void read_report(base::OctetReader reader, bool sender_report, unsigned count, Rtcp& rtcp) {
    rtcp.ssrc = reader.u32();
    if (sender_report) {
        SenderInfo sender;
        sender.ntp = static_cast<NtpTime>(reader.u32()) << 32;
        sender.ntp |= reader.u32();
        sender.rtp_timestamp = reader.u32();
        sender.packets = reader.u32();
        sender.octets = reader.u32();
        rtcp.sender = sender;
    }
    for (; rtcp.blocks < count; ++rtcp.blocks)
        rtcp.block[rtcp.blocks] = read_block(reader);
}

// §6.5: chunks of SSRC and items, each chunk ended by a null item and padded to 32 bits.
bool read_sdes(base::OctetReader reader, unsigned chunks, Rtcp& rtcp) {
    for (; chunks > 0; --chunks) {
        const std::uint32_t ssrc = reader.u32();
        while (const std::uint8_t item = reader.u8()) {
            const base::Octets value = reader.octets(reader.u8());
            if (item == kItemCname && ssrc == rtcp.ssrc && !reader.failed())
                rtcp.cname = characters(value);
        }
        reader.skip((4 - reader.position() % 4) % 4);
    }
    return !reader.failed();
}

bool read_bye(base::OctetReader reader, unsigned sources, Rtcp& rtcp) {
    for (; sources > 0; --sources)
        if (reader.u32() == rtcp.ssrc && !reader.failed())
            rtcp.bye = true;
    if (!reader.failed() && !reader.at_end())
        rtcp.bye_reason = characters(reader.octets(reader.u8()));
    return !reader.failed();
}

void write_block(base::OctetWriter& writer, const ReportBlock& block) {
    writer.u32(block.ssrc);
    const std::int32_t lost = std::clamp(block.cumulative_lost, -0x800000, 0x7fffff);
    writer.u32(static_cast<std::uint32_t>(block.fraction_lost) << 24 |
               (static_cast<std::uint32_t>(lost) & 0xffffffU));
    writer.u32(block.highest_sequence);
    writer.u32(block.jitter);
    writer.u32(block.last_sr);
    writer.u32(block.delay_since_sr);
}

void write_header(base::OctetWriter& writer, unsigned count, PacketType type, std::size_t octets) {
    writer.u8(static_cast<std::uint8_t>(0x80U | count));
    writer.u8(type);
    writer.u16(static_cast<std::uint16_t>(octets / 4 - 1)); // 32-bit words minus one
}

} // namespace

NtpTime ntp_time(base::WallTime time) {
    const auto since = time.time_since_epoch();
    const auto seconds = std::chrono::floor<std::chrono::seconds>(since);
    const auto rest = std::chrono::duration_cast<std::chrono::nanoseconds>(since - seconds).count();
    return (static_cast<std::uint64_t>(seconds.count()) + kNtpOf1970) << 32 |
           (static_cast<std::uint64_t>(rest) << 32) / 1000000000U;
}

base::Result<Rtcp, RtpError> parse_rtcp(base::Octets datagram) {
    Rtcp rtcp;
    base::OctetReader reader(datagram);
    for (bool first = true; first || !reader.at_end(); first = false) {
        const std::uint8_t flags = reader.u8();
        const std::uint8_t type = reader.u8();
        const std::size_t length = reader.u16() * std::size_t{4};
        base::Octets body = reader.octets(length);
        if (reader.failed())
            return base::fail(RtpError::truncated);
        if (flags >> 6 != 2)
            return base::fail(RtpError::version);
        if (first && type != kSr && type != kRr)
            return base::fail(RtpError::order);
        if (flags & 0x20U) { // §6.4.1: only in the last packet of a compound; A.2: not in the first
            if (!reader.at_end() || first)
                return base::fail(RtpError::order);
            const std::size_t padding = body.empty() ? 0 : body.back();
            if (padding == 0 || padding % 4 != 0 || padding > body.size())
                return base::fail(RtpError::padding);
            body = body.first(body.size() - padding);
        }
        const unsigned count = flags & 0x1fU;
        const std::size_t least = type == kSr   ? 24 + count * 24U
                                  : type == kRr ? 4 + count * 24U
                                                : 0;
        if (body.size() < least)
            return base::fail(RtpError::truncated);
        if (first)
            read_report(base::OctetReader(body), type == kSr, count, rtcp);
        if (type == kSdes && !read_sdes(base::OctetReader(body), count, rtcp))
            return base::fail(RtpError::truncated);
        if (type == kBye && !read_bye(base::OctetReader(body), count, rtcp))
            return base::fail(RtpError::truncated);
    }
    return rtcp;
}

base::Octets build_rtcp(std::span<std::uint8_t> memory, std::uint32_t ssrc,
                        const std::optional<SenderInfo>& sender,
                        const std::optional<ReportBlock>& block, std::string_view cname, bool bye) {
    base::OctetWriter writer(memory);
    const unsigned blocks = block ? 1 : 0;
    write_header(writer, blocks, sender ? kSr : kRr, (sender ? 28U : 8U) + blocks * 24U);
    writer.u32(ssrc);
    if (sender) {
        writer.u32(static_cast<std::uint32_t>(sender->ntp >> 32));
        writer.u32(static_cast<std::uint32_t>(sender->ntp));
        writer.u32(sender->rtp_timestamp);
        writer.u32(sender->packets);
        writer.u32(sender->octets);
    }
    if (block)
        write_block(writer, *block);

    const std::string_view name = cname.substr(0, 255);
    const std::size_t item = 2 + name.size();
    const std::size_t chunk =
        (4 + item + 1 + 3) / 4 * 4; // at least one null octet ends the items (§6.5)
    write_header(writer, 1, kSdes, 4 + chunk);
    writer.u32(ssrc);
    writer.u8(kItemCname);
    writer.u8(static_cast<std::uint8_t>(name.size()));
    writer.octets({reinterpret_cast<const std::uint8_t*>(name.data()), name.size()});
    for (std::size_t i = 4 + item; i < chunk; ++i)
        writer.u8(kItemEnd);

    if (bye) {
        write_header(writer, 1, kBye, 8);
        writer.u32(ssrc);
    }
    return writer.failed() ? base::Octets{} : writer.written();
}

std::optional<std::uint32_t> round_trip(std::uint32_t now, std::uint32_t last_sr,
                                        std::uint32_t delay_since_sr) {
    if (last_sr == 0)
        return {};
    const std::uint32_t trip = now - last_sr - delay_since_sr;
    if (static_cast<std::int32_t>(trip) < 0)
        return {};
    return trip;
}

} // namespace dsp
