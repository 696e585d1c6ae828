// isdn::Interface on libpri: its life, its frames and timers, and what it stands on.
#include "drivers/isdn/libpri_interface.h"
#include "drivers/isdn/nfas.h"

#include "base/log.h"

extern "C" {
#include <libpri.h>
}
#include <sys/time.h>

#include <algorithm>
#include <cstring>

namespace isdn {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kFcsOctets = 2; // libpri counts the FCS in every length
constexpr base::Duration kSabmeInterval = milliseconds(100);

// libpri has no function that frees a `struct pri`: those given up stay reachable here, one per
// interface removed.
std::vector<struct pri*>& graveyard() {
    static auto& retired =
        *new std::vector<struct pri*>; // never destroyed: still reachable at exit
    return retired;
}

std::string_view trimmed(const char* text) {
    std::string_view view(text);
    while (!view.empty() && view.back() == '\n')
        view.remove_suffix(1);
    return view;
}
void on_pri_message(struct pri*, char* text) {
    base::log::debug("isdn", "libpri: {}", trimmed(text));
}
void on_pri_error(struct pri*, char* text) {
    base::log::info("isdn", "libpri: {}", trimmed(text));
}

int node(Side side) {
    return side == Side::network ? PRI_NETWORK : PRI_CPE;
}

pri_layer2_persistence persistence(const Options& options) {
    const bool keep = options.layer2 == Layer2::keep_up ||
                      (options.layer2 == Layer2::standard && !options.multipoint);
    return keep ? PRI_L2_PERSISTENCE_KEEP_UP : PRI_L2_PERSISTENCE_LEAVE_DOWN;
}

// Q.921 §3.6.5, whatever the P bit.
bool is_sabme(base::Octets frame) {
    return frame.size() == 3 && (frame[2] & ~0x10U) == 0x6f;
}

} // namespace

std::unique_ptr<Interface> Interface::create(Options options, base::Timers& timers,
                                             Listener& listener, SendFrame send_frame) {
    if (options.nfas_group)
        return join(std::move(options), timers, listener, std::move(send_frame));
    return std::make_unique<LibpriInterface>(std::move(options), timers, listener,
                                             std::move(send_frame));
}

LibpriInterface::LibpriInterface(Options options, base::Timers& timers, Listener& listener,
                                 SendFrame send_frame)
    : options_(std::move(options)), timers_(timers), listener_(listener),
      channels_(options_.line, options_.nfas_group != nullptr), patches_(options_.timers.n201),
      idle_timer_(timers, [this] { release_idle_links(); }),
      libpri_timer_(timers, [this] { run_timers(); }),
      ended_timer_(timers, [this] { deliver_ended(); }),
      restart_timer_(timers,
                     [this] {
                         if (restarts_left_ > 0 && up_)
                             send_restart();
                         else
                             end_restart("the far end does not acknowledge RESTART");
                     }),
      periodic_timer_(timers, [this] { start_periodic_restart(); }), t309_timer_(timers, [this] {
          destroy_all(PRI_CAUSE_DESTINATION_OUT_OF_ORDER, "T309: no D-channel has come back");
      }) {
    if (!nfas())
        add_d_channel(0, std::move(send_frame));
}

LibpriInterface::~LibpriInterface() {
    if (!pri_)
        return;
    for (auto& [id, call] : calls_)
        if (call->handle)
            pri_destroycall(pri_, call->handle);
    forget_independent();
    for (const auto& d_channel : d_channels_)
        if (d_channel->pri) {
            pri_set_userdata(d_channel->pri, nullptr);
            graveyard().push_back(d_channel->pri);
        }
}

void LibpriInterface::start() {
    start(*d_channels_.front());
    if (pri_ && !up_ &&
        options_.multipoint) { // each terminal has a link of its own, up when it is needed
        up_ = true;
        listener_.on_d_channel(true);
    }
}

void LibpriInterface::start(DChannel& d_channel) {
    if (d_channel.pri)
        return;
    pri_set_message(on_pri_message);
    pri_set_error(on_pri_error);
    const int kind = libpri_switch(options_.switch_type, options_.line);
    struct pri* const pri =
        options_.line == drivers::LineType::bri
            ? pri_new_bri_cb(-1, options_.multipoint ? 0 : 1, node(options_.side), kind, read_frame,
                             write_frame, &d_channel)
            : pri_new_cb(-1, node(options_.side), kind, read_frame, write_frame, &d_channel);
    if (!pri) {
        base::log::error("isdn", "{}: libpri cannot run this D-channel", options_.name);
        return;
    }
    d_channel.pri = pri;
    pri_hangup_fix_enable(pri, 1); // Q.931 §5.3.2
    pri_set_overlapdial(pri, options_.overlap_receiving ? 1 : 0);
    pri_set_chan_mapping_logical(pri, options_.logical_channels ? 1 : 0);
    pri_set_service_message_support(pri, options_.service_messages ? 1 : 0);
    if (options_.side == Side::network && options_.line == drivers::LineType::bri)
        pri_date_time_send_option(pri, PRI_DATE_TIME_SEND_DATE_HHMM); // telephones set their clock
    set_timers(pri, options_.timers);
    pri_persistent_layer2_option(pri, persistence(options_));
    if (pri_)
        pri_enslave(pri_, pri); // one list of calls for both
    else
        pri_ = pri;
    schedule();
}

// --- frames and timers
// ---------------------------------------------------------------------------------

int LibpriInterface::read_frame(struct pri* pri, void* buffer, int length) {
    auto* d_channel = static_cast<DChannel*>(pri_get_userdata(pri));
    return d_channel ? d_channel->owner.give_frame(buffer, length) : 0;
}

