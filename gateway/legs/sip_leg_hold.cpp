// Hold and suspension of a SIP leg in talk, by the direction of the media: RFC 3398 §9, Q.1912.5
// Annex B; and our offers there that meet one of the peer's (RFC 3261 §14.1, RFC 3311 §5.3).
#include "gateway/legs/sip_leg.h"

namespace legs {
namespace {

bool says_hold(const isup::Message& cpg) {
    const auto notification = cpg.get<isup::GenericNotification>();
    return notification && (notification->contains(isup::Notification::remote_hold) ||
                            notification->contains(isup::Notification::remote_retrieval));
}

} // namespace

// --- from the peer

// Hold by the direction of media, unless an ISUP message has said so (Q.1912.5 Annex B).
void SipLeg::note_hold(const isup::Message* said) {
    const bool changed = media_.held() != held_;
    held_ = media_.held();
    if (changed && !(said && says_hold(*said)))
        notify_inward(held_ ? isup::Notification::remote_hold
                            : isup::Notification::remote_retrieval);
}

// --- towards the peer

// Hold and retrieval at the other side are shown by the direction of our media (RFC 3398 §9,
// Q.1912.5 Annex B). False: the CPG says neither.
bool SipLeg::send_hold(const isup::Message& cpg) {
    if (!says_hold(cpg))
        return false;
    held_there_ = cpg.get<isup::GenericNotification>()->contains(isup::Notification::remote_hold);
    reoffer_with_ = std::make_unique<isup::Message>(cpg);
    reoffer();
    return true;
}

// RFC 3398 §9.1: SUS and RES by the same method. False: as ISUP, in INFO.
bool SipLeg::send_suspend(const isup::Message& message) {
    mapping::Notes notes;
    const bool by_reinvite =
        answered_ && quirk(peer_->profile, mapping::Quirk::suspend_by_reinvite, notes);
    flush(notes);
    if (!by_reinvite)
        return false;
    suspended_there_ = message.type() == isup::MessageType::sus;
    reoffer();
    return true;
}

// Offers the direction that the other side leaves us; later when an offer is under way.
void SipLeg::reoffer() {
    constexpr std::chrono::milliseconds kAgain{100};
    if (released_ || !session_)
        return;
    if (media_.own_offer_open() || media_.offer_waits())
        return reoffer_timer_.arm(kAgain);
    const bool held = held_there_ || suspended_there_;
    const std::string offer =
        media_.make_offer(held ? sipi::Direction::sendonly : sipi::Direction::sendrecv);
    const sipi::BodyToSend body =
        isup_.body(offer, reoffer_with_.get(), mapping::Carrier::reinvite);
    const auto sent = session_->reinvite(body.view(), identity_.headers);
    if (sent)
        return identity_.headers.clear();
    media_.abandon();
    if (sent.error() == sipi::SessionError::pending)
        reoffer_timer_.arm(kAgain);
}

void SipLeg::on_reinvite_answered(sipi::Session&, const sipi::Message& response) {
    reoffer_with_.reset();
    const std::string sdp = sipi::sdp_of(response);
    if (sdp.empty() || !media_.take_answer(sdp, false))
        media_.abandon();
}

void SipLeg::on_reinvite_failed(sipi::Session&, int, const sipi::Message*) {
    reoffer_with_.reset();
    media_.abandon();
}

// The description as it is, in a re-INVITE, since the peer takes no UPDATE (RFC 4028 §7.4).
void SipLeg::on_refresh_due(sipi::Session&) {
    reoffer();
}

// The peer's offer may come first; then ours is made anew.
void SipLeg::on_glare(sipi::Session&, std::string_view) {
    media_.abandon();
}

bool SipLeg::on_glare_over(sipi::Session&, std::string_view method) {
    if (method == "UPDATE")
        offer_in_update();
    else
        reoffer();
    return true;
}

} // namespace legs
