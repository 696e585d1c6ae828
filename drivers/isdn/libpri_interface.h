// isdn::Interface on libpri: private to this room. libpri's own header stays in libpri_*.cpp, one
// file per idea.
#pragma once

#include "drivers/isdn/channels.h"
#include "drivers/isdn/interface.h"
#include "drivers/isdn/patches.h"

#include <deque>
#include <map>
#include <unordered_map>

struct pri;
struct q931_call;

namespace isdn {

/// States of a call here (Q.931 §2.1): both directions share names where they mirror each other.
enum class State : std::uint8_t {
    initiated,  ///< SETUP sent (U1/N1); no answer yet
    present,    ///< SETUP received (U6/N6); nothing sent yet: libpri keeps such calls half alive
    overlap,    ///< SETUP ACKNOWLEDGE (U2, U25)
    proceeding, ///< CALL PROCEEDING (U3, U9)
    alerting,   ///< ALERTING (U4, U7)
    connect_request,     ///< CONNECT sent by the user side (U8)
    active,              ///< U10
    disconnect_sent,     ///< U11
    disconnect_received, ///< U12
    release_sent,        ///< U19
};
const char* name(State state);

class LibpriInterface final : public Interface {
  public:
    LibpriInterface(Options options, base::Timers& timers, Listener& listener,
                    SendFrame send_frame);
    ~LibpriInterface() override;

    void start() override;
    void receive_frame(base::Octets frame) override { receive(*d_channels_.front(), frame); }
    void set_tap(FrameTap tap) override { d_channels_.front()->tap = std::move(tap); }
    base::Result<CallId, Error> place(const Message& setup) override;
    base::Result<void, Error> send(CallId call, const Message& message) override;
    base::Result<void, Error> send_independent(const Message& facility) override;
    base::Octets message_at_hand(bool sent) const override {
        return sent ? base::Octets(last_sent_) : information_;
    }
    bool d_channel_up() const override { return up_; }
    std::vector<ChannelView> channels() const override { return channels_.view(); }
    bool channel_idle(unsigned timeslot) const override { return channels_.idle(timeslot); }
    std::optional<unsigned> timeslot_of(CallId call) const override;
    std::optional<CallReference> reference_of(CallId call) const override;
    void restart(unsigned timeslot) override;
    void forget(CallId call) override;
    void block(unsigned timeslot, bool blocked) override;
    unsigned audit(const std::function<bool(CallId)>& leg_alive) override;
    const Counters& counters() const override { return counters_; }
    const Options& options() const override { return options_; }

    /// A D-channel: libpri's end of its data link. There is one; in an NFAS group one or two.
    struct DChannel {
        LibpriInterface& owner;
        SendFrame send;
        unsigned interface = 0; ///< identifier of the span that carries it
        FrameTap tap{};
        struct pri* pri = nullptr;
        bool up = false; ///< its data link
        bool backup = false;
        bool line_failed = false; ///< for long enough
        std::unique_ptr<base::Timer> failure{};
        bool withdrawn = false;            ///< out of service by the far end (SERVICE)
        std::vector<std::uint8_t> sabme{}; ///< as libpri sent it last
        base::TimePoint sabme_repeated{};
        std::uint64_t frames_in = 0, frames_out = 0, losses = 0;
        bool usable() const { return up && !line_failed && !withdrawn; }
    };
    // for the spans of an NFAS group (libpri_nfas.cpp); channels in events and arguments are
    // channel_number()s
    void add_interface(unsigned interface, bool has_d_channel);
    DChannel& add_d_channel(unsigned interface, SendFrame send, bool backup = false);
    void start(DChannel& d_channel);
    void receive(DChannel& d_channel, base::Octets frame);
    void set_d_channel_line(DChannel& d_channel, bool works);
    void on_line_failed(DChannel& d_channel);
    bool is_signalling(const DChannel& d_channel) const { return &d_channel == signalling_; }
    /// The calls on an interface, which is going away: nobody is told.
    void forget_calls_on(unsigned interface);

