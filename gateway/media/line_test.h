// What a media worker does with one B-channel under test: loops it, sends a test signal, measures
// what comes.
#pragma once

#include "drivers/span.h"
#include "dsp/measure/echo.h"
#include "dsp/measure/level.h"
#include "dsp/measure/prbs.h"
#include "dsp/measure/sine.h"

#include <array>
#include <cstdint>
#include <memory>

namespace media {

/// What is done to a B-channel. The level of what comes is measured with each of them.
enum class TestSignal : std::uint8_t {
    none, ///< nothing is sent but idle
    loop, ///< what comes is sent back, octet by octet
    prbs, ///< the sequence of 2^15 - 1 bits is sent, and looked for (O.150)
    tone, ///< a sine
    echo, ///< a signal whose return tells loss and delay
};

/// Where the test stands on the channel.
///
///     line:    line ◄─► test      the bridge is cut off
///     beside:  line ◄─► bridge    the line is heard, and with `loop` hears itself; the bridge goes
///     on inward:  test ◄─► bridge    the test is the line, for the other end of the bridge
enum class TestPlace : std::uint8_t { line, beside, inward };

struct TestSpec {
    TestSignal signal = TestSignal::none;
    TestPlace place = TestPlace::line;
    double frequency = 1004; ///< Hz, of `tone`
    double level_dbm0 = -10; ///< of `tone`
};

/// What has been found so far.
struct TestResult {
    TestSpec spec;
    std::uint64_t samples = 0; ///< that came; 8000 are a second
    dsp::LevelResult level;
    dsp::PrbsResult prbs; ///< with TestSignal::prbs
    dsp::EchoResult echo; ///< with TestSignal::echo
};

/// Made by the signalling thread, then its worker's until it is destroyed there. Nothing is
/// allocated after construction.
class LineTest {
  public:
    LineTest(const TestSpec& spec, dsp::Law law);

    TestPlace place() const { return spec_.place; }
    /// A block at TestPlace::line and inward: `rx` came at the time when `tx` goes out.
    void run(std::span<const std::uint8_t> rx, std::span<std::uint8_t> tx);
    /// A block at TestPlace::beside, after the bridge has filled `tx`.
    void listen(std::span<const std::uint8_t> rx, std::span<std::uint8_t> tx);
    /// Inward: the bridge's answer to the block before, which is `rx` of the next run().
    std::span<std::uint8_t> held(std::size_t samples) { return std::span(held_).first(samples); }
    TestResult result() const;

  private:
    TestSpec spec_;
    dsp::Law law_;
    std::uint64_t samples_ = 0;
    dsp::SineSource sine_;
    dsp::PrbsSource sequence_;
    dsp::PrbsChecker checker_;
    dsp::LevelMeter level_;
    std::unique_ptr<dsp::EchoMeter> echo_;
    std::array<std::uint8_t, drivers::kMaxBlockSamples> held_;
    std::size_t block_ = 0;
};

} // namespace media
