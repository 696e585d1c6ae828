// gateway/legs: what a line's audit finds when the interface below and the legs above disagree, and
// the history that explains a channel.
#include "gateway/legs/isdn_line.h"

#include "gateway/legs/isdn_leg.h"

#include "tests/gateway/call/bed.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace std::chrono_literals;

namespace {

/// A line's Q.931 as the test says it is: calls on B-channels, and the messages sent to them.
class FakeInterface final : public isdn::Interface {
  public:
    static std::unique_ptr<isdn::Interface> create(isdn::Options options, base::Timers&,
                                                   isdn::Listener& listener, SendFrame) {
        auto made = std::make_unique<FakeInterface>();
        made->options_ = std::move(options);
        made->listener = &listener;
        last = made.get();
        return made;
    }
    void start() override {}
    void receive_frame(base::Octets) override {}
    void set_tap(FrameTap) override {}
    base::Result<isdn::CallId, isdn::Error> place(const isdn::Message&) override {
        return base::fail(isdn::Error::refused);
    }
    base::Result<void, isdn::Error> send(isdn::CallId, const isdn::Message& message) override {
        sent.push_back(message);
        return {};
    }
    bool d_channel_up() const override { return true; }
    std::vector<isdn::ChannelView> channels() const override {
        return {
            {3, restarting ? isdn::ChannelState::restarting : isdn::ChannelState::idle, {}, {}}};
    }
    bool channel_idle(unsigned) const override { return true; }
    std::optional<unsigned> timeslot_of(isdn::CallId call) const override {
        const auto found = calls.find(call);
        return found == calls.end() ? std::nullopt : std::optional(found->second);
    }
    void restart(unsigned timeslot) override {
        restarted.push_back(timeslot);
        restarting = true;
    }
    void block(unsigned, bool) override {}
    unsigned audit(const std::function<bool(isdn::CallId)>&) override { return 0; }
    const isdn::Counters& counters() const override { return counters_; }
    const isdn::Options& options() const override { return options_; }

    static FakeInterface* last;
    isdn::Listener* listener = nullptr;
    std::map<isdn::CallId, unsigned> calls; ///< to timeslots
    std::vector<isdn::Message> sent;
    std::vector<unsigned> restarted;
    bool restarting = false;

  private:
    isdn::Options options_;
    isdn::Counters counters_;
};
FakeInterface* FakeInterface::last = nullptr;

} // namespace

class LineAuditTest : public testing::CallBed {
    CPPUNIT_TEST_SUITE(LineAuditTest);
    CPPUNIT_TEST(agreement_is_no_finding);
    CPPUNIT_TEST(a_leg_without_its_call_is_released_in_the_second_audit);
    CPPUNIT_TEST(a_leg_follows_its_call_to_the_other_channel);
    CPPUNIT_TEST(a_channel_in_trouble_again_gets_a_restart);
    CPPUNIT_TEST(the_alarm_of_a_restart_ends_with_its_acknowledgement);
    CPPUNIT_TEST(calls_are_asked_for_at_intervals);
    CPPUNIT_TEST(a_call_that_nobody_knows_of_is_released);
    CPPUNIT_TEST(a_call_in_another_state_is_released);
    CPPUNIT_TEST(calls_that_outlived_the_d_channel_are_asked_for);
    CPPUNIT_TEST(trouble_of_long_ago_is_forgotten);
    CPPUNIT_TEST(a_port_without_a_call_is_closed_in_the_second_audit);
    CPPUNIT_TEST(a_port_of_line_maintenance_stays);
    CPPUNIT_TEST(history_tells_channel_and_line_in_order);
    CPPUNIT_TEST(history_forgets_the_oldest);
    CPPUNIT_TEST(a_line_that_is_busied_out_refuses);
    CPPUNIT_TEST_SUITE_END();

    std::unique_ptr<legs::IsdnLine> line;
    isdn::CallId last_call = 0;

