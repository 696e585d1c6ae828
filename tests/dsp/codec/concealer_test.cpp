// Concealment by itself.
#include "dsp/codec/concealer.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

namespace {

class ConcealerTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ConcealerTest);
    CPPUNIT_TEST(silence_is_concealed_by_silence);
    CPPUNIT_TEST(a_second_loss_starts_from_its_own_history);
    CPPUNIT_TEST(resume_touches_only_the_first_samples);
    CPPUNIT_TEST(takes_a_short_history);
    CPPUNIT_TEST_SUITE_END();

    using Bytes = std::vector<std::uint8_t>;
    static Bytes tone(double peak) {
        Bytes octets(dsp::Concealer::kHistory);
        for (std::size_t i = 0; i < octets.size(); ++i)
            octets[i] =
                dsp::encode_ulaw(static_cast<int>(peak * std::sin(static_cast<double>(i) * 0.1)));
        return octets;
    }
    static int loudest(const Bytes& octets) {
        int most = 0;
        for (const std::uint8_t octet : octets)
            most = std::max(most, std::abs(int{dsp::decode_ulaw(octet)}));
        return most;
    }
    void silence_is_concealed_by_silence() {
        dsp::Concealer concealer(dsp::Law::ulaw);
        concealer.begin(Bytes(280, 0xff));
        Bytes out(160, 0);
        concealer.fill(out);
        CPPUNIT_ASSERT(loudest(out) <= 8);
    }
    void a_second_loss_starts_from_its_own_history() {
        dsp::Concealer concealer(dsp::Law::ulaw);
        Bytes out(40);
        concealer.begin(tone(20000));
        for (int i = 0; i < 100; ++i)
            concealer.fill(out);
        CPPUNIT_ASSERT_EQUAL(0, loudest(out));
        concealer.resume(out);
        CPPUNIT_ASSERT(!concealer.active());
        concealer.begin(tone(1000));
        concealer.fill(out);
        CPPUNIT_ASSERT(loudest(out) > 500 && loudest(out) < 2000);
    }
    void resume_touches_only_the_first_samples() {
        dsp::Concealer concealer(dsp::Law::ulaw);
        Bytes out(40);
        concealer.begin(tone(20000));
        concealer.fill(out);
        Bytes real(160, dsp::encode_ulaw(3000));
        concealer.resume(real);
        CPPUNIT_ASSERT(real[0] != dsp::encode_ulaw(3000));
        for (std::size_t i = 30; i < real.size(); ++i)
            CPPUNIT_ASSERT_EQUAL(dsp::encode_ulaw(3000), real[i]);
    }
    void takes_a_short_history() {
        dsp::Concealer concealer(dsp::Law::ulaw);
        Bytes out(200);
        concealer.begin({});
        concealer.fill(out);
        CPPUNIT_ASSERT(loudest(out) <= 8);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ConcealerTest);

} // namespace
