// Message waiting: components, and how they get across a D-channel outside of calls.
#include "drivers/isdn/message_waiting.h"
#include "tests/drivers/isdn/pair.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace isdn;

namespace {

using Operation = MessageWaiting::Operation;
using isdn_test::Pair;

MessageWaiting waiting(Operation operation, Dialect dialect) {
    MessageWaiting made;
    made.operation = operation;
    made.dialect = dialect;
    made.id = 7;
    made.user = Number{.type_of_number = 0, .plan = 0, .digits = "2001"};
    return made;
}

/// An end that answers each request with a result, and notes what it hears.
struct Hearing : isdn_test::End {
    using End::End;
    std::vector<std::uint8_t> on_independent(const Message& message) override {
        heard.push_back(message);
        const auto request = message_waiting_in(message);
        return request && request->operation != Operation::indicate
                   ? return_result(request->dialect, request->id)
                   : std::vector<std::uint8_t>();
    }
    std::vector<Message> heard;
};

/// A Pair whose ends hear.
struct Line {
    explicit Line(const Options& options)
        : timers((isdn_test::wall_clock = &clock, clock)),
          user(Pair::with_side(options, Side::user), timers),
          network(Pair::with_side(options, Side::network), timers) {
        network.interface->start();
        user.interface->start();
        run(std::chrono::seconds(3));
    }
    void carry() {
        while (!user.out.empty() || !network.out.empty()) {
            for (; !user.out.empty(); user.out.pop_front())
                if (!cut)
                    network.interface->receive_frame(user.out.front());
            for (; !network.out.empty(); network.out.pop_front())
                if (!cut)
                    user.interface->receive_frame(network.out.front());
        }
    }
    void run(std::chrono::milliseconds time) { isdn_test::run_lines(*this, time); }
    base::ManualClock clock;
    base::Timers timers;
    Hearing user, network;
    bool cut = false;
};

std::vector<unsigned> sent(Hearing& end) {
    return end.sent_types();
}

} // namespace

class MessageWaitingTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(MessageWaitingTest);
    CPPUNIT_TEST(requests_survive_in_both_dialects);
    CPPUNIT_TEST(an_activation_is_coded_as_the_standards_have_it);
    CPPUNIT_TEST(broken_octets_are_nothing);
    CPPUNIT_TEST(a_user_of_euroisdn_asks_with_the_dummy_reference);
    CPPUNIT_TEST(a_pinx_asks_over_a_connection_without_a_channel);
    CPPUNIT_TEST(a_connection_that_nobody_answers_ends);
    CPPUNIT_TEST(without_a_d_channel_nothing_is_sent);
    CPPUNIT_TEST(a_request_from_a_line_at_rest_is_not_lost);
    CPPUNIT_TEST_SUITE_END();

    void requests_survive_in_both_dialects() {
        for (const Dialect dialect : {Dialect::etsi, Dialect::qsig})
            for (const Operation operation :
                 {Operation::activate, Operation::deactivate, Operation::indicate}) {
                if (dialect == Dialect::qsig && operation == Operation::indicate)
                    continue;
                MessageWaiting one = waiting(operation, dialect);
                if (operation != Operation::deactivate)
                    one.messages = 12;
                one.centre =
                    Number{.type_of_number = 2, .plan = 1, .screening = 0, .digits = "30555"};
                const auto read = message_waiting_in(facility_message(one));
                CPPUNIT_ASSERT(read.has_value());
                CPPUNIT_ASSERT_EQUAL(one.user.digits, read->user.digits);
                CPPUNIT_ASSERT(one.operation == read->operation && one.id == read->id);
                CPPUNIT_ASSERT(one.messages == read->messages);
                CPPUNIT_ASSERT(read->centre || operation == Operation::deactivate);
                CPPUNIT_ASSERT_EQUAL(operation != Operation::deactivate, read->any());
            }
    }

    void an_activation_is_coded_as_the_standards_have_it() {
        using Octets = std::vector<std::uint8_t>;
        MessageWaiting one = waiting(Operation::activate, Dialect::etsi);
        one.messages = 3;
        const Octets etsi{0x91, 0xa1, 0x1c, 2,    1,    7,    6,    6,    0x04, 0x00, 0x85,
                          0x69, 0x01, 0x01, 0x30, 0x0f, 0x80, 0x04, '2',  '0',  '0',  '1',
                          0x0a, 1,    1,    0xa2, 4,    2,    2,    0x01, 0x2c};
        one.messages = 300;
        Octets wanted = etsi;
        CPPUNIT_ASSERT(wanted == facility_message(one).facilities.at(0));
        MessageWaiting qsig = waiting(Operation::activate, Dialect::qsig);
        qsig.messages = 3;
        const Octets argument{0x30, 0x0c, 0x80, 4, '2', '0', '0', '1', 0x0a, 1, 1, 0x83, 1, 3};
        const Octets coded = facility_message(qsig).facilities.at(0);
        CPPUNIT_ASSERT(coded.size() > argument.size());
        CPPUNIT_ASSERT(std::equal(argument.begin(), argument.end(),
                                  coded.end() - static_cast<std::ptrdiff_t>(argument.size())));
    }

    void broken_octets_are_nothing() {
        const Message whole = facility_message(waiting(Operation::activate, Dialect::etsi));
        for (std::size_t size = 0; size < whole.facilities.at(0).size(); ++size) {
            Message cut = whole;
            cut.facilities.at(0).resize(size);
            const auto read = message_waiting_in(cut);
            CPPUNIT_ASSERT(!read || !read->user.digits.empty());
        }
    }

    void a_user_of_euroisdn_asks_with_the_dummy_reference() {
        for (const drivers::LineType type : {drivers::LineType::e1, drivers::LineType::bri}) {
            Options options;
            options.line = type;
            Line line(options);
            (void)sent(line.user);
            const auto asked = line.user.interface->send_independent(
                facility_message(waiting(Operation::activate, Dialect::etsi)));
            CPPUNIT_ASSERT(asked.ok());
            line.run(std::chrono::milliseconds(50));
            CPPUNIT_ASSERT_EQUAL(std::size_t{1}, line.network.heard.size());
            CPPUNIT_ASSERT_EQUAL(std::string("2001"),
                                 message_waiting_in(line.network.heard[0])->user.digits);
            CPPUNIT_ASSERT_EQUAL(std::size_t{1}, line.user.heard.size()); // the result
            CPPUNIT_ASSERT(std::vector<unsigned>{0x62} == sent(line.user));
            CPPUNIT_ASSERT_EQUAL(0U, line.user.busy_channels() + line.network.busy_channels());
        }
    }

    void a_pinx_asks_over_a_connection_without_a_channel() {
        for (const drivers::LineType type : {drivers::LineType::e1, drivers::LineType::bri}) {
            Options options;
            options.line = type;
            options.switch_type = SwitchType::qsig;
            Line line(options);
            (void)sent(line.user), (void)sent(line.network);
            for (Hearing* from : {&line.network, &line.user}) {
                Hearing& to = from == &line.user ? line.network : line.user;
                to.heard.clear();
                from->heard.clear();
                CPPUNIT_ASSERT(
                    from->interface
                        ->send_independent(
                            facility_message(waiting(Operation::deactivate, Dialect::qsig)))
                        .ok());
                line.run(std::chrono::milliseconds(50));
                CPPUNIT_ASSERT_EQUAL(std::size_t{1}, to.heard.size());
                CPPUNIT_ASSERT_EQUAL(std::size_t{1}, from->heard.size());
                CPPUNIT_ASSERT((std::vector<unsigned>{0x05, 0x0f, 0x4d}) == sent(*from));
                CPPUNIT_ASSERT((std::vector<unsigned>{0x07, 0x5a}) == sent(to));
            }
            CPPUNIT_ASSERT_EQUAL(0U, line.user.busy_channels() + line.network.busy_channels());
        }
    }

    void a_connection_that_nobody_answers_ends() {
        Options options;
        options.switch_type = SwitchType::qsig;
        Line line(options);
        (void)sent(line.user);
        line.cut = true;
        CPPUNIT_ASSERT(line.user.interface
                           ->send_independent(
                               facility_message(waiting(Operation::activate, Dialect::qsig)))
                           .ok());
        line.run(std::chrono::seconds(12));
        line.cut = false;
        line.run(std::chrono::seconds(5)); // the link is back; T303 and T308 are over
        (void)sent(line.user);
        CPPUNIT_ASSERT(line.user.interface
                           ->send_independent(
                               facility_message(waiting(Operation::activate, Dialect::qsig)))
                           .ok());
        line.run(std::chrono::milliseconds(100));
        CPPUNIT_ASSERT(!line.network.heard.empty());
    }

    void without_a_d_channel_nothing_is_sent() {
        base::ManualClock clock;
        isdn_test::wall_clock = &clock;
        base::Timers timers(clock);
        Hearing alone(Options{}, timers);
        CPPUNIT_ASSERT(!alone.interface
                            ->send_independent(
                                facility_message(waiting(Operation::activate, Dialect::etsi)))
                            .ok());
    }

    void a_request_from_a_line_at_rest_is_not_lost() {
        Options options;
        options.line = drivers::LineType::bri;
        options.multipoint = true;
        Line line(options);
        CPPUNIT_ASSERT(line.network.interface
                           ->send_independent(
                               facility_message(waiting(Operation::indicate, Dialect::etsi)))
                           .ok());
        line.run(std::chrono::milliseconds(100));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, line.user.heard.size());
        CPPUNIT_ASSERT_EQUAL(std::string("2001"),
                             message_waiting_in(line.user.heard[0])->user.digits);
        line.user.heard.clear();
        CPPUNIT_ASSERT(line.user.interface
                           ->send_independent(
                               facility_message(waiting(Operation::activate, Dialect::etsi)))
                           .ok());
        line.run(std::chrono::seconds(3));
        CPPUNIT_ASSERT_EQUAL(std::string("2001"),
                             message_waiting_in(line.network.heard.at(0))->user.digits);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(MessageWaitingTest);
