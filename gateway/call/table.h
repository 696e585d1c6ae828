// All calls of the daemon: makes them, finds them, ends them, and audits that none is stuck.
#pragma once

#include "gateway/call/call.h"

#include <functional>
#include <map>
#include <unordered_map>
#include <unordered_set>

namespace call {

/// Thread: the signalling loop. Owner: main; outlived by Services.
class Table final : public CallOwner {
  public:
    explicit Table(Services services);
    ~Table() override;

    /// A new call, to be started at once.
    Call& create() override;
    Call* find(CallId id) override;
    Call* of_leg(const Leg& leg) override;
    std::size_t size() const { return calls_.size(); }
    void for_each(const std::function<void(Call&)>& visit);

    void set_plan(route::Plan plan) { plan_ = std::move(plan); }
    void set_settings(const Settings& settings) { settings_ = settings; }
    /// Destroys every call at once, with its legs.
    void clear() {
        calls_.clear();
        ports_.clear();
        over_.clear();
    }
    /// How many calls took a route since the daemon started.
    std::uint64_t routed(std::string_view route) const;
    void release_all(const isup::CauseIndicators& cause, std::string_view why);
    std::size_t ports() const { return ports_.size(); }
    /// The call that uses a port; null when none.
    Call* of_port(media::PortId port);
    /// Destroys what has ended. At the end of each turn of the loop.
    void reap();
    /// Ends calls whose release never finished, and closes media ports that no call has had for two
    /// audits in a row; returns how many there were.
    unsigned audit();
    /// Asked by the audit about a port without a call: does line maintenance hold it?
    std::function<bool(const media::OpenPort&)> held_elsewhere;
    /// Called when the last call has gone.
    void on_empty(std::function<void()> handler) { on_empty_ = std::move(handler); }

    const route::Plan& plan() const override { return plan_; }
    const Settings& settings() const override { return settings_; }
    CallCounters& counters() override { return counters_; }
    void on_routed(const std::string& route) override { ++routed_[route]; }
    void on_bridged(Call& call, media::PortId port) override;
    void on_call_ended(Call& call) override;

  private:
    Services services_;
    Settings settings_;
    route::Plan plan_;
    CallCounters counters_;
    CallId last_id_ = 0;
    std::unordered_map<CallId, std::unique_ptr<Call>> calls_;
    std::unordered_map<std::uint64_t, CallId> ports_; // PortId::value
    std::map<std::string, std::uint64_t, std::less<>> routed_;
    unsigned audit_ports();
    std::unordered_set<std::uint64_t>
        ownerless_; ///< ports that the last audit found without a call
    std::vector<CallId> over_;
    std::function<void()> on_empty_;
};

} // namespace call
