// What the media tests stand on: a span moved by hand, RTP far ends on plain sockets, an engine
// without threads.
#pragma once

#include "base/clock.h"
#include "dsp/codec/g711.h"
#include "dsp/rtp/packet.h"
#include "gateway/media/address.h"
#include "gateway/media/media.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace bed {

using Bytes = std::vector<std::uint8_t>;
using namespace std::chrono_literals;

/// A span whose far end is the test: what it says is `speech`, what it hears is kept per timeslot.
class FakeSpan final : public drivers::Span {
  public:
    FakeSpan(drivers::SpanSink& sink, base::TimePoint now,
             drivers::LineType type = drivers::LineType::e1, unsigned samples = 40)
        : sink_(sink), type_(type), samples_(samples), next_(now + block_time()) {}

    /// Sample n of a timeslot, in the span's law.
    std::function<std::uint8_t(unsigned timeslot, std::uint32_t n)> speech =
        [](unsigned, std::uint32_t n) { return static_cast<std::uint8_t>(n * 7); };
    std::map<unsigned, Bytes> heard; ///< for the timeslots in it
    std::vector<Bytes> d_frames_sent;
    drivers::SpanCounters span_counters;
    bool running = true;

    void d_frame(const Bytes& frame) { sink_.on_d_frame(*this, frame); }
    void alarm(drivers::Alarms alarms) {
        alarms_ = alarms;
        sink_.on_alarm(*this, alarms);
    }

    int fd() const override { return -1; }
    void readable(base::TimePoint) override {}
    void tick(base::TimePoint now) override {
        for (; running && next_ <= now; next_ += block_time())
            block();
    }
    base::TimePoint next_due() const override { return running ? next_ : base::TimePoint::max(); }
    bool send_d_frame(base::Octets frame) override {
        d_frames_sent.emplace_back(frame.begin(), frame.end());
        return true;
    }
    drivers::Alarms alarms() const override { return alarms_; }
    const drivers::SpanCounters& counters() const override { return span_counters; }
    drivers::LineType type() const override { return type_; }
    drivers::Law law() const override { return drivers::usual_law(type_); }
    const std::string& name() const override { return name_; }

  private:
    base::Duration block_time() const { return std::chrono::microseconds(125) * samples_; }
    void block() {
        drivers::Block rx{}, tx{};
        rx.samples = tx.samples = samples_;
        const std::uint8_t idle = law() == drivers::Law::alaw ? 0xd5 : 0xff;
        std::memset(tx.octets, idle, sizeof tx.octets);
        for (unsigned timeslot = 1; timeslot <= drivers::timeslots(type_); ++timeslot)
            for (unsigned i = 0; i < samples_; ++i)
                rx.at(timeslot)[i] = speech(timeslot, position_ + i);
        sink_.on_block(*this, rx, tx);
        position_ += samples_;
        for (auto& [timeslot, octets] : heard)
            octets.insert(octets.end(), tx.at(timeslot), tx.at(timeslot) + samples_);
        ++span_counters.packets_received;
    }

    drivers::SpanSink& sink_;
    const drivers::LineType type_;
    const unsigned samples_;
    base::TimePoint next_;
    std::uint32_t position_ = 0;
    drivers::Alarms alarms_;
    std::string name_ = "line";
};

/// An RTP far end on a socket of its own at 127.0.0.1.
class FarEnd {
  public:
    FarEnd() : fd_(::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0)) {
        media::Address local = *media::Address::from("127.0.0.1", 0);
        if (fd_ < 0 || ::bind(fd_, local.raw(), local.length()) != 0)
            throw std::runtime_error("far end");
        socklen_t length = media::Address::kMaxLength;
        ::getsockname(fd_, local.raw(), &length);
        address_ = local;
    }
    ~FarEnd() { ::close(fd_); }
    FarEnd(const FarEnd&) = delete;
    FarEnd& operator=(const FarEnd&) = delete;

    media::Endpoint endpoint() const { return address_.endpoint(); }
    std::uint32_t ssrc = 0xabcd0001;
    std::uint16_t sequence = 100;
    std::uint32_t timestamp = 5000;
    std::uint8_t payload_type = 8;

    void send_raw(std::uint16_t port, const Bytes& datagram) {
        const media::Address to = *media::Address::from("127.0.0.1", port);
        ::sendto(fd_, datagram.data(), datagram.size(), 0, to.raw(), to.length());
    }
    /// The next packet of the stream.
    void send(std::uint16_t port, const Bytes& payload, bool marker = false) {
        send_raw(port, packet(payload, payload_type, marker));
        ++sequence;
        timestamp += static_cast<std::uint32_t>(payload.size());
    }
    Bytes packet(const Bytes& payload, std::uint8_t type, bool marker = false) const {
        Bytes datagram(12 + payload.size());
        dsp::write_rtp_header(std::span(datagram).first<12>(), marker, type, sequence, timestamp,
                              ssrc);
        std::copy(payload.begin(), payload.end(), datagram.begin() + 12);
        return datagram;
    }
    /// All datagrams that have come.
    std::vector<Bytes> receive() {
        std::vector<Bytes> datagrams;
        Bytes memory(2048);
        for (ssize_t length; (length = ::recv(fd_, memory.data(), memory.size(), 0)) >= 0;)
            datagrams.emplace_back(memory.begin(), memory.begin() + length);
        return datagrams;
    }
    /// The payloads of all RTP packets that have come, one after the other.
    Bytes receive_audio() {
        Bytes audio;
        for (const Bytes& datagram : receive())
            if (const auto packet = dsp::parse_rtp(datagram); packet.ok())
                audio.insert(audio.end(), packet->payload.begin(), packet->payload.end());
        return audio;
    }

  private:
    int fd_;
    media::Address address_;
};

