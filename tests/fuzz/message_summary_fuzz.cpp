// Fuzz target: message summaries (RFC 3842), Event and Subscription-State. What has been read is
// written, read again and the same.
#include "sipi/event.h"
#include "sipi/message_summary.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto summary = sipi::MessageSummary::parse(text)) {
        const auto again = sipi::MessageSummary::parse(summary->text());
        if (!again || !(*again == *summary))
            std::abort();
    }
    static_cast<void>(sipi::Event::parse(text));
    if (const auto state = sipi::SubscriptionState::parse(text))
        static_cast<void>(sipi::subscribe_again_after(*state));
    return 0;
}
