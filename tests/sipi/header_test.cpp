// The other typed headers: numbers, CSeq, media types, Reason, Privacy, Warning, Retry-After, Date.
#include "sipi/header.h"

#include "tests/sipi/text_support.h"

namespace sipi {

class HeaderTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(HeaderTest);
    CPPUNIT_TEST(reads_numbers_up_to_their_limit);
    CPPUNIT_TEST(reads_call_ids);
    CPPUNIT_TEST(reads_cseq);
    CPPUNIT_TEST(refuses_malformed_cseq);
    CPPUNIT_TEST(reads_rack);
    CPPUNIT_TEST(reads_media_types);
    CPPUNIT_TEST(reads_content_disposition);
    CPPUNIT_TEST(reads_reason_with_location);
    CPPUNIT_TEST(reads_reason_without_cause);
    CPPUNIT_TEST(refuses_malformed_reasons);
    CPPUNIT_TEST(prints_reasons);
    CPPUNIT_TEST(reads_and_prints_every_privacy_word);
    CPPUNIT_TEST(reads_warnings);
    CPPUNIT_TEST(reads_retry_after);
    CPPUNIT_TEST(reads_and_prints_dates);
    CPPUNIT_TEST(refuses_dates_out_of_form);
    CPPUNIT_TEST_SUITE_END();

