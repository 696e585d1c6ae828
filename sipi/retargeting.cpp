// Diversion (RFC 5806) and History-Info (RFC 7044), typed.
#include "sipi/retargeting.h"

#include "sipi/text.h"

namespace sipi {
namespace {

/// 1*DIGIT *("." 1*DIGIT) (RFC 7044 §5 index-val).
bool is_index(std::string_view text) {
    do {
        if (scan::take(text, scan::kDigit).empty())
            return false;
    } while (scan::take_char(text, '.'));
    return text.empty();
}

/// 1*2DIGIT (RFC 5806 §4).
bool read_two_digits(std::string_view text, unsigned& number) {
    constexpr std::uint32_t kMost = 99;
    const auto parsed = parse_number(text);
    if (!parsed || *parsed > kMost)
        return false;
    number = *parsed;
    return true;
}

bool note(const Param& param, Diversion& out) {
    if (scan::same(param.name, "reason"))
        out.reason = unquoted(param.value);
    else if (scan::same(param.name, "counter"))
        return read_two_digits(param.value, out.counter) && out.counter > 0;
    else if (scan::same(param.name, "limit"))
        return read_two_digits(param.value, out.limit);
    else if (scan::same(param.name, "privacy"))
        out.privacy = unquoted(param.value);
    else if (scan::same(param.name, "screen"))
        out.screen = param.value;
    return true;
}

bool note(const Param& param, HistoryEntry& out) {
    using Change = HistoryEntry::Change;
    if (scan::same(param.name, "index")) {
        out.index = param.value;
        return is_index(param.value);
    }
    Change change = Change::none;
    if (scan::same(param.name, "rc"))
        change = Change::rc;
    else if (scan::same(param.name, "mp"))
        change = Change::mp;
    else if (scan::same(param.name, "np"))
        change = Change::np;
    if (change == Change::none)
        return true;
    out.change = change;
    out.origin = param.value;
    return is_index(param.value);
}

/// The parameters of an address, noted one by one; false when one is malformed.
template <class Out>
bool note_all(const NameAddr& address, Out& out) {
    for (const Param& param : address.params)
        if (!note(param, out))
            return false;
    return true;
}

} // namespace

bool Diversion::hidden() const {
    return !privacy.empty() && !scan::same(privacy, "off");
}

Result<Diversion> Diversion::parse(std::string_view value) {
    const auto address = NameAddr::parse(value);
    if (!address)
        return fail(address.error());
    Result<Diversion> result{Diversion()};
    result->by = *address;
    if (address->star || !note_all(*address, *result))
        return fail(Error::bad_value);
    return result;
}

Result<HistoryEntry> HistoryEntry::parse(std::string_view value) {
    const auto address = NameAddr::parse(value);
    if (!address)
        return fail(address.error());
    Result<HistoryEntry> result{HistoryEntry()};
    HistoryEntry& out = *result;
    out.target = *address;
    if (address->star || !note_all(*address, out) || out.index.empty())
        return fail(Error::bad_value);
    if (const auto cause = parse_number(address->uri.params.value("cause"));
        cause && *cause >= 100 && *cause <= 699)
        out.cause = static_cast<int>(*cause);
    if (const auto privacy = Privacy::parse(uri_header(address->uri, "Privacy")))
        out.privacy = *privacy;
    return result;
}

std::string uri_header(const Uri& uri, std::string_view name) {
    std::string_view rest = uri.headers;
    while (!rest.empty()) {
        const std::string_view header = rest.substr(0, scan::find_any<'&'>(rest));
        rest.remove_prefix(std::min(header.size() + 1, rest.size()));
        const std::size_t equals = scan::find_any<'='>(header);
        if (equals < header.size() && scan::same(unescaped(header.substr(0, equals)), name))
            return unescaped(header.substr(equals + 1));
    }
    return {};
}

} // namespace sipi
