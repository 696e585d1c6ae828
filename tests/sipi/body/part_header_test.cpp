// The header lines of a body part, whole, folded, malformed and cut; RFC 2046 §5.1.
#include "sipi/body/part_header.h"

#include "tests/sipi/text_support.h"

namespace sipi {

class PartHeaderTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(PartHeaderTest);
    CPPUNIT_TEST(reads_the_fields_it_knows);
    CPPUNIT_TEST(content_begins_behind_the_empty_line);
    CPPUNIT_TEST(delimiter_ends_a_header_without_empty_line);
    CPPUNIT_TEST(unfolds_only_what_is_folded);
    CPPUNIT_TEST(notes_malformed_lines_and_goes_on);
    CPPUNIT_TEST(reads_a_header_cut_at_every_length);
    CPPUNIT_TEST_SUITE_END();

    std::forward_list<std::string> unfolded_;
    PartHeader read(std::string_view text) {
        unfolded_.clear();
        return read_part_header(DelimiterScanner(text, "b"), 0, unfolded_);
    }

    void reads_the_fields_it_knows() {
        const PartHeader header =
            read("content-type : a/b \r\nX-Other: y\r\nContent-Length:\t3\r\nCONTENT-ID: <i>\r\n"
                 "Content-Disposition: signal\r\nContent-Encoding: gzip\r\n"
                 "Content-Transfer-Encoding: binary\r\n\r\n");
        ASSERT_TEXT("a/b", header.fields.content_type);
        ASSERT_TEXT("3", header.content_length);
        ASSERT_TEXT("<i>", header.fields.content_id);
        ASSERT_TEXT("signal", header.fields.content_disposition);
        ASSERT_TEXT("gzip", header.fields.content_encoding);
        ASSERT_TEXT("binary", header.fields.transfer_encoding);
        CPPUNIT_ASSERT(!header.malformed);
    }
    void content_begins_behind_the_empty_line() {
        CPPUNIT_ASSERT_EQUAL(std::size_t(8), read("a: b\r\n\r\n\r\nx").content);
        CPPUNIT_ASSERT_EQUAL(std::size_t(6), read("a: b\n\nx").content);
        CPPUNIT_ASSERT_EQUAL(std::size_t(2), read("\r\nx").content);
        CPPUNIT_ASSERT_EQUAL(std::size_t(4), read("a: b").content);
    }
    void delimiter_ends_a_header_without_empty_line() {
        const PartHeader header = read("a: b\r\n--b--\r\n");
        CPPUNIT_ASSERT(header.end && header.end->closing);
        CPPUNIT_ASSERT_EQUAL(std::size_t(6), header.content);
        CPPUNIT_ASSERT(!read("a: b\r\n\r\n--b--\r\n").end);
    }
    void unfolds_only_what_is_folded() {
        ASSERT_TEXT("a/b; c=d; e=f",
                    read("Content-Type: a/b;\r\n \t c=d;\n\te=f \r\n\r\n").fields.content_type);
        CPPUNIT_ASSERT(!unfolded_.empty());
        (void)read("Content-Type: a/b\r\n\r\n x");
        CPPUNIT_ASSERT(unfolded_.empty());
    }
    void notes_malformed_lines_and_goes_on() {
        for (const std::string_view text :
             {"v=0\r\nc: a/b\r\n\r\n", ": x\r\nc: a/b\r\n\r\n",
              "c: a/b\r\nContent-Type: a/b\r\n\r\n", "c: a/b\r\nx y: z\r\n\r\n"}) {
            const PartHeader header = read(text);
            CPPUNIT_ASSERT_MESSAGE(std::string(text), header.malformed);
            ASSERT_TEXT("a/b", header.fields.content_type);
        }
        CPPUNIT_ASSERT(read(" folded: from nothing\r\n\r\n").malformed);
    }
    void reads_a_header_cut_at_every_length() {
        constexpr std::string_view text = "Content-Type: a/b;\r\n c=d\r\nl: 3\r\n\r\nxyz\r\n--b";
        for (std::size_t length = 0; length < text.size(); ++length) {
            const std::string cut(text.substr(0, length));
            CPPUNIT_ASSERT(read(cut).content <= length);
        }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PartHeaderTest);

} // namespace sipi
