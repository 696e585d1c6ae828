// A SIP leg whose called number comes digit by digit, either way: RFC 3578, Q.1912.5 §7.
#include "gateway/legs/sip_leg.h"

#include "base/log.h"
#include "gateway/call/numbers.h"
#include "gateway/mapping/isup_to_sip.h"
#include "gateway/mapping/sip_to_isup.h"

#include <utility>

namespace legs {
namespace {

constexpr int kAddressIncomplete = 484;

isup::Digits called_digits(const isup::Message& iam) {
    const auto called = iam.get<isup::CalledPartyNumber>();
    return called ? called->digits.without_st() : isup::Digits();
}

} // namespace

// --- outgoing: each SAM is one more INVITE

bool SipLeg::sends_invites() const {
    const config::Overlap overlap = peer_->peer.mapping.overlap;
    return overlap == config::Overlap::overlap || overlap == config::Overlap::invites;
}

void SipLeg::send_digits(const isup::Message& sam) {
    if (answered_ || released_ || acm_seen_)
        return;
    if (!number_.add(sam)) { // ST alone: what the INVITEs have come to is all there will be
        if (!session_ && number_.best())
            give_up();
        return;
    }
    toiw3_.cancel();
    mapping::Notes notes;
    const auto parts =
        mapping::invite_from_iam(number_.iam(), peer_->profile, notes, traits_.trunk_groups);
    flush(notes);
    if (!parts)
        return;
    // No CANCEL: it could come before the new INVITE and end the call there (RFC 3578 §3.4).
    if (session_)
        number_.overtaken(session_id_, *session_);
    if (!send_invite({*parts, offer_, number_.iam()}) && !session_)
        toiw3_.arm(base::Duration::zero());
}

// The INVITE of this session goes on, the others are cancelled (RFC 3578 §3.4).
void SipLeg::settle_on(sipi::Session& session) {
    number_.complete();
    if (session_ && session_ != &session)
        number_.overtaken(session_id_, *session_);
    number_.forget(session.id());
    session_ = &session;
    session_id_ = session.id();
    release_older();
}

void SipLeg::release_older() {
    for (const GrowingNumber::Attempt& attempt : std::exchange(number_.older(), {})) {
        side_.legs_.erase(attempt.id);
        attempt.session->release();
    }
}

// True: the leg goes on without this INVITE, which has failed.
bool SipLeg::outlives(sipi::Session& session, const sipi::Ended& ended) {
    if (answered_ || released_ || which_ != observe::TraceLeg::outgoing || !sends_invites() ||
        ended.reason != sipi::EndReason::failed)
        return false;
    mapping::Notes notes;
    number_.failed(ended.status, mapping::rel_from_sip(ended, peer_->profile, notes));
    flush(notes);
    side_.legs_.erase(session.id());
    if (number_.forget(session.id()))
        return true;
    if (!number_.older().empty()) { // the newest of those that are left
        session_ = number_.older().back().session;
        session_id_ = number_.older().back().id;
        number_.older().pop_back();
        return true;
    }
    session_ = nullptr;
    if (number_.growing() && wants_digits(ended.status)) {
        toiw3_.arm(side_.calls_.settings().toiw3);
        return true;
    }
    give_up();
    return true;
}

void SipLeg::on_toiw3() {
    if (!released_)
        trace_->event(which_, observe::Direction::internal, observe::Protocol::timer,
                      "TOIW3 expired: no further digit");
    give_up();
}

// Each INVITE has failed: the best response decides (RFC 3578 §3.2).
void SipLeg::give_up() {
    toiw3_.cancel();
    ended_ = true;
    media_.close();
    if (!std::exchange(released_, true)) {
        constexpr std::uint8_t kIncomplete = 28;
        isup::Message rel(isup::MessageType::rel);
        isup::CauseIndicators cause;
        cause.value = kIncomplete;
        rel.set(cause);
        call_->on_message(*this, number_.best() ? *number_.best() : rel);
    }
    call_->on_ended(*this);
}

// --- incoming: one more INVITE is a SAM

bool SipLeg::takes_digits() const {
    return peer_->peer.mapping.overlap != config::Overlap::en_bloc;
}

void SipLeg::await_digits(const sipi::Message& invite, isup::Message& iam) {
    growing_key_ = SipSide::growing_key(call_id_, invite.from_tag());
    side_.growing_[growing_key_] = this;
    auto called = iam.get<isup::CalledPartyNumber>().value_or(isup::CalledPartyNumber{});
    called.digits = called.digits.without_st(); // an INVITE does not say that it is the last
    iam.set(called);
    number_.begin(iam);
}

void SipLeg::early_dialog() {
    constexpr int kProgress = 183;
    if (session_ && !released_)
        static_cast<void>(respond(kProgress, nullptr, sdp_of_18x(false), {}));
}

bool SipLeg::succeed(sipi::Session& session, const sipi::Message& invite) {
    mapping::Notes notes;
    const auto mapped = mapping::iam_from_invite(invite, peer_->profile, notes);
    if (!mapped || !session_ || released_ || answered_ ||
        session_->state() != sipi::SessionState::inviting)
        return false;
    const isup::Digits before = called_digits(number_.iam()), now = called_digits(*mapped);
    if (now.size() <= before.size() || !now.starts_with(before))
        return false; // another call, as of a proxy that forks to several numbers
    flush(notes);
    side_.claim(*this, session.id());
    if (!number_.growing()) { // the shorter number is complete already: nobody waits for this one
        side_.legs_.erase(session.id());
        session.release(kAddressIncomplete);
        return true;
    }
    session.listen(this);
    side_.legs_.erase(session_id_);
    session_->release(kAddressIncomplete);
    session_ = &session;
    session_id_ = session.id();
    begin_reliable(invite);
    session.use_timer(peer_->timer);
    name_session();
    const sipi::Body body = sipi::Body::parse(invite);
    if (const sipi::BodyPart* sdp = body.sdp(); sdp && !media_.take_offer(sdp->text()))
        base::log::info("sip", "{}: the offer of a later INVITE is not usable", call_id_);
    isup::Message sam(isup::MessageType::sam);
    sam.set(isup::SubsequentNumber{now.without_prefix(before.size())});
    static_cast<void>(number_.add(sam));
    pass_inward(sam, false);
    return true;
}

} // namespace legs
