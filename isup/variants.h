// Variants of ISUP as differences over a base: messages, parameters and values that a network adds.
#pragma once

#include "isup/fields.h"
#include "isup/tables.h"

#include <optional>

namespace isup {

/// One variant. What it does not name is as in its base; itu is its own base.
struct VariantRow {
    Variant variant;
    std::string_view name; ///< in conf files and on the console
    Variant base;
    std::span<const MessageType> without;     ///< of the base, that this variant lacks
    std::span<const MessageRow> messages;     ///< added, or in place of the base's
    std::span<const ParameterRow> parameters; ///< likewise
    std::span<const Field> fields;            ///< of parameters that the variant adds
    std::span<const ValueName> categories;    ///< calling party's categories of its own
    std::string_view source;
    std::string_view remark; ///< what no public fact is at hand for
};

/// In order of Variant.
std::span<const VariantRow> variants();
const VariantRow& row_of(Variant variant);

/// The variant of that name; nothing when there is none.
std::optional<Variant> variant_named(std::string_view name);
/// The variant that an application/ISUP body names by its base, else its version parameter (RFC
/// 3204 §3.1, and what networks use besides); nothing when it is none of ours. Case counts not.
std::optional<Variant> variant_of_body(std::string_view base_or_version);

/// Fields of a parameter in order, those that the variant gives it; none when it is not made of bit
/// fields.
std::span<const Field> fields_of(Param parameter, Variant variant);

/// Why a parameter prints as octets; empty when it prints field by field, or is unknown.
std::string_view why_octets(Param parameter, Variant variant = Variant::itu);

/// Name of a calling party's category, national ones included; empty when it has none.
std::string_view category_name(std::uint8_t category, Variant variant = Variant::itu);

} // namespace isup
