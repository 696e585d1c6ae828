// Prints what drivers/dahdi finds.
#include "gateway/console/client/span_scan.h"

#include "drivers/dahdi/scan.h"
#include "gateway/console/client/command_line.h"

namespace console::client {

bool is_span_scan(const std::string& command) {
    return command == "span scan";
}

int span_scan(const std::string& sysfs, std::FILE* out) {
    const drivers::dahdi::Inventory found = drivers::dahdi::scan(sysfs);
    std::fputs(drivers::dahdi::conf_text(found).c_str(), out);
    return found.cards.empty() ? kRefused : kDone;
}

} // namespace console::client
