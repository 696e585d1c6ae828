// A media engine that only keeps account: which ports are open, bridged, playing, and in which
// direction.
#pragma once

#include "gateway/media/media.h"

#include <map>
#include <optional>

namespace testing {

class FakeEngine final : public media::Engine {
  public:
    struct Port {
        bool rtp = false;
        media::PortId peer;
        media::Content content = media::Content::audio;
        media::Direction direction = media::Direction::send_receive;
        std::optional<dsp::Tone> tone;
        media::RtpFormat format;
        bool expects_media = false;
        std::optional<media::TestSpec> test;
    };
    std::map<std::uint64_t, Port> ports; ///< open ones
    std::size_t rtp_limit = 1000;        ///< how many RTP ports there are

    media::SpanId add_span(const MakeSpan&, media::SpanListener&) override { return {1}; }
    void remove_span(media::SpanId) override {}
    bool send_d_frame(media::SpanId, base::Octets) override { return true; }
    media::WorkerId worker_of(media::SpanId) const override { return 0; }
    drivers::Alarms alarms(media::SpanId) const override { return {}; }
    drivers::SpanCounters counters(media::SpanId) const override { return {}; }
    unsigned workers() const override { return 1; }
    media::WorkerId least_loaded() const override { return 0; }
    base::Result<media::RtpPort, media::Error> open_rtp(media::WorkerId,
                                                        const media::RtpOptions&) override {
        std::size_t open = 0;
        for (const auto& [id, port] : ports)
            open += port.rtp;
        if (open >= rtp_limit)
            return base::fail(media::Error::no_free_port);
        ports[++last_].rtp = true;
        return media::RtpPort{{last_}, static_cast<std::uint16_t>(16384 + 2 * last_)};
    }
    base::Result<media::PortId, media::Error> open_tdm(media::SpanId, unsigned) override {
        ports[++last_] = {};
        return media::PortId{last_};
    }
    void set_format(media::PortId port, const media::RtpFormat& format) override {
        ports[port.value].format = format;
    }
    base::Result<void, media::Error> set_remote(media::PortId, const media::Endpoint&,
                                                const std::optional<media::Endpoint>&) override {
        return {};
    }
    base::Result<void, media::Error> bridge(media::PortId a, media::PortId b,
                                            media::Content content) override {
        if (!ports.contains(a.value) || !ports.contains(b.value))
            return base::fail(media::Error::stale_port);
        ports[a.value].peer = b;
        ports[b.value].peer = a;
        ports[a.value].content = ports[b.value].content = content;
        return {};
    }
    void unbridge(media::PortId port) override {
        if (!ports.contains(port.value))
            return;
        if (const auto peer = ports.find(ports[port.value].peer.value); peer != ports.end())
            peer->second.peer = {};
        ports[port.value].peer = {};
    }
    void set_direction(media::PortId port, media::Direction direction) override {
        ports[port.value].direction = direction;
    }
    void play(media::PortId port, dsp::Tone tone, dsp::TonePlan) override {
        ports[port.value].tone = tone;
    }
    void stop_tone(media::PortId port) override { ports[port.value].tone.reset(); }
    void expect_media(media::PortId port, std::chrono::milliseconds) override {
        ports[port.value].expects_media = true;
    }
    void expect_media(media::PortId port) override { ports[port.value].expects_media = true; }
    void ignore_media_timeout(media::PortId port) override {
        ports[port.value].expects_media = false;
    }
    media::PortId port_on(media::SpanId, unsigned) const override { return {}; }
    base::Result<void, media::Error> start_test(media::PortId port,
                                                const media::TestSpec& spec) override {
        if (!ports.contains(port.value))
            return base::fail(media::Error::stale_port);
        if (ports[port.value].rtp)
            return base::fail(media::Error::no_line);
        ports[port.value].test = spec;
        return {};
    }
    void stop_test(media::PortId port) override { ports[port.value].test.reset(); }
    void request_test(media::PortId) override {}
    void set_loop(media::SpanId, drivers::SpanLoop) override {}
    void request_stats(media::PortId) override {}
    void close(media::PortId port) override {
        unbridge(port);
        ports.erase(port.value);
    }
    std::vector<media::OpenPort> open_ports() const override {
        std::vector<media::OpenPort> out;
        for (const auto& [id, port] : ports)
            out.push_back({{id}, {}, 0});
        return out;
    }
    int fd() const override { return -1; }
    std::size_t process_reports() override { return 0; }
    void run_once(base::TimePoint) override {}
    base::Duration cpu_time(media::WorkerId) const override { return {}; }

  private:
    std::uint64_t last_ = 0;
};

} // namespace testing
