// A media worker: one thread's loop over its spans, RTP sockets, ports and bridges.
#pragma once

#include "base/clock.h"
#include "base/epoll.h"
#include "base/ring.h"
#include "base/wakeup.h"
#include "gateway/media/orders.h"
#include "gateway/media/reports.h"
#include "gateway/media/rtp_session.h"
#include "gateway/media/span_host.h"

#include <array>
#include <atomic>
#include <deque>
#include <thread>
#include <vector>

namespace media {

/// One turn of the loop:
///
///     wait on the spans' descriptors and the orders' eventfd, until a span is due
///     orders ─► RTP that has come (all sockets at once) ─► spans: blocks out and in ─► what is due
///     ─► reports
///
/// RTP sockets are in an epoll set of their own that never wakes the thread: packets are collected
/// when a span has a block, just before it is played, so collecting adds no delay (an idle packet
/// waits one block, 5 ms at most) and a packet costs one recvmsg. Jitter is measured with the
/// kernel's time of arrival.
///
/// Thread: order(), send_d_frame() and the constructor by the signalling thread, all else by the
/// worker's.
class Worker {
  public:
    struct Options {
        bool kernel_time = true; ///< datagrams carry SO_TIMESTAMPNS
        bool realtime = false;
    };
    Worker(const Options& options, const base::Clock& clock, const base::Wakeup& reports_wakeup);
    ~Worker();

    // --- signalling thread
    void order(Order&& order);
    /// False when the queue is full.
    bool send_d_frame(SpanId span, base::Octets frame);
    /// Orders that found the ring full go on their way.
    void flush_orders();
    void start(unsigned number);
    /// Ends the thread; BYE is sent on open RTP ports.
    void stop();
    base::Duration cpu_time() const;
    ReportSender& reports() { return reports_; }

    // --- worker's thread (or the test's)
    void turn(base::TimePoint now);

  private:
    void wake_if_dozing();
    void run();
    void wait(base::TimePoint now);
    base::TimePoint next_due(base::TimePoint now) const;
    void poll(const timespec& timeout);
    void read_d_frames();
    void read_orders(base::TimePoint now);
    void obey(Order& order, base::TimePoint now);
    void watch_span(SpanHost& host);
    void remove_span(SpanHost& host);
    void open(RtpSession& rtp, base::TimePoint now);
    void open(TdmPort& tdm, base::TimePoint now);
    void part(Port& port, base::TimePoint now);
    void play(Port& port, const dsp::RenderedTone* tone, base::TimePoint now);
    void report_test(const TdmPort& tdm);
    void set_loop(SpanHost& host, drivers::SpanLoop loop);
    void close(Port& port, base::TimePoint now);
    void choose_clock(RtpSession& rtp, base::TimePoint now);
    static Report stats_of(const Port& port, Report::Kind kind, base::TimePoint now);
    void collect_rtp(base::TimePoint now, bool late);
    void receive(RtpSession& rtp, bool rtcp, base::TimePoint now);
    void run_spans(base::TimePoint now);
    void send_tones(base::TimePoint now);
    void keep_house(base::TimePoint now);

    const Options options_;
    const base::Clock& clock_;
    base::Wakeup orders_wakeup_;
    base::Ring<Order> orders_{1024};
    base::Ring<DFrame> d_frames_{256};
    std::deque<Order> waiting_orders_; // signalling thread's
    ReportSender reports_;
    std::atomic<bool> stop_{false}, dozing_{false};
    std::thread thread_;

    base::Epoll main_epoll_, rtp_epoll_;
    static constexpr std::uint64_t kRtcpBit = 1; // in the event data, beside the session's address
    std::vector<SpanHost*> spans_;
    std::vector<SpanHost*> readable_; // in this turn
    std::vector<RtpSession*> rtp_;    // all that are open
    std::vector<RtpSession*> free_running_;
    base::TimePoint next_house_{}, next_counters_{}, last_turn_{};
    std::array<std::uint8_t, 2048> datagram_;
};

} // namespace media
