// gateway/call: numbers that come digit by digit, early ACM, suspended calls, and requests that are
// answered here.
#include "tests/gateway/call/bed.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace testing;

class CallOverlapTest : public testing::CallBed {
    CPPUNIT_TEST_SUITE(CallOverlapTest);
    CPPUNIT_TEST(digits_go_on_as_they_come_to_a_group_that_takes_them);
    CPPUNIT_TEST(digits_below_the_least_stay_here);
    CPPUNIT_TEST(last_of_the_most_digits_completes_the_number);
    CPPUNIT_TEST(hash_behind_the_iam_becomes_st);
    CPPUNIT_TEST(st_of_the_caller_completes_the_number);
    CPPUNIT_TEST(each_digit_starts_t7_anew);
    CPPUNIT_TEST(digits_after_acm_are_dropped_and_not_counted);
    CPPUNIT_TEST(incomplete_number_is_not_given_to_a_group_that_wants_all);
    CPPUNIT_TEST(en_bloc_network_gets_a_new_iam_when_sip_brings_more_digits);
    CPPUNIT_TEST(isdn_caller_cannot_add_digits_after_t10);
    CPPUNIT_TEST(most_digits_end_collecting);
    CPPUNIT_TEST(an_iam_waits_for_its_inf);
    CPPUNIT_TEST(an_iam_does_not_wait_for_ever_for_its_inf);
    CPPUNIT_TEST(a_caller_may_give_up_while_its_iam_waits);
    CPPUNIT_TEST(t35_is_started_anew_by_each_digit);
    CPPUNIT_TEST(toiw2_brings_an_early_acm_to_a_caller_that_waits_for_it);
    CPPUNIT_TEST(t11_is_for_lines);
    CPPUNIT_TEST(sip_caller_gets_no_early_acm);
    CPPUNIT_TEST(acm_in_time_stops_the_early_one);
    CPPUNIT_TEST(alerting_after_an_early_acm_is_a_cpg);
    CPPUNIT_TEST(connect_after_an_early_acm_is_an_answer);
    CPPUNIT_TEST(answer_without_acm_is_a_connect);
    CPPUNIT_TEST(early_acm_is_sent_once_for_all_choices);
    CPPUNIT_TEST(early_acm_in_overlap_waits_for_t10);
    CPPUNIT_TEST(t6_releases_a_call_that_the_network_suspended);
    CPPUNIT_TEST(t2_releases_a_call_that_a_subscriber_suspended);
    CPPUNIT_TEST(resume_stops_t6);
    CPPUNIT_TEST(suspended_call_behind_isup_is_controlled_there);
    CPPUNIT_TEST(information_is_given_from_the_iam);
    CPPUNIT_TEST(information_is_asked_of_isup);
    CPPUNIT_TEST(identity_is_given_from_the_iam);
    CPPUNIT_TEST(circuit_messages_go_nowhere);
    CPPUNIT_TEST_SUITE_END();

    static const call::Origin& overlap() {
        static const call::Origin kOrigin{"in", false, 2, 4s};
        return kOrigin;
    }
    std::string iam_digits() const {
        return trunks->iams.back().get<isup::CalledPartyNumber>()->digits.to_text();
    }
    std::string last_sam() {
        assert_type(MessageType::sam, called().last());
        return called().sent.back().get<isup::SubsequentNumber>()->digits.to_text();
    }
    void a_caller_that_waits() { caller_traits.awaits_acm = true; }
    void a_called_side_in_sip() {
        trunks->traits.early = call::EarlyAcm::toiw2;
        trunks->traits.backward.interworking = true;
    }

