// DNS answers from outside: the time to live of their records (RFC 1035 §4.1). Seeds: answers of a
// real server.
#include "sipi/locate/cares_client.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    for (const std::uint16_t type : {std::uint16_t{33}, std::uint16_t{35}}) {
        const auto ttl = sipi::shortest_ttl({data, size}, type);
        if (ttl && size < 12)
            __builtin_trap(); // a header alone has more octets than that
    }
    return 0;
}
