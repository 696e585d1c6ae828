// Session descriptions as values: printing, and what counts for a media; RFC 8866, RFC 3551 for
// static payloads.
#include "sipi/sdp.h"

#include "sipi/text.h"
#include "sipi/text_writer.h"

#include <algorithm>
#include <array>

namespace sipi {
namespace {

constexpr std::size_t kSdpTypicalText = 512;

// RFC 3551 Tables 4 and 5, in rising order. G.722 samples at 16 kHz but counts at 8 kHz (§4.5.2).
constexpr std::array kStaticPayloads{
    StaticPayload{0, "PCMU", 8000, 1},   StaticPayload{3, "GSM", 8000, 1},
    StaticPayload{4, "G723", 8000, 1},   StaticPayload{5, "DVI4", 8000, 1},
    StaticPayload{6, "DVI4", 16000, 1},  StaticPayload{7, "LPC", 8000, 1},
    StaticPayload{8, "PCMA", 8000, 1},   StaticPayload{9, "G722", 8000, 1},
    StaticPayload{10, "L16", 44100, 2},  StaticPayload{11, "L16", 44100, 1},
    StaticPayload{12, "QCELP", 8000, 1}, StaticPayload{13, "CN", 8000, 1},
    StaticPayload{14, "MPA", 90000, 1},  StaticPayload{15, "G728", 8000, 1},
    StaticPayload{16, "DVI4", 11025, 1}, StaticPayload{17, "DVI4", 22050, 1},
    StaticPayload{18, "G729", 8000, 1},  StaticPayload{25, "CelB", 90000, 1},
    StaticPayload{26, "JPEG", 90000, 1}, StaticPayload{28, "nv", 90000, 1},
    StaticPayload{31, "H261", 90000, 1}, StaticPayload{32, "MPV", 90000, 1},
    StaticPayload{33, "MP2T", 90000, 1}, StaticPayload{34, "H263", 90000, 1},
};
static_assert(std::ranges::is_sorted(kStaticPayloads, {}, &StaticPayload::payload_type));

// In the order of Direction.
constexpr std::array<std::string_view, 4> kDirections{"sendrecv", "sendonly", "recvonly",
                                                      "inactive"};

void print_line(TextWriter& out, char type, std::string_view value) {
    out << type << '=' << value << "\r\n";
}

void print_address(TextWriter& out, const SdpAddress& address) {
    if (address.ipv6)
        out << "IN IP6 ";
    else
        out << "IN IP4 ";
    out << address.address << address.scope;
}

void print_connection(TextWriter& out, const std::optional<SdpAddress>& connection) {
    if (!connection)
        return;
    out << "c=";
    print_address(out, *connection);
    out << "\r\n";
}

void print_lines(TextWriter& out, const std::vector<SdpLine>& lines, std::string_view types) {
    for (const SdpLine& line : lines)
        if (types.find(line.type) != std::string_view::npos)
            print_line(out, line.type, line.value);
}

void print_bandwidths(TextWriter& out, const std::vector<SdpBandwidth>& bandwidths) {
    for (const SdpBandwidth& bandwidth : bandwidths)
        out << "b=" << bandwidth.type << ':' << bandwidth.value << "\r\n";
}

void print_attributes(TextWriter& out, const std::vector<SdpAttribute>& attributes) {
    for (const SdpAttribute& attribute : attributes) {
        out << "a=" << attribute.name;
        if (attribute.has_value)
            out << ':' << attribute.value;
        out << "\r\n";
    }
}

void print_format(TextWriter& out, const SdpFormat& format) {
    if (format.has_rtpmap) {
        out << "a=rtpmap:" << format.name << ' ' << format.encoding << '/'
            << std::uint64_t(format.clock_rate);
        if (format.channels != 1)
            out << '/' << std::uint64_t(format.channels);
        out << "\r\n";
    }
    if (!format.fmtp.empty())
        out << "a=fmtp:" << format.name << ' ' << format.fmtp << "\r\n";
}

void print_rtcp(TextWriter& out, const SdpMedia& media) {
    if (media.rtcp_port) {
        out << "a=rtcp:" << std::uint64_t(media.rtcp_port);
        if (media.rtcp_address) {
            out << ' ';
            print_address(out, *media.rtcp_address);
        }
        out << "\r\n";
    }
    if (media.rtcp_mux)
        out << "a=rtcp-mux\r\n";
}

void print_direction(TextWriter& out, const std::optional<Direction>& direction) {
    if (direction)
        out << "a=" << text(*direction) << "\r\n";
}

void print_media(TextWriter& out, const SdpMedia& media) {
    out << "m=" << media.media << ' ' << std::uint64_t(media.port);
    if (media.port_count != 1)
        out << '/' << std::uint64_t(media.port_count);
    out << ' ' << media.protocol;
    for (const SdpFormat& format : media.formats)
        out << ' ' << format.name;
    out << "\r\n";
    print_lines(out, media.lines, "i");
    print_connection(out, media.connection);
    print_lines(out, media.lines, "c");
    print_bandwidths(out, media.bandwidths);
    print_lines(out, media.lines, "k");
    for (const SdpFormat& format : media.formats)
        print_format(out, format);
    if (media.ptime)
        out << "a=ptime:" << std::uint64_t(media.ptime) << "\r\n";
    if (media.maxptime)
        out << "a=maxptime:" << std::uint64_t(media.maxptime) << "\r\n";
    print_rtcp(out, media);
    print_direction(out, media.direction);
    print_attributes(out, media.attributes);
}

const SdpAttribute* find_attribute(const std::vector<SdpAttribute>& attributes,
                                   std::string_view name) {
    const auto found = std::ranges::find(attributes, name, &SdpAttribute::name);
    return found == attributes.end() ? nullptr : &*found;
}

} // namespace

std::string_view text(Direction direction) {
    return kDirections[static_cast<std::size_t>(direction)];
}

Direction reversed(Direction direction) {
    return direction_of(receives(direction), sends(direction));
}

bool SdpAddress::is_multicast() const {
    if (ipv6)
        return address.size() > 2 && scan::same(std::string_view(address).substr(0, 2), "ff");
    std::uint64_t first = 0;
    const std::size_t dot = address.find('.');
    // 224.0.0.0/4
    return dot != std::string::npos &&
           scan::read_digits(std::string_view(address).substr(0, dot), 255, first) &&
           first >= 224 && first <= 239 &&
           address.find_first_not_of("0123456789.") == std::string::npos;
}

bool SdpAddress::is_unspecified() const {
    return address == "0.0.0.0" || address == "::" || address == "0:0:0:0:0:0:0:0";
}

bool SdpFormat::same_codec(const SdpFormat& other) const {
    return !encoding.empty() && scan::same(encoding, other.encoding) &&
           clock_rate == other.clock_rate && channels == other.channels;
}

bool SdpFormat::is(std::string_view name_of_encoding) const {
    return clock_rate == 8000 && channels == 1 && scan::same(encoding, name_of_encoding);
}

const SdpFormat* SdpMedia::format(int payload_type) const {
    const auto found = std::ranges::find(formats, payload_type, &SdpFormat::payload_type);
    return found == formats.end() ? nullptr : &*found;
}

const SdpAttribute* SdpMedia::attribute(std::string_view name) const {
    return find_attribute(attributes, name);
}

const SdpAttribute* Sdp::attribute(std::string_view wanted) const {
    return find_attribute(attributes, wanted);
}

const SdpAddress* Sdp::connection_of(const SdpMedia& one) const {
    if (one.connection)
        return &*one.connection;
    return connection ? &*connection : nullptr;
}

Direction Sdp::direction_of(const SdpMedia& one) const {
    const Direction given =
        one.direction ? *one.direction : direction.value_or(Direction::sendrecv);
    const SdpAddress* address = connection_of(one);
    if (address && address->is_unspecified())
        return sipi::direction_of(sends(given), false);
    return given;
}

void Sdp::print(std::string& text) const {
    TextWriter out(text, kSdpTypicalText);
    out << "v=0\r\no=" << origin.username << ' ' << origin.session_id << ' ' << origin.version
        << ' ';
    print_address(out, origin.address);
    out << "\r\ns=" << name << "\r\n";
    print_lines(out, lines, "iuep");
    print_connection(out, connection);
    print_lines(out, lines, "c");
    print_bandwidths(out, bandwidths);
    out << "t=" << start << ' ' << stop << "\r\n";
    print_lines(out, lines, "trzk");
    print_direction(out, direction);
    print_attributes(out, attributes);
    for (const SdpMedia& one : media)
        print_media(out, one);
}

std::string Sdp::to_string() const {
    std::string out;
    print(out);
    return out;
}

const StaticPayload* static_payload(int payload_type) {
    const auto found = std::ranges::find_if(kStaticPayloads, [&](const StaticPayload& row) {
        return row.payload_type == payload_type;
    });
    return found == kStaticPayloads.end() ? nullptr : &*found;
}

SdpFormat make_format(int payload_type, std::string_view encoding, std::uint32_t clock_rate,
                      std::string_view fmtp) {
    SdpFormat format;
    format.name = std::to_string(payload_type);
    format.payload_type = payload_type;
    format.encoding = encoding;
    format.clock_rate = clock_rate;
    format.has_rtpmap = true;
    format.fmtp = fmtp;
    return format;
}

} // namespace sipi
