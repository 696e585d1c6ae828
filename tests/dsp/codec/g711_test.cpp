// G.711 tables against spandsp's functions and against the recommendation's properties.
#include "dsp/codec/g711.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cinttypes>
#include <cstdlib>
#include <string>
#include <vector>

#include <spandsp/telephony.h> // before the others

#include <spandsp/bit_operations.h>
#include <spandsp/g711.h>

namespace {

class G711Test : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(G711Test);
    CPPUNIT_TEST(decodes_every_octet_as_spandsp_does);
    CPPUNIT_TEST(encodes_every_sample_as_spandsp_does);
    CPPUNIT_TEST(converts_between_laws_as_spandsp_does);
    CPPUNIT_TEST(encoding_a_decoded_octet_gives_it_back);
    CPPUNIT_TEST(clips_samples_beyond_16_bits);
    CPPUNIT_TEST(a_second_conversion_pair_changes_nothing_more);
    CPPUNIT_TEST(idle_octets_are_zero_level_and_quiet);
    CPPUNIT_TEST(one_loud_octet_ends_the_quiet);
    CPPUNIT_TEST(converts_in_place_and_without_table);
    CPPUNIT_TEST_SUITE_END();

    static std::string at(int i) { return "at " + std::to_string(i); }

    void decodes_every_octet_as_spandsp_does() {
        for (int i = 0; i < 256; ++i) {
            const auto octet = static_cast<std::uint8_t>(i);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(at(i), alaw_to_linear(octet),
                                         dsp::to_linear(dsp::Law::alaw, octet));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(at(i), ulaw_to_linear(octet),
                                         dsp::to_linear(dsp::Law::ulaw, octet));
        }
    }
    void encodes_every_sample_as_spandsp_does() {
        for (int sample = -32768; sample <= 32767; ++sample) {
            CPPUNIT_ASSERT_EQUAL_MESSAGE(at(sample), linear_to_alaw(sample),
                                         dsp::encode_alaw(sample));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(at(sample), linear_to_ulaw(sample),
                                         dsp::encode_ulaw(sample));
        }
    }
    void converts_between_laws_as_spandsp_does() {
        for (unsigned i = 0; i < 256; ++i) {
            const auto octet = static_cast<std::uint8_t>(i);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(at(octet), alaw_to_ulaw(octet), dsp::kUlawOfAlaw[i]);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(at(octet), ulaw_to_alaw(octet), dsp::kAlawOfUlaw[i]);
        }
    }
    void encoding_a_decoded_octet_gives_it_back() {
        for (int i = 0; i < 256; ++i) {
            const auto octet = static_cast<std::uint8_t>(i);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(at(i), octet, dsp::encode_alaw(dsp::decode_alaw(octet)));
            if (octet != 0x7f) // mu-law negative zero decodes to 0, which encodes as positive zero
                CPPUNIT_ASSERT_EQUAL_MESSAGE(at(i), octet,
                                             dsp::encode_ulaw(dsp::decode_ulaw(octet)));
        }
    }
    void clips_samples_beyond_16_bits() {
        CPPUNIT_ASSERT_EQUAL(dsp::encode_alaw(32767), dsp::encode_alaw(90000));
        CPPUNIT_ASSERT_EQUAL(dsp::encode_alaw(-32768), dsp::encode_alaw(-90000));
        CPPUNIT_ASSERT_EQUAL(dsp::encode_ulaw(32767), dsp::encode_ulaw(90000));
        CPPUNIT_ASSERT_EQUAL(dsp::encode_ulaw(-32768), dsp::encode_ulaw(-90000));
    }
    void a_second_conversion_pair_changes_nothing_more() {
        for (unsigned octet = 0; octet < 256; ++octet) {
            const std::uint8_t once = dsp::kAlawOfUlaw[dsp::kUlawOfAlaw[octet]];
            const std::uint8_t twice = dsp::kAlawOfUlaw[dsp::kUlawOfAlaw[once]];
            CPPUNIT_ASSERT_EQUAL_MESSAGE(at(static_cast<int>(octet)), once, twice);
        }
    }
    void idle_octets_are_zero_level_and_quiet() {
        for (const dsp::Law law : {dsp::Law::alaw, dsp::Law::ulaw}) {
            const std::vector<std::uint8_t> idle(40, dsp::idle_octet(law));
            CPPUNIT_ASSERT(std::abs(dsp::to_linear(law, dsp::idle_octet(law))) <= 8);
            CPPUNIT_ASSERT(dsp::is_quiet(law, idle));
        }
    }
    void one_loud_octet_ends_the_quiet() {
        for (const dsp::Law law : {dsp::Law::alaw, dsp::Law::ulaw}) {
            std::vector<std::uint8_t> block(40, dsp::idle_octet(law));
            block[39] = dsp::from_linear(law, 200);
            CPPUNIT_ASSERT(dsp::is_quiet(law, block));
            block[39] = dsp::from_linear(law, -400);
            CPPUNIT_ASSERT(!dsp::is_quiet(law, block));
        }
    }
    void converts_in_place_and_without_table() {
        std::uint8_t octets[3] = {0xd5, 0x2a, 0x55};
        dsp::convert(dsp::conversion(dsp::Law::alaw, dsp::Law::alaw), octets, octets, 3);
        CPPUNIT_ASSERT_EQUAL(std::uint8_t{0x2a}, octets[1]);
        dsp::convert(dsp::conversion(dsp::Law::alaw, dsp::Law::ulaw), octets, octets, 3);
        CPPUNIT_ASSERT_EQUAL(std::uint8_t{0xfe}, octets[0]);
        CPPUNIT_ASSERT_EQUAL(std::uint8_t{0x00}, octets[1]);
        CPPUNIT_ASSERT_EQUAL(std::uint8_t{0x7e}, octets[2]);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(G711Test);

} // namespace
