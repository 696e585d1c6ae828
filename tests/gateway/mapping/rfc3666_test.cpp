// The call flows of RFC 3666 through the mappings: each message that reaches a gateway there gives
// the message that it prints. Where we differ, or the RFC leaves open, the row says so.
#include "gateway/mapping/isup_to_sip.h"
#include "gateway/mapping/q931_isup.h"
#include "gateway/mapping/sip_to_isup.h"
#include "tests/gateway/mapping/support.h"

#include <algorithm>

using namespace mapping;
using namespace mapping_test;

namespace {

/// What is printed as NAME in tests/data/rfc3666, as text: lines unfolded, the two spaces that some
/// request lines have made one.
std::string printed(const std::string& name) {
    std::ifstream file("tests/data/rfc3666/" + name, std::ios::binary);
    CPPUNIT_ASSERT_MESSAGE("run from the top of the checkout: " + name, file.good());
    std::string text{std::istreambuf_iterator<char>(file), {}};
    for (const std::string_view twice : {"  SIP/2.0", "\r\n "})
        for (auto at = text.find(twice); at != std::string::npos; at = text.find(twice))
            text.replace(at, twice.size(), twice.front() == '\r' ? "" : " SIP/2.0");
    return text;
}

std::string first_line(const std::string& name) {
    const std::string text = printed(name);
    return text.substr(0, text.find("\r\n"));
}
int printed_status(const std::string& name) {
    return std::stoi(first_line(name).substr(8, 3));
}
std::string header(const std::string& name, const std::string& field) {
    const std::string text = printed(name);
    const std::size_t at = text.find("\r\n" + field + ": ");
    CPPUNIT_ASSERT_MESSAGE(name + " has " + field, at != std::string::npos);
    const std::size_t start = at + field.size() + 4;
    return text.substr(start, text.find("\r\n", start) - start);
}
/// The URI of a name-addr, sips as sip: the flows secure each hop, which is the transport's.
std::string uri_of(std::string address) {
    if (const auto open = address.find('<'); open != std::string::npos)
        address = address.substr(open + 1, address.find('>') - open - 1);
    return address.starts_with("sips:") ? "sip:" + address.substr(5) : address;
}

/// A number of the abstract lines, "CdPN=972-555-2222,NPI=E.164,NOA=National".
struct PrintedNumber {
    std::string digits, plan, nature;
};
PrintedNumber number(const std::string& name, const std::string& which) {
    const std::string text = printed(name);
    const auto after = [&](const std::string& key, std::size_t from) {
        const std::size_t start = text.find(key, from) + key.size();
        return text.substr(start, text.find_first_of(",\r\n", start) - start);
    };
    const std::size_t at = text.find(which + "=");
    CPPUNIT_ASSERT_MESSAGE(name + " has " + which, at != std::string::npos);
    PrintedNumber result{after(which + "=", 0), after("NPI=", at), after("NOA=", at)};
    std::erase(result.digits, '-');
    return result;
}
int printed_cause(const std::string& name) {
    const std::string text = printed(name);
    const std::size_t at = text.find("Cause");
    return std::stoi(text.substr(text.find('=', at) + 1));
}

/// The gateways of the flows: North American, ISUP all the way.
Profile american() {
    Profile result = profile(Interworking::rfc3398);
    result.country_code = "1";
    result.law = Law::mu_law;
    result.peer_host = "ss1.a.example.com";
    result.local_host = "ngw1.a.example.com";
    return result;
}

template <class Party>
void check_number(const PrintedNumber& expected, const std::optional<Party>& found) {
    CPPUNIT_ASSERT(found);
    CPPUNIT_ASSERT_EQUAL(expected.digits, found->digits.without_st().to_text());
    if (expected.nature == "National")
        CPPUNIT_ASSERT(found->nature == isup::NatureOfAddress::national);
    if (expected.plan == "E.164")
        CPPUNIT_ASSERT(found->plan == isup::NumberingPlan::isdn);
}

isup::Message iam_of(const std::string& name) {
    isup::Message iam;
    isup::CalledPartyNumber called;
    called.digits = digits(number(name, "CdPN").digits);
    iam.set(called);
    iam.set(isup::TransmissionMediumRequirement{isup::Medium::speech});
    isup::CallingPartyNumber calling;
    calling.digits = digits(number(name, "CgPN").digits);
    iam.set(calling);
    return iam;
}
sipi::Message sip(const std::string& name) {
    return parse(printed(name));
}

// --- one function for each kind of step: `from` reaches the gateway, `to` leaves it ---

void invite_gives_iam(const std::string& from, const std::string& to) {
    Notes notes;
    const auto iam = iam_from_invite(sip(from), american(), notes);
    CPPUNIT_ASSERT(iam.ok());
    check_number(number(to, "CdPN"), iam->get<isup::CalledPartyNumber>());
    check_number(number(to, "CgPN"), iam->get<isup::CallingPartyNumber>());
}
void invite_gives_setup(const std::string& from, const std::string& to) {
    Notes notes;
    const auto iam = iam_from_invite(sip(from), american(), notes);
    const auto setup = setup_from_iam(*iam, american(), notes);
    CPPUNIT_ASSERT(setup.ok());
    CPPUNIT_ASSERT(printed(to).find("Digits=444-3333") != std::string::npos);
    CPPUNIT_ASSERT_EQUAL(std::string("4443333"), setup->called->digits);
    CPPUNIT_ASSERT_EQUAL(0, int{setup->called->type_of_number}); // unknown, as printed
    CPPUNIT_ASSERT(setup->bearer->transfer == 0 || setup->bearer->transfer == 16);
    CPPUNIT_ASSERT(!setup->progress.empty());
}
void iam_gives_invite(const std::string& from, const std::string& to) {
    Notes notes;
    const auto invite = invite_from_iam(iam_of(from), american(), notes);
    CPPUNIT_ASSERT(invite.ok());
    const std::string line = first_line(to);
    CPPUNIT_ASSERT_EQUAL(uri_of(line.substr(7, line.rfind(' ') - 7)), invite->request_uri);
    CPPUNIT_ASSERT_EQUAL(uri_of(header(to, "From")), uri_of(invite->from));
    CPPUNIT_ASSERT_EQUAL(uri_of(header(to, "To")), uri_of(invite->to));
    CPPUNIT_ASSERT_EQUAL(header(to, "Max-Forwards"), std::to_string(invite->max_forwards));
}
/// The ACM of the flows says nothing more; with in-band information, as the SDP of the 183 shows.
void acm_gives_response(const std::string&, const std::string& to) {
    isup::Message acm(isup::MessageType::acm);
    acm.set(isup::BackwardCallIndicators{});
    isup::OptionalBackwardCallIndicators in_band;
    in_band.in_band = true;
    acm.set(in_band);
    Notes notes;
    const auto response = provisional_from_isup(acm, american(), notes);
    CPPUNIT_ASSERT_EQUAL(printed_status(to), response->status);
    CPPUNIT_ASSERT_EQUAL(printed(to).find("application/sdp") != std::string::npos,
                         response->with_sdp);
}
/// There is no other answer to an ANM or CONNECT; headers may be added, none is printed.
void answer_gives_200(const std::string&, const std::string& to) {
    CPPUNIT_ASSERT_EQUAL(200, printed_status(to));
    Notes notes;
    CPPUNIT_ASSERT(
        answer_from_isup(isup::Message(isup::MessageType::anm), american(), notes).empty());
}
void response_gives_acm(const std::string& from, const std::string&) {
    const sipi::Message response = sip(from);
    Notes notes;
    const bool media = printed(from).find("application/sdp") != std::string::npos;
    const auto acm = isup_from_provisional(response, false, media, american(), notes);
    CPPUNIT_ASSERT(acm && acm->type() == isup::MessageType::acm);
    CPPUNIT_ASSERT_EQUAL(response.status() == 180,
                         acm->get<isup::BackwardCallIndicators>()->called_status ==
                             isup::CalledStatus::subscriber_free);
    const auto optional = acm->get<isup::OptionalBackwardCallIndicators>();
    CPPUNIT_ASSERT_EQUAL(media, optional && optional->in_band);
}
void ok_gives_anm(const std::string& from, const std::string&) {
    Notes notes;
    const auto answer = isup_from_answer(sip(from), true, american(), notes);
    CPPUNIT_ASSERT(answer.type() == isup::MessageType::anm);
}
void ok_gives_con(const std::string& from, const std::string&) {
    Notes notes;
    const auto answer = isup_from_answer(sip(from), false, american(), notes);
    CPPUNIT_ASSERT(answer.type() == isup::MessageType::con);
}
isup::Message released(const std::string& from, sipi::EndReason reason) {
    const sipi::Message message = sip(from);
    Notes notes;
    return rel_from_sip({.reason = reason,
                         .status = message.is_request() ? 0 : message.status(),
                         .message = &message},
                        american(), notes);
}
void bye_gives_rel(const std::string& from, const std::string& to) {
    const auto rel = released(from, sipi::EndReason::remote_bye);
    CPPUNIT_ASSERT_EQUAL(printed_cause(to), int{rel.get<isup::CauseIndicators>()->value});
}
void bye_gives_disconnect(const std::string& from, const std::string& to) {
    Notes notes;
    const auto frame = q931_from_isup(released(from, sipi::EndReason::remote_bye), true, notes);
    CPPUNIT_ASSERT(frame && frame->type == isdn::MessageType::disconnect);
    CPPUNIT_ASSERT_EQUAL(printed_cause(to), int{frame->cause->value});
}
void cancel_gives_rel_16(const std::string& from, const std::string& to) {
    CPPUNIT_ASSERT_EQUAL(18, printed_cause(to));
    const auto rel = released(from, sipi::EndReason::remote_cancel);
    CPPUNIT_ASSERT_EQUAL(16, int{rel.get<isup::CauseIndicators>()->value});
}
void failure_gives_rel(const std::string& from, const std::string& to) {
    const auto rel = released(from, sipi::EndReason::failed);
    CPPUNIT_ASSERT_EQUAL(printed_cause(to), int{rel.get<isup::CauseIndicators>()->value});
}
/// BYE or CANCEL, which of them the state of the session decides; the cause goes with it.
void rel_ends_session(const std::string& from, const std::string& to) {
    const std::string method = first_line(to).substr(0, first_line(to).find(' '));
    CPPUNIT_ASSERT(method == "BYE" || method == "CANCEL");
    isup::Message rel(isup::MessageType::rel);
    isup::CauseIndicators cause;
    cause.value = static_cast<std::uint8_t>(printed_cause(from));
    rel.set(cause);
    Notes notes;
    const Release release = release_from_isup(rel, american(), notes);
    const auto reason = std::ranges::find(release.headers, "Reason", &sipi::ExtraHeader::name);
    CPPUNIT_ASSERT(reason != release.headers.end());
    CPPUNIT_ASSERT(reason->value.starts_with("Q.850;cause=" + std::to_string(cause.value)));
}
/// 19 is the cause of T9, and 480 its status.
void t9_gives_480(const std::string&, const std::string& to) {
    Notes notes;
    isup::Message rel(isup::MessageType::rel);
    isup::CauseIndicators cause;
    cause.value = 19;
    rel.set(cause);
    CPPUNIT_ASSERT_EQUAL(printed_status(to), release_from_isup(rel, american(), notes).status);
}

struct Step {
    const char* from; ///< empty: a message without contents in the flow
    const char* to;
    void (*check)(const std::string& from, const std::string& to);
    const char* remark; ///< how far the RFC leaves it open, or where we differ
};

constexpr Step kSteps[] = {
    // §2: SIP to PSTN
    {"2.1-F03.sip", "2.1-F05.txt", invite_gives_iam, ""},
    {"", "2.1-F07.sip", acm_gives_response, "the ACM's indicators are not printed"},
    {"", "2.1-F10.sip", answer_gives_200, ""},
    {"2.1-F15.sip", "2.1-F18.txt", bye_gives_rel, ""},
    {"2.2-F03.sip", "2.2-F05.txt", invite_gives_setup,
     "progress indicator 1 is printed; 3, the caller is not ISDN, says the same (Q.699)"},
    {"", "2.2-F12.sip", answer_gives_200, "CONNECT is an ANM in between"},
    {"2.2-F17.sip", "2.2-F20.txt", bye_gives_disconnect, ""},
    {"2.3-F06.sip", "2.3-F07.txt", invite_gives_iam, ""},
    {"", "2.3-F09.sip", acm_gives_response, ""},
    {"", "2.3-F12.sip", answer_gives_200, ""},
    {"2.3-F17.sip", "2.3-F20.txt", bye_gives_rel, ""},
    {"2.5-F03.sip", "2.5-F05.txt", invite_gives_iam, ""},
    {"", "2.5-F07.sip", acm_gives_response, "the announcement is in-band"},
    {"2.5-F11.sip", "2.5-F13.txt", cancel_gives_rel_16,
     "18 is printed; RFC 3398 §7.2.3 says 16 for a CANCEL"},
    {"2.7-F03.sip", "2.7-F05.txt", invite_gives_iam, ""},
    {"", "2.7-F07.sip", acm_gives_response, ""},
    {"", "2.7-F11.sip", t9_gives_480, "REL with 18 is printed; Q.764 gives T9 cause 19"},
    // §3: PSTN to SIP
    {"3.2-F01.txt", "3.2-F02.sip", iam_gives_invite, ""},
    {"3.2-F06.sip", "", ok_gives_con,
     "an ANM without ACM is printed, as T1.113 has no CON; RFC 3398 §8.2.4 has CON"},
    {"3.2-F10.txt", "3.2-F12.sip", rel_ends_session, ""},
    {"3.3-F06.sip", "", response_gives_acm, "the PBX has MF signalling: ringing tone there"},
    {"3.3-F08.sip", "", ok_gives_anm, ""},
    {"3.5-F01.txt", "3.5-F02.sip", iam_gives_invite, ""},
    {"3.5-F07.sip", "3.5-F09.txt", failure_gives_rel, ""},
    {"3.6-F01.txt", "3.6-F02.sip", iam_gives_invite, ""},
    {"3.6-F07.sip", "3.5-F09.txt", failure_gives_rel,
     "with interworking encountered the printed gateway plays busy tone behind an ACM; we release "
     "with 17 and the exchange plays it (RFC 3398 §8.2.6.1 allows both)"},
    {"3.7-F01.txt", "3.7-F02.sip", iam_gives_invite, ""},
    {"3.7-F10.txt", "3.7-F12.sip", rel_ends_session, ""},
    {"3.9-F01.txt", "3.9-F02.sip", iam_gives_invite, ""},
    {"3.9-F06.sip", "", response_gives_acm, ""},
    {"3.9-F08.txt", "3.9-F10.sip", rel_ends_session, ""},
    // §4: PSTN to PSTN
    {"4.1-F01.txt", "4.1-F02.sip", iam_gives_invite, "sips is the trunk's transport"},
    {"4.1-F03.sip", "4.1-F04.txt", invite_gives_iam,
     "private plan and subscriber number are the called network's own; here unknown of E.164"},
    {"", "4.1-F06.sip", acm_gives_response, ""},
    {"4.1-F07.sip", "", response_gives_acm, ""},
    {"", "4.1-F10.sip", answer_gives_200, ""},
    {"4.1-F11.sip", "", ok_gives_anm, ""},
    {"4.1-F15.txt", "4.1-F16.sip", rel_ends_session, ""},
    {"4.1-F18.sip", "4.1-F21.txt", bye_gives_rel, ""},
};

} // namespace

