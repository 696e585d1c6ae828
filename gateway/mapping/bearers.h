// What a call carries: Q.931 bearer capability, ISUP medium and user service information, SDP
// media.
#pragma once

#include "base/result.h"
#include "drivers/isdn/message.h"
#include "gateway/mapping/notes.h"
#include "gateway/mapping/profile.h"
#include "isup/message.h"
#include "sipi/sdp.h"
#include "sipi/session.h"

namespace mapping {

/// What the SDP of a call offers.
enum class MediaKind : std::uint8_t {
    speech,    ///< any audio codec
    audio_3k1, ///< G.711 as it is: modems and fax work
    clearmode, ///< 64 kbit/s unrestricted (RFC 4040), nothing else
    preferred, ///< 64 kbit/s preferred: CLEARMODE if it can be had, else G.711 (fallback)
    audio_7k,  ///< 7 kHz audio: the octets of G.722 as they are (RFC 3551 §4.5.2), or CLEARMODE
    audio_7k_preferred, ///< the same if it can be had, else G.711 (fallback)
    unsupported,        ///< nothing that one RTP stream of 64 kbit/s can carry: cause 65
};
std::string_view name(MediaKind kind);
/// No law, no tone, no concealment until it is known to have fallen back to audio.
constexpr bool is_data(MediaKind kind) {
    return kind == MediaKind::clearmode || kind == MediaKind::preferred ||
           kind == MediaKind::audio_7k || kind == MediaKind::audio_7k_preferred;
}
/// Data that G.711 may replace (Q.764 §2.5).
constexpr bool may_fall_back(MediaKind kind) {
    return kind == MediaKind::preferred || kind == MediaKind::audio_7k_preferred;
}
/// G.722 may carry it.
constexpr bool is_7k(MediaKind kind) {
    return kind == MediaKind::audio_7k || kind == MediaKind::audio_7k_preferred;
}

/// One row: the same bearer in three notations.
struct BearerRow {
    std::string_view name;
    std::uint8_t transfer; ///< Q.931 octet 3: information transfer capability
    std::uint8_t rate;     ///< Q.931 octet 4: transfer mode and rate
    isup::Medium medium;
    MediaKind media;
    bool audio; ///< layer 1 is a law of G.711
    std::string_view clause;
    std::uint8_t layer1 = 0; ///< Q.931 octet 5 of what is not audio; 0: none, or that of the user
};
/// The first row of a medium, and the first of a capability, is the one that it turns into.
std::span<const BearerRow> bearer_rows();

/// TMR and USI of a Q.931 bearer capability that stands alone: no fallback is allowed.
void set_medium(isup::Message& iam, const isdn::BearerCapability& bearer, Notes& notes);
/// Of the two of a SETUP with repeat indicator (Q.931 §5.11.1): data that may fall back to audio
/// becomes 64 kbit/s preferred with TMR prime, USI for the fallback, USI prime for the preferred.
/// Two others: the preferred one alone.
void set_medium(isup::Message& iam, const isdn::BearerCapability& fallback,
                const isdn::BearerCapability& preferred, Notes& notes);
/// What an SDP offer asks for.
struct SdpMedium {
    MediaKind media = MediaKind::unsupported;
    bool mu_law = false; ///< of G.711, PCMU stands first
};
/// TMR and USI of it; the law as offered unless the profile names one.
void set_medium(isup::Message& iam, const SdpMedium& offered, const Profile& profile, Notes& notes);

/// The bearer is refused by the line: 7 kHz audio, and the line's trunk group has `seven_khz` off.
bool line_refuses_7k(const isup::Message& iam, const Profile& profile);
/// USI prime or USI if it agrees with TMR, else TMR. Nothing when one B-channel cannot carry it:
/// cause 65.
std::optional<isdn::BearerCapability> bearer_of(const isup::Message& iam, const Profile& profile,
                                                Notes& notes);
/// What the called side may take instead: of 64 kbit/s preferred, with TMR prime (Q.764 §2.5).
std::optional<isdn::BearerCapability> fallback_of(const isup::Message& iam, const Profile& profile,
                                                  Notes& notes);

/// What the SDP of the call shall offer; a data call is never speech.
MediaKind media_of(const isup::Message& iam, Notes& notes);
/// The same for this peer, which may take no data: then 64 kbit/s preferred falls back. 7 kHz audio
/// is plain data to a peer without G.722.
/// Errors: 65, neither the medium nor its fallback can be carried.
base::Result<MediaKind, isup::CauseIndicators> media_for_peer(const isup::Message& iam,
                                                              const Profile& profile, Notes& notes);
/// What an SDP offers: the first audio stream that is not rejected decides, and there the
/// order of the codecs.
SdpMedium media_of_sdp(const sipi::Sdp& sdp);
/// Unsupported when it does not parse.
SdpMedium media_of_sdp(std::string_view sdp);
/// What becomes of that at this peer; unsupported: 488.
SdpMedium media_from_peer(SdpMedium offered, const Profile& profile, Notes& notes);

/// Tells backward that a call of 64 kbit/s preferred has become `chosen` (Q.764 §2.5.2): TMU, sent
/// when it fell back, and only then.
void set_medium_used(isup::Message& backward, MediaKind wanted, MediaKind chosen, Notes& notes);
/// What a call that wanted 64 kbit/s preferred has become, as far as this backward message tells;
/// ANM and CON always do.
MediaKind medium_used(const isup::Message& backward, MediaKind wanted, Notes& notes);

/// The cause of a response that refuses a data call and gives no Reason: the bearer (65).
std::optional<isup::CauseIndicators> refused_bearer(const sipi::Ended& ended, MediaKind media,
                                                    Notes& notes);

} // namespace mapping
