// What a message would become on its way through two trunks, and which rows would make it: the
// functions that calls use, without a call.
#pragma once

#include "base/result.h"
#include "gateway/mapping/bearers.h"
#include "gateway/mapping/profile.h"
#include "gateway/mapping/typed_message.h"
#include "isup/message.h"
#include "isup/tables.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mapping {

/// A trunk as the mapping sees it.
struct DryTrunk {
    std::string name;
    bool line = false; ///< speaks Q.931, else SIP
    Profile profile{};
    /// Text of the SDP that it offers for a medium; null: only the medium is named.
    std::function<std::string(MediaKind)> sdp{};
};

/// One row that was used.
struct DryRow {
    std::string trunk; ///< whose
    std::string name, clause, value;
};

/// The message at one point of its way.
struct DryPart {
    std::string_view key; ///< "received", "enclosed" (ISUP in its body), "between", "leaving",
                          ///< "leaving_body" (ISUP in its body): stay the same between releases
    std::string title;    ///< "received from pbx: SIP INVITE"
    std::string text;     ///< several lines, field by field
    std::string hex;      ///< octets; empty for SIP, whose text they are
};

struct DryRun {
    std::vector<DryPart> parts;
    std::vector<DryRow> rows;             ///< in the order of their use
    std::optional<isup::Message> between; ///< what one leg gives the other; none: nothing
    std::string outcome;                  ///< one sentence
};

struct DryOptions {
    isup::Variant variant = isup::Variant::itu; ///< of a typed ISUP message
    bool acm_seen =
        false; ///< an ACM has gone before: 18x, ALERTING ... become CPG, 200 and CONNECT ANM
};

/// The message comes in at `from` and goes out at `via`. An ISUP message is between them already:
/// it is judged by the compatibility rules and goes out. Nothing is sent, no state changes.
/// Errors: the octets are no message of their language, and why.
base::Result<DryRun, std::string> dry_run(const TypedMessage& message, const DryTrunk& from,
                                          const DryTrunk& via, const DryOptions& options);

/// One cause or status code through the tables of a trunk.
struct DryCause {
    struct Step {
        std::string what;                ///< "SIP response", "Reason", "cause of the call"
        std::string result;              ///< "503 Service Unavailable"
        std::string name, clause, value; ///< of the row
    };
    std::vector<Step> steps;
};

/// A Q.850 value (1-127) into what the trunk's side is told, or what it tells into that of the
/// call: a SIP trunk gives status and Reason, a line the Q.931 cause both ways. A status (300-699)
/// gives cause and location. Errors: neither, or a status on a line.
base::Result<DryCause, std::string> dry_cause(unsigned value, isup::Location location,
                                              const DryTrunk& trunk);

} // namespace mapping
