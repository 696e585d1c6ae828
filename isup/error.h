// Why an ISUP message could not be read or written.
#pragma once

#include "base/result.h"
#include "isup/codes.h"

#include <string>
#include <string_view>

namespace isup {

enum class Reason : std::uint8_t {
    none,
    empty,             ///< no octet at all
    truncated,         ///< ends inside a mandatory fixed parameter or a pointer
    pointer_outside,   ///< a pointer leads behind the end
    missing_pointer,   ///< pointer 0 to a mandatory parameter
    parameter_outside, ///< a parameter's length leads behind the end
    too_short,         ///< a mandatory parameter has fewer octets than its clause asks
    oversize,          ///< more parameters or octets than a message can hold
    missing_mandatory, ///< encode: the message lacks a mandatory parameter
    wrong_length,      ///< encode: a mandatory fixed parameter has another length
    no_optional_part,  ///< encode: parameters left over, the message has no optional part
    no_room,           ///< encode: the caller's memory is too small
    absent,            ///< read: the message has no such parameter
    malformed,         ///< read: the contents do not fit the clause
};

/// The reason and, where there is one, the parameter it concerns (else end_of_optional_parameters).
struct Error {
    Reason reason = Reason::none;
    Param parameter = Param::end_of_optional_parameters;
    bool operator==(const Error&) const = default;
};

template <class T>
using Result = base::Result<T, Error>;

std::string_view name(Reason reason);
/// One line for logs: "parameter leads behind the end: cause indicators".
std::string to_text(const Error& error);

} // namespace isup
