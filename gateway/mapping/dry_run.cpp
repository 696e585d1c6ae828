// What a message would become on its way through two trunks, and which rows would make it.
#include "gateway/mapping/dry_run.h"

#include "drivers/isdn/q931.h"
#include "drivers/isdn/text.h"
#include "gateway/mapping/causes.h"
#include "gateway/mapping/dry_dialog.h"
#include "gateway/mapping/encapsulation.h"
#include "gateway/mapping/isup_to_sip.h"
#include "gateway/mapping/precedence.h"
#include "gateway/mapping/q931_isup.h"
#include "gateway/mapping/sip_tables.h"
#include "gateway/mapping/sip_to_isup.h"
#include "isup/compatibility.h"
#include "isup/text.h"
#include "isup/variants.h"
#include "sipi/status.h"

#include <fmt/format.h>

#include <array>
#include <optional>

namespace mapping {
namespace {

constexpr Row kCompatibility{"compatibility", "Q.764 §2.9.5"};
constexpr Row kDryRunUnused{"ISUP in the body not used", "RFC 3204 §6, Q.764 §2.9.5"};

/// One way through two trunks in the making.
class Way {
  public:
    Way(const DryTrunk& from, const DryTrunk& via, const DryOptions& options)
        : from_(from), via_(via), options_(options) {}

    base::Result<DryRun, std::string> take(const TypedMessage& message) {
        std::optional<isup::Message> between;
        if (message.language == Language::isup) {
            auto given = isup::Message::decode(message.octets, options_.variant);
            if (!given)
                return base::fail("the octets are no ISUP message (" +
                                  std::string(isup::row_of(options_.variant).name) +
                                  "): " + isup::to_text(given.error()));
            between = judged(*given);
        } else if (message.language == Language::q931) {
            const auto envelope = isdn::read_envelope(message.octets);
            if (!envelope)
                return base::fail(std::string("the octets are no Q.931 message: ") +
                                  (envelope.error() == isdn::Q931Error::truncated
                                       ? "they end inside the call reference or before the type"
                                       : "the protocol discriminator is not 08"));
            between = from_line(isdn::read_elements(static_cast<isdn::MessageType>(envelope->type),
                                                    envelope->elements));
            run_.parts.front().hex = hex_text(message.octets.data(), message.octets.size());
        } else {
            const auto parsed = sipi::Message::parse(message.octets);
            if (!parsed)
                return base::fail("the text is no SIP message: " +
                                  std::string(sipi::reason_text(parsed.error().error)));
            between = from_sip(*parsed);
        }
        if (between)
            goes_on(*between, message.language != Language::isup);
        for (const isup::Message& another : more_)
            goes_on(another, true);
        return std::move(run_);
    }

  private:
    void part(std::string_view key, std::string title, std::string text, std::string hex = {}) {
        run_.parts.push_back({key, std::move(title), std::move(text), std::move(hex)});
    }
    void take(const Notes& notes, const DryTrunk& trunk) {
        for (const Note& note : notes)
            run_.rows.push_back({trunk.name, std::string(note.row->name),
                                 std::string(note.row->clause), std::string(note.value())});
    }
    /// What one leg gives the other, and what becomes of it there.
    void goes_on(const isup::Message& message, bool shown) {
        if (shown)
            part("between", "between the legs: ISUP " + isup::summary(message),
                 isup::to_text(message), encoded(message, isup::Variant::itu));
        if (!run_.between)
            run_.between = message;
        via_.line ? to_line(message) : to_sip(message);
    }
    /// The SDP of the message that leaves: of an answer, what we would offer for the same medium.
    std::string sdp_lines(MediaKind medium) const {
        std::string text = fmt::format("Content-Type: application/sdp ({})\n", name(medium));
        if (!via_.sdp)
            return text;
        text += '\n' + via_.sdp(medium);
        std::erase(text, '\r');
        return text;
    }
    static MediaKind medium_of(const isup::Message& message) {
        Notes unused(false);
        return medium_used(message, MediaKind::audio_3k1, unused);
    }
    static std::string encoded(const isup::Message& message, isup::Variant variant) {
        std::array<std::uint8_t, isup::kMaxOctets> memory;
        const auto size = message.encode(memory, variant);
        return size ? hex_text(memory.data(), *size)
                    : "cannot be encoded: " + isup::to_text(size.error());
    }

