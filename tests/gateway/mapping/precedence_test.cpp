// Who wins between headers and body, profile by profile, walked by table.
#include "gateway/mapping/precedence.h"

#include "gateway/mapping/sip_to_isup.h"
#include "tests/gateway/mapping/support.h"

#include <set>

using namespace mapping;
using namespace mapping_test;

class PrecedenceTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(PrecedenceTest);
    CPPUNIT_TEST(every_row_gives_what_its_winner_says);
    CPPUNIT_TEST(link_rows_drop_or_rewrite);
    CPPUNIT_TEST(the_request_uri_wins_when_it_names_somebody_else);
    CPPUNIT_TEST(the_same_called_number_keeps_its_octets);
    CPPUNIT_TEST(asserted_identity_wins_in_sip_i_and_from_does_not);
    CPPUNIT_TEST(headers_win_in_sip_t);
    CPPUNIT_TEST(privacy_is_kept_wherever_it_stands);
    CPPUNIT_TEST(hops_go_down_by_one_and_never_up);
    CPPUNIT_TEST(interworking_bits_are_those_of_the_body);
    CPPUNIT_TEST(reason_beats_rel_in_sip_t_only);
    CPPUNIT_TEST_SUITE_END();

    static isup::Message body() {
        isup::Message message(isup::MessageType::iam);
        message.set(isup::NatureOfConnection{});
        message.set(isup::ForwardCallIndicators{.interworking = true, .isdn_access = true});
        message.set(isup::CallingPartyCategory{isup::Category::priority});
        message.set(isup::TransmissionMediumRequirement{isup::Medium::speech});
        isup::CalledPartyNumber called;
        called.nature = isup::NatureOfAddress::international;
        called.digits = digits("4930222");
        message.set(called);
        isup::CallingPartyNumber calling;
        calling.nature = isup::NatureOfAddress::national;
        calling.digits = digits("30111");
        calling.screening = isup::Screening::verified_passed;
        message.set(calling);
        return message;
    }
    static isup::Message merge(const sipi::Message& sip, const Profile& profile,
                               const isup::Message& body = PrecedenceTest::body()) {
        Notes notes;
        const auto of_sip = iam_from_invite(sip, profile, notes);
        CPPUNIT_ASSERT(of_sip.ok());
        const isup::Message out = merged({sip, body, *of_sip, profile}, notes);
        CPPUNIT_ASSERT(!noted(notes, "no such row"));
        std::uint8_t memory[300];
        CPPUNIT_ASSERT(out.encode(memory).ok());
        return out;
    }

    void every_row_gives_what_its_winner_says() {
        const sipi::Message sip = response(200);
        const std::uint8_t of_body[] = {1, 1, 1}, of_sip[] = {2, 2, 2};
        std::set<isup::Param> seen;
        for (const PrecedenceRow& row : precedence_rows()) {
            CPPUNIT_ASSERT(seen.insert(row.parameter).second);
            CPPUNIT_ASSERT(!row.row.name.empty() && !row.row.clause.empty());
            for (const Interworking interworking : {Interworking::sip_i, Interworking::sip_t}) {
                const Winner winner = interworking == Interworking::sip_i ? row.sip_i : row.sip_t;
                CPPUNIT_ASSERT(!name(winner).empty());
                if (winner == Winner::settled)
                    continue;
                Notes notes;
                isup::Message theirs(isup::MessageType::fac), ours(isup::MessageType::fac);
                ours.set_raw(row.parameter, of_sip);
                const Profile trunk = profile(interworking);
                CPPUNIT_ASSERT_EQUAL(winner != Winner::body,
                                     merged({sip, theirs, ours, trunk}, notes).has(row.parameter));
                theirs.set_raw(row.parameter, of_body);
                const isup::Message both = merged({sip, theirs, ours, trunk}, notes);
                CPPUNIT_ASSERT_EQUAL(std::size_t{1}, both.count(row.parameter));
                CPPUNIT_ASSERT_EQUAL(winner == Winner::sip ? 2 : 1,
                                     int{both.raw(row.parameter)[0]});
            }
        }
        CPPUNIT_ASSERT(seen.size() > 20);
    }
    void link_rows_drop_or_rewrite() {
        for (const LinkRow& row : link_rows()) {
            Notes notes;
            isup::Message message(isup::MessageType::iam);
            const std::uint8_t octets[] = {0, 100};
            message.set_raw(row.parameter, octets);
            leave_link_behind(message, notes);
            CPPUNIT_ASSERT_EQUAL(row.action == LinkAction::rewrite, message.has(row.parameter));
            CPPUNIT_ASSERT_EQUAL(row.action == LinkAction::drop, noted(notes, row.row.name));
        }
    }
    void the_request_uri_wins_when_it_names_somebody_else() {
        for (const Interworking interworking : {Interworking::sip_i, Interworking::sip_t}) {
            const auto called = merge(invite("sip:+4930999@gw"), profile(interworking))
                                    .get<isup::CalledPartyNumber>();
            CPPUNIT_ASSERT(called->digits == digits("30999F"));
            CPPUNIT_ASSERT(called->nature == isup::NatureOfAddress::national);
        }
    }
    void the_same_called_number_keeps_its_octets() {
        const isup::Message out = merge(invite("sip:+4930222@gw"), profile(Interworking::sip_i));
        CPPUNIT_ASSERT(out.get<isup::CalledPartyNumber>() == body().get<isup::CalledPartyNumber>());
        CPPUNIT_ASSERT(out.get<isup::CallingPartyCategory>()->value == isup::Category::priority);
        CPPUNIT_ASSERT(out.get<isup::TransmissionMediumRequirement>()->value ==
                       isup::Medium::speech);
    }
    void asserted_identity_wins_in_sip_i_and_from_does_not() {
        const auto calling = [](std::string_view headers) {
            return *merge(invite("sip:+4930222@gw", headers), profile(Interworking::sip_i))
                        .get<isup::CallingPartyNumber>();
        };
        CPPUNIT_ASSERT(calling("From: <sip:+4930777@x>;tag=1\r\n") ==
                       *body().get<isup::CallingPartyNumber>());
        const auto asserted = calling("P-Asserted-Identity: <tel:+4930888>\r\n");
        CPPUNIT_ASSERT(asserted.digits == digits("30888"));
        CPPUNIT_ASSERT(asserted.screening == isup::Screening::network_provided);
        CPPUNIT_ASSERT(calling("P-Asserted-Identity: <tel:+4930111>\r\n").screening ==
                       isup::Screening::verified_passed); // the same number: as it came
    }
    void headers_win_in_sip_t() {
        const auto calling = merge(invite("sip:+4930222@gw", "From: <sip:+4930777@x>;tag=1\r\n"),
                                   profile(Interworking::sip_t))
                                 .get<isup::CallingPartyNumber>();
        CPPUNIT_ASSERT(calling->digits == digits("30777"));
    }
    void privacy_is_kept_wherever_it_stands() {
        for (const Interworking interworking : {Interworking::sip_i, Interworking::sip_t}) {
            const auto calling =
                merge(invite("sip:+4930222@gw", "P-Asserted-Identity: <tel:+4930111>\r\nPrivacy: "
                                                "id\r\n"),
                      profile(interworking))
                    .get<isup::CallingPartyNumber>();
            CPPUNIT_ASSERT(calling->presentation == isup::Presentation::restricted);
            CPPUNIT_ASSERT(calling->digits == digits("30111"));
            isup::Message restricted = body();
            auto number = *restricted.get<isup::CallingPartyNumber>();
            number.presentation = isup::Presentation::restricted;
            restricted.set(number);
            const auto other =
                merge(invite("sip:+4930222@gw", "P-Asserted-Identity: <tel:+4930888>\r\n"),
                      profile(interworking), restricted)
                    .get<isup::CallingPartyNumber>();
            CPPUNIT_ASSERT(other->presentation == isup::Presentation::restricted);
        }
    }
    void hops_go_down_by_one_and_never_up() {
        const auto hops = [](int in_body, std::string_view forwards) {
            isup::Message iam = body();
            iam.set(isup::HopCounter{static_cast<std::uint8_t>(in_body)});
            const isup::Message out =
                merge(invite("sip:+4930222@gw", "Max-Forwards: " + std::string(forwards) + "\r\n"),
                      profile(Interworking::sip_i), iam);
            return int{out.get<isup::HopCounter>()->remaining};
        };
        CPPUNIT_ASSERT_EQUAL(9, hops(10, "70"));
        CPPUNIT_ASSERT_EQUAL(4, hops(10, "9"));
        CPPUNIT_ASSERT_EQUAL(0, hops(1, "70"));
        isup::Message used_up = body();
        used_up.set(isup::HopCounter{0});
        CPPUNIT_ASSERT(!hops_left(used_up) && hops_left(body()));
    }
    void interworking_bits_are_those_of_the_body() {
        for (const Interworking interworking : {Interworking::sip_i, Interworking::sip_t}) {
            const auto forward = merge(invite("tel:+4930222;npdi"), profile(interworking))
                                     .get<isup::ForwardCallIndicators>();
            CPPUNIT_ASSERT(forward->interworking && forward->isdn_access);
            CPPUNIT_ASSERT(forward->number_translated);
        }
    }
    void reason_beats_rel_in_sip_t_only() {
        const auto cause = [](Interworking interworking, std::string_view headers) {
            const sipi::Message bye = response(480, headers);
            const Profile trunk = profile(interworking);
            isup::Message rel(isup::MessageType::rel);
            rel.set(isup::CauseIndicators{.value = 31});
            Notes notes;
            const isup::Message of_sip = rel_from_sip(
                {.reason = sipi::EndReason::failed, .status = 480, .message = &bye}, trunk, notes);
            return int{
                merged({bye, rel, of_sip, trunk}, notes).get<isup::CauseIndicators>()->value};
        };
        CPPUNIT_ASSERT_EQUAL(16, cause(Interworking::sip_t, "Reason: Q.850;cause=16\r\n"));
        CPPUNIT_ASSERT_EQUAL(31, cause(Interworking::sip_t, ""));
        CPPUNIT_ASSERT_EQUAL(31, cause(Interworking::sip_i, "Reason: Q.850;cause=16\r\n"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PrecedenceTest);
