// Inspection of a request before anything is done with it, RFC 3261 §8.2: one table row per
// objection.
#include "sipi/agent/checks.h"

#include "sipi/body/support.h"
#include "sipi/dialog.h"
#include "sipi/overload.h"
#include "sipi/params.h"

#include <algorithm>
#include <array>

namespace sipi {
namespace {

std::string joined(const std::vector<std::string>& parts) {
    std::string out;
    for (const std::string& part : parts) {
        if (!out.empty())
            out += ", ";
        out += part;
    }
    return out;
}

// --- the objections

// §8.2.1: 405 for a method that we know but do not serve, §21.5.2: 501 for one that we do not know.
Refusal method_is_served(const Message& request, const Abilities& abilities) {
    if (std::ranges::find(abilities.methods, request.method_text()) != abilities.methods.end())
        return {};
    if (request.method() == Method::unknown)
        return {501, HeaderName::allow, abilities.allow, {}};
    // No line has an image for it (RFC 3428 §4).
    const bool message = request.method() == Method::message;
    return {405, HeaderName::allow, abilities.allow, message ? "No Line Takes Messages" : ""};
}

// §8.2.2.1
Refusal scheme_is_known(const Message& request, const Abilities&) {
    const auto uri = Uri::parse(request.request_uri());
    if (!uri)
        return {400, HeaderName::unknown, {}, "Bad Request-URI"};
    if (!uri->is_sip() && !uri->is_tel() && !is_priority_uri(request.request_uri())) // RFC 5031
        return {416, HeaderName::unknown, {}, {}};
    return {};
}

// §8.1.1.6, §16.3: a gateway may send the call on, so it ends loops as a proxy does (RFC 7332 §3).
// OPTIONS with 0 asks us and nobody behind us (§11.2).
Refusal may_be_forwarded(const Message& request, const Abilities&) {
    if (!request.has(HeaderName::max_forwards))
        return {};
    const auto left = parse_number(request.header(HeaderName::max_forwards));
    if (!left)
        return {400, HeaderName::unknown, {}, "Bad Max-Forwards"};
    if (*left == 0 && request.method() != Method::options)
        return {483, HeaderName::unknown, {}, {}};
    return {};
}

// §8.2.2.3
Refusal extensions_are_supported(const Message& request, const Abilities& abilities) {
    std::string unsupported;
    for (const std::string_view tag : request.values(HeaderName::require)) {
        const std::string wanted = lower_case(tag);
        if (std::ranges::any_of(abilities.option_tags, [&](const std::string& known) {
                return lower_case(known) == wanted;
            }))
            continue;
        if (!unsupported.empty())
            unsupported += ", ";
        unsupported += tag;
    }
    if (unsupported.empty())
        return {};
    return {420, HeaderName::unsupported, std::move(unsupported), {}};
}

// §8.2.3, RFC 3204 §6, RFC 5621 §8: each part that must be understood is.
Refusal body_is_understood(const Message& request, const Abilities& abilities) {
    if (request.method() != Method::invite || request.body().empty())
        return {};
    const Body body = Body::parse(request);
    const auto refused = refused_parts(body, [&](const BodyPart& part) {
        const std::string type = lower_case(part.type.type) + '/' + lower_case(part.type.subtype);
        return std::ranges::find(abilities.types, type) != abilities.types.end();
    });
    if (refused.empty())
        return {};
    const bool encoding = std::ranges::any_of(
        refused, [](const BodyPart* part) { return part->fault == BodyFault::unknown_encoding; });
    if (encoding)
        return {415, HeaderName::accept_encoding, "identity", {}};
    if (!request.has(HeaderName::content_type)) // RFC 3261 §20.15, answered as an unknown type
        return {415, HeaderName::accept, abilities.accept, {}};
    const auto faulty = std::ranges::find_if(
        refused, [](const BodyPart* part) { return status_of(part->fault) == 400; });
    if (faulty != refused.end())
        return {400, HeaderName::accept, abilities.accept, text((*faulty)->fault)};
    return {415, HeaderName::accept, abilities.accept, {}};
}

// §13.3.1, RFC 4475 §3.3.15: what an INVITE is answered with is SDP, alone or in a multipart.
Refusal answer_is_acceptable(const Message& request, const Abilities&) {
    if (request.method() != Method::invite || !request.has(HeaderName::accept))
        return {};
    for (const std::string_view value : request.values(HeaderName::accept)) {
        const auto range = MediaType::parse(value);
        if (!range || range->is("*", "*") || range->is("application", "*") ||
            range->is("application", "sdp") || range->is("multipart", "*") ||
            range->is("multipart", "mixed"))
            return {};
    }
    return {406, HeaderName::unknown, {}, {}};
}

// §8.1.1.8: an INVITE has exactly one Contact with a SIP URI.
Refusal contact_is_usable(const Message& request, const Abilities&) {
    if (request.method() != Method::invite)
        return {};
    const auto contact = request.contact();
    if (!request.has(HeaderName::contact) && is_of_rfc2543(request))
        return {};
    if (!contact || contact->star)
        return {400, HeaderName::unknown, {}, "Bad Contact"};
    return {};
}

struct CheckRow {
    Refusal (*objection)(const Message&, const Abilities&);
    bool in_dialog; // asked inside a dialog as well
    bool of_cancel; // asked of CANCEL: it may not be challenged with Require (§8.2.2.3)
    std::string_view clause;
};
constexpr std::array kRows{
    CheckRow{method_is_served, true, true, "RFC 3261 §8.2.1"},
    CheckRow{scheme_is_known, false, false, "RFC 3261 §8.2.2.1"},
    CheckRow{may_be_forwarded, false, false, "RFC 3261 §16.3, RFC 7332 §3"},
    CheckRow{extensions_are_supported, true, false, "RFC 3261 §8.2.2.3"},
    CheckRow{contact_is_usable, false, false, "RFC 3261 §8.1.1.8"},
    CheckRow{answer_is_acceptable, true, false, "RFC 3261 §21.4.7"},
    CheckRow{body_is_understood, true, false, "RFC 3261 §8.2.3"},
};

} // namespace

Abilities::Abilities(const AgentSettings& settings) : option_tags(settings.supported) {
    methods = {"INVITE", "ACK", "CANCEL", "BYE", "OPTIONS"};
    option_tags.insert(option_tags.end(), settings.understood.begin(), settings.understood.end());
    methods.insert(methods.end(), settings.more_methods.begin(), settings.more_methods.end());
    allow = joined(methods);
    supported = joined(settings.supported);
    accept = joined(settings.accept_types);
    accept_language = joined(settings.accept_languages);
    for (const std::string& type : settings.accept_types)
        types.push_back(lower_case(type));
}

Refusal inspect(const Message& request, const Abilities& abilities, bool in_dialog) {
    const bool cancel = request.method() == Method::cancel;
    for (const CheckRow& row : kRows) {
        if ((in_dialog && !row.in_dialog) || (cancel && !row.of_cancel))
            continue;
        if (Refusal refusal = row.objection(request, abilities); refusal.status != 0)
            return refusal;
    }
    return {};
}

} // namespace sipi
