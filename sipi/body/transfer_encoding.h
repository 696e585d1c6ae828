// Content-Transfer-Encoding of a body part, RFC 2045 §6: SIP is 8-bit safe, so most parts have
// none.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sipi {

enum class TransferEncoding : std::uint8_t {
    identity, ///< 7bit, 8bit, binary, or nothing said: the octets stand as they are
    base64,
    quoted_printable,
    unknown,
};

/// Reads the header value; empty is identity (RFC 5621 §3.2: binary is what SIP uses).
TransferEncoding transfer_encoding(std::string_view value);

/// Undoes base64 (RFC 2045 §6.8); white space between the digits is skipped. Nothing when another
/// octet stands there, a digit is alone in its group, or something follows the padding.
std::optional<std::string> decode_base64(std::string_view text);

/// Undoes quoted-printable (RFC 2045 §6.7); spaces at a line's end are dropped. Nothing when an '='
/// is followed neither by two hex digits nor by the end of its line.
std::optional<std::string> decode_quoted_printable(std::string_view text);

} // namespace sipi
