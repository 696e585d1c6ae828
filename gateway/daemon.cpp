// The gateway: builds every room's objects from a configuration, reloads, stops, audits.
#include "gateway/daemon.h"

#include "base/log.h"
#include "config.h"
#include "gateway/call/causes.h"
#include "gateway/legs/profile.h"
#include "gateway/registration_view.h"
#include "gateway/trace_text.h"
#include "gateway/user_view.h"
#include "sipi/locate/cares_client.h"
#include "sipi/option_tags.h"
#include "sipi/overload.h"
#include "sipi/random.h"
#include "sipi/refer.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <sys/resource.h>

using namespace std::chrono_literals;

namespace gateway {
namespace {

constexpr base::Duration kAuditInterval = 5s, kAuditSoon = 1s;
constexpr base::Duration kLoadInterval = 1s;
constexpr base::Duration kStopPatience = 5s; // for BYE and RELEASE to be answered

media::Options media_options(const config::Media& media) {
    media::Options options;
    options.workers = media.workers;
    options.address = media.address.text();
    options.first_port = media.ports.first;
    options.last_port = media.ports.last;
    options.jitter_min = media.jitter_min;
    options.jitter_max = media.jitter_max;
    options.data_delay = media.data_delay;
    options.timeout = media.timeout;
    options.realtime = media.realtime;
    return options;
}

sipi::AgentSettings agent_settings(const config::Config& config) {
    const config::Sip& sip = config.sip;
    const config::Dns& dns = config.dns;
    sipi::AgentSettings settings;
    settings.user_agent = sip.user_agent;
    settings.max_sessions = sip.max_calls;
    settings.t1 = sip.t1;
    settings.t2 = sip.t2;
    settings.t4 = sip.t4;
    settings.large_by_stream = sip.large_by_tcp;
    settings.failover = dns.failover;
    // The widest that any trunk takes; each peer's own is judged by the SIP side.
    settings.accept_types = {"application/sdp",
                             "application/isup",
                             "application/qsig",
                             "application/simple-message-summary",
                             "application/pidf+xml",
                             "application/vnd.etsi.aoc+xml",
                             "application/vnd.etsi.cug+xml",
                             "multipart/mixed"};
    settings.more_methods = {"INFO", "PRACK", "UPDATE", "REFER", "SUBSCRIBE", "NOTIFY"};
    settings.supported = {std::string(sipi::kReplaces), std::string(sipi::kNoReferSub),
                          std::string(sipi::kTargetDialog), std::string(sipi::kEarlyDialogOver)};
    settings.understood = {std::string(sipi::k100rel), std::string(sipi::kPrecondition),
                           std::string(sipi::kTimer), std::string(sipi::kResourcePriority)};
    if (config.registrar.enabled) {
        settings.more_methods.emplace_back("REGISTER");
        for (const char* tag : {"path", "gin", "outbound"}) // RFC 3327, RFC 6140, RFC 5626
            settings.understood.emplace_back(tag);
    }
    return settings;
}

std::unique_ptr<sipi::DnsClient> dns_client(base::Loop& loop, const config::Dns& dns) {
    sipi::DnsSettings settings;
    for (const config::Endpoint& server : dns.servers)
        settings.servers.push_back(server.text());
    settings.timeout = dns.timeout;
    settings.tries = dns.tries;
    auto client = sipi::make_dns_client(loop, settings);
    if (!client)
        throw std::runtime_error("dns: " + client.error());
    return std::move(*client);
}

// Families and transports that we listen on.
sipi::LocatorSettings locator_settings(const config::Sip& sip) {
    sipi::LocatorSettings settings;
    settings.v4 = settings.v6 = false;
    settings.transports.clear();
    for (const config::Listen& listen : sip.listen) {
        (listen.endpoint.address.v6 ? settings.v6 : settings.v4) = true;
        constexpr std::array kKinds{sipi::TransportKind::udp, sipi::TransportKind::tcp,
                                    sipi::TransportKind::tls};
        const sipi::TransportKind kind = kKinds[static_cast<std::size_t>(listen.transport)];
        if (std::ranges::find(settings.transports, kind) == settings.transports.end())
            settings.transports.push_back(kind);
    }
    settings.random = [random = std::make_shared<sipi::Random>()](std::uint32_t n) {
        return static_cast<std::uint32_t>(random->below(n));
    };
    return settings;
}

observe::CaptureSettings capture_settings(const config::Capture& capture) {
    observe::CaptureSettings settings;
    settings.directory = capture.directory;
    settings.file_octets = std::uint64_t{capture.file_size} * 1024;
    settings.files = capture.files;
    settings.program = "landlined " LANDLINE_VERSION;
    return settings;
}

call::Settings call_settings(const config::Calls& calls) {
    call::Settings settings;
    settings.t2 = calls.t2;
    settings.t6 = calls.t6;
    settings.t7 = calls.t7;
    settings.t9 = calls.t9;
    settings.t11 = calls.t11;
    settings.t8 = calls.t8;
    settings.t34 = calls.t34;
    settings.t35 = calls.t35;
    settings.toiw2 = calls.toiw2;
    settings.toiw3 = calls.toiw3;
    settings.ttir1 = calls.ttir1;
    settings.release_tone = calls.release_tone;
    settings.tone_plan = calls.tone_plan;
    return settings;
}

observe::HepAddresses hep_addresses(const sipi::WireMessage& message) {
    const bool in = message.direction == sipi::WireMessage::Direction::in;
    const sipi::Endpoint& from = in ? message.peer : message.local;
    const sipi::Endpoint& to = in ? message.local : message.peer;
    return {from.v6, from.kind == sipi::TransportKind::udp, from.address, to.address, from.port,
            to.port};
}

using call::cause_here;

} // namespace

Daemon::Daemon(base::Loop& loop, config::Config config, std::string config_file)
    : loop_(loop), config_(std::move(config)), config_file_(std::move(config_file)),
      started_(loop.clock().now()), traces_(loop.clock(), {}, trace_renderers()),
      captures_(loop.clock(), capture_settings(config_.capture)), hep_(loop.clock(), traces_),
      media_(media::Engine::create(media_options(config_.media), loop.clock(), *this)),
      calls_(std::make_unique<call::Table>(call::Services{
          loop.timers(), *media_, admission_, trunks_later_, traces_,
          metrics_.histogram("landline_setup_delay_seconds",
                             "First message of a call in to first message of its other leg out")})),
      dns_(dns_client(loop, config_.dns)),
      locator_(std::make_unique<sipi::Locator>(*dns_, locator_settings(config_.sip))),
      sip_(std::make_unique<legs::SipSide>(agent_settings(config_), loop.timers(), *media_, *calls_,
                                           config_.media.address.text())),
      servers_(std::make_unique<legs::PeerServers>(*locator_, loop.timers(), config_.dns.avoid)),
      monitor_(std::make_unique<legs::PeerMonitor>(*sip_, loop.timers())),
      registrations_(std::make_unique<legs::Registrations>(*sip_, loop.timers())),
      trunks_(std::make_unique<legs::Trunks>(*sip_, *monitor_)),
      tests_(std::make_unique<maintenance::Tests>(
          maintenance::Services{loop.timers(), *media_, *calls_, lines_})),
      audit_timer_(loop.timers(), [this] { audit(); }),
      load_timer_(loop.timers(), [this] { measure(); }),
      stop_timer_(loop.timers(), [this] { loop_.stop(); }) {
    trunks_later_.trunks = trunks_.get();
    mailboxes_ = std::make_unique<legs::Mailboxes>(*sip_, *calls_, *trunks_, loop.timers());
    completions_ = std::make_unique<legs::Completions>(*sip_, *calls_, *trunks_, loop.timers());
    sip_->on_event = [this](const sipi::Message& request, const sipi::Endpoint& source,
                            const legs::PeerSettings& peer) {
        return mailboxes_->from_sip(request, source, peer);
    };
    calls_->held_elsewhere = [this](const media::OpenPort& open) {
        return std::ranges::any_of(lines_, [&](const auto& entry) {
            return entry.second->media_span() == open.span &&
                   entry.second->maintenance(open.timeslot);
        });
    };
    sip_->use(servers_.get());
    monitor_->on_change = [this] { on_trunk_state(); };
    monitor_->unregistered = [this](std::string_view peer) {
        return registrations_->missing(peer);
    };
    registrations_->on_change = [this] {
        on_trunk_state();
        finish_if_idle();
    };
    sip_->registration = [this](std::string_view peer) { return registrations_->of(peer); };
    sip_->lost = [this](const sipi::Endpoint& peer) { registrations_->on_unreachable(peer); };
    sip_->users().registrar().on_change = [this](const std::string&, bool) { on_trunk_state(); };
    sip_->has_room = [this](const std::string& group, bool priority) {
        return admission_.has_room(group, priority);
    };
    sip_->busied_out = [this](const std::string& group) { return trunks_->busied_out(group); };
    listeners_.open(config_, *sip_, *servers_);
    open_spans(config_);
    apply(config_);
    apply_captures(config_, nullptr);
    register_metrics();
    media_watch_ = loop.watch(media_->fd(), [this] { media_->process_reports(); });
    loop.at_end_of_turn([this] { calls_->reap(); });
    calls_->on_empty([this] { finish_if_idle(); });
    audit_timer_.arm(kAuditInterval);
    measure();
    for (const auto& [name, line] : lines_)
        line->start();
}

Daemon::~Daemon() {
    media_watch_.reset();
    tests_.reset();
    registrations_->on_change = {};
    calls_->clear(); // their legs refer to lines and to the SIP side
}

void Daemon::open_spans(const config::Config& config) {
    for (const config::Span& span : config.spans) {
        if (lines_.contains(span.name))
            continue;
        auto& nfas = nfas_groups_[span.nfas_group];
        if (!nfas && !span.nfas_group.empty())
            nfas = isdn::make_nfas_group();
        auto line = std::make_unique<legs::IsdnLine>(span, loop_.timers(), *media_, *calls_,
                                                     &isdn::Interface::create, nfas);
        line->on_state = [this] { on_trunk_state(); };
        line->on_facility = [this, its = line.get()](const isdn::Message& message) {
            if (const auto answer = completions_->from_line(*its, message))
                return *answer;
            return mailboxes_->from_line(*its, message);
        };
        line->completions = completions_.get();
        lines_.emplace(span.name, std::move(line));
    }
}

// What may change while calls are up: peers, groups, routes, rules, timers, levels.
void Daemon::apply(const config::Config& config) {
    base::log::open(config.log.file);
    base::log::set_level(config.log.level);
    auto plan = route::Plan::build(config.routing());
    if (!plan)
        throw std::runtime_error(
            plan.error().front()); // config::load has compiled the same patterns
    calls_->set_plan(std::move(*plan));
    calls_->set_settings(call_settings(config.calls));
    for (const config::TrunkGroup& group : config.trunk_groups)
        admission_.set_limits(group.name, {group.max_calls, group.reserve, group.max_call_rate});
    if (const auto ready = read_keys(config); !ready)
        throw std::runtime_error(ready.error());
    sip_->set_peers(legs::peers_of(config));
    sip_->users().configure(config, legs::users_of(config));
    servers_->configure(sip_->peers());
    sip_->protect(config.guard, config.overload);
    apply_hep(config.hep);
    trunks_->configure(config, lines_);
    monitor_->configure(sip_->peers());
    registrations_->configure(config.registrations);
    mailboxes_->configure(sip_->peers());
    trunks_->update_busy_out();
}

// Keys and certificates, of signatures and of TLS.
base::Result<void, std::string> Daemon::read_keys(const config::Config& config) {
    if (auto keys = sip_->signer().configure(config); !keys)
        return keys;
    if (auto callers = read_certificates(config.shaken); !callers)
        return callers;
    return listeners_.configure(config);
}

// Those by which callers are verified.
base::Result<void, std::string> Daemon::read_certificates(const config::Shaken& shaken) {
    std::unique_ptr<sipi::identity::Fetcher> fetcher;
    if (shaken.fetch && !shaken.trust_anchors.empty()) {
        sipi::identity::FetchSettings settings;
        settings.ca_file = shaken.fetch_ca;
        settings.timeout = shaken.fetch_timeout;
        settings.private_addresses = shaken.fetch_private;
        auto made = sipi::identity::make_fetcher(loop_, settings);
        if (!made)
            return base::fail(made.error());
        fetcher = std::move(*made);
    }
    return sip_->verifier().configure(shaken, std::move(fetcher));
}

void Daemon::apply_hep(const config::Hep& hep) {
    observe::HepSettings settings;
    if (hep.enabled)
        settings = {hep.server.address.v6,
                    hep.server.address.octets,
                    hep.server.port,
                    hep.agent,
                    hep.password,
                    hep.sip,
                    hep.isup,
                    hep.q931};
    hep_.configure(settings);
    const bool running = hep_.running();
    traces_.set_tap(running && (hep.isup || hep.q931) ? &hep_ : nullptr);
    sip_->on_message = {};
    if (running && hep.sip)
        sip_->on_message = [this](const sipi::WireMessage& message) {
            hep_.sip(hep_addresses(message), message.octets);
        };
}

// Spans whose key has changed (at the start: all that say so); what the console has begun stays.
void Daemon::apply_captures(const config::Config& config, const config::Config* before) {
    captures_.set_settings(capture_settings(config.capture));
    for (const config::Span& span : config.spans) {
        const config::Span* old = before ? before->span(span.name) : nullptr;
        if (span.capture == (old && old->capture))
            continue;
        if (const auto done = capture(span.name, span.capture); !done)
            base::log::error("capture", "{}", done.error());
    }
}

base::Result<std::string, std::string> Daemon::capture(std::string_view span, bool on) {
    const auto line = lines_.find(std::string(span));
    if (line == lines_.end())
        return base::fail("there is no span '" + std::string(span) + "'");
    const auto running = capturing_.find(span);
    if (!on) {
        if (running == capturing_.end())
            return base::fail("span " + std::string(span) + " is not captured");
        line->second->trace().set_tap({});
        captures_.stop(running->second);
        capturing_.erase(running);
        return "capture of span " + std::string(span) + " stopped";
    }
    const config::Span& settings = line->second->span();
    const bool network = settings.side == isdn::Side::network;
    const std::string description =
        std::string(drivers::name(settings.type)) +
        (network ? ", we are the network side" : ", we are the user side");
    const auto id = captures_.start({settings.name, description, network});
    if (!id)
        return base::fail(id.error());
    capturing_.emplace(span, *id);
    line->second->trace().set_tap(
        [this, id = *id](bool sent, base::Octets frame) { captures_.frame(id, sent, frame); });
    return "capture of span " + std::string(span) + " started; \"show captures\" names its file";
}

// What a running daemon cannot change; empty when nothing of it differs.
std::string Daemon::needs_restart(const config::Config& wanted) const {
    if (wanted.sip != config_.sip)
        return "[sip]";
    if (wanted.media != config_.media)
        return "[media]";
    if (wanted.dns != config_.dns)
        return "[dns]";
    if (wanted.registrar.enabled != config_.registrar.enabled)
        return "[registrar] enabled";
    if (wanted.console != config_.console)
        return "[console]";
    for (const config::Span& span : config_.spans) {
        const config::Span* other = wanted.span(span.name);
        config::Span same = other ? *other : config::Span{};
        same.capture = span.capture; // may change at any time
        if (!other || same != span)
            return "[[span]] " + span.name;
    }
    return {};
}

base::Result<std::string, std::string> Daemon::reload() {
    auto loaded = config::load(config_file_);
    if (!loaded) {
        std::string text = "the configuration stays as it was:";
        for (const config::Problem& problem : loaded.error())
            text += "\n" + config::text(problem);
        return base::fail(text);
    }
    if (const std::string what = needs_restart(*loaded); !what.empty())
        return base::fail("the configuration stays as it was: " + what +
                          " can change only with a restart");
    const std::size_t before = lines_.size();
    try {
        open_spans(*loaded);
    } catch (const std::runtime_error& error) {
        std::erase_if(lines_, [&](const auto& entry) { return !config_.span(entry.first); });
        return base::fail("the configuration stays as it was: " + std::string(error.what()));
    }
    if (const auto ready = read_keys(*loaded); !ready) {
        (void)read_keys(config_);
        std::erase_if(lines_, [&](const auto& entry) { return !config_.span(entry.first); });
        return base::fail("the configuration stays as it was: " + ready.error());
    }
    apply(*loaded);
    apply_captures(*loaded, &config_);
    for (const auto& [name, line] : lines_)
        if (!config_.span(name))
            line->start();
    config_ = std::move(*loaded);
    std::string done = "configuration reloaded from " + config_file_;
    if (lines_.size() > before)
        done += ", " + std::to_string(lines_.size() - before) + " new spans";
    base::log::info("config", "{}", done);
    return done;
}

void Daemon::stop(bool when_idle) {
    constexpr std::uint8_t kTemporaryFailure = 41;
    base::log::info("daemon", "{}", when_idle ? "stopping when idle" : "stopping");
    tests_->stop_all("the daemon stops");
    sip_->agent().accept_new(false);
    registrations_->stop();
    for (const auto& [name, line] : lines_)
        line->refuse_new(kTemporaryFailure);
    state_ = when_idle ? State::stopping_when_idle : State::stopping;
    if (!when_idle) {
        calls_->release_all(cause_here(kTemporaryFailure), "daemon stops");
        stop_timer_.arm(kStopPatience);
    }
    finish_if_idle();
}

// Transactions of the last calls (200 to BYE, ACK) are given their time before the loop ends.
void Daemon::finish_if_idle() {
    if (state_ == State::running || calls_->size() != 0)
        return;
    if (sip_->agent().session_count() == 0 && !registrations_->leaving())
        return stop_timer_.arm(20ms);
    stop_timer_.arm(kStopPatience);
    // Asked again with each session that ends; a silent peer is not waited for longer than the
    // patience.
}

// A line or a peer came or went: who may call is decided anew, and what that left behind is looked
// for soon.
void Daemon::on_trunk_state() {
    trunks_->update_busy_out();
    const base::TimePoint soon = loop_.clock().now() + kAuditSoon;
    if (audit_timer_.deadline() > soon) // a line that comes and goes must not put it off for ever
        audit_timer_.arm(kAuditSoon);
}

void Daemon::audit() {
    unsigned findings = calls_->audit() + sip_->audit();
    for (const auto& [name, line] : lines_)
        findings += line->audit();
    if (findings)
        base::log::warning("audit", "{} findings, see above", findings);
    audit_timer_.arm(kAuditInterval);
}

// Once a second: what the signalling thread has used of its core, and how the lines are.
void Daemon::measure() {
    rusage used{};
    getrusage(RUSAGE_THREAD, &used);
    const auto of = [](const timeval& time) {
        return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
    };
    const base::Duration before = cpu_time_;
    cpu_time_ = of(used.ru_utime) + of(used.ru_stime);
    if (before != base::Duration::zero())
        sip_->agent().overload().report_load(
            static_cast<unsigned>(100 * (cpu_time_ - before) / kLoadInterval));
    for (const auto& [name, line] : lines_)
        line->measure();
    load_timer_.arm(kLoadInterval);
}

void Daemon::on_media_timeout(media::PortId port) {
    if (call::Call* call = calls_->of_port(port))
        call->media_lost(port);
}

const media::Stats* Daemon::stats(media::PortId port) {
    media_->request_stats(port);
    const auto found = stats_.find(port.value);
    return found == stats_.end() ? nullptr : &found->second;
}

void Daemon::on_stats(const media::Stats& stats) {
    stats_[stats.port.value] = stats;
}

void Daemon::on_closed(const media::Stats& stats) {
    stats_.erase(stats.port.value);
    if (tests_)
        tests_->on_closed(stats.port);
}

void Daemon::on_test(media::PortId port, const media::TestResult& result) {
    tests_->on_result(port, result);
}

void Daemon::on_loop(media::SpanId span, bool done) {
    tests_->on_loop(span, done);
}

// What a card counts itself.
void Daemon::register_card_metrics(const observe::Labels& labels, media::SpanId span) {
    struct Row {
        const char *name, *help;
        std::uint64_t drivers::SpanCounters::*value;
    };
    using drivers::SpanCounters;
    static constexpr Row kRows[] = {
        {"landline_span_bipolar_violations_total", "Bipolar violations",
         &SpanCounters::bipolar_violations},
        {"landline_span_crc4_errors_total", "CRC4 errors of received multiframes",
         &SpanCounters::crc4_errors},
        {"landline_span_e_bits_total", "CRC4 errors that the far end reports",
         &SpanCounters::e_bits},
        {"landline_span_framing_errors_total", "Frame alignment signal errors",
         &SpanCounters::framing_errors},
        {"landline_span_missed_interrupts_total", "Interrupts of the card that came too late",
         &SpanCounters::missed_interrupts},
        {"landline_span_removals_total", "Times the hardware went away", &SpanCounters::removals},
    };
    for (const Row& row : kRows)
        metrics_.counter(row.name, row.help, labels,
                         [this, span, value = row.value] { return media_->counters(span).*value; });
}

void Daemon::register_metrics() {
    const auto count = [this](std::string_view name, std::string_view help,
                              const std::uint64_t& value) {
        metrics_.counter(name, help, {}, [&value] { return value; });
    };
    const call::CallCounters& calls = calls_->counters();
    count("landline_calls_total", "Calls begun", calls.total);
    count("landline_calls_answered_total", "Calls answered", calls.answered);
    count("landline_calls_failed_total", "Calls that ended without an answer", calls.failed);
    count("landline_calls_unexpected_messages_total",
          "ISUP messages that the call's state does not expect", calls.unexpected_messages);
    count("landline_calls_media_timeouts_total", "Calls released because no media came",
          calls.media_timeouts);
    count("landline_calls_audit_findings_total", "Calls that the audit had to free",
          calls.audit_findings);
    count("landline_transfers_handed_over_total",
          "Transfers that an exchange or a SIP peer has taken over", calls.handed_over);
    count("landline_transfers_not_handed_over_total",
          "Transfers that an exchange or a SIP peer was asked to take over, and has not",
          calls.not_handed_over);
    const legs::CompletionCounters& completions = completions_->counters();
    count("landline_completions_requested_total", "Completion of calls asked for by telephones",
          completions.requested);
    count("landline_completions_refused_total", "Such requests that were refused",
          completions.refused);
    count("landline_completions_completed_total", "Calls that have completed such a request",
          completions.completed);
    count("landline_completions_given_up_total", "Such requests that came to nothing",
          completions.given_up);
    metrics_.gauge("landline_calls", "Calls at present", {},
                   [this] { return static_cast<double>(calls_->size()); });
    count("landline_hep_sent_total", "Packets sent to the capture server (HEP)",
          hep_.counters().sent);
    count("landline_hep_lost_total", "Packets that it could not be sent", hep_.counters().lost);
    const sipi::AgentCounters& sip = sip_->agent().counters();
    for (std::size_t i = 0; i < sipi::AgentCounters::kMethods; ++i) {
        const observe::Labels labels{{"method", std::string(sipi::AgentCounters::method_name(i))}};
        metrics_.counter("landline_sip_requests_in_total", "SIP requests received", labels,
                         [&sip, i] { return sip.requests_in[i]; });
        metrics_.counter("landline_sip_requests_out_total", "SIP requests sent", labels,
                         [&sip, i] { return sip.requests_out[i]; });
    }
    for (std::size_t i = 0; i < sip.responses_in.size(); ++i) {
        const observe::Labels labels{{"class", std::to_string(i + 1) + "xx"}};
        metrics_.counter("landline_sip_responses_in_total", "SIP responses received", labels,
                         [&sip, i] { return sip.responses_in[i]; });
        metrics_.counter("landline_sip_responses_out_total", "SIP responses sent", labels,
                         [&sip, i] { return sip.responses_out[i]; });
    }
    count("landline_sip_retransmissions_in_total", "SIP messages received again",
          sip.retransmissions_in);
    count("landline_sip_retransmissions_out_total", "SIP messages sent again",
          sip.retransmissions_out);
    count("landline_sip_malformed_total", "Datagrams that are no SIP message", sip.malformed);
    const sipi::GuardCounters& guard = sip_->guard().counters();
    const std::pair<const char*, const std::uint64_t*> dropped[] = {
        {"denied", &guard.denied},    {"banned", &guard.banned},     {"limited", &guard.limited},
        {"scanner", &guard.scanners}, {"silenced", &guard.silenced},
    };
    for (const auto& [why, value] : dropped)
        metrics_.counter("landline_sip_dropped_total", "SIP messages dropped without an answer",
                         {{"why", why}}, [value = value] { return *value; });
    count("landline_sip_bans_total", "Sources of SIP that were banned", guard.bans);
    const sipi::OverloadCounters& overload = sip_->agent().overload().counters();
    count("landline_sip_shed_total", "INVITEs refused with 503 for overload", overload.shed);
    count("landline_sip_held_back_total", "INVITEs not sent because the peer is overloaded",
          overload.held_back);
    metrics_.gauge("landline_sip_loss_percent", "Calls that peers are asked to hold back", {},
                   [this] { return static_cast<double>(sip_->agent().overload().loss()); });
    const legs::SignerCounters& signer = sip_->signer().counters();
    const std::pair<const char*, const std::uint64_t*> vouched[] = {
        {"A", &signer.full},
        {"B", &signer.partial},
        {"C", &signer.gateway},
        {"div", &signer.diverted},
        {"passed", &signer.passed},
        {"no_number", &signer.no_number},
        {"not_vouched", &signer.not_vouched},
        {"no_key", &signer.no_key},
    };
    for (const auto& [how, value] : vouched)
        metrics_.counter("landline_shaken_calls_out_total",
                         "INVITEs to peers with shaken_sign, by attestation or why not signed",
                         {{"how", how}}, [value = value] { return *value; });
    register_user_metrics(metrics_, sip_->users());
    register_registration_metrics(metrics_, *registrations_);
    const sipi::digest::Client::Counters& challenges = sip_->challenges();
    const std::pair<const char*, const std::uint64_t*> asked[] = {
        {"answered", &challenges.answered},
        {"wrong_credentials", &challenges.refused},
        {"no_account", &challenges.no_account},
        {"not_understood", &challenges.not_understood},
    };
    for (const auto& [how, value] : asked)
        metrics_.counter("landline_sip_challenges_total",
                         "401 and 407 to requests of ours, and what came of them", {{"how", how}},
                         [value = value] { return *value; });
    count("landline_sip_session_refreshes_in_total", "Refreshes of session timers received",
          sip.refreshes_in);
    count("landline_sip_session_refreshes_out_total", "Refreshes of session timers sent",
          sip.refreshes_out);
    count("landline_sip_sessions_not_refreshed_total",
          "Calls released because nobody refreshed their session timer", sip.not_refreshed);
    count("landline_sip_sessions_too_short_total", "422 for Session-Expires, both ways",
          sip.too_short);
    count("landline_sip_interval_too_small_total", "INVITEs refused with 422 (RFC 4028)",
          sip_->counters().interval_too_small);
    const legs::VerifierCounters& verifier = sip_->verifier().counters();
    const std::pair<const char*, const std::uint64_t*> verdicts[] = {
        {"passed", &verifier.passed}, {"failed", &verifier.failed}, {"none", &verifier.none}};
    for (const auto& [verdict, value] : verdicts)
        metrics_.counter("landline_shaken_calls_in_total", "Calls whose caller was verified",
                         {{"verdict", verdict}}, [value = value] { return *value; });
    for (std::size_t at = 0; at < verifier.kStatuses.size(); ++at)
        metrics_.counter("landline_shaken_refused_total", "Calls refused for their Identity",
                         {{"status", std::to_string(verifier.kStatuses[at])}},
                         [&verifier, at] { return verifier.refused[at]; });
    const sipi::identity::StoreCounters& store = sip_->verifier().store().counters();
    const std::pair<const char*, const std::uint64_t*> certificates[] = {
        {"hit", &store.hits}, {"fetched", &store.fetched}, {"fault", &store.faults}};
    for (const auto& [how, value] : certificates)
        metrics_.counter("landline_shaken_certificates_total",
                         "Certificates of callers that were needed", {{"how", how}},
                         [value = value] { return *value; });
    count("landline_sip_timeouts_total", "SIP transactions without an answer", sip.timeouts);
    count("landline_sip_strangers_total", "INVITEs from addresses of no peer",
          sip_->counters().strangers);
    count("landline_sip_isup_not_asked_total", "ISUP bodies from trunks that carry none",
          sip_->counters().isup_not_asked);
    count("landline_sip_isup_unknown_variant_total",
          "ISUP bodies of a variant that is none of ours", sip_->counters().isup_unknown_variant);
    count("landline_sip_isup_broken_total", "ISUP bodies that hold no ISUP message",
          sip_->counters().isup_broken);
    count("landline_sip_isup_left_total", "ISUP messages in bodies that do not pass",
          sip_->counters().isup_left);
    count("landline_sip_isup_refused_total", "SIP requests refused for their ISUP body",
          sip_->counters().isup_refused);
    count("landline_sip_isup_not_sent_total", "ISUP messages that a trunk's variant cannot say",
          sip_->counters().isup_not_sent);
    for (const auto& [name, line] : lines_) {
        const observe::Labels labels{{"span", name}};
        const isdn::Counters& isdn = line->interface().counters();
        metrics_.counter("landline_isdn_calls_in_total", "ISDN calls received", labels,
                         [&isdn] { return isdn.calls_in; });
        metrics_.counter("landline_isdn_calls_out_total", "ISDN calls placed", labels,
                         [&isdn] { return isdn.calls_out; });
        metrics_.counter("landline_isdn_d_channel_losses_total", "Times the D-channel went down",
                         labels, [&isdn] { return isdn.d_channel_losses; });
        metrics_.counter("landline_isdn_audit_findings_total",
                         "B-channels that the audit had to free", labels,
                         [&isdn] { return isdn.audit_findings; });
        const media::SpanId span = line->media_span();
        metrics_.counter("landline_span_packets_lost_total", "TDM packets lost", labels,
                         [this, span] { return media_->counters(span).packets_lost; });
        metrics_.counter("landline_span_slips_total",
                         "Blocks skipped or repeated because clocks differ", labels,
                         [this, span] { return media_->counters(span).slips; });
        const legs::PerformanceInterval& seconds = line->performance().total();
        metrics_.counter("landline_span_errored_seconds_total", "Errored seconds (G.826)", labels,
                         [&seconds] { return seconds.errored; });
        metrics_.counter("landline_span_severely_errored_seconds_total",
                         "Severely errored seconds (G.826)", labels,
                         [&seconds] { return seconds.severely_errored; });
        metrics_.counter("landline_span_unavailable_seconds_total", "Unavailable seconds (G.826)",
                         labels, [&seconds] { return seconds.unavailable; });
        if (line->span().driver == config::Driver::dahdi)
            register_card_metrics(labels, span);
    }
}

} // namespace gateway
