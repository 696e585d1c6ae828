// What is wrong in a conf file, where, and what would be right.
#pragma once

#include <cstdint>
#include <string>

namespace config {

/// Line and column count from 1; 0 = the file as a whole.
struct Place {
    std::string file;
    std::uint32_t line = 0, column = 0;
    bool operator==(const Place&) const = default;
};
std::string text(const Place& place);

struct Problem {
    Place place;
    std::string key;     ///< "span line1: packet", or empty
    std::string what;    ///< "is not a duration"
    std::string allowed; ///< "1ms to 5ms"; may be empty
    std::string nearest; ///< the likely intended key, value or name; may be empty
    bool operator==(const Problem&) const = default;
};

/// "landline.conf:12:10: span line1: packet: 9ms is out of range; allowed: 1ms to 5ms"
std::string text(const Problem& problem);

} // namespace config
