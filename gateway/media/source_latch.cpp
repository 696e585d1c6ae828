// Symmetric RTP: which source is believed, and where to send.
#include "gateway/media/source_latch.h"

namespace media {

void SourceLatch::set_signalled(const Address& address, base::TimePoint now) {
    if (address == signalled_)
        return;
    signalled_ = address;
    if (latched_ && !(source_ == address)) {
        former_ = source_;
        former_until_ = now + kSilence;
        latched_ = false;
    }
    candidate_packets_ = 0;
}

void SourceLatch::latch(const Address& from, base::TimePoint now) {
    latched_ = true;
    source_ = from;
    heard_ = now;
    candidate_packets_ = 0;
    ++changes_;
}

bool SourceLatch::accept(const Address& from, base::TimePoint now) {
    if (!symmetric_)
        return true;
    if (!latched_) {
        if (from == former_ && now < former_until_ && !(from == signalled_))
            return false;
        latch(from, now);
        return true;
    }
    if (from == source_) {
        heard_ = now;
        candidate_packets_ = 0;
        return true;
    }
    if (now - heard_ < kSilence)
        return false;
    candidate_packets_ = candidate_packets_ > 0 && from == candidate_ ? candidate_packets_ + 1 : 1;
    candidate_ = from;
    if (candidate_packets_ < kConfirm)
        return false;
    latch(from, now);
    return true;
}

} // namespace media
