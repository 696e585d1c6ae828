// SRV targets by priority, and drawn by weight within one (RFC 2782).
#include "sipi/locate/srv_order.h"

#include <algorithm>

namespace sipi {

void order_srv(std::vector<SrvRecord>& records,
               const std::function<std::uint32_t(std::uint32_t)>& random) {
    // those of weight 0 first, so that they too have a small chance
    std::ranges::stable_sort(records, [](const SrvRecord& a, const SrvRecord& b) {
        return a.priority != b.priority ? a.priority < b.priority : !a.weight && b.weight;
    });
    for (auto next = records.begin(); next != records.end(); ++next) {
        const auto end = std::find_if(next, records.end(), [&](const SrvRecord& record) {
            return record.priority != next->priority;
        });
        std::uint32_t sum = 0;
        for (auto each = next; each != end; ++each)
            sum += each->weight;
        const std::uint32_t drawn = random(sum + 1);
        std::uint32_t running = 0;
        for (auto each = next; each != end; ++each) {
            running += each->weight;
            if (running < drawn)
                continue;
            std::rotate(next, each, each + 1);
            break;
        }
    }
}

} // namespace sipi
