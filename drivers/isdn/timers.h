// Timers and counters of Q.921 and Q.931 by their names, and who runs each.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

struct pri;

namespace isdn {

/// Values for one interface. The defaults are those of Q.921 §5.9 and Q.931 Tables 9-1 and 9-2
/// but where a line says otherwise. libpri runs all of them but for T301, T302, T304, T310, T316,
/// T322, N316 and N201, which it does not know or knows too little of: those run here.
struct LineTimers {
    using Milliseconds = std::chrono::milliseconds;

    // Q.921 §5.9
    Milliseconds t200{1000};        ///< retransmission
    Milliseconds t201{1000};        ///< TEI identity checks
    Milliseconds t202{2000};        ///< TEI identity requests
    Milliseconds t203{10000};       ///< idle link polled
    std::uint32_t n200 = 3;         ///< retransmissions
    std::uint32_t n201 = 260;       ///< octets of a message
    std::uint32_t n202 = 3;         ///< TEI identity requests
    std::optional<std::uint32_t> k; ///< frames without acknowledgement; 7, on BRI 1

    // Q.931 Tables 9-1 and 9-2
    Milliseconds t301{240000}; ///< ALERTING received; at least 180 s
    Milliseconds t302{15000};  ///< overlap receiving: next INFORMATION; run by whoever takes calls
    Milliseconds t303{4000};   ///< SETUP sent
    Milliseconds t304{30000};  ///< overlap sending: last digit sent, no answer
    Milliseconds t305{30000};  ///< DISCONNECT sent
    Milliseconds t308{4000};   ///< RELEASE sent
    Milliseconds t309{90000};  ///< active calls outlive the data link so long
    Milliseconds t310{40000};  ///< CALL PROCEEDING received, nothing after it
    Milliseconds t312{6000};   ///< SETUP broadcast: answers are still expected
    Milliseconds t313{4000};   ///< CONNECT sent, by the user side
    /// RESTART sent. Q.931 gives 120 s: a far end that never answers must not block so long.
    Milliseconds t316{10000};
    std::uint32_t n316 = 2;  ///< RESTART sent so often
    Milliseconds t322{4000}; ///< STATUS ENQUIRY sent; run by whoever owns the calls

    bool operator==(const LineTimers&) const = default;
};

/// Hands libpri those that it runs (timers.cpp).
void set_timers(struct pri* pri, const LineTimers& timers);

} // namespace isdn