    void reads_numbers_up_to_their_limit() {
        CPPUNIT_ASSERT_EQUAL(std::uint32_t(68), *parse_number("0068"));
        CPPUNIT_ASSERT_EQUAL(std::uint32_t(4294967295U), *parse_number(" 4294967295 "));
        for (const std::string_view bad :
             {"", "4294967296", "99999999999999999999999", "-1", "+1", "1x", "1 2", "0x1"})
            CPPUNIT_ASSERT_MESSAGE(std::string(bad), !parse_number(bad));
    }
    void reads_call_ids() {
        for (const std::string_view good :
             {"a", "f81d4fae@192.0.2.1", "word%ZK-!.*_+'@word`~)(><:\\/\"][?}{"})
            CPPUNIT_ASSERT_MESSAGE(std::string(good), parse_call_id(good).ok());
        for (const std::string_view bad : {"", "a b", "@a", "a@", "a@b@c", "a;b", "a,b"})
            CPPUNIT_ASSERT_MESSAGE(std::string(bad), !parse_call_id(bad));
    }
    void reads_cseq() {
        const auto cseq = CSeq::parse("0009    INVITE");
        CPPUNIT_ASSERT_EQUAL(std::uint32_t(9), cseq->number);
        CPPUNIT_ASSERT(cseq->method == Method::invite);
        CPPUNIT_ASSERT_EQUAL(std::uint32_t(2147483647), CSeq::parse("2147483647 BYE")->number);
        const auto other = CSeq::parse("1 NEWMETHOD");
        CPPUNIT_ASSERT(other->method == Method::unknown);
        ASSERT_TEXT("NEWMETHOD", other->method_text);
        std::string out;
        append(out, *other);
        ASSERT_TEXT("1 NEWMETHOD", out);
    }
    void refuses_malformed_cseq() {
        for (const std::string_view bad :
             {"", "1", "1 ", "INVITE", "2147483648 INVITE", "36893488147419103232 INVITE",
              "1INVITE", "1 INVITE x", "-1 INVITE", "1 IN<VITE"})
            CPPUNIT_ASSERT_MESSAGE(std::string(bad), !CSeq::parse(bad));
    }
    void reads_rack() {
        const auto rack = RAck::parse("776656 1 INVITE");
        CPPUNIT_ASSERT_EQUAL(std::uint32_t(776656), rack->rseq);
        CPPUNIT_ASSERT_EQUAL(std::uint32_t(1), rack->cseq.number);
        for (const std::string_view bad : {"", "1", "1 2", "1 INVITE", "x 1 INVITE"})
            CPPUNIT_ASSERT_MESSAGE(std::string(bad), !RAck::parse(bad));
    }
    void reads_media_types() {
        const auto type = MediaType::parse("Application / ISUP ; version=itu-t92+; base=\"x\"");
        CPPUNIT_ASSERT(type->is("application", "isup"));
        ASSERT_TEXT("itu-t92+", type->params.value("version"));
        CPPUNIT_ASSERT(MediaType::parse("*/*;q=0.3").ok());
        for (const std::string_view bad : {"", "a", "a/", "/b", "a/b c", "a/b;", "a b/c"})
            CPPUNIT_ASSERT_MESSAGE(std::string(bad), !MediaType::parse(bad));
        std::string out;
        append(out, MediaType{"application", "sdp", Params(";x=y")});
        ASSERT_TEXT("application/sdp;x=y", out);
    }
    void reads_content_disposition() {
        CPPUNIT_ASSERT(ContentDisposition::parse("signal; handling=optional")->optional);
        CPPUNIT_ASSERT(!ContentDisposition::parse("signal;handling=required")->optional);
        CPPUNIT_ASSERT(!ContentDisposition::parse("session")->optional);
        CPPUNIT_ASSERT(!ContentDisposition::parse("").ok());
    }
    void reads_reason_with_location() {
        const auto reason =
            Reason::parse("Q.850 ;cause=16 ; text=\"Normal \\\"clearing\\\"\";location=LN");
        ASSERT_TEXT("Q.850", reason->protocol);
        CPPUNIT_ASSERT_EQUAL(16, reason->cause.value());
        ASSERT_TEXT("Normal \\\"clearing\\\"", reason->text);
        ASSERT_TEXT("LN", reason->location);
    }
    void reads_reason_without_cause() {
        const auto reason = Reason::parse("SIP;text=moved");
        CPPUNIT_ASSERT(!reason->cause);
        ASSERT_TEXT("moved", reason->text);
    }
    void refuses_malformed_reasons() {
        for (const std::string_view bad :
             {"", ";cause=1", "Q.850;cause=", "Q.850;cause=x", "Q.850;cause=1000", "Q.850;cause=-1",
              "Q.850 16", "Q.850;text=\"a"})
            CPPUNIT_ASSERT_MESSAGE(std::string(bad), !Reason::parse(bad));
    }
    void prints_reasons() {
        Reason reason;
        reason.protocol = "Q.850";
        reason.cause = 17;
        reason.text = "User busy";
        reason.location = "U";
        std::string out;
        append(out, reason);
        ASSERT_TEXT("Q.850;cause=17;text=\"User busy\";location=U", out);
        CPPUNIT_ASSERT_EQUAL(17, Reason::parse(out)->cause.value());
    }
    void reads_and_prints_every_privacy_word() {
        const auto all = Privacy::parse("header;session;user;none;critical;id;history");
        CPPUNIT_ASSERT(all.ok());
        CPPUNIT_ASSERT(*all == (Privacy{true, true, true, true, true, true, true}));
        std::string out;
        append(out, *all);
        ASSERT_TEXT("header;session;user;none;critical;id;history", out);
        const auto some = Privacy::parse("ID ; Critical;newpriv");
        CPPUNIT_ASSERT(some->id && some->critical && !some->user);
        for (const std::string_view bad : {"", ";", "id;;user", "id user"})
            CPPUNIT_ASSERT_MESSAGE(std::string(bad), !Privacy::parse(bad));
    }
    void reads_warnings() {
        const auto warning =
            Warning::parse("305 gw.example.com:5060 \"Incompatible media format\"");
        CPPUNIT_ASSERT_EQUAL(305, warning->code);
        ASSERT_TEXT("gw.example.com:5060", warning->agent);
        ASSERT_TEXT("Incompatible media format", warning->text);
        std::string out;
        append(out, *warning);
        ASSERT_TEXT("305 gw.example.com:5060 \"Incompatible media format\"", out);
        for (const std::string_view bad :
             {"", "30 a \"b\"", "3055 a \"b\"", "305 a", "305 a b", "305 \"b\"", "305a \"b\""})
            CPPUNIT_ASSERT_MESSAGE(std::string(bad), !Warning::parse(bad));
    }
    void reads_retry_after() {
        CPPUNIT_ASSERT(RetryAfter::parse("120")->after == std::chrono::seconds(120));
        const auto full = RetryAfter::parse("18000 (in a (long) meeting);duration=3600");
        CPPUNIT_ASSERT(full->after == std::chrono::seconds(18000));
        CPPUNIT_ASSERT(full->duration == std::chrono::seconds(3600));
        for (const std::string_view bad : {"", "x", "-1", "5 (x", "5;duration=x", "4294967296"})
            CPPUNIT_ASSERT_MESSAGE(std::string(bad), !RetryAfter::parse(bad));
    }
    void reads_and_prints_dates() {
        const auto date = parse_date("Sat, 13 Nov 2010 23:29:00 GMT");
        CPPUNIT_ASSERT_EQUAL(std::int64_t(1289690940),
                             std::int64_t(date->time_since_epoch().count()));
        std::string out;
        append_date(out, *date);
        ASSERT_TEXT("Sat, 13 Nov 2010 23:29:00 GMT", out);
    }
    void refuses_dates_out_of_form() {
        for (const std::string_view bad :
             {"", "Fri, 01 Jan 2010 16:00:00 EST", "Sat, 31 Feb 2010 00:00:00 GMT",
              "Sat 13 Nov 2010 23:29:00 GMT", "Sat, 13 Nov 2010 24:00:00 GMT",
              "Sat, 13 Xxx 2010 23:29:00 GMT", "Sat, 13 Nov 2010 23:29 GMT",
              "Sat, 13 Nov 2010 23:29:00"})
            CPPUNIT_ASSERT_MESSAGE(std::string(bad), !parse_date(bad));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(HeaderTest);

} // namespace sipi
