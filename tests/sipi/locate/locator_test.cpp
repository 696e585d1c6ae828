// RFC 3263 step by step against a DNS made of tables, and the order of RFC 2782.
#include "sipi/locate/locator.h"
#include "sipi/locate/srv_order.h"

#include <cppunit/extensions/HelperMacros.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

using namespace sipi;
using namespace std::chrono_literals;

namespace {

/// Answers from tables, at once or when told; notes what it was asked.
class TableDns final : public DnsClient {
  public:
    std::map<std::string, std::vector<NaptrRecord>> naptrs;
    std::map<std::string, std::vector<SrvRecord>> srvs;
    std::map<std::string, std::vector<std::string>> hosts;
    std::vector<std::string> asked;
    std::vector<std::function<void()>> waiting;
    bool later = false, fails = false;
    base::Duration ttl = 300s;

    void naptr(const std::string& name, DnsDone<NaptrRecord> done) override {
        asked.push_back("NAPTR " + name);
        answer(naptrs, name, std::move(done));
    }
    void srv(const std::string& name, DnsDone<SrvRecord> done) override {
        asked.push_back("SRV " + name);
        answer(srvs, name, std::move(done));
    }
    void addresses(const std::string& name, DnsDone<AddressRecord> done) override {
        asked.push_back("A " + name);
        std::map<std::string, std::vector<AddressRecord>> records;
        if (const auto found = hosts.find(name); found != hosts.end())
            for (const std::string& text : found->second) {
                const auto endpoint = Endpoint::from_host(text, 1);
                records[name].push_back({endpoint->v6, endpoint->address});
            }
        answer(records, name, std::move(done));
    }

  private:
    template <typename Record>
    void answer(const std::map<std::string, std::vector<Record>>& from, const std::string& name,
                DnsDone<Record> done) {
        const auto found = from.find(name);
        DnsAnswer<Record> answer{DnsError::no_data, {}, {}};
        if (fails)
            answer.error = DnsError::failed;
        else if (found != from.end())
            answer = {DnsError::none, found->second, ttl};
        if (later)
            waiting.push_back([done = std::move(done), answer] { done(answer); });
        else
            done(answer);
    }
};

std::string texts(const Located& located) {
    std::string all;
    for (const Endpoint& target : located.targets)
        all += std::string(all.empty() ? "" : " ") + std::string(via_name(target.kind)) + ":" +
               target.text();
    return all;
}

class LocatorTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(LocatorTest);
    CPPUNIT_TEST(a_literal_address_asks_nobody);
    CPPUNIT_TEST(a_port_means_addresses_only);
    CPPUNIT_TEST(a_transport_means_no_naptr);
    CPPUNIT_TEST(naptr_chooses_the_transport);
    CPPUNIT_TEST(naptr_of_transports_we_lack_is_passed_over);
    CPPUNIT_TEST(without_naptr_srv_of_each_transport);
    CPPUNIT_TEST(without_srv_the_name_itself);
    CPPUNIT_TEST(sips_takes_tls_only);
    CPPUNIT_TEST(a_root_target_is_no_service);
    CPPUNIT_TEST(nothing_found_is_said_with_a_short_life);
    CPPUNIT_TEST(a_server_that_fails_is_told_apart);
    CPPUNIT_TEST(the_shortest_life_counts);
    CPPUNIT_TEST(families_we_lack_are_left_out);
    CPPUNIT_TEST(the_number_of_targets_is_bounded);
    CPPUNIT_TEST(nothing_comes_after_the_locator_is_gone);
    CPPUNIT_TEST(srv_by_priority);
    CPPUNIT_TEST(srv_by_weight_in_proportion);
    CPPUNIT_TEST_SUITE_END();

    TableDns dns_;
    LocatorSettings settings_{{TransportKind::udp, TransportKind::tcp, TransportKind::tls},
                              true,
                              true,
                              [](std::uint32_t) { return 0u; }};

    Located locate(const Wanted& wanted) {
        Locator locator(dns_, settings_);
        Located result;
        unsigned times = 0;
        locator.locate(wanted, [&](Located located) {
            result = std::move(located);
            ++times;
        });
        CPPUNIT_ASSERT_EQUAL(1u, times);
        return result;
    }

