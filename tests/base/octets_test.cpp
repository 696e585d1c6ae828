// base/octets.h: the cursors that keep every codec inside its buffer.
#include "base/octets.h"

#include <cppunit/extensions/HelperMacros.h>

#include <array>

class OctetsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(OctetsTest);
    CPPUNIT_TEST(reads_integers_in_network_order);
    CPPUNIT_TEST(never_reads_past_the_end_and_says_so);
    CPPUNIT_TEST(stays_failed_after_a_failure);
    CPPUNIT_TEST(peek_does_not_move);
    CPPUNIT_TEST(writes_what_the_reader_reads_back);
    CPPUNIT_TEST(never_writes_past_the_end_and_says_so);
    CPPUNIT_TEST(patch_overwrites_only_what_was_written);
    CPPUNIT_TEST_SUITE_END();

    static constexpr std::array<std::uint8_t, 7> kOctets{1, 2, 3, 4, 5, 6, 7};

    void reads_integers_in_network_order() {
        base::OctetReader reader(kOctets);
        CPPUNIT_ASSERT_EQUAL(1, int(reader.u8()));
        CPPUNIT_ASSERT_EQUAL(0x0203, int(reader.u16()));
        CPPUNIT_ASSERT_EQUAL(0x04050607U, reader.u32());
        CPPUNIT_ASSERT(reader.at_end() && !reader.failed());
    }
    void never_reads_past_the_end_and_says_so() {
        for (std::size_t length = 0; length < 4; ++length) {
            base::OctetReader reader(base::Octets(kOctets).first(length));
            reader.u32();
            CPPUNIT_ASSERT(reader.failed());
        }
        base::OctetReader reader(kOctets);
        CPPUNIT_ASSERT(reader.octets(8).empty() && reader.failed());
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, reader.position());
    }
    void stays_failed_after_a_failure() {
        base::OctetReader reader(kOctets);
        reader.skip(100);
        CPPUNIT_ASSERT_EQUAL(0, int(reader.u8()));
        CPPUNIT_ASSERT(reader.failed());
    }
    void peek_does_not_move() {
        base::OctetReader reader(kOctets);
        CPPUNIT_ASSERT_EQUAL(3, int(reader.peek(2)));
        CPPUNIT_ASSERT_EQUAL(1, int(reader.u8()));
        reader.peek(6);
        CPPUNIT_ASSERT(reader.failed());
    }
    void writes_what_the_reader_reads_back() {
        std::array<std::uint8_t, 9> memory{};
        base::OctetWriter writer(memory);
        writer.u8(0xaa);
        writer.u16(0xbbcc);
        writer.u32(0xddeeff00);
        writer.octets(base::Octets(kOctets).first(2));
        CPPUNIT_ASSERT(!writer.failed() && writer.left() == 0);
        base::OctetReader reader(writer.written());
        CPPUNIT_ASSERT_EQUAL(0xaa, int(reader.u8()));
        CPPUNIT_ASSERT_EQUAL(0xbbcc, int(reader.u16()));
        CPPUNIT_ASSERT_EQUAL(0xddeeff00U, reader.u32());
        CPPUNIT_ASSERT_EQUAL(0x0102, int(reader.u16()));
    }
    void never_writes_past_the_end_and_says_so() {
        std::array<std::uint8_t, 3> memory{};
        base::OctetWriter writer(std::span<std::uint8_t>(memory).first(2));
        writer.u16(0x1234);
        writer.u8(0x56);
        CPPUNIT_ASSERT(writer.failed());
        CPPUNIT_ASSERT_EQUAL(0, int(memory[2]));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, writer.size());
    }
    void patch_overwrites_only_what_was_written() {
        std::array<std::uint8_t, 3> memory{};
        base::OctetWriter writer(memory);
        writer.u8(1);
        writer.patch(0, 9);
        CPPUNIT_ASSERT_EQUAL(9, int(memory[0]));
        writer.patch(1, 9);
        CPPUNIT_ASSERT(writer.failed());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(OctetsTest);
