// A SIP leg before the 2xx: reliable provisional responses (RFC 3262), and offers in PRACK and
// UPDATE (RFC 3311, RFC 6337).
#include "gateway/legs/sip_leg.h"
#include "sipi/option_tags.h"

namespace legs {
namespace {

constexpr int kEarlyOk = 200, kEarlyNotAcceptable = 488, kEarlyPending = 491,
              kEarlyServerError = 500;

} // namespace

sipi::ExtraHeader SipLeg::warning_of(sipi::NegotiationError error) {
    return {"Warning", std::to_string(sipi::warning_code(error)) + " landline \"" +
                           std::string(sipi::reason_text(error)) + "\""};
}

void SipLeg::begin_reliable(const sipi::Message& invite) {
    using config::Reliable;
    reliable_ = peer_->reliable == Reliable::accept
                    ? sipi::lists(invite, sipi::HeaderName::require, sipi::k100rel)
                    : peer_->reliable != Reliable::off && sipi::offers(invite, sipi::k100rel);
    settled_ = false;
    says_199_ = sipi::offers(invite, sipi::kEarlyDialogOver) &&
                sipi::lists(invite, sipi::HeaderName::require, sipi::k100rel);
}

// Proxies on the way say it for us, unless the caller requires reliable responses, which they
// cannot make (RFC 6228 §5).
void SipLeg::say_199(int status) {
    constexpr int kEarlyDialogTerminated = 199;
    if (!says_199_ || !dialog_made_ || !reliable_)
        return;
    std::string reason = "SIP;cause=";
    reason.append(std::to_string(status));
    const sipi::ExtraHeader header{"Reason", std::move(reason)};
    static_cast<void>(
        session_->provisional(kEarlyDialogTerminated, {}, {&header, 1}, sipi::Delivery::reliable));
}

// What that early dialog had settled holds no more; another may settle it anew.
void SipLeg::on_early_dialog_over(sipi::Session&, sipi::DialogNumber dialog) {
    if (settled_dialog_ == dialog)
        settled_dialog_ = 0;
    trace_->event(which_, observe::Direction::internal, observe::Protocol::sip,
                  "199: an early dialog is over");
}

void SipLeg::offer_reliable(sipi::Invitation& invitation) const {
    using config::Reliable;
    if (checking_ || peer_->preconditions == config::Preconditions::require) { // RFC 3312 §11
        std::string tags(sipi::k100rel);
        tags.append(", ").append(sipi::kPrecondition);
        invitation.headers.push_back({"Require", std::move(tags)});
    }
    if (peer_->reliable == Reliable::supported)
        invitation.headers.push_back({"Supported", std::string(sipi::k100rel)});
    else if (peer_->reliable == Reliable::required)
        invitation.headers.push_back({"Require", std::string(sipi::k100rel)});
}

// Our SDP, when the response shall have it. A reliable response settles it: no SDP again (RFC 6337
// §3.1.1); the first one to an offerless INVITE must have our offer (RFC 3261 §13.2.1).
std::string SipLeg::sdp_of_18x(bool wanted) {
    const bool must_offer = reliable_ && !media_.offered();
    if (settled_ || !media_.port() || media_.undecided())
        return {};
    return must_offer || (wanted && media_.offered()) ? media_.description() : std::string();
}

// 18x. False: not sent.
bool SipLeg::respond(int status, const isup::Message* message, const std::string& sdp,
                     const mapping::Headers& headers) {
    // Without SDP to an offerless INVITE it cannot go reliably.
    const bool reliable = reliable_ && (!sdp.empty() || settled_ || media_.offered());
    const sipi::BodyToSend body = isup_.body(sdp, message, mapping::Carrier::provisional);
    mapping::Headers all = headers;
    offer_from_change(all);
    if (!session_->provisional(status, body.view(), all,
                               reliable ? sipi::Delivery::reliable : sipi::Delivery::once))
        return false;
    settled_ = settled_ || (reliable && !sdp.empty());
    dialog_made_ = true;
    return true;
}

// The line that the call goes to belongs to another worker than the port that the caller knows: it
// is told of a new one (RFC 3311 §5.1).
bool SipLeg::move_media(media::WorkerId worker) {
    if (answered_ && !released_ && session_) { // a transfer has brought it there
        if (!media_.move(worker))
            return false;
        worker_ = worker;
        reoffer();
        return true;
    }
    if (!settled_ || answered_ || media_.own_offer_open() || media_.offer_waits() || !session_)
        return true; // the bridge tells whether it can be
    if (!media_.move(worker))
        return false;
    worker_ = worker;
    return offer_in_update();
}

bool SipLeg::offer_in_update() {
    if (released_ || !session_)
        return false;
    const std::string offer = media_.make_offer();
    if (session_->request("UPDATE", sipi::BodyView("application/sdp", std::string_view(offer))))
        return true;
    media_.abandon();
    return false;
}

void SipLeg::on_response(sipi::Session&, std::string_view method, int status,
                         const sipi::Message* response) {
    constexpr std::uint8_t kNoResource = 47;
    if (method == "NOTIFY" && referral_)
        return referral_->answered(status);
    if (method == "REFER")
        return on_refer_answered(status, response);
    if (method != "UPDATE")
        return;
    if (identity_.updates > 0 && (!response || sipi::sdp_of(*response).empty())) {
        --identity_.updates; // it had no offer
        return;
    }
    if (released_ || !media_.own_offer_open())
        return;
    if (response && sipi::is_success(status) && media_.take_answer(sipi::sdp_of(*response), false))
        return;
    media_.abandon();
    release_for(kNoResource);
}

void SipLeg::release_for(std::uint8_t value) {
    isup::CauseIndicators cause;
    cause.value = value;
    cause.location = isup::Location::public_local;
    release_both(cause);
}

// An offer inside the dialog that is answered at once.
sipi::RequestAnswer SipLeg::answer_offer(std::string_view sdp) {
    sipi::RequestAnswer answer;
    if (media_.own_offer_open()) { // RFC 3311 §5.2
        answer.status = kEarlyPending;
        return answer;
    }
    if (media_.offer_waits() || !media_.port()) {
        answer.status = kEarlyServerError;
        answer.headers.push_back({"Retry-After", "2"});
        return answer;
    }
    if (const auto taken = media_.take_offer(sdp); !taken) {
        answer.status = kEarlyNotAcceptable;
        answer.headers.push_back(warning_of(taken.error()));
        return answer;
    }
    answer.status = kEarlyOk;
    answer.content_type = "application/sdp";
    answer.body = media_.description();
    if (reserving_ && !media_.awaits_resources())
        reserved_.arm(base::Duration::zero()); // when this request has its answer
    if (answered_)
        note_hold(nullptr);
    return answer;
}

// The body of an UPDATE or a PRACK: 200, or what refuses it. No ISUP travels there (Q.1912.5 §5.4):
// it is left, counted, and refused where it must be understood.
sipi::RequestAnswer SipLeg::judge_offer(const sipi::Message& request) {
    sipi::RequestAnswer answer = side_.judge_body(request, *peer_);
    if (answer.status != 0)
        return answer;
    answer.status = kEarlyOk;
    const sipi::Body body = sipi::Body::parse(request);
    if (!body.isup())
        return answer;
    const mapping::Unwrapped unwrapped = isup_.take(body, mapping::Carrier::update);
    if (unwrapped.objection) {
        ++side_.counters_.isup_refused;
        answer.status = unwrapped.objection->status;
        answer.headers = mapping::headers_of(*unwrapped.objection);
    }
    return answer;
}

sipi::RequestAnswer SipLeg::on_prack(sipi::Session&, const sipi::Message& prack) {
    sipi::RequestAnswer answer = judge_offer(prack);
    if (!sipi::is_success(answer.status))
        return answer;
    const std::string sdp = sipi::sdp_of(prack);
    if (released_ || !media_.own_offer_open())
        return released_ || sdp.empty() ? answer : answer_offer(sdp);
    if (!sdp.empty() && media_.take_answer(sdp, false)) {
        if (answered_)
            media_.answered();
        return answer;
    }
    constexpr std::uint8_t kIncompatible = 88;
    release_for(kIncompatible);
    return answer;
}

sipi::RequestAnswer SipLeg::on_update(sipi::Session&, const sipi::Message& update) {
    sipi::RequestAnswer answer = judge_offer(update);
    if (!sipi::is_success(answer.status))
        return answer;
    const std::string sdp = sipi::sdp_of(update);
    if (!released_ && !sdp.empty())
        answer = answer_offer(sdp);
    if (sipi::is_success(answer.status))
        learn_identity(update);
    return answer;
}

} // namespace legs
