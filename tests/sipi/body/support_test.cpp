// What must be refused and with which answer: the rules of RFC 3204 §6, RFC 3372 §7.1 and RFC 5621
// §8.
#include "sipi/body/support.h"

#include "sipi/body/isup_type.h"
#include "tests/sipi/body/body_support.h"

#include <array>

namespace sipi {

using test::body_of;
using test::kMixed;

class SupportTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SupportTest);
    CPPUNIT_TEST(understood_parts_are_not_refused);
    CPPUNIT_TEST(unknown_part_without_handling_is_refused);
    CPPUNIT_TEST(unknown_disposition_is_refused);
    CPPUNIT_TEST(isup_is_refused_or_ignored_by_its_handling);
    CPPUNIT_TEST(unknown_isup_version_may_be_refused);
    CPPUNIT_TEST(nothing_is_required_in_an_optional_multipart);
    CPPUNIT_TEST(whole_optional_body_is_not_refused);
    CPPUNIT_TEST(one_alternative_is_enough);
    CPPUNIT_TEST(no_alternative_is_refused_whatever_its_parts_say);
    CPPUNIT_TEST(unnecessary_nesting_changes_nothing);
    CPPUNIT_TEST(empty_part_without_type_asks_for_nothing);
    CPPUNIT_TEST(faults_of_the_sender_are_answered_400);
    CPPUNIT_TEST(faults_of_optional_parts_do_not_count);
    CPPUNIT_TEST(sip_i_messages_are_answered_as_they_ask);
    CPPUNIT_TEST(lists_what_is_accepted);
    CPPUNIT_TEST(every_fault_has_words_and_an_answer);
    CPPUNIT_TEST_SUITE_END();

    static constexpr std::array kPlain{BodyKind{"application", "sdp", "session"}};
    static constexpr std::array kSipI{BodyKind{"application", "sdp", "session"},
                                      BodyKind{"application", "isup", ""}};

    static int answer(const Body& body, std::span<const BodyKind> kinds = kSipI) {
        const auto refused =
            refused_parts(body, [&](const BodyPart& part) { return understands(kinds, part); });
        return refusal_status(refused);
    }
    static int answer(std::string_view parts, std::span<const BodyKind> kinds = kSipI) {
        const std::string text = std::string(parts) + "--b--\r\n";
        return answer(body_of(kMixed, text), kinds);
    }
    static std::string part(std::string_view header, std::string_view content = "x") {
        return "--b\r\n" + std::string(header) + "\r\n\r\n" + std::string(content) + "\r\n";
    }
    inline static const std::string kSdp = "--b\r\nContent-Type: application/sdp\r\n\r\nx\r\n";
    static std::string isup(std::string_view handling) {
        return part(
            "Content-Type: application/ISUP;version=itu-t92+\r\nContent-Disposition: signal" +
            std::string(handling));
    }
    static std::string multipart(std::string_view type, std::string_view disposition,
                                 std::string_view content) {
        std::string inner(content); // written with boundary b: rename
        for (std::size_t at; (at = inner.find("--b\r\n")) != std::string::npos;)
            inner.replace(at, 5, "--c\r\n");
        return part("Content-Type: multipart/" + std::string(type) + ";boundary=c\r\n" +
                        "Content-Disposition: " + std::string(disposition),
                    inner + "--c--");
    }

    void understood_parts_are_not_refused() {
        CPPUNIT_ASSERT_EQUAL(0, answer(kSdp + isup("")));
        CPPUNIT_ASSERT_EQUAL(0, answer(Body()));
    }
    void unknown_part_without_handling_is_refused() {
        CPPUNIT_ASSERT_EQUAL(415, answer(kSdp + part("Content-Type: application/x")));
        CPPUNIT_ASSERT_EQUAL(
            415, answer(kSdp + part("Content-Type: a/b\r\nContent-Disposition: x;handling=other")));
        CPPUNIT_ASSERT_EQUAL(0, answer(kSdp + part("Content-Type: a/b\r\n"
                                                   "Content-Disposition: x;handling=optional")));
        CPPUNIT_ASSERT_EQUAL(415, answer(kSdp + part("", "text")));
    }
    void unknown_disposition_is_refused() {
        const std::string header = "Content-Type: application/sdp\r\nContent-Disposition: ";
        CPPUNIT_ASSERT_EQUAL(415, answer(kSdp + part(header + "early-session")));
        CPPUNIT_ASSERT_EQUAL(0, answer(kSdp + part(header + "early-session;handling=optional")));
        CPPUNIT_ASSERT_EQUAL(0, answer(part(header + "SESSION")));
    }
    void isup_is_refused_or_ignored_by_its_handling() {
        // RFC 3372 §7.1: a plain UA and the three ways to offer it ISUP
        CPPUNIT_ASSERT_EQUAL(415, answer(kSdp + isup(""), kPlain));
        CPPUNIT_ASSERT_EQUAL(415, answer(kSdp + isup(";handling=required"), kPlain));
        CPPUNIT_ASSERT_EQUAL(0, answer(kSdp + isup(";handling=optional"), kPlain));
    }
    void unknown_isup_version_may_be_refused() {
        const auto knows = [](const BodyPart& part) {
            return understands(kSipI, part) &&
                   (!part.is("application", "isup") ||
                    IsupType::of(part.type).issue() != IsupVersion::unknown);
        };
        const std::string known = kSdp + isup("") + "--b--";
        CPPUNIT_ASSERT(refused_parts(body_of(kMixed, known), knows).empty());
        const std::string strange =
            kSdp + part("Content-Type: application/isup;version=X-other") + "--b--";
        const Body body = body_of(kMixed, strange);
        const auto refused = refused_parts(body, knows);
        CPPUNIT_ASSERT(refused.size() == 1 && refused[0] == body.isup());
    }
    void nothing_is_required_in_an_optional_multipart() {
        const std::string unknown = part("Content-Type: a/b\r\n"
                                         "Content-Disposition: signal;handling=required");
        CPPUNIT_ASSERT_EQUAL(
            0, answer(kSdp + multipart("mixed", "render;handling=optional", unknown)));
        CPPUNIT_ASSERT_EQUAL(415, answer(kSdp + multipart("mixed", "render", unknown)));
        CPPUNIT_ASSERT_EQUAL(0,
                             answer(kSdp + multipart("related", "x;handling=optional", unknown)));
    }
    void whole_optional_body_is_not_refused() {
        Body::Headers headers;
        headers.content_type = kMixed;
        headers.content_disposition = "render;handling=optional";
        const std::string text = part("Content-Type: a/b") + "--b--";
        CPPUNIT_ASSERT_EQUAL(0, answer(Body::parse(headers, test::octets(text))));
        headers.content_type = "a/b";
        CPPUNIT_ASSERT_EQUAL(0, answer(Body::parse(headers, test::octets("x"))));
        headers.content_disposition = "";
        CPPUNIT_ASSERT_EQUAL(415, answer(Body::parse(headers, test::octets("x"))));
    }
    void one_alternative_is_enough() {
        CPPUNIT_ASSERT_EQUAL(
            0, answer(multipart("alternative", "session", kSdp + part("Content-Type: a/b"))));
        CPPUNIT_ASSERT_EQUAL(
            0, answer(multipart("alternative", "session", part("Content-Type: a/b") + kSdp)));
    }
    void no_alternative_is_refused_whatever_its_parts_say() {
        const std::string unknown = part("Content-Type: a/b\r\n"
                                         "Content-Disposition: session;handling=optional");
        CPPUNIT_ASSERT_EQUAL(415, answer(multipart("alternative", "session", unknown + unknown)));
        CPPUNIT_ASSERT_EQUAL(
            0, answer(multipart("alternative", "session;handling=optional", unknown + unknown)));
        CPPUNIT_ASSERT_EQUAL(0, answer(multipart("mixed", "render", unknown + unknown)));
    }
    void unnecessary_nesting_changes_nothing() {
        CPPUNIT_ASSERT_EQUAL(0, answer(multipart("mixed", "render", kSdp + isup(""))));
        CPPUNIT_ASSERT_EQUAL(415, answer(multipart("mixed", "render", kSdp + isup("")), kPlain));
    }
    void empty_part_without_type_asks_for_nothing() {
        CPPUNIT_ASSERT_EQUAL(0, answer("--b\r\n\r\n" + kSdp));
        CPPUNIT_ASSERT_EQUAL(415, answer(part("Content-Type: a/b", "") + kSdp));
    }
    void faults_of_the_sender_are_answered_400() {
        CPPUNIT_ASSERT_EQUAL(400, answer(kSdp + part("Content-Type: application/isup\r\n"
                                                     "Content-Transfer-Encoding: base64",
                                                     "&")));
        CPPUNIT_ASSERT_EQUAL(415, answer(kSdp + part("Content-Type: application/isup\r\n"
                                                     "Content-Transfer-Encoding: x-zip",
                                                     "&")));
        CPPUNIT_ASSERT_EQUAL(400, answer(kSdp + part("Content-Type: a/b") + part("v=0")));
        CPPUNIT_ASSERT_EQUAL(400, answer(body_of("multipart/mixed", "x")));
        CPPUNIT_ASSERT_EQUAL(400, answer(body_of("", "x")));
    }
    void faults_of_optional_parts_do_not_count() {
        CPPUNIT_ASSERT_EQUAL(0,
                             answer(kSdp + part("Content-Type: application/isup\r\n"
                                                "Content-Disposition: signal;handling=optional\r\n"
                                                "Content-Transfer-Encoding: base64",
                                                "&")));
    }
    void sip_i_messages_are_answered_as_they_ask() {
        for (const std::string_view name : test::kSipIMessages) {
            const Message message = test::sip_i_message(name);
            const int expected = name == "15-invite-no-handling-unknown" ? 415 : 0;
            CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(name), expected, answer(Body::parse(message)));
        }
    }
    void lists_what_is_accepted() {
        std::string out;
        append_accept(out, kSipI);
        ASSERT_TEXT("application/sdp, application/isup, multipart/mixed", out);
        out.clear();
        constexpr std::array twice{BodyKind{"application", "sdp", "session"},
                                   BodyKind{"application", "SDP", "early-session"}};
        append_accept(out, twice);
        ASSERT_TEXT("application/sdp, multipart/mixed", out);
    }
    void every_fault_has_words_and_an_answer() {
        for (int fault = 1; fault <= static_cast<int>(BodyFault::malformed_encoding); ++fault) {
            CPPUNIT_ASSERT(!text(static_cast<BodyFault>(fault)).empty());
            const int status = status_of(static_cast<BodyFault>(fault));
            CPPUNIT_ASSERT(status == 400 || status == 415);
        }
        CPPUNIT_ASSERT_EQUAL(0, status_of(BodyFault::none));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SupportTest);

} // namespace sipi
