// Messages in a stream of octets: RFC 3261 §7.5, §18.3 and the keep-alives of RFC 5626 §3.5.1.
#include "sipi/stream/framer.h"

#include "sipi/params.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

namespace sipi {
namespace {

constexpr std::string_view kEndOfHeader = "\r\n\r\n";
constexpr std::size_t kKeptIdle = 4096; // octets of an empty buffer that are not given back

std::string_view stream_text(base::Octets octets) {
    return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// The value of a header line that may go on in lines that begin with a blank (RFC 3261 §7.3.1).
std::string_view folded_value(std::string_view header, std::size_t from) {
    std::size_t end = std::min(header.find("\r\n", from), header.size());
    while (end + 2 < header.size() && (header[end + 2] == ' ' || header[end + 2] == '\t'))
        end = std::min(header.find("\r\n", end + 2), header.size());
    std::string_view value = header.substr(from, end - from);
    while (!value.empty() && is_blank(value.front()))
        value.remove_prefix(1);
    while (!value.empty() && is_blank(value.back()))
        value.remove_suffix(1);
    return value;
}

/// Content-Length of a header; nullopt: no number, or two that differ. Without one the body is
/// empty (RFC 3261 §20.14 asks for it on streams).
std::optional<std::size_t> content_length(std::string_view header) {
    std::optional<std::size_t> found;
    for (std::size_t line = header.find("\r\n"); line != std::string_view::npos;
         line = header.find("\r\n", line + 2)) {
        const std::size_t begin = line + 2;
        if (begin >= header.size() || (header[begin] | 0x20) < 'c' || (header[begin] | 0x20) > 'l')
            continue;
        const std::size_t colon = header.find(':', begin);
        if (colon == std::string_view::npos)
            break;
        std::string_view name = header.substr(begin, colon - begin);
        while (!name.empty() && is_blank(name.back()))
            name.remove_suffix(1);
        if (!equal_without_case(name, "content-length") && !equal_without_case(name, "l"))
            continue;
        const std::string_view value = folded_value(header, colon + 1);
        std::size_t length = 0;
        const auto [end, error] =
            std::from_chars(value.data(), value.data() + value.size(), length);
        if (value.empty() || error != std::errc() || end != value.data() + value.size() ||
            (found && *found != length))
            return std::nullopt;
        found = length;
    }
    return found.value_or(0);
}

} // namespace

void StreamFramer::append(base::Octets octets) {
    message_ = {};
    if (begin_ > 0) {
        buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(begin_));
        scanned_ -= std::min(scanned_, begin_);
        begin_ = 0;
    }
    buffer_.insert(buffer_.end(), octets.begin(), octets.end());
}

StreamFramer::Next StreamFramer::next() {
    if (fault_ != Next::more)
        return fault_;
    if (!message_.empty()) { // it has been seen
        begin_ += message_.size();
        scanned_ = begin_;
        total_ = 0;
        message_ = {};
    }
    if (begin_ == buffer_.size()) {
        forget();
        return Next::more;
    }
    if (total_ == 0 && (buffer_[begin_] == '\r' || buffer_[begin_] == '\n'))
        return blank_lines();
    const std::string_view rest = stream_text(base::Octets(buffer_).subspan(begin_));
    if (total_ == 0) {
        // the end may lie across what was scanned before
        const std::size_t from = scanned_ - begin_ > 3 ? scanned_ - begin_ - 3 : 0;
        const std::size_t end = rest.find(kEndOfHeader, from);
        if (end == std::string_view::npos) {
            scanned_ = buffer_.size();
            return rest.size() > most_ ? fault(Next::too_long) : Next::more;
        }
        const std::size_t header = end + kEndOfHeader.size();
        const auto length = content_length(rest.substr(0, end + 2));
        if (!length)
            return fault(Next::malformed);
        if (header > most_ || *length > most_ - header)
            return fault(Next::too_long);
        total_ = header + *length;
    }
    if (rest.size() < total_)
        return Next::more;
    half_ping_ = false;
    message_ = base::Octets(buffer_).subspan(begin_, total_);
    return Next::message;
}

// Between messages: RFC 3261 §7.5 lets CRLF be, RFC 5626 §3.5.1 gives them a meaning.
StreamFramer::Next StreamFramer::blank_lines() {
    const std::string_view rest = stream_text(base::Octets(buffer_).subspan(begin_));
    if (rest == "\r")
        return Next::more;
    const bool whole_ping = rest.starts_with(kEndOfHeader);
    const bool line = rest.starts_with("\r\n");
    // the second half of a ping may come later than the first
    const bool ping = whole_ping || (line && half_ping_);
    begin_ += whole_ping ? 4 : line ? 2 : 1;
    scanned_ = begin_;
    half_ping_ = line && !ping;
    return ping ? Next::ping : Next::pong;
}

StreamFramer::Next StreamFramer::fault(Next what) {
    fault_ = what;
    buffer_.clear();
    begin_ = scanned_ = total_ = 0;
    return what;
}

void StreamFramer::forget() {
    begin_ = scanned_ = 0;
    buffer_.clear();
    if (buffer_.capacity() > kKeptIdle)
        std::vector<std::uint8_t>().swap(buffer_);
}

} // namespace sipi
