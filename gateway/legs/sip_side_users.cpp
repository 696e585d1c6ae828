// The users of the registrar at the SIP side: who registers, who of them calls, where they are
// (RFC 3261 §10.3, §22.4).
#include "gateway/legs/sip_side.h"
#include "sipi/message.h"

namespace legs {

// What comes from a peer of the conf, or from where a user has registered.
std::shared_ptr<const PeerSettings> SipSide::peer_at(const sipi::Endpoint& source) const {
    auto peer = configured_at(source);
    return peer || !users_.enabled() ? peer : users_.at(source);
}

// Peers are believed by their address; users are asked who they are.
std::shared_ptr<const PeerSettings> SipSide::caller_of(const sipi::Message& invite,
                                                       const sipi::Endpoint& source,
                                                       sipi::RequestAnswer& refusal) {
    auto peer = configured_at(source);
    if (peer || !users_.enabled() || !users_.may_register(source))
        return peer;
    const bool known = users_.knows(source);
    Users::Caller caller = users_.caller(invite, source);
    if (caller.user)
        return caller.user;
    if (caller.offence)
        agent_.guard().offend(source, sipi::Offence::password);
    else if (!known)
        agent_.guard().offend(source, sipi::Offence::stranger);
    refusal = std::move(caller.refusal);
    return nullptr;
}

sipi::RequestAnswer SipSide::on_register(const sipi::Message& request,
                                         const sipi::Endpoint& source) {
    bool offence = false;
    sipi::RequestAnswer answer = users_.on_register(request, source, offence);
    if (offence)
        agent_.guard().offend(source, sipi::Offence::password);
    return answer;
}

// A telephone that nobody knows yet has to be able to register, and no scanner learns more of it
// than that somebody may.
bool SipSide::answers(const sipi::Message& request, const sipi::Endpoint& source) {
    return users_.enabled() && request.method() == sipi::Method::register_ &&
           users_.may_register(source);
}

sipi::AgentSettings SipSide::with_users(sipi::AgentSettings settings) const {
    settings.keeps_to = [this](const sipi::Endpoint& peer, const sipi::Endpoint&) {
        return users_.enabled() && (sipi::is_reliable(peer.kind) ? users_.at(peer) != nullptr
                                                                 : users_.behind_nat(peer));
    };
    return settings;
}

} // namespace legs
