// application/simple-message-summary (RFC 3842 §5.2).
#include "sipi/message_summary.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace sipi;

class MessageSummaryTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(MessageSummaryTest);
    CPPUNIT_TEST(example_of_the_rfc_is_read);
    CPPUNIT_TEST(other_classes_and_message_headers_are_passed_over);
    CPPUNIT_TEST(each_class_has_its_counts);
    CPPUNIT_TEST(what_is_written_is_read);
    CPPUNIT_TEST(a_body_without_status_is_refused);
    CPPUNIT_TEST(broken_counts_are_refused);
    CPPUNIT_TEST(a_body_cut_at_every_length_is_read_or_refused);
    CPPUNIT_TEST_SUITE_END();

    static constexpr std::string_view kExample = "Messages-Waiting: yes\r\n"
                                                 "Message-Account: sip:alice@vmail.example.com\r\n"
                                                 "Voice-Message: 2/8 (0/2)\r\n";

    void example_of_the_rfc_is_read() {
        const auto summary = MessageSummary::parse(kExample);
        CPPUNIT_ASSERT(summary && summary->waiting && summary->voice);
        CPPUNIT_ASSERT_EQUAL(std::string("sip:alice@vmail.example.com"), summary->account);
        CPPUNIT_ASSERT((MessageSummary::Counts{2, 8, 0, 2} == *summary->voice));
    }
    void other_classes_and_message_headers_are_passed_over() {
        const auto summary = MessageSummary::parse(
            "messages-waiting : YES\nHologram-Message: many\nvoice-message: 1 / "
            "0\n\nVoice-Message: x\n");
        CPPUNIT_ASSERT(summary && summary->waiting);
        CPPUNIT_ASSERT((MessageSummary::Counts{1, 0, 0, 0} == summary->voice));
    }
    void each_class_has_its_counts() {
        const auto summary = MessageSummary::parse(
            "Messages-Waiting: yes\r\nVoice-Message: 1/2\r\nfax-message: 3/4 (1/0)\r\n"
            "Pager-Message: 5/6\r\nMultimedia-Message: 7/8\r\nText-Message: 9/0\r\n");
        CPPUNIT_ASSERT((MessageSummary::Counts{3, 4, 1, 0} == summary->fax));
        CPPUNIT_ASSERT((MessageSummary::Counts{5, 6, 0, 0} == summary->pager));
        CPPUNIT_ASSERT((MessageSummary::Counts{7, 8, 0, 0} == summary->multimedia));
        CPPUNIT_ASSERT((MessageSummary::Counts{9, 0, 0, 0} == summary->text_messages));
        CPPUNIT_ASSERT(MessageSummary::parse(summary->text()).value() == *summary);
        CPPUNIT_ASSERT(!MessageSummary::parse("Messages-Waiting: yes\r\nFax-Message: x\r\n"));
    }
    void what_is_written_is_read() {
        MessageSummary summary;
        CPPUNIT_ASSERT_EQUAL(std::string("Messages-Waiting: no\r\n"), summary.text());
        summary.waiting = true;
        summary.account = "sip:+4930@example.org";
        summary.voice = MessageSummary::Counts{3, 4, 1, 0};
        CPPUNIT_ASSERT(MessageSummary::parse(summary.text()).value() == summary);
        CPPUNIT_ASSERT_EQUAL(std::string(kExample), MessageSummary::parse(kExample)->text());
    }
    void a_body_without_status_is_refused() {
        for (const char* body : {"", "\r\n", "Voice-Message: 1/0\r\n",
                                 "Messages-Waiting: maybe\r\n", "Messages-Waiting\r\n"})
            CPPUNIT_ASSERT_MESSAGE(body, !MessageSummary::parse(body));
    }
    void broken_counts_are_refused() {
        for (const char* counts : {"", "1", "1/", "/1", "1/2 (3", "1/2 (3/4", "1/2 x", "a/b"})
            CPPUNIT_ASSERT_MESSAGE(
                counts, !MessageSummary::parse("Messages-Waiting: yes\r\nVoice-Message: " +
                                               std::string(counts) + "\r\n"));
        const auto large =
            MessageSummary::parse("Messages-Waiting: yes\r\nVoice-Message: 99999999999999/0\r\n");
        CPPUNIT_ASSERT_EQUAL(4294967295U, large->voice->fresh);
    }
    void a_body_cut_at_every_length_is_read_or_refused() {
        for (std::size_t size = 0; size < kExample.size(); ++size)
            if (const auto summary = MessageSummary::parse(kExample.substr(0, size)))
                CPPUNIT_ASSERT(summary->waiting);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(MessageSummaryTest);

} // namespace
