// The users of the registrar as the console sees them, and what the registrar counts.
#include "gateway/user_view.h"

#include "gateway/daemon_view.h"

#include <chrono>
#include <string>
#include <utility>

namespace gateway {

void register_user_metrics(observe::Metrics& metrics, const legs::Users& users) {
    metrics.gauge("landline_registrar_contacts", "Contacts that are registered here", {},
                  [&users] { return static_cast<double>(users.registrar().size()); });
    const sipi::registrar::Registrar::Counters& counters = users.registrar().counters();
    const std::pair<const char*, const std::uint64_t*> contacts[] = {
        {"added", &counters.added},       {"refreshed", &counters.refreshed},
        {"removed", &counters.removed},   {"expired", &counters.expired},
        {"replaced", &counters.replaced},
    };
    for (const auto& [how, value] : contacts)
        metrics.counter("landline_registrar_contacts_total", "What became of contacts of users",
                        {{"how", how}}, [value = value] { return *value; });
    const std::pair<const char*, const std::uint64_t*> refused[] = {
        {"too_brief", &counters.too_brief},
        {"too_many", &counters.too_many},
        {"out_of_order", &counters.out_of_order},
        {"malformed", &counters.malformed},
        {"not_own_address", &users.counters().not_own_address},
        {"wrong_network", &users.counters().wrong_network},
        {"no_trunk_group", &users.counters().calls_refused},
    };
    for (const auto& [why, value] : refused)
        metrics.counter("landline_registrar_refused_total",
                        "REGISTER and INVITE of users that were refused, whoever they are",
                        {{"why", why}}, [value = value] { return *value; });
    metrics.counter("landline_registrar_queries_total", "REGISTER without a Contact", {},
                    [&counters] { return counters.queries; });
    const sipi::digest::Server::Counters& digest = users.digest().counters();
    const std::pair<const char*, const std::uint64_t*> credentials[] = {
        {"asked", &digest.challenges},
        {"right", &digest.right},
        {"stale", &digest.stale},
        {"wrong", &digest.wrong},
    };
    for (const auto& [how, value] : credentials)
        metrics.counter("landline_registrar_credentials_total",
                        "Credentials that users were asked for, and what they were", {{"how", how}},
                        [value = value] { return *value; });
}

std::vector<console::UserView> View::users() const {
    const auto seconds = [](base::Duration time) {
        return std::chrono::duration<double>(time).count();
    };
    const base::TimePoint now = daemon_.loop().clock().now();
    std::vector<console::UserView> views;
    for (const legs::Users::View& user : daemon_.sip().users().view()) {
        console::UserView view{user.name, user.group, user.numbers, {}};
        for (const std::string& prefix : user.prefixes)
            view.numbers.push_back(prefix + "...");
        for (const sipi::registrar::Binding& binding : user.bindings) {
            console::BindingView row;
            row.contact = binding.uri;
            row.source = sipi::via_name(binding.source.kind);
            row.source.append(" ").append(binding.source.text());
            row.expires = seconds(binding.expires - now);
            row.registered = seconds(now - binding.registered);
            row.q = binding.q / 1000.0;
            row.nat = binding.behind_nat();
            row.path = binding.path;
            row.user_agent = binding.user_agent;
            view.bindings.push_back(std::move(row));
        }
        views.push_back(std::move(view));
    }
    return views;
}

console::Outcome View::unregister(std::string_view user) {
    const auto count = daemon_.sip().users().unregister(user);
    if (!count)
        return base::fail("there is no user \"" + std::string(user) + "\"");
    if (*count == 0)
        return base::fail("user \"" + std::string(user) + "\" is not registered");
    return "user " + std::string(user) + " is unregistered";
}

} // namespace gateway
