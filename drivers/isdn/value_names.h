// Values with the names that a Recommendation gives them: what the decoders' tables are made of.
// Private to the room.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

namespace isdn {

/// One row of a table of values.
struct ValueName {
    unsigned value;
    std::string_view name;
};

/// The name of a value; empty when the table has none.
inline std::string_view name_in(std::span<const ValueName> names, unsigned value) {
    const auto row = std::ranges::find(names, value, &ValueName::value);
    return row == names.end() ? std::string_view{} : row->name;
}

/// "3 (A-law)", or the number alone.
inline std::string named(unsigned value, std::span<const ValueName> names) {
    const std::string_view name = name_in(names, value);
    return std::to_string(value) + (name.empty() ? "" : " (" + std::string(name) + ')');
}

} // namespace isdn
