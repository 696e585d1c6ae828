// What must hold between keys and tables.
#include "tests/gateway/config/fixture.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace config_test;

class CheckTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CheckTest);
    CPPUNIT_TEST(takes_the_good_file);
    CPPUNIT_TEST(finds_references_to_nothing);
    CPPUNIT_TEST(finds_names_given_twice_with_both_places);
    CPPUNIT_TEST(the_same_name_may_stand_in_two_sections);
    CPPUNIT_TEST(finds_a_span_or_peer_in_two_groups);
    CPPUNIT_TEST(a_group_has_either_spans_or_peers);
    CPPUNIT_TEST(finds_ports_used_twice);
    CPPUNIT_TEST(sip_needs_an_address_to_listen_on);
    CPPUNIT_TEST(limits_stand_in_their_order);
    CPPUNIT_TEST(a_span_joins_two_ends_that_speak_alike);
    CPPUNIT_TEST(isdn_keys_fit_the_line);
    CPPUNIT_TEST(an_nfas_group_fits_together);
    CPPUNIT_TEST(timers_out_of_range_are_refused);
    CPPUNIT_TEST(peers_are_told_apart_by_their_addresses);
    CPPUNIT_TEST(exceptions_hold_causes_and_statuses);
    CPPUNIT_TEST(rows_of_a_trunk_stand_once);
    CPPUNIT_TEST(routes_and_rules_can_be_compiled);
    CPPUNIT_TEST_SUITE_END();

    void takes_the_good_file() { CPPUNIT_ASSERT_EQUAL(std::string(), problems(kGood)); }
    void finds_references_to_nothing() {
        CPPUNIT_ASSERT_EQUAL(std::string("t.conf:12:10: trunk_group exchange: spans: there is no "
                                         "[[span]] named \"line2\"; did you mean line1?\n"),
                             problems(spoilt("[\"line1\"]", "[\"line2\"]")));
        assert_says(
            problems(spoilt("[\"office\"]", "[\"ofice\"]")),
            "route out: from: there is no [[trunk_group]] named \"ofice\"; did you mean office?");
        assert_says(problems(kGood + "number_rules = [\"x\"]\n"),
                    "there is no [[number_rule]] named \"x\"");
        assert_says(problems(spoilt("[\"pbx\"]", "[\"pbx\", \"pbx\"]")),
                    "\"pbx\" stands twice in the list");
    }
    void finds_names_given_twice_with_both_places() {
        CPPUNIT_ASSERT_EQUAL(
            std::string("t.conf:21:8: trunk_group office: name: stands already at t.conf:14:8\n"),
            problems(kGood + "[[trunk_group]]\nname = \"office\"\npeers = []\n"));
    }
    void the_same_name_may_stand_in_two_sections() {
        CPPUNIT_ASSERT_EQUAL(std::string(),
                             problems(kGood + "[[route]]\nname = \"office\"\nto = [\"office\"]\n"));
    }
    void finds_a_span_or_peer_in_two_groups() {
        assert_says(problems(kGood + "[[trunk_group]]\nname = \"more\"\nspans = [\"line1\"]\n"),
                    "t.conf:22:9: trunk_group more: spans: \"line1\" is in trunk_group exchange "
                    "already, at t.conf:12:9");
        assert_says(problems(kGood + "[[trunk_group]]\nname = \"more\"\npeers = [\"pbx\"]\n"),
                    "\"pbx\" is in trunk_group office already");
    }
    void a_group_has_either_spans_or_peers() {
        assert_says(
            problems(spoilt("spans = [\"line1\"]", "spans = [\"line1\"]\npeers = [\"pbx\"]")),
            "trunk_group exchange: peers: may not stand together with spans");
        assert_says(problems(kGood + "[[trunk_group]]\nname = \"more\"\n"),
                    "t.conf:20:1: trunk_group more: needs spans, peers or users");
    }
    void finds_ports_used_twice() {
        assert_says(
            problems(spoilt("127.0.0.1:2142", "127.0.0.1:5060")),
            "span line1: local: uses 127.0.0.1:5060, which is taken already at t.conf:2:10");
        assert_says(problems(spoilt("127.0.0.1:2142", "0.0.0.0:5060")),
                    "uses 0.0.0.0:5060, which is taken already");
        CPPUNIT_ASSERT_EQUAL(std::string(), problems(spoilt("127.0.0.1:2142", "127.0.0.2:5060")));
        CPPUNIT_ASSERT_EQUAL(std::string(), problems(spoilt("127.0.0.1:2142", "[::]:5060")));
        assert_says(problems(spoilt("127.0.0.1:2142", "127.0.0.1:20000")),
                    "span line1: local: uses a port of media: ports, 16384-32766");
    }
    void sip_needs_an_address_to_listen_on() {
        assert_says(problems(spoilt("[\"udp:127.0.0.1:5060\"]", "[]")),
                    "sip: listen: needs at least one address");
        assert_says(problems(spoilt("[\"udp:127.0.0.1:5060\"]",
                                    "[\"udp:127.0.0.1:5060\", \"udp:127.0.0.1:5060\"]")),
                    "which is taken already");
    }
    void limits_stand_in_their_order() {
        assert_says(problems("[media]\njitter_min = \"300ms\"\n" + kGood),
                    "media: jitter_min: is more than jitter_max");
        assert_says(problems("[media]\nports = \"16384-16385\"\n" + kGood),
                    "media: ports: has no room for one call");
        assert_says(
            problems(kGood +
                     "[[trunk_group]]\nname = \"more\"\nspans = []\nmax_calls = 5\nreserve = 5\n"),
            "reserve: must be less than max_calls");
        assert_says(problems(spoilt("listen", "t1 = \"4s\"\nt2 = \"1s\"\nlisten")),
                    "sip: t1: is more than t2");
    }
    void a_span_joins_two_ends_that_speak_alike() {
        assert_says(problems(spoilt("127.0.0.1:2143", "127.0.0.1:2142")),
                    "span line1: remote: is the same as local");
        assert_says(problems(spoilt("local", "switch_type = \"ni2\"\nlocal")),
                    "switch_type: ni2 is not spoken on e1");
    }
    void isdn_keys_fit_the_line() {
        const auto with = [](const std::string& keys) {
            return problems(spoilt("local", keys + "\nlocal"));
        };
        for (const char* type : {"ni1", "4ess", "5ess", "dms100"})
            assert_says(with(std::string("switch_type = \"") + type + '"'),
                        std::string("switch_type: ") + type + " is not spoken on e1");
        CPPUNIT_ASSERT_EQUAL(std::string(), with("switch_type = \"qsig\""));
        CPPUNIT_ASSERT_EQUAL(std::string(), with("type = \"bri\"\nswitch_type = \"ni1\""));
        CPPUNIT_ASSERT_EQUAL(std::string(), with("type = \"t1\"\nswitch_type = \"5ess\""));
        assert_says(with("bri_mode = \"ptmp\""), "bri_mode: ptmp is for type bri only");
        assert_says(with("type = \"bri\"\nswitch_type = \"qsig\"\nbri_mode = \"ptmp\""),
                    "bri_mode: qsig knows ptp only");
        assert_says(with("type = \"bri\"\nmsn = [\"2001\"]"),
                    "msn: is for the user side of a bus only");
        CPPUNIT_ASSERT_EQUAL(std::string(),
                             with("type = \"bri\"\nbri_mode = \"ptmp\"\nmsn = [\"2001\"]"));
        assert_says(with("type = \"t1\"\nchannel_mapping = \"logical\""),
                    "channel_mapping: logical differs from physical on e1 only");
        assert_says(with("service_messages = true"), "service_messages: euroisdn has none");
        CPPUNIT_ASSERT_EQUAL(std::string(), with("type = \"t1\"\nservice_messages = true"));
    }
    void an_nfas_group_fits_together() {
        const auto with = [](const std::string& first, const std::string& second) {
            const std::string common = "type = \"t1\"\nnfas_group = \"east\"\n";
            return problems(spoilt("local", common + first + "\nlocal") +
                            "\n[[span]]\nname = \"line2\"\nlocal = \"127.0.0.1:3147\"\n"
                            "remote = \"127.0.0.1:3148\"\n" +
                            common + second + '\n');
        };
        const std::string primary = "d_channel = \"primary\"",
                          none = "d_channel = \"none\"\ninterface_id = 1";
        CPPUNIT_ASSERT_EQUAL(std::string(), with(primary, none));
        CPPUNIT_ASSERT_EQUAL(std::string(),
                             with("d_channel = \"backup\"", primary + "\ninterface_id = 1"));
        assert_says(with(primary, "d_channel = \"none\""),
                    "interface_id: is that of span line1 too");
        assert_says(with(primary, primary + "\ninterface_id = 1"),
                    "d_channel: is what span line1 is already in this group");
        assert_says(with("d_channel = \"none\"", none),
                    "nfas_group: has no span whose d_channel is primary");
        assert_says(with(primary, "interface_id = 1"),
                    "d_channel: must be primary, backup or none in an NFAS group");
        assert_says(with(primary, none + "\nside = \"network\""),
                    "side: differs from that of span line1 in the same NFAS group");
        assert_says(with(primary, none + "\nswitch_type = \"5ess\""),
                    "switch_type: differs from that of span line1 in the same NFAS group");
        assert_says(problems(spoilt("local", "d_channel = \"none\"\nlocal")),
                    "d_channel: is other than own in an NFAS group only");
        assert_says(problems(spoilt("local", "nfas_group = \"a\"\n" + primary + "\nlocal")),
                    "nfas_group: is for types t1 and j1 only");
    }
    void timers_out_of_range_are_refused() {
        const auto with = [](const std::string& keys) {
            return problems(spoilt("local", keys + "\nlocal"));
        };
        assert_says(with("t303 = \"0s\""), "t303: ");
        assert_says(with("t309 = \"1h\""), "t309: ");
        assert_says(with("n200 = 0"), "n200: ");
        assert_says(with("n201 = 300"), "n201: ");
        assert_says(with("k = 128"), "k: ");
        assert_says(with("t303 = \"10s\""), "t312: is not longer than t303");
        CPPUNIT_ASSERT_EQUAL(std::string(),
                             with("t200 = \"500ms\"\nt203 = \"20s\"\nn200 = 5\nk = 3"));
    }
    void peers_are_told_apart_by_their_addresses() {
        const std::string second = "[[sip_peer]]\nname = \"b\"\naddress = \"127.0.0.1:5080\"\n";
        assert_says(
            problems(kGood + second),
            "sip_peer b: match: 127.0.0.1/32 is matched already by sip_peer pbx at t.conf:7:1");
        CPPUNIT_ASSERT_EQUAL(std::string(),
                             problems(kGood + second + "match = [\"127.0.0.0/8\"]\n"));
        assert_says(problems(spoilt("address", "codecs = []\naddress")),
                    "codecs: needs at least one codec");
    }
    void exceptions_hold_causes_and_statuses() {
        assert_says(problems("[calls]\ncause_to_status = [\"486=17\"]\n" + kGood),
                    "calls: cause_to_status: has a row out of range; allowed: 1-127=300-699");
        assert_says(problems(spoilt("address", "status_to_cause = [\"200=16\"]\naddress")),
                    "sip_peer pbx: status_to_cause: has a row out of range");
        assert_says(problems(spoilt("address", "cause_to_line = [\"17=128\"]\naddress")),
                    "cause_to_line: has a row out of range; allowed: 1-127=1-127");
        assert_says(problems(spoilt("address", "cause_from_line = [\"0=17\"]\naddress")),
                    "cause_from_line: has a row out of range");
    }
    void rows_of_a_trunk_stand_once() {
        const auto says_twice = [](const std::string& line) {
            assert_says(problems(spoilt("address", line + "\naddress")),
                        "says the same twice, at t.conf:");
        };
        says_twice("cause_to_status = [\"17=486\", \"17=600\"]");
        says_twice("status_to_cause = [\"486=17\", \"486=34\"]");
        says_twice("cause_to_line = [\"17=34\", \"17=34\"]");
        says_twice("number_prefixes = [\"national=0\", \"subscriber=0\"]");
        says_twice("number_prefixes = [\"national=0\", \"national=00\"]");
        says_twice("quirks = [\"npdi=on\", \"npdi=off\"]");
    }
    void routes_and_rules_can_be_compiled() {
        assert_says(problems(spoilt("[\"exchange\"]\n", "[]\n")),
                    "route out: to: needs at least one trunk group");
        assert_says(problems(kGood + "called = '(0'\n"), "route out: called: ");
        assert_says(problems(kGood + "[[number_rule]]\nname = \"r\"\nrewrite = \"1\"\n"),
                    "number_rule r: rewrite: needs match");
        assert_says(
            problems(kGood + "[[number_rule]]\nname = \"r\"\nmatch = '1'\nrewrite = '\\2'\n"),
            "number_rule r: rewrite: ");
        const auto plan = route::Plan::build(good(kGood).routing());
        CPPUNIT_ASSERT(plan.ok());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CheckTest);

} // namespace
