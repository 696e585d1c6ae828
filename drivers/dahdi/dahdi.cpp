// A DAHDI span at work: blocks, D-channel, alarms, counters; and its coming and going.
#include "drivers/dahdi/dahdi.h"

#include "base/log.h"
#include "drivers/dahdi/gain.h"
#include "drivers/dahdi/kernel.h"
#include "drivers/dahdi/scan.h"
#include "drivers/dahdi/setup.h"
#include "drivers/hdlc.h"
#include "drivers/tdmoip/packet.h"

#include <dahdi/user.h>
#include <fmt/core.h>
#include <fmt/format.h>
#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <future>

namespace drivers {
namespace dahdi {
namespace {

using std::chrono::milliseconds;

constexpr std::uint8_t kIdleAlaw = 0xd5, kIdleUlaw = 0xff; // G.711: the value of zero
constexpr base::Duration kRetry = std::chrono::seconds(2);
constexpr base::Duration kLook = std::chrono::seconds(1); // at alarms and counters
constexpr base::Duration kOpening = milliseconds(20);     // how often to ask whether it is open
constexpr unsigned kMaxReads = 40, kMaxEventsAtOnce = 64;
constexpr std::size_t kDQueue = 64; // frames
constexpr std::size_t kFcs = 2;

/// States: `absent` (nothing open; the next attempt is due), `opening` (a thread tries), `running`,
/// `lost` (the hardware went away; its descriptors are closed when nobody polls them any more).
enum class State : std::uint8_t { absent, opening, running, lost };

class DahdiSpan final : public Span {
  public:
    DahdiSpan(DahdiOptions options, base::TimePoint now, Kernel& kernel, std::string sysfs)
        : options_(std::move(options)), kernel_(kernel), sysfs_(std::move(sysfs)),
          slots_(timeslots(options_.type)),
          d_slot_(options_.d_slot()), shape_{slots_ - (d_slot_ ? 1U : 0U),
                                             static_cast<unsigned>(options_.block.count()) * 8},
          idle_octet_(options_.law == Law::alaw ? kIdleAlaw : kIdleUlaw),
          gain_in_(options_.law, options_.gain_in_db),
          gain_out_(options_.law, options_.gain_out_db), next_due_(now) {
        alarms_.not_present = true;
        take(open_span(kernel_, options_, sysfs_), now);
        sink_ = options_.sink; // from now on: nothing is reported but on the span's thread
    }
    ~DahdiSpan() override {
        if (opening_.valid())
            if (auto opened = opening_.get())
                close_span(kernel_, *opened, options_, true);
        close_span(kernel_, open_, options_, true);
    }

    void set_sink(SpanSink* sink) override { sink_ = sink; }
    int fd() const override { return state_ == State::running ? open_.bundle : -1; }
    void readable(base::TimePoint now) override;
    void tick(base::TimePoint now) override;
    base::TimePoint next_due() const override { return next_due_; }
    bool send_d_frame(base::Octets frame) override;
    void set_content(unsigned timeslot, Content content) override;
    void mute(bool sending, bool receiving) override {
        mute_sending_ = sending;
        mute_receiving_ = receiving;
    }
    bool set_loop(SpanLoop loop) override;
    Alarms alarms() const override { return alarms_; }
    const SpanCounters& counters() const override { return counters_; }
    LineType type() const override { return options_.type; }
    unsigned d_slot() const override { return d_slot_; }
    Law law() const override { return options_.law; }
    const std::string& name() const override { return options_.name; }

  private:
    using Opened = base::Result<OpenSpan, Fault>;

    // --- coming and going
    void take(Opened opened, base::TimePoint now);
    void run();
    void lose(const char* why);
    void finish_loss(base::TimePoint now);
    void set_alarms(Alarms alarms);

    // --- blocks
    bool exchange_block();
    void write_block();
    void fill_idle(Block& block) const;
    void prefill();
    void resynchronise();

    // --- events, alarms, counters
    bool take_events(int fd);
    void on_event(int event, bool of_d_channel);
    void look();
    void count(const dahdi_spaninfo& info);

    // --- D-channel
    void read_d_channel();
    bool write_d_frame(base::Octets frame);
    void flush_d_queue();

    // --- echo canceller
    void set_canceller(unsigned timeslot, bool on);
    int indirect(unsigned timeslot, unsigned long request, int value);

    bool far_looped_ = false;

