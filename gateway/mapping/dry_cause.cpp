// One cause or status code through the tables of a trunk (RFC 3398 §7.2.4.1, §8.2.6.1, Q.1912.5,
// Q.699).
#include "gateway/mapping/causes.h"
#include "gateway/mapping/dry_run.h"
#include "gateway/mapping/sip_to_isup.h"
#include "isup/cause.h"
#include "sipi/status.h"

#include <fmt/format.h>

namespace mapping {
namespace {

constexpr unsigned kMaxCause = 127, kMinFailure = 300, kMaxStatus = 699;
constexpr Row kDryCauseReason{"Reason from cause", "RFC 6432, RFC 8606"};
constexpr Row kDryCauseCarried{"cause", "Q.699: carried as it is"};

std::string cause_text(const isup::CauseIndicators& cause) {
    return fmt::format("{} {}, location {} ({})", cause.value, isup::cause_name(cause.value),
                       location_token(cause.location), isup::name(cause.location));
}

/// Adds the last row that was noted, or `unnoted` when none was.
void add(DryCause& out, std::string what, std::string result, const Notes& notes,
         const Row& unnoted) {
    const Note* last = notes.size() ? &notes[notes.size() - 1] : nullptr;
    const Row& row = last ? *last->row : unnoted;
    out.steps.push_back({std::move(what), std::move(result), std::string(row.name),
                         std::string(row.clause), last ? std::string(last->value()) : ""});
}

DryCause of_line(const isup::CauseIndicators& cause, const DryTrunk& trunk) {
    DryCause out;
    isup::Message rel(isup::MessageType::rel);
    rel.set(cause);
    for (const bool outward : {true, false}) {
        Notes notes;
        isup::Message message = rel;
        if (outward)
            override_cause_to_line(message, trunk.profile, notes);
        else
            override_cause_from_line(message, trunk.profile, notes);
        add(out, outward ? "Q.931 cause to the line" : "the call's, when the line says it",
            cause_text(*message.get<isup::CauseIndicators>()), notes, kDryCauseCarried);
    }
    return out;
}

DryCause of_peer(const isup::CauseIndicators& cause, const DryTrunk& trunk) {
    DryCause out;
    Notes status_notes, reason_notes;
    const int status = status_from_cause(cause, trunk.profile, status_notes);
    add(out, "SIP response", fmt::format("{} {}", status, sipi::default_reason(status)),
        status_notes, kDryCauseReason);
    const bool sent = quirk(trunk.profile, Quirk::send_reason, reason_notes);
    const bool located = sent && quirk(trunk.profile, Quirk::reason_location, reason_notes);
    add(out, "Reason", sent ? reason_from_cause(cause, located) : "not sent", reason_notes,
        kDryCauseReason);
    return out;
}

} // namespace

base::Result<DryCause, std::string> dry_cause(unsigned value, isup::Location location,
                                              const DryTrunk& trunk) {
    if (value >= 1 && value <= kMaxCause) {
        isup::CauseIndicators cause;
        cause.value = static_cast<std::uint8_t>(value);
        cause.location = location;
        return trunk.line ? of_line(cause, trunk) : of_peer(cause, trunk);
    }
    if (value < kMinFailure || value > kMaxStatus)
        return base::fail(fmt::format("{} is neither a cause (1-127) nor the status of a response "
                                      "that ends a call (300-699)",
                                      value));
    if (trunk.line)
        return base::fail(trunk.name + " is a line and hears no SIP status; ask for its causes "
                                       "(1-127), or a SIP peer for its status codes");
    Notes notes;
    DryCause out;
    const isup::Message rel =
        rel_from_sip({sipi::EndReason::failed, static_cast<int>(value)}, trunk.profile, notes);
    add(out, "cause of the call", cause_text(*rel.get<isup::CauseIndicators>()), notes,
        kDryCauseReason);
    return out;
}

} // namespace mapping
