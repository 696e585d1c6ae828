// The answering side of an INVITE, the first one and re-INVITEs: RFC 3261 §13.3, §14.2, §9.2.
#include "sipi/agent/invite_session.h"

#include "base/log.h"
#include "sipi/text.h"
#include "sipi/transaction/invite_server.h"

#include <algorithm>

namespace sipi {

void InviteSession::trying() {
    Message out = Message::response(incoming_->request, 100);
    identify_session(out);
    core_.layer().respond(*incoming_->server, out);
}

// Responses that make or confirm a dialog carry our Contact and the peer's Record-Route (§12.1.1).
void InviteSession::respond_to_invite(int status, BodyView body, ExtraHeaders headers) {
    const Message& invite = incoming_->request;
    Message out = core_.response(invite, status, local_tag_, body, headers);
    if (status < 300) {
        out.copy(invite, HeaderName::record_route);
        out.append(HeaderName::contact, contact_);
    }
    if (is_success(status) && invite.has(HeaderName::recv_info))
        out.append(HeaderName::recv_info, ""); // no package is wanted (RFC 6086 §5.2.2)
    if (is_success(status))
        agree_timer(invite, out);
    identify_session(out);
    core_.layer().respond(*incoming_->server, out);
}

// An invitation may be over before anybody has answered it (§13.3.1, §20.19).
void InviteSession::arm_expires(const Message& invite) {
    constexpr std::uint64_t kMost = 0xffffffff;
    std::string_view text = invite.header(HeaderName::expires);
    std::uint64_t seconds = 0;
    if (!text.empty() && scan::take_number(text, kMost, seconds) && text.empty())
        wait_timer_.arm(std::chrono::seconds(seconds));
}

void InviteSession::on_expired() {
    constexpr int kTerminated = 487;
    if (!incoming_ || !incoming_->first || (reliable_ && reliable_->holds_2xx()))
        return;
    terminate_incoming_invite();
    finish({EndReason::expired, kTerminated, true, nullptr});
}

SessionResult InviteSession::accept(BodyView body, ExtraHeaders headers, int status) {
    const bool first = incoming_ && incoming_->first;
    if (!incoming_ || !is_success(status) || (first && state_ != SessionState::inviting))
        return base::fail(SessionError::wrong_state);
    if (first) {
        if (hold_2xx(status, body, headers))
            return {};
        close_provisionals();
        step(SessionStep::accept);
        dialogs_.front().confirm();
    } else {
        dialog_in_use()->refresh_target(incoming_->request); // §12.2.2
    }
    wait_timer_.cancel();
    const auto cseq = incoming_->request.cseq();
    unacknowledged_cseq_ = cseq ? cseq->number : 0;
    respond_to_invite(status, body, headers);
    accepted_ = incoming_->server;
    incoming_.reset();
    await_ack();
    return {};
}

SessionResult InviteSession::reject(int status, ExtraHeaders headers, BodyView body) {
    if (!incoming_ || status < 300 || status > 699)
        return base::fail(SessionError::wrong_state);
    const bool first = incoming_->first;
    respond_to_invite(status, body, headers);
    incoming_.reset();
    wait_timer_.cancel();
    close_provisionals();
    if (first)
        finish_later(EndReason::rejected_here, status);
    return {};
}

// --- our 2xx and its ACK, §13.3.1.4
// --------------------------------------------------------------------------
//
//   2xx ──T1──► 2xx ──2*T1──► 2xx ──4*T1, at most T2──► ...   until the ACK, or 64*T1

void InviteSession::await_ack() {
    answer_interval_ = core_.settings().t1;
    answer_timer_.arm(answer_interval_);
    ack_timer_.arm(core_.settings().t1 * 64);
}

void InviteSession::repeat_answer() {
    if (incoming_ && incoming_->server) {
        core_.layer().respond_again(*incoming_->server);
        answer_timer_.arm(kProvisionalEach);
    }
    if (!accepted_)
        return;
    core_.layer().respond_again(*accepted_);
    answer_interval_ = std::min<base::Duration>(answer_interval_ * 2, core_.settings().t2);
    answer_timer_.arm(answer_interval_);
}

void InviteSession::give_up_on_ack() {
    answer_timer_.cancel();
    accepted_ = nullptr;
    ++core_.counters().no_ack;
    base::log::info("sip", "session({}): no ACK from {}, released", id_, peer_.text());
    if (bye_wanted_) {
        send_bye();
        return;
    }
    step(SessionStep::bye);
    send_bye();
    finish({EndReason::no_ack, 0, true, nullptr});
}

void InviteSession::on_ack(const Message& ack) {
    const auto cseq = ack.cseq();
    if (!ack_timer_.armed() || !cseq || cseq->number != unacknowledged_cseq_)
        return; // the ACK of a 2xx that we had to send twice
    answer_timer_.cancel();
    ack_timer_.cancel();
    if (accepted_)
        static_cast<transaction::InviteServer&>(*accepted_).drop_response();
    accepted_ = nullptr;
    if (state_ == SessionState::accepted)
        step(SessionStep::acknowledge);
    if (listener_)
        listener_->on_ack(*this, ack);
    if (bye_wanted_)
        send_bye();
}

// --- CANCEL, §9.2
// --------------------------------------------------------------------------------------------

// The 200 for the CANCEL itself is sent. Without effect when the INVITE has its final response
// already.
void InviteSession::on_cancel(Transaction& invite, const Message& cancel) {
    if (!incoming_ || incoming_->server != &invite)
        return;
    const bool first = incoming_->first;
    terminate_incoming_invite();
    if (first)
        finish({EndReason::remote_cancel, 0, false, &cancel});
    else if (listener_)
        listener_->on_reinvite_cancelled(*this, cancel);
}

void InviteSession::terminate_incoming_invite() {
    if (!incoming_)
        return;
    respond_to_invite(487, {}, {});
    incoming_.reset();
    close_provisionals();
}

// --- re-INVITE, §14.2
// ----------------------------------------------------------------------------------------

void InviteSession::on_reinvite(Transaction& server, const Message& request) {
    if (state_ == SessionState::ending || state_ == SessionState::ended) {
        core_.respond(server, request, 481, local_tag_);
        return;
    }
    if (incoming_) { // the previous one is still to be answered
        const ExtraHeader retry{"Retry-After", std::to_string(core_.random().below(11))};
        core_.respond(server, request, 500, local_tag_, {}, {&retry, 1});
        return;
    }
    // Our own INVITE is under way, or our 2xx has no ACK yet (RFC 5407 §3.1.5).
    if (outgoing_ || ack_ || ack_timer_.armed()) {
        core_.respond(server, request, 491, local_tag_);
        return;
    }
    if (refuses_timer(server, request))
        return;
    incoming_ = std::make_unique<IncomingInvite>(IncomingInvite{&server, request, false});
    if (listener_)
        listener_->on_reinvite(*this, request);
    else
        (void)reject(488, {}, {});
    if (incoming_ && incoming_->server == &server)
        trying();
}

} // namespace sipi
