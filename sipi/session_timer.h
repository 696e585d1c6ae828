// What session timers are agreed on by: Session-Expires, Min-SE and who refreshes; RFC 4028.
#pragma once

#include "sipi/message.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sipi {

inline constexpr std::string_view kTimer = "timer"; ///< option tag, RFC 4028 §13
/// Less is refused by everybody (§4); what Min-SE says when it is absent (§5).
inline constexpr std::chrono::seconds kLeastSession{90};

/// Who sends the requests that keep a session: nobody, this side, the peer.
enum class Refresher : std::uint8_t { none, us, them };
std::string_view name(Refresher refresher);

/// What this side wants of session timers with one peer.
struct TimerPolicy {
    bool supported = false;   ///< `timer` is in Supported, and a peer's wish is met
    bool offered = false;     ///< our requests and answers ask for it by themselves
    bool required = false;    ///< our INVITEs have it in Require
    bool by_reinvite = false; ///< never UPDATE
    std::chrono::seconds interval{1800};
    std::chrono::seconds least{90};        ///< below it: 422 (§8, §9)
    Refresher preferred = Refresher::none; ///< named in our requests; none: the other side says
};

/// A session's timer, for `show`.
struct TimerView {
    Refresher refresher = Refresher::none; ///< none: no timer runs
    std::chrono::seconds interval{};
    std::chrono::seconds left{}; ///< until the session ends without another refresh
    unsigned refreshes = 0;      ///< both ways
};

/// "1800 s, refreshed by us, ends in 1700 s, 2 refreshes"; empty: no timer runs.
std::string text(const TimerView& view);

/// Session-Expires, delta-seconds with its refresher parameter (§4).
struct SessionExpires {
    std::chrono::seconds interval{};
    std::string_view refresher; ///< "uac", "uas"; empty: not said. Views the message.
};
/// nullopt: none, or malformed (see judge_timer).
std::optional<SessionExpires> session_expires_of(const Message& message);
/// Min-SE; nullopt: none, or malformed.
std::optional<std::chrono::seconds> min_se_of(const Message& message);

/// An INVITE or UPDATE before it is answered: 0, 400 (Session-Expires is no number) or 422 (too
/// short, and the sender can do better: it needs Min-SE; §9).
int judge_timer(const Message& request, const TimerPolicy& policy);

} // namespace sipi
