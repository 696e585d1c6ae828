// The number plan at work: what the exchange does with calls that come in (actions in
// tests/exchange/README.md).
#include "base/log.h"
#include "tests/exchange/exchange.h"

namespace exchange {
namespace {

using isdn::MessageType;

const NumberConf kUnknownNumber = [] {
    NumberConf entry;
    entry.action = Action::unallocated;
    return entry;
}();

const NumberConf kIncompleteNumber = [] {
    NumberConf entry;
    entry.action = Action::reject;
    entry.cause = 28;
    return entry;
}();

std::uint8_t usual_cause(Action action) {
    switch (action) {
    case Action::busy:
        return 17;
    case Action::unallocated:
    case Action::announce:
        return 1;
    case Action::congestion:
        return 34;
    case Action::reject:
        return 21;
    case Action::no_answer:
        return 19;
    default:
        return 16;
    }
}

} // namespace

// Decides by the digits that are there; collects more when that can help.
void Exchange::route(Call& call) {
    const Match found = match(conf_.numbers, call.line.name(), call.called);
    const bool overlap = call.line.conf().isdn.overlap_receiving && !call.sending_complete;
    if (found.entry && found.entry->action == Action::overlap) {
        const NumberConf& entry = *found.entry;
        if (call.sending_complete || call.called.size() >= entry.max) {
            begin(call, entry, entry.then);
            return;
        }
        call.entry = &entry;
    } else if (found.entry && (!overlap || !found.entry->prefix || !found.more)) {
        begin(call, *found.entry, found.entry->action);
        return;
    } else if (!overlap || !found.more) {
        begin(call, found.entry ? *found.entry : kUnknownNumber,
              found.entry ? found.entry->action : Action::unallocated);
        return;
    }
    if (!call.collecting) {
        call.collecting = true;
        transmit(call, MessageType::setup_acknowledge);
    }
    const milliseconds patience =
        call.entry ? call.entry->digit_timeout : kUnknownNumber.digit_timeout;
    after(call, patience, &Exchange::digits_end);
}

// No more digits have come: what is there must do.
void Exchange::digits_end(Call& call) {
    call.collecting = false;
    call.sending_complete = true;
    const Match found = match(conf_.numbers, call.line.name(), call.called);
    if (!found.entry)
        begin(call, kUnknownNumber, Action::unallocated);
    else if (found.entry->action == Action::overlap && call.called.size() < found.entry->min)
        begin(call, kIncompleteNumber, Action::reject);
    else
        begin(call, *found.entry,
              found.entry->action == Action::overlap ? found.entry->then : found.entry->action);
}

void Exchange::on_digits(Call& call, const isdn::Message& message) {
    if (!call.collecting)
        return;
    call.called += message.called ? message.called->digits : message.keypad;
    call.sending_complete = message.sending_complete;
    route(call);
}

void Exchange::begin(Call& call, const NumberConf& entry, Action action) {
    call.collecting = false;
    call.entry = &entry;
    call.action = action;
    call.step.reset();
    if (action == Action::ignore)
        return;
    if (entry.proceeding && !(is_rejected(action) && entry.release_first))
        transmit(call, MessageType::call_proceeding);
    if (action == Action::announce) {
        announce(call);
    } else if (is_rejected(action)) {
        if (!entry.progress.empty())
            transmit(call, MessageType::progress, entry.progress);
        after(call, entry.reject_after, &Exchange::reject);
    } else {
        after(call, entry.ring_after, &Exchange::ring);
    }
}

void Exchange::ring(Call& call) {
    const NumberConf& entry = *call.entry;
    if (entry.alerting || call.action == Action::no_answer)
        transmit(call, MessageType::alerting, entry.progress);
    else if (!entry.progress.empty())
        transmit(call, MessageType::progress, entry.progress);
    if (entry.ringback)
        media(call).play(sounds_.ringback(call.line.law()), true);
    if (call.action == Action::no_answer) {
        if (entry.release_after)
            release_after(call, *entry.release_after,
                          cause_of(call, entry.cause.value_or(usual_cause(call.action))));
        return;
    }
    if (hold_ring_)
        call.waiting_for_hold_ring = true;
    else
        after(call, entry.answer_after, &Exchange::answer);
}

void Exchange::hold_ring(bool on) {
    hold_ring_ = on;
    if (on)
        return;
    for (Call* call : calls(false))
        if (call->waiting_for_hold_ring) {
            call->waiting_for_hold_ring = false;
            after(*call, call->entry->answer_after, &Exchange::answer);
        }
}

void Exchange::answer(Call& call) {
    const NumberConf& entry = *call.entry;
    transmit(call, MessageType::connect, entry.connected_progress);
    switch (call.action) {
    case Action::echo:
        media(call).echo();
        break;
    case Action::prbs:
        media(call).prbs();
        break;
    case Action::milliwatt:
        tone(call, entry.tone);
        break;
    case Action::play:
        if (const auto played = play(call, entry.file, entry.loop); !played) {
            base::log::error("exchange", "call {}: {}", call.number, played.error());
            media(call).silence();
        }
        break;
    default:
        media(call).silence();
    }
    if (!entry.record.empty())
        record(call, entry.record);
    if (entry.release_after)
        release_after(call, *entry.release_after, cause_of(call, entry.cause.value_or(16)));
}

void Exchange::reject(Call& call) {
    const NumberConf& entry = *call.entry;
    std::vector<isdn::Progress> progress;
    if (entry.inband_disconnect) {
        progress.push_back({8, own_location(call.line)});
        if (entry.file.empty() || !play(call, entry.file, true))
            media(call).play(sounds_.busy(call.line.law()), true);
    }
    release(call, cause_of(call, entry.cause.value_or(usual_cause(call.action))),
            std::move(progress));
}

// Early media, then the cause when the announcement ends.
void Exchange::announce(Call& call) {
    const NumberConf& entry = *call.entry;
    transmit(call, MessageType::progress,
             entry.progress.empty() ? std::vector<std::uint8_t>{8} : entry.progress);
    bool playing = false;
    if (!entry.file.empty()) {
        const auto played = play(call, entry.file, entry.loop);
        playing = played.ok();
        if (!playing)
            base::log::error("exchange", "call {}: {}", call.number, played.error());
    }
    if (!playing)
        tone(call, entry.tone);
    if (!entry.record.empty())
        record(call, entry.record);
    if (entry.release_after || !playing)
        after(call, entry.release_after.value_or(milliseconds(3000)), &Exchange::reject);
    else
        after(call, milliseconds(20), &Exchange::announce_step);
}

void Exchange::announce_step(Call& call) {
    if (call.media && !call.media->finished())
        after(call, milliseconds(20), &Exchange::announce_step);
    else
        reject(call);
}

} // namespace exchange
