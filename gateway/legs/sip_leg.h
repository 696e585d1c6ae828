// A leg that speaks SIP outward: one INVITE session, its media, and the mapping of Q.1912.5 or RFC
// 3398; with ISUP in its bodies SIP-I or SIP-T.
#pragma once

#include "gateway/call/leg.h"
#include "gateway/legs/growing_number.h"
#include "gateway/legs/referral.h"
#include "gateway/legs/sip_isup.h"
#include "gateway/legs/sip_media.h"
#include "gateway/legs/sip_side.h"
#include "gateway/mapping/call_traits.h"
#include "gateway/mapping/connected_identity.h"
#include "gateway/mapping/encapsulation.h"
#include "gateway/mapping/isup_to_sip.h"
#include "gateway/mapping/notes.h"
#include "gateway/mapping/sip_to_isup.h"
#include "sipi/dialog.h"
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
    /// `groups`: the trunk group that it came from, and one that was named for the peer. `more`:
    /// headers of the INVITE beside those of the IAM. `incoming`: who vouches for the caller.
    base::Result<void, isup::CauseIndicators>
    place(const isup::Message& iam, media::WorkerId worker, mapping::TrunkGroupNames groups = {},
          std::vector<sipi::ExtraHeader> more = {}, const call::Leg* incoming = nullptr);
    /// Before place(): a user of ours is called there.
    void aim(const sipi::registrar::Target& target) {
        target_ = std::make_unique<sipi::registrar::Target>(target);
    }
    /// Of the INVITE.
    const mapping::CallTraits& call_traits() const { return traits_; }

    /// A later INVITE of the same call, with more digits (RFC 3578 §3.5): the session replaces the
    /// one before, which gets 484. False: it is another call.
    bool succeed(sipi::Session& session, const sipi::Message& invite);
    /// Digits will come in INFO: 183 makes the dialog for them.
    void early_dialog();
    bool takes_digits() const;
    /// What verifying the caller came to; before begin(), or later when it is `told` to nobody.
    void vouch(const Verdict& verdict, bool told);
    const call::CallerIdentity* caller_identity() const override {
        return which_ == observe::TraceLeg::incoming ? identity_in_.get() : nullptr;
    }

    /// Once the call has begun: what the caller must reserve is answered (183), and the call waits
    /// for it (RFC 3312 §5.2).
    void reserve();

    void send(const isup::Message& message) override;
    bool attach(std::string_view octets) override { return isup_.attach(octets); }
    std::string_view attached() const override { return isup_.attached(); }
    media::PortId port() const override { return media_.port(); }
    std::optional<media::WorkerId> worker() const override { return worker_; }
    bool open_media(media::WorkerId worker) override;
    void set_through(call::Through through) override { media_.set_through(through); }
    call::ToneNeeds tones() const override { return {}; }
    call::Traits traits() const override;
    bool takes_redirection() const override { return !answered_; }
    bool ended() const override { return ended_; }
    bool redirect(std::span<const std::string> uris) override;
    const CarriedHeaders* carried() const override { return carried_.get(); }
    /// A REFER outside of its dialog that names it (RFC 4538).
    sipi::RequestAnswer refer_outside(const sipi::Message& refer, const sipi::Endpoint& source);
    const PeerSettings& peer() const { return *peer_; }
    std::string_view session_uuid() const override {
        return session_ ? session_->peer_session_uuid() : std::string_view();
    }
    call::LegDescription describe() const override;
    void join(call::LegListener& call, observe::CallTrace& trace, observe::TraceLeg which) override;
    void transfer_report(const call::TransferReport& report) override;
    bool departs_by_itself() const override { return referral_ != nullptr; }
    bool hand_over(call::Leg& other) override;

    /// In talk: its dialog is not an early one.
    bool answered() const { return answered_; }
    /// The INVITE was ours.
    bool placed_here() const {
        return session_ && session_->direction() == sipi::SessionDirection::outgoing;
    }
    observe::CallTrace& trace() { return *trace_; }
    observe::TraceLeg which() const { return which_; }

    // sipi::SessionListener
    void on_provisional(sipi::Session& session, sipi::DialogNumber dialog,
                        const sipi::Message& response) override;
    void on_unreachable(sipi::Session& session, const sipi::Endpoint& server, int status) override;
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
    void on_refresh_due(sipi::Session& session) override;
    void on_early_dialog_over(sipi::Session& session, sipi::DialogNumber dialog) override;
    void on_glare(sipi::Session& session, std::string_view method) override;
    bool on_glare_over(sipi::Session& session, std::string_view method) override;
    void on_response(sipi::Session& session, std::string_view method, int status,
                     const sipi::Message* response) override;
    sipi::RequestAnswer on_prack(sipi::Session& session, const sipi::Message& prack) override;
    sipi::RequestAnswer on_update(sipi::Session& session, const sipi::Message& update) override;
    void on_refreshed(sipi::Session& session, const sipi::Message& update) override;
    sipi::RequestAnswer on_request(sipi::Session& session, const sipi::Message& request) override;
    sipi::RequestAnswer on_bye(sipi::Session& session, const sipi::Message& bye) override;
    void on_ended(sipi::Session& session, const sipi::Ended& ended) override;

  private:
    /// What our INVITE was made of, to send it again without ISUP (RFC 3372 §5.1).
    struct Sent {
        mapping::InviteParts parts;
        std::string offer;
        isup::Message iam;
    };

    /// Who is at the ends, and what the peer knows of telling it (RFC 4916).
    struct Identity {
        mapping::PeerIdentity peer{}; ///< of the peer's end
        bool from_change = false;     ///< the peer's Supported has it
        bool update = false;          ///< and its Allow UPDATE
        bool early = false;           ///< outgoing: an UPDATE came before the 200
        bool untold = false;          ///< from and headers are to be sent
        unsigned updates = 0;         ///< of ours without response
        std::string from{};           ///< of our requests; empty: as it was
        mapping::Headers headers{};   ///< of that request
    };

    /// Why an INVITE becomes no call. The cause, when there is none: that of the status.
    struct Refused {
        int status = 0;
        std::vector<sipi::ExtraHeader> headers{};
        std::optional<isup::CauseIndicators> cause{};
    };

    // --- sip_leg_digits.cpp, numbers that come digit by digit
    bool sends_invites() const;
    void send_digits(const isup::Message& sam);
    void settle_on(sipi::Session& session);
    void release_older();
    bool outlives(sipi::Session& session, const sipi::Ended& ended);
    void on_toiw3();
    void give_up();
    void await_digits(const sipi::Message& invite, isup::Message& iam);

    // --- sip_leg.cpp, towards the peer
    base::Result<void, isup::CauseIndicators> send_invite(const Sent& invite);
    void call_registered(sipi::Invitation& invitation) const;
    void call_as_registered(sipi::Invitation& invitation) const;
    std::string where() const;
    void sign(const Sent& invite, std::vector<sipi::ExtraHeader>& headers);
    void keep_identity(const sipi::Message& invite, isup::Message& iam);
    void tell_verstat(const call::Leg* incoming, mapping::InviteParts& parts);
    void name_session();
    /// What is attached goes with it.
    void put(const isup::Message& message);
    void send_backward(const isup::Message& message);
    void send_answer(const isup::Message& message);
    void send_release(const isup::Message& rel);
    void send_without_image(const isup::Message& message, bool told = false);
    void send_waiting();

    // --- sip_leg_hold.cpp, the media of a call in talk
    bool send_hold(const isup::Message& cpg);
    bool send_suspend(const isup::Message& message);
    void reoffer();
    void note_hold(const isup::Message* said);

    // --- sip_leg_identity.cpp, who is there from the answer on (RFC 4916)
    bool tells_identity();
    void offer_from_change(std::vector<sipi::ExtraHeader>& headers);
    void note_peer(const sipi::Message& message);
    bool await_identity(isup::Message& answer);
    void pass_answer();
    void learn_identity(const sipi::Message& request);
    void note_answer(const isup::Message& answer);
    bool send_identity(const isup::Message& message);
    void tell_identity();

    // --- sip_leg_resources.cpp, preconditions and the continuity check (RFC 3312)
    std::optional<Refused> judge_resources(const sipi::Message& invite, isup::Message& iam);
    void resources_reserved();
    void await_continuity(const isup::Message& iam);
    void continuity(const isup::Message& cot);
    void tell_reserved();

    // --- sip_leg_early.cpp, offers and answers before the 2xx (RFC 3262, RFC 3311)
    void begin_reliable(const sipi::Message& invite);
    void release_for(std::uint8_t cause);
    bool move_media(media::WorkerId worker);
    void offer_reliable(sipi::Invitation& invitation) const;
    std::string sdp_of_18x(bool wanted);
    void say_199(int status);
    bool respond(int status, const isup::Message* message, const std::string& sdp,
                 const mapping::Headers& headers);
    static sipi::ExtraHeader warning_of(sipi::NegotiationError error);
    sipi::RequestAnswer answer_offer(std::string_view sdp);
    sipi::RequestAnswer judge_offer(const sipi::Message& request);
    bool offer_in_update();

    // --- sip_leg_redirect.cpp
    void note_history(const sipi::Message& invite);

    // --- sip_leg_refer.cpp, transfer
    int judge_refer(const sipi::Message& refer) const;
    base::Result<call::TransferRequest, int> transfer_of(const sipi::Message& refer);
    sipi::RequestAnswer on_refer(const sipi::Message& refer, Referral::Send send);
    void take_carried(const sipi::Message& invite);
    void send_carried(const call::Leg* incoming, mapping::InviteParts& parts);
    sipi::RequestAnswer on_subscribe(const sipi::Message& subscribe);
    void begin_transfer();
    void end_referral();

    // --- sip_leg_hand_over.cpp, a REFER of ours
    bool may_hand_over() const;
    void note_contact(const sipi::Message& message);
    std::string refer_to() const;
    void on_refer_answered(int status, const sipi::Message* response);
    sipi::RequestAnswer on_notify(const sipi::Message& notify);
    void end_hand_over(bool done);

    // --- sip_leg_peer.cpp, from the peer
    bool refuse(sipi::Session& session, const Refused& refused);
    /// The IAM of headers and body, and of the offer in it.
    base::Result<isup::Message, Refused> iam_of(const sipi::Message& invite, const sipi::Body& body,
                                                const mapping::Description& offer);
    /// What a body says beside what SIP itself says: CFN to send, a release that it asks for.
    /// False: the call is being released for it.
    bool heed(const mapping::Unwrapped& unwrapped);
    isup::Message merge(const mapping::Unwrapped& unwrapped, const sipi::Message& sip,
                        const isup::Message& of_sip);
    /// Gives a message to the call, or keeps it until its segment is there (T34).
    void pass_inward(const isup::Message& message, bool expects_segment);
    void pass_unfinished();
    void pass_provisional(const isup::Message& message, bool expects_segment);
    bool try_without_isup(const sipi::Ended& ended);
    void release_both(const isup::CauseIndicators& cause);
    void notify_inward(isup::Notification notification);
    void flush(const mapping::Notes& notes);
    mapping::Stage stage() const;

    SipSide& side_;
    std::shared_ptr<const PeerSettings> peer_;
    call::LegListener* call_;
    observe::CallTrace* trace_;
    observe::TraceLeg which_;
    SipMedia media_;
    SipIsup isup_;
    std::unique_ptr<sipi::registrar::Target> target_; ///< of a registered user
    std::unique_ptr<Sent> sent_; ///< while the INVITE may have to be sent again
    /// For a dialog to be sent in, with the QSIG that came along.
    struct Waiting {
        isup::Message message;
        std::string qsig{};
    };
    std::vector<Waiting> waiting_;
    // What only some calls have is on the heap: an ISUP message takes 1 KB.
    std::unique_ptr<mapping::Unwrapped> of_bye_; ///< between on_bye() and on_ended()
    std::unique_ptr<isup::Message> unfinished_;  ///< its segment is awaited
    base::Timer t34_;                            ///< Q.764 §2.1.12
    GrowingNumber number_;
    base::Timer toiw3_;       ///< Q.1912.5 §7
    std::string growing_key_; ///< of SipSide::growing_
    std::string offer_;       ///< of our INVITEs
    std::string verified_;    ///< what vouch() was told, for people
    std::string origin_; ///< trunk group that the call came from; with the peer's INVITEs signed
    std::unique_ptr<call::CallerIdentity> identity_in_; ///< that the call came with
    sipi::Session* session_ = nullptr;
    sipi::SessionId session_id_ = 0;
    std::string call_id_;
    mapping::CallTraits traits_; ///< of the INVITE
    std::optional<media::WorkerId> worker_;
    mapping::MediaKind wanted_ = mapping::MediaKind::audio_3k1; ///< by the IAM
    bool reliable_ = false;                                     ///< incoming: our 18x go reliably
    bool reserving_ = false;    ///< incoming: the caller's resources are awaited (RFC 3312)
    base::Timer reserved_;      ///< tells the call that they are there
    base::Timer reoffer_timer_; ///< our offer had to wait
    std::unique_ptr<isup::Message> reoffer_with_; ///< its ISUP
    Identity identity_;
    std::unique_ptr<isup::Message> unanswered_; ///< ANM or CON that waits for the identity
    base::Timer ttir1_;                         ///< TS 29.163 §7.5.2.2
    base::Timer identity_timer_;                ///< the UPDATE had to wait
    std::unique_ptr<Referral> referral_;        ///< of the last REFER
    std::unique_ptr<call::TransferRequest> wanted_transfer_; ///< until the 202 has gone
    base::Timer refer_timer_;
    std::string contact_, remote_tag_; ///< of the peer's end, for a Refer-To of ours
    /// Our REFER is out: not decided, or what its NOTIFYs say; then the timer tells the call.
    enum class HandingOver : std::uint8_t { no, asked, refused, done };
    HandingOver handing_over_ = HandingOver::no;
    bool refused_refer_ = false; ///< the peer's Allow has no REFER
    base::Timer hand_over_timer_;
    std::shared_ptr<sipi::Dialog> refer_dialog_; ///< of a REFER outside of the call's
    std::vector<std::string> history_;           ///< incoming: History-Info, for a 302
    std::unique_ptr<CarriedHeaders> carried_;    ///< incoming
    bool referred_before_ = false;
    bool checking_ = false;                 ///< outgoing: COT is awaited, the peer knows that it is
    bool reserved_untold_ = false;          ///< outgoing: COT has come, the peer does not know it
    bool settled_ = false;                  ///< incoming: a reliable 18x has had our SDP
    sipi::DialogNumber settled_dialog_ = 0; ///< outgoing: whose reliable 18x had the answer
    bool answered_ = false;
    bool released_ = false;        ///< REL has gone one way or the other
    bool held_ = false;            ///< the far end holds us
    bool held_there_ = false;      ///< the other side of the call holds the far end
    bool suspended_there_ = false; ///< it has suspended the call
    bool acm_seen_ = false;        ///< outgoing: an ACM has gone inward
    bool says_199_ = false;        ///< incoming: 199 goes before a failure (RFC 6228 §5)
    bool dialog_made_ = false;     ///< incoming: an 18x has gone; outgoing: one has come
    bool ended_ = false;
};

} // namespace legs
