// Notes of the rows that a mapping used.
#include "gateway/mapping/notes.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

using namespace mapping;

class NotesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(NotesTest);
    CPPUNIT_TEST(notes_keep_their_order_and_text);
    CPPUNIT_TEST(long_text_is_cut);
    CPPUNIT_TEST(disabled_notes_take_nothing);
    CPPUNIT_TEST(notes_beyond_the_last_are_counted);
    CPPUNIT_TEST(record_hands_each_note_to_a_trace);
    CPPUNIT_TEST_SUITE_END();

    static constexpr Row kRow{"name", "clause"};

    void notes_keep_their_order_and_text() {
        Notes notes;
        notes.add(kRow, "{} -> {}", 17, 486);
        notes.add(kRow);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, notes.size());
        CPPUNIT_ASSERT_EQUAL(std::string("17 -> 486"), std::string(notes[0].value()));
        CPPUNIT_ASSERT(notes[1].value().empty() && notes[1].row == &kRow);
    }
    void long_text_is_cut() {
        Notes notes;
        notes.add(kRow, "{}", std::string(300, 'x'));
        CPPUNIT_ASSERT_EQUAL(std::string(Note::kMaxText, 'x'), std::string(notes[0].value()));
    }
    void disabled_notes_take_nothing() {
        Notes notes(false);
        notes.add(kRow, "{}", 1);
        CPPUNIT_ASSERT(notes.size() == 0 && notes.begin() == notes.end());
    }
    void notes_beyond_the_last_are_counted() {
        Notes notes;
        for (std::size_t i = 0; i < Notes::kMax + 3; ++i)
            notes.add(kRow);
        CPPUNIT_ASSERT_EQUAL(Notes::kMax, notes.size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, notes.dropped());
    }
    void record_hands_each_note_to_a_trace() {
        struct Trace {
            std::vector<std::string> lines;
            void note(int leg, std::string_view row, std::string_view clause,
                      std::string_view value) {
                lines.push_back(std::to_string(leg) + std::string(row) + std::string(clause) +
                                std::string(value));
            }
        } trace;
        Notes notes;
        notes.add(kRow, "v");
        record(notes, trace, 7);
        CPPUNIT_ASSERT_EQUAL(std::string("7nameclausev"), trace.lines.at(0));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(NotesTest);
