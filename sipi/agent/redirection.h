// The targets that 3xx responses name, and which of them is next: RFC 3261 §8.1.3.4.
#pragma once

#include "sipi/message.h"
#include "sipi/session.h"

#include <optional>
#include <string>
#include <vector>

namespace sipi {

/// The SIP Contacts of a response, best q first, equal ones in their order; others (tel, mailto
/// ...) are left out.
std::vector<RedirectTarget> redirect_targets(const Message& response);

/// A target set: each URI is tried once, the request's own URI included, so redirection loops end.
class Redirection {
  public:
    Redirection(std::string_view first_uri, unsigned most) : left_(most) {
        tried_.emplace_back(first_uri);
    }

    void add(const std::vector<RedirectTarget>& targets);
    /// The next URI to try; nullopt: none is left, or `most` have been tried.
    std::optional<std::string> next();
    /// Where to send instead of to the URI's host.
    std::optional<Endpoint> destination;
    /// follow_redirect() was called, so failures go on to the next target.
    bool following = false;

  private:
    std::vector<RedirectTarget> waiting_; // best first
    std::vector<std::string> tried_;
    unsigned left_;
};

} // namespace sipi