    void make_line(base::Duration enquiries = {}) {
        config::Span span;
        span.status_enquiry = std::chrono::duration_cast<std::chrono::milliseconds>(enquiries);
        span.name = "line1";
        line = std::make_unique<legs::IsdnLine>(span, *timers, *engine, *table,
                                                &FakeInterface::create);
        auto group = std::make_shared<legs::GroupSettings>();
        group->group.name = "in";
        line->set_group(std::move(group));
    }
    FakeInterface& below() { return *FakeInterface::last; }
    isdn::CallId call_in(unsigned timeslot) {
        isdn::Message setup;
        setup.type = isdn::MessageType::setup;
        setup.channel = isdn::Channel{static_cast<std::uint8_t>(timeslot), true};
        setup.called.emplace().digits = "600";
        setup.sending_complete = true;
        below().calls[++last_call] = timeslot;
        below().listener->on_setup(last_call, setup);
        return last_call;
    }
    // Ends everything, so that the bed finds no port left open.
    void end_all() {
        for (const auto& [id, timeslot] : std::map(below().calls)) {
            isdn::Message gone;
            gone.type = isdn::MessageType::release_complete;
            below().calls.erase(id);
            below().listener->on_released(id, gone);
        }
        table->clear();
        line.reset();
    }
    std::string story(unsigned timeslot) {
        std::string out;
        for (const legs::ChannelEvent& event : line->history().of(timeslot))
            out += legs::text(event) + "; ";
        return out;
    }

