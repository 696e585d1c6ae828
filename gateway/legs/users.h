// Who registers here: users of the conf, their credentials, numbers and contacts (RFC 3261 §10,
// §22).
#pragma once

#include "gateway/config/config.h"
#include "sipi/digest/server.h"
#include "sipi/registrar/registrar.h"

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace legs {

struct PeerSettings;

/// Bindings stay over a reload as long as their users do.
///
/// Thread: the signalling loop. Owner: the SIP side; timers and random outlive it.
class Users {
  public:
    using Settings = std::shared_ptr<const PeerSettings>;
    /// What becomes of a request by who is no peer.
    struct Caller {
        Settings user;                 ///< null: refused
        sipi::RequestAnswer refusal{}; ///< 401, 407 or 403
        bool offence = false;          ///< its credentials are wrong
    };
    struct Counters {
        std::uint64_t not_own_address = 0; ///< REGISTER for the address of another: 403
        std::uint64_t wrong_network = 0;   ///< 403
        std::uint64_t calls_refused = 0;   ///< of users without a trunk group: 403
    };

    Users(base::Timers& timers, sipi::Random& random);
    /// `settings`: of each user of the conf, in its order (users_of()).
    void configure(const config::Config& config, const std::vector<Settings>& settings);
    bool enabled() const { return conf_.enabled; }

    /// The whole answer to a REGISTER. `offence`: its credentials are wrong.
    sipi::RequestAnswer on_register(const sipi::Message& request, const sipi::Endpoint& source,
                                    bool& offence);
    /// Whose INVITE it is, by its credentials or, where that is enough, by the address of a
    /// registration.
    Caller caller(const sipi::Message& invite, const sipi::Endpoint& source);
    /// Who has registered from that address and port; the first of several. Null: nobody.
    Settings at(const sipi::Endpoint& source) const;
    /// Somebody has registered from that host.
    bool knows(const sipi::Endpoint& source) const { return registrar_.knows_host(source); }
    /// Some user may register from there.
    bool may_register(const sipi::Endpoint& source) const;
    /// It has registered from there, and its contacts cannot be reached as they are written.
    bool behind_nat(const sipi::Endpoint& source) const;

    /// Of a trunk group, whose number it is, in its written form; null: nobody's.
    Settings of_number(std::string_view group, std::string_view number) const;
    /// Where the user is, the highest q first; empty: it is not registered.
    std::vector<sipi::registrar::Target> targets(std::string_view user,
                                                 std::string_view called) const;
    /// One of them at least is registered.
    bool any_registered(const std::vector<std::string>& users) const;
    base::Duration ring_time() const { return conf_.ring_time; }

    /// Forgets its contacts, how many there were. nullopt: there is no such user.
    std::optional<std::size_t> unregister(std::string_view user);
    struct View {
        std::string name, group;
        std::vector<std::string> numbers, prefixes;
        std::vector<sipi::registrar::Binding> bindings;
    };
    std::vector<View> view() const; ///< in the order of names
    sipi::registrar::Registrar& registrar() { return registrar_; }
    const sipi::registrar::Registrar& registrar() const { return registrar_; }
    const sipi::digest::Server& digest() const { return digest_; }
    const Counters& counters() const { return counters_; }

  private:
    struct User {
        config::User conf;
        Settings settings;
        std::array<std::string, 3> ha1; ///< by digest::Hash
        bool owns(std::string_view number) const;
        bool may_be_at(const sipi::Endpoint& source) const;
    };
    const User* find(std::string_view name) const;
    const std::string* ha1_of(std::string_view user, sipi::digest::Hash hash) const;
    sipi::RequestAnswer challenge(const sipi::Endpoint& source, bool proxy, bool stale);
    void note_wrong(const sipi::Endpoint& source, const std::string& user);

    config::Registrar conf_;
    std::map<std::string, User, std::less<>> users_;
    std::set<std::string, std::less<>> told_; ///< hosts whose wrong credentials are in the log
    Counters counters_;
    sipi::registrar::Registrar registrar_;
    sipi::digest::Server digest_;
};

} // namespace legs
