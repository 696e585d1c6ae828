// The key table itself: every row is sound, and its words are those of the types it fills.
#include "gateway/config/key.h"

#include <cppunit/extensions/HelperMacros.h>

#include <set>
#include <string>

namespace {

using namespace config;

const Kind& kind_of(const char* section_name, const char* key) {
    return section(section_name)->key(key)->kind;
}

class KeysTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(KeysTest);
    CPPUNIT_TEST(every_key_is_documented_once);
    CPPUNIT_TEST(every_default_is_stored_and_fetched_unchanged);
    CPPUNIT_TEST(every_choice_is_stored_and_fetched_unchanged);
    CPPUNIT_TEST(every_reference_names_a_section_that_stands_many_times);
    CPPUNIT_TEST(every_inherited_key_stands_in_calls);
    CPPUNIT_TEST(words_are_those_of_the_types);
    CPPUNIT_TEST(enumerators_stand_in_the_order_of_their_words);
    CPPUNIT_TEST(next_choice_causes_are_those_of_routing);
    CPPUNIT_TEST_SUITE_END();

    void every_key_is_documented_once() {
        for (const Section& section : sections()) {
            std::set<std::string_view> names;
            CPPUNIT_ASSERT(!section.doc.empty());
            for (const Key& key : section.keys) {
                const std::string where = std::string(section.name) + ' ' + std::string(key.name);
                CPPUNIT_ASSERT_MESSAGE(where, names.insert(key.name).second);
                CPPUNIT_ASSERT_MESSAGE(where, key.doc.size() > 10 && (key.doc.ends_with('.') ||
                                                                      key.doc.ends_with(',')));
                CPPUNIT_ASSERT_MESSAGE(where, key.kind.min <= key.kind.max);
            }
        }
    }
    void every_default_is_stored_and_fetched_unchanged() {
        Config config;
        for (const Section& section : sections()) {
            void* table = section.add(config);
            for (const Key& key : section.keys)
                if (key.standard.when == Standard::When::value) {
                    key.store(table, key.preset);
                    CPPUNIT_ASSERT_MESSAGE(std::string(key.name), key.fetch(table) == key.preset);
                    CPPUNIT_ASSERT_EQUAL(std::string(key.standard.text),
                                         toml_text(key.kind, key.preset));
                }
        }
    }
    void every_choice_is_stored_and_fetched_unchanged() {
        Config config;
        for (const Section& section : sections()) {
            void* table = section.add(config);
            for (const Key& key : section.keys)
                if (key.kind.type == Type::choice && !key.kind.list)
                    for (const std::string_view word : words(key.kind)) {
                        const Scalar scalar = scalar_from(key.kind, std::string(word)).value();
                        key.store(table, scalar);
                        CPPUNIT_ASSERT_MESSAGE(std::string(word),
                                               key.fetch(table) == Value(scalar));
                    }
        }
    }
    void every_reference_names_a_section_that_stands_many_times() {
        for (const Section& other : sections())
            for (const Key& key : other.keys)
                if (key.kind.type == Type::reference)
                    CPPUNIT_ASSERT(section(key.kind.words) && section(key.kind.words)->many);
    }
    void every_inherited_key_stands_in_calls() {
        for (const Section& other : sections())
            for (const Key& key : other.keys)
                if (key.standard.when == Standard::When::inherited) {
                    const Key* above = section("calls")->key(key.name);
                    CPPUNIT_ASSERT(above && above->kind.type == key.kind.type &&
                                   above->kind.words == key.kind.words);
                }
    }
    void words_are_those_of_the_types() {
        const auto assert_words = [](const Kind& kind, auto name, auto... values) {
            const std::vector<std::string_view> wanted{name(values)...};
            CPPUNIT_ASSERT(words(kind) == wanted);
        };
        using base::log::Level;
        assert_words(
            kind_of("log", "level"), [](Level level) { return base::log::name(level); },
            Level::debug, Level::info, Level::warning, Level::error, Level::off);
        using route::Hunting;
        assert_words(
            kind_of("trunk_group", "hunting"), [](Hunting hunting) { return route::name(hunting); },
            Hunting::ascending, Hunting::descending, Hunting::round_robin,
            Hunting::least_recently_used);
        using route::Nature;
        const auto nature = [](Nature value) { return route::name(value); };
        for (const char* key : {"only_nature", "set_nature"})
            assert_words(kind_of("number_rule", key), nature, Nature::unknown, Nature::subscriber,
                         Nature::national, Nature::international, Nature::network_specific);
        using route::Presentation;
        assert_words(
            kind_of("number_rule", "set_presentation"),
            [](Presentation value) { return route::name(value); }, Presentation::allowed,
            Presentation::restricted, Presentation::unavailable);
        using route::Bearer;
        assert_words(
            kind_of("route", "bearer"), [](Bearer value) { return route::name(value); },
            Bearer::speech, Bearer::audio_3k1, Bearer::unrestricted, Bearer::restricted,
            Bearer::audio_7k, Bearer::video);
    }
    void enumerators_stand_in_the_order_of_their_words() {
        const auto position = [](const char* section, const char* key, const char* word) {
            return std::get<std::int64_t>(
                scalar_from(kind_of(section, key), std::string(word)).value());
        };
        CPPUNIT_ASSERT_EQUAL(std::int64_t(drivers::LineType::bri), position("span", "type", "bri"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t(drivers::Law::ulaw), position("span", "law", "ulaw"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t(drivers::ClockMode::loop),
                             position("span", "clock", "loop"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t(isdn::Side::network),
                             position("span", "side", "network"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t(isdn::SwitchType::ni2),
                             position("span", "switch_type", "ni2"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t(dsp::TonePlan::germany),
                             position("calls", "tone_plan", "de"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t(dsp::TonePlan::united_kingdom),
                             position("calls", "tone_plan", "uk"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t(dsp::TonePlan::north_america),
                             position("calls", "tone_plan", "us"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t(dsp::TonePlan::france),
                             position("calls", "tone_plan", "fr"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t(Profile::q1912_5_b),
                             position("calls", "profile", "q1912.5-b"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t(CauseTable::q1912_5),
                             position("calls", "cause_table", "q1912.5"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t(route::WhichNumber::calling),
                             position("number_rule", "number", "calling"));
    }
    void next_choice_causes_are_those_of_routing() {
        std::string text;
        for (const int cause : route::kNextChoiceCauses)
            text += (text.empty() ? "" : ", ") + std::to_string(cause);
        CPPUNIT_ASSERT_EQUAL('[' + text + ']',
                             std::string(section("route")->key("next_on")->standard.text));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(KeysTest);

} // namespace