  private:
    struct Call {
        CallId id = 0;
        q931_call* handle = nullptr; ///< nullptr: libpri has forgotten it
        bool outgoing = false;
        State state = State::initiated;
        std::uint16_t reference = 0;
        /// Network side of a bus: the terminal that has placed or answered the call.
        std::optional<std::uint8_t> tei;
        /// Its channel_number(); timeslot 0: lost to a call of the network, or not agreed on yet.
        unsigned timeslot = 0;
        bool held = false;             ///< HOLD acknowledged; the B-channel stays reserved
        DChannel* d_channel = nullptr; ///< NFAS: where libpri sends its messages
        base::TimePoint changed{};
        Cause last_cause;
        std::unique_ptr<base::Timer> supervision; ///< T301, T304, T310; a lost terminal
    };
    /// A connection of QSIG without a B-channel (ECMA-165 §7.3), which libpri knows nothing of.
    struct Independent {
        std::uint16_t reference = 0;
        bool outgoing = false;
        bool releasing = false;      ///< RELEASE sent
        q931_call* handle = nullptr; ///< ours: keeps libpri from using the reference for a call
        std::unique_ptr<base::Timer> timer; ///< T303, T308
    };
    struct Ended {
        CallId call;
        Message message;
    };

    // libpri's callbacks
    static int read_frame(struct pri* pri, void* buffer, int length);
    static int write_frame(struct pri* pri, void* buffer, int length);
    int give_frame(void* buffer, int length);
    int take_frame(DChannel& d_channel, void* buffer, int length);
    void emit(DChannel& d_channel, base::Octets frame);

    // events; `event` is a pri_event
    void handle(void* event);
    void on_up();
    void on_down();
    void come_up();
    void on_ring(void* event);
    void on_progress(q931_call* handle, MessageType type, State next, int cause);
    /// A network tells what a call has cost before it answers our DISCONNECT (EN 300 182-1).
    static bool is_heard_late(const Call& call, MessageType type) {
        return call.state == State::disconnect_sent && type == MessageType::facility;
    }
    void on_plain(q931_call* handle, MessageType type);
    void on_connect(q931_call* handle);
    void on_disconnect(q931_call* handle, int cause);
    void on_hangup(q931_call* handle, int cause, bool destroyed);
    void on_restart(int channel);
    void on_restart_acknowledged();
    void after_silent_frame();
    /// A message that libpri does not know, of a call that it knows.
    Call* call_of_tapped() const;
    void hide_from_libpri(base::Octets frame);
    bool is_completion_call() const;
    void hide_facilities(base::Octets frame);
    void on_tapped(Call& call);
    void on_hold(Call& call, MessageType type);

    // what belongs to no call (libpri_independent.cpp)
    bool is_independent() const;
    Independent* independent_of_frame() const;
    void hide_independent(base::Octets frame);
    void on_independent();
    void on_connection(Independent& connection);
    bool transmit_whole(std::vector<std::uint8_t> message);
    bool send_on(const Independent& connection, const Message& message);
    void supervise_independent(Independent& connection, base::Duration time);
    void drop_independent(const Independent& connection, const char* why);
    void forget_independent();

    // a bus with several terminals (libpri_bus.cpp)
    bool is_bus_network() const { return options_.multipoint && options_.side == Side::network; }
    bool is_terminal() const { return options_.multipoint && options_.side == Side::user; }
    void learn_tei(base::Octets sent_frame);
    bool concerns_us(base::Octets frame) const;
    bool is_our_number(const Message& setup) const;
    void note_use(base::Octets frame, bool sent);
    void note_lost_link(base::Octets frame, bool sent);
    bool is_cleared_on_bus(const Call& call) const {
        return is_bus_network() && call.outgoing && call.state >= State::disconnect_sent;
    }
    static constexpr const char* kTerminalGone = "its terminal has gone while it was cleared";
    void release_idle_links();
    void release_link(std::uint8_t tei);
    bool is_awaited_ua(base::Octets frame, std::optional<std::uint8_t>& awaited) const;

    // an NFAS group (libpri_nfas.cpp)
    bool nfas() const { return options_.nfas_group != nullptr; }
    unsigned number_of(const Channel& channel) const;
    unsigned number_of_libpri(int channel) const;
    int libpri_channel(unsigned channel) const;
    Channel as_channel(unsigned channel, bool exclusive) const;
    std::string label(unsigned channel) const;
    void on_link_up();
    void on_link_down();
    void on_d_channel_service(bool in_service);
    void choose_signalling(DChannel* wanted);
    void reattach(Call& call);
    DChannel* usable_other(const DChannel& than) const;

    // SERVICE (libpri_service.cpp)
    void send_service(unsigned timeslot);
    void repeat_service();
    void on_service(int channel, int status);

