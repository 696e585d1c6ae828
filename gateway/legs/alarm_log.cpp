// The alarms of a line, kept.
#include "gateway/legs/alarm_log.h"

#include <algorithm>

namespace legs {

void AlarmLog::update(const drivers::Alarms& alarms, base::WallTime now) {
    constexpr drivers::Alarms kAll{true, true, true, true, true, true, true};
    const std::vector<std::string> on = drivers::names(alarms);
    for (const std::string& name : drivers::names(kAll))
        set(name, std::find(on.begin(), on.end(), name) != on.end(), now);
}

void AlarmLog::set(const std::string& name, bool on, base::WallTime now) {
    const auto lasting =
        std::find_if(records_.rbegin(), records_.rend(), [&](const AlarmRecord& record) {
            return record.name == name && !record.cleared;
        });
    if (lasting != records_.rend()) {
        if (!on)
            lasting->cleared = now;
        return;
    }
    if (!on)
        return;
    records_.push_back({name, now, std::nullopt});
    if (records_.size() > kKept)
        records_.pop_front();
}

} // namespace legs
