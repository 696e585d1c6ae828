// Preconditions of a session in SDP: quality of service that must be reserved before the called
// side alerts, RFC 3312 §4-§5 with RFC 4032.
#pragma once

#include "sipi/sdp.h"

#include <array>
#include <cstdint>
#include <optional>

namespace sipi {

/// How much a direction is wanted (RFC 3312 §4); in the order in which an answer may raise it.
enum class Strength : std::uint8_t { none, unknown, failure, optional, mandatory };

/// Directions of the reserved path, seen from the sender of the description.
struct ReservedPath {
    bool send = false, receive = false;
    bool operator==(const ReservedPath&) const = default;
};
inline constexpr ReservedPath kBothWays{true, true};

/// One row of the table of RFC 3312 §5: what is reserved of a segment, what is desired, and what
/// the sender wants to be told of.
struct QosStatus {
    ReservedPath current;
    Strength send = Strength::none, receive = Strength::none; ///< desired
    ReservedPath confirm;
    bool present = false; ///< some attribute names the segment
    bool operator==(const QosStatus&) const = default;

    /// No mandatory direction is missing.
    bool met() const {
        return (send != Strength::mandatory || current.send) &&
               (receive != Strength::mandatory || current.receive);
    }
};

/// The preconditions of one m-line, segments seen from the sender of the description.
struct Preconditions {
    QosStatus end_to_end, local, remote;
    bool operator==(const Preconditions&) const = default;
};

/// a=curr, a=des and a=conf of type qos; nothing when there are none. Malformed ones are left out.
std::optional<Preconditions> read_preconditions(const SdpMedia& media);
/// Writes them in place of those that are there.
void write_preconditions(const Preconditions& preconditions, SdpMedia& media);

/// The answer of a side that has its own segment reserved (RFC 3312 §5.1.2, §5.2): what the
/// offerer calls remote is ours, and we want to be told when its own is there.
Preconditions answer_with_resources(const Preconditions& offer);
/// An offer of a side that wants the other's segment reserved and has, or has not yet, its own;
/// `answered` is what the other has last said, null when nothing (RFC 3312 §5.1.1, §13.1).
Preconditions offer_of_resources(bool reserved, const Preconditions* answered = nullptr);

} // namespace sipi
