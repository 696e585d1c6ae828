// Which RTP source is believed.
#include "gateway/media/source_latch.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

using media::Address;
using media::SourceLatch;
using namespace std::chrono_literals;

class SourceLatchTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SourceLatchTest);
    CPPUNIT_TEST(sends_to_the_signalled_address_until_something_comes);
    CPPUNIT_TEST(latches_to_the_first_source);
    CPPUNIT_TEST(refuses_others_while_the_source_is_heard);
    CPPUNIT_TEST(changes_to_another_after_silence_and_three_packets);
    CPPUNIT_TEST(an_unchanged_signalled_address_keeps_the_latch);
    CPPUNIT_TEST(a_new_signalled_address_is_used_and_the_former_source_refused);
    CPPUNIT_TEST(without_symmetry_all_are_heard_and_none_is_followed);
    CPPUNIT_TEST_SUITE_END();

    SourceLatch latch_;
    base::TimePoint now_{1h};
    const Address signalled_ = *Address::from("10.0.0.1", 4000);
    const Address nat_ = *Address::from("192.0.2.1", 40000);
    const Address stranger_ = *Address::from("192.0.2.99", 5);

    void sends_to_the_signalled_address_until_something_comes() {
        CPPUNIT_ASSERT(!latch_.remote().known());
        latch_.set_signalled(signalled_, now_);
        CPPUNIT_ASSERT(latch_.remote() == signalled_);
        CPPUNIT_ASSERT(!latch_.latched());
    }
    void latches_to_the_first_source() {
        latch_.set_signalled(signalled_, now_);
        CPPUNIT_ASSERT(latch_.accept(nat_, now_));
        CPPUNIT_ASSERT(latch_.remote() == nat_);
    }
    void refuses_others_while_the_source_is_heard() {
        latch_.accept(nat_, now_);
        for (int i = 0; i < 100; ++i) {
            now_ += 20ms;
            CPPUNIT_ASSERT(latch_.accept(nat_, now_));
            CPPUNIT_ASSERT(!latch_.accept(stranger_, now_));
        }
        CPPUNIT_ASSERT_EQUAL(1U, latch_.changes());
    }
    void changes_to_another_after_silence_and_three_packets() {
        latch_.accept(nat_, now_);
        now_ += 499ms;
        CPPUNIT_ASSERT(!latch_.accept(stranger_, now_));
        now_ += 1ms;
        CPPUNIT_ASSERT(!latch_.accept(stranger_, now_));
        CPPUNIT_ASSERT(!latch_.accept(signalled_, now_)); // not in a row
        CPPUNIT_ASSERT(!latch_.accept(stranger_, now_));
        CPPUNIT_ASSERT(!latch_.accept(stranger_, now_));
        CPPUNIT_ASSERT(latch_.accept(stranger_, now_));
        CPPUNIT_ASSERT(latch_.remote() == stranger_);
    }
    void an_unchanged_signalled_address_keeps_the_latch() {
        latch_.set_signalled(signalled_, now_);
        latch_.accept(nat_, now_);
        latch_.set_signalled(signalled_, now_);
        CPPUNIT_ASSERT(latch_.remote() == nat_);
    }
    void a_new_signalled_address_is_used_and_the_former_source_refused() {
        const Address moved = *Address::from("10.0.0.2", 4000);
        latch_.set_signalled(signalled_, now_);
        latch_.accept(nat_, now_);
        latch_.set_signalled(moved, now_);
        CPPUNIT_ASSERT(latch_.remote() == moved);
        CPPUNIT_ASSERT(!latch_.accept(nat_, now_ + 20ms)); // still under way
        CPPUNIT_ASSERT(latch_.remote() == moved);
        CPPUNIT_ASSERT(latch_.accept(nat_, now_ + 500ms)); // only behind the same NAT after all
    }
    void without_symmetry_all_are_heard_and_none_is_followed() {
        latch_.set_symmetric(false);
        latch_.set_signalled(signalled_, now_);
        CPPUNIT_ASSERT(latch_.accept(nat_, now_));
        CPPUNIT_ASSERT(latch_.accept(stranger_, now_));
        CPPUNIT_ASSERT(latch_.remote() == signalled_);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SourceLatchTest);

} // namespace
