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
                     ElementPatch patch, PatchTarget target) {
    for (Waiting& waiting : waiting_)
        if (!is_queued(type) && waiting.call_reference == call_reference &&
            waiting.to_originator == to_originator && waiting.type == type &&
            waiting.target.tei == target.tei) {
            waiting.patch = std::move(patch);
            return;
        }
    waiting_.push_back({call_reference, to_originator, type, std::move(patch), target});
}

void Patches::forget(std::uint16_t call_reference, bool to_originator,
                     std::optional<std::uint8_t> tei, std::optional<std::uint8_t> keep) {
    std::erase_if(waiting_, [&](const Waiting& waiting) {
        return waiting.call_reference == call_reference && waiting.to_originator == to_originator &&
               waiting.target.tei == tei && waiting.type != keep;
    });
}

base::Octets Patches::with_header(base::Octets frame, const std::vector<std::uint8_t>& message) {
    frame_.assign(frame.begin(), frame.begin() + (is_numbered(frame) ? 4 : 3));
    frame_.insert(frame_.end(), message.begin(), message.end());
    return frame_;
}

base::Octets Patches::on_frame(base::Octets frame, unsigned link) {
    const base::Octets message = information_of(frame);
    if (message.empty())
        return frame;
    if (!is_numbered(frame))
        return patched(frame, message, nullptr);
    const std::uint8_t sequence = send_sequence_of(frame);
    auto& sent = by_sequence_[link << 8 | tei_of(frame)];
    Sent& place = sent[sequence];
    if (!place.original.empty() && equal(message, place.original))
        return with_header(frame, place.changed);
    place.original.clear();
    sent[(sequence + 64U) % sent.size()].original.clear(); // long acknowledged, k is 7
    return patched(frame, message, &place);
}

base::Octets Patches::patched(base::Octets frame, base::Octets message, Sent* place) {
    const auto envelope = read_envelope(message);
    if (!envelope)
        return frame;
    const auto waiting = std::ranges::find_if(waiting_, [&](const Waiting& w) {
        return w.type == envelope->type && w.call_reference == envelope->call_reference &&
               w.to_originator == envelope->to_originator &&
               (!w.target.tei || *w.target.tei == tei_of(frame));
    });
    if (waiting != waiting_.end()) {
        std::vector<std::uint8_t> changed = apply(message, waiting->patch, limit_);
        if (!waiting->target.all)
            waiting_.erase(waiting);
        if (changed.empty()) {
            ++failures_;
            return frame;
        }
        recent_.push_back({{message.begin(), message.end()}, std::move(changed)});
        if (recent_.size() > kRecent)
            recent_.pop_front();
        if (place)
            *place = recent_.back();
        return with_header(frame, recent_.back().changed);
    }
    const auto recent = std::ranges::find_if(
        recent_, [&](const Sent& sent) { return equal(message, sent.original); });
    if (recent == recent_.end())
        return frame;
    if (place)
        *place = *recent;
    return with_header(frame, recent->changed);
}

} // namespace isdn
