// A call whose called side names another number.
#include "gateway/call/redirection.h"

#include "tests/gateway/call/bed.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace testing;

namespace {

isup::Message redirect(std::string_view to,
                       isup::RedirectReason reason = isup::RedirectReason::deflection_immediate) {
    isup::Message rel(MessageType::rel);
    isup::CauseIndicators cause;
    cause.value = 23;
    rel.set(cause);
    isup::RedirectionNumber number;
    number.digits = *isup::Digits::from_text(to);
    rel.set(number);
    isup::RedirectionInformation information;
    information.reason = reason;
    rel.set(information);
    return rel;
}

std::string digits_of(const isup::Digits& digits) {
    std::string text;
    for (std::size_t i = 0; i < digits.without_st().size(); ++i)
        text += static_cast<char>('0' + digits[i]);
    return text;
}

} // namespace

class CallRedirectionTest : public CallBed {
    CPPUNIT_TEST_SUITE(CallRedirectionTest);
    CPPUNIT_TEST(the_call_goes_to_the_other_number);
    CPPUNIT_TEST(the_caller_is_told_after_alerting_too);
    CPPUNIT_TEST(it_is_passed_to_a_caller_that_can_use_it);
    CPPUNIT_TEST(a_caller_that_refuses_it_is_connected_by_us);
    CPPUNIT_TEST(a_caller_that_cannot_use_it_is_connected_by_us);
    CPPUNIT_TEST(a_group_that_follows_itself_ends_the_call);
    CPPUNIT_TEST(nobody_is_sent_on_for_ever);
    CPPUNIT_TEST(a_number_without_route_ends_the_call);
    CPPUNIT_TEST(the_iam_remembers_the_first_and_the_last);
    CPPUNIT_TEST(who_is_silent_about_it_is_not_told_of);
    CPPUNIT_TEST_SUITE_END();

    void deflect(call::Call& call, std::string_view to) {
        FakeLeg& leg = called();
        call.on_message(leg, redirect(to));
        leg.end(call);
    }

    void the_call_goes_to_the_other_number() {
        call::Call& call = start("600");
        deflect(call, "700");
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, trunks->iams.size());
        const isup::Message& iam = trunks->iams.back();
        CPPUNIT_ASSERT_EQUAL(std::string("700"),
                             digits_of(iam.get<isup::CalledPartyNumber>()->digits));
        CPPUNIT_ASSERT_EQUAL(std::string("600"),
                             digits_of(iam.get<isup::RedirectingNumber>()->digits));
        assert_type(MessageType::acm, caller->last());
        CPPUNIT_ASSERT(caller->sent.back().get<isup::GenericNotification>()->contains(
            isup::Notification::call_is_diverting));
        call.on_message(called(), isup::Message(MessageType::anm));
        assert_type(MessageType::anm, caller->last());
        CPPUNIT_ASSERT(call.state() == call::State::answered);
        caller->release(call, 16);
        expect_over(&called());
    }

    void the_caller_is_told_after_alerting_too() {
        call::Call& call = start("600");
        call.on_message(called(), acm(true));
        deflect(call, "700");
        assert_type(MessageType::cpg, caller->last());
        CPPUNIT_ASSERT(caller->sent.back().get<isup::RedirectionNumber>().has_value());
        call.on_message(called(), acm(true));
        assert_type(MessageType::cpg, caller->last());
        caller->release(call, 16);
        expect_over(&called());
    }

    void it_is_passed_to_a_caller_that_can_use_it() {
        trunks->redirect = call::Redirection::pass;
        call::Call& call = start("600");
        caller->redirectable = true;
        deflect(call, "700");
        assert_type(MessageType::rel, caller->last());
        CPPUNIT_ASSERT_EQUAL(23, caller->last_cause());
        CPPUNIT_ASSERT(caller->sent.back().get<isup::RedirectionNumber>().has_value());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, trunks->iams.size());
        expect_over();
    }

    void a_caller_that_refuses_it_is_connected_by_us() {
        trunks->redirect = call::Redirection::pass;
        call::Call& call = start("600");
        caller->redirectable = true;
        deflect(call, "700");
        const isup::Message rel = caller->sent.back();
        CPPUNIT_ASSERT(call.redirection_refused(*caller, rel));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, trunks->iams.size());
        CPPUNIT_ASSERT(!call.redirection_refused(*caller, rel)); // once is enough
        caller->release(call, 16);
        expect_over(&called());
    }

    void a_caller_that_cannot_use_it_is_connected_by_us() {
        trunks->redirect = call::Redirection::pass;
        call::Call& call = start("600");
        deflect(call, "700");
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, trunks->iams.size());
        caller->release(call, 16);
        expect_over(&called());
    }

    void a_group_that_follows_itself_ends_the_call() {
        trunks->redirect = call::Redirection::none;
        call::Call& call = start("600");
        deflect(call, "700");
        assert_type(MessageType::rel, caller->last());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, trunks->iams.size());
        expect_over();
    }

    void nobody_is_sent_on_for_ever() {
        call::Call& call = start("600");
        for (unsigned i = 0; i < 5; ++i)
            deflect(call, "70" + std::to_string(i));
        CPPUNIT_ASSERT_EQUAL(std::size_t{6}, trunks->iams.size());
        CPPUNIT_ASSERT_EQUAL(5,
                             int{trunks->iams.back().get<isup::RedirectionInformation>()->counter});
        deflect(call, "800");
        CPPUNIT_ASSERT_EQUAL(std::size_t{6}, trunks->iams.size());
        assert_type(MessageType::rel, caller->last());
        expect_over();
    }

    void a_number_without_route_ends_the_call() {
        call::Call& call = start("600");
        isup::Message rel = redirect("7");
        isup::RedirectionNumber star;
        star.digits.push_back(isup::Digits::kCode11);
        rel.set(star);
        FakeLeg& leg = called();
        call.on_message(leg, rel);
        leg.end(call);
        assert_type(MessageType::rel, caller->last());
        CPPUNIT_ASSERT_EQUAL(3, caller->last_cause());
        expect_over();
    }

    void the_iam_remembers_the_first_and_the_last() {
        auto once = call::redirected(iam("600"), redirect("700", isup::RedirectReason::busy));
        auto twice = call::redirected(*once, redirect("800", isup::RedirectReason::no_reply));
        CPPUNIT_ASSERT_EQUAL(std::string("700"),
                             digits_of(twice->get<isup::RedirectingNumber>()->digits));
        CPPUNIT_ASSERT_EQUAL(std::string("600"),
                             digits_of(twice->get<isup::OriginalCalledNumber>()->digits));
        const auto information = twice->get<isup::RedirectionInformation>();
        CPPUNIT_ASSERT_EQUAL(2, int{information->counter});
        CPPUNIT_ASSERT(information->reason == isup::RedirectReason::no_reply);
        CPPUNIT_ASSERT(information->original_reason == isup::RedirectReason::busy);
    }

    void who_is_silent_about_it_is_not_told_of() {
        isup::Message rel = redirect("700");
        rel.set(isup::CallDiversionInformation{1, isup::RedirectReason::unknown});
        CPPUNIT_ASSERT(!call::diverting(rel));
        rel.set(isup::CallDiversionInformation{3, isup::RedirectReason::unknown});
        const auto told = call::diverting(rel);
        CPPUNIT_ASSERT(told && told->has(isup::Param::redirection_number_restriction));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CallRedirectionTest);
