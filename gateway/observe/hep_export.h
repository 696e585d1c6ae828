// Copies of all messages to a capture server by HEP: SIP as it was on the wire, ISUP and Q.931 of
// calls as JSON.
#pragma once

#include "gateway/observe/hep.h"
#include "gateway/observe/trace.h"

#include <string>
#include <unordered_map>
#include <vector>

struct sockaddr_storage;

namespace observe {

struct HepSettings {
    bool v6 = false;
    std::array<std::uint8_t, 16> address{}; ///< of the capture server, in network order
    std::uint16_t port = 0;                 ///< UDP; 0: nothing is exported
    std::uint32_t agent = 0;                ///< names this gateway there
    std::string password;
    bool sip = true, isup = true, q931 = true;
    bool operator==(const HepSettings&) const = default;
};

struct HepCounters {
    std::uint64_t sent = 0;
    std::uint64_t lost = 0; ///< the system did not take them: no route, or its buffer is full
};

/// Sends each message once, when it happens. Q.931 and ISUP carry the Call-ID of the call's first
/// SIP message as correlation id; those before it (the SETUP of a call from a line) wait for it,
/// with their own time. A call that ends without SIP, or has more than kMostHeld of them first, has
/// "landline-AGENT-CALL" instead.
///
/// Payload of these two: a JSON object with `call`, `leg` ("A", "B" or "gateway"), `line` (its name
/// on the ladder), `direction`
/// ("in", "out", "internal"), `summary`, `detail` (lines of text) and `octets` (hex). Addresses are
/// 127.0.0.1, as lines have none.
///
/// Thread: the signalling loop. A message costs a system call, which does not block. Errors are
/// counted, the first of a row is logged. Owner: the daemon; outlives the TraceStore's calls.
class HepExport final : public TraceTap {
  public:
    HepExport(const base::Clock& clock, const TraceStore& store) : clock_(clock), store_(store) {}
    ~HepExport() override;
    HepExport(const HepExport&) = delete;
    HepExport& operator=(const HepExport&) = delete;

    /// Applies to what comes from now on.
    void configure(const HepSettings& settings);
    bool running() const { return fd_ >= 0; }
    /// Every SIP message, retransmissions too.
    void sip(const HepAddresses& between, base::Octets message);
    void on_trace_message(const TraceMessage& message) override;
    void on_trace_call_over(CallId call) override;
    const HepCounters& counters() const { return counters_; }

    static constexpr std::size_t kMostHeld = 32;

  private:
    struct Held {
        HepProtocol protocol;
        base::WallTime at;
        std::string payload;
    };
    struct Correlation {
        std::string call_id; ///< empty: not known yet
        std::vector<Held> held;
    };
    void send(HepProtocol protocol, const HepAddresses& between, base::WallTime at,
              std::string_view correlation, base::Octets payload);
    void send_held(Correlation& of);
    std::string own_id(CallId call) const;
    std::string json(const TraceMessage& message) const;

    const base::Clock& clock_;
    const TraceStore& store_;
    HepSettings settings_;
    int fd_ = -1;
    bool failing_ = false;
    HepCounters counters_;
    std::unordered_map<CallId, Correlation> calls_;
    std::vector<std::uint8_t> packet_;
};

/// The Call-ID of a SIP message, or nothing: RFC 3261 §20.8, its compact form too. `message` may be
/// cut.
std::string_view sip_call_id(std::string_view message);

} // namespace observe
