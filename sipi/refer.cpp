// Refer-To and Replaces (RFC 3515 §2.1, RFC 3891 §6.1), message/sipfrag (RFC 3420).
#include "sipi/refer.h"

#include "sipi/name_addr.h"
#include "sipi/params.h"
#include "sipi/status.h"
#include "sipi/text.h"

namespace sipi {
namespace {

// The URI parameters but for `method` (RFC 3261 §19.1.1: it is for URIs outside of messages).
std::string without_method(const Params& params) {
    std::string out;
    for (const Param& param : params) {
        if (equal_without_case(param.name, "method"))
            continue;
        out += ';';
        out += param.name;
        if (param.has_value) {
            out += '=';
            out += param.value;
        }
    }
    return out;
}

// One header of a URI (RFC 3261 §19.1.1), escapes undone; empty: none of that name.
std::string header_of(std::string_view headers, std::string_view name) {
    while (!headers.empty()) {
        const std::string_view one = headers.substr(0, headers.find('&'));
        headers.remove_prefix(std::min(headers.size(), one.size() + 1));
        const std::size_t equals = one.find('=');
        if (equals != std::string_view::npos && equal_without_case(one.substr(0, equals), name))
            return unescaped(one.substr(equals + 1));
    }
    return {};
}

} // namespace

namespace {

Result<Replaces> parse_dialog(std::string_view value, std::string_view own_tag,
                              std::string_view peer_tag) {
    value = scan::trimmed(value);
    const std::size_t end = std::min(value.find(';'), value.size());
    Replaces out;
    out.call_id = scan::trimmed(value.substr(0, end));
    if (out.call_id.empty() || out.call_id.find_first_of(" \t,<>\"") != std::string::npos)
        return base::fail(Error::bad_call_id);
    for (const Param& param : Params(value.substr(end))) {
        std::string* const tag = equal_without_case(param.name, own_tag)    ? &out.to_tag
                                 : equal_without_case(param.name, peer_tag) ? &out.from_tag
                                                                            : nullptr;
        if (tag && (!tag->empty() || param.value.empty()))
            return base::fail(Error::bad_parameter);
        if (tag)
            *tag = param.value;
        out.early_only = out.early_only || equal_without_case(param.name, "early-only");
    }
    if (out.to_tag.empty() || out.from_tag.empty())
        return base::fail(Error::bad_parameter);
    return out;
}

} // namespace

Result<Replaces> Replaces::parse(std::string_view value) {
    return parse_dialog(value, "to-tag", "from-tag");
}

Result<Replaces> parse_target_dialog(std::string_view value) {
    return parse_dialog(value, "local-tag", "remote-tag");
}

std::string Replaces::text() const {
    std::string out = call_id;
    out.append(";to-tag=").append(to_tag).append(";from-tag=").append(from_tag);
    if (early_only)
        out += ";early-only";
    return out;
}

Result<ReferTarget> ReferTarget::parse(std::string_view refer_to) {
    const auto address = NameAddr::parse(refer_to);
    if (!address)
        return base::fail(address.error());
    if (address->star || address->uri.scheme == Uri::Scheme::none)
        return base::fail(Error::bad_uri);
    ReferTarget out;
    Uri uri = address->uri;
    out.replaces = header_of(uri.headers, "Replaces");
    const std::string_view method = uri.params.value("method");
    out.method = method.empty() ? std::string("INVITE") : std::string(method);
    const std::string params = without_method(uri.params);
    uri.params = Params(params);
    uri.headers = {};
    out.uri = to_string(uri);
    return out;
}

std::string status_fragment(int status) {
    std::string out = "SIP/2.0 ";
    out += std::to_string(status);
    out += ' ';
    out += default_reason(status);
    out += "\r\n";
    return out;
}

} // namespace sipi
