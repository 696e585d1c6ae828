// The word that was probably meant.
#include "gateway/config/key.h"

#include <cppunit/extensions/HelperMacros.h>

#include <array>

namespace {

constexpr std::array<std::string_view, 5> kWords{"overlap_receiving", "packet", "local",
                                                 "least-recently-used", "t1"};

std::string nearest(std::string_view word) {
    return config::nearest(word, kWords);
}

class NearestTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(NearestTest);
    CPPUNIT_TEST(finds_a_word_with_a_letter_wrong_missing_or_swapped);
    CPPUNIT_TEST(takes_dash_and_underscore_for_the_same);
    CPPUNIT_TEST(proposes_nothing_for_what_is_far_away);
    CPPUNIT_TEST(prefers_the_closest);
    CPPUNIT_TEST_SUITE_END();

    void finds_a_word_with_a_letter_wrong_missing_or_swapped() {
        for (const char* word : {"packat", "packt", "packeet", "pakcet", "Packet"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(word, std::string("packet"), nearest(word));
    }
    void takes_dash_and_underscore_for_the_same() {
        CPPUNIT_ASSERT_EQUAL(std::string("overlap_receiving"), nearest("overlap-receiving"));
        CPPUNIT_ASSERT_EQUAL(std::string("least-recently-used"), nearest("least_recently_used"));
    }
    void proposes_nothing_for_what_is_far_away() {
        for (const char* word : {"", "x", "codec", "remote_address"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(word, std::string(), nearest(word));
        CPPUNIT_ASSERT_EQUAL(std::string(), nearest(std::string(100000, 'a')));
    }
    void prefers_the_closest() { CPPUNIT_ASSERT_EQUAL(std::string("local"), nearest("locale")); }
};

CPPUNIT_TEST_SUITE_REGISTRATION(NearestTest);

} // namespace
