// Which sources of SIP are peers, which are read at all, and how much of them: the guard's
// settings.
#include "gateway/legs/sip_side.h"
#include "sipi/message.h"
#include "sipi/overload.h"
#include "sipi/params.h"

#include <algorithm>

namespace legs {
namespace {

bool contains(const std::vector<config::Cidr>& networks, const config::IpAddress& address) {
    return std::ranges::any_of(
        networks, [&](const config::Cidr& network) { return network.contains(address); });
}

} // namespace

// Access lists are for those who are no peers, and have not registered.
sipi::Standing SipSide::standing(const sipi::Endpoint& source) const {
    if (configured_at(source) || (users_.enabled() && users_.knows(source)))
        return sipi::Standing::known;
    const config::IpAddress address{source.v6, source.address};
    const bool allowed = guard_.allow.empty() || contains(guard_.allow, address);
    return allowed && !contains(guard_.deny, address) ? sipi::Standing::unknown
                                                      : sipi::Standing::denied;
}

void SipSide::protect(const config::Guard& guard, const config::Overload& overload) {
    guard_ = guard;
    sipi::GuardSettings settings;
    settings.silent = guard.unknown_sources == config::UnknownSources::silence;
    settings.rate = guard.rate;
    settings.burst = guard.burst;
    settings.unknown_rate = guard.unknown_rate;
    settings.ban_after = guard.ban_after;
    settings.ban_time = guard.ban_time;
    for (const std::string& word : guard.scanners)
        settings.scanners.push_back(sipi::lower_case(word));
    settings.standing = [this](const sipi::Endpoint& source) { return standing(source); };
    agent_.guard().configure(std::move(settings));
    sipi::ParserLimits limits;
    limits.message = guard.max_message;
    limits.headers = guard.max_headers;
    limits.header = guard.max_header;
    limits.uri = guard.max_uri;
    agent_.limit(limits);
    agent_.overload().configure({overload.max_call_rate, overload.max_cpu,
                                 std::chrono::ceil<std::chrono::seconds>(overload.retry_after),
                                 overload.control});
}

} // namespace legs
