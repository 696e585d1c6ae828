// Transfer of calls in talk: RFC 5589, Q.732.7, RFC 3891.
#include "gateway/call/causes.h"
#include "tests/gateway/call/bed.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace testing;

class TransferTest : public CallBed {
    CPPUNIT_TEST_SUITE(TransferTest);
    CPPUNIT_TEST(blind_transfer_joins_the_other_party_with_the_target);
    CPPUNIT_TEST(blind_transfer_that_fails_leaves_the_call_as_it_was);
    CPPUNIT_TEST(who_asked_may_leave_while_the_target_rings);
    CPPUNIT_TEST(other_party_leaves_while_the_target_rings);
    CPPUNIT_TEST(target_is_called_for_the_transferred_party);
    CPPUNIT_TEST(hold_ends_with_the_transfer);
    CPPUNIT_TEST(attended_transfer_joins_two_calls);
    CPPUNIT_TEST(attended_transfer_to_one_who_still_rings);
    CPPUNIT_TEST(only_calls_in_talk_are_transferred);
    CPPUNIT_TEST(one_transfer_at_a_time);
    CPPUNIT_TEST(parties_are_handed_to_their_outside);
    CPPUNIT_TEST(parties_that_the_outside_does_not_join_stay_here);
    CPPUNIT_TEST(parties_are_handed_over_when_the_target_answers_late);
    CPPUNIT_TEST(leg_from_outside_takes_a_place);
    CPPUNIT_TEST(leg_from_outside_picks_up_a_ringing_call);
    CPPUNIT_TEST_SUITE_END();

    static constexpr auto kActive = isup::Notification::transfer_active;
    static constexpr auto kAlerting = isup::Notification::transfer_alerting;

    struct Two {
        call::Call& call;
        FakeLeg& caller;
        FakeLeg& called;
    };
    Two talk() {
        call::Call& call = start();
        FakeLeg& callee = called();
        call.on_message(callee, acm(true));
        call.on_message(callee, isup::Message(MessageType::anm));
        return {call, *caller, callee};
    }
    static call::TransferRequest to(std::string_view digits) {
        call::TransferRequest request;
        request.iam = iam(digits);
        request.origin_group = "in";
        return request;
    }
    static bool told(const FakeLeg& leg, isup::Notification notification) {
        for (const isup::Message& message : leg.sent)
            if (const auto one = message.get<isup::GenericNotification>();
                one && one->contains(notification))
                return true;
        return false;
    }
    static bool released(const FakeLeg& leg) { return leg.last() == MessageType::rel; }
    void end(call::Call& call, FakeLeg& leg) {
        if (!leg.is_ended)
            leg.end(call);
    }
    bool bridged(const FakeLeg& a, const FakeLeg& b) {
        return engine->ports.at(a.port().value).peer == b.port();
    }
    /// Everybody has released: nothing is left of it.
    void expect_nothing_left() {
        table->reap();
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, table->size());
        CPPUNIT_ASSERT_EQUAL_MESSAGE("ports still known", std::size_t{0}, table->ports());
        for (const char* group : {"in", "first", "second"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(group, 0U, admission->calls(group));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, timers->armed());
    }

