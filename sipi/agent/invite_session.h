// One INVITE session: RFC 3261 §13 from both sides, §14 re-INVITE, §15 BYE.
#pragma once

#include "base/timers.h"
#include "sipi/agent/core.h"
#include "sipi/agent/redirection.h"
#include "sipi/agent/reliable.h"
#include "sipi/agent/session_timer.h"
#include "sipi/dialog.h"
#include "sipi/session.h"
#include "sipi/transaction/transaction.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sipi {

/// What moves a session from one SessionState to another; the table is in invite_session.cpp.
enum class SessionStep : std::uint8_t { accept, answer, acknowledge, cancel, bye, end };

/// The session behind Session. Its sources follow the roles: invite_session.cpp (common),
/// incoming_invite.cpp, outgoing_invite.cpp, provisional_responses.cpp,
/// in_dialog.cpp.
///
/// Owner: the AgentCore. Thread: the signalling loop.
class InviteSession final : public Session {
  public:
    using Transaction = transaction::Transaction;

    /// Of an INVITE that arrived: `invite` is answered later. The dialog is the early one of our
    /// responses.
    InviteSession(AgentCore& core, SessionId id, Transaction& server, const Message& invite,
                  Dialog dialog);
    /// Of an INVITE to be sent by start().
    InviteSession(AgentCore& core, SessionId id, Transport& transport, const Invitation& invitation,
                  SessionListener& listener);
    ~InviteSession() override;

    SessionId id() const override { return id_; }
    SessionDirection direction() const override { return direction_; }
    SessionState state() const override { return state_; }
    std::string_view call_id() const override { return call_id_; }
    std::string_view local_tag() const override { return local_tag_; }
    const Endpoint& peer() const override { return peer_; }
    const Endpoint& local() const override { return local_; }
    DialogNumber dialog() const override { return current_; }
    void listen(SessionListener* listener) override { listener_ = listener; }

    SessionResult provisional(int status, BodyView body, ExtraHeaders headers,
                              Delivery delivery) override;
    SessionResult accept(BodyView body, ExtraHeaders headers, int status) override;
    SessionResult reject(int status, ExtraHeaders headers, BodyView body) override;

    SessionResult cancel(ExtraHeaders headers) override;
    SessionResult acknowledge(BodyView body, ExtraHeaders headers) override;
    void hold_ack() override;
    bool follow_redirect(std::optional<Endpoint> destination) override;

    SessionResult reinvite(BodyView body, ExtraHeaders headers) override;
    SessionResult identify(std::string_view name_addr) override;
    SessionResult request(std::string_view method, BodyView body, ExtraHeaders headers) override;
    SessionResult bye(ExtraHeaders headers, BodyView body) override;
    void release(int status, ExtraHeaders headers, BodyView body) override;

    // --- what the core passes on
    void start(const Invitation& invitation);
    void trying();
    /// Ends as release() does, and tells the listener `stopped` from a later turn of the loop.
    void stop(ExtraHeaders headers);
    void on_request(Transaction& server, const Message& request);
    void on_cancel(Transaction& invite, const Message& cancel);
    void on_ack(const Message& ack);
    void on_response(Transaction& client, const Message& response);
    /// No response will come: 408 or 503 (RFC 3261 §8.1.3.1).
    void on_failure_here(Transaction& client, int status);
    void on_terminated(Transaction& transaction);
    /// Whether a request that was challenged may go once more, and that it went (RFC 3261 §22.2).
    bool may_resend(const Transaction& client) const;
    void on_resent(const Transaction& client, Transaction& next, const Message& request);

    /// An early or confirmed dialog with that tag of the peer.
    bool has_dialog(std::string_view remote_tag) const override;
    SessionView view() const;
    void list(std::vector<DialogView>& rows) const;

    // --- session_identifier.cpp
    void use_timer(const TimerPolicy& policy) override;
    TimerView timer() const override { return timer_ ? timer_->view() : TimerView(); }
    void set_session_uuid(std::string_view uuid) override { own_uuid_ = uuid; }
    std::string_view session_uuid() const override { return own_uuid_; }
    std::string_view peer_session_uuid() const override { return peer_uuid_; }
    /// Session-ID of what goes, and of what comes.
    void identify_session(Message& message) const;
    void note_session_id(const Message& message);

  private:
    struct IncomingInvite {
        Transaction* server;
        Message request;
        bool first; // not a re-INVITE
    };
    struct OutgoingInvite {
        Transaction* client;
        std::uint32_t cseq;
        bool first;
        bool got_provisional = false;
    };
    // The servers of the peer that are left, and how long the present one has for its first
    // response.
    struct Alternatives {
        Alternatives(std::vector<Endpoint> servers, base::Timers& timers,
                     base::Timer::Callback on_silence)
            : left(std::move(servers)), timer(timers, std::move(on_silence)) {}
        std::vector<Endpoint> left;
        base::Timer timer;
    };
    struct PendingAck { // of a 2xx that we received
        Transaction* client;
        std::uint32_t cseq;
        std::string to_tag;
        bool held = false;
    };

    // --- invite_session.cpp
    bool step(SessionStep step);
    void finish(const Ended& ended);
    void finish_later(EndReason reason, int status);
    void on_end_timer();
    void stop_timers();
    Dialog* dialog_in_use();
    Dialog* dialog_with(std::string_view remote_tag);
    std::string contact_for(std::string_view user) const;

