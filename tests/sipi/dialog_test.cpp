// Dialogs: RFC 3261 §12.
#include "sipi/dialog.h"

#include "tests/sipi/network.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace sipi;

class DialogTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DialogTest);
    CPPUNIT_TEST(of_a_request_keeps_the_order_of_record_route);
    CPPUNIT_TEST(of_a_response_reverses_it);
    CPPUNIT_TEST(request_without_contact_makes_none);
    CPPUNIT_TEST(provisional_response_without_tag_makes_none);
    CPPUNIT_TEST(response_without_contact_falls_back_to_the_request_uri);
    CPPUNIT_TEST(requests_count_up_and_an_ack_does_not);
    CPPUNIT_TEST(remote_cseq_may_not_fall);
    CPPUNIT_TEST(strict_router_gets_its_uri_without_method_and_headers);
    CPPUNIT_TEST(target_is_refreshed_by_a_contact_only);
    CPPUNIT_TEST(next_hop_is_the_first_route);
    CPPUNIT_TEST(literal_hosts_are_endpoints);
    CPPUNIT_TEST_SUITE_END();

    static Message invite() {
        Message message = Message::request(Method::invite, "sip:b@192.0.2.2");
        message.append(HeaderName::via, "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx");
        message.append(HeaderName::from, "\"A\" <sip:a@192.0.2.1>;tag=at");
        message.append(HeaderName::to, "<sip:b@192.0.2.2>");
        message.append(HeaderName::call_id, "call");
        message.append(HeaderName::cseq, "7 INVITE");
        message.append(HeaderName::contact, "<sip:a@192.0.2.1:5062>");
        return message;
    }
    static Message answer(int status = 200) {
        Message response = Message::response(invite(), status, {}, "bt");
        response.append(HeaderName::contact, "<sip:b@192.0.2.2:5064>");
        response.append(HeaderName::record_route, "<sip:192.0.2.11;lr>, <sip:192.0.2.12;lr>");
        return response;
    }
    void of_a_request_keeps_the_order_of_record_route() {
        Message request = invite();
        request.append(HeaderName::record_route, "<sip:192.0.2.11;lr>, <sip:192.0.2.12;lr>");
        const auto dialog = Dialog::from_request(request, "bt");
        CPPUNIT_ASSERT(dialog.ok());
        CPPUNIT_ASSERT(dialog->route_set() ==
                       (std::vector<std::string>{"<sip:192.0.2.11;lr>", "<sip:192.0.2.12;lr>"}));
        CPPUNIT_ASSERT_EQUAL(std::string("bt"), dialog->local_tag());
        CPPUNIT_ASSERT_EQUAL(std::string("at"), dialog->remote_tag());
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:b@192.0.2.2>;tag=bt"), dialog->local_address());
        CPPUNIT_ASSERT_EQUAL(std::string("\"A\" <sip:a@192.0.2.1>;tag=at"),
                             dialog->remote_address());
        CPPUNIT_ASSERT_EQUAL(std::string("sip:a@192.0.2.1:5062"), dialog->remote_target());
        CPPUNIT_ASSERT(!dialog->confirmed());
    }
    void of_a_response_reverses_it() {
        const auto dialog = Dialog::from_response(answer(), "sip:b@192.0.2.2");
        CPPUNIT_ASSERT(dialog.ok());
        CPPUNIT_ASSERT(dialog->route_set() ==
                       (std::vector<std::string>{"<sip:192.0.2.12;lr>", "<sip:192.0.2.11;lr>"}));
        CPPUNIT_ASSERT_EQUAL(std::string("at"), dialog->local_tag());
        CPPUNIT_ASSERT_EQUAL(std::string("bt"), dialog->remote_tag());
        CPPUNIT_ASSERT_EQUAL(std::uint32_t{7}, dialog->local_cseq());
        CPPUNIT_ASSERT(dialog->confirmed());
    }
    void request_without_contact_makes_none() {
        Message request = invite();
        request.remove(HeaderName::contact);
        CPPUNIT_ASSERT(!Dialog::from_request(request, "bt").ok());
        request.append(HeaderName::contact, "*");
        CPPUNIT_ASSERT(!Dialog::from_request(request, "bt").ok());
    }
    void provisional_response_without_tag_makes_none() {
        CPPUNIT_ASSERT(
            !Dialog::from_response(Message::response(invite(), 180), "sip:b@192.0.2.2").ok());
    }
    void response_without_contact_falls_back_to_the_request_uri() {
        const Message response = Message::response(invite(), 180, {}, "bt");
        const auto dialog = Dialog::from_response(response, "sip:b@192.0.2.2");
        CPPUNIT_ASSERT(dialog.ok());
        CPPUNIT_ASSERT_EQUAL(std::string("sip:b@192.0.2.2"), dialog->remote_target());
    }
    void requests_count_up_and_an_ack_does_not() {
        auto dialog = Dialog::from_response(answer(), "sip:b@192.0.2.2");
        const Message ack = dialog->ack(7);
        CPPUNIT_ASSERT_EQUAL(std::string("7 ACK"), std::string(ack.header(HeaderName::cseq)));
        const Message info = dialog->request("INFO");
        CPPUNIT_ASSERT_EQUAL(std::string("8 INFO"), std::string(info.header(HeaderName::cseq)));
        const Message bye = dialog->request("BYE");
        CPPUNIT_ASSERT_EQUAL(std::string("9 BYE"), std::string(bye.header(HeaderName::cseq)));
        CPPUNIT_ASSERT_EQUAL(std::string("sip:b@192.0.2.2:5064"), std::string(bye.request_uri()));
        CPPUNIT_ASSERT_EQUAL(std::string("70"), std::string(bye.header(HeaderName::max_forwards)));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, bye.count(HeaderName::route));
    }
    void remote_cseq_may_not_fall() {
        auto dialog = Dialog::from_request(invite(), "bt");
        CPPUNIT_ASSERT(dialog->take_cseq(7));
        CPPUNIT_ASSERT(dialog->take_cseq(9));
        CPPUNIT_ASSERT(!dialog->take_cseq(8));
        auto caller = Dialog::from_response(answer(), "sip:b@192.0.2.2");
        CPPUNIT_ASSERT(caller->take_cseq(1)); // the peer counts on its own
    }
    void strict_router_gets_its_uri_without_method_and_headers() {
        Message request = invite();
        request.append(HeaderName::record_route, "<sip:192.0.2.11;method=BYE;x=1?Subject=s>");
        auto dialog = Dialog::from_request(request, "bt");
        const Message bye = dialog->request("BYE");
        CPPUNIT_ASSERT_EQUAL(std::string("sip:192.0.2.11;x=1"), std::string(bye.request_uri()));
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:a@192.0.2.1:5062>"),
                             std::string(bye.header(HeaderName::route)));
    }
    void target_is_refreshed_by_a_contact_only() {
        auto dialog = Dialog::from_request(invite(), "bt");
        Message again = invite();
        again.remove(HeaderName::contact);
        CPPUNIT_ASSERT(!dialog->refresh_target(again));
        again.append(HeaderName::contact, "<sip:a@192.0.2.9>");
        CPPUNIT_ASSERT(dialog->refresh_target(again));
        CPPUNIT_ASSERT_EQUAL(std::string("sip:a@192.0.2.9"), dialog->remote_target());
    }
    void next_hop_is_the_first_route() {
        CPPUNIT_ASSERT_EQUAL(
            std::string("sip:192.0.2.12;lr"),
            std::string(Dialog::from_response(answer(), "sip:b@192.0.2.2")->next_hop()));
        CPPUNIT_ASSERT_EQUAL(std::string("sip:a@192.0.2.1:5062"),
                             std::string(Dialog::from_request(invite(), "bt")->next_hop()));
    }
    void literal_hosts_are_endpoints() {
        using test::at;
        CPPUNIT_ASSERT(literal_endpoint("sip:a@192.0.2.1") == at("192.0.2.1:5060"));
        CPPUNIT_ASSERT(literal_endpoint("sip:a@[2001:db8::1]:5070;transport=tcp") ==
                       at("tcp:[2001:db8::1]:5070"));
        CPPUNIT_ASSERT(literal_endpoint("sips:a@192.0.2.1") == at("tls:192.0.2.1:5061"));
        CPPUNIT_ASSERT(literal_endpoint("sips:a@192.0.2.1;transport=tcp") ==
                       at("tls:192.0.2.1:5061"));
        CPPUNIT_ASSERT(!literal_endpoint("sip:a@example.org"));
        CPPUNIT_ASSERT(literal_endpoint("sip:a@example.org;maddr=192.0.2.9") ==
                       at("192.0.2.9:5060"));
        CPPUNIT_ASSERT(!literal_endpoint("tel:+49301234"));
        CPPUNIT_ASSERT(!literal_endpoint("sip:a@192.0.2.1;transport=pigeon"));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(DialogTest);

} // namespace
