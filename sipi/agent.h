// The SIP user agent: what lies above transactions, RFC 3261 §8 (general), §11 (OPTIONS), §13
// (INVITE).
#pragma once

#include "base/result.h"
#include "base/timers.h"
#include "sipi/session.h"
#include "sipi/transport.h"
#include "sipi/wire.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sipi {

class Message;
class Authenticator;
class Guard;
class Overload;
struct ParserLimits;
class Dialog;

struct AgentSettings {
    std::string user_agent = "Landline"; ///< User-Agent and Server
    /// Methods answered beside INVITE, ACK, CANCEL, BYE and OPTIONS; they come as on_request(). For
    /// Allow.
    std::vector<std::string> more_methods;
    std::vector<std::string> supported; ///< option tags; any other in Require gets 420
    /// Option tags that Require may name as well, but that Supported does not offer by itself: the
    /// application says in each INVITE what it wants of them.
    std::vector<std::string> understood;
    /// Media types that some peer may send, multipart/mixed included; required ones of other types
    /// get 415. The listener may take fewer: see AgentListener::admit().
    std::vector<std::string> accept_types = {"application/sdp"};
    std::vector<std::string> accept_languages = {"en"};
    std::chrono::seconds retry_after{10}; ///< in 503 while refusing new sessions
    std::size_t max_sessions = 0;         ///< 503 beyond; 0: no limit
    unsigned max_redirections = 5;        ///< targets of 3xx tried for one session
    std::chrono::milliseconds t1{500};    ///< RFC 3261 Table 4
    std::chrono::milliseconds t2{4000};
    std::chrono::milliseconds t4{5000};
    bool large_by_stream = true; ///< requests of more than 1300 octets (RFC 3261 §18.1.1)
    std::chrono::milliseconds failover{
        4000}; ///< for a first response, while there are other servers
    /// Host and port that peers shall use for us instead of Transport::local_for(); empty: that
    /// one.
    std::string advertised_host;
    std::uint16_t advertised_port = 0;
    /// Finds the address of a URI whose host is a name. Null or nullopt: the message goes to the
    /// peer that the session has (the trunk peer is the outbound proxy, RFC 3261 §8.1.2). Literal
    /// addresses are not asked for.
    std::function<std::optional<Endpoint>(std::string_view host, std::uint16_t port, TransportKind)>
        resolve;
    /// Asked before a request in a dialog leaves the peer that the session has for a literal
    /// address: true keeps it there, because something in between translates addresses and the
    /// Contact means nothing here, or because of the connection (RFC 5626 §5.3). Null: never.
    std::function<bool(const Endpoint& peer, const Endpoint& named)> keeps_to;
};

/// An INVITE to send. URIs are URIs ("sip:100@example.org;user=phone", "tel:+49..."); from and to
/// may be name-addr as well ("\"Alice\" <sip:alice@example.org>").
struct Invitation {
    std::string request_uri;
    std::string to;   ///< empty: the request URI
    std::string from; ///< without tag
    Endpoint destination;
    /// More servers of the same peer, tried in order when one does not answer within
    /// AgentSettings::failover, is out of reach or says 503 (RFC 3263 §4.3).
    std::vector<Endpoint> alternatives{};
    std::string contact_user; ///< of our Contact; empty: the user part of `from`
    std::string contact{};    ///< URI of our Contact instead, a GRUU (RFC 5627); empty: none
    std::string call_id;      ///< empty: a fresh one
    std::string from_tag;     ///< empty: a fresh one; with call_id: one more INVITE of a call
                              ///< whose number grows (RFC 3578 §3.2)
    std::uint32_t cseq = 1;   ///< of the INVITE; higher than any before of the same Call-ID
    std::vector<ExtraHeader> headers;
    BodyView body; ///< empty: an offerless INVITE
    unsigned max_forwards = 70;
    TimerPolicy timer{};        ///< RFC 4028
    std::string session_uuid{}; ///< our half of Session-ID (RFC 7989); empty: none
};

enum class InviteError : std::uint8_t {
    bad_uri,      ///< request_uri, from or to does not parse
    no_transport, ///< no listener reaches the destination
    overloaded,   ///< the peer has asked for fewer calls (RFC 7339), or for none (Retry-After)
    refused,      ///< the agent is stopping, or max_sessions is reached
};

/// A request outside of sessions and dialogs, such as SUBSCRIBE. URIs as in Invitation.
struct OutsideRequest {
    std::string method;
    std::string request_uri;
    std::string to;                ///< empty: the request URI
    std::string from;              ///< without tag
    std::string from_tag, call_id; ///< empty: fresh ones
    std::uint32_t cseq = 1;
    Endpoint destination;
    std::vector<ExtraHeader> headers;
    BodyView body;
};
/// Its final response; null: none came (408), or the transport failed (503). Comes once, never
/// from inside the call that sends.
using Answered = std::function<void(int status, const Message* response)>;

/// What the application says of requests that belong to no session.
class AgentListener {
  public:
    virtual ~AgentListener() = default;