    // --- incoming_invite.cpp
    void respond_to_invite(int status, BodyView body, ExtraHeaders headers);
    void arm_expires(const Message& invite);
    void on_expired();
    void await_ack();
    void repeat_answer();
    void give_up_on_ack();
    void on_reinvite(Transaction& server, const Message& request);
    /// Answers a re-INVITE that cannot be served any more (RFC 3261 §15.1.2: 487).
    void terminate_incoming_invite();

    /// While it rings long, so that no proxy on the way gives up by timer C (§13.3.1.1).
    static constexpr std::chrono::minutes kProvisionalEach{1};

    // --- provisional_responses.cpp
    void send_provisional(int status, BodyView body, ExtraHeaders headers, Delivery delivery);
    void on_prack(Transaction& server, const Message& prack);
    void go_on_after_prack();
    void give_up_on_prack();
    void close_provisionals();
    bool hold_2xx(int status, BodyView body, ExtraHeaders headers);
    bool reject_held_2xx(ExtraHeaders headers, BodyView body);
    bool take_provisional(DialogNumber number, const Message& response);

    // --- outgoing_invite.cpp
    void on_invite_response(const Message& response);
    void on_provisional(const Message& response);
    void end_early_dialog(DialogNumber number);
    void on_success(const Message& response);
    void on_first_success(const Message& response, Dialog& dialog);
    void on_reinvite_success(const Message& response);
    void on_first_failure(const Message& response);
    void on_reinvite_failure(const Message& response);
    void send_cancel();
    void give_up_on_cancel();
    void acknowledge_by_itself();
    bool try_next_target();

    // --- failover.cpp
    void keep_alternatives(const std::vector<Endpoint>& servers);
    void heard();
    void on_silence();
    bool try_alternative(int status);

    Dialog& note_dialog(const Message& response);

    // --- refreshing.cpp, RFC 4028
    void agree_timer(const Message& request, Message& response);
    bool refuses_timer(Transaction& server, const Message& request);
    void note_refresh(const Message& response);
    void refresh();
    bool refreshed(Transaction& client, int status, const Message* response);
    void expire();
    bool ask_longer(const Message& response);
    bool send_invite_again(Message& invite, const std::string& uri, const Endpoint& destination);
    std::optional<Message> last_invite() const;

    // --- in_dialog.cpp
    void send_bye();
    void on_bye(Transaction& server, const Message& bye, const Dialog& dialog);
    void on_update(Transaction& server, const Message& update, Dialog& dialog);
    void on_other_request(Transaction& server, const Message& request);
    void on_other_response(Transaction& client, int status, const Message* response);
    void send_again_later(Message sent);
    void keep_for_later(Message sent, base::Duration pause);
    void send_again();
    void lose_dialog(int status, bool local, const Message* response);

    AgentCore& core_;
    const SessionId id_;
    const SessionDirection direction_;
    SessionState state_ = SessionState::inviting;
    SessionListener* listener_;
    Endpoint peer_;
    Endpoint local_;
    std::string call_id_;
    std::string local_tag_;
    std::string contact_;     // "<sip:user@host:port>"
    std::string request_uri_; // of our INVITE
    std::vector<Dialog> dialogs_;
    DialogNumber current_ = 0;        // of dialogs_, from 1
    std::vector<std::uint32_t> rseq_; // of each dialog of our INVITE, the last in order; 0: none
    base::TimePoint since_;

    std::unique_ptr<IncomingInvite> incoming_;    // has no final response yet
    Transaction* accepted_ = nullptr;             // our 2xx has no ACK yet
    std::unique_ptr<ReliableResponses> reliable_; // once there was one
    std::uint32_t unacknowledged_cseq_ = 0;
    base::Duration answer_interval_{};

    std::unique_ptr<OutgoingInvite> outgoing_; // has no final response yet
    std::optional<PendingAck> ack_;
    std::unique_ptr<Redirection> redirection_;
    std::unique_ptr<Alternatives> alternatives_; // when the peer has several servers
    std::unique_ptr<Message> update_;            // our last UPDATE with an offer
    std::unique_ptr<Message> retry_;             // re-INVITE or UPDATE to send again after a 491

    std::vector<ExtraHeader> last_headers_; // of the CANCEL or BYE that must wait
    RequestAnswer last_body_;               // of the BYE that must wait
    std::unique_ptr<SessionTimer> timer_;   // when there may be one
    Transaction* refresh_ = nullptr;        // our UPDATE that does nothing but refresh
    std::string own_uuid_, peer_uuid_;      // RFC 7989

    bool cancel_wanted_ = false;
    bool bye_wanted_ = false;
    bool redirecting_ = false; // inside on_redirected()
    Transaction* bye_ = nullptr;
    EndReason bye_reason_ = EndReason::local_bye; // how it ends when our BYE is answered
    int end_status_ = 0;
    std::optional<Ended> end_later_;

    base::Timer
        answer_timer_; // our 2xx again, T1 doubling to T2 (RFC 3261 §13.3.1.4); 1xx each minute
    base::Timer ack_timer_;   // 64*T1 for the ACK (§13.3.1.4)
    base::Timer wait_timer_;  // 64*T1 behind a CANCEL (§9.1); incoming: Expires (§13.3.1)
    base::Timer retry_timer_; // the pause after a 491 (§14.1)
    base::Timer end_timer_;   // delivers finish_later()
};

} // namespace sipi