int LibpriInterface::write_frame(struct pri* pri, void* buffer, int length) {
    auto* d_channel = static_cast<DChannel*>(pri_get_userdata(pri));
    return d_channel ? d_channel->owner.take_frame(*d_channel, buffer, length) : length;
}

int LibpriInterface::give_frame(void* buffer, int length) {
    const int wanted = static_cast<int>(incoming_.size()) + kFcsOctets;
    if (incoming_.empty() || wanted > length)
        return 0;
    std::memcpy(buffer, incoming_.data(), incoming_.size());
    std::memset(static_cast<std::uint8_t*>(buffer) + incoming_.size(), 0, kFcsOctets);
    incoming_ = {};
    return wanted;
}

int LibpriInterface::take_frame(DChannel& d_channel, void* buffer, int length) {
    if (length <= kFcsOctets)
        return length;
    const base::Octets frame(static_cast<const std::uint8_t*>(buffer),
                             static_cast<std::size_t>(length - kFcsOctets));
    const std::uint64_t too_long = patches_.failures();
    const base::Octets patched = patches_.on_frame(frame, d_channel.interface);
    if (patches_.failures() != too_long)
        base::log::warning("isdn",
                           "{}: a message would be longer than N201 ({} octets): it goes out "
                           "without the elements that libpri does not send",
                           options_.name, options_.timers.n201);
    if (is_awaited_ua(frame, ua_of_libpri_))
        return length;
    note_use(frame, true);
    note_lost_link(frame, true);
    if (options_.multipoint)
        learn_tei(frame);
    else if (is_sabme(frame))
        d_channel.sabme.assign(frame.begin(), frame.end());
    emit(d_channel, patched);
    return length;
}

void LibpriInterface::emit(DChannel& d_channel, base::Octets frame) {
    ++counters_.frames_out;
    ++d_channel.frames_out;
    if (nfas())
        if (const base::Octets message = information_of(frame); !message.empty())
            last_sent_.assign(message.begin(), message.end());
    if (d_channel.tap)
        d_channel.tap(true, frame);
    d_channel.send(frame); // a full queue is a lost frame: Q.921 repeats it
}

void LibpriInterface::receive(DChannel& d_channel, base::Octets frame) {
    if (!d_channel.pri || frame.size() < 3)
        return;
    ++counters_.frames_in;
    ++d_channel.frames_in;
    if (d_channel.tap)
        d_channel.tap(false, frame);
    if (is_awaited_ua(frame, ua_of_terminal_))
        return;
    note_use(frame, false);
    note_lost_link(frame, false);
    const base::Octets information = information_of(frame);
    current_ = &d_channel;
    information_ = information;
    have_envelope_ = false;
    maintenance_ = false;
    frame_tei_ = tei_of(frame);
    if (!information.empty() && concerns_us(frame)) {
        if (const auto envelope = read_envelope(information)) {
            envelope_ = *envelope;
            have_envelope_ = true;
        } else {
            maintenance_ = true;
        }
    }
    if (have_envelope_ && nfas())
        if (Call* call = find_by_reference(envelope_.call_reference, envelope_.to_originator))
            call->d_channel = &d_channel;
    Call* tapped = call_of_tapped();
    const bool independent = !tapped && is_independent();
    incoming_ = frame;
    if (tapped)
        hide_from_libpri(frame);
    else if (independent)
        hide_independent(frame);
    else if (is_completion_call())
        hide_facilities(frame);
    pri_event* event = pri_check_event(d_channel.pri);
    incoming_ = {};
    if (tapped)
        on_tapped(*tapped);
    else if (independent)
        on_independent();
    else if (event)
        handle(event);
    else if (have_envelope_)
        after_silent_frame();
    have_envelope_ = maintenance_ = false;
    information_ = {};
    if (is_sabme(frame))
        after_far_establishment(d_channel);
    schedule();
}

// The far end establishes the link. When our own SABME came before it was there, libpri would
// repeat it only after T200, a second later: it is repeated now. And what was sent on a link that
// it has just reset is lost: a RESTART is sent again.
void LibpriInterface::after_far_establishment(DChannel& d_channel) {
    const base::TimePoint now = timers_.clock().now();
    if (d_channel.up && restart_pending_) {
        if (nfas() && !is_signalling(d_channel))
            return;
        ++restarts_left_;
        send_restart();
    } else if (!d_channel.up && !d_channel.sabme.empty() &&
               now - d_channel.sabme_repeated >= kSabmeInterval) {
        d_channel.sabme_repeated = now;
        emit(d_channel, d_channel.sabme);
    }
}

void LibpriInterface::run_timers() {
    if (!pri_)
        return;
    have_envelope_ = false;
    for (const auto& d_channel : d_channels_) {
        current_ = d_channel.get();
        while (pri_event* event = d_channel->pri ? pri_schedule_run(d_channel->pri) : nullptr)
            handle(event);
    }
    schedule();
}

// libpri keeps its timers in the time of gettimeofday(): only the distance from now is used.
void LibpriInterface::schedule() {
    if (!pri_)
        return;
    const timeval* when = nullptr;
    for (const auto& d_channel : d_channels_)
        if (const timeval* next = d_channel->pri ? pri_schedule_next(d_channel->pri) : nullptr;
            next && (!when || timercmp(next, when, <)))
            when = next;
    if (!when) {
        libpri_timer_.cancel();
        return;
    }
    timeval now;
    gettimeofday(&now, nullptr);
    const base::Duration left =
        seconds(when->tv_sec - now.tv_sec) + std::chrono::microseconds(when->tv_usec - now.tv_usec);
    libpri_timer_.arm(std::clamp<base::Duration>(left, milliseconds(0), seconds(10)));
}

} // namespace isdn
