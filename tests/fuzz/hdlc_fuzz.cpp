// Fuzz target: timeslot octets into the HDLC receiver; and any octets sent as frames must arrive
// unchanged.
#include "drivers/hdlc.h"

#include <cstdlib>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    for (const drivers::HdlcRate rate : {drivers::HdlcRate::kbit64, drivers::HdlcRate::kbit16}) {
        drivers::HdlcReceiver receiver(
            [](base::Octets frame) {
                if (frame.size() < drivers::kMinHdlcFrame || frame.size() > drivers::kMaxHdlcFrame)
                    std::abort();
            },
            rate);
        receiver.receive(data, size);
    }
    drivers::HdlcSender sender;
    bool same = false;
    const base::Octets sent(data, size);
    drivers::HdlcReceiver receiver([&](base::Octets frame) {
        same = std::vector<std::uint8_t>(frame.begin(), frame.end()) ==
               std::vector<std::uint8_t>(sent.begin(), sent.end());
    });
    if (!sender.queue(sent))
        return 0;
    std::vector<std::uint8_t> line(size * 2 + 16);
    sender.fill(line.data(), line.size());
    receiver.receive(line.data(), line.size());
    if (!same)
        std::abort();
    return 0;
}
