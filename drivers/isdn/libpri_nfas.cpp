// isdn::Interface on libpri: an NFAS group, whose B-channels on several spans are served by one
// D-channel with a second one in reserve (ANSI T1.607 Annex F, Telcordia SR-NWT-002343 §7). libpri
// keeps one list of calls for both (pri_enslave); which one is used, and T309, are left to us.
#include "drivers/isdn/libpri_interface.h"

#include "base/log.h"

extern "C" {
#include <libpri.h>
}

#include <fmt/core.h>

#include <array>

namespace isdn {
namespace {

// A line that fails for less is waited for (ANSI T1.231 declares a failure after 2.5 s), because a
// changeover costs the calls that are being set up.
constexpr base::Duration kFailureTime = std::chrono::milliseconds(2500);
constexpr int kExplicitInterface = 0x10000; // libpri: interface << 8 | channel, and this

} // namespace

// --- names of channels
// -----------------------------------------------------------------------------

unsigned LibpriInterface::number_of(const Channel& channel) const {
    if (!nfas())
        return channel.timeslot;
    // without octet 3.1 it is on the interface that the D-channel is on (Q.931 §4.5.13)
    const unsigned interface = channel.interface ? *channel.interface
                               : current_        ? current_->interface
                                                 : 0U;
    return channel_number(interface, channel.timeslot);
}

unsigned LibpriInterface::number_of_libpri(int channel) const {
    Channel named;
    named.timeslot = static_cast<std::uint8_t>(channel & 0xff);
    if (channel & kExplicitInterface)
        named.interface = static_cast<std::uint8_t>(channel >> 8 & 0x7f);
    return number_of(named);
}

int LibpriInterface::libpri_channel(unsigned channel) const {
    return static_cast<int>(channel) | (nfas() ? kExplicitInterface : 0);
}

Channel LibpriInterface::as_channel(unsigned channel, bool exclusive) const {
    Channel named{static_cast<std::uint8_t>(timeslot_in(channel)), exclusive};
    if (nfas())
        named.interface = static_cast<std::uint8_t>(interface_in(channel));
    return named;
}

std::string LibpriInterface::label(unsigned channel) const {
    return nfas() ? fmt::format("{}/{}", interface_in(channel), timeslot_in(channel))
                  : std::to_string(timeslot_in(channel));
}

// --- its members
// -----------------------------------------------------------------------------------

void LibpriInterface::add_interface(unsigned interface, bool has_d_channel) {
    channels_.add_interface(interface, has_d_channel);
}

LibpriInterface::DChannel& LibpriInterface::add_d_channel(unsigned interface, SendFrame send,
                                                          bool backup) {
    auto& added = d_channels_.emplace_back(
        std::make_unique<DChannel>(DChannel{*this, std::move(send), interface}));
    added->backup = backup;
    added->failure = std::make_unique<base::Timer>(
        timers_, [this, link = added.get()] { on_line_failed(*link); });
    if (!current_)
        current_ = added.get();
    return *added;
}

void LibpriInterface::forget_calls_on(unsigned interface) {
    std::vector<Call*> concerned;
    for (const auto& [id, call] : calls_)
        if (interface_in(call->timeslot) == interface)
            concerned.push_back(call.get());
    for (Call* call : concerned)
        discard(*call, "its span was removed");
}

// --- which D-channel
// -------------------------------------------------------------------------------

LibpriInterface::DChannel* LibpriInterface::usable_other(const DChannel& than) const {
    for (const auto& other : d_channels_)
        if (other.get() != &than && other->usable())
            return other.get();
    return nullptr;
}

void LibpriInterface::on_link_up() {
    DChannel& link = *current_;
    base::log::info("isdn", "{}: data link on interface {} up", options_.name, link.interface);
    const bool primary_comes_late = signalling_ && !link.backup && !settled_;
    if (link.usable() && (!signalling_ || !signalling_->usable() || primary_comes_late))
        choose_signalling(&link);
}

void LibpriInterface::on_link_down() {
    DChannel& link = *current_;
    ++link.losses;
    link.withdrawn = false;
    base::log::warning("isdn", "{}: data link on interface {} down", options_.name, link.interface);
    if (&link == signalling_)
        choose_signalling(usable_other(link));
}

void LibpriInterface::set_d_channel_line(DChannel& link, bool works) {
    if (!works) {
        if (!link.line_failed && !link.failure->armed())
            link.failure->arm(kFailureTime);
        return;
    }
    link.failure->cancel();
    link.line_failed = false;
    if (!signalling_ && link.usable())
        choose_signalling(&link);
    schedule();
}

// Without another one that works, the data link is waited for: it outlives short faults.
void LibpriInterface::on_line_failed(DChannel& link) {
    link.line_failed = true;
    DChannel* other = usable_other(link);
    if (&link == signalling_ && other)
        choose_signalling(other);
    schedule();
}

// SERVICE for a D-channel or a whole interface, which libpri has acknowledged: the far end takes a
// D-channel out of service, or wants one used.
void LibpriInterface::on_d_channel_service(bool in_service) {
    constexpr std::size_t kHeader = 5; // discriminator, call reference of two octets, type
    constexpr unsigned kIsDChannel = 0x04, kExplicit = 0x40;
    const base::Octets octets = information_;
    constexpr auto kChannel = static_cast<std::uint8_t>(Element::channel_identification);
    DChannel* link = nullptr;
    for (std::size_t at = kHeader; at + 2 < octets.size(); at += 2U + octets[at + 1])
        if (octets[at] == kChannel && octets[at + 2] & kIsDChannel) {
            const bool named = octets[at + 2] & kExplicit && at + 3 < octets.size();
            const unsigned interface = named ? octets[at + 3] & 0x7fU : current_->interface;
            for (const auto& one : d_channels_)
                if (one->interface == interface)
                    link = one.get();
        }
    if (!link) {
        base::log::info("isdn", "{}: SERVICE for what is no D-channel here is acknowledged only",
                        options_.name);
        return;
    }
    base::log::info("isdn", "{}: the far end takes the D-channel on interface {} {} service",
                    options_.name, link->interface, in_service ? "into" : "out of");
    link->withdrawn = !in_service;
    if (in_service && link->usable())
        choose_signalling(link);
    else if (DChannel* other = usable_other(*link); !in_service && link == signalling_ && other)
        choose_signalling(other);
}

// Changeover (T1.607 Annex F). Calls that are not active had messages under way that are lost, and
// do not outlive it; each active call gets a STATUS over the D-channel that takes over, so that
// both ends find out about calls of which only one knows (Q.931 §5.8.11).
void LibpriInterface::choose_signalling(DChannel* wanted) {
    if (wanted == signalling_)
        return;
    DChannel* const before = std::exchange(signalling_, wanted);
    std::vector<CallId> unsettled, active;
    for (const auto& [id, call] : calls_) {
        if (call->state == State::active)
            active.push_back(id);
        else if (call->d_channel == before)
            unsettled.push_back(id);
    }
    for (const CallId id : unsettled)
        destroy(*find(id), PRI_CAUSE_DESTINATION_OUT_OF_ORDER,
                "D-channel lost before the call was active");
    if (!wanted) {
        up_ = false;
        ++counters_.d_channel_losses;
        base::log::warning("isdn", "{}: no D-channel works", options_.name);
        t309_timer_.arm(options_.timers.t309);
        listener_.on_d_channel(false);
        return;
    }
    settled_ = settled_ || (before && !before->usable());
    pri_ = wanted->pri;
    t309_timer_.cancel();
    base::log::write(before ? base::log::Level::warning : base::log::Level::info, "isdn",
                     "{}: signalling is on the {} D-channel, interface {}", options_.name,
                     wanted->backup ? "backup" : "primary", wanted->interface);
    for (const CallId id : active)
        if (Call* call = find(id); call && call->handle)
            reattach(*call);
    if (!up_) {
        come_up();
        return;
    }
    if (restart_pending_) { // it went over the other one
        ++restarts_left_;
        send_restart();
    }
    listener_.on_changeover();
}

// libpri sends what concerns a call over the D-channel on which it has heard of it last. So it
// hears of it: a STATUS ENQUIRY, which it answers with STATUS to the far end.
void LibpriInterface::reattach(Call& call) {
    constexpr std::uint8_t kUi = 0x03, kQ931 = 0x08, kTei0 = 0x01;
    const std::uint8_t command = options_.side == Side::user ? 0x02 : 0x00; // from the far end
    const auto high = static_cast<std::uint8_t>((call.reference >> 8 & 0x7f) |
                                                (call.outgoing ? 0x80 : 0)); // to the originator
    const std::array<std::uint8_t, 8> frame{command,
                                            kTei0,
                                            kUi,
                                            kQ931,
                                            2,
                                            high,
                                            static_cast<std::uint8_t>(call.reference & 0xff),
                                            static_cast<std::uint8_t>(MessageType::status_enquiry)};
    call.d_channel = signalling_;
    incoming_ = frame;
    DChannel* const handled = std::exchange(current_, signalling_);
    const bool had_envelope = std::exchange(have_envelope_, false);
    if (pri_event* event = pri_check_event(signalling_->pri))
        handle(event);
    have_envelope_ = had_envelope;
    current_ = handled;
    incoming_ = {};
}

} // namespace isdn
