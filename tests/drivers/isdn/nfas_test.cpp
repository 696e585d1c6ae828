// NFAS groups: two groups of three T1 spans, wired span by span on a hand-driven clock (T1.607
// Annex F).
#include "tests/drivers/isdn/pair.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace isdn_test;

namespace {

using isdn::ChannelState;
using isdn::DChannelRole;

/// The ends of the spans of one group, by interface identifier.
struct Group {
    Group(isdn::Side side, base::Timers& timers, isdn::Options options) {
        options.nfas_group = isdn::make_nfas_group();
        options.line = drivers::LineType::t1;
        options.side = side;
        constexpr DChannelRole kRoles[] = {DChannelRole::primary, DChannelRole::backup,
                                           DChannelRole::none};
        for (unsigned at = 0; at < 3; ++at) {
            options.interface_id = static_cast<std::uint8_t>(at);
            options.d_channel = kRoles[at];
            options.name = (side == isdn::Side::user ? "user " : "network ") + std::to_string(at);
            spans.push_back(std::make_unique<End>(options, timers));
        }
    }
    End& operator[](std::size_t at) { return *spans[at]; }
    unsigned busy() const {
        unsigned busy = 0;
        for (const auto& span : spans)
            busy += span->busy_channels();
        return busy;
    }
    std::vector<std::unique_ptr<End>> spans;
};

isdn::Options with_type(isdn::SwitchType type = isdn::SwitchType::ni2) {
    isdn::Options options;
    options.switch_type = type;
    return options;
}

struct Groups {
    explicit Groups(isdn::Options options = with_type())
        : timers((wall_clock = &clock, clock)), user(isdn::Side::user, timers, options),
          network(isdn::Side::network, timers, options) {}
    void carry() {
        for (bool moved = true; moved;) {
            moved = false;
            for (unsigned at = 0; at < 3; ++at) {
                moved = carry(user[at], network[at], cut[at]) || moved;
                moved = carry(network[at], user[at], cut[at]) || moved;
            }
        }
    }
    static bool carry(End& from, End& to, bool cut) {
        const bool any = !from.out.empty();
        for (; !from.out.empty(); from.out.pop_front())
            if (!cut)
                to.interface->receive_frame(from.out.front());
        return any;
    }
    void run(milliseconds time) { run_lines(*this, time); }
    void up() {
        for (unsigned at = 0; at < 3; ++at) {
            network[at].interface->start();
            user[at].interface->start();
        }
        run(milliseconds(3000));
    }
    void set_line(unsigned at, bool works) {
        cut[at] = !works;
        user[at].interface->set_line(works);
        network[at].interface->set_line(works);
    }
    /// An answered call over a channel; its ids at the calling and the called end.
    std::pair<CallId, CallId> answered(Group& from, Group& to, unsigned span, unsigned timeslot) {
        const auto placed = from[span].interface->place(setup(timeslot, "2000", true));
        CPPUNIT_ASSERT(placed.ok());
        carry();
        const CallId there = to[span].last;
        CPPUNIT_ASSERT(to[span].send(there, MessageType::connect).ok());
        carry();
        CPPUNIT_ASSERT(from[span].got(*placed, MessageType::connect));
        return {*placed, there};
    }
    bool active(Group& of, unsigned span, CallId call, unsigned timeslot) {
        for (const auto& view : of[span].interface->channels())
            if (view.timeslot == timeslot)
                return view.state == ChannelState::in_call && view.call == call;
        return false;
    }

    base::ManualClock clock;
    base::Timers timers;
    Group user, network;
    bool cut[3] = {};
};

class NfasTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(NfasTest);
    CPPUNIT_TEST(the_primary_carries_the_signalling_of_all_spans);
    CPPUNIT_TEST(a_span_without_d_channel_has_24_channels);
    CPPUNIT_TEST(calls_are_set_up_on_every_span_both_ways);
    CPPUNIT_TEST(calls_name_their_interface);
    CPPUNIT_TEST(a_failed_line_moves_signalling_and_active_calls_stay);
    CPPUNIT_TEST(a_line_that_fails_for_a_moment_is_waited_for);
    CPPUNIT_TEST(a_lost_data_link_moves_signalling_too);
    CPPUNIT_TEST(calls_that_are_not_active_do_not_outlive_a_changeover);
    CPPUNIT_TEST(a_call_that_one_end_has_lost_is_released_at_the_changeover);
    CPPUNIT_TEST(the_primary_comes_back_as_standby);
    CPPUNIT_TEST(without_any_d_channel_active_calls_wait_for_t309);
    CPPUNIT_TEST(active_calls_go_on_when_a_d_channel_is_back_in_time);
    CPPUNIT_TEST(restart_of_one_span_leaves_the_others);
    CPPUNIT_TEST(a_channel_that_is_restarted_is_that_of_its_span);
    CPPUNIT_TEST(service_messages_name_the_span);
    CPPUNIT_TEST(a_response_naming_another_span_ends_the_call);
    CPPUNIT_TEST(service_for_a_d_channel_is_obeyed);
    CPPUNIT_TEST(a_span_goes_away_with_its_calls);
    CPPUNIT_TEST_SUITE_END();

