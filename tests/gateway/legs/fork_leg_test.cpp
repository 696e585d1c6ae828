// Several contacts of one user: who is called when, who wins, what the call hears (RFC 3261 §16.7).
#include "gateway/legs/fork_leg.h"

#include "base/clock.h"
#include "isup/text.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <map>

namespace {

using namespace std::chrono_literals;
using isup::MessageType;
using legs::ForkLeg;

/// A branch: notes what it is sent, and says what the test wants.
class FakeLeg final : public call::Leg {
  public:
    FakeLeg(std::string& log, std::string name, call::LegListener& listener)
        : log_(log), name_(std::move(name)), listener_(&listener) {}
    void say(MessageType type, std::uint8_t cause = 0, bool in_band = false, bool alerting = true) {
        isup::Message message(type);
        if (type == MessageType::rel)
            message.set(isup::cause_here(cause));
        if (type == MessageType::acm) {
            isup::BackwardCallIndicators backward;
            backward.called_status =
                alerting ? isup::CalledStatus::subscriber_free : isup::CalledStatus::no_indication;
            message.set(backward);
        }
        if (in_band) {
            isup::OptionalBackwardCallIndicators indicators;
            indicators.in_band = true;
            message.set(indicators);
        }
        listener_->on_message(*this, message);
        if (type == MessageType::rel)
            end();
    }
    void end() {
        ended_ = true;
        listener_->on_ended(*this);
    }
    void send(const isup::Message& message) override {
        log_.append(name_).append(":").append(isup::acronym(message.type()));
        if (const auto cause = message.get<isup::CauseIndicators>())
            log_.append(std::to_string(cause->value));
        log_.append(" ");
    }
    media::PortId port() const override { return {static_cast<std::uint64_t>(name_.back())}; }
    std::optional<media::WorkerId> worker() const override { return std::nullopt; }
    bool open_media(media::WorkerId) override { return true; }
    void set_through(call::Through) override {}
    call::ToneNeeds tones() const override { return {}; }
    bool ended() const override { return ended_; }
    void join(call::LegListener& listener, observe::CallTrace&, observe::TraceLeg) override {
        listener_ = &listener;
    }
    call::LegDescription describe() const override { return {"SIP", "", name_, "", ""}; }

  private:
    std::string& log_;
    std::string name_;
    call::LegListener* listener_;
    bool ended_ = false;
};

class ForkLegTest : public CppUnit::TestFixture, private call::LegListener {
    CPPUNIT_TEST_SUITE(ForkLegTest);
    CPPUNIT_TEST(contacts_of_one_q_ring_at_once);
    CPPUNIT_TEST(the_first_answer_wins_and_the_others_are_released);
    CPPUNIT_TEST(contacts_of_a_lower_q_come_when_the_others_refuse);
    CPPUNIT_TEST(or_when_nobody_answers_in_time);
    CPPUNIT_TEST(the_best_refusal_is_told);
    CPPUNIT_TEST(one_ringing_and_one_voice_are_passed_on);
    CPPUNIT_TEST(a_caller_who_gives_up_releases_all);
    CPPUNIT_TEST(one_that_cannot_be_called_is_left_out);
    CPPUNIT_TEST(none_that_can_be_called_is_a_refusal);
    CPPUNIT_TEST(a_branch_that_ends_by_itself_counts_as_refused);
    CPPUNIT_TEST_SUITE_END();

    base::ManualClock clock;
    base::Timers timers{clock};
    observe::TraceStore traces{clock, {}, {}};
    observe::CallTrace trace{traces, 1};
    std::string log; ///< to the branches, and what the call hears in [ ]
    std::map<std::string, FakeLeg*> branches;
    std::map<std::string, std::uint8_t> unreachable; ///< cause
    std::unique_ptr<call::Leg> leg, heir;
    bool takes_heir = true;

