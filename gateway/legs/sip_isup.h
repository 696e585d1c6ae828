// ISUP in the bodies of one SIP session: what goes out, what came in, and what is counted of it;
// RFC 3204, Q.1912.5 profile C, RFC 3372.
#pragma once

#include "gateway/legs/sip_side.h"
#include "gateway/mapping/encapsulation.h"
#include "gateway/observe/trace.h"

#include <memory>
#include <string>
#include <string_view>

namespace legs {

/// Thread: the signalling loop. Owner: the leg.
class SipIsup {
  public:
    SipIsup(std::shared_ptr<const PeerSettings> peer, SipCounters& counters,
            observe::CallTrace& trace, observe::TraceLeg leg, bool outgoing);

    /// ISUP goes to the peer now: in SIP-I always; in SIP-T in our INVITE until the peer has
    /// answered 415, and in responses when the INVITE had it (RFC 3398 §7.2.4).
    bool active() const { return active_; }
    /// The INVITE may be sent again without (RFC 3372 §5.1): it was optional.
    bool may_do_without() const { return active_ && !peer_->profile.isup.required; }
    void do_without() { active_ = false; }
    bool answers_with_rlc() const { return active_ && peer_->profile.isup.release_complete; }

    /// QSIG for the next body; false when the trunk carries none.
    bool attach(std::string_view qsig);
    /// The message it was for has gone, or never will.
    void detach() { qsig_to_send_.clear(); }
    bool has_attached() const { return !qsig_to_send_.empty(); }
    std::string_view to_send() const { return qsig_to_send_; }
    /// QSIG in the body taken last; empty: none.
    std::string_view attached() const { return qsig_received_; }

    /// The peer's INVITE names application/vnd.etsi.aoc+xml in Accept: it is told of charges.
    void reads_charge(const sipi::Message& invite);
    /// The message says something of charges that the peer is told.
    bool tells_charge(const isup::Message& message) const;
    /// What the body taken last said of charges, added to the message that it came with. False: it
    /// said nothing.
    bool add_charge(isup::Message& message);

    /// What it notes is for another call's trace from now on.
    void join(observe::CallTrace& trace, observe::TraceLeg leg) {
        trace_ = &trace;
        leg_ = leg;
    }

    /// What the bodies of a received message hold. Counted, and in the trace.
    mapping::Unwrapped take(const sipi::Body& body, mapping::Carrier carrier);
    /// SDP (may be empty), when active the message (may be null), and attached QSIG.
    sipi::BodyToSend body(std::string_view sdp, const isup::Message* message,
                          mapping::Carrier carrier);

  private:
    std::string charge_of(const isup::Message* message);
    void take_qsig(const sipi::Body& body, mapping::Carrier carrier);
    void note(const mapping::Unwrapped& unwrapped, mapping::Carrier carrier);

    std::shared_ptr<const PeerSettings> peer_;
    SipCounters& counters_;
    observe::CallTrace* trace_;
    observe::TraceLeg leg_;
    bool active_;
    std::string qsig_to_send_, qsig_received_;
    bool peer_reads_charge_ = false;
    std::string charge_received_; ///< a document (TS 24.647)
    std::uint64_t bodies_ = 0;    ///< sent so far: each multipart has another boundary
};

} // namespace legs
