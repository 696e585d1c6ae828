// Bodies taken apart: multiparts as peers write them, SIP-I messages, and traps; RFC 2046, RFC
// 3204, RFC 5621.
#include "sipi/body/multipart.h"

#include "tests/sipi/body/body_support.h"

namespace sipi {

using test::body_of;
using test::kMixed;
using test::octets;
using test::shown;
using test::sip_i_message;
using namespace std::literals;

class MultipartTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(MultipartTest);
    CPPUNIT_TEST(no_body_has_no_part);
    CPPUNIT_TEST(plain_body_is_one_part);
    CPPUNIT_TEST(splits_a_multipart);
    CPPUNIT_TEST(reads_quoted_and_escaped_boundaries);
    CPPUNIT_TEST(skips_preamble_and_epilogue);
    CPPUNIT_TEST(keeps_blank_lines_that_belong_to_the_part);
    CPPUNIT_TEST(reads_empty_parts);
    CPPUNIT_TEST(reads_parts_without_a_header);
    CPPUNIT_TEST(tolerates_a_missing_closing_delimiter);
    CPPUNIT_TEST(allows_padding_behind_a_boundary);
    CPPUNIT_TEST(tolerates_lone_line_feeds_around_text);
    CPPUNIT_TEST(lone_line_feed_before_a_boundary_in_binary_is_content);
    CPPUNIT_TEST(reads_binary_in_a_multipart_of_lone_line_feeds);
    CPPUNIT_TEST(longer_and_shorter_lines_than_the_boundary_are_content);
    CPPUNIT_TEST(length_of_a_part_saves_a_delimiter_inside_it);
    CPPUNIT_TEST(length_of_a_part_that_does_not_fit_is_ignored);
    CPPUNIT_TEST(reads_nested_multiparts_in_order);
    CPPUNIT_TEST(outer_delimiter_ends_an_open_inner_multipart);
    CPPUNIT_TEST(unfolds_part_headers);
    CPPUNIT_TEST(reads_compact_part_headers);
    CPPUNIT_TEST(reads_handling);
    CPPUNIT_TEST(gives_default_dispositions);
    CPPUNIT_TEST(undoes_transfer_encodings);
    CPPUNIT_TEST(marks_encodings_that_it_does_not_undo);
    CPPUNIT_TEST(marks_malformed_part_headers);
    CPPUNIT_TEST(marks_multiparts_that_it_cannot_take_apart);
    CPPUNIT_TEST(refuses_too_many_parts_and_too_deep_ones);
    CPPUNIT_TEST(broken_inner_multipart_leaves_the_rest);
    CPPUNIT_TEST(finds_no_early_session);
    CPPUNIT_TEST(finds_qsig_and_content_ids);
    CPPUNIT_TEST(moved_body_keeps_what_it_decoded);
    CPPUNIT_TEST(reads_the_example_of_rfc3204);
    CPPUNIT_TEST(finds_isup_in_every_sip_i_message);
    CPPUNIT_TEST(boundary_look_alike_stays_in_the_isup);
    CPPUNIT_TEST(reads_mpart01_of_rfc4475);
    CPPUNIT_TEST(every_message_is_cut_at_every_length);
    CPPUNIT_TEST_SUITE_END();

    static std::string part(std::string_view header, std::string_view content) {
        return "--b\r\n" + std::string(header) + "\r\n\r\n" + std::string(content) + "\r\n";
    }

