// Times to live in DNS answers, cut at every length; the client itself is played against a real
// server in tests/flow.
#include "sipi/locate/cares_client.h"

#include <cppunit/extensions/HelperMacros.h>

#include <vector>

using namespace sipi;

namespace {

constexpr std::uint16_t kAlias = 5, kSrv = 33;

void big16(std::vector<std::uint8_t>& out, unsigned value) {
    out.push_back(static_cast<std::uint8_t>(value >> 8));
    out.push_back(static_cast<std::uint8_t>(value));
}

// A record whose name is a pointer to the question's.
void record(std::vector<std::uint8_t>& out, unsigned type, unsigned ttl, unsigned size) {
    big16(out, 0xc00c);
    big16(out, type);
    big16(out, 1);
    big16(out, ttl >> 16);
    big16(out, ttl);
    big16(out, size);
    out.resize(out.size() + size, 'x');
}

std::vector<std::uint8_t> message(unsigned answers) {
    std::vector<std::uint8_t> out;
    for (const unsigned value : {0x1234u, 0x8180u, 1u, answers, 0u, 0u})
        big16(out, value);
    for (const char c : std::string_view("\x04_sip\x07"
                                         "example\0\0\x21\0\x01",
                                         18))
        out.push_back(static_cast<std::uint8_t>(c));
    return out;
}

} // namespace

class CaresClientTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CaresClientTest);
    CPPUNIT_TEST(shortest_of_the_wanted_type_and_of_aliases);
    CPPUNIT_TEST(an_answer_without_records_has_none);
    CPPUNIT_TEST(cut_at_every_length);
    CPPUNIT_TEST(a_label_of_an_unknown_kind);
    CPPUNIT_TEST_SUITE_END();

    void shortest_of_the_wanted_type_and_of_aliases() {
        auto answer = message(4);
        record(answer, kSrv, 100'000, 12);
        record(answer, kSrv, 300, 20);
        record(answer, 1, 5, 4);
        CPPUNIT_ASSERT(!shortest_ttl(answer, kSrv)); // one of four is missing
        record(answer, kAlias, 200, 8);
        CPPUNIT_ASSERT_EQUAL(200u, *shortest_ttl(answer, kSrv));
    }
    void an_answer_without_records_has_none() {
        CPPUNIT_ASSERT(!shortest_ttl(message(0), kSrv));
        CPPUNIT_ASSERT(!shortest_ttl({}, kSrv));
    }
    void cut_at_every_length() {
        auto answer = message(2);
        record(answer, kSrv, 300, 12);
        record(answer, kSrv, 200, 12);
        for (std::size_t size = 0; size < answer.size(); ++size)
            CPPUNIT_ASSERT(!shortest_ttl(base::Octets(answer).first(size), kSrv));
        CPPUNIT_ASSERT_EQUAL(200u, *shortest_ttl(answer, kSrv));
    }
    void a_label_of_an_unknown_kind() {
        auto answer = message(1);
        record(answer, kSrv, 300, 12);
        answer[12] = 0x80;
        CPPUNIT_ASSERT(!shortest_ttl(answer, kSrv));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CaresClientTest);
