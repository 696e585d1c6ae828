// Session descriptions from text, RFC 8866 §5 and §9, with the attributes of RFC 3605 and RFC 5761.
#include "sipi/sdp.h"

#include "sipi/text.h"

#include <algorithm>
#include <array>
#include <limits>

namespace sipi {
namespace {

/// Octets that can be read behind any view into the text being parsed, so that a word or a line can
/// be searched in steps of 16 however short it is.
constexpr std::size_t kPadding = 16;

/// A copy of a text with kPadding octets behind it; on the stack as long as it is no longer than
/// usual.
class PaddedText {
  public:
    explicit PaddedText(std::string_view text) : size_(text.size()) {
        if (size_ + kPadding > near_.size())
            far_.resize(size_ + kPadding);
        char* const octets = far_.empty() ? near_.data() : far_.data();
        std::memcpy(octets, text.data(), size_);
        std::memset(octets + size_, 0, kPadding);
    }
    std::string_view text() const { return {far_.empty() ? near_.data() : far_.data(), size_}; }

  private:
    std::array<char, 2048> near_;
    std::string far_;
    std::size_t size_;
};

/// Position of `c` in a view into a PaddedText; text.size() when it is not there.
template <char C>
std::size_t find_padded(std::string_view text) {
    const std::string_view readable(text.data(), text.size() + kPadding);
    return std::min(scan::find_any<C>(readable), text.size());
}

/// Takes what stands before the next space off the front.
[[gnu::always_inline]] inline std::string_view take_word(std::string_view& rest) {
    const std::size_t end = find_padded<' '>(rest);
    const std::string_view word = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    scan::skip_space(rest); // there should be none
    return word;
}

template <class Number>
bool read_number(std::string_view text, Number& out) {
    std::uint64_t number = 0;
    if (!scan::read_digits(text, std::numeric_limits<Number>::max(), number))
        return false;
    out = static_cast<Number>(number);
    return true;
}

/// "IN IP4 192.0.2.1", "IN IP6 ff15::101/3".
bool read_address(std::string_view rest, SdpAddress& out) {
    const std::string_view network = take_word(rest);
    const std::string_view type = take_word(rest);
    const std::string_view address = take_word(rest);
    if (network != "IN" || (type != "IP4" && type != "IP6") || !rest.empty())
        return false;
    out.ipv6 = type == "IP6";
    const std::size_t slash = find_padded<'/'>(address);
    out.address = address.substr(0, slash);
    out.scope = address.substr(slash);
    for (const char c : out.scope)
        if (c != '/' && !scan::is(c, scan::kDigit))
            return false;
    // A name is allowed in place of an address (RFC 8866 §5.7).
    for (const char c : out.address)
        if (!scan::is(c, scan::kHost) && !(out.ipv6 && c == ':'))
            return false;
    return !out.address.empty();
}

/// What a payload type without rtpmap means (RFC 3551 §6).
void name_static_payloads(SdpMedia& media) {
    for (SdpFormat& format : media.formats) {
        const StaticPayload* row =
            format.has_rtpmap ? nullptr : static_payload(format.payload_type);
        if (!row)
            continue;
        format.encoding = row->encoding;
        format.clock_rate = row->clock_rate;
        format.channels = row->channels;
    }
}

class SdpParser {
  public:
    explicit SdpParser(Sdp& sdp) : sdp_(sdp) {}
    /// Nothing when it went well. `text` is a view into a PaddedText, as are all parts of it handed
    /// on.
    std::optional<Error> parse(std::string_view text);

  private:
    bool read_line(char type, std::string_view value);
    bool read_session_line(char type, std::string_view value);
    bool read_media_line(char type, std::string_view value);
    bool read_origin(std::string_view value);
    bool read_connection(std::string_view value, std::optional<SdpAddress>& connection,
                         std::vector<SdpLine>& lines);
    bool read_bandwidth(std::string_view value, std::vector<SdpBandwidth>& bandwidths);
    bool read_times(std::string_view value);
    bool read_media(std::string_view value);
    bool read_formats(std::string_view rest, SdpMedia& media);
    bool read_attribute(std::string_view text, std::vector<SdpAttribute>& attributes);
    bool read_media_attribute(std::string_view name, std::string_view value, SdpMedia& media);
    bool read_rtpmap(std::string_view value, SdpMedia& media);
    bool read_fmtp(std::string_view value, SdpMedia& media);
    bool read_rtcp(std::string_view value, SdpMedia& media);
    bool refuse(Error error) {
        error_ = error;
        return false;
    }

