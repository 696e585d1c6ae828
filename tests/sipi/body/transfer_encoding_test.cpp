// base64 and quoted-printable, RFC 2045 §6; vectors of RFC 4648 §10.
#include "sipi/body/transfer_encoding.h"

#include "tests/sipi/text_support.h"

#include <array>

namespace sipi {

using namespace std::literals;

class TransferEncodingTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TransferEncodingTest);
    CPPUNIT_TEST(knows_the_names_in_any_case);
    CPPUNIT_TEST(decodes_base64);
    CPPUNIT_TEST(decodes_every_octet_of_base64);
    CPPUNIT_TEST(refuses_malformed_base64);
    CPPUNIT_TEST(decodes_quoted_printable);
    CPPUNIT_TEST(refuses_malformed_quoted_printable);
    CPPUNIT_TEST_SUITE_END();

    void knows_the_names_in_any_case() {
        for (const std::string_view name : {"", "7bit", "8BIT", "Binary"})
            CPPUNIT_ASSERT(transfer_encoding(name) == TransferEncoding::identity);
        CPPUNIT_ASSERT(transfer_encoding("BASE64") == TransferEncoding::base64);
        CPPUNIT_ASSERT(transfer_encoding("quoted-printable") == TransferEncoding::quoted_printable);
        for (const std::string_view name : {"x-uuencode", "base 64", "base64;x"})
            CPPUNIT_ASSERT(transfer_encoding(name) == TransferEncoding::unknown);
    }
    void decodes_base64() {
        struct Row {
            std::string_view from, to;
        };
        for (const Row& row : {Row{"", ""}, Row{"Zg==", "f"}, Row{"Zm8=", "fo"}, Row{"Zm9v", "foo"},
                               Row{"Zm9vYg==", "foob"}, Row{"Zm9vYmE=", "fooba"},
                               Row{"Zm9vYmFy", "foobar"}, Row{" Zm 9v\r\nYm\nFy\r\n", "foobar"},
                               Row{"Zm8", "fo"}, Row{"Zg=", "f"}, Row{"Zg=\r\n=", "f"}}) {
            const auto decoded = decode_base64(row.from);
            CPPUNIT_ASSERT_MESSAGE(std::string(row.from), decoded.has_value());
            ASSERT_TEXT(row.to, *decoded);
        }
    }
    void decodes_every_octet_of_base64() {
        constexpr std::string_view digits =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (unsigned octet = 0; octet < 256; ++octet) {
            const std::string text{digits[octet >> 2], digits[octet << 4 & 0x3f], '=', '='};
            ASSERT_TEXT(std::string(1, static_cast<char>(octet)), *decode_base64(text));
        }
    }
    void refuses_malformed_base64() {
        for (const std::string& bad : {"Z"s, "Zm9vY"s, "Zm9v="s, "Zg==="s, "Zg==Zg=="s, "Z=g="s,
                                       "Zm_v"s, "Zm-v"s, "Zm9\0"s, "Zm9\xff"s, "="s})
            CPPUNIT_ASSERT_MESSAGE(bad, !decode_base64(bad));
    }
    void decodes_quoted_printable() {
        struct Row {
            std::string_view from, to;
        };
        for (const Row& row :
             {Row{"", ""}, Row{"a=3Db=0d=0A", "a=b\r\n"}, Row{"a=\r\nb", "ab"},
              Row{"a= \t\nb", "ab"}, Row{"a \t\r\nb  ", "a\r\nb"}, Row{"a=20\r\n", "a \r\n"},
              Row{"\n\r\n", "\n\r\n"}, Row{"a=", "a"}, Row{"=41", "A"}}) {
            const auto decoded = decode_quoted_printable(row.from);
            CPPUNIT_ASSERT_MESSAGE(std::string(row.from), decoded.has_value());
            ASSERT_TEXT(row.to, *decoded);
        }
    }
    void refuses_malformed_quoted_printable() {
        for (const std::string_view bad : {"=4", "=G1", "=1G", "a=x\r\n", "==", "=\r\n=1", "= 41"})
            CPPUNIT_ASSERT_MESSAGE(std::string(bad), !decode_quoted_printable(bad));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TransferEncodingTest);

} // namespace sipi
