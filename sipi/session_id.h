// Session-ID: one identifier for a call from end to end, two halves of it; RFC 7989.
#pragma once

#include "sipi/message.h"

#include <optional>
#include <string>
#include <string_view>

namespace sipi {

class Random;

/// The half of an end that is not known yet (§5).
inline constexpr std::string_view kNilUuid = "00000000000000000000000000000000";

/// Views the message; `remote` is empty in the form of RFC 7329, which had one half only.
struct SessionIds {
    std::string_view local, remote;
};
/// nullopt: none, or malformed, which is as good as none (§6).
std::optional<SessionIds> session_id_of(const Message& message);
/// "local;remote=...", with the nil UUID for a half that is empty.
std::string session_id_text(std::string_view local, std::string_view remote);
/// 32 lower-case hexadecimal digits, version 4 of RFC 4122 (§4.1).
std::string make_uuid(Random& random);
bool is_uuid(std::string_view text);

} // namespace sipi
