// A SIP leg whose peer asks for a transfer: REFER and its NOTIFYs (RFC 3515, RFC 3892, RFC 4488,
// RFC 5589).
#include "gateway/legs/sip_leg.h"

#include "gateway/mapping/causes.h"
#include "gateway/mapping/sip_to_isup.h"
#include "gateway/mapping/trunk_group.h"
#include "sipi/option_tags.h"
#include "sipi/refer.h"
#include "sipi/text.h"

#include <utility>

namespace legs {
namespace {

constexpr mapping::Row kReferAsked{"REFER taken", "RFC 3515 §2.4.2"};
constexpr mapping::Row kReferRefused{"REFER refused", "RFC 3515 §2.4.2, §5"};
constexpr mapping::Row kOurs{"Replaces names a call here: both are joined", "RFC 5589 §7"};
constexpr mapping::Row kElsewhere{"Replaces goes out with the INVITE",
                                  "RFC 3891 §4, RFC 5589 §7.3"};

// The target's address as an INVITE of its own would have it, for the number in it.
sipi::Message invite_to(const std::string& uri) {
    sipi::Message invite = sipi::Message::request(sipi::Method::invite, uri);
    invite.append(sipi::HeaderName::from, "<sip:anonymous@anonymous.invalid>;tag=1");
    invite.append(sipi::HeaderName::to, '<' + uri + '>');
    invite.append(sipi::HeaderName::max_forwards, "70");
    return invite;
}

int status_of(call::TransferStage stage) {
    constexpr int kTrying = 100, kRinging = 180, kProgress = 183, kOk = 200;
    switch (stage) {
    case call::TransferStage::alerting:
        return kRinging;
    case call::TransferStage::progress:
        return kProgress;
    case call::TransferStage::answered:
        return kOk;
    default:
        return kTrying;
    }
}

} // namespace

void SipLeg::join(call::LegListener& call, observe::CallTrace& trace, observe::TraceLeg which) {
    call_ = &call;
    trace_ = &trace;
    which_ = which;
    isup_.join(trace, which);
}

// Why a REFER is not even tried; 0: it is.
int SipLeg::judge_refer(const sipi::Message& refer) const {
    constexpr int kBadRequest = 400, kForbidden = 403, kPending = 491;
    if (peer_->peer.mapping.transfer == config::Transfer::off || !answered_ || released_)
        return kForbidden;
    if (refer.count(sipi::HeaderName::refer_to) != 1)
        return kBadRequest; // RFC 3515 §2.4.2
    return referral_ && referral_->active() ? kPending : 0;
}

// The request that the call shall see, or the status that refuses the REFER.
base::Result<call::TransferRequest, int> SipLeg::transfer_of(const sipi::Message& refer) {
    constexpr int kBadRequest = 400, kDecline = 603;
    const auto target = sipi::ReferTarget::parse(refer.header(sipi::HeaderName::refer_to));
    if (!target)
        return base::fail(kBadRequest);
    if (!sipi::equal_without_case(target->method, "INVITE"))
        return base::fail(kDecline); // a call is all that we place
    mapping::Notes notes;
    call::TransferRequest request;
    request.origin_group = peer_->group;
    request.referred_by = refer.header(sipi::HeaderName::referred_by);
    if (!target->replaces.empty()) {
        const auto replaces = sipi::Replaces::parse(target->replaces);
        if (!replaces)
            return base::fail(kBadRequest);
        request.with = side_.leg_of(*replaces);
        request.replaces = replaces->text();
        notes.add(request.with ? kOurs : kElsewhere, "{}", replaces->call_id);
    }
    if (!request.with) {
        const sipi::Message invite = invite_to(target->uri);
        auto mapped = mapping::iam_from_invite(invite, {}, peer_->profile, notes);
        if (!mapped) {
            flush(notes);
            return base::fail(mapped.error().status);
        }
        request.trunk_group = mapping::trunk_groups_of(invite, peer_->profile, notes).destination;
        request.iam = *std::move(mapped);
    }
    notes.add(kReferAsked, "{}", target->uri);
    flush(notes);
    return request;
}

// Its NOTIFYs go in the dialog that the REFER itself has begun, where it came from.
sipi::RequestAnswer SipLeg::refer_outside(const sipi::Message& refer,
                                          const sipi::Endpoint& source) {
    constexpr int kBadRequest = 400;
    const std::string tag = side_.agent_.fresh_tag();
    auto dialog = sipi::Dialog::from_request(refer, tag);
    sipi::RequestAnswer answer;
    answer.status = kBadRequest;
    if (!dialog)
        return answer;
    auto own = std::make_shared<sipi::Dialog>(std::move(dialog.value()));
    answer = on_refer(refer, [this, own, source](sipi::ExtraHeaders headers, sipi::BodyView body) {
        const std::weak_ptr<sipi::Dialog> known = own;
        return side_.agent_
            .request(*own, "NOTIFY", source, headers, body,
                     [this, known](int status, const sipi::Message*) {
                         if (known.lock() && referral_) // the leg has it while it lives
                             referral_->answered(status);
                     })
            .ok();
    });
    if (sipi::is_success(answer.status)) {
        refer_dialog_ = std::move(own);
        answer.to_tag = tag;
        std::string contact = "<sip:";
        answer.headers.push_back(
            {"Contact", contact.append(side_.agent_.sent_by(source)).append(">")});
    }
    return answer;
}

sipi::RequestAnswer SipLeg::on_refer(const sipi::Message& refer, Referral::Send send) {
    constexpr int kAccepted = 202;
    sipi::RequestAnswer answer;
    answer.status = judge_refer(refer);
    if (answer.status == 0) {
        auto request = transfer_of(refer);
        answer.status = request ? kAccepted : request.error();
        if (request)
            wanted_transfer_ = std::make_unique<call::TransferRequest>(*std::move(request));
    }
    if (answer.status != kAccepted) {
        mapping::Notes notes;
        notes.add(kReferRefused, "{}", answer.status);
        flush(notes);
        return answer;
    }
    // RFC 4488 §4: without a subscription when the sender says so; the response confirms it.
    const bool silent =
        sipi::scan::same(sipi::scan::trimmed(refer.header(sipi::HeaderName::refer_sub)), "false");
    if (silent)
        answer.headers.push_back({"Refer-Sub", "false"});
    const auto cseq = refer.cseq();
    if (send)
        referral_ =
            std::make_unique<Referral>(side_.timers_, std::move(send), std::string(), !silent);
    else
        referral_ = std::make_unique<Referral>(side_.timers_, *session_,
                                               std::exchange(referred_before_, true) && cseq
                                                   ? std::to_string(cseq->number)
                                                   : std::string(),
                                               !silent);
    refer_timer_.arm(base::Duration::zero()); // when the 202 has gone
    return answer;
}

void SipLeg::begin_transfer() {
    const auto request = std::exchange(wanted_transfer_, nullptr);
    if (!request || released_ || !session_ || !referral_)
        return;
    referral_->report(status_of(call::TransferStage::trying));
    const std::uint8_t cause = call_->transfer(*this, *request);
    if (cause == 0)
        return;
    isup::CauseIndicators refused;
    refused.value = cause;
    transfer_report({call::TransferStage::failed, refused});
}

void SipLeg::transfer_report(const call::TransferReport& report) {
    if (!referral_ || !session_ || report.stage == call::TransferStage::trying)
        return;
    if (report.stage != call::TransferStage::failed)
        return referral_->report(status_of(report.stage));
    mapping::Notes notes;
    const int status = mapping::status_from_cause(report.cause, peer_->profile, notes);
    flush(notes);
    referral_->report(status);
}

// SUBSCRIBE to a REFER of this dialog: refreshed or given up (RFC 3515 §2.4.4).
sipi::RequestAnswer SipLeg::on_subscribe(const sipi::Message& subscribe) {
    constexpr int kOk = 200, kNoSubscription = 481, kBadEvent = 489;
    sipi::RequestAnswer answer;
    const std::string_view event = subscribe.header(sipi::HeaderName::event);
    if (!sipi::scan::same(sipi::scan::trimmed(event.substr(0, event.find(';'))), "refer")) {
        answer.status = kBadEvent;
        answer.headers.push_back({"Allow-Events", "refer"});
        return answer;
    }
    if (!referral_ || !referral_->active() || !session_) {
        answer.status = kNoSubscription;
        return answer;
    }
    constexpr std::uint64_t kMost = 0xffffffff;
    std::string_view text = subscribe.header(sipi::HeaderName::expires);
    std::uint64_t seconds = kMost;
    static_cast<void>(sipi::scan::take_number(text, kMost, seconds));
    answer.status = kOk;
    answer.headers.push_back(
        {"Expires", std::to_string(referral_->refresh(static_cast<unsigned>(seconds)))});
    return answer;
}

void SipLeg::end_referral() {
    refer_timer_.cancel();
    wanted_transfer_.reset();
    if (referral_ && session_ && answered_)
        referral_->end("noresource");
}

} // namespace legs
