// The session timer inside a session: what is asked, refused, refreshed, and its end; RFC 4028 §7,
// §9, §10. Session-ID of its messages: RFC 7989.
#include "sipi/agent/invite_session.h"

#include "base/log.h"
#include "sipi/session_id.h"

namespace sipi {
namespace {

constexpr int kIntervalTooSmall = 422;

std::string min_se_text(const TimerPolicy& policy) {
    return std::to_string(std::max(policy.least, kLeastSession).count());
}

} // namespace

void InviteSession::use_timer(const TimerPolicy& policy) {
    if (timer_)
        timer_->set_policy(policy);
    else if (policy.supported)
        timer_ = std::make_unique<SessionTimer>(
            core_.timers(), policy, [this] { refresh(); }, [this] { expire(); });
}

// --- answering

/// A 2xx to INVITE or UPDATE: what both sides hold to from now on.
void InviteSession::agree_timer(const Message& request, Message& response) {
    if (!timer_)
        return;
    if (timer_->running())
        ++core_.counters().refreshes_in;
    timer_->answer(request, response);
}

// A re-INVITE or UPDATE that wants too short an interval. True: it is answered.
bool InviteSession::refuses_timer(Transaction& server, const Message& request) {
    const int status = timer_ ? judge_timer(request, timer_->policy()) : 0;
    if (status == 0)
        return false;
    std::vector<ExtraHeader> headers;
    if (status == kIntervalTooSmall) {
        ++core_.counters().too_short;
        headers.push_back({"Min-SE", min_se_text(timer_->policy())});
    }
    base::log::info("sip", "session({}): Session-Expires {} of {} gets {}", id_,
                    request.header(HeaderName::session_expires), peer_.text(), status);
    core_.respond(server, request, status, local_tag_, {}, headers);
    return true;
}

// --- asking

// 2xx to a re-INVITE or UPDATE of ours.
void InviteSession::note_refresh(const Message& response) {
    if (!timer_)
        return;
    if (timer_->running())
        ++core_.counters().refreshes_out;
    timer_->answered(response);
}

// 422: the peer's Min-SE is asked for from now on. True: the request may go again (§7.3).
bool InviteSession::ask_longer(const Message& response) {
    if (response.status() != kIntervalTooSmall)
        return false;
    ++core_.counters().too_short;
    return timer_ && timer_->raise(response);
}

void InviteSession::refresh() {
    if (state_ != SessionState::confirmed)
        return;
    if (outgoing_ || incoming_ || ack_ || retry_ || refresh_ || ack_timer_.armed())
        return timer_->refresh_later(); // what is under way refreshes as well, if it succeeds
    if (!timer_->by_update()) {
        timer_->refresh_later(); // unless it succeeds
        if (listener_)
            listener_->on_refresh_due(*this);
        return;
    }
    Dialog& dialog = *dialog_in_use();
    Message update = dialog.request(text(Method::update));
    update.append(HeaderName::contact, contact_);
    update.append(HeaderName::user_agent, core_.settings().user_agent);
    timer_->ask(update);
    refresh_ = core_.send_in_dialog(dialog, update, peer_, id_);
    if (!refresh_)
        timer_->refresh_later();
}

// The final response to the UPDATE of refresh(). True: it was that.
bool InviteSession::refreshed(Transaction& client, int status, const Message* response) {
    constexpr int kNotAllowed = 405, kNotImplemented = 501;
    if (refresh_ != &client)
        return false;
    refresh_ = nullptr;
    if (response && is_success(status)) {
        if (Dialog* dialog = dialog_in_use())
            dialog->refresh_target(*response);
        note_refresh(*response);
        return true;
    }
    if (status == 481 || (status == 408 && !response)) { // §10: there is nobody any more
        if (state_ == SessionState::confirmed)
            lose_dialog(status, !response, response);
        return true;
    }
    if (status == kNotAllowed || status == kNotImplemented)
        timer_->update_is_refused();
    const bool again =
        status == kNotAllowed || status == kNotImplemented || (response && ask_longer(*response));
    if (again)
        refresh();
    else
        timer_->refresh_later();
    return true;
}

// §10: BYE, since nobody has refreshed it; Q.850 cause 102 says why.
void InviteSession::expire() {
    if (state_ != SessionState::confirmed && state_ != SessionState::accepted)
        return;
    ++core_.counters().not_refreshed;
    base::log::info("sip", "session({}): {} has not refreshed it within {} s, released", id_,
                    peer_.text(), timer_->view().interval.count());
    ack_timer_.cancel();
    answer_timer_.cancel();
    accepted_ = nullptr;
    step(SessionStep::bye);
    last_headers_.assign(1, {"Reason", "Q.850;cause=102;text=\"Recovery on timer expiry\""});
    send_bye();
    finish({EndReason::not_refreshed, 0, true, nullptr});
}

// --- Session-ID

void InviteSession::identify_session(Message& message) const {
    if (!own_uuid_.empty() && !message.has(HeaderName::session_id))
        message.append(HeaderName::session_id, session_id_text(own_uuid_, peer_uuid_));
}

// The peer's half may change: the call has gone to another one (RFC 7989 §7).
void InviteSession::note_session_id(const Message& message) {
    if (const auto ids = session_id_of(message); ids && ids->local != kNilUuid)
        peer_uuid_ = ids->local;
}

} // namespace sipi
