// ISUP in the bodies of a session: when it goes out, what is counted of what came.
#include "gateway/legs/sip_isup.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

namespace {

using mapping::Carrier;
using mapping::Interworking;

std::string octets_of(const isup::Message& message) {
    mapping::Notes notes;
    mapping::Profile profile;
    return *mapping::wrap(message, profile, notes);
}

} // namespace

class SipIsupTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SipIsupTest);
    CPPUNIT_TEST(sip_i_always_carries_isup);
    CPPUNIT_TEST(sip_t_answers_with_isup_when_the_invite_had_it);
    CPPUNIT_TEST(a_plain_trunk_counts_what_nobody_asked_for);
    CPPUNIT_TEST(only_optional_isup_may_be_left_out);
    CPPUNIT_TEST(what_cannot_be_said_is_counted_and_left_out);
    CPPUNIT_TEST(rlc_is_a_matter_of_the_profile);
    CPPUNIT_TEST(qsig_goes_with_the_next_message_only);
    CPPUNIT_TEST(a_trunk_without_qsig_forgets_it);
    CPPUNIT_TEST(qsig_of_a_body_is_there_until_the_next_body);
    CPPUNIT_TEST_SUITE_END();

    base::ManualClock clock;
    observe::TraceStore store{clock};
    observe::CallTrace trace{store, 1};
    legs::SipCounters counters;

    legs::SipIsup make(Interworking interworking, bool outgoing, bool required = false) {
        legs::PeerSettings peer;
        peer.peer.name = "core";
        peer.profile.interworking = interworking;
        peer.profile.isup.required = required;
        peer.profile.isup.release_complete = interworking == Interworking::sip_i;
        return {std::make_shared<const legs::PeerSettings>(std::move(peer)), counters, trace,
                outgoing ? observe::TraceLeg::outgoing : observe::TraceLeg::incoming, outgoing};
    }
    legs::SipIsup make_qsig(bool qsig) {
        legs::PeerSettings peer;
        peer.peer.name = "core";
        peer.profile.interworking = Interworking::q1912_5_b;
        peer.profile.qsig = qsig;
        return {std::make_shared<const legs::PeerSettings>(std::move(peer)), counters, trace,
                observe::TraceLeg::outgoing, true};
    }
    static sipi::Body parsed(const sipi::BodyToSend& sent) {
        sipi::Body::Headers headers;
        headers.content_type = sent.type;
        headers.content_disposition = sent.disposition;
        return sipi::Body::parse(
            headers,
            {reinterpret_cast<const std::uint8_t*>(sent.octets.data()), sent.octets.size()});
    }
    static constexpr std::string_view kQsig{"\x08\x02\x01\x05\x62\x1c\x01\x9f", 8};
    void qsig_goes_with_the_next_message_only() {
        legs::SipIsup bodies = make_qsig(true);
        bodies.attach(kQsig);
        const sipi::BodyToSend sent = bodies.body("v=0\r\n", nullptr, Carrier::invite);
        const sipi::Body body = parsed(sent);
        CPPUNIT_ASSERT(body.sdp() && body.qsig());
        CPPUNIT_ASSERT_EQUAL(std::string(kQsig), std::string(body.qsig()->text()));
        bodies.detach();
        CPPUNIT_ASSERT(bodies.body("", nullptr, Carrier::bye).octets.empty());
    }
    void a_trunk_without_qsig_forgets_it() {
        legs::SipIsup bodies = make_qsig(false);
        CPPUNIT_ASSERT(!bodies.attach(kQsig));
        CPPUNIT_ASSERT(!bodies.has_attached());
        CPPUNIT_ASSERT(bodies.body("", nullptr, Carrier::invite).octets.empty());
        legs::SipIsup sender = make_qsig(true);
        sender.attach(kQsig);
        const sipi::BodyToSend sent = sender.body("", nullptr, Carrier::info);
        static_cast<void>(bodies.take(parsed(sent), Carrier::info));
        CPPUNIT_ASSERT(bodies.attached().empty());
    }
    void qsig_of_a_body_is_there_until_the_next_body() {
        legs::SipIsup bodies = make_qsig(true);
        bodies.attach(kQsig);
        const sipi::BodyToSend sent = bodies.body("", nullptr, Carrier::info);
        static_cast<void>(bodies.take(parsed(sent), Carrier::info));
        CPPUNIT_ASSERT_EQUAL(std::string(kQsig), std::string(bodies.attached()));
        static_cast<void>(bodies.take(sipi::Body(), Carrier::info));
        CPPUNIT_ASSERT(bodies.attached().empty());
    }
    static isup::Message rel() {
        isup::Message message(isup::MessageType::rel);
        message.set(isup::CauseIndicators{});
        return message;
    }
    static isup::Message iam() {
        isup::Message message(isup::MessageType::iam);
        message.set(isup::NatureOfConnection{});
        message.set(isup::ForwardCallIndicators{});
        message.set(isup::CallingPartyCategory{isup::Category::ordinary});
        message.set(isup::TransmissionMediumRequirement{isup::Medium::speech});
        isup::CalledPartyNumber called;
        called.digits = *isup::Digits::from_text("30222");
        message.set(called);
        return message;
    }
    /// What a message with this ISUP alone in its body holds.
    static mapping::Unwrapped take(legs::SipIsup& isup, const std::string& octets,
                                   Carrier carrier) {
        const base::Octets view(reinterpret_cast<const std::uint8_t*>(octets.data()),
                                octets.size());
        return isup.take(sipi::Body::parse({"application/isup;version=itu-t92+",
                                            "signal;handling=optional", "", "", ""},
                                           view),
                         carrier);
    }

    void sip_i_always_carries_isup() {
        legs::SipIsup incoming = make(Interworking::sip_i, false);
        CPPUNIT_ASSERT(incoming.active());
        const isup::Message message = rel();
        const sipi::BodyToSend body = incoming.body({}, &message, Carrier::failure);
        CPPUNIT_ASSERT_EQUAL(octets_of(message), body.octets);
        CPPUNIT_ASSERT_EQUAL(std::string("signal;handling=optional"), body.disposition);
    }
    void sip_t_answers_with_isup_when_the_invite_had_it() {
        legs::SipIsup incoming = make(Interworking::sip_t, false);
        const isup::Message message = rel();
        CPPUNIT_ASSERT(incoming.body({}, &message, Carrier::failure).octets.empty());
        CPPUNIT_ASSERT(take(incoming, octets_of(iam()), Carrier::invite).message.has_value());
        CPPUNIT_ASSERT(!incoming.body({}, &message, Carrier::failure).octets.empty());
        CPPUNIT_ASSERT(make(Interworking::sip_t, true).active());
    }
    void a_plain_trunk_counts_what_nobody_asked_for() {
        legs::SipIsup plain = make(Interworking::q1912_5_b, false);
        CPPUNIT_ASSERT(!take(plain, octets_of(iam()), Carrier::invite).message);
        CPPUNIT_ASSERT(!plain.active());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, counters.isup_not_asked);
        legs::SipIsup sip_i = make(Interworking::sip_i, false);
        take(sip_i, "\x01\x02", Carrier::invite);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, counters.isup_broken);
        take(sip_i, octets_of(rel()), Carrier::info);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, counters.isup_left);
    }
    void only_optional_isup_may_be_left_out() {
        legs::SipIsup optional = make(Interworking::sip_t, true);
        CPPUNIT_ASSERT(optional.may_do_without());
        optional.do_without();
        CPPUNIT_ASSERT(!optional.active() && !optional.may_do_without());
        CPPUNIT_ASSERT(!make(Interworking::sip_i, true, true).may_do_without());
    }
    void what_cannot_be_said_is_counted_and_left_out() {
        legs::SipIsup sip_i = make(Interworking::sip_i, true);
        const isup::Message without_cause(isup::MessageType::rel);
        const sipi::BodyToSend body = sip_i.body("v=0\r\n", &without_cause, Carrier::bye);
        CPPUNIT_ASSERT_EQUAL(std::string("application/sdp"), body.type);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, counters.isup_not_sent);
    }
    void rlc_is_a_matter_of_the_profile() {
        CPPUNIT_ASSERT(make(Interworking::sip_i, true).answers_with_rlc());
        CPPUNIT_ASSERT(!make(Interworking::sip_t, true).answers_with_rlc());
        CPPUNIT_ASSERT(!make(Interworking::q1912_5_b, true).answers_with_rlc());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SipIsupTest);
