// The history of a line's alarms.
#include "gateway/legs/alarm_log.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

base::WallTime at(int second) {
    return base::WallTime(std::chrono::seconds(1'500'000'000 + second));
}

class AlarmLogTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(AlarmLogTest);
    CPPUNIT_TEST(each_alarm_is_kept_from_its_beginning_to_its_end);
    CPPUNIT_TEST(an_alarm_that_lasts_is_one_record);
    CPPUNIT_TEST(the_oldest_are_forgotten);
    CPPUNIT_TEST_SUITE_END();

  public:
    void each_alarm_is_kept_from_its_beginning_to_its_end() {
        legs::AlarmLog log;
        drivers::Alarms alarms;
        log.update(alarms, at(0));
        CPPUNIT_ASSERT(log.records().empty());
        alarms.loss_of_signal = true;
        log.update(alarms, at(1));
        log.set("D-channel", true, at(2));
        alarms.loss_of_signal = false;
        alarms.remote = true;
        log.update(alarms, at(3));
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, log.records().size());
        CPPUNIT_ASSERT(log.records()[0].name == "red" && log.records()[0].raised == at(1) &&
                       log.records()[0].cleared == at(3));
        CPPUNIT_ASSERT(log.records()[1].name == "D-channel" && !log.records()[1].cleared);
        CPPUNIT_ASSERT(log.records()[2].name == "yellow" && log.records()[2].raised == at(3));
    }
    void an_alarm_that_lasts_is_one_record() {
        legs::AlarmLog log;
        drivers::Alarms alarms;
        alarms.indication = true;
        log.update(alarms, at(1));
        log.update(alarms, at(2));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log.records().size());
        CPPUNIT_ASSERT(log.records()[0].raised == at(1));
        log.update({}, at(3));
        log.update(alarms, at(4));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, log.records().size());
    }
    void the_oldest_are_forgotten() {
        legs::AlarmLog log;
        for (int n = 0; n < 150; ++n) {
            log.set("red", true, at(2 * n));
            log.set("red", false, at(2 * n + 1));
        }
        CPPUNIT_ASSERT_EQUAL(legs::AlarmLog::kKept, log.records().size());
        CPPUNIT_ASSERT(log.records().front().raised == at(100));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(AlarmLogTest);

} // namespace
