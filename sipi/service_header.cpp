// User-to-User (RFC 7433), Resource-Priority (RFC 4412) and P-Early-Media (RFC 5009), typed.
#include "sipi/service_header.h"

#include "sipi/param_reader.h"
#include "sipi/text.h"

#include <array>

namespace sipi {
namespace {

constexpr std::array<std::string_view, 6> kEarlyMedia{"sendrecv", "sendonly", "recvonly",
                                                      "inactive", "gated",    "supported"};

std::uint8_t nibble(char c) {
    return static_cast<std::uint8_t>(c <= '9' ? c - '0' : scan::lower(c) - 'a' + 10);
}

} // namespace

Result<UserToUser> UserToUser::parse(std::string_view value) {
    std::string_view rest = scan::trimmed(value);
    Result<UserToUser> result{UserToUser()};
    UserToUser& out = *result;
    const std::size_t quoted = scan::quoted_length(rest);
    const std::string_view data =
        quoted ? rest.substr(0, quoted) : rest.substr(0, scan::span_of(rest, scan::kToken));
    out.data = unquoted(data);
    rest.remove_prefix(data.size());
    if (data.empty())
        return fail(Error::bad_value);
    Param param;
    for (;;) {
        switch (scan::read_param(rest, param)) {
        case scan::ParamRead::end:
            return result;
        case scan::ParamRead::malformed:
            return fail(Error::bad_value);
        case scan::ParamRead::one:
            if (scan::same(param.name, "purpose"))
                out.purpose = param.value;
            else if (scan::same(param.name, "content"))
                out.content = param.value;
            else if (scan::same(param.name, "encoding"))
                out.encoding = param.value;
            break;
        }
    }
}

std::optional<std::vector<std::uint8_t>> octets_from_hex(std::string_view text) {
    if (text.size() % 2 != 0 || !scan::all(text, scan::kHex))
        return std::nullopt;
    std::vector<std::uint8_t> octets(text.size() / 2);
    for (std::size_t at = 0; at < octets.size(); ++at)
        octets[at] =
            static_cast<std::uint8_t>(nibble(text[2 * at]) << 4 | nibble(text[2 * at + 1]));
    return octets;
}

void append_hex(std::string& out, const std::uint8_t* octets, std::size_t count) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    for (std::size_t at = 0; at < count; ++at) {
        out += kDigits[octets[at] >> 4];
        out += kDigits[octets[at] & 15];
    }
}

Result<ResourceValue> ResourceValue::parse(std::string_view value) {
    value = scan::trimmed(value);
    const std::size_t dot = scan::find_any<'.'>(value);
    ResourceValue out{value.substr(0, dot), value.substr(std::min(dot + 1, value.size()))};
    // token-nodot on both sides (RFC 4412 §3.1)
    if (!scan::is_token(out.name_space) || !scan::is_token(out.priority) ||
        scan::find_any<'.'>(out.priority) < out.priority.size())
        return fail(Error::bad_value);
    return out;
}

Result<EarlyMediaParam> parse_early_media(std::string_view value) {
    value = scan::trimmed(value);
    for (std::size_t at = 0; at < kEarlyMedia.size(); ++at)
        if (scan::same(kEarlyMedia[at], value))
            return static_cast<EarlyMediaParam>(at);
    return fail(Error::bad_value);
}

std::string_view text(EarlyMediaParam param) {
    return kEarlyMedia[static_cast<std::size_t>(param)];
}

} // namespace sipi
