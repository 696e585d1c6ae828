// A media worker: waiting, collecting RTP, running spans and what is due.
#include "gateway/media/worker.h"

#include "base/log.h"

#include <pthread.h>
#include <sched.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <string>
#include <system_error>

namespace media {

namespace {

// While there is anything to do. Spans wake the worker with each block, each 5 ms at most; its own
// clock must not come just before them.
constexpr base::Duration kTurnAtLeast = std::chrono::milliseconds(5);
constexpr base::Duration kTurnWithSpans = std::chrono::milliseconds(8);
constexpr base::Duration kHouse = std::chrono::milliseconds(100);
constexpr base::Duration kCounters = std::chrono::seconds(1);
constexpr base::Duration kLongWait = std::chrono::seconds(1);
constexpr unsigned kBatch = 256;
constexpr int kRealtimePriority = 20;

// The kernel's time of arrival on an 8 kHz clock.
std::uint32_t rtp_clock(std::int64_t nanoseconds) {
    return static_cast<std::uint32_t>(nanoseconds / 125000);
}

} // namespace

Worker::Worker(const Options& options, const base::Clock& clock, const base::Wakeup& reports_wakeup)
    : options_(options), clock_(clock), reports_(reports_wakeup) {
    main_epoll_.add(orders_wakeup_.fd(), 0);
}

Worker::~Worker() {
    stop();
}

// --- signalling thread
// -----------------------------------------------------------------------------

void Worker::order(Order&& order) {
    if (!waiting_orders_.empty() || !orders_.push(std::move(order)))
        waiting_orders_.push_back(std::move(order)); // push leaves it untouched when full
    wake_if_dozing();
}

// A worker with spans or RTP looks at its orders each 8 ms anyway; only one that sleeps longer must
// be woken.
void Worker::wake_if_dozing() {
    std::atomic_thread_fence(
        std::memory_order_seq_cst); // the push above before the load, as in wait()
    if (dozing_.load(std::memory_order_relaxed))
        orders_wakeup_.notify();
}

void Worker::flush_orders() {
    if (waiting_orders_.empty())
        return;
    while (!waiting_orders_.empty() && orders_.push(std::move(waiting_orders_.front())))
        waiting_orders_.pop_front();
    wake_if_dozing();
}

bool Worker::send_d_frame(SpanId span, base::Octets frame) {
    const bool queued = d_frames_.push(DFrame::of(span, frame));
    wake_if_dozing();
    return queued;
}

void Worker::start(unsigned number) {
    thread_ = std::thread([this] { run(); });
    pthread_setname_np(thread_.native_handle(), ("media/" + std::to_string(number)).c_str());
    if (!options_.realtime)
        return;
    sched_param parameters{};
    parameters.sched_priority = kRealtimePriority;
    if (const int error = pthread_setschedparam(thread_.native_handle(), SCHED_FIFO, &parameters);
        error && number == 0)
        base::log::warning("media", "no real-time priority for media workers: {}",
                           std::generic_category().message(error));
}

void Worker::stop() {
    stop_.store(true, std::memory_order_release);
    orders_wakeup_.notify(); // stays readable: a wait that begins later ends at once
    if (thread_.joinable())
        thread_.join();
    for (RtpSession* rtp : rtp_)
        rtp->send_bye(clock_.wall());
    rtp_.clear();
}

base::Duration Worker::cpu_time() const {
    clockid_t clock;
    timespec time{};
    if (!thread_.joinable() ||
        pthread_getcpuclockid(const_cast<std::thread&>(thread_).native_handle(), &clock) != 0 ||
        clock_gettime(clock, &time) != 0)
        return {};
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

// --- the loop
// --------------------------------------------------------------------------------------

void Worker::run() {
    while (!stop_.load(std::memory_order_acquire)) {
        wait(clock_.now());
        turn(clock_.now());
    }
}

base::TimePoint Worker::next_due(base::TimePoint now) const {
    base::TimePoint due = now + kLongWait;
    for (SpanHost* host : spans_)
        due = std::min(due, host->span().next_due());
    for (const RtpSession* rtp : free_running_)
        due = std::min(due, rtp->next_tone_packet);
    if (!spans_.empty())
        due = std::min(due, last_turn_ + kTurnWithSpans);
    else if (!rtp_.empty() || reports_.waiting())
        due = std::min(due, last_turn_ + kTurnAtLeast);
    return due;
}

void Worker::wait(base::TimePoint now) {
    auto left = std::max(base::Duration::zero(), next_due(now) - now);
    if (left > kTurnWithSpans) {
        dozing_.store(true, std::memory_order_relaxed);
        std::atomic_thread_fence(std::memory_order_seq_cst);
        if (orders_.size() != 0 || d_frames_.size() != 0)
            left = base::Duration::zero();
    }
    const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
    timespec timeout{};
    timeout.tv_sec = seconds.count();
    timeout.tv_nsec = (left - seconds).count();
    poll(timeout);
    dozing_.store(false, std::memory_order_relaxed);
}

void Worker::poll(const timespec& timeout) {
    std::array<epoll_event, kBatch> events;
    for (const epoll_event& event : main_epoll_.wait(events, timeout)) {
        if (event.data.u64 != 0)
            readable_.push_back(
                reinterpret_cast<SpanHost*>(static_cast<std::uintptr_t>(event.data.u64)));
        else
            orders_wakeup_.clear();
    }
}

void Worker::turn(base::TimePoint now) {
    if (!thread_.joinable()) { // run by hand
        const timespec at_once{};
        poll(at_once);
    }
    const bool late = now - last_turn_ > 2 * kTurnAtLeast;
    last_turn_ = now;
    read_orders(now);
    collect_rtp(now, late);
    run_spans(now);
    send_tones(now);
    if (now >= next_house_)
        keep_house(now);
    reports_.flush();
}

// --- RTP in
// ----------------------------------------------------------------------------------------

// After a late turn the lines have several blocks to play, for which several packets have come.
void Worker::collect_rtp(base::TimePoint now, bool late) {
    if (rtp_.empty())
        return;
    std::array<epoll_event, kBatch> events;
    for (std::size_t count = kBatch; count == kBatch || (late && count > 0);) {
        const auto ready = rtp_epoll_.wait(events, {});
        count = ready.size();
        for (const epoll_event& event : ready)
            receive(*reinterpret_cast<RtpSession*>(
                        static_cast<std::uintptr_t>(event.data.u64 & ~kRtcpBit)),
                    event.data.u64 & kRtcpBit, now);
    }
}

// One datagram: the set is level-triggered, what else is there comes in the next round.
void Worker::receive(RtpSession& rtp, bool rtcp, base::TimePoint now) {
    Arrival arrival;
    arrival.now = now;
    iovec memory{datagram_.data(), datagram_.size()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(timespec))> control;
    msghdr message{};
    message.msg_name = arrival.from.raw();
    message.msg_namelen = Address::kMaxLength;
    message.msg_iov = &memory;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = options_.kernel_time ? control.size() : 0;
    const ssize_t length = ::recvmsg(rtcp ? rtp.rtcp_fd() : rtp.rtp_fd(), &message, MSG_DONTWAIT);
    if (length < 0)
        return;
    arrival.rtp_clock = rtp_clock(now.time_since_epoch().count());
    const cmsghdr* header = options_.kernel_time ? CMSG_FIRSTHDR(&message) : nullptr;
    if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_TIMESTAMPNS) {
        timespec time;
        std::memcpy(&time, CMSG_DATA(header), sizeof time);
        arrival.rtp_clock = rtp_clock(time.tv_sec * std::int64_t{1000000000} + time.tv_nsec);
    }
    // longer than any of ours: counted as malformed
    const std::size_t whole = message.msg_flags & MSG_TRUNC ? 0 : static_cast<std::size_t>(length);
    const base::Octets octets = base::Octets(datagram_).first(whole);
    if (rtcp) {
        rtp.on_rtcp(octets, arrival, clock_.wall());
        return;
    }
    const KeyPress key = rtp.on_rtp(octets, arrival);
    if (key.event == kNoKey)
        return;
    Report report;
    report.kind = Report::Kind::telephone_event;
    report.port = rtp.id;
    report.event = key.event;
    report.duration_ms = key.duration_ms;
    reports_.report(report);
}

// --- spans and what is due
// -------------------------------------------------------------------------

void Worker::run_spans(base::TimePoint now) {
    for (SpanHost* host : readable_)
        host->span().readable(now);
    readable_.clear();
    for (SpanHost* host : spans_) {
        if (host->span().next_due() <= now)
            host->span().tick(now);
        watch_span(*host);
    }
}

void Worker::send_tones(base::TimePoint now) {
    for (RtpSession* rtp : free_running_) {
        if (rtp->next_tone_packet + kLongWait < now)
            rtp->next_tone_packet = now; // the machine slept: no burst
        for (; rtp->next_tone_packet <= now; rtp->next_tone_packet += rtp->packet_time())
            rtp->send_tone_packet();
    }
}

void Worker::keep_house(base::TimePoint now) {
    next_house_ = now + kHouse;
    const base::WallTime wall = clock_.wall();
    for (RtpSession* rtp : rtp_) {
        rtp->send_rtcp_when_due(now, wall);
        if (rtp->media_timeout(now)) {
            Report report;
            report.kind = Report::Kind::media_timeout;
            report.port = rtp->id;
            reports_.report(report);
        }
    }
    if (now < next_counters_)
        return;
    next_counters_ = now + kCounters;
    for (SpanHost* host : spans_) {
        Report report;
        report.kind = Report::Kind::counters;
        report.span = host->id();
        report.counters = host->span().counters();
        reports_.report(report);
    }
}

} // namespace media
