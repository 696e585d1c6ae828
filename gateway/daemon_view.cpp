// The daemon as the console sees it.
#include "gateway/daemon_view.h"

#include "config.h"
#include "gateway/legs/isdn_leg.h"
#include "isup/text.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>

namespace gateway {
namespace {

double seconds(base::Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

double since_epoch(base::WallTime time) {
    return std::chrono::duration<double>(time.time_since_epoch()).count();
}

std::string state_text(isdn::ChannelState state) {
    static constexpr std::array kTexts{"idle", "in call", "blocked", "restarting",
                                       "out of service"};
    return kTexts[static_cast<std::size_t>(state)];
}

// Calls can be set up, or not; and in an NFAS group what this span has to do with it.
std::string d_channel_text(const legs::IsdnLine& line) {
    const isdn::DChannelView view = line.interface().d_channel();
    const bool up = line.interface().d_channel_up();
    switch (view.role) {
    case isdn::DChannelRole::own:
        break;
    case isdn::DChannelRole::none:
        return up ? "up in group" : "down in group";
    case isdn::DChannelRole::primary:
    case isdn::DChannelRole::backup:
        const std::string role = view.role == isdn::DChannelRole::primary ? "primary" : "backup";
        return view.signalling ? "up, " + role
               : view.up       ? "standby, " + role
               : up            ? "down, " + role + "; up in group"
                               : "down, " + role;
    }
    return up ? "up" : "down";
}

// What keeps calls off a channel, the first that applies; or that nothing does.
std::string verdict(const console::ChannelWhyView& why) {
    if (why.channel.call)
        return "it carries call " + std::to_string(why.channel.call);
    if (why.channel.state != "idle")
        return why.channel.reason.empty() ? why.channel.state : why.channel.reason;
    if (!why.alarms.empty())
        return "its line is in alarm: calls take other lines";
    if (!why.d_channel_up)
        return "the D-channel of its line is down: no call can be set up";
    if (why.trunk_group.empty())
        return "its span is in no trunk group: calls from it are refused, none go to it";
    if (why.busied_out)
        return "calls from it are refused: no trunk group in busy_out_with is in service";
    return "it is free and takes the next call" +
           (why.channel.reason.empty() ? std::string() : " (" + why.channel.reason + ")");
}

std::uint64_t resident_octets() {
    std::ifstream file("/proc/self/statm");
    std::uint64_t total = 0, resident = 0;
    file >> total >> resident;
    return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

double cpu_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto time = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return time(usage.ru_utime) + time(usage.ru_stime);
}

console::LegView leg_view(const call::Leg* leg) {
    if (!leg)
        return {};
    call::LegDescription description = leg->describe();
    return {std::move(description.protocol),      std::move(description.group),
            std::move(description.where),         std::move(description.state),
            std::move(description.reference),     std::move(description.identity),
            std::move(description.session_timer), std::move(description.session_id)};
}

// As a person writes it: an international number with a plus.
std::string dialled(const route::Number& number) {
    return (number.nature == route::Nature::international ? "+" : "") + number.digits;
}

std::string cause_text(const isup::CauseIndicators& cause) {
    return std::to_string(cause.value) + " " + std::string(isup::cause_name(cause.value)) +
           ", location " + std::string(isup::name(cause.location));
}

console::MediaView media_view(const media::Stats& stats) {
    console::MediaView view;
    view.remote = stats.remote.host + ":" + std::to_string(stats.remote.port);
    view.packets_received = stats.packets_received;
    view.packets_sent = stats.packets_sent;
    view.packets_lost = stats.packets_lost;
    view.packets_late = stats.packets_late;
    view.jitter = stats.jitter_ms / 1000;
    view.delay = stats.delay_ms / 1000;
    if (stats.round_trip_ms > 0)
        view.round_trip = stats.round_trip_ms / 1000;
    view.drift_ppm = stats.drift_ppm;
    return view;
}

} // namespace

console::StatusView View::status() const {
    console::StatusView view;
    view.version = LANDLINE_VERSION;
    view.pid = ::getpid();
    view.uptime = seconds(daemon_.loop().clock().now() - daemon_.started());
    view.started = since_epoch(daemon_.loop().clock().wall()) - view.uptime;
    view.config_file = daemon_.config_file();
    static constexpr std::array kStates{"running", "stopping when idle", "stopping"};
    view.state = kStates[static_cast<std::size_t>(daemon_.state())];
    const call::CallCounters& counters = daemon_.calls().counters();
    view.calls = static_cast<unsigned>(daemon_.calls().size());
    view.calls_total = counters.total;
    view.calls_answered = counters.answered;
    view.calls_failed = counters.failed;
    for (const console::SpanView& span : spans()) {
        ++view.spans;
        view.spans_up += span.d_channel_up && span.alarms.empty();
        view.channels += span.channels;
        view.channels_busy += span.busy;
    }
    view.media_workers = daemon_.media().workers();
    view.cpu_seconds = cpu_seconds();
    view.resident_octets = resident_octets();
    return view;
}

std::vector<console::SpanView> View::spans() const {
    std::vector<console::SpanView> views;
    for (const auto& [name, line] : daemon_.lines()) {
        const config::Span& span = line->span();
        console::SpanView view;
        view.name = name;
        view.driver = span.driver == config::Driver::dahdi   ? "dahdi"
                      : span.driver == config::Driver::tdmoe ? "tdmoe"
                                                             : "tdmoip";
        view.type = drivers::name(span.type);
        view.side = span.side == isdn::Side::user ? "user" : "network";
        view.switch_type = isdn::name(*span.switch_type);
        view.law = span.law == drivers::Law::ulaw ? "ulaw" : "alaw";
        view.d_channel_up = line->interface().d_channel_up();
        view.d_channel = d_channel_text(*line);
        view.alarms = drivers::names(line->alarms());
        for (const isdn::ChannelView& channel : line->interface().channels()) {
            ++view.channels;
            view.idle += channel.state == isdn::ChannelState::idle;
            view.busy += channel.state == isdn::ChannelState::in_call;
            view.channels_blocked += channel.state == isdn::ChannelState::blocked;
        }
        view.blocked = view.channels != 0 && view.channels_blocked == view.channels;
        const drivers::SpanCounters counters = daemon_.media().counters(line->media_span());
        view.packets_received = counters.packets_received;
        view.packets_sent = counters.packets_sent;
        view.packets_lost = counters.packets_lost;
        view.packets_late = counters.packets_late;
        view.slips = counters.slips;
        view.d_frames_received = counters.d_frames_received;
        view.d_frames_sent = counters.d_frames_sent;
        view.d_frames_bad = counters.d_frames_bad;
        view.d_channel_losses = line->interface().counters().d_channel_losses;
        views.push_back(std::move(view));
    }
    return views;
}

std::vector<console::ChannelView> View::channels(std::string_view span) const {
    std::vector<console::ChannelView> views;
    for (const auto& [name, line] : daemon_.lines()) {
        if (!span.empty() && span != name)
            continue;
        for (const isdn::ChannelView& channel : line->interface().channels()) {
            console::ChannelView view;
            view.span = name;
            view.timeslot = channel.timeslot;
            view.state = state_text(channel.state);
            view.reason = channel.reason;
            if (const std::string* why = line->maintenance(channel.timeslot)) {
                view.state = "in test";
                view.reason = *why;
            }
            if (const legs::IsdnLeg* leg = line->leg_on(channel.timeslot))
                view.call = leg->trace().id();
            views.push_back(std::move(view));
        }
    }
    return views;
}

std::vector<console::AlarmView> View::alarms(std::string_view span) const {
    std::vector<console::AlarmView> views;
    for (const auto& [name, line] : daemon_.lines()) {
        if (!span.empty() && span != name)
            continue;
        for (const legs::AlarmRecord& record : line->alarm_history().records())
            views.push_back(
                {name, record.name, since_epoch(record.raised),
                 record.cleared ? std::optional(since_epoch(*record.cleared)) : std::nullopt});
    }
    std::ranges::stable_sort(views, {}, &console::AlarmView::raised);
    return views;
}

std::vector<console::PerformanceView> View::performance(std::string_view span) const {
    std::vector<console::PerformanceView> views;
    for (const auto& [name, line] : daemon_.lines()) {
        if (!span.empty() && span != name)
            continue;
        const auto& intervals = line->performance().intervals();
        for (auto of = intervals.rbegin(); of != intervals.rend(); ++of)
            views.push_back({name, since_epoch(of->begin), of->seconds, of->errored,
                             of->severely_errored, of->unavailable, of->bipolar_violations,
                             of->crc_errors, of->e_bits, of->framing_errors, of->slips,
                             of->packets_lost});
    }
    return views;
}

std::optional<console::ChannelWhyView> View::channel_why(std::string_view span,
                                                         unsigned timeslot) const {
    const auto channels = this->channels(span);
    const auto found = std::ranges::find(channels, timeslot, &console::ChannelView::timeslot);
    const auto line = daemon_.lines().find(std::string(span));
    if (line == daemon_.lines().end() || found == channels.end())
        return std::nullopt;
    const legs::IsdnLine& of = *line->second;
    console::ChannelWhyView view;
    view.channel = *found;
    if (const config::TrunkGroup* group = daemon_.config().group_of_span(span))
        view.trunk_group = group->name;
    view.d_channel_up = of.interface().d_channel_up();
    view.d_channel = d_channel_text(of);
    view.busied_out = of.busied_out();
    view.alarms = drivers::names(of.alarms());
    if (const legs::IsdnLeg* leg = of.leg_on(timeslot))
        view.leg_state = leg->describe().state;
    if (call::Call* call = found->call ? daemon_.calls().find(found->call) : nullptr) {
        const console::CallView its = this->view(*call);
        view.call = its.state + ", " + its.calling + " to " + its.called;
    }
    view.verdict = verdict(view);
    for (const legs::ChannelEvent& event : of.history().of(timeslot))
        view.events.push_back({since_epoch(event.at), legs::text(event)});
    return view;
}

std::vector<console::PeerView> View::peers() const {
    std::vector<console::PeerView> views;
    for (const auto& peer : daemon_.sip().peers()) {
        const legs::PeerMonitor::State state = daemon_.monitor().state(peer->peer.name);
        console::PeerView view;
        view.name = peer->peer.name;
        view.trunk_group = peer->group;
        view.address = peer->peer.host_text();
        view.state = daemon_.registrations().missing(view.name) ? "not registered"
                     : !state.watched                           ? "not watched"
                     : state.down                               ? "down"
                                                                : "up";
        view.failures = state.failures;
        view.last_status = state.last_status;
        if (state.watched)
            view.since = since_epoch(state.since);
        views.push_back(std::move(view));
    }
    return views;
}

std::vector<console::DnsView> View::dns() const {
    const auto seconds = [](base::Duration time) {
        return std::max(0.0, std::chrono::duration<double>(time).count());
    };
    const base::TimePoint now = daemon_.loop().clock().now();
    std::vector<console::DnsView> views;
    for (const legs::PeerServers::View& of : daemon_.servers().view()) {
        console::DnsView view;
        view.peer = of.peer;
        view.domain = of.domain;
        view.steps = of.steps;
        view.expires_seconds = seconds(of.expires);
        view.state = of.error == sipi::DnsError::failed    ? "no answer"
                     : of.error == sipi::DnsError::no_data ? "no server"
                     : of.servers.empty()                  ? "asked"
                                                           : "located";
        for (const legs::PeerServers::Server& server : of.servers)
            view.servers.push_back({server.address.text(), seconds(server.avoided_until - now)});
        views.push_back(std::move(view));
    }
    return views;
}

std::vector<console::CompletionView> View::completions() const {
    constexpr std::array<const char*, 4> kStages{"retained", "waiting", "offered", "calling"};
    std::vector<console::CompletionView> views;
    const base::TimePoint now = daemon_.loop().clock().now();
    for (const legs::CompletionState& state : daemon_.completions().view()) {
        console::CompletionView view;
        view.line = state.line;
        view.reference = state.reference;
        view.kind = state.no_reply ? "no reply" : "busy";
        view.called = state.called;
        view.state = kStages[static_cast<std::size_t>(state.stage)];
        view.left = seconds(state.until - now);
        views.push_back(std::move(view));
    }
    return views;
}

std::vector<console::MailboxView> View::mailboxes() const {
    constexpr std::array<const char*, 3> kKinds{"told", "watched", "line"};
    std::vector<console::MailboxView> views;
    for (const legs::MailboxState& state : daemon_.mailboxes().view()) {
        console::MailboxView view;
        view.kind = kKinds[static_cast<std::size_t>(state.kind)];
        view.where = state.where;
        view.number = state.number;
        view.waiting = state.summary.waiting;
        for (const sipi::MessageSummary::Class& one : sipi::MessageSummary::classes())
            if (const auto& counts = state.summary.*one.counts)
                view.messages.append(view.messages.empty() ? "" : ", ")
                    .append(one.name)
                    .append(" ")
                    .append(std::to_string(counts->fresh))
                    .append("/")
                    .append(std::to_string(counts->old));
        view.watchers = state.watchers;
        view.state = state.state;
        views.push_back(std::move(view));
    }
    return views;
}

console::ShakenView View::shaken() const {
    console::ShakenView view;
    const legs::IdentitySigner& signer = daemon_.sip().signer();
    const legs::SignerCounters& out = signer.counters();
    if (signer.has_key()) {
        console::ShakenView::Certificate own;
        own.use = "signs";
        own.where = signer.certificate_url();
        own.state = "certificate not known here";
        if (const auto* certificate = signer.certificate()) {
            own.subject = certificate->subject();
            own.ends = static_cast<double>(certificate->not_after());
            own.state = certificate->ended(daemon_.loop().clock().wall()) ? "expired" : "valid";
        }
        own.used = out.full + out.partial + out.gateway;
        view.certificates.push_back(std::move(own));
    }
    const legs::IdentityVerifier& verifier = daemon_.sip().verifier();
    if (verifier.store().anchors() > 0) {
        console::ShakenView::Certificate anchors;
        anchors.use = "believed";
        anchors.where = verifier.store().settings().trust_anchors;
        anchors.subject = std::to_string(verifier.store().anchors()) + " authorities";
        view.certificates.push_back(std::move(anchors));
    }
    for (const auto& one : verifier.store().view()) {
        console::ShakenView::Certificate row;
        row.use = one.fetched ? "fetched" : "stored";
        row.where = one.where;
        row.subject = one.subject;
        row.state = one.state;
        if (one.ends != 0)
            row.ends = static_cast<double>(one.ends);
        if (one.fetched)
            row.refresh = seconds(one.refresh);
        row.used = one.used;
        view.certificates.push_back(std::move(row));
    }
    const legs::VerifierCounters& in = verifier.counters();
    view.counts = {{"signed with A", out.full},
                   {"signed with B", out.partial},
                   {"signed with C", out.gateway},
                   {"diversion signed", out.diverted},
                   {"Identity passed on", out.passed},
                   {"not signed: no number", out.no_number},
                   {"not signed: not vouched for", out.not_vouched},
                   {"not signed: no private_key", out.no_key},
                   {"verified", in.passed},
                   {"verification failed", in.failed},
                   {"came without Identity", in.none}};
    for (std::size_t at = 0; at < in.kStatuses.size(); ++at)
        view.counts.push_back({"refused with " + std::to_string(in.kStatuses[at]), in.refused[at]});
    return view;
}

std::vector<console::ListenerView> View::listeners() const {
    return daemon_.listeners().view();
}

std::vector<console::ConnectionView> View::connections() const {
    return daemon_.listeners().connections();
}

std::vector<console::BanView> View::bans() const {
    std::vector<console::BanView> views;
    for (const sipi::BanView& ban : daemon_.sip().guard().bans())
        views.push_back({ban.source.bare_host(), std::string(sipi::name(ban.reason)),
                         std::chrono::duration<double>(ban.left).count(), ban.dropped});
    return views;
}

console::Outcome View::ban(std::string_view address, unsigned seconds) {
    const auto source = sipi::Endpoint::from_host(address, 0);
    if (!source)
        return base::fail("\"" + std::string(address) + "\" is no address");
    daemon_.sip().guard().ban(*source, std::chrono::seconds(seconds));
    return std::string(address) + " is banned";
}

console::Outcome View::unban(std::string_view address) {
    const auto source = sipi::Endpoint::from_host(address, 0);
    if (!source || !daemon_.sip().guard().unban(*source))
        return base::fail("\"" + std::string(address) + "\" is not banned");
    return std::string(address) + " is banned no longer";
}

std::vector<console::TrunkGroupView> View::trunk_groups() const {
    std::vector<console::TrunkGroupView> views;
    const std::vector<console::SpanView> all_spans = spans();
    for (const config::TrunkGroup& group : daemon_.config().trunk_groups) {
        console::TrunkGroupView view;
        view.name = group.name;
        view.kind = group.spans.empty() ? "sip" : "isdn";
        view.members = !group.spans.empty()   ? group.spans
                       : !group.users.empty() ? group.users
                                              : group.peers;
        view.hunting = route::name(group.hunting);
        view.in_service = daemon_.trunks().in_service(group.name);
        view.busied_out = daemon_.trunks().busied_out(group.name);
        for (const console::SpanView& span : all_spans)
            if (std::find(group.spans.begin(), group.spans.end(), span.name) != group.spans.end()) {
                view.channels += span.channels;
                view.idle += span.idle;
                view.busy += span.busy;
                view.blocked += span.channels_blocked;
            }
        if (group.spans.empty())
            view.busy = daemon_.admission().calls(group.name);
        const legs::GroupCounters& counters = daemon_.trunks().counters(group.name);
        view.calls_in = counters.calls_in;
        view.calls_out = counters.calls_out;
        view.calls_refused = counters.calls_refused + daemon_.admission().refused(group.name);
        views.push_back(std::move(view));
    }
    return views;
}

std::vector<console::RouteView> View::routes() const {
    std::vector<console::RouteView> views;
    for (const route::Route& route : daemon_.config().routes) {
        console::RouteView view;
        view.name = route.name;
        view.from = route.from;
        view.called = route.called;
        view.calling = route.calling;
        for (const route::Bearer bearer : route.bearer)
            view.bearer += (view.bearer.empty() ? "" : ", ") + std::string(route::name(bearer));
        view.to = route.to;
        view.number_rules = route.number_rules;
        view.calls = daemon_.calls().routed(route.name);
        views.push_back(std::move(view));
    }
    return views;
}

console::CallView View::view(call::Call& call) const {
    const base::TimePoint now = daemon_.loop().clock().now();
    console::CallView view;
    view.id = call.id();
    view.state = call::name(call.state());
    view.calling = dialled(call.calling());
    view.called = dialled(call.called());
    view.route = call.route();
    view.began = since_epoch(call.began());
    view.duration = seconds(now - call.began_at());
    if (call.answered_at())
        view.answered_for = seconds(now - *call.answered_at());
    view.incoming = leg_view(call.incoming());
    view.outgoing = leg_view(call.outgoing());
    return view;
}

std::vector<console::CallView> View::calls() const {
    std::vector<console::CallView> views;
    daemon_.calls().for_each([&](call::Call& call) { views.push_back(view(call)); });
    std::sort(views.begin(), views.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    return views;
}

std::optional<console::CallDetailView> View::call(console::CallId id) const {
    call::Call* call = daemon_.calls().find(id);
    if (!call)
        return std::nullopt;
    console::CallDetailView detail;
    detail.call = view(*call);
    detail.called_received = dialled(call->called_received());
    detail.bearer = route::name(call->bearer());
    if (call->cause())
        detail.cause = cause_text(*call->cause());
    for (const call::Leg* leg : {call->incoming(), call->outgoing()})
        if (leg && leg->port())
            if (const media::Stats* stats = daemon_.stats(leg->port()); stats && stats->rtp)
                detail.media.push_back(media_view(*stats));
    return detail;
}

std::vector<console::ConfigEntryView> View::config() const {
    std::vector<console::ConfigEntryView> views;
    for (config::Shown& shown : config::show(daemon_.config())) {
        std::replace(shown.section.begin(), shown.section.end(), ' ', '.');
        views.push_back({shown.section + "." + shown.key, shown.value,
                         shown.standard ? "default" : "conf", shown.unit});
    }
    return views;
}

base::Result<console::RouteTestView, std::string> View::route_test(std::string_view called,
                                                                   std::string_view group) const {
    if (!daemon_.config().trunk_group(group))
        return base::fail("there is no trunk group '" + std::string(group) + "'");
    const auto number = route::number_from_text(called);
    if (!number)
        return base::fail("'" + std::string(called) +
                          "' is no number: digits, *, # and a leading + only");
    const route::Decision decision = daemon_.calls().plan().decide(
        {group, *number, {}, route::Bearer::audio_3k1}, route::Explain::full);
    console::RouteTestView view;
    for (const route::Step& step : decision.steps) {
        static constexpr std::array kKinds{"number rule", "number rule", "route",
                                           "route",       "trunk group", "route"};
        using Kind = route::Step::Kind;
        console::RouteTestView::Step row;
        row.what = kKinds[static_cast<std::size_t>(step.kind)];
        row.name = step.name;
        row.applied =
            step.kind == Kind::rule || step.kind == Kind::matched || step.kind == Kind::candidate;
        row.reason = step.reason;
        row.called = step.after.empty() ? step.before : step.after;
        view.steps.push_back(std::move(row));
    }
    view.routed = !decision.candidates.empty();
    if (view.routed) {
        view.trunk_group = decision.candidates.front().group;
        view.called = route::text(decision.candidates.front().called);
        view.calling = route::text(decision.candidates.front().calling);
    } else {
        view.cause =
            std::to_string(decision.cause) + " " + std::string(isup::cause_name(decision.cause));
    }
    return view;
}

console::Outcome View::release_call(console::CallId id) {
    call::Call* call = daemon_.calls().find(id);
    if (!call)
        return base::fail("there is no call " + std::to_string(id));
    isup::CauseIndicators cause; // 16, as an operator's release is neither party's fault
    cause.location = isup::Location::public_local;
    call->release(cause, "released by the operator");
    return "call " + std::to_string(id) + " released";
}

console::Outcome View::restart(std::string_view span, unsigned timeslot) {
    const auto line = daemon_.lines().find(std::string(span));
    if (line == daemon_.lines().end())
        return base::fail("there is no span '" + std::string(span) + "'");
    if (!line->second->interface().d_channel_up())
        return base::fail("the D-channel of " + std::string(span) + " is down");
    line->second->restart(timeslot);
    return "RESTART sent for " + (timeslot ? std::string(span) + "/" + std::to_string(timeslot)
                                           : "all channels of " + std::string(span));
}

console::Outcome View::block(std::string_view span, unsigned timeslot, bool blocked, bool force) {
    const auto line = daemon_.lines().find(std::string(span));
    if (line == daemon_.lines().end())
        return base::fail("there is no span '" + std::string(span) + "'");
    const drivers::LineType type = line->second->span().type;
    if (timeslot > drivers::timeslots(type) || timeslot == line->second->d_slot())
        return base::fail("timeslot " + std::to_string(timeslot) + " of " + std::string(span) +
                          " is no B-channel");
    line->second->block(timeslot, blocked);
    for (unsigned at = 1; force && at <= drivers::timeslots(type); ++at)
        if (const legs::IsdnLeg* leg = line->second->leg_on(at);
            leg && (timeslot == 0 || timeslot == at))
            static_cast<void>(release_call(leg->trace().id()));
    return (timeslot ? std::string(span) + "/" + std::to_string(timeslot)
                     : "all channels of " + std::string(span)) +
           (!blocked ? " unblocked"
            : force  ? " blocked; calls in progress are released"
                     : " blocked; calls in progress stay");
}

observe::SpanTrace* View::span_trace(std::string_view span) {
    const auto line = daemon_.lines().find(std::string(span));
    return line == daemon_.lines().end() ? nullptr : &line->second->trace();
}

console::Outcome View::stop(bool when_idle) {
    daemon_.stop(when_idle);
    return std::string(when_idle ? "stopping when the last call has ended" : "stopping");
}

} // namespace gateway