    Sdp& sdp_;
    SdpMedia* media_ = nullptr; ///< the m-line being read; null at session level
    bool has_origin_ = false;
    bool has_times_ = false;
    Error error_ = Error::bad_sdp;
};

std::optional<Error> SdpParser::parse(std::string_view text) {
    if (!text.starts_with("v=0\r\n") && !text.starts_with("v=0\n"))
        return Error::bad_sdp;
    if (std::memchr(text.data(), '\0', text.size()))
        return Error::bad_sdp;
    text.remove_prefix(text.find('\n') + 1);
    while (!text.empty()) {
        const std::size_t end = find_padded<'\n'>(text);
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (line.empty())
            continue;
        if (line.size() < 2 || line[1] != '=')
            return Error::bad_sdp;
        if (!read_line(line[0], line.substr(2)))
            return error_;
    }
    if (!has_origin_)
        return Error::bad_sdp_origin;
    for (SdpMedia& media : sdp_.media)
        name_static_payloads(media);
    return std::nullopt;
}

bool SdpParser::read_line(char type, std::string_view value) {
    if (type == 'm')
        return read_media(value);
    return media_ ? read_media_line(type, value) : read_session_line(type, value);
}

bool SdpParser::read_session_line(char type, std::string_view value) {
    switch (type) {
    case 'o':
        return read_origin(value);
    case 's':
        sdp_.name = value;
        return true;
    case 'c':
        return read_connection(value, sdp_.connection, sdp_.lines);
    case 'b':
        return read_bandwidth(value, sdp_.bandwidths);
    case 't':
        return read_times(value);
    case 'a':
        return read_attribute(value, sdp_.attributes);
    case 'i':
    case 'u':
    case 'e':
    case 'p':
    case 'r':
    case 'z':
    case 'k':
        if (sdp_.lines.size() == kMaxSdpAttributes)
            return refuse(Error::bad_sdp);
        sdp_.lines.push_back({type, std::string(value)});
        return true;
    default:
        return refuse(Error::bad_sdp);
    }
}

bool SdpParser::read_media_line(char type, std::string_view value) {
    switch (type) {
    case 'c':
        return read_connection(value, media_->connection, media_->lines);
    case 'b':
        return read_bandwidth(value, media_->bandwidths);
    case 'a':
        return read_attribute(value, media_->attributes);
    case 'i':
    case 'k':
        if (media_->lines.size() == kMaxSdpAttributes)
            return refuse(Error::bad_sdp);
        media_->lines.push_back({type, std::string(value)});
        return true;
    default:
        return refuse(Error::bad_sdp);
    }
}

bool SdpParser::read_origin(std::string_view value) {
    SdpOrigin& origin = sdp_.origin;
    origin.username = take_word(value);
    origin.session_id = take_word(value);
    const std::string_view version = take_word(value);
    if (has_origin_ || origin.username.empty() || !scan::all(origin.session_id, scan::kDigit) ||
        origin.session_id.empty() || !read_number(version, origin.version) ||
        !read_address(value, origin.address))
        return refuse(Error::bad_sdp_origin);
    has_origin_ = true;
    return true;
}

bool SdpParser::read_connection(std::string_view value, std::optional<SdpAddress>& connection,
                                std::vector<SdpLine>& lines) {
    SdpAddress address;
    if (!read_address(value, address) || lines.size() == kMaxSdpAttributes)
        return refuse(Error::bad_sdp_connection);
    if (connection)
        lines.push_back({'c', std::string(value)}); // a list of multicast groups (RFC 8866 §5.7)
    else
        connection = std::move(address);
    return true;
}

bool SdpParser::read_bandwidth(std::string_view value, std::vector<SdpBandwidth>& bandwidths) {
    const std::size_t colon = value.find(':');
    SdpBandwidth bandwidth;
    if (colon == std::string_view::npos || colon == 0 || bandwidths.size() == kMaxSdpAttributes ||
        !read_number(value.substr(colon + 1), bandwidth.value))
        return refuse(Error::bad_sdp);
    bandwidth.type = value.substr(0, colon);
    bandwidths.push_back(std::move(bandwidth));
    return true;
}

bool SdpParser::read_times(std::string_view value) {
    std::uint64_t start = 0;
    std::uint64_t stop = 0;
    std::string_view rest = value;
    if (!read_number(take_word(rest), start) || !read_number(take_word(rest), stop) ||
        !rest.empty() || sdp_.lines.size() == kMaxSdpAttributes)
        return refuse(Error::bad_sdp);
    if (has_times_) {
        sdp_.lines.push_back({'t', std::string(value)});
    } else {
        sdp_.start = start;
        sdp_.stop = stop;
    }
    has_times_ = true;
    return true;
}

bool SdpParser::read_media(std::string_view value) {
    if (sdp_.media.size() == kMaxSdpMedia)
        return refuse(Error::bad_sdp_media);
    if (sdp_.media.empty())
        sdp_.media.reserve(2);
    SdpMedia& media = sdp_.media.emplace_back();
    media_ = &media;
    const std::string_view type = take_word(value);
    std::string_view port = take_word(value);
    const std::string_view protocol = take_word(value);
    const std::size_t slash = port.find('/');
    if (slash != std::string_view::npos) {
        if (!read_number(port.substr(slash + 1), media.port_count))
            return refuse(Error::bad_sdp_media);
        port = port.substr(0, slash);
    }
    if (!scan::is_token(type) || protocol.empty() || !read_number(port, media.port))
        return refuse(Error::bad_sdp_media);
    media.media = type;
    media.protocol = protocol;
    return read_formats(value, media);
}

bool SdpParser::read_formats(std::string_view rest, SdpMedia& media) {
    const bool rtp = media.is_rtp();
    while (!rest.empty()) {
        if (media.formats.empty())
            media.formats.reserve(6);
        if (media.formats.size() == kMaxSdpFormats)
            return refuse(Error::bad_sdp_media);
        SdpFormat& format = media.formats.emplace_back();
        format.name = take_word(rest);
        if (format.name.empty())
            return refuse(Error::bad_sdp_media);
        if (!rtp)
            continue;
        std::uint8_t payload_type = 0;
        if (!read_number(format.name, payload_type) || payload_type > 127)
            return refuse(Error::bad_sdp_media);
        format.payload_type = payload_type;
    }
    return !media.formats.empty() || refuse(Error::bad_sdp_media);
}

bool SdpParser::read_attribute(std::string_view text, std::vector<SdpAttribute>& attributes) {
    const std::size_t colon = find_padded<':'>(text);
    const std::string_view name = text.substr(0, colon);
    const bool has_value = colon < text.size();
    const std::string_view value = has_value ? text.substr(colon + 1) : std::string_view();
    if (name.empty())
        return refuse(Error::bad_sdp_attribute);
    if (media_ && has_value && read_media_attribute(name, value, *media_))
        return true;
    if (!has_value) {
        std::optional<Direction>& direction = media_ ? media_->direction : sdp_.direction;
        for (const Direction candidate :
             {Direction::sendrecv, Direction::sendonly, Direction::recvonly, Direction::inactive})
            if (name == sipi::text(candidate)) {
                direction = candidate;
                return true;
            }
        if (media_ && name == "rtcp-mux") {
            media_->rtcp_mux = true;
            return true;
        }
    }
    if (attributes.size() == kMaxSdpAttributes)
        return refuse(Error::bad_sdp_attribute);
    attributes.push_back({std::string(name), std::string(value), has_value});
    return true;
}

bool SdpParser::read_media_attribute(std::string_view name, std::string_view value,
                                     SdpMedia& media) {
    if (name == "rtpmap")
        return read_rtpmap(value, media);
    if (name == "fmtp")
        return read_fmtp(value, media);
    if (name == "ptime")
        return media.ptime == 0 && read_number(value, media.ptime);
    if (name == "maxptime")
        return media.maxptime == 0 && read_number(value, media.maxptime);
    if (name == "rtcp")
        return media.rtcp_port == 0 && read_rtcp(value, media);
    return false;
}

bool SdpParser::read_rtpmap(std::string_view value, SdpMedia& media) {
    std::uint8_t payload_type = 0;
    if (!read_number(take_word(value), payload_type))
        return false;
    const std::string_view encoding = scan::take(value, scan::kToken);
    if (encoding.empty() || !scan::take_char(value, '/'))
        return false;
    const std::string_view rate = scan::take(value, scan::kDigit);
    std::uint8_t channels = 1;
    if (!value.empty() && (value.front() != '/' || !read_number(value.substr(1), channels)))
        return false;
    std::uint32_t clock_rate = 0;
    if (!read_number(rate, clock_rate) || clock_rate == 0)
        return false;
    for (SdpFormat& format : media.formats) {
        if (format.payload_type != payload_type || format.has_rtpmap)
            continue;
        format.encoding = encoding;
        format.clock_rate = clock_rate;
        format.channels = channels;
        format.has_rtpmap = true;
        return true;
    }
    return false;
}

bool SdpParser::read_fmtp(std::string_view value, SdpMedia& media) {
    const std::string_view name = take_word(value);
    if (value.empty())
        return false;
    for (SdpFormat& format : media.formats) {
        if (format.name != name || !format.fmtp.empty())
            continue;
        format.fmtp = value;
        return true;
    }
    return false;
}

bool SdpParser::read_rtcp(std::string_view value, SdpMedia& media) {
    std::uint16_t port = 0;
    if (!read_number(take_word(value), port) || port == 0)
        return false;
    if (!value.empty()) {
        SdpAddress address;
        if (!read_address(value, address))
            return false;
        media.rtcp_address = std::move(address);
    }
    media.rtcp_port = port;
    return true;
}

} // namespace

Result<Sdp> Sdp::parse(std::string_view text) {
    Result<Sdp> result{Sdp()};
    const PaddedText padded(text);
    if (const auto error = SdpParser(*result).parse(padded.text()))
        return fail(*error);
    return result;
}

} // namespace sipi
