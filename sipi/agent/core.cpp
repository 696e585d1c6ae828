// The core of the user agent: which session a message belongs to (RFC 3261 §8.2, §12.2.2), and what
// is answered outside of sessions (§11).
#include "sipi/agent/core.h"

#include "base/log.h"
#include "sipi/agent/invite_session.h"
#include "sipi/text.h"
#include "sipi/transaction/invite_client.h"

#include <algorithm>

namespace sipi {
namespace {

using transaction::Transaction;

transaction::Times times_of(const AgentSettings& settings) {
    return {settings.t1, settings.t2, settings.t4};
}

// Written by the stack itself, whatever the application says.
constexpr std::array kOwnHeaders{
    HeaderName::via,          HeaderName::from,           HeaderName::to,
    HeaderName::call_id,      HeaderName::cseq,           HeaderName::max_forwards,
    HeaderName::record_route, HeaderName::content_length, HeaderName::content_type};

// Its sender was told what to hold back (RFC 7339 §5.3): the layer has stamped it.
bool is_controlled(const Message& request) {
    const auto via = request.top_via();
    return via && !via->params.value("oc").empty();
}

bool is_priority(const Invitation& invitation) {
    return is_priority_uri(invitation.request_uri) || is_priority_header("From", invitation.from) ||
           std::ranges::any_of(invitation.headers, [](const ExtraHeader& header) {
               return is_priority_header(header.name, header.value);
           });
}

// §8.2.1 and §11.2: a 405 must say what is allowed, a 2xx to INVITE and OPTIONS should (§13.3.1.4).
bool wants_allow(const Message& request, int status) {
    if (status == 405)
        return true;
    return is_success(status) &&
           (request.method() == Method::invite || request.method() == Method::options);
}

} // namespace

AgentCore::AgentCore(AgentSettings settings, base::Timers& timers, AgentListener& listener)
    : settings_(std::move(settings)), abilities_(settings_), timers_(timers), listener_(listener),
      guard_(timers.clock(), random_.next()), overload_(timers.clock(), random_),
      layer_(timers, random_, counters_, *this, times_of(settings_)),
      sweep_timer_(timers, [this] { sweep(); }) {
    layer_.guard(&guard_);
    layer_.overload(&overload_);
    layer_.large_by_stream(settings_.large_by_stream);
    layer_.advertise(settings_.advertised_host, settings_.advertised_port);
}

AgentCore::~AgentCore() = default;

// --- requests that arrive
// ------------------------------------------------------------------------------------

// Of a source that is not to be answered only what belongs to a session or an INVITE here.
bool AgentCore::takes(const Message& request, const Endpoint& source) {
    if (!guard_.silences(source) || listener_.answers(request, source) ||
        layer_.find_cancelled(request) ||
        session_of(request.to_tag(), request.call_id(), request.from_tag()))
        return true;
    guard_.note_silenced();
    return false;
}

void AgentCore::on_request(Transaction& server, const Message& request) {
    sweep();
    const std::string_view to_tag = request.to_tag();
    if (request.method() == Method::cancel)
        on_cancel(server, request);
    else if (!to_tag.empty())
        on_request_in_dialog(server, request, to_tag);
    else if (const Refusal refusal = inspect(request, abilities_, false); refusal.status != 0) {
        refuse(server, request, refusal, {});
        if (request.method() == Method::invite)
            listener_.on_refused(request, server.peer(), refusal.status);
    } else if (request.method() == Method::invite)
        on_invite(server, request);
    else if (request.method() == Method::options)
        on_options(server, request);
    else if (request.method() == Method::bye || request.method() == Method::prack ||
             request.method() == Method::update)
        respond(server, request, 481, {});
    else
        answer(server, request, listener_.on_request(request, server.peer()));
}

void AgentCore::on_request_in_dialog(Transaction& server, const Message& request,
                                     std::string_view to_tag) {
    InviteSession* session = session_of(to_tag, request.call_id(), request.from_tag());
    if (session) {
        server.set_session(session->id());
        layer_.show_received(session->id());
        session->note_session_id(request);
    }
    if (const Refusal refusal = inspect(request, abilities_, true); refusal.status != 0)
        refuse(server, request, refusal, to_tag);
    else if (!session &&
             (request.method() == Method::subscribe || request.method() == Method::notify))
        answer(server, request, listener_.on_subscription(request, server.peer()));
    else if (!session)
        respond(server, request, 481, to_tag); // §12.2.2
    else
        session->on_request(server, request);
}

// §9.2
void AgentCore::on_cancel(Transaction& server, const Message& cancel) {
    Transaction* invite = layer_.find_cancelled(cancel);
    if (!invite) {
        respond(server, cancel, 481, {});
        return;
    }
    server.set_session(invite->session());
    layer_.show_received(invite->session());
    InviteSession* session = session_of(*invite);
    respond(server, cancel, 200,
            session ? std::string_view(session->local_tag()) : std::string_view());
    if (session)
        session->on_cancel(*invite, cancel);
}

bool AgentCore::is_full() const {
    return settings_.max_sessions != 0 && sessions_.size() >= settings_.max_sessions;
}

// §21.5.4
bool AgentCore::refuses_new(Transaction& server, const Message& request) {
    const bool call = request.method() == Method::invite;
    const bool priority = call && is_priority(request);
    const bool overloaded = call && overload_.sheds(priority, is_controlled(request));
    if (accepting_ && !overloaded && (priority || !is_full()))
        return false;
    const auto wait = overloaded ? overload_.settings().retry_after : settings_.retry_after;
    const ExtraHeader retry{"Retry-After", std::to_string(wait.count())};
    respond(server, request, 503, {}, {}, {&retry, 1});
    return true;
}

void AgentCore::on_invite(Transaction& server, const Message& invite) {
    if (refuses_new(server, invite))
        return;
    if (const RequestAnswer no = listener_.admit(invite, server.peer()); no.status != 0) {
        answer(server, invite, no);
        return;
    }
    auto dialog = Dialog::from_request(invite, random_.token(13));
    if (!dialog) {
        refuse(server, invite, {400, HeaderName::unknown, {}, "Bad Contact"}, {});
        return;
    }
    InviteSession& session = adopt(std::make_unique<InviteSession>(
        *this, ++last_id_, server, invite, std::move(dialog.value())));
    ++counters_.sessions_in;
    server.set_session(session.id());
    layer_.show_received(session.id());
    session.trying();
    listener_.on_invite(session, invite);
}

// §11.2: what an INVITE would get.
void AgentCore::on_options(Transaction& server, const Message& options) {
    if (!refuses_new(server, options))
        answer(server, options, listener_.on_options(options, server.peer()));
}

void AgentCore::refuse(Transaction& server, const Message& request, const Refusal& refusal,
                       std::string_view to_tag) {
    Message out = Message::response(request, refusal.status, refusal.reason,
                                    to_tag.empty() ? random_.token(13) : std::string(to_tag));
    if (refusal.header != HeaderName::unknown)
        out.append(refusal.header, refusal.value);
    out.append(HeaderName::server, settings_.user_agent);
    layer_.respond(server, out);
}

void AgentCore::answer(Transaction& server, const Message& request, const RequestAnswer& answer) {
    respond(server, request, answer.status, answer.to_tag, answer.view(), answer.headers);
}

// An ACK has the To tag of our 2xx.
void AgentCore::on_ack(Transaction* server, const Message& ack, const Endpoint&) {
    InviteSession* session = server ? session_of(*server) : nullptr;
    if (!session)
        session = session_of(ack.to_tag(), ack.call_id(), ack.from_tag());
    layer_.show_received(session ? session->id() : 0);
    if (session)
        session->on_ack(ack);
    else if (!server)
        ++counters_.unmatched;
}

// --- what our requests come to
// -------------------------------------------------------------------------------

void AgentCore::on_response(Transaction& client, const Message& response) {
    InviteSession* session = session_of(client);
    if (authenticator_ && resend(client, response))
        return;
    if (session) {
        if (is_final(response.status()) || !response.to_tag().empty())
            session->note_session_id(response);
        session->on_response(client, response);
    } else if (client.is_invite() && is_success(response.status()))
        release_fork(client, response);
    else if (is_final(response.status()))
        request_done(client, response.status(), &response);
}

void AgentCore::on_timeout(Transaction& transaction) {
    if (!transaction.is_client())
        return; // timer H: the session has ended with its rejection (§17.2.1)
    if (InviteSession* session = session_of(transaction))
        session->on_failure_here(transaction, 408);
    else
        request_done(transaction, 408, nullptr);
}

void AgentCore::on_transport_error(Transaction& transaction) {
    if (!transaction.is_client())
        return; // the peer repeats its request, or gives up (RFC 6026 §7.1)
    if (InviteSession* session = session_of(transaction))
        session->on_failure_here(transaction, 503);
    else
        request_done(transaction, 503, nullptr);
}

void AgentCore::on_terminated(Transaction& transaction) {
    if (InviteSession* session = session_of(transaction))
        session->on_terminated(transaction);
    outside_.erase(&transaction);
    answers_.erase(&transaction);
}

void AgentCore::request_done(Transaction& client, int status, const Message* response) {
    const auto found = outside_.find(&client);
    if (found == outside_.end())
        return;
    const auto done = std::move(found->second);
    outside_.erase(found);
    done(status, response);
}

// --- what Agent offers
// ---------------------------------------------------------------------------------------

base::Result<Session*, InviteError> AgentCore::invite(const Invitation& invitation,
                                                      SessionListener& listener) {
    if (!accepting_ || is_full())
        return base::fail(InviteError::refused);
    const std::string& to = invitation.to.empty() ? invitation.request_uri : invitation.to;
    if (!Uri::parse(invitation.request_uri) || !NameAddr::parse(invitation.from) ||
        !NameAddr::parse(to))
        return base::fail(InviteError::bad_uri);
    Transport* transport = layer_.transport_to(invitation.destination);
    if (!transport)
        return base::fail(InviteError::no_transport);
    if (overload_.holds_back(invitation.destination, is_priority(invitation)))
        return base::fail(InviteError::overloaded);
    InviteSession& session =
        adopt(std::make_unique<InviteSession>(*this, ++last_id_, *transport, invitation, listener));
    ++counters_.sessions_out;
    session.start(invitation);
    return &session;
}

base::Result<void, InviteError> AgentCore::options(const std::string& uri,
                                                   const Endpoint& destination,
                                                   std::function<void(int)> done) {
    if (!Uri::parse(uri))
        return base::fail(InviteError::bad_uri);
    Transport* transport = layer_.transport_to(destination);
    if (!transport)
        return base::fail(InviteError::no_transport);
    const std::string& here = layer_.sent_by(*transport, destination);
    Message request = Message::request(Method::options, uri);
    request.append(HeaderName::max_forwards, "70");
    request.append(HeaderName::from, "<sip:" + here + ">;tag=" + random_.token(13));
    request.append(HeaderName::to, '<' + uri + '>');
    request.append(HeaderName::call_id, random_.token(24));
    request.append(HeaderName::cseq, "1 OPTIONS");
    request.append(HeaderName::contact, "<sip:" + here + '>');
    request.append(HeaderName::accept, abilities_.accept);
    request.append(HeaderName::user_agent, settings_.user_agent);
    outside_[&layer_.send_request(request, *transport, destination, 0)] =
        [done = std::move(done)](int status, const Message*) { done(status); };
    return {};
}

std::string AgentCore::sent_by(const Endpoint& destination) {
    Transport* transport = layer_.transport_to(destination);
    return transport ? layer_.sent_by(*transport, destination) : std::string("invalid.invalid");
}

base::Result<void, InviteError> AgentCore::request(const OutsideRequest& wanted, Answered done) {
    const std::string& to = wanted.to.empty() ? wanted.request_uri : wanted.to;
    if (!Uri::parse(wanted.request_uri) || !NameAddr::parse(wanted.from) || !NameAddr::parse(to))
        return base::fail(InviteError::bad_uri);
    Transport* transport = layer_.transport_to(wanted.destination);
    if (!transport)
        return base::fail(InviteError::no_transport);
    const auto address = [](const std::string& text) { // a URI may have parameters of its own
        return text.find('<') == std::string::npos ? '<' + text + '>' : text;
    };
    std::string from = address(wanted.from);
    from.append(";tag=").append(wanted.from_tag.empty() ? random_.token(13) : wanted.from_tag);
    std::string cseq = std::to_string(wanted.cseq);
    cseq.append(" ").append(wanted.method);
    std::string contact = "<sip:";
    contact.append(layer_.sent_by(*transport, wanted.destination)).append(">");
    Message request = Message::request(wanted.method, wanted.request_uri);
    request.append(HeaderName::max_forwards, "70");
    request.append(HeaderName::from, from);
    request.append(HeaderName::to, address(to));
    request.append(HeaderName::call_id,
                   wanted.call_id.empty() ? random_.token(24) : wanted.call_id);
    request.append(HeaderName::cseq, cseq);
    if (std::ranges::none_of(wanted.headers, [](const ExtraHeader& header) {
            return header_name_of(header.name) == HeaderName::contact;
        }))
        request.append(HeaderName::contact, contact);
    request.append(HeaderName::user_agent, settings_.user_agent);
    extend(request, wanted.body, wanted.headers);
    outside_[&layer_.send_request(request, *transport, wanted.destination, 0)] = std::move(done);
    return {};
}

base::Result<void, InviteError> AgentCore::request(Dialog& dialog, std::string_view method,
                                                   const Endpoint& otherwise, ExtraHeaders headers,
                                                   BodyView body, Answered done) {
    std::string contact = "<sip:";
    contact.append(sent_by(otherwise)).append(">");
    Message request = dialog.request(method);
    request.append(HeaderName::contact, contact);
    request.append(HeaderName::user_agent, settings_.user_agent);
    extend(request, body, headers);
    Transaction* client = send_in_dialog(dialog, request, otherwise, 0);
    if (!client)
        return base::fail(InviteError::no_transport);
    outside_[client] = std::move(done);
    return {};
}

Session* AgentCore::find(SessionId id) const {
    const auto found = sessions_.find(id);
    return found == sessions_.end() ? nullptr : found->second.get();
}

std::vector<SessionId> AgentCore::find(std::string_view call_id) const {
    std::vector<SessionId> found;
    for (const auto& [id, session] : sessions_)
        if (session->call_id() == call_id)
            found.push_back(id);
    return found;
}

void AgentCore::stop(ExtraHeaders headers) {
    accepting_ = false;
    std::vector<InviteSession*> all; // none is destroyed meanwhile: bury() waits for sweep()
    for (const auto& [id, session] : sessions_)
        all.push_back(session.get());
    for (InviteSession* session : all)
        session->stop(headers);
}

void AgentCore::list(std::vector<SessionView>& rows) const {
    for (const auto& [id, session] : sessions_)
        rows.push_back(session->view());
    std::ranges::sort(rows, {}, &SessionView::id);
}

void AgentCore::list(std::vector<DialogView>& rows) const {
    for (const auto& [id, session] : sessions_)
        session->list(rows);
    std::ranges::stable_sort(rows, {}, &DialogView::session);
}

void AgentCore::list(std::vector<TransactionView>& rows) const {
    const base::TimePoint now = timers_.clock().now();
    layer_.for_each([&](const Transaction& transaction) {
        rows.push_back({transaction.machine(), transaction::name(transaction.state()),
                        sipi::text(transaction.method()),
                        transaction.key().substr(0, transaction.key().find('\n')),
                        transaction.peer(), transaction.session(), now - transaction.since()});
    });
}

// --- tools of the sessions
// -----------------------------------------------------------------------------------

Endpoint AgentCore::next_hop(const Dialog& dialog, const Endpoint& otherwise) const {
    if (settings_.keeps_to && dialog.route_set().empty()) {
        const auto named = literal_endpoint(dialog.next_hop());
        const Transport* const there = layer_.transport_to(otherwise);
        if (named && *named != otherwise && there && there->holds(otherwise) &&
            settings_.keeps_to(otherwise, *named))
            return otherwise;
    }
    return locate(dialog.next_hop(), otherwise);
}

Endpoint AgentCore::locate(std::string_view uri_text, const Endpoint& otherwise) const {
    const auto uri = Uri::parse(uri_text);
    if (auto literal = literal_endpoint(uri_text)) {
        // Who speaks over a connection and names no transport means that one: RFC 3263 §4.1 would
        // have UDP, which it may not even listen on.
        if (is_reliable(otherwise.kind) && literal->kind == TransportKind::udp && uri &&
            uri->params.value("transport").empty()) {
            literal->kind = otherwise.kind;
            if (literal->same_host(otherwise))
                return otherwise;
        }
        if (layer_.transport_to(*literal))
            return *literal;
    }
    if (settings_.resolve && uri && uri->is_sip()) {
        const auto kind = transport_kind_from_text(uri->params.value("transport"));
        if (const auto found =
                settings_.resolve(uri->host, uri->port, kind.value_or(otherwise.kind)))
            return *found;
    }
    return otherwise;
}

void AgentCore::extend(Message& message, BodyView body, ExtraHeaders headers) {
    for (const ExtraHeader& header : headers) {
        const HeaderName id = header_name_of(header.name);
        if (std::ranges::find(kOwnHeaders, id) != kOwnHeaders.end())
            continue;
        if (id == HeaderName::unknown)
            message.append(header.name, header.value);
        else
            message.append(id, header.value);
    }
    if (body.empty())
        return;
    constexpr std::string_view kMultipart = "multipart/";
    message.set_body(body.type, body.octets);
    if (!body.disposition.empty())
        message.append(HeaderName::content_disposition, body.disposition);
    if (scan::same(body.type.substr(0, kMultipart.size()), kMultipart))
        message.append(HeaderName::mime_version, "1.0"); // RFC 2045 §4, RFC 3204 §4.1
}

Message AgentCore::response(const Message& request, int status, std::string_view to_tag,
                            BodyView body, ExtraHeaders headers) const {
    Message out =
        Message::response(request, status, {}, status != 100 ? to_tag : std::string_view());
    if (wants_allow(request, status))
        out.append(HeaderName::allow, abilities_.allow);
    const bool says_accept = std::ranges::any_of(headers, [](const ExtraHeader& header) {
        const HeaderName id = header_name_of(header.name);
        return id == HeaderName::accept || id == HeaderName::accept_encoding;
    });
    if (is_success(status) && wants_allow(request, status)) {
        if (!abilities_.supported.empty())
            out.append(HeaderName::supported, abilities_.supported);
        if (request.method() == Method::options) {
            if (!says_accept)
                out.append(HeaderName::accept, abilities_.accept);
            out.append(HeaderName::accept_encoding, "identity");
            out.append(HeaderName::accept_language, abilities_.accept_language);
        }
    }
    if (status == 415 && !says_accept)
        out.append(HeaderName::accept, abilities_.accept);
    if (status != 100)
        out.append(HeaderName::server, settings_.user_agent);
    extend(out, body, headers);
    return out;
}

void AgentCore::respond(Transaction& server, const Message& request, int status,
                        std::string_view to_tag, BodyView body, ExtraHeaders headers) {
    const std::string fresh = to_tag.empty() ? random_.token(13) : std::string();
    Message out =
        response(request, status, to_tag.empty() ? std::string_view(fresh) : to_tag, body, headers);
    if (const InviteSession* session = session_of(server))
        session->identify_session(out);
    layer_.respond(server, out);
}

void AgentCore::acknowledge(Transaction* invite, const Dialog& dialog, std::uint32_t cseq,
                            const Endpoint& otherwise, SessionId session, BodyView body,
                            ExtraHeaders headers) {
    const Endpoint destination = next_hop(dialog, otherwise);
    Transport* transport = layer_.transport_to(destination);
    if (!transport)
        return;
    Message ack = dialog.ack(cseq);
    ack.append(HeaderName::user_agent, settings_.user_agent);
    extend(ack, body, headers);
    if (const InviteSession* known = session_of(session))
        known->identify_session(ack);
    std::string octets = layer_.send_ack(ack, *transport, destination, session);
    if (invite && invite->is_client() && invite->is_invite())
        static_cast<transaction::InviteClient&>(*invite).keep_ack(dialog.remote_tag(),
                                                                  std::move(octets), destination);
}

Transaction* AgentCore::send_in_dialog(Dialog& dialog, Message& request, const Endpoint& otherwise,
                                       SessionId session) {
    const Endpoint destination = next_hop(dialog, otherwise);
    Transport* transport = layer_.transport_to(destination);
    if (!transport)
        return nullptr;
    if (const InviteSession* known = session_of(session))
        known->identify_session(request);
    return &layer_.send_request(request, *transport, destination, session);
}

void AgentCore::release_fork(Transaction& invite, const Message& response) {
    ++counters_.late_forks;
    const auto cseq = response.cseq();
    auto dialog = Dialog::from_response(response, "sip:invalid.invalid");
    if (!dialog || !cseq)
        return;
    acknowledge(&invite, *dialog, cseq->number, invite.peer(), invite.session(), {}, {});
    Message bye = dialog->request("BYE");
    bye.append(HeaderName::user_agent, settings_.user_agent);
    send_in_dialog(*dialog, bye, invite.peer(), invite.session());
}

// --- tables
// --------------------------------------------------------------------------------------------------

InviteSession* AgentCore::session_of(const Transaction& transaction) const {
    return session_of(transaction.session());
}

InviteSession* AgentCore::session_of(SessionId id) const {
    const auto found = sessions_.find(id);
    return found == sessions_.end() ? nullptr : found->second.get();
}

// Of several with that tag the one whose dialog it is; without any such dialog the newest, which
// refuses it.
InviteSession* AgentCore::session_of(std::string_view local_tag, std::string_view call_id,
                                     std::string_view remote_tag) const {
    InviteSession* newest = nullptr;
    const auto [first, last] = by_tag_.equal_range(local_tag);
    for (auto at = first; at != last; ++at) {
        InviteSession& session = *at->second;
        if (session.call_id() != call_id)
            continue;
        if (session.has_dialog(remote_tag))
            return &session;
        if (!newest || newest->id() < session.id())
            newest = &session;
    }
    return newest;
}

InviteSession& AgentCore::adopt(std::unique_ptr<InviteSession> session) {
    InviteSession& adopted = *session;
    by_tag_.emplace(adopted.local_tag(), &adopted);
    sessions_.emplace(adopted.id(), std::move(session));
    return adopted;
}

void AgentCore::bury(InviteSession& session) {
    const auto found = sessions_.find(session.id());
    if (found == sessions_.end())
        return;
    const auto [first, last] = by_tag_.equal_range(session.local_tag());
    const auto tag =
        std::find_if(first, last, [&](const auto& entry) { return entry.second == &session; });
    by_tag_.erase(tag);
    dead_.push_back(std::move(found->second));
    sessions_.erase(found);
    if (!sweep_timer_.armed())
        sweep_timer_.arm(base::Duration::zero());
}

// Only from the loop, when no session can be on the stack.
void AgentCore::sweep() {
    if (dead_.empty())
        return;
    sweep_timer_.cancel();
    std::vector<std::unique_ptr<InviteSession>> dead;
    dead.swap(dead_);
}

} // namespace sipi
