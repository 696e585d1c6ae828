// Matching of called numbers.
#include "tests/exchange/plan.h"

namespace exchange {

Match match(const std::vector<NumberConf>& plan, const std::string& span,
            const std::string& digits) {
    Match found;
    const auto better = [&found](const NumberConf& entry) {
        if (!found.entry || (found.entry->prefix && !entry.prefix))
            return true;
        if (!found.entry->prefix && entry.prefix)
            return false;
        return entry.number.size() > found.entry->number.size();
    };
    for (const NumberConf& entry : plan) {
        if (!entry.span.empty() && entry.span != span)
            continue;
        const bool fits = entry.prefix ? digits.starts_with(entry.number) : digits == entry.number;
        if (fits && better(entry))
            found.entry = &entry;
        if (entry.number.size() > digits.size() && entry.number.starts_with(digits))
            found.more = true;
    }
    return found;
}

} // namespace exchange
