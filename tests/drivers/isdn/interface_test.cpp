// Calls between a user and a network side: both directions, every way to end, collisions and lost
// D-channels.
#include "tests/drivers/isdn/pair.h"

#include <cppunit/extensions/HelperMacros.h>

#include <sys/time.h>

#include <algorithm>

namespace isdn_test {
const base::ManualClock* wall_clock = nullptr;
}

// libpri's only source of time.
extern "C" int gettimeofday(timeval* now, void*) noexcept {
    const auto since = isdn_test::wall_clock ? isdn_test::wall_clock->wall().time_since_epoch()
                                             : std::chrono::system_clock::duration{};
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(since).count();
    now->tv_sec = us / 1000000;
    now->tv_usec = us % 1000000;
    return 0;
}

namespace {

using namespace isdn_test;

class InterfaceTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(InterfaceTest);
    CPPUNIT_TEST(t301_ends_what_rings_for_ever);
    CPPUNIT_TEST(n201_bounds_what_is_patched_in);
    CPPUNIT_TEST(d_channel_comes_up_and_both_sides_restart);
    CPPUNIT_TEST(d_channel_comes_up_at_once_when_the_far_end_starts_later);
    CPPUNIT_TEST(no_call_while_the_d_channel_is_down);
    CPPUNIT_TEST(call_from_user_is_answered_and_released_by_each_side);
    CPPUNIT_TEST(call_from_network_is_answered_and_released_by_each_side);
    CPPUNIT_TEST(busy_carries_cause_and_location);
    CPPUNIT_TEST(refusal_as_first_answer_is_release_complete_with_any_cause);
    CPPUNIT_TEST(alerting_and_progress_carry_in_band_indication_and_location);
    CPPUNIT_TEST(repeated_progress_indicators_arrive);
    CPPUNIT_TEST(caller_gives_up_before_any_answer);
    CPPUNIT_TEST(caller_gives_up_while_alerting);
    CPPUNIT_TEST(both_sides_disconnect_at_once);
    CPPUNIT_TEST(in_band_information_after_disconnect_lasts_until_either_side_releases);
    CPPUNIT_TEST(numbers_carry_type_plan_presentation_and_screening);
    CPPUNIT_TEST(redirecting_number_and_octets_arrive);
    CPPUNIT_TEST(connected_number_arrives);
    CPPUNIT_TEST(overlap_digits_are_collected);
    CPPUNIT_TEST(overlap_begins_without_any_digit);
    CPPUNIT_TEST(notify_arrives);
    CPPUNIT_TEST(glare_gives_the_channel_to_the_network);
    CPPUNIT_TEST(glare_with_exclusive_channel_is_cause_44);
    CPPUNIT_TEST(all_channels_busy_is_refused_here_and_there);
    CPPUNIT_TEST(blocked_channel_takes_no_call);
    CPPUNIT_TEST(restart_of_a_channel_releases_its_call_at_both_ends);
    CPPUNIT_TEST(unacknowledged_restart_ends);
    CPPUNIT_TEST(idle_channels_are_restarted_periodically);
    CPPUNIT_TEST(service_messages_take_channels_out_and_back);
    CPPUNIT_TEST(status_enquiry_is_answered_by_status);
    CPPUNIT_TEST(t310_ends_a_call_that_is_not_answered);
    CPPUNIT_TEST(t304_ends_overlap_sending_without_an_answer);
    CPPUNIT_TEST(t303_and_t305_are_those_asked_for);
    CPPUNIT_TEST(logical_channels_have_no_gap_on_the_wire);
    CPPUNIT_TEST(active_call_survives_a_short_loss_of_the_d_channel);
    CPPUNIT_TEST(lost_d_channel_releases_calls_with_27);
    CPPUNIT_TEST(lost_frames_are_repeated_with_their_patches);
    CPPUNIT_TEST(audit_frees_an_orphan);
    CPPUNIT_TEST(audit_frees_a_call_that_libpri_forgot_to_end);
    CPPUNIT_TEST(each_switch_type_carries_calls_both_ways);
    CPPUNIT_TEST(basic_rate_point_to_point);
    CPPUNIT_TEST(wrong_messages_are_refused);
    CPPUNIT_TEST(a_thousand_calls_leave_nothing);
    CPPUNIT_TEST_SUITE_END();

    static isdn::Options e1() { return {}; }

    // Places a call from one end to the other and lets it arrive; both ids.
    struct Placed {
        CallId here = 0, there = 0;
    };
    static Placed place(Pair& pair, End& from, End& to, const Message& message) {
        const auto call = from.interface->place(message);
        CPPUNIT_ASSERT(call.ok());
        to.last = 0;
        pair.run(milliseconds(50));
        return {*call, to.last};
    }
    static Placed answered(Pair& pair, End& from, End& to, unsigned timeslot = 1) {
        const Placed call = place(pair, from, to, setup(timeslot, "2000"));
        CPPUNIT_ASSERT(call.there != 0);
        CPPUNIT_ASSERT(to.send(call.there, MessageType::call_proceeding).ok());
        CPPUNIT_ASSERT(to.send(call.there, MessageType::alerting).ok());
        CPPUNIT_ASSERT(to.send(call.there, MessageType::connect).ok());
        pair.run(milliseconds(50));
        CPPUNIT_ASSERT(from.got(call.here, MessageType::call_proceeding));
        CPPUNIT_ASSERT(from.got(call.here, MessageType::alerting));
        CPPUNIT_ASSERT(from.got(call.here, MessageType::connect));
        CPPUNIT_ASSERT(to.got(call.there, MessageType::connect_acknowledge));
        return call;
    }
    static void expect_over(Pair& pair, const End& end, CallId call, unsigned cause,
                            unsigned location) {
        pair.run(milliseconds(100));
        const Message* message = end.released(call);
        CPPUNIT_ASSERT(message);
        CPPUNIT_ASSERT(message->cause);
        CPPUNIT_ASSERT_EQUAL(cause, static_cast<unsigned>(message->cause->value));
        CPPUNIT_ASSERT_EQUAL(location, static_cast<unsigned>(message->cause->location));
    }
    static void expect_idle(const Pair& pair) {
        CPPUNIT_ASSERT_EQUAL(0U, pair.user.busy_channels());
        CPPUNIT_ASSERT_EQUAL(0U, pair.network.busy_channels());
    }

