// Mailboxes: message waiting between lines and SIP peers (RFC 3842, RFC 6665; EN 300 745-1,
// ECMA-242).
#include "gateway/legs/mailboxes.h"

#include "base/log.h"
#include "gateway/mapping/message_waiting.h"
#include "gateway/mapping/numbers.h"
#include "sipi/event.h"
#include "sipi/params.h"
#include "sipi/uri.h"

#include <algorithm>
#include <array>

namespace legs {
namespace {

// Numbers of routing and of lines (Q.763 §3.9 b, Q.931 Table 4-9).
struct NatureRow {
    route::Nature nature;
    std::uint8_t type_of_number, plan;
};
constexpr std::array kNatures{
    NatureRow{route::Nature::unknown, 0, 0},    NatureRow{route::Nature::international, 1, 1},
    NatureRow{route::Nature::national, 2, 1},   NatureRow{route::Nature::network_specific, 3, 1},
    NatureRow{route::Nature::subscriber, 4, 1},
};

route::Number number_of(const isdn::Number& number) {
    route::Number made;
    made.digits = number.digits;
    for (const NatureRow& row : kNatures)
        if (row.type_of_number == number.type_of_number)
            made.nature = row.nature;
    return made;
}

isdn::Number number_of(const route::Number& number) {
    isdn::Number made;
    made.digits = number.digits;
    for (const NatureRow& row : kNatures)
        if (row.nature == number.nature) {
            made.type_of_number = row.type_of_number;
            made.plan = row.plan;
        }
    return made;
}

/// The number that a URI names; nothing when it names none.
std::optional<route::Number> number_in(std::string_view uri_text) {
    const auto uri = sipi::Uri::parse(uri_text);
    return uri ? route::number_from_text(sipi::plain_number(sipi::unescaped(uri->user)))
               : std::nullopt;
}

std::string resource_of(const PeerSettings& peer, std::string_view user) {
    std::string key = peer.peer.name;
    key += '/';
    key += user;
    return key;
}

std::string uri_of(const PeerSettings& peer, const std::string& user) {
    std::string uri = "sip:";
    sipi::append_escaped_user(uri, user);
    uri.append("@").append(peer.peer.host_text());
    return uri;
}

sipi::RequestAnswer plain(int status) {
    sipi::RequestAnswer answer;
    answer.status = status;
    return answer;
}

sipi::RequestAnswer bad_event() {
    sipi::RequestAnswer answer = plain(489);
    answer.headers.push_back({"Allow-Events", std::string(sipi::kMessageSummary)});
    return answer;
}

} // namespace

Mailboxes::Mailboxes(SipSide& sip, const call::Table& calls, const Trunks& trunks,
                     base::Timers& timers)
    : sip_(sip), calls_(calls), trunks_(trunks), timers_(timers),
      notifier_(sip.agent(), timers,
                {std::string(sipi::kMessageSummary), std::string(sipi::kMessageSummaryType)},
                [this](const std::string& resource) {
                    const auto found = states_.find(resource);
                    return found == states_.end() ? sipi::MessageSummary{}.text() : found->second;
                }) {}

Mailboxes::~Mailboxes() = default;

void Mailboxes::configure(const std::vector<std::shared_ptr<const PeerSettings>>& peers) {
    decltype(subscriptions_) kept;
    for (const auto& peer : peers)
        for (const std::string& mailbox : peer->peer.mailboxes) {
            sipi::Subscriber::Wanted wanted;
            wanted.destination = endpoint_of(peer->peer);
            wanted.uri = uri_of(*peer, mailbox);
            wanted.from = "sip:";
            sipi::append_escaped_user(wanted.from, mailbox);
            wanted.from.append("@").append(sip_.agent().sent_by(wanted.destination));
            wanted.event = sipi::kMessageSummary;
            wanted.accept = sipi::kMessageSummaryType;
            const std::string key = resource_of(*peer, mailbox);
            const auto before = subscriptions_.find(key);
            if (before != subscriptions_.end() && before->second.subscriber->wanted() == wanted) {
                kept.emplace(key, std::move(before->second));
                continue;
            }
            auto subscriber = std::make_unique<sipi::Subscriber>(
                sip_.agent(), timers_, wanted,
                [this, name = peer->peer.name, mailbox](const sipi::Message& notify) {
                    const auto from = sip_.peer(name);
                    if (!from)
                        return;
                    static_cast<void>(take_body(notify, *from, mailbox));
                    const auto ours = subscriptions_.find(resource_of(*from, mailbox));
                    const auto summary = sipi::MessageSummary::parse(notify.body_text());
                    if (ours != subscriptions_.end() && summary)
                        ours->second.last = *summary;
                });
            subscriber->start();
            kept.emplace(key, Subscription{peer->peer.name, std::move(subscriber), mailbox, {}});
        }
    subscriptions_ = std::move(kept);
}

// --- from SIP

sipi::RequestAnswer Mailboxes::from_sip(const sipi::Message& request, const sipi::Endpoint& source,
                                        const PeerSettings& peer) {
    const bool notify = request.method() == sipi::Method::notify;
    const bool in_dialog = !request.to_tag().empty();
    if (notify && in_dialog) {
        for (const auto& [key, subscription] : subscriptions_)
            if (const auto answer = subscription.subscriber->take(request))
                return *answer;
        return plain(481);
    }
    if (in_dialog)
        return notifier_.refresh(request);
    const auto event = sipi::Event::parse(request.header(sipi::HeaderName::event));
    if (!event || !sipi::equal_without_case(event->package, sipi::kMessageSummary))
        return bad_event();
    const auto user = number_in(request.request_uri());
    if (!user)
        return plain(404);
    if (!notify)
        return notifier_.subscribe(request, source, resource_of(peer, route::written(*user)));
    if (!peer.peer.unsolicited_notify)
        return plain(481); // RFC 6665 §4.1.3: no such subscription
    return plain(take_body(request, peer, route::written(*user)));
}

// The status that a NOTIFY without a subscription gets; one within has its 200.
int Mailboxes::take_body(const sipi::Message& notify, const PeerSettings& peer,
                         std::string_view user) {
    constexpr int kOk = 200, kBad = 400, kNotFound = 404, kUnavailable = 480;
    const auto summary = sipi::MessageSummary::parse(notify.body_text());
    const auto number = route::number_from_text(user);
    if (!summary || !number) {
        base::log::warning("mwi", "peer {}: NOTIFY without a message summary", peer.peer.name);
        return kBad;
    }
    ++counters_.from_sip;
    switch (deliver(peer.group, *number, *summary, Scope::whole)) {
    case Outcome::delivered:
        return kOk;
    case Outcome::no_route:
        return kNotFound;
    default:
        return kUnavailable;
    }
}

// --- from a line

std::vector<std::uint8_t> Mailboxes::from_line(const IsdnLine& line, const isdn::Message& message) {
    const auto waiting = isdn::message_waiting_in(message);
    if (!waiting) {
        for (const auto& contents : message.facilities)
            for (const isdn::Component& answer : isdn::components_of(contents))
                if (answer.kind == isdn::ComponentKind::return_error ||
                    answer.kind == isdn::ComponentKind::reject)
                    base::log::warning("mwi", "span {}: message waiting is refused, error {}",
                                       line.span().name, answer.error.value_or(-1));
        return {};
    }
    ++counters_.from_lines;
    mapping::Notes notes;
    const sipi::MessageSummary summary = mapping::waiting_to_sip(*waiting, {}, notes);
    isdn::Number user = waiting->user;
    if (user.digits.empty() && !line.span().msn.empty())
        user.digits = line.span().msn.front(); // an indication for the line itself
    const Outcome outcome = deliver(line.group_name(), number_of(user), summary, Scope::one_class);
    if (waiting->operation == isdn::MessageWaiting::Operation::indicate)
        return {}; // EN 300 745-1 §9.3: not confirmed
    if (outcome == Outcome::delivered)
        return isdn::return_result(waiting->dialect, waiting->id);
    return isdn::return_error(waiting->dialect, waiting->id,
                              outcome == Outcome::no_route ? isdn::kInvalidServedUserNumber
                                                           : isdn::kNotAvailable);
}

// --- to whom it goes

Mailboxes::Outcome Mailboxes::deliver(const std::string& from, const route::Number& user,
                                      const sipi::MessageSummary& summary, Scope scope) {
    route::Query query;
    query.from = from;
    query.called = user;
    const route::Decision decision = calls_.plan().decide(query);
    for (const route::Candidate& candidate : decision.candidates) {
        for (IsdnLine* line : trunks_.lines(candidate.group))
            if (line->up() && tell_line(*line, candidate.called, summary, scope))
                return Outcome::delivered;
        for (const auto& peer : trunks_.peers(candidate.group))
            if (tell_peer(*peer, candidate.called, summary, scope))
                return Outcome::delivered;
    }
    ++counters_.undelivered;
    base::log::warning("mwi", "mailbox {} of {}: {}", route::text(user), from,
                       decision.candidates.empty()
                           ? "no route"
                           : "nobody there takes message waiting (no subscription, no "
                             "unsolicited_notify, or no such service on the line)");
    return decision.candidates.empty() ? Outcome::no_route : Outcome::not_taken;
}

// A summary without a class that was told of before says that this class is empty now (RFC 3842
// §5.2: what has no line has no messages).
bool Mailboxes::tell_line(IsdnLine& line, const route::Number& user,
                          const sipi::MessageSummary& summary, Scope scope) {
    mapping::Notes notes;
    const isdn::Options& options = line.interface().options();
    std::string key = line.group_name();
    key.append("/").append(route::written(user));
    const auto before = on_lines_.find(key);
    sipi::MessageSummary told = summary;
    if (before != on_lines_.end() && scope == Scope::whole)
        for (const sipi::MessageSummary::Class& one : sipi::MessageSummary::classes())
            if (!(told.*one.counts) && before->second.*one.counts &&
                (before->second.*one.counts)->fresh > 0)
                told.*one.counts = sipi::MessageSummary::Counts{};
    auto requests =
        mapping::waiting_to_line(told, number_of(user), options.switch_type, options.side, notes);
    if (requests.empty())
        return false;
    constexpr int kMostInvokes = 127;
    for (isdn::MessageWaiting& waiting : requests) {
        waiting.id = last_invoke_ = last_invoke_ % kMostInvokes + 1;
        if (!line.send_independent(isdn::facility_message(waiting)))
            return false;
    }
    if (on_lines_.size() < kMostStates || before != on_lines_.end())
        on_lines_[key] = scope == Scope::whole || before == on_lines_.end()
                             ? told
                             : mapping::merged(before->second, told);
    for (const mapping::Note& note : notes)
        base::log::info("mwi", "span {}: {} ({}): {}", line.span().name, note.row->name,
                        note.row->clause, note.value());
    return true;
}

bool Mailboxes::tell_peer(const PeerSettings& peer, const route::Number& user,
                          sipi::MessageSummary summary, Scope scope) {
    const std::string number = route::written(user), resource = resource_of(peer, number);
    if (const auto known = states_.find(resource);
        known != states_.end() && scope == Scope::one_class)
        if (const auto before = sipi::MessageSummary::parse(known->second))
            summary = mapping::merged(*before, summary);
    summary.account = uri_of(peer, number);
    const std::string body = summary.text();
    keep(resource, body);
    const std::size_t watchers = notifier_.changed(resource);
    if (watchers > 0)
        base::log::info("mwi", "peer {}: NOTIFY of mailbox {} to {} subscriptions", peer.peer.name,
                        number, watchers);
    return watchers > 0 || (peer.peer.unsolicited_notify && notify_unasked(peer, number, body));
}

// Without a subscription: what many servers and telephones do, against RFC 6665.
bool Mailboxes::notify_unasked(const PeerSettings& peer, const std::string& user,
                               const std::string& body) {
    sipi::OutsideRequest request;
    request.method = "NOTIFY";
    request.request_uri = uri_of(peer, user);
    const std::vector<sipi::Endpoint> servers = sip_.servers(peer);
    if (servers.empty())
        return false;
    request.destination = servers.front();
    request.from = "sip:";
    sipi::append_escaped_user(request.from, user);
    request.from.append("@").append(sip_.agent().sent_by(request.destination));
    request.headers = {{"Event", std::string(sipi::kMessageSummary)},
                       {"Subscription-State", "active"}};
    request.body = sipi::BodyView(sipi::kMessageSummaryType, std::string_view(body));
    return sip_.agent()
        .request(request,
                 [name = peer.peer.name, user](int status, const sipi::Message*) {
                     if (status >= 300)
                         base::log::warning("mwi", "peer {}: NOTIFY of mailbox {} got {}", name,
                                            user, status);
                 })
        .ok();
}

void Mailboxes::keep(const std::string& resource, std::string body) {
    const auto [state, fresh] = states_.insert_or_assign(resource, std::move(body));
    if (!fresh)
        return;
    oldest_.push_back(resource);
    if (oldest_.size() > kMostStates) {
        states_.erase(oldest_.front());
        oldest_.pop_front();
    }
}

std::vector<MailboxState> Mailboxes::view() const {
    constexpr std::array<const char*, 5> kStates{"idle", "asking", "active", "waiting", "refused"};
    std::vector<MailboxState> rows;
    const auto split = [](MailboxState& row, const std::string& key) {
        const std::size_t slash = key.rfind('/');
        row.where = key.substr(0, slash);
        row.number = key.substr(slash + 1);
    };
    for (const auto& [key, body] : states_) {
        MailboxState row;
        split(row, key);
        if (auto summary = sipi::MessageSummary::parse(body))
            row.summary = *std::move(summary);
        row.watchers = notifier_.watching(key);
        rows.push_back(std::move(row));
    }
    for (const auto& [key, subscription] : subscriptions_) {
        MailboxState row;
        row.kind = MailboxState::Kind::watched;
        row.where = subscription.peer;
        row.number = subscription.mailbox;
        row.state = kStates[static_cast<std::size_t>(subscription.subscriber->state())];
        row.summary = subscription.last;
        rows.push_back(std::move(row));
    }
    for (const auto& [key, summary] : on_lines_) {
        MailboxState row;
        row.kind = MailboxState::Kind::line;
        split(row, key);
        row.summary = summary;
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace legs
