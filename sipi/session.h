// One INVITE session as the application sees it, either side: RFC 3261 §13 (set-up), §14
// (re-INVITE), §15 (BYE).
#pragma once

#include "base/octets.h"
#include "base/result.h"
#include "sipi/endpoint.h"
#include "sipi/session_timer.h"
#include "sipi/wire.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sipi {

class Message;
class SessionListener;

/// Numbers the dialogs that one INVITE of ours creates (RFC 3261 §12.1): 1, 2, ... in order of
/// appearance. 0: a provisional response without a To tag, which creates none. Sessions that came
/// in have dialog 1.
using DialogNumber = std::uint32_t;

/// A header field that the application adds: Reason, Privacy, P-Asserted-Identity, Retry-After ...
/// Not for what the stack writes itself (Via, To, From, Call-ID, CSeq, Max-Forwards,
/// Content-Length).
struct ExtraHeader {
    std::string name;
    std::string value;
};
using ExtraHeaders = std::span<const ExtraHeader>;

/// A body to send: `type` is the whole Content-Type value ("application/sdp",
/// "multipart/mixed;boundary=x"). Copied during the call. Empty octets: no body.
struct BodyView {
    std::string_view type;
    base::Octets octets;
    std::string_view disposition; ///< whole Content-Disposition of the message; "" says none

    BodyView() = default;
    BodyView(std::string_view content_type, base::Octets content,
             std::string_view content_disposition = {})
        : type(content_type), octets(content), disposition(content_disposition) {}
    BodyView(std::string_view content_type, std::string_view text,
             std::string_view content_disposition = {})
        : type(content_type),
          octets(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()),
          disposition(content_disposition) {}
    bool empty() const { return octets.empty(); }
};

/// How a provisional response goes: as RFC 3261 has it, or repeated until the peer acknowledges it
/// with PRACK (RFC 3262; only when the INVITE has 100rel in Supported or Require).
enum class Delivery : std::uint8_t { once, reliable };

enum class SessionDirection : std::uint8_t { incoming, outgoing };

enum class SessionState : std::uint8_t {
    inviting,   ///< the first INVITE has no final response yet
    cancelling, ///< outgoing: cancel() was called, the INVITE's final response is awaited
    accepted,   ///< incoming: 2xx sent, no ACK yet; outgoing: 2xx received, acknowledge() awaited
    confirmed,  ///< in talk
    ending,     ///< BYE sent (or waiting for the ACK before it may be sent), no response yet
    ended,
};
std::string_view name(SessionState state);

enum class EndReason : std::uint8_t {
    remote_bye,    ///< message: the BYE (200 is sent)
    local_bye,     ///< bye() done; message: the response, null when none came
    remote_cancel, ///< message: the CANCEL (200 and 487 are sent)
    local_cancel,  ///< cancel() done; message: the final response (487 mostly), null when none came
    rejected_here, ///< reject() done; status: what was sent
    failed,      ///< message: the final response 3xx-6xx to our first INVITE; see status and local
    no_ack,      ///< our 2xx was never acknowledged (RFC 3261 §13.3.1.4); BYE is sent
    dialog_lost, ///< 481 or 408 answered a request inside the dialog (RFC 3261 §12.2.1.2)
    stopped,     ///< Agent::stop(). (Destroying the agent tells nobody.)
    no_prack,    ///< a reliable response was never acknowledged (RFC 3262 §3); 504 is sent
    expired,     ///< the INVITE's Expires is over (RFC 3261 §13.3.1); 487 is sent
    not_refreshed, ///< the session timer ran out (RFC 4028 §10); BYE is sent
};
std::string_view name(EndReason reason);

struct Ended {
    EndReason reason;
    int status = 0;     ///< of the final response, 0 after BYE, CANCEL and no_ack
    bool local = false; ///< synthesised here: 408 timer B, 503 transport error (RFC 3261 §8.1.3.1)
    const Message* message =
        nullptr; ///< what ended it, when a message did; valid during the call only
};

/// A Contact of a 3xx response (RFC 3261 §8.1.3.4, §20.10), best first.
struct RedirectTarget {
    std::string uri;
    float q = 1.0F; ///< 0 to 1; 1 when absent
};

enum class SessionError : std::uint8_t {
    wrong_state, ///< nothing to answer, no dialog yet, already ended
    pending,     ///< an own re-INVITE is still running (RFC 3261 §14.1)
    no_transport ///< no listener reaches the destination
};
using SessionResult = base::Result<void, SessionError>;

/// One session. The agent owns it, from on_invite() or invite() until on_ended() returns.
///
/// Thread: the signalling loop. No call into a Session calls its listener back before it returns.
class Session {
  public:
    virtual ~Session() = default;

