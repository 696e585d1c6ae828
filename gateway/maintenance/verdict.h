// What measured values mean: passed or not, and why, in sentences for a technician.
#pragma once

#include "gateway/console/line_tests.h"
#include "gateway/media/line_test.h"

#include <string>
#include <vector>

namespace maintenance {

/// Reasons are added as they are found. Pure; any thread.
struct Verdict {
    bool passed = true;
    std::vector<std::string> reasons;
    void good(std::string reason) { reasons.push_back(std::move(reason)); }
    void bad(std::string reason) {
        passed = false;
        reasons.push_back(std::move(reason));
    }
};

/// Bit errors at `channel`: in synchronism, no error, no slip.
void judge_bits(const std::string& channel, const media::TestResult& result, Verdict& verdict);
/// A tone at `channel`, whatever it is; its level and frequency are the reason.
void judge_tone(const std::string& channel, const media::TestResult& result, Verdict& verdict);
/// The tone that the other end sends: within 1 Hz and 1 dB.
void judge_tone(const std::string& channel, const media::TestResult& result, double frequency,
                double level_dbm0, Verdict& verdict);
/// Its own signal comes back whole: less than 6 dB lost.
void judge_loop(const std::string& channel, const media::TestResult& result, Verdict& verdict);
/// What was measured, whatever it means.
void note_level(const std::string& channel, const media::TestResult& result, Verdict& verdict);
void note_echo(const std::string& channel, const media::TestResult& result, Verdict& verdict);

/// The values of a result that its test measures.
console::TestMeasure measure(const std::string& channel, const media::TestResult& result);

} // namespace maintenance
