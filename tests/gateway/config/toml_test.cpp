// TOML files as headings, keys, values and their places.
#include "gateway/config/toml.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace config;

TomlFile read(std::string_view text) {
    auto file = read_toml(text, "t.conf");
    CPPUNIT_ASSERT(file.ok());
    return std::move(file).value();
}

class TomlTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TomlTest);
    CPPUNIT_TEST(gives_tables_and_keys_in_their_order_with_places);
    CPPUNIT_TEST(keeps_keys_outside_of_tables_apart);
    CPPUNIT_TEST(tells_shapes_apart);
    CPPUNIT_TEST(says_where_the_text_is_no_toml);
    CPPUNIT_TEST(a_bracket_alone_on_its_line_is_a_problem_there);
    CPPUNIT_TEST(letters_outside_of_strings_are_a_problem_there);
    CPPUNIT_TEST(survives_truncation_at_every_length);
    CPPUNIT_TEST_SUITE_END();

    void gives_tables_and_keys_in_their_order_with_places() {
        const TomlFile file =
            read("[sip]\nt2 = \"4s\"\n  listen = [\"a\", \"b\"]\n[[span]]\nname = 'x'\n[[span]]\n");
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, file.tables.size());
        const TomlTable& sip = file.tables[0];
        CPPUNIT_ASSERT_EQUAL(std::string("sip"), sip.heading);
        CPPUNIT_ASSERT(!sip.element && file.tables[1].element);
        CPPUNIT_ASSERT_EQUAL(std::string("t2"), sip.entries[0].key);
        CPPUNIT_ASSERT((sip.entries[1].place == Place{"t.conf", 3, 3}));
        CPPUNIT_ASSERT((sip.entries[1].value.place == Place{"t.conf", 3, 12}));
        CPPUNIT_ASSERT((sip.entries[1].value.items[1].place == Place{"t.conf", 3, 18}));
        CPPUNIT_ASSERT_EQUAL(6u, file.tables[2].place.line);
    }
    void keeps_keys_outside_of_tables_apart() {
        const TomlFile file = read("level = 1\nspan = []\n[log]\n");
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, file.outside.size());
        CPPUNIT_ASSERT_EQUAL(std::string("level"), file.outside[0].key);
    }
    void tells_shapes_apart() {
        const auto entries =
            read("[a]\nb = true\nc = 1\nd = 'x'\ne = [1]\nf = 1.5\ng = 1979-05-27\nh = {}\n")
                .tables[0]
                .entries;
        CPPUNIT_ASSERT(std::get<bool>(entries[0].value.scalar));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, std::get<std::int64_t>(entries[1].value.scalar));
        CPPUNIT_ASSERT(std::get<std::string>(entries[2].value.scalar) == "x");
        CPPUNIT_ASSERT(entries[3].value.shape == TomlValue::Shape::array);
        for (const std::size_t at : {4u, 5u, 6u})
            CPPUNIT_ASSERT(entries[at].value.shape == TomlValue::Shape::other);
    }
    void says_where_the_text_is_no_toml() {
        const auto file = read_toml("[sip]\nlisten = \n", "t.conf");
        CPPUNIT_ASSERT(!file.ok());
        CPPUNIT_ASSERT_EQUAL(2u, file.error().place.line);
        CPPUNIT_ASSERT(!file.error().what.empty());
    }
    void a_bracket_alone_on_its_line_is_a_problem_there() {
        for (const char* text : {"x = 1\n[\nt1 = \"9\"\n", "x = 1\n[", "x = 1\n[\n",
                                 "x = 1\n[[\na]]\n", "x = 1\n[ #\n"}) {
            const auto file = read_toml(text, "t.conf");
            CPPUNIT_ASSERT(!file.ok());
            CPPUNIT_ASSERT_EQUAL_MESSAGE(text, 2u, file.error().place.line);
        }
    }
    void letters_outside_of_strings_are_a_problem_there() {
        for (const char* text :
             {"[a]\nb = \xcf\xa0st\n", "[a]\n\xcf\xa0 = 1\n", "[a]\nb = 1 \xcf\xa0\n"}) {
            const auto file = read_toml(text, "t.conf");
            CPPUNIT_ASSERT(!file.ok());
            CPPUNIT_ASSERT_EQUAL_MESSAGE(text, 2u, file.error().place.line);
        }
        CPPUNIT_ASSERT(read_toml("# \xcf\xa0\na = \"\"\"\\\n\xcf\xa0\"\"\"\n", "t.conf").ok());
    }
    void survives_truncation_at_every_length() {
        const std::string text =
            "[sip]\nlisten = [\"udp:1.2.3.4:5\", 'x']\n[[span]]\nname = \"\\u00e4\"\np = {a = 1}\n";
        for (std::size_t length = 0; length <= text.size(); ++length)
            if (const auto file = read_toml(text.substr(0, length), "t.conf"); !file)
                CPPUNIT_ASSERT(file.error().place.line > 0);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TomlTest);

} // namespace
