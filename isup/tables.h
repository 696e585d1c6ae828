// What messages and parameters exist and what belongs in them: Q.763 Tables 4, 5 and 21-53, T1.113
// and other variants.
#pragma once

#include "isup/codes.h"

#include <span>
#include <string_view>

namespace isup {

/// Whose tables apply: ITU-T Q.763, or a table of differences over another one (isup/variants.h).
enum class Variant : std::uint8_t {
    itu,     ///< Q.763
    ansi,    ///< ANSI T1.113
    etsi356, ///< ETSI EN 300 356 v3
    uk,      ///< NICC ND 1007
    spirou,  ///< France
    germany, ///< signalling between networks ZZN7
    ttc,     ///< Japan, JT-Q763
    russia,  ///< ISUP-R
    china,   ///< YDN 038
    brazil,
};
inline constexpr std::size_t kVariants = 10;

/// How far a parameter's definition reaches. `national`: Q.763 leaves it to the network;
/// `variant`: a code of one variant's own, which may mean something else in another.
enum class Use : std::uint8_t { international, national, reserved, amendment, ansi, variant };

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
    opaque,        ///< a whole message inside, or a format of networks: octets to us
    national,      ///< no public format: an optional part if it reads as one, else octets
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

/// All rows of Q.763, in code order.
std::span<const ParameterRow> parameters();
std::span<const MessageRow> messages();

/// The row of a code, nullptr when it is unknown.
const ParameterRow* find_parameter(Param code, Variant variant = Variant::itu);
const MessageRow* find_message(MessageType type, Variant variant = Variant::itu);
/// The table lists the parameter for the message, in a mandatory or in the optional part.
bool belongs(Param code, const MessageRow& message);

} // namespace isup
