// The SIP side of the gateway: the user agent, its peers, and the legs of their calls.
#pragma once

#include "gateway/call/table.h"
#include "gateway/config/config.h"
#include "gateway/legs/identity_signer.h"
#include "gateway/legs/identity_verifier.h"
#include "gateway/legs/isdn_line.h"
#include "gateway/legs/users.h"
#include "gateway/media/media.h"
#include "sipi/agent.h"
#include "sipi/agent/registration.h"
#include "sipi/digest/client.h"
#include "sipi/guard.h"
#include "sipi/offer_answer.h"
#include "sipi/random.h"
#include "sipi/refer.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace legs {

class SipLeg;
class HeldInvite;

/// A SIP peer as its calls see it; replaced by a reload, calls keep theirs.
struct PeerSettings {
    config::SipPeer peer;
    bool is_user = false;               ///< of the registrar: `peer` has only what users have
    std::string group;                  ///< trunk group; empty: none, its calls are refused
    std::vector<config::Cidr> networks; ///< its requests are taken from these only; empty: all
    mapping::Profile profile;
    std::vector<sipi::SdpFormat> codecs;
    config::Reliable reliable = config::Reliable::accept;             ///< never by_profile
    config::Preconditions preconditions = config::Preconditions::off; ///< never by_profile
    sipi::TimerPolicy timer{};                                        ///< RFC 4028
    /// Resources that are not there yet can be announced, and told of in UPDATE (RFC 3312 §11:
    /// with 100rel).
    bool uses_preconditions() const {
        return preconditions != config::Preconditions::off && reliable != config::Reliable::off;
    }
};

/// The servers of peers that have a domain instead of an address. Thread: the signalling loop.
class Servers {
  public:
    virtual ~Servers() = default;
    /// In the order to be tried; empty: none is known (yet).
    virtual std::vector<sipi::Endpoint> of(std::string_view peer) const = 0;
    /// Does a message from there come from one of them?
    virtual bool has(std::string_view peer, const sipi::Endpoint& source) const = 0;
    /// It did not answer (408), is out of reach or said 503.
    virtual void failed(std::string_view peer, const sipi::Endpoint& server, int status) = 0;
};

struct SipCounters {
    std::uint64_t strangers = 0;          ///< INVITEs from addresses of no peer (403)
    std::uint64_t not_mappable = 0;       ///< INVITEs that no IAM can be made of
    std::uint64_t not_acceptable = 0;     ///< 488: no media in common
    std::uint64_t interval_too_small = 0; ///< 422 to INVITEs (RFC 4028)
    // ISUP in bodies that was not used:
    std::uint64_t isup_not_asked = 0;       ///< the peer's trunk carries none
    std::uint64_t isup_unknown_variant = 0; ///< version and base are none of ours
    std::uint64_t isup_broken = 0;          ///< no ISUP message
    std::uint64_t isup_left = 0;            ///< in the wrong SIP message, or not to be passed on
    std::uint64_t isup_refused = 0;         ///< requests refused for their bodies (400, 415, 500)
    std::uint64_t isup_not_sent = 0;        ///< messages that the trunk's variant cannot say
};

/// The transport that the conf file asks for; nullopt: it leaves the choice.
std::optional<sipi::TransportKind> transport_of(const config::SipPeer& peer);
/// Where requests to a peer with an address go.
sipi::Endpoint endpoint_of(const config::SipPeer& peer);

/// Thread: the signalling loop. Owner: main; what it is given outlives it. Its legs belong to their
/// calls.
class SipSide final : public sipi::AgentListener {
  public:
    SipSide(sipi::AgentSettings settings, base::Timers& timers, media::Engine& media,
            call::Table& calls, std::string media_address);
    ~SipSide() override;

    sipi::Agent& agent() { return agent_; }
    base::Timers& timers() { return timers_; }
    void set_peers(std::vector<std::shared_ptr<const PeerSettings>> peers) {
        peers_ = std::move(peers);
        credentials_.reset();
    }
    const std::vector<std::shared_ptr<const PeerSettings>>& peers() const { return peers_; }
    std::shared_ptr<const PeerSettings> peer(std::string_view name) const;
    /// Sends an INVITE to the peer, or to where a user of ours is. Errors: the cause.
    base::Result<std::unique_ptr<call::Leg>, isup::CauseIndicators>
    place(std::shared_ptr<const PeerSettings> peer, const call::Trunks::Placement& placement,
          const sipi::registrar::Target* target = nullptr);
    Users& users() { return users_; }
    const Users& users() const { return users_; }
    const SipCounters& counters() const { return counters_; }
    /// From now on these hold for what comes.
    void protect(const config::Guard& guard, const config::Overload& overload);
    sipi::Guard& guard() { return agent_.guard(); }
    /// What the guard is told of a source.
    sipi::Standing standing(const sipi::Endpoint& source) const;
    IdentitySigner& signer() { return signer_; }
    IdentityVerifier& verifier() { return verifier_; }
    /// An INVITE whose caller was being verified has ended with that status.
    void drop_held(sipi::SessionId id, int status);
    /// What peers asked of us as credentials.
    const sipi::digest::Client::Counters& challenges() const { return credentials_.counters(); }
    /// Asked for each INVITE of a trunk group: has it room for one more call? Else it gets 503.
    std::function<bool(const std::string& group, bool priority)> has_room;
    /// Asked for each INVITE and OPTIONS of a trunk group: is there nowhere for its calls to go?
    /// Then they get 503.
    std::function<bool(const std::string& group)> busied_out;
    /// Answers SUBSCRIBE and NOTIFY of no call, from a peer in a trunk group.
    std::function<sipi::RequestAnswer(const sipi::Message& request, const sipi::Endpoint& source,
                                      const PeerSettings& peer)>
        on_event;
    /// Who knows the servers of peers with a domain; null: nobody, they have none.
    void use(Servers* servers) { servers_ = servers; }
    /// Where a peer's requests go: its address, or its domain's servers in the order to be tried.
    std::vector<sipi::Endpoint> servers(const PeerSettings& peer) const;
    void failed(const PeerSettings& peer, const sipi::Endpoint& server, int status);
    /// Asked for the peer of each INVITE sent: our registration there; null: there is none.
    std::function<const sipi::Registration*(std::string_view peer)> registration;
    /// A connection with that peer has gone.
    std::function<void(const sipi::Endpoint& peer)> lost;
    /// Sees each SIP message on the wire; empty: nobody looks.
    sipi::WireTap on_message;
    /// The leg of a dialog of ours; null: it is none, or has no call.
    SipLeg* leg_of(const sipi::Replaces& replaces) const;
    /// Sessions without a leg are released: returns how many there were.
    unsigned audit();

