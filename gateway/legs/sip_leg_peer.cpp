// A SIP leg: what the peer says, put as ISUP for the call; headers and body together (Q.1912.5
// §5.4, RFC 3398).
#include "gateway/legs/sip_leg.h"

#include "base/log.h"
#include "gateway/call/causes.h"
#include "gateway/mapping/category.h"
#include "gateway/mapping/causes.h"
#include "gateway/mapping/closed_user_group.h"
#include "gateway/mapping/precedence.h"
#include "gateway/mapping/sip_tables.h"
#include "gateway/mapping/sip_to_isup.h"
#include "isup/segmentation.h"
#include "sipi/option_tags.h"

#include <utility>

namespace legs {
namespace {

using isup::MessageType;
using mapping::Carrier;

constexpr int kUnsupportedMedia = 415;

using call::cause_here;

/// The session description, alone or in a multipart; empty when there is none.
std::string_view sdp_in(const sipi::Body& body) {
    const sipi::BodyPart* part = body.sdp();
    return part ? part->text() : std::string_view();
}

sipi::BodyView sdp_body(const std::string& sdp) {
    return {"application/sdp", std::string_view(sdp)};
}

isup::BackwardCallIndicators backward_defaults(const mapping::Profile& profile) {
    return mapping::interworking_row(profile.interworking).backward;
}

/// Whole without the segment that has not come (Q.764 §2.1.12, T34).
isup::Message without_segment(const isup::Message& message) {
    return isup::join(message, isup::Message(MessageType::sgm));
}

/// Which of our carriers the message is that ended a session; nothing for CANCEL and the like.
std::optional<Carrier> carrier_of(const sipi::Message& message) {
    if (!message.is_response())
        return message.method() == sipi::Method::bye ? std::optional(Carrier::bye) : std::nullopt;
    const auto cseq = message.cseq();
    if (!cseq)
        return std::nullopt;
    return cseq->method == sipi::Method::bye ? Carrier::bye_answer : Carrier::failure;
}

} // namespace

// --- the INVITE

bool SipLeg::begin(sipi::Session& session, const sipi::Message& invite, isup::Message& iam) {
    session_ = &session;
    session_id_ = session.id();
    call_id_ = session.call_id();
    side_.claim(*this, session_id_);
    session.listen(this);
    begin_reliable(invite);
    note_history(invite);
    take_carried(invite);
    session.use_timer(peer_->timer);
    name_session();
    note_peer(invite);
    identity_.peer = mapping::identity_of_request(invite, peer_->profile);
    isup_.reads_charge(invite);
    const sipi::Body body = sipi::Body::parse(invite);
    mapping::Description offer = mapping::description_of(body);
    const auto mapped = iam_of(invite, body, offer);
    if (!mapped)
        return refuse(session, mapped.error());
    mapping::Notes notes;
    media_.set_kind(wanted_ = mapping::media_of(*mapped, notes));
    flush(notes);
    if (offer)
        if (const auto taken = media_.take_offer(*std::move(offer)); !taken) {
            constexpr int kNotAcceptable = 488;
            ++side_.counters_.not_acceptable;
            return refuse(session, {kNotAcceptable, {warning_of(taken.error())}, {}});
        }
    iam = *mapped;
    keep_identity(invite, iam);
    if (const auto refused = judge_resources(invite, iam))
        return refuse(session, *refused);
    if (takes_digits())
        await_digits(invite, iam);
    return true;
}

// A peer that sent an IAM is told by a REL, beside the status and its Reason.
bool SipLeg::refuse(sipi::Session& session, const Refused& refused) {
    sipi::BodyToSend body;
    if (isup_.active() && refused.status != kUnsupportedMedia) {
        mapping::Notes notes;
        isup::Message rel(MessageType::rel);
        rel.set(refused.cause ? *refused.cause
                              : mapping::cause_from_status(refused.status, peer_->profile, notes));
        flush(notes);
        body = isup_.body({}, &rel, Carrier::failure);
    }
    released_ = ended_ = true;
    session_ = nullptr;
    session.release(refused.status, refused.headers, body.view());
    return false;
}

base::Result<isup::Message, SipLeg::Refused> SipLeg::iam_of(const sipi::Message& invite,
                                                            const sipi::Body& body,
                                                            const mapping::Description& offer) {
    const mapping::Unwrapped unwrapped = isup_.take(body, Carrier::invite);
    if (const auto& objection = unwrapped.objection) {
        ++side_.counters_.isup_refused;
        return base::fail(
            Refused{objection->status, mapping::headers_of(*objection), objection->cause});
    }
    mapping::Notes notes;
    auto mapped = mapping::iam_from_invite(invite, offer, peer_->profile, notes);
    if (mapped)
        mapping::set_closed_user_group(body, peer_->profile, *mapped, notes);
    traits_ = mapping::traits_of(invite);
    traits_.emergency = mapping::is_emergency(invite, peer_->profile);
    traits_.trunk_groups = mapping::trunk_groups_of(invite, peer_->profile, notes);
    flush(notes);
    if (!mapped) {
        ++side_.counters_.not_mappable;
        return base::fail(Refused{mapped.error().status, {}, {}});
    }
    if (unwrapped.confusion)
        waiting_.push_back({*unwrapped.confusion});
    if (!unwrapped.message || unwrapped.message->type() != MessageType::iam)
        return *std::move(mapped);
    isup::Message iam = merge(unwrapped, invite, *mapped);
    if (unwrapped.expects_segment)
        iam = without_segment(iam); // no dialog yet in which it could come
    if (mapping::hops_left(iam))
        return iam;
    constexpr int kTooManyHops = 483;
    constexpr std::uint8_t kRoutingError = 25;
    ++side_.counters_.not_mappable;
    const isup::CauseIndicators cause = cause_here(kRoutingError);
    return base::fail(
        Refused{kTooManyHops, {{"Reason", mapping::reason_from_cause(cause)}}, cause});
}

isup::Message SipLeg::merge(const mapping::Unwrapped& unwrapped, const sipi::Message& sip,
                            const isup::Message& of_sip) {
    mapping::Notes notes;
    const isup::Message out =
        mapping::merged({sip, *unwrapped.message, of_sip, peer_->profile}, notes);
    flush(notes);
    return out;
}

// --- answers to our INVITE

void SipLeg::on_provisional(sipi::Session& session, sipi::DialogNumber dialog,
                            const sipi::Message& response) {
    constexpr int kRinging = 180;
    // Media of the INVITE with the most digits goes before (RFC 3578 §3.3).
    if (released_ || (&session != session_ && response.status() != kRinging))
        return;
    const sipi::Body body = sipi::Body::parse(response);
    const std::string_view sdp = sdp_in(body);
    if (!sdp.empty() && (dialog == 0 || dialog != settled_dialog_)) {
        const bool reliable = sipi::reliable_sequence(response).has_value();
        const auto taken = media_.take_answer(sdp, !reliable);
        if (!taken)
            base::log::info("sip", "{}: SDP of a {} is no answer: {}", call_id_, response.status(),
                            sipi::reason_text(taken.error()));
        else if (reliable) // what follows in that dialog is no answer (RFC 3261 §13.2.1)
            settled_dialog_ = dialog;
    }
    dialog_made_ = dialog_made_ || dialog != 0;
    note_peer(response);
    const bool awaited = checking_ && response.status() != kRinging;
    tell_reserved();
    const mapping::Unwrapped unwrapped = isup_.take(body, Carrier::provisional);
    if (!heed(unwrapped))
        return;
    send_waiting();
    mapping::Notes notes;
    const auto of_sip = mapping::isup_from_provisional(response, acm_seen_, !sdp.empty(),
                                                       peer_->profile, notes, traits_);
    const bool progress = unwrapped.message && (unwrapped.message->type() == MessageType::acm ||
                                                unwrapped.message->type() == MessageType::cpg);
    if (progress)
        return pass_provisional(
            merge(unwrapped, response, of_sip.value_or(isup::Message(MessageType::cpg))),
            unwrapped.expects_segment);
    if (unwrapped.message) { // a message that only travels in the 183
        pass_inward(*unwrapped.message, unwrapped.expects_segment);
        if (response.status() != kRinging)
            return;
    }
    // While digits may come an ACM would keep them away; who rings has enough of them.
    if (number_.growing() && sends_invites() && response.status() != kRinging)
        return flush(notes);
    if (awaited) // it has heard of the check, not of the called user
        return flush(notes);
    isup::Message made = of_sip.value_or(isup::Message(MessageType::acm));
    mapping::set_medium_used(made, wanted_, media_.kind(), notes);
    flush(notes);
    const bool told = isup_.add_charge(made);
    if ((of_sip || told) && !released_)
        pass_provisional(made, false);
}

void SipLeg::pass_provisional(const isup::Message& message, bool expects_segment) {
    const isup::Message fitting =
        mapping::in_sequence(message, acm_seen_, backward_defaults(peer_->profile));
    acm_seen_ = true;
    number_.complete();
    pass_inward(fitting, expects_segment);
}

void SipLeg::on_answered(sipi::Session& session, sipi::DialogNumber dialog,
                         const sipi::Message& response) {
    settle_on(session);
    answered_ = dialog_made_ = true;
    sent_.reset();
    note_peer(response);
    if (!identity_.early)
        identity_.peer = mapping::identity_of_answer(response, peer_->profile);
    const sipi::Body body = sipi::Body::parse(response);
    const std::string_view sdp = sdp_in(body);
    const bool agreed = sdp.empty() || (dialog != 0 && dialog == settled_dialog_)
                            ? media_.agreed()
                            : media_.take_answer(sdp, false).ok();
    if (released_)
        return;
    const mapping::Unwrapped unwrapped = isup_.take(body, Carrier::answer);
    if (!agreed) {
        constexpr std::uint8_t kIncompatible = 88;
        return release_both(cause_here(kIncompatible));
    }
    media_.answered();
    if (unwrapped.confusion || !waiting_.empty())
        static_cast<void>(session.acknowledge()); // before the INFO that follows
    if (!heed(unwrapped))
        return;
    mapping::Notes notes;
    isup::Message of_sip =
        mapping::isup_from_answer(response, acm_seen_, peer_->profile, notes, traits_);
    media_.set_kind(media_.agreed_kind());
    const bool answer = unwrapped.message && unwrapped.message->type() != MessageType::sgm;
    if (answer) {
        pass_inward(mapping::in_sequence(merge(unwrapped, response, of_sip), acm_seen_,
                                         backward_defaults(peer_->profile)),
                    unwrapped.expects_segment);
    } else {
        mapping::set_medium_used(of_sip, wanted_, media_.kind(), notes);
        flush(notes);
        isup_.add_charge(of_sip);
        if (!await_identity(of_sip))
            pass_inward(of_sip, false);
    }
    send_waiting();
}

void SipLeg::on_redirected(sipi::Session& session, const sipi::Message&,
                           std::span<const sipi::RedirectTarget> targets) {
    if (peer_->peer.mapping.redirection != config::Redirection::follow)
        return; // the call knows where to, by the REL
    if (!released_ && session.follow_redirect())
        trace_->event(which_, observe::Direction::internal, observe::Protocol::sip,
                      "following 3xx to " + targets.front().uri);
}

// --- inside the dialog

void SipLeg::on_ack(sipi::Session&, const sipi::Message& ack) {
    if (identity_.untold)
        identity_timer_.arm(base::Duration::zero()); // once the ACK has done its own work
    if (!media_.own_offer_open())
        return;
    const sipi::Body body = sipi::Body::parse(ack);
    const std::string_view sdp = sdp_in(body);
    if (!sdp.empty() && media_.take_answer(sdp, false))
        return media_.answered();
    base::log::info("sip", "{}: no usable answer in the ACK of an offerless INVITE", call_id_);
    if (released_)
        return;
    constexpr std::uint8_t kIncompatible = 88;
    release_both(cause_here(kIncompatible));
}

void SipLeg::on_reinvite(sipi::Session& session, const sipi::Message& invite) {
    if (const sipi::RequestAnswer no = side_.judge_body(invite, *peer_); no.status != 0) {
        static_cast<void>(session.reject(no.status, no.headers));
        return;
    }
    const sipi::Body body = sipi::Body::parse(invite);
    const mapping::Unwrapped unwrapped = isup_.take(body, Carrier::reinvite);
    if (unwrapped.objection) {
        ++side_.counters_.isup_refused;
        static_cast<void>(
            session.reject(unwrapped.objection->status, mapping::headers_of(*unwrapped.objection)));
        return;
    }
    const std::string_view offer = sdp_in(body);
    if (!offer.empty())
        if (const auto taken = media_.take_offer(offer); !taken) {
            constexpr int kNotAcceptable = 488;
            const sipi::ExtraHeader warning = warning_of(taken.error());
            static_cast<void>(session.reject(kNotAcceptable, {&warning, 1}));
            return;
        }
    const std::string sdp = !offer.empty() ? media_.description() : media_.make_offer();
    static_cast<void>(session.accept(sdp_body(sdp)));
    if (unwrapped.message)
        pass_inward(*unwrapped.message, false);
    learn_identity(invite);
    note_hold(unwrapped.message ? &*unwrapped.message : nullptr);
}

void SipLeg::on_reinvite_cancelled(sipi::Session&, const sipi::Message&) {
    media_.abandon();
}

// INFO brings what has no SIP message of its own (RFC 3398 §13.1). A body that must be understood
// and is not refuses the INFO, never the call.
sipi::RequestAnswer SipLeg::on_request(sipi::Session&, const sipi::Message& request) {
    if (request.method() == sipi::Method::refer)
        return on_refer(request, {});
    if (request.method() == sipi::Method::subscribe)
        return on_subscribe(request);
    if (request.method() == sipi::Method::notify)
        return on_notify(request);
    if (request.method() != sipi::Method::info)
        return {};
    sipi::RequestAnswer answer = side_.judge_body(request, *peer_);
    if (answer.status != 0)
        return answer;
    answer.status = 200;
    if (released_)
        return answer;
    const mapping::Unwrapped unwrapped = isup_.take(sipi::Body::parse(request), Carrier::info);
    if (unwrapped.objection) {
        ++side_.counters_.isup_refused;
        answer.status = unwrapped.objection->status;
        answer.headers = mapping::headers_of(*unwrapped.objection);
    }
    if (heed(unwrapped) && unwrapped.message)
        pass_inward(*unwrapped.message, unwrapped.expects_segment);
    else if (isup::Message fac(MessageType::fac);
             !unwrapped.message && (isup_.add_charge(fac) || !isup_.attached().empty()))
        pass_inward(fac, false); // QSIG's FACILITY, and the like
    return answer;
}

// RLC answers the REL of a BYE where the profile has it so (ETSI TS 186 002-3).
sipi::RequestAnswer SipLeg::on_bye(sipi::Session&, const sipi::Message& bye) {
    sipi::RequestAnswer answer;
    answer.status = 200;
    end_referral();
    of_bye_ =
        std::make_unique<mapping::Unwrapped>(isup_.take(sipi::Body::parse(bye), Carrier::bye));
    if (!isup_.answers_with_rlc())
        return answer;
    isup::Message rlc(MessageType::rlc);
    if (of_bye_->rlc_cause != 0) {
        isup::CauseIndicators cause = cause_here(of_bye_->rlc_cause);
        cause.location = peer_->profile.isup.location;
        rlc.set(cause);
    }
    sipi::BodyToSend body = isup_.body({}, &rlc, Carrier::bye_answer);
    answer.content_type = std::move(body.type);
    answer.content_disposition = std::move(body.disposition);
    answer.body = std::move(body.octets);
    return answer;
}

void SipLeg::on_unreachable(sipi::Session&, const sipi::Endpoint& server, int status) {
    trace_->event(which_, observe::Direction::internal, observe::Protocol::sip,
                  std::to_string(status) + " of " + server.text() + ": the next server");
    side_.failed(*peer_, server, status);
}

// --- the end

void SipLeg::on_ended(sipi::Session& session, const sipi::Ended& ended) {
    if (ended.status != kUnsupportedMedia && outlives(session, ended))
        return;
    side_.legs_.erase(session.id());
    session_ = nullptr;
    if (try_without_isup(ended))
        return;
    ended_ = true;
    media_.close();
    t34_.cancel();
    mapping::Unwrapped unwrapped;
    if (of_bye_)
        unwrapped = std::move(*std::exchange(of_bye_, nullptr));
    const auto carrier = ended.message ? carrier_of(*ended.message) : std::nullopt;
    if (carrier && *carrier != Carrier::bye)
        unwrapped = isup_.take(sipi::Body::parse(*ended.message), *carrier);
    pass_answer();
    if (!released_) {
        mapping::Notes notes;
        isup::Message rel = mapping::rel_from_sip(ended, peer_->profile, notes, traits_);
        if (const auto cause = mapping::refused_bearer(ended, wanted_, notes))
            rel.set(*cause);
        flush(notes);
        if (ended.message && unwrapped.message && unwrapped.message->type() == MessageType::rel)
            rel = merge(unwrapped, *ended.message, rel);
        isup_.add_charge(rel);
        if (peer_->peer.mapping.redirection == config::Redirection::follow)
            rel.remove(isup::Param::redirection_number); // it has been tried there
        released_ = true;
        call_->on_message(*this, rel);
    }
    call_->on_ended(*this);
}

// A peer that does not take ISUP which was only optional is called without (RFC 3372 §5.1).
bool SipLeg::try_without_isup(const sipi::Ended& ended) {
    const std::unique_ptr<Sent> sent = std::move(sent_);
    if (!sent || released_ || ended.reason != sipi::EndReason::failed ||
        ended.status != kUnsupportedMedia || ended.local || !isup_.may_do_without())
        return false;
    isup_.do_without();
    trace_->event(which_, observe::Direction::internal, observe::Protocol::sip,
                  "415: the INVITE again without ISUP");
    return send_invite(*sent).ok();
}

// --- towards the call

bool SipLeg::heed(const mapping::Unwrapped& unwrapped) {
    if (unwrapped.confusion && session_)
        send_without_image(*unwrapped.confusion);
    constexpr int kServerError = 500;
    if (!unwrapped.objection || unwrapped.objection->status != kServerError)
        return true;
    release_both(unwrapped.objection->cause);
    return false;
}

void SipLeg::release_both(const isup::CauseIndicators& cause) {
    isup::Message rel(MessageType::rel);
    rel.set(cause);
    t34_.cancel();
    unfinished_.reset();
    send_release(rel);
    call_->on_message(*this, rel);
}

void SipLeg::pass_inward(const isup::Message& message, bool expects_segment) {
    pass_answer();
    if (message.type() == MessageType::sgm) {
        if (unfinished_)
            *unfinished_ = isup::join(*unfinished_, message);
        return pass_unfinished();
    }
    pass_unfinished();
    if (!expects_segment)
        return call_->on_message(*this, message);
    unfinished_ = std::make_unique<isup::Message>(message);
    t34_.arm(side_.calls_.settings().t34);
}

void SipLeg::pass_unfinished() {
    t34_.cancel();
    const auto message = std::exchange(unfinished_, nullptr);
    if (message && !released_)
        call_->on_message(*this, without_segment(*message));
}

void SipLeg::notify_inward(isup::Notification notification) {
    pass_answer();
    isup::Message cpg(MessageType::cpg);
    cpg.set(isup::EventInformation{isup::Event::progress});
    cpg.set(isup::GenericNotification(notification));
    call_->on_message(*this, cpg);
}

} // namespace legs
