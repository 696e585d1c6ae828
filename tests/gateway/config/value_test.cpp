// Values of every kind: from text, and back to the text that a conf file would hold.
#include "gateway/config/key.h"
#include "gateway/config/toml.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace {

using namespace config;
using namespace std::chrono_literals;

constexpr Kind kDuration{Type::duration, false, {}, 1, 5000, {}};
constexpr Kind kChoice{Type::choice, false, "e1|t1|bri"};
constexpr Kind kInteger{Type::integer, false, {}, -5, 5, {}};

std::string fault(const Kind& kind, Written written) {
    const auto scalar = scalar_from(kind, written);
    return scalar.ok() ? "" : scalar.error();
}
std::string round_trip(const Kind& kind, Written written) {
    return toml_text(kind, scalar_from(kind, written).value());
}

class ValueTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ValueTest);
    CPPUNIT_TEST(reads_durations_in_each_unit);
    CPPUNIT_TEST(refuses_durations_without_unit_or_out_of_range);
    CPPUNIT_TEST(reads_choices_by_word);
    CPPUNIT_TEST(keeps_integers_in_range);
    CPPUNIT_TEST(refuses_the_wrong_type_for_every_kind);
    CPPUNIT_TEST(restricts_names_and_digits);
    CPPUNIT_TEST(reads_exceptions_of_cause_tables);
    CPPUNIT_TEST(reads_prefixes_of_natures);
    CPPUNIT_TEST(reads_quirks);
    CPPUNIT_TEST(says_why_a_pattern_is_wrong);
    CPPUNIT_TEST(writes_strings_that_toml_reads_back);
    CPPUNIT_TEST(writes_lists);
    CPPUNIT_TEST_SUITE_END();

    void reads_durations_in_each_unit() {
        const Kind any{Type::duration, false, {}, 0, 100'000'000, {}};
        CPPUNIT_ASSERT(std::get<Milliseconds>(scalar_from(any, "20ms").value()) == 20ms);
        CPPUNIT_ASSERT(std::get<Milliseconds>(scalar_from(any, "30s").value()) == 30s);
        CPPUNIT_ASSERT(std::get<Milliseconds>(scalar_from(any, "5m").value()) == 5min);
        CPPUNIT_ASSERT(std::get<Milliseconds>(scalar_from(any, "1h").value()) == 1h);
        CPPUNIT_ASSERT_EQUAL(std::string("\"90s\""), round_trip(any, "90000ms"));
        CPPUNIT_ASSERT_EQUAL(std::string("\"1h\""), round_trip(any, "60m"));
        CPPUNIT_ASSERT_EQUAL(std::string("\"0s\""), round_trip(any, "0ms"));
    }
    void refuses_durations_without_unit_or_out_of_range() {
        for (const char* text :
             {"", "5", "ms", "5 ms", "-5ms", "5d", "1.5s", "5msx", "99999999999999999999s"})
            CPPUNIT_ASSERT_MESSAGE(text, fault(kDuration, text) != "");
        CPPUNIT_ASSERT_EQUAL(std::string("6s is out of range"), fault(kDuration, "6s"));
        CPPUNIT_ASSERT_EQUAL(std::string("0s is out of range"), fault(kDuration, "0s"));
        CPPUNIT_ASSERT(fault(kDuration, std::int64_t{5}).find("unit") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(std::string("1ms to 5s"), allowed(kDuration));
    }
    void reads_choices_by_word() {
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2},
                             std::get<std::int64_t>(scalar_from(kChoice, "bri").value()));
        CPPUNIT_ASSERT_EQUAL(std::string("\"t1\""), round_trip(kChoice, "t1"));
        CPPUNIT_ASSERT(fault(kChoice, "E1") != "" && fault(kChoice, "") != "" &&
                       fault(kChoice, "e1|t1") != "");
        CPPUNIT_ASSERT_EQUAL(std::string("e1, t1, bri"), allowed(kChoice));
    }
    void keeps_integers_in_range() {
        CPPUNIT_ASSERT_EQUAL(std::string("-5"), round_trip(kInteger, std::int64_t{-5}));
        CPPUNIT_ASSERT(fault(kInteger, std::int64_t{6}) != "");
        CPPUNIT_ASSERT(fault(kInteger, "5") != "");
        CPPUNIT_ASSERT_EQUAL(std::string("-5 to 5"), allowed(kInteger));
    }
    void refuses_the_wrong_type_for_every_kind() {
        for (int type = 0; type <= static_cast<int>(Type::exception); ++type) {
            const Kind kind{static_cast<Type>(type), false, "a|b", 0, 9, {}};
            const bool wants_text = kind.type != Type::boolean && kind.type != Type::integer;
            CPPUNIT_ASSERT(fault(kind, wants_text ? Written(true) : Written(std::string("1"))) !=
                           "");
            CPPUNIT_ASSERT(!allowed(kind).empty());
        }
    }
    void restricts_names_and_digits() {
        CPPUNIT_ASSERT(fault({Type::name}, "line-1.a_B") == "");
        for (const char* text : {"", "line 1", "a/b", "\xc3\xa4", "a\"b"})
            CPPUNIT_ASSERT_MESSAGE(text, fault({Type::name}, text) != "");
        CPPUNIT_ASSERT(fault({Type::name}, std::string(65, 'a')) != "");
        CPPUNIT_ASSERT(fault({Type::digits}, "*21#") == "" && fault({Type::digits}, "") == "");
        CPPUNIT_ASSERT(fault({Type::digits}, "+49") != "" && fault({Type::prefix}, "+49") == "");
        CPPUNIT_ASSERT(fault({Type::prefix}, "4+9") != "");
    }
    void reads_exceptions_of_cause_tables() {
        CPPUNIT_ASSERT_EQUAL(std::string("\"34=503\""), round_trip({Type::exception}, "34=503"));
        for (const char* text : {"", "34", "34=", "=503", "34=503x", "34:503", "99999=1", "-1=2"})
            CPPUNIT_ASSERT_MESSAGE(text, fault({Type::exception}, text) != "");
    }
    void reads_prefixes_of_natures() {
        const Kind kind{Type::nature_prefix};
        for (const char* text : {"international=00", "national=", "subscriber=+49", "unknown=*1"})
            CPPUNIT_ASSERT_EQUAL('"' + std::string(text) + '"',
                                 round_trip(kind, std::string(text)));
        CPPUNIT_ASSERT_EQUAL(std::string("\"foreign\" is not a nature of address"),
                             fault(kind, std::string("foreign=00")));
        CPPUNIT_ASSERT(!fault(kind, std::string("international")).empty());
        CPPUNIT_ASSERT(!fault(kind, std::string("international=0a")).empty());
    }
    void reads_quirks() {
        const Kind kind{Type::quirk};
        for (const mapping::QuirkRow& row : mapping::kQuirks)
            for (const char* word : {"=on", "=off"})
                CPPUNIT_ASSERT_EQUAL('"' + std::string(row.name) + word + '"',
                                     round_trip(kind, std::string(row.name) + word));
        CPPUNIT_ASSERT_EQUAL(std::string("\"map_138\" is not a known quirk"),
                             fault(kind, std::string("map_138=on")));
        CPPUNIT_ASSERT_EQUAL(std::string("\"map_183=no\" is not of the form \"map_183=off\""),
                             fault(kind, std::string("map_183=no")));
        CPPUNIT_ASSERT(!fault(kind, std::string("map_183")).empty());
    }
    void says_why_a_pattern_is_wrong() {
        CPPUNIT_ASSERT(fault({Type::pattern}, "(0").find("missing )") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(std::string(R"('\d+')"), round_trip({Type::pattern}, R"(\d+)"));
    }
    void writes_strings_that_toml_reads_back() {
        for (const std::string text : {"", "plain", "back\\slash", "quo\"te", "it's",
                                       "it's \"both\" \\", "\n\t\x7f", "\xc3\xa4"})
            CPPUNIT_ASSERT_EQUAL(
                text, std::get<std::string>(std::get<Scalar>(
                          value_from({Type::string}, toml_text({Type::string}, Scalar(text))))));
    }
    void writes_lists() {
        const Kind kind{Type::choice, true, "pcma|pcmu"};
        CPPUNIT_ASSERT_EQUAL(std::string(R"(["pcmu", "pcma"])"),
                             toml_text(kind, List{std::int64_t{1}, std::int64_t{0}}));
        CPPUNIT_ASSERT_EQUAL(std::string("[]"), toml_text(kind, List{}));
        CPPUNIT_ASSERT_EQUAL(std::string(""), toml_text(kind, Value()));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ValueTest);

} // namespace
