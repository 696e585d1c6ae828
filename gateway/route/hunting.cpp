// Hunting orders as a ring from least to most recently used, or plain positions.
#include "gateway/route/hunting.h"

#include <array>

namespace route {
namespace {

constexpr std::array<std::string_view, 4> kHuntings{"ascending", "descending", "round-robin",
                                                    "least-recently-used"};

} // namespace

std::string_view name(Hunting hunting) {
    return kHuntings[static_cast<std::size_t>(hunting)];
}

HuntOrder::HuntOrder(Hunting hunting, std::size_t size)
    : hunting_(hunting), last_(size - 1), links_(size) {
    for (std::size_t at = 0; at < size; ++at)
        links_[at] = {(at + size - 1) % size, (at + 1) % size};
}

std::size_t HuntOrder::first() const {
    switch (hunting_) {
    case Hunting::ascending:
        return 0;
    case Hunting::descending:
        return size() - 1;
    case Hunting::round_robin:
        return last_ + 1 < size() ? last_ + 1 : 0;
    case Hunting::least_recently_used:
        return oldest_;
    }
    return 0;
}

std::size_t HuntOrder::next(std::size_t position) const {
    switch (hunting_) {
    case Hunting::ascending:
    case Hunting::round_robin:
        return position + 1 < size() ? position + 1 : 0;
    case Hunting::descending:
        return position > 0 ? position - 1 : size() - 1;
    case Hunting::least_recently_used:
        return links_[position].after;
    }
    return 0;
}

std::vector<std::size_t> HuntOrder::order() {
    std::vector<std::size_t> positions;
    positions.reserve(size());
    for (std::size_t at = first(); positions.size() < size(); at = next(at))
        positions.push_back(at);
    if (!positions.empty())
        used(positions.front());
    return positions;
}

void HuntOrder::used(std::size_t position) {
    last_ = position;
    touch(position);
}

void HuntOrder::touch(std::size_t position) {
    if (position == oldest_) {
        oldest_ = links_[position].after; // the ring turns: the head becomes the tail
        return;
    }
    Link& link = links_[position];
    links_[link.before].after = link.after;
    links_[link.after].before = link.before;
    const std::size_t newest = links_[oldest_].before;
    link = {newest, oldest_};
    links_[newest].after = position;
    links_[oldest_].before = position;
}

ChannelHunter::ChannelHunter(Hunting hunting, std::vector<Channel> channels)
    : channels_(std::move(channels)), order_(hunting, channels_.size()) {}

void ChannelHunter::touch(Channel channel) {
    for (std::size_t at = 0; at < channels_.size(); ++at)
        if (channels_[at] == channel)
            return order_.touch(at);
}

} // namespace route
