// The order in which the targets of an SRV answer are tried (RFC 2782, "Usage rules").
#pragma once

#include "sipi/locate/dns.h"

namespace sipi {

/// Lowest priority first; among equals at random, in proportion to their weights.
/// `random(n)`: a number from 0 to n - 1, all as likely.
void order_srv(std::vector<SrvRecord>& records,
               const std::function<std::uint32_t(std::uint32_t n)>& random);

} // namespace sipi
