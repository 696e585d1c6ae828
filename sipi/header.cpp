// Typed header values that are neither addresses nor Via: numbers, CSeq, media type, Reason,
// Privacy and others, RFC 3261 §20, RFC 3323, RFC 3326, RFC 8606.
#include "sipi/header.h"

#include "sipi/param_reader.h"
#include "sipi/text.h"

#include <array>
#include <charconv>
#include <limits>

namespace sipi {
namespace {

/// Takes digits off the front of a text.
Result<std::uint32_t> take_number(std::string_view& rest, std::uint32_t most) {
    std::uint64_t number = 0;
    if (!scan::take_number(rest, most, number))
        return fail(Error::bad_number);
    return static_cast<std::uint32_t>(number);
}

/// Calls `note` for each parameter; false when one is malformed or `note` refuses it.
template <class Note>
bool walk_params(std::string_view params, Note note) {
    Param param;
    for (;;) {
        switch (scan::read_param(params, param)) {
        case scan::ParamRead::end:
            return true;
        case scan::ParamRead::malformed:
            return false;
        case scan::ParamRead::one:
            if (!note(param))
                return false;
            break;
        }
    }
}

bool any_param(const Param&) {
    return true;
}

/// The inside of a quoted string as written; other text unchanged.
std::string_view inside_quotes(std::string_view text) {
    return scan::quoted_length(text) == text.size() && text.size() >= 2
               ? text.substr(1, text.size() - 2)
               : text;
}

constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

/// "hh:mm:ss"
bool take_time(std::string_view& rest, std::chrono::seconds& time) {
    std::array<std::uint32_t, 3> parts{};
    constexpr std::array<std::uint32_t, 3> kMost{23, 59, 60};
    for (std::size_t at = 0; at < parts.size(); ++at) {
        if (at && !scan::take_char(rest, ':'))
            return false;
        const auto part = take_number(rest, kMost[at]);
        if (!part)
            return false;
        parts[at] = *part;
    }
    time = std::chrono::hours(parts[0]) + std::chrono::minutes(parts[1]) +
           std::chrono::seconds(parts[2]);
    return true;
}

void append_two_digits(std::string& out, unsigned number) {
    out += static_cast<char>('0' + number / 10 % 10);
    out += static_cast<char>('0' + number % 10);
}

// The words of a Privacy header and the member that each one sets.
struct PrivacyRow {
    std::string_view word;
    bool Privacy::*member;
    std::string_view clause;
};
constexpr std::array kPrivacy{
    PrivacyRow{"header", &Privacy::header, "RFC 3323 §4.2"},
    PrivacyRow{"session", &Privacy::session, "RFC 3323 §4.2"},
    PrivacyRow{"user", &Privacy::user, "RFC 3323 §4.2"},
    PrivacyRow{"none", &Privacy::none, "RFC 3323 §4.2"},
    PrivacyRow{"critical", &Privacy::critical, "RFC 3323 §4.2"},
    PrivacyRow{"id", &Privacy::id, "RFC 3325 §9.3"},
    PrivacyRow{"history", &Privacy::history, "RFC 7044 §10.1"},
};

} // namespace

Result<std::uint32_t> parse_number(std::string_view text) {
    text = scan::trimmed(text);
    const auto number = take_number(text, std::numeric_limits<std::uint32_t>::max());
    if (!number || !text.empty())
        return fail(Error::bad_number);
    return *number;
}

Result<std::string_view> parse_token(std::string_view text) {
    text = scan::trimmed(text);
    if (!scan::is_token(text))
        return fail(Error::bad_token);
    return text;
}

Result<std::string_view> parse_call_id(std::string_view text) {
    text = scan::trimmed(text);
    std::string_view rest = text;
    if (scan::take(rest, scan::kWord).empty())
        return fail(Error::bad_call_id);
    if (scan::take_char(rest, '@') && scan::take(rest, scan::kWord).empty())
        return fail(Error::bad_call_id);
    if (!rest.empty())
        return fail(Error::bad_call_id);
    return text;
}

void append_number(std::string& out, std::uint64_t number) {
    std::array<char, 20> digits;
    const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    out.append(digits.data(), result.ptr);
}

Result<CSeq> CSeq::parse(std::string_view value) {
    std::string_view rest = scan::trimmed(value);
    const auto number = take_number(rest, 0x7FFFFFFF);
    const std::size_t before_space = rest.size();
    scan::skip_space(rest);
    if (!number || rest.size() == before_space || !scan::is_token(rest))
        return fail(Error::bad_cseq);
    return CSeq{*number, method_of(rest), rest};
}

void append(std::string& out, const CSeq& cseq) {
    append_number(out, cseq.number);
    out += ' ';
    out += cseq.method == Method::unknown ? cseq.method_text : text(cseq.method);
}

Result<RAck> RAck::parse(std::string_view value) {
    std::string_view rest = scan::trimmed(value);
    const auto rseq = take_number(rest, std::numeric_limits<std::uint32_t>::max());
    const auto cseq = CSeq::parse(rest);
    if (!rseq || !cseq || rest.empty() || !scan::is(rest.front(), scan::kSpace))
        return fail(Error::bad_value);
    return RAck{*rseq, *cseq};
}

bool MediaType::is(std::string_view type_text, std::string_view subtype_text) const {
    return scan::same(type, type_text) && scan::same(subtype, subtype_text);
}

Result<MediaType> MediaType::parse(std::string_view value) {
    std::string_view rest = scan::trimmed(value);
    MediaType out;
    out.type = scan::take(rest, scan::kToken);
    if (out.type.empty() || !scan::take_separator(rest, '/'))
        return fail(Error::bad_media_type);
    out.subtype = scan::take(rest, scan::kToken);
    scan::skip_space(rest);
    out.params = Params(rest);
    if (out.subtype.empty() || !walk_params(rest, any_param))
        return fail(Error::bad_media_type);
    return out;
}

void append(std::string& out, const MediaType& media_type) {
    out.append(media_type.type)
        .append("/")
        .append(media_type.subtype)
        .append(media_type.params.text());
}

Result<ContentDisposition> ContentDisposition::parse(std::string_view value) {
    std::string_view rest = scan::trimmed(value);
    ContentDisposition out;
    out.type = scan::take(rest, scan::kToken);
    scan::skip_space(rest);
    out.params = Params(rest);
    const bool good = walk_params(rest, [&](const Param& param) {
        if (scan::same(param.name, "handling"))
            out.optional = scan::same(param.value, "optional");
        return true;
    });
    if (out.type.empty() || !good)
        return fail(Error::bad_value);
    return out;
}

Result<Reason> Reason::parse(std::string_view value) {
    std::string_view rest = scan::trimmed(value);
    Reason out;
    out.protocol = scan::take(rest, scan::kToken);
    scan::skip_space(rest);
    out.params = Params(rest);
    const bool good = walk_params(rest, [&](const Param& param) {
        if (scan::same(param.name, "cause")) {
            std::uint64_t number = 0;
            if (!scan::read_digits(param.value, 999, number))
                return false;
            out.cause = static_cast<int>(number);
        } else if (scan::same(param.name, "text")) {
            out.text = inside_quotes(param.value);
        } else if (scan::same(param.name, "location")) {
            out.location = param.value;
        }
        return true;
    });
    if (out.protocol.empty() || !good)
        return fail(Error::bad_value);
    return out;
}

void append(std::string& out, const Reason& reason) {
    out += reason.protocol;
    if (reason.cause) {
        out += ";cause=";
        append_number(out, static_cast<std::uint64_t>(*reason.cause));
    }
    if (!reason.text.empty())
        out.append(";text=\"").append(reason.text).append("\"");
    if (!reason.location.empty())
        out.append(";location=").append(reason.location);
}

Result<Privacy> Privacy::parse(std::string_view value) {
    std::string_view rest = scan::trimmed(value);
    Privacy out;
    if (rest.empty())
        return fail(Error::bad_value);
    while (!rest.empty()) {
        const std::string_view word = scan::take(rest, scan::kToken);
        if (word.empty())
            return fail(Error::bad_value);
        for (const PrivacyRow& row : kPrivacy)
            if (scan::same(row.word, word))
                out.*row.member = true;
        // Semicolons are right; commas are seen, from a mix-up with other headers.
        if (!rest.empty() && !scan::take_separator(rest, ';') && !scan::take_separator(rest, ','))
            return fail(Error::bad_value);
    }
    return out;
}

void append(std::string& out, const Privacy& privacy) {
    bool first = true;
    for (const PrivacyRow& row : kPrivacy) {
        if (!(privacy.*row.member))
            continue;
        if (!first)
            out += ';';
        out += row.word;
        first = false;
    }
}

Result<Warning> Warning::parse(std::string_view value) {
    std::string_view rest = scan::trimmed(value);
    Warning out;
    if (scan::span_of(rest, scan::kDigit) != 3)
        return fail(Error::bad_value);
    out.code = static_cast<int>(take_number(rest, 999).value());
    const std::size_t before_space = rest.size();
    scan::skip_space(rest);
    if (rest.size() == before_space)
        return fail(Error::bad_value);
    const std::size_t space = std::min(rest.find_first_of(" \t"), rest.size());
    out.agent = rest.substr(0, space);
    rest.remove_prefix(space);
    scan::skip_space(rest);
    if (out.agent.empty() || rest.empty() || scan::quoted_length(rest) != rest.size())
        return fail(Error::bad_value);
    out.text = inside_quotes(rest);
    return out;
}

void append(std::string& out, const Warning& warning) {
    append_number(out, static_cast<std::uint64_t>(warning.code));
    out.append(" ").append(warning.agent).append(" \"").append(warning.text).append("\"");
}

Result<RetryAfter> RetryAfter::parse(std::string_view value) {
    std::string_view rest = scan::trimmed(value);
    const auto seconds = take_number(rest, std::numeric_limits<std::uint32_t>::max());
    if (!seconds)
        return fail(Error::bad_value);
    RetryAfter out{std::chrono::seconds(*seconds), std::nullopt};
    scan::skip_space(rest);
    if (!rest.empty() && rest.front() == '(') {
        const std::size_t end = rest.rfind(')');
        if (end == std::string_view::npos)
            return fail(Error::bad_value);
        rest.remove_prefix(end + 1);
    }
    const bool good = walk_params(rest, [&](const Param& param) {
        if (!scan::same(param.name, "duration"))
            return true;
        const auto length = parse_number(param.value);
        if (length)
            out.duration = std::chrono::seconds(*length);
        return length.ok();
    });
    if (!good)
        return fail(Error::bad_value);
    return out;
}

Result<std::chrono::sys_seconds> parse_date(std::string_view value) {
    using namespace std::chrono;
    // "Sat, 13 Nov 2010 23:29:00 GMT"; the day of the week is not checked against the date.
    std::string_view rest = scan::trimmed(value);
    const std::string_view weekday = scan::take(rest, scan::kAlpha);
    if (weekday.size() != 3 || !scan::take_separator(rest, ','))
        return fail(Error::bad_value);
    const auto day_number = take_number(rest, 31);
    scan::skip_space(rest);
    const std::string_view month_name = scan::take(rest, scan::kAlpha);
    scan::skip_space(rest);
    const auto year_number = take_number(rest, 9999);
    scan::skip_space(rest);
    seconds time{};
    if (!day_number || !year_number || !take_time(rest, time))
        return fail(Error::bad_value);
    unsigned month_number = 0;
    while (month_number < kMonths.size() && !scan::same(kMonths[month_number], month_name))
        ++month_number;
    const year_month_day date{year(static_cast<int>(*year_number)), month(month_number + 1),
                              day(*day_number)};
    scan::skip_space(rest);
    if (!date.ok() || rest != "GMT")
        return fail(Error::bad_value);
    return sys_days(date) + time;
}

void append_date(std::string& out, std::chrono::sys_seconds time) {
    using namespace std::chrono;
    const sys_days midnight = floor<days>(time);
    const year_month_day date(midnight);
    const hh_mm_ss clock(time - midnight);
    out.append(kDays[weekday(midnight).c_encoding()]).append(", ");
    append_two_digits(out, static_cast<unsigned>(date.day()));
    out.append(" ").append(kMonths[static_cast<unsigned>(date.month()) - 1]).append(" ");
    append_number(out, static_cast<std::uint64_t>(static_cast<int>(date.year())));
    out += ' ';
    append_two_digits(out, static_cast<unsigned>(clock.hours().count()));
    out += ':';
    append_two_digits(out, static_cast<unsigned>(clock.minutes().count()));
    out += ':';
    append_two_digits(out, static_cast<unsigned>(clock.seconds().count()));
    out += " GMT";
}

} // namespace sipi
