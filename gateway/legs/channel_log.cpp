// The history of B-channels, kept and put into words.
#include "gateway/legs/channel_log.h"

#include <algorithm>

namespace legs {
namespace {

using Kind = ChannelEvent::Kind;

struct KindRow {
    Kind kind;
    const char* text;
};
constexpr KindRow kKinds[] = {
    {Kind::setup_in, "SETUP received"},
    {Kind::setup_out, "SETUP sent"},
    {Kind::moved_here, "given this channel by the far end"},
    {Kind::moved_away, "moved to another channel by the far end"},
    {Kind::over, "over"},
    {Kind::restart_received, "RESTART received"},
    {Kind::restart_sent, "RESTART sent"},
    {Kind::blocked, "blocked by the operator"},
    {Kind::unblocked, "unblocked by the operator"},
    {Kind::busied_out, "busied out"},
    {Kind::back_in_service, "no longer busied out"},
    {Kind::d_channel_up, "D-channel up"},
    {Kind::d_channel_changeover, "signalling went over to the other D-channel of the NFAS group"},
    {Kind::d_channel_down, "D-channel down"},
    {Kind::alarm, "alarm"},
    {Kind::alarm_cleared, "alarm cleared"},
    {Kind::audit, "audit"},
};

} // namespace

std::string text(const ChannelEvent& event) {
    const auto row = std::find_if(std::begin(kKinds), std::end(kKinds),
                                  [&](const KindRow& known) { return known.kind == event.kind; });
    std::string out = event.call ? "call " + std::to_string(event.call) + " " : std::string();
    out += row->text;
    if (event.cause)
        out += ", cause " + std::to_string(event.cause);
    if (event.note)
        out += std::string(": ") + event.note;
    return out;
}

void ChannelLog::add(unsigned timeslot, const ChannelEvent& event) {
    if (timeslot >= rings_.size())
        return;
    Ring& ring = rings_[timeslot];
    ring.events[ring.count++ % kKept] = event;
}

std::vector<ChannelEvent> ChannelLog::of(unsigned timeslot) const {
    std::vector<ChannelEvent> out;
    const auto take = [&](const Ring& ring) {
        for (unsigned n = ring.count > kKept ? ring.count - kKept : 0; n < ring.count; ++n)
            out.push_back(ring.events[n % kKept]);
    };
    take(rings_[0]);
    if (timeslot != 0 && timeslot < rings_.size())
        take(rings_[timeslot]);
    std::stable_sort(out.begin(), out.end(),
                     [](const ChannelEvent& a, const ChannelEvent& b) { return a.at < b.at; });
    return out;
}

} // namespace legs
