// Symmetric RTP (RFC 4961): which source is believed, and where to send.
#pragma once

#include "base/clock.h"
#include "gateway/media/address.h"

namespace media {

/// Latches to the first source of valid packets, so that a far end behind a NAT is reached.
///
///     signalled ── first valid packet, from anywhere ──► latched to its source
///     latched   ── another source: refused while the latched one is heard;
///                  silent for kSilence and kConfirm packets in a row of the other: latched to that
///     set_signalled(another address) ──► signalled; the former source is refused for kSilence
class SourceLatch {
  public:
    /// Off: everything is sent to the signalled address and any source is believed.
    void set_symmetric(bool symmetric) { symmetric_ = symmetric; }
    /// From SDP. The same address as before changes nothing.
    void set_signalled(const Address& address, base::TimePoint now);
    /// A valid packet has come from there. False: it is a stranger's, to be dropped.
    bool accept(const Address& from, base::TimePoint now);
    /// Where to send: known() is false when nobody has said yet.
    const Address& remote() const { return latched_ ? source_ : signalled_; }
    bool latched() const { return latched_; }
    /// Counts each change of the source.
    unsigned changes() const { return changes_; }

    static constexpr base::Duration kSilence = std::chrono::milliseconds(500);
    static constexpr unsigned kConfirm = 3;

  private:
    void latch(const Address& from, base::TimePoint now);

    bool symmetric_ = true;
    Address signalled_;
    bool latched_ = false;
    Address source_;
    base::TimePoint heard_{};
    Address candidate_;
    unsigned candidate_packets_ = 0;
    Address former_;
    base::TimePoint former_until_{};
    unsigned changes_ = 0;
};

} // namespace media
