// The kinds of values that rows of the key table are written with.
#pragma once

#include "gateway/config/key.h"

namespace config {

constexpr Kind boolean() {
    return {Type::boolean};
}
constexpr Kind integer(std::int64_t min, std::int64_t max, std::string_view unit = {}) {
    return {Type::integer, false, {}, min, max, unit};
}
constexpr Kind duration(Milliseconds min, Milliseconds max) {
    return {Type::duration, false, {}, min.count(), max.count(), {}};
}
constexpr Kind choice(std::string_view words) {
    return {Type::choice, false, words};
}
constexpr Kind reference(std::string_view section) {
    return {Type::reference, false, section};
}
constexpr Kind kind(Type type) {
    return {type};
}
constexpr Kind list_of(Kind element) {
    element.list = true;
    return element;
}

/// ISDN's keys of a span (line_keys.cpp).
std::vector<Key> line_keys();
/// Who may send SIP, and how much; what is refused when there is too much (guard_keys.cpp).
std::vector<Key> guard_keys();
std::vector<Key> overload_keys();
/// Who calls, signed and verified (shaken_keys.cpp).
std::vector<Key> shaken_keys();
/// The in-built registrar and its users (user_keys.cpp).
std::vector<Key> registrar_keys();
std::vector<Key> user_keys();
/// Where we register (registration_keys.cpp).
std::vector<Key> registration_keys();
/// Keys of a span on a telephony card (card_keys.cpp).
std::vector<Key> card_keys();

} // namespace config
