// The Diversion header (RFC 5806 §9.2).
#include "gateway/mapping/call_history.h"
#include "gateway/mapping/redirection.h"
#include "sipi/retargeting.h"

#include <algorithm>

namespace mapping {
namespace {

using isup::Presentation;
using sipi::HeaderName;

std::string entry_of(const Redirection& redirection, unsigned counter, const Profile& profile) {
    std::string value = "<" + uri_from_address(*redirection.by, profile, own_host(profile)) + ">";
    value.append(";reason=").append(reason_to_diversion(redirection.reason));
    if (counter > 1)
        value.append(";counter=").append(std::to_string(counter));
    if (redirection.presentation != Presentation::allowed)
        value.append(";privacy=full");
    return value;
}

bool may_be_shown(const Redirection& redirection, const Profile& profile) {
    return redirection.by && (redirection.presentation == Presentation::allowed || profile.trust);
}

} // namespace

Retargeting from_diversion(const sipi::Message& message, const Profile& profile) {
    Retargeting past;
    for (const std::string_view value : message.values(HeaderName::diversion)) {
        const auto entry = sipi::Diversion::parse(value);
        if (!entry)
            continue;
        Redirection redirection;
        redirection.by = address_from_uri(entry->by.uri, profile);
        redirection.reason = reason_from_diversion(entry->reason);
        redirection.counter = entry->counter;
        if (entry->hidden())
            redirection.presentation = Presentation::restricted;
        past.redirections.push_back(redirection);
    }
    std::ranges::reverse(past.redirections);
    return past;
}

void write_diversion(const Retargeting& past, const Profile& profile, Headers& headers) {
    // What cannot be named is counted by the next newer entry.
    std::vector<std::string> entries;
    unsigned counter = 0;
    for (const Redirection& redirection : past.redirections) {
        counter += redirection.counter;
        if (!may_be_shown(redirection, profile))
            continue;
        entries.push_back(entry_of(redirection, counter, profile));
        counter = 0;
    }
    if (counter > 0) // the newest stays hidden: then who it was before tells nothing
        return;
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry)
        headers.push_back({"Diversion", *entry});
}

} // namespace mapping
