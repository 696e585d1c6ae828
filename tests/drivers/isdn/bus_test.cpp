// An S0 bus: a network side and several terminals wired in memory (Q.921 §5.3, Q.931 §5.2).
#include "tests/drivers/isdn/pair.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace isdn_test;

isdn::Options options(isdn::Side side, std::string name) {
    isdn::Options options;
    options.name = std::move(name);
    options.line = drivers::LineType::bri;
    options.side = side;
    options.multipoint = true;
    options.timers.t200 = milliseconds(200);
    options.timers.t203 = milliseconds(1000);
    options.timers.t309 = milliseconds(2000);
    return options;
}

isdn::Options terminal(std::string name, std::vector<std::string> numbers) {
    isdn::Options made = options(isdn::Side::user, std::move(name));
    made.numbers = std::move(numbers);
    return made;
}

struct Bus {
    explicit Bus(unsigned count)
        : timers((wall_clock = &clock, clock)),
          network(options(isdn::Side::network, "network"), timers) {
        for (unsigned at = 1; at <= count; ++at) {
            terminals.push_back(std::make_unique<End>(
                terminal("terminal" + std::to_string(at), {"200" + std::to_string(at), "2000"}),
                timers));
            plugged.push_back(true);
        }
        network.interface->start();
        for (auto& one : terminals)
            one->interface->start();
    }
    void carry() {
        for (bool any = true; any;) {
            any = false;
            for (std::size_t at = 0; at < terminals.size(); ++at)
                for (auto& out = terminals[at]->out; !out.empty(); out.pop_front(), any = true)
                    if (plugged[at])
                        network.interface->receive_frame(out.front());
            for (; !network.out.empty(); network.out.pop_front(), any = true)
                for (std::size_t at = 0; at < terminals.size(); ++at)
                    if (plugged[at])
                        terminals[at]->interface->receive_frame(network.out.front());
        }
    }
    void run(milliseconds time) { run_lines(*this, time); }
    void expect_idle() {
        CPPUNIT_ASSERT_EQUAL(0U, network.busy_channels());
        CPPUNIT_ASSERT_EQUAL(0U, network.interface->audit([](CallId) { return true; }));
        for (auto& one : terminals) {
            CPPUNIT_ASSERT_EQUAL(0U, one->busy_channels());
            CPPUNIT_ASSERT_EQUAL(0U, one->interface->audit([](CallId) { return true; }));
        }
    }
    End& t(unsigned number) { return *terminals[number - 1]; }

    base::ManualClock clock;
    base::Timers timers;
    End network;
    std::vector<std::unique_ptr<End>> terminals;
    std::vector<bool> plugged;
};

unsigned cause(const Message* message) {
    return message && message->cause ? message->cause->value : 0U;
}

class BusTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(BusTest);
    CPPUNIT_TEST(terminals_place_calls_each_with_a_tei_of_its_own);
    CPPUNIT_TEST(a_called_number_selects_its_terminal);
    CPPUNIT_TEST(a_call_for_all_goes_to_the_first_that_answers);
    CPPUNIT_TEST(a_call_that_all_refuse_brings_busy_before_the_rest);
    CPPUNIT_TEST(a_call_that_nobody_answers_ends_with_18);
    CPPUNIT_TEST(the_caller_gives_up_while_all_ring);
    CPPUNIT_TEST(a_terminal_unplugged_in_a_call_leaves_nothing);
    CPPUNIT_TEST(a_terminal_unplugged_while_ringing_leaves_nothing);
    CPPUNIT_TEST(a_call_cleared_towards_an_unplugged_terminal_leaves_nothing);
    CPPUNIT_TEST(a_terminal_plugged_in_again_places_a_call);
    CPPUNIT_TEST(an_idle_bus_rests_and_wakes_for_a_call);
    CPPUNIT_TEST(a_terminal_is_told_the_time_when_it_is_connected);
    CPPUNIT_TEST_SUITE_END();

    static Message call_to(const std::string& called) { return setup(1, called); }
    static CallId placed(Bus& bus, End& from, const Message& message) {
        const auto call = from.interface->place(message);
        CPPUNIT_ASSERT(call.ok());
        for (auto& one : bus.terminals)
            one->last = 0;
        bus.network.last = 0;
        bus.run(milliseconds(100));
        return *call;
    }
    static CallId answered_by(Bus& bus, unsigned number, const std::string& called) {
        const CallId call = placed(bus, bus.network, call_to(called));
        End& terminal = bus.t(number);
        CPPUNIT_ASSERT(terminal.last != 0);
        CPPUNIT_ASSERT(terminal.send(terminal.last, MessageType::alerting).ok());
        CPPUNIT_ASSERT(terminal.send(terminal.last, MessageType::connect).ok());
        bus.run(milliseconds(100));
        CPPUNIT_ASSERT(bus.network.got(call, MessageType::connect));
        CPPUNIT_ASSERT(terminal.got(terminal.last, MessageType::connect_acknowledge));
        return call;
    }

    void a_terminal_is_told_the_time_when_it_is_connected() { // Q.931 §4.5.15, §3.1.3
        Bus bus(1);
        const CallId call = placed(bus, bus.t(1), call_to("100"));
        CPPUNIT_ASSERT(bus.network.last != 0);
        CPPUNIT_ASSERT(bus.network.send(bus.network.last, MessageType::call_proceeding).ok());
        bus.network.sent.clear();
        CPPUNIT_ASSERT(bus.network.send(bus.network.last, MessageType::connect).ok());
        bus.run(milliseconds(100));
        CPPUNIT_ASSERT(bus.t(1).got(call, MessageType::connect));
        bool told = false;
        for (const auto& frame : bus.network.sent) {
            const auto envelope = isdn::read_envelope(isdn::information_of(frame));
            if (!envelope || envelope->type != static_cast<std::uint8_t>(MessageType::connect))
                continue;
            base::OctetReader reader(envelope->elements);
            while (reader.left() >= 2) {
                const std::uint8_t element = reader.u8();
                told = told || (element == 0x29 && reader.peek() == 5); // date, hour, minute
                reader.skip(reader.u8());
            }
        }
        CPPUNIT_ASSERT(told);
    }

    void terminals_place_calls_each_with_a_tei_of_its_own() {
        Bus bus(2);
        // both at once: the two calls have the same call reference, told apart by their TEIs
        Message first = call_to("100"), second = call_to("101");
        first.calling = isdn::Number{.digits = "2001"};
        second.calling = isdn::Number{.digits = "2002"};
        const CallId one = *bus.t(1).interface->place(first),
                     two = *bus.t(2).interface->place(second);
        std::vector<CallId> there;
        bus.network.at_setup = [&](CallId call) { there.push_back(call); };
        bus.run(milliseconds(200));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, there.size());
        for (const CallId call : there) {
            const Message* got = bus.network.got(call, MessageType::setup);
            const bool is_first = got->calling->digits == "2001";
            CPPUNIT_ASSERT_EQUAL(std::string(is_first ? "100" : "101"), got->called->digits);
            Message answer;
            answer.type = MessageType::connect;
            answer.connected = isdn::Number{.digits = got->called->digits};
            CPPUNIT_ASSERT(bus.network.interface->send(call, answer).ok());
        }
        bus.run(milliseconds(200));
        const Message *to_one = bus.t(1).got(one, MessageType::connect),
                      *to_two = bus.t(2).got(two, MessageType::connect);
        CPPUNIT_ASSERT(to_one && to_two);
        CPPUNIT_ASSERT_EQUAL(std::string("100"), to_one->connected->digits);
        CPPUNIT_ASSERT_EQUAL(std::string("101"), to_two->connected->digits);
        CPPUNIT_ASSERT(to_one->channel->timeslot != to_two->channel->timeslot);
        CPPUNIT_ASSERT(bus.t(1).send(one, MessageType::disconnect, 16, 0).ok());
        for (const CallId call : there)
            (void)bus.network.send(call, MessageType::disconnect, 17, 2);
        bus.run(milliseconds(300));
        CPPUNIT_ASSERT(bus.t(1).released(one));
        CPPUNIT_ASSERT_EQUAL(17U, cause(bus.t(2).released(two)));
        bus.expect_idle();
    }
    void a_called_number_selects_its_terminal() {
        Bus bus(3);
        const CallId call = answered_by(bus, 2, "0302002"); // the network sends more than the MSN
        CPPUNIT_ASSERT(bus.t(1).seen.empty() && bus.t(3).seen.empty());
        CPPUNIT_ASSERT(bus.t(2).send(bus.t(2).last, MessageType::disconnect, 16, 0).ok());
        bus.run(milliseconds(200));
        CPPUNIT_ASSERT_EQUAL(16U, cause(bus.network.released(call)));
        bus.expect_idle();
    }
    void a_call_for_all_goes_to_the_first_that_answers() {
        Bus bus(3);
        const CallId call = placed(bus, bus.network, call_to("2000"));
        for (unsigned number : {1U, 2U, 3U}) {
            CPPUNIT_ASSERT(bus.t(number).last != 0);
            CPPUNIT_ASSERT(bus.t(number).send(bus.t(number).last, MessageType::alerting).ok());
        }
        bus.run(milliseconds(100));
        CPPUNIT_ASSERT(bus.network.got(call, MessageType::alerting));
        CPPUNIT_ASSERT(bus.t(3).send(bus.t(3).last, MessageType::connect).ok());
        CPPUNIT_ASSERT(bus.t(1).send(bus.t(1).last, MessageType::connect).ok());
        bus.run(milliseconds(300));
        // which of two that answer at once is first is the bus's business; exactly one is
        const bool first = bus.t(1).got(bus.t(1).last, MessageType::connect_acknowledge);
        const bool third = bus.t(3).got(bus.t(3).last, MessageType::connect_acknowledge);
        CPPUNIT_ASSERT(first != third);
        End &winner = bus.t(first ? 1 : 3), &loser = bus.t(first ? 3 : 1);
        CPPUNIT_ASSERT_EQUAL(26U, cause(loser.released(loser.last)));
        CPPUNIT_ASSERT_EQUAL(26U, cause(bus.t(2).released(bus.t(2).last)));
        CPPUNIT_ASSERT(!winner.released(winner.last) && !bus.network.released(call));
        CPPUNIT_ASSERT(bus.network.send(call, MessageType::disconnect, 31, 2).ok());
        bus.run(milliseconds(300));
        CPPUNIT_ASSERT_EQUAL(31U, cause(winner.released(winner.last)));
        CPPUNIT_ASSERT(bus.network.released(call));
        bus.expect_idle();
    }
    void a_call_that_all_refuse_brings_busy_before_the_rest() {
        Bus bus(3);
        const CallId call = placed(bus, bus.network, call_to("2000"));
        CPPUNIT_ASSERT(bus.t(1).send(bus.t(1).last, MessageType::disconnect, 88, 0).ok());
        CPPUNIT_ASSERT(bus.t(2).send(bus.t(2).last, MessageType::disconnect, 17, 0).ok());
        CPPUNIT_ASSERT(bus.t(3).send(bus.t(3).last, MessageType::disconnect, 21, 0).ok());
        bus.run(seconds(10)); // T303 first: another terminal might still answer
        CPPUNIT_ASSERT_EQUAL(17U, cause(bus.network.released(call)));
        bus.expect_idle();
    }
    void a_call_that_nobody_answers_ends_with_18() {
        Bus bus(1);
        const CallId call = placed(bus, bus.network, call_to("555")); // nobody's number
        bus.run(seconds(16));
        CPPUNIT_ASSERT_EQUAL(18U, cause(bus.network.released(call)));
        bus.expect_idle();
    }
    void the_caller_gives_up_while_all_ring() {
        Bus bus(2);
        const CallId call = placed(bus, bus.network, call_to("2000"));
        for (unsigned number : {1U, 2U})
            CPPUNIT_ASSERT(bus.t(number).send(bus.t(number).last, MessageType::alerting).ok());
        bus.run(milliseconds(100));
        CPPUNIT_ASSERT(bus.network.send(call, MessageType::disconnect, 102, 2).ok());
        bus.run(seconds(8));
        CPPUNIT_ASSERT(bus.network.released(call));
        for (unsigned number : {1U, 2U})
            CPPUNIT_ASSERT_EQUAL(102U, cause(bus.t(number).released(bus.t(number).last)));
        bus.expect_idle();
    }
    void a_terminal_unplugged_in_a_call_leaves_nothing() {
        Bus bus(2);
        const CallId call = answered_by(bus, 1, "2001");
        bus.plugged[0] = false;
        bus.run(seconds(6)); // T203, N200 times T200, T309
        CPPUNIT_ASSERT_EQUAL(27U, cause(bus.network.released(call)));
        CPPUNIT_ASSERT(bus.t(1).released(bus.t(1).last));
        bus.expect_idle();
        const CallId other = answered_by(bus, 2, "2002"); // the bus is not disturbed
        CPPUNIT_ASSERT(bus.network.send(other, MessageType::disconnect, 16, 2).ok());
        bus.run(milliseconds(300));
        CPPUNIT_ASSERT(bus.network.released(other));
        bus.expect_idle();
    }
    void a_terminal_unplugged_while_ringing_leaves_nothing() {
        Bus bus(1);
        const CallId call = placed(bus, bus.network, call_to("2001"));
        CPPUNIT_ASSERT(bus.t(1).send(bus.t(1).last, MessageType::alerting).ok());
        bus.run(milliseconds(100));
        bus.plugged[0] = false;
        bus.run(seconds(10));
        CPPUNIT_ASSERT(cause(bus.network.released(call)) != 0);
        CPPUNIT_ASSERT(bus.t(1).released(bus.t(1).last));
        bus.expect_idle();
    }
    // DISCONNECT is not even acknowledged: libpri lets the call rest when the data link is lost.
    void a_call_cleared_towards_an_unplugged_terminal_leaves_nothing() {
        for (const bool plugged_in_again : {false, true}) {
            Bus bus(3);
            const CallId call = answered_by(bus, 1, "2001");
            bus.plugged[0] = false;
            CPPUNIT_ASSERT(bus.network.send(call, MessageType::disconnect, 16, 2).ok());
            bus.run(seconds(5));
            bus.plugged[0] = plugged_in_again;
            bus.run(seconds(40)); // T305, twice T308
            CPPUNIT_ASSERT_EQUAL(16U, cause(bus.network.released(call)));
            bus.expect_idle();
        }
    }
    void a_terminal_plugged_in_again_places_a_call() {
        Bus bus(2);
        (void)answered_by(bus, 1, "2001");
        bus.plugged[0] = false;
        bus.run(seconds(8));
        bus.plugged[0] = true;
        const CallId call = placed(bus, bus.t(1), call_to("100"));
        bus.run(seconds(2));
        CPPUNIT_ASSERT(bus.network.last != 0);
        CPPUNIT_ASSERT(bus.network.send(bus.network.last, MessageType::connect).ok());
        bus.run(milliseconds(300));
        CPPUNIT_ASSERT(bus.t(1).got(call, MessageType::connect));
        CPPUNIT_ASSERT(bus.t(1).send(call, MessageType::disconnect, 16, 0).ok());
        bus.run(milliseconds(300));
        CPPUNIT_ASSERT(bus.t(1).released(call));
        bus.expect_idle();
    }
    void an_idle_bus_rests_and_wakes_for_a_call() {
        Bus bus(2);
        for (int round = 0; round < 3; ++round) {
            const CallId call = answered_by(bus, 1, "2001");
            bus.run(seconds(15)); // a call keeps the link up
            CPPUNIT_ASSERT(!bus.network.released(call));
            CPPUNIT_ASSERT(bus.network.send(call, MessageType::disconnect, 16, 2).ok());
            bus.run(seconds(12));
            CPPUNIT_ASSERT(bus.network.released(call));
            bus.expect_idle();
            bus.network.sent.clear();
            bus.t(1).sent.clear();
            bus.run(seconds(20));
            CPPUNIT_ASSERT(bus.network.sent.empty()); // not even T203 polls
            CPPUNIT_ASSERT(bus.t(1).sent.empty());
        }
        const CallId call = placed(bus, bus.t(1), call_to("100")); // the terminal wakes it
        CPPUNIT_ASSERT(bus.network.last != 0);
        CPPUNIT_ASSERT(bus.network.send(bus.network.last, MessageType::connect).ok());
        bus.run(milliseconds(300));
        CPPUNIT_ASSERT(bus.t(1).got(call, MessageType::connect));
        CPPUNIT_ASSERT(bus.t(1).send(call, MessageType::disconnect, 16, 0).ok());
        bus.run(milliseconds(300));
        CPPUNIT_ASSERT(bus.t(1).released(call));
        bus.expect_idle();
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(BusTest);

} // namespace
