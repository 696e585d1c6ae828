// Advice of charge: facility elements of a line (EN 300 182-1) and application/vnd.etsi.aoc+xml in
// SIP bodies (TS 24.647 Annex D). Between the legs it is the remote operations parameter of the
// message that it came with (Q.763 §3.48), which has the components as they are.
#pragma once

#include "drivers/isdn/charging.h"
#include "drivers/isdn/message.h"
#include "gateway/mapping/notes.h"
#include "isup/message.h"
#include "sipi/body/multipart.h"

#include <string>
#include <string_view>
#include <vector>

namespace mapping {

inline constexpr std::string_view kAocType = "application/vnd.etsi.aoc+xml";

// --- a line

/// What ALERTING, PROGRESS, CONNECT and clearing messages say of charges, into their ISUP image;
/// FACILITY has its own mapping.
void charge_from_line(const isdn::Message& message, isup::Message& to, Notes& notes);
/// The reverse.
void charge_to_line(const isup::Message& message, isdn::Message& to, Notes& notes);

// --- SIP

/// The document of all advice in the message; empty when it has none.
std::string charge_to_sip(const isup::Message& message, Notes& notes);
/// The advice of a document added to a message as remote operations. False: it has none.
bool charge_from_sip(std::string_view document, isup::Message& to, Notes& notes);

/// "1.250 EUR", "25 units", "free of charge" ..., for people.
std::string charge_text(const isdn::ChargeAdvice& advice);

/// The document; elements in the order of the schema.
std::string aoc_document(const std::vector<isdn::ChargeAdvice>& advice);
/// Nothing that it does not understand is made up: such advice is left out.
std::vector<isdn::ChargeAdvice> read_aoc(std::string_view document);

} // namespace mapping
