// One half of a call: its own protocol outward, ISUP messages inward (the half-call model of Q.764
// and Q.1912.5).
#pragma once

#include "gateway/media/media.h"
#include "gateway/observe/trace.h"
#include "isup/message.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace call {

class Leg;
struct TransferRequest;
struct TransferReport;

/// Who owns a leg. Thread: the signalling loop. Calls into the leg are welcome inside; destroying
/// it is not.
class LegListener {
  public:
    virtual ~LegListener() = default;
    /// The outside did something, put as ISUP: IAM is not among these (it starts the call), REL is
    /// the last one.
    virtual void on_message(Leg& leg, const isup::Message& message) = 0;
    /// port() is another than before: bridge again.
    virtual void on_media_changed(Leg& leg) = 0;
    /// The leg's protocol has run to its end; the leg may be destroyed once this returns. Comes
    /// exactly once.
    virtual void on_ended(Leg& leg) = 0;
    /// The party at the leg wants to leave the call to the other one and a third. 0: it is being
    /// done, reports follow as Leg::transfer_report(); else the cause why not.
    virtual std::uint8_t transfer(Leg& leg, const TransferRequest& request);
    /// `heir`, which the leg has owned, is the leg of that side from now on: it joins the call, and
    /// the old leg only ends. False: it was not taken.
    virtual bool inherit(Leg&, std::unique_ptr<Leg>& /*heir*/) { return false; }
    /// What Leg::hand_over() has come to: both parties are joined without us, or the call goes on
    /// as it is.
    virtual void handed_over(Leg&, bool /*done*/) {}
    /// The other side's session_uuid(); empty: none, or not yet.
    virtual std::string_view other_session_uuid(const Leg&) const { return {}; }
    /// The caller's side was sent a REL that says where else the call may go, and does not take it
    /// there. True: the call goes there by the routes, and the leg with it; else the leg releases.
    virtual bool redirection_refused(Leg&, const isup::Message& /*rel*/) { return false; }
};

/// How much of the incoming leg's speech path is connected (Q.764 §2.1.8): backward until the
/// answer.
enum class Through : std::uint8_t { backward, both };

/// Which tones the caller at a leg relies on us for, when the far end gives none.
struct ToneNeeds {
    bool ringback = false; ///< an ISDN caller: ALERTING by itself sounds like nothing
    bool release =
        false; ///< busy, congestion ...: the caller's exchange is us (network side of the line)
};

/// What a leg is, for people.
struct LegDescription {
    std::string protocol;        ///< "SIP", "ISDN"
    std::string group;           ///< trunk group
    std::string where;           ///< "line1/7", "pbx 192.0.2.1:5060"
    std::string state;           ///< in the words of its protocol
    std::string reference;       ///< Call-ID, or the ISDN call's number
    std::string identity{};      ///< what verifying its caller came to (RFC 8224); empty: not done
    std::string session_timer{}; ///< RFC 4028; empty: none runs
    std::string session_id{};    ///< RFC 7989, our half and the peer's
};

/// Who vouches for the caller of an incoming leg, as it came (RFC 8224).
struct CallerIdentity {
    std::vector<std::string> headers; ///< Identity
    std::string date;                 ///< Date of the same INVITE
    std::string verstat;              ///< TS 24.229 §7.2A.20, to be passed on; empty: not told
};

/// Which timer brings an early ACM to the caller's side while an outgoing leg says nothing.
enum class EarlyAcm : std::uint8_t {
    t11,   ///< an ISDN access (Q.764 Table A.1)
    toiw2, ///< SIP (Q.1912.5 §7)
};

/// How a leg stands to procedures that only some protocols have.
struct Traits {
    bool isup = false; ///< ISUP goes on behind it (SIP-I, SIP-T): requests are passed, not answered
    bool awaits_acm = false; ///< incoming: a timer there runs until an ACM comes (T7, T310)
    bool identifies = false; ///< a network behind it registers malicious calls (EN 300 130-1): it
                             ///< is told of IDR as well
    EarlyAcm early = EarlyAcm::t11;
    isup::BackwardCallIndicators backward{}; ///< outgoing: of an ACM that we make in its stead
};

