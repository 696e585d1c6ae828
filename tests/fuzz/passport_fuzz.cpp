// Any text as a PASSporT; what is understood is written again and must be understood the same.
#include "sipi/identity/base64url.h"
#include "sipi/identity/passport.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sipi::identity;
    const auto token = parse_token({reinterpret_cast<const char*>(data), size});
    if (!token.ok())
        return 0;
    std::string text = signing_input(token->passport);
    text += '.';
    text += to_base64url(token->signature);
    if (text.size() > kMaxToken)
        return 0;
    const auto again = parse_token(text);
    if (!again.ok() || !(again->passport == token->passport) ||
        again->signature != token->signature)
        std::abort();
    return 0;
}
