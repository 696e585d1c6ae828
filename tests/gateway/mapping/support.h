// What the tests of the mappings share.
#pragma once

#include "gateway/mapping/isup_to_sip.h"
#include "gateway/mapping/notes.h"
#include "gateway/mapping/profile.h"
#include "gateway/mapping/sip_to_isup.h"
#include "isup/message.h"
#include "sipi/message.h"

#include <cppunit/extensions/HelperMacros.h>

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace mapping_test {

inline isup::Digits digits(std::string_view text) {
    return *isup::Digits::from_text(text);
}

/// A trunk in Germany.
inline mapping::Profile
profile(mapping::Interworking interworking = mapping::Interworking::q1912_5_b) {
    mapping::Profile profile;
    profile.interworking = interworking;
    profile.cause_table =
        follows_rfc3398(interworking) ? mapping::CauseTable::rfc3398 : mapping::CauseTable::q1912_5;
    profile.country_code = "49";
    profile.national_prefix = "0";
    profile.international_prefix = "00";
    profile.trust = true;
    profile.peer_host = "pbx.example.org";
    profile.local_host = "gw.example.org";
    return profile;
}
inline mapping::Profile
stranger(mapping::Interworking interworking = mapping::Interworking::q1912_5_b) {
    mapping::Profile result = profile(interworking);
    result.trust = false;
    return result;
}

inline sipi::Message parse(std::string_view text) {
    auto message =
        sipi::Message::parse({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    CPPUNIT_ASSERT_MESSAGE(std::string(text), message.ok());
    return *std::move(message);
}

/// A message of the call flows of RFC 3666.
inline sipi::Message rfc3666(const std::string& name) {
    std::ifstream file("tests/data/rfc3666/" + name, std::ios::binary);
    CPPUNIT_ASSERT_MESSAGE("run from the top of the checkout", file.good());
    return parse(std::string(std::istreambuf_iterator<char>(file), {}));
}

/// An INVITE with these header lines (each with CRLF) and this body.
inline sipi::Message invite(std::string_view uri, std::string_view headers = "",
                            std::string_view sdp = "") {
    std::string text =
        "INVITE " + std::string(uri) + " SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n";
    if (headers.find("From:") == std::string_view::npos)
        text += "From: <sip:+4930111@pbx.example.org;user=phone>;tag=1\r\n";
    if (headers.find("To:") == std::string_view::npos)
        text += "To: <" + std::string(uri) + ">\r\n";
    text += "Call-ID: 1@pbx\r\nCSeq: 1 INVITE\r\n" + std::string(headers);
    if (!sdp.empty())
        text += "Content-Type: application/sdp\r\n";
    return parse(text + "Content-Length: " + std::to_string(sdp.size()) + "\r\n\r\n" +
                 std::string(sdp));
}

inline sipi::Message response(int status, std::string_view headers = "") {
    return parse("SIP/2.0 " + std::to_string(status) +
                 " X\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\n"
                 "To: <sip:c@d>;tag=2\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n" +
                 std::string(headers) + "Content-Length: 0\r\n\r\n");
}

/// The IAM that an INVITE to this URI makes.
inline isup::Message iam_of(const std::string& uri, const mapping::Profile& profile) {
    mapping::Notes notes;
    const auto result = mapping::iam_from_invite(invite(uri), profile, notes);
    CPPUNIT_ASSERT(result.ok());
    return *result;
}
/// The Request-URI of the INVITE that an IAM makes.
inline std::string request_uri_of(const isup::Message& iam, const mapping::Profile& profile) {
    mapping::Notes notes;
    const auto result = mapping::invite_from_iam(iam, profile, notes);
    CPPUNIT_ASSERT(result.ok());
    return result->request_uri;
}

/// Whether a row of that name was used, and every note has a name and a clause.
inline bool noted(const mapping::Notes& notes, std::string_view row) {
    bool found = false;
    for (const mapping::Note& note : notes) {
        CPPUNIT_ASSERT(!note.row->name.empty() && !note.row->clause.empty());
        found = found || note.row->name == row;
    }
    return found;
}

} // namespace mapping_test
