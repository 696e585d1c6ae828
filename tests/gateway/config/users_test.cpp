// Users and the registrar in the conf files, and in a file of users.
#include "tests/gateway/config/fixture.h"

#include <cppunit/extensions/HelperMacros.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace {

using namespace config;
using namespace config_test;

class UsersTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(UsersTest);
    CPPUNIT_TEST(users_of_a_trunk_group_are_found);
    CPPUNIT_TEST(a_user_has_a_password_or_what_is_made_of_it);
    CPPUNIT_TEST(numbers_have_one_owner);
    CPPUNIT_TEST(a_group_has_one_kind_of_member);
    CPPUNIT_TEST(times_stand_in_their_order);
    CPPUNIT_TEST(secrets_are_not_shown);
    CPPUNIT_TEST(a_file_of_users_holds_users_only);
    CPPUNIT_TEST_SUITE_END();

    static std::string with(const std::string& user, const std::string& registrar = {}) {
        return kGood + "[registrar]\nenabled = true\n" + registrar +
               "[[user]]\nname = \"alice\"\n" + user +
               "[[trunk_group]]\nname = \"phones\"\nusers = [\"alice\"]\n";
    }
    static std::string word(std::size_t digits) { return '"' + std::string(digits, 'a') + "\"\n"; }

    void users_of_a_trunk_group_are_found() {
        const Config config = good(with("password = \"x\"\nnumbers = [\"+4930123\"]\n"));
        CPPUNIT_ASSERT_EQUAL(std::string("phones"), config.group_of_user("alice")->name);
        CPPUNIT_ASSERT_EQUAL(std::string("+4930123"), config.user("alice")->numbers.front());
        CPPUNIT_ASSERT_EQUAL(5U, config.user("alice")->max_contacts);
        CPPUNIT_ASSERT(!config.user("bob") && !config.group_of_user("bob"));
        assert_says(problems(kGood + "[[trunk_group]]\nname = \"more\"\nusers = [\"alice\"]\n"),
                    "there is no [[user]] named \"alice\"");
        std::string off = with("password = \"x\"\n");
        off.replace(off.find("enabled = true"), 14, "");
        assert_says(problems(off), "trunk_group phones: users: needs registrar: enabled");
    }
    void a_user_has_a_password_or_what_is_made_of_it() {
        assert_says(problems(with("")), "user alice: password: must be given, or ha1 keys");
        assert_says(problems(with("ha1_md5 = " + word(32))),
                    "ha1_sha256: is needed by registrar: algorithms");
        CPPUNIT_ASSERT_EQUAL(std::string(),
                             problems(with("ha1_md5 = " + word(32), "algorithms = [\"md5\"]\n")));
        assert_says(problems(with("ha1_md5 = " + word(31), "algorithms = [\"md5\"]\n")),
                    "ha1_md5: is not of 32 hex digits");
        assert_says(problems(with("password = \"x\"\nha1_md5 = " + word(32))),
                    "ha1_md5: may not stand together with password");
        assert_says(problems(with("password = \"x\"\n", "algorithms = []\n")),
                    "registrar: algorithms: needs at least one");
    }
    void numbers_have_one_owner() {
        assert_says(problems(with("password = \"x\"\nnumbers = [\"12\", \"12\"]\n")),
                    "numbers: \"12\" is of user alice already");
        assert_says(problems(with("password = \"x\"\nprefixes = [\"12\"]\n") +
                             "[[user]]\nname = \"bob\"\npassword = \"y\"\nprefixes = [\"12\"]\n"),
                    "user bob: prefixes: \"12\" is of user alice already");
        assert_says(
            problems(with("password = \"x\"\n") + "[[user]]\nname = \"pbx\"\npassword = \"y\"\n"),
            "user pbx: name: is that of a sip_peer");
    }
    void a_group_has_one_kind_of_member() {
        assert_says(problems(with("password = \"x\"\n") + "peers = [\"pbx\"]\n"),
                    "users: may not stand together with spans or peers");
        assert_says(problems(with("password = \"x\"\n") +
                             "[[trunk_group]]\nname = \"more\"\nusers = [\"alice\"]\n"),
                    "\"alice\" is in trunk_group phones already");
    }
    void times_stand_in_their_order() {
        const std::string user = "password = \"x\"\n";
        assert_says(problems(with(user, "min_expires = \"30m\"\nmax_expires = \"10m\"\n")),
                    "min_expires: is more than max_expires");
        assert_says(problems(with(user, "default_expires = \"2h\"\n")),
                    "default_expires: is more than max_expires");
        assert_says(problems(with(user, "default_expires = \"10s\"\n")),
                    "default_expires: is less than min_expires");
        assert_says(problems(with(user, "realm = \"\"\n")), "realm: must not be empty");
    }
    void secrets_are_not_shown() {
        const std::string shown = describe(good(with("password = \"open sesame\"\n")));
        CPPUNIT_ASSERT_EQUAL(std::string::npos, shown.find("sesame"));
        const std::string hashed =
            describe(good(with("ha1_md5 = " + word(32), "algorithms = [\"md5\"]\n")));
        CPPUNIT_ASSERT_EQUAL(std::string::npos, hashed.find("aaaa"));
    }
    void a_file_of_users_holds_users_only() {
        const auto directory = std::filesystem::temp_directory_path() /
                               ("landline-users-test-" + std::to_string(getpid()));
        std::filesystem::create_directories(directory);
        const auto write = [&](const char* name, const std::string& text) {
            std::ofstream(directory / name) << text;
        };
        const auto said = [&] {
            const Loaded loaded = load((directory / "landline.conf").string());
            return loaded.ok() ? std::to_string(loaded->users.size()) : text_of(loaded.error());
        };
        write("landline.conf", with("password = \"x\"\n", "user_file = \"users\"\n"));
        const std::string missing = said();
        write("users", "[[user]]\nname = \"bob\"\npassword = \"y\"\n");
        const std::string read = said();
        write("users", "[log]\nlevel = \"debug\"\n");
        const std::string other = said();
        std::filesystem::remove_all(directory);
        assert_says(missing, "users: cannot be read");
        CPPUNIT_ASSERT_EQUAL(std::string("2"), read);
        assert_says(other, "users:1:1: log: may not stand in registrar: user_file");
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(UsersTest);

} // namespace
