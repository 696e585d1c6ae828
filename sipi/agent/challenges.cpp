// Requests of ours that are asked for credentials go once more with them: RFC 3261 §22.2, §22.3.
#include "sipi/agent/invite_session.h"

#include "base/log.h"

#include <algorithm>

namespace sipi {
namespace {

constexpr int kUnauthorized = 401, kProxyAuthentication = 407;
constexpr unsigned kMostAnswers = 5; ///< a proxy each, and a stale nonce

} // namespace

// A transaction of its own with the next CSeq; Call-ID, From tag and all else stay (§8.1.3.5).
bool AgentCore::resend(transaction::Transaction& client, const Message& challenge) {
    if (challenge.status() != kUnauthorized && challenge.status() != kProxyAuthentication)
        return false;
    InviteSession* const session = session_of(client);
    if (client.method() == Method::cancel || (session && !session->may_resend(client)) ||
        (!session && !outside_.contains(&client)))
        return false;
    const auto found = answers_.find(&client);
    const unsigned answered = found == answers_.end() ? 0 : found->second;
    const std::string& octets = client.octets();
    auto last =
        Message::parse({reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()});
    if (answered >= kMostAnswers || !last)
        return false;
    Message& request = last.value();
    const auto cseq = request.cseq();
    if (!cseq)
        return false;
    std::string next_cseq = std::to_string(cseq->number + 1);
    next_cseq.append(" ").append(request.method_text());
    request.set(HeaderName::cseq, next_cseq);
    request.remove(HeaderName::via);
    if (!authenticator_->answer(challenge, request, client.peer(), answered > 0))
        return false;
    transaction::Transaction& next =
        layer_.send_request(request, client.transport(), client.peer(), client.session());
    answers_[&next] = answered + 1;
    if (session) {
        session->on_resent(client, next, request);
    } else if (auto waiting = outside_.extract(&client)) {
        waiting.key() = &next;
        outside_.insert(std::move(waiting));
    }
    return true;
}

bool InviteSession::may_resend(const Transaction& client) const {
    if (&client == bye_)
        return true;
    if (outgoing_ && outgoing_->client == &client)
        return outgoing_->first ? state_ == SessionState::inviting && !cancel_wanted_
                                : state_ == SessionState::confirmed;
    return !client.is_invite() && state_ != SessionState::ended;
}

void InviteSession::on_resent(const Transaction& client, Transaction& next,
                              const Message& request) {
    const auto cseq = request.cseq();
    const std::uint32_t number = cseq ? cseq->number : 0;
    if (Dialog* const dialog = dialog_with(request.to_tag()))
        dialog->set_local_cseq(std::max(dialog->local_cseq(), number));
    if (&client == bye_)
        bye_ = &next;
    if (&client == refresh_)
        refresh_ = &next;
    if (!outgoing_ || outgoing_->client != &client)
        return;
    if (outgoing_->first) { // what the refused one has made of dialogs is gone
        heard();
        dialogs_.clear();
        rseq_.clear();
        current_ = 0;
    }
    outgoing_ = std::make_unique<OutgoingInvite>(OutgoingInvite{&next, number, outgoing_->first});
}

} // namespace sipi