  public:
    void the_primary_carries_the_signalling_of_all_spans() {
        Groups groups;
        groups.up();
        for (Group* group : {&groups.user, &groups.network}) {
            for (unsigned at = 0; at < 3; ++at)
                CPPUNIT_ASSERT((*group)[at].interface->d_channel_up());
            CPPUNIT_ASSERT((*group)[0].interface->d_channel().signalling);
            const isdn::DChannelView backup = (*group)[1].interface->d_channel();
            CPPUNIT_ASSERT(backup.up && !backup.signalling && backup.role == DChannelRole::backup);
            const isdn::DChannelView none = (*group)[2].interface->d_channel();
            CPPUNIT_ASSERT(!none.up && !none.signalling && none.role == DChannelRole::none);
            CPPUNIT_ASSERT_EQUAL(0U, group->busy());
        }
    }
    void a_span_without_d_channel_has_24_channels() {
        Groups groups;
        groups.up();
        CPPUNIT_ASSERT_EQUAL(std::size_t{23}, groups.user[0].interface->channels().size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{23}, groups.user[1].interface->channels().size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{24}, groups.user[2].interface->channels().size());
        CPPUNIT_ASSERT(groups.user[2].interface->channel_idle(24) &&
                       !groups.user[0].interface->channel_idle(24));
    }
    void calls_are_set_up_on_every_span_both_ways() {
        for (const auto type : {isdn::SwitchType::ni2, isdn::SwitchType::dms100,
                                isdn::SwitchType::lucent5ess, isdn::SwitchType::euroisdn}) {
            Groups groups(with_type(type));
            groups.up();
            for (unsigned span = 0; span < 3; ++span) {
                const auto out = groups.answered(groups.user, groups.network, span, 5);
                const auto in = groups.answered(groups.network, groups.user, span, 6);
                CPPUNIT_ASSERT(groups.active(groups.user, span, out.first, 5) &&
                               groups.active(groups.network, span, out.second, 5) &&
                               groups.active(groups.network, span, in.first, 6) &&
                               groups.active(groups.user, span, in.second, 6));
                CPPUNIT_ASSERT(groups.user[span].send(out.first, MessageType::disconnect, 16).ok());
                CPPUNIT_ASSERT(groups.user[span].send(in.second, MessageType::disconnect, 16).ok());
                groups.carry();
                CPPUNIT_ASSERT(groups.user[span].released(out.first) &&
                               groups.network[span].released(out.second));
            }
            const auto last = groups.answered(groups.user, groups.network, 2, 24);
            CPPUNIT_ASSERT(groups.active(groups.network, 2, last.second, 24));
            CPPUNIT_ASSERT_EQUAL(1U, groups.user.busy());
            CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, groups.user[1].interface->counters().calls_out);
            CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, groups.user[1].interface->counters().calls_in);
        }
    }
    void calls_name_their_interface() {
        Groups groups;
        groups.up();
        groups.user[0].sent.clear();
        CPPUNIT_ASSERT(groups.user[2].interface->place(setup(24, "2000", true)).ok());
        const auto& frame = groups.user[0].sent.back();
        const auto envelope = isdn::read_envelope(isdn::information_of(frame));
        const Message sent = isdn::read_elements(MessageType::setup, envelope->elements);
        CPPUNIT_ASSERT(sent.channel && sent.channel->interface == 2 &&
                       sent.channel->timeslot == 24 && sent.channel->exclusive);
        CPPUNIT_ASSERT(groups.user[1].interface->place(setup(0, "2000")).ok());
        groups.carry();
        CPPUNIT_ASSERT_EQUAL(1U, groups.network[1].busy_channels());
        CPPUNIT_ASSERT_EQUAL(1U, groups.network[2].busy_channels());
    }
    void a_failed_line_moves_signalling_and_active_calls_stay() {
        Groups groups;
        groups.up();
        const auto one = groups.answered(groups.user, groups.network, 1, 3);
        const auto two = groups.answered(groups.network, groups.user, 2, 24);
        groups.set_line(0, false);
        groups.run(seconds(3));
        for (Group* group : {&groups.user, &groups.network}) {
            CPPUNIT_ASSERT((*group)[1].interface->d_channel().signalling);
            CPPUNIT_ASSERT((*group)[2].interface->d_channel_up());
            CPPUNIT_ASSERT((*group)[2].d_channel_log == std::vector<bool>{true});
        }
        CPPUNIT_ASSERT(groups.active(groups.user, 1, one.first, 3) &&
                       groups.active(groups.network, 1, one.second, 3) &&
                       groups.active(groups.network, 2, two.first, 24) &&
                       groups.active(groups.user, 2, two.second, 24));
        // they are cleared over the backup, and new ones are set up
        CPPUNIT_ASSERT(groups.user[1].send(one.first, MessageType::disconnect, 16).ok());
        CPPUNIT_ASSERT(groups.user[2].send(two.second, MessageType::disconnect, 16).ok());
        groups.carry();
        CPPUNIT_ASSERT(groups.network[1].released(one.second) &&
                       groups.network[2].released(two.first));
        static_cast<void>(groups.answered(groups.user, groups.network, 2, 1));
        static_cast<void>(groups.answered(groups.network, groups.user, 1, 1));
        groups.run(seconds(60)); // the data link of the primary is lost meanwhile: no matter
        CPPUNIT_ASSERT_EQUAL(2U, groups.user.busy());
        CPPUNIT_ASSERT_EQUAL(2U, groups.network.busy());
        CPPUNIT_ASSERT(!groups.user[0].interface->d_channel().up);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1},
                             groups.user[0].interface->counters().d_channel_losses);
    }
    void a_line_that_fails_for_a_moment_is_waited_for() {
        Groups groups;
        groups.up();
        const auto placed = groups.user[2].interface->place(setup(9, "2000"));
        groups.carry();
        groups.set_line(0, false);
        groups.run(seconds(2));
        groups.set_line(0, true);
        groups.run(seconds(5));
        CPPUNIT_ASSERT(groups.user[0].interface->d_channel().signalling);
        CPPUNIT_ASSERT(groups.network[2].send(groups.network[2].last, MessageType::connect).ok());
        groups.carry();
        CPPUNIT_ASSERT(groups.user[2].got(*placed, MessageType::connect));
    }
    void a_lost_data_link_moves_signalling_too() {
        Groups groups;
        groups.up();
        const auto call = groups.answered(groups.user, groups.network, 2, 7);
        groups.cut[0] = true; // the line itself seems well
        groups.run(seconds(30));
        CPPUNIT_ASSERT(groups.user[1].interface->d_channel().signalling &&
                       groups.network[1].interface->d_channel().signalling);
        CPPUNIT_ASSERT(groups.active(groups.user, 2, call.first, 7) &&
                       groups.active(groups.network, 2, call.second, 7));
        CPPUNIT_ASSERT(groups.network[2].send(call.second, MessageType::disconnect, 16).ok());
        groups.carry();
        CPPUNIT_ASSERT(groups.user[2].released(call.first));
    }
    void calls_that_are_not_active_do_not_outlive_a_changeover() {
        Groups groups;
        groups.up();
        const auto placed = groups.user[2].interface->place(setup(9, "2000"));
        groups.carry();
        CPPUNIT_ASSERT(groups.network[2].send(groups.network[2].last, MessageType::alerting).ok());
        groups.carry();
        groups.set_line(0, false);
        groups.run(seconds(3));
        const Message* over = groups.user[2].released(*placed);
        CPPUNIT_ASSERT(over && over->cause && over->cause->value == 27);
        CPPUNIT_ASSERT(groups.network[2].released(groups.network[2].last));
        CPPUNIT_ASSERT_EQUAL(0U, groups.user.busy() + groups.network.busy());
    }
    void a_call_that_one_end_has_lost_is_released_at_the_changeover() {
        Groups groups;
        groups.up();
        const auto call = groups.answered(groups.user, groups.network, 2, 9);
        groups.cut[0] = true;
        CPPUNIT_ASSERT(groups.user[2].send(call.first, MessageType::disconnect, 16).ok());
        groups.carry(); // lost
        groups.set_line(0, false);
        groups.run(seconds(3));
        CPPUNIT_ASSERT(groups.user[2].released(call.first));
        CPPUNIT_ASSERT(groups.network[2].released(call.second));
        CPPUNIT_ASSERT_EQUAL(0U, groups.user.busy() + groups.network.busy());
    }
    void the_primary_comes_back_as_standby() {
        Groups groups;
        groups.up();
        groups.set_line(0, false);
        groups.run(seconds(60));
        groups.set_line(0, true);
        groups.run(seconds(5));
        for (Group* group : {&groups.user, &groups.network})
            CPPUNIT_ASSERT((*group)[0].interface->d_channel().up &&
                           !(*group)[0].interface->d_channel().signalling &&
                           (*group)[1].interface->d_channel().signalling);
        const auto call = groups.answered(groups.user, groups.network, 0, 2);
        groups.set_line(1, false); // and is used when the other one goes
        groups.run(seconds(3));
        CPPUNIT_ASSERT(groups.user[0].interface->d_channel().signalling);
        CPPUNIT_ASSERT(groups.active(groups.network, 0, call.second, 2));
        CPPUNIT_ASSERT(groups.network[0].send(call.second, MessageType::disconnect, 16).ok());
        groups.carry();
        CPPUNIT_ASSERT(groups.user[0].released(call.first));
    }
    void without_any_d_channel_active_calls_wait_for_t309() {
        Groups groups;
        groups.up();
        const auto call = groups.answered(groups.user, groups.network, 2, 9);
        groups.cut[0] = groups.cut[1] = true;
        groups.run(seconds(40));
        CPPUNIT_ASSERT(!groups.user[2].interface->d_channel_up());
        CPPUNIT_ASSERT(groups.active(groups.user, 2, call.first, 9));
        CPPUNIT_ASSERT(!groups.user[2].interface->place(setup(1, "2000")).ok());
        groups.run(seconds(91));
        const Message* over = groups.user[2].released(call.first);
        CPPUNIT_ASSERT(over && over->cause->value == 27 && groups.network[2].released(call.second));
    }
    void active_calls_go_on_when_a_d_channel_is_back_in_time() {
        Groups groups;
        groups.up();
        const auto call = groups.answered(groups.user, groups.network, 2, 9);
        groups.cut[0] = groups.cut[1] = true;
        groups.run(seconds(40));
        groups.cut[1] = false;
        groups.run(seconds(100));
        CPPUNIT_ASSERT(groups.active(groups.user, 2, call.first, 9) &&
                       groups.active(groups.network, 2, call.second, 9));
        CPPUNIT_ASSERT(groups.user[2].d_channel_log == (std::vector<bool>{true, false, true}));
        CPPUNIT_ASSERT(groups.user[2].send(call.first, MessageType::disconnect, 16).ok());
        groups.carry();
        CPPUNIT_ASSERT(groups.network[2].released(call.second));
    }
    void restart_of_one_span_leaves_the_others() {
        Groups groups;
        groups.up();
        const auto kept = groups.answered(groups.user, groups.network, 1, 4);
        const auto gone = groups.answered(groups.user, groups.network, 2, 4);
        groups.network[2].restarts.clear();
        groups.user[2].interface->restart(0);
        groups.run(milliseconds(100));
        CPPUNIT_ASSERT(groups.network[2].restarts == std::vector<unsigned>{0});
        CPPUNIT_ASSERT(groups.user[2].released(gone.first) &&
                       groups.network[2].released(gone.second));
        CPPUNIT_ASSERT(groups.active(groups.network, 1, kept.second, 4));
        CPPUNIT_ASSERT_EQUAL(1U, groups.user.busy());
    }
    void a_channel_that_is_restarted_is_that_of_its_span() {
        Groups groups;
        groups.up();
        const auto kept = groups.answered(groups.user, groups.network, 1, 4);
        const auto gone = groups.answered(groups.user, groups.network, 0, 4);
        groups.network[0].restarts.clear();
        groups.network[1].restarts.clear();
        groups.user[0].interface->restart(4);
        groups.run(milliseconds(100));
        CPPUNIT_ASSERT(groups.network[0].restarts == std::vector<unsigned>{4} &&
                       groups.network[1].restarts.empty());
        CPPUNIT_ASSERT(groups.network[0].released(gone.second) &&
                       groups.active(groups.network, 1, kept.second, 4));
        CPPUNIT_ASSERT_EQUAL(1U, groups.user.busy());
    }
    void service_messages_name_the_span() {
        isdn::Options options = with_type();
        options.service_messages = true;
        Groups groups(options);
        groups.up();
        for (unsigned span = 0; span < 3; ++span) {
            groups.user[span].interface->block(8, true);
            groups.run(milliseconds(50));
            for (const auto& view : groups.network[span].interface->channels())
                CPPUNIT_ASSERT((view.state == ChannelState::out_of_service) ==
                               (view.timeslot == 8));
            groups.user[span].interface->block(8, false);
            groups.run(milliseconds(50));
            CPPUNIT_ASSERT_EQUAL(0U, groups.network.busy());
        }
    }
    void a_response_naming_another_span_ends_the_call() {
        Groups groups;
        groups.up();
        const auto placed = groups.user[1].interface->place(setup(2, "2000"));
        const auto reference =
            isdn::read_envelope(isdn::information_of(groups.user[0].sent.back()));
        CPPUNIT_ASSERT(reference && reference->type == 5);
        const auto low = static_cast<std::uint8_t>(reference->call_reference & 0xff);
        // CALL PROCEEDING for channel 2 of interface 2, unnumbered
        const std::vector<std::uint8_t> other{0x02, 0x01, 0x03, 0x08, 2,    0x80, low,
                                              0x02, 0x18, 4,    0xe9, 0x82, 0x83, 0x82};
        groups.user[0].interface->receive_frame(other);
        groups.carry();
        CPPUNIT_ASSERT(groups.user[1].released(*placed));
        groups.run(milliseconds(100));
        CPPUNIT_ASSERT_EQUAL(0U, groups.user.busy() + groups.network.busy());
    }
    void service_for_a_d_channel_is_obeyed() {
        isdn::Options options = with_type();
        options.service_messages = true;
        Groups groups(options);
        groups.up();
        // SERVICE, in service, D-channel of interface 1, as a network sends it on that D-channel
        const std::vector<std::uint8_t> use_backup{0x02, 0x01, 0x03, 0x43, 2, 0,    0,   0x07,
                                                   0x01, 1,    0xc0, 0x18, 2, 0xec, 0x81};
        groups.user[1].interface->receive_frame(use_backup);
        CPPUNIT_ASSERT(groups.user[1].interface->d_channel().signalling);
        // and out of service
        std::vector<std::uint8_t> leave_backup = use_backup;
        leave_backup[10] = 0xc2;
        groups.user[0].interface->receive_frame(leave_backup);
        CPPUNIT_ASSERT(groups.user[0].interface->d_channel().signalling &&
                       groups.user[1].interface->d_channel_up());
        groups.run(milliseconds(100));
        const auto call = groups.answered(groups.user, groups.network, 2, 24);
        CPPUNIT_ASSERT(groups.active(groups.network, 2, call.second, 24));
    }
    void a_span_goes_away_with_its_calls() {
        Groups groups;
        groups.up();
        static_cast<void>(groups.answered(groups.user, groups.network, 2, 9));
        const auto kept = groups.answered(groups.user, groups.network, 1, 9);
        groups.user[2].interface.reset();
        CPPUNIT_ASSERT(groups.active(groups.user, 1, kept.first, 9));
        CPPUNIT_ASSERT(groups.user[1].send(kept.first, MessageType::disconnect, 16).ok());
        for (unsigned at = 0; at < 2; ++at) {
            Groups::carry(groups.user[at], groups.network[at], false);
            Groups::carry(groups.network[at], groups.user[at], false);
            Groups::carry(groups.user[at], groups.network[at], false);
            Groups::carry(groups.network[at], groups.user[at], false);
        }
        CPPUNIT_ASSERT(groups.user[1].released(kept.first));
        groups.user[1].interface.reset();
        groups.user[0].interface.reset();
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(NfasTest);

} // namespace
