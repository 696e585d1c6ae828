// The carrier: cic of a URI, transit network selection and carrier identification.
#include "gateway/mapping/carrier.h"

#include "isup/ansi.h"
#include "tests/gateway/mapping/support.h"

using namespace mapping;
using namespace mapping_test;

class CarrierTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CarrierTest);
    CPPUNIT_TEST(forms_of_cic_are_understood);
    CPPUNIT_TEST(cic_becomes_transit_network_and_back);
    CPPUNIT_TEST(ansi_has_carrier_identification_within_the_country);
    CPPUNIT_TEST(strangers_choose_no_carrier);
    CPPUNIT_TEST_SUITE_END();

    static Profile american() {
        Profile result = profile(Interworking::rfc3398);
        result.country_code = "1";
        result.carrier = CarrierParameter::carrier_identification;
        return result;
    }

    void forms_of_cic_are_understood() {
        struct {
            const char* cic;
            const char* context;
            const char* digits; ///< nullptr: none
        } const rows[] = {
            {"+49-1234", "", "1234"},
            {"1234", "+49", "1234"},
            {"12-34", "", "1234"},
            {"D123", "+49", "D123"},
            {"1234", "carrier.example", "1234"},
            {"+1-6789", "", nullptr},
            {"6789", "+1", nullptr},
            {"", "", nullptr},
            {"+49", "", nullptr},
            {"12x4", "", nullptr},
        };
        for (const auto& row : rows) {
            const auto digits = national_digits(row.cic, row.context, profile());
            CPPUNIT_ASSERT_EQUAL_MESSAGE(row.cic, row.digits != nullptr, digits.has_value());
            if (digits)
                CPPUNIT_ASSERT_EQUAL(std::string(row.digits), digits->to_text());
        }
        CPPUNIT_ASSERT_EQUAL(std::string("+491234"), global_text(digits("1234"), profile()));
    }
    void cic_becomes_transit_network_and_back() {
        const isup::Message message = iam_of("sip:+4930222;cic=+49-1234@gw;user=phone", profile());
        const auto transit = message.get<isup::TransitNetworkSelection>();
        CPPUNIT_ASSERT(transit && transit->digits == digits("1234"));
        CPPUNIT_ASSERT_EQUAL(std::string("sip:+4930222;cic=+491234@pbx.example.org;user=phone"),
                             request_uri_of(message, profile()));
        CPPUNIT_ASSERT(!iam_of("sip:+4930222;cic=+1-1234@gw", profile())
                            .has(isup::Param::transit_network_selection));
        Profile off = profile();
        off.carrier = CarrierParameter::off;
        CPPUNIT_ASSERT(!iam_of("sip:+4930222;cic=+49-1234@gw", off)
                            .has(isup::Param::transit_network_selection));
        CPPUNIT_ASSERT_EQUAL(std::string("sip:+4930222@pbx.example.org;user=phone"),
                             request_uri_of(message, off));
    }
    void ansi_has_carrier_identification_within_the_country() {
        const isup::Message home =
            iam_of("sip:+13145551111;cic=6789;cic-context=+1@gw", american());
        CPPUNIT_ASSERT(home.get<isup::ansi::CarrierIdentification>()->digits == digits("6789"));
        CPPUNIT_ASSERT(!home.has(isup::Param::transit_network_selection));
        CPPUNIT_ASSERT_EQUAL(std::string("sip:+13145551111;cic=+16789@pbx.example.org;user=phone"),
                             request_uri_of(home, american()));
        const isup::Message abroad = iam_of("sip:+4930222;cic=+1-6789@gw", american());
        CPPUNIT_ASSERT(abroad.get<isup::ansi::TransitNetworkSelection>()->digits == digits("6789"));
        CPPUNIT_ASSERT_EQUAL(std::string("sip:+4930222;cic=+16789@pbx.example.org;user=phone"),
                             request_uri_of(abroad, american()));
    }
    void strangers_choose_no_carrier() {
        const std::string uri = "sip:+4930222;cic=+49-1234@gw";
        CPPUNIT_ASSERT(!iam_of(uri, stranger()).has(isup::Param::transit_network_selection));
        CPPUNIT_ASSERT_EQUAL(std::string("sip:+4930222@pbx.example.org;user=phone"),
                             request_uri_of(iam_of(uri, profile()), stranger()));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CarrierTest);
