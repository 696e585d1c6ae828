// The non-INVITE server transaction: RFC 3261 §17.2.2 (Figure 8) with RFC 4320 §4.
//
//   trying ──timer 100──► proceeding ──200-699──► completed ──timer J──► terminated
//      └─────────────────────200-699─────────────────┘
//
// RFC 4320: no provisional response but a 100, which is sent by the machine itself when Timer E of
// the client has reached T2, and no 408 ever: an answer that comes too late for the client is not
// sent at all.
#include "sipi/transaction/non_invite_server.h"

#include "sipi/transaction/layer.h"

namespace sipi::transaction {

// clang-format off
const std::array<Rule<NonInviteServer>, 15> NonInviteServer::kRules{{
    //  in state            on event                 then                                 tells the user
    {State::trying,     Event::request,          &NonInviteServer::absorb},
    {State::trying,     Event::timer_100,        &NonInviteServer::say_trying},
    {State::trying,     Event::send_success,     &NonInviteServer::complete},
    {State::trying,     Event::send_failure,     &NonInviteServer::complete},
    {State::trying,     Event::timer_spent,      &NonInviteServer::end},
    {State::proceeding, Event::request,          &NonInviteServer::repeat_provisional},
    {State::proceeding, Event::send_success,     &NonInviteServer::complete},
    {State::proceeding, Event::send_failure,     &NonInviteServer::complete},
    {State::proceeding, Event::timer_spent,      &NonInviteServer::end},
    {State::proceeding, Event::transport_error,  &NonInviteServer::end,              Tell::transport_error},
    {State::completed,  Event::request,          &NonInviteServer::repeat_final},
    {State::completed,  Event::send_success,     &NonInviteServer::discard},
    {State::completed,  Event::send_failure,     &NonInviteServer::discard},
    {State::completed,  Event::transport_error,  &NonInviteServer::end,              Tell::transport_error},
    {State::completed,  Event::timer_j,          &NonInviteServer::end},
}};
// clang-format on

NonInviteServer::NonInviteServer(Layer& layer, Transport& transport, const Endpoint& peer,
                                 Method method, std::string key, SessionId session)
    : Transaction({layer, transport, peer, method, std::move(key), session}) {
    state_ = State::trying;
    arm_repeat(Event::timer_100, length(Event::timer_100, times(), false));
    arm_limit(Event::timer_spent);
}

State NonInviteServer::absorb() {
    return State::trying;
}

State NonInviteServer::say_trying() {
    octets_ = std::move(trying_);
    send();
    return State::proceeding;
}

State NonInviteServer::complete() {
    stop_timers();
    trying_ = {};
    send_response();
    arm_limit(Event::timer_j);
    return State::completed;
}

State NonInviteServer::repeat_provisional() {
    send_again();
    return State::proceeding;
}

State NonInviteServer::repeat_final() {
    send_again();
    return State::completed;
}

State NonInviteServer::discard() {
    std::string unsent;
    layer_.take_response(unsent);
    return State::completed;
}

State NonInviteServer::end() {
    return State::terminated;
}

} // namespace sipi::transaction