/// Thread: the signalling loop. Owner: its Call.
class Leg {
  public:
    virtual ~Leg() = default;

    /// A message from the other leg, to be put into this leg's protocol. REL ends the leg;
    /// on_ended() follows.
    virtual void send(const isup::Message& message) = 0;
    /// Octets of the outside's own protocol that go with the next message sent and that the call
    /// does not read: QSIG (RFC 3204 §3.2). False: the leg's trunk carries none, they are
    /// forgotten.
    virtual bool attach(std::string_view) { return false; }
    /// Those that came with the leg's last message; empty: none. Valid until the leg's next one.
    virtual std::string_view attached() const { return {}; }
    /// Of an incoming leg that hears a release tone on its port: tells it that the call is over but
    /// for the tone (DISCONNECT with in-band information, Q.931 §5.3.4.1). The caller hangs up, or
    /// a REL sent later ends it. False: the leg's protocol has none; in-band information in ACM or
    /// CPG says it, and REL follows.
    virtual bool disconnect_in_band(const isup::CauseIndicators&) { return false; }
    /// Of an incoming leg: a REL that says where else the call may go (mapping::is_redirection) is
    /// of use there, because the caller's side can call that number instead.
    virtual bool takes_redirection() const { return false; }
    /// Of an incoming leg: the called number is complete, the call goes on (CALL PROCEEDING has no
    /// ISUP image).
    virtual void proceeding() {}

    /// The leg's end of the bridge; none before open_media().
    virtual media::PortId port() const = 0;
    /// The media worker that this leg is bound to, if it is (a B-channel's span lives on one).
    virtual std::optional<media::WorkerId> worker() const = 0;
    /// Opens the port on that worker unless it is open. False when there is no media port to be
    /// had.
    virtual bool open_media(media::WorkerId worker) = 0;
    virtual void set_through(Through through) = 0;

    /// It has a speech path of its own; the leg of a party that is still to come has none.
    virtual bool has_media() const { return true; }

    virtual ToneNeeds tones() const = 0;
    virtual Traits traits() const { return {}; }
    virtual bool ended() const = 0;

    /// The leg belongs to another call from now on, and is that side of it.
    virtual void join(LegListener&, observe::CallTrace&, observe::TraceLeg) {}
    /// Asks the outside to join its party with the one at the other leg of the call without us: the
    /// exchange that both are at (ECT, QSIG, two B-channel transfer, RLT), or the SIP peer (REFER
    /// with Replaces). False: not wanted, or not possible; true: LegListener::handed_over() follows
    /// unless the call ends before. Both are in talk.
    virtual bool hand_over(Leg& /*other*/) { return false; }
    /// Of the transfer that the party at this leg has asked for.
    virtual void transfer_report(const TransferReport&) {}
    /// Its party releases by itself once its transfer is done (RFC 5589 §6.1: the BYE is the
    /// transferor's).
    virtual bool departs_by_itself() const { return false; }
    /// Of an incoming leg: tells its caller to call one of these URIs instead, best first; the leg
    /// ends. False: its protocol has no such thing, or it is too late.
    virtual bool redirect(std::span<const std::string> /*uris*/) { return false; }
    /// SIP headers that go on to another SIP trunk as they came: name and value.
    using CarriedHeaders = std::vector<std::pair<std::string, std::string>>;
    virtual const CarriedHeaders* carried() const { return nullptr; }
    /// The identifier that its end gives the call, to be passed on to other ends (RFC 7989); empty:
    /// none.
    virtual std::string_view session_uuid() const { return {}; }
    virtual LegDescription describe() const = 0;
    /// Null: nobody does.
    virtual const CallerIdentity* caller_identity() const { return nullptr; }
};

} // namespace call
