// HEP version 3 (EEP), the encapsulation in which SIP capture servers such as HOMER receive copies
// of messages.
#pragma once

#include "base/clock.h"
#include "base/octets.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace observe {

/// What the payload is: the chunk "protocol type". There is no registry: 54 is what HOMER takes
/// ISUP to be, and no list has Q.931.
enum class HepProtocol : std::uint8_t { sip = 1, isup = 54, q931 = 81 };

/// Between which addresses the message went; IPv4 uses the first four octets.
struct HepAddresses {
    bool v6 = false;
    bool datagrams = true; ///< UDP; else a stream (TCP, TLS)
    std::array<std::uint8_t, 16> source{}, destination{};
    std::uint16_t source_port = 0, destination_port = 0;
};

struct HepPacket {
    HepProtocol protocol{};
    HepAddresses addresses;
    base::WallTime at{};
    std::uint32_t agent = 0;      ///< capture agent id: which gateway
    std::string_view password;    ///< chunk "authenticate key"; empty: none
    std::string_view correlation; ///< chunk "internal correlation id"; empty: none
    base::Octets payload;
};

/// The longest payload that fits: the packet's length has 16 bits, and a UDP datagram must carry
/// it.
inline constexpr std::size_t kHepLargestPayload = 60'000;

/// Writes the packet, in place of what `out` had. A longer payload is cut.
void write_hep(const HepPacket& packet, std::vector<std::uint8_t>& out);

} // namespace observe
