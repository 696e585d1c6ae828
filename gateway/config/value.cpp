// Values of keys: from what TOML read to what Config holds, and back to text.
#include "gateway/config/key.h"
#include "gateway/route/number.h"
#include "gateway/route/number_rule.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace config {
namespace {

struct Unit {
    std::string_view name;
    std::int64_t ms;
};
constexpr std::array kUnits{Unit{"ms", 1}, Unit{"s", 1000}, Unit{"m", 60'000},
                            Unit{"h", 3'600'000}};
constexpr std::int64_t kLongestCount = 1'000'000'000; // no overflow when multiplied by a unit

constexpr std::string_view kDigits = "0123456789*#";

bool only(std::string_view text, std::string_view characters) {
    return text.find_first_not_of(characters) == std::string_view::npos;
}

std::string duration_text(std::int64_t ms) {
    for (auto unit = kUnits.rbegin(); unit != kUnits.rend(); ++unit)
        if (ms != 0 && ms % unit->ms == 0)
            return std::to_string(ms / unit->ms) + std::string(unit->name);
    return "0s";
}

std::optional<std::int64_t> duration_ms(std::string_view text) {
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{} || count < 0 || count > kLongestCount)
        return std::nullopt;
    const std::string_view written(end, static_cast<std::size_t>(text.data() + text.size() - end));
    const auto unit = std::ranges::find(kUnits, written, &Unit::name);
    if (unit == kUnits.end())
        return std::nullopt;
    return count * unit->ms;
}

std::string quoted(std::string_view text) {
    // a literal string needs no escapes, which suits patterns
    const bool plain = text.find_first_of("\\\"") == std::string_view::npos;
    if (!plain && only(text, "\t !\"#$%&()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`"
                             "abcdefghijklmnopqrstuvwxyz{|}~"))
        return '\'' + std::string(text) + '\'';
    std::string out = "\"";
    for (const char c : text) {
        const auto octet = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            out += '\\';
        if (octet < 0x20 || octet == 0x7f) {
            constexpr std::string_view kHex = "0123456789ABCDEF";
            out += "\\u00";
            out += kHex[octet >> 4];
            out += kHex[octet & 15];
        } else {
            out += c;
        }
    }
    return out + '"';
}

struct Printer {
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(Milliseconds value) const {
        return quoted(duration_text(value.count()));
    }
    std::string operator()(const std::string& value) const { return quoted(value); }
    std::string operator()(const CauseOverride& value) const {
        return quoted(std::to_string(value.from) + '=' + std::to_string(value.to));
    }
    std::string operator()(const NumberPrefix& value) const {
        return quoted(std::string(route::name(value.nature)) + '=' + value.prefix);
    }
    std::string operator()(const QuirkSetting& value) const {
        return quoted(std::string(mapping::quirk_row(value.quirk).name) +
                      (value.on ? "=on" : "=off"));
    }
    std::string operator()(const auto& address) const { return quoted(address.text()); }
};

std::string scalar_text(const Kind& kind, const Scalar& scalar) {
    if (kind.type == Type::choice)
        return quoted(words(kind)[static_cast<std::size_t>(std::get<std::int64_t>(scalar))]);
    return std::visit(Printer{}, scalar);
}

using Outcome = base::Result<Scalar, std::string>;

Outcome is_not(std::string_view text, std::string_view what) {
    return base::fail(quoted(text) + " is not " + std::string(what));
}

template <class Address>
Outcome address_from(std::string_view text, std::string_view what) {
    if (const auto address = Address::from_text(text))
        return Scalar(*address);
    return is_not(text, what);
}

Outcome in_range(const Kind& kind, std::int64_t value) {
    if (value < kind.min || value > kind.max)
        return base::fail(std::to_string(value) + " is out of range");
    return Scalar(value);
}

Outcome duration_from(const Kind& kind, std::string_view text) {
    const auto ms = duration_ms(text);
    if (!ms)
        return is_not(text, "a duration with a unit (ms, s, m, h)");
    if (*ms < kind.min || *ms > kind.max)
        return base::fail(std::string(text) + " is out of range");
    return Scalar(Milliseconds(*ms));
}

Outcome choice_from(const Kind& kind, std::string_view text) {
    const auto all = words(kind);
    const auto found = std::ranges::find(all, text);
    if (found == all.end())
        return is_not(text, "a known value");
    return Scalar(std::int64_t{found - all.begin()});
}

Outcome exception_from(std::string_view text) {
    CauseOverride out;
    const char* end = text.data() + text.size();
    const auto from = std::from_chars(text.data(), end, out.from);
    if (from.ec == std::errc{} && from.ptr != end && *from.ptr == '=') {
        const auto to = std::from_chars(from.ptr + 1, end, out.to);
        if (to.ec == std::errc{} && to.ptr == end)
            return Scalar(out);
    }
    return is_not(text, "of the form \"34=503\"");
}

Outcome nature_prefix_from(std::string_view text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos)
        return is_not(text, "of the form \"international=00\"");
    const std::string_view prefix = text.substr(equals + 1);
    if (!only(prefix.substr(prefix.starts_with('+') ? 1 : 0), kDigits))
        return is_not(prefix, "a string of digits, perhaps after +");
    if (const auto nature = route::nature_from_text(text.substr(0, equals)))
        return Scalar(NumberPrefix{*nature, std::string(prefix)});
    return is_not(text.substr(0, equals), "a nature of address");
}

