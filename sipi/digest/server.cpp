// Asks for credentials and judges them: RFC 3261 §22.1, §22.4, RFC 7616 §3.3, §3.6, RFC 8760.
#include "sipi/digest/server.h"

#include "sipi/uri.h"

#include <algorithm>

namespace sipi::digest {
namespace {

Nonces::Key random_key(Random& random) {
    Nonces::Key key{};
    for (std::size_t at = 0; at < key.size(); at += 8) {
        const std::uint64_t octets = random.next();
        for (std::size_t octet = 0; octet < 8; ++octet)
            key[at + octet] = static_cast<std::uint8_t>(octets >> (8 * octet));
    }
    return key;
}

// RFC 7616 §3.4.6: credentials are for one request. Proxies on the way may have written the URI
// another way that means the same.
bool is_for(const Credentials& credentials, const Message& request) {
    if (credentials.uri == request.request_uri())
        return true;
    const auto named = Uri::parse(credentials.uri);
    const auto asked = Uri::parse(request.request_uri());
    return named && asked && equivalent(*named, *asked);
}

} // namespace

Server::Server(const base::Clock& clock, Random& random, Ha1Of ha1_of)
    : random_(random), ha1_of_(std::move(ha1_of)), nonces_(clock, random_key(random)) {
    configure({});
}

void Server::configure(ServerSettings settings) {
    settings_ = std::move(settings);
    std::erase_if(settings_.algorithms,
                  [](Algorithm algorithm) { return !hex_of(hash_of(algorithm), {}); });
    nonces_.set_lifetime(settings_.nonce_lifetime);
    for (const Hash hash : {Hash::md5, Hash::sha256, Hash::sha512_256})
        nobody_[static_cast<std::size_t>(hash)] = hex_of(hash, random_.token(32)).value_or("");
}

bool Server::offers(Algorithm algorithm) const {
    return std::ranges::find(settings_.algorithms, algorithm) != settings_.algorithms.end();
}

Judgement Server::judge(const Message& request, const Endpoint& source) {
    Judgement judgement;
    for (const HeaderName header : {HeaderName::authorization, HeaderName::proxy_authorization})
        for (const std::string_view value : request.values(header)) {
            const auto credentials = Credentials::parse(value);
            if (!credentials || credentials->realm != settings_.realm)
                continue; // for others (RFC 3261 §22.3)
            judgement = judge(*credentials, request, source);
            if (judgement.verdict == Verdict::right)
                break;
        }
    switch (judgement.verdict) {
    case Verdict::none:
        break;
    case Verdict::stale:
        ++counters_.stale;
        break;
    case Verdict::wrong:
        ++counters_.wrong;
        break;
    case Verdict::right:
        ++counters_.right;
        break;
    }
    return judgement;
}

// The response is computed for who is no user too, so that the time tells nothing.
Judgement Server::judge(const Credentials& credentials, const Message& request,
                        const Endpoint& source) {
    const Hash hash = hash_of(credentials.algorithm);
    const std::string* ha1 = ha1_of_(credentials.username, hash);
    const bool known = ha1 && !ha1->empty();
    const bool verified =
        verify(credentials, known ? *ha1 : nobody_[static_cast<std::size_t>(hash)],
               request.method_text(), request.body_text());
    const bool right =
        verified && known && offers(credentials.algorithm) && is_for(credentials, request);
    if (!right)
        return {Verdict::wrong, credentials.username};
    if (!nonces_.good(credentials.nonce, source) || !nonces_.use(credentials.nonce, credentials.nc))
        return {Verdict::stale, credentials.username};
    return {Verdict::right, credentials.username};
}

std::vector<ExtraHeader> Server::challenges(const Endpoint& source, bool proxy, bool stale) {
    ++counters_.challenges;
    Challenge challenge;
    challenge.realm = settings_.realm;
    challenge.nonce = nonces_.make(source);
    challenge.stale = stale;
    std::vector<ExtraHeader> headers;
    for (const Algorithm algorithm : settings_.algorithms) {
        challenge.algorithm = algorithm;
        headers.push_back(
            {proxy ? "Proxy-Authenticate" : "WWW-Authenticate", to_string(challenge)});
    }
    return headers;
}

} // namespace sipi::digest
