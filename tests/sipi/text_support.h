// What the tests of SIP text share: octets of a text, files of tests/data, and a message for
// everyday use.
#pragma once

#include "sipi/message.h"

#include "base/octets.h"

#include <cppunit/extensions/HelperMacros.h>

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace sipi::test {

inline base::Octets octets(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    CPPUNIT_ASSERT_MESSAGE("cannot open " + path, file.good());
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline Message parsed(std::string_view text) {
    auto result = Message::parse(octets(text));
    CPPUNIT_ASSERT_MESSAGE(result ? "" : std::string(reason_text(result.error().error)),
                           result.ok());
    return std::move(*result);
}

/// The elements of a header, joined by '|'.
inline std::string joined(const Message& message, HeaderName id) {
    std::string out;
    for (const std::string_view value : message.values(id))
        out.append(out.empty() ? "" : "|").append(value);
    return out;
}

inline constexpr std::string_view kInvite =
    "INVITE sip:+4930123@gw.example.net;user=phone SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKa1;rport\r\n"
    "Max-Forwards: 70\r\n"
    "From: \"Alice\" <sip:+4930456@pbx.example.net>;tag=f1\r\n"
    "To: <sip:+4930123@gw.example.net>\r\n"
    "Call-ID: c1@192.0.2.10\r\n"
    "CSeq: 7 INVITE\r\n"
    "Contact: <sip:+4930456@192.0.2.10>\r\n"
    "Supported: timer, 100rel\r\n"
    "X-Trunk: left\r\n"
    "Content-Type: application/sdp\r\n"
    "Content-Length: 4\r\n"
    "\r\n"
    "v=0\n";

/// kInvite with `from` replaced by `to`.
inline std::string invite_with(std::string_view from, std::string_view to) {
    std::string text(kInvite);
    const std::size_t at = text.find(from);
    CPPUNIT_ASSERT_MESSAGE("not in kInvite: " + std::string(from), at != std::string::npos);
    return text.replace(at, from.size(), to);
}

} // namespace sipi::test

#define ASSERT_TEXT(expected, actual)                                                              \
    CPPUNIT_ASSERT_EQUAL(std::string(expected), std::string(actual))
