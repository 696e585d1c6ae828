// Registrations of ours in the conf files.
#include "tests/gateway/config/fixture.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace config;
using namespace config_test;

class RegistrationsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(RegistrationsTest);
    CPPUNIT_TEST(a_registration_names_a_peer_and_an_address);
    CPPUNIT_TEST(what_does_not_fit_has_its_reason);
    CPPUNIT_TEST_SUITE_END();

    static std::string with(const std::string& keys) {
        return kGood + "[[registration]]\nname = \"carrier\"\npeer = \"pbx\"\n" + keys;
    }

    void a_registration_names_a_peer_and_an_address() {
        const Config config = good(with("address = \"sip:+4930123@carrier.example\"\n"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, config.registrations.size());
        const Registration& made = config.registrations.front();
        CPPUNIT_ASSERT(made.expires == std::chrono::hours(1));
        CPPUNIT_ASSERT(made.needed && !made.bulk && !made.outbound);
        CPPUNIT_ASSERT(made.keep_alive == Milliseconds::zero());
        CPPUNIT_ASSERT_EQUAL(std::string(),
                             problems(with("address = \"sip:carrier.example\"\nbulk = true\n")));
    }
    void what_does_not_fit_has_its_reason() {
        const std::string address = "address = \"sip:a@carrier.example\"\n";
        assert_says(problems(with("")), "registration carrier: address: must be given");
        assert_says(problems(with("address = \"4930123\"\n")), "address: is no SIP URI");
        assert_says(problems(with("address = \"sip:carrier.example\"\n")), "address: has no user");
        assert_says(problems(with(address + "registrar = \"carrier\"\n")),
                    "registrar: is no SIP URI");
        assert_says(problems(with(address + "user = \"a b\"\n")), "user: has a character");
        assert_says(problems(with(address + "bulk = true\nuser = \"a\"\n")),
                    "user: may not stand together with bulk");
        assert_says(problems(with(address + "instance = \"x\"\n")),
                    "instance: does not begin with urn:uuid:");
        assert_says(problems(with(address + "expires = \"60500ms\"\n")),
                    "expires: is not of whole seconds");
        assert_says(
            problems(kGood + "[[registration]]\nname = \"x\"\npeer = \"nobody\"\n" + address),
            "nobody");
        assert_says(problems(with(address) + "[[registration]]\nname = \"two\"\npeer = \"pbx\"\n" +
                             address),
                    "address: is that of registration carrier already");
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RegistrationsTest);

} // namespace
