// Identity header fields, dates, UUIDs and TNAuthLists as RFC 8224, RFC 4122 and RFC 8226 write
// them.
#include "sipi/identity/date.h"
#include "sipi/identity/identity_header.h"
#include "sipi/identity/tn_auth_list.h"
#include "sipi/identity/uuid.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace sipi::identity;

class IdentityHeaderTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(IdentityHeaderTest);
    CPPUNIT_TEST(a_value_is_read_as_it_is_written);
    CPPUNIT_TEST(parameters_come_in_any_order_and_case);
    CPPUNIT_TEST(the_compact_form_is_two_dots_and_a_signature);
    CPPUNIT_TEST(a_value_without_info_or_with_another_algorithm_is_refused);
    CPPUNIT_TEST(dates_are_read_as_they_are_written);
    CPPUNIT_TEST(what_is_no_date_is_refused);
    CPPUNIT_TEST(uuids_have_their_versions);
    CPPUNIT_TEST(a_list_of_numbers_covers_them_only);
    CPPUNIT_TEST(a_list_of_providers_covers_all);
    CPPUNIT_TEST(no_cut_list_is_a_list);
    CPPUNIT_TEST_SUITE_END();

    void a_value_is_read_as_it_is_written() {
        Passport passport;
        passport.x5u = "https://cert.example.org/a;b.pem";
        passport.ppt = "shaken";
        const std::string value = identity_value("aa.bb.cc", passport);
        CPPUNIT_ASSERT_EQUAL(std::string("aa.bb.cc;info=<https://cert.example.org/a;b.pem>;"
                                         "alg=ES256;ppt=\"shaken\""),
                             value);
        const auto header = parse_identity(value);
        CPPUNIT_ASSERT(header.ok());
        CPPUNIT_ASSERT_EQUAL(std::string("aa.bb.cc"), header->token);
        CPPUNIT_ASSERT_EQUAL(passport.x5u, header->info);
        CPPUNIT_ASSERT_EQUAL(std::string("shaken"), header->ppt);
        CPPUNIT_ASSERT(!header->compact());
    }
    void parameters_come_in_any_order_and_case() {
        const auto header =
            parse_identity("aa.bb.cc ; PPT=shaken;x=\"a;b\" ; flag;INFO = <https://c.example/x>");
        CPPUNIT_ASSERT(header.ok());
        CPPUNIT_ASSERT_EQUAL(std::string("https://c.example/x"), header->info);
        CPPUNIT_ASSERT_EQUAL(std::string("shaken"), header->ppt);
        CPPUNIT_ASSERT_EQUAL(std::string(), header->alg);
    }
    void the_compact_form_is_two_dots_and_a_signature() {
        const auto header = parse_identity("..abc;info=<https://c.example/x>;alg=ES256");
        CPPUNIT_ASSERT(header.ok() && header->compact());
    }
    void a_value_without_info_or_with_another_algorithm_is_refused() {
        CPPUNIT_ASSERT(parse_identity("").error() == Error::bad_token);
        CPPUNIT_ASSERT(parse_identity(std::string(kMaxToken + 1, 'a')).error() == Error::too_long);
        for (const char* bad : {"aa.bb.cc", "aa.bb.cc;info=https://c.example/x", "aa.bb.cc;info=<>",
                                "aa.bb.cc;info=<https://c.example/x>;alg=RS256"})
            CPPUNIT_ASSERT(parse_identity(bad).error() == Error::bad_parameter);
    }
    void dates_are_read_as_they_are_written() {
        CPPUNIT_ASSERT_EQUAL(std::string("Sat, 13 Nov 2010 23:29:00 GMT"),
                             date_text(1'289'690'940)); // RFC 3261 §20.17
        for (const std::int64_t seconds : {0LL, 951'782'400LL, 1'795'412'345LL, 4'102'444'799LL})
            CPPUNIT_ASSERT_EQUAL(seconds, date_from_text(date_text(seconds)).value_or(-1));
    }
    void what_is_no_date_is_refused() {
        for (const char* bad :
             {"", "Sat, 13 Nov 2010 23:29:00 CET", "Sat, 13 Nov 2010 24:29:00 GMT",
              "Sat, 31 Feb 2010 23:29:00 GMT", "Sat, 13 ovD 2010 23:29:00 GMT",
              "Sat, 1x Nov 2010 23:29:00 GMT", "Sat, 13 Nov 2010 23:29:00 GMT "})
            CPPUNIT_ASSERT(!date_from_text(bad));
    }
    void uuids_have_their_versions() {
        CPPUNIT_ASSERT_EQUAL(std::string("07f319e6-a1fb-55d7-9c00-b615eb1b210f"),
                             uuid_of("https://cert.example.org/passport.cer exchange"));
        CPPUNIT_ASSERT_EQUAL(std::string("ffffffff-ffff-4fff-bfff-ffffffffffff"),
                             random_uuid(~std::uint64_t{0}, ~std::uint64_t{0}));
        CPPUNIT_ASSERT_EQUAL(std::string("00000000-0000-4000-8000-000000000000"),
                             random_uuid(0, 0));
    }

    // SEQUENCE { [1] { SEQUENCE { "12155550100", 100 } }, [2] { "4930123" } }
    static std::string list() {
        return std::string("\x30\x1f\xa1\x12\x30\x10\x16\x0b"
                           "12155550100",
                           19) +
               std::string("\x02\x01\x64\xa2\x09\x16\x07"
                           "4930123",
                           14);
    }
    void a_list_of_numbers_covers_them_only() {
        const auto numbers = tn_auth_list_from_der(list());
        CPPUNIT_ASSERT(numbers.has_value());
        for (const char* mine : {"12155550100", "12155550199", "4930123"})
            CPPUNIT_ASSERT(numbers->covers(mine));
        for (const char* other :
             {"12155550200", "12155550099", "121555501000", "4930124", "", "1215555010*"})
            CPPUNIT_ASSERT(!numbers->covers(other));
    }
    void a_list_of_providers_covers_all() {
        const auto providers = tn_auth_list_from_der(std::string("\x30\x08\xa0\x06\x16\x04"
                                                                 "709J",
                                                                 10));
        CPPUNIT_ASSERT(providers.has_value());
        CPPUNIT_ASSERT_EQUAL(std::string("709J"), providers->service_providers.at(0));
        CPPUNIT_ASSERT(providers->covers("12155550100"));
    }
    void no_cut_list_is_a_list() {
        const std::string whole = list();
        for (std::size_t size = 0; size < whole.size(); ++size)
            CPPUNIT_ASSERT(!tn_auth_list_from_der(whole.substr(0, size)));
        CPPUNIT_ASSERT(!tn_auth_list_from_der(whole + '\0'));
        CPPUNIT_ASSERT(!tn_auth_list_from_der(std::string("\x30\x00", 2)));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(IdentityHeaderTest);

} // namespace
