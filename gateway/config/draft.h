// A configuration in the making: the values so far, where each was written, and what is wrong.
// Shared by the sources of this room only.
#pragma once

#include "gateway/config/key.h"
#include "gateway/config/toml.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace config {

/// Where one key was written; `items` are the elements of a list.
struct KeyOrigin {
    Place place;
    std::vector<Place> items;
};

/// Where one table was written. `keys` holds only what the files give; views point into the key
/// table.
struct Origin {
    Place place;
    std::map<std::string_view, KeyOrigin> keys;
};

struct Draft {
    Config config;
    std::vector<Problem> problems;
    std::map<std::string_view, std::vector<Origin>> origins; ///< by section, in the order of Config

    /// "span line1", "sip"; by its number when it has no name.
    std::string label(const Section& section, std::size_t position) const;
    bool given(std::string_view section, std::size_t position, std::string_view key) const;
    /// The best known place of a key (or of its item): its own, else its table's.
    Place place(std::string_view section, std::size_t position, std::string_view key,
                std::size_t item = static_cast<std::size_t>(-1)) const;
    /// Notes a problem with a key (empty: with the table).
    void complain(std::string_view section, std::size_t position, std::string_view key,
                  std::string what, std::string allowed = {}, std::string nearest = {});
};

/// Stores what the files say into a draft with all defaults; unknown and ill-typed keys become
/// problems (build.cpp).
void build(Draft& draft, const TomlFile& file);
/// After the last file: required keys, defaults taken from the level above or from other keys
/// (build.cpp).
void complete(Draft& draft);
/// What must hold between keys and tables: references, names, ports, members of groups (check.cpp).
void check(Draft& draft);
/// Users and the registrar that they need (check_users.cpp).
void check_users(Draft& draft);
/// Registrations and their peers (check_registrations.cpp).
void check_registrations(Draft& draft);
/// Of one span: keys of its driver only, and those that it needs (check_driver.cpp).
void check_driver(Draft& draft, std::size_t at);

} // namespace config
