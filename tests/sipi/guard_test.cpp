// Rates, offences and bans of sources, on a clock moved by hand.
#include "sipi/guard.h"

#include "tests/sipi/network.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sipi {

using namespace std::chrono_literals;
using test::at;

class GuardTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(GuardTest);
    CPPUNIT_TEST(admits_everything_until_configured);
    CPPUNIT_TEST(a_source_has_its_burst_and_then_its_rate);
    CPPUNIT_TEST(a_known_source_has_no_limit);
    CPPUNIT_TEST(a_denied_source_is_not_read);
    CPPUNIT_TEST(all_unknown_sources_share_a_rate);
    CPPUNIT_TEST(offences_within_a_minute_make_a_ban_that_ends);
    CPPUNIT_TEST(offences_far_apart_make_none);
    CPPUNIT_TEST(a_flood_is_an_offence);
    CPPUNIT_TEST(a_scanner_is_banned_at_once);
    CPPUNIT_TEST(a_scanner_that_is_known_is_let_in);
    CPPUNIT_TEST(unknown_sources_are_silenced_on_demand);
    CPPUNIT_TEST(an_operator_bans_and_unbans_anybody);
    CPPUNIT_TEST(a_new_configuration_asks_who_is_known_again);
    CPPUNIT_TEST(forged_addresses_do_not_push_out_bans);
    CPPUNIT_TEST(ports_of_a_host_are_one_source);
    CPPUNIT_TEST_SUITE_END();

    base::ManualClock clock_;
    Guard guard_{clock_, 7};
    const Endpoint peer_ = at("192.0.2.1:5060"), stranger_ = at("198.51.100.1:5060"),
                   denied_ = at("203.0.113.1:5060");

    GuardSettings settings() {
        GuardSettings settings;
        settings.rate = 10;
        settings.burst = 5;
        settings.ban_after = 3;
        settings.ban_time = 60s;
        settings.scanners = {"friendly-scanner"};
        settings.standing = [this](const Endpoint& source) {
            return source.same_host(peer_)     ? Standing::known
                   : source.same_host(denied_) ? Standing::denied
                                               : Standing::unknown;
        };
        return settings;
    }
    unsigned admitted(const Endpoint& source, unsigned count) {
        unsigned in = 0;
        for (unsigned i = 0; i < count; ++i)
            in += guard_.admits(source);
        return in;
    }

    void admits_everything_until_configured() {
        CPPUNIT_ASSERT_EQUAL(1000U, admitted(stranger_, 1000));
        CPPUNIT_ASSERT(!guard_.configured());
    }
    void a_source_has_its_burst_and_then_its_rate() {
        auto wanted = settings();
        wanted.ban_after = 0;
        guard_.configure(wanted);
        CPPUNIT_ASSERT_EQUAL(5U, admitted(stranger_, 20));
        clock_.advance(300ms);
        CPPUNIT_ASSERT_EQUAL(3U, admitted(stranger_, 20));
        clock_.advance(1h);
        CPPUNIT_ASSERT_EQUAL(5U, admitted(stranger_, 20));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t(15 + 17 + 15), guard_.counters().limited);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), guard_.counters().bans);
    }
    void a_known_source_has_no_limit() {
        guard_.configure(settings());
        CPPUNIT_ASSERT_EQUAL(1000U, admitted(peer_, 1000));
        for (int i = 0; i < 10; ++i)
            guard_.offend(peer_, Offence::malformed);
        CPPUNIT_ASSERT(guard_.bans().empty());
    }
    void a_denied_source_is_not_read() {
        guard_.configure(settings());
        CPPUNIT_ASSERT_EQUAL(0U, admitted(denied_, 4));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t(4), guard_.counters().denied);
    }
    void all_unknown_sources_share_a_rate() {
        auto wanted = settings();
        wanted.unknown_rate = 50;
        guard_.configure(wanted);
        unsigned in = 0;
        for (int i = 0; i < 200; ++i)
            in += guard_.admits(at("10.0.0." + std::to_string(i) + ":5060"));
        CPPUNIT_ASSERT_EQUAL(50U, in);
        CPPUNIT_ASSERT(guard_.admits(peer_));
        clock_.advance(100ms);
        CPPUNIT_ASSERT_EQUAL(5U, admitted(at("10.0.1.1:5060"), 10));
    }
    void offences_within_a_minute_make_a_ban_that_ends() {
        guard_.configure(settings());
        for (int i = 0; i < 3; ++i)
            guard_.offend(stranger_, Offence::stranger);
        CPPUNIT_ASSERT_EQUAL(0U, admitted(stranger_, 2));
        const auto bans = guard_.bans();
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), bans.size());
        CPPUNIT_ASSERT(bans[0].reason == Offence::stranger && bans[0].source.same_host(stranger_));
        CPPUNIT_ASSERT(bans[0].left == 60s);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t(2), bans[0].dropped);
        clock_.advance(60s);
        CPPUNIT_ASSERT(guard_.bans().empty());
        CPPUNIT_ASSERT(guard_.admits(stranger_));
    }
    void offences_far_apart_make_none() {
        guard_.configure(settings());
        for (int i = 0; i < 20; ++i) {
            guard_.offend(stranger_, Offence::malformed);
            clock_.advance(31s);
        }
        CPPUNIT_ASSERT(guard_.admits(stranger_));
    }
    void a_flood_is_an_offence() {
        guard_.configure(settings());
        admitted(stranger_, 8);
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), guard_.bans().size());
        CPPUNIT_ASSERT(guard_.bans()[0].reason == Offence::flood);
    }
    void a_scanner_is_banned_at_once() {
        guard_.configure(settings());
        CPPUNIT_ASSERT(guard_.admits_agent("Telephone 1.0", stranger_));
        CPPUNIT_ASSERT(!guard_.admits_agent("Friendly-Scanner", stranger_));
        CPPUNIT_ASSERT(!guard_.admits(stranger_));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), guard_.counters().scanners);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), guard_.counters().bans);
    }
    void a_scanner_that_is_known_is_let_in() {
        guard_.configure(settings());
        CPPUNIT_ASSERT(guard_.admits_agent("friendly-scanner", peer_));
    }
    void unknown_sources_are_silenced_on_demand() {
        auto wanted = settings();
        guard_.configure(wanted);
        CPPUNIT_ASSERT(!guard_.silences(stranger_));
        wanted.silent = true;
        guard_.configure(wanted);
        CPPUNIT_ASSERT(guard_.silences(stranger_) && !guard_.silences(peer_));
    }
    void an_operator_bans_and_unbans_anybody() {
        guard_.configure(settings());
        guard_.ban(peer_, 5s);
        CPPUNIT_ASSERT(!guard_.admits(peer_));
        CPPUNIT_ASSERT(guard_.unban(peer_));
        CPPUNIT_ASSERT(!guard_.unban(peer_));
        CPPUNIT_ASSERT(guard_.admits(peer_));
        guard_.ban(stranger_, 0s);
        CPPUNIT_ASSERT(guard_.bans()[0].left == 60s);
    }
    void a_new_configuration_asks_who_is_known_again() {
        auto wanted = settings();
        guard_.configure(wanted);
        CPPUNIT_ASSERT_EQUAL(5U, admitted(stranger_, 6));
        wanted.standing = [](const Endpoint&) { return Standing::known; };
        guard_.configure(wanted);
        CPPUNIT_ASSERT_EQUAL(100U, admitted(stranger_, 100));
    }
    void forged_addresses_do_not_push_out_bans() {
        guard_.configure(settings());
        guard_.ban(stranger_, 1h);
        Endpoint forged = at("10.0.0.0:5060");
        for (unsigned i = 0; i < 100'000; ++i) {
            forged.address[1] = static_cast<std::uint8_t>(i >> 16);
            forged.address[2] = static_cast<std::uint8_t>(i >> 8);
            forged.address[3] = static_cast<std::uint8_t>(i);
            guard_.admits(forged);
        }
        CPPUNIT_ASSERT(!guard_.admits(stranger_));
    }
    void ports_of_a_host_are_one_source() {
        guard_.configure(settings());
        CPPUNIT_ASSERT_EQUAL(5U, admitted(at("198.51.100.1:1000"), 6));
        CPPUNIT_ASSERT_EQUAL(0U, admitted(at("198.51.100.1:2000"), 1));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(GuardTest);

} // namespace sipi
