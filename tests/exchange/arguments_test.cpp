// Control commands in words and in JSON.
#include "tests/exchange/arguments.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

using exchange::Arguments;
using exchange::Misuse;

class ArgumentsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ArgumentsTest);
    CPPUNIT_TEST(reads_words_and_quoted_values);
    CPPUNIT_TEST(reads_a_json_object);
    CPPUNIT_TEST(converts_values);
    CPPUNIT_TEST(refuses_what_it_cannot_read);
    CPPUNIT_TEST(refuses_unknown_keys);
    CPPUNIT_TEST_SUITE_END();

    void reads_words_and_quoted_values() {
        const Arguments a = Arguments::parse("call span=line1  display=\"Alice B\" user_user=a=b");
        CPPUNIT_ASSERT_EQUAL(std::string("call"), a.command);
        CPPUNIT_ASSERT_EQUAL(std::string("Alice B"), a.text("display"));
        CPPUNIT_ASSERT_EQUAL(std::string("a=b"), a.text("user_user"));
    }
    void reads_a_json_object() {
        const Arguments a = Arguments::parse(
            R"({"command": "call", "called": "2000", "channel": 5, "exclusive": true, "progress": [1, 8]})");
        CPPUNIT_ASSERT_EQUAL(std::string("call"), a.command);
        CPPUNIT_ASSERT_EQUAL(5U, a.number("channel", 0, 31));
        CPPUNIT_ASSERT(a.flag("exclusive"));
        CPPUNIT_ASSERT(a.numbers("progress") == (std::vector<std::uint8_t>{1, 8}));
    }
    void converts_values() {
        const Arguments a = Arguments::parse("x n=7 f=0 d=250ms h=9181 r=2.5");
        CPPUNIT_ASSERT_EQUAL(7U, a.number("n", 1, 10));
        CPPUNIT_ASSERT_EQUAL(1U, a.number("absent", 1, 10));
        CPPUNIT_ASSERT(!a.flag("f", true) && a.flag("absent", true));
        CPPUNIT_ASSERT(*a.duration("d") == std::chrono::milliseconds(250));
        CPPUNIT_ASSERT(a.hexadecimal("h") == (std::vector<std::uint8_t>{0x91, 0x81}));
        CPPUNIT_ASSERT_DOUBLES_EQUAL(2.5, a.real("r", 0), 1e-9);
    }
    void refuses_what_it_cannot_read() {
        for (const char* line : {"", "  ", "call word", "call a=\"b", "{\"command\"", "{\"a\": 1}"})
            CPPUNIT_ASSERT_THROW(Arguments::parse(line), Misuse);
        const Arguments a = Arguments::parse("x n=seven d=5 h=9 f=maybe l=1,x");
        CPPUNIT_ASSERT_THROW(a.number("n", 0, 10), Misuse);
        CPPUNIT_ASSERT_THROW(a.duration("d"), Misuse);
        CPPUNIT_ASSERT_THROW(a.hexadecimal("h"), Misuse);
        CPPUNIT_ASSERT_THROW(a.flag("f"), Misuse);
        CPPUNIT_ASSERT_THROW(a.numbers("l"), Misuse);
        CPPUNIT_ASSERT_THROW(a.required("absent"), Misuse);
    }
    void refuses_unknown_keys() {
        const Arguments a = Arguments::parse("x known=1 other=2");
        (void)a.text("known");
        CPPUNIT_ASSERT_THROW(a.unknown(), Misuse);
        (void)a.text("other");
        a.unknown();
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ArgumentsTest);

} // namespace
