// Advice of charge between lines and SIP (EN 300 182-1, TS 24.647).
#include "gateway/mapping/charge.h"

#include "isup/supplementary.h"
#include "sipi/body/xml.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace mapping {
namespace {

using isdn::ChargeAdvice;
using isdn::ChargedItem;
using Kind = ChargeAdvice::Kind;
using Value = ChargeAdvice::Value;
using Rate = ChargedItem::Rate;

constexpr Row kChargeFromLine{"charge from facility", "EN 300 182-1 §7.1, Q.763 §3.48"};
constexpr Row kChargeToLine{"facility from charge", "EN 300 182-1 §7.1, Q.763 §3.48"};
constexpr Row kChargeToSip{"aoc+xml from charge", "TS 24.647 §4.7.3, Annex D"};
constexpr Row kChargeFromSip{"charge from aoc+xml", "TS 24.647 §4.7.3, Annex D"};

constexpr std::string_view kChargeNamespace = "http://uri.etsi.org/ngn/params/xml/simservs/aoc";
constexpr std::size_t kMostText = 12;

// EN 300 182-1 ChargedItem, TS 24.647 §D.1 charged-itemsType.
struct ItemRow {
    ChargedItem::Item item;
    std::string_view element;
};
constexpr std::array kItems{
    ItemRow{ChargedItem::Item::basic, "basic"},
    ItemRow{ChargedItem::Item::attempt, "communication-attempt"},
    ItemRow{ChargedItem::Item::setup, "communication-setup"},
    ItemRow{ChargedItem::Item::services, "services"},
};
// EN 300 182-1 Scale, TS 24.647 §D.1 scaleType.
constexpr std::array<std::string_view, 7> kScales{
    "one-hundredth-second", "one-tenth-second", "one-second",       "ten-seconds",
    "one-minute",           "one-hour",         "twenty-four-hours"};
// EN 300 182-1 AOCDBillingId, TS 24.647 §D.1 billing-idType; those of diverted calls are left out.
constexpr std::array<std::string_view, 3> kBilling{"normal-charging", "reverse-charge",
                                                   "credit-card"};

// --- decimal numbers

/// "12.5", without trailing zeros.
std::string decimal(std::uint64_t thousandths) {
    std::string text = std::to_string(thousandths / 1000);
    std::string part = std::to_string(1000 + thousandths % 1000).substr(1);
    while (!part.empty() && part.back() == '0')
        part.pop_back();
    return part.empty() ? text : text.append(".").append(part);
}

std::string amount_text(const isdn::Money& money) {
    std::uint64_t thousandths = money.amount;
    for (unsigned i = 0; i < money.multiplier; ++i)
        thousandths *= 10;
    return decimal(thousandths);
}

/// The multiplier is the largest that loses nothing; more than three decimals are cut.
std::optional<isdn::Money> money_from(std::string_view text) {
    constexpr std::uint64_t kMost = 0xffffff;
    std::uint64_t value = 0;
    unsigned decimals = 0;
    bool point = false;
    if (text.empty() || text.size() > kMostText)
        return std::nullopt;
    for (const char c : text) {
        if (c == '.' && !point) {
            point = true;
        } else if (c >= '0' && c <= '9') {
            if (point && decimals == 3)
                continue;
            value = value * 10 + static_cast<unsigned>(c - '0');
            decimals += point;
        } else {
            return std::nullopt;
        }
    }
    while (decimals > 0 && value % 10 == 0) {
        value /= 10;
        --decimals;
    }
    isdn::Money money;
    money.multiplier = static_cast<std::uint8_t>(3 - decimals);
    for (; value > kMost && money.multiplier < 6; ++money.multiplier)
        value /= 10;
    if (value > kMost)
        return std::nullopt;
    money.amount = static_cast<std::uint32_t>(value);
    return money;
}

// --- writing

std::string element(std::string_view name, std::string_view contents) {
    std::string text = "<";
    if (contents.empty())
        return text.append(name).append("/>");
    return text.append(name).append(">").append(contents).append("</").append(name).append(">");
}

std::string money_elements(const isdn::Money& money) {
    std::string text;
    if (!money.currency.empty())
        text = element("currency-id", sipi::xml_text(money.currency));
    return text.append(element("currency-amount", amount_text(money)));
}

std::string rate_of(const ChargedItem& item) {
    switch (item.rate) {
    case Rate::duration: {
        std::string time = element("time-unit", std::to_string(item.time.units));
        time += element("scale", kScales[std::min<std::size_t>(item.time.scale, 6)]);
        std::string text = money_elements(item.money);
        text += element("length-time-unit", time);
        text += element("charging-type", item.steps ? "step-function" : "continuous");
        return element("price-time", text);
    }
    case Rate::flat:
        return element("flat-rate", money_elements(item.money));
    case Rate::free:
        return element("free-charge", {});
    case Rate::special_code:
        return element("special-code", std::to_string(item.code));
    case Rate::not_available:
        break;
    }
    return element("not-available", {});
}

std::string tariff(const ChargeAdvice& advice) {
    std::string items;
    for (const ItemRow& row : kItems) // as the schema orders them
        for (const ChargedItem& item : advice.items)
            if (item.item == row.item) {
                items += element(row.element, rate_of(item));
                break;
            }
    if (items.empty())
        items = element("basic", element("not-available", {}));
    return element("charged-items", items);
}

std::string charges(const ChargeAdvice& advice) {
    std::string what;
    switch (advice.value) {
    case Value::money:
        what = element("recorded-currency-units", money_elements(advice.money));
        break;
    case Value::units: // a number without currency: charging units (§C.5.9)
        what = element("recorded-currency-units",
                       element("currency-amount", std::to_string(advice.units)));
        break;
    case Value::free:
        what = element("free-charge", {});
        break;
    case Value::not_available:
        what = element("not-available", {});
    }
    std::string text;
    if (advice.kind == Kind::during)
        text = element("charging-info", advice.total ? "total" : "subtotal");
    text += element("recorded-charges", what);
    if (advice.billing && *advice.billing < kBilling.size())
        text += element("billing-id", kBilling[*advice.billing]);
    return text;
}

// --- reading

std::optional<isdn::Money> read_money(const sipi::XmlElement& from) {
    auto money = money_from(from.text_of("currency-amount"));
    if (!money)
        return std::nullopt;
    for (const char c : from.text_of("currency-id"))
        if (c > 0x20 && c < 0x7f && money->currency.size() < 10)
            money->currency += c;
    return money;
}

std::optional<ChargedItem> read_item(const ItemRow& row, const sipi::XmlElement& from) {
    ChargedItem item;
    item.item = row.item;
    if (const auto* timed = from.child("price-time")) {
        const auto money = read_money(*timed);
        const auto* length = timed->child("length-time-unit");
        const auto time = length ? money_from(length->text_of("time-unit")) : std::nullopt;
        if (!money || !time || time->multiplier < 3)
            return std::nullopt;
        item.rate = Rate::duration;
        item.money = *money;
        item.time.units = time->amount;
        const auto* scale = std::ranges::find(kScales, length->text_of("scale"));
        if (scale != kScales.end())
            item.time.scale = static_cast<std::uint8_t>(scale - kScales.begin());
        item.steps = timed->text_of("charging-type") == "step-function";
    } else if (const auto* flat = from.child("flat-rate")) {
        const auto money = read_money(*flat);
        if (!money)
            return std::nullopt;
        item.rate = Rate::flat;
        item.money = *money;
    } else if (from.child("free-charge")) {
        item.rate = Rate::free;
    } else if (const auto code = money_from(from.text_of("special-code"));
               code && code->multiplier == 3 && code->amount >= 1 && code->amount <= 10) {
        item.rate = Rate::special_code;
        item.code = static_cast<std::uint8_t>(code->amount);
    }
    return item;
}

ChargeAdvice read_tariff(const sipi::XmlElement& from) {
    ChargeAdvice advice;
    advice.kind = Kind::tariff;
    if (const auto* items = from.child("charged-items"))
        for (const ItemRow& row : kItems)
            if (const auto* found = items->child(row.element))
                if (const auto item = read_item(row, *found))
                    advice.items.push_back(*item);
    return advice;
}

std::optional<ChargeAdvice> read_charges(const sipi::XmlElement& from, Kind kind) {
    ChargeAdvice advice;
    advice.kind = kind;
    advice.total = from.text_of("charging-info") != "subtotal";
    const auto* billing = std::ranges::find(kBilling, from.text_of("billing-id"));
    if (billing != kBilling.end())
        advice.billing = static_cast<std::uint8_t>(billing - kBilling.begin());
    const auto* charges = from.child("recorded-charges");
    if (!charges)
        return std::nullopt;
    if (charges->child("free-charge")) {
        advice.value = Value::free;
    } else if (const auto* recorded = charges->child("recorded-currency-units")) {
        const auto money = read_money(*recorded);
        if (!money)
            return std::nullopt;
        const bool whole = money->multiplier == 3;
        advice.value = money->currency.empty() && whole ? Value::units : Value::money;
        if (advice.value == Value::units)
            advice.units = money->amount;
        else
            advice.money = *money;
    }
    return advice;
}

/// Facility contents as the parameter that holds the same components.
bool add_operations(base::Octets contents, isup::Message& to) {
    isup::RemoteOperations operations;
    if (contents.size() < 2 || !operations.components.assign(contents.subspan(1)))
        return false;
    to.add(operations);
    return true;
}

/// All advice in the remote operations of a message.
std::vector<ChargeAdvice> advice_in(const isup::Message& message) {
    std::vector<ChargeAdvice> found;
    for (std::size_t i = 0; i < message.count(isup::Param::remote_operations); ++i) {
        const auto operations = message.get<isup::RemoteOperations>(i);
        if (!operations || operations->profile != isup::RemoteOperations::kProfile)
            continue;
        std::vector<std::uint8_t> contents{0x80 | isup::RemoteOperations::kProfile};
        const base::Octets components = operations->components.octets();
        contents.insert(contents.end(), components.begin(), components.end());
        for (const isdn::Component& component : isdn::components_of(contents))
            if (const auto advice = isdn::charge_advice(component))
                found.push_back(*advice);
    }
    return found;
}

} // namespace

