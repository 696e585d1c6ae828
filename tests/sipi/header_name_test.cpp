// Header names: every row by its long and compact form, in any case.
#include "sipi/header_name.h"

#include "tests/sipi/text_support.h"

#include <set>

namespace sipi {

class HeaderNameTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(HeaderNameTest);
    CPPUNIT_TEST(finds_every_row_by_its_name);
    CPPUNIT_TEST(finds_names_in_any_case);
    CPPUNIT_TEST(finds_every_compact_form);
    CPPUNIT_TEST(gives_each_compact_letter_to_one_header);
    CPPUNIT_TEST(does_not_know_other_names);
    CPPUNIT_TEST(names_a_clause_in_every_row);
    CPPUNIT_TEST_SUITE_END();

    void finds_every_row_by_its_name() {
        for (const HeaderRow& row : kHeaders)
            if (row.id != HeaderName::unknown)
                CPPUNIT_ASSERT_MESSAGE(std::string(row.name), header_name_of(row.name) == row.id);
    }
    void finds_names_in_any_case() {
        for (const HeaderRow& row : kHeaders) {
            std::string upper(row.name);
            for (char& c : upper)
                c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
            if (row.id != HeaderName::unknown)
                CPPUNIT_ASSERT_MESSAGE(upper, header_name_of(upper) == row.id);
        }
        CPPUNIT_ASSERT(header_name_of("mAx-fOrWaRdS") == HeaderName::max_forwards);
    }
    void finds_every_compact_form() {
        for (const HeaderRow& row : kHeaders) {
            if (!row.compact)
                continue;
            const std::string lower(1, row.compact);
            const std::string upper(1, static_cast<char>(row.compact - 32));
            CPPUNIT_ASSERT_MESSAGE(lower, header_name_of(lower) == row.id);
            CPPUNIT_ASSERT_MESSAGE(upper, header_name_of(upper) == row.id);
        }
    }
    void gives_each_compact_letter_to_one_header() {
        std::set<char> seen;
        for (const HeaderRow& row : kHeaders)
            if (row.compact)
                CPPUNIT_ASSERT_MESSAGE(std::string(row.name), seen.insert(row.compact).second);
        CPPUNIT_ASSERT_EQUAL(std::size_t(19), seen.size());
    }
    void does_not_know_other_names() {
        for (const std::string_view name : {"", "z", "1", "X-Trunk", "Viaa", "Vi", "Contact-Length",
                                            "Call_ID", "P-Asserted-Identitx"})
            CPPUNIT_ASSERT_MESSAGE(std::string(name), header_name_of(name) == HeaderName::unknown);
    }
    void names_a_clause_in_every_row() {
        for (const HeaderRow& row : kHeaders)
            if (row.id != HeaderName::unknown)
                CPPUNIT_ASSERT_MESSAGE(std::string(row.name), row.clause.starts_with("RFC "));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(HeaderNameTest);

} // namespace sipi