    virtual SessionId id() const = 0;
    virtual SessionDirection direction() const = 0;
    virtual SessionState state() const = 0;
    virtual std::string_view call_id() const = 0;
    /// Our tag: of From in sessions that we began, else of To.
    virtual std::string_view local_tag() const = 0;
    /// Incoming: the source of the INVITE. Outgoing: where the INVITE was sent.
    virtual const Endpoint& peer() const = 0;
    /// Our address towards that peer, as in Via and Contact (its host suits SDP when media has none
    /// of its own).
    virtual const Endpoint& local() const = 0;
    /// The dialog in use: the answered one, else the latest early one; 0 while there is none.
    virtual DialogNumber dialog() const = 0;
    /// An early or confirmed dialog with that tag of the peer.
    virtual bool has_dialog(std::string_view remote_tag) const = 0;
    /// Incoming, before its 2xx: what this side wants of a session timer (RFC 4028).
    virtual void use_timer(const TimerPolicy& policy) = 0;
    virtual TimerView timer() const = 0;
    /// Our half of Session-ID (RFC 7989), 32 hexadecimal digits: it goes with every message from
    /// now on; empty: none goes. Incoming sessions have none at first.
    virtual void set_session_uuid(std::string_view uuid) = 0;
    virtual std::string_view session_uuid() const = 0;
    /// The peer's half; empty: it has sent none.
    virtual std::string_view peer_session_uuid() const = 0;
    /// Who hears of this session from now on; null: nobody (events are handled with the defaults
    /// below).
    virtual void listen(SessionListener* listener) = 0;

    /// @name Answering an INVITE: the first one, or a re-INVITE announced by on_reinvite()
    /// @{
    /// 101-199. With a To tag, so it creates the early dialog. Behind a reliable one that has no
    /// PRACK yet it waits (RFC 3262 §3). A re-INVITE has no reliable ones.
    virtual SessionResult provisional(int status, BodyView body = {}, ExtraHeaders headers = {},
                                      Delivery delivery = Delivery::once) = 0;
    /// 2xx, repeated until the ACK comes (RFC 3261 §13.3.1.4). While a reliable 18x with a body has
    /// no PRACK it waits, the session is `inviting` until it goes.
    virtual SessionResult accept(BodyView body, ExtraHeaders headers = {}, int status = 200) = 0;
    /// 300-699. For the first INVITE it ends the session; for a re-INVITE the session stays as it
    /// was.
    virtual SessionResult reject(int status, ExtraHeaders headers = {}, BodyView body = {}) = 0;
    /// @}

    /// @name The INVITE that we sent
    /// @{
    /// CANCEL now, or as soon as a provisional response is there (RFC 3261 §9.1). A 2xx that races
    /// is acknowledged and followed by BYE. Ends with local_cancel.
    virtual SessionResult cancel(ExtraHeaders headers = {}) = 0;
    /// The ACK of a 2xx. Within on_answered() it adds a body to the ACK that would follow by
    /// itself; later it is needed only after hold_ack().
    virtual SessionResult acknowledge(BodyView body = {}, ExtraHeaders headers = {}) = 0;
    /// Within on_answered() or on_reinvite_answered(): no ACK by itself, acknowledge() will be
    /// called soon (the answer to the peer's offer is not known yet). The peer repeats its 2xx and
    /// gives up after 32 s.
    virtual void hold_ack() = 0;
    /// Within on_redirected(): tries the Contacts in order of q, each once (RFC 3261 §8.1.3.4), at
    /// most AgentSettings::max_redirections in all. `destination`: send there instead of to the
    /// Contact's own host. False: none is left, the session ends as it would have.
    virtual bool follow_redirect(std::optional<Endpoint> destination = std::nullopt) = 0;
    /// @}

    /// @name Inside a confirmed dialog
    /// @{
    /// Re-INVITE: hold, resume, address change. After a 491 it is sent again, see on_glare().
    virtual SessionResult reinvite(BodyView body, ExtraHeaders headers = {}) = 0;
    /// Any other request (INFO, UPDATE ...), in an early dialog as well; the response comes as
    /// on_response().
    virtual SessionResult request(std::string_view method, BodyView body = {},
                                  ExtraHeaders headers = {}) = 0;
    /// Another identity of our side, a name-addr: From of the requests after this (RFC 4916). The
    /// peer's Supported has from-change. Tells the peer nothing by itself.
    virtual SessionResult identify(std::string_view name_addr) = 0;
    /// BYE. Waits for the ACK of our own 2xx if that is missing (RFC 3261 §15). Ends with
    /// local_bye.
    virtual SessionResult bye(ExtraHeaders headers = {}, BodyView body = {}) = 0;
    /// @}

    /// Ends it whatever its state, with reject(`status`), cancel() or bye(), and listens no more:
    /// on_ended() will not come and the caller must not use the session again. CANCEL leaves the
    /// body out (RFC 3261 §9.1).
    virtual void release(int status = 480, ExtraHeaders headers = {}, BodyView body = {}) = 0;
};

