// Gain on G.711 octets: one table of 256 for each direction.
#pragma once

#include "drivers/span.h"

#include <array>
#include <cstddef>

namespace drivers::dahdi {

class Gain {
  public:
    Gain(Law law, double db);
    /// 0 dB changes nothing and costs one comparison.
    void apply(std::uint8_t* octets, std::size_t count) const {
        for (std::size_t i = 0; active_ && i < count; ++i)
            octets[i] = table_[octets[i]];
    }

  private:
    bool active_;
    std::array<std::uint8_t, 256> table_;
};

/// The value of a G.711 octet, 16 bits (G.711 §3, §4).
int g711_value(Law law, std::uint8_t octet);

} // namespace drivers::dahdi
