// Inspection of a request before anything is done with it, RFC 3261 §8.2.
#pragma once

#include "sipi/agent.h"
#include "sipi/message.h"

#include <string>

namespace sipi {

/// What the agent writes of its abilities, composed once from the settings.
struct Abilities {
    explicit Abilities(const AgentSettings& settings);
    std::string allow;     ///< "INVITE, ACK, CANCEL, BYE, OPTIONS" and more_methods
    std::string supported; ///< empty: none
    std::string accept;
    std::string accept_language;
    std::vector<std::string> methods; ///< of allow
    std::vector<std::string> option_tags;
    std::vector<std::string> types; ///< of accept, in lower case
};

/// Why a request is refused: a status and, where the clause wants one, the header that goes with
/// it.
struct Refusal {
    int status = 0; ///< 0: nothing to object
    HeaderName header = HeaderName::unknown;
    std::string value;
    std::string_view reason; ///< empty: the default
};

/// The first objection in the order of RFC 3261 §8.2. `in_dialog`: a session was found for it.
Refusal inspect(const Message& request, const Abilities& abilities, bool in_dialog);

} // namespace sipi
