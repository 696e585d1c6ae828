// G.711 octets louder and softer.
#include "drivers/dahdi/gain.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace drivers::dahdi {

int g711_value(Law law, std::uint8_t octet) {
    if (law == Law::alaw) {
        const unsigned code = octet ^ 0x55U;
        const unsigned segment = (code >> 4) & 7, step = code & 15;
        const int value = segment == 0 ? static_cast<int>(step * 16 + 8)
                                       : static_cast<int>((step * 16 + 264) << (segment - 1));
        return code & 0x80 ? value : -value;
    }
    const unsigned code = octet ^ 0xffU;
    const unsigned segment = (code >> 4) & 7, step = code & 15;
    const int value = static_cast<int>(((step * 8 + 132) << segment) - 132);
    return code & 0x80 ? -value : value;
}

Gain::Gain(Law law, double db) : active_(db != 0) {
    const double factor = std::pow(10, db / 20);
    for (unsigned octet = 0; octet < 256; ++octet) {
        const double wanted = g711_value(law, static_cast<std::uint8_t>(octet)) * factor;
        unsigned best = octet;
        double least = INFINITY;
        for (unsigned code = 0; code < 256; ++code) {
            const double off = std::abs(g711_value(law, static_cast<std::uint8_t>(code)) - wanted);
            // of two zeros (mu-law) the one with the sign of the octet stays
            if (off < least || (off == least && code == octet)) {
                least = off;
                best = code;
            }
        }
        table_[octet] = static_cast<std::uint8_t>(best);
    }
}

} // namespace drivers::dahdi
