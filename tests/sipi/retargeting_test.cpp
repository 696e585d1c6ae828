// Where a call has been: Diversion and History-Info.
#include "sipi/retargeting.h"

#include "tests/sipi/text_support.h"

namespace sipi {

class RetargetingTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(RetargetingTest);
    CPPUNIT_TEST(reads_diversion_with_every_parameter);
    CPPUNIT_TEST(diversion_has_defaults);
    CPPUNIT_TEST(refuses_malformed_diversions);
    CPPUNIT_TEST(reads_history_entries);
    CPPUNIT_TEST(history_privacy_stands_escaped_in_the_uri);
    CPPUNIT_TEST(refuses_history_without_index);
    CPPUNIT_TEST(survives_a_cut_at_every_length);
    CPPUNIT_TEST(finds_headers_of_a_uri);
    CPPUNIT_TEST_SUITE_END();

    static constexpr std::string_view kDiversion =
        "\"Bob \\\"B\\\"\" <sip:+49301@gw;user=phone>;reason=\"user-busy\";counter=3;limit=5"
        ";privacy=full;screen=no;x=y";
    static constexpr std::string_view kHistory =
        "<sip:+49302@gw;user=phone;cause=486?Privacy=history%3Bnone&Reason=SIP%3Bcause%3D302>"
        ";index=1.12.1;mp=1.12";

    void reads_diversion_with_every_parameter() {
        const auto diversion = Diversion::parse(kDiversion);
        CPPUNIT_ASSERT(diversion.ok());
        ASSERT_TEXT("+49301", diversion->by.uri.user);
        ASSERT_TEXT("user-busy", diversion->reason);
        CPPUNIT_ASSERT_EQUAL(3U, diversion->counter);
        CPPUNIT_ASSERT_EQUAL(5U, diversion->limit);
        ASSERT_TEXT("full", diversion->privacy);
        ASSERT_TEXT("no", diversion->screen);
        CPPUNIT_ASSERT(diversion->hidden());
    }
    void diversion_has_defaults() {
        const auto diversion = Diversion::parse("<tel:+49301>");
        CPPUNIT_ASSERT(diversion.ok() && diversion->counter == 1 && diversion->limit == 0 &&
                       diversion->reason.empty() && !diversion->hidden());
        CPPUNIT_ASSERT(!Diversion::parse("<tel:+49301>;privacy=OFF")->hidden());
        CPPUNIT_ASSERT(Diversion::parse("<tel:+49301>;privacy=\"uri\"")->hidden());
    }
    void refuses_malformed_diversions() {
        for (const std::string_view bad :
             {"", "*", "x", "<sip:a@b>;counter=0", "<sip:a@b>;counter=100", "<sip:a@b>;counter=x",
              "<sip:a@b>;limit=-1", "<sip:a@b>;;", "<sip:a@b;reason=x"})
            CPPUNIT_ASSERT_MESSAGE(std::string(bad), !Diversion::parse(bad));
    }
    void reads_history_entries() {
        const auto entry = HistoryEntry::parse(kHistory);
        CPPUNIT_ASSERT(entry.ok());
        ASSERT_TEXT("1.12.1", entry->index);
        ASSERT_TEXT("1.12", entry->origin);
        CPPUNIT_ASSERT(entry->change == HistoryEntry::Change::mp && entry->cause == 486);
        CPPUNIT_ASSERT(HistoryEntry::parse("<sip:a@b>;rc=1;index=1.1")->change ==
                       HistoryEntry::Change::rc);
        CPPUNIT_ASSERT(HistoryEntry::parse("<sip:a@b>;index=1.1;np=1")->change ==
                       HistoryEntry::Change::np);
        const auto first = HistoryEntry::parse("<tel:+49301>;index=1");
        CPPUNIT_ASSERT(first.ok() && !first->cause && first->origin.empty());
        CPPUNIT_ASSERT(!HistoryEntry::parse("<sip:a@b;cause=7>;index=1")->cause);
    }
    void history_privacy_stands_escaped_in_the_uri() {
        CPPUNIT_ASSERT(HistoryEntry::parse(kHistory)->hidden());
        CPPUNIT_ASSERT(!HistoryEntry::parse("<sip:a@b?Privacy=none>;index=1")->hidden());
        CPPUNIT_ASSERT(HistoryEntry::parse("<sip:a@b?privacy=header>;index=1")->hidden());
        CPPUNIT_ASSERT(!HistoryEntry::parse("<sip:a@b?X=history>;index=1")->hidden());
    }
    void refuses_history_without_index() {
        for (const std::string_view bad :
             {"", "*", "<sip:a@b>", "<sip:a@b>;index=", "<sip:a@b>;index=1.", "<sip:a@b>;index=.1",
              "<sip:a@b>;index=1..2", "<sip:a@b>;index=a", "<sip:a@b>;index=1;mp=x"})
            CPPUNIT_ASSERT_MESSAGE(std::string(bad), !HistoryEntry::parse(bad));
    }
    void survives_a_cut_at_every_length() {
        for (std::size_t length = 0; length < kDiversion.size(); ++length) {
            const std::string cut(kDiversion.substr(0, length));
            const auto diversion = Diversion::parse(cut);
            CPPUNIT_ASSERT_MESSAGE(cut, !diversion || diversion->by.uri.user == "+49301");
        }
        for (std::size_t length = 0; length < kHistory.size(); ++length) {
            const std::string cut(kHistory.substr(0, length));
            const auto entry = HistoryEntry::parse(cut);
            CPPUNIT_ASSERT_MESSAGE(cut, !entry || !entry->index.empty());
        }
    }
    void finds_headers_of_a_uri() {
        const auto uri = Uri::parse("sip:a@b?Reason=SIP%3Bcause%3D486&X=&Privacy=id");
        CPPUNIT_ASSERT(uri.ok());
        ASSERT_TEXT("SIP;cause=486", uri_header(*uri, "reason"));
        ASSERT_TEXT("", uri_header(*uri, "X"));
        ASSERT_TEXT("id", uri_header(*uri, "Privacy"));
        ASSERT_TEXT("", uri_header(*uri, "Subject"));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RetargetingTest);

} // namespace sipi
