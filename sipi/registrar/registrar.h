// The registrar: REGISTER into bindings of accounts, RFC 3261 §10.3.
#pragma once

#include "base/timers.h"
#include "sipi/registrar/binding.h"
#include "sipi/session.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sipi::registrar {

struct Settings {
    std::chrono::seconds least{60};      ///< less gets 423 (§10.3 step 7)
    std::chrono::seconds most{3600};     ///< more becomes this
    std::chrono::seconds standard{3600}; ///< when the REGISTER does not say
    bool replace = false; ///< a contact too many takes the place of the oldest; else 403
};

/// Whose REGISTER it is: authenticated, and To is one of its addresses of record.
struct Account {
    std::string name;
    std::size_t max_contacts = 10;
};

/// Bindings by account, in memory. They take as much as the accounts and their max_contacts allow:
/// nobody else can make any.
///
/// Thread: the signalling loop. Timers outlive it.
class Registrar {
  public:
    struct Counters {
        std::uint64_t added = 0, refreshed = 0, removed = 0, expired = 0, replaced = 0;
        std::uint64_t queries = 0;
        std::uint64_t too_brief = 0, too_many = 0, out_of_order = 0, malformed = 0; ///< refused
    };
    struct View {
        std::string account;
        std::vector<Binding> bindings;
    };

    explicit Registrar(base::Timers& timers);
    /// Of REGISTERs from now on.
    void configure(const Settings& settings) { settings_ = settings; }

    /// §10.3 steps 6 to 8: all of it is done, or nothing. 200 with every contact that there is now,
    /// 400, 403, 423 or 500.
    RequestAnswer answer(const Message& request, const Endpoint& source, const Account& account);

    /// Of an account, the one that registered first at the front; they all live.
    const std::vector<Binding>& of(std::string_view account) const;
    /// Accounts that have registered from that very address and port, in the order of their names.
    std::vector<std::string> at(const Endpoint& source) const;
    /// Some account has registered from that host.
    bool knows_host(const Endpoint& source) const;
    /// Everything of an account; how many there were.
    std::size_t remove(std::string_view account);
    /// Accounts of which it does not hold are forgotten.
    void keep(const std::function<bool(const std::string& account)>& still_there);
    std::size_t size() const { return size_; }
    std::vector<View> view() const;
    const Counters& counters() const { return counters_; }

    /// An account has its first binding, or none any more.
    std::function<void(const std::string& account, bool registered)> on_change;

  private:
    using Bindings = std::vector<Binding>;
    struct Wanted;
    RequestAnswer refuse(int status, std::string_view why, std::uint64_t& counter,
                         const std::string& account);
    int take(const Message& request, const Endpoint& source, Wanted& wanted) const;
    RequestAnswer remove_all(const Message& request, const Account& account);
    RequestAnswer ok(const Message& request, const Bindings& bindings) const;
    void commit(const std::string& account, Bindings bindings);
    void index(const std::string& account, const Bindings& bindings, bool add);
    void expire();
    void arm(base::TimePoint end);

    base::Timers& timers_;
    Settings settings_;
    Counters counters_;
    std::map<std::string, Bindings, std::less<>> accounts_; ///< none is empty
    std::unordered_multimap<Endpoint, std::string, EndpointHash> by_source_;
    std::unordered_map<Endpoint, std::size_t, EndpointHash> hosts_; ///< bindings from there
    std::size_t size_ = 0;
    base::Timer timer_; ///< the next binding expires
};

} // namespace sipi::registrar
