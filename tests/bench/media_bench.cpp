// CPU time of a media worker for G.711 calls between lines and RTP, 20 ms packets: per call and
// second.
//
// The line is either made up in the process (the engine's own cost) or CESoPSN over UDP (as in the
// daemon). The RTP far ends are sockets of this process; only the worker's thread is measured, by
// its thread clock.
#include "drivers/tdmoip/tdmoip.h"
#include "dsp/rtp/packet.h"
#include "gateway/media/address.h"
#include "gateway/media/media.h"

#include <benchmark/benchmark.h>

#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace std::chrono_literals;

constexpr unsigned kCallsPerSpan = 30;
constexpr auto kWarmUp = 1500ms;
constexpr auto kMeasured = 5s;

const base::SystemClock kClock;

/// A line without a wire: a block each 5 ms.
class InnerSpan final : public drivers::Span {
  public:
    explicit InnerSpan(drivers::SpanSink& sink, base::TimePoint first) : sink_(sink), next_(first) {
        rx_.samples = tx_.samples = 40;
        for (unsigned i = 0; i < sizeof rx_.octets; ++i)
            rx_.octets[i / 40][i % 40] = static_cast<std::uint8_t>(i * 7);
    }
    int fd() const override { return -1; }
    void readable(base::TimePoint) override {}
    void tick(base::TimePoint) override {
        next_ += 5ms;
        std::memset(tx_.octets, 0xd5, sizeof tx_.octets);
        sink_.on_block(*this, rx_, tx_);
    }
    base::TimePoint next_due() const override { return next_; }
    bool send_d_frame(base::Octets) override { return true; }
    drivers::Alarms alarms() const override { return {}; }
    const drivers::SpanCounters& counters() const override { return counters_; }
    drivers::LineType type() const override { return drivers::LineType::e1; }
    drivers::Law law() const override { return drivers::Law::alaw; }
    const std::string& name() const override { return name_; }

  private:
    drivers::SpanSink& sink_;
    base::TimePoint next_;
    drivers::Block rx_{}, tx_{};
    drivers::SpanCounters counters_;
    std::string name_ = "inner";
};

struct QuietListener final : media::Listener, media::SpanListener {
    std::vector<media::Stats> stats;
    void on_media_timeout(media::PortId) override {}
    void on_stats(const media::Stats& value) override { stats.push_back(value); }
    void on_closed(const media::Stats&) override {}
    void on_d_frame(base::Octets) override {}
    void on_alarm(drivers::Alarms) override {}
};

struct IdleSink final : drivers::SpanSink {
    void on_block(drivers::Span&, const drivers::Block& rx, drivers::Block& tx) override {
        std::memcpy(tx.octets, rx.octets, sizeof tx.octets);
    }
    void on_d_frame(drivers::Span&, base::Octets) override {}
    void on_alarm(drivers::Span&, drivers::Alarms) override {}
};

/// The far ends of all calls: one socket, one thread that sends each stream a packet each 20 ms,
/// spread over 20 ms.
class FarEnds {
  public:
    FarEnds()
        : fd_(::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0)),
          address_(*media::Address::from("127.0.0.1", 0)) {
        const int memory = 4 << 20;
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &memory, sizeof memory);
        if (::bind(fd_, address_.raw(), address_.length()) != 0)
            std::abort();
        socklen_t length = media::Address::kMaxLength;
        ::getsockname(fd_, address_.raw(), &length);
    }
    ~FarEnds() {
        stop_ = true;
        if (thread_.joinable())
            thread_.join();
        ::close(fd_);
    }
    media::Endpoint endpoint() const { return address_.endpoint(); }
    void add(std::uint16_t port) { ports_.push_back(*media::Address::from("127.0.0.1", port)); }
    void start() {
        thread_ = std::thread([this] { run(); });
    }

  private:
    void run() {
        std::uint8_t datagram[172];
        std::memset(datagram, 0x2b, sizeof datagram);
        std::vector<std::uint8_t> sink(2048);
        auto next = kClock.now();
        for (unsigned tick = 0; !stop_; ++tick) { // 1 ms each, a twentieth of the streams
            const auto sequence = static_cast<std::uint16_t>(tick / 20);
            for (std::size_t i = tick % 20; i < ports_.size(); i += 20) {
                dsp::write_rtp_header(std::span(datagram).first<12>(), false, 8, sequence,
                                      sequence * 160U, static_cast<std::uint32_t>(i + 1));
                ::sendto(fd_, datagram, sizeof datagram, 0, ports_[i].raw(), ports_[i].length());
            }
            while (::recv(fd_, sink.data(), sink.size(), 0) >= 0) {
            }
            std::this_thread::sleep_until(next += 1ms);
        }
    }
    int fd_;
    media::Address address_;
    std::vector<media::Address> ports_;
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

