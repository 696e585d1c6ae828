// Answers challenges with the account of a peer: RFC 3261 §22.2, §22.3, RFC 7616 §3.6, RFC 8760.
#include "sipi/digest/client.h"

#include "base/log.h"

#include <algorithm>

namespace sipi::digest {
namespace {

HeaderName challenge_header(bool proxy) {
    return proxy ? HeaderName::proxy_authenticate : HeaderName::www_authenticate;
}
HeaderName credentials_header(bool proxy) {
    return proxy ? HeaderName::proxy_authorization : HeaderName::authorization;
}

// The strongest challenge of each realm (RFC 8760 §2.4): one must be answered, whichever is known.
std::vector<Challenge> best_of(const Message& response, bool proxy) {
    std::vector<Challenge> best;
    for (const std::string_view value : response.values(challenge_header(proxy))) {
        auto challenge = Challenge::parse(value);
        if (!challenge || !hex_of(hash_of(challenge->algorithm), {}))
            continue;
        const auto same = std::ranges::find(best, challenge->realm, &Challenge::realm);
        if (same == best.end())
            best.push_back(std::move(challenge.value()));
        else if (challenge->algorithm < same->algorithm)
            *same = std::move(challenge.value());
    }
    return best;
}

bool has_credentials(const Message& request, bool proxy, std::string_view realm) {
    for (const std::string_view value : request.values(credentials_header(proxy)))
        if (const auto credentials = Credentials::parse(value);
            credentials && credentials->realm == realm)
            return true;
    return false;
}

// Those of other realms stay.
void remove_credentials(Message& request, bool proxy, std::string_view realm) {
    std::vector<std::string> others;
    for (const std::string_view value : request.values(credentials_header(proxy)))
        if (const auto credentials = Credentials::parse(value);
            !credentials || credentials->realm != realm)
            others.emplace_back(value);
    request.remove(credentials_header(proxy));
    for (const std::string& value : others)
        request.append(credentials_header(proxy), value);
}

} // namespace

void Client::prepare(Message& request, const Endpoint& peer) {
    if (known_.empty() || request.method() == Method::cancel || request.method() == Method::ack)
        return; // §22.1
    const auto account = account_of_(peer);
    const auto known = account ? known_.find(account->peer) : known_.end();
    if (known == known_.end())
        return;
    for (Space& space : known->second)
        if (!has_credentials(request, space.proxy, space.challenge.realm))
            add_credentials(request, *account, space);
}

bool Client::answer(const Message& response, Message& request, const Endpoint& peer, bool again) {
    const auto account = account_of_(peer);
    if (!account) {
        ++counters_.no_account;
        return false;
    }
    bool answered = false;
    for (const bool proxy : {false, true})
        for (Challenge& challenge : best_of(response, proxy)) {
            if (!account->realm.empty() && account->realm != challenge.realm)
                continue;
            // What carried fresh credentials of this realm and is asked again has the wrong ones,
            // unless it is only their nonce that is too old (RFC 7616 §3.3).
            if (again && !challenge.stale && has_credentials(request, proxy, challenge.realm)) {
                note_refusal(*account, challenge.realm);
                return false;
            }
            remove_credentials(request, proxy, challenge.realm);
            Space space{proxy, std::move(challenge)};
            add_credentials(request, *account, space);
            keep(account->peer, space);
            ++counters_.answered;
            answered = true;
        }
    if (!answered)
        ++counters_.not_understood;
    return answered;
}

void Client::add_credentials(Message& request, const Account& account, Space& space) {
    const Request wanted{request.method_text(), request.request_uri(), request.body_text()};
    const Credentials credentials = digest::answer(space.challenge, account.username,
                                                   account.password, wanted, fresh_(), ++space.nc);
    request.append(credentials_header(space.proxy), to_string(credentials));
}

void Client::keep(const std::string& peer, const Space& space) {
    if (known_.size() >= kMostAccounts)
        known_.clear();
    Spaces& spaces = known_[peer];
    std::erase_if(spaces, [&](const Space& old) {
        return old.proxy == space.proxy && old.challenge.realm == space.challenge.realm;
    });
    if (spaces.size() == kMostSpaces)
        spaces.erase(spaces.begin());
    spaces.push_back(space);
}

void Client::note_refusal(const Account& account, const std::string& realm) {
    ++counters_.refused;
    std::erase_if(known_[account.peer],
                  [&](const Space& old) { return old.challenge.realm == realm; });
    if (told_.insert(account.peer).second)
        base::log::warning("sip", "{}: realm \"{}\" refuses user \"{}\" or its password",
                           account.peer, realm, account.username);
}

void Client::reset() {
    known_.clear();
    told_.clear();
}

} // namespace sipi::digest
