// From octets to a Message: start line, header lines with folding, body by Content-Length; RFC 3261
// §7, §18.3.
#include "sipi/message_parser.h"

#include "sipi/param_reader.h"
#include "sipi/text.h"

#include <algorithm>
#include <array>
#include <bitset>

namespace sipi {
namespace {

constexpr std::size_t kSpareText = 96;

// Headers without which nothing can be answered (RFC 3261 §8.1.1, Max-Forwards apart, §16.3).
constexpr std::array kMandatory{HeaderName::via, HeaderName::from, HeaderName::to,
                                HeaderName::call_id, HeaderName::cseq};
// Headers that decide and may stand once only; which of two would count is anybody's guess.
constexpr std::array kOnce{HeaderName::from,         HeaderName::to,
                           HeaderName::call_id,      HeaderName::cseq,
                           HeaderName::max_forwards, HeaderName::content_length,
                           HeaderName::content_type};

} // namespace

base::Result<Message, Malformed> Message::parse(base::Octets datagram, const ParserLimits& limits) {
    return MessageParser(limits).parse(datagram);
}

base::Result<Message, Malformed> MessageParser::parse(base::Octets datagram) {
    if (datagram.size() > kMaxMessage)
        return base::fail(Malformed{Error::too_large, 0, std::nullopt});
    // What is changed on arrival (received, rport) or on the way (a body) shall fit without moving
    // the text.
    message_.text_.reserve(datagram.size() + kSpareText);
    message_.text_.assign(reinterpret_cast<const char*>(datagram.data()), datagram.size());
    message_.fields_.reserve(32);
    if (!read_start_line())
        return base::fail(Malformed{error_, 0, std::nullopt});
    if (datagram.size() > limits_.message)
        note(Error::too_large);
    if (!read_headers())
        note(Error::truncated);
    read_body();
    check();
    if (failed_)
        return base::fail(std::move(*this).malformed());
    return std::move(message_);
}

bool MessageParser::find_line(std::size_t at, std::size_t& end) {
    std::string& text = message_.text_;
    for (;; ++at) {
        at = scan::find_any<'\r', '\n'>(text, at);
        if (at == text.size())
            return false;
        end = at;
        if (text[at] == '\n') {
            next_ = at + 1;
            return true;
        }
        if (at + 1 < text.size() && text[at + 1] == '\n') {
            next_ = at + 2;
            return true;
        }
        text[at] = ' ';
    }
}

bool MessageParser::read_start_line() {
    // Empty lines before the start line are keep-alives (RFC 3261 §7.5).
    std::size_t at = message_.text_.find_first_not_of("\r\n");
    if (at == std::string::npos) {
        note(Error::empty);
        return false;
    }
    std::size_t end = 0;
    if (!find_line(at, end)) {
        note(Error::truncated);
        return false;
    }
    const std::string_view text = line(at, end);
    if (text.starts_with("SIP/"))
        read_status_line(text);
    else
        read_request_line(text);
    // A line that is not even roughly SIP is not worth reading on.
    return message_.is_response() || message_.method_or_reason_.length > 0;
}

void MessageParser::read_request_line(std::string_view text) {
    const std::string_view method = text.substr(0, scan::span_of(text, scan::kToken));
    const std::size_t last = text.rfind(" SIP/");
    if (method.empty() || last == std::string_view::npos || last < method.size()) {
        note(Error::bad_start_line);
        return;
    }
    message_.method_ = method_of(method);
    message_.method_or_reason_ = range(method);
    const std::string_view version = text.substr(last + 1);
    const std::string_view uri = last > method.size()
                                     ? text.substr(method.size() + 1, last - method.size() - 1)
                                     : std::string_view();
    message_.uri_ = range(uri.empty() ? text.substr(0, 0) : uri);
    if (uri.size() > limits_.uri)
        note(Error::uri_too_long);
    else if (text[method.size()] != ' ')
        note(Error::bad_start_line);
    else if (version.size() >= 5 && version.find(' ') != std::string_view::npos)
        note(Error::bad_start_line);
    else if (!scan::same(version, "SIP/2.0"))
        note(Error::bad_version);
    else if (Uri parsed; !scan::read_uri(uri, parsed) || !parsed.headers.empty())
        note(Error::bad_uri); // headers are not for a Request-URI (RFC 3261 §19.1.1)
}

void MessageParser::read_status_line(std::string_view text) {
    // "SIP/2.0 200 OK"; the reason may be empty, and even its space may be missing.
    std::uint64_t status = 0;
    const std::size_t space = text.find(' ');
    message_.status_ = 1; // a response, whatever else is wrong
    if (!scan::same(text.substr(0, space), "SIP/2.0")) {
        note(Error::bad_version);
        return;
    }
    std::string_view rest = text.substr(std::min(space, text.size()));
    scan::skip_space(rest);
    const std::string_view digits = scan::take(rest, scan::kDigit);
    if (digits.size() != 3 || !scan::read_digits(digits, 699, status) || status < 100 ||
        (!rest.empty() && rest.front() != ' ')) {
        note(Error::bad_status);
        return;
    }
    message_.status_ = static_cast<std::uint16_t>(status);
    scan::take_char(rest, ' ');
    message_.method_or_reason_ = range(rest);
}

bool MessageParser::read_headers() {
    std::string& text = message_.text_;
    for (;;) {
        const std::size_t at = next_;
        std::size_t end = 0;
        if (!find_line(at, end)) {
            next_ = text.size();
            return false;
        }
        if (end == at)
            return true;
        // Continuation lines: their line end becomes white space (RFC 3261 §7.3.1).
        while (next_ < text.size() && (text[next_] == ' ' || text[next_] == '\t')) {
            for (std::size_t fold = end; fold < next_; ++fold)
                text[fold] = ' ';
            if (!find_line(next_, end)) {
                next_ = text.size();
                return false;
            }
        }
        if (message_.fields_.size() == std::min(limits_.headers, kMaxHeaders)) {
            note(Error::too_many_headers);
            continue;
        }
        if (end - at > limits_.header)
            note(Error::header_too_long);
        read_header(at, end);
    }
}

void MessageParser::read_header(std::size_t at, std::size_t end) {
    const char* const text = message_.text_.data();
    std::size_t colon = at + scan::span_of(line(at, end), scan::kToken);
    const std::size_t name_end = colon;
    while (colon < end && scan::is(text[colon], scan::kSpace))
        ++colon;
    if (name_end == at || colon == end || text[colon] != ':' || name_end - at > 0xFFFF) {
        note(Error::bad_header);
        return;
    }
    std::size_t value = colon + 1;
    while (value < end && scan::is(text[value], scan::kSpace))
        ++value;
    std::size_t value_end = end;
    while (value_end > value && scan::is(text[value_end - 1], scan::kSpace))
        --value_end;
    const std::string_view name(text + at, name_end - at);
    const HeaderMatch match = match_header_name(name);
    const bool verbatim = (match.as_sent || match.id == HeaderName::unknown) &&
                          value == name_end + 2 && text[name_end + 1] == ' ' &&
                          text[value_end] == '\r' && text[value_end + 1] == '\n';
    message_.fields_.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(value),
                                static_cast<std::uint32_t>(value_end - value),
                                static_cast<std::uint16_t>(name.size()), match.id, verbatim});
}

