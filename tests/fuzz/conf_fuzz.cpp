// Fuzz target: any octets as a conf file; what is accepted must describe itself as an equal
// configuration.
#include "gateway/config/config.h"

#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const config::Loaded loaded = config::parse(text, "fuzz.conf");
    if (!loaded) {
        for (const config::Problem& problem : loaded.error())
            if (config::text(problem).empty())
                std::abort();
        return 0;
    }
    const config::Loaded again = config::parse(config::describe(*loaded), "described.conf");
    if (!again || !(*again == *loaded) || !route::Plan::build(loaded->routing()))
        std::abort();
    return 0;
}
