// Telephone numbers and identities: ISUP numbers into SIP and tel URIs and back, presentation into
// Privacy.
#pragma once

#include "drivers/isdn/message.h"
#include "gateway/mapping/notes.h"
#include "gateway/mapping/profile.h"
#include "gateway/mapping/subscriber.h"
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
/// The same with A to F as the signals of these values (RFC 3966 §3 phonedigit-hex).
std::optional<isup::Digits> digits_from_hex(std::string_view text);
/// The reverse; ST and spare codes are left out.
std::string text_from_digits(const isup::Digits& digits);
/// The same with spare codes as A, D and E; ST is left out.
std::string hex_from_digits(const isup::Digits& digits);

/// Number in a URI (RFC 3966 §5.1, RFC 3261 §19.1.6, Q.1912.5 §6): "+", or phone-context with
/// a country code, makes it global; then own country gives national, another one international.
/// Without either the prefixes decide, else it is unknown. Hexadecimal digits are those of URIs
/// that say that they hold a telephone number. Nothing when the URI holds no number.
std::optional<Address> address_from_uri(const sipi::Uri& uri, const Profile& profile);
/// The same of a dialled number: "+4930...", "0030...", "030...".
std::optional<Address> address_from_dialled(std::string_view number, const Profile& profile);

/// What a number of some nature of address is in a URI.
enum class UriForm : std::uint8_t {
    global,     ///< "+", digits
    of_country, ///< "+", country code, digits; without a country code the national prefix, digits
    of_area,    ///< "+", country code, area code, digits; without these as local
    local,      ///< digits, hexadecimal ones too, and the phone-context
};
struct UriFormRow {
    isup::NatureOfAddress nature;
    UriForm form;
    std::string_view clause;
};
/// Natures that have no row, the national ones, are local.
std::span<const UriFormRow> uri_form_rows();

/// Number part of a URI, see uri_form_rows(), without parameters.
std::string uri_number(const Address& address, const Profile& profile);
/// "sip:+4930123@host;user=phone".
std::string uri_from_number(std::string_view number, std::string_view host);
/// "sip:600;phone-context=pbx.example.org;cpc=test@host;user=phone".
std::string uri_from_address(const Address& address, const Profile& profile, std::string_view host,
                             SubscriberParams params = {});

/// Host of our own identities.
std::string_view own_host(const Profile& profile);

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