void charge_from_line(const isdn::Message& message, isup::Message& to, Notes& notes) {
    if (message.type == isdn::MessageType::facility || message.type == isdn::MessageType::setup)
        return;
    for (const auto& contents : message.facilities)
        for (const isdn::Component& component : isdn::components_of(contents))
            if (isdn::charge_advice(component) && add_operations(contents, to)) {
                notes.add(kChargeFromLine, "{} octets", contents.size());
                break;
            }
}

void charge_to_line(const isup::Message& message, isdn::Message& to, Notes& notes) {
    if (to.type == isdn::MessageType::facility || to.type == isdn::MessageType::setup)
        return;
    for (const ChargeAdvice& advice : advice_in(message)) {
        to.facilities.push_back(isdn::facility(advice));
        notes.add(kChargeToLine, "{} octets", to.facilities.back().size());
    }
}

std::string charge_to_sip(const isup::Message& message, Notes& notes) {
    if (!message.has(isup::Param::remote_operations))
        return {};
    const std::string document = aoc_document(advice_in(message));
    if (!document.empty())
        notes.add(kChargeToSip, "{} octets", document.size());
    return document;
}

bool charge_from_sip(std::string_view document, isup::Message& to, Notes& notes) {
    bool any = false;
    for (const ChargeAdvice& advice : read_aoc(document))
        any = add_operations(isdn::facility(advice), to) || any;
    if (any)
        notes.add(kChargeFromSip, "{} octets", document.size());
    return any;
}

