// The ladder of a call: its trace as text with one column per party, as JSON, and in one paragraph.
#pragma once

#include "gateway/observe/trace.h"

#include <string>

namespace observe {

struct LadderOptions {
    unsigned width = 100; ///< columns of the terminal; 60-200
    bool details = false; ///< the octets of each message, rendered, below its arrow
    bool header = true;   ///< the line with the parties' names
};

/// A trace as a ladder: leg A | gateway | leg B, one line per event, milliseconds since the call
/// began. Pure: the same trace gives the same text.
std::string ladder(const TraceView& trace, const LadderOptions& options = {},
                   const TraceRenderers& renderers = {});
/// One event as the ladder shows it (one or more lines, each ended): for streaming.
std::string ladder_line(const TraceEvent& event, const LadderOptions& options = {},
                        const TraceRenderers& renderers = {});
/// The head of a ladder: the parties' names above their columns.
std::string ladder_head(const TraceView& trace, const LadderOptions& options = {});

/// The same as JSON. Schema: {"id", "began" (RFC 3339), "ended", "duration_ms", "incoming",
/// "outgoing", "dropped", "explanation", "events": [EVENT]} with EVENT as below. `details` are the
/// messages' octets: SIP as text, else hex.
std::string trace_json(const TraceView& trace);
/// EVENT: {"ms", "leg" (A, gateway, B), "direction" (in, out, internal), "protocol", "summary"}
/// and, where they exist, "clause", "value", "octets" (size), "text" (SIP) or "hex".
std::string event_json(const TraceEvent& event);

/// Why did this call end? Who released it, with which cause from where, and what it was mapped to.
/// One paragraph.
std::string explain(const TraceView& trace);

} // namespace observe