    // sipi::AgentListener
    sipi::RequestAnswer admit(const sipi::Message& invite, const sipi::Endpoint& source) override;
    sipi::RequestAnswer on_options(const sipi::Message& options,
                                   const sipi::Endpoint& source) override;
    void on_invite(sipi::Session& session, const sipi::Message& invite) override;
    bool answers(const sipi::Message& request, const sipi::Endpoint& source) override;
    sipi::RequestAnswer on_request(const sipi::Message& request,
                                   const sipi::Endpoint& source) override;
    sipi::RequestAnswer on_subscription(const sipi::Message& request,
                                        const sipi::Endpoint& source) override;
    void on_refused(const sipi::Message& invite, const sipi::Endpoint& source, int status) override;
    void on_unreachable(const sipi::Endpoint& peer) override {
        if (lost)
            lost(peer);
    }

  private:
    friend class SipLeg;
    struct Unclaimed {
        sipi::SessionId session;
        bool in;
        std::string octets;
    };
    /// From now on the session's messages are the leg's, those before included.
    void claim(SipLeg& leg, sipi::SessionId session);
    void on_wire(const sipi::WireMessage& message);
    void trace_refused(const PeerSettings& peer, const sipi::Message& invite, int status,
                       const mapping::Row& row);
    sipi::RequestAnswer judge_extensions(const sipi::Message& invite, const PeerSettings& peer);
    sipi::RequestAnswer judge_timer(const sipi::Message& invite, const PeerSettings& peer);
    int judge_join(const sipi::Message& invite) const;
    sipi::RequestAnswer judge_priority(const sipi::Message& invite) const;
    sipi::RequestAnswer on_refer(const sipi::Message& refer, const sipi::Endpoint& source);
    int judge_replaces(const sipi::Message& invite, const PeerSettings& peer) const;
    void begin_call(sipi::Session& session, const sipi::Message& invite,
                    std::shared_ptr<const PeerSettings> peer,
                    const std::optional<Verdict>& verdict);
    bool hold_for_identity(sipi::Session& session, const sipi::Message& invite,
                           const std::shared_ptr<const PeerSettings>& peer,
                           std::optional<Verdict>& verdict);
    void resume(sipi::SessionId id, const Verdict& verdict);
    bool refuse_identity(sipi::Session& session, const sipi::Message& invite,
                         const PeerSettings& peer, const Verdict& verdict);
    void take_place(sipi::Session& session, const sipi::Message& invite,
                    std::shared_ptr<const PeerSettings> peer);
    sipi::RequestAnswer judge_body(const sipi::Message& request, const PeerSettings& peer);
    std::shared_ptr<const PeerSettings> peer_at(const sipi::Endpoint& source) const;
    std::shared_ptr<const PeerSettings> configured_at(const sipi::Endpoint& source) const;
    std::shared_ptr<const PeerSettings> caller_of(const sipi::Message& invite,
                                                  const sipi::Endpoint& source,
                                                  sipi::RequestAnswer& refusal);
    sipi::RequestAnswer on_register(const sipi::Message& request, const sipi::Endpoint& source);
    sipi::AgentSettings with_users(sipi::AgentSettings settings) const;
    std::optional<sipi::digest::Account> account_of(const sipi::Endpoint& peer) const;
    static std::string growing_key(std::string_view call_id, std::string_view from_tag);
    std::uint64_t next_sdp_session() { return ++last_sdp_session_; }

    base::Timers& timers_;
    config::Guard guard_;
    media::Engine& media_;
    call::Table& calls_;
    std::string media_address_;
    std::vector<std::shared_ptr<const PeerSettings>> peers_;
    std::unordered_map<sipi::SessionId, SipLeg*> legs_;
    /// Incoming legs whose number may grow, by Call-ID and From tag (RFC 3578 §3.5).
    std::unordered_map<std::string, SipLeg*> growing_;
    std::vector<Unclaimed> unclaimed_; ///< messages of a session that has no leg yet
    SipCounters counters_;
    IdentitySigner signer_;
    IdentityVerifier verifier_;
    std::map<sipi::SessionId, std::unique_ptr<HeldInvite>> held_; ///< their callers are verified
    Servers* servers_ = nullptr;
    std::uint64_t last_sdp_session_;
    sipi::Random random_; ///< for nonces, theirs and ours
    Users users_;
    std::shared_ptr<const PeerSettings> admitted_; ///< between admit() and on_invite()
    sipi::digest::Client credentials_;
    sipi::Agent agent_;
};

} // namespace legs