    void no_body_has_no_part() {
        const Body body = body_of("application/sdp", "");
        CPPUNIT_ASSERT(body.parts().empty());
        CPPUNIT_ASSERT(!body.sdp() && !body.isup() && !body.qsig());
        const Message prack = sip_i_message("03-prack");
        CPPUNIT_ASSERT(Body::parse(prack).parts().empty());
    }
    void plain_body_is_one_part() {
        const Body body = body_of("Application/SDP", "v=0\r\n");
        ASSERT_TEXT("Application/SDP[v=0\r\n]", shown(body));
        CPPUNIT_ASSERT(body.sdp() == &body.parts()[0]);
        CPPUNIT_ASSERT_EQUAL(-1, body.parts()[0].multipart);
        ASSERT_TEXT("/!Content-Type missing or malformed", shown(body_of("", "v=0\r\n")));
        ASSERT_TEXT("/!Content-Type missing or malformed", shown(body_of("sdp", "v=0\r\n")));
    }
    void splits_a_multipart() {
        const std::string text = part("Content-Type: application/sdp", "v=0\r\n") +
                                 part("Content-Type: application/ISUP;version=ansi00", "\1\2") +
                                 "--b--\r\n";
        const Body body = body_of(kMixed, text);
        ASSERT_TEXT("application/sdp[v=0\r\n]application/ISUP[\1\2]", shown(body));
        ASSERT_TEXT("application/ISUP;version=ansi00", body.isup()->content_type);
        CPPUNIT_ASSERT_EQUAL(0, body.isup()->multipart);
        CPPUNIT_ASSERT(body.multiparts()[0].closed);
    }
    void reads_quoted_and_escaped_boundaries() {
        const std::string text = "--a b:?=\r\nContent-Type: a/b\r\n\r\nx\r\n--a b:?=--";
        for (const std::string_view type :
             {"multipart/mixed;boundary=\"a b:?=\"",
              "MULTIPART/Mixed ; x=y ; Boundary = \"a b:?=\"",
              "multipart/mixed;boundary=\"a\\ b\\:?=\"", "multipart/mixed;boundary=\"a b:?= \""})
            ASSERT_TEXT("a/b[x]", shown(body_of(type, text)));
        ASSERT_TEXT("a/b[]", shown(body_of("multipart/mixed;boundary=----=_Part.1",
                                           "------=_Part.1\r\nContent-Type:a/b\r\n\r\n")));
    }
    void skips_preamble_and_epilogue() {
        const std::string inner = part("Content-Type: a/b", "x") + "--b--";
        for (const std::string& text :
             {inner, "\r\n" + inner, "text --b\r\n--bx\r\n" + inner, "\n" + inner, inner + "\r\n",
              inner + "\r\nmore\r\n--b\r\nContent-Type: c/d\r\n\r\ny\r\n--b--\r\n"})
            ASSERT_TEXT("a/b[x]", shown(body_of(kMixed, text)));
    }
    void keeps_blank_lines_that_belong_to_the_part() {
        ASSERT_TEXT("a/b[\r\nx\r\n]",
                    shown(body_of(kMixed, part("Content-Type: a/b", "\r\nx\r\n") + "--b--")));
    }
    void reads_empty_parts() {
        ASSERT_TEXT("a/b[]c/d[]", shown(body_of(kMixed, "--b\r\nContent-Type: a/b\r\n\r\n--b\r\n"
                                                        "Content-Type: c/d\r\n\r\n\r\n--b--")));
        ASSERT_TEXT("a/b[]", shown(body_of(kMixed, "--b\r\nContent-Type: a/b\r\n--b--")));
        ASSERT_TEXT("text/plain[]text/plain[]text/plain[]",
                    shown(body_of(kMixed, "--b\r\n--b\r\n\r\n--b\r\n\r\n\r\n--b--")));
        ASSERT_TEXT("", shown(body_of(kMixed, "--b--\r\n")));
    }
    void reads_parts_without_a_header() {
        const Body body = body_of(kMixed, "--b\r\n\r\nx\r\n--b--");
        ASSERT_TEXT("text/plain[x]", shown(body));
        ASSERT_TEXT("", body.parts()[0].content_type);
    }
    void tolerates_a_missing_closing_delimiter() {
        for (const std::string_view end : {"", "\r\n--b", "\r\n--b\r\n"}) {
            const std::string text = "--b\r\nContent-Type: a/b\r\n\r\nx" + std::string(end);
            const Body body = body_of(kMixed, text);
            ASSERT_TEXT("a/b[x]", shown(body));
            CPPUNIT_ASSERT(!body.multiparts()[0].closed);
        }
    }
    void allows_padding_behind_a_boundary() {
        ASSERT_TEXT("a/b[x]", shown(body_of(kMixed, "--b \t\r\nContent-Type: a/b\r\n\r\nx\r\n"
                                                    "--b-- \r\n")));
    }
    void tolerates_lone_line_feeds_around_text() {
        ASSERT_TEXT("application/sdp[v=0\n]text/html[x]",
                    shown(body_of(kMixed, "--b\nContent-Type: application/sdp\n\nv=0\n\n--b\n"
                                          "Content-Type: text/html\n\nx\n--b--\n")));
        ASSERT_TEXT("application/sdp[v=0]a/b[x]",
                    shown(body_of(kMixed, "--b\r\nContent-Type: application/sdp\n\nv=0\n--b\n"
                                          "Content-Type: a/b\n\nx\r\n--b--\r\n")));
    }
    void lone_line_feed_before_a_boundary_in_binary_is_content() {
        const std::string isup = "\1\n--b\r\n\r\n--b\n\2\r\n--b--x\n--b--\r\n\3"s;
        ASSERT_TEXT("application/isup[" + isup + "]",
                    shown(body_of(kMixed, part("Content-Type: application/isup", isup) + "--b--")));
    }
    void reads_binary_in_a_multipart_of_lone_line_feeds() {
        ASSERT_TEXT("application/isup[\1\r]a/b[x]",
                    shown(body_of(kMixed, "--b\nContent-Type: application/isup\n\n\1\r\n--b\n"
                                          "Content-Type: a/b\n\nx\n--b--\n")));
    }
    void longer_and_shorter_lines_than_the_boundary_are_content() {
        const std::string content =
            "x\r\n--bc\r\n--\r\n-b\r\n --b\r\n--b-\r\n--b---\r\n--B\r\ny--b\r\n";
        ASSERT_TEXT("text/x[" + content + "]",
                    shown(body_of(kMixed, part("Content-Type: text/x", content) + "--b--")));
    }
    void length_of_a_part_saves_a_delimiter_inside_it() {
        const std::string content = "\1\r\n--b\r\n\r\n--b--\r\n\2"s;
        const std::string header =
            "Content-Type: application/ISUP\r\nContent-Length: " + std::to_string(content.size());
        ASSERT_TEXT("application/ISUP[" + content + "]a/b[x]",
                    shown(body_of(kMixed, part(header, content) + part("Content-Type: a/b", "x") +
                                              "--b--")));
    }
    void length_of_a_part_that_does_not_fit_is_ignored() {
        for (const std::string_view length :
             {"0", "1", "4", "99", "x", "-1", "4294967299", "99999999999999999999999"})
            ASSERT_TEXT("a/b[xyz]c/d[]",
                        shown(body_of(kMixed, part("Content-Type: a/b\r\nContent-Length: " +
                                                       std::string(length),
                                                   "xyz") +
                                                  part("Content-Type: c/d", "") + "--b--")));
    }
    void reads_nested_multiparts_in_order() {
        const std::string inner =
            "--b2\r\nContent-Type: c/d\r\n\r\ny\r\n--b2\r\nContent-Type: e/f\r\n\r\nz\r\n--b2--";
        const std::string text = part("Content-Type: a/b", "x") +
                                 part("Content-Type: multipart/alternative;boundary=b2\r\n"
                                      "Content-Disposition: render;handling=optional",
                                      inner) +
                                 part("Content-Type: g/h", "") + "--b--";
        const Body body = body_of(kMixed, text);
        ASSERT_TEXT("a/b[x]c/d[y]e/f[z]g/h[]", shown(body));
        CPPUNIT_ASSERT_EQUAL(std::size_t(2), body.multiparts().size());
        const Multipart& nested = body.multiparts()[1];
        CPPUNIT_ASSERT(nested.kind == Multipart::Kind::alternative);
        CPPUNIT_ASSERT(nested.optional && nested.closed);
        CPPUNIT_ASSERT_EQUAL(0, nested.outer);
        CPPUNIT_ASSERT_EQUAL(1, body.parts()[2].multipart);
        CPPUNIT_ASSERT_EQUAL(0, body.parts()[3].multipart);
    }
    void outer_delimiter_ends_an_open_inner_multipart() {
        const std::string text = part("Content-Type: multipart/related;boundary=c",
                                      "--c\r\nContent-Type: a/b\r\n\r\nx") +
                                 part("Content-Type: e/f", "z") + "--b--";
        const Body body = body_of(kMixed, text);
        ASSERT_TEXT("a/b[x]e/f[z]", shown(body));
        CPPUNIT_ASSERT(body.multiparts()[0].closed && !body.multiparts()[1].closed);
        CPPUNIT_ASSERT(body.multiparts()[1].kind == Multipart::Kind::related);
    }
    void unfolds_part_headers() {
        const std::string text = part("Content-Type: application/ISUP; version=nxv3;\r\n"
                                      "  base=etsi121\r\nContent-Disposition: signal;\n\t"
                                      "handling=optional",
                                      "\1") +
                                 "--b--";
        const Body body = body_of(kMixed, text);
        ASSERT_TEXT("application/ISUP; version=nxv3; base=etsi121", body.isup()->content_type);
        CPPUNIT_ASSERT(body.isup()->optional);
    }
    void reads_compact_part_headers() {
        const std::string text = part("c:application/sdp\r\nl: 1\r\nX-Other: y", "v") + "--b--";
        ASSERT_TEXT("application/sdp[v]", shown(body_of(kMixed, text)));
        ASSERT_TEXT("a/b!Unsupported encoding of body",
                    shown(body_of(kMixed, part("c: a/b\r\ne: gzip", "v") + "--b--")));
    }
    void reads_handling() {
        struct Row {
            std::string_view disposition;
            bool optional;
        };
        for (const Row& row :
             {Row{"signal", false}, Row{"signal;handling=required", false},
              Row{"signal;handling=optional", true}, Row{"Signal ; Handling = OPTIONAL", true},
              Row{"signal;handling=\"optional\"", true}, Row{"signal;handling=perhaps", false},
              Row{"signal;handling", false}, Row{"signal;x=optional", false}}) {
            Body::Headers headers;
            headers.content_type = "application/isup";
            headers.content_disposition = row.disposition;
            const Body body = Body::parse(headers, octets("\1"));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(row.disposition), row.optional,
                                         body.isup()->optional);
        }
    }
    void gives_default_dispositions() {
        ASSERT_TEXT("session", body_of("application/sdp", "v").parts()[0].disposition);
        ASSERT_TEXT("signal", body_of("application/ISUP", "v").parts()[0].disposition);
        ASSERT_TEXT("signal", body_of("application/QSIG", "v").parts()[0].disposition);
        ASSERT_TEXT("render", body_of("text/plain", "v").parts()[0].disposition);
    }
    void undoes_transfer_encodings() {
        const std::string text =
            part("Content-Type: application/isup\r\nContent-Transfer-Encoding: base64",
                 "ARAg\r\nAA==") +
            part("Content-Type: a/b\r\ncontent-transfer-encoding: Quoted-Printable", "=3D=\r\nx") +
            part("Content-Type: c/d\r\nContent-Transfer-Encoding: 8BIT", "=3D") +
            part("Content-Type: e/f\r\nContent-Transfer-Encoding: binary\r\n"
                 "Content-Encoding: identity",
                 "=3D") +
            "--b--";
        ASSERT_TEXT("application/isup[\1\x10\x20\0]a/b[=x]c/d[=3D]e/f[=3D]"s,
                    shown(body_of(kMixed, text)));
    }
    void marks_encodings_that_it_does_not_undo() {
        ASSERT_TEXT("a/b!Unsupported encoding of body",
                    shown(body_of(kMixed, part("Content-Type: a/b\r\n"
                                               "Content-Transfer-Encoding: x-uuencode",
                                               "v") +
                                              "--b--")));
        ASSERT_TEXT("a/b!Malformed transfer encoding",
                    shown(body_of(kMixed, part("Content-Type: a/b\r\n"
                                               "Content-Transfer-Encoding: base64",
                                               "&") +
                                              "--b--")));
        Body::Headers headers;
        headers.content_type = kMixed;
        headers.transfer_encoding = "base64";
        ASSERT_TEXT("multipart/mixed!Unsupported encoding of body",
                    shown(Body::parse(headers, octets("--b--"))));
    }
    void marks_malformed_part_headers() {
        for (const std::string_view header :
             {"Content-Type: a/b\r\nv=0", "Content-Type: a/b\r\n: x",
              "Content-Type: a/b\r\nContent-Type: a/b", "Content-Type: a/b\r\nc: c/d",
              "Content-Type: a/b\r\nContent-Disposition: ;handling=optional"})
            ASSERT_TEXT("a/b!Malformed header in body part",
                        shown(body_of(kMixed, part(header, "x") + "--b--")));
        ASSERT_TEXT("/!Content-Type missing or malformed",
                    shown(body_of(kMixed, part("Content-Type: isup", "x") + "--b--")));
    }
    void marks_multiparts_that_it_cannot_take_apart() {
        ASSERT_TEXT("multipart/mixed!multipart without boundary",
                    shown(body_of("multipart/mixed", "--b\r\n\r\nx\r\n--b--")));
        ASSERT_TEXT("multipart/mixed!multipart without boundary",
                    shown(body_of("multipart/mixed;boundary=\"\"", "--\r\n\r\nx\r\n----")));
        ASSERT_TEXT("multipart/mixed!Boundary does not occur in multipart",
                    shown(body_of(kMixed, "--c\r\n\r\nx\r\n--c--")));
    }
    void refuses_too_many_parts_and_too_deep_ones() {
        std::string text;
        for (std::size_t count = 0; count < kMaxBodyParts; ++count)
            text += part("Content-Type: a/b", "");
        const Body most = body_of(kMixed, text + "--b--");
        CPPUNIT_ASSERT_EQUAL(kMaxBodyParts, most.parts().size());
        text += part("Content-Type: a/b", "") + "--b--";
        const Body more = body_of(kMixed, text);
        ASSERT_TEXT("multipart/mixed!Too many body parts", shown(more));
        CPPUNIT_ASSERT(more.multiparts().empty());

        std::string nested = "x";
        std::string type = "a/b";
        for (int depth = 0; depth <= kMaxBodyDepth; ++depth) {
            if (depth == kMaxBodyDepth)
                ASSERT_TEXT("a/b[x]", shown(body_of(type, nested)));
            const std::string boundary = "n" + std::to_string(depth);
            nested = "--" + boundary + "\r\nContent-Type: " + type + "\r\n\r\n" + nested +
                     "\r\n--" + boundary + "--";
            type = "multipart/mixed;boundary=" + boundary;
        }
        ASSERT_TEXT("multipart/mixed!multipart nested too deeply", shown(body_of(type, nested)));

        text.clear();
        for (std::size_t count = 0; count < kMaxMultiparts; ++count)
            text += part("Content-Type: multipart/mixed;boundary=c", "--c--");
        ASSERT_TEXT("multipart/mixed!Too many body parts", shown(body_of(kMixed, text + "--b--")));
    }
    void broken_inner_multipart_leaves_the_rest() {
        const std::string text = part("Content-Type: application/sdp", "v=0") +
                                 part("Content-Type: multipart/mixed;boundary=c\r\n"
                                      "Content-Disposition: render;handling=optional",
                                      "nothing") +
                                 "--b--";
        const Body body = body_of(kMixed, text);
        ASSERT_TEXT("application/sdp[v=0]multipart/mixed!Boundary does not occur in multipart",
                    shown(body));
        CPPUNIT_ASSERT(body.sdp() && body.parts()[1].optional);
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), body.multiparts().size());
    }
    void finds_no_early_session() {
        const std::string text = part("Content-Type: application/sdp\r\n"
                                      "Content-Disposition: early-session",
                                      "v=1") +
                                 part("Content-Type: application/sdp\r\n"
                                      "Content-Disposition: Session;handling=required",
                                      "v=2") +
                                 "--b--";
        ASSERT_TEXT("v=2", body_of(kMixed, text).sdp()->text());
    }
    void finds_qsig_and_content_ids() {
        const std::string text =
            part("Content-Type: application/QSIG; version=iso\r\nContent-ID: <a@b.invalid>",
                 "\10") +
            "--b--";
        const Body body = body_of(kMixed, text);
        CPPUNIT_ASSERT(body.qsig() == &body.parts()[0]);
        CPPUNIT_ASSERT(body.by_content_id("a@b.invalid") == body.qsig());
        CPPUNIT_ASSERT(!body.by_content_id("A@b.invalid") && !body.by_content_id(""));
    }
    void moved_body_keeps_what_it_decoded() {
        const std::string text =
            part("Content-Type: a/b\r\nContent-Transfer-Encoding: base64", "eA==") + "--b--";
        Body from = body_of(kMixed, text);
        const Body body = std::move(from);
        ASSERT_TEXT("a/b[x]", shown(body));
    }
    void reads_the_example_of_rfc3204() {
        // §4.1: lines of SDP behind `m=` and of the folded Content-Type as printed
        const std::string text =
            "--unique-boundary-1\r\nContent-Type: application/SDP; charset=ISO-10646\r\n\r\n"
            "v=0\r\nm=audio 9092 RTP/AVP 0 3 4\r\n"
            "--unique-boundary-1\r\nContent-Type: application/ISUP; version=nxv3;\r\n"
            " base=etsi121\r\nContent-Disposition: signal; handling=optional\r\n\r\n"
            "\x01\x00\x49\x00\x00\x03\x02\x00\r\n--unique-boundary-1--\r\n"s;
        const Body body = body_of("multipart/mixed; boundary=unique-boundary-1", text);
        ASSERT_TEXT("v=0\r\nm=audio 9092 RTP/AVP 0 3 4", body.sdp()->text());
        ASSERT_TEXT("\x01\x00\x49\x00\x00\x03\x02\x00"s, body.isup()->text());
        ASSERT_TEXT("signal", body.isup()->disposition);
        CPPUNIT_ASSERT(body.isup()->optional && !body.sdp()->optional);
    }
    void finds_isup_in_every_sip_i_message() {
        struct Row {
            std::string_view name;
            int isup_type; ///< message type code of Q.763 Table 4; -1: none
            std::size_t isup_size;
            bool sdp;
        };
        constexpr std::array rows{
            Row{"01-invite-iam", 1, 28, true},
            Row{"04-180-cpg", 0x2c, 3, false},
            Row{"05-200-anm", 9, 2, false},
            Row{"06-info-sus", 0x0d, 3, false},
            Row{"08-bye-rel-conflict", 0x0c, 6, false},
            Row{"09-200bye-rlc", 0x10, 2, false},
            Row{"11-cancel-reason", -1, 0, false},
            Row{"14-invite-binary-trap", 1, 37, true},
            Row{"16-invite-optional-unknown", 1, 28, true},
            Row{"17-invite-ruri-differs", 1, 28, true},
            Row{"18-invite-ansi", 1, 47, true},
            Row{"21-invite-truncated-isup", 1, 9, true},
            Row{"22-invite-isup-only-no-sdp", 1, 28, false},
        };
        for (const Row& row : rows) {
            const Message message = sip_i_message(row.name);
            const Body body = Body::parse(message);
            const std::string name(row.name);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(name, row.sdp, body.sdp() != nullptr);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(name, row.isup_type >= 0, body.isup() != nullptr);
            if (!body.isup())
                continue;
            CPPUNIT_ASSERT_EQUAL_MESSAGE(name, row.isup_type, int(body.isup()->octets[0]));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(name, row.isup_size, body.isup()->octets.size());
            if (!body.multiparts().empty())
                CPPUNIT_ASSERT_MESSAGE(name, body.multiparts()[0].closed);
        }
    }
    void boundary_look_alike_stays_in_the_isup() {
        const Message message = sip_i_message("14-invite-binary-trap");
        const Body body = Body::parse(message);
        CPPUNIT_ASSERT_EQUAL(std::size_t(2), body.parts().size());
        CPPUNIT_ASSERT(body.isup()->text().find("\r\n--sipi-bd-\r\n") != std::string_view::npos);
    }
    void reads_mpart01_of_rfc4475() {
        const Message message = test::parsed(test::read_file("tests/data/rfc4475/mpart01.dat"));
        const Body body = Body::parse(message);
        CPPUNIT_ASSERT_EQUAL(std::size_t(2), body.parts().size());
        ASSERT_TEXT("Hello", body.find("text", "plain")->text().substr(0, 5));
        const BodyPart* signature = body.find("application", "octet-stream");
        CPPUNIT_ASSERT(signature && signature->octets[0] == 0x30);
    }
    void every_message_is_cut_at_every_length() {
        for (const std::string_view name : test::kSipIMessages) {
            const Message message = sip_i_message(name);
            for (std::size_t length = 0; length < message.body().size(); ++length) {
                // its own memory, so that a sanitizer sees a step too far
                const std::string cut(message.body_text().substr(0, length));
                const Body body = body_of(message.header(HeaderName::content_type), cut);
                const auto whole = Body::parse(message);
                CPPUNIT_ASSERT(body.parts().size() <= whole.parts().size() || !length);
                for (const BodyPart& part : body.parts())
                    CPPUNIT_ASSERT(
                        part.octets.empty() ||
                        (part.text().data() >= cut.data() &&
                         part.text().data() + part.text().size() <= cut.data() + cut.size()));
            }
        }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(MultipartTest);

} // namespace sipi
