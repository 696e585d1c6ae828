// Trunk groups: which line and channel, or which SIP peer, takes an outgoing call.
#pragma once

#include "gateway/call/call.h"
#include "gateway/legs/isdn_line.h"
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
    explicit Trunks(SipSide& sip) : sip_(sip) {}

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

    SipSide& sip_;
    std::map<std::string, Group, std::less<>> groups_;
};

} // namespace legs
