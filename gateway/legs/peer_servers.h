// The servers of SIP peers that are named by a domain: located by DNS ahead of calls, the failed
// ones put last.
#pragma once

#include "base/timers.h"
#include "gateway/legs/sip_side.h"
#include "sipi/locate/locator.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace legs {

/// A domain is located when its peer is configured, and again when the answer has lived: a call
/// never waits for the DNS. While the DNS fails, the last answer stays.
///
/// Thread: the signalling loop. Owner: the daemon; locator and timers outlive it.
class PeerServers final : public Servers {
  public:
    struct Server {
        sipi::Endpoint address;
        base::TimePoint avoided_until{}; ///< it has failed; later it is tried in its order again
    };
    struct View {
        std::string peer, domain, steps;
        sipi::DnsError error{};   ///< of the latest question
        base::Duration expires{}; ///< until it is asked again
        std::vector<Server> servers;
    };

    /// `avoid`: how long a server that failed comes last.
    PeerServers(sipi::Locator& locator, base::Timers& timers, base::Duration avoid)
        : locator_(locator), timers_(timers), avoid_(avoid) {}

    /// Peers with a domain from now on; what is known of one that stays is kept.
    void configure(const std::vector<std::shared_ptr<const PeerSettings>>& peers);

    std::vector<sipi::Endpoint> of(std::string_view peer) const override;
    bool has(std::string_view peer, const sipi::Endpoint& source) const override;
    void failed(std::string_view peer, const sipi::Endpoint& server, int status) override;
    std::vector<View> view() const;

    /// An answer lives at least and at most so long here, whatever it says.
    static constexpr base::Duration kShortest = std::chrono::seconds(5),
                                    kLongest = std::chrono::hours(1);

  private:
    struct Entry {
        Entry(base::Timers& timers, std::function<void()> due) : timer(timers, std::move(due)) {}
        std::string domain;
        sipi::Wanted wanted;
        sipi::Located latest;
        std::vector<Server> servers;
        base::Timer timer;
    };
    void ask(const std::string& peer);
    void answered(const std::string& peer, sipi::Located located);

    sipi::Locator& locator_;
    base::Timers& timers_;
    const base::Duration avoid_;
    std::map<std::string, std::shared_ptr<Entry>, std::less<>> entries_; ///< by peer
};

/// "example.com" or "example.com:5080"; a port means that no SRV records are asked for.
sipi::Wanted wanted_of(std::string_view domain);

} // namespace legs
