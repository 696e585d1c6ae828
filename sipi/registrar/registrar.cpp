// The registrar: REGISTER into bindings of accounts, RFC 3261 §10.3.
#include "sipi/registrar/registrar.h"

#include "base/log.h"
#include "sipi/via.h"

#include <algorithm>
#include <optional>

namespace sipi::registrar {
namespace {

constexpr int kOk = 200, kBadRequest = 400, kForbidden = 403, kIntervalTooBrief = 423,
              kServerError = 500;

RequestAnswer plain(int status) {
    RequestAnswer answer;
    answer.status = status;
    return answer;
}

Endpoint host_of(const Endpoint& source) {
    Endpoint host = source;
    host.port = 0;
    host.scope = 0;
    host.kind = TransportKind::udp;
    return host;
}

// Text that the peer chose and that we keep: as much as has room.
std::string kept(std::string_view text, std::size_t most) {
    return std::string(text.substr(0, most));
}

// What is no number of 32 bits counts as absent (§20.19).
std::chrono::seconds expires_of(std::string_view text, std::chrono::seconds otherwise) {
    const auto number = parse_number(text);
    return number ? std::chrono::seconds(*number) : otherwise;
}

// RFC 5626 §6: between us and it nothing but proxies that keep flows.
bool is_outbound(const Message& request, const Binding& binding) {
    if (binding.reg_id == 0 || binding.instance.empty() ||
        !request.lists(HeaderName::supported, "outbound"))
        return false;
    if (binding.path.empty()) {
        std::size_t vias = 0;
        for ([[maybe_unused]] const std::string_view via : request.values(HeaderName::via))
            ++vias;
        return vias == 1;
    }
    const auto first = NameAddr::parse(binding.path.back()); // the edge proxy's is the last
    return first && first->uri.params.has("ob");
}

} // namespace

/// What one REGISTER asks for.
struct Registrar::Wanted {
    struct Contact {
        Binding binding;
        std::chrono::seconds expires{};
    };
    std::vector<Contact> contacts;
    std::string_view why; ///< of a status
};

Registrar::Registrar(base::Timers& timers)
    : timers_(timers), timer_(timers, [this] { expire(); }) {}

// --- the REGISTER
// -----------------------------------------------------------------------------------------

// Each Contact of the request as a binding. 0, or the status and why.
int Registrar::take(const Message& request, const Endpoint& source, Wanted& wanted) const {
    const auto cseq = request.cseq();
    const auto via = request.top_via();
    if (!cseq || !via || request.call_id().size() > Limits::call_id)
        return wanted.why = "Bad CSeq, Via or Call-ID", kBadRequest;
    Binding common;
    common.call_id = request.call_id();
    common.cseq = cseq->number;
    common.source = source;
    common.symmetric = via->has_rport;
    common.user_agent = kept(request.header(HeaderName::user_agent), Limits::user_agent);
    std::size_t path_octets = 0;
    for (const std::string_view hop : request.values(HeaderName::path)) {
        const auto address = NameAddr::parse(hop);
        path_octets += hop.size();
        if (!address || !address->uri.is_sip() || path_octets > Limits::path ||
            common.path.size() == Limits::paths)
            return wanted.why = "Bad Path", kBadRequest;
        common.path.emplace_back(hop);
    }
    const std::chrono::seconds standard =
        expires_of(request.header(HeaderName::expires), settings_.standard);
    for (const std::string_view value : request.values(HeaderName::contact)) {
        const auto contact = NameAddr::parse(value);
        if (!contact || contact->star || !contact->uri.is_sip() || !contact->q() ||
            contact->uri_text.size() > Limits::uri)
            return wanted.why = "Bad Contact", kBadRequest;
        Wanted::Contact one{common, contact->params.has("expires")
                                        ? expires_of(contact->params.value("expires"), standard)
                                        : standard};
        one.binding.uri = contact->uri_text;
        one.binding.q = *contact->q();
        one.binding.says_q = contact->params.has("q");
        one.binding.bulk = contact->uri.params.has("bnc");
        if (one.binding.bulk && !contact->uri.user.empty()) // RFC 6140 §5.2
            return wanted.why = "User in a Bulk Contact", kBadRequest;
        one.binding.instance = contact->params.value("+sip.instance");
        const auto reg_id = parse_number(contact->params.value("reg-id"));
        one.binding.reg_id = reg_id ? *reg_id : 0;
        if (one.binding.instance.size() > Limits::instance)
            return wanted.why = "Bad Instance", kBadRequest;
        if (!is_outbound(request, one.binding))
            one.binding.reg_id = 0;
        wanted.contacts.push_back(std::move(one));
    }
    return 0;
}

RequestAnswer Registrar::answer(const Message& request, const Endpoint& source,
                                const Account& account) {
    const auto first = request.contact();
    if (first && first->star)
        return remove_all(request, account);
    Wanted wanted;
    if (const int status = take(request, source, wanted); status != 0)
        return refuse(status, wanted.why, counters_.malformed, account.name);
    if (wanted.contacts.empty()) {
        ++counters_.queries;
        return ok(request, of(account.name));
    }
    const base::TimePoint now = timers_.clock().now();
    Bindings bindings = of(account.name);
    Counters counted = counters_;
    const bool outbound = std::ranges::any_of(wanted.contacts, [](const Wanted::Contact& one) {
        return one.binding.reg_id != 0 && one.expires.count() != 0;
    });
    for (Wanted::Contact& one : wanted.contacts) {
        // Only what is shorter than an hour may be too brief (§10.3 step 7).
        if (one.expires.count() != 0 && one.expires < settings_.least &&
            one.expires < std::chrono::hours(1)) {
            RequestAnswer no =
                refuse(kIntervalTooBrief, "Interval Too Brief", counters_.too_brief, account.name);
            no.headers.push_back({"Min-Expires", std::to_string(settings_.least.count())});
            return no;
        }
        one.binding.expires = now + std::min(one.expires, settings_.most);
        one.binding.registered = now;
        const auto known = std::ranges::find_if(
            bindings, [&](const Binding& old) { return old.same_as(one.binding); });
        if (known != bindings.end() && known->call_id == one.binding.call_id &&
            one.binding.cseq <= known->cseq)
            return refuse(kServerError, "CSeq Out of Order", counters_.out_of_order, account.name);
        if (one.expires.count() == 0) {
            if (known != bindings.end()) {
                bindings.erase(known);
                ++counted.removed;
            }
        } else if (known != bindings.end()) {
            one.binding.registered = known->registered;
            *known = std::move(one.binding);
            ++counted.refreshed;
        } else {
            bindings.push_back(std::move(one.binding));
            ++counted.added;
        }
    }
    while (bindings.size() > account.max_contacts) {
        if (!settings_.replace || wanted.contacts.size() > account.max_contacts)
            return refuse(kForbidden, "Too Many Contacts", counters_.too_many, account.name);
        bindings.erase(bindings.begin());
        ++counted.replaced;
    }
    counters_ = counted;
    commit(account.name, std::move(bindings));
    RequestAnswer done = ok(request, of(account.name));
    if (outbound)
        done.headers.push_back({"Require", "outbound"}); // RFC 5626 §6
    return done;
}

// `Contact: *` (§10.2.2): alone, with Expires: 0, and later than what it removes.
RequestAnswer Registrar::remove_all(const Message& request, const Account& account) {
    std::size_t contacts = 0;
    for ([[maybe_unused]] const std::string_view value : request.values(HeaderName::contact))
        ++contacts;
    const auto cseq = request.cseq();
    const auto expires = parse_number(request.header(HeaderName::expires));
    if (contacts != 1 || !cseq || !expires || *expires != 0)
        return refuse(kBadRequest, "Contact * Needs Expires 0", counters_.malformed, account.name);
    for (const Binding& binding : of(account.name))
        if (binding.call_id == request.call_id() && cseq->number <= binding.cseq)
            return refuse(kServerError, "CSeq Out of Order", counters_.out_of_order, account.name);
    counters_.removed += of(account.name).size();
    commit(account.name, {});
    return ok(request, {});
}

RequestAnswer Registrar::refuse(int status, std::string_view why, std::uint64_t& counter,
                                const std::string& account) {
    if (++counter % 1000 == 1)
        base::log::info("registrar", "{}: REGISTER refused with {} {} ({} so far)", account, status,
                        why, counter);
    RequestAnswer answer = plain(status);
    std::string warning = "399 landline \"";
    answer.headers.push_back({"Warning", warning.append(why).append("\"")});
    return answer;
}

// §10.3 step 8, RFC 3327 §5.3.
RequestAnswer Registrar::ok(const Message& request, const Bindings& bindings) const {
    RequestAnswer answer = plain(kOk);
    for (const Binding& binding : bindings)
        answer.headers.push_back({"Contact", binding.contact(timers_.clock().now())});
    if (request.lists(HeaderName::supported, "path"))
        for (const std::string_view hop : request.values(HeaderName::path))
            answer.headers.push_back({"Path", std::string(hop)});
    std::string date;
    append_date(date, std::chrono::floor<std::chrono::seconds>(timers_.clock().wall()));
    answer.headers.push_back({"Date", std::move(date)});
    return answer;
}

// --- the bindings
// -----------------------------------------------------------------------------------------

void Registrar::commit(const std::string& account, Bindings bindings) {
    const auto found = accounts_.find(account);
    const bool before = found != accounts_.end(), after = !bindings.empty();
    if (before) {
        index(account, found->second, false);
        size_ -= found->second.size();
    }
    size_ += bindings.size();
    index(account, bindings, true);
    for (const Binding& binding : bindings)
        arm(binding.expires);
    if (after)
        accounts_[account] = std::move(bindings);
    else if (before)
        accounts_.erase(found);
    if (before == after)
        return;
    base::log::info("registrar", "{} {}", account,
                    after ? "is registered" : "is registered no more");
    if (on_change)
        on_change(account, after);
}

void Registrar::index(const std::string& account, const Bindings& bindings, bool add) {
    for (const Binding& binding : bindings) {
        if (add) {
            ++hosts_[host_of(binding.source)];
            by_source_.emplace(binding.source, account);
            continue;
        }
        if (const auto host = hosts_.find(host_of(binding.source)); --host->second == 0)
            hosts_.erase(host);
        const auto [begin, end] = by_source_.equal_range(binding.source);
        const auto one =
            std::find_if(begin, end, [&](const auto& at) { return at.second == account; });
        by_source_.erase(one);
    }
}

const std::vector<Binding>& Registrar::of(std::string_view account) const {
    static const Bindings kNone;
    const auto found = accounts_.find(account);
    return found == accounts_.end() ? kNone : found->second;
}

std::vector<std::string> Registrar::at(const Endpoint& source) const {
    std::vector<std::string> accounts;
    const auto [begin, end] = by_source_.equal_range(source);
    for (auto at = begin; at != end; ++at)
        accounts.push_back(at->second);
    std::ranges::sort(accounts);
    accounts.erase(std::unique(accounts.begin(), accounts.end()), accounts.end());
    return accounts;
}

bool Registrar::knows_host(const Endpoint& source) const {
    return hosts_.contains(host_of(source));
}

std::size_t Registrar::remove(std::string_view account) {
    const std::size_t count = of(account).size();
    counters_.removed += count;
    if (count > 0)
        commit(std::string(account), {});
    return count;
}

void Registrar::keep(const std::function<bool(const std::string&)>& still_there) {
    std::vector<std::string> gone;
    for (const auto& [account, bindings] : accounts_)
        if (!still_there(account))
            gone.push_back(account);
    for (const std::string& account : gone)
        remove(account);
}

void Registrar::expire() {
    const base::TimePoint now = timers_.clock().now();
    std::vector<std::pair<std::string, Bindings>> left;
    for (const auto& [account, bindings] : accounts_) {
        Bindings alive;
        std::ranges::copy_if(bindings, std::back_inserter(alive),
                             [&](const Binding& binding) { return binding.expires > now; });
        if (alive.size() != bindings.size()) {
            counters_.expired += bindings.size() - alive.size();
            left.emplace_back(account, std::move(alive));
        }
    }
    for (auto& [account, bindings] : left)
        commit(account, std::move(bindings));
    for (const auto& [account, bindings] : accounts_)
        for (const Binding& binding : bindings)
            arm(binding.expires);
}

// The timer fires no later than the first end, and then looks for the next: a binding that was
// refreshed meanwhile costs one look in vain, a REGISTER costs none.
void Registrar::arm(base::TimePoint end) {
    constexpr base::Duration kSoonest = std::chrono::milliseconds(100);
    if (timer_.armed() && timer_.deadline() <= end)
        return;
    timer_.arm(std::max<base::Duration>(end - timers_.clock().now(), kSoonest));
}

std::vector<Registrar::View> Registrar::view() const {
    std::vector<View> views;
    for (const auto& [account, bindings] : accounts_)
        views.push_back({account, bindings});
    return views;
}

} // namespace sipi::registrar
