// The INVITE server transaction: RFC 3261 §17.2.1 as changed by RFC 6026 §7.1 (Figure 7).
//
//   proceeding ──300-699──► completed ──ACK──► confirmed ──timer I──► terminated
//        │                      └────────timer H────────────────────────┤
//        └──2xx──► accepted ──timer L───────────────────────────────────┘
#include "sipi/transaction/invite_server.h"

#include "sipi/transaction/layer.h"

namespace sipi::transaction {

// clang-format off
const std::array<Rule<InviteServer>, 19> InviteServer::kRules{{
    //  in state            on event                 then                              tells the user
    {State::proceeding, Event::request,          &InviteServer::repeat_provisional},
    {State::proceeding, Event::send_provisional, &InviteServer::ring},
    {State::proceeding, Event::send_success,     &InviteServer::answer},
    {State::proceeding, Event::send_failure,     &InviteServer::reject},
    {State::proceeding, Event::transport_error,  &InviteServer::stay_proceeding,    Tell::transport_error},
    {State::completed,  Event::request,          &InviteServer::repeat_final},
    {State::completed,  Event::timer_g,          &InviteServer::repeat_by_timer},
    {State::completed,  Event::timer_h,          &InviteServer::end,                Tell::timeout},
    {State::completed,  Event::ack,              &InviteServer::confirm},
    {State::completed,  Event::transport_error,  &InviteServer::stay_completed,     Tell::transport_error},
    {State::accepted,   Event::request,          &InviteServer::absorb_accepted},
    {State::accepted,   Event::ack,              &InviteServer::pass_ack,           Tell::ack},
    {State::accepted,   Event::send_success,     &InviteServer::answer_again},
    {State::accepted,   Event::transport_error,  &InviteServer::stay_accepted,      Tell::transport_error},
    {State::accepted,   Event::timer_l,          &InviteServer::end},
    {State::confirmed,  Event::request,          &InviteServer::absorb_confirmed},
    {State::confirmed,  Event::ack,              &InviteServer::absorb_confirmed},
    {State::confirmed,  Event::timer_i,          &InviteServer::end},
    {State::confirmed,  Event::transport_error,  &InviteServer::absorb_confirmed},
}};
// clang-format on

InviteServer::InviteServer(Layer& layer, Transport& transport, const Endpoint& peer,
                           std::string key, SessionId session)
    : Transaction({layer, transport, peer, Method::invite, std::move(key), session}) {
    state_ = State::proceeding;
}

State InviteServer::ring() {
    send_response();
    return State::proceeding;
}

State InviteServer::repeat_provisional() {
    send_again(); // the most recent one (§17.2.1); nothing when there is none yet
    return State::proceeding;
}

State InviteServer::answer() {
    send_response();
    arm_limit(Event::timer_l);
    return State::accepted;
}

State InviteServer::answer_again() {
    send_response();
    return State::accepted;
}

State InviteServer::reject() {
    send_response();
    arm_repeat(Event::timer_g);
    arm_limit(Event::timer_h);
    return State::completed;
}

State InviteServer::repeat_final() {
    send_again();
    return State::completed;
}

State InviteServer::repeat_by_timer() {
    repeat(Event::timer_g, times().t2);
    return State::completed;
}

State InviteServer::confirm() {
    stop_timers();
    octets_ = {};
    arm_limit(Event::timer_i);
    return State::confirmed;
}

State InviteServer::absorb_accepted() {
    return State::accepted;
}
State InviteServer::absorb_confirmed() {
    return State::confirmed;
}
State InviteServer::pass_ack() {
    return State::accepted;
}
State InviteServer::stay_proceeding() {
    return State::proceeding;
}
State InviteServer::stay_completed() {
    return State::completed;
}
State InviteServer::stay_accepted() {
    return State::accepted;
}
State InviteServer::end() {
    return State::terminated;
}

} // namespace sipi::transaction
