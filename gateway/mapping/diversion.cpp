// The Diversion header (RFC 5806 §9.2).
#include "gateway/mapping/call_history.h"
#include "gateway/mapping/redirection.h"
#include "sipi/retargeting.h"

#include <algorithm>
#include <array>

namespace mapping {
namespace {

using isup::Presentation;
using sipi::HeaderName;

/// `screen` and the screening of the number (RFC 5806 §9.3.3, §9.3.4; Q.931 Table 4-11).
struct ScreenRow {
    std::string_view screen;
    isup::Screening screening;
    std::string_view clause;
};
// The first row of a word is the one that it becomes.
constexpr std::array kScreens{
    ScreenRow{"yes", isup::Screening::verified_passed, "RFC 5806 §9.3.4: passed network screening"},
    ScreenRow{"yes", isup::Screening::network_provided, "RFC 5806 §9.3.3: provided by the network"},
    ScreenRow{"no", isup::Screening::verified_failed, "RFC 5806 §9.3.4"},
};

std::string entry_of(const Redirection& redirection, unsigned counter, const Profile& profile) {
    std::string value = "<" + uri_from_address(*redirection.by, profile, own_host(profile)) + ">";
    value.append(";reason=").append(reason_to_diversion(redirection.reason));
    if (counter > 1)
        value.append(";counter=").append(std::to_string(counter));
    if (const auto* row = std::ranges::find(kScreens, redirection.screening, &ScreenRow::screening);
        row != kScreens.end())
        value.append(";screen=").append(row->screen);
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
        redirection.limit = entry->limit;
        if (const auto* row =
                std::ranges::find_if(kScreens,
                                     [&](const ScreenRow& one) {
                                         return sipi::equal_without_case(one.screen, entry->screen);
                                     });
            row != kScreens.end())
            redirection.screening = row->screening;
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
