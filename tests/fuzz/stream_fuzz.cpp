// Fuzz target: a stream of octets cut into SIP messages, in pieces of any length.
#include "sipi/stream/framer.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

/// All messages of a stream that comes in pieces of `piece` octets, and how it ends.
std::vector<std::string> cut(base::Octets stream, std::size_t piece) {
    using Next = sipi::StreamFramer::Next;
    sipi::StreamFramer framer(4096);
    std::vector<std::string> seen;
    while (!stream.empty()) {
        const base::Octets part = stream.first(std::min(piece, stream.size()));
        stream = stream.subspan(part.size());
        framer.append(part);
        for (Next next = framer.next(); next != Next::more; next = framer.next()) {
            if (next == Next::message)
                seen.emplace_back(framer.message().begin(), framer.message().end());
            else if (next == Next::too_long || next == Next::malformed)
                return seen;
        }
    }
    return seen;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1)
        return 0;
    const base::Octets stream(data + 1, size - 1);
    // however it is cut, the same messages come out
    if (cut(stream, stream.size() + 1) != cut(stream, std::size_t{data[0]} % 64 + 1))
        std::abort();
    return 0;
}
