// Requests and frames, whole and cut.
#include "gateway/console/protocol.h"

#include <cppunit/extensions/HelperMacros.h>

#include <vector>

using namespace console;
using Kind = Request::Kind;

class ProtocolTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ProtocolTest);
    CPPUNIT_TEST(tells_kinds_of_requests_apart);
    CPPUNIT_TEST(a_question_mark_in_quotes_is_a_character);
    CPPUNIT_TEST(refuses_control_characters);
    CPPUNIT_TEST(reads_requests_cut_at_every_length);
    CPPUNIT_TEST(skips_a_line_that_is_too_long_and_goes_on);
    CPPUNIT_TEST(keeps_no_more_than_one_long_line);
    CPPUNIT_TEST(reads_frames_cut_at_every_length);
    CPPUNIT_TEST(refuses_what_is_no_frame);
    CPPUNIT_TEST_SUITE_END();

    void tells_kinds_of_requests_apart() {
        CPPUNIT_ASSERT(parse_request("show calls --json\r") ==
                       (Request{Kind::command, "show calls --json"}));
        CPPUNIT_ASSERT(parse_request("show ca?") == (Request{Kind::help, "show ca"}));
        CPPUNIT_ASSERT(parse_request("?") == (Request{Kind::help, ""}));
        CPPUNIT_ASSERT(parse_request("show ? ") == (Request{Kind::help, "show "}));
        CPPUNIT_ASSERT(parse_request("\tshow ca") == (Request{Kind::complete, "show ca"}));
        CPPUNIT_ASSERT(parse_request("\x03") == (Request{Kind::cancel, ""}));
        CPPUNIT_ASSERT(parse_request("") == (Request{Kind::command, ""}));
    }
    void a_question_mark_in_quotes_is_a_character() {
        CPPUNIT_ASSERT(parse_request("route test \"600?\" from pbx").kind == Kind::command);
        CPPUNIT_ASSERT(parse_request("route test \"600?").kind == Kind::command);
    }
    void refuses_control_characters() {
        CPPUNIT_ASSERT(parse_request(std::string_view("show\0calls", 10)).kind == Kind::bad);
        CPPUNIT_ASSERT(parse_request("show \x1b[2J").kind == Kind::bad);
    }
    void reads_requests_cut_at_every_length() {
        const std::string octets = "show calls\n\tsh\n?\n\x03\n";
        for (std::size_t cut = 0; cut <= octets.size(); ++cut) {
            RequestReader reader;
            std::vector<Request> got;
            for (const auto& part : {octets.substr(0, cut), octets.substr(cut)}) {
                reader.feed(part);
                while (auto request = reader.next())
                    got.push_back(*request);
            }
            CPPUNIT_ASSERT(got == (std::vector<Request>{{Kind::command, "show calls"},
                                                        {Kind::complete, "sh"},
                                                        {Kind::help, ""},
                                                        {Kind::cancel, ""}}));
        }
    }
    void skips_a_line_that_is_too_long_and_goes_on() {
        RequestReader reader;
        reader.feed(std::string(kMaxRequest + 1, 'x'));
        CPPUNIT_ASSERT(!reader.next());
        reader.feed("xxx\nshow calls\n");
        CPPUNIT_ASSERT(reader.next()->kind == Kind::bad);
        CPPUNIT_ASSERT(*reader.next() == (Request{Kind::command, "show calls"}));
    }
    void keeps_no_more_than_one_long_line() {
        RequestReader reader;
        for (int i = 0; i < 1000; ++i) {
            reader.feed(std::string(1000, 'x'));
            CPPUNIT_ASSERT(!reader.next());
            CPPUNIT_ASSERT(reader.pending() <= kMaxRequest);
        }
    }
    void reads_frames_cut_at_every_length() {
        const std::string octets =
            frame(Status::more, "first\n") + frame(Status::ok, "") + frame(Status::error, "no\n");
        CPPUNIT_ASSERT_EQUAL(std::string("more 6\nfirst\nok 0\nerror 3\nno\n"), octets);
        for (std::size_t cut = 0; cut <= octets.size(); ++cut) {
            FrameReader reader;
            std::string got;
            for (const auto& part : {octets.substr(0, cut), octets.substr(cut)}) {
                reader.feed(part);
                while (auto each = reader.next())
                    got += std::to_string(static_cast<int>(each->status)) + each->text;
            }
            CPPUNIT_ASSERT_EQUAL(std::string("0first\n12no\n"), got);
            CPPUNIT_ASSERT(!reader.failed());
        }
    }
    void refuses_what_is_no_frame() {
        for (const char* octets : {"HTTP/1.1 200 OK\n", "ok\n", "ok x\n", "ok -1\n", "ok 12x\n",
                                   "ok 99999999999999999999\n", "ok 99999999\n",
                                   "a line without an end that goes on and on"}) {
            FrameReader reader;
            reader.feed(octets);
            CPPUNIT_ASSERT(!reader.next());
            CPPUNIT_ASSERT_MESSAGE(octets, reader.failed());
        }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ProtocolTest);
