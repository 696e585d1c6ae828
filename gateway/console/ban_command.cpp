// Commands about banned sources of SIP: which there are, one more, one less.
#include "gateway/console/ban_command.h"

#include "gateway/console/common.h"
#include "gateway/console/view_documents.h"

#include <fmt/core.h>

namespace console {
namespace {

ArgumentHelp banned_argument(DaemonView& daemon) {
    return {"ADDRESS", "a banned address, from \"show bans\"", [&daemon] {
                std::vector<Candidate> out;
                for (const BanView& ban : daemon.bans())
                    out.push_back({ban.address, ban.reason});
                return out;
            }};
}

void add(DaemonView& daemon, const Arguments& arguments, Reply& reply) {
    unsigned seconds = 0;
    if (arguments.has("SECONDS")) {
        const auto given = number<unsigned>(arguments["SECONDS"]);
        if (!given || *given == 0)
            return reply.error(fmt::format("\"{}\" is no number of seconds", arguments["SECONDS"]));
        seconds = *given;
    }
    answer(reply, daemon.ban(arguments["ADDRESS"], seconds));
}

} // namespace

void add_bans(Registry& registry, DaemonView& daemon) {
    registry.add({"show bans",
                  "addresses whose SIP is not read: why, for how long, how much was dropped",
                  true,
                  {},
                  [&daemon](const Arguments&, Reply& reply) {
                      reply.document(bans_document(daemon.bans()));
                  }});
    registry.describe("ban", "addresses whose SIP is not read");
    registry.add(
        {"ban add ADDRESS [SECONDS]",
         "read no SIP of this address, a peer's too",
         false,
         {ArgumentHelp{"ADDRESS", "IPv4 or IPv6 address", {}},
          ArgumentHelp{"SECONDS", "how long; guard.ban_time when left out", {}}},
         [&daemon](const Arguments& arguments, Reply& reply) { add(daemon, arguments, reply); }});
    registry.add({"ban remove ADDRESS",
                  "read its SIP again",
                  false,
                  {banned_argument(daemon)},
                  [&daemon](const Arguments& arguments, Reply& reply) {
                      answer(reply, daemon.unban(arguments["ADDRESS"]));
                  }});
}

} // namespace console
