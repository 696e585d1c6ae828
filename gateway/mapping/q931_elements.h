// What the Q.931 and ISUP mappings of several messages share. Private to this room.
#pragma once

#include "gateway/mapping/numbers.h"
#include "gateway/mapping/q931_tables.h"

#include <algorithm>

namespace mapping {

// Progress descriptions (Q.931 Table 4-20).
inline constexpr std::uint8_t kServiceChanged = 5; ///< interworking has changed the service
inline constexpr std::uint8_t kInBand = kInBandInformation;

inline constexpr std::uint8_t kLocationHere =
    2; ///< public network serving the local user (Q.850 Table 1)

inline constexpr Row kCalledNumber{"called party number", "Q.699 (Q.931 §4.5.8, Q.763 §3.9)"};
inline constexpr Row kConnectedNumber{"connected number", "Q.699 (Q.763 §3.16)"};
inline constexpr Row kCauseCarried{"cause and location", "Q.699 (Q.850)"};

inline isup::Presentation presentation_from(std::uint8_t value) {
    return static_cast<isup::Presentation>(value & 0x3);
}
inline isup::Screening screening_from(std::uint8_t value) {
    return static_cast<isup::Screening>(value & 0x3);
}

/// A party number of ISUP from one of Q.931. Without digits the address is not available, or
/// withheld.
template <class Party>
Party party_from(const isdn::Number& number, const std::optional<Address>& address) {
    Party party;
    party.plan = plan_from_isdn(number.plan);
    party.presentation = presentation_from(number.presentation);
    party.screening = screening_from(number.screening);
    if (address) {
        party.nature = address->nature;
        party.digits = address->digits;
    } else if (party.presentation == isup::Presentation::allowed) {
        party.presentation = isup::Presentation::not_available;
    }
    return party;
}

template <class Party>
isdn::Number number_from(const Party& party) {
    isdn::Number number;
    number.type_of_number = type_from_nature(party.nature);
    number.plan = plan_to_isdn(party.plan);
    number.presentation =
        static_cast<std::uint8_t>(std::min(party.presentation, isup::Presentation::not_available));
    if (party.presentation == isup::Presentation::restricted_by_network)
        number.presentation = static_cast<std::uint8_t>(isup::Presentation::restricted);
    number.screening = static_cast<std::uint8_t>(party.screening);
    number.digits = text_from_digits(party.digits);
    return number;
}

/// Elements that ISUP carries unread (progress indicators, HLC, LLC), and those that it has
/// parameters for.
void carry(const isdn::Message& from, isup::Message& to, Notes& notes);
/// Those alone whose contents are a parameter as they are (user-user).
void carry_same_octets(const isdn::Message& from, isup::Message& to, Notes& notes);
/// The reverse of carry(). Progress indicators that are there already are not doubled.
void fetch(const isup::Message& from, isdn::Message& to, Notes& notes);
/// Adds a progress indicator unless one of that description is there.
void add_progress(isdn::Message& to, isdn::Progress progress, Notes& notes);

isup::CauseIndicators cause_from(const isdn::Cause& cause);
isdn::Cause cause_to(const isup::CauseIndicators& cause);

} // namespace mapping
