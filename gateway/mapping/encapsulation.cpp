// ISUP in SIP bodies: octets into a message that the call may have, and back; RFC 3204, RFC 3372,
// Q.1912.5 profile C, judged by Q.764 §2.9.5.
#include "gateway/mapping/encapsulation.h"

#include "gateway/mapping/causes.h"
#include "gateway/mapping/closed_user_group.h"
#include "gateway/mapping/precedence.h"
#include "gateway/mapping/qsig.h"
#include "isup/compatibility.h"
#include "isup/segmentation.h"
#include "isup/text.h"
#include "isup/translation.h"
#include "isup/variants.h"
#include "sipi/body/isup_type.h"
#include "sipi/body/qsig_type.h"
#include "sipi/body/support.h"

#include <array>

namespace mapping {
namespace {

constexpr Row kTaken{"ISUP from the body", "RFC 3204 §3.1, Q.1912.5 §5.4"};
constexpr Row kEncapsulationUnused{"ISUP in the body not used", "RFC 3204 §6, Q.764 §2.9.5"};
constexpr Row kJoined{"segment joined", "Q.764 §2.1.12"};
constexpr Row kDiscarded{"parameters discarded", "Q.764 §2.9.5"};
constexpr Row kReleased{"release asked for by what is not understood", "Q.764 §2.9.5"};
constexpr Row kMessageDiscarded{"message discarded", "Q.764 §2.9.5"};
constexpr Row kWrapped{"ISUP into the body", "RFC 3204 §3.1, Q.1912.5 §5.4"};

/// "5f 60": the parameters that a decision takes out.
std::string codes_of(const isup::Decision& decision) {
    std::string codes;
    for (std::size_t i = 0; i < decision.discarded_count; ++i)
        codes +=
            fmt::format("{}{:02x}", i ? " " : "", static_cast<unsigned>(decision.discarded[i]));
    return codes;
}

constexpr std::uint8_t kProtocolError = 111, kNotCompatible = 88;

struct UnusedRow {
    Unused unused;
    std::string_view name;
    int status; ///< of the refusal when the part was required
    std::uint8_t cause;
    std::string_view clause;
};
// In the order of Unused.
constexpr std::array kUnusedRows{
    UnusedRow{Unused::none, "", 0, 0, ""},
    UnusedRow{Unused::not_asked, "not asked for", 415, kNotCompatible, "RFC 3204 §6"},
    UnusedRow{Unused::unknown_variant, "unknown variant", 415, kNotCompatible, "RFC 3204 §6"},
    UnusedRow{Unused::broken, "broken", 400, kProtocolError, "Q.764 §2.9.5"},
    UnusedRow{Unused::misplaced, "misplaced", 400, kProtocolError, "RFC 3204 §4"},
    UnusedRow{Unused::of_circuit, "of the circuit", 0, 0, "Q.1912.5 §5.4.3"},
    UnusedRow{Unused::discarded, "discarded by its instructions", 0, 0, "Q.764 §2.9.5"},
};
constexpr bool in_order() {
    for (std::size_t at = 0; at < kUnusedRows.size(); ++at)
        if (static_cast<std::size_t>(kUnusedRows[at].unused) != at)
            return false;
    return true;
}
static_assert(in_order());

/// The part's handling counts only as far as those around it let it (RFC 5621 §8).
bool is_required(const sipi::Body& body, const sipi::BodyPart& wanted) {
    const auto refused =
        sipi::refused_parts(body, [&](const sipi::BodyPart& part) { return &part != &wanted; });
    for (const sipi::BodyPart* part : refused)
        if (part == &wanted)
            return true;
    return false;
}

/// Works through the ISUP parts of one body.
class Unwrapping {
  public:
    Unwrapping(const sipi::Body& body, Carrier carrier, const Profile& profile, Notes& notes)
        : body_(body), carrier_(carrier), profile_(profile), notes_(notes) {}

    Unwrapped run() {
        for (const sipi::BodyPart& part : body_.parts())
            if (part.usable() && part.is("application", "isup"))
                take(part);
        if (out_.objection) // the SIP message is refused whole (RFC 5621 §8): no half of it is used
            out_.message.reset();
        if (out_.message)
            finish();
        return std::move(out_);
    }

