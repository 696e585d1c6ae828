// The core of the user agent: which session a message belongs to, and what is answered outside of
// sessions.
#pragma once

#include "sipi/agent.h"
#include "sipi/agent/checks.h"
#include "sipi/authenticator.h"
#include "sipi/dialog.h"
#include "sipi/random.h"
#include "sipi/transaction/layer.h"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sipi {

class InviteSession;

/// Owner of the sessions; user of the transaction layer. The sessions use its tools.
///
/// Thread: the signalling loop.
class AgentCore final : public transaction::User {
  public:
    AgentCore(AgentSettings settings, base::Timers& timers, AgentListener& listener);
    ~AgentCore() override;

    // --- what Agent offers
    base::Result<Session*, InviteError> invite(const Invitation& invitation,
                                               SessionListener& listener);
    base::Result<void, InviteError> options(const std::string& uri, const Endpoint& destination,
                                            std::function<void(int)> done);
    base::Result<void, InviteError> request(const OutsideRequest& request, Answered done);
    base::Result<void, InviteError> request(Dialog& dialog, std::string_view method,
                                            const Endpoint& otherwise, ExtraHeaders headers,
                                            BodyView body, Answered done);
    std::string sent_by(const Endpoint& destination);
    Session* find(SessionId id) const;
    std::vector<SessionId> find(std::string_view call_id) const;
    void accept_new(bool accept) { accepting_ = accept; }
    void stop(ExtraHeaders headers);
    std::size_t session_count() const { return sessions_.size(); }
    void list(std::vector<SessionView>& rows) const;
    void list(std::vector<TransactionView>& rows) const;
    void list(std::vector<DialogView>& rows) const;

    // --- tools of the sessions
    const AgentSettings& settings() const { return settings_; }
    const Abilities& abilities() const { return abilities_; }
    base::Timers& timers() { return timers_; }
    Random& random() { return random_; }
    transaction::Layer& layer() { return layer_; }
    AgentCounters& counters() { return counters_; }
    Guard& guard() { return guard_; }
    Overload& overload() { return overload_; }
    void authenticate(Authenticator* authenticator) {
        authenticator_ = authenticator;
        layer_.authenticate(authenticator);
    }

    /// Where a request goes: the literal host of `uri`, what the resolver says, else `otherwise`.
    Endpoint locate(std::string_view uri, const Endpoint& otherwise) const;
    /// Where a request in a dialog goes.
    Endpoint next_hop(const Dialog& dialog, const Endpoint& otherwise) const;
    /// A response with our To tag, Server, Allow where the status wants it, and what the caller
    /// adds.
    Message response(const Message& request, int status, std::string_view to_tag, BodyView body,
                     ExtraHeaders headers) const;
    void respond(transaction::Transaction& server, const Message& request, int status,
                 std::string_view to_tag, BodyView body = {}, ExtraHeaders headers = {});
    /// Adds headers and body of the application, but nothing that the stack writes itself.
    static void extend(Message& message, BodyView body, ExtraHeaders headers);
    /// ACK and BYE for a 2xx that nobody wants: another fork, or one that came after all
    /// (§13.2.2.4).
    void release_fork(transaction::Transaction& invite, const Message& response);
    /// ACK of a 2xx in `dialog`; it is left with `invite` (may be null) for repeated 2xx.
    void acknowledge(transaction::Transaction* invite, const Dialog& dialog, std::uint32_t cseq,
                     const Endpoint& otherwise, SessionId session, BodyView body,
                     ExtraHeaders headers);
    /// Sends a request inside a dialog.
    transaction::Transaction* send_in_dialog(Dialog& dialog, Message& request,
                                             const Endpoint& otherwise, SessionId session);
    /// The session has ended: it is destroyed when nothing of it can be running any more.
    void bury(InviteSession& session);

  private:
    bool takes(const Message& request, const Endpoint& source) override;
    void on_request(transaction::Transaction& server, const Message& request) override;
    void on_ack(transaction::Transaction* server, const Message& ack,
                const Endpoint& source) override;
    void on_response(transaction::Transaction& client, const Message& response) override;
    void on_timeout(transaction::Transaction& transaction) override;
    void on_transport_error(transaction::Transaction& transaction) override;
    void on_unreachable(const Endpoint& peer) override { listener_.on_unreachable(peer); }
    void on_terminated(transaction::Transaction& transaction) override;

    void on_cancel(transaction::Transaction& server, const Message& cancel);
    void on_request_in_dialog(transaction::Transaction& server, const Message& request,
                              std::string_view to_tag);
    void on_invite(transaction::Transaction& server, const Message& invite);
    void on_options(transaction::Transaction& server, const Message& options);
    void refuse(transaction::Transaction& server, const Message& request, const Refusal& refusal,
                std::string_view to_tag);
    bool refuses_new(transaction::Transaction& server, const Message& request);
    void answer(transaction::Transaction& server, const Message& request,
                const RequestAnswer& answer);
    InviteSession* session_of(const transaction::Transaction& transaction) const;
    InviteSession* session_of(SessionId id) const;
    InviteSession* session_of(std::string_view local_tag, std::string_view call_id,
                              std::string_view remote_tag) const;
    InviteSession& adopt(std::unique_ptr<InviteSession> session);
    bool is_full() const;
    bool resend(transaction::Transaction& client, const Message& challenge);
    void request_done(transaction::Transaction& client, int status, const Message* response);
    void sweep();

    AgentSettings settings_;
    Abilities abilities_;
    base::Timers& timers_;
    AgentListener& listener_;
    AgentCounters counters_;
    Random random_;
    Guard guard_;
    Overload overload_;
    transaction::Layer layer_;
    bool accepting_ = true;
    SessionId last_id_ = 0;
    std::unordered_map<SessionId, std::unique_ptr<InviteSession>> sessions_;
    /// Keys are the sessions' own tags; several sessions have one when a number grows (RFC 3578).
    std::unordered_multimap<std::string_view, InviteSession*> by_tag_;
    /// Client transactions of no session: whom their response is for.
    std::unordered_map<const transaction::Transaction*, Answered> outside_;
    Authenticator* authenticator_ = nullptr;
    /// Client transactions that answer a challenge: how many were answered before.
    std::unordered_map<const transaction::Transaction*, unsigned> answers_;
    std::vector<std::unique_ptr<InviteSession>> dead_;
    base::Timer sweep_timer_;
};

} // namespace sipi