/// The switches at the other ends of CESoPSN lines, echoing; one thread.
class Switches {
  public:
    explicit Switches(unsigned count) {
        for (unsigned i = 0; i < count; ++i) {
            drivers::TdmoipOptions options = wire(i);
            std::swap(options.local, options.remote);
            options.clock = drivers::ClockMode::free;
            options.sink = &sink_;
            spans_.push_back(std::move(drivers::make_tdmoip(options, kClock.now())).value());
        }
        thread_ = std::thread([this] { run(); });
    }
    ~Switches() {
        stop_ = true;
        thread_.join();
    }
    static drivers::TdmoipOptions wire(unsigned number) {
        drivers::TdmoipOptions options;
        options.name = "line" + std::to_string(number);
        options.local = "127.7.4.1:" + std::to_string(21000 + 2 * number);
        options.remote = "127.7.4.1:" + std::to_string(21001 + 2 * number);
        return options;
    }

  private:
    void run() {
        while (!stop_) {
            std::this_thread::sleep_for(1ms);
            for (const auto& span : spans_) {
                span->readable(kClock.now());
                while (span->next_due() <= kClock.now())
                    span->tick(kClock.now());
            }
        }
    }
    IdleSink sink_;
    std::vector<std::unique_ptr<drivers::Span>> spans_;
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

// Argument 0: calls; 1: 0 = line in the process, 1 = CESoPSN.
void calls(benchmark::State& state) {
    const auto count = static_cast<unsigned>(state.range(0));
    const bool wire = state.range(1) != 0;
    const unsigned span_count = (count + kCallsPerSpan - 1) / kCallsPerSpan;
    for (auto turn : state) {
        static_cast<void>(turn);
        QuietListener listener;
        media::Options options;
        options.workers = 1;
        options.first_port = 40000;
        options.last_port = 60000;
        auto engine = media::Engine::create(options, kClock, listener);
        FarEnds far;
        std::unique_ptr<Switches> switches;
        if (wire)
            switches = std::make_unique<Switches>(span_count);
        std::vector<media::PortId> ports;
        for (unsigned s = 0; s < span_count; ++s) {
            const media::SpanId span = engine->add_span(
                [&](drivers::SpanSink& sink) -> std::unique_ptr<drivers::Span> {
                    if (!wire)
                        return std::make_unique<InnerSpan>(sink,
                                                           kClock.now() + 5ms * s / span_count);
                    drivers::TdmoipOptions line = Switches::wire(s);
                    line.sink = &sink;
                    return std::move(drivers::make_tdmoip(line, kClock.now())).value();
                },
                listener);
            for (unsigned i = 0; i < kCallsPerSpan && ports.size() < count; ++i) {
                media::RtpOptions rtp;
                rtp.remote = far.endpoint();
                const auto opened = engine->open_rtp(0, rtp).value();
                const auto line = engine->open_tdm(span, i < 15 ? i + 1 : i + 2).value();
                if (!engine->bridge(opened.port, line).ok())
                    std::abort();
                far.add(opened.local_port);
                ports.push_back(opened.port);
            }
        }
        far.start();
        std::this_thread::sleep_for(kWarmUp);
        const base::Duration cpu = engine->cpu_time(0);
        const auto start = kClock.now();
        std::this_thread::sleep_for(kMeasured);
        const double used = std::chrono::duration<double>(engine->cpu_time(0) - cpu).count();
        const double seconds = std::chrono::duration<double>(kClock.now() - start).count();
        engine->process_reports();
        for (const media::PortId port : ports)
            engine->request_stats(port);
        while (listener.stats.size() < ports.size()) {
            std::this_thread::sleep_for(1ms);
            engine->process_reports();
        }
        double sent = 0, received = 0, concealed = 0;
        for (const media::Stats& stats : listener.stats) {
            sent += static_cast<double>(stats.packets_sent);
            received += static_cast<double>(stats.packets_received);
            concealed += static_cast<double>(stats.samples_concealed);
        }
        const double all = std::chrono::duration<double>(kWarmUp + kMeasured).count() * count * 50;
        state.SetIterationTime(used);
        state.counters["ms_per_call_second"] = used * 1000 / seconds / count;
        state.counters["sent"] = sent / all; // 1: each packet
        state.counters["received"] = received / all;
        state.counters["concealed"] = concealed / (all * 160);
    }
}
BENCHMARK(calls)
    ->ArgNames({"calls", "cesopsn"})
    ->ArgsProduct({{30, 240, 480}, {0, 1}})
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

} // namespace
