// Where requests to a registered contact go, and how it is named in the 200 (RFC 3261 §10.3, RFC
// 3327 §5.4, RFC 6140 §5.2).
#include "sipi/registrar/binding.h"

#include "tests/sipi/network.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace sipi;
using namespace sipi::registrar;
using namespace std::chrono_literals;
using test::at;

class BindingTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(BindingTest);
    CPPUNIT_TEST(a_telephone_behind_nat_is_reached_where_it_came_from);
    CPPUNIT_TEST(who_does_not_listen_where_it_sends_is_reached_at_its_contact);
    CPPUNIT_TEST(a_connection_is_tried_before_the_contact);
    CPPUNIT_TEST(a_name_is_reached_where_it_came_from);
    CPPUNIT_TEST(a_path_is_followed);
    CPPUNIT_TEST(a_bulk_contact_has_the_number_called);
    CPPUNIT_TEST(the_contact_of_the_200_has_the_time_left);
    CPPUNIT_TEST(contacts_compare_as_uris_or_as_flows);
    CPPUNIT_TEST_SUITE_END();

    static Binding binding(std::string uri, std::string_view source) {
        Binding made;
        made.uri = std::move(uri);
        made.source = at(source);
        return made;
    }
    static std::string way(const Target& target) {
        std::string out = target.request_uri;
        for (const std::string& route : target.routes)
            out.append(" ").append(route);
        for (const Endpoint& destination : target.destinations)
            out.append(" ")
                .append(via_name(destination.kind))
                .append(":")
                .append(destination.text());
        return out;
    }

    void a_telephone_behind_nat_is_reached_where_it_came_from() {
        const Binding phone = binding("sip:alice@10.0.0.5:5062", "192.0.2.1:1025");
        CPPUNIT_ASSERT(phone.behind_nat());
        CPPUNIT_ASSERT_EQUAL(std::string("sip:alice@10.0.0.5:5062 UDP:192.0.2.1:1025"),
                             way(target_of(phone, "")));
    }
    void who_does_not_listen_where_it_sends_is_reached_at_its_contact() {
        Binding pbx = binding("sip:pbx@192.0.2.1:5060", "192.0.2.1:40000");
        CPPUNIT_ASSERT(!pbx.behind_nat());
        CPPUNIT_ASSERT_EQUAL(std::string("sip:pbx@192.0.2.1:5060 UDP:192.0.2.1:5060"),
                             way(target_of(pbx, "")));
        pbx.symmetric = true; // it said rport: RFC 3581
        CPPUNIT_ASSERT_EQUAL(std::string("sip:pbx@192.0.2.1:5060 UDP:192.0.2.1:40000"),
                             way(target_of(pbx, "")));
    }
    void a_connection_is_tried_before_the_contact() {
        CPPUNIT_ASSERT_EQUAL(
            std::string(
                "sip:a@192.0.2.1:5060;transport=tcp TCP:192.0.2.1:40000 TCP:192.0.2.1:5060"),
            way(target_of(binding("sip:a@192.0.2.1:5060;transport=tcp", "tcp:192.0.2.1:40000"),
                          "")));
        CPPUNIT_ASSERT_EQUAL(
            std::string("sip:a@10.0.0.5:5060;transport=tcp TCP:192.0.2.1:40000"),
            way(target_of(binding("sip:a@10.0.0.5:5060;transport=tcp", "tcp:192.0.2.1:40000"),
                          "")));
    }
    void a_name_is_reached_where_it_came_from() {
        CPPUNIT_ASSERT_EQUAL(std::string("sip:a@phone.invalid UDP:192.0.2.1:5060"),
                             way(target_of(binding("sip:a@phone.invalid", "192.0.2.1:5060"), "")));
    }
    void a_path_is_followed() {
        Binding far = binding("sip:a@10.0.0.5", "192.0.2.1:5060");
        far.path = {"<sip:192.0.2.7:5070;lr>", "<sip:edge.example;lr;ob>"};
        CPPUNIT_ASSERT(!far.behind_nat());
        CPPUNIT_ASSERT_EQUAL(
            std::string("sip:a@10.0.0.5 <sip:192.0.2.7:5070;lr> <sip:edge.example;lr;ob> "
                        "UDP:192.0.2.7:5070"),
            way(target_of(far, "")));
        far.path = {"<sip:proxy.example;lr>"};
        CPPUNIT_ASSERT_EQUAL(
            std::string("sip:a@10.0.0.5 <sip:proxy.example;lr> UDP:192.0.2.1:5060"),
            way(target_of(far, "")));
    }
    void a_bulk_contact_has_the_number_called() {
        Binding pbx = binding("sip:192.0.2.1:5060;bnc;transport=udp", "192.0.2.1:5060");
        pbx.bulk = true;
        CPPUNIT_ASSERT_EQUAL(std::string("sip:+4930123@192.0.2.1:5060;transport=udp"),
                             target_of(pbx, "+4930123").request_uri);
    }
    void the_contact_of_the_200_has_the_time_left() {
        base::ManualClock clock;
        Binding phone = binding("sip:a@192.0.2.1", "192.0.2.1:5060");
        phone.expires = clock.now() + 59500ms;
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:a@192.0.2.1>;expires=60"),
                             phone.contact(clock.now()));
        phone.says_q = true;
        phone.q = 250;
        phone.instance = "\"<urn:uuid:1>\"";
        phone.reg_id = 1;
        clock.advance(1h);
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:a@192.0.2.1>;expires=0;q=0.25;+sip.instance="
                                         "\"<urn:uuid:1>\";reg-id=1"),
                             phone.contact(clock.now()));
        phone.q = 1000;
        CPPUNIT_ASSERT(phone.contact(clock.now()).find(";q=1;") != std::string::npos);
    }
    void contacts_compare_as_uris_or_as_flows() {
        Binding one = binding("sip:a@192.0.2.1", "192.0.2.1:5060");
        Binding two = binding("SIP:a@192.0.2.1;transport=udp", "192.0.2.1:5060");
        CPPUNIT_ASSERT(!one.same_as(two));
        two.uri = "sip:%61@192.0.2.1";
        CPPUNIT_ASSERT(one.same_as(two));
        two.uri = "sip:a@192.0.2.9";
        CPPUNIT_ASSERT(!one.same_as(two));
        one.instance = two.instance = "\"<urn:uuid:1>\"";
        one.reg_id = two.reg_id = 1;
        CPPUNIT_ASSERT(one.same_as(two));
        two.reg_id = 2;
        CPPUNIT_ASSERT(!one.same_as(two));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(BindingTest);

} // namespace
