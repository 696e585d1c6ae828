// Telephone numbers and identities: ISUP numbers into SIP and tel URIs and back, presentation into
// Privacy.
#pragma once

#include "drivers/isdn/message.h"
#include "gateway/mapping/notes.h"
#include "gateway/mapping/profile.h"
#include "isup/numbers.h"
#include "sipi/name_addr.h"
#include "sipi/uri.h"

#include <optional>
#include <span>
#include <string>

namespace mapping {

/// A number between notations: nature of address and digits.
struct Address {
    isup::NatureOfAddress nature = isup::NatureOfAddress::unknown;
    isup::Digits digits{};
    bool operator==(const Address&) const = default;
};

/// Digits with '*' as code 11 and '#' as code 12, visual separators left out. Nothing when there is
/// another character or more than fit.
std::optional<isup::Digits> digits_from_text(std::string_view text);
/// The reverse; ST and spare codes are left out.
std::string text_from_digits(const isup::Digits& digits);

/// Number in a URI (RFC 3966 §5.1, RFC 3261 §19.1.6, Q.1912.5 §6): "+", or phone-context with
/// a country code, makes it global; then own country gives national, another one international.
/// Without either the prefixes decide, else it is unknown. Nothing when the URI holds no number.
std::optional<Address> address_from_uri(const sipi::Uri& uri, const Profile& profile);
/// The same of a dialled number: "+4930...", "0030...", "030...".
std::optional<Address> address_from_dialled(std::string_view number, const Profile& profile);

/// Number part of a URI (Q.1912.5 §7): "+" and country code for national and international
/// numbers if the country is known; else a national number gets its prefix, others are as they are.
std::string uri_number(const Address& address, const Profile& profile);
/// "sip:+4930123@host;user=phone".
std::string uri_from_number(std::string_view number, std::string_view host);

/// Type of number of Q.931 and nature of address of Q.763.
struct NatureRow {
    std::uint8_t type_of_number;
    isup::NatureOfAddress nature;
    std::string_view clause;
};
std::span<const NatureRow> nature_rows();
/// Numbering plans of Q.931 and Q.763.
struct PlanRow {
    std::uint8_t isdn;
    isup::NumberingPlan isup;
    std::string_view clause;
};
std::span<const PlanRow> plan_rows();

/// Nature of address and type of number (Q.931 Table 4-9, Q.763 §3.9).
isup::NatureOfAddress nature_from_type(std::uint8_t type_of_number);
std::uint8_t type_from_nature(isup::NatureOfAddress nature);
isup::NumberingPlan plan_from_isdn(std::uint8_t plan);
std::uint8_t plan_to_isdn(isup::NumberingPlan plan);

/// Notes the trunk's own row for that nature, if it has one.
void note_number_row(const Profile& profile, isup::NatureOfAddress nature, Notes& notes);
/// Puts the trunk's own prefix of the number's type before it; its type is unknown then (Q.931
/// §4.5.8). A row with "+" is for URIs only.
void number_to_line(isdn::Number& number, const Profile& profile, Notes& notes);

/// The address of a Q.931 number; a number of unknown type is looked at for prefixes.
std::optional<Address> address_from_isdn(const isdn::Number& number, const Profile& profile);

} // namespace mapping