    void t301_ends_what_rings_for_ever() {
        isdn::Options options;
        options.timers.t301 = seconds(20);
        Pair pair(options);
        pair.up();
        for (End* from : {&pair.user, &pair.network}) {
            End& to = from == &pair.user ? pair.network : pair.user;
            const auto placed = from->interface->place(setup(1, "2000"));
            pair.carry();
            const CallId there = to.last;
            CPPUNIT_ASSERT(to.send(there, MessageType::alerting).ok());
            pair.run(seconds(19));
            CPPUNIT_ASSERT(!from->released(*placed));
            pair.run(seconds(2));
            const Message* told = to.got(there, MessageType::disconnect);
            CPPUNIT_ASSERT(told && told->cause && told->cause->value == 102);
            const Message* over = from->released(*placed);
            CPPUNIT_ASSERT(over && over->cause && over->cause->value == 19);
            // answered in time, it stays
            const auto answered = from->interface->place(setup(1, "2000"));
            pair.carry();
            CPPUNIT_ASSERT(to.send(to.last, MessageType::alerting).ok());
            pair.carry();
            CPPUNIT_ASSERT(to.send(to.last, MessageType::connect).ok());
            pair.run(seconds(60));
            CPPUNIT_ASSERT(!from->released(*answered));
            CPPUNIT_ASSERT(from->send(*answered, MessageType::disconnect, 16).ok());
            pair.carry();
        }
    }
    void n201_bounds_what_is_patched_in() {
        for (const std::uint32_t n201 : {64U, 260U}) {
            isdn::Options options;
            options.timers.n201 = n201;
            Pair pair(options);
            pair.up();
            Message message = setup(1, "2000");
            message.user_user.assign(60, 4);
            CPPUNIT_ASSERT(pair.user.interface->place(message).ok());
            CPPUNIT_ASSERT(isdn::information_of(pair.user.sent.back()).size() <= n201);
            pair.carry();
            const Message* got = pair.network.got(pair.network.last, MessageType::setup);
            CPPUNIT_ASSERT(got && got->user_user.empty() == (n201 == 64));
        }
    }
    void d_channel_comes_up_and_both_sides_restart() {
        Pair pair;
        pair.up();
        CPPUNIT_ASSERT(pair.user.interface->d_channel_up() &&
                       pair.network.interface->d_channel_up());
        CPPUNIT_ASSERT(pair.user.d_channel_log == std::vector<bool>{true});
        CPPUNIT_ASSERT(pair.user.restarts == std::vector<unsigned>{0});
        CPPUNIT_ASSERT(pair.network.restarts == std::vector<unsigned>{0});
        expect_idle(pair);
        CPPUNIT_ASSERT_EQUAL(std::size_t{30}, pair.user.interface->channels().size());
        CPPUNIT_ASSERT(!pair.user.interface->channel_idle(16));
    }
    void d_channel_comes_up_at_once_when_the_far_end_starts_later() {
        for (const bool user_first : {true, false}) {
            Pair pair;
            End& first = user_first ? pair.user : pair.network;
            End& second = user_first ? pair.network : pair.user;
            first.interface->start();
            pair.run(milliseconds(15));
            first.out.clear();
            pair.cut = true;
            pair.run(milliseconds(30));
            pair.cut = false;
            second.interface->start();
            pair.run(milliseconds(50));
            CPPUNIT_ASSERT(first.interface->d_channel_up() && second.interface->d_channel_up());
            expect_idle(pair); // both RESTARTs have been acknowledged
            answered(pair, first, second);
            pair.run(seconds(20));
            CPPUNIT_ASSERT_EQUAL(1U, first.busy_channels());
        }
    }
    void no_call_while_the_d_channel_is_down() {
        Pair pair;
        CPPUNIT_ASSERT(pair.user.interface->place(setup(1, "1")).error() ==
                       isdn::Error::d_channel_down);
        pair.user.interface->start();
        CPPUNIT_ASSERT(pair.user.interface->place(setup(1, "1")).error() ==
                       isdn::Error::d_channel_down);
    }
    void call_both_ways(bool from_user) {
        Pair pair;
        pair.up();
        End& from = from_user ? pair.user : pair.network;
        End& to = from_user ? pair.network : pair.user;
        Placed call = answered(pair, from, to, 5);
        CPPUNIT_ASSERT(isdn::Channel({5, false}) ==
                       *to.got(call.there, MessageType::setup)->channel);
        CPPUNIT_ASSERT_EQUAL(1U, from.busy_channels());
        CPPUNIT_ASSERT_EQUAL(1U, to.busy_channels());
        CPPUNIT_ASSERT(from.send(call.here, MessageType::disconnect, 16, 0).ok());
        expect_over(pair, from, call.here, 16, 0);
        expect_over(pair, to, call.there, 16, 0);
        expect_idle(pair);
        call = answered(pair, from, to, 31);
        CPPUNIT_ASSERT(to.send(call.there, MessageType::disconnect, 31, 4).ok());
        expect_over(pair, from, call.here, 31, 4);
        expect_over(pair, to, call.there, 31, 4);
        expect_idle(pair);
    }
    void call_from_user_is_answered_and_released_by_each_side() { call_both_ways(true); }
    void call_from_network_is_answered_and_released_by_each_side() { call_both_ways(false); }

