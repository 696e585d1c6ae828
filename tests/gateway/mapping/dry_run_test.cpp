// Dry runs: each language to each kind of trunk, what stops a message, rows in their order.
#include "gateway/mapping/dry_run.h"

#include "tests/gateway/mapping/support.h"

#include <algorithm>

using namespace mapping;

namespace {

const std::string kInvite = "INVITE sip:+49302001@gw;user=phone SIP/2.0\\n"
                            "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\\n"
                            "From: <sip:+4989123@pbx>;tag=1\\nTo: <sip:+49302001@gw>\\n"
                            "Call-ID: 1\\nCSeq: 1 INVITE\\nMax-Forwards: 70";
constexpr std::string_view kIam =
    "01 00 20 01 0a 00 02 07 05 03 10 02 10 1f 0a 05 03 13 03 11 01 00";
constexpr std::string_view kSetup = "08 02 00 01 05 04 03 90 90 a3 70 05 a1 32 30 30 31";
constexpr std::string_view kRel = "0c 02 00 02 82 91";

std::string response(const std::string& status, const std::string& method = "INVITE") {
    return "SIP/2.0 " + status +
           "\\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\\nFrom: <sip:a@b>;tag=1\\n"
           "To: <sip:c@d>;tag=2\\nCall-ID: 1\\nCSeq: 1 " +
           method;
}

} // namespace

class DryRunTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DryRunTest);
    CPPUNIT_TEST(an_invite_leaves_as_setup);
    CPPUNIT_TEST(an_iam_leaves_as_invite);
    CPPUNIT_TEST(sdp_of_the_trunk_leaves_with_an_invite);
    CPPUNIT_TEST(a_setup_leaves_as_invite_or_setup);
    CPPUNIT_TEST(responses_leave_as_what_calls_make_of_them);
    CPPUNIT_TEST(requests_that_end_a_call_leave_as_disconnect);
    CPPUNIT_TEST(an_update_tells_who_is_there);
    CPPUNIT_TEST(a_reinvite_holds_and_retrieves);
    CPPUNIT_TEST(hold_and_another_party_leave_inside_the_dialog);
    CPPUNIT_TEST(an_info_leaves_as_the_isup_in_it);
    CPPUNIT_TEST(a_rel_leaves_as_all_that_it_may_become);
    CPPUNIT_TEST(what_stops_a_message_is_said);
    CPPUNIT_TEST(compatibility_rules_judge_isup);
    CPPUNIT_TEST(isup_in_bodies_is_shown_both_ways);
    CPPUNIT_TEST(broken_octets_are_errors);
    CPPUNIT_TEST(own_rows_of_lines_are_used);
    CPPUNIT_TEST(causes_walk_the_tables_of_their_trunk);
    CPPUNIT_TEST(causes_that_are_none_are_errors);
    CPPUNIT_TEST_SUITE_END();

    static DryTrunk pbx() { return {"pbx", false, mapping_test::profile()}; }
    static DryTrunk line() { return {"exchange", true, mapping_test::profile()}; }
    static base::Result<DryRun, std::string> run(std::string_view text, const DryTrunk& from,
                                                 const DryTrunk& via, DryOptions options = {}) {
        const auto typed = read_typed(text, {});
        CPPUNIT_ASSERT_MESSAGE(typed ? "" : typed.error(), typed.ok());
        return dry_run(*typed, from, via, options);
    }
    static DryRun good(std::string_view text, const DryTrunk& from, const DryTrunk& via,
                       DryOptions options = {}) {
        auto result = run(text, from, via, options);
        CPPUNIT_ASSERT_MESSAGE(result ? "" : result.error(), result.ok());
        return std::move(result).value();
    }
    static std::string fault(std::string_view text) {
        const auto result = run(text, pbx(), pbx());
        return result ? "" : result.error();
    }
    static const DryPart& part(const DryRun& run, std::string_view key) {
        const auto found = std::find_if(run.parts.begin(), run.parts.end(),
                                        [&](const DryPart& each) { return each.key == key; });
        CPPUNIT_ASSERT_MESSAGE(std::string(key) + ": " + run.outcome, found != run.parts.end());
        return *found;
    }
    static void assert_in(const std::string& text, std::string_view wanted) {
        CPPUNIT_ASSERT_MESSAGE(std::string(wanted) + " is not in " + text,
                               text.find(wanted) != std::string::npos);
    }
    static void assert_outcome(std::string_view outcome, const DryRun& run) {
        CPPUNIT_ASSERT_EQUAL(std::string(outcome), run.outcome);
    }

    void an_invite_leaves_as_setup() {
        const DryRun run = good(kInvite, pbx(), line());
        assert_outcome("SETUP leaves on exchange", run);
        CPPUNIT_ASSERT_EQUAL(std::string("received from pbx: SIP INVITE"), run.parts[0].title);
        assert_in(part(run, "between").title, "ISUP IAM");
        assert_in(part(run, "leaving").text, "called party number: 302001, type 2 (national)");
        CPPUNIT_ASSERT(part(run, "leaving").hex.starts_with("08 02 00 01 05 "));
        CPPUNIT_ASSERT(run.rows.front().trunk == "pbx" && run.rows.back().trunk == "exchange");
        for (const DryRow& row : run.rows)
            CPPUNIT_ASSERT(!row.name.empty() && !row.clause.empty());
    }
    void an_iam_leaves_as_invite() {
        const DryRun run = good(kIam, pbx(), pbx());
        assert_outcome("INVITE leaves on pbx", run);
        assert_in(part(run, "received").title, "ISUP IAM");
        assert_in(part(run, "leaving").text, "INVITE sip:");
        assert_in(part(run, "leaving").text, "Max-Forwards: ");
    }
    void sdp_of_the_trunk_leaves_with_an_invite() {
        DryTrunk with_sdp = pbx();
        with_sdp.sdp = [](MediaKind kind) {
            return is_data(kind) ? "m=data\r\n" : "v=0\r\nm=audio\r\n";
        };
        const DryRun run = good(kIam, pbx(), with_sdp);
        assert_in(part(run, "leaving").text, "\n\nv=0\nm=audio\n");
        CPPUNIT_ASSERT(run.between && run.between->type() == isup::MessageType::iam);
        assert_in(part(good(response("200 OK"), pbx(), with_sdp), "leaving").text, "m=audio");
    }
    void a_setup_leaves_as_invite_or_setup() {
        assert_outcome("INVITE leaves on pbx", good(kSetup, line(), pbx()));
        const DryRun tandem = good(kSetup, line(), line());
        assert_outcome("SETUP leaves on exchange", tandem);
        CPPUNIT_ASSERT_EQUAL(std::string("08 02 00 01 05 04 03 90 90 a3 70 05 a1 32 30 30 31"),
                             part(tandem, "received").hex);
    }
    void responses_leave_as_what_calls_make_of_them() {
        assert_outcome("ALERTING leaves on exchange", good(response("180 Ringing"), pbx(), line()));
        assert_outcome("CONNECT leaves on exchange", good(response("200 OK"), pbx(), line()));
        assert_outcome("DISCONNECT leaves on exchange", good(response("486 Busy"), pbx(), line()));
        assert_in(part(good(response("200 OK"), pbx(), pbx()), "between").title, "ISUP CON");
        assert_in(part(good(response("200 OK"), pbx(), pbx(), {.acm_seen = true}), "between").title,
                  "ISUP ANM");
        assert_outcome("nothing leaves: 100 Trying makes no ISUP message",
                       good(response("100 Trying"), pbx(), line()));
        assert_outcome("nothing leaves: 200 OK makes no ISUP message",
                       good(response("200 OK", "OPTIONS"), pbx(), line()));
    }
    void requests_that_end_a_call_leave_as_disconnect() {
        for (const char* method : {"BYE", "CANCEL"}) {
            const std::string text = std::string(method) +
                                     " sip:a@b SIP/2.0\\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1"
                                     "\\nFrom: <sip:a@b>;tag=1\\nTo: <sip:c@d>;tag=2\\n"
                                     "Call-ID: 1\\nCSeq: 1 " +
                                     method;
            assert_outcome("DISCONNECT leaves on exchange", good(text, pbx(), line()));
        }
    }
    static std::string in_dialog(const std::string& method, const std::string& rest) {
        return method +
               " sip:a@b SIP/2.0\\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\\n"
               "To: <sip:c@d>;tag=2\\nCall-ID: 1\\nCSeq: 2 " +
               method + "\\n" + rest;
    }
    static std::string offer(const std::string& direction) {
        return "Content-Type: application/sdp\\n\\nv=0\\no=- 1 2 IN IP4 192.0.2.1\\ns=-\\n"
               "c=IN IP4 192.0.2.1\\nt=0 0\\nm=audio 4000 RTP/AVP 8\\na=" +
               direction + "\\n";
    }
    static bool used(const DryRun& run, std::string_view name) {
        return std::any_of(run.rows.begin(), run.rows.end(),
                           [&](const DryRow& row) { return row.name == name; });
    }
    void an_update_tells_who_is_there() {
        const std::string update = in_dialog("UPDATE", "From: <sip:+4989999@pbx>;tag=1");
        const DryRun run = good(update, pbx(), pbx());
        assert_outcome("UPDATE leaves on pbx", run);
        assert_in(part(run, "between").title, "ISUP FAC");
        assert_in(part(run, "between").text, "call transfer number");
        assert_in(part(run, "leaving").text, "From: <sip:+4989999@");
        CPPUNIT_ASSERT(used(run, "told when it is another party than before"));
        DryTrunk carrier{"carrier", false, mapping_test::profile(Interworking::sip_i)};
        assert_outcome("nothing leaves: UPDATE makes no ISUP message", // its ISUP tells it
                       good(update, carrier, pbx()));
        assert_outcome("nothing leaves: UPDATE makes no ISUP message",
                       good(in_dialog("UPDATE", "From: <sip:a@b>;tag=1"), pbx(), line()));
    }
    void a_reinvite_holds_and_retrieves() {
        const std::string from = "From: <sip:somebody@pbx>;tag=1\\n";
        const DryRun held = good(in_dialog("INVITE", from + offer("sendonly")), pbx(), line());
        assert_outcome("NOTIFY leaves on exchange", held);
        CPPUNIT_ASSERT(used(held, "hold by the direction of media"));
        assert_in(part(held, "leaving").text, "remote hold");
        const DryRun back = good(in_dialog("UPDATE", from + offer("sendrecv")), pbx(), line());
        assert_in(part(back, "leaving").text, "remote retrieval");
        // somebody else holds: both are told, in that order
        const DryRun both =
            good(in_dialog("INVITE", "From: <sip:+4989999@pbx>;tag=1\\n" + offer("inactive")),
                 pbx(), pbx());
        assert_outcome("UPDATE leaves on pbx; re-INVITE leaves on pbx", both);
    }
    void hold_and_another_party_leave_inside_the_dialog() {
        DryTrunk carrier{"carrier", false, mapping_test::profile(Interworking::sip_i)};
        const DryRun held = good("2c 02 01 2c 01 f9 00", pbx(), carrier); // CPG, remote hold
        assert_outcome("re-INVITE leaves on carrier", held);
        assert_in(part(held, "leaving").text, "a=sendonly");
        assert_in(part(held, "leaving_body").text, "application/ISUP");
        assert_outcome("nothing leaves: SUS has no SIP message of its own",
                       good("0d 01 00", pbx(), pbx()));
        DryTrunk own = pbx();
        own.profile.quirks = {{Quirk::suspend_by_reinvite, true, own_row("quirk", "conf a:3")}};
        assert_outcome("re-INVITE leaves on pbx", good("0d 01 00", pbx(), own));
        assert_in(part(good("0e 01 00", pbx(), own), "leaving").text, "a=sendrecv");
    }
    void an_info_leaves_as_the_isup_in_it() {
        DryTrunk carrier{"carrier", false, mapping_test::profile(Interworking::sip_i)};
        TypedMessage info = read_typed(in_dialog("INFO", "From: <sip:a@b>;tag=1"), {}).value();
        std::string text(info.octets.begin(), info.octets.end());
        if (const auto at = text.find("Content-Length"); at != std::string::npos)
            text.erase(at);
        else
            text.erase(text.find("\r\n\r\n") + 2);
        text += "Content-Type: application/ISUP;version=itu-t92+\r\nContent-Length: 3\r\n\r\n";
        text += std::string("\x0d\x01\x00", 3);
        info.octets.assign(text.begin(), text.end());
        const DryRun run = dry_run(info, carrier, line(), {}).value();
        assert_in(part(run, "enclosed").title, "SUS");
        assert_outcome("NOTIFY leaves on exchange", run);
    }
    void a_rel_leaves_as_all_that_it_may_become() {
        const std::string text = part(good(kRel, pbx(), pbx()), "leaving").text;
        for (const char* wanted : {"SIP/2.0 486 Busy Here\n", "CANCEL\n", "BYE\n", "cause=17"})
            assert_in(text, wanted);
        assert_in(part(good(kRel, pbx(), line()), "leaving").text,
                  "cause: 17 (user busy), location 2");
    }
    void what_stops_a_message_is_said() {
        const std::string alias = std::string(kInvite).replace(11, 9, "somebody");
        assert_outcome("the INVITE is refused with 404 Not Found", good(alias, pbx(), line()));
        assert_outcome("nothing leaves: CALL PROCEEDING has no ISUP image",
                       good("08 02 80 01 02", line(), pbx()));
        assert_outcome("nothing leaves: RLC has no SIP message of its own",
                       good("10 00", pbx(), pbx()));
    }
    void compatibility_rules_judge_isup() {
        // message type 0xfa with compatibility information: release
        const DryRun run = good("fa 01 38 02 02 80 00", pbx(), line());
        CPPUNIT_ASSERT_MESSAGE(run.outcome, run.outcome.starts_with("nothing leaves: "));
        CPPUNIT_ASSERT(std::any_of(run.rows.begin(), run.rows.end(),
                                   [](const DryRow& row) { return row.clause == "Q.764 §2.9.5"; }));
    }
    void isup_in_bodies_is_shown_both_ways() {
        DryTrunk carrier{"carrier", false, mapping_test::profile(Interworking::sip_i)};
        const DryRun out = good(kSetup, line(), carrier);
        assert_outcome("INVITE leaves on carrier", out);
        const DryPart& body = part(out, "leaving_body");
        assert_in(body.text, "application/ISUP");
        CPPUNIT_ASSERT(body.hex.starts_with("01 "));

        TypedMessage invite = read_typed(kInvite, {}).value();
        std::string text(invite.octets.begin(), invite.octets.end());
        text.erase(text.find("Content-Length"));
        const TypedMessage iam = read_typed(body.hex, Language::isup).value();
        text +=
            "Content-Type: application/ISUP;version=itu-t92+;base=itu-t92+\r\nContent-Length: " +
            std::to_string(iam.octets.size()) + "\r\n\r\n";
        invite.octets.assign(text.begin(), text.end());
        invite.octets.insert(invite.octets.end(), iam.octets.begin(), iam.octets.end());
        const DryRun in = dry_run(invite, carrier, line(), {}).value();
        assert_outcome("SETUP leaves on exchange", in);
        assert_in(part(in, "enclosed").title, "IAM");
        const DryRun refused = dry_run(invite, pbx(), line(), {}).value(); // handling is required
        assert_in(refused.outcome, "the INVITE is refused with 415 ");
    }
    void broken_octets_are_errors() {
        assert_in(fault("01 00"), "no ISUP message (itu)");
        assert_in(fault("SIP/2.0 x"), "no SIP message");
    }
    void own_rows_of_lines_are_used() {
        DryTrunk own = line();
        own.profile.cause_to_line = {{17, 34, own_row("cause to the line", "conf a:1")}};
        const DryRun run = good(kRel, pbx(), own);
        assert_in(part(run, "leaving").text, "cause: 34");
        CPPUNIT_ASSERT(run.rows.at(0).clause == "conf a:1" &&
                       run.rows[0].value == "17 user busy -> 34 no circuit/channel available");
    }
    void causes_walk_the_tables_of_their_trunk() {
        const auto steps = [](unsigned value, const DryTrunk& trunk,
                              isup::Location location = isup::Location::public_local) {
            return dry_cause(value, location, trunk).value().steps;
        };
        DryTrunk own = pbx();
        own.profile.cause_to_status = {{17, 600, own_row("status from cause", "conf a:2")}};
        CPPUNIT_ASSERT(steps(17, own)[0].result == "600 Busy Everywhere" &&
                       steps(17, own)[0].clause == "conf a:2");
        CPPUNIT_ASSERT(steps(17, own)[1].result == "Q.850;cause=17;text=\"user busy\";location=LN");
        own.profile.quirks = {{Quirk::send_reason, false, own_row("quirk", "conf a:3")}};
        CPPUNIT_ASSERT(steps(17, own)[1].result == "not sent" &&
                       steps(17, own)[1].clause == "conf a:3");
        assert_in(steps(486, pbx())[0].result, "17 user busy, location BI");
        assert_in(steps(302, pbx())[0].result, "23 ");
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, steps(34, line()).size());
        assert_in(steps(34, line())[0].clause, "carried as it is");
        assert_in(steps(34, line(), isup::Location::user)[0].result, "location U (user)");
    }
    void causes_that_are_none_are_errors() {
        for (const unsigned value : {0u, 128u, 200u, 700u})
            CPPUNIT_ASSERT(!dry_cause(value, isup::Location::user, pbx()));
        CPPUNIT_ASSERT(!dry_cause(486, isup::Location::user, line()));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(DryRunTest);
