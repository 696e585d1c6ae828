// Where a registered user is: one Contact of its REGISTER, RFC 3261 §10.3, with RFC 3327, RFC 5626
// and RFC 6140.
#include "sipi/registrar/binding.h"

#include "sipi/dialog.h"
#include "sipi/uri.h"

namespace sipi::registrar {
namespace {

// The parameters of a URI but one.
std::string params_without(const Params& params, std::string_view name) {
    std::string out;
    for (const Param& param : params)
        if (!equal_without_case(param.name, name)) {
            out.append(";").append(param.name);
            if (param.has_value)
                out.append("=").append(param.value);
        }
    return out;
}

} // namespace

bool Binding::same_as(const Binding& other) const {
    if (reg_id != 0 && other.reg_id != 0 && !instance.empty() && instance == other.instance)
        return reg_id == other.reg_id;
    const auto ours = Uri::parse(uri);
    const auto theirs = Uri::parse(other.uri);
    return ours && theirs ? equivalent(*ours, *theirs) : uri == other.uri;
}

bool Binding::behind_nat() const {
    const auto named = literal_endpoint(uri);
    return path.empty() && named && !named->same_host(source);
}

std::string Binding::contact(base::TimePoint now) const {
    const auto left = expires > now ? std::chrono::ceil<std::chrono::seconds>(expires - now)
                                    : std::chrono::seconds(0);
    std::string out = "<";
    out.append(uri).append(">;expires=").append(std::to_string(left.count()));
    if (says_q) {
        std::string digits = std::to_string(q % 1000 + 1000).substr(1);
        digits.erase(digits.find_last_not_of('0') + 1);
        out.append(";q=").append(q == 1000 ? "1" : "0");
        if (!digits.empty())
            out.append(".").append(digits);
    }
    if (!instance.empty())
        out.append(";+sip.instance=").append(instance);
    if (reg_id != 0)
        out.append(";reg-id=").append(std::to_string(reg_id));
    return out;
}

// RFC 3327 §5.4 with a Path; else back to where the REGISTER came from, as RFC 5626 §5.3 has it for
// flows and as everything behind NAT needs it. Who names an address at the same host and does not
// say that it sends from there (RFC 3581) may listen at that one only.
Target target_of(const Binding& binding, std::string_view called) {
    Target target;
    target.q = binding.q;
    target.request_uri = binding.uri;
    if (binding.bulk)
        if (auto uri = Uri::parse(binding.uri)) {
            const std::string params = params_without(uri->params, "bnc");
            std::string user;
            append_escaped_user(user, called);
            Uri named = *uri;
            named.params = Params(params);
            named.user = user;
            target.request_uri = to_string(named);
        }
    if (!binding.path.empty()) {
        target.routes = binding.path;
        const auto first = NameAddr::parse(binding.path.front());
        const auto hop = first ? literal_endpoint(first->uri_text) : std::nullopt;
        target.destinations.push_back(hop.value_or(binding.source));
        return target;
    }
    const auto named = literal_endpoint(binding.uri);
    const bool elsewhere = named && named->same_host(binding.source) && *named != binding.source;
    if (!elsewhere || binding.reg_id != 0) {
        target.destinations = {binding.source};
    } else if (is_reliable(binding.source.kind)) { // the connection, while there is one
        target.destinations = {binding.source, *named};
    } else {
        target.destinations = {binding.symmetric ? binding.source : *named};
    }
    return target;
}

} // namespace sipi::registrar
