// Who may send SIP to us and how much: rates, offences and bans by source address.
#include "sipi/guard.h"

#include "base/log.h"

#include <algorithm>

namespace sipi {
namespace {

constexpr base::Duration kOffencesCount = std::chrono::minutes(1);

// Peers come and go by DNS and registrations too.
constexpr base::Duration kStandingHolds = std::chrono::seconds(1);

bool holds(std::string_view text, std::string_view word) {
    const auto same = [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + ('a' - 'A')) : a) == b;
    };
    return std::search(text.begin(), text.end(), word.begin(), word.end(), same) != text.end();
}

} // namespace

std::string_view name(Offence offence) {
    static constexpr std::array<std::string_view, 6> kNames{
        "flood", "malformed", "stranger", "scanner", "operator", "wrong password"};
    return kNames[static_cast<std::size_t>(offence)];
}

Guard::Guard(const base::Clock& clock, std::uint64_t seed)
    : clock_(clock), seed_(seed), sets_(std::make_unique<std::array<Set, kSets>>()) {}

void Guard::configure(GuardSettings settings) {
    settings_ = std::move(settings);
    ++generation_;
}

// A set is chosen under a secret seed, so that nobody can aim at another's entry.
Guard::Entry& Guard::entry_of(const Endpoint& source) {
    Endpoint host = source;
    host.port = 0;
    host.scope = 0;
    host.kind = TransportKind::udp;
    std::uint64_t hash = EndpointHash()(host) ^ seed_;
    hash = (hash ^ hash >> 31) * 0x9E3779B97F4A7C15U;
    Set& set = (*sets_)[(hash >> 33) % kSets];
    Entry* found = nullptr;
    for (Entry& entry : set)
        if (entry.used && entry.v6 == source.v6 && entry.address == source.address)
            found = &entry;
    if (!found) {
        found = &victim_in(set);
        *found = Entry{};
        found->used = true;
        found->v6 = source.v6;
        found->address = source.address;
    }
    const base::TimePoint now = clock_.now();
    if (found->generation != generation_ || now - found->asked >= kStandingHolds) {
        found->generation = generation_;
        found->asked = now;
        found->standing = settings_.standing ? settings_.standing(source) : Standing::known;
    }
    found->seen = now;
    return *found;
}

// A free place; else of those not banned the one that was silent longest; else of the bans that
// no operator made the one that ends first.
Guard::Entry& Guard::victim_in(Set& set) const {
    const auto rank = [](const Entry& entry) {
        const int kind = !entry.used                        ? 0
                         : !entry.banned                    ? 1
                         : entry.reason != Offence::command ? 2
                                                            : 3;
        return std::pair(kind, entry.banned ? entry.banned_until : entry.seen);
    };
    return *std::ranges::min_element(set, {}, rank);
}

bool Guard::is_banned(Entry& entry, const Endpoint& source) {
    if (!entry.banned)
        return false;
    if (clock_.now() < entry.banned_until)
        return true;
    base::log::info("sip", "{} is banned no longer, {} messages of it were dropped",
                    source.bare_host(), entry.dropped);
    entry.banned = false;
    entry.offences = 0;
    return false;
}

bool Guard::admits(const Endpoint& source) {
    Entry& entry = entry_of(source);
    if (is_banned(entry, source)) {
        ++counters_.banned;
        ++entry.dropped;
        return false;
    }
    if (entry.standing == Standing::known)
        return true;
    if (entry.standing == Standing::denied) {
        ++counters_.denied;
        return false;
    }
    const base::TimePoint now = clock_.now();
    if (!entry.bucket.take(now, settings_.rate, settings_.burst)) {
        ++counters_.limited;
        offend(entry, source, Offence::flood);
        return false;
    }
    if (!unknown_.take(now, settings_.unknown_rate, settings_.unknown_rate)) {
        ++counters_.limited;
        return false;
    }
    return true;
}

bool Guard::admits_agent(std::string_view user_agent, const Endpoint& source) {
    if (user_agent.empty() || settings_.scanners.empty())
        return true;
    if (std::ranges::none_of(settings_.scanners,
                             [&](const std::string& word) { return holds(user_agent, word); }))
        return true;
    Entry& entry = entry_of(source);
    if (entry.standing == Standing::known)
        return true;
    ++counters_.scanners;
    ban(entry, source, Offence::scanner, settings_.ban_time);
    return false;
}

bool Guard::silences(const Endpoint& source) {
    return settings_.silent && entry_of(source).standing != Standing::known;
}

void Guard::offend(const Endpoint& source, Offence offence) {
    offend(entry_of(source), source, offence);
}

void Guard::offend(Entry& entry, const Endpoint& source, Offence offence) {
    if (entry.standing == Standing::known || settings_.ban_after == 0)
        return;
    const base::TimePoint now = clock_.now();
    if (entry.offences == 0 || now - entry.first_offence > kOffencesCount) {
        entry.offences = 0;
        entry.first_offence = now;
    }
    if (++entry.offences >= settings_.ban_after)
        ban(entry, source, offence, settings_.ban_time);
}

void Guard::ban(Entry& entry, const Endpoint& source, Offence reason, base::Duration time) {
    if (!entry.banned) {
        ++counters_.bans;
        entry.dropped = 0;
        base::log::warning("sip", "{} is banned for {} s: {}", source.bare_host(),
                           std::chrono::duration_cast<std::chrono::seconds>(time).count(),
                           name(reason));
    }
    entry.banned = true;
    entry.reason = reason;
    entry.banned_until = clock_.now() + time;
}

void Guard::ban(const Endpoint& source, base::Duration time) {
    ban(entry_of(source), source, Offence::command,
        time > base::Duration::zero() ? time : settings_.ban_time);
}

bool Guard::unban(const Endpoint& source) {
    Entry& entry = entry_of(source);
    if (!is_banned(entry, source))
        return false;
    entry.banned = false;
    entry.offences = 0;
    return true;
}

std::vector<BanView> Guard::bans() const {
    std::vector<BanView> found;
    const base::TimePoint now = clock_.now();
    for (const Set& set : *sets_)
        for (const Entry& entry : set) {
            if (!entry.banned || entry.banned_until <= now)
                continue;
            Endpoint source;
            source.v6 = entry.v6;
            source.address = entry.address;
            found.push_back({source, entry.reason, entry.banned_until - now, entry.dropped});
        }
    std::ranges::sort(found, std::ranges::greater(), &BanView::left);
    return found;
}

} // namespace sipi
