// TNAuthList, the certificate extension that says whose numbers a key may sign: RFC 8226 §9.
#pragma once

#include "sipi/identity/error.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sipi::identity {

struct TnAuthList {
    struct Range {
        std::string start; ///< digits, '*' and '#'
        std::uint64_t count = 1;
        bool operator==(const Range&) const = default;
    };
    std::vector<std::string> service_providers; ///< codes, as OCN or SPID
    std::vector<Range> numbers;                 ///< single ones are ranges of one

    /// Whether the key may sign for this canonical number. A list of service providers alone names
    /// no numbers: that the provider has them is its policy's business.
    bool covers(std::string_view number) const;
    bool operator==(const TnAuthList&) const = default;
};

/// DER of the extension's value. Nothing when it is anything else, or has more than 1000 entries.
std::optional<TnAuthList> tn_auth_list_from_der(std::string_view der);

} // namespace sipi::identity
