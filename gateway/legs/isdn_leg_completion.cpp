// A leg on a line whose caller may ask for completion of its call, or makes the call that completes
// one (EN 300 359-1 §9, EN 301 065-1 §9).
#include "gateway/legs/completions.h"
#include "gateway/legs/isdn_leg.h"

namespace legs {
namespace {

constexpr std::uint8_t kRetainedFor = 17; // user busy
constexpr mapping::Row kRetained{"CallInfoRetain: completion may be asked for",
                                 "EN 300 359-1 §9.1, EN 301 065-1 §9.1"};

bool clears(const isdn::Message& message) {
    return message.type == isdn::MessageType::disconnect ||
           message.type == isdn::MessageType::release ||
           message.type == isdn::MessageType::release_complete;
}

} // namespace

// The facility element that goes with a message to the caller; empty: none. While the called
// telephone rings he may ask for completion on no reply, and when it is busy for that.
std::vector<std::uint8_t> IsdnLeg::completion_told(const isdn::Message& message) {
    const bool alerting = message.type == isdn::MessageType::alerting;
    const bool busy = clears(message) && message.cause && message.cause->value == kRetainedFor;
    if (which_ != observe::TraceLeg::incoming || answered_ || !line_.completions)
        return {};
    if (completing_) {
        if (alerting || message.type == isdn::MessageType::connect)
            line_.completions->rings(line_, *std::exchange(completing_, std::nullopt));
        else if (clears(message))
            end_completion(message.cause ? message.cause->value : std::uint8_t{0});
        return {};
    }
    const call::Call* const call =
        retained_ || (!alerting && !busy) ? nullptr : line_.calls_.of_leg(*this);
    if (!call)
        return {};
    Completions::Wanted wanted;
    wanted.called = setup_.called.value_or(isdn::Number{});
    wanted.called.digits = call->called_received().digits;
    wanted.bearer = setup_.bearer;
    wanted.number = call->called_received();
    wanted.no_reply = alerting;
    auto told = line_.completions->retain(line_, wanted);
    retained_ = !told.empty();
    if (retained_) {
        mapping::Notes notes;
        notes.add(kRetained, "{}", wanted.called.digits);
        flush(notes);
    }
    return told;
}

// The call that was to complete a request has come to nothing.
void IsdnLeg::end_completion(std::uint8_t cause) {
    if (const auto reference = std::exchange(completing_, std::nullopt);
        reference && line_.completions)
        line_.completions->ended(line_, *reference, cause);
}

} // namespace legs
