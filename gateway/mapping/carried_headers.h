// SIP headers that go from one SIP trunk to another as they came, because ISUP has no place for
// them.
#pragma once

#include "gateway/mapping/notes.h"
#include "gateway/mapping/profile.h"
#include "sipi/message.h"
#include "sipi/session.h"

#include <span>
#include <vector>

namespace mapping {

struct CarriedHeaderRow {
    sipi::HeaderName header;
    bool trusted; ///< only between trunks that are trusted, both of them
    Row row;
};
std::span<const CarriedHeaderRow> carried_header_rows();

/// Those of an INVITE that came from a trunk.
std::vector<sipi::ExtraHeader> carried_from(const sipi::Message& invite, const Profile& profile,
                                            Notes& notes);
/// Adds those that may go to a trunk and are not there yet.
void add_carried(std::span<const sipi::ExtraHeader> carried, const Profile& profile,
                 std::vector<sipi::ExtraHeader>& headers, Notes& notes);

/// P-Charging-Vector of a call that has none (RFC 7315 §4.6): an identifier of its own, `uuid`, and
/// who made it.
sipi::ExtraHeader make_charging_vector(std::string_view uuid, std::string_view host);

} // namespace mapping
