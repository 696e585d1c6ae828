// A span over DAHDI's TDM-over-Ethernet, spoken by a packet socket: the far end is another
// machine's DAHDI (a dynamic span of its Ethernet driver) or TDMoE hardware.
#pragma once

#include "base/result.h"
#include "drivers/span.h"
#include "drivers/tdmoip/tdmoip.h"

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace drivers {

using MacAddress = std::array<std::uint8_t, 6>;
/// "02:00:5e:10:00:01"; nothing when it is none.
std::optional<MacAddress> parse_mac(std::string_view text);

/// A message each millisecond carries 8 samples of every timeslot. The D-channel has 64 kbit/s on
/// every type of line, a BRI's too: that is what DAHDI's own HDLC does on such spans.
struct TdmoeOptions {
    std::string name;
    LineType type = LineType::e1;
    Law law = Law::alaw;
    bool has_d_channel = true; ///< else all timeslots are B-channels (NFAS)
    std::string interface;     ///< "eth0"
    std::string peer;          ///< MAC address of the far end
    std::uint16_t subaddress = 0;
    ClockMode clock = ClockMode::loop;
    std::chrono::milliseconds jitter{10}; ///< clock `free` only, 0-12 ms: messages wait so long
    SpanSink* sink = nullptr;
};

/// Opens the socket (needs CAP_NET_RAW) and starts sending at the first tick(). Errors: a sentence
/// with the interface, the system's reason and the remedy.
base::Result<std::unique_ptr<Span>, OpenError> make_tdmoe(TdmoeOptions options,
                                                          base::TimePoint now);

} // namespace drivers
