// Fuzz target: any octets as a LAPD frame and as a Q.931 message, decoded for people.
#include "drivers/isdn/text.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const base::Octets octets(data, size);
    for (const isdn::Sender sender :
         {isdn::Sender::unknown, isdn::Sender::user, isdn::Sender::network}) {
        const std::string line = isdn::frame_summary(octets, sender);
        const std::string text = isdn::frame_text(octets, sender);
        if (line.empty() || line.find('\n') != std::string::npos || !text.ends_with('\n'))
            std::abort();
        for (const char c : text)
            if (c != '\n' && (c < 0x20 || c == 0x7f)) // it goes to a terminal
                std::abort();
    }
    if (isdn::message_text(octets).empty() || isdn::message_summary(octets).empty())
        std::abort();
    return 0;
}