/// What to answer a request with; the agent adds what the status needs (Allow, Accept, tags).
struct RequestAnswer {
    int status = 405;
    std::vector<ExtraHeader> headers;
    std::string content_type;
    std::string body;
    std::string content_disposition{};
    std::string to_tag{}; ///< of a 2xx that makes a dialog of its own; empty: the agent's
    BodyView view() const { return {content_type, std::string_view(body), content_disposition}; }
};

/// Events of one session. Each message is valid during the call only; calls into the session are
/// welcome inside.
class SessionListener {
  public:
    virtual ~SessionListener() = default;

    /// 101-199 to our INVITE. Each distinct To tag is an early dialog of its own (forking).
    virtual void on_provisional(Session&, DialogNumber, const Message&) {}
    /// The first 2xx to our INVITE: the session is confirmed. ACK follows when this returns, unless
    /// hold_ack(). 2xx of other forks are acknowledged and released by the agent itself.
    virtual void on_answered(Session&, DialogNumber, const Message&) {}
    /// 3xx with Contacts. Without follow_redirect() the session ends as failed.
    virtual void on_redirected(Session&, const Message&, std::span<const RedirectTarget>) {}

    /// A server of several did not answer the first INVITE (408), was out of reach or said 503; the
    /// next one is tried, if any.
    virtual void on_unreachable(Session&, const Endpoint& /*server*/, int /*status*/) {}

    /// The ACK of our 2xx, to the first INVITE or to a re-INVITE, once; its body answers an offer
    /// of ours.
    virtual void on_ack(Session&, const Message&) {}

    /// A re-INVITE: answer with provisional(), accept() or reject(), now or later (100 is sent
    /// meanwhile).
    virtual void on_reinvite(Session& session, const Message&) { (void)session.reject(488); }
    /// The re-INVITE was cancelled by the peer; 487 is sent.
    virtual void on_reinvite_cancelled(Session&, const Message&) {}
    /// 2xx to our re-INVITE. ACK follows as in on_answered().
    virtual void on_reinvite_answered(Session&, const Message&) {}
    /// Our re-INVITE failed; the session stays as it was (RFC 3261 §14.1). `response` is null for
    /// local failures that have none: timer B is 408, a transport error 503.
    virtual void on_reinvite_failed(Session&, int /*status*/, const Message* /*response*/) {}

    /// The session timer wants a re-INVITE now (RFC 4028 §7.4): the listener sends one with its
    /// session description as it is, or soon. An UPDATE would have gone by itself.
    virtual void on_refresh_due(Session&) {}

    /// An early dialog is over, others may go on (199, RFC 6228 §4).
    virtual void on_early_dialog_over(Session&, DialogNumber) {}

    /// Our re-INVITE or UPDATE met one of the peer's (491): its offer is void. It is sent again
    /// after the time of RFC 3261 §14.1 (RFC 3311 §5.3), until the call ends.
    virtual void on_glare(Session&, std::string_view /*method*/) {}
    /// That time is over. True: the listener has sent what is to be sent now, or nothing; false:
    /// it goes again as it was.
    virtual bool on_glare_over(Session&, std::string_view /*method*/) { return false; }

    /// The PRACK of a reliable response of ours, once: its body answers the offer of that response,
    /// or makes one. Any status acknowledges the response (RFC 3262 §3).
    virtual RequestAnswer on_prack(Session&, const Message&) {
        return {.status = 200, .headers = {}, .content_type = {}, .body = {}};
    }

    /// An UPDATE with a body (RFC 3311), early or confirmed; no re-INVITE is under way. Answer 491
    /// while an offer of ours is open, 500 with Retry-After while one of theirs is. One without a
    /// body is answered with 200 by the stack.
    virtual RequestAnswer on_update(Session&, const Message&) {
        return {.status = 488, .headers = {}, .content_type = {}, .body = {}};
    }

    /// An UPDATE without a body, which has its 200: another target or identity (RFC 4916).
    virtual void on_refreshed(Session&, const Message& /*update*/) {}

    /// A request inside the dialog that the stack does not handle itself (INFO, MESSAGE, NOTIFY
    /// ...).
    virtual RequestAnswer on_request(Session&, const Message&) { return {}; }
    /// The final response to request(); null: none came (timer F is 408, a transport error 503).
    virtual void on_response(Session&, std::string_view /*method*/, int /*status*/,
                             const Message*) {}

    /// A BYE that ends the session: headers and body of the 200 that it gets whatever `status`
    /// says. on_ended() follows.
    virtual RequestAnswer on_bye(Session&, const Message& /*bye*/) { return {}; }

    /// The last event, exactly once; the session is gone when it returns.
    virtual void on_ended(Session&, const Ended&) = 0;
};

} // namespace sipi
