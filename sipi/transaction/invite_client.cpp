// The INVITE client transaction: RFC 3261 §17.1.1 as changed by RFC 6026 §7.2 (Figure 5).
//
//   calling ──1xx──► proceeding ──300-699──► completed ──timer D──► terminated
//      └──2xx────────────┴──2xx──► accepted ──timer M──────────────────┘
#include "sipi/transaction/invite_client.h"

#include "sipi/transaction/layer.h"

#include <algorithm>

namespace sipi::transaction {

// clang-format off
const std::array<Rule<InviteClient>, 16> InviteClient::kRules{{
    //  in state            on event                then                       tells the user
    {State::calling,    Event::timer_a,         &InviteClient::resend},
    {State::calling,    Event::timer_b,         &InviteClient::give_up,    Tell::timeout},
    {State::calling,    Event::transport_error, &InviteClient::give_up,    Tell::transport_error},
    {State::calling,    Event::provisional,     &InviteClient::ring,       Tell::response},
    {State::calling,    Event::success,         &InviteClient::answer,     Tell::response},
    {State::calling,    Event::failure,         &InviteClient::reject,     Tell::response},
    {State::proceeding, Event::provisional,     &InviteClient::ring,       Tell::response},
    {State::proceeding, Event::success,         &InviteClient::answer,     Tell::response},
    {State::proceeding, Event::failure,         &InviteClient::reject,     Tell::response},
    {State::proceeding, Event::timer_b,         &InviteClient::give_up}, // once it was left
    {State::completed,  Event::failure,         &InviteClient::ack_again},
    {State::completed,  Event::timer_d,         &InviteClient::end},
    {State::completed,  Event::transport_error, &InviteClient::give_up,    Tell::transport_error},
    {State::accepted,   Event::success,         &InviteClient::answer_again, Tell::response},
    {State::accepted,   Event::success_again,   &InviteClient::ack_success_again},
    {State::accepted,   Event::timer_m,         &InviteClient::end},
}};
// clang-format on

InviteClient::InviteClient(Layer& layer, Transport& transport, const Endpoint& peer,
                           std::string branch, std::string request, SessionId session)
    : Transaction({layer, transport, peer, Method::invite, std::move(branch), session}) {
    state_ = State::calling;
    octets_ = std::move(request);
    InviteClient::begin();
}

void InviteClient::begin() {
    arm_repeat(Event::timer_a);
    arm_limit(Event::timer_b);
    send();
}

bool InviteClient::is_repeated(const Message& response) const {
    if (state_ == State::completed)
        return is_final(response.status());
    if (state_ != State::accepted || !is_success(response.status()))
        return false;
    return std::ranges::find(forks_, response.to_tag(), &Fork::to_tag) != forks_.end();
}

void InviteClient::handle(Event event, const Message* message) {
    // The user has answered this 2xx; it lent us its ACK, so that it need not live as long as timer
    // M.
    if (event == Event::success && message && is_repeated(*message))
        event = Event::success_again;
    run(*this, kRules, event, message);
}

State InviteClient::resend() {
    repeat(Event::timer_a, base::Duration::max() / 4); // doubles until timer B (§17.1.1.2)
    return State::calling;
}

State InviteClient::give_up() {
    return State::terminated;
}
State InviteClient::end() {
    return State::terminated;
}

State InviteClient::ring() {
    if (!left_)
        stop_timers();
    return State::proceeding;
}

State InviteClient::answer() {
    stop_timers();
    octets_ = {};
    note_fork();
    arm_limit(Event::timer_m);
    return State::accepted;
}

State InviteClient::answer_again() {
    note_fork();
    return State::accepted;
}

State InviteClient::reject() {
    stop_timers();
    ack_ = failure_ack();
    refused_with_ = received_->status();
    transmit(ack_, peer_, false);
    arm_limit(Event::timer_d);
    return State::completed;
}

// Only the same response is a retransmission (§17.1.1.2).
State InviteClient::ack_again() {
    if (received_->status() == refused_with_)
        transmit(ack_, peer_, true);
    return State::completed;
}

State InviteClient::ack_success_again() {
    const auto fork = std::ranges::find(forks_, received_->to_tag(), &Fork::to_tag);
    if (fork != forks_.end())
        transmit(fork->ack, fork->destination, true); // nothing while the user still holds its ACK
    return State::accepted;
}

void InviteClient::leave() {
    if (left_ || state_ != State::proceeding)
        return;
    left_ = true;
    arm_limit(Event::timer_b);
}

void InviteClient::note_fork() {
    forks_.push_back({std::string(received_->to_tag()), {}, {}});
}

void InviteClient::keep_ack(std::string_view to_tag, std::string octets,
                            const Endpoint& destination) {
    const auto fork = std::ranges::find(forks_, to_tag, &Fork::to_tag);
    if (fork == forks_.end())
        return;
    fork->ack = std::move(octets);
    fork->destination = destination;
}

// RFC 3261 §17.1.1.3: the request's Request-URI, From, Call-ID, Via and Route; the response's To.
std::string InviteClient::failure_ack() const {
    const auto request =
        Message::parse({reinterpret_cast<const std::uint8_t*>(octets_.data()), octets_.size()});
    if (!request)
        return {};
    Message ack = Message::request(Method::ack, request->request_uri());
    ack.append(HeaderName::via, request->header(HeaderName::via));
    ack.copy(*request, HeaderName::route);
    ack.append(HeaderName::max_forwards, "70");
    ack.append(HeaderName::from, request->header(HeaderName::from));
    ack.append(HeaderName::to, received_->header(HeaderName::to));
    ack.append(HeaderName::call_id, request->call_id());
    std::string cseq;
    append_number(cseq, request->cseq()->number);
    ack.append(HeaderName::cseq, cseq += " ACK");
    return ack.to_string();
}

} // namespace sipi::transaction
