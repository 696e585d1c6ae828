// A leg on a line and services of its users that have no ISUP image: a name that follows the SETUP,
// keypad in talk, charges that come when the other side has hung up already.
#include "gateway/legs/isdn_leg.h"

#include "base/log.h"
#include "gateway/mapping/charge.h"
#include "gateway/mapping/names.h"

namespace legs {
namespace {

constexpr mapping::Row kKeypad{"keypad in talk: no image", "Q.931 §4.5.18, Q.932 §5"};
constexpr mapping::Row kLateCharge{"charge after the release: recorded", "EN 300 182-1 §9.3.2"};

} // namespace

// --- name to follow (GR-1367)

void IsdnLeg::await_name() {
    awaits_name_ = true;
    proceeding();
}

// True: the FACILITY was the name that the call waits for.
bool IsdnLeg::take_name(const isdn::Message& facility) {
    if (!awaits_name_ || released_)
        return false;
    mapping::Notes notes;
    const auto inf = mapping::name_that_followed(facility, notes);
    flush(notes);
    if (!inf)
        return false;
    awaits_name_ = false;
    call_->on_message(*this, *inf);
    return true;
}

// --- keypad

// A telephone that sends keypad in talk means its exchange, and a SIP peer is none of that kind;
// digits for the far end are tones in its speech. True: the INFORMATION was of that kind.
bool IsdnLeg::take_keypad(const isdn::Message& information) {
    if (!answered_ || information.keypad.empty())
        return false;
    mapping::Notes notes;
    notes.add(kKeypad, "{}", information.keypad);
    flush(notes);
    return true;
}

// --- charges

// AOC-E comes in RELEASE, or in a FACILITY before it, when this side has released (EN 300 182-1
// §9.3.2). The SIP side is gone then.
void IsdnLeg::note_late_charge(const isdn::Message& message) {
    for (const auto& contents : message.facilities)
        for (const isdn::Component& component : isdn::components_of(contents)) {
            const auto advice = isdn::charge_advice(component);
            if (!advice)
                continue;
            const std::string text = mapping::charge_text(*advice);
            mapping::Notes notes;
            notes.add(kLateCharge, "{}", text);
            flush(notes);
            base::log::info("charge", "call({}), span {}/{}: {} after its release", trace_->id(),
                            line_.span_.name, timeslot_, text);
        }
}

} // namespace legs