void MessageParser::read_body() {
    std::string& text = message_.text_;
    std::size_t length = text.size() - next_;
    const Message::IndexEntry* entry = message_.find(HeaderName::content_length);
    if (entry) {
        const auto given = parse_number(message_.view(*entry));
        if (!given || *given > length)
            note(Error::bad_content_length);
        else
            length = *given; // what follows is not part of the message (RFC 3261 §18.3)
    }
    text.resize(next_ + length);
    message_.body_ = {static_cast<std::uint32_t>(next_), static_cast<std::uint32_t>(length)};
}

void MessageParser::check() {
    check_once();
    if (failed_)
        return;
    for (const std::string_view value : message_.values(HeaderName::via)) {
        Via via;
        if (!scan::read_via(value, via))
            return note(Error::bad_via);
    }
    for (const HeaderName id : {HeaderName::from, HeaderName::to}) {
        NameAddr address;
        if (const auto error = scan::read_name_addr(message_.header(id), address))
            return note(*error);
        if (address.star)
            return note(Error::bad_name_addr);
        auto& tag = id == HeaderName::from ? message_.from_tag_ : message_.to_tag_;
        tag = address.tag.empty() ? Message::Range() : range(address.tag);
    }
    if (!parse_call_id(message_.call_id()))
        return note(Error::bad_call_id);
    check_cseq();
}

void MessageParser::check_once() {
    std::bitset<kHeaders.size()> seen;
    std::bitset<kHeaders.size()> repeated;
    for (const auto& entry : message_.fields_) {
        const auto id = static_cast<std::size_t>(entry.id);
        repeated[id] = seen[id];
        seen[id] = true;
    }
    for (const HeaderName id : kMandatory)
        if (!seen[static_cast<std::size_t>(id)])
            return note(Error::missing_header);
    for (const HeaderName id : kOnce)
        if (repeated[static_cast<std::size_t>(id)])
            return note(Error::repeated_header);
}

void MessageParser::check_cseq() {
    const auto cseq = message_.cseq();
    if (!cseq)
        return note(cseq.error());
    if (message_.is_response())
        message_.method_ = cseq->method;
    else if (cseq->method_text != message_.method_text())
        note(Error::cseq_mismatch);
}

Malformed MessageParser::malformed() && {
    Malformed out{error_, 0, std::nullopt};
    // A response is dropped (RFC 3261 §18.1.2), and nothing is ever answered to an ACK (§17).
    if (message_.is_response() || message_.method_ == Method::ack)
        return out;
    // What else is missing can still be said (RFC 4475 §3.3.1), as long as it is known to whom.
    if (!message_.has(HeaderName::via))
        return out;
    const bool unknown_method =
        message_.method_ == Method::unknown && error_ == Error::cseq_mismatch;
    out.status = error_ == Error::bad_version    ? 505
                 : error_ == Error::too_large    ? 513
                 : error_ == Error::uri_too_long ? 414
                 : unknown_method                ? 501
                                                 : 400;
    out.request = std::move(message_);
    return out;
}

} // namespace sipi
