// Hunting: which of a group's members (B-channels over its spans, or SIP peers) takes the next
// call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace route {

/// How a trunk group looks for an idle member.
///
/// Glare: on a line where both ends place calls, both may seize the same B-channel at once (Q.931
/// §5.7). Let the two ends hunt in opposite directions (one ascending, the other descending), then
/// they meet only when the line is nearly full.
enum class Hunting : std::uint8_t { ascending, descending, round_robin, least_recently_used };

std::string_view name(Hunting hunting);

/// A B-channel of a group: the position of its span in the group's list, and its timeslot.
struct Channel {
    std::uint16_t span = 0;
    std::uint8_t timeslot = 0;
    bool operator==(const Channel&) const = default;
};

/// Hands out positions 0..size-1 in the order of a strategy.
///
/// `ascending` gives the first idle one, `descending` the last, `round_robin` the first behind the
/// one given last, `least_recently_used` the one that has been idle longest. Thread: one, the
/// signalling loop. No allocation after construction.
class HuntOrder {
  public:
    HuntOrder(Hunting hunting, std::size_t size);

    Hunting hunting() const { return hunting_; }
    std::size_t size() const { return links_.size(); }

    /// The position that takes the next call: the first in order for which `idle(position)` holds.
    template <class Idle>
    std::optional<std::size_t> pick(Idle&& idle) {
        for (std::size_t tried = 0, at = first(); tried < size(); ++tried, at = next(at))
            if (idle(at)) {
                used(at);
                return at;
            }
        return std::nullopt;
    }
    /// Positions in the order in which the next call would try them (for peers: try one, then the
    /// next). The first counts as used.
    std::vector<std::size_t> order();
    /// A member was used or became idle again: it is now the most recently used (round robin does
    /// not turn).
    void touch(std::size_t position);

  private:
    void used(std::size_t position);
    std::size_t first() const;
    std::size_t next(std::size_t position) const;

    struct Link {
        std::size_t before = 0, after = 0;
    };
    Hunting hunting_;
    std::size_t last_;        ///< round robin: given last
    std::size_t oldest_ = 0;  ///< least recently used: head of the ring
    std::vector<Link> links_; ///< ring from least to most recently used
};

/// Hunts B-channels over the spans of a group.
class ChannelHunter {
  public:
    /// `channels` in ascending order: span by span, timeslot by timeslot, D-channels left out.
    ChannelHunter(Hunting hunting, std::vector<Channel> channels);

    /// Seizes nothing: the caller marks the channel busy. `idle(Channel)` asks whether it may be
    /// used.
    template <class Idle>
    std::optional<Channel> pick(Idle&& idle) {
        const auto at =
            order_.pick([&](std::size_t position) { return idle(channels_[position]); });
        return at ? std::optional(channels_[*at]) : std::nullopt;
    }
    /// A call on `channel` has ended, or one came in on it: least-recently-used takes note.
    void touch(Channel channel);
    const std::vector<Channel>& channels() const { return channels_; }
    Hunting hunting() const { return order_.hunting(); }

  private:
    std::vector<Channel> channels_;
    HuntOrder order_;
};

} // namespace route
