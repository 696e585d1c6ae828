// Verdicts: what measured values mean, in words.
#include "gateway/maintenance/verdict.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace {

using maintenance::Verdict;
using media::TestResult;

class VerdictTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(VerdictTest);
    CPPUNIT_TEST(bits_without_error_pass);
    CPPUNIT_TEST(a_sequence_that_never_comes_says_what_comes_instead);
    CPPUNIT_TEST(errors_slips_and_breaks_are_told_apart);
    CPPUNIT_TEST(a_sequence_lost_at_the_end_fails);
    CPPUNIT_TEST(a_tone_passes_within_1_hz_and_1_db);
    CPPUNIT_TEST(a_loop_loses_less_than_an_echo);
    CPPUNIT_TEST(only_what_a_test_measures_is_there);
    CPPUNIT_TEST_SUITE_END();

    static TestResult bits(std::uint64_t count, std::uint64_t errors, std::uint64_t losses,
                           std::uint64_t slips, bool in_sync = true) {
        TestResult result;
        result.spec.signal = media::TestSignal::prbs;
        result.prbs.bits = count;
        result.prbs.errors = errors;
        result.prbs.losses = losses;
        result.prbs.slips = slips;
        result.prbs.in_sync = in_sync;
        return result;
    }
    static TestResult tone(double frequency, double level) {
        TestResult result;
        result.level.windows = 1;
        result.level.dbm0 = result.level.tone_dbm0 = level;
        result.level.frequency = frequency;
        return result;
    }
    static TestResult echo(bool found, double loss, double delay) {
        TestResult result;
        result.spec.signal = media::TestSignal::echo;
        result.echo.done = true;
        result.echo.echo = found;
        result.echo.loss_db = loss;
        result.echo.delay_ms = delay;
        return result;
    }
    static void expect(const Verdict& verdict, bool passed, const std::string& part) {
        std::string all;
        for (const std::string& reason : verdict.reasons)
            all += reason + "\n";
        CPPUNIT_ASSERT_EQUAL_MESSAGE(all, passed, verdict.passed);
        CPPUNIT_ASSERT_MESSAGE(part + " is not in " + all, all.find(part) != std::string::npos);
    }
    static Verdict judged_bits(const TestResult& result) {
        Verdict verdict;
        judge_bits("line1/3", result, verdict);
        return verdict;
    }

    void bits_without_error_pass() {
        expect(judged_bits(bits(640000, 0, 0, 0)), true, "line1/3: 640000 bits without error");
    }
    void a_sequence_that_never_comes_says_what_comes_instead() {
        TestResult result = tone(425, -10);
        result.spec.signal = media::TestSignal::prbs;
        expect(judged_bits(result), false, "a tone of 425.0 Hz at -10.0 dBm0 instead");
        expect(judged_bits(bits(0, 0, 0, 0, false)), false, "nothing has come yet");
    }
    void errors_slips_and_breaks_are_told_apart() {
        expect(judged_bits(bits(1000000, 3, 0, 0)), false, "3 of 1000000 bits wrong");
        expect(judged_bits(bits(1000000, 30, 1, 1)), false, "1 slips");
        expect(judged_bits(bits(1000000, 60, 2, 0)), false, "the sequence broke 2 times");
    }
    void a_sequence_lost_at_the_end_fails() {
        expect(judged_bits(bits(1000, 26, 1, 0, false)), false, "did not come again");
    }
    void a_tone_passes_within_1_hz_and_1_db() {
        for (const auto& [frequency, level, passed] : {std::tuple{1004.0, -10.0, true},
                                                       {1004.9, -10.9, true},
                                                       {1006.0, -10.0, false},
                                                       {1004.0, -16.0, false}}) {
            Verdict verdict;
            judge_tone("line1/3", tone(frequency, level), 1004, -10, verdict);
            CPPUNIT_ASSERT_EQUAL(passed, verdict.passed);
        }
        Verdict any;
        judge_tone("line1/3", tone(440, -20), any);
        expect(any, true, "440.0 Hz");
        Verdict silence;
        judge_tone("line1/3", tone(0, -99), silence);
        expect(silence, false, "silence; a tone was expected");
    }
    void a_loop_loses_less_than_an_echo() {
        for (const auto& [result, passed, part] :
             {std::tuple{echo(true, 0.1, 20), true, "comes back after 20.0 ms"},
              {echo(true, 14, 20), false, "an echo, no loop"},
              {echo(false, 0, 0), false, "nothing comes back"},
              {TestResult{}, false, "did not end"}}) {
            Verdict verdict;
            judge_loop("line1/3", result, verdict);
            expect(verdict, passed, part);
        }
        Verdict note;
        note_echo("line1/3", echo(true, 14.26, 31), note);
        expect(note, true, "echo return loss 14.3 dB, delay 31.0 ms");
    }
    void only_what_a_test_measures_is_there() {
        const auto of_bits = maintenance::measure("line1/3", bits(10, 1, 0, 0));
        CPPUNIT_ASSERT(of_bits.bits && !of_bits.level && !of_bits.echo);
        CPPUNIT_ASSERT_EQUAL(0.1, of_bits.bits->ratio);
        const auto of_tone = maintenance::measure("line1/3", tone(1004, -10));
        CPPUNIT_ASSERT(!of_tone.bits && of_tone.level && of_tone.level->frequency == 1004.0);
        CPPUNIT_ASSERT(maintenance::measure("line1/3", echo(true, 1, 2)).echo->found);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(VerdictTest);

} // namespace
