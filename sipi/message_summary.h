// The body application/simple-message-summary: what is in a mailbox (RFC 3842 §5).
#pragma once

#include "sipi/error.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sipi {

inline constexpr std::string_view kMessageSummary = "message-summary"; ///< the event package
inline constexpr std::string_view kMessageSummaryType = "application/simple-message-summary";

struct MessageSummary {
    /// Of one message-context-class: "2/8 (0/2)".
    struct Counts {
        std::uint32_t fresh = 0, old = 0;
        std::uint32_t urgent_fresh = 0, urgent_old = 0;
        bool operator==(const Counts&) const = default;
    };
    bool waiting = false;
    std::string account; ///< URI of Message-Account; empty: none
    std::optional<Counts> voice, fax, pager, multimedia, text_messages;
    bool operator==(const MessageSummary&) const = default;

    /// Its classes: the word before "-Message" (RFC 3458 §6.2), and where its counts are.
    struct Class {
        std::string_view name;
        std::optional<Counts> MessageSummary::*counts;
    };
    static std::span<const Class> classes();

    /// Lines of unknown classes and headers of single messages are passed over. Errors: bad_value
    /// without a Messages-Waiting of yes or no at its begin; bad_number where counts are none.
    static Result<MessageSummary> parse(std::string_view body);
    /// With CRLF behind each line.
    std::string text() const;
};

} // namespace sipi
