// How the messages kept in a call's trace become text.
#pragma once

#include "gateway/observe/trace.h"

namespace gateway {

observe::TraceRenderers trace_renderers();

} // namespace gateway
