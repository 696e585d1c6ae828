// Fuzz target: messages of TDM-over-Ethernet; the first octet chooses the type of line.
#include "drivers/tdmoe/packet.h"

#include <cstdlib>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0)
        return 0;
    const unsigned channels = drivers::timeslots(static_cast<drivers::LineType>(data[0] % 3));
    const auto message = drivers::parse_tdmoe(base::Octets(data + 1, size - 1), channels);
    if (!message)
        return 0;
    if (message->samples.size() != std::size_t{channels} * drivers::kTdmoeSamples)
        std::abort();
    std::vector<std::uint8_t> again(drivers::tdmoe_octets(channels));
    const std::size_t head = drivers::write_tdmoe_header(
        again.data(), channels, message->subaddress, message->sequence, message->yellow);
    std::copy(message->samples.begin(), message->samples.end(), again.data() + head);
    const auto second = drivers::parse_tdmoe(again, channels);
    if (!second || second->sequence != message->sequence || second->yellow != message->yellow)
        std::abort();
    return 0;
}
