// Names of the reasons for which an ISUP message is refused.
#include "isup/error.h"

#include "isup/tables.h"

#include <fmt/core.h>

namespace isup {

std::string_view name(Reason reason) {
    switch (reason) {
    case Reason::none:
        return "no error";
    case Reason::empty:
        return "empty message";
    case Reason::truncated:
        return "message ends inside its mandatory part";
    case Reason::pointer_outside:
        return "pointer leads behind the end";
    case Reason::missing_pointer:
        return "pointer to a mandatory parameter is 0";
    case Reason::parameter_outside:
        return "parameter leads behind the end";
    case Reason::too_short:
        return "parameter too short";
    case Reason::oversize:
        return "more than a message can hold";
    case Reason::missing_mandatory:
        return "mandatory parameter missing";
    case Reason::wrong_length:
        return "wrong length of a fixed parameter";
    case Reason::no_optional_part:
        return "message has no optional part for the parameter";
    case Reason::no_room:
        return "no room for the message";
    case Reason::absent:
        return "parameter absent";
    case Reason::malformed:
        return "malformed parameter";
    }
    return "?";
}

std::string to_text(const Error& error) {
    if (error.parameter == Param::end_of_optional_parameters)
        return std::string(name(error.reason));
    if (const ParameterRow* row = find_parameter(error.parameter))
        return fmt::format("{}: {}", name(error.reason), row->name);
    return fmt::format("{}: parameter {:#04x}", name(error.reason),
                       static_cast<unsigned>(error.parameter));
}

} // namespace isup
