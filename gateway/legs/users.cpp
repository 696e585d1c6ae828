// Who registers here: users of the conf, their credentials, numbers and contacts (RFC 3261 §10,
// §22).
#include "gateway/legs/users.h"

#include "base/log.h"
#include "gateway/legs/sip_side.h"

#include <algorithm>

namespace legs {
namespace {

using sipi::digest::Algorithm;
using sipi::digest::Hash;
using Judged = sipi::digest::Verdict;

constexpr int kUnauthorized = 401, kForbidden = 403, kProxyAuthenticationRequired = 407;

Algorithm algorithm_of(config::DigestAlgorithm algorithm) {
    constexpr std::array kAlgorithms{Algorithm::sha512_256, Algorithm::sha256, Algorithm::md5};
    return kAlgorithms[static_cast<std::size_t>(algorithm)];
}

std::chrono::seconds seconds(config::Milliseconds time) {
    return std::chrono::ceil<std::chrono::seconds>(time);
}

sipi::RequestAnswer forbidden() {
    sipi::RequestAnswer answer;
    answer.status = kForbidden;
    return answer;
}

// Numbers are the same with and without the plus of an international one.
std::string_view digits_of(std::string_view number) {
    if (number.starts_with('+'))
        number.remove_prefix(1);
    return number;
}

std::string user_of(std::string_view address) {
    const auto named = sipi::NameAddr::parse(address);
    return named ? sipi::unescaped(named->uri.user) : std::string();
}

// H(A1) as the conf gives it, or of the password; empty where OpenSSL lacks the function.
std::array<std::string, 3> ha1_of_conf(const config::User& user, const std::string& realm) {
    std::array<std::string, 3> all;
    const auto put = [&](Hash hash, const std::string& given) {
        all[static_cast<std::size_t>(hash)] =
            given.empty() && !user.password.empty()
                ? sipi::digest::ha1(hash, user.name, realm, user.password)
                : sipi::lower_case(given);
    };
    put(Hash::md5, user.ha1_md5);
    put(Hash::sha256, user.ha1_sha256);
    put(Hash::sha512_256, user.ha1_sha512_256);
    return all;
}

} // namespace

Users::Users(base::Timers& timers, sipi::Random& random)
    : registrar_(timers), digest_(timers.clock(), random, [this](std::string_view user, Hash hash) {
          return ha1_of(user, hash);
      }) {}

void Users::configure(const config::Config& config, const std::vector<Settings>& settings) {
    conf_ = config.registrar;
    users_.clear();
    told_.clear();
    for (std::size_t at = 0; conf_.enabled && at < config.users.size(); ++at) {
        const config::User& user = config.users[at];
        users_.emplace(user.name, User{user, settings[at], ha1_of_conf(user, conf_.realm)});
    }
    registrar_.configure({seconds(conf_.min_expires), seconds(conf_.max_expires),
                          seconds(conf_.default_expires), conf_.replace_oldest});
    registrar_.keep([this](const std::string& name) { return users_.contains(name); });
    sipi::digest::ServerSettings digest;
    digest.realm = conf_.realm;
    digest.algorithms.clear();
    for (const config::DigestAlgorithm algorithm : conf_.algorithms)
        digest.algorithms.push_back(algorithm_of(algorithm));
    digest.nonce_lifetime = conf_.nonce_lifetime;
    digest_.configure(std::move(digest));
}

const Users::User* Users::find(std::string_view name) const {
    const auto found = users_.find(name);
    return found == users_.end() ? nullptr : &found->second;
}

const std::string* Users::ha1_of(std::string_view user, Hash hash) const {
    const User* const known = find(user);
    return known ? &known->ha1[static_cast<std::size_t>(hash)] : nullptr;
}

bool Users::User::owns(std::string_view number) const {
    const std::string_view digits = digits_of(number);
    return std::ranges::any_of(conf.numbers,
                               [&](const std::string& own) { return digits_of(own) == digits; }) ||
           std::ranges::any_of(conf.prefixes, [&](const std::string& own) {
               return digits.starts_with(digits_of(own));
           });
}

// In its own networks and those of its trunk group.
bool Users::User::may_be_at(const sipi::Endpoint& source) const {
    const config::IpAddress address{source.v6, source.address};
    const auto within = [&](const std::vector<config::Cidr>& networks) {
        return networks.empty() || std::ranges::any_of(networks, [&](const config::Cidr& network) {
                   return network.contains(address);
               });
    };
    return within(conf.networks) && within(settings->networks);
}

bool Users::may_register(const sipi::Endpoint& source) const {
    return std::ranges::any_of(users_,
                               [&](const auto& entry) { return entry.second.may_be_at(source); });
}

// --- requests

sipi::RequestAnswer Users::challenge(const sipi::Endpoint& source, bool proxy, bool stale) {
    sipi::RequestAnswer answer;
    answer.status = proxy ? kProxyAuthenticationRequired : kUnauthorized;
    answer.headers = digest_.challenges(source, proxy, stale);
    return answer;
}

// Once for each address, until the next reload; guesses of many addresses do not fill the memory.
void Users::note_wrong(const sipi::Endpoint& source, const std::string& user) {
    constexpr std::size_t kMostTold = 1024;
    if (told_.size() == kMostTold)
        told_.clear();
    if (told_.insert(source.bare_host()).second)
        base::log::warning("registrar", "{}: wrong credentials of \"{}\"", source.text(), user);
}

// RFC 3261 §10.3 steps 3 to 5; the registrar does the rest.
sipi::RequestAnswer Users::on_register(const sipi::Message& request, const sipi::Endpoint& source,
                                       bool& offence) {
    const auto judgement = digest_.judge(request, source);
    offence = judgement.verdict == Judged::wrong;
    if (offence)
        note_wrong(source, judgement.user);
    if (judgement.verdict != Judged::right)
        return challenge(source, false, judgement.verdict == Judged::stale);
    told_.erase(source.bare_host());
    const User& user = *find(judgement.user);
    if (!user.may_be_at(source)) {
        if (++counters_.wrong_network % 1000 == 1)
            base::log::warning("registrar", "{} registers from {}, outside of its networks: 403",
                               judgement.user, source.text());
        return forbidden();
    }
    const std::string address = user_of(request.header(sipi::HeaderName::to));
    if (address != user.conf.name && (address.empty() || !user.owns(address))) {
        if (++counters_.not_own_address % 1000 == 1)
            base::log::warning("registrar",
                               "{} wants to register \"{}\", which is not its own: 403",
                               judgement.user, address);
        return forbidden();
    }
    return registrar_.answer(request, source, {user.conf.name, user.conf.max_contacts});
}

Users::Caller Users::caller(const sipi::Message& invite, const sipi::Endpoint& source) {
    Caller caller;
    if (conf_.challenge_calls == config::ChallengeCalls::off) {
        const std::string from = user_of(invite.header(sipi::HeaderName::from));
        for (const std::string& name : registrar_.at(source))
            if (const User* user = find(name);
                user && (!caller.user || name == from || user->owns(from)))
                caller.user = user->settings;
    } else {
        const auto judgement = digest_.judge(invite, source);
        caller.offence = judgement.verdict == Judged::wrong;
        if (caller.offence)
            note_wrong(source, judgement.user);
        if (judgement.verdict != Judged::right) {
            caller.refusal =
                challenge(source, conf_.challenge_calls == config::ChallengeCalls::with_407,
                          judgement.verdict == Judged::stale);
            return caller;
        }
        const User& user = *find(judgement.user);
        if (user.may_be_at(source))
            caller.user = user.settings;
        else
            ++counters_.wrong_network;
    }
    if (caller.user && caller.user->group.empty()) {
        if (++counters_.calls_refused % 1000 == 1)
            base::log::warning("registrar", "INVITE of {}, which is in no trunk group: 403",
                               caller.user->peer.name);
        caller.user = nullptr;
    }
    if (!caller.user)
        caller.refusal = forbidden();
    return caller;
}

Users::Settings Users::at(const sipi::Endpoint& source) const {
    const std::vector<std::string> names = registrar_.at(source);
    const User* const user = names.empty() ? nullptr : find(names.front());
    return user ? user->settings : nullptr;
}

bool Users::behind_nat(const sipi::Endpoint& source) const {
    const std::vector<std::string> names = registrar_.at(source);
    return std::ranges::any_of(names, [&](const std::string& name) {
        return std::ranges::any_of(registrar_.of(name), [&](const sipi::registrar::Binding& one) {
            return one.source == source && one.behind_nat();
        });
    });
}

// --- numbers and contacts

// A whole number before the longest prefix; a single user without numbers has them all.
Users::Settings Users::of_number(std::string_view group, std::string_view number) const {
    const std::string_view digits = digits_of(number);
    Settings best, only;
    std::size_t longest = 0, count = 0;
    for (const auto& [name, user] : users_) {
        if (user.settings->group != group)
            continue;
        ++count;
        if (user.conf.numbers.empty() && user.conf.prefixes.empty())
            only = user.settings;
        for (const std::string& own : user.conf.numbers)
            if (digits_of(own) == digits)
                return user.settings;
        for (const std::string& own : user.conf.prefixes)
            if (digits.starts_with(digits_of(own)) && digits_of(own).size() > longest) {
                longest = digits_of(own).size();
                best = user.settings;
            }
        if (name == number)
            return user.settings;
    }
    return best ? best : count == 1 ? only : nullptr;
}

std::vector<sipi::registrar::Target> Users::targets(std::string_view user,
                                                    std::string_view called) const {
    std::vector<sipi::registrar::Target> targets;
    for (const sipi::registrar::Binding& binding : registrar_.of(user))
        targets.push_back(sipi::registrar::target_of(binding, called));
    std::ranges::stable_sort(targets, std::ranges::greater(), &sipi::registrar::Target::q);
    return targets;
}

bool Users::any_registered(const std::vector<std::string>& users) const {
    return std::ranges::any_of(
        users, [&](const std::string& user) { return !registrar_.of(user).empty(); });
}

std::optional<std::size_t> Users::unregister(std::string_view user) {
    if (!find(user))
        return std::nullopt;
    return registrar_.remove(user);
}

std::vector<Users::View> Users::view() const {
    std::vector<View> views;
    for (const auto& [name, user] : users_)
        views.push_back({name, user.settings->group, user.conf.numbers, user.conf.prefixes,
                         registrar_.of(name)});
    return views;
}

} // namespace legs
