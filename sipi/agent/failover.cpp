// Another server of the same peer when one does not answer, or says 503: RFC 3263 §4.3.
#include "sipi/agent/invite_session.h"

#include "base/log.h"

namespace sipi {

void InviteSession::keep_alternatives(const std::vector<Endpoint>& servers) {
    if (servers.empty())
        return;
    alternatives_ =
        std::make_unique<Alternatives>(servers, core_.timers(), [this] { on_silence(); });
    alternatives_->timer.arm(core_.settings().failover);
}

void InviteSession::heard() {
    if (alternatives_)
        alternatives_->timer.cancel();
}

void InviteSession::on_silence() {
    constexpr int kNoResponse = 408;
    if (!outgoing_ || outgoing_->got_provisional || alternatives_->left.empty())
        return;
    Transaction* const silent = outgoing_->client;
    if (try_alternative(kNoResponse))
        core_.layer().abandon(*silent);
}

// The same request in a transaction of its own; tag, Call-ID and CSeq stay.
bool InviteSession::try_alternative(int status) {
    if (!alternatives_ || !outgoing_ || state_ != SessionState::inviting || cancel_wanted_)
        return false;
    if (listener_)
        listener_->on_unreachable(*this, peer_, status);
    const std::string& octets = outgoing_->client->octets();
    auto last =
        Message::parse({reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()});
    if (!last)
        return false;
    last->remove(HeaderName::via);
    std::vector<Endpoint>& left = alternatives_->left;
    while (!left.empty()) {
        const Endpoint destination = left.front();
        left.erase(left.begin());
        Transport* const transport = core_.layer().transport_to(destination);
        if (!transport)
            continue;
        base::log::debug("sip", "session({}): {} from {}, {} is next", id_, status, peer_.text(),
                         destination.text());
        peer_ = destination;
        dialogs_.clear();
        rseq_.clear();
        current_ = 0;
        outgoing_ =
            std::make_unique<OutgoingInvite>(OutgoingInvite{nullptr, outgoing_->cseq, true});
        outgoing_->client = &core_.layer().send_request(*last, *transport, destination, id_);
        if (!left.empty())
            alternatives_->timer.arm(core_.settings().failover);
        return true;
    }
    return false;
}

} // namespace sipi