class Rfc3666Test : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(Rfc3666Test);
    CPPUNIT_TEST(sip_to_pstn_flows_map_as_printed);
    CPPUNIT_TEST(pstn_to_sip_flows_map_as_printed);
    CPPUNIT_TEST(pstn_to_pstn_flows_map_as_printed);
    CPPUNIT_TEST(a_private_number_of_the_flow_is_neither_national_nor_international);
    CPPUNIT_TEST_SUITE_END();

    static void run(char section, std::size_t at_least) {
        std::size_t count = 0;
        for (const Step& step : kSteps) {
            const std::string name = *step.from ? step.from : step.to;
            if (name[0] != section)
                continue;
            try {
                step.check(step.from, step.to);
            } catch (const CppUnit::Exception& failed) {
                CPPUNIT_FAIL(name + " gives " + step.to + ": " + failed.what());
            }
            ++count;
        }
        CPPUNIT_ASSERT(count >= at_least);
    }
    void sip_to_pstn_flows_map_as_printed() { run('2', 17); }
    void pstn_to_sip_flows_map_as_printed() { run('3', 14); }
    void pstn_to_pstn_flows_map_as_printed() { run('4', 8); }
    void a_private_number_of_the_flow_is_neither_national_nor_international() {
        Notes notes;
        const auto iam = iam_from_invite(sip("4.1-F03.sip"), american(), notes);
        CPPUNIT_ASSERT(iam->get<isup::CalledPartyNumber>()->nature ==
                       isup::NatureOfAddress::unknown);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(Rfc3666Test);