    // timers of calls (libpri_supervise.cpp)
    void supervise(Call& call);
    void on_supervision(CallId id);

    // calls
    Call* find(CallId id);
    Call* find(q931_call* handle);
    Call* find_by_reference(std::uint16_t reference, bool outgoing) const;
    /// The key of by_reference_. Terminals on a bus choose call references each for itself.
    std::uint32_t reference_key(std::uint16_t reference, bool outgoing) const;
    PatchTarget target_of(const Call& call) const;
    Call& add(q931_call* handle, bool outgoing, unsigned timeslot);
    void move(Call& call, State state);
    bool move_channel(Call& call, const Message& message);
    unsigned choose_channel(const Message& setup, std::string& why);
    Message message_of(MessageType type, int cause) const;
    void clear(Call& call, const Message& message);
    base::Result<void, Error> transmit(Call& call, const Message& message);
    void expect(const Call& call, const Message& message);
    base::Result<void, Error> send_as(Call& call, const Message& message);
    Cause own_cause(std::uint8_t value) const;
    /// Takes the call out of all tables; on_released comes at once or, `later`, from the timer.
    void finish(CallId id, Message message, bool later, std::string reason);
    void take_out(Call& call, std::string reason);
    void discard(Call& call, std::string reason);
    void destroy(Call& call, std::uint8_t cause, std::string reason);
    void destroy_all(std::uint8_t cause, const char* reason);
    void destroy_on(unsigned timeslot, std::uint8_t cause, const char* reason);
    void deliver_ended();

    bool can_restart() const {
        return has_restart(options_.switch_type, options_.line) && !options_.multipoint;
    }
    void clear_on(unsigned timeslot);
    void restart_all();
    void send_restart();
    void end_restart(const char* reason, bool next = true);
    void start_periodic_restart();
    void next_periodic_restart();
    void after_far_establishment(DChannel& d_channel);
    void run_timers();
    void schedule();

    const Options options_;
    base::Timers& timers_;
    Listener& listener_;
    std::vector<std::unique_ptr<DChannel>> d_channels_;
    DChannel* current_ = nullptr;    // whose frame or timer is being handled
    DChannel* signalling_ = nullptr; // NFAS: which has the new calls
    bool maintenance_ = false;       // the frame that is being handled is no Q.931 but SERVICE
    struct pri* pri_ = nullptr;      // the one for new calls
    bool up_ = false, restarted_ = false;
    bool settled_ = false;  // NFAS: there was a call or a changeover; the primary is not waited for
    base::Octets incoming_; // the frame that libpri is to read
    base::Octets information_; // in it, while it is being handled
    std::vector<std::uint8_t> hidden_;
    std::vector<std::uint8_t> last_sent_; // of an NFAS group: the message of the last frame
    bool have_envelope_ = false;          // of the frame that is being handled
    Envelope envelope_;
    std::uint8_t frame_tei_ = 0;          // of the frame that is being handled
    std::optional<std::uint8_t> own_tei_; // of a terminal on a bus, once assigned
    Channels channels_;
    Patches patches_;
    std::unordered_map<CallId, std::unique_ptr<Call>> calls_;
    std::unordered_map<q931_call*, Call*> by_handle_;
    std::unordered_map<std::uint32_t, Call*> by_reference_;
    CallId next_id_ = 1;
    std::vector<std::unique_ptr<Independent>> independent_;
    std::vector<int> awaited_answers_; ///< invokes sent with the dummy call reference, the latest
    std::deque<Ended> ended_;
    unsigned restart_slot_ = 0,
             restarts_left_ = 0; // RESTART that awaits its acknowledgement; slot 0 = all
    bool restart_pending_ = false;
    std::deque<unsigned> periodic_; // idle channels that await their periodic RESTART
    Counters counters_;
    std::map<std::uint8_t, base::TimePoint> links_;      // of a bus, by TEI: when it was used last
    std::map<std::uint8_t, unsigned> unanswered_sabmes_; // of a bus, by TEI
    // UA that answers a DISC of ours: libpri's, the terminal's
    std::optional<std::uint8_t> ua_of_libpri_, ua_of_terminal_;
    base::Timer idle_timer_;
    base::Timer libpri_timer_, ended_timer_, restart_timer_, periodic_timer_;
    base::Timer t309_timer_; // of a group; libpri runs that of a D-channel of its own
};

} // namespace isdn
