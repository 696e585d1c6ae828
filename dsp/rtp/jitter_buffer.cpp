// A jitter buffer for G.711: octets in a ring by RTP timestamp.
#include "dsp/rtp/jitter_buffer.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace dsp {

namespace {
constexpr unsigned kSamplesPerMs = 8;
/// Packets seen before the delay is adjusted at all.
constexpr unsigned kLearn = 25;
/// Further than this above or below the target, the delay is brought back to it.
constexpr int kTooLong = 80, kTooShort = -40; // 10 ms, 5 ms
/// Waiting for silence takes so long at most; when 60 ms too long, less.
constexpr std::uint32_t kPatience = 24000, kShortPatience = 4000;
constexpr int kUrgent = 480;
/// The delay may exceed the maximum by so much: a packet.
constexpr int kCutSlack = 160;
/// In speech, one sample in so many.
constexpr std::uint32_t kSlipEvery = 40;
/// Late in a row, each the newest: the path has become longer, or the far clock has jumped back.
constexpr unsigned kLateToResync = 3;
/// Data: late without exception for so long (500 ms), or the fastest packets less than 5 ms early,
/// or more than 300 ms: the path or the clock has changed for good, and a slip sets the delay anew.
constexpr std::uint32_t kDataLate = 4000;
constexpr int kDataShort = 40, kDataLong = 2400;
/// Missing this long at the end is a gap, in which the delay may change unheard.
constexpr std::int32_t kGap = 80;

constexpr std::uint64_t low_bits(unsigned count) {
    return count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}
} // namespace

JitterBuffer::JitterBuffer(const Options& options)
    : options_(options),
      estimator_((options.data ? options.max_ms : options.min_ms) * kSamplesPerMs,
                 options.max_ms * kSamplesPerMs) {
    ring_.fill(idle_octet(options.law));
}

void JitterBuffer::reset() {
    const Counters kept = counters_;
    const Options options = options_;
    std::destroy_at(this);
    std::construct_at(this, options);
    counters_ = kept;
}

int JitterBuffer::delay() const {
    return started_ ? estimator_.fastest() - transit(play_) : 0;
}

// --- packets in
// ------------------------------------------------------------------------------------

JitterBuffer::Put JitterBuffer::put(std::uint32_t timestamp, base::Octets octets, bool marker) {
    if (octets.empty() || octets.size() > kMaxPacket)
        return Put::refused;
    if (!started_)
        start(timestamp);
    else if (!on_timeline(timestamp, octets.size(), marker))
        return Put::refused;
    observe(timestamp);
    move_in_gap(timestamp, marker);
    if (static_cast<std::int32_t>(timestamp - play_) < 0 && !stretch(timestamp))
        return put_late(timestamp, octets);
    late_in_a_row_ = 0;

    const auto length = static_cast<unsigned>(octets.size());
    bool all_there = true;
    for (unsigned done = 0; done < length; done += 64) {
        const unsigned part = std::min(64U, length - done);
        all_there = all_there && present(timestamp + done, part) == low_bits(part);
    }
    if (all_there) {
        ++counters_.duplicate;
        return Put::duplicate;
    }
    store(timestamp, octets);
    if (options_.data) {
        watch_data();
        return Put::accepted;
    }
    cut();
    decide();
    return Put::accepted;
}

void JitterBuffer::start(std::uint32_t timestamp) {
    started_ = true;
    origin_ = timestamp - clock_;
    end_ = timestamp;
    jump(timestamp - estimator_.target());
}

// A timestamp far from what is played is believed at once when nothing contradicts it (the buffer
// is dry or the marker bit is set, RFC 3551 §4.1), else when the next packet continues from it.
bool JitterBuffer::on_timeline(std::uint32_t timestamp, std::size_t length, bool marker) {
    const auto slack = static_cast<std::int32_t>(timestamp - play_);
    const auto samples = static_cast<std::int32_t>(length);
    if (slack >= -kMaxBehind && slack <= kMaxAhead - samples) {
        have_suspect_ = false;
        return true;
    }
    if (!marker && !dry() && !(have_suspect_ && timestamp == suspect_)) {
        have_suspect_ = true;
        suspect_ = timestamp + static_cast<std::uint32_t>(samples);
        return false;
    }
    resync(timestamp);
    return true;
}

void JitterBuffer::resync(std::uint32_t timestamp) {
    ++counters_.resyncs;
    have_suspect_ = false;
    late_in_a_row_ = 0;
    adjusting_ = 0;
    origin_ = timestamp - clock_;
    end_ = timestamp;
    there_.fill(0);
    jump(timestamp - estimator_.target());
    estimator_.restart(0, clock_);
    drift_.reset();
}

void JitterBuffer::observe(std::uint32_t timestamp) {
    estimator_.add(transit(timestamp), clock_);
    if (estimator_.ended_window() != 0)
        drift_.add(estimator_.ended_fastest(), estimator_.ended_window());
}

