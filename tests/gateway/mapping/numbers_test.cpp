// Numbers between URIs, ISUP and Q.931, with the rows of natures and plans.
#include "gateway/mapping/numbers.h"

#include "tests/gateway/mapping/support.h"

using namespace mapping;
using namespace mapping_test;
using isup::NatureOfAddress;

class NumbersTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(NumbersTest);
    CPPUNIT_TEST(uris_become_numbers);
    CPPUNIT_TEST(uris_without_number_are_refused);
    CPPUNIT_TEST(numbers_become_uris);
    CPPUNIT_TEST(without_country_code_nothing_is_made_international);
    CPPUNIT_TEST(numbers_survive_the_way_to_a_uri_and_back);
    CPPUNIT_TEST(star_and_hash_are_codes_11_and_12);
    CPPUNIT_TEST(every_nature_row_maps_both_ways);
    CPPUNIT_TEST(every_plan_row_maps_both_ways);
    CPPUNIT_TEST(isdn_numbers_of_unknown_type_are_looked_at_for_prefixes);
    CPPUNIT_TEST_SUITE_END();

    static std::optional<Address> from(std::string_view uri,
                                       const Profile& profile = mapping_test::profile()) {
        return address_from_uri(*sipi::Uri::parse(uri), profile);
    }

    void uris_become_numbers() {
        struct {
            const char* uri;
            NatureOfAddress nature;
            const char* digits;
        } const rows[] = {
            {"sip:+4930123@h;user=phone", NatureOfAddress::national, "30123"},
            {"sip:+4930123@h", NatureOfAddress::national, "30123"},
            {"tel:+49-30-123", NatureOfAddress::national, "30123"},
            {"tel:+1(314)555.1111", NatureOfAddress::international, "13145551111"},
            {"sip:+13145551111;phone-context=x@h;user=phone", NatureOfAddress::international,
             "13145551111"},
            {"sip:003314@h", NatureOfAddress::international, "3314"},
            {"sip:004930123@h", NatureOfAddress::national, "30123"},
            {"sip:030123@h", NatureOfAddress::national, "30123"},
            {"sip:600@h", NatureOfAddress::unknown, "600"},
            {"tel:30123;phone-context=+49", NatureOfAddress::national, "30123"},
            {"tel:030123;phone-context=+49", NatureOfAddress::national, "30123"},
            {"tel:5551111;phone-context=+1-314", NatureOfAddress::international, "13145551111"},
            {"tel:600;phone-context=example.org", NatureOfAddress::unknown, "600"},
            {"sip:%2B4930123@h;user=phone", NatureOfAddress::national, "30123"},
            {"sip:0@h", NatureOfAddress::unknown, "0"},
        };
        for (const auto& row : rows) {
            const auto address = from(row.uri);
            CPPUNIT_ASSERT_MESSAGE(row.uri, address.has_value());
            CPPUNIT_ASSERT_EQUAL_MESSAGE(row.uri, std::string(row.digits),
                                         text_from_digits(address->digits));
            CPPUNIT_ASSERT_MESSAGE(row.uri, address->nature == row.nature);
        }
    }
    void uris_without_number_are_refused() {
        for (const char* uri :
             {"sip:alice@h", "sip:h", "sip:+@h", "tel:+", "sip:1a2@h", "mailto:a@b",
              "urn:service:sos", "sip:+123456789012345678901234567890123@h"})
            CPPUNIT_ASSERT_MESSAGE(uri, !sipi::Uri::parse(uri) || !from(uri));
    }
    void numbers_become_uris() {
        const Profile german = profile();
        CPPUNIT_ASSERT_EQUAL(std::string("+4930123"),
                             uri_number({NatureOfAddress::national, digits("30123")}, german));
        CPPUNIT_ASSERT_EQUAL(std::string("+3314"),
                             uri_number({NatureOfAddress::international, digits("3314")}, german));
        CPPUNIT_ASSERT_EQUAL(std::string("600"),
                             uri_number({NatureOfAddress::unknown, digits("600")}, german));
        CPPUNIT_ASSERT_EQUAL(std::string("555"),
                             uri_number({NatureOfAddress::subscriber, digits("555")}, german));
        CPPUNIT_ASSERT_EQUAL(std::string("sip:+4930123@h;user=phone"),
                             uri_from_number("+4930123", "h"));
        CPPUNIT_ASSERT_EQUAL(std::string("sip:*21%23@h:5070;user=phone"),
                             uri_from_number("*21#", "h:5070"));
    }
    void without_country_code_nothing_is_made_international() {
        Profile profile = mapping_test::profile();
        profile.country_code.clear();
        CPPUNIT_ASSERT_EQUAL(std::string("030123"),
                             uri_number({NatureOfAddress::national, digits("30123")}, profile));
        CPPUNIT_ASSERT(from("sip:+4930123@h", profile)->nature == NatureOfAddress::international);
        profile.national_prefix.clear();
        profile.international_prefix.clear();
        CPPUNIT_ASSERT(from("sip:00493012@h", profile) ==
                       (Address{NatureOfAddress::unknown, digits("00493012")}));
    }
    void numbers_survive_the_way_to_a_uri_and_back() {
        for (const NatureOfAddress nature :
             {NatureOfAddress::national, NatureOfAddress::international,
              NatureOfAddress::unknown}) {
            const Address address{nature, digits("331234")};
            const std::string uri = uri_from_number(uri_number(address, profile()), "h");
            CPPUNIT_ASSERT(from(uri) == address);
        }
    }
    void star_and_hash_are_codes_11_and_12() {
        CPPUNIT_ASSERT(*digits_from_text("*21#") == digits("B21C"));
        CPPUNIT_ASSERT_EQUAL(std::string("*21#"), text_from_digits(digits("B21CF")));
        CPPUNIT_ASSERT(from("sip:*21%23@h")->digits == digits("B21C"));
    }
    void every_nature_row_maps_both_ways() {
        for (const NatureRow& row : nature_rows()) {
            CPPUNIT_ASSERT(!row.clause.empty());
            CPPUNIT_ASSERT(nature_from_type(row.type_of_number) == row.nature);
            CPPUNIT_ASSERT(nature_from_type(type_from_nature(row.nature)) == row.nature);
        }
        CPPUNIT_ASSERT_EQUAL(1, int{type_from_nature(NatureOfAddress::international)});
        CPPUNIT_ASSERT_EQUAL(2, int{type_from_nature(NatureOfAddress::national)});
        CPPUNIT_ASSERT_EQUAL(4, int{type_from_nature(NatureOfAddress::subscriber)});
        CPPUNIT_ASSERT_EQUAL(0, int{type_from_nature(NatureOfAddress::unknown)});
        CPPUNIT_ASSERT_EQUAL(0, int{type_from_nature(NatureOfAddress::routing_national)});
        CPPUNIT_ASSERT(nature_from_type(7) == NatureOfAddress::unknown);
    }
    void every_plan_row_maps_both_ways() {
        for (const PlanRow& row : plan_rows()) {
            CPPUNIT_ASSERT(!row.clause.empty());
            CPPUNIT_ASSERT(plan_from_isdn(plan_to_isdn(row.isup)) == row.isup ||
                           row.isup == isup::NumberingPlan::unknown);
        }
        CPPUNIT_ASSERT(plan_from_isdn(9) == isup::NumberingPlan::private_plan);
        CPPUNIT_ASSERT(plan_from_isdn(0) == isup::NumberingPlan::isdn &&
                       plan_from_isdn(15) == isup::NumberingPlan::isdn);
        CPPUNIT_ASSERT_EQUAL(8, int{plan_to_isdn(isup::NumberingPlan::national_use)});
    }
    void isdn_numbers_of_unknown_type_are_looked_at_for_prefixes() {
        isdn::Number number;
        number.digits = "0033123";
        CPPUNIT_ASSERT(address_from_isdn(number, profile()) ==
                       (Address{NatureOfAddress::international, digits("33123")}));
        number.digits = "030123";
        CPPUNIT_ASSERT(address_from_isdn(number, profile()) ==
                       (Address{NatureOfAddress::national, digits("30123")}));
        number.type_of_number = 4;
        CPPUNIT_ASSERT(address_from_isdn(number, profile()) ==
                       (Address{NatureOfAddress::subscriber, digits("030123")}));
        number.digits = "";
        CPPUNIT_ASSERT(!address_from_isdn(number, profile()));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(NumbersTest);
