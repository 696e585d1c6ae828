// gateway/call: one call between two legs that record what they are told, on a hand-driven clock.
#include "tests/gateway/call/bed.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace testing;

class CallTest : public testing::CallBed {
    CPPUNIT_TEST_SUITE(CallTest);
    CPPUNIT_TEST(answered_call_is_through_both_ways_and_ends_on_both_legs);
    CPPUNIT_TEST(is_backward_only_until_the_answer);
    CPPUNIT_TEST(called_side_releases_with_its_cause);
    CPPUNIT_TEST(caller_gives_up_while_ringing);
    CPPUNIT_TEST(t7_releases_both_legs_with_102);
    CPPUNIT_TEST(t9_releases_both_legs_with_19);
    CPPUNIT_TEST(t7_stops_at_acm_and_t9_at_answer);
    CPPUNIT_TEST(unroutable_number_is_released_with_3);
    CPPUNIT_TEST(next_group_is_tried_on_its_causes);
    CPPUNIT_TEST(next_group_is_tried_when_the_first_refuses_the_leg);
    CPPUNIT_TEST(busy_is_no_reason_for_the_next_group);
    CPPUNIT_TEST(glare_takes_another_channel_of_the_same_group);
    CPPUNIT_TEST(glare_without_end_is_given_up);
    CPPUNIT_TEST(caller_without_tone_hears_ringback_until_the_answer);
    CPPUNIT_TEST(in_band_information_stops_our_ringback);
    CPPUNIT_TEST(data_is_bridged_as_data_and_has_no_tones);
    CPPUNIT_TEST(preferred_data_is_audio_once_it_has_fallen_back);
    CPPUNIT_TEST(failed_call_of_our_own_subscriber_hears_the_tone_of_its_cause);
    CPPUNIT_TEST(line_is_disconnected_with_the_tone_and_released_behind_it);
    CPPUNIT_TEST(caller_without_route_or_answer_hears_a_tone);
    CPPUNIT_TEST(announcement_of_the_far_end_needs_no_tone_of_ours);
    CPPUNIT_TEST(announcement_gives_way_to_the_next_group);
    CPPUNIT_TEST(overlap_digits_are_collected_until_the_timer);
    CPPUNIT_TEST(overlap_ends_at_hash);
    CPPUNIT_TEST(too_few_overlap_digits_are_released_with_28);
    CPPUNIT_TEST(full_group_is_refused_with_42);
    CPPUNIT_TEST(emergency_calls_may_use_the_reserve);
    CPPUNIT_TEST(the_peer_may_name_the_trunk_group);
    CPPUNIT_TEST(no_media_port_releases_with_47);
    CPPUNIT_TEST(media_timeout_releases_both);
    CPPUNIT_TEST(hold_is_passed_on_in_talk);
    CPPUNIT_TEST(leg_that_ends_by_itself_takes_the_call_with_it);
    CPPUNIT_TEST(audit_frees_a_leg_that_never_ends);
    CPPUNIT_TEST(unexpected_messages_are_counted_and_change_nothing);
    CPPUNIT_TEST(trace_holds_messages_route_and_timers);
    CPPUNIT_TEST(iam_waits_for_continuity);
    CPPUNIT_TEST(failed_continuity_ends_the_call);
    CPPUNIT_TEST(continuity_that_never_comes_ends_the_call_after_t8);
    CPPUNIT_TEST(caller_may_give_up_while_continuity_is_awaited);
    CPPUNIT_TEST(iam_goes_ahead_to_who_can_be_told_of_continuity);
    CPPUNIT_TEST(early_acm_waits_for_continuity);
    CPPUNIT_TEST(who_asked_hears_what_is_discarded_where_isup_ends);
    CPPUNIT_TEST(nothing_is_judged_where_isup_goes_on);
    CPPUNIT_TEST(message_that_must_be_passed_on_or_released_releases);
    CPPUNIT_TEST(failed_continuity_releases_who_was_told_ahead);
    CPPUNIT_TEST(next_choice_that_cannot_be_told_waits_for_continuity);
    CPPUNIT_TEST_SUITE_END();

