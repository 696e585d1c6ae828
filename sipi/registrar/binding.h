// Where a registered user is: one Contact of its REGISTER, RFC 3261 §10.3, with RFC 3327, RFC 5626
// and RFC 6140.
#pragma once

#include "base/clock.h"
#include "sipi/endpoint.h"
#include "sipi/message.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sipi::registrar {

/// One contact of an account. A value.
struct Binding {
    std::string uri; ///< of the Contact, as written
    std::string call_id;
    std::uint32_t cseq = 0;
    int q = 1000;                    ///< thousandths (RFC 3261 §20.10)
    bool says_q = false;             ///< the Contact had one
    std::vector<std::string> path{}; ///< RFC 3327, in the order of our Route
    Endpoint source{};               ///< of the REGISTER: the flow to it (RFC 5626 §3)
    bool symmetric = false;          ///< its requests come from where it listens (RFC 3581)
    bool bulk = false;               ///< stands for all numbers of the account (RFC 6140)
    std::string instance{};          ///< of +sip.instance, with its quotes; empty: none
    std::uint32_t reg_id = 0;        ///< RFC 5626 §4.2; 0: none
    std::string user_agent{};
    base::TimePoint registered{}; ///< first
    base::TimePoint expires{};
    bool operator==(const Binding&) const = default;

    /// The same contact (RFC 3261 §19.1.4), or the same flow of one instance (RFC 5626 §6).
    bool same_as(const Binding& other) const;
    /// Its URI is not where it sends from: something in between translates addresses.
    bool behind_nat() const;
    /// As in the 200: URI and parameters with the time left.
    std::string contact(base::TimePoint now) const;
};

/// How a request reaches a binding.
struct Target {
    std::string request_uri;
    std::vector<std::string> routes;    ///< Route, in order
    std::vector<Endpoint> destinations; ///< in the order to be tried; at least one
    int q = 1000;
    bool operator==(const Target&) const = default;
};
/// `called`: user part of the Request-URI where the binding stands for many numbers (RFC 6140
/// §5.2); else the contact's own.
Target target_of(const Binding& binding, std::string_view called);

/// What one REGISTER may hold; longer is refused.
struct Limits {
    static constexpr std::size_t uri = 512, call_id = 256, paths = 8, path = 2048, user_agent = 128,
                                 instance = 128;
};

} // namespace sipi::registrar