    // --- the call
    void on_message(call::Leg& from, const isup::Message& message) override {
        log.append("[").append(&from == leg.get() ? "" : "heir ");
        log.append(isup::acronym(message.type()));
        if (const auto cause = message.get<isup::CauseIndicators>())
            log.append(std::to_string(cause->value));
        log.append("] ");
    }
    void on_media_changed(call::Leg&) override { log.append("[media] "); }
    void on_ended(call::Leg&) override { log.append("[ended] "); }
    bool inherit(call::Leg& from, std::unique_ptr<call::Leg>& winner) override {
        CPPUNIT_ASSERT(&from == leg.get());
        if (!takes_heir)
            return false;
        heir = std::move(winner);
        heir->join(*this, trace, observe::TraceLeg::outgoing);
        log.append("[inherit] ");
        return true;
    }

    /// "a b 0.5/c": a and b with q 1, c with 0.5.
    std::uint8_t call_contacts(const std::vector<std::pair<std::string, int>>& contacts) {
        ForkLeg::Callee callee;
        callee.name = "alice";
        callee.ring_time = 20s;
        for (const auto& [name, q] : contacts) {
            sipi::registrar::Target target;
            target.request_uri = name;
            target.q = q;
            callee.targets.push_back(target);
        }
        callee.place = [this](const call::Trunks::Placement& placement,
                              const sipi::registrar::Target& target) -> ForkLeg::Placed {
            if (const auto no = unreachable.find(target.request_uri); no != unreachable.end())
                return base::fail(isup::cause_here(no->second));
            auto made = std::make_unique<FakeLeg>(log, target.request_uri, placement.listener);
            branches[target.request_uri] = made.get();
            log.append(target.request_uri).append(":IAM ");
            return std::unique_ptr<call::Leg>(std::move(made));
        };
        const isup::Message iam(MessageType::iam);
        FakeLeg caller(log, "caller", *this);
        const std::string group = "phones";
        auto placed = ForkLeg::place(timers, {group, iam, caller, *this, trace}, std::move(callee));
        if (!placed)
            return placed.error().value;
        leg = std::move(*placed);
        return 0;
    }
    std::string said() { return std::exchange(log, {}); }

  public:
    void tearDown() override {
        leg.reset();
        heir.reset();
    }

