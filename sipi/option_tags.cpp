// Option tags (RFC 3261 §19.2), RSeq and RAck (RFC 3262 §7).
#include "sipi/option_tags.h"

#include "sipi/text.h"

namespace sipi {

bool lists(const Message& message, HeaderName header, std::string_view tag) {
    for (const std::string_view value : message.values(header))
        if (scan::same(value, tag))
            return true;
    return false;
}

bool offers(const Message& request, std::string_view tag) {
    return lists(request, HeaderName::supported, tag) || lists(request, HeaderName::require, tag);
}

std::optional<std::uint32_t> reliable_sequence(const Message& response) {
    if (response.status() <= 100 || response.status() >= 200 ||
        !lists(response, HeaderName::require, k100rel) || !response.has(HeaderName::rseq))
        return std::nullopt;
    const auto rseq = parse_number(response.header(HeaderName::rseq));
    return rseq ? std::optional(*rseq) : std::nullopt;
}

std::optional<Rack> rack_of(const Message& prack) {
    std::string_view left = prack.header(HeaderName::rack);
    const auto word = [&left] {
        const std::size_t from = left.find_first_not_of(" \t");
        left.remove_prefix(from == std::string_view::npos ? left.size() : from);
        const std::string_view out = left.substr(0, left.find_first_of(" \t"));
        left.remove_prefix(out.size());
        return out;
    };
    const auto rseq = parse_number(word());
    const auto cseq = parse_number(word());
    const std::string_view method = word();
    if (!rseq || !cseq || method.empty() || !word().empty())
        return std::nullopt;
    return Rack{*rseq, *cseq, method};
}

} // namespace sipi
