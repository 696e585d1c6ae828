// Advice of charge in facility elements: tariffs (AOC-S), charges during a call (AOC-D) and at its
// end (AOC-E), EN 300 182-1.
#pragma once

#include "drivers/isdn/remote_operation.h"

#include <string>

namespace isdn {

/// amount times 10^(multiplier - 3) of the currency.
struct Money {
    std::string currency;        ///< as the network writes it: "EUR", "DM"; 10 characters
    std::uint32_t amount = 0;    ///< 24 bits
    std::uint8_t multiplier = 3; ///< 0 a thousandth ... 3 one ... 6 a thousand
    bool operator==(const Money&) const = default;
};

/// units times scale: 0 hundredth of a second, tenth, 2 second, ten, 4 minute, hour, 6 a day.
struct ChargedTime {
    std::uint32_t units = 0;
    std::uint8_t scale = 2;
    bool operator==(const ChargedTime&) const = default;
};

/// One line of a tariff.
struct ChargedItem {
    enum class Item : std::uint8_t { basic, attempt, setup, user_to_user, services };
    enum class Rate : std::uint8_t { duration, flat, free, not_available, special_code };
    Item item = Item::basic;
    Rate rate = Rate::not_available;
    Money money{};         ///< of duration and flat
    ChargedTime time{};    ///< of duration: so long for the money
    bool steps = false;    ///< of duration: in steps, not continuous
    std::uint8_t code = 0; ///< of special_code
    bool operator==(const ChargedItem&) const = default;
};

struct ChargeAdvice {
    enum class Kind : std::uint8_t { tariff, during, at_end };
    enum class Value : std::uint8_t { not_available, free, money, units };
    Kind kind = Kind::during;
    Value value = Value::not_available; ///< of during and at_end
    Money money;
    std::uint32_t units = 0;             ///< the sum, when there are several kinds of units
    bool total = true;                   ///< of during: not a part since the last
    std::optional<std::uint8_t> billing; ///< 0 normal, 1 reverse, 2 credit card, 3-7 diverted
    std::vector<ChargedItem> items;      ///< of tariff; none: not available
    bool operator==(const ChargeAdvice&) const = default;
};

/// The advice that a component (an invoke of EN 300 182-1) carries.
std::optional<ChargeAdvice> charge_advice(const Component& component);
std::vector<std::uint8_t> facility(const ChargeAdvice& advice);

} // namespace isdn
