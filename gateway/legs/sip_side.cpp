// The SIP side of the gateway: the user agent, its peers, and the legs of their calls.
#include "gateway/legs/sip_side.h"

#include "base/log.h"
#include "gateway/legs/sip_leg.h"
#include "gateway/legs/sip_side_identity.h"
#include "gateway/mapping/encapsulation.h"
#include "sipi/body/support.h"
#include "sipi/option_tags.h"
#include "sipi/overload.h"
#include "sipi/status.h"

#include <algorithm>
#include <array>
#include <utility>

namespace legs {
namespace {

constexpr int kForbidden = 403;

constexpr mapping::Row kExtension{"extension refused", "RFC 3261 §8.2.2.3, §21.4.16"};
constexpr mapping::Row kBody{"body refused", "RFC 3204 §6, RFC 5621 §8"};
constexpr mapping::Row kBusiedOut{"busy_out_with: no trunk group there is in service",
                                  "RFC 3261 §21.5.4"};
constexpr mapping::Row kFull{"max_calls or max_call_rate of the trunk group", "RFC 3261 §21.5.4"};
constexpr mapping::Row kSideReplaces{"Replaces refused", "RFC 3891 §3"};
constexpr mapping::Row kJoin{"Join refused: calls are not mixed", "RFC 3911 §4"};
constexpr mapping::Row kUnknownPriority{"Resource-Priority unknown", "RFC 4412 §4.6.2"};
constexpr mapping::Row kChecked{"INVITE refused", "RFC 3261 §8.2"};

/// An INVITE that was answered before there was a session: nothing is left of it but what its call
/// tells.
class RefusedLeg final : public call::Leg {
  public:
    RefusedLeg(const PeerSettings& peer, std::string_view call_id)
        : description_{"SIP", peer.group, peer.peer.name + " " + peer.peer.host_text(), "ended",
                       std::string(call_id)} {}
    void send(const isup::Message&) override {}
    media::PortId port() const override { return {}; }
    std::optional<media::WorkerId> worker() const override { return std::nullopt; }
    bool open_media(media::WorkerId) override { return false; }
    void set_through(call::Through) override {}
    call::ToneNeeds tones() const override { return {}; }
    bool ended() const override { return true; }
    call::LegDescription describe() const override { return description_; }

