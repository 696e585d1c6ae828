// Provisional responses of the first INVITE, sent and received, plain and reliable: RFC 3261
// §13.3.1.1, RFC 3262 §3-§4.
#include "sipi/agent/invite_session.h"

#include "base/log.h"
#include "sipi/option_tags.h"

namespace sipi {
namespace {

constexpr int kServerTimeOut = 504;
constexpr int kTemporarilyUnavailable = 480;

ReliableResponses::Held held(int status, BodyView body, ExtraHeaders headers, Delivery delivery) {
    ReliableResponses::Held out;
    out.status = status;
    out.content.headers.assign(headers.begin(), headers.end());
    out.content.content_type = body.type;
    out.content.content_disposition = body.disposition;
    out.content.body.assign(reinterpret_cast<const char*>(body.octets.data()), body.octets.size());
    out.delivery = delivery;
    return out;
}

} // namespace

// --- sent

SessionResult InviteSession::provisional(int status, BodyView body, ExtraHeaders headers,
                                         Delivery delivery) {
    if (!incoming_ || !incoming_->server || status <= 100 || status > 199 ||
        (reliable_ && reliable_->holds_2xx()))
        return base::fail(SessionError::wrong_state);
    if (!incoming_->first)
        delivery = Delivery::once;
    if (reliable_ && reliable_->waiting())
        reliable_->hold(held(status, body, headers, delivery));
    else
        send_provisional(status, body, headers, delivery);
    return {};
}

void InviteSession::send_provisional(int status, BodyView body, ExtraHeaders headers,
                                     Delivery delivery) {
    answer_timer_.arm(kProvisionalEach);
    if (delivery == Delivery::once)
        return respond_to_invite(status, body, headers);
    if (!reliable_) // the first RSeq is 1 to 2^31 - 1 (RFC 3262 §3); room is left to count on
        reliable_ = std::make_unique<ReliableResponses>(
            core_.timers(), core_.settings().t1,
            static_cast<std::uint32_t>(1 + core_.random().below(0x7fff0000)),
            [this] {
                if (incoming_ && incoming_->server)
                    core_.layer().respond_again(*incoming_->server);
            },
            [this] { give_up_on_prack(); });
    std::vector<ExtraHeader> all(headers.begin(), headers.end());
    all.push_back({"Require", std::string(k100rel)});
    all.push_back({"RSeq", std::to_string(reliable_->send(!body.empty()))});
    respond_to_invite(status, body, all);
}

void InviteSession::on_prack(Transaction& server, const Message& prack) {
    constexpr int kOk = 200, kNoTransaction = 481;
    const auto rack = rack_of(prack);
    // Behind a final response the INVITE is gone, and RSeq alone tells (RFC 3262 §3).
    bool of_invite = rack && rack->method == text(Method::invite);
    if (of_invite && incoming_)
        if (const auto cseq = incoming_->request.cseq())
            of_invite = cseq->number == rack->cseq;
    const auto match = reliable_ && of_invite ? reliable_->acknowledge(rack->rseq)
                                              : ReliableResponses::Match::none;
    if (match == ReliableResponses::Match::none) {
        core_.respond(server, prack, kNoTransaction, local_tag_);
        return;
    }
    RequestAnswer answer;
    answer.status = kOk;
    if (match == ReliableResponses::Match::current && listener_)
        answer = listener_->on_prack(*this, prack);
    core_.respond(server, prack, answer.status, local_tag_, answer.view(), answer.headers);
    go_on_after_prack();
}

void InviteSession::go_on_after_prack() {
    while (incoming_ && reliable_) {
        const auto next = reliable_->next();
        if (!next)
            break;
        send_provisional(next->status, next->content.view(), next->content.headers, next->delivery);
    }
    if (!incoming_ || !reliable_)
        return;
    if (const auto answer = reliable_->take_2xx())
        (void)accept(answer->content.view(), answer->content.headers, answer->status);
}

// True: the 2xx leaves with the PRACK that is awaited.
bool InviteSession::hold_2xx(int status, BodyView body, ExtraHeaders headers) {
    if (!reliable_ || !reliable_->keeps_back_2xx())
        return false;
    reliable_->hold_2xx(held(status, body, headers, Delivery::once));
    return true;
}

// The call ends while its 2xx waits: no 2xx then.
bool InviteSession::reject_held_2xx(ExtraHeaders headers, BodyView body) {
    if (!incoming_ || !reliable_ || !reliable_->holds_2xx())
        return false;
    (void)reject(kTemporarilyUnavailable, headers, body);
    return true;
}

// RFC 3262 §3: a 5xx when no PRACK comes for 64*T1.
void InviteSession::give_up_on_prack() {
    if (!incoming_)
        return;
    ++core_.counters().no_prack;
    base::log::info("sip", "session({}): no PRACK from {}, released", id_, peer_.text());
    respond_to_invite(kServerTimeOut, {}, {});
    incoming_.reset();
    finish({EndReason::no_prack, kServerTimeOut, true, nullptr});
}

void InviteSession::close_provisionals() {
    answer_timer_.cancel();
    if (reliable_)
        reliable_->close();
}

// --- received, RFC 3262 §4

// A reliable response is acknowledged in its dialog. False: one that came before, or before its
// turn.
bool InviteSession::take_provisional(DialogNumber number, const Message& response) {
    const auto rseq = reliable_sequence(response);
    if (!rseq)
        return true;
    if (number == 0)
        return false; // no dialog to acknowledge it in
    rseq_.resize(dialogs_.size());
    std::uint32_t& last = rseq_[number - 1];
    if (last != 0 && *rseq != last + 1) {
        base::log::debug("sip", "session({}): RSeq {} after {}", id_, *rseq, last);
        return false;
    }
    last = *rseq;
    Dialog& dialog = dialogs_[number - 1];
    Message prack = dialog.request("PRACK");
    std::string rack;
    append_number(rack, *rseq);
    append_number(rack += ' ', outgoing_->cseq);
    prack.append(HeaderName::rack, rack += " INVITE");
    prack.append(HeaderName::user_agent, core_.settings().user_agent);
    (void)core_.send_in_dialog(dialog, prack, peer_, id_);
    return true;
}

} // namespace sipi
