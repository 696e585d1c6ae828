// Errored, severely errored and unavailable seconds (G.826).
#include "gateway/legs/line_performance.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

namespace {

using legs::LinePerformance;
using std::chrono::seconds;

class LinePerformanceTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(LinePerformanceTest);
    CPPUNIT_TEST(a_clean_line_has_no_errored_second);
    CPPUNIT_TEST(few_errors_are_errored_many_are_severe);
    CPPUNIT_TEST(thresholds_are_those_of_the_line);
    CPPUNIT_TEST(packets_lost_count_on_a_line_over_packets);
    CPPUNIT_TEST(ten_severe_seconds_are_unavailable);
    CPPUNIT_TEST(ten_good_seconds_end_it);
    CPPUNIT_TEST(intervals_begin_at_quarters_and_a_day_is_kept);
    CPPUNIT_TEST_SUITE_END();

    base::WallTime now{std::chrono::hours(1000)};
    drivers::SpanCounters counters;
    drivers::Alarms alarms;

    void pass(LinePerformance& line, unsigned count = 1, std::uint64_t crc = 0) {
        for (unsigned one = 0; one < count; ++one) {
            counters.crc4_errors += crc;
            line.second(now, counters, alarms);
            now += seconds(1);
        }
    }
    static std::string text(const legs::PerformanceInterval& interval) {
        std::string out = std::to_string(interval.seconds);
        for (const std::uint32_t value :
             {interval.errored, interval.severely_errored, interval.unavailable})
            out.append(" ").append(std::to_string(value));
        return out;
    }
    static std::string last(const LinePerformance& line) { return text(line.intervals().back()); }

    void a_clean_line_has_no_errored_second() {
        LinePerformance line(drivers::LineType::e1);
        counters.crc4_errors = 500; // before it was watched
        pass(line, 60);
        CPPUNIT_ASSERT_EQUAL(std::string("60 0 0 0"), last(line));
    }
    void few_errors_are_errored_many_are_severe() {
        LinePerformance line(drivers::LineType::e1);
        pass(line);
        pass(line, 2, 1);
        pass(line, 3, 300);
        CPPUNIT_ASSERT_EQUAL(std::string("6 5 3 0"), last(line));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{902}, line.total().crc_errors);
        counters.slips += 1;
        pass(line);
        CPPUNIT_ASSERT_EQUAL(std::string("7 6 3 0"), last(line));
        counters = {}; // the driver was loaded again
        pass(line);
        CPPUNIT_ASSERT_EQUAL(std::string("8 6 3 0"), last(line));
    }
    void thresholds_are_those_of_the_line() {
        for (const auto type : {drivers::LineType::t1, drivers::LineType::j1}) {
            LinePerformance line(type);
            pass(line);
            pass(line, 1, 100); // of 333 blocks
            CPPUNIT_ASSERT_EQUAL(std::string("2 1 1 0"), last(line));
        }
        LinePerformance line(drivers::LineType::e1);
        pass(line);
        pass(line, 1, 299); // of 1000 blocks
        counters.framing_errors += 28;
        pass(line);
        CPPUNIT_ASSERT_EQUAL(std::string("3 2 1 0"), last(line));
    }
    void packets_lost_count_on_a_line_over_packets() {
        LinePerformance line(drivers::LineType::e1);
        pass(line);
        counters.packets_received += 199;
        counters.packets_lost += 1;
        pass(line);
        counters.packets_received += 140;
        counters.packets_lost += 60;
        pass(line);
        CPPUNIT_ASSERT_EQUAL(std::string("3 2 1 0"), last(line));
    }
    void ten_severe_seconds_are_unavailable() {
        LinePerformance line(drivers::LineType::e1);
        pass(line, 5);
        alarms.loss_of_signal = true;
        pass(line, 9);
        CPPUNIT_ASSERT_EQUAL(std::string("14 9 9 0"), last(line));
        CPPUNIT_ASSERT(line.available());
        pass(line);
        CPPUNIT_ASSERT_EQUAL(std::string("15 0 0 10"), last(line));
        CPPUNIT_ASSERT(!line.available());
        pass(line, 5);
        CPPUNIT_ASSERT_EQUAL(std::string("20 0 0 15"), last(line));
    }
    void ten_good_seconds_end_it() {
        LinePerformance line(drivers::LineType::e1);
        alarms.loss_of_signal = true;
        pass(line, 20);
        alarms = {};
        pass(line, 9);
        CPPUNIT_ASSERT_EQUAL(std::string("29 0 0 29"), last(line));
        pass(line, 1, 1);
        CPPUNIT_ASSERT_EQUAL(std::string("30 1 0 20"), last(line));
        CPPUNIT_ASSERT(line.available());
    }
    void intervals_begin_at_quarters_and_a_day_is_kept() {
        LinePerformance line(drivers::LineType::e1);
        now += seconds(890);
        pass(line, 20);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, line.intervals().size());
        CPPUNIT_ASSERT_EQUAL(10U, line.intervals().front().seconds);
        CPPUNIT_ASSERT(line.intervals().back().begin ==
                       base::WallTime(std::chrono::hours(1000)) + seconds(900));
        pass(line, 900 * 100);
        CPPUNIT_ASSERT_EQUAL(LinePerformance::kKept + 1, line.intervals().size());
        CPPUNIT_ASSERT_EQUAL(900U, line.intervals().front().seconds);
        CPPUNIT_ASSERT_EQUAL(90020U, line.total().seconds);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LinePerformanceTest);

} // namespace
