// Simple segmentation: what does not fit into one message follows in a SGM (Q.764 §2.1.12).
#pragma once

#include "isup/message.h"

namespace isup {

/// Octets of a message that MTP carries, from the type code on: SIF of 272 less routing label and
/// CIC (Q.704 §14.2).
inline constexpr std::size_t kSegmentLimit = 272 - 4 - 2;

/// IAM, ACM, CPG, ANM and CON may be segmented; they say so in bit C of their optional indicators.
bool may_be_segmented(MessageType type);
/// The message says that a SGM follows.
bool announces_segment(const Message& message);

struct Segments {
    Message first;
    std::optional<Message> rest; ///< the SGM; none when all fits into the first
};

/// Moves access transport, user-to-user information, generic numbers, digits and notifications, in
/// this order and no more than needed, into a SGM.
/// Errors: oversize when it does not fit into two, or its type may not be segmented; those of
/// encode.
Result<Segments> split(const Message& message, Variant variant = Variant::itu,
                       std::size_t limit = kSegmentLimit);

/// The whole message again: parameters of the SGM behind those of the first, nothing announced any
/// more. overflowed() when it is too much.
Message join(const Message& first, const Message& segment);

} // namespace isup
