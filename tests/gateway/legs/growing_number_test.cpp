// gateway/legs: the INVITEs of a call whose number grows.
#include "gateway/legs/growing_number.h"

#include <cppunit/extensions/HelperMacros.h>

using legs::GrowingNumber;

class GrowingNumberTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(GrowingNumberTest);
    CPPUNIT_TEST(digits_ask_for_another_invite_st_alone_does_not);
    CPPUNIT_TEST(whole_number_does_not_grow);
    CPPUNIT_TEST(busy_is_better_than_incomplete);
    CPPUNIT_TEST(newer_of_equal_failures_counts);
    CPPUNIT_TEST(global_failure_is_best);
    CPPUNIT_TEST(only_404_and_484_want_digits);
    CPPUNIT_TEST(invitation_is_one_more_of_the_call);
    CPPUNIT_TEST_SUITE_END();

    static isup::Message iam(std::string_view digits) {
        isup::Message message(isup::MessageType::iam);
        isup::CalledPartyNumber called;
        called.digits = *isup::Digits::from_text(digits);
        message.set(called);
        return message;
    }
    static isup::Message sam(std::string_view digits) {
        isup::Message message(isup::MessageType::sam);
        message.set(isup::SubsequentNumber{*isup::Digits::from_text(digits)});
        return message;
    }
    static isup::Message rel(std::uint8_t value) {
        isup::Message message(isup::MessageType::rel);
        isup::CauseIndicators cause;
        cause.value = value;
        message.set(cause);
        return message;
    }
    static int best(const GrowingNumber& number) {
        return number.best()->get<isup::CauseIndicators>()->value;
    }

    void digits_ask_for_another_invite_st_alone_does_not() {
        GrowingNumber number;
        number.begin(iam("600"));
        CPPUNIT_ASSERT(number.growing());
        CPPUNIT_ASSERT(number.add(sam("12")));
        CPPUNIT_ASSERT(number.growing());
        CPPUNIT_ASSERT(!number.add(sam("F")));
        CPPUNIT_ASSERT(!number.growing());
        CPPUNIT_ASSERT_EQUAL(std::string("60012F"),
                             number.iam().get<isup::CalledPartyNumber>()->digits.to_text());
    }
    void whole_number_does_not_grow() {
        GrowingNumber number;
        number.begin(iam("600F"));
        CPPUNIT_ASSERT(!number.growing());
    }
    void busy_is_better_than_incomplete() {
        GrowingNumber number;
        number.failed(486, rel(17));
        number.failed(484, rel(28));
        number.failed(503, rel(41));
        CPPUNIT_ASSERT_EQUAL(17, best(number));
    }
    void newer_of_equal_failures_counts() {
        GrowingNumber number;
        number.failed(486, rel(17));
        number.failed(410, rel(22));
        CPPUNIT_ASSERT_EQUAL(22, best(number));
    }
    void global_failure_is_best() {
        GrowingNumber number;
        number.failed(603, rel(21));
        number.failed(486, rel(17));
        CPPUNIT_ASSERT_EQUAL(21, best(number));
    }
    void only_404_and_484_want_digits() {
        for (int status = 300; status < 700; ++status)
            CPPUNIT_ASSERT_EQUAL(status == 404 || status == 484, legs::wants_digits(status));
        CPPUNIT_ASSERT(legs::rank_of(484) < legs::rank_of(404));
        CPPUNIT_ASSERT(legs::rank_of(404) < legs::rank_of(500));
    }
    void invitation_is_one_more_of_the_call() {
        const GrowingNumber number;
        sipi::Invitation invitation;
        number.name(invitation);
        CPPUNIT_ASSERT_EQUAL(std::uint32_t{1}, invitation.cseq);
        CPPUNIT_ASSERT(invitation.call_id.empty() && invitation.from_tag.empty());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(GrowingNumberTest);
