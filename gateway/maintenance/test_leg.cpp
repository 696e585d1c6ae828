// The caller of a test call.
#include "gateway/maintenance/test_leg.h"

#include "gateway/call/causes.h"

namespace maintenance {

TestLeg::~TestLeg() {
    if (port_)
        media_.close(port_);
    if (caller_)
        caller_->on_leg_gone();
}

bool TestLeg::open_media(media::WorkerId) {
    if (port_)
        return true;
    if (const auto opened = media_.open_tdm(span_, timeslot_))
        port_ = *opened;
    return static_cast<bool>(port_);
}

void TestLeg::send(const isup::Message& message) {
    if (ended_)
        return;
    if (message.type() == isup::MessageType::anm || message.type() == isup::MessageType::con) {
        answered_ = true;
        if (caller_)
            caller_->on_answered();
    }
    if (message.type() != isup::MessageType::rel)
        return;
    if (caller_)
        caller_->on_released(
            message.get<isup::CauseIndicators>().value_or(call::cause_here(call::kNormal)));
    end();
}

void TestLeg::release(std::uint8_t cause) {
    if (ended_)
        return;
    call_.on_message(*this, call::release_message(call::cause_here(cause)));
    end();
}

void TestLeg::end() {
    if (ended_)
        return;
    ended_ = true;
    if (port_)
        media_.close(port_);
    port_ = {};
    call_.on_ended(*this);
}

call::LegDescription TestLeg::describe() const {
    return {"test", "test", "test/" + std::to_string(timeslot_),
            ended_      ? "released"
            : answered_ ? "answered"
                        : "calling",
            ""};
}

} // namespace maintenance
