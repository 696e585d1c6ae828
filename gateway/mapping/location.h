// Where a call comes from: location number (Q.763 §3.30) and P-Access-Network-Info with
// gstn-location (TS 24.229 §7.2A.4, RFC 7315 §5.4).
#pragma once

#include "gateway/mapping/isup_to_sip.h"
#include "gateway/mapping/notes.h"
#include "gateway/mapping/profile.h"
#include "isup/message.h"
#include "sipi/message.h"

namespace mapping {

/// `P-Access-Network-Info: GSTN;gstn-location="0393..."` of a trusted peer into the location
/// number, whose octets it holds in hexadecimal. One that does not read as such a number is left
/// out.
void set_location(const sipi::Message& invite, const Profile& profile, isup::Message& iam,
                  Notes& notes);
/// The reverse, for trusted peers, network-provided. True: sent.
bool add_location(const isup::Message& iam, const Profile& profile, Headers& headers, Notes& notes);

} // namespace mapping
