// Files on disk: conf.d beside the main file, what is added, overridden, refused.
#include "tests/gateway/config/fixture.h"

#include <cppunit/extensions/HelperMacros.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace {

using namespace config;
using namespace config_test;

class LoadTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(LoadTest);
    CPPUNIT_TEST(reads_the_main_file_alone);
    CPPUNIT_TEST(adds_tables_of_conf_d_in_order_of_names);
    CPPUNIT_TEST(a_later_file_overrides_single_keys);
    CPPUNIT_TEST(leaves_other_files_alone);
    CPPUNIT_TEST(names_both_places_of_a_name_given_twice);
    CPPUNIT_TEST(names_the_file_of_an_overriding_value);
    CPPUNIT_TEST(reports_problems_of_all_files);
    CPPUNIT_TEST(says_what_cannot_be_read);
    CPPUNIT_TEST(an_empty_file_lacks_a_place_to_listen);
    CPPUNIT_TEST_SUITE_END();

    std::filesystem::path directory_;

  public:
    void setUp() override {
        directory_ = std::filesystem::temp_directory_path() /
                     ("landline-load-test-" + std::to_string(getpid()));
        std::filesystem::create_directories(directory_ / "conf.d");
        write("landline.conf", kGood);
    }
    void tearDown() override { std::filesystem::remove_all(directory_); }

  private:
    void write(const std::string& name, const std::string& text) {
        std::ofstream(directory_ / name) << text;
    }
    Loaded loaded() const { return load((directory_ / "landline.conf").string()); }
    std::string said() const {
        const Loaded result = loaded();
        return result.ok() ? "" : text_of(result.error());
    }
    std::string path(const char* name) const { return (directory_ / name).string(); }

    void reads_the_main_file_alone() { CPPUNIT_ASSERT(loaded().value() == good(kGood)); }
    void adds_tables_of_conf_d_in_order_of_names() {
        write("conf.d/20.conf", "[[route]]\nname = \"c\"\nto = [\"office\"]\n");
        write("conf.d/10.conf", "[[route]]\nname = \"b\"\nto = [\"office\"]\n");
        const Loaded result = loaded();
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, result->routes.size());
        CPPUNIT_ASSERT_EQUAL(std::string("b"), result->routes[1].name);
        CPPUNIT_ASSERT_EQUAL(std::string("c"), result->routes[2].name);
    }
    void a_later_file_overrides_single_keys() {
        write("conf.d/10.conf", "[sip]\nuser_agent = \"ten\"\nmax_calls = 7\n");
        write("conf.d/20.conf", "[sip]\nuser_agent = \"twenty\"\n");
        const Loaded result = loaded();
        CPPUNIT_ASSERT_EQUAL(std::string("twenty"), result->sip.user_agent);
        CPPUNIT_ASSERT_EQUAL(7u, result->sip.max_calls);
        CPPUNIT_ASSERT_EQUAL(std::string("udp:127.0.0.1:5060"), result->sip.listen.at(0).text());
    }
    void leaves_other_files_alone() {
        write("conf.d/10.conf~", "not toml");
        write("conf.d/.10.conf", "not toml");
        write("conf.d/README", "not toml");
        CPPUNIT_ASSERT_EQUAL(std::string(), said());
    }
    void names_both_places_of_a_name_given_twice() {
        write("conf.d/10.conf",
              "\n[[span]]\nname = \"line1\"\nlocal = \"127.0.0.1:1\"\nremote = \"127.0.0.1:2\"\n");
        CPPUNIT_ASSERT_EQUAL(path("conf.d/10.conf") + ":3:8: span line1: name: stands already at " +
                                 path("landline.conf") + ":4:8\n",
                             said());
    }
    void names_the_file_of_an_overriding_value() {
        write("conf.d/10.conf", "[media]\njitter_min = \"500ms\"\n");
        assert_says(said(),
                    path("conf.d/10.conf") + ":2:14: media: jitter_min: is more than jitter_max");
    }
    void reports_problems_of_all_files() {
        write("conf.d/10.conf", "[sip]\nfoo = 1\n");
        write("conf.d/20.conf", "[sip\n");
        assert_says(said(), "10.conf:2:1: sip: foo: is no known key");
        assert_says(said(), "20.conf:1:");
    }
    void says_what_cannot_be_read() {
        const Loaded missing = load(path("other.conf"));
        CPPUNIT_ASSERT_EQUAL(path("other.conf") + ": cannot be read: No such file or directory\n",
                             text_of(missing.error()));
        CPPUNIT_ASSERT_EQUAL(directory_.string() + ": is a directory\n",
                             text_of(load(directory_.string()).error()));
        std::filesystem::create_directory(directory_ / "conf.d" / "x.conf");
        assert_says(said(), "x.conf: is a directory");
    }
    void an_empty_file_lacks_a_place_to_listen() {
        write("landline.conf", "");
        CPPUNIT_ASSERT_EQUAL(path("landline.conf") +
                                 ": sip: listen: must be given; allowed: list of: as "
                                 "udp:192.0.2.1:5060 or tls:[2001:db8::1]:5061\n",
                             said());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LoadTest);

} // namespace
