// A span that leads nowhere: the clock of test calls.
#include "gateway/media/test_span.h"

#include "dsp/codec/g711.h"

#include <cstring>

namespace media {

void TestSpan::tick(base::TimePoint now) {
    if (now - next_ > kMostBehind)
        next_ = now;
    for (; next_ <= now; next_ += kBlock) {
        rx_.samples = tx_.samples = drivers::kMaxBlockSamples;
        std::memset(rx_.octets, dsp::idle_octet(dsp::Law::alaw), sizeof rx_.octets);
        std::memset(tx_.octets, dsp::idle_octet(dsp::Law::alaw), sizeof tx_.octets);
        sink_.on_block(*this, rx_, tx_);
    }
}

} // namespace media
