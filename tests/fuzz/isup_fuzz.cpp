// ISUP messages: what decodes prints, encodes and decodes to the same message again.
// Judging, splitting and joining do no harm either. The first octet chooses the variant: 0 ITU-T,
// 1 ANSI, ...
#include "isup/compatibility.h"
#include "isup/segmentation.h"
#include "isup/text.h"
#include "isup/values.h"
#include "isup/variants.h"

#include <cstdlib>

namespace {

/// Each typed value that can be read must write without running out of room.
template <class Types>
void read_typed(const isup::Message& message) {
    isup::Message copy(message.type());
    Types::for_each([&]<class T>() {
        if (const auto value = message.get<T>()) {
            copy = isup::Message(message.type());
            copy.set(*value);
            if (copy.overflowed() || !copy.get<T>())
                std::abort();
        }
    });
}

void judge_and_split(const isup::Message& message, isup::Variant variant) {
    using namespace isup;
    for (const bool can_pass_on : {true, false}) {
        const Decision decision =
            judge(message, variant, {.can_pass_on = can_pass_on, .strict_messages = !can_pass_on});
        Message rest = message;
        discard(rest, decision);
        if (decision.cause && confusion_of(decision, Location::transit).overflowed())
            std::abort();
    }
    if (const Result<Segments> segments = split(message, variant, 100); segments && segments->rest)
        (void)join(segments->first, *segments->rest);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace isup;
    if (size == 0)
        return 0;
    const auto variant = static_cast<Variant>(data[0] % kVariants);
    const Result<Message> message = Message::decode({data + 1, size - 1}, variant);
    if (!message)
        return to_text(message.error()).empty();
    if (to_text(*message, variant).empty() || summary(*message, variant).empty())
        std::abort();
    read_typed<ItuValues>(*message);
    if (variant == Variant::ansi)
        read_typed<AnsiValues>(*message);
    if (variant == Variant::uk)
        read_typed<UkValues>(*message);
    if (variant == Variant::ttc)
        read_typed<TtcValues>(*message);
    judge_and_split(*message, variant);
    if (const auto access = message->get<AccessTransport>())
        for (const Element element :
             {Element::progress_indicator, Element::high_layer, Element::low_layer})
            (void)access->find(element);

    std::uint8_t memory[2 * kMaxOctets];
    const Result<std::size_t> encoded = message->encode(memory, variant);
    if (!encoded) // only pointers that would have to reach too far
        return 0;
    const Result<Message> again = Message::decode(base::Octets(memory).first(*encoded), variant);
    if (!again || !(*again == *message))
        std::abort();
    return 0;
}