    void blind_transfer_joins_the_other_party_with_the_target() {
        const Two first = talk();
        CPPUNIT_ASSERT_EQUAL(0, int{first.call.transfer(first.caller, to("700"))});
        call::Call& second = *table->find(2);
        FakeLeg& target = called();
        CPPUNIT_ASSERT(&target != &first.called && !released(first.called));
        second.on_message(target, acm(true));
        CPPUNIT_ASSERT(!told(first.called, kAlerting)); // it talks to who asked
        second.on_message(target, isup::Message(MessageType::anm));
        CPPUNIT_ASSERT_EQUAL(2, int(first.caller.reports.size()));
        CPPUNIT_ASSERT(first.caller.reports[0].stage == call::TransferStage::alerting);
        CPPUNIT_ASSERT(first.caller.reports[1].stage == call::TransferStage::answered);
        CPPUNIT_ASSERT(bridged(first.called, target));
        CPPUNIT_ASSERT(second.incoming() == &first.called && second.outgoing() == &target);
        CPPUNIT_ASSERT(told(first.called, kActive) && told(target, kActive));
        CPPUNIT_ASSERT(first.called.joined == &second);
        advance(3s); // who asked does not release: we do
        CPPUNIT_ASSERT(released(first.caller));
        end(first.call, first.caller);
        table->reap();
        CPPUNIT_ASSERT(!table->find(1) && table->find(2));
        first.called.release(second, 16);
        CPPUNIT_ASSERT(released(target));
        end(second, target);
        expect_nothing_left();
    }
    void blind_transfer_that_fails_leaves_the_call_as_it_was() {
        const Two first = talk();
        CPPUNIT_ASSERT_EQUAL(0, int{first.call.transfer(first.called, to("700"))});
        FakeLeg& target = called();
        target.release(*table->find(2), 17);
        CPPUNIT_ASSERT_EQUAL(1, int(first.called.reports.size()));
        CPPUNIT_ASSERT(first.called.reports[0].stage == call::TransferStage::failed);
        CPPUNIT_ASSERT_EQUAL(17, int{first.called.reports[0].cause.value});
        table->reap();
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, table->size());
        CPPUNIT_ASSERT(first.call.state() == call::State::answered);
        CPPUNIT_ASSERT(bridged(first.caller, first.called));
        CPPUNIT_ASSERT_EQUAL(0, int{first.call.transfer(first.called, to("701"))}); // again
        called().release(*table->find(3), 1);
        first.caller.release(first.call, 16);
        end(first.call, first.called);
        expect_nothing_left();
    }
    void who_asked_may_leave_while_the_target_rings() {
        const Two first = talk();
        first.call.transfer(first.called, to("700"));
        call::Call& second = *table->find(2);
        FakeLeg& target = called();
        second.on_message(target, acm(true));
        first.called.release(first.call, 16);
        table->reap();
        CPPUNIT_ASSERT(!table->find(1));
        CPPUNIT_ASSERT(second.incoming() == &first.caller);
        CPPUNIT_ASSERT(told(first.caller, kAlerting) && !told(first.caller, kActive));
        CPPUNIT_ASSERT(engine->ports.at(first.caller.port().value).tone == dsp::Tone::ringback);
        second.on_message(target, isup::Message(MessageType::anm));
        CPPUNIT_ASSERT(told(first.caller, kActive));
        CPPUNIT_ASSERT(bridged(first.caller, target));
        CPPUNIT_ASSERT(first.caller.sent.back().type() == MessageType::cpg); // no second ANM
        target.release(second, 16);
        CPPUNIT_ASSERT(released(first.caller));
        end(second, first.caller);
        expect_nothing_left();
    }
    void other_party_leaves_while_the_target_rings() {
        const Two first = talk();
        first.call.transfer(first.caller, to("700"));
        call::Call& second = *table->find(2);
        FakeLeg& target = called();
        second.on_message(target, acm(true));
        first.called.release(first.call, 16);
        CPPUNIT_ASSERT(released(target) && released(first.caller));
        end(second, target);
        end(first.call, first.caller);
        expect_nothing_left();
    }
    void target_is_called_for_the_transferred_party() {
        const Two first = talk();
        first.call.transfer(first.caller, to("700"));
        const isup::Message& sent = trunks->iams.back();
        CPPUNIT_ASSERT_EQUAL(std::string("600"),
                             sent.get<isup::CallingPartyNumber>()->digits.to_text());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, trunks->incoming.size()); // no call has come in
        called().release(*table->find(2), 1);
        first.caller.release(first.call, 16);
        end(first.call, first.called);
        expect_nothing_left();
    }
    void hold_ends_with_the_transfer() {
        const Two first = talk();
        isup::Message hold(MessageType::cpg);
        hold.set(isup::GenericNotification(isup::Notification::remote_hold));
        first.call.on_message(first.caller, hold);
        first.call.transfer(first.caller, to("700"));
        call::Call& second = *table->find(2);
        FakeLeg& target = called();
        CPPUNIT_ASSERT(!told(first.called, isup::Notification::remote_retrieval));
        second.on_message(target, isup::Message(MessageType::con));
        CPPUNIT_ASSERT(told(first.called, isup::Notification::remote_retrieval));
        CPPUNIT_ASSERT(!told(target, isup::Notification::remote_retrieval));
        first.caller.release(first.call, 16);
        target.release(second, 16);
        end(second, first.called);
        expect_nothing_left();
    }
    void attended_transfer_joins_two_calls() {
        const Two first = talk();
        const Two second = talk();
        call::TransferRequest request;
        request.with = &second.caller;
        CPPUNIT_ASSERT_EQUAL(0, int{first.call.transfer(first.caller, request)});
        CPPUNIT_ASSERT(bridged(first.called, second.called));
        CPPUNIT_ASSERT(released(second.caller));
        CPPUNIT_ASSERT(first.caller.reports.back().stage == call::TransferStage::answered);
        end(second.call, second.caller);
        first.caller.release(first.call, 16); // its BYE
        table->reap();
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, table->size());
        CPPUNIT_ASSERT_EQUAL(0U, admission->calls("in"));
        second.called.release(second.call, 16);
        end(second.call, first.called);
        expect_nothing_left();
    }
    void attended_transfer_to_one_who_still_rings() {
        const Two first = talk();
        call::Call& second = start();
        FakeLeg& asks = *caller;
        FakeLeg& target = called();
        second.on_message(target, acm(true));
        call::TransferRequest request;
        request.with = &asks;
        CPPUNIT_ASSERT_EQUAL(0, int{first.call.transfer(first.caller, request)});
        CPPUNIT_ASSERT(told(first.called, kAlerting));
        end(second, asks);
        first.caller.release(first.call, 16);
        second.on_message(target, isup::Message(MessageType::anm));
        CPPUNIT_ASSERT(bridged(first.called, target) && told(first.called, kActive));
        target.release(second, 16);
        end(second, first.called);
        expect_nothing_left();
    }
    void only_calls_in_talk_are_transferred() {
        call::Call& call = start();
        CPPUNIT_ASSERT_EQUAL(int{call::kFacilityRejected}, int{call.transfer(*caller, to("700"))});
        const Two other = talk();
        call::TransferRequest to_itself;
        to_itself.with = &other.called;
        CPPUNIT_ASSERT_EQUAL(int{call::kFacilityRejected},
                             int{other.call.transfer(other.caller, to_itself)});
        FakeLeg stranger(*engine);
        CPPUNIT_ASSERT_EQUAL(int{call::kFacilityRejected},
                             int{other.call.transfer(stranger, to("700"))});
    }
    void one_transfer_at_a_time() {
        const Two first = talk();
        CPPUNIT_ASSERT_EQUAL(0, int{first.call.transfer(first.caller, to("700"))});
        CPPUNIT_ASSERT_EQUAL(int{call::kFacilityRejected},
                             int{first.call.transfer(first.called, to("701"))});
    }
    void parties_are_handed_to_their_outside() {
        const Two first = talk();
        const Two second = talk();
        first.called.hands_over = true;
        call::TransferRequest request;
        request.with = &second.caller;
        CPPUNIT_ASSERT_EQUAL(0, int{first.call.transfer(first.caller, request)});
        CPPUNIT_ASSERT(first.called.handed_to == &second.called);
        CPPUNIT_ASSERT(bridged(first.called, second.called)); // until it is done
        end(second.call, second.caller);
        first.caller.release(first.call, 16);
        CPPUNIT_ASSERT_EQUAL(int{call::kFacilityRejected},
                             int{second.call.transfer(second.called, to("700"))});
        second.call.handed_over(first.called, true);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, table->counters().handed_over);
        CPPUNIT_ASSERT(!released(second.called));
        advance(3s); // nobody out there has released: we do
        CPPUNIT_ASSERT(released(second.called) && released(first.called));
        end(second.call, second.called);
        end(second.call, first.called);
        expect_nothing_left();
    }
    void parties_that_the_outside_does_not_join_stay_here() {
        const Two first = talk();
        const Two second = talk();
        second.called.hands_over = true;
        call::TransferRequest request;
        request.with = &second.caller;
        CPPUNIT_ASSERT_EQUAL(0, int{first.call.transfer(first.caller, request)});
        end(second.call, second.caller);
        first.caller.release(first.call, 16);
        second.call.handed_over(second.called, false);
        advance(3s);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, table->counters().not_handed_over);
        CPPUNIT_ASSERT(!released(second.called) && bridged(first.called, second.called));
        second.call.handed_over(second.called, true); // said twice
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, table->counters().handed_over);
        second.called.release(second.call, 16);
        end(second.call, first.called);
        expect_nothing_left();
    }
    void parties_are_handed_over_when_the_target_answers_late() {
        const Two first = talk();
        first.caller.hands_over = true;
        first.call.transfer(first.called, to("700"));
        call::Call& second = *table->find(2);
        FakeLeg& target = called();
        second.on_message(target, acm(true));
        first.called.release(first.call, 16);
        CPPUNIT_ASSERT(first.caller.handed_to == nullptr);
        second.on_message(target, isup::Message(MessageType::anm));
        CPPUNIT_ASSERT(first.caller.handed_to == &target);
        target.release(second, 16);
        end(second, first.caller);
        expect_nothing_left();
    }
    void leg_from_outside_takes_a_place() {
        const Two first = talk();
        auto leg = std::make_unique<FakeLeg>(*engine);
        FakeLeg& fresh = *leg;
        CPPUNIT_ASSERT(first.call.replace(first.called, std::move(leg)));
        CPPUNIT_ASSERT(released(first.called));
        assert_type(MessageType::con, fresh.sent.front().type());
        CPPUNIT_ASSERT(bridged(first.caller, fresh));
        end(first.call, first.called);
        fresh.release(first.call, 16);
        end(first.call, first.caller);
        expect_nothing_left();
    }
    void leg_from_outside_picks_up_a_ringing_call() {
        call::Call& call = start();
        FakeLeg& rings = called();
        FakeLeg& calls = *caller;
        call.on_message(rings, acm(true));
        auto leg = std::make_unique<FakeLeg>(*engine);
        FakeLeg& fresh = *leg;
        CPPUNIT_ASSERT(call.replace(rings, std::move(leg)));
        CPPUNIT_ASSERT(released(rings) && call.state() == call::State::answered);
        assert_type(MessageType::anm, calls.last());
        end(call, rings);
        calls.release(call, 16);
        end(call, fresh);
        expect_nothing_left();
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TransferTest);

} // namespace
