// INVITE with Replaces (RFC 3891): a leg of a call gives its place to another one.
#include "gateway/legs/sip_leg.h"
#include "gateway/legs/sip_side.h"

#include "sipi/params.h"
#include "sipi/refer.h"

namespace legs {
namespace {

constexpr mapping::Row kPickupReplaces{"takes the place of a leg in another call", "RFC 3891 §3"};

} // namespace

SipLeg* SipSide::leg_of(const sipi::Replaces& replaces) const {
    for (const sipi::SessionId id : agent_.find(replaces.call_id)) {
        const sipi::Session* session = agent_.find(id);
        const auto leg = legs_.find(id);
        if (leg != legs_.end() && session && session->local_tag() == replaces.to_tag &&
            session->has_dialog(replaces.from_tag))
            return leg->second;
    }
    return nullptr;
}

// RFC 3891 §3. 0: it may.
int SipSide::judge_replaces(const sipi::Message& invite, const PeerSettings& peer) const {
    constexpr int kBadRequest = 400, kForbidden = 403, kNoDialog = 481, kBusyHere = 486;
    if (!invite.has(sipi::HeaderName::replaces))
        return 0;
    const auto replaces = sipi::Replaces::parse(invite.header(sipi::HeaderName::replaces));
    if (!replaces || invite.count(sipi::HeaderName::replaces) != 1 ||
        !invite.header("Join").empty())
        return kBadRequest;
    if (peer.peer.mapping.transfer == config::Transfer::off)
        return kForbidden;
    const SipLeg* leg = leg_of(*replaces);
    if (!leg)
        return kNoDialog;
    if (leg->answered())
        return replaces->early_only ? kBusyHere : 0;
    return leg->placed_here() ? 0 : kNoDialog; // an early dialog that we have not begun
}

// Two calls are never mixed into one here (RFC 3911 §4): 488 where the dialog is known, 481 where
// it is not.
int SipSide::judge_join(const sipi::Message& invite) const {
    constexpr int kBadRequest = 400, kNoDialog = 481, kNotAcceptable = 488;
    std::size_t count = 0;
    for (std::size_t i = 0; i < invite.field_count(); ++i)
        count += sipi::equal_without_case(invite.field(i).name, sipi::kJoinHeader);
    if (count == 0)
        return 0;
    const auto join = sipi::Replaces::parse(invite.header(sipi::kJoinHeader));
    if (!join || count != 1)
        return kBadRequest;
    return leg_of(*join) ? kNotAcceptable : kNoDialog;
}

// REFER outside of a dialog is taken for one that its peer names (RFC 4538 §4); nothing else is
// transferred there.
sipi::RequestAnswer SipSide::on_refer(const sipi::Message& refer, const sipi::Endpoint& source) {
    constexpr int kBadRequest = 400, kForbidden = 403, kNoDialog = 481;
    sipi::RequestAnswer answer;
    answer.status = kForbidden;
    const auto peer = peer_at(source);
    if (!peer || peer->group.empty() || !refer.has(sipi::HeaderName::target_dialog))
        return answer;
    const auto dialog = sipi::parse_target_dialog(refer.header(sipi::HeaderName::target_dialog));
    SipLeg* const leg = dialog ? leg_of(*dialog) : nullptr;
    answer.status = !dialog ? kBadRequest : kNoDialog;
    if (!leg || leg->peer().peer.name != peer->peer.name)
        return answer;
    return leg->refer_outside(refer, source);
}

void SipSide::take_place(sipi::Session& session, const sipi::Message& invite,
                         std::shared_ptr<const PeerSettings> peer) {
    constexpr int kNoDialog = 481;
    const auto replaces = sipi::Replaces::parse(invite.header(sipi::HeaderName::replaces));
    SipLeg* old = replaces ? leg_of(*replaces) : nullptr; // admit() has found it
    call::Call* call = old ? calls_.of_leg(*old) : nullptr;
    if (!call)
        return session.release(kNoDialog);
    auto leg = std::make_unique<SipLeg>(*this, std::move(peer), *call, call->trace(), old->which());
    isup::Message iam;
    if (!leg->begin(session, invite, iam))
        return;
    call->trace().note(old->which(), kPickupReplaces.name, kPickupReplaces.clause,
                       replaces->call_id);
    SipLeg& taken = *leg;
    if (!call->replace(*old, std::move(leg)))
        session.release(kNoDialog);
    else
        taken.reserve();
}

sipi::RequestAnswer SipSide::on_request(const sipi::Message& request,
                                        const sipi::Endpoint& source) {
    constexpr int kForbidden = 403;
    sipi::RequestAnswer answer;
    switch (request.method()) {
    case sipi::Method::refer:
        return on_refer(request, source);
    case sipi::Method::register_:
        return users_.enabled() ? on_register(request, source) : answer;
    case sipi::Method::subscribe:
    case sipi::Method::notify:
        break;
    default:
        return answer;
    }
    const auto peer = peer_at(source);
    if (peer && !peer->group.empty() && on_event)
        return on_event(request, source, *peer);
    answer.status = kForbidden;
    return answer;
}

sipi::RequestAnswer SipSide::on_subscription(const sipi::Message& request,
                                             const sipi::Endpoint& source) {
    constexpr int kNoSubscription = 481;
    const auto peer = peer_at(source);
    if (peer && on_event)
        return on_event(request, source, *peer);
    sipi::RequestAnswer answer;
    answer.status = kNoSubscription;
    return answer;
}

} // namespace legs
