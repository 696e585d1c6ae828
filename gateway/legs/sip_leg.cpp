// A leg that speaks SIP outward: one INVITE session, its media, and the mapping of Q.1912.5 or RFC
// 3398.
#include "gateway/legs/sip_leg.h"

#include "base/log.h"
#include "gateway/mapping/isup_to_sip.h"
#include "gateway/mapping/sip_tables.h"
#include "gateway/mapping/sip_to_isup.h"

namespace legs {
namespace {

constexpr std::string_view kSdp = "application/sdp";

isup::CauseIndicators cause_here(std::uint8_t value) {
    isup::CauseIndicators cause;
    cause.value = value;
    cause.location = isup::Location::public_local;
    return cause;
}

bool has_sdp(const sipi::Message& message) {
    const auto type = sipi::MediaType::parse(message.header(sipi::HeaderName::content_type));
    return type && type->is("application", "sdp") && !message.body().empty();
}

sipi::BodyView sdp_body(const std::string& sdp) {
    return {kSdp, std::string_view(sdp)};
}

} // namespace

SipLeg::SipLeg(SipSide& side, std::shared_ptr<const PeerSettings> peer, call::LegListener& call,
               observe::CallTrace& trace, observe::TraceLeg which)
    : side_(side), peer_(std::move(peer)), call_(call), trace_(trace), which_(which),
      media_(side.media_, {side.media_address_, peer_->codecs, 20, peer_->peer.symmetric},
             side.next_sdp_session()) {}

SipLeg::~SipLeg() {
    side_.legs_.erase(session_id_);
    if (session_)
        session_->release();
}

bool SipLeg::begin(sipi::Session& session, const sipi::Message& invite, isup::Message& iam) {
    session_ = &session;
    session_id_ = session.id();
    call_id_ = session.call_id();
    side_.claim(*this, session_id_);
    session.listen(this);
    mapping::Notes notes;
    const auto mapped = mapping::iam_from_invite(invite, peer_->profile, notes);
    flush(notes);
    int refusal = 0;
    std::vector<sipi::ExtraHeader> headers;
    if (!mapped) {
        ++side_.counters_.not_mappable;
        refusal = mapped.error().status;
    } else if (media_.set_kind(wanted_ = mapping::media_of(*mapped, notes)); has_sdp(invite)) {
        if (const auto taken = media_.take_offer(invite.body_text()); !taken) {
            ++side_.counters_.not_acceptable;
            refusal = 488;
            headers.push_back(
                {"Warning", std::to_string(sipi::warning_code(taken.error())) + " landline \"" +
                                std::string(sipi::reason_text(taken.error())) + "\""});
        }
    }
    if (refusal == 0) {
        iam = *mapped;
        return true;
    }
    released_ = ended_ = true;
    session_ = nullptr;
    session.release(refusal, headers);
    return false;
}

base::Result<void, isup::CauseIndicators> SipLeg::place(const isup::Message& iam,
                                                        media::WorkerId worker) {
    constexpr std::uint8_t kNoResource = 47, kNetworkOutOfOrder = 38, kBearerNotImplemented = 65;
    mapping::Notes notes;
    auto parts = mapping::invite_from_iam(iam, peer_->profile, notes);
    flush(notes);
    if (!parts)
        return base::fail(parts.error());
    wanted_ = mapping::media_of(iam, notes);
    media_.set_kind(parts->media);
    if (!media_.possible())
        return base::fail(cause_here(kBearerNotImplemented));
    if (!open_media(worker))
        return base::fail(cause_here(kNoResource));
    const std::string offer = media_.make_offer();
    sipi::Invitation invitation;
    invitation.request_uri = parts->request_uri;
    invitation.to = parts->to;
    invitation.from = parts->from;
    invitation.destination = *sipi::Endpoint::from_text(peer_->peer.address.text());
    invitation.headers = parts->headers;
    invitation.max_forwards = parts->max_forwards;
    invitation.body = sdp_body(offer);
    const auto session = side_.agent_.invite(invitation, *this);
    if (!session)
        return base::fail(cause_here(kNetworkOutOfOrder));
    session_ = *session;
    session_id_ = session_->id();
    call_id_ = session_->call_id();
    side_.claim(*this, session_id_);
    return {};
}

bool SipLeg::open_media(media::WorkerId worker) {
    if (!media_.port())
        worker_ = worker;
    return media_.open(worker);
}

call::Traits SipLeg::traits() const {
    const mapping::Interworking interworking = peer_->profile.interworking;
    call::Traits traits;
    traits.isup = traits.awaits_acm = mapping::carries_isup(interworking);
    traits.early = call::EarlyAcm::toiw2;
    traits.backward = mapping::interworking_row(interworking).backward;
    return traits;
}

call::LegDescription SipLeg::describe() const {
    return {"SIP", peer_->group, peer_->peer.name + " " + peer_->peer.address.text(),
            session_ ? std::string(sipi::name(session_->state())) : "ended", call_id_};
}

// ISUP towards the peer.
void SipLeg::send(const isup::Message& message) {
    if (!session_ || released_)
        return;
    using isup::MessageType;
    switch (message.type()) {
    case MessageType::acm:
        return send_backward(message);
    case MessageType::cpg:
        return answered_ ? send_notification(message) : send_backward(message);
    case MessageType::anm:
    case MessageType::con:
        return send_answer(message);
    case MessageType::rel:
        return send_release(message);
    case MessageType::sus:
    case MessageType::res:
        return send_notification(message);
    default:
        return; // has no SIP message of its own (Q.1912.5 §6, §7)
    }
}

// ACM and CPG of the called side become 180, 181 or 183 with or without SDP (Q.1912.5 §6.5, RFC
// 3398 §7.2.5).
void SipLeg::send_backward(const isup::Message& message) {
    if (session_->direction() != sipi::SessionDirection::incoming)
        return;
    mapping::Notes notes;
    const auto response = mapping::provisional_from_isup(message, peer_->profile, notes);
    media_.set_kind(mapping::medium_used(message, media_.kind(), notes));
    flush(notes);
    if (!response)
        return;
    std::string sdp;
    using Policy = config::EarlyMedia;
    const Policy policy = peer_->peer.mapping.early_media;
    const bool wanted =
        policy == Policy::always || (policy == Policy::automatic && response->with_sdp);
    if (wanted && media_.port() && media_.offered() && !media_.undecided())
        sdp = media_.description();
    static_cast<void>(session_->provisional(
        response->status, sdp.empty() ? sipi::BodyView{} : sdp_body(sdp), response->headers));
}

void SipLeg::send_answer(const isup::Message& message) {
    mapping::Notes notes;
    const auto headers = mapping::answer_from_isup(message, peer_->profile, notes);
    media_.set_kind(mapping::medium_used(message, media_.kind(), notes));
    flush(notes);
    answered_ = true;
    const std::string sdp = media_.description();
    static_cast<void>(session_->accept(sdp_body(sdp), headers));
    if (media_.agreed())
        media_.answered();
}

void SipLeg::send_release(const isup::Message& rel) {
    mapping::Notes notes;
    const auto release = mapping::release_from_isup(rel, peer_->profile, notes);
    flush(notes);
    released_ = true;
    media_.close();
    if (session_->state() == sipi::SessionState::inviting &&
        session_->direction() == sipi::SessionDirection::incoming)
        static_cast<void>(session_->reject(release.status, release.headers));
    else if (!answered_)
        static_cast<void>(session_->cancel(release.headers));
    else
        static_cast<void>(session_->bye(release.headers));
}

// Hold and retrieval at the other side are shown by the direction of our media (RFC 3398 §9,
// Q.1912.5 Annex B).
void SipLeg::send_notification(const isup::Message& message) {
    const auto notification = message.get<isup::GenericNotification>();
    if (!answered_ || !notification)
        return;
    const bool hold = notification->contains(isup::Notification::remote_hold);
    if (!hold && !notification->contains(isup::Notification::remote_retrieval))
        return;
    const std::string offer =
        media_.make_offer(hold ? sipi::Direction::sendonly : sipi::Direction::sendrecv);
    if (!session_->reinvite(sdp_body(offer)))
        media_.abandon();
}

// --- from the peer

void SipLeg::on_provisional(sipi::Session&, sipi::DialogNumber, const sipi::Message& response) {
    if (released_)
        return;
    if (has_sdp(response))
        if (const auto taken = media_.take_answer(response.body_text(), true); !taken)
            base::log::info("sip", "{}: SDP of a {} is no answer: {}", call_id_, response.status(),
                            sipi::reason_text(taken.error()));
    mapping::Notes notes;
    auto message = mapping::isup_from_provisional(response, acm_seen_, has_sdp(response),
                                                  peer_->profile, notes);
    if (message)
        mapping::set_medium_used(*message, wanted_, media_.kind(), notes);
    flush(notes);
    if (!message)
        return;
    acm_seen_ = true;
    call_.on_message(*this, *message);
}

void SipLeg::on_answered(sipi::Session& session, sipi::DialogNumber,
                         const sipi::Message& response) {
    answered_ = true;
    const bool agreed =
        has_sdp(response) ? media_.take_answer(response.body_text(), false).ok() : media_.agreed();
    if (released_)
        return;
    if (!agreed) {
        constexpr std::uint8_t kIncompatible = 88;
        released_ = true;
        static_cast<void>(session.bye());
        isup::Message rel(isup::MessageType::rel);
        rel.set(cause_here(kIncompatible));
        return call_.on_message(*this, rel);
    }
    media_.answered();
    mapping::Notes notes;
    isup::Message message = mapping::isup_from_answer(response, acm_seen_, peer_->profile, notes);
    media_.set_kind(media_.agreed_kind());
    mapping::set_medium_used(message, wanted_, media_.kind(), notes);
    flush(notes);
    call_.on_message(*this, message);
}

void SipLeg::on_redirected(sipi::Session& session, const sipi::Message&,
                           std::span<const sipi::RedirectTarget> targets) {
    if (!released_ && session.follow_redirect())
        trace_.event(which_, observe::Direction::internal, observe::Protocol::sip,
                     "following 3xx to " + targets.front().uri);
}

void SipLeg::on_ack(sipi::Session& session, const sipi::Message& ack) {
    if (!media_.own_offer_open())
        return;
    const bool agreed = has_sdp(ack) && media_.take_answer(ack.body_text(), false);
    if (agreed)
        return media_.answered();
    base::log::info("sip", "{}: no usable answer in the ACK of an offerless INVITE", call_id_);
    if (released_)
        return;
    constexpr std::uint8_t kIncompatible = 88;
    released_ = true;
    static_cast<void>(session.bye());
    isup::Message rel(isup::MessageType::rel);
    rel.set(cause_here(kIncompatible));
    call_.on_message(*this, rel);
}

void SipLeg::on_reinvite(sipi::Session& session, const sipi::Message& invite) {
    if (has_sdp(invite))
        if (const auto taken = media_.take_offer(invite.body_text()); !taken) {
            const sipi::ExtraHeader warning{
                "Warning", std::to_string(sipi::warning_code(taken.error())) + " landline \"" +
                               std::string(sipi::reason_text(taken.error())) + "\""};
            static_cast<void>(session.reject(488, {&warning, 1}));
            return;
        }
    const std::string sdp = has_sdp(invite) ? media_.description() : media_.make_offer();
    static_cast<void>(session.accept(sdp_body(sdp)));
    if (media_.held() == held_)
        return;
    held_ = media_.held();
    notify_inward(held_ ? isup::Notification::remote_hold : isup::Notification::remote_retrieval);
}

void SipLeg::on_reinvite_cancelled(sipi::Session&, const sipi::Message&) {
    media_.abandon();
}

void SipLeg::on_reinvite_answered(sipi::Session&, const sipi::Message& response) {
    if (!has_sdp(response) || !media_.take_answer(response.body_text(), false))
        media_.abandon();
}

void SipLeg::on_reinvite_failed(sipi::Session&, int, const sipi::Message*) {
    media_.abandon();
}

void SipLeg::on_ended(sipi::Session&, const sipi::Ended& ended) {
    side_.legs_.erase(session_id_);
    session_ = nullptr;
    ended_ = true;
    media_.close();
    if (!released_) {
        mapping::Notes notes;
        isup::Message rel = mapping::rel_from_sip(ended, peer_->profile, notes);
        if (const auto cause = mapping::refused_bearer(ended, wanted_, notes))
            rel.set(*cause);
        flush(notes);
        released_ = true;
        call_.on_message(*this, rel);
    }
    call_.on_ended(*this);
}

void SipLeg::notify_inward(isup::Notification notification) {
    isup::Message cpg(isup::MessageType::cpg);
    cpg.set(isup::EventInformation{isup::Event::progress});
    cpg.set(isup::GenericNotification(notification));
    call_.on_message(*this, cpg);
}

void SipLeg::flush(const mapping::Notes& notes) {
    mapping::record(notes, trace_, which_);
}

} // namespace legs
