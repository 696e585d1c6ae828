// What messages and parameters exist and what belongs in them: Q.763 Tables 4, 5 and 21-53, T1.113.
#pragma once

#include "isup/codes.h"

#include <span>
#include <string_view>

namespace isup {

/// Whose tables apply: ITU-T Q.763, or Q.763 with the differences of ANSI T1.113.
enum class Variant : std::uint8_t { itu, ansi };

/// How far a parameter's definition reaches.
enum class Use : std::uint8_t { international, national, reserved, amendment, ansi };

struct ParameterRow {
    Param code;
    std::string_view abbreviation;
    std::string_view name;
    std::uint8_t min_octets; ///< of contents
    std::uint8_t max_octets; ///< of contents; 0 = open
    std::string_view clause;
    Use use;
};

/// What follows the mandatory parts of a message.
enum class Shape : std::uint8_t {
    no_optional,   ///< no optional part and no pointer to one
    with_optional, ///< a pointer to the optional part, 0 when there is none
    opaque,        ///< the format is national or a whole message: octets to us
};

struct MessageRow {
    MessageType type;
    std::string_view acronym;
    std::string_view name;
    std::span<const Param> fixed;    ///< mandatory, fixed length, in wire order
    std::span<const Param> variable; ///< mandatory, variable length, in pointer order
    Shape shape;
    std::span<const Param> optional; ///< those that the table lists for the message
    std::string_view clause;
};

/// All rows, in code order.
std::span<const ParameterRow> parameters();
std::span<const MessageRow> messages();
/// Rows that T1.113 adds or replaces.
std::span<const ParameterRow> ansi_parameters();
std::span<const MessageRow> ansi_messages();

/// The row of a code, nullptr when it is unknown.
const ParameterRow* find_parameter(Param code, Variant variant = Variant::itu);
const MessageRow* find_message(MessageType type, Variant variant = Variant::itu);

} // namespace isup