    void agreement_is_no_finding() {
        make_line();
        call_in(1);
        for (int n = 0; n < 3; ++n)
            CPPUNIT_ASSERT_EQUAL(0U, line->audit());
        CPPUNIT_ASSERT(line->leg_on(1));
        end_all();
    }
    void a_leg_without_its_call_is_released_in_the_second_audit() {
        make_line();
        below().calls.erase(call_in(1));
        CPPUNIT_ASSERT_EQUAL(0U, line->audit()); // its release may be on the way
        CPPUNIT_ASSERT(line->leg_on(1));
        CPPUNIT_ASSERT_EQUAL(1U, line->audit());
        CPPUNIT_ASSERT(!line->leg_on(1));
        CPPUNIT_ASSERT(story(1).find("audit, cause 41: the line had no such call any more") !=
                       std::string::npos);
        end_all();
    }
    void a_leg_follows_its_call_to_the_other_channel() {
        make_line();
        below().calls[call_in(1)] = 5;
        CPPUNIT_ASSERT_EQUAL(0U, line->audit());
        CPPUNIT_ASSERT_EQUAL(1U, line->audit());
        CPPUNIT_ASSERT(!line->leg_on(1) && line->leg_on(5));
        CPPUNIT_ASSERT_EQUAL(0U, line->audit());
        end_all();
    }
    void lose_a_call_on(unsigned timeslot) {
        below().calls.erase(call_in(timeslot));
        line->audit();
        line->audit();
        table->reap();
    }
    void a_channel_in_trouble_again_gets_a_restart() {
        make_line();
        line->on_alarm({});
        lose_a_call_on(3);
        CPPUNIT_ASSERT(below().restarted.empty());
        lose_a_call_on(3);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, below().restarted.size());
        CPPUNIT_ASSERT_EQUAL(3U, below().restarted.front());
        lose_a_call_on(3); // counted from the start again: RESTARTs are bounded
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, below().restarted.size());
        end_all();
    }
    void the_alarm_of_a_restart_ends_with_its_acknowledgement() {
        make_line();
        line->on_alarm({});
        lose_a_call_on(3);
        lose_a_call_on(3);
        const auto& alarms = line->alarm_history().records();
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, alarms.size());
        CPPUNIT_ASSERT_EQUAL(std::string("B-channel 3 in doubt"), alarms.front().name);
        line->audit();
        CPPUNIT_ASSERT(!alarms.front().cleared);
        below().restarting = false;
        line->audit();
        CPPUNIT_ASSERT(alarms.front().cleared);
        end_all();
    }
    isdn::CallId answered_call(base::Duration interval) {
        make_line(interval);
        line->on_alarm({});
        const isdn::CallId id = call_in(1);
        line->leg_on(1)->send(isup::Message(isup::MessageType::anm));
        below().sent.clear();
        return id;
    }
    unsigned enquiries() {
        return static_cast<unsigned>(std::ranges::count(
            below().sent, isdn::MessageType::status_enquiry, &isdn::Message::type));
    }
    void answer(isdn::CallId id, std::uint8_t state) {
        isdn::Message status;
        status.type = isdn::MessageType::status;
        status.cause = isdn::Cause{30, 2, {}};
        status.call_state = state;
        below().listener->on_message(id, status);
    }
    void calls_are_asked_for_at_intervals() {
        const isdn::CallId id = answered_call(10s);
        CPPUNIT_ASSERT_EQUAL(0U, line->audit());
        CPPUNIT_ASSERT_EQUAL(0U, enquiries());
        for (unsigned round = 1; round <= 2; ++round) {
            advance(10s);
            CPPUNIT_ASSERT_EQUAL(0U, line->audit());
            CPPUNIT_ASSERT_EQUAL(round, enquiries());
            answer(id, 10);
            CPPUNIT_ASSERT_EQUAL(0U, line->audit());
        }
        CPPUNIT_ASSERT(line->leg_on(1)->answered());
        end_all();
    }
    void a_call_that_nobody_knows_of_is_released() {
        (void)answered_call(10s);
        line->audit();
        advance(10s);
        line->audit();
        line->audit(); // T322 runs
        CPPUNIT_ASSERT_EQUAL(1U, enquiries());
        advance(4s);
        CPPUNIT_ASSERT_EQUAL(0U, line->audit());
        CPPUNIT_ASSERT_EQUAL(2U, enquiries());
        advance(4s);
        CPPUNIT_ASSERT_EQUAL(1U, line->audit());
        CPPUNIT_ASSERT(!line->leg_on(1) || !line->leg_on(1)->answered());
        CPPUNIT_ASSERT(story(1).find("audit, cause 41: no answer to STATUS ENQUIRY") !=
                       std::string::npos);
        CPPUNIT_ASSERT_EQUAL(0U, line->audit());
        end_all();
    }
    void a_call_in_another_state_is_released() {
        const isdn::CallId id = answered_call(10s);
        line->audit();
        advance(10s);
        line->audit();
        answer(id, 3);
        CPPUNIT_ASSERT(story(1).find("cause 101: the far end has the call in another state") !=
                       std::string::npos);
        CPPUNIT_ASSERT_EQUAL(1U, line->audit());
        end_all();
    }
    void calls_that_outlived_the_d_channel_are_asked_for() {
        const isdn::CallId id = answered_call(0s);
        line->audit();
        advance(5s);
        line->audit();
        CPPUNIT_ASSERT_EQUAL(0U, enquiries()); // not without a reason
        line->on_d_channel(false);
        line->on_d_channel(true);
        line->audit();
        CPPUNIT_ASSERT_EQUAL(1U, enquiries());
        answer(id, 10);
        advance(5s);
        CPPUNIT_ASSERT_EQUAL(0U, line->audit());
        CPPUNIT_ASSERT_EQUAL(1U, enquiries());
        end_all();
    }
    void trouble_of_long_ago_is_forgotten() {
        make_line();
        line->on_alarm({});
        lose_a_call_on(3);
        advance(std::chrono::minutes(11));
        lose_a_call_on(3);
        CPPUNIT_ASSERT(below().restarted.empty());
        end_all();
    }
    void a_port_without_a_call_is_closed_in_the_second_audit() {
        CPPUNIT_ASSERT(engine->open_tdm({1}, 7));
        CPPUNIT_ASSERT_EQUAL(0U, table->audit());
        CPPUNIT_ASSERT_EQUAL(1U, table->audit());
        CPPUNIT_ASSERT(engine->ports.empty());
        CPPUNIT_ASSERT_EQUAL(0U, table->audit());
    }
    void a_port_of_line_maintenance_stays() {
        const auto port = engine->open_tdm({1}, 7);
        table->held_elsewhere = [&](const media::OpenPort& open) { return open.port == *port; };
        for (int n = 0; n < 3; ++n)
            CPPUNIT_ASSERT_EQUAL(0U, table->audit());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, engine->ports.size());
        engine->close(*port);
    }
    void history_tells_channel_and_line_in_order() {
        make_line();
        line->on_d_channel(true);
        clock.advance(1ms);
        call_in(2);
        clock.advance(1ms);
        line->block(2, true);
        CPPUNIT_ASSERT_EQUAL(
            std::string("D-channel up; call 1 SETUP received; blocked by the operator; "),
            story(2));
        CPPUNIT_ASSERT_EQUAL(std::string("D-channel up; "), story(4));
        end_all();
    }
    void history_forgets_the_oldest() {
        legs::ChannelLog log;
        for (std::uint64_t n = 1; n <= legs::ChannelLog::kKept + 2; ++n)
            log.add(1, {base::WallTime(std::chrono::seconds(n)), legs::ChannelEvent::Kind::setup_in,
                        n, 0, nullptr});
        const auto kept = log.of(1);
        CPPUNIT_ASSERT_EQUAL(std::size_t{legs::ChannelLog::kKept}, kept.size());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{3}, kept.front().call);
        log.add(99, kept.front()); // no such channel
        CPPUNIT_ASSERT(log.of(99).empty());
    }
    void a_line_that_is_busied_out_refuses() {
        make_line();
        line->busy_out(true);
        call_in(1);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, line->legs());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, below().sent.size());
        CPPUNIT_ASSERT_EQUAL(38, int{below().sent.front().cause->value});
        line->busy_out(false);
        call_in(2);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, line->legs());
        end_all();
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LineAuditTest);