Outcome quirk_from(std::string_view text) {
    const std::size_t equals = std::min(text.find('='), text.size());
    const std::string_view word = text.substr(std::min(equals + 1, text.size()));
    const mapping::QuirkRow* row = mapping::quirk_row(text.substr(0, equals));
    if (row && (word == "on" || word == "off"))
        return Scalar(QuirkSetting{row->quirk, word == "on"});
    return row ? is_not(text, "of the form \"" + std::string(row->name) + "=off\"")
               : is_not(text.substr(0, equals), "a known quirk");
}

Outcome text_from(const Kind& kind, const std::string& text) {
    const std::string_view digits = text;
    switch (kind.type) {
    case Type::duration:
        return duration_from(kind, text);
    case Type::choice:
        return choice_from(kind, text);
    case Type::name:
        if (text.empty() || text.size() > 64 ||
            !only(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."))
            return is_not(text, "a name");
        return Scalar(text);
    case Type::digits:
        return only(digits, kDigits) ? Outcome(Scalar(text)) : is_not(text, "a string of digits");
    case Type::prefix:
        return only(digits.substr(digits.starts_with('+') ? 1 : 0), kDigits)
                   ? Outcome(Scalar(text))
                   : is_not(text, "a string of digits, perhaps after +");
    case Type::address:
        return address_from<IpAddress>(text, "a numeric address");
    case Type::endpoint:
        return address_from<Endpoint>(text, "address:port");
    case Type::cidr:
        return address_from<Cidr>(text, "a prefix");
    case Type::ports:
        return address_from<PortRange>(text, "a range of ports");
    case Type::listen:
        return address_from<Listen>(text, "transport:address:port");
    case Type::pattern:
        if (const auto fault = route::pattern_fault(text))
            return base::fail(quoted(text) + " is no pattern: " + *fault);
        return Scalar(text);
    case Type::exception:
        return exception_from(text);
    case Type::nature_prefix:
        return nature_prefix_from(text);
    case Type::quirk:
        return quirk_from(text);
    default:
        return Scalar(text);
    }
}

} // namespace

std::vector<std::string_view> words(const Kind& kind) {
    std::vector<std::string_view> out;
    for (std::string_view rest = kind.words; !rest.empty();) {
        const std::size_t bar = std::min(rest.find('|'), rest.size());
        out.push_back(rest.substr(0, bar));
        rest.remove_prefix(std::min(bar + 1, rest.size()));
    }
    return out;
}

std::string allowed(const Kind& kind) {
    const std::string element = [&]() -> std::string {
        switch (kind.type) {
        case Type::boolean:
            return "true, false";
        case Type::integer:
            return std::to_string(kind.min) + " to " + std::to_string(kind.max);
        case Type::duration:
            return duration_text(kind.min) + " to " + duration_text(kind.max);
        case Type::choice: {
            std::string out;
            for (const std::string_view word : words(kind))
                out += (out.empty() ? "" : ", ") + std::string(word);
            return out;
        }
        case Type::string:
            return "a string";
        case Type::name:
            return "letters, digits, - _ . (at most 64)";
        case Type::digits:
            return "0-9 * #";
        case Type::prefix:
            return "0-9 * #, perhaps after +";
        case Type::address:
            return "as 192.0.2.1 or 2001:db8::1";
        case Type::endpoint:
            return "as 192.0.2.1:5060 or [2001:db8::1]:5060";
        case Type::cidr:
            return "as 192.0.2.0/24 or 2001:db8::/32";
        case Type::ports:
            return "as 16384-32766";
        case Type::listen:
            return "as udp:192.0.2.1:5060 or tls:[2001:db8::1]:5061";
        case Type::pattern:
            return "an RE2 pattern";
        case Type::reference:
            return "the name of a [[" + std::string(kind.words) + "]]";
        case Type::exception:
            return "as 34=503";
        case Type::nature_prefix:
            return "as international=00";
        case Type::quirk: {
            std::string out;
            for (const mapping::QuirkRow& row : mapping::kQuirks)
                out += (out.empty() ? "" : ", ") + std::string(row.name);
            return out + " with =on or =off";
        }
        }
        return {};
    }();
    return kind.list ? "list of: " + element : element;
}

std::string toml_text(const Kind& kind, const Value& value) {
    if (const Scalar* scalar = std::get_if<Scalar>(&value))
        return scalar_text(kind, *scalar);
    if (!std::holds_alternative<List>(value))
        return {};
    std::string out;
    for (const Scalar& scalar : std::get<List>(value))
        out += (out.empty() ? "" : ", ") + scalar_text(kind, scalar);
    return '[' + out + ']';
}

Outcome scalar_from(const Kind& kind, const Written& written) {
    if (kind.type == Type::boolean) {
        if (const bool* value = std::get_if<bool>(&written))
            return Scalar(*value);
        return base::fail(std::string("is not true or false"));
    }
    if (kind.type == Type::integer) {
        if (const auto* value = std::get_if<std::int64_t>(&written))
            return in_range(kind, *value);
        return base::fail(std::string("is not a whole number"));
    }
    if (const auto* text = std::get_if<std::string>(&written))
        return text_from(kind, *text);
    if (kind.type == Type::duration)
        return base::fail(std::string("is a duration and needs quotes and a unit"));
    return base::fail(std::string("is not a string in quotes"));
}

} // namespace config
