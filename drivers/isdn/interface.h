// One D-channel and its calls: Q.921 and Q.931 through libpri, as typed events and commands.
#pragma once

#include "base/octets.h"
#include "base/result.h"
#include "base/timers.h"
#include "drivers/isdn/message.h"
#include "drivers/isdn/switch_type.h"
#include "drivers/isdn/timers.h"
#include "drivers/span.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace isdn {

enum class Side : std::uint8_t { user, network };
/// What becomes of the data link when the far end releases it (Q.921 §5.5.3): `standard` keeps it
/// up, but lets a multipoint basic access rest until the next call.
enum class Layer2 : std::uint8_t { standard, keep_up, leave_down };

/// Which D-channel a span carries. `own`: that of its B-channels alone. The others are in an NFAS
/// group (ANSI T1.607 Annex F), where one D-channel, backed up by a second, serves several spans.
enum class DChannelRole : std::uint8_t { own, primary, backup, none };
class NfasGroup;

/// Names one call on one interface; never reused while the daemon runs. 0 = none.
using CallId = std::uint64_t;

struct Options {
    std::string name; ///< of the span, for logs
    drivers::LineType line = drivers::LineType::e1;
    Side side = Side::user;
    SwitchType switch_type = SwitchType::euroisdn;
    /// SETUP without sending complete is answered by SETUP ACKNOWLEDGE when on_setup() has sent
    /// nothing itself.
    bool overlap_receiving = false;
    bool restart_at_start =
        true; ///< RESTART of the interface's channels when the D-channel first comes up
    std::chrono::milliseconds restart_interval{0}; ///< RESTART of idle channels so often; 0: never
    /// Basic access with several terminals on its bus, each with a TEI of its own (Q.921 §5.3).
    bool multipoint = false;
    /// As a terminal on such a bus: the multiple subscriber numbers that are ours (Q.951-2), each
    /// the end of a called number. Calls to others are left to other terminals. Empty: all are
    /// ours.
    std::vector<std::string> numbers;
    Layer2 layer2 = Layer2::standard;
    /// E1: B-channels are numbered 1-30 on the wire, without a gap at the D-channel (QSIG, ECMA-143
    /// §12; also some PBXs). Timeslots here stay 1-31.
    bool logical_channels = false;
    /// SERVICE messages (has_service_messages) tell of blocked channels, and block ours.
    bool service_messages = false;
    LineTimers timers;
    /// NFAS: what the spans of a group share (make_nfas_group), the identifier of this one in
    /// channel identifications (Q.931 §4.5.13, octet 3.1; 0-126), and what it carries. Side, switch
    /// type and timers of the group are those of the span that joins it first.
    std::shared_ptr<NfasGroup> nfas_group{};
    std::uint8_t interface_id = 0;
    DChannelRole d_channel = DChannelRole::own;
};

/// Each Interface made with it joins it. Thread: that of its interfaces.
std::shared_ptr<NfasGroup> make_nfas_group();

enum class Error : std::uint8_t {
    d_channel_down,
    no_such_call,
    no_free_channel,
    channel_busy,
    unexpected_message,
    refused
};

/// What the network or the user at the other end did. Thread: the signalling loop.
class Listener {
  public:
    virtual ~Listener() = default;
    virtual void on_d_channel(bool up) = 0;
    /// NFAS: signalling goes over the other D-channel of the group from now on. Active calls stay;
    /// others have been released.
    virtual void on_changeover() {}
    /// A SETUP has arrived; its B-channel is in `setup.channel`. The call exists until on_released.
    virtual void on_setup(CallId call, const Message& setup) = 0;
    /// Any later message of a call, except those that end it. DISCONNECT comes here: answer it with
    /// RELEASE, at once or when its in-band information has been heard (Q.931 §5.3.4.1).
    /// `message.channel` in a first response may name another B-channel than the one asked for: the
    /// call is there now.
    virtual void on_message(CallId call, const Message& message) = 0;
    /// The call is over and its channel is free again. `message` carries the last cause known.
    /// Comes exactly once per call, also for calls cleared by us, by RESTART or by loss of the
    /// D-channel; never from inside place(), send() or audit().
    virtual void on_released(CallId call, const Message& message) = 0;
    /// A facility that belongs to no call, see Interface::send_independent(); or the answer to one
    /// that was sent. Returns the contents of the facility element to answer with; empty: none.
    virtual std::vector<std::uint8_t> on_independent(const Message& /*message*/) { return {}; }
    /// RESTART concerned this B-channel (0 = all); calls on it have been released before.
    virtual void on_restart(unsigned timeslot) = 0;
};

/// State of a B-channel as this interface knows it.
enum class ChannelState : std::uint8_t { idle, in_call, blocked, restarting, out_of_service };

struct ChannelView {
    unsigned timeslot = 0;
    ChannelState state = ChannelState::idle;
    CallId call = 0;
    std::string reason; ///< why it is in this state, for people
};

