// A registration of ours at a registrar: RFC 3261 §10.2, with RFC 3608, 5626 §4.5, 5627, 6140.
#include "sipi/agent/registration.h"

#include "sipi/event.h"
#include "sipi/header.h"
#include "sipi/message.h"
#include "sipi/name_addr.h"
#include "sipi/option_tags.h"
#include "sipi/params.h"
#include "sipi/random.h"
#include "sipi/status.h"

#include <algorithm>
#include <array>

namespace sipi {
namespace {

using std::chrono::seconds;

constexpr int kTooBrief = 423, kRequestTimeout = 408, kServiceUnavailable = 503;
constexpr seconds kLongestRetryAfter{3600};
constexpr seconds kNoServer{1};
constexpr std::size_t kMostRoutes = 16;

std::string_view transport_param(TransportKind kind) {
    constexpr std::array<std::string_view, 4> kParameters{"", ";transport=tcp", ";transport=tls",
                                                          ";transport=sctp"};
    return kParameters[static_cast<std::size_t>(kind)];
}

} // namespace

std::string_view name(Registration::State state) {
    constexpr std::array<std::string_view, 5> kNames{"idle", "asking", "registered", "waiting",
                                                     "leaving"};
    return kNames[static_cast<std::size_t>(state)];
}

seconds Registration::longest_wait(unsigned failures, seconds base_time, seconds max_time) {
    return std::min(max_time, base_time * (1U << std::min(failures, 6U)));
}

seconds Registration::refresh_after(seconds granted) {
    constexpr seconds kLong{1200}, kBefore{600}; // as TS 24.229 §5.1.1.4.1 has it
    return granted > kLong ? granted - kBefore : std::max(granted / 2, seconds(1));
}

Registration::Registration(Agent& agent, base::Timers& timers, Wanted wanted,
                           RegistrationOwner& owner)
    : agent_(agent), wanted_(std::move(wanted)), owner_(owner), timers_(timers),
      timer_(timers, [this] { on_timer(); }), expiry_(timers, [this] { set_registered(false); }),
      expires_(wanted_.expires), call_id_(agent.fresh_tag()), tag_(agent.fresh_tag()) {}

Registration::~Registration() = default;

void Registration::start() {
    if (state_ == State::idle && !pending_)
        ask(expires_);
}

void Registration::refresh() {
    if (state_ == State::idle || state_ == State::leaving)
        return;
    if (pending_)
        again_ = true;
    else
        ask(expires_);
}

void Registration::stop() {
    if (state_ == State::idle || state_ == State::leaving)
        return;
    const bool bound = registered_ || pending_;
    state_ = bound ? State::leaving : State::idle;
    timer_.cancel();
    if (pending_)
        again_ = true; // §10.2: not before the answer
    else if (bound)
        ask(seconds(0));
}

std::string Registration::contact(const Endpoint& registrar) const {
    std::string out = "<sip:";
    if (!wanted_.bulk && !wanted_.user.empty())
        out.append(wanted_.user).append("@");
    out.append(agent_.sent_by(registrar)).append(transport_param(registrar.kind));
    if (wanted_.reg_id != 0)
        out.append(";ob"); // RFC 5626 §4.3
    if (wanted_.bulk)
        out.append(";bnc"); // RFC 6140 §4.1
    out.append(">");
    if (!wanted_.instance.empty()) {
        out.append(";+sip.instance=\"<").append(wanted_.instance).append(">\"");
        if (wanted_.reg_id != 0)
            out.append(";reg-id=").append(std::to_string(wanted_.reg_id));
    }
    return out;
}

void Registration::ask(seconds expires) {
    timer_.cancel();
    if (state_ != State::leaving)
        state_ = State::asking;
    const std::optional<Endpoint> registrar = owner_.registrar_at();
    if (!registrar) { // the DNS has not answered yet
        state_ = state_ == State::leaving ? State::idle : State::waiting;
        due_ = timers_.clock().now() + kNoServer;
        if (state_ == State::waiting)
            timer_.arm(kNoServer);
        return;
    }
    registrar_ = registrar;
    sent_contact_ = contact(*registrar);
    OutsideRequest request;
    request.method = "REGISTER";
    request.request_uri = wanted_.registrar;
    request.to = request.from = wanted_.aor;
    request.from_tag = tag_;
    request.call_id = call_id_;
    request.cseq = ++cseq_;
    request.destination = *registrar;
    request.headers.push_back({"Contact", sent_contact_});
    request.headers.push_back({"Expires", std::to_string(expires.count())});
    std::string supported = "path, gruu"; // RFC 3327 §5.1, RFC 5627 §4.1
    if (wanted_.reg_id != 0)
        supported.append(", outbound");
    request.headers.push_back({"Supported", supported});
    if (wanted_.bulk) { // RFC 6140 §4.1
        request.headers.push_back({"Require", "gin"});
        request.headers.push_back({"Proxy-Require", "gin"});
    }
    const std::weak_ptr<bool> alive = alive_;
    pending_ = true;
    if (!agent_.request(request, [this, alive](int status, const Message* response) {
            if (!alive.expired())
                answered(status, response);
        }))
        answered(kServiceUnavailable, nullptr);
}

void Registration::on_timer() {
    ask(expires_);
}

void Registration::answered(int status, const Message* response) {
    pending_ = false;
    view_.last_status = status;
    view_.reason = response ? std::string(response->reason()) : std::string();
    if (response)
        if (const auto cseq = response->cseq()) // higher where credentials were asked for
            cseq_ = std::max(cseq_, cseq->number);
    if (state_ == State::leaving) {
        if (std::exchange(again_, false) && is_success(status))
            return ask(seconds(0));
        state_ = State::idle;
        return set_registered(false);
    }
    if (is_success(status) && response)
        granted(*response);
    else
        refused(status, response);
    if (std::exchange(again_, false))
        ask(expires_);
}

// §10.2.4: the binding that is ours says how long; the registrar may list others as well.
void Registration::granted(const Message& response) {
    seconds time = delta_seconds(response.header(HeaderName::expires)).value_or(expires_);
    std::string gruu;
    for (const std::string_view value : response.values(HeaderName::contact)) {
        const auto contact = NameAddr::parse(value);
        if (!contact || contact->star || !is_ours(value))
            continue;
        if (const auto expires = contact->expires())
            time = seconds(*expires);
        gruu = unquoted(contact->params.value("pub-gruu")); // RFC 5627 §4.2
    }
    view_.service_route.clear(); // RFC 3608 §6.1: replaced by each 2xx
    for (const std::string_view route : response.values(HeaderName::service_route))
        if (view_.service_route.size() < kMostRoutes && NameAddr::parse(route))
            view_.service_route.emplace_back(route);
    view_.outbound = wanted_.reg_id != 0 && lists(response, HeaderName::require, "outbound");
    view_.flow_timer = delta_seconds(response.header("Flow-Timer")).value_or(seconds(0));
    const auto parsed = NameAddr::parse(sent_contact_);
    view_.contact = !gruu.empty() && Uri::parse(gruu) ? gruu
                    : parsed                          ? std::string(parsed->uri_text)
                                                      : std::string();
    if (time == seconds(0))
        return refused(response.status(), &response);
    view_.granted = time;
    view_.failures = servers_tried_ = 0;
    state_ = State::registered;
    due_ = timers_.clock().now() + refresh_after(time);
    timer_.arm(refresh_after(time));
    expiry_.arm(time);
    set_registered(true);
}

bool Registration::is_ours(std::string_view value) const {
    const auto theirs = NameAddr::parse(value), ours = NameAddr::parse(sent_contact_);
    if (!theirs || !ours)
        return false;
    if (!wanted_.instance.empty() && theirs->params.has("+sip.instance"))
        return theirs->params.value("+sip.instance") == ours->params.value("+sip.instance") &&
               theirs->params.value("reg-id") == ours->params.value("reg-id");
    return theirs->uri.user == ours->uri.user && theirs->uri.host == ours->uri.host &&
           theirs->uri.port == ours->uri.port;
}

void Registration::refused(int status, const Message* response) {
    if (status == kTooBrief && response) {
        const auto least = delta_seconds(response->header(HeaderName::min_expires));
        if (least && *least > expires_) { // §10.2.8
            expires_ = *least;
            return ask(expires_);
        }
    }
    if (try_next_server(status))
        return;
    const seconds longest = longest_wait(view_.failures++, wanted_.base_time, wanted_.max_time);
    Random random;
    base::Duration time =
        longest / 2 + seconds(random.below(static_cast<std::uint32_t>(longest.count() / 2 + 1)));
    if (response && response->has(HeaderName::retry_after))
        if (const auto after = RetryAfter::parse(response->header(HeaderName::retry_after)))
            time = std::clamp(after->after, seconds(1), kLongestRetryAfter);
    servers_tried_ = 0;
    state_ = State::waiting;
    due_ = timers_.clock().now() + time;
    timer_.arm(time);
    owner_.on_refused(status, view_.reason, time);
    // A refresh that finds nobody leaves the binding until it expires; a refusal ends it.
    constexpr int kServerFailure = 500;
    if (status != kRequestTimeout && (status < kServerFailure || status >= 600))
        set_registered(false);
}

// One that does not answer, is out of reach or overloaded: the next one now (RFC 3263 §4.3).
bool Registration::try_next_server(int status) {
    if (!registrar_ || (status != kRequestTimeout && status != kServiceUnavailable))
        return false;
    owner_.on_registrar_failed(*registrar_, status);
    if (++servers_tried_ >= kMostServers || owner_.registrar_at() == registrar_)
        return false;
    ask(expires_);
    return true;
}

void Registration::set_registered(bool registered) {
    if (!registered)
        expiry_.cancel();
    if (std::exchange(registered_, registered) != registered)
        owner_.on_registered(registered);
}

Registration::View Registration::view() const {
    View view = view_;
    view.state = state_;
    if (timer_.armed())
        view.next = due_ - timers_.clock().now();
    return view;
}

} // namespace sipi
