// What happened to each B-channel of a line lately: the history that explains its state.
#pragma once

#include "base/clock.h"
#include "drivers/span.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace legs {

/// One event of a B-channel, or of the whole line (timeslot 0).
struct ChannelEvent {
    enum class Kind : std::uint8_t {
        setup_in,
        setup_out,
        moved_here, ///< the far end gave the call another channel than was asked for
        moved_away,
        over,
        restart_received,
        restart_sent,
        blocked,
        unblocked,
        busied_out,
        back_in_service,
        d_channel_up,
        d_channel_changeover,
        d_channel_down,
        alarm,
        alarm_cleared,
        audit ///< `note` says what did not agree
    };
    base::WallTime at{};
    Kind kind{};
    std::uint64_t call = 0;     ///< the gateway's call; 0: none
    std::uint8_t cause = 0;     ///< Q.850, of `over`; 0: none
    const char* note = nullptr; ///< static text; null: none
};

/// One sentence: "call 12 over, cause 16".
std::string text(const ChannelEvent& event);

/// The last events of each channel, the oldest forgotten first. Thread: the signalling loop. No
/// allocation after construction.
class ChannelLog {
  public:
    static constexpr unsigned kKept = 8; ///< of each channel, and of the whole line

    void add(unsigned timeslot, const ChannelEvent& event);
    /// Those of the channel and of the whole line together, oldest first.
    std::vector<ChannelEvent> of(unsigned timeslot) const;

  private:
    struct Ring {
        std::array<ChannelEvent, kKept> events;
        unsigned count = 0; ///< ever added
    };
    std::array<Ring, drivers::kMaxTimeslots + 1> rings_; // 0: the whole line
};

} // namespace legs
