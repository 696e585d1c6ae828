// The console of the daemon: commands over a UNIX socket for the client `landline` and for scripts.
//
// The protocol is made to be spoken by hand (socat - UNIX-CONNECT:console.sock). A request is one
// line:
//
//   show calls --json\n      a command; words may be shortened
//   show ?\n                 a line that ends in "?": what may come next
//   \tshow ca\n              TAB first: completions of the rest, one a line: WORD \t HELP
//   \x03\n                   Ctrl-C: ends a streaming answer
//
// An answer is one or more frames, each a line `STATUS N\n` and N octets. STATUS is `more` (another
// frame follows), `ok` or `error` (the last one). Requests may be sent ahead; answers keep their
// order.
#pragma once

#include "base/loop.h"
#include "gateway/console/registry.h"
#include "gateway/console/views.h"

#include <functional>
#include <memory>
#include <string>

namespace console {

enum class Access : std::uint8_t { none, read_only, read_write };

/// Who is at the other end of a connected socket, and what he may do.
using CredentialCheck = std::function<Access(int fd)>;

struct Options {
    std::string socket;    ///< path; its directory must exist
    std::string group;     ///< may connect and read; empty: only root and the daemon's own user
    unsigned clients = 32; ///< at once; more are told so and closed
    std::size_t stream_octets = 256 * 1024; ///< queued for a slow reader before events are left out
    CredentialCheck credentials;            ///< for tests; default: SO_PEERCRED and SO_PEERGROUPS
};

/// Listens, reads requests, runs commands, writes answers. Never blocks: a client that does not
/// read is not served further, and no client holds up another. Thread: the signalling loop. Owner:
/// main; `registry` and `loop` outlive it. Errors: the constructor throws std::runtime_error with
/// the path and a remedy (start-up only).
class Server {
  public:
    Server(base::Loop& loop, Registry& registry, Options options);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    std::size_t clients() const;

  private:
    class Listener;
    std::unique_ptr<Listener> listener_;
};

/// Registers every command of the daemon: show, trace, route test, call release, span block, log
/// level, reload, stop, help. `daemon` and `registry` outlive each other's use.
void register_commands(Registry& registry, DaemonView& daemon);

} // namespace console
