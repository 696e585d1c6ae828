// Completion of calls to busy users and on no reply: the network's side (EN 300 359-1 §9, EN 301
// 065-1 §9).
#include "gateway/legs/completions.h"

#include "base/log.h"
#include "gateway/mapping/numbers.h"
#include "sipi/uri.h"

#include <algorithm>

namespace legs {
namespace {

using isdn::Completion;
using Operation = Completion::Operation;
using Stage = CompletionState::Stage;

// EN 300 359-1 §13, EN 301 065-1 §13.
constexpr std::chrono::seconds kRetention{30}; // T-Retain: at least 15 s
constexpr std::chrono::minutes kService{45};   // T-CCBS2: 15 to 45 min
constexpr std::chrono::minutes kServiceNoReply{180};
constexpr std::chrono::seconds kRecall{20}; // T-CCBS3: 10 to 20 s
// A user whom others keep busy is not looked at, or offered, more often than that in the end.
constexpr std::chrono::minutes kLongestInterval{5};
constexpr int kMostReferences = 127;
constexpr std::size_t kMostOfALine = 20;
constexpr std::uint8_t kUserBusy = 17;

const config::Mapping* subscription_of(const IsdnLine& line) {
    const isdn::Options& options = line.interface().options();
    const bool served =
        options.side == isdn::Side::network && options.switch_type == isdn::SwitchType::euroisdn;
    const config::Mapping* const mapping = line.mapping();
    return served && mapping && mapping->completion ? mapping : nullptr;
}

} // namespace

// --- the telephone

std::vector<std::uint8_t> Completions::retain(IsdnLine& line, const Wanted& wanted) {
    const int reference = subscription_of(line) ? free_reference(line) : 0;
    if (reference == 0)
        return {};
    auto entry = std::make_shared<Entry>(*this, line, wanted);
    entry->state.line = line.span().name;
    entry->state.reference = reference;
    entry->state.no_reply = wanted.no_reply;
    entry->state.called = wanted.called.digits;
    entry->state.until = timers_.clock().now() + kRetention;
    entry->life.arm(kRetention);
    entries_.push_back(std::move(entry));
    Completion told;
    told.operation = Operation::retain;
    told.id = last_invoke_ = last_invoke_ % kMostReferences + 1;
    told.reference = reference;
    return isdn::facility(told);
}

// Linkage ids and CCBS references of a line never are the same.
int Completions::free_reference(const IsdnLine& line) const {
    std::size_t count = 0;
    std::array<bool, kMostReferences + 1> taken{};
    for (const auto& entry : entries_)
        if (entry->line == &line) {
            taken[static_cast<std::size_t>(entry->state.reference)] = true;
            ++count;
        }
    if (count >= kMostOfALine)
        return 0;
    const auto free = std::find(taken.begin() + 1, taken.end(), false);
    return free == taken.end() ? 0 : static_cast<int>(free - taken.begin());
}

std::shared_ptr<Completions::Entry> Completions::find(const IsdnLine& line, int reference,
                                                      bool retained) const {
    for (const auto& entry : entries_)
        if (entry->line == &line && entry->state.reference == reference &&
            (entry->state.stage == Stage::retained) == retained)
            return entry;
    return nullptr;
}

std::optional<std::vector<std::uint8_t>> Completions::from_line(IsdnLine& line,
                                                                const isdn::Message& message) {
    const auto asked = isdn::completion_in(message);
    if (!asked)
        return std::nullopt;
    switch (asked->operation) {
    case Operation::request:
    case Operation::request_no_reply:
        return request(line, *asked);
    case Operation::deactivate: {
        const auto entry = find(line, asked->reference, false);
        if (!entry)
            return isdn::return_error(isdn::Dialect::etsi, asked->id, isdn::kInvalidCcbsReference);
        base::log::info("completion", "span {}: {} is not wanted any more", line.span().name,
                        entry->state.called);
        ++counters_.given_up;
        tell(*entry, Operation::erase, Completion::Erased::normal);
        drop(*entry);
        return isdn::completion_result(asked->operation, asked->id, asked->reference);
    }
    default: // a network's own
        return std::vector<std::uint8_t>();
    }
}

std::vector<std::uint8_t> Completions::request(IsdnLine& line, const isdn::Completion& asked) {
    const config::Mapping* const subscription = subscription_of(line);
    const auto entry = find(line, asked.reference, true);
    if (!subscription || !entry) {
        ++counters_.refused;
        return isdn::return_error(isdn::Dialect::etsi, asked.id,
                                  subscription ? isdn::kInvalidLinkageId : isdn::kNotSubscribed);
    }
    entry->state.no_reply = asked.operation == Operation::request_no_reply;
    const base::Duration service =
        entry->state.no_reply ? base::Duration(kServiceNoReply) : base::Duration(kService);
    entry->state.until = timers_.clock().now() + service;
    entry->life.arm(service);
    entry->interval = subscription->completion_interval;
    ++counters_.requested;
    base::log::info("completion", "span {}: wanted when {} {}", line.span().name,
                    entry->state.called,
                    entry->state.no_reply ? "has been busy and is free" : "is free");
    wait(*entry);
    return isdn::completion_result(asked.operation, asked.id, asked.reference);
}

bool Completions::begin_call(IsdnLine& line, int reference, isdn::Message& setup) {
    const auto entry = find(line, reference, false);
    if (!entry || entry->state.stage != Stage::offered)
        return false;
    entry->next.cancel();
    entry->state.stage = Stage::calling;
    if (!setup.called || setup.called->digits.empty()) {
        setup.called = entry->wanted.called;
        setup.sending_complete = true;
    }
    return true;
}

void Completions::rings(const IsdnLine& line, int reference) {
    const auto entry = find(line, reference, false);
    if (!entry)
        return;
    ++counters_.completed;
    base::log::info("completion", "span {}: the call to {} is there", line.span().name,
                    entry->state.called);
    tell(*entry, Operation::erase, Completion::Erased::normal);
    drop(*entry);
}

// Busy again: the request keeps its place (EN 300 359-1 §9.4.4).
void Completions::ended(const IsdnLine& line, int reference, std::uint8_t cause) {
    const auto entry = find(line, reference, false);
    if (!entry)
        return;
    if (cause == kUserBusy) {
        entry->interval = std::min<base::Duration>(entry->interval * 2, kLongestInterval);
        return wait(*entry);
    }
    ++counters_.given_up;
    tell(*entry, Operation::erase, Completion::Erased::failed);
    drop(*entry);
}

void Completions::forget(const IsdnLine& line) {
    std::erase_if(entries_, [&](const auto& entry) { return entry->line == &line; });
}

// Group addressed: the telephones of the line that do not know the reference leave it.
void Completions::tell(Entry& entry, Operation operation, Completion::Erased why) {
    Completion told;
    told.operation = operation;
    told.id = last_invoke_ = last_invoke_ % kMostReferences + 1;
    told.reference = entry.state.reference;
    told.called = entry.wanted.called;
    told.bearer = entry.wanted.bearer;
    told.erased = why;
    isdn::Message facility;
    facility.type = isdn::MessageType::facility;
    facility.facilities = {isdn::facility(told)};
    if (!entry.line->send_independent(facility))
        base::log::info("completion", "span {}: its D-channel is down, nobody is told of {}",
                        entry.state.line, entry.state.called);
}

void Completions::expired(Entry& entry) {
    if (entry.state.stage != Stage::retained) {
        ++counters_.given_up;
        base::log::info("completion", "span {}: {} was not free in time", entry.state.line,
                        entry.state.called);
        tell(entry, Operation::erase, Completion::Erased::service_timer);
    }
    drop(entry);
}

void Completions::drop(const Entry& entry) {
    std::erase_if(entries_, [&](const auto& one) { return one.get() == &entry; });
}

// --- the user

void Completions::wait(Entry& entry) {
    entry.state.stage = Stage::waiting;
    entry.next.arm(entry.interval);
}

void Completions::on_next(Entry& entry) {
    if (entry.state.stage == Stage::waiting)
        return look(entry);
    ++counters_.given_up; // T-CCBS3
    base::log::info("completion", "span {}: nobody calls {} although it is free", entry.state.line,
                    entry.state.called);
    tell(entry, Operation::erase, Completion::Erased::recall_timer);
    drop(entry);
}

// Where a call to him would go: in a call of ours there, or what his SIP peer says of him.
void Completions::look(Entry& entry) {
    route::Query query;
    const std::string from = entry.line->group_name();
    query.from = from;
    query.called = entry.wanted.number;
    const route::Decision decision = calls_.plan().decide(query);
    if (decision.candidates.empty() || in_talk(decision.candidates.front()))
        return seen(entry, true);
    if (!ask_peer(entry, decision.candidates.front()))
        seen(entry, false);
}

bool Completions::in_talk(const route::Candidate& user) const {
    bool found = false;
    calls_.for_each([&](call::Call& call) {
        const auto at = [&](const call::Leg* leg, const route::Number& number) {
            return leg && !leg->ended() && leg->describe().group == user.group &&
                   number.digits == user.called.digits;
        };
        found = found || at(call.outgoing(), call.called()) || at(call.incoming(), call.calling());
    });
    return found;
}

// OPTIONS gets the status that an INVITE would get (RFC 3261 §11.2). False: he is at no SIP peer.
bool Completions::ask_peer(Entry& entry, const route::Candidate& user) {
    constexpr int kBusyHere = 486, kBusyEverywhere = 600, kUnavailable = 480, kNoAnswer = 408,
                  kServiceUnavailable = 503;
    const auto peers = trunks_.peers(user.group);
    if (peers.empty())
        return false;
    const PeerSettings& peer = *peers.front();
    const std::vector<sipi::Endpoint> servers = sip_.servers(peer);
    if (servers.empty()) {
        seen(entry, true);
        return true;
    }
    sipi::OutsideRequest request;
    request.method = "OPTIONS";
    request.request_uri = "sip:";
    sipi::append_escaped_user(request.request_uri, route::written(user.called));
    request.request_uri.append("@").append(peer.peer.host_text());
    request.destination = servers.front();
    request.from = "sip:";
    request.from.append(sip_.agent().sent_by(request.destination));
    request.headers = {{"Accept", "application/sdp"}};
    std::weak_ptr<Entry> known;
    for (const auto& one : entries_)
        if (one.get() == &entry)
            known = one;
    const auto sent =
        sip_.agent().request(request, [this, known](int status, const sipi::Message*) {
            const auto still = known.lock();
            if (still && still->state.stage == Stage::waiting)
                seen(*still, status == kBusyHere || status == kBusyEverywhere ||
                                 status == kUnavailable || status == kNoAnswer ||
                                 status == kServiceUnavailable);
        });
    if (!sent)
        seen(entry, true);
    return true;
}

// CCNR: free counts once he has been seen busy, because then he is there.
void Completions::seen(Entry& entry, bool busy) {
    entry.state.seen_busy = entry.state.seen_busy || busy;
    if (busy || (entry.state.no_reply && !entry.state.seen_busy))
        return wait(entry);
    entry.state.stage = Stage::offered;
    base::log::info("completion", "span {}: {} is free, its caller is told", entry.state.line,
                    entry.state.called);
    tell(entry, Operation::user_free);
    entry.next.arm(kRecall);
}

std::vector<CompletionState> Completions::view() const {
    std::vector<CompletionState> states;
    for (const auto& entry : entries_)
        states.push_back(entry->state);
    return states;
}

} // namespace legs
