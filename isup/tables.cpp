// Finds messages and parameters by code: Q.763's own rows, under each variant's differences.
#include "isup/tables.h"

#include "isup/message_rows.h"
#include "isup/parameter_rows.h"
#include "isup/variant_rows.h"

#include <algorithm>
#include <array>

namespace isup {
namespace {

static_assert(std::ranges::is_sorted(rows::kParameters, {}, &ParameterRow::code));
static_assert(std::ranges::is_sorted(rows::kMessages, {}, &MessageRow::type));
static_assert(std::size(rows::kVariantRows) == kVariants);

/// Row of each code, nullptr when there is none.
template <class Row>
using Index = std::array<const Row*, 256>;

template <class Row, class Code>
constexpr void lay(Index<Row>& index, std::span<const Row> over, Code code) {
    for (const Row& row : over)
        index[static_cast<std::uint8_t>(row.*code)] = &row;
}

constexpr Index<ParameterRow> parameter_index(Variant variant) {
    const VariantRow& row = rows::kVariantRows[static_cast<std::size_t>(variant)];
    Index<ParameterRow> index{};
    if (row.base == variant)
        lay(index, std::span<const ParameterRow>(rows::kParameters), &ParameterRow::code);
    else
        index = parameter_index(row.base);
    lay(index, row.parameters, &ParameterRow::code);
    return index;
}

constexpr Index<MessageRow> message_index(Variant variant) {
    const VariantRow& row = rows::kVariantRows[static_cast<std::size_t>(variant)];
    Index<MessageRow> index{};
    if (row.base == variant)
        lay(index, std::span<const MessageRow>(rows::kMessages), &MessageRow::type);
    else
        index = message_index(row.base);
    for (const MessageType type : row.without)
        index[static_cast<std::uint8_t>(type)] = nullptr;
    lay(index, row.messages, &MessageRow::type);
    return index;
}

template <class Make>
constexpr auto for_each_variant(Make make) {
    std::array<decltype(make(Variant::itu)), kVariants> all{};
    for (std::size_t i = 0; i < kVariants; ++i)
        all[i] = make(static_cast<Variant>(i));
    return all;
}
constexpr std::array<Index<ParameterRow>, kVariants> kParameterIndex =
    for_each_variant(parameter_index);
constexpr std::array<Index<MessageRow>, kVariants> kMessageIndex = for_each_variant(message_index);

} // namespace

std::span<const ParameterRow> parameters() {
    return rows::kParameters;
}
std::span<const MessageRow> messages() {
    return rows::kMessages;
}

const ParameterRow* find_parameter(Param code, Variant variant) {
    return kParameterIndex[static_cast<std::size_t>(variant)][static_cast<std::uint8_t>(code)];
}

const MessageRow* find_message(MessageType type, Variant variant) {
    return kMessageIndex[static_cast<std::size_t>(variant)][static_cast<std::uint8_t>(type)];
}

bool belongs(Param code, const MessageRow& message) {
    const auto lists = [code](std::span<const Param> list) {
        return std::ranges::find(list, code) != list.end();
    };
    return lists(message.fixed) || lists(message.variable) || lists(message.optional);
}

std::span<const VariantRow> variants() {
    return rows::kVariantRows;
}

const VariantRow& row_of(Variant variant) {
    return rows::kVariantRows[static_cast<std::size_t>(variant)];
}

} // namespace isup
