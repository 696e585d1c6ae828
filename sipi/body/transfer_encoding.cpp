// Decoders of base64 and quoted-printable, RFC 2045 §6.7 and §6.8.
#include "sipi/body/transfer_encoding.h"

#include "sipi/text.h"

#include <array>

namespace sipi {
namespace {

struct EncodingRow {
    std::string_view name;
    TransferEncoding encoding;
};
// RFC 2045 §6.1
constexpr std::array kEncodings{
    EncodingRow{"", TransferEncoding::identity},
    EncodingRow{"7bit", TransferEncoding::identity},
    EncodingRow{"8bit", TransferEncoding::identity},
    EncodingRow{"binary", TransferEncoding::identity},
    EncodingRow{"base64", TransferEncoding::base64},
    EncodingRow{"quoted-printable", TransferEncoding::quoted_printable},
};

constexpr std::uint8_t kNoDigit = 0xff;
constexpr std::array<std::uint8_t, 256> base64_digits() {
    std::array<std::uint8_t, 256> digits{};
    digits.fill(kNoDigit);
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t at = 0; at < alphabet.size(); ++at)
        digits[static_cast<std::uint8_t>(alphabet[at])] = static_cast<std::uint8_t>(at);
    return digits;
}
constexpr auto kBase64 = base64_digits();

constexpr int hex_digit(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    const char small = scan::lower(c);
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

/// One line without its end; false when an '=' does not fit. `soft`: the line goes on in the next.
bool decode_line(std::string_view line, std::string& out, bool& soft) {
    line = line.substr(0, line.find_last_not_of(" \t") + 1);
    soft = line.ends_with('=');
    if (soft)
        line.remove_suffix(1);
    for (std::size_t at = 0; at < line.size(); ++at) {
        if (line[at] != '=') {
            out += line[at];
            continue;
        }
        const int high = at + 2 < line.size() ? hex_digit(line[at + 1]) : -1;
        const int low = at + 2 < line.size() ? hex_digit(line[at + 2]) : -1;
        if (high < 0 || low < 0)
            return false;
        out += static_cast<char>(high << 4 | low);
        at += 2;
    }
    return true;
}

} // namespace

TransferEncoding transfer_encoding(std::string_view value) {
    for (const EncodingRow& row : kEncodings)
        if (scan::same(row.name, value))
            return row.encoding;
    return TransferEncoding::unknown;
}

std::optional<std::string> decode_base64(std::string_view text) {
    std::string out;
    out.reserve(text.size() / 4 * 3);
    std::uint32_t group = 0;
    std::size_t digits = 0;  // of all groups
    std::size_t padding = 0; // '=' at the end
    for (const char c : text) {
        if (scan::is(c, scan::kSpace) || c == '\r' || c == '\n')
            continue;
        if (c == '=') {
            ++padding;
            continue;
        }
        const std::uint8_t digit = kBase64[static_cast<std::uint8_t>(c)];
        if (digit == kNoDigit || padding > 0)
            return std::nullopt;
        group = group << 6 | digit;
        // 6, 12, 18, 24 bits: an octet is whole from the second digit on
        if (const std::size_t place = digits++ % 4; place > 0)
            out += static_cast<char>(group >> (6 - 2 * place) & 0xff);
    }
    const std::size_t open = digits % 4;
    if (open == 1 || padding > (open == 0 ? 0 : 4 - open))
        return std::nullopt;
    return out;
}

std::optional<std::string> decode_quoted_printable(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const std::size_t lf = scan::find_any<'\n'>(text);
        const bool has_lf = lf < text.size();
        const bool has_cr = has_lf && lf > 0 && text[lf - 1] == '\r';
        bool soft = false;
        if (!decode_line(text.substr(0, has_cr ? lf - 1 : lf), out, soft))
            return std::nullopt;
        if (has_lf && !soft)
            out.append(has_cr ? "\r\n" : "\n");
        text.remove_prefix(has_lf ? lf + 1 : lf);
    }
    return out;
}

} // namespace sipi
