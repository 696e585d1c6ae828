// A PASSporT as a value, and its JSON text: RFC 8225, with "shaken" (RFC 8588) and "div" (RFC
// 8946).
#include "sipi/identity/passport.h"

#include "sipi/identity/base64url.h"

#include <nlohmann/json.hpp>

namespace sipi::identity {
namespace {

// nlohmann::json holds members in a std::map: octet order of UTF-8 is code point order (§9 rule 2)
using Json = nlohmann::json;

std::string text_of(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json party(const std::string& number, const std::string& uri) {
    return number.empty() ? Json{{"uri", uri}} : Json{{"tn", number}};
}

/// False when `name` is there and no text.
bool read_text(const Json& object, const char* name, std::string& out) {
    const auto found = object.find(name);
    if (found == object.end())
        return true;
    if (!found->is_string())
        return false;
    out = found->get<std::string>();
    return true;
}

/// {"tn":"..."} or {"uri":"..."}: exactly one of both.
bool read_party(const Json& payload, const char* name, std::string& number, std::string& uri) {
    const auto found = payload.find(name);
    return found != payload.end() && found->is_object() && read_text(*found, "tn", number) &&
           read_text(*found, "uri", uri) && number.empty() != uri.empty();
}

bool read_list(const Json& object, const char* name, std::vector<std::string>& out) {
    const auto found = object.find(name);
    if (found == object.end())
        return true;
    if (!found->is_array())
        return false;
    for (const Json& one : *found) {
        if (!one.is_string())
            return false;
        out.push_back(one.get<std::string>());
    }
    return true;
}

bool read_header(const Json& header, Passport& passport) {
    std::string type;
    std::string algorithm;
    return read_text(header, "typ", type) && type == "passport" &&
           read_text(header, "alg", algorithm) && algorithm == "ES256" &&
           read_text(header, "x5u", passport.x5u) && !passport.x5u.empty() &&
           read_text(header, "ppt", passport.ppt);
}

/// The claims of the extension in `ppt`: RFC 8588 §4-5, RFC 8946 §3.
bool read_extension(const Json& payload, Passport& passport) {
    if (passport.ppt == "shaken")
        return read_text(payload, "attest", passport.attest) && passport.attest.size() == 1 &&
               std::string_view("ABC").find(passport.attest) != std::string_view::npos &&
               read_text(payload, "origid", passport.origid) && !passport.origid.empty();
    if (passport.ppt == "div")
        return read_party(payload, "div", passport.div_tn, passport.div_uri);
    return true;
}

bool read_payload(const Json& payload, Passport& passport) {
    const auto iat = payload.find("iat");
    const auto dest = payload.find("dest");
    if (iat == payload.end() || !iat->is_number_integer() || dest == payload.end() ||
        !dest->is_object() || !read_list(*dest, "tn", passport.dest_tn) ||
        !read_list(*dest, "uri", passport.dest_uri))
        return false;
    passport.iat = iat->get<std::int64_t>();
    return !(passport.dest_tn.empty() && passport.dest_uri.empty()) &&
           read_party(payload, "orig", passport.orig_tn, passport.orig_uri) &&
           read_extension(payload, passport);
}

Result<Json> object_of(std::string_view part) {
    const auto text = from_base64url(part);
    if (!text)
        return fail(Error::bad_token);
    Json json = Json::parse(*text, nullptr, false);
    if (!json.is_object())
        return fail(Error::bad_json);
    return json;
}

} // namespace

std::string header_json(const Passport& passport) {
    Json header = {{"alg", "ES256"}, {"typ", "passport"}, {"x5u", passport.x5u}};
    if (!passport.ppt.empty())
        header["ppt"] = passport.ppt;
    return text_of(header);
}

std::string payload_json(const Passport& passport) {
    Json dest = Json::object();
    if (!passport.dest_tn.empty())
        dest["tn"] = passport.dest_tn;
    if (!passport.dest_uri.empty())
        dest["uri"] = passport.dest_uri;
    Json payload = {{"dest", dest},
                    {"iat", passport.iat},
                    {"orig", party(passport.orig_tn, passport.orig_uri)}};
    if (passport.ppt == "shaken") {
        payload["attest"] = passport.attest;
        payload["origid"] = passport.origid;
    } else if (passport.ppt == "div") {
        payload["div"] = party(passport.div_tn, passport.div_uri);
    }
    return text_of(payload);
}

std::string signing_input(const Passport& passport) {
    std::string text = to_base64url(header_json(passport));
    text += '.';
    text += to_base64url(payload_json(passport));
    return text;
}

Result<Token> parse_token(std::string_view text) {
    if (text.size() > kMaxToken)
        return fail(Error::too_long);
    const std::size_t first = text.find('.');
    const std::size_t second = first == text.npos ? text.npos : text.find('.', first + 1);
    if (second == text.npos)
        return fail(Error::bad_token);
    const auto signature = from_base64url(text.substr(second + 1));
    if (!signature || signature->size() != 64)
        return fail(Error::bad_token);
    const auto header = object_of(text.substr(0, first));
    if (!header)
        return fail(header.error());
    const auto payload = object_of(text.substr(first + 1, second - first - 1));
    if (!payload)
        return fail(payload.error());
    Token token;
    if (!read_header(*header, token.passport))
        return fail(Error::bad_header);
    if (!read_payload(*payload, token.passport))
        return fail(Error::bad_claim);
    token.signed_text = text.substr(0, second);
    token.signature = *signature;
    return token;
}

} // namespace sipi::identity
