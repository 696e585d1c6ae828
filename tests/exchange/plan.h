// The number plan: which [[number]] a called number means.
#pragma once

#include "tests/exchange/conf.h"

namespace exchange {

struct Match {
    const NumberConf* entry = nullptr;
    bool more = false; ///< more digits could lead to another entry
};

/// The longest match wins, an exact number before a prefix.
Match match(const std::vector<NumberConf>& plan, const std::string& span,
            const std::string& digits);

} // namespace exchange