// Between talkspurts the delay may be set to its target at once.
void JitterBuffer::move_in_gap(std::uint32_t timestamp, bool marker) {
    if (options_.data || !dry() || !newest(timestamp) ||
        (!marker && static_cast<std::int32_t>(play_ - end_) < kGap))
        return;
    const int excess = delay() - static_cast<int>(target());
    const std::uint32_t play = play_ + static_cast<std::uint32_t>(excess);
    if (std::abs(excess) <= -kTooShort || static_cast<std::int32_t>(timestamp - play) < 0)
        return;
    adjusting_ = 0;
    jump(play);
}

// The newest packet comes late and nothing else is there to play: its time has been filled already,
// so it is played now and the delay grows, within the bounds. A burst that was held up in the
// network is thus not lost.
bool JitterBuffer::stretch(std::uint32_t timestamp) {
    const std::int32_t longest = static_cast<std::int32_t>(options_.max_ms * kSamplesPerMs);
    if (options_.data || !dry() || !newest(timestamp) ||
        estimator_.fastest() - transit(timestamp) > longest)
        return false;
    counters_.inserted += play_ - timestamp;
    jump(timestamp);
    return true;
}

JitterBuffer::Put JitterBuffer::put_late(std::uint32_t timestamp, base::Octets octets) {
    ++counters_.late;
    if (late_in_a_row_ == 0)
        late_since_ = clock_;
    const bool moved = newest(timestamp) && ++late_in_a_row_ >= kLateToResync &&
                       (!options_.data || clock_ - late_since_ >= kDataLate);
    if (moved) {
        counters_.slips_in_speech += options_.data;
        resync(timestamp);
        store(timestamp, octets);
        return Put::accepted;
    }
    const std::uint32_t missed = play_ - timestamp;
    if (missed < octets.size())
        store(play_, octets.subspan(missed));
    else if (newest(timestamp + static_cast<std::uint32_t>(octets.size())))
        end_ = timestamp + static_cast<std::uint32_t>(octets.size());
    return Put::late;
}

void JitterBuffer::store(std::uint32_t timestamp, base::Octets octets) {
    const auto length = static_cast<unsigned>(octets.size());
    write(timestamp, octets);
    mark(timestamp, length, true);
    if (newest(timestamp + length))
        end_ = timestamp + length;
}

// A path that became faster by far: beyond the maximum nothing waits for silence.
void JitterBuffer::cut() {
    const int most = static_cast<int>(options_.max_ms * kSamplesPerMs);
    const int excess = delay() - most;
    if (excess <= kCutSlack)
        return;
    const auto count = static_cast<unsigned>(
        std::min<std::int32_t>(excess, static_cast<std::int32_t>(end_ - play_)));
    forget(count);
    count_adjustment(static_cast<int>(count), true);
    adjusting_ = 0;
}

// A clear channel is let alone until its delay is at one of the buffer's ends (a slip, as between
// two lines whose clocks differ: G.822).
void JitterBuffer::watch_data() {
    if (estimator_.packets() < kLearn)
        return;
    if (delay() < std::min(kDataShort, static_cast<int>(target()) / 2) || delay() > kDataLong)
        slip_data();
}

// Puts in or leaves out, at once, what brings the delay to the middle.
void JitterBuffer::slip_data() {
    const int excess = delay() - static_cast<int>(target());
    count_adjustment(excess, true);
    adjusting_ = 0;
    if (excess > 0)
        forget(static_cast<unsigned>(excess));
    else
        jump(play_ + static_cast<std::uint32_t>(excess));
}

// Chooses whether samples are to be left out or repeated; take() does it where it is least heard.
void JitterBuffer::decide() {
    if (estimator_.packets() < kLearn)
        return;
    const int excess = delay() - static_cast<int>(target());
    if (adjusting_ == 0) {
        if (excess > kTooLong || excess < kTooShort) {
            adjusting_ = excess;
            adjusting_since_ = clock_;
        }
    } else {
        adjusting_ = (excess > 0) == (adjusting_ > 0) ? excess : 0;
    }
}

// --- samples out
// -----------------------------------------------------------------------------------

std::uint64_t JitterBuffer::take(std::span<std::uint8_t> out) {
    const auto count = static_cast<unsigned>(out.size());
    if (!started_)
        return low_bits(count);
    clock_ += count;
    counters_.played += count;
    if (adjusting_ != 0 && (leave_out_quiet(), repeat_quiet(out) || slip(out)))
        return 0;
    const std::uint64_t missing = ~present(play_, count) & low_bits(count);
    read(play_, out);
    forget(count);
    heard_ |= missing != low_bits(count);
    if (missing && heard_) {
        counters_.missing += static_cast<unsigned>(std::popcount(missing));
        if (dry() && play_ - end_ > kLongDry)
            end_ = play_ - kLongDry; // keeps the comparison of timestamps good in a gap of days
    }
    return missing;
}