  private:
    call::LegDescription description_;
};

// RFC 3261 §21.5.4: nowhere for calls to go, for a while.
sipi::RequestAnswer service_unavailable(std::chrono::seconds wait = std::chrono::seconds(30)) {
    sipi::RequestAnswer answer;
    answer.status = 503;
    answer.headers.push_back({"Retry-After", std::to_string(wait.count())});
    return answer;
}

// What a transfer's INVITE says of it (RFC 3892 §2.2, RFC 3891 §3: who cannot replace must refuse).
std::vector<sipi::ExtraHeader> transfer_headers(const call::Trunks::Placement& placement) {
    std::vector<sipi::ExtraHeader> headers;
    if (!placement.referred_by.empty())
        headers.push_back({"Referred-By", std::string(placement.referred_by)});
    if (!placement.replaces.empty()) {
        headers.push_back({"Replaces", std::string(placement.replaces)});
        headers.push_back({"Require", std::string(sipi::kReplaces)});
    }
    return headers;
}

// No networks are all networks.
bool within(const std::vector<config::Cidr>& networks, const config::IpAddress& address) {
    return networks.empty() || std::ranges::any_of(networks, [&](const config::Cidr& network) {
               return network.contains(address);
           });
}

config::IpAddress address_of(const sipi::Endpoint& endpoint) {
    return {endpoint.v6, endpoint.address};
}

} // namespace

SipSide::SipSide(sipi::AgentSettings settings, base::Timers& timers, media::Engine& media,
                 call::Table& calls, std::string media_address)
    : timers_(timers), media_(media), calls_(calls), media_address_(std::move(media_address)),
      signer_(timers.clock()), verifier_(timers.clock()),
      last_sdp_session_(
          static_cast<std::uint64_t>(timers.clock().wall().time_since_epoch().count())),
      users_(timers, random_),
      credentials_([this](const sipi::Endpoint& peer) { return account_of(peer); },
                   [this] { return random_.token(16); }),
      agent_(with_users(std::move(settings)), timers, *this) {
    agent_.authenticate(&credentials_);
    agent_.tap([this](const sipi::WireMessage& message) { on_wire(message); });
}

SipSide::~SipSide() = default;

std::optional<sipi::digest::Account> SipSide::account_of(const sipi::Endpoint& endpoint) const {
    const auto known = peer_at(endpoint);
    if (!known || known->peer.auth_user.empty())
        return std::nullopt;
    const config::SipPeer& peer = known->peer;
    return sipi::digest::Account{peer.name, peer.auth_user, peer.auth_password, peer.auth_realm};
}

std::optional<sipi::TransportKind> transport_of(const config::SipPeer& peer) {
    switch (peer.transport) {
    case config::PeerTransport::automatic:
        return std::nullopt;
    case config::PeerTransport::udp:
        return sipi::TransportKind::udp;
    case config::PeerTransport::tcp:
        return sipi::TransportKind::tcp;
    case config::PeerTransport::tls:
        return sipi::TransportKind::tls;
    }
    return std::nullopt;
}

sipi::Endpoint endpoint_of(const config::SipPeer& peer) {
    sipi::Endpoint endpoint = *sipi::Endpoint::from_text(peer.address.text());
    endpoint.kind = transport_of(peer).value_or(sipi::TransportKind::udp);
    return endpoint;
}

// The peer with the longest prefix around the source; a peer's own address and port beat equal
// prefixes.
std::shared_ptr<const PeerSettings> SipSide::configured_at(const sipi::Endpoint& source) const {
    const config::IpAddress address = address_of(source);
    std::shared_ptr<const PeerSettings> best;
    int best_bits = -1;
    for (const auto& candidate : peers_) {
        if (!within(candidate->networks, address))
            continue;
        if (!candidate->peer.domain.empty() && servers_ &&
            servers_->has(candidate->peer.name, source)) {
            constexpr int kWholeAddress = 2 * 128;
            if (best_bits < kWholeAddress)
                best = candidate;
            best_bits = std::max(best_bits, kWholeAddress);
        }
        const bool same_port = candidate->peer.address.address == address &&
                               candidate->peer.address.port == source.port;
        for (const config::Cidr& prefix : candidate->peer.match) {
            const int bits = prefix.bits * 2 + same_port;
            if (prefix.contains(address) && bits > best_bits) {
                best = candidate;
                best_bits = bits;
            }
        }
    }
    return best;
}

std::vector<sipi::Endpoint> SipSide::servers(const PeerSettings& peer) const {
    if (peer.is_user)
        return {};
    if (peer.peer.domain.empty())
        return {endpoint_of(peer.peer)};
    return servers_ ? servers_->of(peer.peer.name) : std::vector<sipi::Endpoint>();
}

void SipSide::failed(const PeerSettings& peer, const sipi::Endpoint& server, int status) {
    if (servers_ && !peer.is_user)
        servers_->failed(peer.peer.name, server, status);
}

std::shared_ptr<const PeerSettings> SipSide::peer(std::string_view name) const {
    for (const auto& candidate : peers_)
        if (candidate->peer.name == name)
            return candidate;
    return nullptr;
}

base::Result<std::unique_ptr<call::Leg>, isup::CauseIndicators>
SipSide::place(std::shared_ptr<const PeerSettings> peer, const call::Trunks::Placement& placement,
               const sipi::registrar::Target* target) {
    auto leg = std::make_unique<SipLeg>(*this, std::move(peer), placement.listener, placement.trace,
                                        observe::TraceLeg::outgoing);
    leg->attach(placement.incoming.attached());
    if (target)
        leg->aim(*target);
    if (const auto placed =
            leg->place(placement.iam, placement.incoming.worker().value_or(media_.least_loaded()),
                       {std::string(placement.trunk_group), std::string(placement.origin)},
                       transfer_headers(placement), &placement.incoming);
        !placed)
        return base::fail(placed.error());
    return std::unique_ptr<call::Leg>(std::move(leg));
}

unsigned SipSide::audit() {
    std::vector<sipi::SessionView> sessions;
    agent_.list(sessions);
    unsigned findings = 0;
    for (const sipi::SessionView& view : sessions) {
        const bool young = view.age < std::chrono::minutes(1);
        const bool ending = view.state == sipi::SessionState::ending ||
                            view.state == sipi::SessionState::cancelling;
        if (legs_.contains(view.id) || held_.contains(view.id) || young || ending)
            continue;
        base::log::warning("sip", "session {} (Call-ID {}) has no call; released by the audit",
                           view.id, view.call_id);
        if (sipi::Session* session = agent_.find(view.id))
            session->release();
        ++findings;
    }
    return findings;
}

sipi::RequestAnswer SipSide::admit(const sipi::Message& invite, const sipi::Endpoint& source) {
    sipi::RequestAnswer refusal;
    refusal.status = 0;
    const auto peer = admitted_ = caller_of(invite, source, refusal);
    if (refusal.status != 0)
        return refusal;
    if (peer && !peer->group.empty()) {
        if (const int status = judge_replaces(invite, *peer); status != 0) {
            trace_refused(*peer, invite, status, kSideReplaces);
            return {.status = status, .headers = {}, .content_type = {}, .body = {}};
        }
        if (const int status = judge_join(invite); status != 0) {
            trace_refused(*peer, invite, status, kJoin);
            return {.status = status, .headers = {}, .content_type = {}, .body = {}};
        }
        if (sipi::RequestAnswer no = judge_priority(invite); no.status != 0) {
            trace_refused(*peer, invite, no.status, kUnknownPriority);
            return no;
        }
        if (busied_out && busied_out(peer->group)) {
            sipi::RequestAnswer no = service_unavailable();
            trace_refused(*peer, invite, no.status, kBusiedOut);
            return no;
        }
        if (has_room && !has_room(peer->group, sipi::is_priority(invite))) {
            sipi::RequestAnswer no = service_unavailable(agent_.overload().settings().retry_after);
            no.headers.push_back({"Reason", "Q.850;cause=42"}); // switching equipment congestion
            trace_refused(*peer, invite, no.status, kFull);
            return no;
        }
        if (sipi::RequestAnswer no = judge_extensions(invite, *peer); no.status != 0) {
            trace_refused(*peer, invite, no.status, kExtension);
            return no;
        }
        sipi::RequestAnswer no = judge_body(invite, *peer);
        if (no.status != 0)
            trace_refused(*peer, invite, no.status, kBody);
        return no;
    }
    agent_.guard().offend(source, sipi::Offence::stranger);
    if (++counters_.strangers == 1 || counters_.strangers % 1000 == 0)
        base::log::warning("sip",
                           "INVITE from {}, which is no peer in a trunk group: 403 ({} so far)",
                           source.text(), counters_.strangers);
    return {.status = kForbidden, .headers = {}, .content_type = {}, .body = {}};
}

// What the stack itself objects to, of a peer that is ours.
void SipSide::on_refused(const sipi::Message& invite, const sipi::Endpoint& source, int status) {
    constexpr int kUnsupportedMedia = 415;
    const auto peer = peer_at(source);
    if (peer && !peer->group.empty())
        trace_refused(*peer, invite, status, status == kUnsupportedMedia ? kBody : kChecked);
}

// A call that is nothing but its trace, so that `call explain` can say why there was none.
void SipSide::trace_refused(const PeerSettings& peer, const sipi::Message& invite, int status,
                            const mapping::Row& row) {
    using observe::Direction, observe::Protocol, observe::TraceLeg;
    call::Call& call = calls_.create();
    observe::CallTrace& trace = call.trace();
    trace.message(TraceLeg::incoming, Direction::in, Protocol::sip, invite.to_string());
    const std::string answer =
        std::to_string(status) + " " + std::string(sipi::default_reason(status));
    trace.note(TraceLeg::incoming, row.name, row.clause, answer);
    trace.event(TraceLeg::incoming, Direction::out, Protocol::sip, answer);
    call.refuse(std::make_unique<RefusedLeg>(peer, invite.call_id()), peer.group);
}

// Extensions that this peer's trunk does without (420), or insists on (421): RFC 3261 §8.2.2.3,
// §21.4.16.
sipi::RequestAnswer SipSide::judge_extensions(const sipi::Message& invite,
                                              const PeerSettings& peer) {
    constexpr int kBadExtension = 420, kExtensionRequired = 421;
    struct Row {
        std::string_view tag;
        bool refused, required;
    };
    const std::array rows{
        Row{sipi::k100rel, peer.reliable == config::Reliable::off,
            peer.reliable == config::Reliable::required},
        Row{sipi::kPrecondition, peer.preconditions == config::Preconditions::off,
            peer.preconditions == config::Preconditions::require},
        Row{sipi::kTimer, !peer.timer.supported, peer.timer.required},
    };
    sipi::RequestAnswer answer;
    answer.status = 0;
    for (const Row& row : rows) {
        if (row.refused && sipi::lists(invite, sipi::HeaderName::require, row.tag)) {
            answer.status = kBadExtension;
            answer.headers.push_back({"Unsupported", std::string(row.tag)});
            break;
        }
        if (row.required && !sipi::offers(invite, row.tag)) {
            answer.status = kExtensionRequired;
            answer.headers.push_back({"Require", std::string(row.tag)});
        }
    }
    return answer.status != 0 ? answer : judge_timer(invite, peer);
}

// A priority that must be known and is not (RFC 4412 §4.6.2); without Require it is left.
sipi::RequestAnswer SipSide::judge_priority(const sipi::Message& invite) const {
    constexpr int kUnknownResourcePriority = 417;
    constexpr std::array<std::string_view, 6> kKnown{"dsn.", "drsn.", "q735.",
                                                     "ets.", "wps.",  "esnet."};
    sipi::RequestAnswer answer;
    answer.status = 0;
    if (!sipi::lists(invite, sipi::HeaderName::require, sipi::kResourcePriority))
        return answer;
    for (const std::string_view value : invite.values(sipi::HeaderName::resource_priority))
        if (std::ranges::any_of(kKnown, [&](std::string_view known) {
                return sipi::equal_without_case(value.substr(0, known.size()), known);
            }))
            return answer;
    answer.status = kUnknownResourcePriority;
    answer.headers.push_back({"Accept-Resource-Priority",
                              "q735.0, q735.1, q735.2, q735.3, q735.4, ets.0, wps.0, esnet.0"});
    return answer;
}

// Session-Expires that is too short for this peer's trunk (RFC 4028 §9).
sipi::RequestAnswer SipSide::judge_timer(const sipi::Message& invite, const PeerSettings& peer) {
    constexpr int kIntervalTooSmall = 422;
    sipi::RequestAnswer answer;
    answer.status = sipi::judge_timer(invite, peer.timer);
    if (answer.status == kIntervalTooSmall) {
        ++counters_.interval_too_small;
        answer.headers.push_back({"Min-SE", std::to_string(peer.timer.least.count())});
    }
    return answer;
}

// What must be understood and is not, by what this peer's trunk carries (RFC 3204 §6, RFC 5621 §8).
// Status 0: nothing to object.
sipi::RequestAnswer SipSide::judge_body(const sipi::Message& request, const PeerSettings& peer) {
    sipi::RequestAnswer answer;
    answer.status = 0;
    if (request.body().empty())
        return answer;
    const sipi::Body body = sipi::Body::parse(request);
    const auto refused = sipi::refused_parts(
        body, [&](const sipi::BodyPart& part) { return mapping::understands(part, peer.profile); });
    answer.status = sipi::refusal_status(refused);
    if (answer.status == 0)
        return answer;
    const bool isup = std::ranges::any_of(
        refused, [](const sipi::BodyPart* part) { return part->is("application", "isup"); });
    if (isup && !mapping::carries_isup(peer.profile.interworking))
        ++counters_.isup_not_asked;
    else if (isup)
        ++counters_.isup_unknown_variant;
    if (isup && ++counters_.isup_refused % 1000 == 1)
        base::log::warning("sip", "{}: {} for ISUP that is not understood ({} so far)",
                           peer.peer.name, answer.status, counters_.isup_refused);
    answer.headers.push_back({"Accept", mapping::accept_of(peer.profile)});
    answer.headers.push_back(
        {"Warning", "399 landline \"" +
                        std::string(answer.status == 400 ? sipi::text(refused.front()->fault)
                                                         : "Body part not understood") +
                        "\""});
    return answer;
}

sipi::RequestAnswer SipSide::on_options(const sipi::Message&, const sipi::Endpoint& source) {
    sipi::RequestAnswer answer;
    answer.status = 200;
    const auto peer = peer_at(source);
    if (!peer) {
        agent_.guard().offend(source, sipi::Offence::stranger);
        answer.status = kForbidden;
        return answer;
    }
    if (busied_out && busied_out(peer->group))
        return service_unavailable();
    answer.headers.push_back({"Accept", mapping::accept_of(peer->profile)});
    if (peer->reliable != config::Reliable::off)
        answer.headers.push_back({"Supported", std::string(sipi::k100rel)});
    if (peer->timer.supported)
        answer.headers.push_back({"Supported", std::string(sipi::kTimer)});
    if (peer->preconditions != config::Preconditions::off)
        answer.headers.push_back({"Supported", std::string(sipi::kPrecondition)});
    return answer;
}

std::string SipSide::growing_key(std::string_view call_id, std::string_view from_tag) {
    return std::string(call_id) + '\n' + std::string(from_tag);
}

void SipSide::on_invite(sipi::Session& session, const sipi::Message& invite) {
    const auto peer = std::exchange(admitted_, nullptr);
    if (invite.has(sipi::HeaderName::replaces))
        return take_place(session, invite, peer);
    std::optional<Verdict> verdict;
    if (!hold_for_identity(session, invite, peer, verdict))
        begin_call(session, invite, peer, verdict);
}

void SipSide::begin_call(sipi::Session& session, const sipi::Message& invite,
                         std::shared_ptr<const PeerSettings> peer,
                         const std::optional<Verdict>& verdict) {
    if (peer->peer.mapping.overlap != config::Overlap::en_bloc) {
        const auto before = growing_.find(growing_key(session.call_id(), invite.from_tag()));
        if (before != growing_.end() && before->second->succeed(session, invite))
            return;
    }
    call::Call& call = calls_.create();
    auto leg =
        std::make_unique<SipLeg>(*this, peer, call, call.trace(), observe::TraceLeg::incoming);
    if (verdict)
        leg->vouch(*verdict, peer->peer.mapping.shaken_verify != config::VerifyIdentity::record);
    isup::Message iam;
    if (!leg->begin(session, invite, iam)) {
        call.refuse(std::move(leg), peer->group);
        return;
    }
    call::Origin origin;
    origin.group = peer->group;
    SipLeg& taken = *leg;
    const mapping::CallTraits& traits = taken.call_traits();
    origin.emergency = traits.emergency || sipi::is_priority(invite);
    origin.origin_trunk_group = traits.trunk_groups.origin;
    (peer->profile.trunk_group_in == mapping::TrunkGroupUse::pass ? origin.passed_trunk_group
                                                                  : origin.trunk_group) =
        traits.trunk_groups.destination;
    if (taken.takes_digits()) {
        const config::Mapping& mapping = peer->peer.mapping;
        origin.complete = false;
        origin.min_digits = mapping.min_digits;
        origin.max_digits = mapping.max_digits;
        origin.digit_timeout = mapping.digit_timeout;
    }
    call.start(std::move(leg), iam, std::move(origin));
    taken.reserve();
    if (peer->peer.mapping.overlap == config::Overlap::info &&
        call.state() == call::State::collecting)
        taken.early_dialog();
}

void SipSide::claim(SipLeg& leg, sipi::SessionId session) {
    legs_[session] = &leg;
    for (const Unclaimed& message : unclaimed_)
        if (message.session == session)
            leg.trace().message(leg.which(),
                                message.in ? observe::Direction::in : observe::Direction::out,
                                observe::Protocol::sip, message.octets);
    std::erase_if(unclaimed_, [&](const Unclaimed& one) { return one.session == session; });
}

// Every message goes into the trace of its call; those of a session before its leg exists wait for
// it.
void SipSide::on_wire(const sipi::WireMessage& message) {
    if (on_message)
        on_message(message);
    if (message.session == 0)
        return;
    const bool in = message.direction == sipi::WireMessage::Direction::in;
    const std::string_view text(reinterpret_cast<const char*>(message.octets.data()),
                                message.octets.size());
    if (const auto found = legs_.find(message.session); found != legs_.end()) {
        SipLeg& leg = *found->second;
        const observe::Direction direction = in ? observe::Direction::in : observe::Direction::out;
        if (message.retransmission)
            leg.trace().event(leg.which(), direction, observe::Protocol::sip,
                              std::string(text.substr(0, text.find('\r'))) + " (again)");
        else
            leg.trace().message(leg.which(), direction, observe::Protocol::sip, text);
        return;
    }
    constexpr std::size_t kMaxUnclaimed = 16;
    if (const auto held = held_.find(message.session); held != held_.end()) {
        if (held->second->octets.size() < kMaxUnclaimed && !message.retransmission)
            held->second->octets.emplace_back(in, std::string(text));
        return;
    }
    if (unclaimed_.size() == kMaxUnclaimed)
        unclaimed_.erase(unclaimed_.begin());
    unclaimed_.push_back({message.session, in, std::string(text)});
}

} // namespace legs
