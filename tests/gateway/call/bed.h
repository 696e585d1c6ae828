// gateway/call: a call between two legs that record what they are told, on a hand-driven clock.
#pragma once

#include "gateway/call/table.h"

#include "tests/gateway/fake_engine.h"

#include <cppunit/TestAssert.h>
#include <cppunit/TestFixture.h>

#include <set>
#include <string>
#include <vector>

namespace testing {

using namespace std::chrono_literals;
using isup::MessageType;

/// Remembers the messages sent to it; ends when told.
class FakeLeg final : public call::Leg {
  public:
    explicit FakeLeg(testing::FakeEngine& engine, call::ToneNeeds needs = {})
        : engine_(engine), needs_(needs) {}
    ~FakeLeg() override {
        if (port_)
            engine_.close(port_);
    }
    void send(const isup::Message& message) override { sent.push_back(message); }
    media::PortId port() const override { return port_; }
    std::optional<media::WorkerId> worker() const override { return std::nullopt; }
    bool open_media(media::WorkerId) override {
        if (!port_ && media_possible)
            port_ = *engine_.open_tdm({1}, 1);
        return static_cast<bool>(port_);
    }
    bool disconnect_in_band(const isup::CauseIndicators& cause) override {
        if (!in_band_possible)
            return false;
        disconnected = cause.value;
        return true;
    }
    void set_through(call::Through wanted) override { through = wanted; }
    void proceeding() override { ++proceedings; }
    bool takes_redirection() const override { return redirectable; }
    call::ToneNeeds tones() const override { return needs_; }
    call::Traits traits() const override { return own_traits; }
    bool ended() const override { return is_ended; }
    call::LegDescription describe() const override {
        return {"fake", "group", "here", "state", "1"};
    }

    void join(call::LegListener& call, observe::CallTrace&, observe::TraceLeg) override {
        joined = &call;
    }
    void transfer_report(const call::TransferReport& report) override { reports.push_back(report); }
    bool departs_by_itself() const override { return true; }
    bool hand_over(call::Leg& other) override {
        if (hands_over)
            handed_to = &other;
        return hands_over;
    }

    /// The outside releases, and the leg's protocol ends.
    void release(call::LegListener& listener, std::uint8_t cause) {
        isup::Message rel(MessageType::rel);
        isup::CauseIndicators indicators;
        indicators.value = cause;
        rel.set(indicators);
        listener.on_message(*this, rel);
        end(listener);
    }
    void end(call::LegListener& listener) {
        is_ended = true;
        listener.on_ended(*this);
    }
    MessageType last() const { return sent.empty() ? MessageType::iam : sent.back().type(); }
    int last_cause() const {
        const auto cause = sent.empty() ? std::nullopt : sent.back().get<isup::CauseIndicators>();
        return cause ? cause->value : 0;
    }

    std::vector<isup::Message> sent;
    std::optional<call::Through> through;
    call::Traits own_traits{};
    int proceedings = 0;
    bool is_ended = false;
    bool media_possible = true;
    bool in_band_possible = false;
    bool redirectable = false;
    call::LegListener* joined = nullptr; ///< the call that a transfer has brought it into
    std::vector<call::TransferReport> reports;
    bool hands_over = false;        ///< its outside can join two parties
    call::Leg* handed_to = nullptr; ///< whom it was asked to join with
    int disconnected = 0;           ///< cause of a DISCONNECT with in-band information

  private:
    testing::FakeEngine& engine_;
    call::ToneNeeds needs_;
    media::PortId port_;
};

/// Makes fake legs; `refuse` gives causes to refuse with, one a call.
class FakeTrunks final : public call::Trunks {
  public:
    explicit FakeTrunks(testing::FakeEngine& engine) : engine_(engine) {}
    base::Result<std::unique_ptr<call::Leg>, isup::CauseIndicators>
    place(const Placement& placement) override {
        groups.push_back(placement.group);
        iams.push_back(placement.iam);
        if (!refuse.empty()) {
            isup::CauseIndicators cause;
            cause.value = refuse.front();
            refuse.erase(refuse.begin());
            return base::fail(cause);
        }
        auto leg = std::make_unique<FakeLeg>(engine_);
        leg->own_traits = traits;
        legs.push_back(leg.get());
        return std::unique_ptr<call::Leg>(std::move(leg));
    }
    void count_incoming(const std::string& group) override { incoming.push_back(group); }
    call::Ringback ringback(const std::string&) const override { return tone; }
    call::Redirection redirection(const std::string&) const override { return redirect; }
    bool takes_overlap(const std::string& group) const override { return overlap.contains(group); }
    bool takes_unchecked(const std::string& group) const override {
        return unchecked.contains(group);
    }

