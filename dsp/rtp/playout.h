// What a line plays of an RTP stream: the jitter buffer, concealment of what is missing, comfort
// noise.
#pragma once

#include "dsp/codec/concealer.h"
#include "dsp/rtp/jitter_buffer.h"

#include <cstdint>
#include <span>

namespace dsp {

/// Thread: the owner's. Nothing is allocated after construction. About 6.5 KB.
class Playout {
  public:
    explicit Playout(const JitterBuffer::Options& options)
        : options_(options), buffer_(options), concealer_(options.law) {}

    JitterBuffer::Put put(std::uint32_t timestamp, base::Octets octets, bool marker) {
        comfort_noise_ = 0;
        return buffer_.put(timestamp, octets, marker);
    }
    /// A comfort noise packet (RFC 3389): until speech comes, what is missing is noise of this
    /// level.
    void put_comfort_noise(std::uint8_t minus_dbov);
    /// The next samples for the line, at most JitterBuffer::kMaxTake; always all of them.
    void take(std::span<std::uint8_t> out) {
        const std::uint64_t missing = buffer_.take(out);
        if (missing != 0 || concealer_.active())
            repair(out, missing);
    }
    /// A new source: what was received is forgotten.
    void reset() {
        buffer_.reset();
        concealer_.reset();
        comfort_noise_ = 0;
    }
    const JitterBuffer& buffer() const { return buffer_; }

  private:
    void repair(std::span<std::uint8_t> out, std::uint64_t missing);
    void fill(std::span<std::uint8_t> run, unsigned back);
    void fill_noise(std::span<std::uint8_t> run);

    const JitterBuffer::Options options_;
    JitterBuffer buffer_;
    Concealer concealer_;
    int comfort_noise_ = 0; // peak of the noise, linear; 0: none
    std::uint32_t random_ = 1;
};

} // namespace dsp
