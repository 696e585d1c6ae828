// The ladder of a call as text: a time column and one column for each party.
//
//      0.0 |----- INVITE sip:600@192.0.2.1 [SDP] ---->|                                          |
//      0.1 |                               == IAM called 600 =>                                  |
//      0.1 |                                          |----------- SETUP called 600 ------------>|
#include "gateway/observe/ladder.h"

#include "gateway/observe/canvas.h"
#include "gateway/observe/sip_text.h"

#include <fmt/core.h>

#include <algorithm>

namespace observe {

namespace {

constexpr std::size_t kTimeWidth = 10; // "  12345.6 "

/// Columns of the three lifelines.
struct Columns {
    std::size_t incoming, gateway, outgoing;
};

Columns columns(const LadderOptions& options) {
    const std::size_t width = std::clamp(options.width, 60U, 200U);
    const std::size_t span = (width - kTimeWidth - 1) / 2;
    return {kTimeWidth, kTimeWidth + span, kTimeWidth + 2 * span};
}

Canvas empty_line(const Columns& at, bool lifelines = true) {
    Canvas line(at.outgoing + 1);
    if (lifelines)
        for (const std::size_t column : {at.incoming, at.gateway, at.outgoing})
            line.put(column, "|");
    return line;
}

void put_time(Canvas& line, base::Duration at) {
    line.put(0, fmt::format("{:9.1f}", std::chrono::duration<double, std::milli>(at).count()));
}

std::vector<std::string> cut(std::vector<std::string> text, std::size_t width) {
    if (text.size() > width) {
        text.resize(width > 3 ? width - 3 : 0);
        text.insert(text.end(), 3, ".");
        text.resize(width);
    }
    return text;
}

/// A message on the wire: an arrow between the gateway and the leg's party, its name in the middle.
std::string arrow(const TraceEvent& event, const Columns& at) {
    Canvas line = empty_line(at);
    put_time(line, event.at);
    const bool left_half = event.leg == TraceLeg::incoming;
    const std::size_t from = (left_half ? at.incoming : at.gateway) + 1;
    const std::size_t to = left_half ? at.gateway : at.outgoing;
    const bool rightwards = left_half == (event.direction == Direction::in);
    line.fill(from, to, '-');
    line.put(rightwards ? to - 1 : from, rightwards ? ">" : "<");
    const auto label = cut(characters(' ' + event.summary + ' '), to - from - 4);
    line.put(from + (to - from - label.size()) / 2, label);
    return line.line();
}

/// An ISUP message on its way from leg to leg: across the gateway's line.
std::string crossing(const TraceEvent& event, const Columns& at) {
    Canvas line = empty_line(at);
    put_time(line, event.at);
    const bool rightwards = (event.leg == TraceLeg::incoming) == (event.direction == Direction::in);
    const auto label =
        cut(characters(rightwards ? "== " + event.summary + " =>" : "<= " + event.summary + " =="),
            at.outgoing - at.incoming - 4);
    line.put(at.gateway - label.size() / 2, label);
    return line.line();
}

std::string remark_text(const TraceEvent& event) {
    std::string text = "* ";
    if (!event.is_note())
        text += fmt::format("{}: ", name(event.protocol));
    text += event.summary;
    if (!event.value.empty())
        text += ": " + event.value;
    if (!event.clause.empty())
        text += " [" + event.clause + "]";
    return text;
}

/// What the gateway decided or noticed, beside the leg that it concerns; long ones go on in the
/// next line.
std::string remark(const TraceEvent& event, const Columns& at) {
    const std::size_t from = event.leg == TraceLeg::outgoing ? at.gateway + 2 : at.incoming + 2;
    const std::size_t width = at.outgoing - 1 - from;
    const auto text = characters(remark_text(event));
    std::string out;
    for (std::size_t done = 0; done < text.size();) {
        const std::size_t indent = done == 0 ? 0 : 2;
        std::size_t count = std::min(width - indent, text.size() - done);
        if (done + count < text.size()) // break at a blank where there is one
            for (std::size_t back = count; back > count / 2; --back)
                if (text[done + back] == " ") {
                    count = back;
                    break;
                }
        Canvas line = empty_line(at);
        if (done == 0)
            put_time(line, event.at);
        const auto begin = text.begin() + static_cast<std::ptrdiff_t>(done);
        const std::vector<std::string> part(begin, begin + static_cast<std::ptrdiff_t>(count));
        std::size_t column = from + indent;
        if (event.leg == TraceLeg::gateway && text.size() <= width)
            column = from + (width - text.size()) / 2;
        line.put(column, part);
        out += line.line();
        done += count;
        if (done < text.size() && text[done] == " ")
            ++done;
    }
    return out;
}

std::string detail_lines(const TraceEvent& event, const TraceRenderers& renderers) {
    std::string text;
    if (event.detail_size == 0)
        return text;
    if (const auto render = renderer(renderers, event.protocol).detail;
        render && !event.detail.empty())
        text = render(event.detail);
    else if (event.protocol == Protocol::sip)
        text = sip_detail(event.detail);
    else
        text = hex_dump(event.detail);
    if (event.truncated())
        text += fmt::format("({} of {} octets kept)\n", event.detail.size(), event.detail_size);
    std::string out;
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t end = std::min(text.find('\n', from), text.size());
        out += std::string(kTimeWidth + 4, ' ') + text.substr(from, end - from) + '\n';
        from = end + 1;
    }
    return out;
}

} // namespace

std::string ladder_head(const TraceView& trace, const LadderOptions& options) {
    const Columns at = columns(options);
    const std::size_t half = at.gateway - at.incoming;
    Canvas names = empty_line(at, false);
    names.put(7, "ms");
    names.put(at.incoming,
              cut(characters(trace.incoming_name.empty() ? "A" : trace.incoming_name), half - 6));
    names.put(at.gateway - 3, "gateway");
    const auto outgoing =
        cut(characters(trace.outgoing_name.empty() ? "B" : trace.outgoing_name), half - 6);
    names.put(at.outgoing + 1 - outgoing.size(), outgoing);
    return names.line() + empty_line(at).line();
}

std::string ladder_line(const TraceEvent& event, const LadderOptions& options,
                        const TraceRenderers& renderers) {
    const Columns at = columns(options);
    std::string out;
    if (event.direction == Direction::internal || event.leg == TraceLeg::gateway)
        out = remark(event, at);
    else if (event.protocol == Protocol::isup)
        out = crossing(event, at);
    else
        out = arrow(event, at);
    if (options.details)
        out += detail_lines(event, renderers);
    return out;
}

std::string ladder(const TraceView& trace, const LadderOptions& options,
                   const TraceRenderers& renderers) {
    std::string out = options.header ? ladder_head(trace, options) : std::string{};
    for (std::size_t i = 0; i < trace.events.size(); ++i) {
        out += ladder_line(trace.events[i], options, renderers);
        if (trace.dropped > 0 && i + 1 == std::min(kFirstEventsKept, trace.events.size()))
            out +=
                fmt::format("{:>{}}... {} events were not kept\n", "", kTimeWidth, trace.dropped);
    }
    return out;
}

} // namespace observe
