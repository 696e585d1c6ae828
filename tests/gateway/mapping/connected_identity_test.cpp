// Who answered and who is there later, both ways (RFC 4916, TS 29.163 §7.5.2, Q.732.2).
#include "gateway/mapping/connected_identity.h"

#include "gateway/mapping/q931_isup.h"
#include "tests/gateway/mapping/support.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace mapping;
using namespace mapping_test;

class ConnectedIdentityTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ConnectedIdentityTest);
    CPPUNIT_TEST(changed_from_is_somebody_else);
    CPPUNIT_TEST(same_from_is_nobody_else);
    CPPUNIT_TEST(asserted_identity_of_a_stranger_says_nothing);
    CPPUNIT_TEST(withheld_identity_is_a_change);
    CPPUNIT_TEST(update_before_the_answer_gives_additional_connected_number);
    CPPUNIT_TEST(asserted_identity_goes_before_from_in_call_transfer_number);
    CPPUNIT_TEST(withheld_party_has_no_digits);
    CPPUNIT_TEST(additional_connected_number_is_the_from);
    CPPUNIT_TEST(restricted_connected_number_makes_from_anonymous);
    CPPUNIT_TEST(answer_without_number_leaves_from);
    CPPUNIT_TEST(call_transfer_number_goes_to_the_peer);
    CPPUNIT_TEST(only_active_transfers_are_told);
    CPPUNIT_TEST(line_and_isup_exchange_the_party_of_a_transfer);
    CPPUNIT_TEST_SUITE_END();

    static Profile trunk(bool trust = true) {
        Profile out;
        out.country_code = "49";
        out.trust = trust;
        out.peer_host = "gw.example.org";
        return out;
    }
    static std::string update(std::string_view from, std::string_view more = {}) {
        std::string text =
            "UPDATE sip:a@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\n"
            "From: ";
        text.append(from).append(";tag=1\r\nTo: <sip:+49301@h>;tag=2\r\nCall-ID: c\r\n"
                                 "CSeq: 2 UPDATE\r\nMax-Forwards: 70\r\n");
        return text.append(more).append("Content-Length: 0\r\n\r\n");
    }
    static PeerIdentity known() {
        return {Address{isup::NatureOfAddress::national, digits("30222")}, std::nullopt,
                isup::Presentation::allowed};
    }
    static isup::Message transfer(isup::Notification notification,
                                  isup::Presentation presentation) {
        isup::Message fac(isup::MessageType::fac);
        fac.set(isup::GenericNotification(notification));
        isup::CallTransferNumber number;
        number.nature = isup::NatureOfAddress::national;
        number.digits = digits("30444");
        number.presentation = presentation;
        number.screening = isup::Screening::network_provided;
        fac.set(number);
        return fac;
    }

    void changed_from_is_somebody_else() {
        PeerIdentity identity = known();
        CPPUNIT_ASSERT(learn_identity(parse(update("<sip:+4930333@h>")), trunk(), identity));
        CPPUNIT_ASSERT(identity.from->digits == digits("30333"));
        CPPUNIT_ASSERT(!learn_identity(parse(update("<sip:+4930333@h>")), trunk(), identity));
    }
    void same_from_is_nobody_else() {
        PeerIdentity identity = known();
        CPPUNIT_ASSERT(!learn_identity(parse(update("\"x\" <tel:+49-30-222>")), trunk(), identity));
        CPPUNIT_ASSERT(!learn_identity(parse(update("<sip:h>")), trunk(), identity));
        CPPUNIT_ASSERT(identity == known());
    }
    void asserted_identity_of_a_stranger_says_nothing() {
        const std::string text =
            update("<sip:+4930222@h>", "P-Asserted-Identity: <sip:+4930333@h>\r\n");
        PeerIdentity identity = known();
        CPPUNIT_ASSERT(!learn_identity(parse(text), trunk(false), identity));
        CPPUNIT_ASSERT(learn_identity(parse(text), trunk(true), identity));
        CPPUNIT_ASSERT(identity.asserted->digits == digits("30333"));
    }
    void withheld_identity_is_a_change() {
        PeerIdentity identity = known();
        CPPUNIT_ASSERT(
            learn_identity(parse(update("<sip:anonymous@anonymous.invalid>")), trunk(), identity));
        CPPUNIT_ASSERT(!identity.from && identity.presentation == isup::Presentation::restricted);
    }
    void update_before_the_answer_gives_additional_connected_number() {
        PeerIdentity identity = known();
        learn_identity(parse(update("<sip:+4930333@h>", "P-Asserted-Identity: <tel:+4930300>\r\n")),
                       trunk(), identity);
        isup::Message anm(isup::MessageType::anm);
        Notes notes;
        add_identity(identity, anm, notes);
        const auto additional = anm.get<isup::GenericNumber>();
        CPPUNIT_ASSERT(additional->qualifier == isup::NumberQualifier::additional_connected);
        CPPUNIT_ASSERT(additional->digits == digits("30333"));
        CPPUNIT_ASSERT(anm.get<isup::ConnectedNumber>()->digits == digits("30300"));
        CPPUNIT_ASSERT(anm.get<isup::ConnectedNumber>()->screening ==
                       isup::Screening::network_provided);
    }
    void asserted_identity_goes_before_from_in_call_transfer_number() {
        Notes notes;
        PeerIdentity identity = known();
        const auto of_from =
            transfer_from_identity(identity, notes)->get<isup::CallTransferNumber>();
        CPPUNIT_ASSERT(of_from->digits == digits("30222"));
        CPPUNIT_ASSERT(of_from->screening == isup::Screening::not_verified);
        identity.asserted = Address{isup::NatureOfAddress::national, digits("30300")};
        const auto fac = transfer_from_identity(identity, notes);
        CPPUNIT_ASSERT(fac->type() == isup::MessageType::fac);
        CPPUNIT_ASSERT(fac->get<isup::CallTransferNumber>()->digits == digits("30300"));
        CPPUNIT_ASSERT(fac->get<isup::CallTransferNumber>()->screening ==
                       isup::Screening::network_provided);
        CPPUNIT_ASSERT(
            fac->get<isup::GenericNotification>()->contains(isup::Notification::transfer_active));
    }
    void withheld_party_has_no_digits() {
        Notes notes;
        const PeerIdentity nobody;
        CPPUNIT_ASSERT(!transfer_from_identity(nobody, notes));
        const PeerIdentity withheld{std::nullopt, std::nullopt, isup::Presentation::restricted};
        const auto number =
            transfer_from_identity(withheld, notes)->get<isup::CallTransferNumber>();
        CPPUNIT_ASSERT(number->digits.empty());
        CPPUNIT_ASSERT(number->presentation == isup::Presentation::restricted);
    }
    void additional_connected_number_is_the_from() {
        isup::Message anm(isup::MessageType::anm);
        isup::ConnectedNumber connected;
        connected.nature = isup::NatureOfAddress::national;
        connected.digits = digits("30300");
        anm.set(connected);
        Notes notes;
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:+4930300@gw.example.org;user=phone>"),
                             from_of_answer(anm, trunk(), notes));
        isup::GenericNumber additional;
        additional.qualifier = isup::NumberQualifier::additional_connected;
        additional.nature = isup::NatureOfAddress::national;
        additional.digits = digits("30333");
        anm.add(additional);
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:+4930333@gw.example.org;user=phone>"),
                             from_of_answer(anm, trunk(), notes));
    }
    void restricted_connected_number_makes_from_anonymous() {
        isup::Message anm(isup::MessageType::anm);
        isup::ConnectedNumber connected;
        connected.digits = digits("30300");
        connected.presentation = isup::Presentation::restricted;
        anm.set(connected);
        Notes notes;
        CPPUNIT_ASSERT_EQUAL(std::string("\"Anonymous\" <sip:anonymous@anonymous.invalid>"),
                             from_of_answer(anm, trunk(), notes));
    }
    void answer_without_number_leaves_from() {
        Notes notes;
        isup::Message anm(isup::MessageType::anm);
        CPPUNIT_ASSERT_EQUAL(std::string(), from_of_answer(anm, trunk(), notes));
        isup::ConnectedNumber connected;
        connected.presentation = isup::Presentation::not_available;
        anm.set(connected);
        CPPUNIT_ASSERT_EQUAL(std::string(), from_of_answer(anm, trunk(), notes));
    }
    void call_transfer_number_goes_to_the_peer() {
        using isup::Presentation;
        Notes notes;
        const auto fac = transfer(isup::Notification::transfer_active, Presentation::allowed);
        const auto told = party_of_transfer(fac, trunk(), notes);
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:+4930444@gw.example.org;user=phone>"), told->from);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, told->headers.size());
        CPPUNIT_ASSERT_EQUAL(told->from, told->headers[0].value);
        CPPUNIT_ASSERT(party_of_transfer(fac, trunk(false), notes)->headers.empty());
        const auto hidden = party_of_transfer(
            transfer(isup::Notification::transfer_active, Presentation::restricted), trunk(false),
            notes);
        CPPUNIT_ASSERT(hidden->from.find("anonymous") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(std::string("Privacy"), hidden->headers.at(0).name);
    }
    void only_active_transfers_are_told() {
        Notes notes;
        using isup::Presentation;
        CPPUNIT_ASSERT(!party_of_transfer(
            transfer(isup::Notification::transfer_alerting, Presentation::allowed), trunk(),
            notes));
        isup::Message fac(isup::MessageType::fac);
        fac.set(isup::GenericNotification(isup::Notification::transfer_active));
        CPPUNIT_ASSERT(!party_of_transfer(fac, trunk(), notes));
    }
    void line_and_isup_exchange_the_party_of_a_transfer() {
        Notes notes;
        const auto fac = transfer(isup::Notification::transfer_active, isup::Presentation::allowed);
        const auto notify = q931_from_isup(fac, true, notes);
        CPPUNIT_ASSERT(notify->type == isdn::MessageType::notify);
        CPPUNIT_ASSERT_EQUAL(0x6a, int(*notify->notification));
        CPPUNIT_ASSERT_EQUAL(std::string("30444"), notify->redirection->digits);
        const auto back = isup_from_q931(*notify, true, notes);
        CPPUNIT_ASSERT(back->get<isup::CallTransferNumber>()->digits == digits("30444"));
        CPPUNIT_ASSERT(!back->has(isup::Param::redirection_number));
        CPPUNIT_ASSERT(party_of_transfer(*back, trunk(), notes)->headers.empty());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ConnectedIdentityTest);