    std::vector<std::string> groups, incoming;
    std::vector<isup::Message> iams;
    std::vector<FakeLeg*> legs;
    std::vector<std::uint8_t> refuse;
    call::Ringback tone = call::Ringback::automatic;
    call::Redirection redirect = call::Redirection::route;
    std::set<std::string> overlap;   ///< groups that take digits as they come
    std::set<std::string> unchecked; ///< groups that can be told of COT later
    call::Traits traits;             ///< of the legs made

  private:
    testing::FakeEngine& engine_;
};

inline isup::Message iam(std::string_view digits) {
    isup::Message message(MessageType::iam);
    isup::CalledPartyNumber called;
    called.digits = *isup::Digits::from_text(digits);
    message.set(called);
    return message;
}

inline isup::Message acm(bool free, bool in_band = false) {
    isup::Message message(MessageType::acm);
    isup::BackwardCallIndicators indicators;
    indicators.called_status =
        free ? isup::CalledStatus::subscriber_free : isup::CalledStatus::no_indication;
    message.set(indicators);
    if (in_band) {
        isup::OptionalBackwardCallIndicators optional;
        optional.in_band = true;
        message.set(optional);
    }
    return message;
}

inline isup::Message sam(std::string_view digits) {
    isup::Message message(MessageType::sam);
    message.set(isup::SubsequentNumber{*isup::Digits::from_text(digits)});
    return message;
}

/// A call table with the groups in, first and second; a route for digits leads to the last two.
class CallBed : public CppUnit::TestFixture {
  public:
    base::ManualClock clock;
    std::unique_ptr<base::Timers> timers;
    std::unique_ptr<testing::FakeEngine> engine;
    std::unique_ptr<FakeTrunks> trunks;
    std::unique_ptr<observe::TraceStore> traces;
    std::unique_ptr<route::Admission> admission;
    observe::Histogram delay;
    std::unique_ptr<call::Table> table;
    FakeLeg* caller = nullptr;
    call::ToneNeeds caller_needs;
    call::Traits caller_traits;
    bool caller_on_a_line = false;
    std::optional<isup::ContinuityCheck> continuity; ///< of the IAM, if it says so
    std::optional<isup::Medium> medium, fallback;    ///< of the IAM, if it has one

  public:
    void setUp() override {
        timers = std::make_unique<base::Timers>(clock);
        engine = std::make_unique<testing::FakeEngine>();
        trunks = std::make_unique<FakeTrunks>(*engine);
        traces = std::make_unique<observe::TraceStore>(clock);
        admission = std::make_unique<route::Admission>();
        table = std::make_unique<call::Table>(
            call::Services{*timers, *engine, *admission, *trunks, *traces, delay});
        route::Settings settings;
        settings.groups = {{"in", {}, {}}, {"first", {}, {}}, {"second", {}, {}}};
        route::Route route;
        route.name = "all";
        route.called = "[0-9]+";
        route.to = {"first", "second"};
        route.next_on = {34, 44};
        settings.routes = {route};
        table->set_plan(std::move(*route::Plan::build(settings)));
        caller_needs = {};
        caller_traits = {};
        caller_on_a_line = false;
        medium = fallback = std::nullopt;
        continuity = std::nullopt;
    }
    void tearDown() override {
        table.reset();
        CPPUNIT_ASSERT_MESSAGE("a media port was left open", engine->ports.empty());
    }

  protected:
    call::Call& start(std::string_view digits = "600", call::Origin origin = {"in", true, 0, 4s}) {
        call::Call& call = table->create();
        auto leg = std::make_unique<FakeLeg>(*engine, caller_needs);
        caller = leg.get();
        caller->own_traits = caller_traits;
        caller->in_band_possible = caller_on_a_line;
        isup::Message message = iam(digits);
        if (continuity)
            message.set(isup::NatureOfConnection{0, *continuity, false});
        if (medium)
            message.set(isup::TransmissionMediumRequirement{*medium});
        if (fallback)
            message.set(isup::TransmissionMediumRequirementPrime{*fallback});
        call.start(std::move(leg), message, std::move(origin));
        return call;
    }
    FakeLeg& called() { return *trunks->legs.back(); }
    void advance(base::Duration by) {
        clock.advance(by);
        timers->run();
    }
    void expect_over(FakeLeg* callee = nullptr) {
        call::Call* only = table->find(1);
        CPPUNIT_ASSERT(only);
        if (!caller->is_ended)
            caller->end(*only);
        if (callee && !callee->is_ended)
            callee->end(*only);
        table->reap();
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, table->size());
        CPPUNIT_ASSERT_EQUAL_MESSAGE("ports still known", std::size_t{0}, table->ports());
        CPPUNIT_ASSERT_EQUAL(0U, admission->calls("in"));
        CPPUNIT_ASSERT_EQUAL(0U, admission->calls("first"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, timers->armed());
    }
    static void assert_type(MessageType expected, MessageType actual) {
        CPPUNIT_ASSERT_EQUAL(static_cast<int>(expected), static_cast<int>(actual));
    }
};

} // namespace testing
