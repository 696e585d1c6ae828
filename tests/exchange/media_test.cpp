// What a channel carries: tones at their level, sounds, echo, recordings as WAV files.
#include "tests/exchange/media.h"

#include "tests/exchange/wav.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cstdio>
#include <fstream>
#include <unistd.h>

namespace {

using namespace exchange;
using dsp::Law;

class MediaTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(MediaTest);
    CPPUNIT_TEST(milliwatt_is_0_dbm0_in_both_laws);
    CPPUNIT_TEST(silence_leaves_the_channel_idle);
    CPPUNIT_TEST(plays_once_or_again_and_again);
    CPPUNIT_TEST(echoes);
    CPPUNIT_TEST(test_sequence_is_that_of_o150);
    CPPUNIT_TEST(test_sequence_is_found_in_what_comes);
    CPPUNIT_TEST(lost_octets_are_errors_and_no_slip);
    CPPUNIT_TEST(octets_left_out_or_put_in_are_a_slip);
    CPPUNIT_TEST(an_idle_channel_is_not_the_test_sequence);
    CPPUNIT_TEST(records_what_comes_in);
    CPPUNIT_TEST(wav_file_comes_back_as_it_was);
    CPPUNIT_TEST(refuses_other_files_cut_at_every_length);
    CPPUNIT_TEST_SUITE_END();

    std::string path_;

  public:
    void setUp() override {
        char name[] = "/tmp/exchange-wav-XXXXXX";
        ::close(::mkstemp(name));
        path_ = name;
    }
    void tearDown() override { std::remove(path_.c_str()); }

