// What a whole call costs inside sipi/: INVITE, 100, 180, 200, ACK, BYE, 200 between two agents in
// memory, RFC 3261 §13 and §15, without sockets. The second one counts the answering agent alone.
#include "sipi/agent.h"
#include "sipi/message.h"

#include <benchmark/benchmark.h>

#include <chrono>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace sipi;

constexpr std::string_view kSdp = "v=0\r\n"
                                  "o=pbx 1983678401 1983678402 IN IP4 192.0.2.10\r\n"
                                  "s=-\r\n"
                                  "c=IN IP4 192.0.2.10\r\n"
                                  "t=0 0\r\n"
                                  "m=audio 18274 RTP/AVP 8 0 101\r\n"
                                  "a=rtpmap:8 PCMA/8000\r\n"
                                  "a=rtpmap:0 PCMU/8000\r\n"
                                  "a=rtpmap:101 telephone-event/8000\r\n"
                                  "a=fmtp:101 0-15\r\n"
                                  "a=ptime:20\r\n"
                                  "a=sendrecv\r\n";

// CPU time of this thread: other processes do not count.
std::chrono::nanoseconds cpu_time() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

// Packets wait here, so that no agent is called from inside another.
struct Wire {
    struct Packet {
        std::string text;
        Endpoint from;
        Endpoint to;
    };
    std::vector<Packet> packets;
    std::size_t used = 0; // entries keep their memory
    std::size_t messages = 0;
};

class WireTransport final : public Transport {
  public:
    WireTransport(Wire& wire, std::string_view address)
        : wire_(wire), local_(Endpoint::from_text(address).value()) {}
    TransportKind kind() const override { return TransportKind::udp; }
    const Endpoint& local() const override { return local_; }
    Endpoint local_for(const Endpoint&) const override { return local_; }
    bool can_reach(const Endpoint&) const override { return true; }
    base::Result<void, TransportError> send(base::Octets message,
                                            const Endpoint& destination) override {
        if (wire_.used == wire_.packets.size())
            wire_.packets.emplace_back();
        Wire::Packet& packet = wire_.packets[wire_.used++];
        packet.text.assign(reinterpret_cast<const char*>(message.data()), message.size());
        packet.from = local_;
        packet.to = destination;
        ++wire_.messages;
        return {};
    }
    void listen(TransportListener* listener) override { listener_ = listener; }
    const TransportCounters& counters() const override { return counters_; }
    void receive(const std::string& text, const Endpoint& from) {
        listener_->on_octets({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()},
                             from, local_, *this);
    }

  private:
    Wire& wire_;
    Endpoint local_;
    TransportListener* listener_ = nullptr;
    TransportCounters counters_;
};

struct Caller final : AgentListener, SessionListener {
    std::size_t ended = 0;
    void on_invite(Session& session, const Message&) override { (void)session.reject(480); }
    void on_answered(Session&, DialogNumber, const Message&) override {}
    void on_ended(Session&, const Ended&) override { ++ended; }
};

struct Callee final : AgentListener, SessionListener {
    std::size_t ended = 0;
    void on_invite(Session& session, const Message&) override {
        session.listen(this);
        (void)session.provisional(180);
        (void)session.accept({"application/sdp", kSdp});
    }
    void on_ended(Session&, const Ended&) override { ++ended; }
};

struct Pair {
    base::ManualClock clock;
    base::Timers timers{clock};
    Wire wire;
    Caller caller;
    Callee callee;
    WireTransport near{wire, "192.0.2.1:5060"};
    WireTransport far{wire, "192.0.2.2:5060"};
    Agent out{AgentSettings{}, timers, caller};
    Agent in{AgentSettings{}, timers, callee};
    std::chrono::nanoseconds inside_callee{};

    Pair() {
        out.add_transport(near);
        in.add_transport(far);
    }
    // Both sides' messages in turn until nothing is under way; the answering side's share is timed
    // apart.
    void deliver(bool timed) {
        for (std::size_t at = 0; at < wire.used; ++at) {
            const Wire::Packet packet = std::move(wire.packets[at]);
            if (packet.to == near.local()) {
                near.receive(packet.text, packet.from);
            } else if (timed) {
                const auto start = cpu_time();
                far.receive(packet.text, packet.from);
                inside_callee += cpu_time() - start;
            } else {
                far.receive(packet.text, packet.from);
            }
        }
        wire.used = 0;
    }
    // Time goes on by 2 ms a call: 500 calls/s, so about 32,000 transactions wait for their last
    // timers.
    void call(const Invitation& invitation, bool timed) {
        Session& session = *out.invite(invitation, caller).value();
        deliver(timed);
        (void)session.bye();
        deliver(timed);
        clock.advance(std::chrono::milliseconds(2));
        const auto start = cpu_time();
        timers.run();
        if (timed)
            inside_callee += (cpu_time() - start) / 2; // both agents' timers
    }
};

Invitation invitation() {
    Invitation out;
    out.request_uri = "sip:+493012345678@192.0.2.2:5060;user=phone";
    out.from = "\"Alice Example\" <sip:+493087654321@192.0.2.1;user=phone>";
    out.destination = Endpoint::from_text("192.0.2.2:5060").value();
    out.headers = {{"P-Asserted-Identity", "<sip:+493087654321@192.0.2.1;user=phone>"}};
    out.body = BodyView("application/sdp", kSdp);
    return out;
}

void both_ends_of_a_call(benchmark::State& state) {
    Pair pair;
    const Invitation request = invitation();
    for (auto _ : state)
        pair.call(request, false);
    if (pair.caller.ended != static_cast<std::size_t>(state.iterations()))
        state.SkipWithError("calls failed");
    state.counters["calls_per_s"] =
        benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
    state.counters["messages"] =
        static_cast<double>(pair.wire.messages) / static_cast<double>(state.iterations());
}
BENCHMARK(both_ends_of_a_call)->Unit(benchmark::kMicrosecond);

void answering_end_of_a_call(benchmark::State& state) {
    Pair pair;
    const Invitation request = invitation();
    for (auto _ : state) {
        pair.inside_callee = {};
        pair.call(request, true);
        state.SetIterationTime(std::chrono::duration<double>(pair.inside_callee).count());
    }
    if (pair.callee.ended != static_cast<std::size_t>(state.iterations()))
        state.SkipWithError("calls failed");
}
BENCHMARK(answering_end_of_a_call)->UseManualTime()->Unit(benchmark::kMicrosecond);

} // namespace
