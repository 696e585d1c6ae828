// One call: two legs that speak ISUP with each other, routing, the timers of Q.764 and Q.1912.5,
// tones and the media bridge.
#pragma once

#include "base/timers.h"
#include "gateway/call/leg.h"
#include "gateway/call/rules.h"
#include "gateway/call/transfer_leg.h"
#include "gateway/mapping/bearers.h"
#include "gateway/observe/metrics.h"
#include "gateway/observe/trace.h"
#include "gateway/route/admission.h"
#include "gateway/route/plan.h"

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace call {

using CallId = observe::CallId;

/// Where a call came in and what is known there of its number.
struct Origin {
    std::string group;       ///< trunk group
    bool complete = true;    ///< the number is complete although it has no ST (en bloc)
    unsigned min_digits = 0; ///< fewer are never complete
    base::Duration digit_timeout =
        std::chrono::seconds(4);      ///< after the last digit (T10, Q.764 Table A.1; TOIW1)
    unsigned max_digits = 0;          ///< so many are complete; 0: no limit
    std::string trunk_group{};        ///< to go to, and no other (RFC 4904); empty: any
    std::string origin_trunk_group{}; ///< that the call came from before the peer
    std::string passed_trunk_group{}; ///< to be named to the next peer
    bool emergency = false;           ///< may use what is kept for such calls
    std::string via{};                ///< a test call: to this trunk group, whatever the routes say
    base::Duration wait{}; ///< the IAM waits so long for an INF that belongs to it; 0: not at all
    bool transfer = false; ///< placed for a transfer: the group's limit is not for it
    std::string referred_by{}; ///< of a transfer, for a SIP peer
    std::string replaces{};    ///< the same
};

enum class Ringback : std::uint8_t { automatic, always, never };

/// What a call does whose called side names another number.
enum class Redirection : std::uint8_t {
    none,  ///< it ends
    route, ///< it goes there, by the routes
    pass,  ///< the caller's side is told where that can do something about it; else as `route`
};

struct Settings {
    // Q.764 Table A.1
    base::Duration t2 = std::chrono::seconds(180); ///< suspended by a subscriber
    base::Duration t6 = std::chrono::seconds(120); ///< suspended by the network (Q.118)
    base::Duration t7 = std::chrono::seconds(25);  ///< address message sent, no ACM yet
    base::Duration t8 = std::chrono::seconds(12);  ///< IAM received, continuity awaited
    base::Duration t9 = std::chrono::seconds(180); ///< ACM received, no answer
    base::Duration t11 = std::chrono::seconds(15); ///< SETUP sent, early ACM
    base::Duration t34 = std::chrono::seconds(3);  ///< segment awaited (2-4 s)
    base::Duration t35 = std::chrono::seconds(15); ///< fewer digits than the least
    // Q.1912.5
    base::Duration toiw2 = std::chrono::seconds(4);         ///< INVITE sent, early ACM
    base::Duration ttir1 = std::chrono::milliseconds(500);  ///< TS 29.163: identity behind the 200
    base::Duration toiw3 = std::chrono::seconds(4);         ///< each INVITE failed with 404 or 484
    base::Duration release_tone = std::chrono::seconds(10); ///< how long a failed call is told why
    base::Duration release_guard =
        std::chrono::seconds(60); ///< a leg that has not ended by then is stuck
    dsp::TonePlan tone_plan = dsp::TonePlan::etsi;
};

/// Makes outgoing legs. Thread: the signalling loop.
class Trunks {
  public:
    struct Placement {
        const std::string& group;
        const isup::Message& iam;
        const Leg& incoming; ///< its worker, if any, is the one for the media
        LegListener& listener;
        observe::CallTrace& trace;
        std::string_view origin{};      ///< trunk group that the call came from
        std::string_view trunk_group{}; ///< to be named to a peer (RFC 4904)
        std::string_view referred_by{}; ///< for a SIP peer (RFC 3892)
        std::string_view replaces{};    ///< only a SIP peer can do it (RFC 3891)
    };
    virtual ~Trunks() = default;
    /// The new leg has sent its first message; it does not call its listener back before this
    /// returns. Errors: the cause why no leg could be made (34 no channel free, 27 line down, 65
    /// bearer ...).
    virtual base::Result<std::unique_ptr<Leg>, isup::CauseIndicators>
    place(const Placement& placement) = 0;
    /// A call has come in from the group.
    virtual void count_incoming(const std::string& group) = 0;
    /// The group takes a number that is not complete yet, and its digits later.
    virtual bool takes_overlap(const std::string& group) const = 0;
    /// The group can be told of a call whose continuity check still runs, and of its end later
    /// (RFC 3312, Q.1912.5 §7.1).
    virtual bool takes_unchecked(const std::string& group) const = 0;
    /// How the group wants ringback given to callers at it.
    virtual Ringback ringback(const std::string& group) const = 0;
    /// Where the SIP peers of the group have the called number of an IAM, as URIs; none at a line.
    virtual std::vector<std::string> contacts(const std::string& /*group*/,
                                              const isup::Message& /*iam*/) const {
        return {};
    }
    /// What calls to the group do when they are redirected.
    virtual Redirection redirection(const std::string& group) const = 0;
};

struct CallCounters {
    std::uint64_t total = 0, answered = 0, failed = 0, unexpected_messages = 0, media_timeouts = 0,
                  audit_findings = 0, handed_over = 0, not_handed_over = 0;
};

/// What calls use of the daemon. Owner: main; outlives all calls.
struct Services {
    base::Timers& timers;
    media::Engine& media;
    route::Admission& admission;
    Trunks& trunks;
    observe::TraceStore& traces;
    observe::Histogram& setup_delay; ///< first message in to first message out
};

class Call;
/// The table that owns calls.
class CallOwner {
  public:
    virtual ~CallOwner() = default;
    virtual const route::Plan& plan() const = 0;
    virtual const Settings& settings() const = 0;
    virtual CallCounters& counters() = 0;
    virtual void on_routed(const std::string& route) = 0;
    virtual void on_bridged(Call& call, media::PortId port) = 0;
    virtual Call& create() = 0;
    virtual Call* find(CallId id) = 0;
    /// The call whose leg it is; null: none, or one that has been given up.
    virtual Call* of_leg(const Leg& leg) = 0;
    /// All legs have ended; the call is destroyed later in this turn of the loop.
    virtual void on_call_ended(Call& call) = 0;
};

/// Thread: the signalling loop. Owner: CallOwner.
class Call final : public LegListener, private TransferOwner {
  public:
    Call(CallId id, Services& services, CallOwner& owner);
    ~Call() override;

    CallId id() const { return trace_.id(); }
    State state() const { return state_; }
    observe::CallTrace& trace() { return trace_; }

    /// Takes the incoming leg and its IAM and goes on by itself.
    void start(std::unique_ptr<Leg> incoming, const isup::Message& iam, Origin origin);
    /// The incoming leg has been refused before there was an IAM: the call is only a trace and a
    /// count.
    void refuse(std::unique_ptr<Leg> incoming, std::string group);
    /// Ends the call on both legs.
    void release(const isup::CauseIndicators& cause, std::string_view why);
    void media_lost(media::PortId port);

    void on_message(Leg& leg, const isup::Message& message) override;
    void on_media_changed(Leg& leg) override;
    void on_ended(Leg& leg) override;
    std::uint8_t transfer(Leg& leg, const TransferRequest& request) override;
    void handed_over(Leg& leg, bool done) override;
    bool redirection_refused(Leg& leg, const isup::Message& rel) override;
    bool inherit(Leg& leg, std::unique_ptr<Leg>& heir) override;
    std::string_view other_session_uuid(const Leg& leg) const override;

    /// Another leg, of a party that is in talk, takes the place of one of this call's; that one is
    /// released. False: the call is in no state for it.
    bool replace(Leg& old, std::unique_ptr<Leg> leg);

    bool ended() const;
    /// Destroys legs that have ended and are not needed any more. Not from inside a leg.
    void reap();

    /// Adds the ports that its legs have open.
    void add_ports(std::unordered_set<std::uint64_t>& ports) const;
    /// Every port that the call has bridged, also those closed since.
    const std::vector<media::PortId>& bridged() const { return bridged_; }

    // For people.
    const Leg* incoming() const { return incoming_.get(); }
    const Leg* outgoing() const { return outgoing_.get(); }
    /// Both; one that is not there is null.
    std::array<Leg*, 2> legs() const { return {incoming_.get(), outgoing_.get()}; }
    /// The leg on the other side of one of ours; null: none.
    Leg* beside(const Leg& leg) const { return other(leg); }
    const route::Number& called() const { return called_; }
    const route::Number& called_received() const { return called_received_; }
    const route::Number& calling() const { return calling_; }
    route::Bearer bearer() const { return bearer_; }
    const std::string& route() const { return decision_.route; }
    const std::string& group() const { return origin_.group; }
    const std::optional<isup::CauseIndicators>& cause() const { return cause_; }
    base::WallTime began() const { return began_; }
    base::TimePoint began_at() const { return began_at_; }
    const std::optional<base::TimePoint>& answered_at() const { return answered_at_; }
    base::TimePoint released_at() const { return released_at_; }

  private:
    // The treatments of rules.h. Messages (call_messages.cpp):
    void continuity(Leg& from, const isup::Message& cot, const Rule& rule);
    void address_complete(Leg& from, const isup::Message& acm);
    void progress(const isup::Message& cpg);
    void answer(const isup::Message& anm);
    void settle_medium(const isup::Message& answer);
    void suspend(Leg& from, const isup::Message& sus);
    void resume(Leg& from, const isup::Message& res);
    void information(Leg& from, const isup::Message& inr);
    void identification(Leg& from, const isup::Message& idr);
    void pass_on(Leg& from, const isup::Message& message);
    bool ends_here(Leg& from, const isup::Message& message);
    void drop(Leg& from, const isup::Message& message, const Rule& rule);
    void caller_released(const isup::Message& rel);
    void called_released(const isup::Message& rel);
    Leg* other(const Leg& leg) const;

    // Transfer (call_transfer.cpp):
    struct Transfer {
        Leg* by;
        CallId target = 0;               ///< the call that is placed for it
        TransferLeg* stand_in = nullptr; ///< its incoming leg
    };
    void on_target(TransferLeg& leg, const TransferReport& report) override;
    std::uint8_t transfer_to(Leg& by, const TransferRequest& request);
    std::uint8_t join_calls(Leg& by, Leg& with);
    void give_party_to(Call& second, Leg& by, Leg& stands_in);
    bool leaves_transfer(Leg& leg, const isup::Message& rel);
    void abandon_transfer(const isup::CauseIndicators& cause);
    Party surrender(Leg& leg);
    void take_over(Leg& old, Party party, const isup::Message* answer);
    void release_leg(Leg& leg);
    void stay_alone();
    void tell_transfer(isup::Notification notification);
    isup::CallTransferNumber number_of(bool in) const;
    void note_hold(const Leg& from, const isup::Message& message);
    bool can_join() const;
    bool is_incoming(const Leg& leg) const { return &leg == incoming_.get(); }
    bool transferred_early(const isup::Message& message);
    void hand_over();

    // Digits (call_digits.cpp):
    void more_digits(const isup::Message& sam);
    void add_name(const isup::AccessTransport& access);
    void subsequent(const isup::Message& sam);
    void take_digits();
    bool settle();
    bool route_ahead();
    void start_again(const isup::Message& sam);
    void number_complete();
    void on_t10();
    void on_t35();
    void arm_early_acm();
    void on_early_acm();

    route::Query query() const;
    bool emergency() const;
    bool goes_ahead();
    void proceed();
    void go_on();
    bool try_next();
    bool place(const route::Candidate& candidate);
    void connect_media();
    void give_tone(const isup::Message& message);
    bool announce(const isup::CauseIndicators& cause);
    bool try_again(const isup::CauseIndicators& cause);
    bool tell_elsewhere();
    bool go_elsewhere(const isup::Message& rel);
    bool route_elsewhere(const isup::Message& rel);
    void refuse_caller(const isup::CauseIndicators& cause, std::string_view why);
    void fail(const isup::CauseIndicators& cause, std::string_view why);
    void enter(State state);
    void send(Leg& leg, const isup::Message& message);
    void record(observe::TraceLeg leg, observe::Direction direction, const isup::Message& message);
    void note_steps();
    void on_suspended_for_long();
    void on_t7();
    void on_t8();
    void on_t9();
    void expired(const char* timer, std::uint8_t cause, std::string_view why);
    void end_if_over();

    Services& services_;
    CallOwner& owner_;
    observe::CallTrace trace_;
    State state_ = State::collecting;
    Origin origin_;
    isup::Message iam_;
    std::unique_ptr<Leg> incoming_, outgoing_;
    std::vector<std::unique_ptr<Leg>> retired_; // outgoing legs of earlier choices, finishing
    route::Admission::Ticket incoming_ticket_, outgoing_ticket_;
    route::Decision decision_;
    std::size_t next_candidate_ = 0;
    std::vector<media::PortId> bridged_;
    unsigned channel_retries_ = 0;
    bool choice_waits_ = false; ///< decision_ goes on when COT comes
    bool tone_playing_ = false;
    bool handing_over_ = false; ///< a leg's outside was asked to join both parties
    bool heard_why_ = false;    ///< the far end's tone or announcement has told the caller
    bool complete_ = false;     ///< the called number is: no digits are taken any more
    bool acm_sent_ = false;     ///< to the incoming leg, by whichever called side or ourselves
    bool over_ = false;
    bool caller_in_talk_ = false; ///< the incoming leg came by transfer: it is answered already
    bool incoming_holds_ = false, outgoing_holds_ = false; ///< have the other side on hold
    /// Who is there now, of a party that came by transfer; nothing: whom the IAM names.
    std::optional<isup::CallTransferNumber> incoming_is_, outgoing_is_;
    bool alerted_ = false; ///< the called side alerts, unheard
    std::unique_ptr<Transfer> transfer_;
    route::Number called_, called_received_, calling_;
    route::Bearer bearer_ = route::Bearer::speech;
    mapping::MediaKind media_ = mapping::MediaKind::audio_3k1; ///< data has no tones and no law
    std::optional<isup::CauseIndicators> cause_;
    base::WallTime began_;
    base::TimePoint began_at_, released_at_{};
    std::optional<base::TimePoint> answered_at_;
    base::Timer t8_; ///< armed while COT is awaited
    base::Timer t10_, t35_;
    base::Timer t7_, t9_;
    base::Timer early_acm_; ///< T11 or TOIW2
    base::Timer suspended_; ///< T2 or T6
    const char* suspended_by_ = "";
    base::Timer tone_timer_;
    base::Timer departure_; ///< the party that has asked for a transfer releases
};

} // namespace call
