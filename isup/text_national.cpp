// Prints parameters of national variants for people: the United Kingdom (NICC ND 1007), Japan
// (JT-Q763).
#include "isup/national.h"
#include "isup/text_parts.h"

namespace isup::text {
namespace {

constexpr Param own(std::uint8_t code) {
    return static_cast<Param>(code);
}

/// The name of `value`, or the number.
void put_value(Line& line, std::uint8_t value, std::span<const ValueName> names) {
    for (const ValueName& row : names)
        if (row.value == value) {
            put(line, "{}", row.name);
            return;
        }
    put(line, "value {}", value);
}

// --- United Kingdom ---

template <class Identity>
bool put_identity(Line& line, base::Octets contents) {
    const auto value = Identity::decode(contents);
    if (!value)
        return false;
    put_digits(line, value->digits);
    put(line, "; ");
    put_nature(line, value->nature);
    put(line, "; ");
    put_presentation(line, value->presentation);
    put(line, "; ");
    put_screening(line, value->screening);
    if (value->flag)
        put(line, "{}",
            Identity::kCode == uk::PresentationNumber::kCode ? "; preferred" : "; incomplete");
    return true;
}

constexpr Printer kUkPrinters[] = {
    {uk::LastDivertingLine::kCode, put_identity<uk::LastDivertingLine>},
    {uk::PresentationNumber::kCode, put_identity<uk::PresentationNumber>},
};

// --- Japan ---

bool put_contractor(Line& line, base::Octets contents) {
    const auto value = ttc::ContractorNumber::decode(contents);
    if (!value)
        return false;
    put_digits(line, value->digits);
    put(line, "; ");
    put_nature(line, value->nature);
    put(line, "; ");
    put_plan(line, value->plan);
    return true;
}

bool put_charge_area(Line& line, base::Octets contents) {
    constexpr std::size_t kNumberingArea = 4; // digits
    const auto value = ttc::ChargeArea::decode(contents);
    if (!value)
        return false;
    std::string digits = value->digits.to_text();
    if (value->nature == ttc::ChargeArea::kChargeArea)
        put(line, "charge area {}", digits);
    else if (value->nature != ttc::ChargeArea::kMessageArea)
        put(line, "nature {}; {}", value->nature, digits);
    else if (digits.size() > kNumberingArea)
        put(line, "numbering area {}; message area {}", digits.substr(0, kNumberingArea),
            digits.substr(kNumberingArea));
    else
        put(line, "message area {}", digits);
    return true;
}

constexpr ValueName kHierarchies[] = {{0, "no indication"}, {1, "level 1"}, {2, "level 2"}};

/// Of a point of interconnection, where the call enters (HGFE) and leaves (DCBA).
void put_hierarchy(Line& line, std::uint8_t octet) {
    put(line, "entry hierarchy ");
    put_value(line, octet >> 4, kHierarchies);
    put(line, ", exit hierarchy ");
    put_value(line, octet & 0xf, kHierarchies);
}

/// An octet with odd/even, then digits.
bool put_code(Line& line, std::string_view name, base::Octets contents) {
    base::OctetReader in(contents);
    const bool odd = in.u8() & 0x80;
    Digits digits;
    if (in.failed() || !digits.assign_packed(in.rest(), odd))
        return false;
    put(line, "{} {}", name, digits.to_text());
    return true;
}

bool put_interconnection(Line& line, base::Octets contents) {
    base::OctetReader in(contents);
    put_hierarchy(line, in.u8());
    const base::Octets area = in.octets(in.u8());
    if (in.failed())
        return false;
    put(line, "; ");
    return put_code(line, "charge area", area);
}

constexpr ValueName kTransfers[] = {{0, "no transfer"},
                                    {1, "transfer forward"},
                                    {2, "transfer backward"},
                                    {3, "transfer in both directions"}};
constexpr ValueName kCarriers[] = {{250, "service control point carrier"},
                                   {251, "originating local exchange carrier"},
                                   {252, "terminating local exchange carrier"},
                                   {253, "chosen interexchange carrier"},
                                   {254, "interexchange carrier"}};

/// What is said of one carrier: type, length, contents each.
bool put_carrier_items(Line& line, base::OctetReader items) {
    constexpr std::uint8_t kHierarchy = 252, kChargeArea = 253, kIdentification = 254;
    for (bool first = true; !items.at_end(); first = false) {
        const std::uint8_t type = items.u8();
        const base::Octets contents = items.octets(items.u8());
        if (items.failed())
            return false;
        put(line, "{}", first ? " " : ", ");
        if (type == kHierarchy && contents.size() == 1)
            put_hierarchy(line, contents[0]);
        else if (type == kChargeArea || type == kIdentification) {
            if (!put_code(line, type == kChargeArea ? "charge area" : "code", contents))
                return false;
        } else {
            put(line, "type {} ", type);
            put_hex(line, contents);
        }
    }
    return true;
}

/// Direction of transfer, then carriers: category, length, what is said of it.
bool put_carriers(Line& line, base::Octets contents) {
    base::OctetReader in(contents);
    put_value(line, in.u8(), kTransfers);
    if (in.failed())
        return false;
    while (!in.at_end()) {
        put(line, "; ");
        put_value(line, in.u8(), kCarriers);
        const base::Octets items = in.octets(in.u8());
        if (in.failed() || !put_carrier_items(line, base::OctetReader(items)))
            return false;
    }
    return true;
}

constexpr ValueName kDelayed[] = {{253, "charge rate transfer"},
                                  {254, "terminating charge area information"}};

bool put_delayed(Line& line, base::Octets contents) {
    for (std::size_t i = 0; i < contents.size(); ++i) {
        put(line, "{}", i ? "; " : "");
        put_value(line, contents[i], kDelayed);
    }
    return !contents.empty();
}

constexpr ValueName kFixed1[] = {{1, "train payphone"}, {2, "payphone of another operator"}};
constexpr ValueName kMobile1[] = {{1, "cellular telephone"},
                                  {2, "maritime telephone"},
                                  {3, "aeroplane telephone"},
                                  {4, "paging"},
                                  {5, "PHS"}};
constexpr ValueName kMobile2[] = {
    {1, "HiCap, analogue"},   {2, "N/J-TACS"},         {3, "PDC 800 MHz"},
    {4, "PDC 1500 MHz"},      {5, "N-STAR satellite"}, {6, "cdmaOne 800 MHz"},
    {7, "Iridium satellite"}, {8, "IMT-2000"},         {9, "PHS, on a fixed network"}};

struct Category {
    std::uint8_t name;
    std::string_view text;
    std::span<const ValueName> values;
};
constexpr Category kCategories[] = {{251, "mobile service, charging", {}},
                                    {252, "mobile service, system", kMobile2},
                                    {253, "mobile service", kMobile1},
                                    {254, "fixed service", kFixed1}};

/// Pairs of a category's name and its value.
bool put_categories(Line& line, base::Octets contents) {
    for (std::size_t i = 0; i + 1 < contents.size(); i += 2) {
        put(line, "{}", i ? "; " : "");
        std::span<const ValueName> values;
        bool named = false;
        for (const Category& row : kCategories)
            if (row.name == contents[i]) {
                put(line, "{}: ", row.text);
                values = row.values;
                named = true;
            }
        if (!named)
            put(line, "category {}: ", contents[i]);
        put_value(line, contents[i + 1], values);
    }
    return !contents.empty() && contents.size() % 2 == 0;
}

constexpr Printer kTtcPrinters[] = {
    {own(0xee), put_interconnection},
    {own(0xf1), put_carriers},
    {own(0xf2), put_delayed},
    {own(0xf3), put_categories},
    {ttc::ContractorNumber::kCode, put_contractor},
    {ttc::ChargeArea::kCode, put_charge_area},
};

} // namespace

std::span<const Printer> variant_printers(Variant variant) {
    switch (variant) {
    case Variant::uk:
        return kUkPrinters;
    case Variant::ttc:
        return kTtcPrinters;
    default:
        return {};
    }
}

} // namespace isup::text
