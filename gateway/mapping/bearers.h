// What a call carries: Q.931 bearer capability, ISUP medium and user service information, SDP
// media.
#pragma once

#include "drivers/isdn/message.h"
#include "gateway/mapping/notes.h"
#include "gateway/mapping/profile.h"
#include "isup/message.h"

namespace mapping {

/// What the SDP of a call offers.
enum class MediaKind : std::uint8_t {
    speech,      ///< any audio codec
    audio_3k1,   ///< G.711 as it is: modems and fax work
    clearmode,   ///< 64 kbit/s unrestricted (RFC 4040)
    unsupported, ///< nothing that one RTP stream of 64 kbit/s can carry: cause 65
};
std::string_view name(MediaKind kind);

/// One row: the same bearer in three notations.
struct BearerRow {
    std::string_view name;
    std::uint8_t transfer; ///< Q.931 octet 3: information transfer capability
    std::uint8_t rate;     ///< Q.931 octet 4: transfer mode and rate
    isup::Medium medium;
    MediaKind media;
    bool audio; ///< layer 1 is a law of G.711
    std::string_view clause;
};
/// The first row of a medium is the one that it turns back into.
std::span<const BearerRow> bearer_rows();

/// TMR and USI of a Q.931 bearer capability.
void set_medium(isup::Message& iam, const isdn::BearerCapability& bearer, Notes& notes);
/// TMR and USI of a media kind.
void set_medium(isup::Message& iam, MediaKind media, const Profile& profile, Notes& notes);

/// USI if it is there, else TMR. Nothing when one B-channel cannot carry it: cause 65.
std::optional<isdn::BearerCapability> bearer_of(const isup::Message& iam, const Profile& profile,
                                                Notes& notes);
/// What the SDP of the call shall offer; a data call is never speech.
MediaKind media_of(const isup::Message& iam, Notes& notes);
/// What an SDP offer asks for: the first audio stream that is not rejected decides.
MediaKind media_of_sdp(std::string_view sdp);

} // namespace mapping
