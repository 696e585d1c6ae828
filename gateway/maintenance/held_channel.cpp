// A B-channel in the hands of line maintenance.
#include "gateway/maintenance/held_channel.h"

#include "gateway/legs/isdn_leg.h"

namespace maintenance {

std::string text(const console::ChannelName& name) {
    return name.timeslot == 0 ? name.span : name.span + "/" + std::to_string(name.timeslot);
}

base::Result<legs::IsdnLine*, std::string> find_line(const Lines& lines, const std::string& name) {
    if (const auto found = lines.find(name); found != lines.end())
        return found->second.get();
    std::string names;
    for (const auto& [known, line] : lines)
        names += (names.empty() ? "" : ", ") + known;
    return base::fail("there is no span \"" + name + "\"; there " +
                      (names.empty() ? "are none" : "are: " + names));
}

base::Result<std::unique_ptr<HeldChannel>, std::string>
HeldChannel::take(Services& services, const console::ChannelName& name, Busy busy,
                  const std::string& why) {
    const auto found = find_line(services.lines, name.span);
    if (!found)
        return base::fail(found.error());
    legs::IsdnLine& line = **found;
    const isdn::ChannelView* state = nullptr;
    const auto channels = line.interface().channels();
    for (const isdn::ChannelView& channel : channels)
        if (channel.timeslot == name.timeslot)
            state = &channel;
    const std::string where = text(name);
    if (!state)
        return base::fail(where + " is no B-channel; \"show channels " + name.span +
                          "\" lists them");
    if (line.maintenance(name.timeslot))
        return base::fail(where + " is under test already; \"test stop " + where + "\" ends that");
    std::unique_ptr<HeldChannel> held(new HeldChannel(services, line, name.timeslot));
    const legs::IsdnLeg* leg = line.leg_on(name.timeslot);
    if (leg || state->state == isdn::ChannelState::in_call) {
        const std::string call =
            leg ? "call " + std::to_string(leg->trace().id()) : std::string("a call");
        if (busy == Busy::refuse)
            return base::fail(where + " is busy with " + call +
                              "; \"force\" at the end takes its speech path for the test");
        held->port_ = services.media.port_on(line.media_span(), name.timeslot);
        if (!held->port_)
            return base::fail(where + " is busy with " + call + ", which has no speech path yet");
        return held;
    }
    if (state->state == isdn::ChannelState::restarting && busy != Busy::force)
        return base::fail("RESTART of " + where + " is under way; try again, or with \"force\"");
    const auto port = services.media.open_tdm(line.media_span(), name.timeslot);
    if (!port)
        return base::fail(where + ": " + media::text(port.error()));
    held->port_ = *port;
    held->own_ = true;
    line.set_maintenance(name.timeslot, why);
    return held;
}

HeldChannel::~HeldChannel() {
    services_.media.stop_test(port_);
    if (!own_)
        return;
    services_.media.close(port_);
    line_.set_maintenance(timeslot_, {});
}

} // namespace maintenance
