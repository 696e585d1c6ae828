// A span over UDP: a line (RFC 5086) on a socket.
#include "drivers/tdmoip/tdmoip.h"

#include "drivers/tdmoip/line.h"
#include "drivers/tdmoip/socket.h"

#include <fmt/core.h>

#include <optional>

namespace drivers {
namespace {

constexpr int kTdmoipReceiveBuffer = 256 * 1024; // over 100 packets

class TdmoipSpan final : public Span {
  public:
    TdmoipSpan(TdmoipOptions options, DatagramSocket socket, base::TimePoint now)
        : options_(std::move(options)), socket_(std::move(socket)),
          line_(*this, options_, now, [this](base::Octets packet) {
              if (sending_)
                  socket_.send(packet);
          }) {}

    void set_sink(SpanSink* sink) override { line_.set_sink(sink); }
    int fd() const override { return socket_.fd(); }
    void readable(base::TimePoint now) override {
        socket_.receive([this, now](base::Octets datagram) {
            if (receiving_)
                line_.receive(datagram, now);
        });
        socket_.flush();
    }
    void tick(base::TimePoint now) override {
        // A late thread has what it waits for in the socket: nothing is made up instead of that.
        if (options_.clock == ClockMode::loop && line_.next_due() <= now)
            readable(now);
        line_.tick(now);
        socket_.flush();
    }
    base::TimePoint next_due() const override { return line_.next_due(); }
    bool send_d_frame(base::Octets frame) override { return line_.send_d_frame(frame); }
    void mute(bool sending, bool receiving) override {
        sending_ = !sending;
        receiving_ = !receiving;
    }
    Alarms alarms() const override { return line_.alarms(); }
    const SpanCounters& counters() const override { return line_.counters(); }
    LineType type() const override { return options_.type; }
    unsigned d_slot() const override { return options_.has_d_channel ? d_timeslot(type()) : 0; }
    Law law() const override { return options_.law; }
    const std::string& name() const override { return options_.name; }

  private:
    const TdmoipOptions options_;
    DatagramSocket socket_;
    bool sending_ = true, receiving_ = true;
    Line line_;
};

std::optional<std::string> complaint(const TdmoipOptions& options) {
    using std::chrono::milliseconds;
    if (options.packet < milliseconds(1) || options.packet > milliseconds(5))
        return fmt::format("packet is {} ms, not 1 to 5", options.packet.count());
    if (options.reorder_window > 8)
        return fmt::format("reorder window is {} packets, not 0 to 8", options.reorder_window);
    if (options.jitter < milliseconds(0) || options.jitter > milliseconds(60))
        return fmt::format("jitter is {} ms, not 0 to 60", options.jitter.count());
    if (options.loss_after < options.packet)
        return fmt::format("loss after {} ms is less than one packet", options.loss_after.count());
    return std::nullopt;
}

} // namespace

base::Result<std::unique_ptr<Span>, OpenError> make_tdmoip(TdmoipOptions options,
                                                           base::TimePoint now) {
    if (const auto text = complaint(options))
        return base::fail(OpenError{fmt::format("span {}: {}", options.name, *text)});
    auto socket = DatagramSocket::open(options.local, options.remote, kTdmoipReceiveBuffer);
    if (!socket)
        return base::fail(OpenError{fmt::format("span {}: {}", options.name, socket.error())});
    return std::unique_ptr<Span>(
        std::make_unique<TdmoipSpan>(std::move(options), std::move(socket).value(), now));
}

} // namespace drivers
