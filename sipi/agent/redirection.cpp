// The targets that 3xx responses name, and which of them is next: RFC 3261 §8.1.3.4.
#include "sipi/agent/redirection.h"

#include <algorithm>

namespace sipi {
namespace {

bool same_uri(std::string_view a, std::string_view b) {
    const auto first = Uri::parse(a);
    const auto second = Uri::parse(b);
    return first && second ? equivalent(*first, *second) : a == b;
}

} // namespace

std::vector<RedirectTarget> redirect_targets(const Message& response) {
    std::vector<RedirectTarget> targets;
    for (const std::string_view value : response.values(HeaderName::contact)) {
        const auto contact = NameAddr::parse(value);
        if (!contact || contact->star || !contact->uri.is_sip())
            continue;
        Uri uri = contact->uri;
        uri.headers = {}; // may not stand in a Request-URI (§19.1.1)
        targets.push_back(
            {to_string(uri), static_cast<float>(contact->q().value_or(1000)) / 1000.0F});
    }
    std::ranges::stable_sort(targets, std::ranges::greater(), &RedirectTarget::q);
    return targets;
}

void Redirection::add(const std::vector<RedirectTarget>& targets) {
    for (const RedirectTarget& target : targets) {
        const auto known = [&](const std::string& uri) { return same_uri(uri, target.uri); };
        if (std::ranges::any_of(tried_, known) ||
            std::ranges::any_of(waiting_, known, &RedirectTarget::uri))
            continue;
        waiting_.push_back(target);
    }
    std::ranges::stable_sort(waiting_, std::ranges::greater(), &RedirectTarget::q);
}

std::optional<std::string> Redirection::next() {
    if (waiting_.empty() || left_ == 0)
        return std::nullopt;
    --left_;
    std::string uri = std::move(waiting_.front().uri);
    waiting_.erase(waiting_.begin());
    tried_.push_back(uri);
    return uri;
}

} // namespace sipi
