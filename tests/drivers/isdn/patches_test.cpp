// Patches of sent frames: once per message, the same under retransmission.
#include "drivers/isdn/patches.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace isdn;
using Octets = std::vector<std::uint8_t>;

Octets frame(unsigned sequence, unsigned reference, unsigned type, unsigned cause) {
    return {0x00,
            0x01,
            static_cast<std::uint8_t>(sequence << 1),
            0x00,
            0x08,
            0x02,
            0x00,
            static_cast<std::uint8_t>(reference),
            static_cast<std::uint8_t>(type),
            0x08,
            0x02,
            0x81,
            static_cast<std::uint8_t>(0x80 | cause)};
}
ElementPatch cause(unsigned value) {
    ElementPatch patch;
    patch.items.push_back({Element::cause, {{0x82, static_cast<std::uint8_t>(0x80 | value)}}});
    return patch;
}
unsigned cause_of(base::Octets octets) {
    return octets[octets.size() - 1] & 0x7f;
}

class PatchesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(PatchesTest);
    CPPUNIT_TEST(changes_the_message_it_waits_for);
    CPPUNIT_TEST(changes_a_retransmission_alike);
    CPPUNIT_TEST(next_message_of_the_same_type_has_its_own_patch);
    CPPUNIT_TEST(survives_a_new_data_link);
    CPPUNIT_TEST(forgets);
    CPPUNIT_TEST(leaves_other_frames_alone);
    CPPUNIT_TEST_SUITE_END();

    void changes_the_message_it_waits_for() {
        Patches patches;
        patches.expect(7, false, 0x45, cause(17));
        CPPUNIT_ASSERT_EQUAL(16U, cause_of(patches.on_frame(frame(0, 8, 0x45, 16))));
        CPPUNIT_ASSERT_EQUAL(16U, cause_of(patches.on_frame(frame(1, 7, 0x4d, 16))));
        const base::Octets changed = patches.on_frame(frame(2, 7, 0x45, 16));
        CPPUNIT_ASSERT_EQUAL(17U, cause_of(changed));
        CPPUNIT_ASSERT_EQUAL(4, static_cast<int>(changed[2]));
        CPPUNIT_ASSERT_EQUAL(18U, cause_of(patches.on_frame(frame(3, 7, 0x45, 18))));
    }
    void changes_a_retransmission_alike() {
        Patches patches;
        patches.expect(7, false, 0x45, cause(17));
        patches.on_frame(frame(5, 7, 0x45, 16));
        Octets again = frame(5, 7, 0x45, 16);
        again[3] = 0x11; // N(R) and P have moved on
        const base::Octets changed = patches.on_frame(again);
        CPPUNIT_ASSERT_EQUAL(17U, cause_of(changed));
        CPPUNIT_ASSERT_EQUAL(0x11, static_cast<int>(changed[3]));
    }
    void next_message_of_the_same_type_has_its_own_patch() {
        Patches patches;
        patches.expect(7, false, 0x7b, cause(1));
        patches.on_frame(frame(0, 7, 0x7b, 16));
        patches.expect(7, false, 0x7b, cause(2));
        CPPUNIT_ASSERT_EQUAL(1U, cause_of(patches.on_frame(frame(0, 7, 0x7b, 16))));
        CPPUNIT_ASSERT_EQUAL(2U, cause_of(patches.on_frame(frame(1, 7, 0x7b, 16))));
    }
    void survives_a_new_data_link() {
        Patches patches;
        patches.expect(7, false, 0x45, cause(17));
        patches.on_frame(frame(90, 7, 0x45, 16));
        CPPUNIT_ASSERT_EQUAL(17U, cause_of(patches.on_frame(frame(0, 7, 0x45, 16))));
    }
    void forgets() {
        Patches patches;
        patches.expect(7, false, 0x45, cause(17));
        patches.forget(7, true);
        patches.expect(8, false, 0x45, cause(18));
        patches.forget(8, false);
        CPPUNIT_ASSERT_EQUAL(16U, cause_of(patches.on_frame(frame(0, 8, 0x45, 16))));
        CPPUNIT_ASSERT_EQUAL(17U, cause_of(patches.on_frame(frame(1, 7, 0x45, 16))));
    }
    void leaves_other_frames_alone() {
        Patches patches;
        patches.expect(7, false, 0x45, cause(17));
        const Octets rr{0x02, 0x01, 0x01, 0x0a};
        CPPUNIT_ASSERT_EQUAL(static_cast<const void*>(rr.data()),
                             static_cast<const void*>(patches.on_frame(rr).data()));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PatchesTest);

} // namespace
