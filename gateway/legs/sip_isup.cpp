// ISUP in the bodies of one SIP session: what goes out, what came in, and what is counted of it;
// RFC 3204, Q.1912.5 profile C, RFC 3372.
#include "gateway/legs/sip_isup.h"

#include "base/log.h"
#include "gateway/mapping/charge.h"
#include "gateway/mapping/qsig.h"
#include "isup/text.h"

namespace legs {
namespace {

// Once, and then each thousandth time.
bool worth_a_line(std::uint64_t count) {
    return count == 1 || count % 1000 == 0;
}

/// SDP (may be empty) and advice of charge: for the user; who cannot show it goes on without (TS
/// 24.647 §4.7.3).
sipi::BodyToSend body_with(std::string_view sdp, const std::string& charge, std::uint64_t seed) {
    const sipi::PartToSend parts[] = {
        sipi::sdp_part(sdp),
        {mapping::kAocType,
         {reinterpret_cast<const std::uint8_t*>(charge.data()), charge.size()},
         "render;handling=optional"}};
    sipi::BodyToSend out;
    sipi::write_body(std::span(parts).subspan(sdp.empty() ? 1 : 0), out, seed);
    return out;
}

} // namespace

SipIsup::SipIsup(std::shared_ptr<const PeerSettings> peer, SipCounters& counters,
                 observe::CallTrace& trace, observe::TraceLeg leg, bool outgoing)
    : peer_(std::move(peer)), counters_(counters), trace_(&trace), leg_(leg),
      active_(peer_->profile.interworking == mapping::Interworking::sip_i ||
              (peer_->profile.interworking == mapping::Interworking::sip_t && outgoing)) {}

bool SipIsup::attach(std::string_view qsig) {
    if (peer_->profile.qsig)
        qsig_to_send_ = qsig;
    return peer_->profile.qsig;
}

// What is no QSIG message of a call is left, as ISUP that is optional would be.
void SipIsup::take_qsig(const sipi::Body& body, mapping::Carrier carrier) {
    const sipi::BodyPart* part = peer_->profile.qsig ? body.qsig() : nullptr;
    if (!part)
        return;
    const bool good = mapping::qsig_message(*part).has_value();
    if (good)
        qsig_received_ = part->text();
    trace_->event(leg_, observe::Direction::in, observe::Protocol::isup,
                  "QSIG in " + std::string(mapping::name(carrier)) +
                      (good ? " taken" : " not used: no message of a call"));
}

mapping::Unwrapped SipIsup::take(const sipi::Body& body, mapping::Carrier carrier) {
    qsig_received_.clear();
    charge_received_.clear();
    if (body.parts().empty() || (body.parts().size() == 1 && body.sdp()))
        return {};
    take_qsig(body, carrier);
    if (const sipi::BodyPart* part =
            peer_->profile.trust ? body.find("application", "vnd.etsi.aoc+xml") : nullptr)
        charge_received_ = part->text();
    mapping::Notes notes;
    mapping::Unwrapped unwrapped = mapping::unwrap(body, carrier, peer_->profile, notes);
    mapping::record(notes, *trace_, leg_);
    if (unwrapped.unused != mapping::Unused::none)
        note(unwrapped, carrier);
    if (unwrapped.message && carrier == mapping::Carrier::invite)
        active_ = true; // a SIP-T peer that sends it takes it
    return unwrapped;
}

void SipIsup::reads_charge(const sipi::Message& invite) {
    for (const std::string_view value : invite.values(sipi::HeaderName::accept))
        peer_reads_charge_ =
            peer_reads_charge_ ||
            sipi::equal_without_case(value.substr(0, value.find(';')), mapping::kAocType);
}

std::string SipIsup::charge_of(const isup::Message* message) {
    if (!message || !peer_reads_charge_ || active_) // ISUP has it as it is
        return {};
    mapping::Notes notes;
    std::string document = mapping::charge_to_sip(*message, notes);
    mapping::record(notes, *trace_, leg_);
    return document;
}

bool SipIsup::tells_charge(const isup::Message& message) const {
    mapping::Notes notes(false);
    return peer_reads_charge_ && !mapping::charge_to_sip(message, notes).empty();
}

bool SipIsup::add_charge(isup::Message& message) {
    if (charge_received_.empty())
        return false;
    mapping::Notes notes;
    const bool added = mapping::charge_from_sip(charge_received_, message, notes);
    mapping::record(notes, *trace_, leg_);
    charge_received_.clear();
    return added;
}

void SipIsup::note(const mapping::Unwrapped& unwrapped, mapping::Carrier carrier) {
    std::uint64_t& counter =
        unwrapped.unused == mapping::Unused::not_asked         ? counters_.isup_not_asked
        : unwrapped.unused == mapping::Unused::unknown_variant ? counters_.isup_unknown_variant
        : unwrapped.unused == mapping::Unused::broken          ? counters_.isup_broken
                                                               : counters_.isup_left;
    ++counter;
    trace_->event(leg_, observe::Direction::in, observe::Protocol::isup,
                  "ISUP in " + std::string(mapping::name(carrier)) + " not used: " +
                      std::string(mapping::name(unwrapped.unused)) + ": " + unwrapped.why);
    if (worth_a_line(counter))
        base::log::warning("sip", "{}: ISUP in {} not used, {}: {} ({} so far)", peer_->peer.name,
                           mapping::name(carrier), mapping::name(unwrapped.unused), unwrapped.why,
                           counter);
}

sipi::BodyToSend SipIsup::body(std::string_view sdp, const isup::Message* message,
                               mapping::Carrier carrier) {
    std::string octets;
    if (message && active_) {
        mapping::Notes notes;
        auto wrapped = mapping::wrap(*message, peer_->profile, notes);
        mapping::record(notes, *trace_, leg_);
        if (wrapped) {
            octets = *std::move(wrapped);
        } else {
            ++counters_.isup_not_sent;
            const std::string what = isup::acronym(message->type(), message->variant()) +
                                     " cannot go out as ISUP: " + isup::to_text(wrapped.error());
            trace_->event(leg_, observe::Direction::out, observe::Protocol::isup, what);
            if (worth_a_line(counters_.isup_not_sent))
                base::log::warning("sip", "{}: {} ({} so far)", peer_->peer.name, what,
                                   counters_.isup_not_sent);
        }
    }
    if (octets.empty() && qsig_to_send_.empty())
        if (const std::string charge = charge_of(message); !charge.empty())
            return body_with(sdp, charge, ++bodies_);
    return mapping::body_of(sdp, octets, carrier, peer_->profile, ++bodies_, qsig_to_send_);
}

} // namespace legs