    const DahdiOptions options_;
    Kernel& kernel_;
    const std::string sysfs_;
    SpanSink* sink_ = nullptr;
    const unsigned slots_, d_slot_;
    const PacketShape shape_; // of a block of all B-channels in the kernel's order
    const std::uint8_t idle_octet_;
    const Gain gain_in_, gain_out_;

    State state_ = State::absent;
    OpenSpan open_;
    std::future<Opened> opening_;
    base::TimePoint next_due_;
    Fault said_; // the last fault that was logged
    bool mute_sending_ = false, mute_receiving_ = false;
    bool gap_ = false; // samples were lost: the depth of the transmit queue is to be made anew

    Alarms alarms_;
    std::array<Content, kMaxTimeslots + 1> content_{};
    Block rx_, tx_;
    std::array<std::uint8_t, std::size_t{kMaxTimeslots} * kMaxBlockSamples> octets_;
    std::array<std::uint8_t, 512> frame_;
    std::deque<std::vector<std::uint8_t>> d_queue_; // frames that the kernel had no room for
    SpanCounters counters_;
    dahdi_spaninfo last_info_{}; // the card's counters when they were last looked at
    bool have_info_ = false;
};

// --- coming and going
// -----------------------------------------------------------------------------

void DahdiSpan::take(Opened opened, base::TimePoint now) {
    if (!opened) {
        if (opened.error() != said_) // once for each change of the reason
            base::log::error("dahdi", "span {}: {}", options_.name, opened.error().text);
        said_ = opened.error();
        state_ = State::absent;
        next_due_ = now + kRetry;
        return;
    }
    open_ = std::move(*opened);
    said_ = {};
    for (const std::string& remark : open_.remarks)
        base::log::warning("dahdi", "span {}: {}", options_.name, remark);
    base::log::info(
        "dahdi", "span {}: DAHDI span {} ({}), channels {}-{}, {}{}", options_.name, open_.span,
        open_.card, open_.first_channel, channel(open_, slots_),
        fmt::join(wanted_line(options_), ","),
        options_.echo_canceller.empty() ? "" : ", echo canceller " + options_.echo_canceller);
    run();
    next_due_ = now;
}

void DahdiSpan::run() {
    state_ = State::running;
    have_info_ = false;
    prefill();
    int on = 1, events = DAHDI_FLUSH_EVENT;
    static_cast<void>(kernel_.ioctl(open_.bundle, DAHDI_FLUSH, &events));
    static_cast<void>(kernel_.ioctl(open_.bundle, DAHDI_BUFFER_EVENTS, &on));
    for (unsigned slot = 1; slot <= slots_; ++slot)
        if (content_[slot] == Content::speech)
            set_canceller(slot, true);
    look();
}

// The thread that polls the descriptor forgets it first: DAHDI frees what it waits on, and a new
// file could get its number.
void DahdiSpan::lose(const char* why) {
    if (state_ != State::running)
        return;
    base::log::error("dahdi",
                     "span {}: DAHDI span {} is gone ({}); it is taken again when it is back",
                     options_.name, open_.span, why);
    state_ = State::lost;
    ++counters_.removals;
    d_queue_.clear();
    next_due_ = {};
    set_alarms({.not_present = true});
}

void DahdiSpan::finish_loss(base::TimePoint now) {
    close_span(kernel_, open_, options_, false);
    state_ = State::absent;
    next_due_ = now + kRetry;
}

void DahdiSpan::tick(base::TimePoint now) {
    switch (state_) {
    case State::lost:
        return finish_loss(now);
    case State::absent:
        opening_ = std::async(std::launch::async, [this] {
            const sched_param ordinary{}; // not that of a thread that keeps the pace of lines
            static_cast<void>(pthread_setschedparam(pthread_self(), SCHED_OTHER, &ordinary));
            return open_span(kernel_, options_, sysfs_);
        });
        state_ = State::opening;
        next_due_ = now + kOpening;
        return;
    case State::opening:
        next_due_ = now + kOpening;
        if (opening_.wait_for(std::chrono::seconds(0)) == std::future_status::ready)
            take(opening_.get(), now);
        return;
    case State::running:
        next_due_ = now + kLook;
        read_d_channel();
        look();
        return;
    }
}

void DahdiSpan::set_alarms(Alarms alarms) {
    if (alarms == alarms_)
        return;
    alarms_ = alarms;
    if (sink_)
        sink_->on_alarm(*this, alarms);
}

// --- blocks
// ---------------------------------------------------------------------------------------

void DahdiSpan::readable(base::TimePoint) {
    for (unsigned reads = 0; reads < kMaxReads && state_ == State::running; ++reads) {
        const int got = kernel_.read(open_.bundle, octets_.data(), shape_.payload_octets());
        if (got == -kEventWaits) {
            if (!take_events(open_.bundle))
                break;
            continue;
        }
        if (got == -EAGAIN || got == -EINTR)
            break;
        if (got < 0)
            return lose(got == -ENODEV ? "removed" : "cannot be read");
        if (static_cast<std::size_t>(got) == shape_.payload_octets() && !exchange_block())
            break;
        if (!gap_)
            break; // more wakes us again at once
    }
    if (gap_ && state_ == State::running)
        resynchronise();
    if (state_ == State::running)
        read_d_channel();
}

// The kernel's order leaves the D-channel out; rows behind it move up.
bool DahdiSpan::exchange_block() {
    payload_to_block({octets_.data(), shape_.payload_octets()}, shape_, rx_);
    const bool behind = d_slot_ && d_slot_ < slots_;
    if (behind)
        std::memmove(rx_.at(d_slot_ + 1), rx_.at(d_slot_),
                     (slots_ - d_slot_) * sizeof rx_.octets[0]);
    ++counters_.packets_received;
    if (mute_receiving_)
        fill_idle(rx_);
    for (unsigned slot = 1; slot <= slots_; ++slot)
        if (content_[slot] == Content::speech)
            gain_in_.apply(rx_.at(slot), rx_.samples);
    fill_idle(tx_);
    if (sink_)
        sink_->on_block(*this, rx_, tx_);
    if (mute_sending_)
        fill_idle(tx_);
    for (unsigned slot = 1; slot <= slots_; ++slot)
        if (content_[slot] == Content::speech)
            gain_out_.apply(tx_.at(slot), tx_.samples);
    if (behind)
        std::memmove(tx_.at(d_slot_), tx_.at(d_slot_ + 1),
                     (slots_ - d_slot_) * sizeof tx_.octets[0]);
    if (!gap_)
        write_block();
    return state_ == State::running;
}

void DahdiSpan::fill_idle(Block& block) const {
    block.samples = shape_.frames;
    for (unsigned slot = 1; slot <= slots_; ++slot)
        std::memset(block.at(slot), idle_octet_, shape_.frames);
}

void DahdiSpan::write_block() {
    block_to_payload(tx_, shape_, octets_.data());
    for (unsigned tries = 0; tries < 2; ++tries) {
        const int done = kernel_.write(open_.bundle, octets_.data(), shape_.payload_octets());
        if (done == static_cast<int>(shape_.payload_octets())) {
            ++counters_.packets_sent;
            return;
        }
        if (done == -kEventWaits && take_events(open_.bundle))
            continue;
        if (done == -EAGAIN) { // more waits than ever was meant to
            gap_ = true;
            return;
        }
        return lose(done == -ENODEV ? "removed" : "cannot be written");
    }
}

// `buffer` and the block that is being sent wait in the kernel from now on.
void DahdiSpan::prefill() {
    fill_idle(tx_);
    const auto depth = static_cast<unsigned>(options_.buffer / options_.block) + 1;
    for (unsigned block = 0; block < depth && state_ == State::running; ++block)
        write_block();
    gap_ = false;
}

// This thread was late: the card has sent silence, or received samples were dropped. What has been
// received was taken by now; the transmit queue starts again at its proper depth.
void DahdiSpan::resynchronise() {
    ++counters_.slips;
    int flush = DAHDI_FLUSH_WRITE;
    static_cast<void>(kernel_.ioctl(open_.bundle, DAHDI_FLUSH, &flush));
    prefill();
}

// --- events, alarms, counters
// ---------------------------------------------------------------------

bool DahdiSpan::take_events(int fd) {
    for (unsigned taken = 0; taken < kMaxEventsAtOnce && state_ == State::running; ++taken) {
        int event = DAHDI_EVENT_NONE;
        if (const int done = kernel_.ioctl(fd, DAHDI_GETEVENT, &event); done < 0) {
            lose(done == -ENODEV ? "removed" : "tells no events");
            return false;
        }
        if (event == DAHDI_EVENT_NONE)
            return true;
        on_event(event, fd == open_.d_channel);
    }
    return state_ == State::running;
}

void DahdiSpan::on_event(int event, bool of_d_channel) {
    switch (event) {
    case DAHDI_EVENT_ALARM:
    case DAHDI_EVENT_NOALARM:
        return look();
    case DAHDI_EVENT_REMOVED:
        return lose("removed");
    case DAHDI_EVENT_WRITE_UNDERRUN:
    case DAHDI_EVENT_READ_OVERRUN:
        gap_ = gap_ || !of_d_channel;
        return;
    case DAHDI_EVENT_ABORT:
    case DAHDI_EVENT_OVERRUN:
    case DAHDI_EVENT_BADFCS:
        counters_.d_frames_bad += of_d_channel;
        return;
    default:
        return;
    }
}

// A card without the loopback refuses it (ENOSYS, as a dynamic span does). The far end is looped,
// and unlooped, by the code that the card sends (ANSI T1.403; in band or in the data link).
bool DahdiSpan::set_loop(SpanLoop loop) {
    if (open_.control < 0)
        return false;
    dahdi_maintinfo info{};
    info.spanno = static_cast<int>(open_.span);
    info.command = loop == SpanLoop::line      ? DAHDI_MAINT_NETWORKLINELOOP
                   : loop == SpanLoop::payload ? DAHDI_MAINT_NETWORKPAYLOADLOOP
                   : loop == SpanLoop::remote  ? DAHDI_MAINT_LOOPUP
                   : far_looped_               ? DAHDI_MAINT_LOOPDOWN
                                               : DAHDI_MAINT_NONE;
    const bool done = kernel_.ioctl(open_.control, DAHDI_MAINT, &info) >= 0;
    far_looped_ = done && loop == SpanLoop::remote;
    return done;
}

void DahdiSpan::look() {
    dahdi_spaninfo info{};
    info.spanno = static_cast<int>(open_.span);
    if (const int done = kernel_.ioctl(open_.control, DAHDI_SPANSTAT, &info); done < 0)
        return lose(done == -EINVAL || done == -ENXIO || done == -ENODEV ? "removed"
                                                                         : "tells no state");
    count(info);
    set_alarms(alarms_of(static_cast<std::uint32_t>(info.alarms)));
}

// The card's counters go up from wherever they were, and begin again when the driver is loaded.
void DahdiSpan::count(const dahdi_spaninfo& info) {
    const auto add = [this](std::uint64_t& total, auto now, auto before) {
        if (have_info_ && now > before)
            total += static_cast<std::uint64_t>(now) - static_cast<std::uint64_t>(before);
    };
    add(counters_.bipolar_violations, info.bpvcount, last_info_.bpvcount);
    add(counters_.crc4_errors, info.crc4count, last_info_.crc4count);
    add(counters_.e_bits, info.ebitcount, last_info_.ebitcount);
    add(counters_.framing_errors, info.fascount, last_info_.fascount);
    add(counters_.errored_seconds, info.errsec, last_info_.errsec);
    add(counters_.missed_interrupts, info.irqmisses, last_info_.irqmisses);
    last_info_ = info;
    have_info_ = true;
}

// --- D-channel
// ------------------------------------------------------------------------------------

// Frames come with the two octets of the FCS, which DAHDI has checked.
void DahdiSpan::read_d_channel() {
    if (d_slot_ == 0)
        return;
    while (state_ == State::running) {
        const int got = kernel_.read(open_.d_channel, frame_.data(), frame_.size());
        if (got == -kEventWaits && take_events(open_.d_channel))
            continue;
        if (got < 0)
            break;
        const auto length = static_cast<std::size_t>(got);
        if (length < kMinHdlcFrame + kFcs || length > kMaxHdlcFrame + kFcs) {
            ++counters_.d_frames_bad;
            continue;
        }
        ++counters_.d_frames_received;
        if (sink_ && !mute_receiving_)
            sink_->on_d_frame(*this, base::Octets(frame_).first(length - kFcs));
    }
    flush_d_queue();
}

bool DahdiSpan::send_d_frame(base::Octets frame) {
    if (state_ != State::running || frame.size() < kMinHdlcFrame || frame.size() > kMaxHdlcFrame) {
        ++counters_.d_frames_dropped;
        return false;
    }
    if (mute_sending_)
        return true;
    if (d_queue_.empty() && write_d_frame(frame))
        return true;
    if (d_queue_.size() >= kDQueue) {
        ++counters_.d_frames_dropped;
        return false;
    }
    d_queue_.emplace_back(frame.begin(), frame.end());
    return true;
}

// The place of the FCS is in what is written, its value is DAHDI's to fill in.
bool DahdiSpan::write_d_frame(base::Octets frame) {
    std::array<std::uint8_t, kMaxHdlcFrame + kFcs> memory{};
    std::copy(frame.begin(), frame.end(), memory.begin());
    for (unsigned tries = 0; tries < 2 && state_ == State::running; ++tries) {
        const int done = kernel_.write(open_.d_channel, memory.data(), frame.size() + kFcs);
        if (done > 0) {
            ++counters_.d_frames_sent;
            return true;
        }
        if (done != -kEventWaits || !take_events(open_.d_channel))
            return false;
    }
    return false;
}

void DahdiSpan::flush_d_queue() {
    while (!d_queue_.empty() && state_ == State::running && write_d_frame(d_queue_.front()))
        d_queue_.pop_front();
}

// --- echo canceller
// -------------------------------------------------------------------------------

void DahdiSpan::set_content(unsigned timeslot, Content content) {
    if (timeslot == 0 || timeslot > slots_ || timeslot == d_slot_ || content_[timeslot] == content)
        return;
    const bool was = content_[timeslot] == Content::speech, is = content == Content::speech;
    content_[timeslot] = content;
    if (was != is && state_ == State::running)
        set_canceller(timeslot, is);
}

// A canceller is switched in audio mode only; leaving that mode switches it off. The first channel
// carries all others, so that audio mode, which would treat them as one voice, is left again by
// another door that lets the canceller be.
void DahdiSpan::set_canceller(unsigned timeslot, bool on) {
    if (options_.echo_canceller.empty())
        return;
    constexpr int kTapsPerMs = 8;
    int done = indirect(timeslot, DAHDI_AUDIOMODE, on);
    if (on && done >= 0)
        done = indirect(timeslot, DAHDI_ECHOCANCEL,
                        static_cast<int>(options_.echo_tail_ms) * kTapsPerMs);
    if (on && timeslot == 1)
        static_cast<void>(indirect(timeslot, DAHDI_HDLCRAWMODE, 0));
    if (done < 0)
        base::log::warning("dahdi",
                           "span {}: the echo canceller of timeslot {} is not switched ({})",
                           options_.name, timeslot, std::strerror(-done));
}

int DahdiSpan::indirect(unsigned timeslot, unsigned long request, int value) {
    dahdi_indirect_data data{static_cast<int>(channel(open_, timeslot)), static_cast<int>(request),
                             &value};
    return kernel_.ioctl(open_.control, DAHDI_INDIRECT, &data);
}

std::string complaint(const DahdiOptions& options) {
    if (options.block < milliseconds(1) || options.block > milliseconds(5))
        return fmt::format("block is {} ms, not 1 to 5", options.block.count());
    const auto blocks = options.buffer / options.block;
    if (options.buffer % options.block != milliseconds(0) || blocks < 1 || blocks > 12)
        return fmt::format("buffer is {} ms, not 1 to 12 blocks of {} ms", options.buffer.count(),
                           options.block.count());
    if (options.build_out > 7)
        return fmt::format("build-out is {}, not 0 to 7", options.build_out);
    if (options.echo_canceller.size() > 15)
        return "the echo canceller's name is too long";
    return {};
}

} // namespace
} // namespace dahdi

base::Result<std::unique_ptr<Span>, OpenError> make_dahdi(DahdiOptions options, base::TimePoint now,
                                                          dahdi::Kernel& kernel,
                                                          const std::string& sysfs) {
    if (const std::string text = dahdi::complaint(options); !text.empty())
        return base::fail(OpenError{fmt::format("span {}: {}", options.name, text)});
    return std::unique_ptr<Span>(
        std::make_unique<dahdi::DahdiSpan>(std::move(options), now, kernel, sysfs));
}

base::Result<std::unique_ptr<Span>, OpenError> make_dahdi(DahdiOptions options,
                                                          base::TimePoint now) {
    return make_dahdi(std::move(options), now, dahdi::system_kernel(), "/sys");
}

} // namespace drivers
