// Overload control: what is shed when there is too much, and what neighbours are asked and ask of
// us. RFC 3261 §21.5.4 (503, Retry-After), RFC 7339 (loss), RFC 6357.
#pragma once

#include "base/clock.h"
#include "base/token_bucket.h"
#include "sipi/endpoint.h"
#include "sipi/random.h"
#include "sipi/via.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace sipi {

class Message;

struct OverloadSettings {
    unsigned max_rate = 0; ///< new INVITEs a second; 0: no limit
    unsigned max_cpu = 0;  ///< percent; 0: no limit
    std::chrono::seconds retry_after{5};
    bool control = false; ///< RFC 7339, both roles
};

struct OverloadCounters {
    std::uint64_t shed = 0;      ///< INVITEs that got 503
    std::uint64_t held_back = 0; ///< INVITEs of ours that a neighbour asked not to be sent
    std::uint64_t told = 0;      ///< neighbours' requests to hold back, obeyed from then on
};

/// A call that is never shed: emergency or priority (RFC 7339 §5.10.1, RFC 3261 §20.26, RFC 4412,
/// RFC 5031).
bool is_priority_uri(std::string_view request_uri);
bool is_priority_header(std::string_view name, std::string_view value);
bool is_priority(const Message& request);

/// Thread: the signalling loop. Clock and Random outlive it.
class Overload {
  public:
    Overload(const base::Clock& clock, Random& random) : clock_(clock), random_(random) {}
    void configure(const OverloadSettings& settings) { settings_ = settings; }
    const OverloadSettings& settings() const { return settings_; }

    // --- as server
    /// What the last second needed of a core, in percent; decides the loss from now on.
    void report_load(unsigned cpu);
    /// For a new INVITE. `controlled`: its sender keeps to our loss already. True: answer 503.
    bool sheds(bool priority, bool controlled);
    /// Percent of their calls that senders are asked to hold back.
    unsigned loss() const;
    /// Writes our loss into the top Via of a request whose sender offers control (RFC 7339 §5.3),
    /// so that every response to it says so. True: it offers.
    bool stamp(Message& request);

    // --- as client
    /// What goes into the Via of a request (RFC 7339 §5.1).
    std::string_view offer() const;
    /// What a response of `peer` says (RFC 7339 §5.4, RFC 3261 §20.33).
    void learn(const Endpoint& peer, const Message& response);
    /// For a new INVITE to `peer`: it is not to be sent now.
    bool holds_back(const Endpoint& peer, bool priority);

    const OverloadCounters& counters() const { return counters_; }

  private:
    struct Neighbour {
        unsigned loss = 0;
        double sequence = -1;
        base::TimePoint loss_until{}, closed_until{};
    };
    Neighbour& neighbour(const Endpoint& peer);

    const base::Clock& clock_;
    Random& random_;
    OverloadSettings settings_;
    OverloadCounters counters_;
    base::TokenBucket bucket_;
    base::TimePoint reported_{};
    std::uint64_t offered_ = 0; ///< INVITEs since reported_
    unsigned rate_loss_ = 0, cpu_loss_ = 0;
    std::unordered_map<Endpoint, Neighbour, EndpointHash> neighbours_;
};

} // namespace sipi
