// What people ask of a certificate file: for whom it is, and how long.
#pragma once

#include "base/clock.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sipi::tls {

struct CertificateFacts {
    std::vector<std::string> domains; ///< RFC 5922 §7.1
    base::WallTime not_before{}, not_after{};
};

/// Of the first certificate of a PEM file; nullopt: it has none.
std::optional<CertificateFacts> facts_of(std::string_view pem);
/// The PEM text holds the key of the first certificate of the other one.
bool belong_together(std::string_view key, std::string_view certificate);

} // namespace sipi::tls
