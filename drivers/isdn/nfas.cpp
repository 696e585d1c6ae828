// An NFAS group seen span by span.
#include "drivers/isdn/nfas.h"

#include <algorithm>

namespace isdn {

std::shared_ptr<NfasGroup> make_nfas_group() {
    return std::make_shared<NfasGroup>();
}

std::unique_ptr<Interface> join(Options options, base::Timers& timers, Listener& listener,
                                Interface::SendFrame send_frame) {
    return std::make_unique<NfasSpan>(std::move(options), timers, listener, std::move(send_frame));
}

// --- what happens in the group
// ---------------------------------------------------------------------

NfasSpan* NfasGroup::span_on(unsigned interface) const {
    for (NfasSpan* span : spans_)
        if (span->options_.interface_id == interface)
            return span;
    return nullptr;
}

NfasSpan* NfasGroup::span_of(CallId call) const {
    const auto found = calls_.find(call);
    return found == calls_.end() ? nullptr : span_on(found->second);
}

void NfasGroup::on_d_channel(bool up) {
    for (NfasSpan* span : std::vector(spans_))
        span->listener_.on_d_channel(up);
}

void NfasGroup::on_changeover() {
    for (NfasSpan* span : std::vector(spans_))
        span->listener_.on_changeover();
}

void NfasGroup::on_setup(CallId call, const Message& setup) {
    const unsigned interface = setup.channel ? setup.channel->interface.value_or(0) : 0U;
    NfasSpan* span = span_on(interface);
    if (!span) // its channel exists, so there is a span
        return;
    calls_[call] = interface;
    ++span->counters_.calls_in;
    span->listener_.on_setup(call, setup);
}

void NfasGroup::on_message(CallId call, const Message& message) {
    if (NfasSpan* span = span_of(call))
        span->listener_.on_message(call, message);
}

void NfasGroup::on_released(CallId call, const Message& message) {
    NfasSpan* span = span_of(call);
    calls_.erase(call);
    if (span)
        span->listener_.on_released(call, message);
}

void NfasGroup::on_restart(unsigned channel) {
    if (NfasSpan* span = span_on(interface_in(channel)))
        span->listener_.on_restart(timeslot_in(channel));
}

// --- one span
// --------------------------------------------------------------------------------------

NfasSpan::NfasSpan(Options options, base::Timers& timers, Listener& listener, SendFrame send_frame)
    : options_(std::move(options)), listener_(listener) {
    NfasGroup& group = *options_.nfas_group;
    if (!group.core_) {
        Options of_group = options_;
        of_group.name += " (NFAS)";
        // the core must not keep alive what it belongs to: it only has to know that it is one
        of_group.nfas_group = std::shared_ptr<NfasGroup>(std::shared_ptr<void>(), &group);
        group.core_ =
            std::make_unique<LibpriInterface>(std::move(of_group), timers, group, SendFrame());
    }
    group.spans_.push_back(this);
    const bool has_d_channel = options_.d_channel != DChannelRole::none;
    core().add_interface(options_.interface_id, has_d_channel);
    if (has_d_channel)
        d_channel_ = &core().add_d_channel(options_.interface_id, std::move(send_frame),
                                           options_.d_channel == DChannelRole::backup);
}

// Its calls and its D-channel go with it; nobody is told any more.
NfasSpan::~NfasSpan() {
    NfasGroup& group = *options_.nfas_group;
    if (d_channel_) {
        d_channel_->send = [](base::Octets) { return true; };
        d_channel_->tap = {};
        d_channel_->failure->cancel();
    }
    core().forget_calls_on(options_.interface_id);
    std::erase_if(group.calls_,
                  [this](const auto& call) { return call.second == options_.interface_id; });
    std::erase(group.spans_, this);
    if (group.spans_.empty())
        group.core_.reset();
}

void NfasSpan::start() {
    if (d_channel_)
        core().start(*d_channel_);
}

void NfasSpan::receive_frame(base::Octets frame) {
    if (d_channel_)
        core().receive(*d_channel_, frame);
}

void NfasSpan::set_tap(FrameTap tap) {
    if (d_channel_)
        d_channel_->tap = std::move(tap);
}

void NfasSpan::set_line(bool works) {
    if (d_channel_)
        core().set_d_channel_line(*d_channel_, works);
}

base::Result<CallId, Error> NfasSpan::place(const Message& setup) {
    Message on_us = setup;
    Channel channel = setup.channel.value_or(Channel{});
    channel.interface = options_.interface_id;
    for (const ChannelView& view : channels())
        if (channel.timeslot == 0 && view.state == ChannelState::idle)
            channel.timeslot = static_cast<std::uint8_t>(view.timeslot);
    if (channel.timeslot == 0)
        return base::fail(Error::no_free_channel);
    on_us.channel = channel;
    const auto placed = core().place(on_us);
    if (placed) {
        options_.nfas_group->calls_[*placed] = options_.interface_id;
        ++counters_.calls_out;
    }
    return placed;
}

base::Result<void, Error> NfasSpan::send(CallId call, const Message& message) {
    if (!owns(call))
        return base::fail(Error::no_such_call);
    return core().send(call, message);
}

DChannelView NfasSpan::d_channel() const {
    return {options_.d_channel, d_channel_ && d_channel_->up,
            d_channel_ && core().is_signalling(*d_channel_)};
}

std::vector<ChannelView> NfasSpan::channels() const {
    std::vector<ChannelView> views;
    for (ChannelView& view : core().channels())
        if (interface_in(view.timeslot) == options_.interface_id) {
            view.timeslot = timeslot_in(view.timeslot);
            views.push_back(std::move(view));
        }
    return views;
}

bool NfasSpan::channel_idle(unsigned timeslot) const {
    return core().channel_idle(number(timeslot));
}

std::optional<CallReference> NfasSpan::reference_of(CallId call) const {
    return owns(call) ? core().reference_of(call) : std::nullopt;
}

std::optional<unsigned> NfasSpan::timeslot_of(CallId call) const {
    const auto channel = owns(call) ? core().timeslot_of(call) : std::nullopt;
    return channel ? std::optional(timeslot_in(*channel)) : std::nullopt;
}

void NfasSpan::restart(unsigned timeslot) {
    core().restart(number(timeslot));
}

void NfasSpan::forget(CallId call) {
    if (owns(call))
        core().forget(call);
}

void NfasSpan::block(unsigned timeslot, bool blocked) {
    core().block(number(timeslot), blocked);
}

// Of the group's calls only ours have their legs here.
unsigned NfasSpan::audit(const std::function<bool(CallId)>& leg_alive) {
    const unsigned findings =
        core().audit([&](CallId call) { return !owns(call) || leg_alive(call); });
    counters_.audit_findings += findings;
    return findings;
}

const Counters& NfasSpan::counters() const {
    if (d_channel_) {
        counters_.frames_in = d_channel_->frames_in;
        counters_.frames_out = d_channel_->frames_out;
        counters_.d_channel_losses = d_channel_->losses;
    }
    return counters_;
}

} // namespace isdn
