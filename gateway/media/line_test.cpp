// What a media worker does with one B-channel under test.
#include "gateway/media/line_test.h"

#include <algorithm>
#include <cstring>

namespace media {

LineTest::LineTest(const TestSpec& spec, dsp::Law law)
    : spec_(spec), law_(law), sine_(law, spec.frequency, spec.level_dbm0), level_(law) {
    held_.fill(dsp::idle_octet(law));
    if (spec.signal == TestSignal::echo)
        echo_ = std::make_unique<dsp::EchoMeter>(law);
}

void LineTest::run(std::span<const std::uint8_t> rx, std::span<std::uint8_t> tx) {
    samples_ += rx.size();
    block_ = tx.size();
    level_.take(rx);
    switch (spec_.signal) {
    case TestSignal::none:
        std::memset(tx.data(), dsp::idle_octet(law_), tx.size());
        return;
    case TestSignal::loop:
        std::copy(rx.begin(), rx.end(), tx.begin());
        return;
    case TestSignal::prbs:
        checker_.take(rx);
        sequence_.fill(tx);
        return;
    case TestSignal::tone:
        sine_.fill(tx);
        return;
    case TestSignal::echo:
        echo_->run(rx, tx);
        return;
    }
}

void LineTest::listen(std::span<const std::uint8_t> rx, std::span<std::uint8_t> tx) {
    samples_ += rx.size();
    level_.take(rx);
    if (spec_.signal == TestSignal::loop)
        std::copy(rx.begin(), rx.end(), tx.begin());
    else if (spec_.signal == TestSignal::prbs)
        checker_.take(rx);
}

TestResult LineTest::result() const {
    TestResult result;
    result.spec = spec_;
    result.samples = samples_;
    result.level = level_.result();
    result.prbs = checker_.result();
    if (echo_)
        result.echo = echo_->result();
    // inward, the answer to a block is taken with the next one
    if (spec_.place == TestPlace::inward && result.echo.echo)
        result.echo.delay_ms =
            std::max(0.0, result.echo.delay_ms - static_cast<double>(block_) / 8);
    return result;
}

} // namespace media
