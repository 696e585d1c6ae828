// Where a call has been: Diversion, History-Info and the numbers of ISUP, each way and round.
#include "gateway/mapping/call_history.h"

#include "gateway/mapping/redirection.h"
#include "isup/supplementary.h"
#include "tests/gateway/mapping/support.h"

using namespace mapping;
using namespace mapping_test;
using isup::NatureOfAddress;
using isup::Presentation;
using isup::RedirectReason;

class CallHistoryTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CallHistoryTest);
    CPPUNIT_TEST(every_reason_goes_through_both_headers);
    CPPUNIT_TEST(history_follows_mp_and_else_the_entry_before);
    CPPUNIT_TEST(history_has_a_placeholder_for_each_unknown_redirection);
    CPPUNIT_TEST(the_first_and_the_last_redirection_are_numbers_of_isup);
    CPPUNIT_TEST(service_numbers_are_no_redirections);
    CPPUNIT_TEST(privacy_hides_entries);
    CPPUNIT_TEST(both_headers_are_joined_in_order);
    CPPUNIT_TEST(the_trunk_chooses_the_headers);
    CPPUNIT_TEST(every_past_survives_the_way_there_and_back);
    CPPUNIT_TEST(redirection_number_comes_back_in_responses);
    CPPUNIT_TEST(redirection_number_goes_out_in_responses);
    CPPUNIT_TEST(reasons_choose_the_event);
    CPPUNIT_TEST(screen_is_the_screening_of_the_diverting_number);
    CPPUNIT_TEST(a_limit_that_is_reached_ends_diversions);
    CPPUNIT_TEST_SUITE_END();

    static constexpr const char* kTarget = "sip:+4930222@pbx.example.org;user=phone";

    static Address number(std::string_view text) {
        return {NatureOfAddress::national, digits(text)};
    }
    static Profile with(CallHistory choice) {
        Profile result = profile();
        result.call_history = choice;
        return result;
    }
    static std::string lines(const Headers& headers) {
        std::string text;
        for (const sipi::ExtraHeader& header : headers)
            text += header.name + ": " + header.value + "\r\n";
        return text;
    }
    static std::string history(const Retargeting& past, const Profile& profile) {
        Headers headers;
        write_history(past, kTarget, profile, headers);
        return lines(headers);
    }
    static std::string diversion(const Retargeting& past, const Profile& profile) {
        Headers headers;
        write_diversion(past, profile, headers);
        return lines(headers);
    }
    static Retargeting read(const std::string& headers,
                            const Profile& profile = mapping_test::profile()) {
        return retargeting_of(invite("sip:+4930222@gw", headers), profile);
    }
    static isup::Message iam(const Retargeting& past) {
        isup::Message result(isup::MessageType::iam);
        Notes notes;
        set_retargeting(past, result, notes);
        return result;
    }

    void screen_is_the_screening_of_the_diverting_number() {
        struct {
            const char* screen;
            isup::Screening screening;
        } const rows[] = {{";screen=yes", isup::Screening::verified_passed},
                          {";screen=no", isup::Screening::verified_failed},
                          {"", isup::Screening::not_verified}};
        for (const auto& row : rows) {
            const Retargeting past = read("Diversion: <tel:+4930444>;reason=user-busy" +
                                          std::string(row.screen) + "\r\n");
            const isup::Message message = iam(past);
            CPPUNIT_ASSERT(message.get<isup::RedirectingNumber>()->screening == row.screening);
            CPPUNIT_ASSERT(retargeting_of(message) == past);
            CPPUNIT_ASSERT(diversion(past, profile())
                               .ends_with("reason=user-busy" + std::string(row.screen) + "\r\n"));
        }
        const Retargeting network{
            .redirections = {
                {.by = number("30444"), .screening = isup::Screening::network_provided}}};
        CPPUNIT_ASSERT(diversion(network, profile()).find(";screen=yes") != std::string::npos);
    }
    void a_limit_that_is_reached_ends_diversions() {
        const auto counter = [](const std::string& params, std::string_view row) {
            isup::Message result(isup::MessageType::iam);
            Notes notes;
            set_retargeting(read("Diversion: <tel:+4930444>;reason=user-busy" + params + "\r\n"),
                            result, notes);
            CPPUNIT_ASSERT(noted(notes, row));
            return unsigned{result.get<isup::RedirectionInformation>()->counter};
        };
        CPPUNIT_ASSERT_EQUAL(
            2U, counter(";counter=2;limit=3", "limit of Diversion has no ISUP image: left out"));
        CPPUNIT_ASSERT_EQUAL(5U, counter(";counter=2;limit=2",
                                         "limit of Diversion reached: nobody diverts any more"));
    }
    void every_reason_goes_through_both_headers() {
        for (const RedirectReasonRow& row : redirect_reason_rows()) {
            const Retargeting past{.redirections = {{number("30333"), row.isup}}};
            CPPUNIT_ASSERT(read(history(past, profile())) == past);
            CPPUNIT_ASSERT(retargeting_of(iam(past)) == past);
            const auto back = read(diversion(past, profile())).redirections.at(0).reason;
            CPPUNIT_ASSERT(reason_to_diversion(back) == row.diversion);
            CPPUNIT_ASSERT(reason_from_cause_param(cause_param_of(row.isup)) == row.isup);
        }
        for (const int none : {380, 200, 0, 181})
            CPPUNIT_ASSERT(!reason_from_cause_param(none));
        for (const char* other : {"time-of-day", "do-not-disturb", "follow-me", "out-of-service",
                                  "away", "nonsense", ""})
            CPPUNIT_ASSERT(
                read("Diversion: <tel:+4930333>;reason=\"" + std::string(other) + "\"\r\n")
                    .redirections.at(0)
                    .reason == RedirectReason::unknown);
    }
    void history_follows_mp_and_else_the_entry_before() {
        const Retargeting past =
            read("History-Info: <sip:+4930333@h?Reason=SIP%3Bcause%3D302>;index=1, "
                 "<sip:+4930334@h>;index=1.1;rc=1, <sip:+4930444@h;cause=486>;index=1.2;mp=1, "
                 "<sip:+4930445@proxy>;index=1.2.1;rc=1.2\r\n"
                 "History-Info: <sip:+4930222@h;cause=408>;index=1.2.1.1, x\r\n");
        CPPUNIT_ASSERT(
            past == (Retargeting{.redirections = {{number("30333"), RedirectReason::busy},
                                                  {number("30445"), RedirectReason::no_reply}}}));
        // mp of an entry that is not there
        const Retargeting lost = read("History-Info: <sip:+4930333@h>;index=1, "
                                      "<sip:+4930222@h;cause=302>;index=1.1;mp=7\r\n");
        CPPUNIT_ASSERT(lost.redirections.at(0).by == number("30333"));
        CPPUNIT_ASSERT(
            read("History-Info: <sip:+4930222@h;cause=302>;index=1\r\n").redirections.at(0).by ==
            std::nullopt);
    }
    void history_has_a_placeholder_for_each_unknown_redirection() {
        const Retargeting past{.redirections = {{number("30333"), RedirectReason::busy},
                                                {number("30444"), RedirectReason::no_reply,
                                                 Presentation::allowed, 2}}};
        CPPUNIT_ASSERT_EQUAL(
            std::string(
                "History-Info: <sip:+4930333@gw.example.org;user=phone>;index=1\r\n"
                "History-Info: <sip:unknown@unknown.invalid;cause=486>;index=1.1;mp=1\r\n"
                "History-Info: <sip:+4930444@gw.example.org;user=phone;cause=404>;index=1.1.1"
                ";mp=1.1\r\n"
                "History-Info: <sip:+4930222@pbx.example.org;user=phone;cause=408>;index=1.1.1.1"
                ";mp=1.1.1\r\n"),
            history(past, profile()));
        CPPUNIT_ASSERT_EQUAL(3U, read(history(past, profile())).counter());
        CPPUNIT_ASSERT_EQUAL(
            std::string("Diversion: <sip:+4930444@gw.example.org;user=phone>;reason=no-answer"
                        ";counter=2\r\n"
                        "Diversion: <sip:+4930333@gw.example.org;user=phone>;reason=user-busy\r\n"),
            diversion(past, profile()));
    }
    void the_first_and_the_last_redirection_are_numbers_of_isup() {
        const isup::Message message =
            iam({.redirections = {{number("30333"), RedirectReason::mobile_not_reachable},
                                  {std::nullopt, RedirectReason::unknown},
                                  {number("30444"), RedirectReason::deflection_alerting,
                                   Presentation::restricted, 9}}});
        CPPUNIT_ASSERT(message.get<isup::OriginalCalledNumber>()->digits == digits("30333"));
        CPPUNIT_ASSERT(message.get<isup::RedirectingNumber>()->digits == digits("30444"));
        const auto information = message.get<isup::RedirectionInformation>();
        CPPUNIT_ASSERT(information->reason == RedirectReason::deflection_alerting &&
                       information->original_reason == RedirectReason::unknown);
        CPPUNIT_ASSERT_EQUAL(5, int{information->counter});
        CPPUNIT_ASSERT(information->indicator == isup::Redirecting::diverted_all_restricted);
        const isup::Message unknown =
            iam({.redirections = {{number("30333"), RedirectReason::busy},
                                  {std::nullopt, RedirectReason::no_reply}}});
        CPPUNIT_ASSERT(unknown.get<isup::RedirectingNumber>()->presentation ==
                       Presentation::not_available);
        CPPUNIT_ASSERT(!iam({.redirections = {{std::nullopt, RedirectReason::busy}}})
                            .has(isup::Param::redirection_information));
    }
    void service_numbers_are_no_redirections() {
        const std::string headers =
            "History-Info: <sip:+4980011@h>;index=1, <sip:+4980022@h;cause=380>;index=1.1;mp=1, "
            "<sip:+4930333@h;cause=380?Privacy=none>;index=1.1.1;mp=1.1, "
            "<sip:+4930222@h;cause=486>;index=1.1.1.1;mp=1.1.1\r\n";
        const Retargeting past = read(headers);
        CPPUNIT_ASSERT(past.translations ==
                       (std::vector<Translation>{{number("80011")}, {number("80022")}}));
        CPPUNIT_ASSERT_EQUAL(1U, past.counter());
        const isup::Message message = iam(past);
        CPPUNIT_ASSERT(message.get<isup::CalledInNumber>()->digits == digits("80022"));
        CPPUNIT_ASSERT(message.get<isup::OriginalCalledInNumber>()->digits == digits("80011"));
        CPPUNIT_ASSERT(message.get<isup::RedirectingNumber>()->digits == digits("30333"));
        CPPUNIT_ASSERT(retargeting_of(message) == past);
        CPPUNIT_ASSERT(read(history(past, profile())) == past);
        const Retargeting only{.translations = {{number("80011"), Presentation::restricted}}};
        CPPUNIT_ASSERT(!iam(only).has(isup::Param::redirecting_number));
        CPPUNIT_ASSERT(retargeting_of(iam(only)) == only);
        CPPUNIT_ASSERT(read(history(only, profile())) == only);
    }
    void privacy_hides_entries() {
        const Retargeting past{
            .redirections = {{number("30333"), RedirectReason::busy, Presentation::restricted}}};
        CPPUNIT_ASSERT(read(history(past, profile())) == past);
        CPPUNIT_ASSERT(read(diversion(past, profile())) == past);
        CPPUNIT_ASSERT_EQUAL(std::string::npos, history(past, stranger()).find("30333"));
        CPPUNIT_ASSERT(history(past, stranger()).find("anonymous.invalid") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(std::string(), diversion(past, stranger()));
        for (const char* word : {"full", "name", "uri"})
            CPPUNIT_ASSERT(read("Diversion: <tel:+4930333>;privacy=" + std::string(word) + "\r\n")
                               .redirections.at(0)
                               .presentation == Presentation::restricted);
        CPPUNIT_ASSERT(
            read("Diversion: <tel:+4930333>;privacy=off\r\n").redirections.at(0).presentation ==
            Presentation::allowed);
        // Privacy of the whole message
        const Retargeting all = read("Privacy: history\r\nHistory-Info: <sip:+4930333@h>;index=1, "
                                     "<sip:+4930222@h;cause=302>;index=1.1;mp=1\r\n");
        CPPUNIT_ASSERT(all.redirections.at(0).presentation == Presentation::restricted);
        // The oldest one withheld leaves its count to the newest
        const Retargeting two{
            .redirections = {past.redirections[0], {number("30444"), RedirectReason::busy}}};
        CPPUNIT_ASSERT_EQUAL(
            std::string("Diversion: <sip:+4930444@gw.example.org;user=phone>;reason=user-busy"
                        ";counter=2\r\n"),
            diversion(two, stranger()));
    }
    void both_headers_are_joined_in_order() {
        const std::string headers = "History-Info: <sip:+4930333@h>;index=1, "
                                    "<sip:+4930444@h;cause=486>;index=1.1;mp=1\r\n";
        const Retargeting same = read(headers + "Diversion: <tel:+4930333>;reason=user-busy\r\n");
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), same.redirections.size());
        const Retargeting more = read(headers + "Diversion: <tel:+4930444>;reason=no-answer, "
                                                "<tel:+4930333>;reason=user-busy\r\n");
        CPPUNIT_ASSERT(
            more == (Retargeting{.redirections = {{number("30333"), RedirectReason::busy},
                                                  {number("30444"), RedirectReason::no_reply}}}));
        // A history without diversions says nothing against Diversion.
        CPPUNIT_ASSERT(read("History-Info: <sip:+4930222@h>;index=1\r\n"
                            "Diversion: <tel:+4930333>;reason=user-busy\r\n")
                           .redirections.size() == 1);
    }
    void the_trunk_chooses_the_headers() {
        const isup::Message message =
            iam({.redirections = {{number("30333"), RedirectReason::busy}}});
        struct {
            CallHistory choice;
            bool diversion, history;
        } const rows[] = {{CallHistory::diversion, true, false},
                          {CallHistory::history_info, false, true},
                          {CallHistory::both, true, true},
                          {CallHistory::off, false, false}};
        for (const auto& row : rows) {
            Headers headers;
            Notes notes;
            add_call_history(message, with(row.choice), kTarget, headers, notes);
            const std::string text = lines(headers);
            CPPUNIT_ASSERT_EQUAL(row.diversion, text.find("Diversion: ") != std::string::npos);
            CPPUNIT_ASSERT_EQUAL(row.history, text.find("History-Info: ") != std::string::npos);
            CPPUNIT_ASSERT_EQUAL(row.history, text.find("histinfo") != std::string::npos);
        }
        CPPUNIT_ASSERT(read("Diversion: <tel:+4930333>\r\n", with(CallHistory::off)).empty());
    }
    void every_past_survives_the_way_there_and_back() {
        const std::optional<Address> a = number("30333"), b = number("30444");
        const RedirectReason busy = RedirectReason::busy, reply = RedirectReason::no_reply;
        const Retargeting pasts[] = {
            {},
            {.redirections = {{a, busy}}},
            {.redirections = {{a, busy, Presentation::allowed, 3}}},
            {.redirections = {{a, busy}, {b, reply}}},
            {.redirections = {{a, busy, Presentation::restricted}, {b, reply}}},
            {.redirections = {{a, busy}, {b, reply, Presentation::restricted, 4}}},
            {.translations = {{*a}}, .redirections = {{b, reply}}},
        };
        for (const Retargeting& past : pasts) {
            CPPUNIT_ASSERT(retargeting_of(iam(past)) == past);
            // Through a peer: ISUP, header, ISUP; placeholders are counted alike.
            CPPUNIT_ASSERT(retargeting_of(iam(read(history(past, profile())))).counter() ==
                           past.counter());
            if (past.translations.empty())
                CPPUNIT_ASSERT(retargeting_of(iam(read(diversion(past, profile())))) == past);
            CPPUNIT_ASSERT(iam(read(history(past, profile()))) == iam(past));
        }
    }
    void redirection_number_comes_back_in_responses() {
        const std::string headers = "History-Info: <sip:+4930222@h>;index=1, "
                                    "<sip:+4930333@h;cause=486>;index=1.1;mp=1\r\n";
        isup::Message cpg(isup::MessageType::cpg);
        Notes notes;
        set_redirection_number(response(181, headers), profile(), cpg, notes);
        CPPUNIT_ASSERT(cpg.get<isup::RedirectionNumber>()->digits == digits("30333"));
        CPPUNIT_ASSERT(!cpg.get<isup::RedirectionNumberRestriction>()->restricted);
        const auto information = cpg.get<isup::CallDiversionInformation>();
        CPPUNIT_ASSERT(information->reason == RedirectReason::busy &&
                       information->notification == 2);
        CPPUNIT_ASSERT(is_diverting(cpg) && noted(notes, "redirection number from History-Info"));
        isup::Message anm(isup::MessageType::anm);
        set_redirection_number(
            response(200, "History-Info: <sip:+4930222@h>;index=1, "
                          "<sip:+4930333@h;cause=302?Privacy=history>;index=1.1;mp=1\r\n"),
            profile(), anm, notes);
        CPPUNIT_ASSERT(anm.get<isup::RedirectionNumberRestriction>()->restricted);
        CPPUNIT_ASSERT(!anm.has(isup::Param::call_diversion_information) && !is_diverting(anm));
        isup::Message nothing(isup::MessageType::cpg);
        set_redirection_number(response(180, "History-Info: <sip:+4930222@h>;index=1\r\n"),
                               profile(), nothing, notes);
        set_redirection_number(response(181, headers), with(CallHistory::off), nothing, notes);
        CPPUNIT_ASSERT_EQUAL(std::size_t(0), nothing.size());
    }
    void redirection_number_goes_out_in_responses() {
        isup::Message cpg(isup::MessageType::cpg);
        isup::RedirectionNumber redirection;
        redirection.digits = digits("30333");
        cpg.set(redirection);
        cpg.set(isup::CallDiversionInformation{2, RedirectReason::busy});
        const CallTraits reads{.request_uri = kTarget, .history_info = true};
        const auto text = [&](const CallTraits& traits, const Profile& profile) {
            Headers headers;
            Notes notes;
            add_redirection_number(cpg, traits, profile, headers, notes);
            return lines(headers);
        };
        const Profile trunk = with(CallHistory::history_info);
        CPPUNIT_ASSERT_EQUAL(
            std::string("History-Info: <sip:+4930222@pbx.example.org;user=phone>;index=1\r\n"
                        "History-Info: <sip:+4930333@gw.example.org;user=phone;cause=486>;index=1.1"
                        ";mp=1\r\n"),
            text(reads, trunk));
        isup::Message back(isup::MessageType::cpg);
        Notes notes;
        set_redirection_number(response(181, text(reads, trunk)), profile(), back, notes);
        CPPUNIT_ASSERT(back.get<isup::RedirectionNumber>() == redirection);
        CPPUNIT_ASSERT(back.get<isup::CallDiversionInformation>() ==
                       cpg.get<isup::CallDiversionInformation>());
        CPPUNIT_ASSERT_EQUAL(std::string(), text({}, trunk));
        CPPUNIT_ASSERT_EQUAL(std::string(), text(reads, with(CallHistory::diversion)));
        cpg.set(isup::RedirectionNumberRestriction{true});
        CPPUNIT_ASSERT(text(reads, trunk).find("?Privacy=history>") != std::string::npos);
    }
    void reasons_choose_the_event() {
        CPPUNIT_ASSERT(forwarding_event(RedirectReason::busy) == isup::Event::forwarded_busy);
        CPPUNIT_ASSERT(forwarding_event(RedirectReason::no_reply) ==
                       isup::Event::forwarded_no_reply);
        CPPUNIT_ASSERT(forwarding_event(RedirectReason::unknown) ==
                       isup::Event::forwarded_unconditional);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CallHistoryTest);
