// Q.931 elements, octet by octet.
#include "drivers/isdn/q931.h"

#include <cppunit/extensions/HelperMacros.h>

#include <random>
#include <string>

namespace {

using namespace isdn;
using Octets = std::vector<std::uint8_t>;

// A SETUP as an E1 trunk sends it: sending complete, 3.1 kHz A-law, B-channel 5 preferred, two
// progress indicators, display, calling 2/1 restricted network provided "301234", called 4/1
// "2000", redirecting "30555" unconditional, LLC, HLC, user-user.
const Octets kSetup{0x08, 0x02, 0x00, 0x2a, 0x05, 0xa1, 0x04, 0x03, 0x90, 0x90, 0xa3, 0x18, 0x03,
                    0xa1, 0x83, 0x85, 0x1e, 0x02, 0x80, 0x83, 0x1e, 0x02, 0x81, 0x81, 0x28, 0x06,
                    0xb1, 'A',  'l',  'i',  'c',  'e',  0x6c, 0x08, 0x21, 0xa3, '3',  '0',  '1',
                    '2',  '3',  '4',  0x70, 0x05, 0xc1, '2',  '0',  '0',  '0',  0x74, 0x08, 0x21,
                    0x23, 0x8f, '3',  '0',  '5',  '5',  '5',  0x7c, 0x03, 0x80, 0x90, 0xa3, 0x7d,
                    0x02, 0x91, 0x81, 0x7e, 0x03, 0x04, 'h',  'i'};

Message read(const Octets& message) {
    const auto envelope = read_envelope(message);
    CPPUNIT_ASSERT(envelope.ok());
    return read_elements(static_cast<MessageType>(envelope->type), envelope->elements);
}
Message with(std::initializer_list<std::uint8_t> elements) {
    const Octets octets(elements);
    return read_elements(MessageType::setup, octets);
}

class Q931Test : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(Q931Test);
    CPPUNIT_TEST(reads_a_whole_setup);
    CPPUNIT_TEST(reads_the_call_reference_and_its_flag);
    CPPUNIT_TEST(finds_messages_only_in_i_frames_of_sapi_0);
    CPPUNIT_TEST(reads_cause_with_and_without_octet_3a);
    CPPUNIT_TEST(reads_channels_of_both_rates);
    CPPUNIT_TEST(passes_over_other_codesets);
    CPPUNIT_TEST(first_of_repeated_elements_counts);
    CPPUNIT_TEST(malformed_elements_count_as_absent);
    CPPUNIT_TEST(reads_any_cut_setup_without_harm);
    CPPUNIT_TEST(reads_any_octets_without_harm);
    CPPUNIT_TEST(writes_what_it_reads);
    CPPUNIT_TEST(patch_replaces_adds_removes_and_sorts);
    CPPUNIT_TEST(patch_stays_before_a_locking_shift);
    CPPUNIT_TEST(patch_that_does_not_fit_changes_nothing);
    CPPUNIT_TEST(patch_of_any_cut_message_is_harmless);
    CPPUNIT_TEST_SUITE_END();

