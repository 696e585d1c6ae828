// Fuzz target: Q.931 messages in LAPD frames; what has been read must survive being written and
// read again.
#include "drivers/isdn/q931.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const base::Octets frame(data, size);
    const base::Octets information = isdn::information_of(frame);
    const auto envelope = isdn::read_envelope(information);
    if (!envelope)
        return 0;
    const auto type = static_cast<isdn::MessageType>(envelope->type);
    const isdn::Message message = isdn::read_elements(type, envelope->elements);
    const isdn::ElementPatch patch = isdn::elements_of(message);
    (void)isdn::apply(information, patch, 260);
    const std::uint8_t bare[] = {0x08, 0x02, 0x00, 0x01, envelope->type};
    const std::vector<std::uint8_t> written = isdn::apply(bare, patch, 4096);
    if (written.empty())
        std::abort();
    const auto again = isdn::read_envelope(written);
    isdn::Message second = isdn::read_elements(type, again->elements);
    const std::vector<std::uint8_t> twice = isdn::apply(bare, isdn::elements_of(second), 4096);
    if (twice != written)
        std::abort();
    return 0;
}
