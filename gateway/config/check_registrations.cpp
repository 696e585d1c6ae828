// What must hold for registrations of ours.
#include "gateway/config/draft.h"

#include <chrono>
#include <map>
#include <string>
#include <string_view>

namespace config {
namespace {

bool is_sip_uri(std::string_view text) {
    const std::size_t colon = text.find(':');
    const std::string_view scheme = text.substr(0, colon == text.npos ? 0 : colon);
    return (scheme == "sip" || scheme == "sips") && text.size() > colon + 1 &&
           text.find_first_of(" <>\"\t\r\n") == text.npos && text.back() != '@';
}

} // namespace

void check_registrations(Draft& draft) {
    std::map<std::string, std::size_t> addresses; // with its peer
    for (std::size_t at = 0; at < draft.config.registrations.size(); ++at) {
        const Registration& registration = draft.config.registrations[at];
        const auto complain = [&](std::string_view key, std::string what) {
            draft.complain("registration", at, key, std::move(what));
        };
        if (!is_sip_uri(registration.address))
            complain("address", "is no SIP URI, as \"sip:+4930123@carrier.example\"");
        else if (!registration.bulk && registration.address.find('@') == std::string::npos)
            complain("address", "has no user, which only bulk does without");
        if (!registration.registrar.empty() && !is_sip_uri(registration.registrar))
            complain("registrar", "is no SIP URI, as \"sip:carrier.example\"");
        if (registration.user.find_first_of(" <>@\"\t\r\n;?") != std::string::npos)
            complain("user", "has a character that cannot stand there");
        if (!registration.instance.empty() && !registration.instance.starts_with("urn:uuid:"))
            complain("instance", "does not begin with urn:uuid:");
        if (registration.expires % std::chrono::seconds(1) != Milliseconds::zero())
            complain("expires", "is not of whole seconds");
        if (registration.retry % std::chrono::seconds(1) != Milliseconds::zero())
            complain("retry", "is not of whole seconds");
        if (registration.max_retry < registration.retry)
            complain("max_retry", "is less than retry");
        if (registration.bulk && !registration.user.empty())
            complain("user", "may not stand together with bulk");
        if (const auto [first, fresh] =
                addresses.emplace(registration.peer + " " + registration.address, at);
            !fresh)
            complain("address", "is that of registration " +
                                    draft.config.registrations[first->second].name + " already");
    }
}

} // namespace config
