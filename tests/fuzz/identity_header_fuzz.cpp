// Any text as an Identity header field, a Date and a TNAuthList: what is understood is written
// again and must be understood the same.
#include "sipi/identity/date.h"
#include "sipi/identity/identity_header.h"
#include "sipi/identity/telephone_number.h"
#include "sipi/identity/tn_auth_list.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sipi::identity;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto seconds = date_from_text(text); seconds && *seconds % 60 != 0)
        if (date_from_text(date_text(*seconds)) != seconds)
            std::abort();
    if (const auto list = tn_auth_list_from_der(text))
        static_cast<void>(list->covers("12155550100"));
    const auto header = parse_identity(text);
    if (!header.ok())
        return 0;
    static_cast<void>(parse_token(header->token));
    Passport passport;
    passport.x5u = header->info;
    passport.ppt = header->ppt;
    const auto again = parse_identity(identity_value(header->token, passport));
    const bool plain = header->info.find_first_of("<>\"") == std::string::npos &&
                       header->ppt.find_first_of("\"\\;<>") == std::string::npos &&
                       header->token.find_first_of("\"<>") == std::string::npos;
    if (plain && (!again.ok() || again->token != header->token || again->info != header->info))
        std::abort();
    return 0;
}