  private:
    void take(const sipi::BodyPart& part) {
        if (!carries_isup(profile_.interworking))
            return leave(part, Unused::not_asked, "the trunk carries no ISUP");
        const auto variant = variant_of(part);
        if (!variant)
            return leave(part, Unused::unknown_variant, std::string(part.content_type));
        const auto message = isup::Message::decode(part.octets, *variant);
        if (!message)
            return leave(part, Unused::broken, isup::to_text(message.error()));
        const std::string acronym = isup::acronym(message->type(), *variant);
        if (is_of_circuit(message->type()))
            return leave(part, Unused::of_circuit, acronym);
        if (out_.message && message->type() == isup::MessageType::sgm) {
            out_.message = isup::join(*out_.message, *message);
            notes_.add(kJoined, "{}", isup::acronym(out_.message->type(), *variant));
            return;
        }
        if (out_.message) // SAMs behind the IAM: the Request-URI has their digits (RFC 3578 §3.2)
            return;
        if (!may_travel(message->type(), carrier_))
            return leave(part, Unused::misplaced,
                         acronym + " in " + std::string(mapping::name(carrier_)));
        if (!judged(*message, *variant))
            return leave(part, Unused::discarded, acronym);
        out_.message = *message;
        isup::discard(*out_.message, decision_);
        notes_.add(kTaken, "{} {}", isup::acronym(message->type(), *variant),
                   isup::row_of(*variant).name);
    }

    /// False: the message is discarded, or the call is to be released for it.
    bool judged(const isup::Message& message, isup::Variant variant) {
        constexpr std::uint8_t kPassedOn = 103;
        // Transit as long as nobody knows where the call goes; the leg at which it ends judges
        // again what it cannot pass on.
        decision_ = isup::judge(message, variant, {.exchange = isup::ExchangeType::b});
        if (decision_.confusion && message.type() == isup::MessageType::rel)
            out_.rlc_cause = decision_.cause;
        else if (decision_.confusion && decision_.cause != kPassedOn) // the call says that
            out_.confusion = isup::confusion_of(decision_, profile_.isup.location);
        if (decision_.discarded_count > 0 && decision_.verdict == isup::Verdict::discard)
            notes_.add(kDiscarded, "{}", codes_of(decision_));
        if (decision_.verdict == isup::Verdict::discard_message)
            notes_.add(kMessageDiscarded, "{}", isup::acronym(message.type(), variant));
        if (decision_.verdict == isup::Verdict::release) {
            notes_.add(kReleased, "{} {}", decision_.cause, isup::cause_name(decision_.cause));
            constexpr int kServerError = 500; // Q.1912.5 §6.11.3: released by compatibility
            Objection objection{kServerError, {}, "ISUP not understood, release asked for"};
            objection.cause.value = decision_.cause;
            objection.cause.location = profile_.isup.location;
            objection.cause.diagnostics = isup::OctetString<30>(decision_.diagnostics.octets());
            out_.objection = objection;
        }
        return decision_.verdict != isup::Verdict::release &&
               decision_.verdict != isup::Verdict::discard_message;
    }

    void leave(const sipi::BodyPart& part, Unused unused, std::string why) {
        if (out_.unused != Unused::none)
            return;
        const UnusedRow& row = kUnusedRows[static_cast<std::size_t>(unused)];
        out_.unused = unused;
        out_.why = std::move(why);
        notes_.add(kEncapsulationUnused, "{}: {}", row.name, out_.why);
        if (row.status == 0 || out_.objection || !is_required(body_, part))
            return;
        Objection objection{row.status, {}, "ISUP " + std::string(row.name) + ": " + out_.why};
        objection.cause.value = row.cause;
        objection.cause.location = profile_.isup.location;
        out_.objection = objection;
    }

    void finish() {
        leave_link_behind(*out_.message, notes_);
        out_.expects_segment = isup::announces_segment(*out_.message);
    }

