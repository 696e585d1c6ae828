// The names of the values of Q.931, Q.932 and Q.850, and of the operations in facility elements.
// Private to the room.
#pragma once

#include "drivers/isdn/value_names.h"

namespace isdn {

/// Q.850 Table 1 and §2.2.
std::span<const ValueName> cause_names();
/// Q.850 Table 1, location; also of progress indicators.
std::span<const ValueName> location_names();
/// Q.931 Table 4-6, information transfer capability.
std::span<const ValueName> transfer_names();
/// Q.931 Table 4-6, transfer mode.
std::span<const ValueName> mode_names();
/// Q.931 Table 4-6, information transfer rate.
std::span<const ValueName> rate_names();
/// Q.931 Table 4-6, user information layer 1, 2, 3 protocol.
std::span<const ValueName> layer1_names();
std::span<const ValueName> layer2_names();
std::span<const ValueName> layer3_names();
/// Q.931 Table 4-6, octet 5a: user rate, as text in kbit/s.
std::span<const ValueName> user_rate_names();
/// Q.931 Table 4-9.
std::span<const ValueName> number_type_names();
std::span<const ValueName> number_plan_names();
/// Q.931 Table 4-11.
std::span<const ValueName> presentation_names();
std::span<const ValueName> screening_names();
/// Q.952 §3.2 (Q.763 §3.45): why a call was redirected.
std::span<const ValueName> redirection_reason_names();
/// Q.931 Table 4-20.
std::span<const ValueName> progress_names();
/// Q.931 Table 4-22, Q.932 §9.6, Q.95x.
std::span<const ValueName> notification_names();
/// Q.931 Table 4-14: high layer characteristics.
std::span<const ValueName> high_layer_names();
/// Q.931 Table 4-8: states of a call (user and network share the numbers).
std::span<const ValueName> call_state_names();
/// Q.931 Table 4-24.
std::span<const ValueName> signal_names();
/// Q.931 Table 4-19: classes of the restart indicator.
std::span<const ValueName> restart_names();
/// Q.931 Table 4-26: what user-user information is.
std::span<const ValueName> user_protocol_names();
/// What binary facility codings of network-specific facilities mean in networks of North America.
std::span<const ValueName> network_service_names();
/// Operations of the European services (EN 300 196 and the services' own standards), local values.
std::span<const ValueName> etsi_operation_names();
/// Operations of QSIG (ECMA-165 and the services' own standards), local values.
std::span<const ValueName> qsig_operation_names();

} // namespace isdn
