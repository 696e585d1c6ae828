// Blocks of a pcapng file (draft-ietf-opsawg-pcapng) that holds the frames of one D-channel.
//
// Link type LINKTYPE_LINUX_LAPD (177): before each frame it has a pseudo-header that says who sent
// it and whether we are the network side. Q.921 needs both to tell commands from responses, and
// LINKTYPE_LAPD (203) says neither; Wireshark then names the sides right on network lines too. The
// direction stands in the flags of each packet as well.
#pragma once

#include "base/clock.h"
#include "base/octets.h"

#include <string_view>
#include <vector>

namespace observe::pcapng {

inline constexpr std::uint16_t kLinkType = 177;

using Bytes = std::vector<std::uint8_t>;

/// Section and interface: what a file begins with. `name`, `description`: of the interface.
void put_head(Bytes& out, std::string_view name, std::string_view description,
              std::string_view program);

struct Frame {
    base::WallTime at{};
    bool sent = false;         ///< by us
    bool network_side = false; ///< we are the network side of the line
    base::Octets octets;       ///< address field first, no FCS
    std::size_t length = 0;    ///< of the whole frame, when `octets` is cut
};
void put_frame(Bytes& out, const Frame& frame);

/// What a file ends with: frames written and frames that never came so far.
void put_statistics(Bytes& out, base::WallTime at, std::uint64_t frames, std::uint64_t dropped);

} // namespace observe::pcapng
