// One INVITE session, what both sides of RFC 3261 §13 share: its states, its dialogs, its end.
//
//   inviting ──accept──► accepted ──ACK──► confirmed ──bye──► ending ──► ended
//      │       answer       └──bye────────────────────────────►│
//      └──cancel──► cancelling ──answer (it raced)────────────►│
#include "sipi/agent/invite_session.h"

#include "base/log.h"
#include "sipi/transaction/invite_client.h"
#include "sipi/transport.h"

#include <algorithm>
#include <array>

namespace sipi {
namespace {

struct StepRow {
    SessionState in;
    SessionStep step;
    SessionState next;
    std::string_view clause;
};
constexpr std::array kSteps{
    StepRow{SessionState::inviting, SessionStep::accept, SessionState::accepted, "§13.3.1.4"},
    StepRow{SessionState::inviting, SessionStep::answer, SessionState::accepted, "§13.2.2.4"},
    StepRow{SessionState::inviting, SessionStep::cancel, SessionState::cancelling, "§9.1"},
    StepRow{SessionState::inviting, SessionStep::end, SessionState::ended, "§13.2.2.3"},
    StepRow{SessionState::cancelling, SessionStep::answer, SessionState::ending, "§9.1, §15"},
    StepRow{SessionState::cancelling, SessionStep::end, SessionState::ended, "§9.1"},
    StepRow{SessionState::accepted, SessionStep::acknowledge, SessionState::confirmed, "§13.2.2.4"},
    StepRow{SessionState::accepted, SessionStep::bye, SessionState::ending, "§15"},
    StepRow{SessionState::accepted, SessionStep::end, SessionState::ended, "§15.1.2"},
    StepRow{SessionState::confirmed, SessionStep::bye, SessionState::ending, "§15.1.1"},
    StepRow{SessionState::confirmed, SessionStep::end, SessionState::ended, "§15.1.2"},
    StepRow{SessionState::ending, SessionStep::end, SessionState::ended, "§15.1.1"},
};
constexpr std::array<std::string_view, 6> kStepNames{"accept", "answer", "acknowledge",
                                                     "cancel", "bye",    "end"};
constexpr std::array<std::string_view, 6> kStateNames{"inviting",  "cancelling", "accepted",
                                                      "confirmed", "ending",     "ended"};
constexpr std::array<std::string_view, 12> kReasonNames{
    "remote BYE", "local BYE",   "remote CANCEL", "local CANCEL", "rejected here", "failed",
    "no ACK",     "dialog lost", "stopped",       "no PRACK",     "expired",       "not refreshed"};

// The user part of an address, for a Contact.
std::string_view user_of(std::string_view address) {
    const auto parsed = NameAddr::parse(address);
    return parsed && parsed->uri.is_sip() ? parsed->uri.user : std::string_view();
}

} // namespace

std::string_view name(SessionState state) {
    return kStateNames[static_cast<std::size_t>(state)];
}
std::string_view name(EndReason reason) {
    return kReasonNames[static_cast<std::size_t>(reason)];
}

InviteSession::InviteSession(AgentCore& core, SessionId id, Transaction& server,
                             const Message& invite, Dialog dialog)
    : core_(core), id_(id), direction_(SessionDirection::incoming), listener_(nullptr),
      peer_(server.peer()), local_(server.transport().local_for(peer_)), call_id_(invite.call_id()),
      local_tag_(dialog.local_tag()), since_(core.timers().clock().now()),
      answer_timer_(core.timers(), [this] { repeat_answer(); }),
      ack_timer_(core.timers(), [this] { give_up_on_ack(); }),
      wait_timer_(core.timers(), [this] { on_expired(); }),
      retry_timer_(core.timers(), [this] { send_again(); }),
      end_timer_(core.timers(), [this] { on_end_timer(); }) {
    contact_ = '<' + contact_for(user_of(invite.header(HeaderName::to))) + '>';
    incoming_ = std::make_unique<IncomingInvite>(IncomingInvite{&server, invite, true});
    arm_expires(invite);
    note_session_id(invite);
    dialogs_.push_back(std::move(dialog));
    current_ = 1;
}

InviteSession::InviteSession(AgentCore& core, SessionId id, Transport& transport,
                             const Invitation& invitation, SessionListener& listener)
    : core_(core), id_(id), direction_(SessionDirection::outgoing), listener_(&listener),
      peer_(invitation.destination), local_(transport.local_for(peer_)),
      call_id_(invitation.call_id.empty() ? core.random().token(24) : invitation.call_id),
      local_tag_(invitation.from_tag.empty() ? core.random().token(13) : invitation.from_tag),
      request_uri_(invitation.request_uri), since_(core.timers().clock().now()),
      answer_timer_(core.timers(), [this] { repeat_answer(); }),
      ack_timer_(core.timers(), [this] { give_up_on_ack(); }),
      wait_timer_(core.timers(), [this] { give_up_on_cancel(); }),
      retry_timer_(core.timers(), [this] { send_again(); }),
      end_timer_(core.timers(), [this] { on_end_timer(); }) {
    const std::string_view user = invitation.contact_user.empty()
                                      ? user_of(invitation.from)
                                      : std::string_view(invitation.contact_user);
    contact_ = '<' + (invitation.contact.empty() ? contact_for(user) : invitation.contact) + '>';
    own_uuid_ = invitation.session_uuid;
    use_timer(invitation.timer);
}

InviteSession::~InviteSession() = default;

std::string InviteSession::contact_for(std::string_view user) const {
    std::string uri = "sip:";
    if (!user.empty())
        (uri += user) += '@';
    if (Transport* transport = core_.layer().transport_to(peer_))
        uri += core_.layer().sent_by(*transport, peer_);
    constexpr std::array<std::string_view, 4> kParameters{"", ";transport=tcp", ";transport=tls",
                                                          ";transport=sctp"};
    uri += kParameters[static_cast<std::size_t>(local_.kind)];
    return uri;
}

bool InviteSession::step(SessionStep step) {
    for (const StepRow& row : kSteps)
        if (row.in == state_ && row.step == step) {
            base::log::debug("sip", "session({}){{{}}}: {} -> {}", id_, name(state_),
                             kStepNames[static_cast<std::size_t>(step)], name(row.next));
            state_ = row.next;
            return true;
        }
    return false;
}

Dialog* InviteSession::dialog_in_use() {
    return current_ == 0 ? nullptr : &dialogs_[current_ - 1];
}

Dialog* InviteSession::dialog_with(std::string_view remote_tag) {
    const auto found = std::ranges::find_if(dialogs_, [&](const Dialog& dialog) {
        return !dialog.over() && dialog.remote_tag() == remote_tag;
    });
    return found == dialogs_.end() ? nullptr : &*found;
}

bool InviteSession::has_dialog(std::string_view remote_tag) const {
    return std::ranges::any_of(dialogs_, [&](const Dialog& dialog) {
        return !dialog.over() && dialog.remote_tag() == remote_tag;
    });
}

void InviteSession::stop_timers() {
    close_provisionals();
    if (timer_)
        timer_->stop();
    ack_timer_.cancel();
    wait_timer_.cancel();
    retry_timer_.cancel();
    end_timer_.cancel();
}

void InviteSession::finish(const Ended& ended) {
    if (!step(SessionStep::end))
        return; // once only
    stop_timers();
    if (outgoing_) // a re-INVITE that has had no final response
        static_cast<transaction::InviteClient&>(*outgoing_->client).leave();
    Ended told = ended;
    if (end_later_ && end_later_->reason == EndReason::stopped)
        told.reason = EndReason::stopped; // the answer to our BYE was faster than the timer
    if (SessionListener* listener = std::exchange(listener_, nullptr))
        listener->on_ended(*this, told);
    core_.bury(*this);
}

void InviteSession::finish_later(EndReason reason, int status) {
    if (end_later_)
        return;
    end_later_ = Ended{reason, status, false, nullptr};
    end_timer_.arm(base::Duration::zero());
}

// A stopped session may have to live on without its listener, until its CANCEL or BYE is through.
void InviteSession::on_end_timer() {
    const Ended ended = *std::exchange(end_later_, std::nullopt);
    if (ended.reason == EndReason::stopped &&
        (state_ == SessionState::cancelling || state_ == SessionState::ending)) {
        if (SessionListener* listener = std::exchange(listener_, nullptr))
            listener->on_ended(*this, ended);
        return;
    }
    finish(ended);
}

void InviteSession::release(int status, ExtraHeaders headers, BodyView body) {
    listener_ = nullptr;
    switch (state_) {
    case SessionState::inviting:
        if (direction_ == SessionDirection::incoming)
            (void)reject(status, headers, body);
        else
            (void)cancel(headers);
        break;
    case SessionState::accepted:
    case SessionState::confirmed:
        (void)bye(headers, body);
        break;
    case SessionState::cancelling:
    case SessionState::ending:
    case SessionState::ended:
        break; // on its way already
    }
}

void InviteSession::stop(ExtraHeaders headers) {
    SessionListener* listener = listener_;
    release(503, headers, {});
    listener_ = listener;
    if (end_later_ && end_later_->reason == EndReason::rejected_here)
        end_later_->reason = EndReason::stopped;
    else
        finish_later(EndReason::stopped, 0);
}

void InviteSession::on_failure_here(Transaction& client, int status) {
    if (client.method() == Method::cancel)
        return; // the INVITE's own end decides (§9.1)
    if (&client == bye_) {
        bye_ = nullptr;
        finish({bye_reason_, end_status_, true, nullptr});
    } else if (!outgoing_ || outgoing_->client != &client) {
        on_other_response(client, status, nullptr);
    } else if (!outgoing_->first) {
        outgoing_.reset();
        if (status == 408)
            lose_dialog(status, true, nullptr); // §14.1, §12.2.1.2
        else if (listener_)
            listener_->on_reinvite_failed(*this, status, nullptr);
    } else {
        if (state_ == SessionState::inviting && redirection_ && redirection_->following &&
            try_next_target())
            return;
        if (try_alternative(status))
            return;
        outgoing_.reset();
        const bool cancelled = state_ == SessionState::cancelling;
        finish({cancelled ? EndReason::local_cancel : EndReason::failed, status, true, nullptr});
    }
}

void InviteSession::on_terminated(Transaction& transaction) {
    if (accepted_ == &transaction)
        accepted_ = nullptr;
    if (incoming_ && incoming_->server == &transaction)
        incoming_.reset();
    if (ack_ && ack_->client == &transaction)
        ack_->client = nullptr;
    if (bye_ == &transaction)
        bye_ = nullptr;
    if (refresh_ == &transaction)
        refresh_ = nullptr;
}

SessionView InviteSession::view() const {
    SessionView view{id_,
                     direction_,
                     state_,
                     call_id_,
                     {},
                     {},
                     peer_,
                     core_.timers().clock().now() - since_,
                     static_cast<unsigned>(dialogs_.size())};
    const auto uri = [](const std::string& address) {
        const auto parsed = NameAddr::parse(address);
        return parsed ? std::string(parsed->uri_text) : std::string();
    };
    if (current_ != 0) {
        view.local_uri = uri(dialogs_[current_ - 1].local_address());
        view.remote_uri = uri(dialogs_[current_ - 1].remote_address());
    } else {
        view.remote_uri = request_uri_;
    }
    view.timer = timer();
    view.session_uuid = own_uuid_;
    view.peer_session_uuid = peer_uuid_;
    return view;
}

void InviteSession::list(std::vector<DialogView>& rows) const {
    for (std::size_t i = 0; i < dialogs_.size(); ++i) {
        const Dialog& dialog = dialogs_[i];
        if (dialog.over())
            continue;
        const auto uri = [](const std::string& address) {
            const auto parsed = NameAddr::parse(address);
            return parsed ? std::string(parsed->uri_text) : std::string();
        };
        rows.push_back({id_, call_id_, dialog.local_tag(), dialog.remote_tag(),
                        uri(dialog.local_address()), uri(dialog.remote_address()),
                        dialog.remote_target(), dialog.route_set(), dialog.local_cseq(),
                        dialog.confirmed(), i + 1 == current_, peer_});
    }
}

} // namespace sipi