    /// A request of a source that the guard silences: false leaves it without an answer.
    virtual bool answers(const Message& /*request*/, const Endpoint& /*source*/) { return false; }
    /// Before a session is made of an INVITE: 0 lets it in, a status 300-699 refuses (403 for a
    /// stranger, 415 with its own Accept for a body that this peer may not send ...).
    virtual RequestAnswer admit(const Message& /*invite*/, const Endpoint& /*source*/) {
        return {.status = 0, .headers = {}, .content_type = {}, .body = {}};
    }
    /// An INVITE outside a dialog that RFC 3261 §8.2 itself refuses, before admit(): it is
    /// answered.
    virtual void on_refused(const Message& /*invite*/, const Endpoint& /*source*/, int /*status*/) {
    }
    /// A new session; 100 is sent. Call session.listen(), then answer now or later.
    virtual void on_invite(Session& session, const Message& invite) = 0;
    /// OPTIONS outside a dialog (RFC 3261 §11.2): the status that an INVITE would get; 503 when
    /// stopping.
    virtual RequestAnswer on_options(const Message& /*options*/, const Endpoint& /*source*/) {
        return {.status = 200, .headers = {}, .content_type = {}, .body = {}};
    }
    /// Any other request outside a dialog, of a method in AgentSettings::more_methods.
    virtual RequestAnswer on_request(const Message&, const Endpoint& /*source*/) { return {}; }
    /// A SUBSCRIBE or NOTIFY with a To tag that no session has (RFC 6665); 481 without such a
    /// subscription.
    virtual RequestAnswer on_subscription(const Message&, const Endpoint& /*source*/) {
        RequestAnswer answer;
        answer.status = 481;
        return answer;
    }
    /// A connection with that peer has broken or could not be opened, or an ICMP error has come.
    /// From inside the transport: only take note of it.
    virtual void on_unreachable(const Endpoint& /*peer*/) {}
};

/// Rows for `show`.
struct SessionView {
    SessionId id;
    SessionDirection direction;
    SessionState state;
    std::string call_id;
    std::string local_uri; ///< From or To of our side, tags left out
    std::string remote_uri;
    Endpoint peer;
    base::Duration age;
    unsigned dialogs;
    TimerView timer{};
    std::string session_uuid{}, peer_session_uuid{}; ///< RFC 7989
};
/// One dialog of a session (RFC 3261 §12).
struct DialogView {
    SessionId session;
    std::string call_id, local_tag, remote_tag;
    std::string local_uri, remote_uri, remote_target;
    std::vector<std::string> routes; ///< in the order of our Route
    std::uint32_t local_cseq;
    bool confirmed, in_use;
    Endpoint peer;
};
struct TransactionView {
    std::string_view machine; ///< "INVITE client" ...
    std::string_view state;
    std::string_view method;
    std::string branch;
    Endpoint peer;
    SessionId session; ///< 0: none
    base::Duration age;
};

class AgentCore;

/// The user agent of one gateway, over any number of listeners.
///
/// Thread: the signalling loop. Owner: main. Transports and Timers outlive it.
class Agent {
  public:
    Agent(AgentSettings settings, base::Timers& timers, AgentListener& listener);
    ~Agent();
    Agent(const Agent&) = delete;
    Agent& operator=(const Agent&) = delete;

    /// Takes the messages of `transport` from now on.
    void add_transport(Transport& transport);

    /// Places a call. `listener` hears of it; not before this returns.
    base::Result<Session*, InviteError> invite(const Invitation& invitation,
                                               SessionListener& listener);

    /// Pings a peer with OPTIONS; `done` gets the status (408 none came, 503 transport), once.
    /// Errors: no_transport, bad_uri.
    base::Result<void, InviteError> options(const std::string& uri, const Endpoint& destination,
                                            std::function<void(int status)> done);

    /// Sends a request outside of sessions, Contact and User-Agent added. Errors: bad_uri,
    /// no_transport.
    base::Result<void, InviteError> request(const OutsideRequest& request, Answered done);
    /// The same in a dialog of the caller's, `otherwise` where its next hop is no address.
    base::Result<void, InviteError> request(Dialog& dialog, std::string_view method,
                                            const Endpoint& otherwise, ExtraHeaders headers,
                                            BodyView body, Answered done);
    /// A double CRLF that keeps a NAT binding or a connection: Transport::keep_alive(). False as
    /// well: no listener reaches the peer.
    bool keep_alive(const Endpoint& peer, bool answered);
    /// "host:port" of ours towards a peer, as in Via and Contact.
    std::string sent_by(const Endpoint& destination) const;
    /// For a tag or a Call-ID (RFC 3261 §19.3).
    std::string fresh_tag();
    /// For Session-ID (RFC 7989 §4.1).
    std::string fresh_session_uuid();

    /// Null when it is gone.
    Session* find(SessionId id) const;
    /// All sessions with that Call-ID (several when a call loops back to us).
    std::vector<SessionId> find(std::string_view call_id) const;

    /// False: new INVITEs get 503 with Retry-After, invite() is refused; sessions go on ("stop when
    /// idle").
    void accept_new(bool accept);
    /// Ends every session as its state asks for: 503, CANCEL or BYE with `headers` (Reason ...),
    /// and accepts no new one. Each listener gets its on_ended() with `stopped`, from a later turn
    /// of the loop.
    void stop(ExtraHeaders headers = {});

    /// Who may send at all, and how much; lets everything in until it is configured.
    Guard& guard();
    /// What is shed, here and by neighbours that ask for it; nothing until it is configured.
    Overload& overload();
    /// Asked about every request that is sent, and about each 401 and 407; outlives the agent.
    /// Null: they are as any other refusal.
    void authenticate(Authenticator* authenticator);
    /// Of messages that come from now on.
    void limit(const ParserLimits& limits);
    void tap(WireTap tap);
    std::size_t session_count() const;
    std::size_t transaction_count() const;
    void list(std::vector<SessionView>& rows) const;
    void list(std::vector<TransactionView>& rows) const;
    void list(std::vector<DialogView>& rows) const;
    const AgentCounters& counters() const;

  private:
    std::unique_ptr<AgentCore> core_;
};

} // namespace sipi
