// Session-ID as a value, RFC 7989 §5.
#include "sipi/session_id.h"

#include "sipi/params.h"
#include "sipi/random.h"

#include <algorithm>
#include <array>

namespace sipi {

bool is_uuid(std::string_view text) {
    return text.size() == kNilUuid.size() && std::ranges::all_of(text, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

std::optional<SessionIds> session_id_of(const Message& message) {
    const std::string_view value = message.header(HeaderName::session_id);
    SessionIds ids;
    ids.local = value.substr(0, kNilUuid.size());
    const std::string_view params = value.substr(ids.local.size());
    if (!is_uuid(ids.local) || (!params.empty() && params.front() != ';' && params.front() != ' '))
        return std::nullopt;
    if (const std::size_t from = params.find(';'); from != std::string_view::npos)
        ids.remote = Params(params.substr(from)).value("remote");
    if (!ids.remote.empty() && !is_uuid(ids.remote))
        return std::nullopt;
    return ids;
}

std::string session_id_text(std::string_view local, std::string_view remote) {
    std::string text(local.empty() ? kNilUuid : local);
    text.append(";remote=").append(remote.empty() ? kNilUuid : remote);
    return text;
}

std::string make_uuid(Random& random) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    constexpr std::size_t kVersionAt = 12, kVariantAt = 16;
    std::string text;
    for (std::uint64_t bits = 0; text.size() < kNilUuid.size(); bits >>= 4) {
        if (text.size() % 16 == 0)
            bits = random.next();
        text += kDigits[bits & 15];
    }
    text[kVersionAt] = '4';
    text[kVariantAt] = "89ab"[random.below(4)];
    return text;
}

} // namespace sipi
