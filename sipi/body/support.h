// Which bodies the receiver can process, and what it must refuse: RFC 3204 §6, RFC 5621 §8.
#pragma once

#include "sipi/body/multipart.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sipi {

/// A kind of body in a context: both the content type and the disposition type must be known
/// (RFC 5621 §8.1). All compare in any case.
struct BodyKind {
    std::string_view type;
    std::string_view subtype;
    std::string_view disposition; ///< "" for any
};

bool understands(std::span<const BodyKind> kinds, const BodyPart& part);
/// Appends the value of Accept for a 415: each type once, then multipart/mixed.
void append_accept(std::string& out, std::span<const BodyKind> kinds);

/// Whether a usable part can be processed; a caller may look at parameters such as an ISUP version.
using Understands = std::function<bool(const BodyPart&)>;

/// The parts for which the request must be refused: required, and not understood or with a fault.
///
/// - Without a handling parameter a part is required (RFC 3204 §6).
/// - Inside an optional multipart nothing is required (RFC 5621 §8.2).
/// - Inside multipart/alternative the parts' own handling does not count: one that is understood
///   is enough (RFC 5621 §8.3); otherwise all of them are refused, unless the whole is optional.
/// - An empty part without a Content-Type asks for nothing.
/// Owner: the pointers are into the body.
std::vector<const BodyPart*> refused_parts(const Body& body, const Understands& understood);

/// What to answer for these: 0 for none; 400 when one has a fault that is the sender's; else 415.
int refusal_status(std::span<const BodyPart* const> refused);

} // namespace sipi
