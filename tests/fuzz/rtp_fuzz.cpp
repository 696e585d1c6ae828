// Any datagrams on an RTP port: header, telephone event, sequence statistics, jitter buffer and
// playing.
#include "dsp/rtp/packet.h"
#include "dsp/rtp/playout.h"
#include "dsp/rtp/reception.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace {

// The input is a run of datagrams, each after one octet with its length and, in its top bit, "play
// a block".
void run(base::Octets input) {
    dsp::Playout playout({});
    dsp::Reception reception;
    std::array<std::uint8_t, 40> out;
    std::uint32_t arrival = 0;
    while (!input.empty()) {
        const std::size_t length = std::min<std::size_t>(input[0] & 0x7fU, input.size() - 1);
        const bool play = input[0] & 0x80U;
        const base::Octets datagram = input.subspan(1, length);
        input = input.subspan(1 + length);
        if (play) {
            playout.take(out);
            arrival += 40;
        }
        const auto packet = dsp::parse_rtp(datagram);
        if (!packet.ok())
            continue;
        if (packet->payload.data() + packet->payload.size() > datagram.data() + datagram.size())
            std::abort();
        if (!reception.started() || reception.ssrc() != packet->ssrc)
            reception.start(packet->ssrc, packet->sequence);
        reception.on_packet(packet->sequence, packet->timestamp, arrival);
        if (packet->payload_type == 101)
            static_cast<void>(dsp::parse_telephone_event(packet->payload).ok());
        else
            playout.put(packet->timestamp, packet->payload, packet->marker);
    }
    static_cast<void>(reception.report(arrival));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static_cast<void>(dsp::parse_rtp({data, size}).ok());
    run({data, size});
    return 0;
}
