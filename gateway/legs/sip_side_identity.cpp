// INVITEs whose caller is verified first: held while certificates come, then refused or let on (RFC
// 8224 §6.2).
#include "gateway/legs/sip_side_identity.h"

#include "base/log.h"
#include "gateway/legs/sip_leg.h"
#include "gateway/mapping/category.h"

#include <utility>

namespace legs {
namespace {

constexpr mapping::Row kIdentityRefused{"Identity refused", "RFC 8224 §6.2.2"};
constexpr mapping::Row kGivenUpHeld{"given up while the caller was verified", "RFC 3261 §9.2"};

} // namespace

HeldInvite::HeldInvite(SipSide& side, const sipi::Message& invite,
                       std::shared_ptr<const PeerSettings> peer)
    : side_(side), invite_(invite), peer_(std::move(peer)) {}

// CANCEL, or the daemon's end.
void HeldInvite::on_ended(sipi::Session& session, const sipi::Ended& ended) {
    side_.drop_held(session.id(), ended.status);
}

void SipSide::drop_held(sipi::SessionId id, int status) {
    const auto held = held_.extract(id);
    if (!held.empty())
        trace_refused(*held.mapped()->peer(), held.mapped()->invite(), status, kGivenUpHeld);
}

// True: the call goes on later, or not at all.
bool SipSide::hold_for_identity(sipi::Session& session, const sipi::Message& invite,
                                const std::shared_ptr<const PeerSettings>& peer,
                                std::optional<Verdict>& verdict) {
    using Policy = config::VerifyIdentity;
    const Policy policy = peer->peer.mapping.shaken_verify;
    if (policy == Policy::off)
        return false;
    const sipi::SessionId id = session.id();
    const bool wait = policy != Policy::record;
    verdict = verifier_.verify(invite, peer->profile, [this, id, wait](const Verdict& late) {
        if (wait)
            return resume(id, late);
        if (const auto found = legs_.find(id); found != legs_.end())
            found->second->vouch(late, false);
    });
    if (verdict || !wait)
        return verdict && refuse_identity(session, invite, *peer, *verdict);
    auto held = std::make_unique<HeldInvite>(*this, invite, peer);
    session.listen(held.get());
    for (Unclaimed& message : unclaimed_)
        if (message.session == id)
            held->octets.push_back({message.in, std::move(message.octets)});
    std::erase_if(unclaimed_, [id](const Unclaimed& message) { return message.session == id; });
    held_.emplace(id, std::move(held));
    return true;
}

void SipSide::resume(sipi::SessionId id, const Verdict& verdict) {
    const auto held = held_.extract(id);
    sipi::Session* session = agent_.find(id);
    if (held.empty() || !session)
        return;
    HeldInvite& its = *held.mapped();
    session->listen(nullptr);
    for (auto& [in, octets] : its.octets)
        unclaimed_.push_back({id, in, std::move(octets)});
    if (!refuse_identity(*session, its.invite(), *its.peer(), verdict))
        begin_call(*session, its.invite(), its.peer(), verdict);
}

// Emergency calls are never refused for it.
bool SipSide::refuse_identity(sipi::Session& session, const sipi::Message& invite,
                              const PeerSettings& peer, const Verdict& verdict) {
    if (!refuses(peer.peer.mapping.shaken_verify, verdict) ||
        mapping::is_emergency(invite, peer.profile))
        return false;
    verifier_.count_refused(verdict.status);
    std::uint64_t refused = 0;
    for (const std::uint64_t count : verifier_.counters().refused)
        refused += count;
    if (refused % 1000 == 1)
        base::log::warning("shaken", "{}: call refused with {}: {} ({} so far)", peer.peer.name,
                           verdict.status, verdict.reason, refused);
    trace_refused(peer, invite, verdict.status, kIdentityRefused);
    const std::vector<sipi::ExtraHeader> headers{
        {"Reason", stir_reason(verdict)},
        {"Warning", "399 landline \"" + std::string(verdict.reason) + "\""}};
    std::erase_if(unclaimed_,
                  [&](const Unclaimed& message) { return message.session == session.id(); });
    session.release(verdict.status, headers);
    return true;
}

} // namespace legs