    /// What the compatibility rules leave of a message; nothing when they stop it.
    std::optional<isup::Message> judged(isup::Message message) {
        part("received", "received: ISUP " + isup::summary(message, options_.variant),
             isup::to_text(message, options_.variant), encoded(message, options_.variant));
        isup::CompatibilityOptions options;
        options.can_pass_on = !via_.line && carries_isup(via_.profile.interworking);
        const isup::Decision decision = isup::judge(message, options_.variant, options);
        Notes notes;
        if (decision.verdict != isup::Verdict::process || decision.cause)
            notes.add(kCompatibility, "{} (cause {})", isup::name(decision.verdict),
                      decision.cause);
        take(notes, from_);
        isup::discard(message, decision);
        if (decision.verdict == isup::Verdict::discard_message)
            return stop("the compatibility rules discard the message");
        if (decision.verdict == isup::Verdict::release)
            return stop(fmt::format("the compatibility rules release the call with cause {}",
                                    decision.cause));
        return message;
    }
    std::nullopt_t stop(const std::string& why) {
        says("nothing leaves: " + why);
        return std::nullopt;
    }
    /// The outcome; of several messages each has its own.
    void says(const std::string& outcome) {
        run_.outcome += run_.outcome.empty() ? outcome : "; " + outcome;
    }

    std::optional<isup::Message> from_line(const isdn::Message& message) {
        part("received", "received from " + from_.name + ": Q.931 " + isdn::name(message.type),
             isdn::to_text(message));
        Notes notes;
        std::optional<isup::Message> result;
        if (message.type == isdn::MessageType::setup)
            result = iam_from_setup(message, from_.profile, notes);
        else
            result = isup_from_q931(message, options_.acm_seen, notes);
        if (result)
            own_connected_from_line(message, from_.profile, *result, notes);
        if (result && result->type() == isup::MessageType::rel)
            override_cause_from_line(*result, from_.profile, notes);
        take(notes, from_);
        if (!result)
            return stop(std::string(isdn::name(message.type)) + " has no ISUP image");
        return result;
    }

    std::optional<isup::Message> from_sip(const sipi::Message& message);
    std::optional<isup::Message> with_body(const sipi::Message& sip, const Unwrapped& unwrapped,
                                           std::optional<isup::Message> of_sip, Notes& notes);
    void enclose(const isup::Message& message, Carrier carrier, Notes& notes);
    std::optional<isup::Message> from_request(const sipi::Message& request, Notes& notes);
    std::optional<isup::Message> from_response(const sipi::Message& response, Notes& notes);
    std::optional<isup::Message> in_dialog(const sipi::Message& request, Notes& notes);
    bool to_dialog(const isup::Message& message, Notes& notes);
    void to_sip(const isup::Message& message);
    void to_line(const isup::Message& message);
    void leaves(const std::string& first_line, std::string text, std::string hex = {}) {
        says(fmt::format("{} leaves on {}", first_line, via_.name));
        part("leaving", "leaving on " + via_.name, std::move(text), std::move(hex));
    }

