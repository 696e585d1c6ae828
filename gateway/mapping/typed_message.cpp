// A signalling message as a person gives it to a test command: hexadecimal octets, or SIP text.
#include "gateway/mapping/typed_message.h"

#include "drivers/isdn/q931.h"

#include <algorithm>

namespace mapping {
namespace {

constexpr std::size_t kMaxOctets = 64 * 1024;
constexpr std::uint8_t kDiscriminator = 0x08; // Q.931 §4.2

int nibble(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool is_separator(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ':' || c == ',' || c == '-';
}

/// Octets, or the position of the first character that is none of a hexadecimal number.
base::Result<std::vector<std::uint8_t>, std::string> octets_of(std::string_view text) {
    std::vector<std::uint8_t> octets;
    int high = -1;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (high < 0 && text[at] == '0' && at + 1 < text.size() &&
            (text[at + 1] == 'x' || text[at + 1] == 'X')) {
            ++at;
            continue;
        }
        if (high < 0 && is_separator(text[at]))
            continue;
        const int value = nibble(text[at]);
        if (value < 0)
            return base::fail("character " + std::to_string(at + 1) +
                              (high < 0 ? " is no hexadecimal digit"
                                        : " should be the second digit of an octet"));
        if (high < 0) {
            high = value;
        } else {
            octets.push_back(static_cast<std::uint8_t>(high << 4 | value));
            high = -1;
        }
    }
    if (high >= 0)
        return base::fail(std::string("the number of hexadecimal digits is odd"));
    return octets;
}

bool is_q931(base::Octets octets) {
    constexpr std::uint8_t kLongestReference = 2;
    return octets.size() >= 3 && octets[0] == kDiscriminator && octets[1] <= kLongestReference;
}

/// A Q.931 message, itself or inside a Q.921 I-frame; empty when it is neither.
base::Octets q931_of(base::Octets octets) {
    if (is_q931(octets))
        return octets;
    const base::Octets inside = isdn::information_of(octets);
    return is_q931(inside) ? inside : base::Octets();
}

/// Escapes that stand for line ends become them, and each line gets CRLF.
std::string lines_of(std::string_view text) {
    std::string lines;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::string_view rest = text.substr(at);
        if (rest.starts_with("\\r\\n") || rest.starts_with("\\n") || rest.starts_with("\r\n") ||
            rest.starts_with("\n")) {
            lines += "\r\n";
            at += rest.starts_with("\\r\\n")                            ? 3
                  : rest.starts_with("\\n") || rest.starts_with("\r\n") ? 1
                                                                        : 0;
        } else {
            lines += text[at];
        }
    }
    return lines;
}

bool has_header(std::string_view head, std::string_view name, std::string_view compact) {
    const auto begins = [](std::string_view line, std::string_view word) {
        return line.size() > word.size() && line[word.size()] == ':' &&
               std::equal(word.begin(), word.end(), line.begin(), [](char a, char b) {
                   return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b | 0x20) : b);
               });
    };
    for (std::size_t at = head.find("\r\n"); at != std::string_view::npos;
         at = head.find("\r\n", at + 2)) {
        const std::string_view line = head.substr(at + 2);
        if (begins(line, name) || begins(line, compact))
            return true;
    }
    return false;
}

std::vector<std::uint8_t> sip_octets(std::string_view text) {
    std::string message = lines_of(text);
    message.erase(0, message.find_first_not_of(" \t\r\n"));
    std::size_t end = message.find("\r\n\r\n");
    if (end == std::string::npos) {
        message += message.ends_with("\r\n") ? "\r\n" : "\r\n\r\n";
        end = message.size() - 4;
    }
    const std::size_t body = message.size() - end - 4;
    if (!has_header(std::string_view(message).substr(0, end + 2), "content-length", "l"))
        message.insert(end, "\r\nContent-Length: " + std::to_string(body));
    return {message.begin(), message.end()};
}

} // namespace

std::string_view name(Language language) {
    switch (language) {
    case Language::sip:
        return "SIP";
    case Language::isup:
        return "ISUP";
    case Language::q931:
        return "Q.931";
    }
    return "";
}

base::Result<TypedMessage, std::string> read_typed(std::string_view text,
                                                   std::optional<Language> as) {
    if (text.size() > 3 * kMaxOctets)
        return base::fail(std::string("the message is longer than 64 KiB"));
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return base::fail(std::string("there is no message"));
    if (as == Language::sip)
        return TypedMessage{Language::sip, sip_octets(text)};
    auto octets = octets_of(text);
    if (!octets) {
        if (as)
            return base::fail("the message is to be hexadecimal octets, but " + octets.error());
        if (text.find("SIP/2.0") == std::string_view::npos)
            return base::fail("the message is neither SIP (there is no SIP/2.0) nor hexadecimal "
                              "octets: " +
                              octets.error());
        return TypedMessage{Language::sip, sip_octets(text)};
    }
    const base::Octets q931 = q931_of(*octets);
    if (as == Language::q931 && q931.empty())
        return base::fail(std::string("the octets are no Q.931 message: it begins with 08 and the "
                                      "length of the call reference"));
    if (as != Language::isup && !q931.empty())
        return TypedMessage{Language::q931, {q931.begin(), q931.end()}};
    return TypedMessage{Language::isup, std::move(*octets)};
}

std::string hex_text(const std::uint8_t* octets, std::size_t count) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        if (i)
            out += ' ';
        out += kDigits[octets[i] >> 4];
        out += kDigits[octets[i] & 15];
    }
    return out;
}

} // namespace mapping
