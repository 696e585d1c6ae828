// The key stream behind tags and branches: RFC 8439.
#include "sipi/random.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <set>

namespace {

using namespace sipi;

class RandomTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(RandomTest);
    CPPUNIT_TEST(is_the_chacha20_key_stream);
    CPPUNIT_TEST(tokens_are_of_the_alphabet_and_differ);
    CPPUNIT_TEST(two_generators_differ);
    CPPUNIT_TEST_SUITE_END();

    // RFC 8439 Appendix A.1, test vector 1: key, counter and nonce of zeros; octets 76 b8 e0 ad a0
    // f1 3d 90 ...
    void is_the_chacha20_key_stream() {
        Random zeros(0);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0x903DF1A0ADE0B876U}, zeros.next());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0x28BD8653E56A5D40U}, zeros.next());
        for (int i = 2; i < 8; ++i)
            zeros.next();
        // test vector 2: block counter 1; octets 9f 07 e7 be 55 51 38 7a ...
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0x7A385155BEE7079FU}, zeros.next());
    }
    void tokens_are_of_the_alphabet_and_differ() {
        Random random;
        std::set<std::string> seen;
        for (int i = 0; i < 10'000; ++i) {
            const std::string token = random.token(13);
            CPPUNIT_ASSERT_EQUAL(std::size_t{13}, token.size());
            CPPUNIT_ASSERT(token.find_first_not_of("abcdefghijklmnopqrstuvwxyz234567") ==
                           std::string::npos);
            CPPUNIT_ASSERT(seen.insert(token).second);
        }
        CPPUNIT_ASSERT_EQUAL(std::size_t{40}, random.token(40).size());
    }
    void two_generators_differ() {
        Random one;
        Random two;
        CPPUNIT_ASSERT(one.next() != two.next());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RandomTest);

} // namespace
