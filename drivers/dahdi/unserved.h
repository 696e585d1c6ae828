// Telephony cards on the PCI and USB buses that no driver serves, or that lack their firmware.
#pragma once

#include "drivers/dahdi/scan.h"

#include <string>
#include <vector>

namespace drivers::dahdi {

std::vector<Unserved> unserved_cards(const std::string& root);

} // namespace drivers::dahdi
