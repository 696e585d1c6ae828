// Patching of sent I-frames, once per message and stable under retransmission (Q.921 §5.6).
#include "drivers/isdn/patches.h"

#include <algorithm>

namespace isdn {
namespace {

// Messages that libpri sends once for each time it is asked, and may keep for a while.
bool is_queued(std::uint8_t type) {
    return type == static_cast<std::uint8_t>(MessageType::information) ||
           type == static_cast<std::uint8_t>(MessageType::notify);
}

bool equal(base::Octets a, const std::vector<std::uint8_t>& b) {
    return std::ranges::equal(a, b);
}

} // namespace

void Patches::expect(std::uint16_t call_reference, bool to_originator, std::uint8_t type,
                     ElementPatch patch) {
    for (Waiting& waiting : waiting_)
        if (!is_queued(type) && waiting.call_reference == call_reference &&
            waiting.to_originator == to_originator && waiting.type == type) {
            waiting.patch = std::move(patch);
            return;
        }
    waiting_.push_back({call_reference, to_originator, type, std::move(patch)});
}

void Patches::forget(std::uint16_t call_reference, bool to_originator) {
    std::erase_if(waiting_, [&](const Waiting& waiting) {
        return waiting.call_reference == call_reference && waiting.to_originator == to_originator;
    });
}

base::Octets Patches::with_header(base::Octets frame, const std::vector<std::uint8_t>& message) {
    frame_.assign(frame.begin(), frame.begin() + 4);
    frame_.insert(frame_.end(), message.begin(), message.end());
    return frame_;
}

base::Octets Patches::on_frame(base::Octets frame) {
    const base::Octets message = information_of(frame);
    if (message.empty())
        return frame;
    const std::uint8_t sequence = send_sequence_of(frame);
    Sent& place = by_sequence_[sequence];
    if (!place.original.empty() && equal(message, place.original))
        return with_header(frame, place.changed);
    place.original.clear();
    by_sequence_[(sequence + 64U) % by_sequence_.size()]
        .original.clear(); // long acknowledged, k is 7
    const auto envelope = read_envelope(message);
    if (!envelope)
        return frame;
    const auto waiting = std::ranges::find_if(waiting_, [&](const Waiting& w) {
        return w.type == envelope->type && w.call_reference == envelope->call_reference &&
               w.to_originator == envelope->to_originator;
    });
    if (waiting != waiting_.end()) {
        std::vector<std::uint8_t> changed = apply(message, waiting->patch, kMaxMessage);
        waiting_.erase(waiting);
        if (changed.empty()) {
            ++failures_;
            return frame;
        }
        place.original.assign(message.begin(), message.end());
        place.changed = std::move(changed);
        recent_.push_back(place);
        if (recent_.size() > kRecent)
            recent_.pop_front();
        return with_header(frame, place.changed);
    }
    const auto recent = std::ranges::find_if(
        recent_, [&](const Sent& sent) { return equal(message, sent.original); });
    if (recent == recent_.end())
        return frame;
    place = *recent;
    return with_header(frame, place.changed);
}

} // namespace isdn