    void busy_carries_cause_and_location() {
        Pair pair;
        pair.up();
        const Placed call = place(pair, pair.user, pair.network, setup(1, "2001"));
        CPPUNIT_ASSERT(pair.network.send(call.there, MessageType::call_proceeding).ok());
        Message disconnect;
        disconnect.type = MessageType::disconnect;
        disconnect.cause = isdn::Cause{17, 4, {0x01, 0x02}};
        CPPUNIT_ASSERT(pair.network.interface->send(call.there, disconnect).ok());
        pair.run(milliseconds(50));
        CPPUNIT_ASSERT(*pair.user.got(call.here, MessageType::disconnect)->cause ==
                       *disconnect.cause);
        expect_over(pair, pair.user, call.here, 17, 4);
        expect_over(pair, pair.network, call.there, 17, 4);
        expect_idle(pair);
    }
    void in_band_information_after_disconnect_lasts_until_either_side_releases() {
        Pair pair;
        pair.up();
        pair.user.auto_release = pair.network.auto_release = false;
        for (const bool far_end_releases : {true, false}) {
            const Placed call = place(pair, pair.user, pair.network, setup(1, "2001"));
            CPPUNIT_ASSERT(pair.network.send(call.there, MessageType::call_proceeding).ok());
            Message disconnect;
            disconnect.type = MessageType::disconnect;
            disconnect.cause = isdn::Cause{1, 2, {}};
            disconnect.progress = {{8, 2}};
            CPPUNIT_ASSERT(pair.network.interface->send(call.there, disconnect).ok());
            pair.run(milliseconds(20000)); // T305 is 30 s
            CPPUNIT_ASSERT(pair.user.got(call.here, MessageType::disconnect)->has_progress(8));
            CPPUNIT_ASSERT_EQUAL(0U, pair.user.interface->audit([](isdn::CallId) { return true; }));
            CPPUNIT_ASSERT_EQUAL(1U, pair.user.busy_channels());
            pair.network.sent_types();
            CPPUNIT_ASSERT(far_end_releases
                               ? pair.network.send(call.there, MessageType::release).ok()
                               : pair.user.send(call.here, MessageType::release).ok());
            expect_over(pair, pair.user, call.here, 1, 2);
            expect_over(pair, pair.network, call.there, 1, 2);
            CPPUNIT_ASSERT_EQUAL(far_end_releases ? 0x4dU : 0x5aU,
                                 pair.network.sent_types().front());
            expect_idle(pair);
        }
    }
    void refusal_as_first_answer_is_release_complete_with_any_cause() {
        Pair pair;
        pair.up();
        for (const int cause : {1, 17, 21, 34, 88}) {
            const Placed call = place(pair, pair.user, pair.network, setup(1, "2001"));
            pair.network.sent_types();
            CPPUNIT_ASSERT(pair.network.send(call.there, MessageType::disconnect, cause, 3).ok());
            CPPUNIT_ASSERT(!pair.network.released(call.there)); // not from inside send()
            expect_over(pair, pair.user, call.here, static_cast<unsigned>(cause), 3);
            expect_over(pair, pair.network, call.there, static_cast<unsigned>(cause), 3);
            CPPUNIT_ASSERT(pair.network.sent_types() == std::vector<unsigned>{0x5a});
            expect_idle(pair);
        }
    }
    void alerting_and_progress_carry_in_band_indication_and_location() {
        Pair pair;
        pair.up();
        const Placed call = place(pair, pair.user, pair.network, setup(1, "2001"));
        Message progress;
        progress.type = MessageType::progress;
        progress.progress = {{8, 2}};
        progress.cause = isdn::Cause{1, 2, {}};
        CPPUNIT_ASSERT(pair.network.interface->send(call.there, progress).ok());
        Message alerting;
        alerting.type = MessageType::alerting;
        alerting.progress = {{8, 5}};
        CPPUNIT_ASSERT(pair.network.interface->send(call.there, alerting).ok());
        pair.run(milliseconds(50));
        const Message* got = pair.user.got(call.here, MessageType::progress);
        CPPUNIT_ASSERT(got && got->progress == progress.progress && *got->cause == *progress.cause);
        CPPUNIT_ASSERT(pair.user.got(call.here, MessageType::alerting)->progress ==
                       alerting.progress);
        CPPUNIT_ASSERT(pair.user.got(
            call.here, MessageType::call_proceeding)); // before a PROGRESS as first answer
    }
    void repeated_progress_indicators_arrive() {
        Pair pair;
        pair.up();
        Message message = setup(1, "2001");
        message.progress = {{1, 0}, {3, 1}};
        const Placed call = place(pair, pair.user, pair.network, message);
        CPPUNIT_ASSERT(pair.network.got(call.there, MessageType::setup)->progress ==
                       message.progress);
        Message connect;
        connect.type = MessageType::connect;
        connect.progress = {{2, 3}, {1, 2}};
        CPPUNIT_ASSERT(pair.network.interface->send(call.there, connect).ok());
        pair.run(milliseconds(50));
        CPPUNIT_ASSERT(pair.user.got(call.here, MessageType::connect)->progress ==
                       connect.progress);
    }
    void caller_gives_up_before_any_answer() {
        for (const bool from_user : {true, false}) {
            Pair pair;
            pair.up();
            End& from = from_user ? pair.user : pair.network;
            End& to = from_user ? pair.network : pair.user;
            const Placed call = place(pair, from, to, setup(1, "2001"));
            CPPUNIT_ASSERT(from.send(call.here, MessageType::disconnect, 16, 0).ok());
            expect_over(pair, from, call.here, 16, 0);
            expect_over(pair, to, call.there, 16, 0);
            expect_idle(pair);
        }
    }
    void caller_gives_up_while_alerting() {
        Pair pair;
        pair.up();
        const Placed call = place(pair, pair.user, pair.network, setup(1, "2001"));
        CPPUNIT_ASSERT(pair.network.send(call.there, MessageType::alerting).ok());
        pair.run(milliseconds(50));
        CPPUNIT_ASSERT(pair.user.send(call.here, MessageType::disconnect, 16, 0).ok());
        expect_over(pair, pair.user, call.here, 16, 0);
        expect_over(pair, pair.network, call.there, 16, 0);
        expect_idle(pair);
    }
    void both_sides_disconnect_at_once() {
        Pair pair;
        pair.up();
        const Placed call = answered(pair, pair.user, pair.network);
        CPPUNIT_ASSERT(pair.user.send(call.here, MessageType::disconnect, 16, 0).ok());
        CPPUNIT_ASSERT(pair.network.send(call.there, MessageType::disconnect, 31, 2).ok());
        pair.run(milliseconds(100));
        CPPUNIT_ASSERT(pair.user.released(call.here) && pair.network.released(call.there));
        expect_idle(pair);
    }
    void numbers_carry_type_plan_presentation_and_screening() {
        Pair pair;
        pair.up();
        Message message = setup(1, "");
        message.called =
            isdn::Number{.type_of_number = 2, .plan = 1, .digits = "301234567890123456789"};
        message.calling = isdn::Number{.type_of_number = 1,
                                       .plan = 1,
                                       .presentation = 1,
                                       .screening = 3,
                                       .digits = "4930987654"};
        message.display = "Alice";
        for (const bool from_user : {true, false}) {
            End& from = from_user ? pair.user : pair.network;
            End& to = from_user ? pair.network : pair.user;
            const Placed call = place(pair, from, to, message);
            const Message* got = to.got(call.there, MessageType::setup);
            CPPUNIT_ASSERT(*got->called == *message.called);
            CPPUNIT_ASSERT(*got->calling == *message.calling);
            CPPUNIT_ASSERT_EQUAL(message.display, got->display);
            CPPUNIT_ASSERT(got->sending_complete);
            CPPUNIT_ASSERT(*got->bearer == *message.bearer);
            (void)to.send(call.there, MessageType::disconnect, 16);
            pair.run(milliseconds(50));
        }
        Message bare = setup(1, "1");
        bare.bearer =
            isdn::BearerCapability{8, 0x10, 0}; // 64 kbit/s unrestricted has no layer 1 protocol
        const Placed call = place(pair, pair.user, pair.network, bare);
        const Message* got = pair.network.got(call.there, MessageType::setup);
        CPPUNIT_ASSERT(!got->calling);
        CPPUNIT_ASSERT(*got->bearer == *bare.bearer);
    }
    void redirecting_number_and_octets_arrive() {
        Pair pair;
        pair.up();
        Message message = setup(1, "2000");
        message.redirecting = isdn::Number{.type_of_number = 2,
                                           .plan = 1,
                                           .presentation = 1,
                                           .screening = 3,
                                           .reason = 15,
                                           .digits = "30555"};
        message.high_layer = {0x91, 0x81};
        message.low_layer = {0x80, 0x90, 0xa3};
        message.user_user = {0x04, 'h', 0x00, 0xff};
        const Placed call = place(pair, pair.user, pair.network, message);
        Message got = *pair.network.got(call.there, MessageType::setup);
        CPPUNIT_ASSERT(*got.redirecting == *message.redirecting);
        CPPUNIT_ASSERT(got.high_layer == message.high_layer);
        CPPUNIT_ASSERT(got.low_layer == message.low_layer);
        CPPUNIT_ASSERT(got.user_user == message.user_user);
        CPPUNIT_ASSERT(got == message); // nothing else has been added or lost
    }
    void connected_number_arrives() {
        Pair pair;
        pair.up();
        const Placed call = place(pair, pair.user, pair.network, setup(1, "2000"));
        Message connect;
        connect.type = MessageType::connect;
        connect.connected = isdn::Number{
            .type_of_number = 4, .plan = 1, .presentation = 0, .screening = 1, .digits = "2099"};
        CPPUNIT_ASSERT(pair.network.interface->send(call.there, connect).ok());
        pair.run(milliseconds(50));
        CPPUNIT_ASSERT(*pair.user.got(call.here, MessageType::connect)->connected ==
                       *connect.connected);
    }
    void overlap_digits_are_collected() {
        isdn::Options options;
        options.overlap_receiving = true;
        Pair pair(options);
        pair.up();
        Message message = setup(1, "20");
        message.sending_complete = false;
        const Placed call = place(pair, pair.user, pair.network, message);
        CPPUNIT_ASSERT(!pair.network.got(call.there, MessageType::setup)->sending_complete);
        CPPUNIT_ASSERT(pair.user.got(call.here, MessageType::setup_acknowledge));
        Message digits;
        digits.type = MessageType::information;
        digits.called = isdn::Number{.digits = "345"};
        CPPUNIT_ASSERT(pair.user.interface->send(call.here, digits).ok());
        pair.run(milliseconds(50));
        CPPUNIT_ASSERT_EQUAL(
            std::string("345"),
            pair.network.got(call.there, MessageType::information)->called->digits);
        CPPUNIT_ASSERT(!pair.network.got(call.there, MessageType::information)->sending_complete);
        digits.called->digits = "6";
        digits.sending_complete = true;
        CPPUNIT_ASSERT(pair.user.interface->send(call.here, digits).ok());
        pair.run(milliseconds(50));
        const Message* got = pair.network.got(call.there, MessageType::information);
        CPPUNIT_ASSERT(got->called->digits == "6" && got->sending_complete);
        CPPUNIT_ASSERT(pair.network.send(call.there, MessageType::call_proceeding).ok());
        CPPUNIT_ASSERT(pair.network.send(call.there, MessageType::connect).ok());
        pair.run(milliseconds(50));
        CPPUNIT_ASSERT(pair.user.got(call.here, MessageType::connect));
    }
    void overlap_begins_without_any_digit() {
        isdn::Options options;
        options.overlap_receiving = true;
        Pair pair(options);
        pair.up();
        Message message = setup(1, "");
        message.called.reset();
        message.sending_complete = false;
        const Placed call = place(pair, pair.user, pair.network, message);
        CPPUNIT_ASSERT(!pair.network.got(call.there, MessageType::setup)->called);
        CPPUNIT_ASSERT(pair.user.got(call.here, MessageType::setup_acknowledge));
    }
    void notify_arrives() {
        Pair pair;
        pair.up();
        const Placed call = answered(pair, pair.user, pair.network);
        Message notify;
        notify.type = MessageType::notify;
        notify.notification = 0x79;
        CPPUNIT_ASSERT(pair.network.interface->send(call.there, notify).ok());
        pair.run(milliseconds(50));
        CPPUNIT_ASSERT_EQUAL(
            0x79, static_cast<int>(*pair.user.got(call.here, MessageType::notify)->notification));
    }
    void glare_gives_the_channel_to_the_network() {
        Pair pair;
        pair.up();
        const auto from_user = pair.user.interface->place(setup(7, "2000"));
        const auto from_network = pair.network.interface->place(setup(7, "3000", true));
        CPPUNIT_ASSERT(from_user.ok() && from_network.ok());
        pair.run(milliseconds(50));
        const CallId at_network = pair.network.last, at_user = pair.user.last;
        CPPUNIT_ASSERT_EQUAL(
            7, static_cast<int>(pair.user.got(at_user, MessageType::setup)->channel->timeslot));
        const unsigned other = pair.network.got(at_network, MessageType::setup)->channel->timeslot;
        CPPUNIT_ASSERT_EQUAL(1U, other);
        CPPUNIT_ASSERT(pair.network.send(at_network, MessageType::call_proceeding).ok());
        CPPUNIT_ASSERT(pair.user.send(at_user, MessageType::connect).ok());
        pair.run(milliseconds(50));
        CPPUNIT_ASSERT_EQUAL(
            1, static_cast<int>(
                   pair.user.got(*from_user, MessageType::call_proceeding)->channel->timeslot));
        CPPUNIT_ASSERT(pair.network.got(*from_network, MessageType::connect));
        CPPUNIT_ASSERT_EQUAL(2U, pair.user.busy_channels());
        CPPUNIT_ASSERT_EQUAL(2U, pair.network.busy_channels());
        CPPUNIT_ASSERT(!pair.user.interface->channel_idle(1) &&
                       !pair.user.interface->channel_idle(7));
        (void)pair.user.send(*from_user, MessageType::disconnect, 16);
        (void)pair.user.send(at_user, MessageType::disconnect, 16);
        pair.run(milliseconds(100));
        expect_idle(pair);
    }
    void glare_with_exclusive_channel_is_cause_44() {
        Pair pair;
        pair.up();
        const auto from_user = pair.user.interface->place(setup(7, "2000", true));
        const auto from_network = pair.network.interface->place(setup(7, "3000", true));
        pair.run(milliseconds(50));
        expect_over(pair, pair.user, *from_user, 44, 1);
        CPPUNIT_ASSERT(pair.user.got(pair.user.last, MessageType::setup));
        (void)pair.network.send(*from_network, MessageType::disconnect, 16);
        pair.run(milliseconds(100));
        expect_idle(pair);
    }
    void all_channels_busy_is_refused_here_and_there() {
        isdn::Options options;
        options.line = drivers::LineType::bri;
        Pair pair(options);
        pair.up();
        answered(pair, pair.user, pair.network, 1);
        answered(pair, pair.network, pair.user, 2);
        CPPUNIT_ASSERT(pair.user.interface->place(setup(0, "1")).error() ==
                       isdn::Error::no_free_channel);
        CPPUNIT_ASSERT(pair.user.interface->place(setup(2, "1")).error() ==
                       isdn::Error::channel_busy);
        CPPUNIT_ASSERT(pair.user.interface->place(setup(3, "1")).error() ==
                       isdn::Error::channel_busy);
    }
    void blocked_channel_takes_no_call() {
        Pair pair;
        pair.up();
        pair.network.interface->block(4, true);
        CPPUNIT_ASSERT(!pair.network.interface->channel_idle(4));
        CPPUNIT_ASSERT(pair.network.interface->place(setup(4, "1")).error() ==
                       isdn::Error::channel_busy);
        const auto call = pair.user.interface->place(setup(4, "2000", true));
        expect_over(pair, pair.user, *call, 44, 1);
        const Placed other = place(pair, pair.user, pair.network, setup(4, "2000"));
        CPPUNIT_ASSERT_EQUAL(
            1,
            static_cast<int>(pair.network.got(other.there, MessageType::setup)->channel->timeslot));
        pair.network.interface->block(4, false);
        CPPUNIT_ASSERT(pair.network.interface->channel_idle(4));
    }
    void restart_of_a_channel_releases_its_call_at_both_ends() {
        Pair pair;
        pair.up();
        const Placed first = answered(pair, pair.user, pair.network, 3),
                     second = answered(pair, pair.user, pair.network, 4);
        pair.user.restarts.clear();
        pair.network.interface->restart(3);
        pair.run(milliseconds(100));
        CPPUNIT_ASSERT_EQUAL(41, static_cast<int>(pair.user.released(first.here)->cause->value));
        CPPUNIT_ASSERT_EQUAL(41,
                             static_cast<int>(pair.network.released(first.there)->cause->value));
        CPPUNIT_ASSERT(!pair.user.released(second.here));
        CPPUNIT_ASSERT(pair.user.restarts == std::vector<unsigned>{3});
        CPPUNIT_ASSERT_EQUAL(1U, pair.user.busy_channels());
        CPPUNIT_ASSERT_EQUAL(1U, pair.network.busy_channels());
        pair.user.interface->restart(0);
        pair.run(milliseconds(100));
        CPPUNIT_ASSERT(pair.user.released(second.here) && pair.network.released(second.there));
        expect_idle(pair);
    }
    void unacknowledged_restart_ends() {
        Pair pair;
        pair.up();
        pair.network.interface->restart(3);
        pair.network.out.clear(); // Q.921 repeats it; the user never sees it
        CPPUNIT_ASSERT(!pair.network.interface->channel_idle(3));
        CPPUNIT_ASSERT(pair.network.interface->channel_idle(4));
        pair.run(milliseconds(5000));
        CPPUNIT_ASSERT(pair.network.interface->channel_idle(3)); // repeated by the data link
    }
    void idle_channels_are_restarted_periodically() {
        isdn::Options options;
        options.restart_at_start = false;
        options.restart_interval = seconds(5);
        Pair pair(options);
        pair.up();
        const Placed call = answered(pair, pair.user, pair.network, 7);
        pair.user.restarts.clear();
        pair.network.restarts.clear();
        pair.run(seconds(6));
        // each end restarts all but the one in the call
        CPPUNIT_ASSERT_EQUAL(std::size_t{29}, pair.user.restarts.size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{29}, pair.network.restarts.size());
        CPPUNIT_ASSERT(std::ranges::find(pair.user.restarts, 7U) == pair.user.restarts.end());
        CPPUNIT_ASSERT(!pair.user.released(call.here));
        CPPUNIT_ASSERT(pair.user.send(call.here, MessageType::disconnect, 16, 0).ok());
        expect_over(pair, pair.network, call.there, 16, 0);
        expect_idle(pair);
    }
    void service_messages_take_channels_out_and_back() {
        for (const auto type : {isdn::SwitchType::ni2, isdn::SwitchType::att4ess,
                                isdn::SwitchType::lucent5ess, isdn::SwitchType::dms100}) {
            isdn::Options options;
            options.line = drivers::LineType::t1;
            options.switch_type = type;
            options.service_messages = true;
            Pair pair(options);
            pair.up();
            pair.user.interface->block(3, true);
            pair.run(milliseconds(100));
            const auto view = pair.network.interface->channels()[2];
            CPPUNIT_ASSERT_EQUAL(3U, view.timeslot);
            CPPUNIT_ASSERT(view.state == isdn::ChannelState::out_of_service);
            CPPUNIT_ASSERT(pair.network.interface->place(setup(3, "2000")).error() ==
                           isdn::Error::channel_busy);
            pair.user.interface->block(3, false);
            pair.run(milliseconds(100));
            CPPUNIT_ASSERT(pair.network.interface->channel_idle(3));
            expect_idle(pair);
        }
    }
    void status_enquiry_is_answered_by_status() {
        Pair pair;
        pair.up();
        const Placed call = answered(pair, pair.user, pair.network);
        for (const bool from_user : {true, false}) {
            End& end = from_user ? pair.user : pair.network;
            const CallId id = from_user ? call.here : call.there;
            CPPUNIT_ASSERT(end.send(id, MessageType::status_enquiry).ok());
            pair.run(milliseconds(50));
            const Message* status = end.got(id, MessageType::status);
            CPPUNIT_ASSERT(status);
            CPPUNIT_ASSERT_EQUAL(10, static_cast<int>(status->call_state.value_or(99)));
            CPPUNIT_ASSERT_EQUAL(30, static_cast<int>(status->cause->value));
        }
        CPPUNIT_ASSERT(pair.user.send(call.here, MessageType::disconnect, 16, 0).ok());
        expect_over(pair, pair.network, call.there, 16, 0);
        expect_idle(pair);
    }
    void t310_ends_a_call_that_is_not_answered() {
        isdn::Options options;
        options.timers.t310 = seconds(2);
        Pair pair(options);
        pair.up();
        Placed call = place(pair, pair.user, pair.network, setup(1, "2000"));
        CPPUNIT_ASSERT(pair.network.send(call.there, MessageType::call_proceeding).ok());
        pair.run(seconds(3));
        CPPUNIT_ASSERT_EQUAL(
            102,
            static_cast<int>(pair.network.got(call.there, MessageType::disconnect)->cause->value));
        expect_over(pair, pair.user, call.here, 102, 0);
        call = place(pair, pair.user, pair.network, setup(1, "2000"));
        CPPUNIT_ASSERT(pair.network.send(call.there, MessageType::alerting).ok());
        pair.run(seconds(3)); // ALERTING has stopped it
        CPPUNIT_ASSERT(!pair.user.released(call.here));
        CPPUNIT_ASSERT(pair.user.send(call.here, MessageType::disconnect, 16, 0).ok());
        expect_over(pair, pair.network, call.there, 16, 0);
        expect_idle(pair);
    }
    void t304_ends_overlap_sending_without_an_answer() {
        isdn::Options options;
        options.timers.t304 = seconds(2);
        options.overlap_receiving = true;
        for (const bool from_user : {true, false}) {
            Pair pair(options);
            pair.up();
            Message message = setup(1, "20");
            message.sending_complete = false;
            End& from = from_user ? pair.user : pair.network;
            End& to = from_user ? pair.network : pair.user;
            const Placed call = place(pair, from, to, message);
            CPPUNIT_ASSERT(from.got(call.here, MessageType::setup_acknowledge));
            for (int digit = 0; digit < 3; ++digit) { // each digit starts it anew
                Message more;
                more.type = MessageType::information;
                more.called = isdn::Number{.digits = "1"};
                CPPUNIT_ASSERT(from.interface->send(call.here, more).ok());
                pair.run(milliseconds(1500));
                CPPUNIT_ASSERT(!from.released(call.here));
            }
            pair.run(seconds(1));
            expect_over(pair, from, call.here, 102, from_user ? 0 : 2);
            expect_idle(pair);
        }
    }
    void t303_and_t305_are_those_asked_for() {
        isdn::Options options;
        options.timers.t303 = seconds(1);
        options.timers.t305 = seconds(1);
        options.timers.t308 = seconds(1);
        Pair pair(options);
        pair.up();
        const Placed call = place(pair, pair.user, pair.network, setup(1, "2000"));
        pair.run(milliseconds(2500)); // T303 twice, and nobody has answered
        CPPUNIT_ASSERT(pair.user.released(call.here));
        (void)pair.network.send(call.there, MessageType::disconnect, 16, 2);
        const Placed other = answered(pair, pair.user, pair.network, 2);
        pair.network.auto_release = false;
        CPPUNIT_ASSERT(pair.user.send(other.here, MessageType::disconnect, 16, 0).ok());
        pair.run(milliseconds(2000)); // T305: RELEASE
        CPPUNIT_ASSERT(pair.user.released(other.here) && pair.network.released(other.there));
        expect_idle(pair);
    }
    void logical_channels_have_no_gap_on_the_wire() {
        isdn::Options options;
        options.switch_type = isdn::SwitchType::qsig;
        options.logical_channels = true;
        Pair pair(options);
        pair.up();
        pair.user.sent.clear();
        const Placed call = place(pair, pair.user, pair.network, setup(31, "2000"));
        CPPUNIT_ASSERT(call.there != 0);
        unsigned on_the_wire = 0;
        for (const auto& frame : pair.user.sent) {
            const auto envelope = isdn::read_envelope(isdn::information_of(frame));
            if (envelope && envelope->type == static_cast<unsigned>(MessageType::setup))
                on_the_wire =
                    isdn::read_elements(MessageType::setup, envelope->elements).channel->timeslot;
        }
        CPPUNIT_ASSERT_EQUAL(30U, on_the_wire);
        const Message* got = pair.network.got(call.there, MessageType::setup);
        CPPUNIT_ASSERT_EQUAL(31, static_cast<int>(got->channel->timeslot));
        CPPUNIT_ASSERT(pair.network.send(call.there, MessageType::connect).ok());
        pair.run(milliseconds(50));
        CPPUNIT_ASSERT_EQUAL(
            31,
            static_cast<int>(pair.user.got(call.here, MessageType::connect)->channel->timeslot));
        CPPUNIT_ASSERT(pair.user.send(call.here, MessageType::disconnect, 16, 0).ok());
        expect_over(pair, pair.network, call.there, 16, 0);
        expect_idle(pair);
    }
    void active_call_survives_a_short_loss_of_the_d_channel() {
        Pair pair;
        pair.up();
        const Placed call = answered(pair, pair.user, pair.network);
        const Placed ringing = place(pair, pair.user, pair.network, setup(2, "2000"));
        CPPUNIT_ASSERT(pair.network.send(ringing.there, MessageType::alerting).ok());
        pair.run(milliseconds(50));
        pair.cut = true;
        pair.run(seconds(30));
        CPPUNIT_ASSERT(!pair.user.interface->d_channel_up() &&
                       !pair.network.interface->d_channel_up());
        CPPUNIT_ASSERT(!pair.user.released(call.here) && !pair.network.released(call.there));
        CPPUNIT_ASSERT_EQUAL(27, static_cast<int>(pair.user.released(ringing.here)->cause->value));
        CPPUNIT_ASSERT_EQUAL(27,
                             static_cast<int>(pair.network.released(ringing.there)->cause->value));
        pair.cut = false;
        pair.run(seconds(5));
        CPPUNIT_ASSERT(pair.user.interface->d_channel_up() &&
                       pair.network.interface->d_channel_up());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, pair.user.interface->counters().d_channel_losses);
        pair.run(seconds(100)); // T309 has been stopped
        CPPUNIT_ASSERT(!pair.user.released(call.here) && !pair.network.released(call.there));
        CPPUNIT_ASSERT(pair.user.send(call.here, MessageType::disconnect, 16, 0).ok());
        expect_over(pair, pair.user, call.here, 16, 0);
        expect_over(pair, pair.network, call.there, 16, 0);
        expect_idle(pair);
    }
    void lost_d_channel_releases_calls_with_27() {
        Pair pair;
        pair.up();
        const Placed call = answered(pair, pair.user, pair.network);
        const Placed present = place(pair, pair.user, pair.network, setup(2, "2000"));
        pair.cut = true;
        pair.run(seconds(130));
        for (const auto& [end, id] :
             {std::pair{&pair.user, call.here}, std::pair{&pair.network, call.there},
              std::pair{&pair.user, present.here}, std::pair{&pair.network, present.there}}) {
            CPPUNIT_ASSERT(end->released(id));
        }
        CPPUNIT_ASSERT_EQUAL(27, static_cast<int>(pair.user.released(call.here)->cause->value));
        CPPUNIT_ASSERT_EQUAL(27,
                             static_cast<int>(pair.network.released(present.there)->cause->value));
        expect_idle(pair);
        pair.cut = false;
        pair.run(seconds(5));
        answered(pair, pair.user, pair.network);
    }
    void lost_frames_are_repeated_with_their_patches() {
        Pair pair;
        pair.up();
        Message message = setup(1, "2000");
        message.calling = isdn::Number{
            .type_of_number = 2, .plan = 1, .presentation = 1, .screening = 3, .digits = "30"};
        message.user_user = {4, 'x'};
        const auto call = pair.user.interface->place(message);
        CPPUNIT_ASSERT(call.ok());
        pair.user.out.clear();
        pair.run(milliseconds(2500)); // T200
        CPPUNIT_ASSERT(pair.network.last != 0);
        CPPUNIT_ASSERT(*pair.network.got(pair.network.last, MessageType::setup) == message);
        CPPUNIT_ASSERT(pair.network.send(pair.network.last, MessageType::call_proceeding).ok());
        pair.run(milliseconds(50));
        CPPUNIT_ASSERT(pair.network.send(pair.network.last, MessageType::disconnect, 22, 5).ok());
        pair.network.out.clear();
        pair.run(milliseconds(2500));
        expect_over(pair, pair.user, *call, 22, 5);
        expect_over(pair, pair.network, pair.network.last, 22, 5);
    }
    void audit_frees_an_orphan() {
        Pair pair;
        pair.up();
        const Placed call = answered(pair, pair.user, pair.network);
        CPPUNIT_ASSERT_EQUAL(0U, pair.user.interface->audit([](CallId) { return true; }));
        CPPUNIT_ASSERT_EQUAL(1U, pair.user.interface->audit([](CallId) { return false; }));
        CPPUNIT_ASSERT_EQUAL(
            0U, pair.user.interface->audit([](CallId) { return false; })); // it is on its way
        expect_over(pair, pair.user, call.here, 41, 0);
        expect_over(pair, pair.network, call.there, 41, 0);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, pair.user.interface->counters().audit_findings);
        expect_idle(pair);
    }
    void audit_frees_a_call_that_libpri_forgot_to_end() {
        Pair pair;
        pair.up();
        pair.network.auto_release = false;
        const Placed call = place(pair, pair.user, pair.network, setup(1, "2000"));
        CPPUNIT_ASSERT(pair.network.send(call.there, MessageType::alerting).ok());
        pair.run(milliseconds(50));
        CPPUNIT_ASSERT(pair.user.send(call.here, MessageType::disconnect, 16, 0).ok());
        pair.run(milliseconds(50));
        CPPUNIT_ASSERT(!pair.network.released(call.there)); // nobody has answered the DISCONNECT
        CPPUNIT_ASSERT_EQUAL(1U, pair.network.interface->audit([](CallId) { return false; }));
        pair.run(milliseconds(100));
        CPPUNIT_ASSERT(pair.network.released(call.there) && pair.user.released(call.here));
        expect_idle(pair);
    }
    // Each variant on each line that it exists on: numbers, bearer and channel arrive, both sides
    // place, answer and release, causes with their location, RESTART where there is one.
    void each_switch_type_carries_calls_both_ways() {
        using drivers::LineType;
        for (const LineType line : {LineType::e1, LineType::t1, LineType::bri})
            for (unsigned at = 0; at <= static_cast<unsigned>(isdn::SwitchType::qsig); ++at)
                if (const auto type = static_cast<isdn::SwitchType>(at); spoken_on(type, line))
                    calls_both_ways(line, type);
    }
    static void calls_both_ways(drivers::LineType line, isdn::SwitchType type) {
        isdn::Options options;
        options.line = line;
        options.switch_type = type;
        Pair pair(options);
        pair.up();
        const std::string what = std::string(isdn::name(type)) + " on line type " +
                                 std::to_string(static_cast<unsigned>(line));
        const unsigned channels = drivers::timeslots(line) - 1;
        CPPUNIT_ASSERT_EQUAL_MESSAGE(what, std::size_t{channels},
                                     pair.user.interface->channels().size());
        for (const bool from_user : {true, false}) {
            End& from = from_user ? pair.user : pair.network;
            End& to = from_user ? pair.network : pair.user;
            Message message = setup(channels == 30 ? 31 : channels, "2125551212");
            message.bearer->layer1 = drivers::usual_law(line) == drivers::Law::ulaw ? 2 : 3;
            message.calling = isdn::Number{.type_of_number = 2,
                                           .plan = 1,
                                           .presentation = 0,
                                           .screening = 3,
                                           .digits = "9175551234"};
            Placed call = place(pair, from, to, message);
            CPPUNIT_ASSERT_MESSAGE(what, to.got(call.there, MessageType::setup));
            Message got = *to.got(call.there, MessageType::setup);
            CPPUNIT_ASSERT_MESSAGE(what, *got.called == *message.called &&
                                             *got.calling == *message.calling &&
                                             *got.bearer == *message.bearer);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(what, message.channel->timeslot, got.channel->timeslot);
            CPPUNIT_ASSERT(to.send(call.there, MessageType::call_proceeding).ok());
            CPPUNIT_ASSERT(to.send(call.there, MessageType::disconnect, 17, 2).ok());
            expect_over(pair, from, call.here, 17, 2);
            call = answered(pair, from, to, 1);
            CPPUNIT_ASSERT(to.send(call.there, MessageType::disconnect, 16, 0).ok());
            expect_over(pair, from, call.here, 16, 0);
            call = answered(pair, from, to, 2);
            CPPUNIT_ASSERT(from.send(call.here, MessageType::disconnect, 31, 0).ok());
            expect_over(pair, to, call.there, 31, 0);
        }
        expect_idle(pair);
        CPPUNIT_ASSERT_EQUAL_MESSAGE(what, std::uint64_t{0},
                                     pair.user.interface->counters().audit_findings);
    }
    void basic_rate_point_to_point() {
        isdn::Options options;
        options.line = drivers::LineType::bri;
        Pair pair(options);
        pair.up();
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, pair.user.interface->channels().size());
        const Placed first = answered(pair, pair.user, pair.network, 2),
                     second = answered(pair, pair.network, pair.user, 1);
        CPPUNIT_ASSERT_EQUAL(
            2,
            static_cast<int>(pair.network.got(first.there, MessageType::setup)->channel->timeslot));
        CPPUNIT_ASSERT(pair.user.send(first.here, MessageType::disconnect, 16, 0).ok());
        CPPUNIT_ASSERT(pair.user.send(second.there, MessageType::disconnect, 16, 0).ok());
        expect_over(pair, pair.network, first.there, 16, 0);
        expect_over(pair, pair.network, second.here, 16, 0);
        expect_idle(pair);
    }
    void wrong_messages_are_refused() {
        Pair pair;
        pair.up();
        const Placed call = answered(pair, pair.user, pair.network);
        CPPUNIT_ASSERT(pair.network.send(call.there, MessageType::alerting).error() ==
                       isdn::Error::unexpected_message);
        CPPUNIT_ASSERT(pair.user.send(call.here, MessageType::connect).error() ==
                       isdn::Error::unexpected_message);
        CPPUNIT_ASSERT(pair.user.send(999, MessageType::disconnect).error() ==
                       isdn::Error::no_such_call);
        const std::vector<std::uint8_t> junk{0, 1, 2, 3, 4, 5, 6, 7};
        pair.user.interface->receive_frame(junk);
        pair.run(milliseconds(50));
        CPPUNIT_ASSERT(!pair.user.released(call.here));
    }
    void a_thousand_calls_leave_nothing() {
        Pair pair;
        pair.up();
        for (int i = 0; i < 1000; ++i) {
            End& from = i % 2 ? pair.user : pair.network;
            End& to = i % 2 ? pair.network : pair.user;
            const auto call = from.interface->place(setup(0, "2000"));
            CPPUNIT_ASSERT(call.ok());
            pair.carry();
            CPPUNIT_ASSERT(to.send(to.last, MessageType::connect).ok());
            pair.carry();
            CPPUNIT_ASSERT(from.send(*call, MessageType::disconnect, 16).ok());
            pair.carry();
            CPPUNIT_ASSERT(from.released(*call) && to.released(to.last));
            from.seen.clear();
            to.seen.clear();
            from.sent.clear();
            to.sent.clear();
        }
        expect_idle(pair);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{500}, pair.user.interface->counters().calls_in);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{500}, pair.user.interface->counters().calls_out);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(InterfaceTest);

} // namespace
