// What the tests of bodies share: bodies of text, SIP-I messages of tests/data, and a usual SIP-I
// body.
#pragma once

#include "sipi/body/multipart.h"
#include "tests/sipi/text_support.h"

#include <array>
#include <string>
#include <string_view>

namespace sipi::test {

inline constexpr std::array<std::string_view, 15> kSipIMessages{
    "01-invite-iam",
    "03-prack",
    "04-180-cpg",
    "05-200-anm",
    "06-info-sus",
    "08-bye-rel-conflict",
    "09-200bye-rlc",
    "11-cancel-reason",
    "14-invite-binary-trap",
    "15-invite-no-handling-unknown",
    "16-invite-optional-unknown",
    "17-invite-ruri-differs",
    "18-invite-ansi",
    "21-invite-truncated-isup",
    "22-invite-isup-only-no-sdp",
};

inline Message sip_i_message(std::string_view name) {
    return parsed(read_file("tests/data/sipi-messages/" + std::string(name) + ".sip"));
}

inline constexpr std::string_view kMixed = "multipart/mixed;boundary=b";

/// The text must outlive the body.
inline Body body_of(std::string_view content_type, std::string_view text) {
    Body::Headers headers;
    headers.content_type = content_type;
    return Body::parse(headers, octets(text));
}

/// All parts as "type/subtype[octets]", a fault in words in the place of octets.
inline std::string shown(const Body& body) {
    std::string out;
    for (const BodyPart& part : body.parts()) {
        append(out, MediaType{.type = part.type.type, .subtype = part.type.subtype, .params = {}});
        out += part.usable() ? "[" + std::string(part.text()) + "]"
                             : "!" + std::string(text(part.fault));
    }
    return out;
}

} // namespace sipi::test
