// Variants by name, and their calling party's categories.
#include "isup/variants.h"

#include "isup/opaque_rows.h"

#include <algorithm>

namespace isup {
namespace {

struct BodyName {
    std::string_view name; ///< in lower case
    Variant variant;
};

// RFC 3204 §3.1 Table 1; the rest are names that networks put into `version`.
constexpr BodyName kBodyNames[] = {
    {"itu-t88", Variant::itu},       {"itu-t92+", Variant::itu},
    {"itu-t92", Variant::itu},       {"ansi88", Variant::ansi},
    {"ansi00", Variant::ansi},       {"gr317", Variant::ansi},
    {"etsi121", Variant::etsi356},   {"etsi356", Variant::etsi356},
    {"ttc87", Variant::ttc},         {"ttc93+", Variant::ttc},
    {"spirou", Variant::spirou},     {"itu", Variant::itu},
    {"itu-t", Variant::itu},         {"ansi", Variant::ansi},
    {"etsi", Variant::etsi356},      {"uk", Variant::uk},
    {"russia", Variant::russia},     {"china", Variant::china},
    {"brazil", Variant::brazil},     {"germany", Variant::germany},
    {"ttc", Variant::ttc},           {"x-uk", Variant::uk},
    {"x-russia", Variant::russia},   {"x-brazil", Variant::brazil},
    {"x-germany", Variant::germany}, {"chinese", Variant::china},
    {"nxv3", Variant::etsi356}, // the example of RFC 3204 §4.1
};

constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

} // namespace

std::optional<Variant> variant_named(std::string_view name) {
    for (const VariantRow& row : variants())
        if (row.name == name)
            return row.variant;
    return std::nullopt;
}

std::optional<Variant> variant_of_body(std::string_view base_or_version) {
    for (const BodyName& row : kBodyNames)
        if (std::ranges::equal(base_or_version, row.name, {}, lower))
            return row.variant;
    return std::nullopt;
}

std::span<const Field> fields_of(Param parameter, Variant variant) {
    const ParameterRow* row = find_parameter(parameter, variant);
    if (!row || row->use != Use::variant)
        return fields_of(parameter);
    for (;; variant = row_of(variant).base) {
        const std::span<const Field> fields = row_of(variant).fields;
        const std::span<const Field> own(
            std::ranges::lower_bound(fields, parameter, {}, &Field::parameter),
            std::ranges::upper_bound(fields, parameter, {}, &Field::parameter));
        if (!own.empty() || row_of(variant).base == variant)
            return own;
    }
}

std::string_view why_octets(Param parameter, Variant variant) {
    for (;; variant = row_of(variant).base) {
        for (const rows::OpaqueRow& row : rows::kOpaque)
            if (row.variant == variant && row.code == parameter)
                return row.why;
        const bool own = std::ranges::find(row_of(variant).parameters, parameter,
                                           &ParameterRow::code) != row_of(variant).parameters.end();
        if (own || row_of(variant).base == variant)
            return {};
    }
}

std::string_view category_name(std::uint8_t category, Variant variant) {
    for (const ValueName& row : row_of(variant).categories)
        if (row.value == category)
            return row.name;
    const VariantRow& row = row_of(variant);
    if (row.base != variant)
        return category_name(category, row.base);
    return fields_of(Param::calling_party_category).front().name_of(category);
}

} // namespace isup
