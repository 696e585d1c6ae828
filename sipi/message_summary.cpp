// The body application/simple-message-summary (RFC 3842 §5.2).
#include "sipi/message_summary.h"

#include "sipi/params.h"
#include "sipi/text.h"

#include <algorithm>
#include <array>

namespace sipi {
namespace {

constexpr std::uint32_t kMost = 4294967295U; // RFC 3842 §5.2: 1*DIGIT, up to 2^32 - 1

std::optional<std::uint32_t> take_number(std::string_view& text) {
    const std::string_view digits = scan::take(text, scan::kDigit);
    if (digits.empty())
        return std::nullopt;
    std::uint64_t number = 0;
    for (const char digit : digits)
        number = std::min<std::uint64_t>(number * 10 + static_cast<unsigned>(digit - '0'), kMost);
    return static_cast<std::uint32_t>(number);
}

bool take_char(std::string_view& text, char wanted) {
    scan::skip_space(text);
    if (text.empty() || text.front() != wanted)
        return false;
    text.remove_prefix(1);
    scan::skip_space(text);
    return true;
}

bool take_pair(std::string_view& text, std::uint32_t& fresh, std::uint32_t& old) {
    const auto first = take_number(text);
    if (!first || !take_char(text, '/'))
        return false;
    const auto second = take_number(text);
    fresh = first.value_or(0);
    old = second.value_or(0);
    return second.has_value();
}

// newmsgs SLASH oldmsgs [ LPAREN new-urgentmsgs SLASH old-urgentmsgs RPAREN ]
std::optional<MessageSummary::Counts> counts_of(std::string_view text) {
    MessageSummary::Counts counts;
    if (!take_pair(text, counts.fresh, counts.old))
        return std::nullopt;
    if (take_char(text, '(') &&
        (!take_pair(text, counts.urgent_fresh, counts.urgent_old) || !take_char(text, ')')))
        return std::nullopt;
    return scan::trimmed(text).empty() ? std::optional(counts) : std::nullopt;
}

const MessageSummary::Class* class_of(std::string_view header) {
    constexpr std::string_view kSuffix = "-Message";
    if (header.size() <= kSuffix.size() ||
        !equal_without_case(header.substr(header.size() - kSuffix.size()), kSuffix))
        return nullptr;
    for (const MessageSummary::Class& one : MessageSummary::classes())
        if (equal_without_case(header.substr(0, header.size() - kSuffix.size()), one.name))
            return &one;
    return nullptr;
}

std::string_view take_line(std::string_view& rest) {
    const std::size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

} // namespace

std::span<const MessageSummary::Class> MessageSummary::classes() {
    static constexpr std::array kClasses{
        Class{"Voice", &MessageSummary::voice},
        Class{"Fax", &MessageSummary::fax},
        Class{"Pager", &MessageSummary::pager},
        Class{"Multimedia", &MessageSummary::multimedia},
        Class{"Text", &MessageSummary::text_messages},
    };
    return kClasses;
}

Result<MessageSummary> MessageSummary::parse(std::string_view body) {
    MessageSummary summary;
    bool status_seen = false;
    for (std::string_view rest = body; !rest.empty();) {
        const std::string_view line = take_line(rest);
        const std::size_t colon = line.find(':');
        if (scan::trimmed(line).empty() && status_seen)
            break; // headers of single messages follow
        if (colon == std::string_view::npos)
            continue;
        const std::string_view name = scan::trimmed(line.substr(0, colon)),
                               value = scan::trimmed(line.substr(colon + 1));
        if (equal_without_case(name, "Messages-Waiting")) {
            summary.waiting = equal_without_case(value, "yes");
            if (!summary.waiting && !equal_without_case(value, "no"))
                return fail(Error::bad_value);
            status_seen = true;
        } else if (!status_seen) {
            return fail(Error::bad_value);
        } else if (equal_without_case(name, "Message-Account")) {
            summary.account = value;
        } else if (const Class* const known = class_of(name)) {
            summary.*known->counts = counts_of(value);
            if (!(summary.*known->counts))
                return fail(Error::bad_number);
        }
    }
    if (!status_seen)
        return fail(Error::bad_value);
    return summary;
}

std::string MessageSummary::text() const {
    std::string out = "Messages-Waiting: ";
    out += waiting ? "yes\r\n" : "no\r\n";
    if (!account.empty())
        out.append("Message-Account: ").append(account).append("\r\n");
    for (const Class& one : classes())
        if (const auto& counts = this->*one.counts) {
            out.append(one.name).append("-Message: ").append(std::to_string(counts->fresh));
            out.append("/").append(std::to_string(counts->old));
            out.append(" (").append(std::to_string(counts->urgent_fresh));
            out.append("/").append(std::to_string(counts->urgent_old)).append(")\r\n");
        }
    return out;
}

} // namespace sipi
