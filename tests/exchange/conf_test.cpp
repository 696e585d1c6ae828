// The exchange's conf file: defaults, many spans at once, and what it says about mistakes.
#include "tests/exchange/conf.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cstdio>
#include <fstream>
#include <unistd.h>

namespace {

using namespace exchange;

class ConfTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ConfTest);
    CPPUNIT_TEST(defaults_follow_the_type_of_line);
    CPPUNIT_TEST(count_makes_many_spans);
    CPPUNIT_TEST(reads_a_number);
    CPPUNIT_TEST(names_line_key_and_reason_of_a_mistake);
    CPPUNIT_TEST(reads_durations);
    CPPUNIT_TEST_SUITE_END();

    std::string path_;

  public:
    void setUp() override {
        char name[] = "/tmp/exchange-conf-XXXXXX";
        ::close(::mkstemp(name));
        path_ = name;
    }
    void tearDown() override { std::remove(path_.c_str()); }

  private:
    base::Result<Conf, std::string> read(const std::string& text) {
        std::ofstream(path_) << text;
        return read_conf(path_);
    }
    static constexpr const char* kSpan =
        "[[span]]\nname = \"line1\"\nlocal = \"127.0.0.1:1001\"\nremote = \"127.0.0.1:2001\"\n";

    void defaults_follow_the_type_of_line() {
        const auto e1 = read(kSpan);
        CPPUNIT_ASSERT(e1.ok());
        CPPUNIT_ASSERT(e1->spans[0].line.law == drivers::Law::alaw &&
                       e1->spans[0].line.clock == drivers::ClockMode::free);
        CPPUNIT_ASSERT(e1->spans[0].isdn.side == isdn::Side::network);
        const auto t1 = read(std::string(kSpan) + "type = \"t1\"\n");
        CPPUNIT_ASSERT(t1->spans[0].line.law == drivers::Law::ulaw);
        CPPUNIT_ASSERT(t1->spans[0].isdn.switch_type == isdn::SwitchType::ni2);
    }
    void count_makes_many_spans() {
        const auto conf = read(std::string(kSpan) + "count = 12\n");
        CPPUNIT_ASSERT_EQUAL(std::size_t{12}, conf->spans.size());
        CPPUNIT_ASSERT_EQUAL(std::string("line12"), conf->spans[11].isdn.name);
        CPPUNIT_ASSERT_EQUAL(std::string("127.0.0.1:1012"), conf->spans[11].line.local);
        CPPUNIT_ASSERT_EQUAL(std::string("127.0.0.1:2012"), conf->spans[11].line.remote);
    }
    void reads_a_number() {
        const auto conf =
            read(std::string(kSpan) +
                 "[[number]]\nnumber = \"20*\"\naction = \"busy\"\nprogress = [1, 8]\n"
                 "reject_after = \"20ms\"\nrelease_with = \"release\"\nlocation = 4\n");
        CPPUNIT_ASSERT(conf.ok());
        const NumberConf& number = conf->numbers[0];
        CPPUNIT_ASSERT(number.prefix && number.number == "20" && number.action == Action::busy &&
                       number.release_first);
        CPPUNIT_ASSERT(number.progress == (std::vector<std::uint8_t>{1, 8}));
        CPPUNIT_ASSERT(number.ringback && number.reject_after == milliseconds(20) &&
                       *number.location == 4);
    }
    void wrong(const std::string& text, const std::string& expected) {
        const auto conf = read(text);
        CPPUNIT_ASSERT(!conf.ok());
        CPPUNIT_ASSERT_EQUAL(path_ + expected, conf.error());
    }
    void names_line_key_and_reason_of_a_mistake() {
        wrong(std::string(kSpan) + "color = 1\n", ":5: span.color: is not a key");
        wrong(std::string(kSpan) + "packet = \"9ms\"\n", ":5: span.packet: is not 1ms to 5ms");
        wrong(std::string(kSpan) + "type = \"e2\"\n",
              ":5: span.type: \"e2\" is none of e1, t1, bri, j1");
        wrong("[[span]]\nname = \"x\"\nlocal = \"127.0.0.1:1\"\n", ":1: span.remote: is missing");
        wrong("[log]\nlevel = 3\n", ":2: log.level: is not a string");
        wrong("colour = 1\n", ":1: colour: is not a table of this file");
        wrong("", ":1: span: there is none");
        CPPUNIT_ASSERT(!read("[[span]\n").ok());
        CPPUNIT_ASSERT(!read_conf("/nonexistent/exchange.conf").ok());
    }
    void reads_durations() {
        CPPUNIT_ASSERT(*parse_duration("250ms") == milliseconds(250));
        CPPUNIT_ASSERT(*parse_duration("5s") == milliseconds(5000));
        CPPUNIT_ASSERT(*parse_duration("2m") == milliseconds(120000));
        CPPUNIT_ASSERT(!parse_duration("5") && !parse_duration("s") && !parse_duration("-1s") &&
                       !parse_duration(""));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ConfTest);

} // namespace
