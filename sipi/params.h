// Parameters behind a ';' as a view that is walked on demand, RFC 3261 §25.1 generic-param.
#pragma once

#include "sipi/error.h"

#include <optional>
#include <string>
#include <string_view>

namespace sipi {

struct Param {
    std::string_view name;
    std::string_view
        value; ///< as written, a quoted string still with its quotes; empty without '='
    bool has_value = false;
};

/// The text from the first ';' of a value to its end: ";tag=1928;x". Also for URI parameters.
///
/// Owner: a view; the text must outlive it. Names compare without case.
class Params {
  public:
    constexpr Params() = default;
    constexpr explicit Params(std::string_view text) : text_(text) {}

    class Iterator {
      public:
        constexpr Iterator() = default;
        explicit Iterator(std::string_view rest) : rest_(rest) { read(); }
        const Param& operator*() const { return param_; }
        const Param* operator->() const { return &param_; }
        Iterator& operator++() {
            read();
            return *this;
        }
        bool operator==(const Iterator& other) const { return at_end_ == other.at_end_; }

      private:
        void read();
        std::string_view rest_;
        Param param_;
        bool at_end_ = true;
    };
    Iterator begin() const { return Iterator(text_); }
    Iterator end() const { return Iterator(); }

    std::optional<Param> find(std::string_view name) const;
    bool has(std::string_view name) const { return find(name).has_value(); }
    /// Value as written, "" when absent or without a value.
    std::string_view value(std::string_view name) const;

    constexpr std::string_view text() const { return text_; }
    constexpr bool empty() const { return text_.empty(); }

  private:
    std::string_view text_;
};

/// Equal when ASCII letters count without case, as in names and tokens (RFC 3261 §7.3.1).
bool equal_without_case(std::string_view a, std::string_view b);
/// ASCII letters made small.
std::string lower_case(std::string_view text);
/// The text inside a quoted-string with its escapes undone; any other text as it stands.
std::string unquoted(std::string_view text);
/// The same for text that stood between quotes: takes its backslashes out.
std::string without_escapes(std::string_view text);
/// Appends `text` as a quoted-string, escaping '"' and '\'; controls are left out.
void append_quoted(std::string& out, std::string_view text);

} // namespace sipi
