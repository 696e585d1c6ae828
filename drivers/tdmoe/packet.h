// One message of DAHDI's TDM-over-Ethernet: sub-address, header, signalling bits, samples.
#pragma once

#include "base/octets.h"
#include "base/result.h"
#include "drivers/span.h"

namespace drivers {

/// Ethertype of TDM-over-Ethernet.
inline constexpr std::uint16_t kTdmoeEthertype = 0xd00d;
/// Samples of each channel in a message: 1 ms.
inline constexpr unsigned kTdmoeSamples = 8;

/// Behind the Ethernet header, all numbers in network order:
///
///     0-1   sub-address: which span between the two stations
///     2     samples per channel
///     3     flags: 0x01 yellow alarm, 0x02 signalling bits are present
///     4-5   sequence number
///     6-7   channels
///     8-    signalling: 16 bits for each four channels, the lowest four the first's; when present
///     then  samples, all of one channel before the next
///
/// Ethernet may have padded a short message.
struct TdmoeMessage {
    std::uint16_t subaddress = 0, sequence = 0;
    bool yellow = false;  ///< the sender does not receive us
    base::Octets samples; ///< channels x kTdmoeSamples, in the message's memory
};

enum class TdmoeError : std::uint8_t { truncated, wrong_samples, wrong_channels };

base::Result<TdmoeMessage, TdmoeError> parse_tdmoe(base::Octets message, unsigned channels);

inline constexpr std::size_t kTdmoeHeader = 8;
constexpr std::size_t tdmoe_signalling_octets(unsigned channels) {
    return std::size_t{(channels + 3) / 4} * 2;
}
constexpr std::size_t tdmoe_octets(unsigned channels) {
    return kTdmoeHeader + tdmoe_signalling_octets(channels) + std::size_t{channels} * kTdmoeSamples;
}

/// Writes header and signalling bits (all of them 0: the D-channel signals); the samples' place
/// follows at the returned length. Needs tdmoe_octets(channels) octets.
std::size_t write_tdmoe_header(std::uint8_t* memory, unsigned channels, std::uint16_t subaddress,
                               std::uint16_t sequence, bool yellow);

} // namespace drivers
