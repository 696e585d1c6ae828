// Who calls whom, as a PASSporT says it: numbers of an INVITE in canonical form (RFC 8224 §8.3).
#pragma once

#include "gateway/mapping/isup_to_sip.h"
#include "gateway/mapping/profile.h"
#include "isup/message.h"
#include "sipi/uri.h"

#include <string>

namespace mapping {

/// Numbers without '+'; of the country that the profile says where they are national ones.
struct CallerClaims {
    std::string orig;        ///< empty: the INVITE tells no number of its caller
    std::string dest;        ///< of the Request-URI; empty: it is no number
    std::string diverted_by; ///< who diverted the call to `dest` (RFC 8946); empty: nobody to name
    bool operator==(const CallerClaims&) const = default;
};

/// The number of a sip or tel URI, international where the profile can make it so: "4930123".
/// Empty: the URI holds no number.
std::string canonical_number_of(const sipi::Uri& uri, const Profile& profile);

/// Of an INVITE that goes out. orig is P-Asserted-Identity before From (RFC 8224 §4.1, ATIS-1000074
/// §5.2.1); nothing that the INVITE itself hides is told.
CallerClaims claims_of(const isup::Message& iam, const InviteParts& invite, const Profile& profile);

} // namespace mapping
