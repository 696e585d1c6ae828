// Causes and status codes: every row of the three tables, defaults, overrides, Reason.
#include "gateway/mapping/causes.h"

#include "tests/gateway/mapping/support.h"

#include <array>
#include <fstream>
#include <sstream>

using namespace mapping;
using namespace mapping_test;

class CausesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CausesTest);
    CPPUNIT_TEST(every_cause_row_is_used);
    CPPUNIT_TEST(every_status_row_is_used);
    CPPUNIT_TEST(every_cause_and_status_is_as_published);
    CPPUNIT_TEST(unknown_causes_take_the_default);
    CPPUNIT_TEST(unknown_statuses_take_the_default);
    CPPUNIT_TEST(location_decides_between_403_and_603);
    CPPUNIT_TEST(ccbs_possible_makes_34_busy);
    CPPUNIT_TEST(location_follows_the_table);
    CPPUNIT_TEST(rows_of_the_trunk_come_first);
    CPPUNIT_TEST(reason_carries_cause_and_location);
    CPPUNIT_TEST(reasons_that_are_no_q850_cause_are_passed_over);
    CPPUNIT_TEST(every_location_has_a_token);
    CPPUNIT_TEST(notes_name_table_and_clause);
    CPPUNIT_TEST_SUITE_END();

    static constexpr std::array kTables{CauseTable::rfc3398, CauseTable::q1912_5,
                                        CauseTable::vendor_29163};
    static Profile with(CauseTable table) {
        Profile profile;
        profile.cause_table = table;
        return profile;
    }
    static int status(CauseTable table, unsigned cause,
                      isup::Location location = isup::Location::public_local) {
        Notes notes(false);
        isup::CauseIndicators indicators;
        indicators.value = static_cast<std::uint8_t>(cause);
        indicators.location = location;
        return status_from_cause(indicators, with(table), notes);
    }
    static int cause(CauseTable table, int status) {
        Notes notes(false);
        return cause_from_status(status, with(table), notes).value;
    }

    void every_cause_row_is_used() {
        for (const CauseRow& row : cause_rows()) {
            CPPUNIT_ASSERT(!row.clause.empty() && row.cause >= 1 && row.cause <= 127);
            if (row.rfc3398)
                CPPUNIT_ASSERT_EQUAL(int{row.rfc3398}, status(CauseTable::rfc3398, row.cause));
            if (row.q1912_5) {
                CPPUNIT_ASSERT_EQUAL(int{row.q1912_5}, status(CauseTable::q1912_5, row.cause));
                if (row.cause != 24) // 433, see causes.txt
                    CPPUNIT_ASSERT_EQUAL(int{row.q1912_5},
                                         status(CauseTable::vendor_29163, row.cause));
            }
        }
    }
    void every_status_row_is_used() {
        for (const StatusRow& row : status_rows()) {
            CPPUNIT_ASSERT(!row.clause.empty() && row.status >= 400 && row.status <= 699);
            CPPUNIT_ASSERT_EQUAL(row.rfc3398 ? int{row.rfc3398} : 31,
                                 cause(CauseTable::rfc3398, row.status));
            CPPUNIT_ASSERT_EQUAL(row.q1912_5 ? int{row.q1912_5} : 127,
                                 cause(CauseTable::q1912_5, row.status));
            CPPUNIT_ASSERT_EQUAL(row.vendor_29163 ? int{row.vendor_29163} : 127,
                                 cause(CauseTable::vendor_29163, row.status));
        }
    }
    void every_cause_and_status_is_as_published() {
        std::ifstream file("tests/data/causes.txt");
        CPPUNIT_ASSERT(file);
        std::string line;
        unsigned causes = 0, statuses = 0;
        while (std::getline(file, line)) {
            std::istringstream words(line);
            std::string what;
            int from = 0, expected[3] = {};
            words >> what >> from >> expected[0] >> expected[1] >> expected[2];
            if (what == "#")
                continue;
            for (std::size_t table = 0; table < kTables.size(); ++table) {
                const int got = what == "cause"
                                    ? status(kTables[table], static_cast<unsigned>(from))
                                    : cause(kTables[table], from);
                CPPUNIT_ASSERT_EQUAL_MESSAGE(line + ", column " + std::to_string(table + 1),
                                             expected[table], got);
            }
            ++(what == "cause" ? causes : statuses);
        }
        CPPUNIT_ASSERT_EQUAL(127u, causes);
        CPPUNIT_ASSERT_EQUAL(status_rows().size(), std::size_t{statuses});
    }
    void unknown_causes_take_the_default() {
        for (unsigned value = 0; value < 128; ++value)
            for (const CauseTable table :
                 {CauseTable::rfc3398, CauseTable::q1912_5, CauseTable::vendor_29163}) {
                const int result = status(table, value);
                CPPUNIT_ASSERT(result >= 400 && result <= 699);
            }
        CPPUNIT_ASSERT_EQUAL(500,
                             status(CauseTable::rfc3398, 36)); // RFC 3398 §7.2.4.1: other values
        CPPUNIT_ASSERT_EQUAL(500, status(CauseTable::rfc3398, 6));
        CPPUNIT_ASSERT_EQUAL(480, status(CauseTable::q1912_5, 6));   // class of 31
        CPPUNIT_ASSERT_EQUAL(500, status(CauseTable::q1912_5, 36));  // class of 47
        CPPUNIT_ASSERT_EQUAL(480, status(CauseTable::q1912_5, 120)); // class of 127
    }
    void unknown_statuses_take_the_default() {
        CPPUNIT_ASSERT_EQUAL(31, cause(CauseTable::rfc3398, 499));
        CPPUNIT_ASSERT_EQUAL(127, cause(CauseTable::q1912_5, 499));
        CPPUNIT_ASSERT_EQUAL(127, cause(CauseTable::vendor_29163, 699));
    }
    void location_decides_between_403_and_603() {
        CPPUNIT_ASSERT_EQUAL(603, status(CauseTable::rfc3398, 21, isup::Location::user));
        CPPUNIT_ASSERT_EQUAL(403, status(CauseTable::rfc3398, 21, isup::Location::transit));
        CPPUNIT_ASSERT_EQUAL(480, status(CauseTable::q1912_5, 21, isup::Location::user));
    }
    void ccbs_possible_makes_34_busy() {
        Notes notes;
        isup::CauseIndicators indicators;
        indicators.value = 34;
        indicators.diagnostics = {0x81};
        CPPUNIT_ASSERT_EQUAL(486, status_from_cause(indicators, with(CauseTable::q1912_5), notes));
        CPPUNIT_ASSERT_EQUAL(503, status_from_cause(indicators, with(CauseTable::rfc3398), notes));
    }
    void location_follows_the_table() {
        Notes notes;
        CPPUNIT_ASSERT(cause_from_status(600, with(CauseTable::rfc3398), notes).location ==
                       isup::Location::user);
        CPPUNIT_ASSERT(cause_from_status(486, with(CauseTable::rfc3398), notes).location ==
                       isup::Location::public_remote);
        CPPUNIT_ASSERT(cause_from_status(600, with(CauseTable::q1912_5), notes).location ==
                       isup::Location::beyond_interworking);
    }
    void rows_of_the_trunk_come_first() {
        Profile own = with(CauseTable::q1912_5);
        own.cause_to_status = {{17, 600, own_row("status from cause", "conf landline.conf:7")}};
        own.status_to_cause = {{486, 34}};
        Notes notes;
        isup::CauseIndicators busy;
        busy.value = 17;
        CPPUNIT_ASSERT_EQUAL(600, status_from_cause(busy, own, notes));
        CPPUNIT_ASSERT_EQUAL(34, int{cause_from_status(486, own, notes).value});
        CPPUNIT_ASSERT_EQUAL(1, int{cause_from_status(404, own, notes).value});
        CPPUNIT_ASSERT_EQUAL(std::string("conf landline.conf:7"),
                             std::string(notes[0].row->clause));
        CPPUNIT_ASSERT_EQUAL(std::string("17 user busy -> 600"), std::string(notes[0].value()));
        CPPUNIT_ASSERT_EQUAL(std::string("trunk's own table"), std::string(notes[1].row->clause));
    }
    void reason_carries_cause_and_location() {
        isup::CauseIndicators busy;
        busy.value = 17;
        busy.location = isup::Location::public_remote;
        const std::string text = reason_from_cause(busy);
        CPPUNIT_ASSERT_EQUAL(std::string("Q.850;cause=17;text=\"user busy\";location=RLN"), text);
        CPPUNIT_ASSERT(cause_from_reason(*sipi::Reason::parse(text)) == busy);
    }
    void reasons_that_are_no_q850_cause_are_passed_over() {
        for (const char* text :
             {"SIP;cause=480", "Q.850", "Q.850;cause=0", "Q.850;cause=128", "preemption;cause=1"})
            CPPUNIT_ASSERT(!cause_from_reason(*sipi::Reason::parse(text)));
        const auto cause = cause_from_reason(*sipi::Reason::parse("q.850;cause=16"));
        CPPUNIT_ASSERT(cause && cause->value == 16 &&
                       cause->location == isup::Location::beyond_interworking);
    }
    void every_location_has_a_token() {
        for (unsigned value = 0; value < 16; ++value) {
            const auto location = static_cast<isup::Location>(value);
            CPPUNIT_ASSERT(value == 6 || !location_token(location).empty());
            CPPUNIT_ASSERT(location_from_token(location_token(location)) == location);
        }
        CPPUNIT_ASSERT(location_from_token("rln") == isup::Location::public_remote &&
                       !location_from_token("X"));
    }
    void notes_name_table_and_clause() {
        Notes notes;
        isup::CauseIndicators busy;
        busy.value = 17;
        status_from_cause(busy, with(CauseTable::rfc3398), notes);
        CPPUNIT_ASSERT_EQUAL(std::string("RFC 3398 §7.2.4.1"), std::string(notes[0].row->clause));
        CPPUNIT_ASSERT_EQUAL(std::string("17 user busy -> 486"), std::string(notes[0].value()));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CausesTest);
