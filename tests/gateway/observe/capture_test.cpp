// D-channel captures: the files as pcapng, their rotation, and what happens when they cannot be
// written.
#include "gateway/observe/capture.h"

#include "gateway/observe/pcapng.h"

#include <cppunit/extensions/HelperMacros.h>

#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

using namespace observe;
using namespace std::chrono_literals;

namespace {

struct Block {
    std::uint32_t type = 0;
    std::vector<std::uint8_t> body;
    std::uint32_t u32(std::size_t at) const {
        std::uint32_t value = 0;
        CPPUNIT_ASSERT(at + sizeof value <= body.size());
        std::memcpy(&value, body.data() + at, sizeof value);
        return value;
    }
};

/// The blocks of a file; each must say its length twice.
std::vector<Block> blocks(const std::vector<std::uint8_t>& octets) {
    std::vector<Block> out;
    for (std::size_t at = 0; at < octets.size();) {
        CPPUNIT_ASSERT(at + 12 <= octets.size());
        std::uint32_t type = 0, length = 0, again = 0;
        std::memcpy(&type, octets.data() + at, 4);
        std::memcpy(&length, octets.data() + at + 4, 4);
        CPPUNIT_ASSERT(length % 4 == 0 && length >= 12 && at + length <= octets.size());
        std::memcpy(&again, octets.data() + at + length - 4, 4);
        CPPUNIT_ASSERT_EQUAL(length, again);
        const auto begin = octets.begin() + static_cast<std::ptrdiff_t>(at);
        out.push_back({type, {begin + 8, begin + length - 4}});
        at += length;
    }
    return out;
}

std::vector<Block> blocks_of_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return blocks({std::istreambuf_iterator<char>(file), {}});
}

constexpr std::uint32_t kSection = 0x0a0d0d0a, kInterface = 1, kStatistics = 5, kPacket = 6;

} // namespace

class CaptureTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CaptureTest);
    CPPUNIT_TEST(a_file_has_section_interface_frames_and_statistics);
    CPPUNIT_TEST(a_frame_says_who_sent_it_and_which_side_we_are);
    CPPUNIT_TEST(rotates_and_keeps_so_many_files);
    CPPUNIT_TEST(leaves_files_of_others_alone);
    CPPUNIT_TEST(starts_and_stops_at_any_time);
    CPPUNIT_TEST(spans_have_files_of_their_own);
    CPPUNIT_TEST(says_what_is_wrong_with_the_directory);
    CPPUNIT_TEST(ends_by_itself_when_the_system_refuses);
    CPPUNIT_TEST_SUITE_END();

    base::ManualClock clock_;
    std::filesystem::path directory_;

  public:
    void setUp() override {
        std::string name = std::filesystem::temp_directory_path() / "capture-XXXXXX";
        CPPUNIT_ASSERT(::mkdtemp(name.data()));
        directory_ = name;
    }
    void tearDown() override { std::filesystem::remove_all(directory_); }

  private:
    CaptureSettings settings(std::uint64_t octets = 1 << 20, unsigned files = 10) const {
        return {directory_.string(), octets, files, "test"};
    }
    std::vector<std::filesystem::path> files() const {
        std::vector<std::filesystem::path> out;
        for (const auto& entry : std::filesystem::directory_iterator(directory_))
            out.push_back(entry.path());
        std::sort(out.begin(), out.end());
        return out;
    }
    static std::vector<std::uint8_t> frame(std::uint8_t number) {
        return {0x00, 0x01, 0x7f, number};
    }

    void a_file_has_section_interface_frames_and_statistics() {
        {
            Captures captures(clock_, settings());
            const auto id = captures.start({"line1", "e1", false});
            CPPUNIT_ASSERT(id);
            for (std::uint8_t at = 0; at < 3; ++at)
                captures.frame(*id, at == 0, frame(at));
        }
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, files().size());
        CPPUNIT_ASSERT_EQUAL(std::string("line1-20191220-000000-000.pcapng"),
                             files().front().filename().string());
        const auto found = blocks_of_file(files().front());
        CPPUNIT_ASSERT_EQUAL(std::size_t{6}, found.size());
        const std::uint32_t wanted[] = {kSection, kInterface, kPacket,
                                        kPacket,  kPacket,    kStatistics};
        for (std::size_t at = 0; at < found.size(); ++at)
            CPPUNIT_ASSERT_EQUAL(wanted[at], found[at].type);
        CPPUNIT_ASSERT_EQUAL(std::uint32_t{pcapng::kLinkType}, found[1].u32(0) & 0xffffU);
    }
    void a_frame_says_who_sent_it_and_which_side_we_are() {
        pcapng::Bytes out;
        const auto octets = frame(9);
        pcapng::put_frame(out, {base::WallTime{}, true, true, octets, 0});
        pcapng::put_frame(out, {base::WallTime{}, false, false, octets, 300});
        const auto found = blocks(out);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, found.size());
        const std::vector<std::uint8_t> sent_by_network{
            0, 4, 0x20, 0xfd, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0x30, 0x00, 0x01, 0x7f, 9};
        CPPUNIT_ASSERT_EQUAL(std::uint32_t{20}, found[0].u32(12));
        CPPUNIT_ASSERT_EQUAL(std::uint32_t{20}, found[0].u32(16));
        CPPUNIT_ASSERT(
            std::equal(sent_by_network.begin(), sent_by_network.end(), found[0].body.begin() + 20));
        CPPUNIT_ASSERT_EQUAL(std::uint32_t{4} << 16 | 2U, found[0].u32(40)); // option epb_flags
        CPPUNIT_ASSERT_EQUAL(2U, found[0].u32(44));                          // outbound
        CPPUNIT_ASSERT_EQUAL(std::uint32_t{316}, found[1].u32(16));          // it was longer
        CPPUNIT_ASSERT_EQUAL(0, int(found[1].body[21]));                     // to us
        CPPUNIT_ASSERT_EQUAL(0, int(found[1].body[26]));                     // the user side
        CPPUNIT_ASSERT_EQUAL(1U, found[1].u32(44));                          // inbound
    }
    void rotates_and_keeps_so_many_files() {
        {
            Captures captures(clock_, settings(300, 3));
            const auto id = captures.start({"line1", "", false});
            CPPUNIT_ASSERT(id);
            for (std::uint8_t at = 0; at < 40; ++at) {
                captures.frame(*id, true, frame(at));
                clock_.advance(400ms);
            }
        }
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, files().size());
        std::uint8_t last = 0;
        for (const auto& path : files()) {
            const auto found = blocks_of_file(path);
            CPPUNIT_ASSERT_EQUAL(kSection, found.front().type);
            CPPUNIT_ASSERT_EQUAL(kStatistics, found.back().type);
            CPPUNIT_ASSERT(std::filesystem::file_size(path) < 600);
            last = found[found.size() - 2].body[39];
        }
        CPPUNIT_ASSERT_EQUAL(39, int(last)); // no frame is lost between two files
    }
    void leaves_files_of_others_alone() {
        for (const char* name : {"line1-notes.pcapng", "line10-20000101-000000-000.pcapng",
                                 "line1-20000101-000000-000.pcapng.gz"})
            std::ofstream(directory_ / name) << "x";
        std::ofstream(directory_ / "line1-20000101-000000-000.pcapng") << "x"; // of an earlier run
        {
            Captures captures(clock_, settings(1 << 20, 1));
            const auto id = captures.start({"line1", "", false});
            CPPUNIT_ASSERT(id);
            captures.frame(*id, true, frame(1));
        }
        CPPUNIT_ASSERT_EQUAL(std::size_t{4}, files().size());
        CPPUNIT_ASSERT(!std::filesystem::exists(directory_ / "line1-20000101-000000-000.pcapng"));
        CPPUNIT_ASSERT(std::filesystem::exists(directory_ / "line10-20000101-000000-000.pcapng"));
    }
    void starts_and_stops_at_any_time() {
        {
            Captures captures(clock_, settings());
            const auto first = captures.start({"line1", "", false});
            CPPUNIT_ASSERT(first);
            const auto twice = captures.start({"line1", "", false});
            CPPUNIT_ASSERT(!twice);
            CPPUNIT_ASSERT_EQUAL(std::string("span line1 is captured already"), twice.error());
            captures.frame(*first, true, frame(1));
            captures.stop(*first);
            captures.stop(*first);
            captures.frame(*first, true, frame(2)); // not captured any more
            const auto second = captures.start({"line1", "", false});
            CPPUNIT_ASSERT(second && *second != *first);
            captures.frame(*second, true, frame(3));
        }
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, files().size()); // of the same second
        for (const auto& path : files())
            CPPUNIT_ASSERT_EQUAL(std::size_t{4}, blocks_of_file(path).size());
    }
    void spans_have_files_of_their_own() {
        {
            Captures captures(clock_, settings());
            const auto one = captures.start({"line1", "", false}),
                       two = captures.start({"line2", "", true});
            CPPUNIT_ASSERT(one && two);
            captures.frame(*two, true, frame(1));
            captures.frame(*one, false, frame(2));
            captures.frame(*two, false, frame(3));
        }
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, files().size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{4}, blocks_of_file(files()[0]).size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{5}, blocks_of_file(files()[1]).size());
    }
    void says_what_is_wrong_with_the_directory() {
        CaptureSettings wrong = settings();
        wrong.directory = directory_ / "nowhere";
        Captures captures(clock_, wrong);
        const auto id = captures.start({"line1", "", false});
        CPPUNIT_ASSERT(!id);
        CPPUNIT_ASSERT(id.error().find("nowhere: No such file or directory") != std::string::npos);
        captures.set_settings(settings());
        CPPUNIT_ASSERT(captures.start({"line1", "", false}));
        CPPUNIT_ASSERT(captures.view().size() <= 1);
    }
    void ends_by_itself_when_the_system_refuses() {
        Captures captures(clock_, settings(1 << 20));
        const auto id = captures.start({"line1", "", false});
        CPPUNIT_ASSERT(id);
        std::filesystem::remove_all(directory_);
        captures.frame(*id, true, frame(1));
        std::vector<CaptureView> view;
        for (int at = 0; at < 500 && (view.empty() || view[0].running); ++at) {
            ::usleep(10'000); // until the other thread has tried
            view = captures.view();
        }
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, view.size());
        CPPUNIT_ASSERT(!view[0].running);
        CPPUNIT_ASSERT(view[0].error.starts_with("cannot create"));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CaptureTest);