    void a_literal_address_asks_nobody() {
        CPPUNIT_ASSERT_EQUAL(std::string("UDP:192.0.2.1:5060"),
                             texts(locate({"192.0.2.1", 0, {}, false})));
        CPPUNIT_ASSERT_EQUAL(std::string("TLS:[2001:db8::1]:5061"),
                             texts(locate({"2001:db8::1", 0, {}, true})));
        CPPUNIT_ASSERT(dns_.asked.empty());
    }
    void a_port_means_addresses_only() {
        dns_.hosts["a.example"] = {"192.0.2.1", "2001:db8::1"};
        CPPUNIT_ASSERT_EQUAL(std::string("UDP:192.0.2.1:5080 UDP:[2001:db8::1]:5080"),
                             texts(locate({"a.example", 5080, {}, false})));
        CPPUNIT_ASSERT(dns_.asked == std::vector<std::string>{"A a.example"});
    }
    void a_transport_means_no_naptr() {
        dns_.srvs["_sip._tcp.example"] = {{1, 0, 5062, "a.example"}};
        dns_.hosts["a.example"] = {"192.0.2.1"};
        CPPUNIT_ASSERT_EQUAL(std::string("TCP:192.0.2.1:5062"),
                             texts(locate({"example", 0, TransportKind::tcp, false})));
        CPPUNIT_ASSERT(
            (dns_.asked == std::vector<std::string>{"SRV _sip._tcp.example", "A a.example"}));
    }
    void naptr_chooses_the_transport() {
        dns_.naptrs["example"] = {{60, 50, "s", "SIP+D2U", "u.example"},
                                  {50, 60, "S", "sip+d2t", "t2.example"},
                                  {50, 50, "s", "SIPS+D2T", "t1.example"},
                                  {40, 1, "u", "E2U+sip", ""}};
        dns_.srvs = {{"u.example", {{0, 0, 1, "a.example"}}},
                     {"t1.example", {{0, 0, 2, "a.example"}}},
                     {"t2.example", {{0, 0, 3, "a.example"}}}};
        dns_.hosts["a.example"] = {"192.0.2.1"};
        const Located found = locate({"example", 0, {}, false});
        CPPUNIT_ASSERT_EQUAL(std::string("TLS:192.0.2.1:2 TCP:192.0.2.1:3 UDP:192.0.2.1:1"),
                             texts(found));
        CPPUNIT_ASSERT_EQUAL(
            std::string("NAPTR SIPS+D2T, NAPTR SIP+D2T, NAPTR SIP+D2U, SRV t1.example, "
                        "SRV t2.example, SRV u.example, 3 addresses"),
            found.steps);
    }
    void naptr_of_transports_we_lack_is_passed_over() {
        settings_.transports = {TransportKind::udp};
        dns_.naptrs["example"] = {{1, 1, "s", "SIP+D2T", "t.example"},
                                  {2, 1, "s", "SIP+D2U", "u.example"}};
        dns_.srvs["u.example"] = {{0, 0, 5060, "a.example"}};
        dns_.hosts["a.example"] = {"192.0.2.1"};
        CPPUNIT_ASSERT_EQUAL(std::string("UDP:192.0.2.1:5060"),
                             texts(locate({"example", 0, {}, false})));
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, dns_.asked.size());
    }
    void without_naptr_srv_of_each_transport() {
        dns_.srvs["_sip._tcp.example"] = {{0, 0, 5062, "a.example"}};
        dns_.srvs["_sips._tcp.example"] = {{0, 0, 5063, "a.example"}};
        dns_.hosts["a.example"] = {"192.0.2.1"};
        CPPUNIT_ASSERT_EQUAL(std::string("TCP:192.0.2.1:5062 TLS:192.0.2.1:5063"),
                             texts(locate({"example", 0, {}, false})));
    }
    void without_srv_the_name_itself() {
        dns_.hosts["example"] = {"192.0.2.9"};
        const Located found = locate({"example", 0, {}, false});
        CPPUNIT_ASSERT_EQUAL(std::string("UDP:192.0.2.9:5060"), texts(found));
        CPPUNIT_ASSERT_EQUAL(std::string("1 address"), found.steps);
        CPPUNIT_ASSERT(found.ttl == 300s);
    }
    void sips_takes_tls_only() {
        dns_.naptrs["example"] = {{1, 1, "s", "SIP+D2U", "u.example"},
                                  {2, 1, "s", "SIPS+D2T", "t.example"}};
        dns_.srvs["t.example"] = {{0, 0, 5061, "a.example"}};
        dns_.hosts["a.example"] = {"192.0.2.1"};
        CPPUNIT_ASSERT_EQUAL(std::string("TLS:192.0.2.1:5061"),
                             texts(locate({"example", 0, {}, true})));
    }
    void a_root_target_is_no_service() {
        dns_.srvs["_sip._udp.example"] = {{0, 0, 0, "."}};
        CPPUNIT_ASSERT_EQUAL(std::string(),
                             texts(locate({"example", 0, TransportKind::udp, false})));
    }
    void nothing_found_is_said_with_a_short_life() {
        const Located found = locate({"nowhere.example", 0, {}, false});
        CPPUNIT_ASSERT(found.targets.empty());
        CPPUNIT_ASSERT(found.error == DnsError::no_data);
        CPPUNIT_ASSERT(found.ttl == Locator::kNegativeTtl);
    }
    void a_server_that_fails_is_told_apart() {
        dns_.fails = true;
        CPPUNIT_ASSERT(locate({"example", 0, {}, false}).error == DnsError::failed);
    }
    void the_shortest_life_counts() {
        // the SRV answer says 300 s, the address 60 s
        dns_.srvs["_sip._udp.example"] = {{0, 0, 5060, "a.example"}};
        dns_.hosts["a.example"] = {"192.0.2.1"};
        dns_.later = true;
        Locator locator(dns_, settings_);
        Located found;
        locator.locate({"example", 0, TransportKind::udp, false},
                       [&](Located located) { found = located; });
        dns_.ttl = 60s;
        while (!dns_.waiting.empty()) {
            const auto next = dns_.waiting.front();
            dns_.waiting.erase(dns_.waiting.begin());
            next();
        }
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, found.targets.size());
        CPPUNIT_ASSERT(found.ttl == 60s);
    }
    void families_we_lack_are_left_out() {
        settings_.v6 = false;
        dns_.hosts["a.example"] = {"2001:db8::1", "192.0.2.1"};
        CPPUNIT_ASSERT_EQUAL(std::string("UDP:192.0.2.1:5060"),
                             texts(locate({"a.example", 5060, {}, false})));
    }
    void the_number_of_targets_is_bounded() {
        for (int i = 0; i < 60; ++i) {
            dns_.srvs["_sip._udp.example"].push_back({0, 0, 5060, "h" + std::to_string(i)});
            dns_.hosts["h" + std::to_string(i)] = {"192.0.2." + std::to_string(i)};
        }
        CPPUNIT_ASSERT_EQUAL(Locator::kMostTargets,
                             locate({"example", 0, TransportKind::udp, false}).targets.size());
        CPPUNIT_ASSERT_EQUAL(Locator::kMostTargets + 1, dns_.asked.size());
    }
    void nothing_comes_after_the_locator_is_gone() {
        dns_.later = true;
        bool came = false;
        {
            Locator locator(dns_, settings_);
            locator.locate({"example", 0, {}, false}, [&](const Located&) { came = true; });
        }
        for (const auto& answer : std::exchange(dns_.waiting, {}))
            answer();
        CPPUNIT_ASSERT(!came && dns_.waiting.empty());
    }

    static std::string order(std::vector<SrvRecord> records,
                             const std::function<std::uint32_t(std::uint32_t)>& random) {
        order_srv(records, random);
        std::string names;
        for (const SrvRecord& record : records)
            names += record.target;
        return names;
    }
    void srv_by_priority() {
        CPPUNIT_ASSERT_EQUAL(std::string("bca"),
                             order({{20, 9, 1, "a"}, {5, 1, 1, "b"}, {10, 5, 1, "c"}},
                                   [](std::uint32_t n) { return n - 1; }));
    }
    void srv_by_weight_in_proportion() {
        unsigned first_is_b = 0;
        for (std::uint32_t drawn = 0; drawn <= 100; ++drawn) // every number once: 0 to the sum
            first_is_b += order({{1, 25, 1, "a"}, {1, 75, 1, "b"}, {1, 0, 1, "z"}},
                                [&](std::uint32_t n) { return drawn % n; })[0] == 'b';
        CPPUNIT_ASSERT_EQUAL(75u, first_is_b);
        CPPUNIT_ASSERT_EQUAL(std::string("zab"),
                             order({{1, 25, 1, "a"}, {1, 75, 1, "b"}, {1, 0, 1, "z"}},
                                   [](std::uint32_t) { return 0u; }));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LocatorTest);

} // namespace
