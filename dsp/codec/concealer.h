// Packet-loss concealment around losses only (spandsp's plc, in the manner of G.711 Appendix I).
#pragma once

#include "dsp/codec/g711.h"

#include <cstdint>
#include <memory>
#include <span>

namespace dsp {

/// Fills what is missing by repeating the last pitch period, fading to silence in 50 ms.
///
/// Costs nothing while nothing is lost: the history is handed in, as octets, when a loss begins.
/// Thread: the owner's. About 1.1 KB, allocated by the constructor.
class Concealer {
  public:
    explicit Concealer(Law law);
    ~Concealer();

    /// True between a fill() and the resume() that follows it.
    bool active() const { return active_; }
    /// Samples of history that the first fill() of a loss should be given, earliest first.
    static constexpr unsigned kHistory = 280;
    /// Starts a loss. `history`: the octets played before it.
    void begin(std::span<const std::uint8_t> history);
    /// The next missing octets.
    void fill(std::span<std::uint8_t> out);
    /// The first octets after a loss: blends them with the made-up signal, in place.
    void resume(std::span<std::uint8_t> octets);
    void reset();

  private:
    struct State;
    const Law law_;
    bool active_ = false;
    unsigned filled_ = 0; // samples since begin()
    std::unique_ptr<State> state_;
};

} // namespace dsp
