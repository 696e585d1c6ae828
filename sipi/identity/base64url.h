// base64url without padding, RFC 7515 §2 and RFC 4648 §5.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sipi::identity {

std::string to_base64url(std::string_view octets);
/// nullopt for other characters, an impossible length, or last bits that are not zero (so that one
/// value has one form).
std::optional<std::string> from_base64url(std::string_view text);

} // namespace sipi::identity
