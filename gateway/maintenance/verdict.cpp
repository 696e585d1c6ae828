// What measured values mean.
#include "gateway/maintenance/verdict.h"

#include <fmt/core.h>

#include <cmath>

namespace maintenance {

namespace {

constexpr double kLoopLoss = 6;  // dB: a hybrid loses more, a loop and a pad less
constexpr double kSilence = -65; // dBm0: idle code and its noise

std::string level_text(const dsp::LevelResult& level) {
    if (level.windows == 0)
        return "nothing has come yet";
    if (level.dbm0 < kSilence)
        return "silence";
    if (level.is_tone())
        return fmt::format("a tone of {:.1f} Hz at {:.1f} dBm0", level.frequency, level.tone_dbm0);
    return fmt::format("{:.1f} dBm0, strongest at {:.0f} Hz", level.dbm0, level.frequency);
}

} // namespace

void judge_bits(const std::string& channel, const media::TestResult& result, Verdict& verdict) {
    const dsp::PrbsResult& bits = result.prbs;
    if (!bits.ever_in_sync())
        return verdict.bad(fmt::format(
            "{}: the test sequence does not come ({} instead): no far end loops or sends it",
            channel, level_text(result.level)));
    if (!bits.in_sync)
        verdict.bad(fmt::format("{}: the test sequence was lost and did not come again", channel));
    if (bits.slips != 0)
        verdict.bad(fmt::format(
            "{}: {} slips: octets were put in or left out; the clocks of the line differ", channel,
            bits.slips));
    if (bits.losses > bits.slips)
        verdict.bad(
            fmt::format("{}: the sequence broke {} times", channel, bits.losses - bits.slips));
    if (bits.errors != 0)
        verdict.bad(fmt::format("{}: {} of {} bits wrong, error ratio {:.1e}", channel, bits.errors,
                                bits.bits, bits.ratio()));
    else if (bits.losses == 0)
        verdict.good(fmt::format("{}: {} bits without error", channel, bits.bits));
}

void judge_tone(const std::string& channel, const media::TestResult& result, Verdict& verdict) {
    const std::string text = fmt::format("{}: {}", channel, level_text(result.level));
    if (result.level.is_tone())
        verdict.good(text);
    else
        verdict.bad(text + "; a tone was expected");
}

void judge_tone(const std::string& channel, const media::TestResult& result, double frequency,
                double level_dbm0, Verdict& verdict) {
    const dsp::LevelResult& level = result.level;
    const std::string text = fmt::format("{}: {}", channel, level_text(level));
    if (level.is_tone() && std::abs(level.frequency - frequency) <= 1 &&
        std::abs(level.tone_dbm0 - level_dbm0) <= 1)
        return verdict.good(text);
    verdict.bad(fmt::format("{} instead of {:.0f} Hz at {:.1f} dBm0", text, frequency, level_dbm0));
}

void judge_loop(const std::string& channel, const media::TestResult& result, Verdict& verdict) {
    const dsp::EchoResult& echo = result.echo;
    if (!echo.done)
        return verdict.bad(fmt::format("{}: the measurement did not end", channel));
    if (!echo.echo)
        return verdict.bad(
            fmt::format("{}: nothing comes back ({})", channel, level_text(result.level)));
    const std::string text = fmt::format("{}: comes back after {:.1f} ms, {:.1f} dB lost", channel,
                                         echo.delay_ms, echo.loss_db);
    if (echo.loss_db <= kLoopLoss)
        return verdict.good(text);
    verdict.bad(text + ": an echo, no loop");
}

void note_level(const std::string& channel, const media::TestResult& result, Verdict& verdict) {
    verdict.good(fmt::format("{}: {}", channel, level_text(result.level)));
}

void note_echo(const std::string& channel, const media::TestResult& result, Verdict& verdict) {
    const dsp::EchoResult& echo = result.echo;
    if (!echo.done)
        return verdict.bad(fmt::format("{}: the measurement did not end", channel));
    verdict.good(echo.echo ? fmt::format("{}: echo return loss {:.1f} dB, delay {:.1f} ms", channel,
                                         echo.loss_db, echo.delay_ms)
                           : fmt::format("{}: no echo ({})", channel, level_text(result.level)));
}

console::TestMeasure measure(const std::string& channel, const media::TestResult& result) {
    console::TestMeasure out;
    out.channel = channel;
    out.seconds = static_cast<double>(result.samples) / 8000;
    if (result.spec.signal == media::TestSignal::prbs) {
        const dsp::PrbsResult& bits = result.prbs;
        out.bits = console::TestMeasure::Bits{bits.in_sync,         bits.bits,   bits.errors,
                                              bits.losses,          bits.slips,  bits.seconds,
                                              bits.errored_seconds, bits.ratio()};
    }
    if (result.level.windows != 0) {
        out.level = console::TestMeasure::Level{};
        out.level->dbm0 = result.level.dbm0;
        if (result.level.frequency > 0) {
            out.level->frequency = result.level.frequency;
            out.level->tone_dbm0 = result.level.tone_dbm0;
        }
    }
    if (result.echo.done)
        out.echo = console::TestMeasure::Echo{result.echo.echo, result.echo.loss_db,
                                              result.echo.delay_ms, result.echo.noise_dbm0};
    return out;
}

} // namespace maintenance
