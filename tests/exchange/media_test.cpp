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
