// Trunk groups: which line and channel, or which SIP peer, takes an outgoing call.
#pragma once

#include "gateway/call/call.h"
#include "gateway/legs/isdn_line.h"
#include "gateway/legs/peer_monitor.h"
#include "gateway/legs/sip_side.h"
#include "gateway/route/hunting.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace legs {

/// What passed through a trunk group since the daemon started.
struct GroupCounters {
    std::uint64_t calls_in = 0, calls_out = 0, calls_refused = 0;
};

/// Thread: the signalling loop. Owner: main; lines and SIP side outlive it.
class Trunks final : public call::Trunks {
  public:
    Trunks(SipSide& sip, const PeerMonitor& monitor) : sip_(sip), monitor_(monitor) {}

    /// Takes the trunk groups of a configuration; `lines` are those in service. Calls in progress
    /// keep what they have.
    void configure(const config::Config& config,
                   const std::map<std::string, std::unique_ptr<IsdnLine>>& lines);

    base::Result<std::unique_ptr<call::Leg>, isup::CauseIndicators>
    place(const Placement& placement) override;
    void count_incoming(const std::string& group) override;
    bool takes_overlap(const std::string& group) const override;
    bool takes_unchecked(const std::string& group) const override;
    call::Ringback ringback(const std::string& group) const override;
    std::vector<std::string> contacts(const std::string& group,
                                      const isup::Message& iam) const override;
    call::Redirection redirection(const std::string& group) const override;

    /// A line that is up, or a peer that is not known to be down.
    bool in_service(std::string_view group) const;
    /// None of the groups that this one's calls go to is in service (busy_out_with).
    bool busied_out(std::string_view group) const;
    /// Lines of groups that are busied out refuse calls from now on, the others do not.
    void update_busy_out();

    /// In the order of the conf; none: the group is not of that kind.
    std::vector<IsdnLine*> lines(std::string_view group) const;
    /// Those that are not known to be down.
    std::vector<std::shared_ptr<const PeerSettings>> peers(std::string_view group) const;

    const GroupCounters& counters(std::string_view group) const;
    /// How a group of lines is interworked; null for other groups.
    const mapping::Profile* profile(std::string_view group) const;

  private:
    struct Group {
        config::TrunkGroup settings;
        std::shared_ptr<const GroupSettings> shared; ///< of an ISDN group
        std::vector<IsdnLine*> lines;
        std::unique_ptr<route::ChannelHunter> channels; ///< of an ISDN group
        std::vector<std::shared_ptr<const PeerSettings>> peers;
        std::unique_ptr<route::HuntOrder> peer_order; ///< of a SIP group
        GroupCounters counters;
    };
    base::Result<std::unique_ptr<call::Leg>, isup::CauseIndicators>
    place_on_line(Group& group, const Placement& placement);
    base::Result<std::unique_ptr<call::Leg>, isup::CauseIndicators>
    place_at_peer(Group& group, const Placement& placement);
    base::Result<std::unique_ptr<call::Leg>, isup::CauseIndicators>
    place_at_user(const Group& group, const Placement& placement);

    SipSide& sip_;
    const PeerMonitor& monitor_;
    std::map<std::string, Group, std::less<>> groups_;
};

} // namespace legs
