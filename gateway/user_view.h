// What the registrar counts, as metrics.
#pragma once

#include "gateway/legs/users.h"
#include "gateway/observe/metrics.h"

namespace gateway {

/// The users outlive the metrics' last reading.
void register_user_metrics(observe::Metrics& metrics, const legs::Users& users);

} // namespace gateway
