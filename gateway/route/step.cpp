// Explanations of routing decisions as text, one line per step.
#include "gateway/route/plan.h"

namespace route {

std::string text(const Step& step) {
    const std::string where = step.reason.empty() ? "" : " (" + step.reason + ")";
    switch (step.kind) {
    case Step::Kind::rule:
        return "number rule " + step.name + where + ": " + step.before + " -> " + step.after;
    case Step::Kind::rule_idle:
        return "number rule " + step.name + where + ": does not match " + step.before;
    case Step::Kind::passed_over:
        return "route " + step.name + ": not taken, " + step.reason;
    case Step::Kind::matched:
        return "route " + step.name + ": taken" + where;
    case Step::Kind::candidate:
        return "trunk group " + step.name + where + ": called " + step.after;
    case Step::Kind::no_route:
        return "no route" + where;
    }
    return {};
}

} // namespace route
