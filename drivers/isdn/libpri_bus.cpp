// isdn::Interface on libpri: basic access with several terminals on one bus, at its network end and
// as one of the terminals (Q.921 §5.3, Q.931 §5.2.3.2, Q.951-2 for multiple subscriber numbers).
#include "drivers/isdn/libpri_interface.h"

#include <algorithm>

namespace isdn {

// The TEI that the network has assigned is seen in what libpri sends with it.
void LibpriInterface::learn_tei(base::Octets frame) {
    if (is_terminal() && frame.size() >= 2 && frame[0] >> 2 == 0 && tei_of(frame) != kGroupTei)
        own_tei_ = tei_of(frame);
}

// A terminal sees what the network says to all the others on its bus.
bool LibpriInterface::concerns_us(base::Octets frame) const {
    return !is_terminal() || tei_of(frame) == kGroupTei || tei_of(frame) == own_tei_;
}

// A called number is ours when it ends in one of our numbers; one shorter than them is compared by
// what it has, because networks send as many digits as the subscription says.
bool LibpriInterface::is_our_number(const Message& setup) const {
    if (options_.numbers.empty() || !setup.called || setup.called->digits.empty())
        return true;
    const std::string& called = setup.called->digits;
    return std::any_of(options_.numbers.begin(), options_.numbers.end(),
                       [&](const std::string& number) {
                           return called.ends_with(number) || number.ends_with(called);
                       });
}

std::uint32_t LibpriInterface::reference_key(std::uint16_t reference, bool outgoing) const {
    const std::uint32_t tei = is_bus_network() && !outgoing ? frame_tei_ : 0U;
    return reference | (outgoing ? 0x10000U : 0U) | tei << 17;
}

// A call offered to all terminals is cleared towards each that has answered.
PatchTarget LibpriInterface::target_of(const Call& call) const {
    if (!is_bus_network())
        return {};
    return call.outgoing ? PatchTarget{{}, !call.tei} : PatchTarget{call.tei, false};
}

} // namespace isdn
