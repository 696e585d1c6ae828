// Writing multipart/mixed with a boundary that no part contains, RFC 2046 §5.1.1.
#include "sipi/body/builder.h"

#include "sipi/text_writer.h"

#include <algorithm>
#include <array>

namespace sipi {
namespace {

constexpr std::string_view kBoundaryStart = "Landline-"; // SDP has few capitals: a quick search
constexpr std::size_t kBoundaryDigits = 16;
using Boundary = std::array<char, kBoundaryStart.size() + kBoundaryDigits>;

std::string_view text(base::Octets octets) {
    return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

/// The seed spread over 64 bits (the finisher of splitmix64), in hex.
Boundary boundary_of(std::uint64_t seed) {
    std::uint64_t bits = seed + 0x9e3779b97f4a7c15;
    bits = (bits ^ bits >> 30) * 0xbf58476d1ce4e5b9;
    bits = (bits ^ bits >> 27) * 0x94d049bb133111eb;
    bits ^= bits >> 31;
    Boundary boundary;
    auto at = std::ranges::copy(kBoundaryStart, boundary.begin()).out;
    for (; at != boundary.end(); bits >>= 4)
        *at++ = "0123456789abcdef"[bits & 0xf];
    return boundary;
}

/// The first boundary from the seed on that stands in no part: there are more seeds than octets.
Boundary free_boundary(std::span<const PartToSend> parts, std::uint64_t seed) {
    for (;; ++seed) {
        const Boundary boundary = boundary_of(seed);
        const std::string_view wanted(boundary.data(), boundary.size());
        if (std::ranges::none_of(parts, [&](const PartToSend& part) {
                return text(part.octets).find(wanted) != std::string_view::npos;
            }))
            return boundary;
    }
}

/// Adds a header value; what could end its line becomes a space.
void write_value(TextWriter& writer, std::string_view value) {
    for (std::size_t at; (at = value.find_first_of("\r\n")) != std::string_view::npos;) {
        writer << value.substr(0, at) << ' ';
        value.remove_prefix(at + 1);
    }
    writer << value;
}

void write_part(TextWriter& writer, const PartToSend& part) {
    writer << "Content-Type: ";
    write_value(writer, part.type);
    if (!part.disposition.empty()) {
        writer << "\r\nContent-Disposition: ";
        write_value(writer, part.disposition);
    }
    writer << "\r\n\r\n" << text(part.octets) << "\r\n--";
}

std::size_t size_of(std::span<const PartToSend> parts) {
    constexpr std::size_t around = 96; // names, line ends and a delimiter
    std::size_t size = around;
    for (const PartToSend& part : parts)
        size += around + part.type.size() + part.disposition.size() + part.octets.size();
    return size;
}

} // namespace

PartToSend sdp_part(std::string_view sdp) {
    return {"application/sdp", {reinterpret_cast<const std::uint8_t*>(sdp.data()), sdp.size()}};
}

PartToSend signal_part(std::string_view type, base::Octets octets, Handling handling) {
    return {type, octets,
            handling == Handling::required ? "signal;handling=required"
                                           : "signal;handling=optional"};
}

void write_body(std::span<const PartToSend> parts, BodyToSend& out, std::uint64_t seed) {
    out.type.clear();
    out.disposition.clear();
    out.octets.clear();
    if (parts.empty())
        return;
    if (parts.size() == 1) {
        out.type = parts[0].type;
        out.disposition = parts[0].disposition;
        out.octets = text(parts[0].octets);
        return;
    }
    const Boundary chosen = free_boundary(parts, seed);
    const std::string_view boundary(chosen.data(), chosen.size());
    out.type.append("multipart/mixed;boundary=").append(boundary);
    TextWriter writer(out.octets, size_of(parts));
    writer << "--" << boundary << "\r\n";
    for (const PartToSend& part : parts) {
        write_part(writer, part);
        writer << boundary;
        if (&part == &parts.back())
            writer << "--";
        writer << "\r\n";
    }
}

} // namespace sipi
