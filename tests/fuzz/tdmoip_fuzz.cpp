// Fuzz target: CESoPSN packets from the network, into a line with its reorder window and D-channel.
#include "drivers/tdmoip/line.h"

#include <chrono>

namespace {

struct FuzzSpan : drivers::Span {
    int fd() const override { return -1; }
    void readable(base::TimePoint) override {}
    void tick(base::TimePoint) override {}
    base::TimePoint next_due() const override { return {}; }
    bool send_d_frame(base::Octets) override { return false; }
    drivers::Alarms alarms() const override { return {}; }
    const drivers::SpanCounters& counters() const override { return counters_; }
    drivers::LineType type() const override { return drivers::LineType::bri; }
    drivers::Law law() const override { return drivers::Law::alaw; }
    const std::string& name() const override { return name_; }
    drivers::SpanCounters counters_;
    std::string name_ = "fuzz";
};

} // namespace

// First octet: options; then packets of (length octet, octets); 8 frames of a BRI make 28 octets
// and below.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    base::OctetReader reader({data, size});
    const std::uint8_t flags = reader.u8();
    drivers::TdmoipOptions options;
    options.type = drivers::LineType::bri;
    options.packet = std::chrono::milliseconds(1);
    options.clock = flags & 1 ? drivers::ClockMode::loop : drivers::ClockMode::free;
    options.rtp_header = flags & 2;
    options.reorder_window = flags >> 2 & 7;
    base::TimePoint now{std::chrono::hours(1)};
    FuzzSpan span;
    drivers::Line line(span, options, now, [](base::Octets) {});
    while (!reader.at_end()) {
        const std::uint8_t length = reader.u8();
        const base::Octets packet = reader.octets(length < reader.left() ? length : reader.left());
        line.receive(packet, now);
        now += std::chrono::microseconds(length * 20);
        line.tick(now);
    }
    (void)line.counters();
    return 0;
}
