// Option tags of Require, Supported and Unsupported (RFC 3261 §19.2), and what marks a response as
// reliable (RFC 3262 §3).
#pragma once

#include "sipi/message.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace sipi {

inline constexpr std::string_view k100rel = "100rel";                      ///< RFC 3262
inline constexpr std::string_view kPrecondition = "precondition";          ///< RFC 3312
inline constexpr std::string_view kTargetDialog = "tdialog";               ///< RFC 4538
inline constexpr std::string_view kResourcePriority = "resource-priority"; ///< RFC 4412
inline constexpr std::string_view kEarlyDialogOver = "199";                ///< RFC 6228
inline constexpr std::string_view kFromChange = "from-change";             ///< RFC 4916

/// The tag stands in that header, in any case.
bool lists(const Message& message, HeaderName header, std::string_view tag);
/// The sender of the request can do it: Supported or Require says so.
bool offers(const Message& request, std::string_view tag);

/// RSeq of a provisional response that wants a PRACK (RFC 3262 §4); nothing for other responses.
std::optional<std::uint32_t> reliable_sequence(const Message& response);

/// RAck of a PRACK (RFC 3262 §7.2).
struct Rack {
    std::uint32_t rseq = 0;
    std::uint32_t cseq = 0;
    std::string_view method;
};
std::optional<Rack> rack_of(const Message& prack);

} // namespace sipi
