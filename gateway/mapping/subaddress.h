// ISDN subaddresses: `isub` of a URI (RFC 3966 §5.2, RFC 4715) and the elements of an access
// transport parameter (Q.763 §3.3, Q.931 §4.5.9).
#pragma once

#include "base/octets.h"
#include "gateway/mapping/notes.h"
#include "gateway/mapping/subscriber.h"
#include "isup/message.h"

#include <optional>
#include <span>
#include <vector>

namespace mapping {

/// An encoding of `isub` and the authority and format identifier of its NSAP address.
struct SubaddressRow {
    std::string_view encoding;       ///< isub-encoding
    std::optional<std::uint8_t> afi; ///< none: the text has it
    std::size_t most;                ///< characters of the text
    std::string_view clause;
};
std::span<const SubaddressRow> subaddress_rows();

/// Contents of a subaddress element, from octet 3 on: type NSAP. Nothing without `isub`, with one
/// too long or with an encoding that nobody knows.
std::optional<std::vector<std::uint8_t>> subaddress_of(const Subscriber& subscriber);
/// `isub` and, unless it is IA5, `isub-encoding`. Nothing for user specified subaddresses
/// (RFC 4715 §6.1).
SubscriberParams params_of_subaddress(base::Octets contents);

/// Puts the subaddress of a URI into the access transport of a message.
void set_subaddress(const Subscriber& from, isup::Element element, isup::Message& to, Notes& notes);
/// Parameters for the URI of that party.
SubscriberParams subaddress_params(const isup::Message& from, isup::Element element, Notes& notes);

} // namespace mapping
