// Commands about users of the registrar: who is registered, from where, and until when.
#include "gateway/console/user_command.h"

#include "gateway/console/common.h"

#include <fmt/core.h>

#include <utility>

namespace console {
namespace {

ArgumentHelp user_argument(DaemonView& daemon) {
    return {"NAME", "a user, from \"show users\"", [&daemon] {
                std::vector<Candidate> out;
                for (const UserView& user : daemon.users())
                    out.push_back({user.name, fmt::format("{} contacts", user.bindings.size())});
                return out;
            }};
}

} // namespace

Document users_document(const std::vector<UserView>& views) {
    Table users{{{"name", "User"},
                 {"trunk_group", "Trunk group"},
                 {"numbers", "Numbers"},
                 {"registered", "Registered"},
                 {"contacts", "Contacts"}},
                {},
                "no users are configured"};
    Table bindings{{{"user", "User"},
                    {"contact", "Contact"},
                    {"source", "From"},
                    {"expires_seconds", "Expires in"},
                    {"registered_seconds", "Since"},
                    {"q", "q"},
                    {"nat", "NAT"},
                    {"path", "Path"},
                    {"user_agent", "User agent"}},
                   {},
                   "nobody is registered"};
    for (const UserView& view : views) {
        users.rows.push_back({view.name, text(view.group), view.numbers, !view.bindings.empty(),
                              integer(view.bindings.size())});
        for (const BindingView& one : view.bindings)
            bindings.rows.push_back({view.name, one.contact, one.source, Seconds{one.expires},
                                     Seconds{one.registered}, one.q, one.nat, one.path,
                                     text(one.user_agent)});
    }
    return {{"users", "Users", std::move(users)}, {"bindings", "Contacts", std::move(bindings)}};
}

void add_users(Registry& registry, DaemonView& daemon) {
    registry.add({"show users",
                  "users of the registrar: their numbers, where they are, for how long",
                  true,
                  {},
                  [&daemon](const Arguments&, Reply& reply) {
                      reply.document(users_document(daemon.users()));
                  }});
    registry.describe("user", "users of the registrar");
    registry.add({"user unregister NAME",
                  "forget its contacts; it may register again",
                  false,
                  {user_argument(daemon)},
                  [&daemon](const Arguments& arguments, Reply& reply) {
                      answer(reply, daemon.unregister(arguments["NAME"]));
                  }});
}

} // namespace console
