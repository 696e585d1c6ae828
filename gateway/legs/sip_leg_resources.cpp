// Preconditions of a SIP leg, which are the continuity check of the call: RFC 3312, Q.1912.5 §6.1.2
// (towards ISUP) and §7.1 (from it).
//
//   incoming: unmet in the INVITE ──► IAM with "check on previous circuit"; met in UPDATE ──► COT
//   outgoing: IAM with it ──► INVITE, local segment not reserved;  COT ──► UPDATE, reserved
#include "gateway/legs/sip_leg.h"
#include "sipi/option_tags.h"

namespace legs {

// --- incoming

// What the caller must have reserved first. The INVITE is refused when that cannot be waited for.
std::optional<SipLeg::Refused> SipLeg::judge_resources(const sipi::Message& invite,
                                                       isup::Message& iam) {
    constexpr int kPreconditionFailure = 580, kExtensionRequired = 421;
    if (media_.resources_impossible())
        return Refused{kPreconditionFailure, {}, {}};
    if (!media_.awaits_resources())
        return std::nullopt;
    if (!sipi::offers(invite, sipi::k100rel) || peer_->reliable == config::Reliable::off)
        return Refused{kExtensionRequired, {{"Require", std::string(sipi::k100rel)}}, {}};
    reliable_ = reserving_ = true;
    auto nature = iam.get<isup::NatureOfConnection>().value_or(isup::NatureOfConnection{});
    nature.continuity = isup::ContinuityCheck::on_previous_circuit;
    iam.set(nature);
    return std::nullopt;
}

void SipLeg::reserve() {
    if (!reserving_ || released_ || !session_)
        return;
    constexpr int kProgress = 183;
    constexpr std::uint8_t kNoResource = 47;
    if (open_media(side_.media_.least_loaded()))
        static_cast<void>(respond(kProgress, nullptr, media_.description(), {}));
    else
        release_for(kNoResource);
}

void SipLeg::resources_reserved() {
    if (!reserving_ || released_)
        return;
    reserving_ = false;
    isup::Message cot(isup::MessageType::cot);
    cot.set(isup::ContinuityIndicators{true});
    call_->on_message(*this, cot);
}

// --- outgoing

// The call has not asked for a peer that knows no preconditions (Trunks::takes_unchecked).
void SipLeg::await_continuity(const isup::Message& iam) {
    const auto nature = iam.get<isup::NatureOfConnection>();
    checking_ = nature && nature->continuity == isup::ContinuityCheck::on_previous_circuit &&
                peer_->uses_preconditions();
    if (checking_)
        media_.tell_resources(false);
}

// A check that has failed comes as REL.
void SipLeg::continuity(const isup::Message& cot) {
    const auto result = cot.get<isup::ContinuityIndicators>();
    if (!checking_ || !result || !result->successful)
        return;
    checking_ = false;
    reserved_untold_ = true;
    tell_reserved();
}

// Once the first offer has its answer (RFC 3311 §5.1); behind the 2xx there is nothing to hold up.
void SipLeg::tell_reserved() {
    if (!reserved_untold_ || answered_ || released_ || !session_ || settled_dialog_ == 0)
        return;
    reserved_untold_ = false;
    media_.tell_resources(true);
    static_cast<void>(offer_in_update());
}

} // namespace legs
