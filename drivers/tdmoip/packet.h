// One CESoPSN packet: control word, optional RTP header, samples (RFC 5086 §4).
#pragma once

#include "base/octets.h"
#include "base/result.h"
#include "drivers/span.h"

namespace drivers {

/// What both ends of a line have agreed on; a packet that differs is malformed.
struct PacketShape {
    unsigned slots = 31;  ///< timeslots in each frame
    unsigned frames = 40; ///< 125 us each
    bool rtp_header = false;
    constexpr std::size_t payload_octets() const { return std::size_t{slots} * frames; }
    constexpr std::size_t header_octets() const { return rtp_header ? 16 : 4; }
    constexpr std::size_t packet_octets() const { return header_octets() + payload_octets(); }
};
inline constexpr std::size_t kMaxPacketOctets =
    PacketShape{kMaxTimeslots, kMaxBlockSamples, true}.packet_octets();

/// The control word (RFC 5086 §4.3), without FRG (never fragmented) and LEN (computed).
struct ControlWord {
    bool local_loss =
        false; ///< L: the samples are not valid (our line is lost); they may be absent
    bool remote_loss = false; ///< R: we do not receive your packets
    bool remote_defect =
        false; ///< M = 10 with L = 0: our line reports a defect in its other direction (RDI)
    std::uint16_t sequence = 0;
};

struct Packet {
    ControlWord control;
    base::Octets payload; ///< payload_octets() octets in frame order, or none with L; in the
                          ///< datagram's memory
};

enum class PacketError : std::uint8_t {
    truncated,
    not_cesopsn,
    fragmented,
    wrong_length,
    rtp_header,
    signalling
};

base::Result<Packet, PacketError> parse_packet(base::Octets datagram, const PacketShape& shape);

/// Writes header and control word to the start of `memory`; the payload's place follows at the
/// returned length. `rtp_timestamp` counts samples. Needs shape.header_octets() octets.
std::size_t write_header(std::uint8_t* memory, const PacketShape& shape, const ControlWord& control,
                         bool with_payload, std::uint32_t rtp_timestamp, std::uint32_t ssrc);

/// Samples between the order of a packet (all timeslots of a frame, then the next frame) and that
/// of a Block.
void payload_to_block(base::Octets payload, const PacketShape& shape, Block& block);
void block_to_payload(const Block& block, const PacketShape& shape, std::uint8_t* payload);

} // namespace drivers
