// Two channels that are joined somewhere (a looped cable, a cross-connection): levels, delay and
// bit errors, both ways.
#include "gateway/maintenance/test.h"

#include <fmt/core.h>

#include <array>

namespace maintenance {

namespace {

using namespace std::chrono_literals;
using media::TestSignal;

// Different on both sides, so that neither takes its own echo for the other.
constexpr double kFirstTone = 1004, kSecondTone = 1804, kToneLevel = -10;
constexpr base::Duration kTones = 1500ms, kEchoAtMost = 4s;

///     tones both ways ──► the second loops, the first measures the way there and back ──► bit
///     errors
class PairTest final : public Test {
  public:
    using Test::Test;

    base::Result<void, std::string> begin() override {
        for (const console::ChannelName* name : {&request_.at, &request_.other}) {
            auto held =
                HeldChannel::take(services_, *name, Busy::refuse, "under test: " + channel());
            if (!held)
                return base::fail(held.error());
            held_[name == &request_.other] = std::move(*held);
        }
        send({TestSignal::tone, kFirstTone}, {TestSignal::tone, kSecondTone});
        return {};
    }
    void on_tick() override {
        for (const auto& held : held_)
            services_.media.request_test(held->port());
        asked_ = services_.timers.clock().now();
    }
    void on_result(media::PortId port, const media::TestResult& result) override {
        const std::size_t which = port == held_[1]->port();
        if (over() || port != held_[which]->port())
            return;
        results_[which] = result;
        if (phase_ != Phase::echo || which == 0)
            keep_all(which, result);
        if (which == 1)
            advance();
    }
    bool uses(const console::ChannelName& other) const override {
        return text(other) == text(request_.at) || text(other) == text(request_.other);
    }
    std::string name() const override { return "channel to channel"; }
    std::string channel() const override {
        return text(request_.at) + " to " + text(request_.other);
    }
    std::chrono::seconds limit() const override { return 6s + bits_for(); }

  private:
    enum class Phase : std::uint8_t { tones, echo, bits };
    struct Wanted {
        TestSignal signal;
        double frequency = 0;
    };
    std::chrono::seconds bits_for() const { return seconds(5); }

    void send(Wanted first, Wanted second) {
        phase_began_ = elapsed();
        for (const std::size_t which : {0U, 1U}) {
            const Wanted& wanted = which == 0 ? first : second;
            media::TestSpec spec;
            spec.signal = wanted.signal;
            spec.frequency = wanted.frequency;
            spec.level_dbm0 = kToneLevel;
            static_cast<void>(services_.media.start_test(held_[which]->port(), spec));
        }
    }
    // One row for each channel: levels of the tones, echo of the second phase, bits of the third.
    void keep_all(std::size_t which, const media::TestResult& result) {
        console::TestMeasure now = measure(held_[which]->name(), result);
        console::TestMeasure& kept = kept_[which];
        kept.channel = now.channel;
        kept.seconds = now.seconds;
        if (phase_ == Phase::tones)
            kept.level = now.level;
        if (now.echo)
            kept.echo = now.echo;
        if (now.bits)
            kept.bits = now.bits;
        keep(kept);
    }
    void advance() {
        const base::Duration in_phase = elapsed() - phase_began_;
        const std::string first = held_[0]->name(), second = held_[1]->name();
        switch (phase_) {
        case Phase::tones:
            if (in_phase < kTones)
                return;
            judge_tone(first, results_[0], kSecondTone, kToneLevel, verdict_);
            judge_tone(second, results_[1], kFirstTone, kToneLevel, verdict_);
            if (!verdict_.passed) // what follows would only say it again
                return finish(verdict_);
            phase_ = Phase::echo;
            return send({TestSignal::echo}, {TestSignal::loop});
        case Phase::echo:
            if (results_[0].spec.signal != TestSignal::echo ||
                (!results_[0].echo.done && in_phase < kEchoAtMost))
                return;
            judge_loop(first + ", looped at " + second, results_[0], verdict_);
            phase_ = Phase::bits;
            return send({TestSignal::prbs}, {TestSignal::prbs});
        case Phase::bits:
            if (in_phase < bits_for())
                return;
            judge_bits(first, results_[0], verdict_);
            judge_bits(second, results_[1], verdict_);
            return finish(verdict_);
        }
    }

    std::array<std::unique_ptr<HeldChannel>, 2> held_;
    std::array<media::TestResult, 2> results_;
    std::array<console::TestMeasure, 2> kept_;
    Phase phase_ = Phase::tones;
    base::Duration phase_began_{};
    base::TimePoint asked_{};
    Verdict verdict_;
};

} // namespace

TestPointer make_pair_test(Services& services, TestOwner& owner, console::TestRequest request) {
    return std::make_unique<PairTest>(services, owner, std::move(request));
}

} // namespace maintenance