std::string aoc_document(const std::vector<ChargeAdvice>& advice) {
    constexpr std::array kOrder{std::pair{Kind::tariff, "aoc-s"}, std::pair{Kind::during, "aoc-d"},
                                std::pair{Kind::at_end, "aoc-e"}};
    std::string parts;
    for (const auto& [kind, name] : kOrder)
        for (const ChargeAdvice& one : advice)
            if (one.kind == kind) {
                parts += element(name, kind == Kind::tariff ? tariff(one) : charges(one));
                break;
            }
    if (parts.empty())
        return {};
    std::string document = R"(<?xml version="1.0" encoding="UTF-8"?><aoc xmlns=")";
    return document.append(kChargeNamespace).append("\">").append(parts).append("</aoc>");
}

std::vector<ChargeAdvice> read_aoc(std::string_view document) {
    std::vector<ChargeAdvice> advice;
    const auto root = sipi::parse_xml(document);
    if (!root || root->name != "aoc")
        return advice;
    if (const auto* tariffs = root->child("aoc-s"))
        advice.push_back(read_tariff(*tariffs));
    if (const auto* during = root->child("aoc-d"))
        if (const auto read = read_charges(*during, Kind::during))
            advice.push_back(*read);
    if (const auto* end = root->child("aoc-e"))
        if (const auto read = read_charges(*end, Kind::at_end))
            advice.push_back(*read);
    return advice;
}

std::string charge_text(const isdn::ChargeAdvice& advice) {
    if (advice.kind == isdn::ChargeAdvice::Kind::tariff)
        return "a tariff";
    switch (advice.value) {
    case Value::free:
        return "free of charge";
    case Value::units:
        return std::to_string(advice.units) + " units";
    case Value::money: {
        // a thousandth is the smallest
        std::uint64_t thousandths = advice.money.amount;
        for (unsigned power = 0; power < advice.money.multiplier; ++power)
            thousandths *= 10;
        return fmt::format("{}.{:03} {}", thousandths / 1000, thousandths % 1000,
                           advice.money.currency);
    }
    default:
        return "a charge that is not known";
    }
}

} // namespace mapping
