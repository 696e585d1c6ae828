// Fetches certificates by HTTPS, on the signalling loop: RFC 8224 §7.2, RFC 8226 §10.
#pragma once

#include "base/loop.h"
#include "base/result.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace sipi::identity {

struct Fetched {
    std::string text;          ///< body of a 200
    std::string cache_control; ///< as received
    std::string fault;         ///< one sentence; empty: it has worked
};

class Fetcher {
  public:
    virtual ~Fetcher() = default;
    /// `done` is called once, never from inside; not at all when the fetcher goes before.
    virtual void fetch(const std::string& url, std::function<void(Fetched)> done) = 0;
};

struct FetchSettings {
    std::string ca_file;                              ///< PEM; empty: the system's
    base::Duration timeout = std::chrono::seconds(2); ///< for the whole of it
    std::size_t most_octets = 65'536;                 ///< of a body
    std::size_t most_at_once = 32;                    ///< more fail at once
    bool private_addresses = false;                   ///< they may be fetched from
    std::string user_agent = "Landline";
};

/// By libcurl: https only, no redirections, no proxies. Errors: a sentence when it cannot start.
base::Result<std::unique_ptr<Fetcher>, std::string> make_fetcher(base::Loop& loop,
                                                                 const FetchSettings& settings);

/// Whether a socket address (sockaddr) is one of the public internet: no loopback, link-local,
/// private, shared, multicast or reserved one (RFC 6890).
bool is_public_address(const void* socket_address);

/// Seconds of max-age; 0 with no-store or no-cache; -1 when it says nothing (RFC 9111 §5.2).
std::int64_t max_age_of(std::string_view cache_control);

} // namespace sipi::identity
