// Advice of charge in facility elements (EN 300 182-1 §7.1).
#include "drivers/isdn/charging.h"

#include <algorithm>
#include <limits>

namespace isdn {
namespace {

using ber::Octets;
using Kind = ChargeAdvice::Kind;
using Value = ChargeAdvice::Value;
using Rate = ChargedItem::Rate;

// EN 300 182-1 Table 1; units have the next operation behind that of money.
constexpr int kTariff = 31, kDuringMoney = 33, kDuringUnits = 34, kEndMoney = 35, kEndUnits = 36;

constexpr std::uint32_t kMostAmount = 0xffffff; // CurrencyAmount, NumberOfUnits
constexpr std::size_t kMostItems = 10, kMostCurrency = 10;

std::uint32_t amount_of(base::Octets octets) {
    const auto value = ber::integer(octets);
    return value && *value > 0
               ? static_cast<std::uint32_t>(std::min<std::int64_t>(*value, kMostAmount))
               : 0;
}
std::uint8_t small_of(base::Octets octets, std::uint8_t most) {
    const auto value = ber::integer(octets);
    return value && *value >= 0 && *value <= most ? static_cast<std::uint8_t>(*value)
                                                  : std::uint8_t{0};
}

/// Currency [1], Amount [2] { [1] INTEGER, [2] ENUMERATED }.
Money money_of(const std::vector<ber::Element>& parts) {
    Money money;
    for (const ber::Element& part : parts) {
        if (part.tag == 0x81)
            for (const std::uint8_t octet : part.contents)
                if (octet > 0x20 && octet < 0x7f && money.currency.size() < kMostCurrency)
                    money.currency += static_cast<char>(octet);
        if (part.tag == 0xa2)
            for (const ber::Element& one : ber::all(part.contents)) {
                if (one.tag == 0x81)
                    money.amount = amount_of(one.contents);
                else if (one.tag == 0x82)
                    money.multiplier = small_of(one.contents, 6);
            }
    }
    return money;
}

ChargedTime time_of(base::Octets contents) {
    ChargedTime time;
    for (const ber::Element& one : ber::all(contents)) {
        if (one.tag == 0x81)
            time.units = amount_of(one.contents);
        else if (one.tag == 0x82)
            time.scale = small_of(one.contents, 6);
    }
    return time;
}

Octets money_octets(const Money& money) {
    Octets octets = ber::text(0x81, std::string_view(money.currency).substr(0, kMostCurrency));
    ber::append(octets, ber::group(0xa2, {ber::number(0x81, std::min(money.amount, kMostAmount)),
                                          ber::number(0x82, money.multiplier)}));
    return octets;
}

Octets time_octets(std::uint8_t tag, const ChargedTime& time) {
    return ber::group(tag, {ber::number(0x81, time.units), ber::number(0x82, time.scale)});
}

std::optional<ChargedItem> item_of(const ber::Element& element) {
    const auto parts = ber::all(element.contents);
    if (parts.size() < 2 || parts[0].tag != ber::kEnumerated)
        return std::nullopt;
    ChargedItem item;
    item.item = static_cast<ChargedItem::Item>(small_of(parts[0].contents, 4));
    const ber::Element& rate = parts[1];
    const auto inside = ber::all(rate.contents);
    switch (rate.tag) {
    case ber::kInteger:
        item.rate = Rate::special_code;
        item.code = small_of(rate.contents, 10);
        break;
    case 0xa1:
        item.rate = Rate::duration;
        item.money = money_of(inside);
        for (const ber::Element& part : inside) {
            if (part.tag == 0x83)
                item.steps = small_of(part.contents, 1) == 1;
            else if (part.tag == 0xa4)
                item.time = time_of(part.contents);
        }
        break;
    case 0xa2:
        item.rate = Rate::flat;
        item.money = money_of(inside);
        break;
    case 0x84:
        item.rate = Rate::free;
        break;
    default: // by volume, too
        item.rate = Rate::not_available;
    }
    return item;
}

Octets item_octets(const ChargedItem& item) {
    const Octets what = ber::number(ber::kEnumerated, static_cast<int>(item.item));
    switch (item.rate) {
    case Rate::special_code:
        return ber::group(ber::kSequence, {what, ber::number(ber::kInteger, item.code)});
    case Rate::duration: {
        Octets rate = money_octets(item.money);
        ber::append(rate, ber::number(0x83, item.steps ? 1 : 0));
        ber::append(rate, time_octets(0xa4, item.time));
        return ber::group(ber::kSequence, {what, ber::element(0xa1, rate)});
    }
    case Rate::flat:
        return ber::group(ber::kSequence, {what, ber::element(0xa2, money_octets(item.money))});
    case Rate::free:
        return ber::group(ber::kSequence, {what, ber::element(0x84, {})});
    case Rate::not_available:
        break;
    }
    return ber::group(ber::kSequence, {what, ber::element(0x85, {})});
}

std::uint32_t units_of(base::Octets list) {
    std::uint64_t sum = 0;
    for (const ber::Element& one : ber::all(list))
        for (const ber::Element& part : ber::all(one.contents)) {
            if (part.tag == ber::kInteger)
                sum += amount_of(part.contents);
            break; // behind it stands which kind of units
        }
    return static_cast<std::uint32_t>(
        std::min<std::uint64_t>(sum, std::numeric_limits<std::uint32_t>::max()));
}

/// [1] the charge; of AOC-D [2] total or not, [3] billing; of AOC-E [2] billing.
void read_charge(const std::vector<ber::Element>& parts, bool units, ChargeAdvice& advice) {
    const bool during = advice.kind == Kind::during;
    for (const ber::Element& part : parts) {
        if (part.tag == 0xa1 && units) {
            advice.value = Value::units;
            advice.units = units_of(part.contents);
        } else if (part.tag == 0xa1) {
            advice.value = Value::money;
            advice.money = money_of(ber::all(part.contents));
        } else if (part.tag == 0x82 && during) {
            advice.total = small_of(part.contents, 1) == 1;
        } else if (part.tag == (during ? 0x83 : 0x82)) {
            advice.billing = small_of(part.contents, 7);
        }
    }
}

ChargeAdvice charge_of(base::Octets argument, Kind kind, bool units) {
    ChargeAdvice advice;
    advice.kind = kind;
    auto parts = ber::all(argument);
    if (parts.empty() || parts[0].tag == ber::kNull)
        return advice;
    if (parts[0].tag == ber::kSequence)
        parts = ber::all(parts[0].contents);
    // AOC-E has one more SEQUENCE around all but the charging association
    if (kind == Kind::at_end && !parts.empty() && parts[0].tag == ber::kSequence)
        parts = ber::all(parts[0].contents);
    if (!parts.empty() && parts[0].tag == 0x81)
        advice.value = Value::free;
    else
        read_charge(parts, units, advice);
    return advice;
}

Octets charge_octets(const ChargeAdvice& advice) {
    if (advice.value == Value::not_available)
        return ber::element(ber::kNull, {});
    const bool during = advice.kind == Kind::during;
    const Octets free = ber::element(0x81, {});
    if (advice.value == Value::free)
        return during ? free : ber::element(ber::kSequence, free);
    Octets parts;
    if (advice.value == Value::units)
        ber::append(
            parts,
            ber::group(0xa1, {ber::group(ber::kSequence,
                                         {ber::number(ber::kInteger,
                                                      std::min(advice.units, kMostAmount))})}));
    else
        ber::append(parts, ber::element(0xa1, money_octets(advice.money)));
    if (during)
        ber::append(parts, ber::number(0x82, advice.total ? 1 : 0));
    if (advice.billing && (!during || *advice.billing <= 2))
        ber::append(parts, ber::number(during ? 0x83 : 0x82, *advice.billing));
    const Octets sequence = ber::element(ber::kSequence, parts);
    return during ? sequence : ber::element(ber::kSequence, sequence);
}

} // namespace

std::optional<ChargeAdvice> charge_advice(const Component& component) {
    if (component.kind != ComponentKind::invoke || component.dialect != Dialect::etsi ||
        !component.operation)
        return std::nullopt;
    switch (*component.operation) {
    case kTariff: {
        ChargeAdvice advice;
        advice.kind = Kind::tariff;
        const auto parts = ber::all(component.argument);
        if (!parts.empty() && parts[0].tag == ber::kSequence)
            for (const ber::Element& element : ber::all(parts[0].contents))
                if (const auto item = item_of(element); item && advice.items.size() < kMostItems)
                    advice.items.push_back(*item);
        return advice;
    }
    case kDuringMoney:
    case kDuringUnits:
        return charge_of(component.argument, Kind::during, *component.operation == kDuringUnits);
    case kEndMoney:
    case kEndUnits:
        return charge_of(component.argument, Kind::at_end, *component.operation == kEndUnits);
    default:
        return std::nullopt;
    }
}

std::vector<std::uint8_t> facility(const ChargeAdvice& advice) {
    const bool units = advice.value == Value::units;
    if (advice.kind == Kind::tariff) {
        Octets items;
        for (const ChargedItem& item : advice.items)
            ber::append(items, item_octets(item));
        return invoke(Dialect::etsi, 1, kTariff,
                      ber::element(advice.items.empty() ? ber::kNull : ber::kSequence, items));
    }
    const int money = advice.kind == Kind::during ? kDuringMoney : kEndMoney;
    return invoke(Dialect::etsi, 1, units ? money + 1 : money, charge_octets(advice));
}

} // namespace isdn
