// The media engine: the signalling thread's side of all workers.
#pragma once

#include "base/wakeup.h"
#include "gateway/media/media.h"
#include "gateway/media/port_table.h"
#include "gateway/media/sockets.h"
#include "gateway/media/worker.h"

#include <memory>
#include <random>
#include <string>
#include <vector>

namespace media {

class WorkerEngine final : public Engine {
  public:
    WorkerEngine(Options options, const base::Clock& clock, Listener& listener);
    ~WorkerEngine() override;

    SpanId add_span(const MakeSpan& make, SpanListener& listener) override;
    void remove_span(SpanId span) override;
    bool send_d_frame(SpanId span, base::Octets frame) override;
    WorkerId worker_of(SpanId span) const override;
    drivers::Alarms alarms(SpanId span) const override;
    drivers::SpanCounters counters(SpanId span) const override;
    unsigned workers() const override { return static_cast<unsigned>(workers_.size()); }
    WorkerId least_loaded() const override;

    base::Result<RtpPort, Error> open_rtp(WorkerId worker, const RtpOptions& options) override;
    base::Result<PortId, Error> open_tdm(SpanId span, unsigned timeslot) override;
    void set_format(PortId rtp, const RtpFormat& format) override;
    base::Result<void, Error> set_remote(PortId rtp, const Endpoint& remote,
                                         const std::optional<Endpoint>& remote_rtcp) override;
    base::Result<void, Error> bridge(PortId a, PortId b, Content content) override;
    void unbridge(PortId port) override;
    void set_direction(PortId port, Direction direction) override;
    void play(PortId port, dsp::Tone tone, dsp::TonePlan plan) override;
    void stop_tone(PortId port) override;
    void expect_media(PortId rtp, std::chrono::milliseconds timeout) override;
    void expect_media(PortId rtp) override { expect_media(rtp, options_.timeout); }
    void ignore_media_timeout(PortId rtp) override {
        expect_media(rtp, std::chrono::milliseconds(0));
    }
    PortId port_on(SpanId span, unsigned timeslot) const override;
    base::Result<void, Error> start_test(PortId tdm, const TestSpec& spec) override;
    void stop_test(PortId tdm) override;
    void request_test(PortId tdm) override;
    void set_loop(SpanId span, drivers::SpanLoop loop) override;
    void request_stats(PortId port) override;
    void close(PortId port) override;

    std::vector<OpenPort> open_ports() const override;

    int fd() const override { return reports_wakeup_.fd(); }
    std::size_t process_reports() override;
    void run_once(base::TimePoint now) override;
    base::Duration cpu_time(WorkerId worker) const override {
        return workers_.at(worker)->cpu_time();
    }

  private:
    /// A span as the signalling thread knows it. Its place in spans_ is its id - 1.
    struct SpanRecord {
        std::unique_ptr<SpanHost> host;   ///< null: removed
        SpanListener* listener = nullptr; ///< null: being removed
        WorkerId worker = 0;
        std::array<PortId, drivers::kMaxTimeslots + 1> ports{};
        drivers::Alarms alarms;
        drivers::SpanCounters counters;
    };
    SpanRecord* find(SpanId span);
    const SpanRecord* find(SpanId span) const;
    WorkerId worker_for_span(drivers::LineType type) const;
    Order order(Order::Kind kind, const PortRecord& record) const;
    void send(WorkerId worker, Order&& order) { workers_[worker]->order(std::move(order)); }
    base::Result<void, Error> set_remote(PortRecord& record, const Endpoint& remote,
                                         const std::optional<Endpoint>& remote_rtcp);
    std::unique_ptr<dsp::Playout> make_playout(const PortRecord& rtp, dsp::Law line) const;
    void part(PortRecord& record);
    void bridge_line(PortRecord& rtp, PortRecord& tdm);
    void bridge_tandem(PortRecord& a, PortRecord& b, Content content);
    void restart_tone(const PortRecord& record);
    void handle(const Report& report);
    void on_closed(const Report& report);

    const Options options_;
    const base::Clock& clock_;
    Listener& listener_;
    std::string cname_;
    std::random_device random_;
    base::Wakeup reports_wakeup_;
    dsp::ToneLibrary tones_;
    PortRange range_;
    PortTable ports_;
    std::vector<SpanRecord> spans_;
    std::vector<unsigned> open_ports_; // per worker
    std::vector<std::unique_ptr<Worker>> workers_;
};

} // namespace media
