// Why a call ended, in one paragraph, from nothing but its trace.
#include "gateway/observe/ladder.h"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

namespace observe {

namespace {

using Events = std::vector<TraceEvent>;
using Position = Events::const_iterator;

bool on_wire(const TraceEvent& event) {
    return (event.protocol == Protocol::sip || event.protocol == Protocol::q931) &&
           event.direction != Direction::internal && event.leg != TraceLeg::gateway;
}

bool begins_with_word(std::string_view text, std::string_view word) {
    return text.starts_with(word) && (text.size() == word.size() || text[word.size()] == ' ');
}

/// The response's CSeq says INVITE, or the summary does not tell.
bool may_answer_invite(std::string_view summary) {
    return summary.find('(') == std::string_view::npos ||
           summary.find("(INVITE)") != std::string_view::npos;
}

/// A final SIP failure response to INVITE: "486 Busy Here (INVITE)". Others (a 404 to OPTIONS, 487
/// after CANCEL comes later than the CANCEL anyway) do not end the call; 401 and 407 ask for
/// another try (RFC 3261 §22).
bool is_failure_response(std::string_view summary) {
    return summary.size() > 3 && summary[0] >= '3' && summary[0] <= '6' && summary[1] >= '0' &&
           summary[1] <= '9' && summary[2] >= '0' && summary[2] <= '9' && summary[3] == ' ' &&
           !summary.starts_with("401") && !summary.starts_with("407") && may_answer_invite(summary);
}

/// Q.931 §5.3, RFC 3261 §9 and §15: the messages that begin clearing.
bool is_clearing(const TraceEvent& event) {
    if (!on_wire(event))
        return false;
    if (event.protocol == Protocol::sip)
        return begins_with_word(event.summary, "BYE") ||
               begins_with_word(event.summary, "CANCEL") || is_failure_response(event.summary);
    return begins_with_word(event.summary, "DISCONNECT") ||
           begins_with_word(event.summary, "RELEASE");
}

bool is_answer(const TraceEvent& event) {
    if (event.protocol == Protocol::sip)
        return event.summary.starts_with("200 ") && may_answer_invite(event.summary);
    if (event.protocol == Protocol::q931)
        return event.summary == "CONNECT" || event.summary.starts_with("CONNECT ");
    return event.protocol == Protocol::isup &&
           (begins_with_word(event.summary, "ANM") || begins_with_word(event.summary, "CON"));
}

std::string party(const TraceView& trace, TraceLeg leg) {
    const std::string& given =
        leg == TraceLeg::incoming ? trace.incoming_name : trace.outgoing_name;
    const std::string_view side =
        leg == TraceLeg::incoming ? "the calling side" : "the called side";
    return given.empty() ? std::string(side) : fmt::format("{} ({})", side, given);
}

/// The gateway cleared by itself: what it noticed last before that is why.
std::string own_reason(Position begin, Position clearing) {
    for (Position at = clearing; at != begin;) {
        --at;
        if (at->direction == Direction::internal && !at->is_note() &&
            (at->protocol == Protocol::timer || at->protocol == Protocol::route ||
             at->protocol == Protocol::media))
            return fmt::format("{}: {}", name(at->protocol), at->summary);
    }
    return {};
}

/// The mapping rows used between two events.
std::string mappings(Position from, Position to) {
    std::string out;
    for (Position at = from; at != to; ++at)
        if (at->is_note() && at->protocol == Protocol::mapping) {
            out += out.empty() ? "" : "; ";
            out += at->summary;
            if (!at->value.empty())
                out += ": " + at->value;
            if (!at->clause.empty())
                out += " [" + at->clause + "]";
        }
    return out;
}

} // namespace

std::string explain(const TraceView& trace) {
    const Events& events = trace.events;
    const auto clearing = std::find_if(events.begin(), events.end(), is_clearing);
    const auto answer = std::find_if(events.begin(), clearing, is_answer);
    const bool answered = answer != clearing;
    if (clearing == events.end())
        return trace.ended
                   ? fmt::format("Call {} ended without a clearing message on either leg.\n",
                                 trace.id)
                   : fmt::format("Call {} is {}.\n", trace.id,
                                 answered ? "answered" : "being set up");

    const double seconds = std::chrono::duration<double>(clearing->at).count();
    std::string out = fmt::format(
        "Call {} was released after {:.3f} s, {}, ", trace.id, seconds,
        answered ? fmt::format("{:.3f} s after the answer",
                               std::chrono::duration<double>(clearing->at - answer->at).count())
                 : "before answer");
    if (clearing->direction == Direction::in) {
        out += fmt::format("by {}: {}.", party(trace, clearing->leg), clearing->summary);
    } else {
        const std::string reason = own_reason(events.begin(), clearing);
        out += "by the gateway";
        out += reason.empty() ? "." : fmt::format(" because of {}.", reason);
        out += fmt::format(" It told {}: {}.", party(trace, clearing->leg), clearing->summary);
    }
    const auto passed_on = std::find_if(clearing + 1, events.end(), [&](const TraceEvent& event) {
        return is_clearing(event) && event.direction == Direction::out &&
               event.leg != clearing->leg;
    });
    if (passed_on != events.end())
        out += fmt::format(" The gateway told {}: {}.", party(trace, passed_on->leg),
                           passed_on->summary);
    const auto first = clearing->direction == Direction::in ? clearing
                       : answered                           ? answer
                                                            : events.begin();
    if (const std::string rows = mappings(
            first, passed_on == events.end() && clearing->direction != Direction::in ? clearing
                                                                                     : passed_on);
        !rows.empty())
        out += " Mapped by " + rows + ".";
    return out + '\n';
}

} // namespace observe
