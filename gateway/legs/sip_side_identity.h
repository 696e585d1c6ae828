// An INVITE whose caller is being verified: its session waits for certificates.
#pragma once

#include "gateway/legs/sip_side.h"
#include "sipi/session.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace legs {

/// Thread: the signalling loop. Owner: the SIP side.
class HeldInvite final : public sipi::SessionListener {
  public:
    HeldInvite(SipSide& side, const sipi::Message& invite,
               std::shared_ptr<const PeerSettings> peer);
    void on_ended(sipi::Session& session, const sipi::Ended& ended) override;

    const sipi::Message& invite() const { return invite_; }
    const std::shared_ptr<const PeerSettings>& peer() const { return peer_; }
    std::vector<std::pair<bool, std::string>> octets; ///< its messages so far, and whether in

  private:
    SipSide& side_;
    sipi::Message invite_;
    std::shared_ptr<const PeerSettings> peer_;
};

} // namespace legs
