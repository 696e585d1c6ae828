// All calls of the daemon.
#include "gateway/call/table.h"

#include "base/log.h"

namespace call {

Table::Table(Services services) : services_(services) {}
Table::~Table() = default;

Call& Table::create() {
    const CallId id = ++last_id_;
    return *calls_.emplace(id, std::make_unique<Call>(id, services_, *this)).first->second;
}

Call* Table::find(CallId id) {
    const auto found = calls_.find(id);
    return found == calls_.end() ? nullptr : found->second.get();
}

// Asked for transfers only: no index is kept for it.
Call* Table::of_leg(const Leg& leg) {
    for (const auto& [id, call] : calls_)
        if (call->incoming() == &leg || call->outgoing() == &leg)
            return call.get();
    return nullptr;
}

void Table::for_each(const std::function<void(Call&)>& visit) {
    for (const auto& [id, call] : calls_)
        visit(*call);
}

void Table::release_all(const isup::CauseIndicators& cause, std::string_view why) {
    for (const auto& [id, call] : calls_)
        call->release(cause, why);
}

Call* Table::of_port(media::PortId port) {
    const auto found = ports_.find(port.value);
    return found == ports_.end() ? nullptr : find(found->second);
}

std::uint64_t Table::routed(std::string_view route) const {
    const auto found = routed_.find(route);
    return found == routed_.end() ? 0 : found->second;
}

void Table::on_bridged(Call& call, media::PortId port) {
    ports_[port.value] = call.id();
}

void Table::on_call_ended(Call& call) {
    over_.push_back(call.id());
}

void Table::reap() {
    if (over_.empty())
        return;
    for (const CallId id : over_) {
        Call* call = find(id);
        for (const media::PortId port : call->bridged())
            if (const auto found = ports_.find(port.value);
                found != ports_.end() && found->second == id)
                ports_.erase(found); // it may have gone on to another call
        calls_.erase(id);
    }
    over_.clear();
    if (calls_.empty() && on_empty_)
        on_empty_();
}

unsigned Table::audit() {
    const base::TimePoint now = services_.timers.clock().now();
    unsigned findings = 0;
    for (const auto& [id, call] : calls_) {
        if (call->state() != State::releasing ||
            now - call->released_at() < settings_.release_guard)
            continue;
        ++findings;
        base::log::warning(
            "call", "call({}): a leg did not end within {} s of its release; freed by the audit",
            id, std::chrono::duration_cast<std::chrono::seconds>(settings_.release_guard).count());
        over_.push_back(id);
    }
    reap();
    findings += audit_ports();
    counters_.audit_findings += findings;
    return findings;
}

unsigned Table::audit_ports() {
    std::unordered_set<std::uint64_t> owned, ownerless;
    for (const auto& [id, call] : calls_)
        call->add_ports(owned);
    unsigned findings = 0;
    for (const media::OpenPort& open : services_.media.open_ports()) {
        if (owned.contains(open.port.value) || (held_elsewhere && held_elsewhere(open)))
            continue;
        if (!ownerless_.contains(open.port.value)) { // it may be on its way
            ownerless.insert(open.port.value);
            continue;
        }
        base::log::warning(
            "call", "media port {}{} belongs to no call; closed by the audit", open.port.value,
            open.timeslot ? " on B-channel " + std::to_string(open.timeslot) : std::string());
        services_.media.close(open.port);
        ++findings;
    }
    ownerless_ = std::move(ownerless);
    return findings;
}

} // namespace call
