// What locating a server asks the DNS, and what it answers (RFC 3403 §4, RFC 2782, RFC 1035, RFC
// 3596).
#pragma once

#include "base/clock.h"

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace sipi {

struct NaptrRecord {
    std::uint16_t order = 0, preference = 0;
    std::string flags, service, replacement; ///< "s", "SIP+D2U", "_sip._udp.example.com"
};

struct SrvRecord {
    std::uint16_t priority = 0, weight = 0, port = 0;
    std::string target; ///< "." says that there is no such service (RFC 2782)
};

struct AddressRecord {
    bool v6 = false;
    std::array<std::uint8_t, 16> address{}; ///< IPv4 in the first four octets
};

enum class DnsError : std::uint8_t {
    none,
    no_data, ///< no such name, or nothing of that type
    failed   ///< no answer in time, or a server's failure: may be better soon
};

template <typename Record>
struct DnsAnswer {
    DnsError error = DnsError::none;
    std::vector<Record> records;
    base::Duration ttl{}; ///< of the record that expires first
};
template <typename Record>
using DnsDone = std::function<void(DnsAnswer<Record>)>;

/// Asks the DNS. Thread: the signalling loop. `done` comes once, from a later turn of the loop or
/// from inside the call; never after the client is gone.
class DnsClient {
  public:
    virtual ~DnsClient() = default;
    virtual void naptr(const std::string& name, DnsDone<NaptrRecord> done) = 0;
    virtual void srv(const std::string& name, DnsDone<SrvRecord> done) = 0;
    /// A and AAAA, aliases followed.
    virtual void addresses(const std::string& name, DnsDone<AddressRecord> done) = 0;
};

} // namespace sipi