    void reads_a_whole_setup() {
        const Message m = read(kSetup);
        CPPUNIT_ASSERT(m.type == MessageType::setup && m.sending_complete);
        CPPUNIT_ASSERT(*m.bearer == BearerCapability{});
        CPPUNIT_ASSERT(*m.channel == (Channel{5, false}));
        CPPUNIT_ASSERT(m.progress == (std::vector<Progress>{{3, 0}, {1, 1}}));
        CPPUNIT_ASSERT_EQUAL(std::string("Alice"), m.display);
        CPPUNIT_ASSERT(*m.calling == (Number{.type_of_number = 2,
                                             .plan = 1,
                                             .presentation = 1,
                                             .screening = 3,
                                             .digits = "301234"}));
        CPPUNIT_ASSERT(*m.called == (Number{.type_of_number = 4, .plan = 1, .digits = "2000"}));
        CPPUNIT_ASSERT(*m.redirecting == (Number{.type_of_number = 2,
                                                 .plan = 1,
                                                 .presentation = 1,
                                                 .screening = 3,
                                                 .reason = 15,
                                                 .digits = "30555"}));
        CPPUNIT_ASSERT(m.low_layer == (Octets{0x80, 0x90, 0xa3}) &&
                       m.high_layer == (Octets{0x91, 0x81}));
        CPPUNIT_ASSERT(m.user_user == (Octets{4, 'h', 'i'}));
    }
    void reads_the_call_reference_and_its_flag() {
        const auto long_one = read_envelope(Octets{0x08, 0x02, 0x81, 0x02, 0x07});
        CPPUNIT_ASSERT(long_one->to_originator && long_one->call_reference == 0x102 &&
                       long_one->type == 7);
        const auto short_one = read_envelope(Octets{0x08, 0x01, 0x05, 0x02});
        CPPUNIT_ASSERT(!short_one->to_originator && short_one->call_reference == 5);
        CPPUNIT_ASSERT_EQUAL(
            0, static_cast<int>(read_envelope(Octets{0x08, 0x00, 0x02})->call_reference));
        CPPUNIT_ASSERT(read_envelope(Octets{0x08, 0x03, 1, 2, 3, 5}).error() ==
                       Q931Error::not_q931);
        CPPUNIT_ASSERT(read_envelope(Octets{0x03, 0x01, 1, 5}).error() == Q931Error::not_q931);
    }
    void finds_messages_only_in_i_frames_of_sapi_0() {
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, information_of(Octets{0, 1, 0x06, 0, 8}).size());
        CPPUNIT_ASSERT_EQUAL(3, static_cast<int>(send_sequence_of(Octets{0, 1, 0x06, 0, 8})));
        CPPUNIT_ASSERT(information_of(Octets{0, 1, 0x01, 0, 8}).empty());    // RR
        CPPUNIT_ASSERT(information_of(Octets{0, 1, 0x7f}).empty());          // SABME
        CPPUNIT_ASSERT(information_of(Octets{0xfc, 1, 0x02, 0, 8}).empty()); // SAPI 63
    }
    void reads_cause_with_and_without_octet_3a() {
        CPPUNIT_ASSERT(*with({0x08, 0x02, 0x82, 0x91}).cause == (Cause{17, 2, {}}));
        CPPUNIT_ASSERT(*with({0x08, 0x05, 0x04, 0x80, 0x9c, 0x01, 0x02}).cause ==
                       (Cause{28, 4, {1, 2}}));
    }
    void reads_channels_of_both_rates() {
        CPPUNIT_ASSERT(*with({0x18, 0x01, 0x89}).channel == (Channel{1, true}));
        CPPUNIT_ASSERT(*with({0x18, 0x01, 0x82}).channel == (Channel{2, false}));
        CPPUNIT_ASSERT(*with({0x18, 0x01, 0x83}).channel == (Channel{0, false}));
        CPPUNIT_ASSERT(*with({0x18, 0x03, 0xa9, 0x83, 0x9f}).channel == (Channel{31, true}));
        CPPUNIT_ASSERT(*with({0x18, 0x04, 0xe9, 0x81, 0x83, 0x97}).channel ==
                       (Channel{23, true, 1}));
        CPPUNIT_ASSERT(*with({0x18, 0x06, 0xa9, 0x93, 0x00, 0x00, 0x02, 0x00}).channel ==
                       (Channel{10, true}));
        CPPUNIT_ASSERT(*with({0x18, 0x01, 0xa3}).channel == (Channel{0, false}));
    }
    void passes_over_other_codesets() {
        const Message m = with(
            {0x9d, 0x08, 0x02, 0x80, 0x91, 0x70, 0x02, 0x80, '1', 0x95, 0x08, 0x02, 0x80, 0x92});
        CPPUNIT_ASSERT(!m.cause);
        CPPUNIT_ASSERT_EQUAL(std::string("1"), m.called->digits);
        CPPUNIT_ASSERT(m.other_codesets == (Octets{0x9d, 0x08, 0x02, 0x80, 0x91, 0x9d, 0x08, 0x02,
                                                   0x80, 0x92})); // each behind a shift of its own
    }
    void first_of_repeated_elements_counts() {
        const Message m = with({0x08, 0x02, 0x80, 0x91, 0x08, 0x02, 0x82, 0x90});
        CPPUNIT_ASSERT_EQUAL(17, static_cast<int>(m.cause->value));
    }
    void malformed_elements_count_as_absent() {
        const Message m = with({0x04, 0x01, 0x90, 0x08, 0x01, 0x80, 0x18, 0x02, 0xa1, 0x83, 0x1e,
                                0x01, 0x80, 0x6c, 0x01, 0x21, 0x70, 0x00});
        CPPUNIT_ASSERT(!m.bearer && !m.cause && !m.channel && m.progress.empty() && !m.calling &&
                       !m.called);
    }
    void reads_any_cut_setup_without_harm() {
        for (std::size_t length = 0; length < kSetup.size(); ++length) {
            const Octets cut(kSetup.begin(), kSetup.begin() + static_cast<std::ptrdiff_t>(length));
            const auto envelope = read_envelope(cut);
            CPPUNIT_ASSERT_EQUAL(length >= 5, envelope.ok());
            if (envelope) {
                const Message m = read_elements(MessageType::setup, envelope->elements);
                CPPUNIT_ASSERT(!(m == read(kSetup)));
            }
        }
    }
    void reads_any_octets_without_harm() {
        std::mt19937 random(931);
        for (int i = 0; i < 20000; ++i) {
            Octets octets(random() % 40);
            for (std::uint8_t& octet : octets)
                octet = static_cast<std::uint8_t>(random());
            (void)read_elements(MessageType::setup, octets);
        }
    }
    void writes_what_it_reads() {
        const Message m = read(kSetup);
        const Octets bare{0x08, 0x02, 0x00, 0x2a, 0x05, 0x18, 0x03, 0xa1, 0x83, 0x85};
        const Octets written = apply(bare, elements_of(m), 260);
        CPPUNIT_ASSERT(read(written) == m);
        Octets expected = kSetup; // the display's character set octet is not written
        expected.erase(expected.begin() + 26);
        expected[25] = 5;
        CPPUNIT_ASSERT(written == expected);
    }
    void patch_replaces_adds_removes_and_sorts() {
        const Octets message{0x08, 0x01, 0x01, 0x45, 0x08, 0x02, 0x81, 0x90,
                             0x1e, 0x02, 0x81, 0x88, 0x28, 0x01, 'x'};
        ElementPatch patch;
        patch.items.push_back({Element::user_user, {{4}}});
        patch.items.push_back({Element::display, {}});
        patch.items.push_back({Element::cause, {{0x82, 0x91}}});
        patch.items.push_back({Element::progress_indicator, {{0x80, 0x81}, {0x82, 0x88}}});
        const Octets expected{0x08, 0x01, 0x01, 0x45, 0x08, 0x02, 0x82, 0x91, 0x1e, 0x02,
                              0x80, 0x81, 0x1e, 0x02, 0x82, 0x88, 0x7e, 0x01, 0x04};
        CPPUNIT_ASSERT(apply(message, patch, 260) == expected);
    }
    void patch_stays_before_a_locking_shift() {
        const Octets message{0x08, 0x01, 0x01, 0x05, 0x28, 0x01, 'x', 0x96, 0x01, 0x01, 0x02};
        ElementPatch patch;
        patch.items.push_back({Element::user_user, {{4}}});
        const Octets expected{0x08, 0x01, 0x01, 0x05, 0x28, 0x01, 'x',
                              0x7e, 0x01, 0x04, 0x96, 0x01, 0x01, 0x02};
        CPPUNIT_ASSERT(apply(message, patch, 260) == expected);
    }
    void patch_that_does_not_fit_changes_nothing() {
        ElementPatch patch;
        patch.items.push_back({Element::user_user, {Octets(200, 1)}});
        CPPUNIT_ASSERT(apply(kSetup, patch, 260).empty());
        CPPUNIT_ASSERT(!apply(kSetup, patch, 300).empty());
    }
    void patch_of_any_cut_message_is_harmless() {
        ElementPatch patch;
        patch.items.push_back({Element::cause, {{0x82, 0x91}}});
        for (std::size_t length = 0; length < kSetup.size(); ++length)
            (void)apply(
                Octets(kSetup.begin(), kSetup.begin() + static_cast<std::ptrdiff_t>(length)), patch,
                260);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(Q931Test);

} // namespace
