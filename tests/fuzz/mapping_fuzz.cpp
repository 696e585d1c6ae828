// The mappings end to end, without network: SIP-I INVITEs, valid ones with a few octets changed and
// any octets at all, through body, ISUP and tables to a SETUP; ISUP and Q.931 messages the other
// way. Whatever comes in, there is an answer: a message or a status or cause that refuses it.
//
//   octet 1   what follows (see the table at the end)
//   octet 2   profile of the trunk
//   octet 3-  its octets
#include "drivers/isdn/q931.h"
#include "gateway/mapping/category.h"
#include "gateway/mapping/connected_identity.h"
#include "gateway/mapping/encapsulation.h"
#include "gateway/mapping/isup_to_sip.h"
#include "gateway/mapping/precedence.h"
#include "gateway/mapping/q931_isup.h"
#include "gateway/mapping/qsig.h"
#include "gateway/mapping/sip_to_isup.h"
#include "isup/text.h"
#include "isup/variants.h"
#include "sipi/body/multipart.h"
#include "sipi/body/support.h"
#include "sipi/message_parser.h"

#include <array>
#include <cstdlib>
#include <string>

namespace {

void require(bool holds) {
    if (!holds)
        std::abort();
}

mapping::Profile profile_of(std::uint8_t choice) {
    using enum mapping::Interworking;
    constexpr std::array kInterworkings{rfc3398, q1912_5_a, q1912_5_b, sip_i, sip_t};
    constexpr std::array kTables{mapping::CauseTable::rfc3398, mapping::CauseTable::q1912_5,
                                 mapping::CauseTable::vendor_29163};
    mapping::Profile profile;
    profile.interworking = kInterworkings[choice % kInterworkings.size()];
    profile.cause_table = kTables[choice / 8 % kTables.size()];
    profile.trust = choice & 0x40;
    profile.clearmode = choice & 0x80;
    profile.qsig = choice & 0x04;
    profile.peer_host = "192.0.2.20";
    if (choice & 0x20) {
        profile.country_code = "49";
        profile.national_prefix = "0";
        profile.international_prefix = "00";
        profile.default_calling = "+4930111";
    }
    return profile;
}

void check_cause(const isup::CauseIndicators& cause) {
    require(cause.value >= 1 && cause.value <= 127);
}

/// What was mapped can be written and read again.
void check_message(const isup::Message& message) {
    std::uint8_t memory[2 * isup::kMaxOctets];
    require(!isup::to_text(message).empty());
    if (const auto size = message.encode(memory))
        require(isup::Message::decode(base::Octets(memory).first(*size)).ok());
    else
        require(message.overflowed() || size.error().reason != isup::Reason::missing_mandatory);
}

void check_headers(const mapping::Headers& headers) {
    for (const sipi::ExtraHeader& header : headers) {
        require(!header.name.empty());
        require(header.value.find_first_of("\r\n") == std::string::npos); // no line of the peer's
    }
}

void check_frame(const isdn::Message& message) {
    const std::uint8_t bare[] = {0x08, 0x02, 0x00, 0x01, static_cast<std::uint8_t>(message.type)};
    const auto octets = isdn::apply(bare, isdn::elements_of(message), 4096);
    require(!octets.empty());
    const auto envelope = isdn::read_envelope(octets);
    require(envelope.ok());
    (void)isdn::read_elements(message.type, envelope->elements);
}

/// An IAM towards the line and towards another SIP peer.
void map_iam(const isup::Message& iam, const mapping::Profile& profile) {
    mapping::Notes notes;
    if (const auto setup = mapping::setup_from_iam(iam, profile, notes)) {
        require(setup->type == isdn::MessageType::setup && setup->bearer);
        check_frame(*setup);
        check_message(mapping::iam_from_setup(*setup, profile, notes));
    } else {
        check_cause(setup.error());
    }
    mapping::Notes more;
    if (const auto invite = mapping::invite_from_iam(iam, profile, more)) {
        require(!invite->request_uri.empty() && !invite->from.empty() && !invite->to.empty());
        for (const std::string& text : {invite->request_uri, invite->from, invite->to})
            require(text.find_first_of("\r\n") == std::string::npos);
        check_headers(invite->headers);
    } else {
        check_cause(invite.error());
    }
}

/// Any ISUP message, as the legs of a call would see it.
void map_isup(const isup::Message& message, const mapping::Profile& profile) {
    if (message.type() == isup::MessageType::iam)
        map_iam(message, profile);
    mapping::Notes notes;
    for (const bool answered : {false, true})
        if (const auto frame = mapping::q931_from_isup(message, answered, notes)) {
            check_frame(*frame);
            for (const bool acm_seen : {false, true})
                if (const auto back = mapping::isup_from_q931(*frame, acm_seen, notes))
                    check_message(*back);
        }
    mapping::Notes more;
    switch (message.type()) {
    case isup::MessageType::acm:
    case isup::MessageType::cpg:
        if (const auto response = mapping::provisional_from_isup(message, profile, more)) {
            require(response->status >= 100 && response->status < 200);
            check_headers(response->headers);
        }
        break;
    case isup::MessageType::anm:
    case isup::MessageType::con:
        check_headers(mapping::answer_from_isup(message, profile, more));
        break;
    case isup::MessageType::rel: {
        const mapping::Release release = mapping::release_from_isup(message, profile, more);
        require(release.status >= 300 && release.status < 700);
        check_headers(release.headers);
        break;
    }
    default:
        break;
    }
}

/// What a trunk with ISUP in bodies sends of a message reads as that message again, or is left out
/// by the rules of carriage.
void wrap_and_unwrap(const isup::Message& message, mapping::Carrier carrier,
                     const mapping::Profile& profile) {
    mapping::Notes notes;
    const auto octets = mapping::wrap(message, profile, notes);
    if (!octets)
        return;
    const sipi::BodyToSend sent = mapping::body_of("", *octets, carrier, profile);
    sipi::Body::Headers headers;
    headers.content_type = sent.type;
    const sipi::Body body = sipi::Body::parse(
        headers, {reinterpret_cast<const std::uint8_t*>(sent.octets.data()), sent.octets.size()});
    const mapping::Unwrapped again = mapping::unwrap(body, carrier, profile, notes);
    require(again.unused != mapping::Unused::broken);
    if (again.message)
        check_message(*again.message);
}

/// The ISUP in a body beside what the headers alone give; broken ISUP is refused by its handling.
void map_body(const sipi::Message& message, mapping::Carrier carrier, const isup::Message& of_sip,
              const mapping::Profile& profile) {
    const sipi::Body body = sipi::Body::parse(message);
    const auto refused = sipi::refused_parts(
        body, [&](const sipi::BodyPart& part) { return mapping::understands(part, profile); });
    const int status = sipi::refusal_status(refused);
    require(refused.empty() ? status == 0 : status >= 400 && status < 600);
    for (const sipi::BodyPart& part : body.parts())
        if (const auto qsig = mapping::qsig_message(part))
            (void)isdn::read_elements(static_cast<isdn::MessageType>(qsig->type), qsig->elements);
    mapping::Notes notes;
    const mapping::Unwrapped inside = mapping::unwrap(body, carrier, profile, notes);
    if (inside.objection) {
        require(inside.objection->status >= 400 && inside.objection->status < 600);
        check_cause(inside.objection->cause);
        check_headers(mapping::headers_of(*inside.objection));
    }
    if (inside.confusion)
        check_message(*inside.confusion);
    if (!inside.message) {
        require(inside.unused != mapping::Unused::none || !body.isup() || inside.expects_segment ||
                inside.rlc_cause != 0);
        return;
    }
    const isup::Message whole = mapping::merged({message, *inside.message, of_sip, profile}, notes);
    check_message(whole);
    (void)mapping::hops_left(whole);
    map_isup(whole, profile);
    wrap_and_unwrap(whole, carrier, profile);
}

/// The same body as a SIP-I trunk takes it, wherever it came: judged, and what is left is written
/// again.
void map_unwrapped(const sipi::Message& message, mapping::Profile profile) {
    const sipi::Body body = sipi::Body::parse(message);
    for (const auto interworking : {mapping::Interworking::sip_i, mapping::Interworking::sip_t}) {
        profile.interworking = interworking;
        for (std::size_t at = 0; at < mapping::kCarriers; ++at) {
            mapping::Notes notes;
            const auto out =
                mapping::unwrap(body, static_cast<mapping::Carrier>(at), profile, notes);
            require(!out.objection || (out.objection->status >= 400 && !out.message));
            if (out.objection)
                check_headers(mapping::headers_of(*out.objection));
            if (!out.message)
                continue;
            isup::Message of_sip(out.message->type());
            if (message.is_request() && out.message->type() == isup::MessageType::iam)
                if (const auto iam = mapping::iam_from_invite(message, profile, notes))
                    of_sip = *iam;
            const isup::Message merged =
                mapping::merged({message, *out.message, of_sip, profile}, notes);
            map_isup(mapping::in_sequence(merged, true, {}), profile);
            map_isup(mapping::in_sequence(merged, false, {}), profile);
            for (const isup::VariantRow& row : isup::variants()) {
                profile.isup.variant = row.variant;
                static_cast<void>(mapping::wrap(merged, profile, notes));
            }
        }
    }
}

void map_invite(const sipi::Message& invite, const mapping::Profile& profile) {
    mapping::Notes notes;
    mapping::Profile naming = profile;
    naming.trunk_context = "example.com";
    naming.trunk_group_in = mapping::TrunkGroupUse::select;
    naming.trunk_group_origin = true;
    const mapping::TrunkGroupNames names = mapping::trunk_groups_of(invite, naming, notes);
    mapping::SubscriberParams params;
    mapping::add_destination_trunk_group(names.destination, naming, params, notes);
    require(params.empty() == names.destination.empty());
    static_cast<void>(
        mapping::contact_user(invite.header(sipi::HeaderName::from), names.origin, naming, notes));
    static_cast<void>(mapping::is_emergency(invite, profile));
    const auto iam = mapping::iam_from_invite(invite, profile, notes);
    if (!iam) {
        require(iam.error().status >= 400 && iam.error().status < 700);
        return;
    }
    require(iam->type() == isup::MessageType::iam && !iam->overflowed() &&
            iam->has(isup::Param::called_party_number));
    check_message(*iam);
    map_iam(*iam, profile);
    map_body(invite, mapping::Carrier::invite, *iam, profile);
}

void map_response(const sipi::Message& response, const mapping::Profile& profile) {
    mapping::Notes notes;
    const int status = response.status();
    for (const bool acm_seen : {false, true}) {
        if (status > 100 && status < 200)
            if (const auto back =
                    mapping::isup_from_provisional(response, acm_seen, true, profile, notes)) {
                map_isup(*back, profile);
                map_body(response, mapping::Carrier::provisional, *back, profile);
            }
        if (status >= 200 && status < 300) {
            const isup::Message back =
                mapping::isup_from_answer(response, acm_seen, profile, notes);
            map_isup(back, profile);
            map_body(response, mapping::Carrier::answer, back, profile);
        }
    }
}

void map_end(const sipi::Message& message, const mapping::Profile& profile) {
    mapping::Notes notes;
    sipi::Ended ended{};
    ended.message = &message;
    ended.reason = message.is_request() ? sipi::EndReason::remote_bye : sipi::EndReason::failed;
    ended.status = message.is_request() ? 0 : message.status();
    const isup::Message rel = mapping::rel_from_sip(ended, profile, notes);
    require(rel.type() == isup::MessageType::rel && rel.get<isup::CauseIndicators>());
    map_isup(rel, profile);
    if (!message.is_request() && message.status() >= 300)
        map_body(message, mapping::Carrier::failure, rel, profile);
    if (message.is_request() && message.method() == sipi::Method::bye)
        map_body(message, mapping::Carrier::bye, rel, profile);
    if (message.is_request() && message.method() == sipi::Method::info)
        map_body(message, mapping::Carrier::info, rel, profile);
}

/// Who sends it, as UPDATE, re-INVITE and the 200 tell it; and told to another peer.
void map_identity(const sipi::Message& message, const mapping::Profile& profile) {
    mapping::Notes notes;
    mapping::PeerIdentity known = mapping::identity_of_answer(message, profile);
    (void)mapping::learn_identity(message, profile, known);
    require(!mapping::learn_identity(message, profile, known)); // said once
    isup::Message answer(isup::MessageType::anm);
    mapping::add_identity(known, answer, notes);
    check_message(answer);
    const std::string from = mapping::from_of_answer(answer, profile, notes);
    require(from.empty() || sipi::NameAddr::parse(from).ok());
    if (const auto fac = mapping::transfer_from_identity(known, notes)) {
        check_message(*fac);
        if (const auto party = mapping::party_of_transfer(*fac, profile, notes)) {
            require(sipi::NameAddr::parse(party->from).ok());
            check_headers(party->headers);
        }
    }
}

void map_sip(base::Octets datagram, const mapping::Profile& profile) {
    const auto message = sipi::MessageParser(sipi::ParserLimits()).parse(datagram);
    if (!message)
        return;
    map_unwrapped(*message, profile);
    map_identity(*message, profile);
    if (!message->is_request())
        map_response(*message, profile);
    else if (message->method() == sipi::Method::invite)
        map_invite(*message, profile);
    map_end(*message, profile);
}

/// A whole SIP-I INVITE around this ISUP.
std::string invite_around(base::Octets isup, bool required) {
    std::string body = "--b\r\nContent-Type: application/sdp\r\n\r\n"
                       "v=0\r\no=- 1 1 IN IP4 192.0.2.10\r\ns=-\r\nc=IN IP4 192.0.2.10\r\nt=0 0\r\n"
                       "m=audio 10000 RTP/AVP 8 0 101\r\na=rtpmap:101 telephone-event/8000\r\n\r\n"
                       "--b\r\nContent-Type: application/ISUP;version=itu-t92+\r\n"
                       "Content-Disposition: signal;handling=";
    body += required ? "required" : "optional";
    body += "\r\n\r\n";
    body.append(reinterpret_cast<const char*>(isup.data()), isup.size());
    body += "\r\n--b--\r\n";
    return "INVITE sip:+4930123456;npdi;rn=+4930@192.0.2.20;user=phone SIP/2.0\r\n"
           "Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK1\r\nMax-Forwards: 60\r\n"
           "From: \"A\" <sip:+493090182012@192.0.2.10;user=phone>;tag=a\r\n"
           "To: <sip:+4930123456@192.0.2.20>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n"
           "Contact: <sip:192.0.2.10>\r\nP-Asserted-Identity: <tel:+493090182012;cpc=payphone>\r\n"
           "Privacy: id\r\nDiversion: <sip:+4930777@192.0.2.10>;reason=user-busy;counter=2\r\n"
           "User-to-User: 04303132;encoding=hex\r\nReason: Q.850;cause=17;location=LN\r\n"
           "MIME-Version: 1.0\r\nContent-Type: multipart/mixed;boundary=b\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

constexpr std::uint8_t kIam[] = {0x01, 0x10, 0x20, 0x01, 0x0a, 0x03, 0x02, 0x08, 0x06,
                                 0x03, 0x10, 0x03, 0x21, 0x43, 0x65, 0x0a, 0x07, 0x03,
                                 0x13, 0x09, 0x81, 0x02, 0x21, 0x3d, 0x01, 0x1f, 0x00};

base::Octets octets(const std::string& text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// --- what the octets are ---

void whole_message(base::Octets in, const mapping::Profile& profile) {
    map_sip(in, profile);
}
void isup_in_invite(base::Octets in, const mapping::Profile& profile) {
    map_sip(octets(invite_around(in, profile.trust)), profile);
}
/// Four octets an edit: position (two), what to do, value.
void edited_invite(base::Octets in, const mapping::Profile& profile) {
    std::string text = invite_around(kIam, profile.trust);
    base::OctetReader edits(in);
    while (edits.left() >= 4 && !text.empty()) {
        const std::size_t at = edits.u16() % text.size();
        const std::uint8_t action = edits.u8() % 4;
        const char value = static_cast<char>(edits.u8());
        if (action == 0)
            text[at] = value;
        else if (action == 1)
            text.insert(at, 1, value);
        else if (action == 2)
            text.erase(at, static_cast<std::uint8_t>(value) % 32);
        else
            text.insert(at, text.substr(at, static_cast<std::uint8_t>(value)));
    }
    map_sip(octets(text), profile);
}
/// The first octet chooses the variant.
void isup_message(base::Octets in, const mapping::Profile& profile) {
    if (in.empty())
        return;
    const auto variant = static_cast<isup::Variant>(in[0] % isup::kVariants);
    if (const auto message = isup::Message::decode(in.subspan(1), variant))
        map_isup(*message, profile);
}
/// The first octet is the message type, elements follow.
void q931_message(base::Octets in, const mapping::Profile& profile) {
    if (in.empty())
        return;
    const auto type = static_cast<isdn::MessageType>(in[0]);
    const isdn::Message message = isdn::read_elements(type, in.subspan(1));
    mapping::Notes notes;
    if (type == isdn::MessageType::setup) {
        const isup::Message iam = mapping::iam_from_setup(message, profile, notes);
        check_message(iam);
        map_iam(iam, profile);
        return;
    }
    for (const bool acm_seen : {false, true})
        if (const auto back = mapping::isup_from_q931(message, acm_seen, notes)) {
            check_message(*back);
            map_isup(*back, profile);
        }
}

constexpr std::array kReadings{whole_message, isup_in_invite, edited_invite, isup_message,
                               q931_message};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2)
        return 0;
    kReadings[data[0] % kReadings.size()](base::Octets(data, size).subspan(2), profile_of(data[1]));
    return 0;
}