/// The D-channel on a span's line.
struct DChannelView {
    DChannelRole role = DChannelRole::own;
    bool up = false; ///< its data link; always false when the span has none
    /// It carries the signalling now. One that is up and does not is in standby.
    bool signalling = false;
};

/// Counters of one interface.
struct Counters {
    std::uint64_t frames_in = 0, frames_out = 0, calls_in = 0, calls_out = 0;
    std::uint64_t audit_findings = 0; ///< channels that the audit had to free
    std::uint64_t d_channel_losses = 0;
};

/// Call reference (Q.931 §4.3).
struct CallReference {
    std::uint16_t value = 0;
    bool ours = false;                      ///< this end has placed the call
    std::optional<std::uint8_t> terminal{}; ///< TEI, on the network side of a bus
};

/// Thread: the signalling loop. Owner: whoever made it; `timers`, `listener` and `send_frame`'s
/// target outlive it.
class Interface {
  public:
    /// Hands one LAPD frame (no FCS) to the D-channel; false when it cannot be queued.
    using SendFrame = std::function<bool(base::Octets frame)>;
    /// Sees each frame both ways, for traces and captures.
    using FrameTap = std::function<void(bool sent, base::Octets frame)>;

    static std::unique_ptr<Interface> create(Options options, base::Timers& timers,
                                             Listener& listener, SendFrame send_frame);
    virtual ~Interface() = default;

    virtual void start() = 0;
    /// A frame came in on the D-channel.
    virtual void receive_frame(base::Octets frame) = 0;
    virtual void set_tap(FrameTap tap) = 0;

    /// Places a call; `setup.channel` names the B-channel that the caller has chosen (hunting is
    /// the trunk group's).
    virtual base::Result<CallId, Error> place(const Message& setup) = 0;
    /// Sends a message of an existing call: SETUP ACKNOWLEDGE, CALL PROCEEDING, PROGRESS, ALERTING,
    /// CONNECT, INFORMATION, NOTIFY, STATUS ENQUIRY (answered by STATUS); DISCONNECT, RELEASE or
    /// RELEASE COMPLETE start or continue clearing, by the message that the call's state asks for
    /// (Q.931 §5.3.2, §5.3.3). ALERTING and PROGRESS as first response are preceded by CALL
    /// PROCEEDING. Elements present in `message` go out as they are, cause and progress with their
    /// location.
    virtual base::Result<void, Error> send(CallId call, const Message& message) = 0;

    /// Sends facility elements that belong to no call: in a FACILITY with the dummy call reference
    /// (EN 300 196-1 §8.3.2.2); in QSIG in the SETUP of a connection without a B-channel, which is
    /// released when it has been answered (ECMA-165 §7.3).
    virtual base::Result<void, Error> send_independent(const Message& /*facility*/) {
        return base::fail(Error::refused);
    }

    /// The Q.931 message that is being handled, or the one that the last place() or send() has
    /// sent; empty: none. In an NFAS group it is at hand whichever D-channel carries it. Valid
    /// until the next one.
    virtual base::Octets message_at_hand(bool /*sent*/) const { return {}; }

    /// Calls can be set up. In an NFAS group the D-channel that serves them may be on another span.
    virtual bool d_channel_up() const = 0;
    virtual DChannelView d_channel() const {
        return {DChannelRole::own, d_channel_up(), d_channel_up()};
    }
    /// The line under this span has failed, or works again: in an NFAS group signalling leaves a
    /// D-channel soon with its line. Elsewhere the data link finds out by itself.
    virtual void set_line(bool /*works*/) {}
    virtual std::vector<ChannelView> channels() const = 0;
    virtual bool channel_idle(unsigned timeslot) const = 0;
    /// Where a call is: its B-channel, 0 while it has none; nothing when there is no such call.
    virtual std::optional<unsigned> timeslot_of(CallId call) const = 0;
    /// How both ends name a call on the D-channel; nothing when there is no such call.
    virtual std::optional<CallReference> reference_of(CallId /*call*/) const {
        return std::nullopt;
    }
    /// Sends RESTART for one B-channel, or for the whole interface (0); calls on it are released
    /// with cause 41.
    virtual void restart(unsigned /*timeslot*/) {}
    /// Ends a call without a message to the far end, as after a failure of this end; on_released()
    /// follows.
    virtual void forget(CallId /*call*/) {}
    /// Administrative blocking: no new calls on the channel; a call in progress stays. The far end
    /// is told where there are SERVICE messages.
    virtual void block(unsigned timeslot, bool blocked) = 0;
    /// Compares libpri's calls with ours and `leg_alive` (does somebody above still own this
    /// call?); frees what is stuck and logs why. Returns the number of findings.
    virtual unsigned audit(const std::function<bool(CallId)>& leg_alive) = 0;
    virtual const Counters& counters() const = 0;
    virtual const Options& options() const = 0;
};

} // namespace isdn
