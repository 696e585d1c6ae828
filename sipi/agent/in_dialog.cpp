// Requests inside the dialog other than INVITE, both ways: RFC 3261 §12.2, §15 (BYE).
#include "sipi/agent/invite_session.h"

#include "base/log.h"

#include <algorithm>
#include <utility>

namespace sipi {
namespace {

constexpr int kBadInfoPackage = 469;

} // namespace

// --- requests that arrive
// ------------------------------------------------------------------------------------

void InviteSession::on_request(Transaction& server, const Message& request) {
    const auto cseq = request.cseq();
    Dialog* dialog = dialog_with(request.from_tag());
    if (!dialog || !cseq) {
        core_.respond(server, request, 481, local_tag_);
        return;
    }
    if (!dialog->take_cseq(cseq->number)) {
        core_.respond(server, request, 500, local_tag_); // §12.2.2
        return;
    }
    if (request.method() == Method::bye)
        on_bye(server, request, *dialog);
    else if (dialog != dialog_in_use() || state_ == SessionState::ended)
        core_.respond(server, request, 481, local_tag_);
    else if (request.method() == Method::invite)
        on_reinvite(server, request);
    else if (request.method() == Method::prack)
        on_prack(server, request);
    else if (request.method() == Method::update)
        on_update(server, request, *dialog);
    else
        on_other_request(server, request);
}

// §15.1.2: answered in every state; what else is pending gets 487. A BYE that crosses ours ends the
// session too.
void InviteSession::on_bye(Transaction& server, const Message& bye, const Dialog& dialog) {
    const bool of_a_fork = direction_ == SessionDirection::outgoing && !dialog.confirmed();
    RequestAnswer answer;
    if (listener_ && !of_a_fork)
        answer = listener_->on_bye(*this, bye);
    core_.respond(server, bye, 200, local_tag_, answer.view(), answer.headers);
    if (of_a_fork)
        return; // a callee may not end an early dialog so (§15); our INVITE will have a final
                // response
    terminate_incoming_invite();
    const bool ours_raced = state_ == SessionState::ending;
    finish({ours_raced ? bye_reason_ : EndReason::remote_bye, ours_raced ? end_status_ : 0, false,
            &bye});
}

// A target refresh, with an offer or without (RFC 3311 §5.2).
void InviteSession::on_update(Transaction& server, const Message& update, Dialog& dialog) {
    constexpr int kOk = 200, kPending = 491, kServerError = 500, kNotAcceptable = 488;
    RequestAnswer answer;
    answer.status = kOk;
    const bool offers = !update.body().empty();
    if (refuses_timer(server, update))
        return;
    if (offers && incoming_ && !incoming_->first) {
        answer.status = kServerError;
        answer.headers.push_back({"Retry-After", std::to_string(core_.random().below(11))});
    } else if (offers && outgoing_ && !outgoing_->first) {
        answer.status = kPending;
    } else if (offers && listener_) {
        answer = listener_->on_update(*this, update);
    } else if (offers) {
        answer.status = kNotAcceptable;
    }
    if (is_success(answer.status)) {
        dialog.refresh_target(update);
        answer.headers.push_back({"Contact", contact_});
    }
    Message out = core_.response(update, answer.status, local_tag_, answer.view(), answer.headers);
    if (is_success(answer.status) && state_ != SessionState::inviting)
        agree_timer(update, out);
    identify_session(out);
    core_.layer().respond(server, out);
    if (!offers && listener_)
        listener_->on_refreshed(*this, update);
}

void InviteSession::on_other_request(Transaction& server, const Message& request) {
    RequestAnswer answer;
    if (request.method() == Method::options)
        answer.status = 200; // §11.2
    else if (request.method() == Method::info && request.has(HeaderName::info_package)) {
        answer.status = kBadInfoPackage; // RFC 6086 §4.2.2: we want none
        answer.headers.push_back({std::string(text(HeaderName::recv_info)), {}});
    } else if (listener_)
        answer = listener_->on_request(*this, request);
    core_.respond(server, request, answer.status, local_tag_, answer.view(), answer.headers);
}

SessionResult InviteSession::identify(std::string_view name_addr) {
    Dialog* dialog = dialog_in_use();
    if (!dialog)
        return base::fail(SessionError::wrong_state);
    dialog->set_local_address(name_addr);
    return {};
}

// --- requests that we send
// -----------------------------------------------------------------------------------

SessionResult InviteSession::request(std::string_view method, BodyView body, ExtraHeaders headers) {
    Dialog* dialog = dialog_in_use();
    if (!dialog || state_ == SessionState::ending || state_ == SessionState::ended ||
        state_ == SessionState::cancelling)
        return base::fail(SessionError::wrong_state);
    Message request = dialog->request(method);
    request.append(HeaderName::contact, contact_);
    request.append(HeaderName::user_agent, core_.settings().user_agent);
    AgentCore::extend(request, body, headers);
    if (request.method() == Method::update && timer_ && state_ == SessionState::confirmed)
        timer_->ask(request);
    if (request.method() == Method::update && !body.empty())
        update_ = std::make_unique<Message>(request);
    if (!core_.send_in_dialog(*dialog, request, peer_, id_))
        return base::fail(SessionError::no_transport);
    return {};
}

void InviteSession::on_other_response(Transaction& client, int status, const Message* response) {
    if (&client == bye_) {
        bye_ = nullptr;
        finish({bye_reason_, bye_reason_ == EndReason::local_bye ? status : end_status_, false,
                response});
        return;
    }
    if (refreshed(client, status, response))
        return;
    if (client.is_invite() || client.method() == Method::bye || client.method() == Method::prack ||
        state_ == SessionState::ended)
        return; // a PRACK without success: the INVITE's own end decides
    if (Dialog* dialog = dialog_in_use();
        dialog && response && client.method() == Method::update && is_success(status))
        dialog->refresh_target(*response); // RFC 3311 §5.1
    if (response && client.method() == Method::update && is_success(status) &&
        state_ == SessionState::confirmed)
        note_refresh(*response);
    constexpr int kPending = 491;
    if (client.method() == Method::update && update_ && response && ask_longer(*response))
        return keep_for_later(std::move(*std::exchange(update_, nullptr)), base::Duration::zero());
    if (client.method() == Method::update && status == kPending && update_)
        return send_again_later(std::move(*std::exchange(update_, nullptr)));
    SessionListener* const listener = listener_;
    if (listener)
        listener->on_response(*this, text(client.method()), status, response);
    if (client.method() == Method::notify)
        return; // the subscription's end alone (RFC 5057 §5.1)
    if ((status == 481 || (status == 408 && !response)) && state_ == SessionState::confirmed)
        lose_dialog(status, !response, response);
}

// --- glare, RFC 3261 §14.1 and RFC 3311 §5.3

void InviteSession::send_again_later(Message sent) {
    if (state_ == SessionState::ending || state_ == SessionState::cancelling)
        return;
    // Who made the Call-ID waits longer: 2.1 to 4 s, the other side 0 to 2 s, in steps of 10 ms.
    const bool owner = direction_ == SessionDirection::outgoing;
    const auto steps = owner ? 210 + core_.random().below(191) : core_.random().below(201);
    keep_for_later(std::move(sent), std::chrono::milliseconds(10 * steps));
}

void InviteSession::keep_for_later(Message sent, base::Duration pause) {
    const Method method = sent.method();
    retry_ = std::make_unique<Message>(std::move(sent));
    retry_timer_.arm(pause);
    if (listener_)
        listener_->on_glare(*this, text(method));
}

void InviteSession::send_again() {
    Dialog* dialog = dialog_in_use();
    if (!retry_ || !dialog || state_ == SessionState::ending ||
        state_ == SessionState::cancelling || state_ == SessionState::ended)
        return;
    if ((incoming_ && !incoming_->first) || ack_timer_.armed()) { // the peer's own is under way
        retry_timer_.arm(std::chrono::milliseconds(10 * core_.random().below(201)));
        return;
    }
    const std::unique_ptr<Message> last = std::move(retry_);
    const Method method = last->method();
    if (listener_ && listener_->on_glare_over(*this, text(method)))
        return;
    // Afresh, since the peer's own request may have changed the target meanwhile.
    Message again = dialog->request(text(method));
    for (std::size_t i = 0; i < last->field_count(); ++i) {
        const Message::Field field = last->field(i);
        if (again.has(field.id) || field.id == HeaderName::via || field.id == HeaderName::route ||
            field.id == HeaderName::content_length || field.id == HeaderName::content_type ||
            field.id == HeaderName::session_id)
            continue;
        if (timer_ && (field.id == HeaderName::session_expires || field.id == HeaderName::min_se))
            continue; // asked anew
        if (field.id == HeaderName::unknown)
            again.append(field.name, field.value);
        else
            again.append(field.id, field.value);
    }
    if (timer_)
        timer_->ask(again);
    if (!last->body().empty())
        again.set_body(last->header(HeaderName::content_type), last->body());
    Transaction* const client = core_.send_in_dialog(*dialog, again, peer_, id_);
    if (method == Method::invite && client)
        outgoing_ =
            std::make_unique<OutgoingInvite>(OutgoingInvite{client, dialog->local_cseq(), false});
    else if (method == Method::invite && listener_)
        listener_->on_reinvite_failed(*this, 503, nullptr);
    else if (!client && listener_)
        listener_->on_response(*this, text(method), 503, nullptr);
}

// §12.2.1.2: the peer has forgotten the dialog, or is gone. The BYE is for those who still know it.
void InviteSession::lose_dialog(int status, bool local, const Message* response) {
    step(SessionStep::bye);
    send_bye();
    finish({EndReason::dialog_lost, status, local, response});
}

SessionResult InviteSession::bye(ExtraHeaders headers, BodyView body) {
    if (reject_held_2xx(headers, body))
        return {};
    if (!step(SessionStep::bye))
        return base::fail(SessionError::wrong_state);
    last_headers_.assign(headers.begin(), headers.end());
    last_body_.content_type = body.type;
    last_body_.content_disposition = body.disposition;
    last_body_.body.assign(reinterpret_cast<const char*>(body.octets.data()), body.octets.size());
    if (ack_timer_.armed()) {
        bye_wanted_ = true; // §15: not before the ACK of our 2xx
        return {};
    }
    if (ack_)
        (void)acknowledge({}, {}); // a held ACK
    send_bye();
    return {};
}

void InviteSession::send_bye() {
    bye_wanted_ = false;
    retry_.reset();
    retry_timer_.cancel();
    terminate_incoming_invite();
    Dialog* dialog = dialog_in_use();
    if (!dialog)
        return;
    Message bye = dialog->request("BYE");
    bye.append(HeaderName::user_agent, core_.settings().user_agent);
    AgentCore::extend(bye, last_body_.view(), last_headers_);
    last_headers_.clear();
    last_body_ = {};
    bye_ = core_.send_in_dialog(*dialog, bye, peer_, id_);
    if (!bye_)
        finish_later(bye_reason_, 503);
}

} // namespace sipi
