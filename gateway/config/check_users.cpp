// What must hold for users and the registrar that they need.
#include "gateway/config/draft.h"

#include <algorithm>
#include <array>
#include <map>

namespace config {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdefABCDEF";

struct Ha1Row {
    std::string_view key;
    DigestAlgorithm algorithm;
    std::string User::*value;
    std::size_t digits;
};
constexpr std::array kHa1Rows{
    Ha1Row{"ha1_md5", DigestAlgorithm::md5, &User::ha1_md5, 32},
    Ha1Row{"ha1_sha256", DigestAlgorithm::sha256, &User::ha1_sha256, 64},
    Ha1Row{"ha1_sha512_256", DigestAlgorithm::sha512_256, &User::ha1_sha512_256, 64},
};

void check_registrar(Draft& draft) {
    const Registrar& registrar = draft.config.registrar;
    const auto complain = [&](std::string_view key, std::string what) {
        draft.complain("registrar", 0, key, std::move(what));
    };
    if (registrar.algorithms.empty() && draft.given("registrar", 0, "algorithms"))
        complain("algorithms", "needs at least one");
    if (registrar.realm.empty())
        complain("realm", "must not be empty");
    if (registrar.min_expires > registrar.max_expires)
        complain("min_expires", "is more than max_expires");
    if (registrar.default_expires > registrar.max_expires)
        complain("default_expires", "is more than max_expires");
    if (registrar.default_expires < registrar.min_expires)
        complain("default_expires", "is less than min_expires");
}

// The offer must not depend on the user: a challenge would tell that there is one.
void check_secret(Draft& draft, std::size_t at) {
    const User& user = draft.config.users[at];
    bool any = !user.password.empty();
    for (const Ha1Row& row : kHa1Rows) {
        const std::string& ha1 = user.*row.value;
        const auto& offered = draft.config.registrar.algorithms;
        const bool needed = std::ranges::find(offered, row.algorithm) != offered.end();
        if (!ha1.empty() && !user.password.empty())
            draft.complain("user", at, row.key, "may not stand together with password");
        else if (!ha1.empty() &&
                 (ha1.size() != row.digits || ha1.find_first_not_of(kHexDigits) != ha1.npos))
            draft.complain("user", at, row.key,
                           "is not of " + std::to_string(row.digits) + " hex digits");
        else if (ha1.empty() && needed && user.password.empty() &&
                 std::ranges::any_of(
                     kHa1Rows, [&](const Ha1Row& other) { return !(user.*other.value).empty(); }))
            draft.complain("user", at, row.key, "is needed by registrar: algorithms");
        any = any || !ha1.empty();
    }
    if (!any)
        draft.complain("user", at, "password", "must be given, or ha1 keys");
}

} // namespace

void check_users(Draft& draft) {
    check_registrar(draft);
    const Config& config = draft.config;
    std::map<std::pair<std::string_view, std::string>, std::size_t> taken; // key, number
    for (std::size_t at = 0; at < config.users.size(); ++at) {
        const User& user = config.users[at];
        check_secret(draft, at);
        if (config.sip_peer(user.name))
            draft.complain("user", at, "name", "is that of a sip_peer");
        if (user.codecs.empty() && draft.given("user", at, "codecs"))
            draft.complain("user", at, "codecs", "needs at least one codec", "pcma, pcmu");
        const auto claim = [&](std::string_view key, const std::vector<std::string>& numbers) {
            for (const std::string& number : numbers)
                if (const auto [first, fresh] = taken.emplace(std::pair(key, number), at); !fresh)
                    draft.complain("user", at, key,
                                   '"' + number + "\" is of user " +
                                       config.users[first->second].name + " already");
        };
        claim("numbers", user.numbers);
        claim("prefixes", user.prefixes);
    }
    for (std::size_t at = 0; at < config.trunk_groups.size(); ++at)
        if (!config.trunk_groups[at].users.empty() && !config.registrar.enabled)
            draft.complain("trunk_group", at, "users", "needs registrar: enabled");
}

} // namespace config
