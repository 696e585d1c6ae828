// Who is at the ends of a SIP leg, from the answer on: from-change and UPDATE (RFC 4916), connected
// and additional connected number (TS 29.163 §7.5.2), another party after a transfer.
#include "gateway/legs/sip_leg.h"

#include "gateway/mapping/identity.h"
#include "gateway/mapping/verstat.h"
#include "sipi/option_tags.h"

#include <utility>

namespace legs {
namespace {

using sipi::HeaderName;

constexpr std::chrono::milliseconds kAgain{100};

} // namespace

// With ISUP in bodies that tells who is there (Q.1912.5 profile C).
bool SipLeg::tells_identity() {
    if (isup_.active())
        return false;
    mapping::Notes notes;
    const bool tells = quirk(peer_->profile, mapping::Quirk::connected_identity, notes);
    flush(notes);
    return tells;
}

// RFC 4916 §4.1, §4.2: in INVITE and what makes a dialog.
void SipLeg::offer_from_change(std::vector<sipi::ExtraHeader>& headers) {
    if (tells_identity())
        headers.push_back({"Supported", std::string(sipi::kFromChange)});
}

void SipLeg::note_peer(const sipi::Message& message) {
    identity_.from_change = identity_.from_change || sipi::offers(message, sipi::kFromChange);
    identity_.update = identity_.update || message.lists(HeaderName::allow, "UPDATE");
    note_contact(message);
}

// --- from the peer

// TS 29.163 §7.5.2.2: the UPDATE with the identity follows the 200 at once; the caller's network
// gets it with the answer. False: there is nothing to wait for.
bool SipLeg::await_identity(isup::Message& answer) {
    if (std::exchange(identity_.early, false)) {
        mapping::Notes notes;
        mapping::add_identity(identity_.peer, answer, notes);
        flush(notes);
        return false;
    }
    const base::Duration ttir1 = side_.calls_.settings().ttir1;
    if (!identity_.from_change || !tells_identity() || traits_.wants_connected != true ||
        ttir1 == base::Duration(0))
        return false;
    unanswered_ = std::make_unique<isup::Message>(answer);
    ttir1_.arm(ttir1);
    return true;
}

void SipLeg::pass_answer() {
    ttir1_.cancel();
    const auto answer = std::exchange(unanswered_, nullptr);
    if (answer && !released_)
        call_->on_message(*this, *answer);
}

// RFC 4916 §4.4.2: what a request inside the dialog says of who sends it.
void SipLeg::learn_identity(const sipi::Message& request) {
    if (released_ || !tells_identity() ||
        !mapping::learn_identity(request, peer_->profile, identity_.peer))
        return pass_answer();
    mapping::Notes notes;
    if (unanswered_) {
        mapping::add_identity(identity_.peer, *unanswered_, notes);
        flush(notes);
        return pass_answer();
    }
    if (!answered_) { // told with the answer; who calls does not change before it
        identity_.early = which_ == observe::TraceLeg::outgoing;
        return;
    }
    const auto fac = mapping::transfer_from_identity(identity_.peer, notes);
    flush(notes);
    if (fac)
        call_->on_message(*this, *fac);
}

void SipLeg::on_refreshed(sipi::Session&, const sipi::Message& update) {
    learn_identity(update);
}

// Before the IAM is there; of a verdict that comes later only the record knows.
void SipLeg::vouch(const Verdict& verdict, bool told) {
    constexpr mapping::Row kVerified{"Identity verified", "RFC 8224 §6.2"};
    verified_ = text_of(verdict);
    trace_->note(which_, kVerified.name, kVerified.clause, verified_);
    if (!told)
        return;
    identity_in_ = std::make_unique<call::CallerIdentity>();
    identity_in_->verstat = sipi::identity::text(verdict.verstat);
}

// What other peers and lines are told of who calls.
void SipLeg::keep_identity(const sipi::Message& invite, isup::Message& iam) {
    call::CallerIdentity identity;
    for (const std::string_view value : invite.values(HeaderName::identity))
        identity.headers.emplace_back(value);
    identity.date = invite.header(HeaderName::date);
    identity.verstat =
        identity_in_ ? identity_in_->verstat : mapping::verstat_of(invite, peer_->profile);
    using Clip = config::ShakenClip;
    const Clip clip = peer_->peer.mapping.shaken_clip;
    if (identity_in_ && clip != Clip::off) {
        mapping::Notes notes;
        mapping::mark_calling(identity.verstat, clip == Clip::hide, iam, notes);
        flush(notes);
    }
    if (!identity.headers.empty() || !identity.verstat.empty())
        identity_in_ = std::make_unique<call::CallerIdentity>(std::move(identity));
}

// --- towards the peer

void SipLeg::tell_verstat(const call::Leg* incoming, mapping::InviteParts& parts) {
    const call::CallerIdentity* identity = incoming ? incoming->caller_identity() : nullptr;
    if (identity) {
        mapping::Notes notes;
        mapping::add_verstat(identity->verstat, peer_->profile, parts, notes);
        flush(notes);
    }
    if (!incoming || !peer_->peer.mapping.shaken_sign)
        return;
    origin_ = incoming->describe().group;
    if (identity)
        identity_in_ = std::make_unique<call::CallerIdentity>(*identity);
}

// RFC 8224 §4: anew for each INVITE, for it is not good for longer than a minute.
void SipLeg::sign(const Sent& invite, std::vector<sipi::ExtraHeader>& headers) {
    if (!peer_->peer.mapping.shaken_sign)
        return;
    mapping::Notes notes;
    for (sipi::ExtraHeader& header : side_.signer_.sign(
             {invite.iam, invite.parts, peer_->profile, origin_, identity_in_.get()}, notes))
        headers.push_back(std::move(header));
    flush(notes);
}

// Behind the 200 who answered follows in an UPDATE (RFC 4916 §4.2, TS 29.163 §7.5.2.3).
void SipLeg::note_answer(const isup::Message& answer) {
    if (!identity_.from_change || !tells_identity())
        return;
    mapping::Notes notes;
    identity_.from = mapping::from_of_answer(answer, peer_->profile, notes);
    flush(notes);
    identity_.untold = true;
}

// Another party at the other side (RFC 4916 §4.3); peers without from-change see it asserted only.
// True: the peer is told, now or later.
bool SipLeg::send_identity(const isup::Message& message) {
    if (!answered_ || !tells_identity())
        return false;
    mapping::Notes notes;
    auto party = mapping::party_of_transfer(message, peer_->profile, notes);
    if (!party || (!identity_.from_change && party->headers.empty()))
        return false;
    flush(notes);
    identity_.from = std::move(party->from);
    identity_.headers = std::move(party->headers);
    identity_.untold = true;
    tell_identity();
    return true;
}

// When no offer is under way, so that answers are not taken for each other.
void SipLeg::tell_identity() {
    if (!identity_.untold || released_ || !session_)
        return;
    if (media_.own_offer_open() || media_.offer_waits() ||
        session_->state() != sipi::SessionState::confirmed)
        return identity_timer_.arm(kAgain);
    identity_.untold = false;
    if (identity_.from_change && !identity_.from.empty())
        static_cast<void>(session_->identify(identity_.from));
    if (!identity_.update && !identity_.from_change) // who offers that takes UPDATE (RFC 4916 §4.2)
        return reoffer();
    if (session_->request("UPDATE", {}, std::exchange(identity_.headers, {})))
        ++identity_.updates;
}

} // namespace legs
