// What a call carries in three notations (Q.931 §4.5.5, Q.763 §3.54 and §3.57, RFC 8866).
#include "gateway/mapping/bearers.h"

#include "sipi/sdp.h"

#include <algorithm>
#include <array>

namespace mapping {
namespace {

using isup::Medium;

constexpr std::uint8_t kCircuit64k = 0x10;

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
    BearerRow{"unrestricted with tones", 0x11, kCircuit64k, Medium::preferred_64k,
              MediaKind::clearmode, false, "Q.699 (Q.931 §4.5.5), RFC 4040"},
    BearerRow{"video", 0x18, kCircuit64k, Medium::unrestricted_64k, MediaKind::clearmode, false,
              "Q.699 (Q.931 §4.5.5), RFC 4040"},
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
constexpr Row kMediumFromSdp{"TMR and USI from SDP", "Q.1912.5 §6"};
constexpr Row kBearerFromUsi{"bearer capability from USI", "Q.699 (Q.763 §3.57)"};
constexpr Row kBearerFromTmr{"bearer capability from TMR", "Q.699 (Q.763 §3.54)"};
constexpr Row kMediaFromTmr{"media from TMR", "Q.1912.5 §7"};
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

/// Nothing when it is not of coding standard ITU-T or is too short.
std::optional<isdn::BearerCapability> bearer_from(const isup::UserServiceInformation& usi) {
    constexpr std::uint8_t kCodingStandard = 0x60;
    constexpr std::uint8_t kMultirate = 0x18;
    const base::Octets octets = usi.contents.octets();
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

void set_medium(isup::Message& iam, Medium medium, const isdn::BearerCapability& bearer) {
    iam.set(isup::TransmissionMediumRequirement{medium});
    if (medium == Medium::preferred_64k) // may fall back to what every telephone can do
        iam.set(isup::TransmissionMediumRequirementPrime{Medium::audio_3k1});
    iam.set(user_service(bearer));
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

void set_medium(isup::Message& iam, MediaKind media, const Profile& profile, Notes& notes) {
    const auto* row = std::ranges::find(kBearers, media, &BearerRow::media);
    isdn::BearerCapability bearer{row->transfer, row->rate, 0};
    if (row->audio)
        bearer.layer1 = law_octet(profile, 0);
    set_medium(iam, row->medium, bearer);
    notes.add(kMediumFromSdp, "{} -> TMR {}", name(media), static_cast<unsigned>(row->medium));
}

std::optional<isdn::BearerCapability> bearer_of(const isup::Message& iam, const Profile& profile,
                                                Notes& notes) {
    const auto medium = iam.get<isup::TransmissionMediumRequirement>();
    const BearerRow* by_medium = medium ? find(medium->value) : nullptr;
    const auto usi = iam.get<isup::UserServiceInformation>();
    auto bearer = usi ? bearer_from(*usi) : std::nullopt;
    const BearerRow* row = bearer ? find(bearer->transfer, bearer->rate) : nullptr;
    const bool contradict = row && by_medium && row->audio != by_medium->audio;
    if (!row || contradict) { // TMR is what the networks have provided
        if (!by_medium) {
            notes.add(kUnsupported, "TMR {}", medium ? static_cast<unsigned>(medium->value) : 0u);
            return std::nullopt;
        }
        row = by_medium;
        bearer = isdn::BearerCapability{row->transfer, row->rate, 0};
        notes.add(kBearerFromTmr, "TMR {} -> {}", static_cast<unsigned>(row->medium), row->name);
    } else {
        notes.add(kBearerFromUsi, "{}", row->name);
    }
    if (row->media == MediaKind::unsupported) {
        notes.add(kUnsupported, "{}", row->name);
        return std::nullopt;
    }
    if (row->audio)
        bearer->layer1 = law_octet(profile, bearer->layer1);
    return bearer;
}

MediaKind media_of(const isup::Message& iam, Notes& notes) {
    const auto medium = iam.get<isup::TransmissionMediumRequirement>();
    const BearerRow* row = medium ? find(medium->value) : nullptr;
    const MediaKind media = row ? row->media : MediaKind::unsupported;
    notes.add(kMediaFromTmr, "TMR {} -> {}", medium ? static_cast<unsigned>(medium->value) : 0u,
              name(media));
    return media;
}

MediaKind media_of_sdp(std::string_view text) {
    const auto sdp = sipi::Sdp::parse(text);
    if (!sdp)
        return MediaKind::unsupported;
    for (const sipi::SdpMedia& media : sdp->media) {
        if (media.media != "audio" || media.port == 0)
            continue;
        bool clearmode = false, g711 = false, other = false;
        for (const sipi::SdpFormat& format : media.formats) {
            if (is_event_format(format))
                continue;
            const bool is_clearmode = format.same_codec(sipi::make_format(-1, "CLEARMODE"));
            const bool is_g711 = format.payload_type == 0 || format.payload_type == 8;
            clearmode = clearmode || is_clearmode;
            g711 = g711 || is_g711;
            other = other || !(is_clearmode || is_g711);
        }
        if (g711)
            return MediaKind::audio_3k1;
        if (other)
            return MediaKind::speech;
        if (clearmode)
            return MediaKind::clearmode;
    }
    return MediaKind::unsupported;
}

} // namespace mapping