    call::Call& start_checked() {
        continuity = isup::ContinuityCheck::on_previous_circuit;
        call::Call& call = start();
        CPPUNIT_ASSERT(trunks->iams.empty());
        return call;
    }
    static isup::Message cot(bool successful) {
        isup::Message message(MessageType::cot);
        message.set(isup::ContinuityIndicators{successful});
        return message;
    }
    void iam_waits_for_continuity() {
        call::Call& call = start_checked();
        advance(11s);
        call.on_message(*caller, cot(true));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, trunks->iams.size());
        const auto nature = trunks->iams[0].get<isup::NatureOfConnection>();
        CPPUNIT_ASSERT(nature && nature->continuity == isup::ContinuityCheck::not_required);
        advance(5s);
        CPPUNIT_ASSERT(call.state() == call::State::awaiting_acm);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, table->counters().unexpected_messages);
        call.release(isup::CauseIndicators{}, "test");
        expect_over(&called());
    }
    void failed_continuity_ends_the_call() {
        call::Call& call = start_checked();
        call.on_message(*caller, cot(false));
        CPPUNIT_ASSERT_EQUAL(41, caller->last_cause());
        CPPUNIT_ASSERT(trunks->iams.empty());
        expect_over();
    }
    void continuity_that_never_comes_ends_the_call_after_t8() {
        start_checked();
        advance(12s);
        CPPUNIT_ASSERT_EQUAL(41, caller->last_cause());
        CPPUNIT_ASSERT(trunks->iams.empty());
        expect_over();
    }
    void caller_may_give_up_while_continuity_is_awaited() {
        call::Call& call = start_checked();
        caller->release(call, 16);
        CPPUNIT_ASSERT(trunks->iams.empty());
        expect_over();
    }
    call::Call& start_ahead() {
        continuity = isup::ContinuityCheck::on_previous_circuit;
        trunks->unchecked = {"first"};
        call::Call& call = start();
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, trunks->iams.size());
        const auto nature = trunks->iams[0].get<isup::NatureOfConnection>();
        CPPUNIT_ASSERT(nature && nature->continuity == isup::ContinuityCheck::on_previous_circuit);
        return call;
    }
    void iam_goes_ahead_to_who_can_be_told_of_continuity() { // Q.1912.5 §7.1
        call::Call& call = start_ahead();
        CPPUNIT_ASSERT(called().sent.empty());
        advance(11s);
        call.on_message(*caller, cot(true));
        assert_type(MessageType::cot, called().last());
        advance(5s); // T8 is over
        CPPUNIT_ASSERT(call.state() == call::State::awaiting_acm);
        call.on_message(*caller, cot(true));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, table->counters().unexpected_messages);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, called().sent.size());
        call.release(isup::CauseIndicators{}, "test");
        expect_over(&called());
    }
    /// With a parameter that nobody here knows, and what to do with it (Q.763 §3.41).
    static isup::Message with_unknown(isup::Message message, std::uint8_t instruction) {
        const std::uint8_t octets[] = {0xaa};
        message.add_raw(isup::Param{0xf0}, octets);
        const std::uint8_t compatibility[] = {0xf0, instruction};
        message.add_raw(isup::Param::parameter_compatibility_information, compatibility);
        return message;
    }
    void who_asked_hears_what_is_discarded_where_isup_ends() { // Q.764 §2.9.5.3
        caller_traits.isup = true;
        call::Call& call = table->create();
        auto leg = std::make_unique<FakeLeg>(*engine, caller_needs);
        caller = leg.get();
        caller->own_traits = caller_traits;
        // notify; pass on not possible: discard the parameter
        call.start(std::move(leg), with_unknown(iam("600"), 0x80 | 0x04 | 0x40),
                   {"in", true, 0, 4s});
        assert_type(MessageType::cfn, caller->last());
        CPPUNIT_ASSERT_EQUAL(99, caller->last_cause());
        const auto cause = caller->sent.back().get<isup::CauseIndicators>();
        CPPUNIT_ASSERT_EQUAL(std::uint8_t{0xf0}, cause->diagnostics.octets()[0]);
        call.on_message(called(), acm(true));
        assert_type(MessageType::acm, caller->last());
        call.release(isup::CauseIndicators{}, "test");
        expect_over(&called());
    }
    void nothing_is_judged_where_isup_goes_on() {
        caller_traits.isup = trunks->traits.isup = true;
        call::Call& call = start();
        call.on_message(called(), with_unknown(acm(true), 0x80 | 0x04 | 0x40));
        assert_type(MessageType::acm, caller->last());
        CPPUNIT_ASSERT(called().sent.empty());
        call.release(isup::CauseIndicators{}, "test");
        expect_over(&called());
    }
    void message_that_must_be_passed_on_or_released_releases() {
        trunks->traits.isup = true;
        call::Call& call = start();
        call.on_message(called(), with_unknown(acm(true), 0x80));
        CPPUNIT_ASSERT_EQUAL(99, called().last_cause());
        CPPUNIT_ASSERT_EQUAL(99, caller->last_cause());
        expect_over(&called());
    }
    void early_acm_waits_for_continuity() { // Q.764 §2.1.8: no ACM before it
        caller_traits.awaits_acm = true;
        trunks->traits.early = call::EarlyAcm::toiw2;
        call::Call& call = start_ahead();
        advance(6s);
        CPPUNIT_ASSERT(caller->sent.empty());
        call.on_message(*caller, cot(true));
        advance(4s);
        assert_type(MessageType::acm, caller->last());
        call.release(isup::CauseIndicators{}, "test");
        expect_over(&called());
    }
    void failed_continuity_releases_who_was_told_ahead() {
        call::Call& call = start_ahead();
        call.on_message(*caller, cot(false));
        CPPUNIT_ASSERT_EQUAL(41, caller->last_cause());
        CPPUNIT_ASSERT_EQUAL(41, called().last_cause());
        expect_over(&called());
    }
    void next_choice_that_cannot_be_told_waits_for_continuity() {
        call::Call& call = start_ahead();
        called().release(call, 34);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, trunks->iams.size());
        CPPUNIT_ASSERT(call.state() == call::State::collecting);
        CPPUNIT_ASSERT_EQUAL(0U, admission->calls("first"));
        call.on_message(*caller, cot(true));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, trunks->iams.size());
        CPPUNIT_ASSERT_EQUAL(std::string("second"), trunks->groups.back());
        CPPUNIT_ASSERT(called().sent.empty());
        call.release(isup::CauseIndicators{}, "test");
        expect_over(&called());
    }

  private:
    void answered_call_is_through_both_ways_and_ends_on_both_legs() {
        call::Call& call = start();
        call.on_message(called(), acm(true));
        assert_type(MessageType::acm, caller->last());
        call.on_message(called(), isup::Message(MessageType::anm));
        assert_type(MessageType::anm, caller->last());
        CPPUNIT_ASSERT(call.state() == call::State::answered);
        CPPUNIT_ASSERT(trunks->incoming == std::vector<std::string>{"in"});
        CPPUNIT_ASSERT(caller->through == call::Through::both);
        CPPUNIT_ASSERT(engine->ports.at(caller->port().value).peer == called().port());
        caller->release(call, 16);
        assert_type(MessageType::rel, called().last());
        CPPUNIT_ASSERT_EQUAL(16, called().last_cause());
        expect_over(&called());
    }
    void is_backward_only_until_the_answer() {
        call::Call& call = start();
        CPPUNIT_ASSERT(caller->through == call::Through::backward);
        call.on_message(called(), acm(true, true));
        CPPUNIT_ASSERT(caller->through == call::Through::backward);
        CPPUNIT_ASSERT(engine->ports.at(caller->port().value).peer == called().port());
    }
    void called_side_releases_with_its_cause() {
        call::Call& call = start();
        FakeLeg& callee = called();
        callee.release(call, 17);
        assert_type(MessageType::rel, caller->last());
        CPPUNIT_ASSERT_EQUAL(17, caller->last_cause());
        expect_over();
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, table->counters().failed);
    }
    void caller_gives_up_while_ringing() {
        call::Call& call = start();
        call.on_message(called(), acm(true));
        caller->release(call, 31);
        CPPUNIT_ASSERT_EQUAL(31, called().last_cause());
        expect_over(&called());
    }
    void t7_releases_both_legs_with_102() {
        start();
        advance(26s);
        CPPUNIT_ASSERT_EQUAL(102, caller->last_cause());
        CPPUNIT_ASSERT_EQUAL(102, called().last_cause());
        expect_over(&called());
    }
    void t9_releases_both_legs_with_19() {
        call::Call& call = start();
        call.on_message(called(), acm(true));
        advance(179s);
        assert_type(MessageType::acm, caller->last());
        advance(2s);
        CPPUNIT_ASSERT_EQUAL(19, caller->last_cause());
        CPPUNIT_ASSERT_EQUAL(19, called().last_cause());
        expect_over(&called());
    }
    void t7_stops_at_acm_and_t9_at_answer() {
        call::Call& call = start();
        call.on_message(called(), acm(false));
        advance(60s);
        CPPUNIT_ASSERT(call.state() == call::State::awaiting_anm);
        call.on_message(called(), isup::Message(MessageType::anm));
        advance(24h);
        CPPUNIT_ASSERT(call.state() == call::State::answered);
    }
    void unroutable_number_is_released_with_3() {
        start("B12");
        CPPUNIT_ASSERT_EQUAL(3, caller->last_cause());
        expect_over();
    }
    void next_group_is_tried_on_its_causes() {
        call::Call& call = start();
        FakeLeg& first = called();
        first.release(call, 34);
        CPPUNIT_ASSERT_EQUAL(std::string("second"), trunks->groups.back());
        CPPUNIT_ASSERT(caller->sent.empty());
        call.on_message(called(), acm(true));
        assert_type(MessageType::acm, caller->last());
        called().release(call, 34); // ringing already: no third choice
        CPPUNIT_ASSERT_EQUAL(34, caller->last_cause());
        expect_over();
    }
    void next_group_is_tried_when_the_first_refuses_the_leg() {
        trunks->refuse = {34};
        call::Call& call = start();
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, trunks->groups.size());
        call.on_message(called(), isup::Message(MessageType::con));
        CPPUNIT_ASSERT(call.state() == call::State::answered);
    }
    void busy_is_no_reason_for_the_next_group() {
        call::Call& call = start();
        called().release(call, 17);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, trunks->groups.size());
        expect_over();
    }
    void glare_takes_another_channel_of_the_same_group() {
        call::Call& call = start();
        called().release(call, 44);
        CPPUNIT_ASSERT_EQUAL(std::string("first"), trunks->groups.back());
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, trunks->groups.size());
        CPPUNIT_ASSERT(caller->sent.empty());
    }
    void glare_without_end_is_given_up() {
        call::Call& call = start();
        for (int i = 0; i < 20 && !caller->sent.size(); ++i)
            called().release(call, 44);
        CPPUNIT_ASSERT_EQUAL(44, caller->last_cause());
        CPPUNIT_ASSERT_EQUAL(std::size_t{5}, trunks->groups.size()); // first, three again, second
        expect_over();
    }
    void caller_without_tone_hears_ringback_until_the_answer() {
        caller_needs = {true, false};
        call::Call& call = start();
        call.on_message(called(), acm(true));
        CPPUNIT_ASSERT(engine->ports.at(caller->port().value).tone == dsp::Tone::ringback);
        const auto indicators = caller->sent.back().get<isup::OptionalBackwardCallIndicators>();
        CPPUNIT_ASSERT(indicators && indicators->in_band);
        call.on_message(called(), isup::Message(MessageType::anm));
        CPPUNIT_ASSERT(!engine->ports.at(caller->port().value).tone);
    }
    media::Content content() { return engine->ports.at(caller->port().value).content; }
    void data_is_bridged_as_data_and_has_no_tones() {
        caller_needs = {true, true};
        trunks->tone = call::Ringback::always;
        medium = isup::Medium::unrestricted_64k;
        call::Call& call = start();
        CPPUNIT_ASSERT(content() == media::Content::data);
        call.on_message(called(), acm(true));
        CPPUNIT_ASSERT(!engine->ports.at(caller->port().value).tone);
        assert_type(MessageType::acm, caller->last());
        called().release(call, 17);
        assert_type(MessageType::rel, caller->last()); // at once: no busy tone
        CPPUNIT_ASSERT_EQUAL(17, caller->last_cause());
        expect_over(&called());
    }
    void preferred_data_is_audio_once_it_has_fallen_back() {
        medium = isup::Medium::preferred_64k;
        fallback = isup::Medium::audio_3k1;
        for (const bool falls_back : {false, true}) {
            call::Call& call = start();
            CPPUNIT_ASSERT(content() == media::Content::data);
            isup::Message anm(MessageType::anm);
            if (falls_back)
                anm.set(isup::TransmissionMediumUsed{isup::Medium::audio_3k1});
            call.on_message(called(), acm(true));
            call.on_message(called(), anm);
            CPPUNIT_ASSERT_EQUAL(falls_back, content() == media::Content::audio);
            CPPUNIT_ASSERT(caller->sent.back() == anm);
        }
    }
    void in_band_information_stops_our_ringback() {
        caller_needs = {true, false};
        call::Call& call = start();
        call.on_message(called(), acm(true));
        isup::Message cpg(MessageType::cpg);
        cpg.set(isup::EventInformation{isup::Event::in_band});
        call.on_message(called(), cpg);
        CPPUNIT_ASSERT(!engine->ports.at(caller->port().value).tone);
        assert_type(MessageType::cpg, caller->last());
    }
    void failed_call_of_our_own_subscriber_hears_the_tone_of_its_cause() {
        caller_needs = {true, true};
        call::Call& call = start();
        called().release(call, 17);
        CPPUNIT_ASSERT(call.state() == call::State::announcing);
        CPPUNIT_ASSERT(engine->ports.at(caller->port().value).tone == dsp::Tone::busy);
        assert_type(MessageType::acm, caller->last());
        CPPUNIT_ASSERT_EQUAL(17, caller->last_cause());
        advance(11s);
        assert_type(MessageType::rel, caller->last());
        CPPUNIT_ASSERT_EQUAL(17, caller->last_cause());
        expect_over();
    }
    void line_is_disconnected_with_the_tone_and_released_behind_it() {
        caller_needs = {true, true};
        caller_on_a_line = true;
        call::Call& call = start();
        called().release(call, 17);
        CPPUNIT_ASSERT(call.state() == call::State::announcing);
        CPPUNIT_ASSERT_EQUAL(17, caller->disconnected);
        CPPUNIT_ASSERT(caller->sent.empty());
        CPPUNIT_ASSERT(engine->ports.at(caller->port().value).tone == dsp::Tone::busy);
        advance(11s);
        assert_type(MessageType::rel, caller->last());
        expect_over();
    }
    void caller_without_route_or_answer_hears_a_tone() {
        caller_needs = {true, true};
        caller_on_a_line = true;
        call::Call& unroutable = start("B12");
        CPPUNIT_ASSERT_EQUAL(3, caller->disconnected);
        CPPUNIT_ASSERT(engine->ports.at(caller->port().value).tone ==
                       dsp::Tone::special_information);
        caller->release(unroutable, 3); // the caller hangs up
        expect_over();
        call::Call& unanswered = start();
        unanswered.on_message(called(), acm(true));
        advance(181s);
        CPPUNIT_ASSERT_EQUAL(19, caller->disconnected);
        assert_type(MessageType::rel, called().last());
        advance(11s);
        CPPUNIT_ASSERT(unanswered.state() == call::State::releasing);
        caller->end(unanswered);
        called().end(unanswered);
        table->reap();
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, table->size());
    }
    void announcement_of_the_far_end_needs_no_tone_of_ours() {
        caller_needs = {true, true};
        caller_on_a_line = true;
        call::Call& call = start();
        isup::Message message = acm(false, true);
        message.set(isup::CauseIndicators{.value = 1});
        call.on_message(called(), message);
        CPPUNIT_ASSERT_EQUAL(1, caller->last_cause());
        called().release(call, 1);
        CPPUNIT_ASSERT_EQUAL(0, caller->disconnected);
        assert_type(MessageType::rel, caller->last());
        expect_over();
    }
    void announcement_gives_way_to_the_next_group() {
        call::Call& call = start();
        FakeLeg& first = called();
        isup::Message message = acm(false, true);
        message.set(isup::CauseIndicators{.value = 34});
        call.on_message(first, message);
        assert_type(MessageType::rel, first.last());
        CPPUNIT_ASSERT(caller->sent.empty());
        CPPUNIT_ASSERT_EQUAL(std::string("second"), trunks->groups.back());
        call.on_message(called(), message); // nothing else is left: it is heard
        assert_type(MessageType::acm, caller->last());
        first.end(call);
        called().release(call, 34);
        expect_over();
    }
    void overlap_digits_are_collected_until_the_timer() {
        call::Call& call = start("6", {"in", false, 0, 4s});
        advance(3s);
        call.on_message(*caller, sam("0"));
        advance(3s);
        call.on_message(*caller, sam("0"));
        advance(3900ms);
        CPPUNIT_ASSERT(trunks->groups.empty());
        advance(200ms);
        CPPUNIT_ASSERT_EQUAL(std::string("600F"),
                             trunks->iams.back().get<isup::CalledPartyNumber>()->digits.to_text());
    }
    void overlap_ends_at_hash() {
        call::Call& call = start("6", {"in", false, 0, 4s});
        call.on_message(*caller, sam("00C"));
        CPPUNIT_ASSERT_EQUAL(std::string("600F"),
                             trunks->iams.back().get<isup::CalledPartyNumber>()->digits.to_text());
    }
    void too_few_overlap_digits_are_released_with_28() {
        start("6", {"in", false, 3, 4s});
        advance(14s);
        CPPUNIT_ASSERT(caller->sent.empty());
        advance(2s); // T35
        CPPUNIT_ASSERT_EQUAL(28, caller->last_cause());
        expect_over();
    }
    void full_group_is_refused_with_42() {
        admission->set_limits("in", {1, 0});
        start();
        FakeLeg* first = caller;
        start();
        CPPUNIT_ASSERT_EQUAL(42, caller->last_cause());
        CPPUNIT_ASSERT(first->sent.empty());
    }
    void emergency_calls_may_use_the_reserve() {
        admission->set_limits("in", {1, 1});
        admission->set_limits("first", {1, 1});
        start();
        CPPUNIT_ASSERT_EQUAL(42, caller->last_cause());
        call::Origin origin{"in", true, 0, 4s};
        origin.emergency = true;
        start("112", origin);
        CPPUNIT_ASSERT(caller->sent.empty());
        CPPUNIT_ASSERT_EQUAL(std::string("first"), trunks->groups.back());
    }
    void the_peer_may_name_the_trunk_group() {
        call::Origin origin{"in", true, 0, 4s};
        origin.trunk_group = "second";
        start("600", origin);
        CPPUNIT_ASSERT_EQUAL(std::string("second"), trunks->groups.back());
        origin.trunk_group = "third";
        start("600", origin);
        CPPUNIT_ASSERT_EQUAL(3, caller->last_cause());
    }
    void no_media_port_releases_with_47() {
        call::Call& call = table->create();
        auto leg = std::make_unique<FakeLeg>(*engine);
        caller = leg.get();
        caller->media_possible = false;
        call.start(std::move(leg), iam("600"), {"in", true, 0, 4s});
        CPPUNIT_ASSERT_EQUAL(47, caller->last_cause());
        CPPUNIT_ASSERT_EQUAL(47, called().last_cause());
        expect_over(&called());
    }
    void media_timeout_releases_both() {
        call::Call& call = start();
        call.on_message(called(), isup::Message(MessageType::con));
        CPPUNIT_ASSERT_EQUAL(&call, table->of_port(called().port()));
        call.media_lost(called().port());
        CPPUNIT_ASSERT_EQUAL(41, caller->last_cause());
        CPPUNIT_ASSERT_EQUAL(41, called().last_cause());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, table->counters().media_timeouts);
        expect_over(&called());
    }
    void hold_is_passed_on_in_talk() {
        call::Call& call = start();
        call.on_message(called(), isup::Message(MessageType::con));
        isup::Message cpg(MessageType::cpg);
        cpg.set(isup::GenericNotification(isup::Notification::remote_hold));
        call.on_message(*caller, cpg);
        assert_type(MessageType::cpg, called().last());
    }
    void leg_that_ends_by_itself_takes_the_call_with_it() {
        call::Call& call = start();
        FakeLeg& callee = called();
        callee.end(call);
        CPPUNIT_ASSERT_EQUAL(41, caller->last_cause());
        expect_over();
    }
    void audit_frees_a_leg_that_never_ends() {
        call::Call& call = start();
        call.release(isup::CauseIndicators{}, "test");
        caller->end(call);
        CPPUNIT_ASSERT_EQUAL(0U, table->audit());
        advance(61s);
        CPPUNIT_ASSERT_EQUAL(1U, table->audit());
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, table->size());
    }
    void unexpected_messages_are_counted_and_change_nothing() {
        call::Call& call = start();
        call.on_message(*caller, isup::Message(MessageType::anm));
        CPPUNIT_ASSERT(call.state() == call::State::awaiting_acm);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, table->counters().unexpected_messages);
    }
    void trace_holds_messages_route_and_timers() {
        call::Call& call = start();
        advance(26s);
        const observe::TraceView view = call.trace().view();
        bool iam_in = false, iam_out = false, routed = false, timer = false;
        for (const observe::TraceEvent& event : view.events) {
            iam_in |= event.protocol == observe::Protocol::isup &&
                      event.leg == observe::TraceLeg::incoming;
            iam_out |= event.protocol == observe::Protocol::isup &&
                       event.leg == observe::TraceLeg::outgoing;
            routed |= event.protocol == observe::Protocol::route &&
                      event.summary.find("all") != std::string::npos;
            timer |= event.protocol == observe::Protocol::timer && event.summary == "T7 expired";
        }
        CPPUNIT_ASSERT(iam_in && iam_out && routed && timer);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CallTest);
