// The answer to a command as data: records and tables, rendered either as aligned text or as JSON.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace console {

/// Seconds, printed "1h02m03s" or "38 ms" in text and as a number of seconds in JSON.
struct Seconds {
    double value = 0;
    bool operator==(const Seconds&) const = default;
};
/// Seconds since the epoch (UTC), printed as RFC 3339 with milliseconds in both.
struct Timestamp {
    double value = 0;
    bool operator==(const Timestamp&) const = default;
};

/// One cell. `std::monostate`: not known or not applicable, "-" in text, null in JSON. A list is
/// joined by commas in text and an array in JSON.
using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string, Seconds,
                           Timestamp, std::vector<std::string>>;

/// `key` is the JSON member (never changes once released), `title` what people read.
struct Column {
    std::string key;
    std::string title;
};

/// Rows of cells under columns. JSON: an array of objects.
struct Table {
    std::vector<Column> columns;
    std::vector<std::vector<Value>> rows; ///< each as long as `columns`
    std::string if_empty = "none";        ///< what text says instead of an empty table
};

/// Named values, one a line. JSON: an object.
struct Field {
    std::string key;
    std::string title;
    Value value;
};
struct Record {
    std::vector<Field> fields;
};

/// One part of an answer. `key`: the JSON member that holds it; an empty key (records only) puts
/// the fields at the top. `title`: a heading in text, none when empty.
struct Section {
    std::string key;
    std::string title;
    std::variant<Record, Table> content;
};

/// The whole answer. JSON: one object with one member per section.
using Document = std::vector<Section>;

/// Aligned columns, numbers right-aligned; every line ended.
std::string to_text(const Document& document);
/// The same data; two-space indented, ended by a newline. Text that is not UTF-8 gets U+FFFD.
std::string to_json(const Document& document);
/// "2026-01-31T12:00:00.000Z" (RFC 3339, UTC).
std::string rfc3339(Timestamp time);
/// One cell as text.
std::string to_text(const Value& value);

/// Value from what views hold; an empty optional or negative "unknown" is for the caller to map to
/// monostate.
inline Value integer(std::uint64_t value) {
    return static_cast<std::int64_t>(value);
}
/// Empty text is "not known".
inline Value text(std::string_view value) {
    if (value.empty())
        return std::monostate{};
    return std::string(value);
}

} // namespace console
