// Transfer of calls in talk (RFC 5589, Q.732.7): a party moves from one call into another, where it
// takes the place of the one that asked, or of the stand-in of a call that we place for it.
//
//   first call   A ─── B                A asks: B shall talk to C
//   second call  A'─── C   or  stand-in ─── C
//   afterwards   B ─── C   in the second call; A and A' are released
#include "base/log.h"
#include "gateway/call/call.h"
#include "gateway/call/causes.h"
#include "gateway/call/forms.h"
#include "gateway/mapping/transfer.h"

#include <algorithm>
#include <utility>

namespace call {
namespace {

using isup::MessageType;
using isup::Notification;
using observe::Direction;
using observe::Protocol;
using observe::TraceLeg;

// How long a SIP peer that has heard that its transfer is done may take for its BYE.
constexpr std::chrono::seconds kDeparture{2};

isup::Message notice(Notification notification) {
    isup::Message cpg(MessageType::cpg);
    cpg.set(isup::EventInformation{isup::Event::progress});
    cpg.set(isup::GenericNotification(notification));
    return cpg;
}

// What the called side has said before: it alerts, and is not heard.
isup::Message alerting_message() {
    isup::Message cpg(MessageType::cpg);
    cpg.set(isup::EventInformation{isup::Event::alerting});
    return cpg;
}

} // namespace

std::uint8_t LegListener::transfer(Leg&, const TransferRequest&) {
    return kFacilityRejected;
}

// --- what a party asks for

std::uint8_t Call::transfer(Leg& by, const TransferRequest& request) {
    const Leg* party = is_incoming(by) ? outgoing_.get() : incoming_.get();
    const bool ours = is_incoming(by) || &by == outgoing_.get();
    if (!ours || !party || party->ended() || state_ != State::answered || transfer_ ||
        handing_over_ || departure_.armed())
        return kFacilityRejected;
    return request.with ? join_calls(by, *request.with) : transfer_to(by, request);
}

// Blind: a call of its own to the target, with all that routing knows; ours stays until it answers.
std::uint8_t Call::transfer_to(Leg& by, const TransferRequest& request) {
    const auto party =
        is_incoming(by) ? mapping::Transferred::called : mapping::Transferred::caller;
    mapping::Notes notes;
    const isup::Message iam = mapping::iam_of_transfer(iam_, request.iam, party, notes);
    Call& target = owner_.create();
    mapping::record(notes, target.trace_, TraceLeg::gateway);
    auto stand_in = std::make_unique<TransferLeg>(target, static_cast<TransferOwner&>(*this),
                                                  other(by)->worker());
    transfer_ = std::make_unique<Transfer>(Transfer{&by, target.id(), stand_in.get()});
    trace_.note(TraceLeg::gateway, "transfer: a call is placed", "RFC 5589 §6, Q.732.7",
                "call " + std::to_string(target.id()));
    target.trace_.note(TraceLeg::gateway, "placed for a transfer", "RFC 5589 §6, Q.732.7",
                       "of call " + std::to_string(id()));
    Origin origin;
    origin.group = request.origin_group;
    origin.trunk_group = request.trunk_group;
    origin.transfer = true;
    origin.emergency = emergency();
    origin.referred_by = request.referred_by;
    origin.replaces = request.replaces;
    target.start(std::move(stand_in), iam, std::move(origin));
    return 0;
}

bool Call::can_join() const {
    return incoming_ && outgoing_ && !incoming_->ended() && !outgoing_->ended() && !transfer_ &&
           !handing_over_ && !departure_.armed() &&
           (state_ == State::answered || state_ == State::awaiting_anm ||
            state_ == State::awaiting_acm);
}

// Attended: both calls are there. The second may still ring, when the party that asks placed it.
std::uint8_t Call::join_calls(Leg& by, Leg& with) {
    Call* second = owner_.of_leg(with);
    if (!second || second == this || !second->can_join() ||
        (second->state_ != State::answered && !second->is_incoming(with)) ||
        mapping::is_data(second->media_) != mapping::is_data(media_))
        return kFacilityRejected;
    give_party_to(*second, by, with);
    by.transfer_report({TransferStage::answered, {}});
    stay_alone();
    return 0;
}

// --- the call to the target

void Call::on_target(TransferLeg& leg, const TransferReport& report) {
    if (!transfer_ || transfer_->stand_in != &leg)
        return;
    Leg& by = *transfer_->by;
    if (report.stage == TransferStage::failed) {
        transfer_.reset();
        trace_.note(TraceLeg::gateway, "transfer failed: the call is as before",
                    "RFC 5589 §6.2, Q.732.7", "cause " + std::to_string(report.cause.value));
        return by.transfer_report(report);
    }
    if (report.stage != TransferStage::answered)
        return by.transfer_report(report);
    Call* second = owner_.find(transfer_->target);
    transfer_.reset();
    leg.forget();
    give_party_to(*second, by, leg);
    by.transfer_report(report);
    stay_alone();
}

// The party that asked does not wait for the target's answer: the other one does, in its place.
bool Call::leaves_transfer(Leg& leg, const isup::Message& rel) {
    if (!transfer_ || transfer_->by != &leg)
        return false;
    const auto transfer = std::move(transfer_);
    transfer->stand_in->forget();
    give_party_to(*owner_.find(transfer->target), leg, *transfer->stand_in);
    if (!cause_)
        cause_ = rel.get<isup::CauseIndicators>().value_or(cause_here(kNormal));
    enter(State::releasing);
    return true;
}

// Our call ends before the target has answered: nobody is left to talk to it.
void Call::abandon_transfer(const isup::CauseIndicators& cause) {
    const auto transfer = std::move(transfer_);
    if (!transfer)
        return;
    Call* target = owner_.find(transfer->target);
    if (target && target->incoming_.get() == transfer->stand_in)
        transfer->stand_in->release(cause);
}

// --- from call to call

void Call::give_party_to(Call& second, Leg& by, Leg& stands_in) {
    trace_.note(TraceLeg::gateway, "transferred: the other party goes on there",
                "RFC 5589 §6, §7, Q.732.7", "call " + std::to_string(second.id()));
    second.trace_.note(TraceLeg::gateway, "transferred: its party takes a place here",
                       "RFC 5589 §6, §7, Q.732.7", "call " + std::to_string(id()));
    base::log::debug("call", "call({}){{{}}}: transferred into call({})", id(), name(state_),
                     second.id());
    second.take_over(stands_in, surrender(*other(by)), nullptr);
    second.hand_over();
}

// Both parties are joined here, and may be joined without us where they are (RFC 5589 §7, EN 300
// 369-1 §9, ECMA-178 §6.3). Either side may be the one that can do it.
void Call::hand_over() {
    if (state_ != State::answered || handing_over_ || incoming_->ended() || outgoing_->ended())
        return;
    handing_over_ = outgoing_->hand_over(*incoming_) || incoming_->hand_over(*outgoing_);
    if (handing_over_)
        trace_.note(TraceLeg::gateway, "transfer: the outside is asked to join the parties",
                    "RFC 5589 §7, EN 300 369-1 §9, ECMA-178 §6.3", "");
}

void Call::handed_over(Leg& leg, bool done) {
    if (!std::exchange(handing_over_, false))
        return;
    ++(done ? owner_.counters().handed_over : owner_.counters().not_handed_over);
    trace_.note(TraceLeg::gateway,
                done ? "transfer: the parties are joined without us"
                     : "transfer: not joined by the outside, the call goes on here",
                "RFC 5589 §7, EN 300 369-1 §9, ECMA-178 §6.3", leg.describe().where);
    if (!done)
        base::log::info("call", "call({}): {} has not joined both parties, the call goes on here",
                        id(), leg.describe().where);
    else if (state_ == State::answered)
        departure_.arm(leg.departs_by_itself() ? base::Duration(kDeparture)
                                               : base::Duration::zero());
}

Party Call::surrender(Leg& leg) {
    const bool in = is_incoming(leg);
    Party party{std::move(in ? incoming_ : outgoing_),
                std::move(in ? incoming_ticket_ : outgoing_ticket_),
                in ? outgoing_holds_ : incoming_holds_, in ? incoming_holds_ : outgoing_holds_};
    party.number = number_of(in);
    if (in) { // the rest of the call is the incoming leg: a call always has one
        incoming_ = std::move(outgoing_);
        incoming_ticket_ = std::move(outgoing_ticket_);
    }
    suspended_.cancel();
    const media::PortId port = party.leg->port();
    if (port)
        services_.media.unbridge(port);
    std::erase(bridged_, port);
    return party;
}

// A leg that is in talk takes the place of one of ours. `answer`: it is an INVITE that is still to
// be answered.
void Call::take_over(Leg& old, Party party, const isup::Message* answer) {
    const bool in = is_incoming(old);
    const bool rest_held = in ? incoming_holds_ : outgoing_holds_;
    Leg& joined = *party.leg;
    Leg& rest = in ? *outgoing_ : *incoming_;
    std::unique_ptr<Leg>& place = in ? incoming_ : outgoing_;
    retired_.push_back(std::exchange(place, std::move(party.leg)));
    (in ? incoming_ticket_ : outgoing_ticket_) = std::move(party.ticket);
    (in ? incoming_holds_ : outgoing_holds_) = party.holds;
    (in ? incoming_is_ : outgoing_is_) = party.number;
    caller_in_talk_ = caller_in_talk_ || in;
    const TraceLeg side = in ? TraceLeg::incoming : TraceLeg::outgoing;
    joined.join(*this, trace_, side);
    const LegDescription description = joined.describe();
    trace_.name_leg(side, description.protocol + " " + description.where);
    if (rest.port())
        services_.media.unbridge(rest.port());
    connect_media();
    if (!in)
        joined.set_through(Through::both);
    if (answer && state_ != State::releasing)
        send(joined, *answer);
    release_leg(old);
    if (state_ == State::releasing)
        return;
    if (party.held)
        send(joined, notice(Notification::remote_retrieval));
    if (rest_held != party.holds)
        send(rest,
             notice(party.holds ? Notification::remote_hold : Notification::remote_retrieval));
    if (state_ == State::answered)
        tell_transfer(Notification::transfer_active);
    else if (in && alerted_)
        static_cast<void>(transferred_early(alerting_message()));
}

void Call::release_leg(Leg& leg) {
    if (!leg.ended())
        leg.send(release_message(cause_here(kNormal)));
}

// The party that has asked for the transfer releases, or we do.
void Call::stay_alone() {
    if (state_ == State::answered)
        departure_.arm(incoming_->departs_by_itself() ? base::Duration(kDeparture)
                                                      : base::Duration::zero());
}

// The number of the party on one side (Q.732.7 §7.4: call transfer number).
isup::CallTransferNumber Call::number_of(bool in) const {
    if (const auto& known = in ? incoming_is_ : outgoing_is_)
        return *known;
    isup::CallTransferNumber number;
    if (in) {
        if (const auto calling = iam_.get<isup::CallingPartyNumber>()) {
            number.nature = calling->nature;
            number.plan = calling->plan;
            number.presentation = calling->presentation;
            number.screening = calling->screening;
            number.digits = calling->digits;
        }
    } else if (const auto called = iam_.get<isup::CalledPartyNumber>()) {
        number.nature = called->nature;
        number.plan = called->plan;
        number.screening = isup::Screening::network_provided;
        for (std::size_t i = 0; i < called->digits.size(); ++i)
            if (called->digits[i] != isup::Digits::kSt)
                number.digits.push_back(called->digits[i]);
    }
    return number;
}

// Q.732.7: both parties are told that they talk to somebody else now, and to whom; while the target
// alerts the transferred one.
void Call::tell_transfer(Notification notification) {
    const auto with_number = [&](bool in) {
        isup::Message cpg = notice(notification);
        const isup::CallTransferNumber number = number_of(in);
        if (!number.digits.empty() || number.presentation != isup::Presentation::allowed)
            cpg.set(number);
        return cpg;
    };
    send(*incoming_, with_number(false));
    if (notification == Notification::transfer_active && state_ == State::answered)
        send(*outgoing_, with_number(true));
}

// Backward messages before the answer, for a caller who is in talk: what he hears of them. False:
// not for him.
bool Call::transferred_early(const isup::Message& message) {
    const bool in_band_now = in_band(message);
    if (tone_playing_ && in_band_now)
        services_.media.stop_tone(incoming_->port());
    tone_playing_ = tone_playing_ && !in_band_now;
    if (!alerting(message))
        return true;
    const bool silent = !in_band_now && !mapping::is_data(media_) && !tone_playing_ &&
                        services_.trunks.ringback(origin_.group) != Ringback::never;
    if (silent) {
        services_.media.play(incoming_->port(), dsp::Tone::ringback, owner_.settings().tone_plan);
        trace_.event(TraceLeg::incoming, Direction::out, Protocol::media, "ringing tone");
        tone_playing_ = true;
    }
    tell_transfer(Notification::transfer_alerting);
    return true;
}

void Call::note_hold(const Leg& from, const isup::Message& message) {
    const auto told = message.get<isup::GenericNotification>();
    if (message.type() != MessageType::cpg || !told)
        return;
    bool& holds = is_incoming(from) ? incoming_holds_ : outgoing_holds_;
    if (told->contains(Notification::remote_hold))
        holds = true;
    else if (told->contains(Notification::remote_retrieval))
        holds = false;
}

// --- a leg from outside (RFC 3891)

bool Call::replace(Leg& old, std::unique_ptr<Leg> leg) {
    const bool ringing = state_ != State::answered;
    if (!can_join() || (ringing && &old != outgoing_.get()))
        return false;
    Party party;
    party.ticket = std::move(is_incoming(old) ? incoming_ticket_ : outgoing_ticket_);
    party.leg = std::move(leg);
    const isup::Message connect(MessageType::con);
    take_over(old, std::move(party), &connect);
    if (ringing && state_ != State::releasing)
        answer(isup::Message(MessageType::anm)); // picked up
    return true;
}

} // namespace call
