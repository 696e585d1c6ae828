// TOML files as headings, keys and values with their places; toml++ stays behind it (toml.cpp).
// Shared by the sources of this room only.
#pragma once

#include "gateway/config/key.h"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace config {

/// A value as read. `items` are the elements of an array.
struct TomlValue {
    enum class Shape : std::uint8_t { scalar, array, other } shape = Shape::other;
    Written scalar;
    std::vector<TomlValue> items;
    Place place;
    std::string_view type; ///< in TOML's words, for people
};

struct TomlEntry {
    std::string key;
    Place place;
    TomlValue value;
};

/// One [heading] or one element of [[heading]].
struct TomlTable {
    std::string heading;
    bool element = false; ///< of an array of tables
    Place place;
    std::vector<TomlEntry> entries; ///< in the order of their places
};

struct TomlFile {
    std::vector<TomlTable> tables;  ///< in the order of their places
    std::vector<TomlEntry> outside; ///< keys before the first heading
};

/// Errors: the first place where `text` is no TOML.
base::Result<TomlFile, Problem> read_toml(std::string_view text, const std::string& file);

/// The value of a default, written as in a conf file; asserts that it is of its kind.
Value value_from(const Kind& kind, std::string_view toml);

} // namespace config
