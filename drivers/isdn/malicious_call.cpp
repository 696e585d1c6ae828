// Malicious call identification in facility elements (EN 300 130-1 §7.1).
#include "drivers/isdn/malicious_call.h"

namespace isdn {
namespace {

constexpr int kMcidRequest = 3;

} // namespace

std::optional<int> identification_request_in(const Message& message) {
    for (const auto& contents : message.facilities)
        for (const Component& component : components_of(contents))
            if (component.invokes(Dialect::etsi, kMcidRequest) && component.id)
                return component.id;
    return std::nullopt;
}

std::vector<std::uint8_t> identification_request(int id) {
    return invoke(Dialect::etsi, id, kMcidRequest);
}

} // namespace isdn