struct Listener final : media::Listener {
    std::vector<media::PortId> timeouts;
    std::vector<media::Stats> stats, closed;
    std::vector<std::pair<unsigned, unsigned>> keys; // event, ms
    void on_media_timeout(media::PortId port) override { timeouts.push_back(port); }
    void on_stats(const media::Stats& value) override { stats.push_back(value); }
    void on_closed(const media::Stats& value) override { closed.push_back(value); }
    void on_telephone_event(media::PortId, std::uint8_t event, unsigned duration_ms) override {
        keys.emplace_back(event, duration_ms);
    }
};

struct SpanListener final : media::SpanListener {
    std::vector<Bytes> frames;
    std::vector<drivers::Alarms> alarms;
    void on_d_frame(base::Octets frame) override {
        frames.emplace_back(frame.begin(), frame.end());
    }
    void on_alarm(drivers::Alarms value) override { alarms.push_back(value); }
};

/// An engine run by hand, in steps of 5 ms.
class Bed {
  public:
    explicit Bed(unsigned workers = 1, media::Options options = {}) {
        options.workers = workers;
        options.threads = false;
        options.cname = "landline@test";
        engine = media::Engine::create(options, clock, listener);
    }
    media::SpanId add_span(FakeSpan*& span, drivers::LineType type = drivers::LineType::e1,
                           unsigned samples = 40) {
        return engine->add_span(
            [&](drivers::SpanSink& sink) {
                auto made = std::make_unique<FakeSpan>(sink, clock.now(), type, samples);
                span = made.get();
                return made;
            },
            span_listener);
    }
    /// An RTP port whose remote is `far`.
    media::RtpPort open_rtp(const FarEnd& far, media::RtpOptions options = {}) {
        options.remote = far.endpoint();
        return *engine->open_rtp(0, options);
    }
    void step() {
        clock.advance(5ms);
        engine->run_once(clock.now());
    }
    void run(base::Duration time) {
        for (base::Duration done{}; done < time; done += 5ms)
            step();
    }
    /// Runs for `packets` of 20 ms, in each of which the far end sends the next 160 octets of
    /// `speech`.
    void talk(FarEnd& far, std::uint16_t port, unsigned packets,
              const std::function<std::uint8_t(std::uint32_t)>& speech) {
        for (unsigned i = 0; i < packets; ++i) {
            Bytes payload(160);
            for (std::uint8_t& octet : payload)
                octet = speech(said_++);
            far.send(port, payload);
            run(20ms);
        }
    }
    /// The number of the next octet of `speech`, for packets made by hand.
    std::uint32_t say() { return said_++; }
    const media::Stats& stats(media::PortId port) {
        engine->request_stats(port);
        step();
        return listener.stats.back();
    }

    base::ManualClock clock;
    Listener listener;
    SpanListener span_listener;
    std::unique_ptr<media::Engine> engine;

  private:
    std::uint32_t said_ = 0;
};

inline std::uint8_t noise(std::uint32_t n) {
    return static_cast<std::uint8_t>((n * 2654435761U) >> 24);
}

/// Where `part` occurs in `whole`; npos: nowhere.
inline std::size_t find(const Bytes& whole, const Bytes& part) {
    return std::string(whole.begin(), whole.end()).find(std::string(part.begin(), part.end()));
}

} // namespace bed
