// The non-INVITE client transaction: RFC 3261 §17.1.2 (Figure 6).
//
//   trying ──1xx──► proceeding ──200-699──► completed ──timer K──► terminated
//      └────────────────────────200-699────────┘
#include "sipi/transaction/non_invite_client.h"

#include "sipi/transaction/layer.h"

namespace sipi::transaction {

// clang-format off
const std::array<Rule<NonInviteClient>, 16> NonInviteClient::kRules{{
    //  in state            on event                then                             tells the user
    {State::trying,     Event::timer_e,         &NonInviteClient::resend},
    {State::trying,     Event::timer_f,         &NonInviteClient::give_up,       Tell::timeout},
    {State::trying,     Event::transport_error, &NonInviteClient::give_up,       Tell::transport_error},
    {State::trying,     Event::provisional,     &NonInviteClient::proceed,       Tell::response},
    {State::trying,     Event::success,         &NonInviteClient::complete,      Tell::response},
    {State::trying,     Event::failure,         &NonInviteClient::complete,      Tell::response},
    {State::proceeding, Event::timer_e,         &NonInviteClient::resend_slowly},
    {State::proceeding, Event::timer_f,         &NonInviteClient::give_up,       Tell::timeout},
    {State::proceeding, Event::transport_error, &NonInviteClient::give_up,       Tell::transport_error},
    {State::proceeding, Event::provisional,     &NonInviteClient::proceed,       Tell::response},
    {State::proceeding, Event::success,         &NonInviteClient::complete,      Tell::response},
    {State::proceeding, Event::failure,         &NonInviteClient::complete,      Tell::response},
    {State::completed,  Event::provisional,     &NonInviteClient::absorb},
    {State::completed,  Event::success,         &NonInviteClient::absorb},
    {State::completed,  Event::failure,         &NonInviteClient::absorb},
    {State::completed,  Event::timer_k,         &NonInviteClient::end},
}};
// clang-format on

NonInviteClient::NonInviteClient(Layer& layer, Transport& transport, const Endpoint& peer,
                                 Method method, std::string branch, std::string request,
                                 SessionId session)
    : Transaction({layer, transport, peer, method, std::move(branch), session}) {
    state_ = State::trying;
    octets_ = std::move(request);
    NonInviteClient::begin();
}

void NonInviteClient::begin() {
    arm_repeat(Event::timer_e);
    arm_limit(Event::timer_f);
    send();
}

State NonInviteClient::resend() {
    repeat(Event::timer_e, times().t2);
    return State::trying;
}

State NonInviteClient::resend_slowly() {
    send_again();
    arm_repeat(Event::timer_e, times().t2);
    return State::proceeding;
}

// Timer E goes on with the interval that it has, and is T2 from its next firing on (§17.1.2.2).
State NonInviteClient::proceed() {
    return State::proceeding;
}

State NonInviteClient::complete() {
    stop_timers();
    constexpr int kUnauthorized = 401, kProxyAuthentication = 407;
    if (!received_ ||
        (received_->status() != kUnauthorized && received_->status() != kProxyAuthentication))
        octets_ = {}; // else they go once more with credentials (§22.2)
    arm_limit(Event::timer_k);
    return State::completed;
}

State NonInviteClient::give_up() {
    return State::terminated;
}
State NonInviteClient::absorb() {
    return State::completed;
}
State NonInviteClient::end() {
    return State::terminated;
}

} // namespace sipi::transaction
