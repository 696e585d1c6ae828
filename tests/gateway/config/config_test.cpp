// Looking things up in a Config, and comparing two.
#include "tests/gateway/config/fixture.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace config;
using namespace config_test;

class ConfigTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ConfigTest);
    CPPUNIT_TEST(finds_things_by_name);
    CPPUNIT_TEST(takes_the_peer_with_the_longest_prefix);
    CPPUNIT_TEST(equal_files_give_equal_configs);
    CPPUNIT_TEST(hands_routing_its_part);
    CPPUNIT_TEST_SUITE_END();

    void finds_things_by_name() {
        const Config config = good(kGood);
        CPPUNIT_ASSERT(config.span("line1") == &config.spans[0] && !config.span("line2"));
        CPPUNIT_ASSERT(config.sip_peer("pbx") == &config.sip_peers[0] && !config.sip_peer(""));
        CPPUNIT_ASSERT(config.trunk_group("office") == &config.trunk_groups[1]);
        CPPUNIT_ASSERT(config.group_of_span("line1") == &config.trunk_groups[0]);
        CPPUNIT_ASSERT(config.group_of_peer("pbx") == &config.trunk_groups[1] &&
                       !config.group_of_peer("line1"));
    }
    void takes_the_peer_with_the_longest_prefix() {
        const Config config =
            good(kGood + "[[sip_peer]]\nname = \"net\"\naddress = \"127.0.0.9:5060\"\nmatch = "
                         "[\"127.0.0.0/8\", \"::/0\"]\n");
        const auto peer_at = [&](const char* address) {
            const SipPeer* peer = config.peer_at(*IpAddress::from_text(address));
            return peer ? peer->name : "";
        };
        CPPUNIT_ASSERT_EQUAL(std::string("pbx"), peer_at("127.0.0.1"));
        CPPUNIT_ASSERT_EQUAL(std::string("net"), peer_at("127.0.0.2"));
        CPPUNIT_ASSERT_EQUAL(std::string("net"), peer_at("2001:db8::1"));
        CPPUNIT_ASSERT_EQUAL(std::string(""), peer_at("192.0.2.1"));
    }
    void equal_files_give_equal_configs() {
        CPPUNIT_ASSERT(good(kGood) == good("# a comment\n" + kGood));
        CPPUNIT_ASSERT(!(good(kGood) == good("[log]\nlevel = \"debug\"\n" + kGood)));
    }
    void hands_routing_its_part() {
        const route::Settings settings =
            good(kGood + "number_rules = [\"r\"]\n[[number_rule]]\nname = \"r\"\nstrip = 1\n")
                .routing();
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, settings.groups.size());
        CPPUNIT_ASSERT_EQUAL(std::string("exchange"), settings.groups[0].name);
        const auto plan = route::Plan::build(settings);
        const auto decision = plan->decide({"office", {"0123", {}, {}}, {}, {}});
        CPPUNIT_ASSERT_EQUAL(std::string("out"), decision.route);
        CPPUNIT_ASSERT_EQUAL(std::string("123"), decision.candidates.at(0).called.digits);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ConfigTest);

} // namespace
