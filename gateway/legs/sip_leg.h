// A leg that speaks SIP outward: one INVITE session, its media, and the mapping of Q.1912.5 or RFC
// 3398.
#pragma once

#include "gateway/call/leg.h"
#include "gateway/legs/sip_media.h"
#include "gateway/legs/sip_side.h"
#include "gateway/mapping/notes.h"
#include "sipi/session.h"

#include <memory>
#include <optional>
#include <string>

namespace legs {

/// Thread: the signalling loop. Owner: its Call. The session is released when the leg is destroyed.
class SipLeg final : public call::Leg, public sipi::SessionListener {
  public:
    SipLeg(SipSide& side, std::shared_ptr<const PeerSettings> peer, call::LegListener& call,
           observe::CallTrace& trace, observe::TraceLeg which);
    ~SipLeg() override;

    /// Takes a session that came in. False: it has been rejected, the leg has ended.
    bool begin(sipi::Session& session, const sipi::Message& invite, isup::Message& iam);
    /// Sends the INVITE of an IAM. Errors: the cause.
    base::Result<void, isup::CauseIndicators> place(const isup::Message& iam,
                                                    media::WorkerId worker);

    void send(const isup::Message& message) override;
    media::PortId port() const override { return media_.port(); }
    std::optional<media::WorkerId> worker() const override { return worker_; }
    bool open_media(media::WorkerId worker) override;
    void set_through(call::Through through) override { media_.set_through(through); }
    call::ToneNeeds tones() const override { return {}; }
    call::Traits traits() const override;
    bool ended() const override { return ended_; }
    call::LegDescription describe() const override;

    observe::CallTrace& trace() { return trace_; }
    observe::TraceLeg which() const { return which_; }

    // sipi::SessionListener
    void on_provisional(sipi::Session& session, sipi::DialogNumber dialog,
                        const sipi::Message& response) override;
    void on_answered(sipi::Session& session, sipi::DialogNumber dialog,
                     const sipi::Message& response) override;
    void on_redirected(sipi::Session& session, const sipi::Message& response,
                       std::span<const sipi::RedirectTarget> targets) override;
    void on_ack(sipi::Session& session, const sipi::Message& ack) override;
    void on_reinvite(sipi::Session& session, const sipi::Message& invite) override;
    void on_reinvite_cancelled(sipi::Session& session, const sipi::Message& cancel) override;
    void on_reinvite_answered(sipi::Session& session, const sipi::Message& response) override;
    void on_reinvite_failed(sipi::Session& session, int status,
                            const sipi::Message* response) override;
    void on_ended(sipi::Session& session, const sipi::Ended& ended) override;

  private:
    void send_backward(const isup::Message& message);
    void send_answer(const isup::Message& message);
    void send_release(const isup::Message& rel);
    void send_notification(const isup::Message& cpg);
    void release_inward(const isup::CauseIndicators& cause);
    void notify_inward(isup::Notification notification);
    void flush(const mapping::Notes& notes);

    SipSide& side_;
    std::shared_ptr<const PeerSettings> peer_;
    call::LegListener& call_;
    observe::CallTrace& trace_;
    observe::TraceLeg which_;
    SipMedia media_;
    sipi::Session* session_ = nullptr;
    sipi::SessionId session_id_ = 0;
    std::string call_id_;
    std::optional<media::WorkerId> worker_;
    mapping::MediaKind wanted_ = mapping::MediaKind::audio_3k1; ///< by the IAM
    bool answered_ = false;
    bool released_ = false; ///< REL has gone one way or the other
    bool held_ = false;     ///< the far end holds us
    bool acm_seen_ = false; ///< outgoing: an ACM has gone inward
    bool ended_ = false;
};

} // namespace legs
