// Words that name files: text and octets, quotes, what cannot be read.
#include "gateway/console/client/files.h"

#include "gateway/console/words.h"

#include <cppunit/extensions/HelperMacros.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

using console::split;
using console::client::with_files;

class FilesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(FilesTest);
    CPPUNIT_TEST(text_becomes_one_quoted_word);
    CPPUNIT_TEST(octets_become_hexadecimal_digits);
    CPPUNIT_TEST(names_with_blanks_stand_in_quotes);
    CPPUNIT_TEST(other_words_stay_as_they_are);
    CPPUNIT_TEST(what_cannot_be_read_is_said);
    CPPUNIT_TEST_SUITE_END();

    std::filesystem::path directory_;

  public:
    void setUp() override {
        std::string name = (std::filesystem::temp_directory_path() / "files-XXXXXX").string();
        directory_ = ::mkdtemp(name.data());
    }
    void tearDown() override { std::filesystem::remove_all(directory_); }

  private:
    std::string file(const std::string& name, const std::string& content) const {
        const auto path = directory_ / name;
        std::ofstream(path, std::ios::binary) << content;
        return path.string();
    }

    void text_becomes_one_quoted_word() {
        const auto line = with_files("map test @" + file("a", "To: \"B\" <x>\r\n") + " via pbx");
        CPPUNIT_ASSERT(line);
        CPPUNIT_ASSERT(
            split(*line).words ==
            (std::vector<std::string>{"map", "test", "To: \"B\" <x>\\r\\n", "via", "pbx"}));
    }
    void octets_become_hexadecimal_digits() {
        CPPUNIT_ASSERT_EQUAL(
            std::string("map test 01002001"),
            with_files("map test @" + file("a", std::string("\1\0 \1", 4))).value());
    }
    void names_with_blanks_stand_in_quotes() {
        CPPUNIT_ASSERT_EQUAL(
            std::string("map test 0c02 via pbx"),
            with_files("map test \"@" + file("a b", "0c02") + "\" via pbx").value());
    }
    void other_words_stay_as_they_are() {
        for (const char* line : {"show calls", "map test \"x @y \\\" @z\" via pbx", "map test a@b",
                                 "", "map test \"open"})
            CPPUNIT_ASSERT_EQUAL(std::string(line), with_files(line).value());
    }
    void what_cannot_be_read_is_said() {
        CPPUNIT_ASSERT(with_files("map test @/nonsense/file").error().find("/nonsense/file: No") ==
                       0);
        CPPUNIT_ASSERT(!with_files("map test @" + file("empty", "")));
        CPPUNIT_ASSERT(!with_files("map test @" + file("long", std::string(40000, 'x'))));
        CPPUNIT_ASSERT(!with_files("map test @" + directory_.string()));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(FilesTest);
