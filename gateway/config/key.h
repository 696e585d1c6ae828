// What the key table is made of: kinds of values, the keys of a section, and where a key lives in
// Config. Shared by the sources of this room only; the table itself is keys.cpp.
#pragma once

#include "gateway/config/config.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

namespace config {

enum class Type : std::uint8_t {
    boolean,
    integer,  ///< min..max
    duration, ///< min..max in ms, written with a unit
    choice,   ///< one of `words`; stored as its position
    string,
    name,          ///< of a table: letters, digits, - _ .
    digits,        ///< 0-9 * #
    prefix,        ///< digits, or a plus and digits
    address,       ///< numeric IPv4 or IPv6
    endpoint,      ///< address:port
    cidr,          ///< address/bits
    ports,         ///< first-last
    listen,        ///< transport:address:port
    pattern,       ///< RE2
    reference,     ///< the name of a table of section `words`
    exception,     ///< of a cause table: "34=503"
    nature_prefix, ///< "international=00"
    quirk,         ///< "map_183=off"
};

/// The shape of a key's value. `words`: the choices separated by '|', or the section referred to.
struct Kind {
    Type type = Type::string;
    bool list = false;
    std::string_view words{};
    std::int64_t min = 0, max = 0;
    std::string_view unit{};
};

using Scalar = std::variant<bool, std::int64_t, Milliseconds, std::string, IpAddress, Endpoint,
                            Cidr, PortRange, Listen, CauseOverride, NumberPrefix, QuirkSetting>;
using List = std::vector<Scalar>;
/// monostate: not set.
using Value = std::variant<std::monostate, Scalar, List>;

/// What holds when the conf file does not give a key.
struct Standard {
    enum class When : std::uint8_t { value, required, inherited, none } when = When::value;
    std::string_view text; ///< `value`: as the conf file would write it; else in words, for people
    constexpr Standard(const char* toml) : text(toml) {}
    constexpr Standard(When reason, std::string_view words) : when(reason), text(words) {}
};
inline constexpr Standard kRequired{Standard::When::required, "must be given"};
/// The key of the same name one level up: peer, then its trunk group, then [calls].
inline constexpr Standard kFromGroup{Standard::When::inherited, "as its trunk group"};
inline constexpr Standard kFromCalls{Standard::When::inherited, "as in [calls]"};
constexpr Standard otherwise(std::string_view words) {
    return {Standard::When::none, words};
}

/// One row of the key table.
struct Key {
    std::string_view name;
    Kind kind;
    Standard standard;
    std::string_view doc; ///< one or two sentences, without markup
    void (*store)(void* section, const Value& value);
    Value (*fetch)(const void* section);
    Value preset{}; ///< `standard` read, when it is a value
};

/// All keys that may stand under one heading.
struct Section {
    std::string_view name;
    bool many; ///< [[name]] any number of times, each with a `name` of its own
    std::string_view doc;
    std::vector<Key> keys;
    std::size_t (*count)(const Config& config);
    void* (*element)(Config& config, std::size_t position);
    void* (*add)(Config& config);

    const Key* key(std::string_view wanted) const;
    const void* at(const Config& config, std::size_t position) const {
        return element(const_cast<Config&>(config), position); // the result is read only
    }
};

/// The key table, in the order of the sample file.
const std::vector<Section>& sections();
const Section* section(std::string_view name);

// --- values, value.cpp ---------------------------------------------------------------------------

/// What may be written, for people: "1ms to 5ms", "e1, t1, bri", "an address as 192.0.2.1".
std::string allowed(const Kind& kind);
/// The words of a choice, in order.
std::vector<std::string_view> words(const Kind& kind);
/// A value as the conf file would write it.
std::string toml_text(const Kind& kind, const Value& value);
/// One scalar from what TOML has read (bool, integer, or the characters of a string), or what is
/// wrong.
using Written = std::variant<bool, std::int64_t, std::string>;
base::Result<Scalar, std::string> scalar_from(const Kind& kind, const Written& written);

/// The word of `known` that `word` was probably meant to be, or nothing: few letters differ
/// (nearest.cpp).
std::string nearest(std::string_view word, std::span<const std::string_view> known);

// --- binding a key to a member
// ---------------------------------------------------------------------

namespace binding {

template <class>
struct Element {
    static constexpr bool list = false, optional = false;
};
template <class E>
struct Element<std::vector<E>> {
    using type = E;
    static constexpr bool list = true, optional = false;
};
template <class E>
struct Element<std::optional<E>> {
    using type = E;
    static constexpr bool list = false, optional = true;
};

template <class E>
E from_scalar(const Scalar& scalar) {
    if constexpr (std::is_enum_v<E>)
        return static_cast<E>(std::get<std::int64_t>(scalar));
    else if constexpr (std::is_integral_v<E> && !std::is_same_v<E, bool>)
        return static_cast<E>(std::get<std::int64_t>(scalar));
    else
        return std::get<E>(scalar);
}
template <class E>
Scalar to_scalar(const E& value) {
    if constexpr (std::is_enum_v<E> || (std::is_integral_v<E> && !std::is_same_v<E, bool>))
        return static_cast<std::int64_t>(value);
    else
        return value;
}

template <class Outer, class Member>
constexpr auto& follow(Outer& outer, Member member) {
    return outer.*member;
}
template <class Outer, class Member, class... More>
constexpr auto& follow(Outer& outer, Member member, More... more) {
    return follow(outer.*member, more...);
}

template <class Section, auto... Path>
void store(void* section, const Value& value) {
    auto& member = follow(*static_cast<Section*>(section), Path...);
    using Member = std::remove_reference_t<decltype(member)>;
    if constexpr (Element<Member>::list) {
        member.clear();
        if (const List* list = std::get_if<List>(&value))
            for (const Scalar& scalar : *list)
                member.push_back(from_scalar<typename Element<Member>::type>(scalar));
    } else if constexpr (Element<Member>::optional) {
        member.reset();
        if (const Scalar* scalar = std::get_if<Scalar>(&value))
            member = from_scalar<typename Element<Member>::type>(*scalar);
    } else if (const Scalar* scalar = std::get_if<Scalar>(&value)) {
        member = from_scalar<Member>(*scalar);
    }
}

template <class Section, auto... Path>
Value fetch(const void* section) {
    const auto& member = follow(*static_cast<const Section*>(section), Path...);
    using Member = std::remove_cvref_t<decltype(member)>;
    if constexpr (Element<Member>::list) {
        List list;
        for (const auto& element : member)
            list.push_back(to_scalar(element));
        return list;
    } else if constexpr (Element<Member>::optional) {
        return member ? Value(to_scalar(*member)) : Value();
    } else {
        return to_scalar(member);
    }
}

} // namespace binding

/// A row for the member of `Section` that the pointers in `Path` lead to.
template <class Section, auto... Path>
Key key(std::string_view name, Kind kind, Standard standard, std::string_view doc) {
    return {name,
            kind,
            standard,
            doc,
            &binding::store<Section, Path...>,
            &binding::fetch<Section, Path...>,
            {}};
}

} // namespace config
