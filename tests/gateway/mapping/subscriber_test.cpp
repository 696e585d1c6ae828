// Telephone-subscriber: number and parameters of tel and sip URIs.
#include "gateway/mapping/subscriber.h"

#include "tests/gateway/mapping/support.h"

using namespace mapping;

class SubscriberTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SubscriberTest);
    CPPUNIT_TEST(parameters_are_found_in_every_place);
    CPPUNIT_TEST(an_escaped_user_part_is_undone_once);
    CPPUNIT_TEST(the_user_part_wins_over_the_uri);
    CPPUNIT_TEST(parameters_stand_in_the_order_of_rfc3966);
    CPPUNIT_TEST(values_survive_the_way_out_and_back);
    CPPUNIT_TEST(says_whether_it_is_a_telephone);
    CPPUNIT_TEST_SUITE_END();

    void parameters_are_found_in_every_place() {
        for (const char* text :
             {"tel:+4930123;isub=77;npdi;CPC=test", "sip:+4930123;isub=77;npdi;cpc=test@h",
              "sip:+4930123@h;isub=77;npdi;cpc=test", "sip:%2B4930123;isub=7%37;npdi;cpc=test@h",
              "sip:%2B4930123%3Bisub%3D77%3Bnpdi%3Bcpc%3Dtest@h"}) {
            const auto uri = sipi::Uri::parse(text);
            CPPUNIT_ASSERT_MESSAGE(text, uri.ok());
            const Subscriber subscriber(*uri);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::string("+4930123"), subscriber.number());
            CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::string("77"), subscriber.value("isub"));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::string("test"), subscriber.value("cpc"));
            CPPUNIT_ASSERT_MESSAGE(text, subscriber.has("npdi") && !subscriber.has("rn") &&
                                             subscriber.global());
        }
    }
    void an_escaped_user_part_is_undone_once() {
        const auto uri = sipi::Uri::parse("sip:+4930;isub=a%2525b@h");
        CPPUNIT_ASSERT_EQUAL(std::string("a%25b"), Subscriber(*uri).value("isub"));
    }
    void the_user_part_wins_over_the_uri() {
        const auto uri = sipi::Uri::parse("sip:+4930;cpc=test@h;cpc=operator");
        CPPUNIT_ASSERT_EQUAL(std::string("test"), Subscriber(*uri).value("cpc"));
    }
    void parameters_stand_in_the_order_of_rfc3966() {
        CPPUNIT_ASSERT_EQUAL(
            std::string(";isub=1;phone-context=+49;cic=+49123;cpc=test;npdi;rn=+4912"),
            params_text({{"rn", "+4912"},
                         {"npdi", ""},
                         {"cpc", "test"},
                         {"phone-context", "+49"},
                         {"cic", "+49123"},
                         {"isub", "1"}}));
        CPPUNIT_ASSERT_EQUAL(std::string(), params_text({}));
    }
    void values_survive_the_way_out_and_back() {
        std::string value;
        for (int c = 1; c < 128; ++c)
            value += static_cast<char>(c);
        const std::string text = "sip:+4930" + params_text({{"isub", value}}) + "@h";
        const auto uri = sipi::Uri::parse(text);
        CPPUNIT_ASSERT_MESSAGE(text, uri.ok());
        CPPUNIT_ASSERT_EQUAL(value, Subscriber(*uri).value("isub"));
        const std::string telephone = "tel:+4930" + params_text({{"isub", value}});
        CPPUNIT_ASSERT_EQUAL(value, Subscriber(*sipi::Uri::parse(telephone)).value("isub"));
    }
    void says_whether_it_is_a_telephone() {
        struct {
            const char* uri;
            bool telephone;
        } const rows[] = {{"tel:+4930", true},
                          {"sip:30@h;user=phone", true},
                          {"sip:30;phone-context=h@h", true},
                          {"sip:30@h", false},
                          {"sip:h", false}};
        for (const auto& row : rows) {
            const auto uri = sipi::Uri::parse(row.uri);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(row.uri, row.telephone, Subscriber(*uri).telephone());
        }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SubscriberTest);
