// Any text as a challenge and as credentials; what is understood is written again and must be
// understood the same.
#include "sipi/digest/digest.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sipi::digest;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto challenge = Challenge::parse(text)) {
        const std::string written = to_string(*challenge);
        const auto again = Challenge::parse(written);
        if (!(again ? to_string(*again) == written : written.size() > kMaxValue))
            std::abort();
    }
    if (const auto credentials = Credentials::parse(text)) {
        const std::string written = to_string(*credentials);
        const auto again = Credentials::parse(written);
        if (!(again ? to_string(*again) == written : written.size() > kMaxValue))
            std::abort();
        (void)verify(*credentials, "939e7578ed9e3c518a452acee763bce9", "REGISTER", text);
    }
    return 0;
}
