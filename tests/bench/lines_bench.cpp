// What a line costs: packets, HDLC on its D-channel, Q.931 elements, whole calls through two libpri
// ends.
#include "base/timers.h"
#include "drivers/hdlc.h"
#include "drivers/isdn/interface.h"
#include "drivers/isdn/q931.h"
#include "drivers/tdmoip/line.h"

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstring>
#include <deque>
#include <vector>

namespace {

using std::chrono::milliseconds;

struct BenchSpan : drivers::Span {
    int fd() const override { return -1; }
    void readable(base::TimePoint) override {}
    void tick(base::TimePoint) override {}
    base::TimePoint next_due() const override { return {}; }
    bool send_d_frame(base::Octets) override { return false; }
    drivers::Alarms alarms() const override { return {}; }
    const drivers::SpanCounters& counters() const override { return counters_; }
    drivers::LineType type() const override { return drivers::LineType::e1; }
    drivers::Law law() const override { return drivers::Law::alaw; }
    const std::string& name() const override { return name_; }
    drivers::SpanCounters counters_;
    std::string name_ = "bench";
};

struct EchoSink : drivers::SpanSink {
    void on_block(drivers::Span&, const drivers::Block& rx, drivers::Block& tx) override {
        for (unsigned timeslot = 1; timeslot <= 31; ++timeslot)
            std::memcpy(tx.at(timeslot), rx.at(timeslot), rx.samples);
    }
    void on_d_frame(drivers::Span&, base::Octets) override {}
    void on_alarm(drivers::Span&, drivers::Alarms) override {}
};

// One packet of an E1 taken and one sent, all timeslots echoed, idle D-channel, without the socket.
void e1_packet_pair(benchmark::State& state) {
    drivers::TdmoipOptions options;
    options.packet = milliseconds(state.range(0));
    options.clock = drivers::ClockMode::loop;
    BenchSpan span;
    EchoSink sink;
    options.sink = &sink;
    base::TimePoint now{std::chrono::hours(1)};
    const drivers::PacketShape shape{31, static_cast<unsigned>(state.range(0)) * 8, false};
    std::vector<std::uint8_t> packet(shape.packet_octets(), 0x7e);
    std::uint64_t sent = 0;
    drivers::Line line(span, options, now, [&](base::Octets) { ++sent; });
    std::uint16_t sequence = 0;
    for (auto _ : state) {
        now += options.packet;
        drivers::write_header(packet.data(), shape, {.sequence = sequence++}, true, 0, 0);
        line.receive(packet, now);
    }
    state.counters["sent"] = static_cast<double>(sent);
}
BENCHMARK(e1_packet_pair)->Arg(1)->Arg(5);

// A 40-octet frame each way through sender and receiver, per second of a full D-channel: 8000
// octets.
void hdlc_busy_second(benchmark::State& state) {
    drivers::HdlcSender sender;
    std::uint64_t frames = 0;
    drivers::HdlcReceiver receiver([&](base::Octets) { ++frames; });
    const std::vector<std::uint8_t> frame(40, 0x3c);
    std::vector<std::uint8_t> block(40);
    for (auto _ : state)
        for (int i = 0; i < 200; ++i) {
            while (sender.idle())
                sender.queue(frame);
            sender.fill(block.data(), block.size());
            receiver.receive(block.data(), block.size());
        }
    state.counters["frames"] = static_cast<double>(frames);
}
BENCHMARK(hdlc_busy_second);

void hdlc_idle_second(benchmark::State& state) {
    drivers::HdlcSender sender;
    drivers::HdlcReceiver receiver([](base::Octets) {});
    std::vector<std::uint8_t> block(40);
    for (auto _ : state)
        for (int i = 0; i < 200; ++i) {
            sender.fill(block.data(), block.size());
            receiver.receive(block.data(), block.size());
            benchmark::DoNotOptimize(block.data());
        }
}
BENCHMARK(hdlc_idle_second);

isdn::Message setup() {
    isdn::Message message;
    message.bearer = isdn::BearerCapability{};
    message.channel = isdn::Channel{0, false};
    message.called = isdn::Number{.type_of_number = 2, .plan = 1, .digits = "3012345678"};
    message.calling =
        isdn::Number{.type_of_number = 2, .plan = 1, .screening = 3, .digits = "40987654"};
    message.sending_complete = true;
    return message;
}

void read_setup(benchmark::State& state) {
    const std::vector<std::uint8_t> bare{0x08, 0x02, 0x00, 0x01, 0x05,
                                         0x18, 0x03, 0xa1, 0x83, 0x85};
    const std::vector<std::uint8_t> octets = isdn::apply(bare, isdn::elements_of(setup()), 260);
    for (auto _ : state) {
        const auto envelope = isdn::read_envelope(octets);
        benchmark::DoNotOptimize(isdn::read_elements(isdn::MessageType::setup, envelope->elements));
    }
}
BENCHMARK(read_setup);

struct End : isdn::Listener {
    End(isdn::Side side, base::Timers& timers) {
        isdn::Options options;
        options.side = side;
        interface = isdn::Interface::create(options, timers, *this, [this](base::Octets frame) {
            out.emplace_back(frame.begin(), frame.end());
            return true;
        });
    }
    void on_d_channel(bool) override {}
    void on_setup(isdn::CallId call, const isdn::Message&) override {
        for (const isdn::MessageType type :
             {isdn::MessageType::call_proceeding, isdn::MessageType::alerting,
              isdn::MessageType::connect})
            send(call, type);
    }
    void on_message(isdn::CallId call, const isdn::Message& message) override {
        if (message.type == isdn::MessageType::connect)
            send(call, isdn::MessageType::disconnect);
        else if (message.type == isdn::MessageType::disconnect)
            send(call, isdn::MessageType::release);
    }
    void on_released(isdn::CallId, const isdn::Message&) override { ++released; }
    void on_restart(unsigned) override {}
    void send(isdn::CallId call, isdn::MessageType type) {
        isdn::Message message;
        message.type = type;
        (void)interface->send(call, message);
    }
    std::deque<std::vector<std::uint8_t>> out;
    std::unique_ptr<isdn::Interface> interface;
    std::uint64_t released = 0;
};

// A call from SETUP to RELEASE COMPLETE, both ends together.
void call_both_ends(benchmark::State& state) {
    base::SystemClock clock;
    base::Timers timers(clock);
    End user(isdn::Side::user, timers), network(isdn::Side::network, timers);
    const auto carry = [&] {
        while (!user.out.empty() || !network.out.empty()) {
            for (; !user.out.empty(); user.out.pop_front())
                network.interface->receive_frame(user.out.front());
            for (; !network.out.empty(); network.out.pop_front())
                user.interface->receive_frame(network.out.front());
        }
    };
    network.interface->start();
    user.interface->start();
    carry();
    const isdn::Message message = setup();
    for (auto _ : state) {
        if (!user.interface->place(message))
            state.SkipWithError("no call can be placed");
        carry();
        timers.run();
    }
    state.counters["released"] = static_cast<double>(user.released);
}
BENCHMARK(call_both_ends);

} // namespace
