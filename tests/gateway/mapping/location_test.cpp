// Location number and P-Access-Network-Info, both ways (TS 24.229 §7.2A.4, RFC 7315 §5.4).
#include "gateway/mapping/location.h"

#include "tests/gateway/mapping/support.h"

#include <array>

using namespace mapping;
using namespace mapping_test;

class LocationTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(LocationTest);
    CPPUNIT_TEST(gstn_location_is_the_location_number);
    CPPUNIT_TEST(gstn_is_found_among_several_networks);
    CPPUNIT_TEST(what_is_no_number_is_left_out);
    CPPUNIT_TEST(strangers_neither_tell_nor_hear_where_a_caller_is);
    CPPUNIT_TEST(what_went_out_comes_back_the_same);
    CPPUNIT_TEST_SUITE_END();

    static std::optional<isup::LocationNumber> location(std::string_view value,
                                                        const Profile& profile) {
        const std::string header =
            std::string("P-Access-Network-Info: ").append(value).append("\r\n");
        isup::Message iam(isup::MessageType::iam);
        Notes notes;
        set_location(invite("sip:+4930222@gw", header), profile, iam, notes);
        return iam.get<isup::LocationNumber>();
    }

    void gstn_location_is_the_location_number() {
        const auto number =
            location("GSTN;gstn-location=\"03930803406806\";network-provided", profile());
        CPPUNIT_ASSERT(number->digits == digits("8030048660"));
        CPPUNIT_ASSERT(number->nature == isup::NatureOfAddress::national);
        CPPUNIT_ASSERT(number->screening == isup::Screening::network_provided);
        CPPUNIT_ASSERT(number->presentation == isup::Presentation::allowed);
    }
    void gstn_is_found_among_several_networks() {
        const auto number = location("3GPP-E-UTRAN-FDD; utran-cell-id-3gpp=2620, "
                                     "gstn; gstn-location=8393214305",
                                     profile());
        CPPUNIT_ASSERT(number->digits == digits("12345"));
    }
    void what_is_no_number_is_left_out() {
        for (const char* value :
             {"GSTN", "GSTN;network-provided", "GSTN;gstn-location=\"\"", "GSTN;gstn-location=03",
              "GSTN;gstn-location=039", "GSTN;gstn-location=\"03zz\"", "GSTN;gstn-location=0393",
              "ADSL;dsl-location=\"0393214305\"", "GSTN;gstn-location=\"",
              "GSTN;gstn-location=03930000000000000000000000000000000000000000"})
            CPPUNIT_ASSERT_MESSAGE(value, !location(value, profile()));
    }
    void strangers_neither_tell_nor_hear_where_a_caller_is() {
        CPPUNIT_ASSERT(!location("GSTN;gstn-location=\"0393214305\"", stranger()));
        isup::Message iam(isup::MessageType::iam);
        isup::LocationNumber number;
        number.digits = digits("30777");
        iam.set(number);
        Headers headers;
        Notes notes;
        CPPUNIT_ASSERT(!add_location(iam, stranger(), headers, notes) && headers.empty());
        CPPUNIT_ASSERT(add_location(iam, profile(), headers, notes));
        CPPUNIT_ASSERT(noted(notes, "P-Access-Network-Info from location number"));
    }
    void what_went_out_comes_back_the_same() {
        for (const char* octets : {"8393214305", "03930803406806", "0417211436"}) {
            const auto number =
                location(std::string("GSTN;gstn-location=").append(octets), profile());
            isup::Message iam(isup::MessageType::iam);
            iam.set(*number);
            Headers headers;
            Notes notes;
            CPPUNIT_ASSERT(add_location(iam, profile(), headers, notes));
            CPPUNIT_ASSERT_EQUAL(
                std::string("GSTN;gstn-location=\"").append(octets).append("\";network-provided"),
                headers.at(0).value);
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LocationTest);
