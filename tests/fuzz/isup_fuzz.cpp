// ISUP messages: what decodes prints, encodes and decodes to the same message again.
// The first octet chooses the tables: even ITU-T, odd ANSI.
#include "isup/text.h"

#include <cstdlib>

namespace {

/// Each typed value that can be read must write without running out of room.
template <class... T>
void read_typed(const isup::Message& message) {
    isup::Message copy(message.type());
    (
        [&] {
            if (const auto value = message.get<T>()) {
                copy.set(*value);
                if (!copy.overflowed() && !copy.get<T>())
                    std::abort();
            }
        }(),
        ...);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace isup;
    if (size == 0)
        return 0;
    const Variant variant = data[0] & 1 ? Variant::ansi : Variant::itu;
    const Result<Message> message = Message::decode({data + 1, size - 1}, variant);
    if (!message)
        return to_text(message.error()).empty();
    if (to_text(*message, variant).empty() || summary(*message, variant).empty())
        std::abort();
    read_typed<CalledPartyNumber, CallingPartyNumber, ConnectedNumber, RedirectingNumber,
               OriginalCalledNumber, RedirectionNumber, GenericNumber, SubsequentNumber,
               RedirectionInformation, CauseIndicators, EventInformation, UserServiceInformation,
               UserToUserInformation, AccessTransport, HopCounter, PropagationDelay,
               GenericNotification, TransitNetworkSelection, ParameterCompatibility,
               MessageCompatibility, BackwardCallIndicators, ForwardCallIndicators>(*message);
    if (const auto access = message->get<AccessTransport>())
        for (const Element element :
             {Element::progress_indicator, Element::high_layer, Element::low_layer})
            (void)access->find(element);

    std::uint8_t memory[2 * kMaxOctets];
    const Result<std::size_t> encoded = message->encode(memory, variant);
    if (!encoded) // only pointers that would have to reach too far
        return 0;
    const Result<Message> again = Message::decode(base::Octets(memory).first(*encoded), variant);
    if (again && !(*again == *message))
        std::abort();
    return 0;
}
