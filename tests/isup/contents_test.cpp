// Parameters that carry other octets, and compatibility information.
#include "isup/contents.h"

#include "tests/isup/support.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace isup;
using namespace isup_test;

class ContentsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ContentsTest);
    CPPUNIT_TEST(user_service_information_is_carried);
    CPPUNIT_TEST(access_transport_finds_its_elements);
    CPPUNIT_TEST(access_transport_steps_over_other_codesets);
    CPPUNIT_TEST(access_transport_with_a_broken_element_finds_what_is_before);
    CPPUNIT_TEST(access_transport_refuses_what_does_not_fit);
    CPPUNIT_TEST(user_to_user_has_a_protocol);
    CPPUNIT_TEST(transit_network_has_type_plan_and_digits);
    CPPUNIT_TEST(parameter_compatibility_names_parameters_and_instructions);
    CPPUNIT_TEST(parameter_compatibility_cut_short_is_refused);
    CPPUNIT_TEST(message_compatibility_survives);
    CPPUNIT_TEST_SUITE_END();

    void user_service_information_is_carried() {
        CPPUNIT_ASSERT_EQUAL(std::string("9090a3"),
                             encoded(*decoded<UserServiceInformation>("9090a3")));
        CPPUNIT_ASSERT(!decoded<UserServiceInformation>("") &&
                       !decoded<UserServiceInformation>(std::string(40, '1')));
    }
    void access_transport_finds_its_elements() {
        AccessTransport value;
        CPPUNIT_ASSERT(value.add(Element::progress_indicator, octets("8283")));
        CPPUNIT_ASSERT(value.add(Element::high_layer, octets("9181")));
        CPPUNIT_ASSERT(value.add(Element::progress_indicator, octets("8188")));
        CPPUNIT_ASSERT_EQUAL(std::string("1e0282837d0291811e028188"), encoded(value));
        CPPUNIT_ASSERT_EQUAL(std::string("9181"), hex(*value.find(Element::high_layer)));
        CPPUNIT_ASSERT_EQUAL(std::string("8283"), hex(*value.find(Element::progress_indicator)));
        CPPUNIT_ASSERT_EQUAL(std::string("8188"), hex(*value.find(Element::progress_indicator, 1)));
        CPPUNIT_ASSERT(!value.find(Element::progress_indicator, 2) &&
                       !value.find(Element::low_layer));
    }
    void access_transport_steps_over_other_codesets() {
        CPPUNIT_ASSERT(!decoded<AccessTransport>("967d0191")->find(Element::high_layer));
        CPPUNIT_ASSERT_EQUAL(
            std::string("92"),
            hex(*decoded<AccessTransport>("9e7d01917d0192")->find(Element::high_layer)));
        CPPUNIT_ASSERT_EQUAL(std::string("92"),
                             hex(*decoded<AccessTransport>("a17d0192")->find(Element::high_layer)));
    }
    void access_transport_with_a_broken_element_finds_what_is_before() {
        const auto value = decoded<AccessTransport>("7d01911e0982");
        CPPUNIT_ASSERT(value->find(Element::high_layer) &&
                       !value->find(Element::progress_indicator));
    }
    void access_transport_refuses_what_does_not_fit() {
        AccessTransport value;
        CPPUNIT_ASSERT(value.add(Element::display, std::vector<std::uint8_t>(200)));
        CPPUNIT_ASSERT(!value.add(Element::display, std::vector<std::uint8_t>(52)));
        CPPUNIT_ASSERT(value.add(Element::display, std::vector<std::uint8_t>(51)));
    }
    void user_to_user_has_a_protocol() {
        const auto value = decoded<UserToUserInformation>("0448454c");
        CPPUNIT_ASSERT_EQUAL(4u, unsigned{value->protocol});
        CPPUNIT_ASSERT_EQUAL(std::string("48454c"), hex(value->data.octets()));
        CPPUNIT_ASSERT_EQUAL(std::string("0448454c"), encoded(*value));
        CPPUNIT_ASSERT(!decoded<UserToUserInformation>(""));
        CPPUNIT_ASSERT(decoded<UserToUserInformation>(std::string(258, '1')));
        CPPUNIT_ASSERT(!decoded<UserToUserInformation>(std::string(260, '1')));
    }
    void transit_network_has_type_plan_and_digits() {
        const auto value = decoded<TransitNetworkSelection>("a12143");
        CPPUNIT_ASSERT(value->type_of_network == 2 && value->plan == 1);
        CPPUNIT_ASSERT_EQUAL(std::string("123"), value->digits.to_text());
        CPPUNIT_ASSERT_EQUAL(std::string("a12103"), encoded(*value));
    }
    void parameter_compatibility_names_parameters_and_instructions() {
        const auto value = decoded<ParameterCompatibility>("d5c4810285");
        CPPUNIT_ASSERT_EQUAL(2u, unsigned{value->count});
        const ParameterCompatibility::Row* row = value->find(static_cast<Param>(0xd5));
        CPPUNIT_ASSERT(row && row->instructions.send_notification &&
                       !row->instructions.release_call);
        CPPUNIT_ASSERT_EQUAL(2u, unsigned{row->instructions.pass_on_not_possible});
        CPPUNIT_ASSERT(value->rows[1].more == 5 && value->rows[1].instructions.release_call);
        CPPUNIT_ASSERT(!value->find(static_cast<Param>(0xd6)));
        CPPUNIT_ASSERT_EQUAL(std::string("d5c4810285"), encoded(*value));
    }
    void parameter_compatibility_cut_short_is_refused() {
        for (const char* text : {"d5", "d544", "d54405", "d5c481"})
            CPPUNIT_ASSERT(!decoded<ParameterCompatibility>(text));
    }
    void message_compatibility_survives() {
        CPPUNIT_ASSERT_EQUAL(std::string("9c"), encoded(*decoded<MessageCompatibility>("9c")));
        CPPUNIT_ASSERT(decoded<MessageCompatibility>("84")->instructions.send_notification);
        CPPUNIT_ASSERT(!decoded<MessageCompatibility>(""));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ContentsTest);