    void digits_go_on_as_they_come_to_a_group_that_takes_them() {
        trunks->overlap = {"first"};
        call::Call& call = start("60", overlap());
        CPPUNIT_ASSERT_EQUAL(std::string("60"), iam_digits());
        CPPUNIT_ASSERT_EQUAL(0, caller->proceedings);
        call.on_message(*caller, sam("0"));
        CPPUNIT_ASSERT_EQUAL(std::string("0"), last_sam());
        CPPUNIT_ASSERT_EQUAL(std::string("600"), call.called().digits);
        call.on_message(called(), acm(true));
        CPPUNIT_ASSERT_EQUAL(1, caller->proceedings);
        assert_type(MessageType::acm, caller->last());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, trunks->groups.size());
    }
    void digits_below_the_least_stay_here() {
        trunks->overlap = {"first"};
        call::Call& call = start("6", overlap());
        CPPUNIT_ASSERT(trunks->groups.empty());
        call.on_message(*caller, sam("0"));
        CPPUNIT_ASSERT_EQUAL(std::string("60"), iam_digits());
    }
    void last_of_the_most_digits_completes_the_number() {
        trunks->overlap = {"first"};
        call::Call& call = start("60", {"in", false, 2, 4s, 4});
        call.on_message(*caller, sam("0"));
        CPPUNIT_ASSERT_EQUAL(std::string("0"), last_sam());
        call.on_message(*caller, sam("1"));
        CPPUNIT_ASSERT_EQUAL(std::string("1F"), last_sam());
        CPPUNIT_ASSERT_EQUAL(1, caller->proceedings);
    }
    void hash_behind_the_iam_becomes_st() {
        trunks->overlap = {"first"};
        call::Call& call = start("60", overlap());
        call.on_message(*caller, sam("0C"));
        CPPUNIT_ASSERT_EQUAL(std::string("0F"), last_sam());
    }
    void st_of_the_caller_completes_the_number() {
        trunks->overlap = {"first"};
        call::Call& call = start("60", overlap());
        call.on_message(*caller, sam("F"));
        CPPUNIT_ASSERT_EQUAL(std::string("F"), last_sam());
        CPPUNIT_ASSERT_EQUAL(1, caller->proceedings);
    }
    void each_digit_starts_t7_anew() {
        trunks->overlap = {"first"};
        call::Call& call = start("60", overlap());
        advance(20s);
        call.on_message(*caller, sam("0"));
        advance(20s);
        CPPUNIT_ASSERT(call.state() == call::State::awaiting_acm);
        advance(6s);
        CPPUNIT_ASSERT_EQUAL(102, caller->last_cause());
        expect_over(&called());
    }
    void digits_after_acm_are_dropped_and_not_counted() {
        trunks->overlap = {"first"};
        call::Call& call = start("60", overlap());
        call.on_message(called(), acm(true));
        call.on_message(*caller, sam("0"));
        CPPUNIT_ASSERT(called().sent.empty());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, table->counters().unexpected_messages);
    }
    void incomplete_number_is_not_given_to_a_group_that_wants_all() {
        trunks->overlap = {"first"};
        trunks->refuse = {34};
        start("60", overlap());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, trunks->groups.size());
        CPPUNIT_ASSERT_EQUAL(28, caller->last_cause());
        expect_over();
    }
    void en_bloc_network_gets_a_new_iam_when_sip_brings_more_digits() {
        call::Call& call = start("60", overlap());
        advance(5s); // T10
        CPPUNIT_ASSERT_EQUAL(std::string("60F"), iam_digits());
        FakeLeg& first = called();
        call.on_message(*caller, sam("0"));
        assert_type(MessageType::rel, first.last());
        CPPUNIT_ASSERT(call.state() == call::State::collecting);
        first.end(call);
        advance(5s);
        CPPUNIT_ASSERT_EQUAL(std::string("600F"), iam_digits());
        CPPUNIT_ASSERT(caller->sent.empty());
        call.on_message(called(), acm(true));
        caller->release(call, 16);
        expect_over(&called());
    }
    void isdn_caller_cannot_add_digits_after_t10() {
        a_caller_that_waits();
        call::Call& call = start("60", overlap());
        advance(5s);
        call.on_message(*caller, sam("0"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, trunks->groups.size());
        CPPUNIT_ASSERT(called().sent.empty());
    }
    void most_digits_end_collecting() {
        call::Call& call = start("6", {"in", false, 0, 4s, 3});
        call.on_message(*caller, sam("0"));
        CPPUNIT_ASSERT(trunks->groups.empty());
        call.on_message(*caller, sam("0"));
        CPPUNIT_ASSERT_EQUAL(std::string("600F"), iam_digits());
        CPPUNIT_ASSERT_EQUAL(1, caller->proceedings);
    }
    static call::Origin waiting() {
        call::Origin origin{"in", true};
        origin.wait = 1500ms;
        return origin;
    }
    void an_iam_waits_for_its_inf() {
        call::Call& call = start("600", waiting());
        CPPUNIT_ASSERT(trunks->groups.empty());
        isup::Message inf(MessageType::inf);
        isup::AccessTransport access;
        const std::uint8_t name[] = {'A', 'n', 'n'};
        CPPUNIT_ASSERT(access.add(isup::Element::display, name));
        inf.set(isup::InformationIndicators{});
        inf.set(access);
        call.on_message(*caller, inf);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, trunks->groups.size());
        const auto told = trunks->iams.back().get<isup::AccessTransport>();
        CPPUNIT_ASSERT(told && told->find(isup::Element::display)->size() == 3);
    }
    void an_iam_does_not_wait_for_ever_for_its_inf() {
        start("600", waiting());
        advance(1400ms);
        CPPUNIT_ASSERT(trunks->groups.empty());
        advance(200ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, trunks->groups.size());
    }
    void a_caller_may_give_up_while_its_iam_waits() {
        call::Call& call = start("600", waiting());
        caller->release(call, 16);
        CPPUNIT_ASSERT(trunks->groups.empty());
        expect_over();
    }
    void t35_is_started_anew_by_each_digit() {
        call::Call& call = start("6", {"in", false, 4, 4s});
        advance(14s);
        call.on_message(*caller, sam("0"));
        advance(14s);
        CPPUNIT_ASSERT(caller->sent.empty());
        advance(2s);
        CPPUNIT_ASSERT_EQUAL(28, caller->last_cause());
        expect_over();
    }
    void toiw2_brings_an_early_acm_to_a_caller_that_waits_for_it() {
        a_caller_that_waits();
        a_called_side_in_sip();
        call::Call& call = start();
        advance(3900ms);
        CPPUNIT_ASSERT(caller->sent.empty());
        advance(200ms);
        assert_type(MessageType::acm, caller->last());
        const auto backward = caller->sent.back().get<isup::BackwardCallIndicators>();
        CPPUNIT_ASSERT(backward->called_status == isup::CalledStatus::no_indication);
        CPPUNIT_ASSERT(backward->interworking);
        CPPUNIT_ASSERT(call.state() == call::State::awaiting_acm); // the called side owes its own
    }
    void t11_is_for_lines() {
        a_caller_that_waits();
        start();
        advance(14s);
        CPPUNIT_ASSERT(caller->sent.empty());
        advance(2s);
        assert_type(MessageType::acm, caller->last());
    }
    void sip_caller_gets_no_early_acm() {
        a_called_side_in_sip();
        start();
        advance(24s);
        CPPUNIT_ASSERT(caller->sent.empty());
    }
    void acm_in_time_stops_the_early_one() {
        a_caller_that_waits();
        a_called_side_in_sip();
        call::Call& call = start();
        call.on_message(called(), acm(true));
        advance(10s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, caller->sent.size());
    }
    void alerting_after_an_early_acm_is_a_cpg() {
        a_caller_that_waits();
        a_called_side_in_sip();
        call::Call& call = start();
        advance(5s);
        call.on_message(called(), acm(true));
        assert_type(MessageType::cpg, caller->last());
        CPPUNIT_ASSERT(caller->sent.back().get<isup::EventInformation>()->event ==
                       isup::Event::alerting);
        CPPUNIT_ASSERT(call.state() == call::State::awaiting_anm);
        advance(100s);
        CPPUNIT_ASSERT(call.state() == call::State::awaiting_anm); // T7 has stopped
    }
    void connect_after_an_early_acm_is_an_answer() {
        a_caller_that_waits();
        a_called_side_in_sip();
        call::Call& call = start();
        advance(5s);
        call.on_message(called(), isup::Message(MessageType::con));
        assert_type(MessageType::anm, caller->last());
    }
    void answer_without_acm_is_a_connect() {
        call::Call& call = start();
        call.on_message(called(), isup::Message(MessageType::anm));
        assert_type(MessageType::con, caller->last());
        CPPUNIT_ASSERT(caller->sent.back().has(isup::Param::backward_call_indicators));
    }
    void early_acm_is_sent_once_for_all_choices() {
        a_caller_that_waits();
        a_called_side_in_sip();
        call::Call& call = start();
        advance(5s);
        called().release(call, 34);
        CPPUNIT_ASSERT_EQUAL(std::string("second"), trunks->groups.back());
        advance(5s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, caller->sent.size());
        call.on_message(called(), acm(false, true));
        CPPUNIT_ASSERT(caller->sent.back().get<isup::EventInformation>()->event ==
                       isup::Event::in_band);
    }
    void early_acm_in_overlap_waits_for_t10() {
        a_caller_that_waits();
        a_called_side_in_sip();
        trunks->overlap = {"first"};
        call::Call& call = start("60", overlap());
        advance(3s);
        call.on_message(*caller, sam("0"));
        advance(5s); // T10, then TOIW2
        CPPUNIT_ASSERT(caller->sent.empty());
        advance(4s);
        assert_type(MessageType::acm, caller->last());
        CPPUNIT_ASSERT_EQUAL(1, caller->proceedings);
    }

    call::Call& answered() {
        call::Call& call = start();
        call.on_message(called(), isup::Message(MessageType::con));
        return call;
    }
    static isup::Message suspended(bool by_network) {
        isup::Message sus(MessageType::sus);
        sus.set(isup::SuspendResumeIndicators{by_network});
        return sus;
    }
    void t6_releases_a_call_that_the_network_suspended() {
        call::Call& call = answered();
        call.on_message(called(), suspended(true));
        assert_type(MessageType::sus, caller->last());
        advance(119s);
        CPPUNIT_ASSERT(call.state() == call::State::answered);
        advance(2s);
        CPPUNIT_ASSERT_EQUAL(102, caller->last_cause());
        CPPUNIT_ASSERT_EQUAL(102, called().last_cause());
        expect_over(&called());
    }
    void t2_releases_a_call_that_a_subscriber_suspended() {
        call::Call& call = answered();
        call.on_message(*caller, suspended(false));
        assert_type(MessageType::sus, called().last());
        advance(179s);
        CPPUNIT_ASSERT(call.state() == call::State::answered);
        advance(2s);
        CPPUNIT_ASSERT_EQUAL(102, called().last_cause());
        expect_over(&called());
    }
    void resume_stops_t6() {
        call::Call& call = answered();
        call.on_message(called(), suspended(true));
        advance(100s);
        call.on_message(called(), isup::Message(MessageType::res));
        assert_type(MessageType::res, caller->last());
        advance(1h);
        CPPUNIT_ASSERT(call.state() == call::State::answered);
    }
    void suspended_call_behind_isup_is_controlled_there() {
        caller_traits.isup = true;
        call::Call& call = answered();
        call.on_message(called(), suspended(true));
        assert_type(MessageType::sus, caller->last());
        advance(1h);
        CPPUNIT_ASSERT(call.state() == call::State::answered);
    }

    call::Call& from_somebody() {
        call::Call& call = table->create();
        auto leg = std::make_unique<FakeLeg>(*engine);
        caller = leg.get();
        caller->own_traits = caller_traits;
        isup::Message message = iam("600");
        isup::CallingPartyNumber calling;
        calling.digits = *isup::Digits::from_text("30123");
        message.set(calling);
        message.set(isup::CallingPartyCategory{isup::Category::priority});
        call.start(std::move(leg), message, {"in", true, 0, 4s});
        return call;
    }
    static isup::Message request() {
        isup::Message inr(MessageType::inr);
        isup::InformationRequest asked;
        asked.calling_address = asked.category = true;
        inr.set(asked);
        return inr;
    }
    void information_is_given_from_the_iam() {
        call::Call& call = from_somebody();
        call.on_message(called(), request());
        CPPUNIT_ASSERT(caller->sent.empty());
        assert_type(MessageType::inf, called().last());
        const isup::Message& inf = called().sent.back();
        CPPUNIT_ASSERT_EQUAL(std::string("30123"),
                             inf.get<isup::CallingPartyNumber>()->digits.to_text());
        CPPUNIT_ASSERT(inf.get<isup::CallingPartyCategory>()->value == isup::Category::priority);
    }
    void information_is_asked_of_isup() {
        caller_traits.isup = true;
        call::Call& call = from_somebody();
        call.on_message(called(), request());
        assert_type(MessageType::inr, caller->last());
        call.on_message(*caller, isup::Message(MessageType::inf));
        assert_type(MessageType::inf, called().last());
    }
    void identity_is_given_from_the_iam() {
        call::Call& call = from_somebody();
        isup::Message idr(MessageType::idr);
        isup::McidRequest asked;
        asked.identity = true;
        idr.set(asked);
        call.on_message(called(), idr);
        assert_type(MessageType::irs, called().last());
        CPPUNIT_ASSERT(called().sent.back().get<isup::McidResponse>()->included);
        CPPUNIT_ASSERT(called().sent.back().has(isup::Param::calling_party_number));
    }
    void circuit_messages_go_nowhere() {
        call::Call& call = answered();
        const std::size_t before = caller->sent.size();
        call.on_message(called(), isup::Message(MessageType::ccr));
        call.on_message(called(), isup::Message(MessageType::rsc));
        CPPUNIT_ASSERT_EQUAL(before, caller->sent.size());
        CPPUNIT_ASSERT(call.state() == call::State::answered);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, table->counters().unexpected_messages);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CallOverlapTest);