  private:
    void contacts_of_one_q_ring_at_once() {
        call_contacts({{"a", 1000}, {"b", 1000}, {"c", 500}});
        CPPUNIT_ASSERT_EQUAL(std::string("a:IAM b:IAM "), said());
        CPPUNIT_ASSERT_EQUAL(std::string("alice at 3 contacts"), leg->describe().where);
    }
    void the_first_answer_wins_and_the_others_are_released() {
        call_contacts({{"a", 1000}, {"b", 1000}});
        (void)said();
        branches["b"]->say(MessageType::anm);
        CPPUNIT_ASSERT_EQUAL(std::string("a:REL26 [inherit] [heir ANM] "), said());
        CPPUNIT_ASSERT(!leg->ended());
        branches["a"]->end();
        CPPUNIT_ASSERT_EQUAL(std::string("[ended] "), said());
        CPPUNIT_ASSERT(leg->ended());
        branches["b"]->say(MessageType::rel, 16); // the call's own now
        CPPUNIT_ASSERT_EQUAL(std::string("[heir REL16] [ended] "), said());
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, timers.armed());
    }
    void contacts_of_a_lower_q_come_when_the_others_refuse() {
        call_contacts({{"a", 1000}, {"b", 1000}, {"c", 500}});
        (void)said();
        branches["a"]->say(MessageType::rel, 17);
        CPPUNIT_ASSERT_EQUAL(std::string(), said());
        branches["b"]->say(MessageType::rel, 19);
        CPPUNIT_ASSERT_EQUAL(std::string("c:IAM "), said());
        branches["c"]->say(MessageType::con);
        CPPUNIT_ASSERT_EQUAL(std::string("[inherit] [heir CON] [ended] "), said());
    }
    void or_when_nobody_answers_in_time() {
        call_contacts({{"a", 1000}, {"b", 500}});
        (void)said();
        branches["a"]->say(MessageType::acm);
        clock.advance(19s);
        timers.run();
        CPPUNIT_ASSERT_EQUAL(std::string("[ACM] "), said());
        clock.advance(1s);
        timers.run();
        CPPUNIT_ASSERT_EQUAL(std::string("a:REL19 b:IAM "), said());
        branches["a"]->say(MessageType::anm); // too late: it is being cancelled
        clock.advance(1h);
        timers.run(); // the last ones ring as long as the caller waits
        CPPUNIT_ASSERT_EQUAL(std::string(), said());
        branches["b"]->say(MessageType::rel, 21);
        CPPUNIT_ASSERT_EQUAL(std::string("[REL21] "), said());
        branches["a"]->end();
        CPPUNIT_ASSERT_EQUAL(std::string("[ended] "), said());
    }
    void the_best_refusal_is_told() {
        call_contacts({{"a", 1000}, {"b", 1000}, {"c", 1000}});
        branches["a"]->say(MessageType::rel, 20);
        branches["b"]->say(MessageType::rel, 17);
        (void)said();
        branches["c"]->say(MessageType::rel, 41);
        CPPUNIT_ASSERT_EQUAL(std::string("[REL17] [ended] "), said());
    }
    void one_ringing_and_one_voice_are_passed_on() {
        call_contacts({{"a", 1000}, {"b", 1000}});
        (void)said();
        branches["a"]->say(MessageType::acm);
        branches["b"]->say(MessageType::acm);
        CPPUNIT_ASSERT_EQUAL(std::string("[ACM] "), said());
        CPPUNIT_ASSERT(leg->port() == branches["a"]->port());
        branches["b"]->say(MessageType::acm, 0, true);
        CPPUNIT_ASSERT_EQUAL(std::string("[media] [ACM] "), said());
        CPPUNIT_ASSERT(leg->port() == branches["b"]->port());
        branches["a"]->say(MessageType::acm, 0, true);
        CPPUNIT_ASSERT_EQUAL(std::string(), said());
        branches["b"]->say(MessageType::rel, 17);
        CPPUNIT_ASSERT(leg->port() == branches["a"]->port());
    }
    void a_caller_who_gives_up_releases_all() {
        call_contacts({{"a", 1000}, {"b", 1000}, {"c", 500}});
        (void)said();
        isup::Message rel(MessageType::rel);
        rel.set(isup::cause_here(16));
        leg->send(rel);
        CPPUNIT_ASSERT_EQUAL(std::string("a:REL16 b:REL16 "), said());
        branches["a"]->end();
        branches["b"]->end();
        CPPUNIT_ASSERT_EQUAL(std::string("[ended] "), said());
        clock.advance(1h);
        timers.run();
        CPPUNIT_ASSERT_EQUAL(std::string(), said());
    }
    void one_that_cannot_be_called_is_left_out() {
        unreachable["a"] = 38;
        CPPUNIT_ASSERT_EQUAL(std::uint8_t{0}, call_contacts({{"a", 1000}, {"b", 500}}));
        CPPUNIT_ASSERT_EQUAL(std::string("b:IAM "), said());
        branches["b"]->say(MessageType::rel, 20);
        CPPUNIT_ASSERT_EQUAL(std::string("[REL38] [ended] "), said());
    }
    void none_that_can_be_called_is_a_refusal() {
        unreachable = {{"a", 38}, {"b", 47}};
        CPPUNIT_ASSERT_EQUAL(std::uint8_t{38}, call_contacts({{"a", 1000}, {"b", 500}}));
        CPPUNIT_ASSERT_EQUAL(std::string(), said());
    }
    void a_branch_that_ends_by_itself_counts_as_refused() {
        call_contacts({{"a", 1000}, {"b", 1000}});
        (void)said();
        branches["a"]->end();
        branches["b"]->end();
        CPPUNIT_ASSERT_EQUAL(std::string("[REL41] [ended] "), said());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ForkLegTest);

} // namespace
