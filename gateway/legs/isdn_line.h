// One span in service: its D-channel (Q.921/Q.931), its B-channels at the media engine, and the
// legs of its calls.
#pragma once

#include "drivers/isdn/interface.h"
#include "gateway/call/table.h"
#include "gateway/config/config.h"
#include "gateway/legs/alarm_log.h"
#include "gateway/legs/channel_log.h"
#include "gateway/legs/line_performance.h"
#include "gateway/mapping/names.h"
#include "gateway/mapping/profile.h"
#include "gateway/media/media.h"
#include "gateway/observe/span_trace.h"

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace legs {

class IsdnLeg;
class Completions;

/// What the calls of a trunk group need to know of it; shared by all its lines, replaced by a
/// reload.
struct GroupSettings {
    config::TrunkGroup group;
    mapping::Profile profile;
    base::Duration
        t306{}; ///< Q.931 §5.3.4.1: in-band information after DISCONNECT is heard so long
};

/// Thread: the signalling loop. Owner: main; what it is given outlives it. Its legs belong to their
/// calls and must be gone before it.
class IsdnLine final : public isdn::Listener, public media::SpanListener {
  public:
    using MakeInterface = decltype(&isdn::Interface::create);
    /// `nfas_group`: what the spans of its NFAS group share.
    /// Opens the span. Errors: std::runtime_error when it cannot be opened (start-up only).
    IsdnLine(const config::Span& span, base::Timers& timers, media::Engine& media,
             call::Table& calls, MakeInterface make_interface = &isdn::Interface::create,
             std::shared_ptr<isdn::NfasGroup> nfas_group = nullptr);
    ~IsdnLine() override;

    void set_group(std::shared_ptr<const GroupSettings> settings) { group_ = std::move(settings); }
    /// Starts Q.921.
    void start() { interface_->start(); }

    /// A channel that takes a new call now.
    bool idle(unsigned timeslot) const;
    bool up() const {
        return interface_->d_channel_up() && !alarms_.loss_of_signal && !alarms_.not_present;
    }
    /// Sends SETUP on the channel. Errors: the cause.
    base::Result<std::unique_ptr<call::Leg>, isup::CauseIndicators>
    place(unsigned timeslot, const call::Trunks::Placement& placement);

    /// Administrative blocking; 0 = all channels. Calls that are up stay.
    void block(unsigned timeslot, bool blocked);
    /// Line maintenance takes a channel: no calls on it, and why. Empty: gives it back, blocked
    /// again if an operator blocked it before or meanwhile.
    void set_maintenance(unsigned timeslot, std::string reason);
    /// Why maintenance has the channel; null: it has not.
    const std::string* maintenance(unsigned timeslot) const;
    /// Sends RESTART; 0 = all channels. Calls there are released with cause 41.
    void restart(unsigned timeslot);
    /// Nobody is left to whom calls from the line could go: new ones are refused with cause 38.
    void busy_out(bool busied_out);
    bool busied_out() const { return busied_out_; }
    /// libpri's calls, the B-channels and the legs must agree: what does not, twice in a row, is
    /// freed and logged. A channel on which that happens again gets a RESTART (Q.931 §5.5). Returns
    /// the number of findings.
    unsigned audit();
    /// The last events of a channel, and of the line.
    const ChannelLog& history() const { return history_; }
    /// A new call came in while nobody may accept one: refused with this cause (0: accept again).
    void refuse_new(std::uint8_t cause) { refuse_cause_ = cause; }

    const config::Span& span() const { return span_; }
    /// The trunk group that it is in; empty: none.
    std::string group_name() const { return group_ ? group_->group.name : std::string(); }
    /// Facility elements that belong to no call. Errors: false.
    bool send_independent(const isdn::Message& facility) {
        return interface_->send_independent(facility).ok();
    }
    /// How its calls are interworked; null: it is in no trunk group.
    const config::Mapping* mapping() const { return group_ ? &group_->group.mapping : nullptr; }
    /// Who completes calls for its telephones; null: nobody. Outlives its calls.
    Completions* completions = nullptr;
    /// The far end has sent some: what to answer with (isdn::Listener::on_independent()).
    std::function<std::vector<std::uint8_t>(const isdn::Message& message)> on_facility;
    /// 0: none.
    unsigned d_slot() const {
        return span_.d_channel == config::DChannelRole::none ? 0 : drivers::d_timeslot(span_.type);
    }
    const isdn::Interface& interface() const { return *interface_; }
    media::SpanId media_span() const { return media_span_; }
    const drivers::Alarms& alarms() const { return alarms_; }
    const AlarmLog& alarm_history() const { return alarm_history_; }
    /// Once a second.
    void measure() {
        performance_.second(timers_.clock().wall(), media_.counters(media_span_), alarms_);
    }
    const LinePerformance& performance() const { return performance_; }
    /// Frames of the D-channel, alarms, RESTART: what `trace span` and captures see.
    observe::SpanTrace& trace() { return trace_; }
    /// The leg on a channel; null when none.
    IsdnLeg* leg_on(unsigned timeslot) const;
    std::size_t legs() const { return legs_.size(); }
    /// Told when a channel may have become idle (least-recently-used hunting, stop when idle).
    std::function<void(unsigned timeslot)> on_channel_freed;
    /// Told when the line has come into service or gone out of it, or the far end has restarted
    /// channels.
    std::function<void()> on_state;

    // isdn::Listener
    void on_d_channel(bool up) override;
    void on_changeover() override;
    void on_setup(isdn::CallId call, const isdn::Message& setup) override;
    void on_message(isdn::CallId call, const isdn::Message& message) override;
    void on_released(isdn::CallId call, const isdn::Message& message) override;
    std::vector<std::uint8_t> on_independent(const isdn::Message& message) override;
    void on_restart(unsigned timeslot) override;
    // media::SpanListener
    void on_d_frame(base::Octets frame) override;
    void on_alarm(drivers::Alarms alarms) override;

  private:
    friend class IsdnLeg;
    IsdnLeg* leg(isdn::CallId call) const;
    void on_frame(bool sent, base::Octets frame);
    /// A message of a call for its trace, with its octets when the frame that carried it is at
    /// hand.
    void record(observe::CallTrace& trace, observe::TraceLeg leg, observe::Direction direction,
                const isdn::Message& message, std::string_view summary) const;
    void note(unsigned timeslot, ChannelEvent::Kind kind, std::uint64_t call = 0,
              std::uint8_t cause = 0, const char* text = nullptr);
    bool disagrees(isdn::CallId id, const IsdnLeg& leg) const;
    void put_right(isdn::CallId id, IsdnLeg& leg);
    void escalate(unsigned timeslot);
    // STATUS ENQUIRY (line_enquiry.cpp)
    void enquire_at_once();
    /// What is due is asked; how many calls had to end because nobody answered.
    unsigned enquire();
    bool on_status(isdn::CallId id, IsdnLeg& of, const isdn::Message& status);
    void end_in_doubt(isdn::CallId id, IsdnLeg& leg, std::uint8_t cause, const char* why);
    void watch_restarts();
    void changed();

    config::Span span_;
    mapping::LineNames names_;
    observe::SpanTrace trace_; ///< before the interface that feeds it
    base::Timers& timers_;
    media::Engine& media_;
    call::Table& calls_;
    std::shared_ptr<const GroupSettings> group_;
    std::unique_ptr<isdn::Interface> interface_;
    media::SpanId media_span_;
    drivers::Alarms alarms_;
    AlarmLog alarm_history_;
    LinePerformance performance_{span_.type};
    std::uint8_t refuse_cause_ = 0;
    bool busied_out_ = false;
    struct Maintained {
        std::string reason;
        bool blocked = false; ///< by the operator
    };
    std::map<unsigned, Maintained> maintained_; // by timeslot
    std::unordered_map<isdn::CallId, IsdnLeg*> legs_;
    base::Octets received_;          ///< the Q.931 message that is being handled
    std::vector<std::uint8_t> sent_; ///< the one that was sent last
    ChannelLog history_;
    std::unordered_set<isdn::CallId> suspects_; ///< legs that the last audit found in disagreement
    struct Trouble {
        unsigned findings = 0;
        base::TimePoint last{};
    };
    std::array<Trouble, drivers::kMaxTimeslots + 1> troubles_;
    std::set<unsigned> restarting_; ///< timeslots that the audit has sent RESTART for
    struct Enquiry {
        base::TimePoint due{};
        unsigned sent = 0; ///< since the last answer
    };
    std::unordered_map<isdn::CallId, Enquiry> enquiries_; ///< of answered calls
    unsigned doubts_ = 0; ///< calls that ended by an answer, since the last audit
};

} // namespace legs
