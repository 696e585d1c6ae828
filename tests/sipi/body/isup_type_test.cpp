// version and base of application/ISUP: every row of the table, and what peers send beside it; RFC
// 3204 §3.1.
#include "sipi/body/isup_type.h"

#include "tests/sipi/text_support.h"

#include <algorithm>
#include <cctype>

namespace sipi {

class IsupTypeTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(IsupTypeTest);
    CPPUNIT_TEST(reads_every_name_of_the_table_in_any_case);
    CPPUNIT_TEST(every_row_leads_to_table_1_of_rfc3204);
    CPPUNIT_TEST(unknown_names_have_no_version);
    CPPUNIT_TEST(knows_private_names);
    CPPUNIT_TEST(reads_parameters_quoted_and_in_any_order);
    CPPUNIT_TEST(chooses_the_issue_to_read_by);
    CPPUNIT_TEST(prints_what_it_reads);
    CPPUNIT_TEST_SUITE_END();

    static IsupType read(std::string_view content_type) {
        const auto type = MediaType::parse(content_type);
        CPPUNIT_ASSERT_MESSAGE(std::string(content_type), type.ok());
        return IsupType::of(*type);
    }
    static std::string issue(std::string_view content_type) {
        return std::string(text(read(content_type).issue()));
    }

    void reads_every_name_of_the_table_in_any_case() {
        for (const IsupVersionRow& row : kIsupVersions) {
            if (row.version == IsupVersion::unknown || row.version == IsupVersion::private_use)
                continue;
            std::string upper(row.name);
            std::ranges::transform(upper, upper.begin(),
                                   [](unsigned char c) { return char(std::toupper(c)); });
            for (const std::string& name : {std::string(row.name), upper, "\"" + upper + "\""})
                CPPUNIT_ASSERT_MESSAGE(name, isup_version(name) == row.version);
            CPPUNIT_ASSERT(!row.protocol.empty() && !row.source.empty());
        }
    }
    void every_row_leads_to_table_1_of_rfc3204() {
        for (const IsupVersionRow& own : kIsupVersions) {
            const bool in_table_1 = own.source == "RFC 3204 Table 1";
            CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(own.name), in_table_1,
                                         own.base == own.version &&
                                             own.version != IsupVersion::unknown);
            if (own.base != IsupVersion::unknown)
                CPPUNIT_ASSERT_EQUAL(row(own.base).compatibility, own.compatibility);
        }
        CPPUNIT_ASSERT_EQUAL(
            std::ptrdiff_t(9),
            std::ranges::count(kIsupVersions, "RFC 3204 Table 1", &IsupVersionRow::source));
    }
    void unknown_names_have_no_version() {
        for (const std::string_view name :
             {"", "itu", "itu-t92", "itu-t92++", "ansi0", "\"\"", "X-"})
            CPPUNIT_ASSERT_MESSAGE(std::string(name), isup_version(name) == IsupVersion::unknown);
    }
    void knows_private_names() {
        CPPUNIT_ASSERT(isup_version("X-NetxProprietaryISUPv3") == IsupVersion::private_use);
        CPPUNIT_ASSERT(isup_version("x-y") == IsupVersion::private_use);
    }
    void reads_parameters_quoted_and_in_any_order() {
        const IsupType one = read("application/ISUP; version=nxv3; base=etsi121");
        ASSERT_TEXT("nxv3", one.version);
        ASSERT_TEXT("etsi121", one.base);
        const IsupType two = read("APPLICATION/isup;x;BASE=\"itu-t92+\" ; Version = \"Spirou\"");
        ASSERT_TEXT("Spirou", two.version);
        ASSERT_TEXT("itu-t92+", two.base);
        const IsupType none = read("application/isup");
        ASSERT_TEXT("", none.version);
        ASSERT_TEXT("", none.base);
    }
    void chooses_the_issue_to_read_by() {
        ASSERT_TEXT("ansi00", issue("application/ISUP; version=ansi00"));
        // a version of Table 1 says more than the base
        ASSERT_TEXT("etsi356", issue("application/ISUP;version=etsi356;base=itu-t92+"));
        ASSERT_TEXT("etsi121", issue("application/ISUP;version=nxv3"));
        ASSERT_TEXT("itu-t88", issue("application/ISUP;version=nxv3;base=itu-t88"));
        ASSERT_TEXT("ttc93+", issue("application/ISUP;version=X-ours;base=ttc93+"));
        ASSERT_TEXT("itu-t92+", issue("application/ISUP;version=x;base=spirou"));
        ASSERT_TEXT("itu-t92+", issue("application/ISUP;version=spirou;base=unheard"));
        ASSERT_TEXT("ansi88", issue("application/ISUP;base=ansi88"));
        ASSERT_TEXT("", issue("application/ISUP;version=X-ours"));
        ASSERT_TEXT("", issue("application/ISUP"));
    }
    void prints_what_it_reads() {
        std::string out;
        append(out, IsupType{"itu-t92+", "itu-t92+"});
        ASSERT_TEXT("application/ISUP;version=itu-t92+;base=itu-t92+", out);
        out.clear();
        append(out, read("application/ISUP;version=\"ansi00\""));
        ASSERT_TEXT("application/ISUP;version=ansi00", out);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(IsupTypeTest);

} // namespace sipi