    const sipi::Body& body_;
    Carrier carrier_;
    const Profile& profile_;
    Notes& notes_;
    Unwrapped out_;
    isup::Decision decision_;
};

} // namespace

std::string_view name(Unused unused) {
    return kUnusedRows[static_cast<std::size_t>(unused)].name;
}

std::optional<isup::Variant> variant_of(const sipi::BodyPart& part) {
    const sipi::IsupType type = sipi::IsupType::of(part.type);
    if (const auto by_version = isup::variant_of_body(type.version))
        return by_version;
    return isup::variant_of_body(type.base);
}

bool understands(const sipi::BodyPart& part, const Profile& profile) {
    if (part.is("application", "sdp") || understands_qsig(part, profile) ||
        (profile.trust && part.is("application", "vnd.etsi.aoc+xml")) ||
        understands_closed_user_group(part, profile) ||
        part.is("application", "pidf+xml")) // RFC 6442: shown, never required to be acted on
        return true;
    return carries_isup(profile.interworking) && part.is("application", "isup") &&
           variant_of(part).has_value();
}

std::string accept_of(const Profile& profile) {
    std::string accept = "application/sdp";
    if (carries_isup(profile.interworking))
        accept += ", application/isup";
    if (profile.qsig)
        accept += ", application/qsig";
    return accept + ", multipart/mixed";
}

Unwrapped unwrap(const sipi::Body& body, Carrier carrier, const Profile& profile, Notes& notes) {
    return Unwrapping(body, carrier, profile, notes).run();
}

std::optional<isup::CauseIndicators> refused_at_edge(const isup::Message& iam,
                                                     isup::Location location, Notes& notes) {
    static constexpr Row kRefused{"pass on not possible: release", "Q.764 §2.9.5.3.2"};
    const isup::Decision decision =
        isup::judge(iam, iam.variant(), {.exchange = isup::ExchangeType::a, .can_pass_on = false});
    if (decision.discarded_count > 0)
        notes.add(kDiscarded, "{}", codes_of(decision));
    if (decision.verdict != isup::Verdict::release)
        return std::nullopt;
    isup::CauseIndicators cause;
    cause.value = decision.cause;
    cause.location = location;
    cause.diagnostics = isup::OctetString<30>(decision.diagnostics.octets());
    notes.add(kRefused, "{} {}", cause.value, isup::cause_name(cause.value));
    return cause;
}

/// The screening that Q.931 and Diversion have for these numbers is spare on the wire (Q.763 §3.39,
/// §3.44).
template <class Number>
static void without_screening(isup::Message& message) {
    auto number = message.get<Number>();
    if (!number || number->screening == isup::Screening::not_verified)
        return;
    number->screening = isup::Screening::not_verified;
    message.set(*number);
}

isup::Result<std::string> wrap(const isup::Message& message, const Profile& profile, Notes& notes) {
    isup::Message sent = message;
    const isup::Variant variant = profile.isup.variant;
    if (message.type() == isup::MessageType::con && !isup::find_message(message.type(), variant))
        sent.set_type(isup::MessageType::anm); // T1.113 has no CON (RFC 3398 §8.2.4)
    without_screening<isup::RedirectingNumber>(sent);
    without_screening<isup::OriginalCalledNumber>(sent);
    const auto ours = isup::translated(sent, variant);
    if (!ours)
        return base::fail(isup::Error{isup::Reason::absent});
    std::array<std::uint8_t, 2 * isup::kMaxOctets> memory;
    const auto size = ours->encode(memory, profile.isup.variant);
    if (!size)
        return base::fail(size.error());
    notes.add(kWrapped, "{} {}", isup::acronym(ours->type(), profile.isup.variant),
              isup::row_of(profile.isup.variant).name);
    return std::string(reinterpret_cast<const char*>(memory.data()), *size);
}

sipi::BodyToSend body_of(std::string_view sdp, std::string_view isup, Carrier carrier,
                         const Profile& profile, std::uint64_t seed, std::string_view qsig) {
    sipi::BodyToSend out;
    std::array<sipi::PartToSend, 3> parts;
    std::size_t count = 0;
    std::string type, qsig_type;
    if (!sdp.empty())
        parts[count++] = sipi::sdp_part(sdp);
    if (!isup.empty()) {
        sipi::append(type, sipi::IsupType{profile.isup.version, profile.isup.base});
        const bool required = carrier == Carrier::invite && profile.isup.required;
        parts[count++] = sipi::signal_part(
            type, {reinterpret_cast<const std::uint8_t*>(isup.data()), isup.size()},
            required ? sipi::Handling::required : sipi::Handling::optional);
    }
    if (!qsig.empty()) {
        sipi::append(qsig_type, sipi::QsigType{sipi::kQsigIso});
        parts[count++] = sipi::signal_part(
            qsig_type, {reinterpret_cast<const std::uint8_t*>(qsig.data()), qsig.size()},
            sipi::Handling::optional);
    }
    sipi::write_body(std::span(parts).first(count), out, seed);
    return out;
}

std::vector<sipi::ExtraHeader> headers_of(const Objection& objection) {
    std::string text;
    for (const char c : objection.warning) // a quoted-string (RFC 3261 §25.1)
        text += c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20 ? '\'' : c;
    return {{"Reason", reason_from_cause(objection.cause)},
            {"Warning", "399 landline \"" + text + "\""}};
}

} // namespace mapping