// Skips samples that are quiet, at most 5 ms at a time.
bool JitterBuffer::leave_out_quiet() {
    if (adjusting_ <= 0)
        return false;
    std::array<std::uint8_t, 40> next;
    const unsigned count = std::min(40U, static_cast<unsigned>(adjusting_));
    const std::span<std::uint8_t> part = std::span(next).first(count);
    if (present(play_, count) != low_bits(count))
        return false;
    read(play_, part);
    if (!is_quiet(options_.law, part))
        return false;
    forget(count);
    count_adjustment(static_cast<int>(count), false);
    return true;
}

// Plays a quiet block and keeps its last samples to be played once more.
bool JitterBuffer::repeat_quiet(std::span<std::uint8_t> out) {
    const auto count = static_cast<unsigned>(out.size());
    if (adjusting_ >= 0 || present(play_, count) != low_bits(count))
        return false;
    read(play_, out);
    if (!is_quiet(options_.law, out))
        return false;
    const unsigned again = std::min(count, static_cast<unsigned>(-adjusting_));
    forget(count - again);
    count_adjustment(-static_cast<int>(again), false);
    return true;
}

// Nobody pauses: one sample is left out or repeated where the signal changes least.
bool JitterBuffer::slip(std::span<std::uint8_t> out) {
    const std::uint32_t patience = std::abs(adjusting_) > kUrgent ? kShortPatience : kPatience;
    if (adjusting_ == 0 || clock_ - adjusting_since_ < patience || clock_ - last_slip_ < kSlipEvery)
        return false;
    const auto count = static_cast<unsigned>(out.size());
    const unsigned needed = adjusting_ > 0 ? count + 1 : count - 1;
    if (count < 2 || needed > 64 || present(play_, needed) != low_bits(needed))
        return false;
    std::array<std::uint8_t, 64> next;
    read(play_, std::span(next).first(needed));
    unsigned at = 0;
    int least = 1 << 17;
    for (unsigned i = 0; i + 1 < needed; ++i) {
        const int step =
            std::abs(to_linear(options_.law, next[i]) - to_linear(options_.law, next[i + 1]));
        if (step < least) {
            least = step;
            at = i;
        }
    }
    const unsigned resume =
        adjusting_ > 0 ? at + 2 : at; // sample `at + 1` is left out, or `at` comes twice
    std::copy_n(next.begin(), at + 1, out.begin());
    std::copy(next.begin() + resume, next.begin() + needed, out.begin() + at + 1);
    forget(needed);
    last_slip_ = clock_;
    count_adjustment(adjusting_ > 0 ? 1 : -1, true);
    return true;
}

void JitterBuffer::count_adjustment(int samples, bool in_speech) {
    adjusting_ -= samples;
    (samples > 0 ? counters_.dropped : counters_.inserted) +=
        static_cast<unsigned>(std::abs(samples));
    counters_.slips_in_speech += in_speech;
}

// --- the ring
// --------------------------------------------------------------------------------------

void JitterBuffer::history(std::span<std::uint8_t> out, unsigned back) const {
    read(play_ - back - static_cast<std::uint32_t>(out.size()), out);
}

void JitterBuffer::played(std::span<const std::uint8_t> out) {
    write(play_ - static_cast<std::uint32_t>(out.size()), out);
}

// Changes what is played next and brings the history along.
void JitterBuffer::jump(std::uint32_t play) {
    std::array<std::uint8_t, kHistory> last;
    history(last, 0);
    play_ = play;
    played(last);
}

void JitterBuffer::read(std::uint32_t from, std::span<std::uint8_t> out) const {
    const std::uint32_t index = from % kRing;
    const std::size_t first = std::min<std::size_t>(out.size(), kRing - index);
    std::memcpy(out.data(), &ring_[index], first);
    if (first < out.size())
        std::memcpy(out.data() + first, ring_.data(), out.size() - first);
}

void JitterBuffer::write(std::uint32_t to, base::Octets octets) {
    const std::uint32_t index = to % kRing;
    const std::size_t first = std::min<std::size_t>(octets.size(), kRing - index);
    std::memcpy(&ring_[index], octets.data(), first);
    if (first < octets.size())
        std::memcpy(ring_.data(), octets.data() + first, octets.size() - first);
}

// Bit n: the sample `from + n` is there. At most 64.
std::uint64_t JitterBuffer::present(std::uint32_t from, unsigned count) const {
    const std::uint32_t index = from % kRing;
    const unsigned shift = index % 64;
    std::uint64_t bits = there_[index / 64] >> shift;
    if (shift != 0)
        bits |= there_[(index / 64 + 1) % there_.size()] << (64 - shift);
    return bits & low_bits(count);
}

void JitterBuffer::mark(std::uint32_t from, unsigned count, bool there) {
    while (count > 0) {
        const std::uint32_t index = from % kRing;
        const unsigned part = std::min(count, 64 - index % 64);
        const std::uint64_t bits = low_bits(part) << index % 64;
        if (there)
            there_[index / 64] |= bits;
        else
            there_[index / 64] &= ~bits;
        from += part;
        count -= part;
    }
}

void JitterBuffer::forget(unsigned count) {
    mark(play_, count, false);
    play_ += count;
}

} // namespace dsp
