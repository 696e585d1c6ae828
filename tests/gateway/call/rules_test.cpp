// gateway/call: the table of what each message does in each state, walked row by row against a
// call.
#include "gateway/call/rules.h"

#include "isup/tables.h"
#include "isup/text.h"
#include "tests/gateway/call/bed.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace testing;
using call::From;
using call::Rule;
using call::State;
using call::Treatment;

namespace {

constexpr int kStates = 6;

bool in(const Rule& rule, int state) {
    return (rule.in >> state & 1) != 0;
}
bool overlaps(const Rule& a, const Rule& b) {
    return a.on == b.on && (a.in & b.in) != 0 &&
           (a.from == b.from || a.from == From::either || b.from == From::either);
}

} // namespace

class CallRulesTest : public testing::CallBed {
    CPPUNIT_TEST_SUITE(CallRulesTest);
    CPPUNIT_TEST(each_message_of_the_catalogue_has_a_row);
    CPPUNIT_TEST(no_two_rows_speak_of_the_same_case);
    CPPUNIT_TEST(each_row_names_its_clause);
    CPPUNIT_TEST(what_no_row_names_is_unexpected);
    CPPUNIT_TEST(each_row_does_what_it_says);
    CPPUNIT_TEST_SUITE_END();

    void each_message_of_the_catalogue_has_a_row() {
        for (unsigned code = 0; code < 256; ++code) {
            const auto type = static_cast<MessageType>(code);
            if (!isup::find_message(type) && !isup::find_message(type, isup::Variant::ansi))
                continue;
            bool found = false;
            for (const Rule& rule : call::rules())
                found |= rule.on == type;
            CPPUNIT_ASSERT_MESSAGE(isup::acronym(type) + " has no row", found);
        }
    }
    void no_two_rows_speak_of_the_same_case() {
        const auto rules = call::rules();
        for (std::size_t i = 0; i < rules.size(); ++i)
            for (std::size_t j = 0; j < i; ++j)
                CPPUNIT_ASSERT_MESSAGE(isup::acronym(rules[i].on), !overlaps(rules[i], rules[j]));
    }
    void each_row_names_its_clause() {
        for (const Rule& rule : call::rules())
            CPPUNIT_ASSERT_MESSAGE(isup::acronym(rule.on), rule.clause.size() > 4);
    }
    void what_no_row_names_is_unexpected() {
        const auto treatment = [](MessageType type, From from, State state) {
            return call::rule_for(type, from, state).then;
        };
        CPPUNIT_ASSERT(treatment(MessageType::anm, From::incoming, State::awaiting_acm) ==
                       Treatment::unexpected);
        CPPUNIT_ASSERT(treatment(MessageType::acm, From::outgoing, State::answered) ==
                       Treatment::unexpected);
        CPPUNIT_ASSERT(treatment(MessageType::sus, From::outgoing, State::awaiting_anm) ==
                       Treatment::unexpected);
        CPPUNIT_ASSERT(treatment(static_cast<MessageType>(0x77), From::outgoing, State::answered) ==
                       Treatment::unexpected);
    }

    // A call in that state, with both legs.
    call::Call& in_state(State state) {
        setUp();
        trunks->overlap = {"first"};
        caller_needs = {false, state == State::announcing};
        call::Call& call = start(state == State::collecting ? "6" : "600",
                                 {"in", state != State::collecting, 2, 4s});
        if (state == State::awaiting_anm)
            call.on_message(called(), acm(true));
        else if (state == State::answered)
            call.on_message(called(), isup::Message(MessageType::con));
        else if (state == State::announcing)
            called().release(call, 17);
        else if (state == State::releasing)
            call.release(isup::CauseIndicators{}, "test");
        CPPUNIT_ASSERT(call.state() == state);
        caller->sent.clear();
        if (!trunks->legs.empty() && state != State::announcing)
            called().sent.clear();
        return call;
    }
    static isup::Message sample(MessageType type) {
        if (type == MessageType::sam)
            return sam("0");
        return type == MessageType::acm ? acm(true) : isup::Message(type);
    }
    void check(const Rule& rule, From from, State state) {
        call::Call& call = in_state(state);
        const bool from_caller = from == From::incoming;
        if (!from_caller && (state == State::collecting || state == State::announcing))
            return; // no such leg
        FakeLeg& source = from_caller ? *caller : called();
        const bool has_other = state != State::collecting && state != State::announcing;
        FakeLeg* there = from_caller ? (has_other ? &called() : nullptr) : caller;
        const std::string what = isup::acronym(rule.on) + " in " + call::name(state);
        call.on_message(source, sample(rule.on));
        const std::uint64_t counted = table->counters().unexpected_messages;
        const bool dropped = rule.then == Treatment::unexpected || rule.then == Treatment::local ||
                             rule.then == Treatment::continuity; // nothing waits for COT here
        CPPUNIT_ASSERT_EQUAL_MESSAGE(what, std::uint64_t{dropped ? 1U : 0U}, counted);
        if (dropped || rule.then == Treatment::late) {
            CPPUNIT_ASSERT_MESSAGE(what, call.state() == state);
            CPPUNIT_ASSERT_MESSAGE(what, caller->sent.empty());
            CPPUNIT_ASSERT_MESSAGE(what, !there || there->sent.empty());
        } else if (rule.then == Treatment::pass_on || rule.then == Treatment::suspend ||
                   rule.then == Treatment::resume) {
            CPPUNIT_ASSERT_EQUAL_MESSAGE(what, std::size_t{1}, there->sent.size());
            CPPUNIT_ASSERT_MESSAGE(what, there->last() == rule.on);
        } else if (rule.then == Treatment::release) {
            CPPUNIT_ASSERT_MESSAGE(what, call.state() == State::releasing);
            CPPUNIT_ASSERT_MESSAGE(what, !there || there->last() == MessageType::rel);
        } else if (rule.then == Treatment::answer) {
            CPPUNIT_ASSERT_MESSAGE(what, call.state() == State::answered);
        } else if (rule.then == Treatment::information || rule.then == Treatment::identification) {
            CPPUNIT_ASSERT_EQUAL_MESSAGE(what, std::size_t{1}, source.sent.size());
        } else if (rule.then == Treatment::address_complete) {
            CPPUNIT_ASSERT_MESSAGE(what, call.state() == State::awaiting_anm);
        }
    }
    void each_row_does_what_it_says() {
        for (const Rule& rule : call::rules())
            for (int state = 0; state < kStates; ++state)
                for (const From from : {From::incoming, From::outgoing})
                    if (in(rule, state) && (rule.from == from || rule.from == From::either)) {
                        check(rule, from, static_cast<State>(state));
                        tearDown();
                    }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CallRulesTest);
