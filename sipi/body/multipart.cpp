// What to find in a body, and the faults of its parts in words; RFC 3204, RFC 5621.
#include "sipi/body/multipart.h"

#include "sipi/body/parser.h"
#include "sipi/text.h"

#include <algorithm>
#include <array>

namespace sipi {
namespace {

struct MultipartRow {
    BodyFault fault;
    int status;
    std::string_view text;
    std::string_view clause;
};

// One row per BodyFault, in its order.
constexpr std::array kFaults{
    MultipartRow{BodyFault::none, 0, "", ""},
    MultipartRow{BodyFault::bad_content_type, 400, "Content-Type missing or malformed",
                 "RFC 3261 §20.15"},
    MultipartRow{BodyFault::bad_part_header, 400, "Malformed header in body part", "RFC 2046 §5.1"},
    MultipartRow{BodyFault::no_boundary, 400, "multipart without boundary", "RFC 2046 §5.1.1"},
    MultipartRow{BodyFault::no_delimiter, 400, "Boundary does not occur in multipart",
                 "RFC 2046 §5.1.1"},
    MultipartRow{BodyFault::too_many_parts, 400, "Too many body parts",
                 "kMaxBodyParts, kMaxMultiparts"},
    MultipartRow{BodyFault::too_deep, 400, "multipart nested too deeply", "kMaxBodyDepth"},
    MultipartRow{BodyFault::unknown_encoding, 415, "Unsupported encoding of body",
                 "RFC 3261 §20.12"},
    MultipartRow{BodyFault::malformed_encoding, 400, "Malformed transfer encoding", "RFC 2045 §6"},
};

constexpr bool part_rows_in_order() {
    for (std::size_t at = 0; at < kFaults.size(); ++at)
        if (static_cast<std::size_t>(kFaults[at].fault) != at)
            return false;
    return true;
}
static_assert(part_rows_in_order());

template <class Predicate>
const BodyPart* first(const std::vector<BodyPart>& parts, Predicate predicate) {
    const auto found = std::ranges::find_if(parts, predicate);
    return found == parts.end() ? nullptr : &*found;
}

} // namespace

std::string_view text(BodyFault fault) {
    return kFaults[static_cast<std::size_t>(fault)].text;
}

int status_of(BodyFault fault) {
    return kFaults[static_cast<std::size_t>(fault)].status;
}

Body Body::parse(const Message& message) {
    return parse({message.header(HeaderName::content_type),
                  message.header(HeaderName::content_disposition), message.header("Content-ID"),
                  message.header("Content-Transfer-Encoding"),
                  message.header(HeaderName::content_encoding)},
                 message.body());
}

Body Body::parse(const Headers& headers, base::Octets octets) {
    Body body;
    if (!octets.empty())
        BodyParser(body).parse(headers, octets);
    return body;
}

const BodyPart* Body::find(std::string_view type, std::string_view subtype) const {
    return first(parts_,
                 [&](const BodyPart& part) { return part.usable() && part.is(type, subtype); });
}

const BodyPart* Body::sdp() const {
    return first(parts_, [](const BodyPart& part) {
        return part.usable() && part.is("application", "sdp") &&
               scan::same(part.disposition, "session");
    });
}

const BodyPart* Body::by_content_id(std::string_view id) const {
    return first(parts_, [&](const BodyPart& part) {
        return part.usable() && !id.empty() && part.content_id == id;
    });
}

std::string sdp_of(const Message& message) {
    const Body body = Body::parse(message);
    const BodyPart* part = body.sdp();
    return part ? std::string(part->text()) : std::string();
}

} // namespace sipi
