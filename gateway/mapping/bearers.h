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
    Row row;
    std::uint8_t transfer; ///< Q.931 octet 3, coding standard 0: information transfer capability
    isup::Medium medium;
    MediaKind media;
    bool audio; ///< has a layer 1 law of G.711
};
std::span<const BearerRow> bearer_rows();

/// TMR and USI of a Q.931 bearer capability.
void set_medium(isup::Message& iam, const isdn::BearerCapability& bearer, Notes& notes);
/// TMR and USI of a media kind.
void set_medium(isup::Message& iam, MediaKind media, const Profile& profile, Notes& notes);

/// USI if it is there, else TMR.
isdn::BearerCapability bearer_of(const isup::Message& iam, const Profile& profile, Notes& notes);
/// What the SDP offers for an IAM; a data call is never speech.
MediaKind media_of(const isup::Message& iam, Notes& notes);
/// What an SDP offer asks for; without one, audio.
MediaKind media_of(std::string_view sdp);

} // namespace mapping