  private:
    void milliwatt_is_0_dbm0_in_both_laws() {
        for (const Law law : {Law::alaw, Law::ulaw}) {
            Sounds sounds;
            Media source(law), meter(law);
            source.play(sounds.tone(1004, law), true);
            std::uint8_t block[40] = {}, away[40];
            for (int i = 0; i < 250; ++i) {
                source.block(away, block, 40);
                meter.block(block, away, 40);
            }
            CPPUNIT_ASSERT_DOUBLES_EQUAL(0.0, meter.level_in_dbm0(), 0.15);
            CPPUNIT_ASSERT_EQUAL(std::uint64_t{10000}, meter.samples_in());
        }
    }
    void silence_leaves_the_channel_idle() {
        Media media(Law::alaw);
        const std::uint8_t rx[8] = {1, 2, 3, 4, 5, 6, 7, 8};
        std::uint8_t tx[8];
        std::fill(std::begin(tx), std::end(tx), std::uint8_t{0xd5});
        media.block(rx, tx, 8);
        CPPUNIT_ASSERT(std::all_of(std::begin(tx), std::end(tx),
                                   [](std::uint8_t octet) { return octet == 0xd5; }));
        CPPUNIT_ASSERT_EQUAL(-99.0, Media(Law::alaw).level_in_dbm0());
    }
    void plays_once_or_again_and_again() {
        const auto sound =
            std::make_shared<const std::vector<std::uint8_t>>(std::vector<std::uint8_t>{1, 2, 3});
        const std::uint8_t rx[8] = {};
        std::uint8_t tx[8] = {9, 9, 9, 9, 9, 9, 9, 9};
        Media media(Law::alaw);
        media.play(sound, false);
        CPPUNIT_ASSERT(!media.finished());
        media.block(rx, tx, 8);
        CPPUNIT_ASSERT(media.finished());
        CPPUNIT_ASSERT(tx[2] == 3 && tx[3] == 9);
        media.play(sound, true);
        media.block(rx, tx, 8);
        CPPUNIT_ASSERT(!media.finished());
        CPPUNIT_ASSERT(tx[3] == 1 && tx[7] == 2);
    }
    void echoes() {
        Media media(Law::alaw);
        media.echo();
        const std::uint8_t rx[4] = {1, 2, 3, 4};
        std::uint8_t tx[4] = {};
        media.block(rx, tx, 4);
        CPPUNIT_ASSERT(std::equal(rx, rx + 4, tx));
    }
    void test_sequence_is_that_of_o150() {
        testing::Prbs15 sequence;
        unsigned ones = 0, zeros_in_row = 0, longest = 0;
        std::vector<bool> bits;
        for (int i = 0; i < 32767; ++i) {
            bits.push_back(sequence.bit());
            ones += bits.back();
            zeros_in_row = bits.back() ? 0 : zeros_in_row + 1;
            longest = std::max(longest, zeros_in_row);
        }
        // O.150 §5.3: inverted, so 2^14 zeros, one fewer ones, and at most 15 zeros in a row
        CPPUNIT_ASSERT_EQUAL(16383U, ones);
        CPPUNIT_ASSERT_EQUAL(15U, longest);
        for (const bool bit : bits)
            CPPUNIT_ASSERT_EQUAL(bit, sequence.bit()); // and again
    }
    /// `octets` of the sequence, those for which `keep` says so as they are.
    static testing::Prbs15Receiver::Result
    received(unsigned octets, std::vector<std::uint8_t> (*line)(unsigned n, std::uint8_t)) {
        testing::Prbs15 sender;
        testing::Prbs15Receiver receiver;
        for (unsigned n = 0; n < octets; ++n)
            receiver.take(line(n, sender.octet()));
        return receiver.result();
    }
    void test_sequence_is_found_in_what_comes() {
        Media a(Law::alaw), b(Law::alaw);
        a.prbs();
        b.prbs();
        std::uint8_t to_a[40] = {}, to_b[40] = {};
        for (int i = 0; i < 200; ++i) {
            a.block(to_a, to_b, 40);
            b.block(to_b, to_a, 40);
        }
        for (const Media* media : {&a, &b}) {
            const auto result = *media->prbs_result();
            CPPUNIT_ASSERT(result.in_step && result.bits > 63000);
            CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, result.errors + result.losses + result.slips);
            CPPUNIT_ASSERT(result.in_step_octets > 7900);
        }
    }
    void lost_octets_are_errors_and_no_slip() {
        const auto result = received(8000, [](unsigned n, std::uint8_t octet) {
            return std::vector<std::uint8_t>{n >= 4000 && n < 4160 ? std::uint8_t{0xff} : octet};
        });
        CPPUNIT_ASSERT(result.in_step);
        CPPUNIT_ASSERT(result.errors > 500 && result.errors < 800); // half of 1280 bits
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, result.losses);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, result.slips);
    }
    void octets_left_out_or_put_in_are_a_slip() {
        const auto left_out = received(8000, [](unsigned n, std::uint8_t octet) {
            return n == 4000 ? std::vector<std::uint8_t>{} : std::vector<std::uint8_t>{octet};
        });
        const auto put_in = received(8000, [](unsigned n, std::uint8_t octet) {
            return std::vector<std::uint8_t>(n == 4000 ? 2 : 1, octet);
        });
        for (const auto& result : {left_out, put_in}) {
            CPPUNIT_ASSERT(result.in_step && result.errors >= 32);
            CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, result.slips);
        }
    }
    void an_idle_channel_is_not_the_test_sequence() {
        constexpr std::uint8_t kIdle[] = {0xff, 0xd5, 0x7e, 0x00};
        for (const std::uint8_t idle : kIdle) {
            testing::Prbs15Receiver receiver;
            for (int n = 0; n < 8000; ++n)
                receiver.take({&idle, 1});
            CPPUNIT_ASSERT(!receiver.result().in_step);
            CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, receiver.result().bits);
        }
    }
    void records_what_comes_in() {
        Media media(Law::ulaw);
        media.record(path_);
        const std::uint8_t rx[3] = {0xff, 0x80, 0x00};
        std::uint8_t tx[3];
        media.block(rx, tx, 3);
        media.block(rx, tx, 3);
        CPPUNIT_ASSERT_EQUAL(std::string(), media.finish_recording());
        const auto samples = read_wav(path_);
        CPPUNIT_ASSERT(samples.ok());
        CPPUNIT_ASSERT(*samples == (std::vector<std::int16_t>{0, 32124, -32124, 0, 32124, -32124}));
        media.record("/nonexistent/file.wav");
        CPPUNIT_ASSERT(!media.finish_recording().empty());
    }
    void wav_file_comes_back_as_it_was() {
        const std::vector<std::int16_t> samples{0, 1, -1, 32767, -32768};
        CPPUNIT_ASSERT(write_wav(path_, samples).ok());
        CPPUNIT_ASSERT(*read_wav(path_) == samples);
    }
    void refuses_other_files_cut_at_every_length() {
        CPPUNIT_ASSERT(write_wav(path_, {1, 2, 3, 4}).ok());
        std::ifstream file(path_, std::ios::binary);
        const std::string whole((std::istreambuf_iterator<char>(file)),
                                std::istreambuf_iterator<char>());
        for (std::size_t length = 0; length < whole.size(); ++length) {
            std::ofstream(path_, std::ios::binary | std::ios::trunc)
                .write(whole.data(), static_cast<std::streamsize>(length));
            const auto samples = read_wav(path_);
            CPPUNIT_ASSERT(length >= 44 ? samples.ok() && samples->size() < 4 : !samples.ok());
        }
        std::string stereo = whole;
        stereo[22] = 2;
        std::ofstream(path_, std::ios::binary | std::ios::trunc) << stereo;
        CPPUNIT_ASSERT(!read_wav(path_).ok());
        std::string error;
        CPPUNIT_ASSERT(!Sounds().file("/nonexistent.wav", Law::alaw, error) && !error.empty());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(MediaTest);

} // namespace
