// Problems of conf files as one line of text each, in the form FILE:LINE:COLUMN that editors
// follow.
#include "gateway/config/problem.h"

namespace config {

std::string text(const Place& place) {
    if (place.line == 0)
        return place.file;
    return place.file + ':' + std::to_string(place.line) + ':' + std::to_string(place.column);
}

std::string text(const Problem& problem) {
    std::string out = text(problem.place) + ": ";
    if (!problem.key.empty())
        out += problem.key + ": ";
    out += problem.what;
    if (!problem.allowed.empty())
        out += "; allowed: " + problem.allowed;
    if (!problem.nearest.empty())
        out += "; did you mean " + problem.nearest + "?";
    return out;
}

} // namespace config
