// The calling side of an INVITE, the first one and re-INVITEs: RFC 3261 §13.2, §14.1, §9.1,
// §8.1.3.4.
#include "sipi/agent/invite_session.h"

#include "base/log.h"
#include "sipi/option_tags.h"

#include <algorithm>

namespace sipi {
namespace {

constexpr int kServiceUnavailable = 503, kEarlyDialogTerminated = 199;

// "sip:x@y" as a From or To value; a name-addr stays.
std::string as_name_addr(const std::string& address) {
    return address.find('<') == std::string::npos ? '<' + address + '>' : address;
}

} // namespace

void InviteSession::start(const Invitation& invitation) {
    Message invite = Message::request(Method::invite, invitation.request_uri);
    std::string number;
    append_number(number, invitation.max_forwards);
    invite.append(HeaderName::max_forwards, number);
    invite.append(HeaderName::from, as_name_addr(invitation.from) + ";tag=" + local_tag_);
    invite.append(HeaderName::to,
                  as_name_addr(invitation.to.empty() ? invitation.request_uri : invitation.to));
    invite.append(HeaderName::call_id, call_id_);
    number.clear();
    append_number(number, invitation.cseq);
    invite.append(HeaderName::cseq, number += " INVITE");
    invite.append(HeaderName::contact, contact_);
    invite.append(HeaderName::allow, core_.abilities().allow);
    if (!core_.abilities().supported.empty())
        invite.append(HeaderName::supported, core_.abilities().supported);
    invite.append(HeaderName::user_agent, core_.settings().user_agent);
    AgentCore::extend(invite, invitation.body, invitation.headers);
    if (timer_)
        timer_->ask(invite);
    identify_session(invite);

    outgoing_ = std::make_unique<OutgoingInvite>(OutgoingInvite{nullptr, invitation.cseq, true});
    outgoing_->client =
        &core_.layer().send_request(invite, *core_.layer().transport_to(peer_), peer_, id_);
    keep_alternatives(invitation.alternatives);
}

void InviteSession::on_response(Transaction& client, const Message& response) {
    if (client.method() == Method::cancel)
        return; // whatever it says, the INVITE's final response decides (§9.1)
    if (outgoing_ && outgoing_->client == &client)
        on_invite_response(response);
    else if (client.is_invite() && is_success(response.status()))
        core_.release_fork(client, response);
    else if (is_final(response.status()))
        on_other_response(client, response.status(), &response);
}

void InviteSession::on_invite_response(const Message& response) {
    if (is_provisional(response.status()))
        on_provisional(response);
    else if (is_success(response.status()))
        on_success(response);
    else if (outgoing_->first)
        on_first_failure(response);
    else
        on_reinvite_failure(response);
}

// --- provisional responses
// -----------------------------------------------------------------------------------

void InviteSession::on_provisional(const Message& response) {
    outgoing_->got_provisional = true;
    heard();
    if (!outgoing_->first)
        return;
    if (cancel_wanted_) {
        send_cancel();
        return;
    }
    if (response.status() == 100 || state_ != SessionState::inviting)
        return;
    DialogNumber number = 0;
    // One of a dialog that nobody knows yet says nothing, unless it must have its PRACK (RFC 6228
    // §4).
    const bool over = response.status() == kEarlyDialogTerminated;
    if (over && !dialog_with(response.to_tag()) && !reliable_sequence(response))
        return;
    if (!response.to_tag().empty()) {
        Dialog& dialog = note_dialog(response);
        number = static_cast<DialogNumber>(&dialog - dialogs_.data()) + 1;
    }
    if (!take_provisional(number, response))
        return;
    if (over && number != 0)
        return end_early_dialog(number);
    if (number != 0)
        current_ = number;
    if (listener_)
        listener_->on_provisional(*this, number, response);
}

// RFC 6228 §4: the other early dialogs go on, the latest of them is the one in use.
void InviteSession::end_early_dialog(DialogNumber number) {
    dialogs_[number - 1].end();
    if (current_ == number) {
        current_ = 0;
        for (std::size_t i = 0; i < dialogs_.size(); ++i)
            if (!dialogs_[i].over())
                current_ = static_cast<DialogNumber>(i) + 1;
    }
    if (listener_)
        listener_->on_early_dialog_over(*this, number);
}

// The dialog of the response's To tag, made when it is new (§12.1.2).
Dialog& InviteSession::note_dialog(const Message& response) {
    if (Dialog* known = dialog_with(response.to_tag())) {
        known->refresh_target(response);
        return *known;
    }
    dialogs_.push_back(Dialog::from_response(response, request_uri_).value());
    return dialogs_.back();
}

// --- 2xx
// -----------------------------------------------------------------------------------------------------

void InviteSession::on_success(const Message& response) {
    ack_ = PendingAck{outgoing_->client, outgoing_->cseq, std::string(response.to_tag())};
    const bool first = outgoing_->first;
    outgoing_.reset();
    wait_timer_.cancel();
    if (first) {
        Dialog& dialog = note_dialog(response);
        dialog.recompute_routes(response); // §13.2.2.4
        dialog.confirm();
        on_first_success(response, dialog);
    } else {
        on_reinvite_success(response);
    }
}

void InviteSession::on_first_success(const Message& response, Dialog& dialog) {
    current_ = static_cast<DialogNumber>(&dialog - dialogs_.data()) + 1;
    note_refresh(response);
    redirection_.reset();
    const bool raced = state_ == SessionState::cancelling;
    step(SessionStep::answer);
    if (raced) { // the CANCEL came too late (§9.1)
        acknowledge_by_itself();
        bye_reason_ = EndReason::local_cancel;
        end_status_ = response.status();
        send_bye();
        return;
    }
    if (listener_)
        listener_->on_answered(*this, current_, response);
    acknowledge_by_itself();
}

void InviteSession::on_reinvite_success(const Message& response) {
    dialog_in_use()->refresh_target(response); // §12.2.1.2
    note_refresh(response);
    if (state_ == SessionState::confirmed && listener_)
        listener_->on_reinvite_answered(*this, response);
    acknowledge_by_itself();
}

void InviteSession::acknowledge_by_itself() {
    if (ack_ && !ack_->held)
        (void)acknowledge({}, {});
}

void InviteSession::hold_ack() {
    if (ack_)
        ack_->held = true;
}

SessionResult InviteSession::acknowledge(BodyView body, ExtraHeaders headers) {
    if (!ack_)
        return base::fail(SessionError::wrong_state);
    const PendingAck ack = *std::exchange(ack_, std::nullopt);
    core_.acknowledge(ack.client, *dialog_in_use(), ack.cseq, peer_, id_, body, headers);
    if (state_ == SessionState::accepted)
        step(SessionStep::acknowledge);
    return {};
}

// --- failure and redirection
// ---------------------------------------------------------------------------------

void InviteSession::on_first_failure(const Message& response) {
    const int status = response.status();
    if (state_ == SessionState::cancelling) {
        outgoing_.reset();
        finish({EndReason::local_cancel, status, false, &response});
        return;
    }
    if (status < 400) {
        const std::vector<RedirectTarget> targets = redirect_targets(response);
        if (!redirection_)
            redirection_ =
                std::make_unique<Redirection>(request_uri_, core_.settings().max_redirections);
        redirection_->add(targets);
        redirection_->following = false;
        Transaction* const before = outgoing_->client;
        if (!targets.empty() && listener_) {
            redirecting_ = true;
            listener_->on_redirected(*this, response, targets);
            redirecting_ = false;
        }
        if (state_ != SessionState::inviting && state_ != SessionState::cancelling)
            return;
        if (outgoing_ && outgoing_->client != before)
            return; // followed
    } else if (status < 600 && redirection_ && redirection_->following && try_next_target()) {
        return; // §8.1.3.4: a failed target is skipped, a 6xx ends the search
    } else if (status == kServiceUnavailable && try_alternative(status)) {
        return;
    } else if (ask_longer(response)) {
        if (auto invite = last_invite())
            if (invite->remove(HeaderName::session_expires), invite->remove(HeaderName::min_se),
                send_invite_again(*invite, request_uri_, peer_))
                return;
    }
    const bool cancelled = state_ == SessionState::cancelling;
    outgoing_.reset();
    finish({cancelled ? EndReason::local_cancel : EndReason::failed, status, false, &response});
}

bool InviteSession::follow_redirect(std::optional<Endpoint> destination) {
    if (!redirecting_ || !redirection_ || state_ != SessionState::inviting)
        return false;
    redirection_->destination = destination;
    redirection_->following = try_next_target();
    return redirection_->following;
}

// The INVITE again with another Request-URI, the next CSeq and a new branch (§8.1.3.4); tag and
// Call-ID stay.
bool InviteSession::try_next_target() {
    const auto uri = redirection_->next();
    auto invite = uri ? last_invite() : std::nullopt;
    if (!invite)
        return false;
    const Endpoint destination =
        redirection_->destination ? *redirection_->destination : core_.locate(*uri, peer_);
    base::log::debug("sip", "session({}): redirected to {}", id_, *uri);
    return send_invite_again(*invite, *uri, destination);
}

std::optional<Message> InviteSession::last_invite() const {
    if (!outgoing_)
        return std::nullopt;
    const std::string& octets = outgoing_->client->octets();
    auto last =
        Message::parse({reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()});
    return last ? std::optional(std::move(last.value())) : std::nullopt;
}

// Tag and Call-ID stay; what earlier tries have made of dialogs is gone.
bool InviteSession::send_invite_again(Message& invite, const std::string& uri,
                                      const Endpoint& destination) {
    Transport* transport = core_.layer().transport_to(destination);
    if (!transport)
        return false;
    invite.set_request_uri(uri);
    invite.remove(HeaderName::via);
    std::string cseq;
    append_number(cseq, outgoing_->cseq + 1);
    invite.set(HeaderName::cseq, cseq += " INVITE");

    if (timer_ && !invite.has(HeaderName::session_expires))
        timer_->ask(invite);
    const std::uint32_t number = outgoing_->cseq + 1;
    request_uri_ = uri;
    peer_ = destination;
    dialogs_.clear();
    rseq_.clear();
    current_ = 0;
    outgoing_ = std::make_unique<OutgoingInvite>(OutgoingInvite{nullptr, number, true});
    outgoing_->client = &core_.layer().send_request(invite, *transport, destination, id_);
    return true;
}

// --- CANCEL, §9.1
// --------------------------------------------------------------------------------------------

SessionResult InviteSession::cancel(ExtraHeaders headers) {
    if (direction_ != SessionDirection::outgoing || !step(SessionStep::cancel))
        return base::fail(SessionError::wrong_state);
    cancel_wanted_ = true;
    last_headers_.assign(headers.begin(), headers.end());
    if (outgoing_ && outgoing_->got_provisional && !redirecting_) // a redirected one is over
        send_cancel();
    return {};
}

void InviteSession::send_cancel() {
    cancel_wanted_ = false;
    core_.layer().cancel(*outgoing_->client, [this](Message& cancel) {
        cancel.append(HeaderName::user_agent, core_.settings().user_agent);
        identify_session(cancel);
        AgentCore::extend(cancel, {}, last_headers_);
    });
    last_headers_.clear();
    wait_timer_.arm(core_.settings().t1 * 64);
}

void InviteSession::give_up_on_cancel() {
    if (outgoing_)
        core_.layer().abandon(*std::exchange(outgoing_, nullptr)->client);
    finish({EndReason::local_cancel, 408, true, nullptr});
}

// --- re-INVITE, §14.1
// ----------------------------------------------------------------------------------------

SessionResult InviteSession::reinvite(BodyView body, ExtraHeaders headers) {
    if (state_ != SessionState::confirmed)
        return base::fail(SessionError::wrong_state);
    if (outgoing_ || ack_ || retry_ || incoming_ || ack_timer_.armed())
        return base::fail(SessionError::pending);
    Dialog& dialog = *dialog_in_use();
    Message invite = dialog.request("INVITE");
    invite.append(HeaderName::contact, contact_);
    invite.append(HeaderName::allow, core_.abilities().allow);
    if (!core_.abilities().supported.empty())
        invite.append(HeaderName::supported, core_.abilities().supported);
    invite.append(HeaderName::user_agent, core_.settings().user_agent);
    AgentCore::extend(invite, body, headers);
    if (timer_)
        timer_->ask(invite);
    Transaction* client = core_.send_in_dialog(dialog, invite, peer_, id_);
    if (!client)
        return base::fail(SessionError::no_transport);
    outgoing_ =
        std::make_unique<OutgoingInvite>(OutgoingInvite{client, dialog.local_cseq(), false});
    return {};
}

void InviteSession::on_reinvite_failure(const Message& response) {
    const int status = response.status();
    const std::unique_ptr<OutgoingInvite> failed = std::move(outgoing_);
    if (state_ != SessionState::confirmed)
        return;
    if (status == 481 || status == 408) {
        lose_dialog(status, false, &response); // §14.1
        return;
    }
    constexpr int kPending = 491;
    const std::string& octets = failed->client->octets();
    auto sent =
        Message::parse({reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()});
    if (status == kPending && sent)
        return send_again_later(std::move(sent.value()));
    if (sent && ask_longer(response))
        return keep_for_later(std::move(sent.value()), base::Duration::zero());
    if (listener_)
        listener_->on_reinvite_failed(*this, status, &response);
}

} // namespace sipi
