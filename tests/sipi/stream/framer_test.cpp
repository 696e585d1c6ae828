// Messages in a stream of octets.
#include "sipi/stream/framer.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

namespace {

using sipi::StreamFramer;
using Next = StreamFramer::Next;

base::Octets stream_octets(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// What comes out: "message TEXT", "ping", "pong", "too long", "malformed".
std::vector<std::string> take_all(StreamFramer& framer) {
    std::vector<std::string> seen;
    while (true) {
        switch (framer.next()) {
        case Next::more:
            return seen;
        case Next::message:
            seen.push_back("message " +
                           std::string(framer.message().begin(), framer.message().end()));
            break;
        case Next::ping:
            seen.emplace_back("ping");
            break;
        case Next::pong:
            seen.emplace_back("pong");
            break;
        case Next::too_long:
            seen.emplace_back("too long");
            return seen;
        case Next::malformed:
            seen.emplace_back("malformed");
            return seen;
        }
    }
}

const std::string kFirst = "INVITE sip:a@b SIP/2.0\r\nContent-Length: 4\r\n\r\nbody";
const std::string kSecond = "ACK sip:a@b SIP/2.0\r\nl:0\r\n\r\n";
const std::string kThird = "BYE sip:a@b SIP/2.0\r\nTo: x\r\nContent-Length :\r\n 2\r\n\r\nhi";

class StreamFramerTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(StreamFramerTest);
    CPPUNIT_TEST(cuts_several_messages_of_one_segment);
    CPPUNIT_TEST(puts_a_message_together_however_it_is_cut);
    CPPUNIT_TEST(tells_a_ping_from_a_pong);
    CPPUNIT_TEST(takes_a_message_without_length_as_one_without_body);
    CPPUNIT_TEST(refuses_lengths_that_are_none_or_differ);
    CPPUNIT_TEST(refuses_what_is_too_long_before_it_is_there);
    CPPUNIT_TEST(keeps_nothing_while_idle);
    CPPUNIT_TEST_SUITE_END();

    void cuts_several_messages_of_one_segment() {
        StreamFramer framer(1000);
        framer.append(stream_octets(kFirst + kSecond + "\r\n\r\n" + kThird));
        const std::vector<std::string> wanted{"message " + kFirst, "message " + kSecond, "ping",
                                              "message " + kThird};
        CPPUNIT_ASSERT(take_all(framer) == wanted);
        CPPUNIT_ASSERT(!framer.pending());
    }
    void puts_a_message_together_however_it_is_cut() {
        const std::string all = kThird + kFirst + kSecond;
        const std::vector<std::string> wanted{"message " + kThird, "message " + kFirst,
                                              "message " + kSecond};
        for (std::size_t cut = 1; cut < all.size(); ++cut) {
            StreamFramer framer(1000);
            std::vector<std::string> seen;
            for (std::size_t at = 0; at < all.size(); at += cut) {
                framer.append(stream_octets(std::string_view(all).substr(at, cut)));
                for (std::string& each : take_all(framer))
                    seen.push_back(std::move(each));
            }
            CPPUNIT_ASSERT_MESSAGE("cut " + std::to_string(cut), seen == wanted);
        }
    }
    void tells_a_ping_from_a_pong() {
        StreamFramer framer(1000);
        framer.append(stream_octets("\r\n"));
        CPPUNIT_ASSERT(take_all(framer) == std::vector<std::string>{"pong"});
        framer.append(stream_octets(kSecond + "\r"));
        CPPUNIT_ASSERT(take_all(framer) == std::vector<std::string>{"message " + kSecond});
        framer.append(stream_octets("\n"));
        CPPUNIT_ASSERT(take_all(framer) == std::vector<std::string>{"pong"});
        framer.append(stream_octets("\r\n")); // a ping in two segments
        CPPUNIT_ASSERT(take_all(framer) == std::vector<std::string>{"ping"});
        framer.append(stream_octets("\r\n\r\n"));
        CPPUNIT_ASSERT(take_all(framer) == std::vector<std::string>{"ping"});
    }
    void takes_a_message_without_length_as_one_without_body() {
        StreamFramer framer(1000);
        const std::string message = "OPTIONS sip:a@b SIP/2.0\r\nTo: x\r\n\r\n";
        framer.append(stream_octets(message + kSecond));
        const std::vector<std::string> wanted{"message " + message, "message " + kSecond};
        CPPUNIT_ASSERT(take_all(framer) == wanted);
    }
    void refuses_lengths_that_are_none_or_differ() {
        for (const char* lines : {"Content-Length: four", "Content-Length: -1", "l:", "l: 4 4",
                                  "Content-Length: 4\r\nl: 5", "l: 99999999999999999999"}) {
            StreamFramer framer(1000);
            framer.append(
                stream_octets("INVITE a SIP/2.0\r\n" + std::string(lines) + "\r\n\r\nbody"));
            CPPUNIT_ASSERT_MESSAGE(lines,
                                   take_all(framer) == std::vector<std::string>{"malformed"});
            framer.append(stream_octets(kSecond)); // nothing is believed any more
            CPPUNIT_ASSERT(take_all(framer) == std::vector<std::string>{"malformed"});
        }
    }
    void refuses_what_is_too_long_before_it_is_there() {
        StreamFramer body(100);
        body.append(stream_octets("INVITE a SIP/2.0\r\nContent-Length: 90\r\n\r\n"));
        CPPUNIT_ASSERT(take_all(body) == std::vector<std::string>{"too long"});
        StreamFramer header(100);
        header.append(stream_octets("INVITE a SIP/2.0\r\nSubject: " + std::string(100, 'x')));
        CPPUNIT_ASSERT(take_all(header) == std::vector<std::string>{"too long"});
    }
    void keeps_nothing_while_idle() {
        StreamFramer framer(100000);
        framer.append(stream_octets(kFirst.substr(0, 10)));
        CPPUNIT_ASSERT(take_all(framer).empty());
        CPPUNIT_ASSERT(framer.pending());
        framer.append(stream_octets(kFirst.substr(10)));
        CPPUNIT_ASSERT(take_all(framer).size() == 1);
        CPPUNIT_ASSERT(!framer.pending());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(StreamFramerTest);

} // namespace
