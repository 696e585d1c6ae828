// What registrations of ours came to, as metrics.
#pragma once

#include "gateway/legs/registrations.h"
#include "gateway/observe/metrics.h"

namespace gateway {

/// The registrations outlive the metrics' last reading.
void register_registration_metrics(observe::Metrics& metrics,
                                   const legs::Registrations& registrations);

} // namespace gateway
