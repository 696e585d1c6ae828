// Statistics of one received RTP source (RFC 3550 appendix A).
#include "dsp/rtp/reception.h"

#include <algorithm>

namespace dsp {

namespace {
constexpr std::uint16_t kMaxDropout = 3000; // A.1
constexpr std::uint16_t kMaxMisorder = 100;
constexpr unsigned kSeenWindow = 64;
/// Transit that changes by more than this is a new timeline, not jitter (half a second of samples).
constexpr std::uint32_t kMaxTransitStep = 4000;
} // namespace

void Reception::start(std::uint32_t ssrc, std::uint16_t sequence) {
    *this = Reception{};
    started_ = true;
    ssrc_ = ssrc;
    start_sequence(sequence);
}

void Reception::start_sequence(std::uint16_t sequence) {
    base_ = sequence;
    highest_ =
        static_cast<std::uint16_t>(sequence - 1); // the packet itself then counts as the next
    cycles_ = sequence == 0 ? 0U - 0x10000U : 0;  // ... also when that step wraps
    bad_ = kNoBad;
    seen_ = 0;
    received_ = expected_before_ = received_before_ = 0;
    have_transit_ = false;
}

Reception::Verdict Reception::on_packet(std::uint16_t sequence, std::uint32_t timestamp,
                                        std::uint32_t arrival) {
    const auto ahead = static_cast<std::uint16_t>(sequence - highest_);
    Verdict verdict = Verdict::in_order;
    if (ahead != 0 && ahead < kMaxDropout) {
        if (sequence < highest_)
            cycles_ += 0x10000;
        highest_ = sequence;
        seen_ = ahead >= kSeenWindow ? 1 : seen_ << ahead | 1;
        bad_ = kNoBad;
    } else if (ahead == 0 || ahead > 0xffff - kMaxMisorder) {
        const auto behind = static_cast<std::uint16_t>(highest_ - sequence);
        const std::uint64_t bit = behind < kSeenWindow ? std::uint64_t{1} << behind : 0;
        verdict = bit && (seen_ & bit) ? Verdict::duplicate : Verdict::reordered;
        seen_ |= bit;
    } else if (sequence ==
               bad_) { // two in a row agree: the other side restarted without telling (A.1)
        lost_before_ = lost();
        start_sequence(sequence);
        highest_ = sequence;
        cycles_ = 0;
        seen_ = 1;
        verdict = Verdict::jumped;
    } else {
        bad_ = (sequence + 1U) & 0xffffU;
        return Verdict::refused;
    }
    ++received_;
    ++received_total_;
    duplicates_ += verdict == Verdict::duplicate;
    reordered_ += verdict == Verdict::reordered;
    if (verdict != Verdict::duplicate)
        measure_jitter(timestamp, arrival);
    return verdict;
}

void Reception::measure_jitter(std::uint32_t timestamp, std::uint32_t arrival) {
    const std::uint32_t transit = arrival - timestamp;
    const auto difference = static_cast<std::int32_t>(transit - transit_);
    transit_ = transit;
    if (!have_transit_) {
        have_transit_ = true;
        return;
    }
    const std::uint32_t step = difference < 0 ? 0U - static_cast<std::uint32_t>(difference)
                                              : static_cast<std::uint32_t>(difference);
    if (step > kMaxTransitStep)
        return;
    jitter_ += step - ((jitter_ + 8) >> 4); // J += (|D| - J)/16, kept in 1/16
    max_jitter_ = std::max(max_jitter_, jitter());
}

void Reception::on_sender_report(const SenderInfo& sender, std::uint32_t now) {
    last_sr_ = ntp_middle(sender.ntp);
    last_sr_at_ = now;
}

std::int64_t Reception::lost_in_sequence() const {
    if (!started_)
        return 0;
    const std::int64_t expected =
        static_cast<std::int32_t>(extended_highest() - base_) + std::int64_t{1};
    return expected - received_;
}

std::uint64_t Reception::lost() const {
    return lost_before_ + static_cast<std::uint64_t>(std::max<std::int64_t>(0, lost_in_sequence()));
}

ReportBlock Reception::report(std::uint32_t now) {
    const std::uint32_t expected = extended_highest() - base_ + 1;
    const std::uint32_t expected_since = expected - expected_before_;
    const auto lost_since =
        static_cast<std::int32_t>(expected_since - (received_ - received_before_));
    expected_before_ = expected;
    received_before_ = received_;

    ReportBlock block;
    block.ssrc = ssrc_;
    if (expected_since != 0 && lost_since > 0)
        block.fraction_lost = static_cast<std::uint8_t>(std::min<std::uint64_t>(
            255, (static_cast<std::uint64_t>(lost_since) << 8) / expected_since));
    block.cumulative_lost = static_cast<std::int32_t>(std::clamp<std::int64_t>(
        static_cast<std::int64_t>(lost_before_) + lost_in_sequence(), -0x800000, 0x7fffff));
    block.highest_sequence = extended_highest();
    block.jitter = jitter();
    block.last_sr = last_sr_;
    block.delay_since_sr = last_sr_ ? now - last_sr_at_ : 0;
    return block;
}

} // namespace dsp
