// A SIP leg: what the call says in ISUP, put for the peer; the mapping of Q.1912.5 or RFC 3398, and
// the same ISUP in the body where the trunk carries it.
#include "gateway/legs/sip_leg.h"

#include "gateway/call/causes.h"
#include "gateway/mapping/carried_headers.h"
#include "gateway/mapping/sip_tables.h"
#include "gateway/mapping/without_isup.h"

#include <algorithm>
#include <utility>

namespace legs {
namespace {

using call::cause_here;

constexpr std::string_view kChargingVector = "P-Charging-Vector";

} // namespace

SipLeg::SipLeg(SipSide& side, std::shared_ptr<const PeerSettings> peer, call::LegListener& call,
               observe::CallTrace& trace, observe::TraceLeg which)
    : side_(side), peer_(std::move(peer)), call_(&call), trace_(&trace), which_(which),
      media_(side.media_,
             {side.media_address_, peer_->codecs, 20, peer_->peer.symmetric,
              peer_->preconditions != config::Preconditions::off,
              peer_->preconditions == config::Preconditions::require &&
                  which == observe::TraceLeg::outgoing},
             side.next_sdp_session()),
      isup_(peer_, side.counters_, trace, which, which == observe::TraceLeg::outgoing),
      t34_(side.timers_, [this] { pass_unfinished(); }),
      toiw3_(side.timers_, [this] { on_toiw3(); }),
      reserved_(side.timers_, [this] { resources_reserved(); }),
      reoffer_timer_(side.timers_, [this] { reoffer(); }),
      ttir1_(side.timers_, [this] { pass_answer(); }),
      identity_timer_(side.timers_, [this] { tell_identity(); }),
      refer_timer_(side.timers_, [this] { begin_transfer(); }),
      hand_over_timer_(side.timers_,
                       [this] { end_hand_over(handing_over_ == HandingOver::done); }) {}

SipLeg::~SipLeg() {
    side_.growing_.erase(growing_key_);
    release_older();
    side_.legs_.erase(session_id_);
    if (session_)
        session_->release();
}

base::Result<void, isup::CauseIndicators>
SipLeg::place(const isup::Message& iam, media::WorkerId worker, mapping::TrunkGroupNames groups,
              std::vector<sipi::ExtraHeader> more, const call::Leg* incoming) {
    constexpr std::uint8_t kNoResource = 47, kBearerNotImplemented = 65;
    mapping::Notes notes;
    if (!isup_.active())
        if (const auto refused =
                mapping::refused_at_edge(iam, peer_->profile.isup.location, notes)) {
            flush(notes);
            return base::fail(*refused);
        }
    auto parts = mapping::invite_from_iam(iam, peer_->profile, notes, groups);
    flush(notes);
    if (!parts)
        return base::fail(parts.error());
    tell_verstat(incoming, *parts);
    for (sipi::ExtraHeader& header : more)
        parts->headers.push_back(std::move(header));
    send_carried(incoming, *parts);
    wanted_ = mapping::media_of(iam, notes);
    media_.set_kind(parts->media);
    if (!media_.possible())
        return base::fail(cause_here(kBearerNotImplemented));
    traits_ = mapping::traits_of(iam, *parts);
    traits_.trunk_groups = std::move(groups);
    if (!open_media(worker))
        return base::fail(cause_here(kNoResource));
    if (sends_invites())
        number_.begin(iam);
    await_continuity(iam);
    offer_ = media_.make_offer();
    Sent invite{*std::move(parts), offer_, iam};
    const auto sent = send_invite(invite);
    isup_.detach();
    if (!sent)
        return sent;
    if (isup_.may_do_without() && !mapping::requires_isup(iam))
        sent_ = std::make_unique<Sent>(std::move(invite));
    return {};
}

base::Result<void, isup::CauseIndicators> SipLeg::send_invite(const Sent& invite) {
    constexpr std::uint8_t kNetworkOutOfOrder = 38;
    const sipi::BodyToSend body = isup_.body(invite.offer, &invite.iam, mapping::Carrier::invite);
    sipi::Invitation invitation;
    invitation.request_uri = invite.parts.request_uri;
    invitation.to = invite.parts.to;
    invitation.from = invite.parts.from;
    invitation.contact_user = invite.parts.contact_user;
    std::vector<sipi::Endpoint> servers = target_ ? target_->destinations : side_.servers(*peer_);
    if (servers.empty())
        return base::fail(cause_here(kNetworkOutOfOrder));
    invitation.destination = servers.front();
    if (servers.size() > 1)
        invitation.alternatives.assign(servers.begin() + 1, servers.end());
    invitation.headers = invite.parts.headers;
    if (target_)
        call_registered(invitation);
    else
        call_as_registered(invitation);
    if (isup_.active() || peer_->profile.qsig) // RFC 3398 §5.2
        invitation.headers.push_back({"Accept", mapping::accept_of(peer_->profile)});
    offer_reliable(invitation);
    offer_from_change(invitation.headers);
    sign(invite, invitation.headers);
    invitation.max_forwards = invite.parts.max_forwards;
    invitation.body = body.view();
    number_.name(invitation);
    invitation.timer = peer_->timer;
    if (peer_->peer.mapping.session_id) {
        invitation.session_uuid = call_->other_session_uuid(*this);
        if (invitation.session_uuid.empty())
            invitation.session_uuid = side_.agent_.fresh_session_uuid();
    }
    const auto session = side_.agent_.invite(invitation, *this);
    if (!session)
        return base::fail(cause_here(session.error() == sipi::InviteError::overloaded
                                         ? call::kCongestion
                                         : kNetworkOutOfOrder));
    session_ = *session;
    session_id_ = session_->id();
    call_id_ = session_->call_id();
    number_.sent(*session_);
    side_.claim(*this, session_id_);
    return {};
}

// The contact is the Request-URI, so who was called is told beside it (RFC 7315 §4.2); a Path is
// the Route (RFC 3327 §5.4).
void SipLeg::call_registered(sipi::Invitation& invitation) const {
    if (invitation.to.empty())
        invitation.to = invitation.request_uri;
    std::string called = "<";
    invitation.headers.push_back(
        {"P-Called-Party-ID", called.append(invitation.request_uri).append(">")});
    for (const std::string& route : target_->routes)
        invitation.headers.push_back({"Route", route});
    invitation.request_uri = target_->request_uri;
}

// The way of the Service-Route (RFC 3608 §6.1), with the Contact that is registered, or the GRUU
// that stands for it (RFC 5627 §4.4).
void SipLeg::call_as_registered(sipi::Invitation& invitation) const {
    const sipi::Registration* registration =
        side_.registration ? side_.registration(peer_->peer.name) : nullptr;
    if (!registration)
        return;
    const sipi::Registration::View view = registration->view();
    for (const std::string& route : view.service_route)
        invitation.headers.push_back({"Route", route});
    if (registration->wanted().bulk) // any of our numbers is registered (RFC 6140 §5.2)
        return;
    invitation.contact_user = registration->wanted().user;
    if (!registration->wanted().instance.empty())
        invitation.contact = view.contact;
}

bool SipLeg::open_media(media::WorkerId worker) {
    if (media_.port() && worker_ && *worker_ != worker)
        return move_media(worker);
    worker_ = worker;
    return media_.open(worker);
}

call::Traits SipLeg::traits() const {
    const mapping::Interworking interworking = peer_->profile.interworking;
    call::Traits traits;
    traits.isup = isup_.active();
    traits.awaits_acm = mapping::carries_isup(interworking);
    traits.early = call::EarlyAcm::toiw2;
    traits.backward = mapping::interworking_row(interworking).backward;
    return traits;
}

std::string SipLeg::where() const {
    std::string out = peer_->peer.name;
    if (!peer_->is_user)
        return out.append(" ").append(peer_->peer.host_text());
    if (session_)
        out.append(" ").append(session_->peer().text());
    return out;
}

call::LegDescription SipLeg::describe() const {
    call::LegDescription out{
        "SIP",    peer_->group,
        where(),  session_ ? std::string(sipi::name(session_->state())) : "ended",
        call_id_, verified_};
    if (session_) {
        out.session_timer = sipi::text(session_->timer());
        out.session_id.append(session_->session_uuid());
        if (!session_->peer_session_uuid().empty())
            out.session_id.append(" ").append(session_->peer_session_uuid());
    }
    return out;
}

// The other end's identifier when it has one, else one of ours (RFC 7989 §7): the same from end to
// end, whatever this gateway is between them.
void SipLeg::name_session() {
    if (!session_ || !peer_->peer.mapping.session_id)
        return;
    if (const std::string_view other = call_->other_session_uuid(*this); !other.empty())
        session_->set_session_uuid(other);
    else if (session_->session_uuid().empty())
        session_->set_session_uuid(side_.agent_.fresh_session_uuid());
}

void SipLeg::take_carried(const sipi::Message& invite) {
    mapping::Notes notes;
    for (sipi::ExtraHeader& header : mapping::carried_from(invite, peer_->profile, notes)) {
        if (!carried_)
            carried_ = std::make_unique<CarriedHeaders>();
        carried_->emplace_back(std::move(header.name), std::move(header.value));
    }
    flush(notes);
}

void SipLeg::send_carried(const call::Leg* incoming, mapping::InviteParts& parts) {
    using config::ChargingVector;
    const ChargingVector charging = peer_->peer.mapping.charging_vector;
    std::vector<sipi::ExtraHeader> carried;
    if (const CarriedHeaders* const headers = incoming ? incoming->carried() : nullptr)
        for (const auto& [name, value] : *headers)
            if (charging != ChargingVector::off || name != kChargingVector)
                carried.push_back({name, value});
    const bool charged =
        std::ranges::find(carried, kChargingVector, &sipi::ExtraHeader::name) != carried.end();
    if (charging == ChargingVector::make && !charged)
        carried.push_back(mapping::make_charging_vector(side_.agent_.fresh_session_uuid(),
                                                        peer_->profile.local_host));
    mapping::Notes notes;
    mapping::add_carried(carried, peer_->profile, parts.headers, notes);
    flush(notes);
}

// ISUP towards the peer.
void SipLeg::send(const isup::Message& message) {
    put(message);
    isup_.detach();
}

void SipLeg::put(const isup::Message& message) {
    using isup::MessageType;
    if (toiw3_.armed() && message.type() == MessageType::rel) {
        released_ = true; // no INVITE is left that could be cancelled
        toiw3_.arm(base::Duration::zero());
        return;
    }
    if (which_ == observe::TraceLeg::outgoing && message.type() == MessageType::sam &&
        sends_invites())
        return send_digits(message);
    if (!session_ || released_)
        return;
    name_session();
    if (which_ == observe::TraceLeg::incoming && message.type() != MessageType::cfn)
        number_.complete(); // the called side has said something: no INVITE adds digits now
    switch (message.type()) {
    case MessageType::acm:
        return send_backward(message);
    case MessageType::cpg:
        if (!answered_)
            return send_backward(message);
        if (const bool told = send_identity(message); !send_hold(message))
            send_without_image(message, told);
        return;
    case MessageType::fac:
        return send_without_image(message, send_identity(message));
    case MessageType::anm:
    case MessageType::con:
        return send_answer(message);
    case MessageType::rel:
        return send_release(message);
    case MessageType::cot:
        return continuity(message);
    case MessageType::sus:
    case MessageType::res:
        if (!send_suspend(message))
            send_without_image(message);
        return;
    default:
        return send_without_image(message);
    }
}

// ACM and CPG of the called side become 180, 181 or 183 with or without SDP (Q.1912.5 §6.5, RFC
// 3398 §7.2.5).
void SipLeg::send_backward(const isup::Message& message) {
    if (session_->direction() != sipi::SessionDirection::incoming)
        return;
    mapping::Notes notes;
    const auto response = mapping::provisional_from_isup(message, peer_->profile, notes, traits_);
    media_.set_kind(mapping::medium_used(message, media_.kind(), notes));
    flush(notes);
    if (!response)
        return;
    using Policy = config::EarlyMedia;
    const Policy policy = peer_->peer.mapping.early_media;
    const bool wanted =
        policy == Policy::always || (policy == Policy::automatic && response->with_sdp);
    if (respond(response->status, &message, sdp_of_18x(wanted), response->headers))
        send_waiting();
}

void SipLeg::send_answer(const isup::Message& message) {
    mapping::Notes notes;
    auto headers = mapping::answer_from_isup(message, peer_->profile, notes, traits_);
    offer_from_change(headers);
    note_answer(message);
    media_.set_kind(mapping::medium_used(message, media_.kind(), notes));
    flush(notes);
    answered_ = true;
    const std::string sdp = settled_ ? std::string() : media_.description();
    const sipi::BodyToSend body = isup_.body(sdp, &message, mapping::Carrier::answer);
    static_cast<void>(session_->accept(body.view(), headers));
    if (media_.agreed())
        media_.answered();
    send_waiting();
}

void SipLeg::send_release(const isup::Message& rel) {
    const bool by_response = session_->state() == sipi::SessionState::inviting &&
                             session_->direction() == sipi::SessionDirection::incoming;
    mapping::Notes notes;
    auto release = mapping::release_from_isup(rel, peer_->profile, notes, traits_,
                                              by_response ? mapping::Ending::response
                                                          : mapping::Ending::request);
    flush(notes);
    end_referral();
    released_ = true;
    reoffer_timer_.cancel();
    identity_timer_.cancel();
    ttir1_.cancel();
    unanswered_.reset();
    media_.close();
    release_older();
    if (by_response) {
        release.headers.insert(release.headers.end(), release.response_headers.begin(),
                               release.response_headers.end());
        constexpr int kPreconditionFailure = 580; // RFC 3312 §8
        const sipi::BodyToSend body = isup_.body({}, &rel, mapping::Carrier::failure);
        say_199(reserving_ ? kPreconditionFailure : release.status);
        static_cast<void>(session_->reject(reserving_ ? kPreconditionFailure : release.status,
                                           release.headers, body.view()));
    } else if (!answered_) { // CANCEL has no body: the cause goes in Reason (RFC 3261 §9.1)
        constexpr std::uint8_t kNotSelected = 26; // no missed call, then (RFC 3326 §3.1)
        if (const auto cause = rel.get<isup::CauseIndicators>();
            cause && cause->value == kNotSelected)
            release.headers.push_back(
                {"Reason", "SIP;cause=200;text=\"Call completed elsewhere\""});
        static_cast<void>(session_->cancel(release.headers));
    } else {
        const sipi::BodyToSend body = isup_.body({}, &rel, mapping::Carrier::bye);
        release.headers.insert(release.headers.end(), release.bye_headers.begin(),
                               release.bye_headers.end());
        static_cast<void>(session_->bye(release.headers, body.view()));
    }
}

// SUS, RES, FAC, USR, INR, CFN ...: only as ISUP, in INFO, or in the 183 that makes the dialog (RFC
// 3398 §13.1). Before there is one they wait.
void SipLeg::send_without_image(const isup::Message& message, bool told) {
    constexpr std::size_t kMostWaiting = 8;
    if (mapping::is_of_circuit(message.type()))
        return;
    if (!isup_.active() && !isup_.has_attached() && !isup_.tells_charge(message)) {
        mapping::Notes notes;
        if (!told)
            mapping::note_message_left_at_sip(message.type(), notes);
        return flush(notes);
    }
    const bool backward = session_->direction() == sipi::SessionDirection::incoming;
    const auto carrier = mapping::carrier_without_image(message.type(), stage(), backward);
    if (!carrier) {
        if (waiting_.size() < kMostWaiting)
            waiting_.push_back({message, std::string(isup_.to_send())});
        return;
    }
    constexpr int kProgress = 183;
    const sipi::BodyToSend body = isup_.body({}, &message, *carrier);
    if (body.octets.empty())
        return;
    if (*carrier == mapping::Carrier::provisional)
        static_cast<void>(respond(kProgress, &message, sdp_of_18x(false), {}));
    else
        static_cast<void>(session_->request("INFO", body.view()));
}

void SipLeg::send_waiting() {
    const std::string now(isup_.to_send());
    for (const Waiting& waiting : std::exchange(waiting_, {})) {
        isup_.detach();
        if (!waiting.qsig.empty())
            isup_.attach(waiting.qsig);
        send_without_image(waiting.message);
    }
    isup_.detach();
    if (!now.empty())
        isup_.attach(now);
}

mapping::Stage SipLeg::stage() const {
    if (answered_)
        return mapping::Stage::confirmed;
    return dialog_made_ && session_ && session_->dialog() != 0 ? mapping::Stage::early
                                                               : mapping::Stage::no_dialog;
}

void SipLeg::flush(const mapping::Notes& notes) {
    mapping::record(notes, *trace_, which_);
}

} // namespace legs
