// Typed values from conf files: defaults, inheritance, and problems of single keys.
#include "tests/gateway/config/fixture.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace config;
using namespace config_test;
using namespace std::chrono_literals;

class BuildTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(BuildTest);
    CPPUNIT_TEST(gives_every_key_its_default);
    CPPUNIT_TEST(takes_what_is_written);
    CPPUNIT_TEST(the_line_type_decides_law_and_switch_type);
    CPPUNIT_TEST(a_peer_without_match_is_known_by_its_address);
    CPPUNIT_TEST(mapping_keys_come_from_the_level_above);
    CPPUNIT_TEST(the_profile_decides_the_cause_table);
    CPPUNIT_TEST(reads_exceptions_of_the_cause_table);
    CPPUNIT_TEST(reads_rows_of_a_trunk_and_where_they_stand);
    CPPUNIT_TEST(reads_number_rules_and_routes);
    CPPUNIT_TEST(says_place_allowed_and_nearest_of_a_wrong_value);
    CPPUNIT_TEST(says_the_nearest_of_an_unknown_key_or_section);
    CPPUNIT_TEST(tells_single_from_repeated_sections);
    CPPUNIT_TEST(asks_for_what_must_be_given);
    CPPUNIT_TEST(reports_all_problems_at_once_in_order_of_lines);
    CPPUNIT_TEST(wants_lists_as_lists_and_scalars_as_scalars);
    CPPUNIT_TEST(a_file_that_is_no_toml_gives_its_first_place);
    CPPUNIT_TEST(survives_truncation_at_every_length);
    CPPUNIT_TEST_SUITE_END();

    void gives_every_key_its_default() {
        const Config config = good(kGood);
        CPPUNIT_ASSERT(config.log.level == base::log::Level::info);
        CPPUNIT_ASSERT_EQUAL(std::string("/run/landline/console.sock"), config.console.socket);
        CPPUNIT_ASSERT(config.sip.t1 == 500ms && config.sip.t2 == 4s && config.sip.t4 == 5s);
        CPPUNIT_ASSERT_EQUAL(std::string("16384-32766"), config.media.ports.text());
        CPPUNIT_ASSERT(config.media.timeout == 30s && config.calls.t7 == 25s &&
                       config.calls.t9 == 3min);
        const Span& span = config.spans[0];
        CPPUNIT_ASSERT(span.type == drivers::LineType::e1 && span.packet == 5ms);
        CPPUNIT_ASSERT(span.clock == drivers::ClockMode::loop && span.side == isdn::Side::user);
        CPPUNIT_ASSERT((config.sip_peers[0].codecs == std::vector{Codec::pcma, Codec::pcmu}));
        CPPUNIT_ASSERT(
            (config.routes[0].next_on == std::vector<std::uint8_t>{34, 38, 41, 42, 44, 47}));
    }
    void takes_what_is_written() {
        const Config config = good(spoilt(
            "name = \"line1\"", "name = \"line1\"\npacket = \"2ms\"\nside = \"network\"\nclock = "
                                "\"free\"\nrestart = false\nreorder_window = 8"));
        const Span& span = config.spans[0];
        CPPUNIT_ASSERT(span.packet == 2ms && span.side == isdn::Side::network &&
                       span.clock == drivers::ClockMode::free);
        CPPUNIT_ASSERT(!span.restart && span.reorder_window == 8);
        CPPUNIT_ASSERT_EQUAL(std::string("127.0.0.1:2143"), span.remote.text());
    }
    void the_line_type_decides_law_and_switch_type() {
        const Config e1 = good(kGood),
                     t1 = good(spoilt("name = \"line1\"", "name = \"line1\"\ntype = \"t1\"")),
                     set = good(spoilt("name = \"line1\"", "name = \"line1\"\nlaw = \"ulaw\""));
        CPPUNIT_ASSERT(e1.spans[0].law == drivers::Law::alaw &&
                       e1.spans[0].switch_type == isdn::SwitchType::euroisdn);
        CPPUNIT_ASSERT(t1.spans[0].law == drivers::Law::ulaw &&
                       t1.spans[0].switch_type == isdn::SwitchType::ni2);
        CPPUNIT_ASSERT(set.spans[0].law == drivers::Law::ulaw);
    }
    void a_peer_without_match_is_known_by_its_address() {
        CPPUNIT_ASSERT_EQUAL(std::string("127.0.0.1/32"),
                             good(kGood).sip_peers[0].match.at(0).text());
    }
    void mapping_keys_come_from_the_level_above() {
        const Config config = good(
            "[calls]\ncountry_code = \"49\"\nnational_prefix = \"0\"\ntrust = true\n" +
            spoilt("peers = [\"pbx\"]", "peers = [\"pbx\"]\ncountry_code = \"43\"\ntrust = false"));
        CPPUNIT_ASSERT_EQUAL(std::string("49"),
                             config.trunk_group("exchange")->mapping.country_code);
        CPPUNIT_ASSERT(config.trunk_group("exchange")->mapping.trust);
        CPPUNIT_ASSERT_EQUAL(std::string("43"), config.trunk_group("office")->mapping.country_code);
        CPPUNIT_ASSERT_EQUAL(std::string("43"), config.sip_peer("pbx")->mapping.country_code);
        CPPUNIT_ASSERT(!config.sip_peer("pbx")->mapping.trust);
        CPPUNIT_ASSERT_EQUAL(std::string("0"), config.sip_peer("pbx")->mapping.national_prefix);
    }
    void the_profile_decides_the_cause_table() {
        const Config config =
            good(spoilt("name = \"pbx\"", "name = \"pbx\"\nprofile = \"q1912.5-b\""));
        CPPUNIT_ASSERT(config.sip_peers[0].mapping.cause_table == CauseTable::q1912_5);
        CPPUNIT_ASSERT(config.calls.mapping.cause_table == CauseTable::rfc3398);
    }
    void reads_exceptions_of_the_cause_table() {
        const Config config = good(
            "[calls]\ncause_to_status = [\"34=486\"]\nstatus_to_cause = [\"486=34\"]\n" + kGood);
        CPPUNIT_ASSERT(
            (config.sip_peers[0].mapping.cause_to_status == std::vector{CauseOverride{34, 486}}));
        CPPUNIT_ASSERT(
            (config.calls.mapping.status_to_cause == std::vector{CauseOverride{486, 34}}));
    }
    void reads_rows_of_a_trunk_and_where_they_stand() {
        const Config config = good("[calls]\ncause_to_line = [\"34=42\",\n  \"41=42\"]\n"
                                   "cause_from_line = [\"42=34\"]\ncause_table = \"ts29163\"\n"
                                   "number_prefixes = [\"international=00\", \"subscriber=\"]\n"
                                   "quirks = [\"map_183=off\", \"hop_counter=on\"]\n" +
                                   kGood);
        const Mapping& mapping = config.trunk_groups[0].mapping;
        CPPUNIT_ASSERT(
            (mapping.cause_to_line == std::vector{CauseOverride{34, 42}, CauseOverride{41, 42}}));
        CPPUNIT_ASSERT((mapping.cause_from_line == std::vector{CauseOverride{42, 34}}));
        CPPUNIT_ASSERT(mapping.cause_table == CauseTable::ts29163);
        CPPUNIT_ASSERT((mapping.number_prefixes ==
                        std::vector{NumberPrefix{route::Nature::international, "00"},
                                    NumberPrefix{route::Nature::subscriber, ""}}));
        CPPUNIT_ASSERT(
            (mapping.quirks == std::vector{QuirkSetting{mapping::Quirk::map_183, false},
                                           QuirkSetting{mapping::Quirk::hop_counter, true}}));
        CPPUNIT_ASSERT_EQUAL(std::string("t.conf:3"), mapping.cause_to_line[1].where);
        CPPUNIT_ASSERT_EQUAL(std::string("t.conf:6"), mapping.number_prefixes[1].where);
        CPPUNIT_ASSERT_EQUAL(std::string("t.conf:7"), config.sip_peers[0].mapping.quirks[0].where);
    }
    void reads_number_rules_and_routes() {
        const Config config = good(kGood + "called = '0[1-9]\\d*'\nbearer = [\"speech\", "
                                           "\"3.1khz\"]\nnumber_rules = [\"r\"]\nnext_on = [17]\n"
                                           "priority = true\n[[number_rule]]\nname = \"r\"\nnumber "
                                           "= \"calling\"\nmatch = '(\\d+)'\n"
                                           "rewrite = '+49\\1'\nstrip = 1\nonly_nature = "
                                           "\"national\"\nset_presentation = \"restricted\"\n");
        const route::Route& route = config.routes[0];
        CPPUNIT_ASSERT_EQUAL(std::string("0[1-9]\\d*"), route.called);
        CPPUNIT_ASSERT(
            (route.bearer == std::vector{route::Bearer::speech, route::Bearer::audio_3k1}));
        CPPUNIT_ASSERT(route.priority && route.next_on == std::vector<std::uint8_t>{17});
        const route::NumberRule& rule = config.number_rules[0];
        CPPUNIT_ASSERT(rule.number == route::WhichNumber::calling && rule.strip == 1);
        CPPUNIT_ASSERT_EQUAL(std::string("+49\\1"), rule.rewrite);
        CPPUNIT_ASSERT(rule.only_nature == route::Nature::national && !rule.set_nature);
        CPPUNIT_ASSERT(rule.set_presentation == route::Presentation::restricted);
    }
    void says_place_allowed_and_nearest_of_a_wrong_value() {
        CPPUNIT_ASSERT_EQUAL(std::string("t.conf:5:9: span line1: clock: \"lop\" is not a known "
                                         "value; allowed: free, loop; did you mean loop?\n"),
                             problems(spoilt("local =", "clock = \"lop\"\nlocal =")));
        CPPUNIT_ASSERT_EQUAL(
            std::string(
                "t.conf:5:10: span line1: packet: 9ms is out of range; allowed: 1ms to 5ms\n"),
            problems(spoilt("local =", "packet = \"9ms\"\nlocal =")));
    }
    void says_the_nearest_of_an_unknown_key_or_section() {
        CPPUNIT_ASSERT_EQUAL(
            std::string("t.conf:5:1: span line1: pakcet: is no known key; did you mean packet?\n"),
            problems(spoilt("local =", "pakcet = \"5ms\"\nlocal =")));
        assert_says(problems(kGood + "[[spam]]\n"),
                    "spam: is no known section; did you mean span?");
    }
    void tells_single_from_repeated_sections() {
        assert_says(problems("[[log]]\n" + kGood), "log: stands once, so write [log]");
        assert_says(problems("[span]\nname = \"x\"\n"),
                    "span: may stand many times, so write [[span]]");
        assert_says(problems("level = \"info\"\n" + kGood),
                    "t.conf:1:1: level: stands outside of any section");
        assert_says(problems("log = 1\n" + kGood), "log: is a section, not a key");
    }
    void asks_for_what_must_be_given() {
        const std::string said = problems("[[span]]\nname = \"a\"\n[[route]]\n");
        assert_says(said, "sip: listen: must be given");
        assert_says(said, "t.conf:1:1: span a: local: must be given");
        assert_says(said, "t.conf:3:1: route #1: name: must be given");
        assert_says(said, "route #1: to: must be given");
    }
    void reports_all_problems_at_once_in_order_of_lines() {
        const std::string said =
            problems("[sip]\nlisten = [\"tcp:1\", \"udp:127.0.0.1:5060\", 3]\nt1 = 5\n[log]\nlevel "
                     "= \"loud\"\nfile = true\nx = 1\n");
        CPPUNIT_ASSERT_EQUAL(std::string::npos, said.find("must be given"));
        std::size_t last = 0;
        for (const char* wanted : {"2:11: sip: listen", "2:42: sip: listen", "3:6: sip: t1",
                                   "5:9: log: level", "6:8: log: file", "7:1: log: x"}) {
            const std::size_t at = said.find(wanted);
            CPPUNIT_ASSERT_MESSAGE(wanted + std::string(" in\n") + said,
                                   at != std::string::npos && at >= last);
            last = at;
        }
    }
    void wants_lists_as_lists_and_scalars_as_scalars() {
        assert_says(problems(spoilt("[\"line1\"]", "\"line1\"")),
                    "spans: is a string, not a list in [ ]");
        assert_says(problems(spoilt("\"127.0.0.1:2142\"", "[\"127.0.0.1:2142\"]")),
                    "local: is an array");
        assert_says(problems("[log]\nlevel = 1979-05-27\n" + kGood), "level: is a date or time");
    }
    void a_file_that_is_no_toml_gives_its_first_place() {
        assert_says(problems("[sip\n"), "t.conf:1:");
    }
    void survives_truncation_at_every_length() {
        for (std::size_t length = 0; length < kGood.size(); ++length)
            if (const auto cut = parse(std::string_view(kGood).substr(0, length), "t.conf");
                !cut.ok())
                CPPUNIT_ASSERT(!cut.error().empty());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(BuildTest);

} // namespace
