// Scanning of SIP text inside the room: character classes of RFC 3261 §25.1 and a few cursors over
// views.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/// The scanners below are a few instructions around one loop; called as functions they keep every
/// cursor in memory, which costs 5 % of a message (tests/bench/sip_message_bench.cpp).
#define SIPI_INLINE [[gnu::always_inline]]

namespace sipi::scan {

// Classes of one octet, as bits.
inline constexpr std::uint16_t kToken = 1 << 0;    ///< alphanum -.!%*_+`'~
inline constexpr std::uint16_t kUser = 1 << 1;     ///< user part of a URI, '#' included, '%' not
inline constexpr std::uint16_t kPassword = 1 << 2; ///< unreserved &=+$,
inline constexpr std::uint16_t kHost = 1 << 3; ///< alphanum - . and the '_' of many private names
inline constexpr std::uint16_t kValue = 1
                                        << 4; ///< parameter value: token, host, IPv6 and paramchar
inline constexpr std::uint16_t kDigit = 1 << 5;
inline constexpr std::uint16_t kHex = 1 << 6;
inline constexpr std::uint16_t kWord = 1 << 7;    ///< word of a Call-ID
inline constexpr std::uint16_t kHeaders = 1 << 8; ///< header part of a URI, '%' not
inline constexpr std::uint16_t kDisplay = 1
                                          << 9;  ///< display name without quotes, see name_addr.cpp
inline constexpr std::uint16_t kSpace = 1 << 10; ///< SP and HTAB
inline constexpr std::uint16_t kUric = 1 << 11;  ///< anything that a URI of another scheme may hold
inline constexpr std::uint16_t kAlpha = 1 << 12;
inline constexpr std::uint16_t kName = 1 << 13;    ///< parameter name: token or paramchar
inline constexpr std::uint16_t kNoSpace = 1 << 14; ///< all octets but SP
inline constexpr std::uint16_t kUriValue = 1
                                           << 15; ///< value of a URI parameter: paramchar, and '='

constexpr std::array<std::uint16_t, 256> make_classes() {
    std::array<std::uint16_t, 256> classes{};
    const auto add = [&](std::string_view chars, std::uint16_t bits) {
        for (const char c : chars)
            classes[static_cast<std::uint8_t>(c)] |= bits;
    };
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    constexpr std::string_view digits = "0123456789";
    constexpr std::uint16_t alphanum = kToken | kUser | kPassword | kHost | kValue | kName |
                                       kUriValue | kWord | kHeaders | kDisplay | kUric;
    add(letters, alphanum | kAlpha);
    add(digits, alphanum | kDigit | kHex);
    add("abcdefABCDEF", kHex);
    add("-.!%*_+`'~", kToken | kValue | kWord | kDisplay);
    add("-_.!~*'()&=+$,;?/#", kUser); // '#' must be escaped, but service codes often are not
    add("-_.!~*'()&=+$,", kPassword);
    add("-._", kHost);
    add("-.!%*_+`'~[]/:&$()", kName | kUriValue);
    add("=", kUriValue);
    add("[]/:&+$()@*-_.!~'%=#|", kValue); // paramchar, IPv6, and what tokens of other texts hold
    add("()<>:\\\"/[]?{}", kWord);
    add("[]/?:+$-_.!~*'()&=#", kHeaders);
    add("()/&#$|=?[]{}^ \t", kDisplay);
    add(" \t", kSpace);
    add("-_.!~*'();/?:@&=+$,%[]#", kUric);
    for (std::size_t c = 0; c < 256; ++c)
        classes[c] |=
            static_cast<std::uint16_t>((c >= 0x80 ? kDisplay : 0) | (c != ' ' ? kNoSpace : 0));
    return classes;
}
inline constexpr std::array<std::uint16_t, 256> kClasses = make_classes();

constexpr bool is(char c, std::uint16_t bits) {
    return (kClasses[static_cast<std::uint8_t>(c)] & bits) != 0;
}
/// Number of octets at the front that are in the class; `bit` is one class only.
SIPI_INLINE constexpr std::size_t span_of(std::string_view text, std::uint16_t bit) {
    const auto in_class = [&](std::size_t at) {
        return kClasses[static_cast<std::uint8_t>(text[at])] & bit;
    };
    std::size_t length = 0;
    while (length + 4 <= text.size() &&
           (in_class(length) & in_class(length + 1) & in_class(length + 2) & in_class(length + 3)))
        length += 4;
    while (length < text.size() && in_class(length))
        ++length;
    return length;
}
constexpr bool all(std::string_view text, std::uint16_t bits) {
    return span_of(text, bits) == text.size();
}
constexpr bool is_token(std::string_view text) {
    return !text.empty() && all(text, kToken);
}
constexpr void skip_space(std::string_view& text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
}
constexpr std::string_view trimmed(std::string_view text) {
    skip_space(text);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}
/// Takes the run of the class off the front and returns it.
SIPI_INLINE constexpr std::string_view take(std::string_view& text, std::uint16_t bits) {
    const std::string_view taken = text.substr(0, span_of(text, bits));
    text.remove_prefix(taken.size());
    return taken;
}
/// The same where "%41" escapes may stand; one that lacks its two hex digits is not taken.
SIPI_INLINE constexpr std::string_view take_escaped(std::string_view& text, std::uint16_t bits) {
    std::size_t length = 0;
    for (;; length += 3) {
        length += span_of(text.substr(length), bits);
        if (length + 2 >= text.size() || text[length] != '%' || !is(text[length + 1], kHex) ||
            !is(text[length + 2], kHex))
            break;
    }
    const std::string_view taken = text.substr(0, length);
    text.remove_prefix(length);
    return taken;
}
/// Takes `c` off the front when it stands there.
SIPI_INLINE constexpr bool take_char(std::string_view& text, char c) {
    if (text.empty() || text.front() != c)
        return false;
    text.remove_prefix(1);
    return true;
}
/// Takes a separator with the white space around it (COMMA, SEMI, SLASH ... of RFC 3261 §25.1).
SIPI_INLINE constexpr bool take_separator(std::string_view& text, char c) {
    std::string_view rest = text;
    skip_space(rest);
    if (!take_char(rest, c))
        return false;
    skip_space(rest);
    text = rest;
    return true;
}
/// Position of the first of these characters from `at` on, 16 octets at a time; text.size() without
/// one.
template <char... Chars>
inline std::size_t find_any(std::string_view text, std::size_t at = 0) {
#ifdef __SSE2__
    for (; at + 16 <= text.size(); at += 16) {
        const __m128i chunk = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
        __m128i hits = _mm_setzero_si128();
        ((hits = _mm_or_si128(hits, _mm_cmpeq_epi8(chunk, _mm_set1_epi8(Chars)))), ...);
        if (const int mask = _mm_movemask_epi8(hits))
            return at + static_cast<std::size_t>(__builtin_ctz(static_cast<unsigned>(mask)));
    }
#endif
    while (at < text.size() && ((text[at] != Chars) && ...))
        ++at;
    return at;
}
/// Length of the quoted-string at the front with both quotes; 0 when there is none or it does not
/// end.
inline std::size_t quoted_length(std::string_view text) {
    if (text.empty() || text.front() != '"')
        return 0;
    for (std::size_t at = 1; at < text.size(); at += 2) {
        at = find_any<'"', '\\'>(text, at);
        if (at < text.size() && text[at] == '"')
            return at + 1;
    }
    return 0;
}

constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
/// Compares ASCII without case.
constexpr bool same(std::string_view a, std::string_view b) {
    if (a.size() != b.size())
        return false;
    for (std::size_t at = 0; at < a.size(); ++at)
        if (a[at] != b[at] && lower(a[at]) != lower(b[at]))
            return false;
    return true;
}
/// Compares octets; for the short texts that names are, without a library call.
inline bool equal(const char* a, const char* b, std::size_t size) {
    const auto differ = [&]<class Word>(Word, std::size_t at) {
        Word x;
        Word y;
        std::memcpy(&x, a + at, sizeof x);
        std::memcpy(&y, b + at, sizeof y);
        return x != y;
    };
    if (size < 8) {
        if (size >= 4)
            return !differ(std::uint32_t(), 0) && !differ(std::uint32_t(), size - 4);
        for (std::size_t at = 0; at < size; ++at)
            if (a[at] != b[at])
                return false;
        return true;
    }
    for (std::size_t at = 0; at + 8 < size; at += 8)
        if (differ(std::uint64_t(), at))
            return false;
    return !differ(std::uint64_t(), size - 8);
}
/// Takes digits off the front as a number up to `most`; false when there is none or it does not
/// fit.
SIPI_INLINE constexpr bool take_number(std::string_view& text, std::uint64_t most,
                                       std::uint64_t& number) {
    std::uint64_t value = 0;
    std::size_t length = 0;
    for (; length < text.size(); ++length) {
        const auto digit = static_cast<std::uint64_t>(text[length]) - '0';
        if (digit > 9)
            break;
        // 18 digits always fit; behind them each step is checked
        if (length >= 18 && value > (most - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    text.remove_prefix(length);
    number = value;
    return length > 0 && value <= most;
}
/// The same of the whole text.
constexpr bool read_digits(std::string_view digits, std::uint64_t most, std::uint64_t& number) {
    return take_number(digits, most, number) && digits.empty();
}

/// Host and port at the front of `rest`: name, IPv4, or IPv6 in brackets; port 0 when there is
/// none.
struct HostPort {
    std::string_view host;
    std::uint16_t port = 0;
    bool ipv6 = false;
};
/// `spaced`: white space may stand around the colon (sent-by of Via).
bool take_host_port(std::string_view& rest, HostPort& out, bool spaced = false);

/// Position of the next comma outside quotes and angle brackets; text.size() when there is none.
std::size_t next_comma(std::string_view text);

} // namespace sipi::scan

#undef SIPI_INLINE
