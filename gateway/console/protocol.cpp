// The console's line protocol: request lines and answer frames.
#include "gateway/console/protocol.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace console {

namespace {

constexpr char kCancel = '\x03'; // what Ctrl-C types
constexpr std::string_view kStatusNames[] = {"more", "ok", "error"};
constexpr std::size_t kMaxFrameHead = 32;

bool is_control(char c) {
    const auto octet = static_cast<unsigned char>(c);
    return (octet < 0x20 && c != '\t') || octet == 0x7f;
}

/// An odd number of quotation marks stands before the end.
bool within_quotes(std::string_view line) {
    return std::count(line.begin(), line.end(), '"') % 2 != 0;
}

} // namespace

Request parse_request(std::string_view line) {
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    if (line.size() == 1 && line.front() == kCancel)
        return {Request::Kind::cancel, {}};
    if (std::any_of(line.begin(), line.end(), is_control))
        return {Request::Kind::bad, "a control character in the request"};
    if (line.starts_with('\t'))
        return {Request::Kind::complete, std::string(line.substr(1))};
    const auto end = line.find_last_not_of(" \t");
    if (end != std::string_view::npos && line[end] == '?' && !within_quotes(line.substr(0, end)))
        return {Request::Kind::help, std::string(line.substr(0, end))};
    return {Request::Kind::command, std::string(line)};
}

std::optional<Request> RequestReader::next() {
    const auto end = pending_.find('\n');
    if (end == std::string::npos) {
        if (pending_.size() > kMaxRequest) {
            pending_.clear();
            skipping_ = true;
        }
        return std::nullopt;
    }
    const std::string line = pending_.substr(0, end);
    pending_.erase(0, end + 1);
    if (std::exchange(skipping_, false) || line.size() > kMaxRequest)
        return Request{Request::Kind::bad,
                       "the request is longer than " + std::to_string(kMaxRequest) + " octets"};
    return parse_request(line);
}

std::string frame(Status status, std::string_view text) {
    std::string out(kStatusNames[static_cast<std::size_t>(status)]);
    out += ' ';
    out += std::to_string(text.size());
    out += '\n';
    return out.append(text);
}

std::optional<Frame> FrameReader::next() {
    if (failed_)
        return std::nullopt;
    const auto end = pending_.find('\n');
    if (end == std::string::npos) {
        failed_ = pending_.size() > kMaxFrameHead;
        return std::nullopt;
    }
    const std::string_view head = std::string_view(pending_).substr(0, end);
    const auto blank = head.find(' ');
    const auto status =
        std::find(std::begin(kStatusNames), std::end(kStatusNames), head.substr(0, blank));
    std::size_t size = 0;
    bool good = blank != std::string_view::npos && status != std::end(kStatusNames);
    if (good) {
        const std::string_view number = head.substr(blank + 1);
        const auto [stop, error] =
            std::from_chars(number.data(), number.data() + number.size(), size);
        good = error == std::errc{} && stop == number.data() + number.size() && size <= kMaxFrame;
    }
    if (!good) {
        failed_ = true;
        return std::nullopt;
    }
    if (pending_.size() - end - 1 < size)
        return std::nullopt;
    Frame out{static_cast<Status>(status - std::begin(kStatusNames)),
              pending_.substr(end + 1, size)};
    pending_.erase(0, end + 1 + size);
    return out;
}

} // namespace console