    const DryTrunk& from_;
    const DryTrunk& via_;
    const DryOptions& options_;
    std::vector<isup::Message> more_; ///< behind the first, when one message makes several
    DryRun run_;
};

// --- SIP in

std::string sip_text(const sipi::Message& message) {
    std::string text = message.to_string();
    std::erase(text, '\r');
    while (text.ends_with("\n\n"))
        text.pop_back();
    return text;
}

std::string start_of(const sipi::Message& message) {
    return message.is_request() ? std::string(message.method_text())
                                : fmt::format("{} {}", message.status(), message.reason());
}

bool carries_sdp(const sipi::Message& message) {
    return sipi::Body::parse(message).sdp() != nullptr;
}

/// Where in a call ISUP in that message would stand; nothing for messages that carry none.
std::optional<Carrier> carrier_of(const sipi::Message& message) {
    if (message.is_response()) {
        if (message.method() == sipi::Method::bye)
            return Carrier::bye_answer;
        if (message.method() != sipi::Method::invite)
            return std::nullopt;
        return sipi::is_provisional(message.status()) ? Carrier::provisional
               : sipi::is_success(message.status())   ? Carrier::answer
                                                      : Carrier::failure;
    }
    switch (message.method()) {
    case sipi::Method::invite:
        return changes_dialog(message) ? Carrier::reinvite : Carrier::invite;
    case sipi::Method::bye:
        return Carrier::bye;
    case sipi::Method::info:
        return Carrier::info;
    case sipi::Method::update:
    case sipi::Method::prack:
        return Carrier::update;
    default:
        return std::nullopt;
    }
}

/// What the body of the message holds beside SDP.
Unwrapped unwrapped_from(const sipi::Message& message, const Profile& profile, Notes& notes) {
    const auto carrier = carrier_of(message);
    const sipi::Body body = sipi::Body::parse(message);
    const bool only_sdp = body.parts().size() == 1 && body.sdp();
    if (!carrier || body.parts().empty() || only_sdp)
        return {};
    return unwrap(body, *carrier, profile, notes);
}

std::optional<isup::Message> Way::from_sip(const sipi::Message& message) {
    part("received", "received from " + from_.name + ": SIP " + start_of(message),
         sip_text(message));
    Notes notes;
    const Unwrapped unwrapped = unwrapped_from(message, from_.profile, notes);
    if (unwrapped.unused != Unused::none)
        notes.add(kDryRunUnused, "{}: {}", name(unwrapped.unused), unwrapped.why);
    if (unwrapped.objection && message.is_request()) {
        take(notes, from_);
        run_.outcome = fmt::format(
            "the {} is refused with {} {}: {}", message.method_text(), unwrapped.objection->status,
            sipi::default_reason(unwrapped.objection->status), unwrapped.objection->warning);
        return std::nullopt;
    }
    auto result =
        message.is_request() ? from_request(message, notes) : from_response(message, notes);
    if (run_.outcome.empty())
        result = with_body(message, unwrapped, std::move(result), notes);
    take(notes, from_);
    if (!result && run_.outcome.empty())
        stop(start_of(message) + " makes no ISUP message");
    return result;
}

/// The ISUP in a body and what the headers alone give, as one message (Q.1912.5 §5.4.3, RFC 3398
/// §7.2.1.1).
std::optional<isup::Message> Way::with_body(const sipi::Message& sip, const Unwrapped& unwrapped,
                                            std::optional<isup::Message> of_sip, Notes& notes) {
    if (!unwrapped.message)
        return of_sip;
    const isup::Message& body = *unwrapped.message;
    if (of_sip && changes_dialog(sip)) { // it goes before what the headers say, and is not merged
        more_.insert(more_.begin(), *of_sip);
        of_sip.reset();
    }
    part("enclosed",
         "ISUP in its body (" + std::string(isup::row_of(body.variant()).name) +
             "): " + isup::summary(body, body.variant()),
         isup::to_text(body, body.variant()), encoded(body, body.variant()));
    if (!of_sip)
        return body;
    const isup::Message both = merged({sip, body, *of_sip, from_.profile}, notes);
    return in_sequence(both, options_.acm_seen,
                       interworking_row(from_.profile.interworking).backward);
}

/// re-INVITE and UPDATE; of several messages the first one.
std::optional<isup::Message> Way::in_dialog(const sipi::Message& request, Notes& notes) {
    more_ = told_in_dialog(request, from_.profile, notes);
    if (more_.empty())
        return std::nullopt;
    isup::Message first = more_.front();
    more_.erase(more_.begin());
    return first;
}

std::optional<isup::Message> Way::from_request(const sipi::Message& request, Notes& notes) {
    if (changes_dialog(request))
        return in_dialog(request, notes);
    switch (request.method()) {
    case sipi::Method::invite: {
        auto iam = iam_from_invite(request, from_.profile, notes);
        if (iam)
            return std::move(iam).value();
        run_.outcome = fmt::format("the INVITE is refused with {} {}", iam.error().status,
                                   sipi::default_reason(iam.error().status));
        return std::nullopt;
    }
    case sipi::Method::bye:
        return rel_from_sip({sipi::EndReason::remote_bye, 0, false, &request}, from_.profile,
                            notes);
    case sipi::Method::cancel:
        return rel_from_sip({sipi::EndReason::remote_cancel, 0, false, &request}, from_.profile,
                            notes);
    default:
        return std::nullopt;
    }
}

std::optional<isup::Message> Way::from_response(const sipi::Message& response, Notes& notes) {
    if (response.method() != sipi::Method::invite || response.status() == 100)
        return std::nullopt;
    if (sipi::is_provisional(response.status()))
        return isup_from_provisional(response, options_.acm_seen, carries_sdp(response),
                                     from_.profile, notes);
    if (sipi::is_success(response.status()))
        return isup_from_answer(response, options_.acm_seen, from_.profile, notes);
    return rel_from_sip({sipi::EndReason::failed, response.status(), false, &response},
                        from_.profile, notes);
}

// --- SIP out

std::string header_lines(const Headers& headers) {
    std::string text;
    for (const sipi::ExtraHeader& header : headers)
        text += header.name + ": " + header.value + '\n';
    return text;
}

std::string status_line(int status) {
    return fmt::format("SIP/2.0 {} {}", status, sipi::default_reason(status));
}

/// The message in the body of the SIP message that leaves, where the trunk carries ISUP.
void Way::enclose(const isup::Message& message, Carrier carrier, Notes& notes) {
    if (!carries_isup(via_.profile.interworking))
        return;
    const isup::Variant variant = via_.profile.isup.variant;
    const auto octets = wrap(message, via_.profile, notes);
    if (!octets) {
        part("leaving_body", "without ISUP in its body: " + isup::to_text(octets.error()), {});
        return;
    }
    const sipi::BodyToSend body = body_of({}, *octets, carrier, via_.profile);
    const auto* first = reinterpret_cast<const std::uint8_t*>(octets->data());
    const auto read = isup::Message::decode({first, octets->size()}, variant);
    part("leaving_body", "with ISUP in its body",
         "Content-Type: " + body.type + "\nContent-Disposition: " + body.disposition + '\n' +
             (read ? isup::to_text(*read, variant) : ""),
         hex_text(first, octets->size()));
}

/// Hold, suspension and another party by re-INVITE and UPDATE. False: the message is none of these.
bool Way::to_dialog(const isup::Message& message, Notes& notes) {
    const auto request = request_in_dialog(message, via_.profile, notes);
    if (!request)
        return false;
    leaves(request->name, request->text);
    enclose(message, Carrier::reinvite, notes); // an UPDATE is of trunks without ISUP
    return true;
}

void Way::to_sip(const isup::Message& message) {
    using isup::MessageType;
    Notes notes;
    const Profile& profile = via_.profile;
    if (to_dialog(message, notes))
        return take(notes, via_);
    switch (message.type()) {
    case MessageType::iam: {
        const auto invite = invite_from_iam(message, profile, notes);
        if (!invite) {
            stop(fmt::format("the call is released with cause {} {}", invite.error().value,
                             isup::cause_name(invite.error().value)));
            break;
        }
        leaves("INVITE", fmt::format("INVITE {} SIP/2.0\nTo: <{}>\nFrom: {}\nMax-Forwards: {}\n{}"
                                     "{}{}",
                                     invite->request_uri, invite->to, invite->from,
                                     invite->max_forwards, header_lines(invite->headers),
                                     invite->contact_user.empty()
                                         ? ""
                                         : "Contact: <sip:" + invite->contact_user + "@...>\n",
                                     sdp_lines(invite->media)));
        enclose(message, Carrier::invite, notes);
        break;
    }
    case MessageType::acm:
    case MessageType::cpg: {
        const auto response = provisional_from_isup(message, profile, notes);
        if (!response) {
            stop(isup::acronym(message.type()) + " makes no provisional response here");
            break;
        }
        leaves(std::to_string(response->status),
               status_line(response->status) + '\n' + header_lines(response->headers) +
                   (response->with_sdp ? sdp_lines(medium_of(message)) : ""));
        enclose(message, Carrier::provisional, notes);
        break;
    }
    case MessageType::anm:
    case MessageType::con:
        leaves("200", status_line(200) + '\n' +
                          header_lines(answer_from_isup(message, profile, notes)) +
                          sdp_lines(medium_of(message)));
        enclose(message, Carrier::answer, notes);
        break;
    case MessageType::rel: {
        const Release release = release_from_isup(message, profile, notes);
        const std::string headers = header_lines(release.headers);
        std::string text = "a caller before the answer is told:\n";
        text.append(status_line(release.status)).append("\n").append(headers);
        text.append(header_lines(release.response_headers));
        text.append("a called side before the answer:\nCANCEL\n").append(headers);
        text.append("either after the answer:\nBYE\n").append(headers);
        text.append(header_lines(release.bye_headers));
        leaves(std::to_string(release.status) + ", CANCEL or BYE", text);
        enclose(message, Carrier::bye, notes);
        break;
    }
    default:
        if (!carries_isup(profile.interworking) ||
            !carrier_without_image(message.type(), Stage::confirmed, false)) {
            stop(isup::acronym(message.type()) + " has no SIP message of its own");
            break;
        }
        leaves("INFO", "INFO (before there is a dialog: 183)\n");
        enclose(message, Carrier::info, notes);
    }
    take(notes, via_);
}

// --- Q.931 out

/// The message with call reference 1 and without what the line adds itself (channel).
std::string q931_octets(const isdn::Message& message) {
    constexpr std::size_t kLongest = 260; // Q.921 §5.9.3 N201
    const std::array<std::uint8_t, 5> envelope{0x08, 0x02, 0x00, 0x01,
                                               static_cast<std::uint8_t>(message.type)};
    const auto octets = isdn::apply(envelope, isdn::elements_of(message), kLongest);
    return octets.empty() ? "does not fit into a frame" : hex_text(octets.data(), octets.size());
}

void Way::to_line(const isup::Message& given) {
    Notes notes;
    isup::Message message = given;
    std::optional<isdn::Message> result;
    if (message.type() == isup::MessageType::iam) {
        auto setup = setup_from_iam(message, via_.profile, notes);
        if (setup)
            result = std::move(setup).value();
        else
            stop(fmt::format("the call is released with cause {} {}", setup.error().value,
                             isup::cause_name(setup.error().value)));
    } else {
        if (message.type() == isup::MessageType::rel)
            override_cause_to_line(message, via_.profile, notes);
        result = q931_from_isup(message, false, notes);
        if (result)
            own_connected_to_line(*result, via_.profile, notes);
        if (!result)
            stop(isup::acronym(message.type()) + " has no Q.931 message of its own");
    }
    take(notes, via_);
    if (result)
        leaves(isdn::name(result->type), isdn::to_text(*result), q931_octets(*result));
}

} // namespace

base::Result<DryRun, std::string> dry_run(const TypedMessage& message, const DryTrunk& from,
                                          const DryTrunk& via, const DryOptions& options) {
    return Way(from, via, options).take(message);
}

} // namespace mapping
