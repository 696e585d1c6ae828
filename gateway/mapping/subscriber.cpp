// The telephone-subscriber of RFC 3966: reading and writing its parameters.
#include "gateway/mapping/subscriber.h"

#include <algorithm>
#include <tuple>

namespace mapping {
namespace {

/// Place of a parameter in a URI (RFC 3966 §3).
int rank(std::string_view name) {
    if (name == "isub" || name == "ext")
        return 0;
    return name == "phone-context" ? 1 : 2;
}

/// What may stand in a parameter of a tel URI and in a user part alike (RFC 3966 §3 pchar, RFC 3261
/// §25.1 user).
bool is_plain(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("-_.!~*'()&+$/").find(c) != std::string_view::npos;
}

void append_value(std::string& out, std::string_view value) {
    constexpr std::string_view kHexDigits = "0123456789ABCDEF";
    for (const char c : value) {
        if (is_plain(c)) {
            out += c;
            continue;
        }
        const auto octet = static_cast<std::uint8_t>(c);
        out.append("%").append(1, kHexDigits[octet >> 4]).append(1, kHexDigits[octet & 15]);
    }
}

} // namespace

Subscriber::Subscriber(const sipi::Uri& uri) {
    std::string_view user = uri.user;
    if (!uri.is_tel() && user.find(';') == std::string_view::npos) {
        unescaped_ = sipi::unescaped(user);
        user = unescaped_;
    }
    const std::size_t end = std::min(user.find(';'), user.size());
    number_ = unescaped_.empty() ? sipi::unescaped(user.substr(0, end))
                                 : std::string(user.substr(0, end));
    inner_ = uri.is_tel() ? uri.params : sipi::Params(user.substr(end));
    if (!uri.is_tel())
        outer_ = uri.params;
    telephone_ = uri.is_tel() || outer_.value("user") == "phone" || has("phone-context");
}

bool Subscriber::has(std::string_view name) const {
    return inner_.has(name) || outer_.has(name);
}

std::string Subscriber::value(std::string_view name) const {
    if (const auto param = inner_.find(name); param && !unescaped_.empty())
        return std::string(param->value);
    const auto param = inner_.has(name) ? inner_.find(name) : outer_.find(name);
    return param ? sipi::unescaped(sipi::unquoted(param->value)) : std::string();
}

std::string params_text(SubscriberParams params) {
    std::ranges::stable_sort(params, [](const SubscriberParam& a, const SubscriberParam& b) {
        return std::tuple(rank(a.name), std::string_view(a.name)) <
               std::tuple(rank(b.name), std::string_view(b.name));
    });
    std::string out;
    for (const SubscriberParam& param : params) {
        out.append(";").append(param.name);
        if (param.value.empty())
            continue;
        out += '=';
        append_value(out, param.value);
    }
    return out;
}

} // namespace mapping
