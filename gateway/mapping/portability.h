// Ported numbers: `npdi` and `rn` of a URI (RFC 4694; RFC 3398 writes npdi=yes) and forward call
// indicator M with the routing number in one of its places (Q.763 §3.23, §3.90, T1.113).
#pragma once

#include "gateway/mapping/notes.h"
#include "gateway/mapping/numbers.h"
#include "gateway/mapping/profile.h"
#include "isup/message.h"

#include <span>

namespace mapping {

/// Where the trunk's ISUP has the routing number.
struct PortabilityRow {
    Portability portability;
    isup::Param parameter; ///< of the routing number
    Row row;               ///< name and clause
};
std::span<const PortabilityRow> portability_rows();

/// `npdi` and `rn` of a trusted peer's Request-URI into an IAM that has called number and forward
/// call indicators. `rn` alone says that the query was done as well.
void set_portability(const Subscriber& called, const Profile& profile, isup::Message& iam,
                     Notes& notes);

/// The called number of an IAM as SIP sees it, the number dialled, with `npdi` and `rn`, in
/// whichever form the IAM has them (Q.769.1). A routing number that is concatenated stays in the
/// number where the trunk does not say how long it is: nothing else says where it ends.
Address dialled_address(const isup::Message& iam, const Profile& profile, SubscriberParams& params,
                        Notes& notes);

} // namespace mapping
