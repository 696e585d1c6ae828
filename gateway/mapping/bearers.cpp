// What a call carries in three notations (Q.931 §4.5.5, Q.763 §3.54 and §3.57, RFC 8866).
#include "gateway/mapping/bearers.h"

#include "sipi/message.h"
#include "sipi/sdp.h"

#include <algorithm>
#include <array>

namespace mapping {
namespace {

using isup::Medium;

constexpr std::uint8_t kCircuit64k = 0x10;
constexpr std::uint8_t kWithTones = 0x11;
constexpr std::uint8_t kG722 = 0x05; // layer 1: H.221 and H.242, before 1993 G.722 and G.725

// name, octet 3, octet 4, TMR, media, audio, clause
constexpr std::array kBearers{
    BearerRow{"speech", 0x00, kCircuit64k, Medium::speech, MediaKind::speech, true,
              "Q.699 (Q.931 §4.5.5)"},
    BearerRow{"3.1 kHz audio", 0x10, kCircuit64k, Medium::audio_3k1, MediaKind::audio_3k1, true,
              "Q.699 (Q.931 §4.5.5)"},
    BearerRow{"unrestricted digital", 0x08, kCircuit64k, Medium::unrestricted_64k,
              MediaKind::clearmode, false, "Q.699 (Q.931 §4.5.5), RFC 4040"},
    BearerRow{"restricted digital", 0x09, kCircuit64k, Medium::unrestricted_64k,
              MediaKind::clearmode, false, "Q.699 (Q.931 §4.5.5), RFC 4040"},
    BearerRow{"unrestricted with tones", 0x11, kCircuit64k, Medium::unrestricted_64k,
              MediaKind::clearmode, false, "Q.699 (Q.931 §4.5.5), RFC 4040"},
    BearerRow{"64 kbit/s preferred", 0x11, kCircuit64k, Medium::preferred_64k, MediaKind::preferred,
              false, "Q.699 (Q.931 §5.11.1), Q.764 §2.5"},
    BearerRow{"video", 0x18, kCircuit64k, Medium::unrestricted_64k, MediaKind::clearmode, false,
              "Q.699 (Q.931 §4.5.5), RFC 4040"},
    BearerRow{"7 kHz audio", 0x11, kCircuit64k, Medium::unrestricted_64k, MediaKind::audio_7k,
              false, "Q.699 (Q.931 §4.5.5), RFC 3551 §4.5.2", kG722},
    BearerRow{"7 kHz audio preferred", 0x11, kCircuit64k, Medium::preferred_64k,
              MediaKind::audio_7k_preferred, false, "Q.699 (Q.931 §5.11.1), Q.764 §2.5", kG722},
    BearerRow{"2 x 64 kbit/s", 0x08, 0x11, Medium::unrestricted_2x64k, MediaKind::unsupported,
              false, "Q.763 §3.54"},
    BearerRow{"384 kbit/s", 0x08, 0x13, Medium::unrestricted_384k, MediaKind::unsupported, false,
              "Q.763 §3.54"},
    BearerRow{"1536 kbit/s", 0x08, 0x15, Medium::unrestricted_1536k, MediaKind::unsupported, false,
              "Q.763 §3.54"},
    BearerRow{"1920 kbit/s", 0x08, 0x17, Medium::unrestricted_1920k, MediaKind::unsupported, false,
              "Q.763 §3.54"},
};

constexpr Row kMediumFromBearer{"TMR and USI from bearer capability", "Q.699 (Q.763 §3.54, §3.57)"};
constexpr Row kTelephony{"high layer compatibility of a 7 kHz call: telephony",
                         "Q.1912.5 §6, Q.931 §4.5.17"};
constexpr Row kMediumFromSdp{"TMR and USI from SDP", "Q.1912.5 §6"};
constexpr Row kTwoBearers{"TMR prime and USI prime from the second bearer capability",
                          "Q.699 (Q.931 §5.11.1), Q.764 §2.5.1"};
constexpr Row kBearerFromUsi{"bearer capability from USI", "Q.699 (Q.763 §3.57)"};
constexpr Row kBearerFromTmr{"bearer capability from TMR", "Q.699 (Q.763 §3.54)"};
constexpr Row kMediaFromTmr{"media from TMR", "Q.1912.5 §7"};
constexpr Row kFallbackOfCall{"fallback bearer from TMR prime", "Q.764 §2.5 (Q.763 §3.55)"};
constexpr Row kNoFallback{"64 kbit/s preferred without TMR prime", "Q.764 §2.5"};
constexpr Row kPeerWithoutData{"peer without CLEARMODE: fallback", "Q.764 §2.5.2, RFC 4040"};
constexpr Row kNoData{"peer without CLEARMODE", "Q.850 §2.2.7 (65), RFC 4040"};
constexpr Row kSdpMedia{"medium from SDP", "Q.1912.5 §6, RFC 4040"};
constexpr Row kPeerWithout7k{"peer without G.722: 7 kHz audio is data", "Q.1912.5 §7, RFC 4040"};
constexpr Row kNo7k{"peer without G.722: other audio", "Q.1912.5 §6"};
constexpr Row kLineWithout7k{"line without 7 kHz audio: fallback", "Q.764 §2.5.2"};
constexpr Row kFellBack{"transmission medium used", "Q.764 §2.5.2 (Q.763 §3.56)"};
constexpr Row kBearersRefused{"the peer refuses the bearer", "Q.1912.5 §7, Q.850 §2.2.7 (65)"};
constexpr Row kUnsupported{"bearer capability not implemented", "Q.850 §2.2.7 (65)"};

constexpr std::uint8_t kMuLaw = 2;
constexpr std::uint8_t kALaw = 3;

const BearerRow* find(std::uint8_t transfer, std::uint8_t rate) {
    for (const BearerRow& row : kBearers)
        if (row.transfer == transfer && row.rate == rate)
            return &row;
    return nullptr;
}

const BearerRow* find(Medium medium) {
    const auto* row = std::ranges::find(kBearers, medium, &BearerRow::medium);
    return row == kBearers.end() ? nullptr : row;
}

isup::UserServiceInformation user_service(const isdn::BearerCapability& bearer) {
    isup::UserServiceInformation usi;
    usi.contents = {static_cast<std::uint8_t>(bearer.transfer | 0x80),
                    static_cast<std::uint8_t>(bearer.rate | 0x80)};
    if (bearer.layer1) {
        const std::uint8_t octet5[] = {static_cast<std::uint8_t>(bearer.layer1 | 0xa0)};
        usi.contents.append(octet5);
    }
    return usi;
}

/// Of USI or USI prime. Nothing when it is not of coding standard ITU-T or is too short.
std::optional<isdn::BearerCapability> bearer_from(base::Octets octets) {
    constexpr std::uint8_t kCodingStandard = 0x60;
    constexpr std::uint8_t kMultirate = 0x18;
    if (octets.size() < 2 || (octets[0] & kCodingStandard) != 0)
        return std::nullopt;
    isdn::BearerCapability bearer;
    bearer.transfer = octets[0] & 0x1f;
    bearer.rate = octets[1] & 0x7f;
    bearer.layer1 = 0;
    const std::size_t octet5 = bearer.rate == kMultirate ? 3 : 2;
    if (octet5 < octets.size() && (octets[octet5] & 0x60) == 0x20)
        bearer.layer1 = octets[octet5] & 0x1f;
    return bearer;
}

bool is_7k_bearer(const isdn::BearerCapability& bearer) {
    return bearer.transfer == kWithTones && bearer.rate == kCircuit64k && bearer.layer1 == kG722;
}

bool is_audio(Medium medium) {
    return medium == Medium::speech || medium == Medium::audio_3k1;
}

isup::CauseIndicators bearer_not_implemented() {
    isup::CauseIndicators cause;
    cause.value = 65;
    cause.location = isup::Location::public_local;
    return cause;
}

void set_medium(isup::Message& iam, Medium medium, const isdn::BearerCapability& bearer) {
    iam.set(isup::TransmissionMediumRequirement{medium});
    iam.set(user_service(bearer));
}

// Q.764 §2.5.1: USI goes with TMR prime, USI prime with TMR, so that an exchange which knows no
// fallback finds what it knows.
void set_preferred(isup::Message& iam, Medium fallback_medium,
                   const isdn::BearerCapability& fallback,
                   const isdn::BearerCapability& preferred) {
    set_medium(iam, Medium::preferred_64k, fallback);
    iam.set(isup::TransmissionMediumRequirementPrime{fallback_medium});
    isup::UserServiceInformationPrime prime;
    prime.contents = user_service(preferred).contents;
    iam.set(prime);
}

/// The capability in USI prime or USI whose row is audio or not, as wanted; null row: in neither.
const BearerRow* find_user_service(const isup::Message& iam, bool audio,
                                   isdn::BearerCapability& bearer) {
    const auto prime = iam.get<isup::UserServiceInformationPrime>();
    const auto usi = iam.get<isup::UserServiceInformation>();
    for (const auto& found : {prime ? bearer_from(prime->contents.octets()) : std::nullopt,
                              usi ? bearer_from(usi->contents.octets()) : std::nullopt}) {
        const BearerRow* row = found ? find(found->transfer, found->rate) : nullptr;
        if (!row || row->audio != audio)
            continue;
        bearer = *found;
        return row;
    }
    return nullptr;
}

std::uint8_t law_octet(const Profile& profile, std::uint8_t received) {
    switch (profile.law) {
    case Law::mu_law:
        return kMuLaw;
    case Law::a_law:
        return kALaw;
    case Law::as_received:
        break;
    }
    return received == kMuLaw || received == kALaw ? received : kALaw;
}

bool is_event_format(const sipi::SdpFormat& format) {
    return format.encoding == "telephone-event" || format.encoding == "CN";
}

} // namespace

std::string_view name(MediaKind kind) {
    switch (kind) {
    case MediaKind::speech:
        return "speech";
    case MediaKind::audio_3k1:
        return "3.1 kHz audio";
    case MediaKind::clearmode:
        return "CLEARMODE";
    case MediaKind::preferred:
        return "64 kbit/s preferred";
    case MediaKind::audio_7k:
        return "7 kHz audio";
    case MediaKind::audio_7k_preferred:
        return "7 kHz audio preferred";
    case MediaKind::unsupported:
        return "unsupported";
    }
    return "?";
}

std::span<const BearerRow> bearer_rows() {
    return kBearers;
}

void set_medium(isup::Message& iam, const isdn::BearerCapability& bearer, Notes& notes) {
    const BearerRow* row = find(bearer.transfer, bearer.rate);
    // An unknown capability is data of unknown rate: nobody may take it for speech.
    const Medium medium = row                          ? row->medium
                          : bearer.rate == kCircuit64k ? Medium::unrestricted_64k
                                                       : Medium::unrestricted_1920k;
    set_medium(iam, medium, bearer);
    notes.add(kMediumFromBearer, "{} -> TMR {}", row ? row->name : std::string_view("unknown"),
              static_cast<unsigned>(medium));
}

void set_medium(isup::Message& iam, const isdn::BearerCapability& fallback,
                const isdn::BearerCapability& preferred, Notes& notes) {
    const BearerRow* lesser = find(fallback.transfer, fallback.rate);
    const BearerRow* better = find(preferred.transfer, preferred.rate);
    if (!lesser || !lesser->audio || !better || better->media != MediaKind::clearmode)
        return set_medium(iam, preferred, notes);
    set_preferred(iam, lesser->medium, fallback, preferred);
    notes.add(kTwoBearers, "{}, else {}", better->name, lesser->name);
}

/// A 64 kbit/s bearer does not say by itself that it is a telephone call.
static void set_telephony(isup::Message& iam, Notes& notes) {
    constexpr std::uint8_t kTelephonyContents[] = {0x91, 0x81};
    auto transport = iam.get<isup::AccessTransport>().value_or(isup::AccessTransport{});
    if (transport.find(isup::Element::high_layer) ||
        !transport.add(isup::Element::high_layer, kTelephonyContents))
        return;
    iam.set(transport);
    notes.add(kTelephony);
}

void set_medium(isup::Message& iam, const SdpMedium& offered, const Profile& profile,
                Notes& notes) {
    const auto* row = std::ranges::find(kBearers, offered.media, &BearerRow::media);
    const std::uint8_t law = law_octet(profile, offered.mu_law ? kMuLaw : kALaw);
    isdn::BearerCapability bearer{row->transfer, row->rate, row->layer1};
    if (row->audio)
        bearer.layer1 = law;
    if (may_fall_back(offered.media)) {
        const BearerRow* audio = find(Medium::audio_3k1);
        set_preferred(iam, audio->medium, {audio->transfer, audio->rate, law}, bearer);
    } else {
        set_medium(iam, row->medium, bearer);
    }
    notes.add(kMediumFromSdp, "{} -> TMR {}", name(offered.media),
              static_cast<unsigned>(row->medium));
    if (is_7k(offered.media))
        set_telephony(iam, notes);
}

bool line_refuses_7k(const isup::Message& iam, const Profile& profile) {
    Notes unused(false);
    return !profile.seven_khz && is_7k(media_of(iam, unused));
}

std::optional<isdn::BearerCapability> bearer_of(const isup::Message& iam, const Profile& profile,
                                                Notes& notes) {
    const auto medium = iam.get<isup::TransmissionMediumRequirement>();
    const BearerRow* row = medium ? find(medium->value) : nullptr;
    isdn::BearerCapability bearer;
    if (!row || row->media == MediaKind::unsupported) { // TMR is what the networks have provided
        notes.add(kUnsupported, "TMR {}", medium ? static_cast<unsigned>(medium->value) : 0u);
        return std::nullopt;
    }
    if (line_refuses_7k(iam, profile)) {
        notes.add(kLineWithout7k);
        return fallback_of(iam, profile, notes);
    }
    if (const BearerRow* user = find_user_service(iam, row->audio, bearer)) {
        row = user;
        notes.add(kBearerFromUsi, "{}", row->name);
    } else {
        bearer = isdn::BearerCapability{row->transfer, row->rate, 0};
        notes.add(kBearerFromTmr, "TMR {} -> {}", static_cast<unsigned>(row->medium), row->name);
    }
    if (row->media == MediaKind::unsupported) {
        notes.add(kUnsupported, "{}", row->name);
        return std::nullopt;
    }
    if (row->audio)
        bearer.layer1 = law_octet(profile, bearer.layer1);
    return bearer;
}

std::optional<isdn::BearerCapability> fallback_of(const isup::Message& iam, const Profile& profile,
                                                  Notes& notes) {
    const auto medium = iam.get<isup::TransmissionMediumRequirement>();
    const auto prime = iam.get<isup::TransmissionMediumRequirementPrime>();
    if (!medium || medium->value != Medium::preferred_64k || !prime || !is_audio(prime->value))
        return std::nullopt;
    isdn::BearerCapability bearer;
    if (!find_user_service(iam, true, bearer)) {
        const BearerRow* row = find(prime->value);
        bearer = isdn::BearerCapability{row->transfer, row->rate, 0};
    }
    bearer.layer1 = law_octet(profile, bearer.layer1);
    notes.add(kFallbackOfCall, "TMR prime {}", static_cast<unsigned>(prime->value));
    return bearer;
}

MediaKind media_of(const isup::Message& iam, Notes& notes) {
    const auto medium = iam.get<isup::TransmissionMediumRequirement>();
    const auto prime = iam.get<isup::TransmissionMediumRequirementPrime>();
    const BearerRow* row = medium ? find(medium->value) : nullptr;
    MediaKind media = row ? row->media : MediaKind::unsupported;
    if (media == MediaKind::preferred && !(prime && is_audio(prime->value))) {
        media = MediaKind::clearmode;
        notes.add(kNoFallback);
    }
    isdn::BearerCapability bearer;
    if (is_data(media) && find_user_service(iam, false, bearer) && is_7k_bearer(bearer))
        media = may_fall_back(media) ? MediaKind::audio_7k_preferred : MediaKind::audio_7k;
    notes.add(kMediaFromTmr, "TMR {} -> {}", medium ? static_cast<unsigned>(medium->value) : 0u,
              name(media));
    return media;
}

base::Result<MediaKind, isup::CauseIndicators>
media_for_peer(const isup::Message& iam, const Profile& profile, Notes& notes) {
    MediaKind media = media_of(iam, notes);
    if (is_7k(media) && !profile.g722) {
        media = may_fall_back(media) ? MediaKind::preferred : MediaKind::clearmode;
        notes.add(kPeerWithout7k, "{}", name(media));
    }
    if (media == MediaKind::unsupported) {
        notes.add(kUnsupported, "{}", name(media));
        return base::fail(bearer_not_implemented());
    }
    if (profile.clearmode || is_7k(media) || !is_data(media))
        return media;
    if (media == MediaKind::preferred) {
        notes.add(kPeerWithoutData, "{}", name(MediaKind::audio_3k1));
        return MediaKind::audio_3k1;
    }
    notes.add(kNoData, "{}", name(media));
    return base::fail(bearer_not_implemented());
}

SdpMedium media_of_sdp(std::string_view text) {
    const auto sdp = sipi::Sdp::parse(text);
    return sdp ? media_of_sdp(*sdp) : SdpMedium();
}

SdpMedium media_of_sdp(const sipi::Sdp& sdp) {
    for (const sipi::SdpMedia& media : sdp.media) {
        if (media.media != "audio" || media.port == 0)
            continue;
        bool clearmode = false, clearmode_first = false, g711 = false, other = false;
        bool g722_first = false;
        bool mu_law = false;
        for (const sipi::SdpFormat& format : media.formats) {
            if (is_event_format(format))
                continue;
            const bool is_clearmode = format.is("CLEARMODE");
            const bool is_g711 = format.payload_type == 0 || format.payload_type == 8;
            g722_first = g722_first || (format.is("G722") && !g711 && !clearmode);
            clearmode_first = clearmode_first || (is_clearmode && !g711 && !other);
            clearmode = clearmode || is_clearmode;
            mu_law = mu_law || (!g711 && format.payload_type == 0);
            g711 = g711 || is_g711;
            other = other || !(is_clearmode || is_g711);
        }
        if (g722_first)
            return {g711 ? MediaKind::audio_7k_preferred : MediaKind::audio_7k, mu_law};
        if (g711)
            return {clearmode_first ? MediaKind::preferred : MediaKind::audio_3k1, mu_law};
        if (other)
            return {MediaKind::speech};
        if (clearmode)
            return {MediaKind::clearmode};
    }
    return {};
}

SdpMedium media_from_peer(SdpMedium offered, const Profile& profile, Notes& notes) {
    const MediaKind asked = offered.media;
    if (is_7k(asked)) {
        if (!profile.g722) {
            offered.media = may_fall_back(asked) ? MediaKind::audio_3k1 : MediaKind::speech;
            notes.add(kNo7k, "{}", name(asked));
        }
    } else if (is_data(asked) && !profile.clearmode) {
        const bool falls_back = asked == MediaKind::preferred;
        offered.media = falls_back ? MediaKind::audio_3k1 : MediaKind::unsupported;
        notes.add(falls_back ? kPeerWithoutData : kNoData, "{}", name(asked));
    }
    notes.add(kSdpMedia, "{}", name(offered.media));
    return offered;
}

void set_medium_used(isup::Message& backward, MediaKind wanted, MediaKind chosen, Notes& notes) {
    if (!may_fall_back(wanted) || is_data(chosen))
        return;
    const Medium used = chosen == MediaKind::speech ? Medium::speech : Medium::audio_3k1;
    backward.set(isup::TransmissionMediumUsed{used});
    notes.add(kFellBack, "{}", name(chosen));
}

MediaKind medium_used(const isup::Message& backward, MediaKind wanted, Notes& notes) {
    if (!may_fall_back(wanted))
        return wanted;
    const auto used = backward.get<isup::TransmissionMediumUsed>();
    const bool answer =
        backward.type() == isup::MessageType::anm || backward.type() == isup::MessageType::con;
    if (!used && !answer)
        return wanted;
    const MediaKind chosen = !used || !is_audio(used->value)
                                 ? is_7k(wanted) ? MediaKind::audio_7k : MediaKind::clearmode
                             : used->value == Medium::speech ? MediaKind::speech
                                                             : MediaKind::audio_3k1;
    notes.add(kFellBack, "{}", name(chosen));
    return chosen;
}

std::optional<isup::CauseIndicators> refused_bearer(const sipi::Ended& ended, MediaKind media,
                                                    Notes& notes) {
    constexpr int kNotAcceptable[] = {415, 488, 606};
    const bool refused =
        std::ranges::find(kNotAcceptable, ended.status) != std::end(kNotAcceptable);
    if (!is_data(media) || !refused ||
        (ended.message && ended.message->has(sipi::HeaderName::reason)))
        return std::nullopt;
    notes.add(kBearersRefused, "{}", ended.status);
    return bearer_not_implemented();
}

} // namespace mapping
