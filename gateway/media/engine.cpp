// The media engine: orders to the workers, reports from them.
#include "gateway/media/engine.h"

#include "base/log.h"

#include <algorithm>
#include <stdexcept>
#include <thread>

namespace media {

namespace {

// A packet of 10 ms must fit, and the jitter buffer's ring holds 400 ms.
constexpr std::chrono::milliseconds kLeastDataDelay{10}, kMostDataDelay{250};

Address local_address(const Options& options) {
    const auto address = Address::from(options.address, 0);
    if (!address)
        throw std::runtime_error("media address: '" + options.address + "' is not an IP address");
    return *address;
}

unsigned worker_count(const Options& options) {
    return options.workers != 0 ? options.workers
                                : std::max(1U, std::thread::hardware_concurrency());
}

// RFC 7022 §4.2: a short-term persistent name that tells nothing of the host or the user.
std::string random_cname(std::random_device& random) {
    static constexpr char kDigits[] = "0123456789abcdefghijklmnopqrstuv";
    std::string name;
    for (int i = 0; i < 16; ++i)
        name += kDigits[random() % 32];
    return name;
}

} // namespace

const char* text(Error error) {
    switch (error) {
    case Error::no_free_port:
        return "no free RTP port in the configured range";
    case Error::bad_address:
        return "not an IP address, or not of the family of the local one";
    case Error::socket:
        return "the system refused a socket";
    case Error::no_such_span:
        return "no such span";
    case Error::no_such_timeslot:
        return "no such B-channel";
    case Error::timeslot_busy:
        return "the B-channel is in use";
    case Error::stale_port:
        return "the port is closed";
    case Error::no_line:
        return "the port is no B-channel";
    case Error::other_worker:
        return "the ports are on different workers";
    case Error::no_worker:
        return "no such worker";
    }
    return "?";
}

std::unique_ptr<Engine> Engine::create(Options options, const base::Clock& clock,
                                       Listener& listener) {
    return std::make_unique<WorkerEngine>(std::move(options), clock, listener);
}

WorkerEngine::WorkerEngine(Options options, const base::Clock& clock, Listener& listener)
    : options_(std::move(options)), clock_(clock), listener_(listener), cname_(options_.cname),
      range_(local_address(options_), options_.first_port, options_.last_port, options_.threads),
      open_ports_(worker_count(options_)) {
    if (range_.free() == 0)
        throw std::runtime_error("media ports: the range holds no pair of an even and an odd port");
    if (options_.jitter_min > options_.jitter_max ||
        options_.jitter_max > std::chrono::milliseconds(300))
        throw std::runtime_error(
            "media jitter buffer: the minimum must not exceed the maximum, nor that 300 ms");
    if (options_.data_delay < kLeastDataDelay || options_.data_delay > kMostDataDelay)
        throw std::runtime_error("media data delay: from 10 ms to 250 ms");
    if (cname_.empty())
        cname_ = random_cname(random_);
    for (unsigned number = 0; number < open_ports_.size(); ++number) {
        workers_.push_back(std::make_unique<Worker>(
            Worker::Options{options_.threads, options_.realtime}, clock_, reports_wakeup_));
        if (options_.threads)
            workers_.back()->start(number);
    }
}

WorkerEngine::~WorkerEngine() {
    for (const auto& worker : workers_)
        worker->stop();
}

// --- spans
// -----------------------------------------------------------------------------------------

WorkerEngine::SpanRecord* WorkerEngine::find(SpanId span) {
    return const_cast<SpanRecord*>(std::as_const(*this).find(span));
}

const WorkerEngine::SpanRecord* WorkerEngine::find(SpanId span) const {
    if (!span || span.value > spans_.size())
        return nullptr;
    const SpanRecord& record = spans_[span.value - 1];
    return record.host && record.listener ? &record : nullptr;
}

// The worker with the fewest timeslots.
WorkerId WorkerEngine::worker_for_span(drivers::LineType) const {
    std::vector<unsigned> timeslots(workers_.size());
    for (const SpanRecord& record : spans_)
        if (record.host)
            timeslots[record.worker] += drivers::timeslots(record.host->type());
    return static_cast<WorkerId>(std::ranges::min_element(timeslots) - timeslots.begin());
}

SpanId WorkerEngine::add_span(const MakeSpan& make, SpanListener& listener) {
    const SpanId id{static_cast<std::uint32_t>(spans_.size() + 1)};
    SpanRecord record;
    record.worker = worker_for_span({});
    record.host = std::make_unique<SpanHost>(id, workers_[record.worker]->reports());
    auto span = make(*record.host);
    if (!span)
        return {};
    record.host->set_span(std::move(span));
    record.alarms = record.host->span().alarms();
    record.listener = &listener;
    Order order;
    order.kind = Order::Kind::add_span;
    order.span = record.host.get();
    const WorkerId worker = record.worker;
    spans_.push_back(std::move(record));
    send(worker, std::move(order));
    return id;
}

void WorkerEngine::remove_span(SpanId span) {
    SpanRecord* record = find(span);
    if (!record)
        return;
    for (const PortId port : record->ports)
        close(port);
    record->listener = nullptr;
    Order order;
    order.kind = Order::Kind::remove_span;
    order.span = record->host.get();
    send(record->worker, std::move(order));
}

bool WorkerEngine::send_d_frame(SpanId span, base::Octets frame) {
    const SpanRecord* record = find(span);
    return record && frame.size() <= kMaxDFrame &&
           workers_[record->worker]->send_d_frame(span, frame);
}

WorkerId WorkerEngine::worker_of(SpanId span) const {
    const SpanRecord* record = find(span);
    return record ? record->worker : 0;
}

drivers::Alarms WorkerEngine::alarms(SpanId span) const {
    const SpanRecord* record = find(span);
    return record ? record->alarms : drivers::Alarms{};
}

drivers::SpanCounters WorkerEngine::counters(SpanId span) const {
    const SpanRecord* record = find(span);
    return record ? record->counters : drivers::SpanCounters{};
}

// --- ports
// -----------------------------------------------------------------------------------------

WorkerId WorkerEngine::least_loaded() const {
    return static_cast<WorkerId>(std::ranges::min_element(open_ports_) - open_ports_.begin());
}

Order WorkerEngine::order(Order::Kind kind, const PortRecord& record) const {
    Order order;
    order.kind = kind;
    order.port = record.port.get();
    order.rtp = record.rtp;
    order.tdm = record.tdm;
    return order;
}

base::Result<RtpPort, Error> WorkerEngine::open_rtp(WorkerId worker, const RtpOptions& options) {
    if (worker >= workers_.size())
        return base::fail(Error::no_worker);
    auto sockets = range_.open(clock_.now());
    if (!sockets.ok())
        return base::fail(sockets.error());
    const std::uint16_t local_port = sockets->port;
    auto session =
        std::make_unique<RtpSession>(ports_.next_id(), std::move(*sockets), random_(), cname_);
    const PortId id = session->id;
    session->set_format(options.format, nullptr);
    session->set_symmetric(options.symmetric);
    PortRecord& record = ports_.add(std::move(session));
    record.worker = worker;
    record.format = options.format;
    ++open_ports_[worker];
    send(worker, order(Order::Kind::open_rtp, record));
    if (options.remote)
        if (const auto set = set_remote(record, *options.remote, options.remote_rtcp); !set.ok()) {
            close(id);
            return base::fail(set.error());
        }
    return RtpPort{id, local_port};
}

base::Result<PortId, Error> WorkerEngine::open_tdm(SpanId span, unsigned timeslot) {
    SpanRecord* host = find(span);
    if (!host)
        return base::fail(Error::no_such_span);
    const drivers::LineType type = host->host->type();
    if (timeslot == 0 || timeslot > drivers::timeslots(type) || timeslot == host->host->d_slot())
        return base::fail(Error::no_such_timeslot);
    if (ports_.find(host->ports[timeslot]))
        return base::fail(Error::timeslot_busy);
    PortRecord& record = ports_.add(
        std::make_unique<TdmPort>(ports_.next_id(), *host->host, timeslot, host->host->law()));
    record.worker = host->worker;
    record.span = span;
    host->ports[timeslot] = record.port->id;
    ++open_ports_[record.worker];
    send(record.worker, order(Order::Kind::open_tdm, record));
    return record.port->id;
}

std::vector<OpenPort> WorkerEngine::open_ports() const {
    std::vector<OpenPort> out;
    ports_.for_each_open([&](const PortRecord& record) {
        out.push_back({record.port->id, record.span, record.tdm ? record.tdm->timeslot : 0});
    });
    return out;
}

void WorkerEngine::set_format(PortId rtp, const RtpFormat& format) {
    PortRecord* record = ports_.find(rtp);
    if (!record || !record->rtp)
        return;
    const bool data_before = record->format.codec == Codec::clearmode;
    const Codec codec_before = record->format.codec;
    record->format = format;
    Order order = this->order(Order::Kind::set_format, *record);
    order.format = format;
    const PortRecord* peer = ports_.find(record->peer);
    if (peer && peer->tdm && data_before != (format.codec == Codec::clearmode))
        order.playout = make_playout(*record, peer->tdm->law);
    send(record->worker, std::move(order));
    if (record->playing && codec_before != format.codec)
        restart_tone(*record);
}

base::Result<void, Error> WorkerEngine::set_remote(PortId rtp, const Endpoint& remote,
                                                   const std::optional<Endpoint>& remote_rtcp) {
    PortRecord* record = ports_.find(rtp);
    if (!record || !record->rtp)
        return base::fail(Error::stale_port);
    return set_remote(*record, remote, remote_rtcp);
}

base::Result<void, Error> WorkerEngine::set_remote(PortRecord& record, const Endpoint& remote,
                                                   const std::optional<Endpoint>& remote_rtcp) {
    const int family = range_.local().family();
    const auto rtp = Address::from(remote.host, remote.port);
    const auto rtcp = remote_rtcp ? Address::from(remote_rtcp->host, remote_rtcp->port) : Address{};
    if (!rtp || rtp->family() != family || !rtcp || (remote_rtcp && rtcp->family() != family))
        return base::fail(Error::bad_address);
    Order order = this->order(Order::Kind::set_remote, record);
    order.remote = *rtp;
    order.remote_rtcp = *rtcp;
    send(record.worker, std::move(order));
    return {};
}

void WorkerEngine::close(PortId port) {
    PortRecord* record = ports_.find(port);
    if (!record)
        return;
    part(*record);
    record->open = false;
    send(record->worker, order(Order::Kind::close, *record));
}

// --- bridges
// ---------------------------------------------------------------------------------------

std::unique_ptr<dsp::Playout> WorkerEngine::make_playout(const PortRecord& rtp,
                                                         dsp::Law line) const {
    dsp::JitterBuffer::Options options;
    options.law = line;
    options.min_ms = static_cast<unsigned>(options_.jitter_min.count());
    options.max_ms = static_cast<unsigned>(options_.jitter_max.count());
    options.data = rtp.format.codec == Codec::clearmode;
    if (options.data)
        options.min_ms = options.max_ms = static_cast<unsigned>(options_.data_delay.count());
    return std::make_unique<dsp::Playout>(options);
}

// The workers part both ends of a bridge themselves, but those of a tandem, which may be on two
// workers.
void WorkerEngine::part(PortRecord& record) {
    PortRecord* peer = ports_.find(record.peer);
    record.peer = {};
    if (!peer)
        return;
    peer->peer = {};
    if (record.tdm && peer->tdm)
        send(peer->worker, order(Order::Kind::part, *peer));
    send(record.worker, order(Order::Kind::part, record));
}

void WorkerEngine::unbridge(PortId port) {
    if (PortRecord* record = ports_.find(port))
        part(*record);
}

base::Result<void, Error> WorkerEngine::bridge(PortId first, PortId second, Content content) {
    PortRecord* a = ports_.find(first);
    PortRecord* b = ports_.find(second);
    if (!a || !b || a == b)
        return base::fail(Error::stale_port);
    if (a->peer == second && (a->content == content || a->rtp || b->rtp))
        return {};
    const bool tandem = a->tdm && b->tdm;
    if (!tandem && a->worker != b->worker)
        return base::fail(Error::other_worker);
    part(*a);
    part(*b);
    a->peer = second;
    b->peer = first;
    a->content = b->content = content;
    if (tandem) {
        bridge_tandem(*a, *b, content);
    } else if (a->rtp && b->rtp) {
        Order order = this->order(Order::Kind::bridge_rtp, *a);
        order.rtp2 = b->rtp;
        send(a->worker, std::move(order));
    } else {
        bridge_line(a->rtp ? *a : *b, a->rtp ? *b : *a);
    }
    return {};
}

void WorkerEngine::bridge_line(PortRecord& rtp, PortRecord& tdm) {
    Order order = this->order(Order::Kind::bridge_line, rtp);
    order.tdm = tdm.tdm;
    order.playout = make_playout(rtp, tdm.tdm->law);
    send(rtp.worker, std::move(order));
}

void WorkerEngine::bridge_tandem(PortRecord& a, PortRecord& b, Content content) {
    constexpr unsigned kSamplesPerMs = 8;
    const auto delay = static_cast<std::uint32_t>(options_.data_delay.count()) * kSamplesPerMs;
    const auto store = [&] {
        return content == Content::data ? std::make_shared<Elastic>(delay, delay * 4)
                                        : std::make_shared<Elastic>();
    };
    const auto a_to_b = store();
    const auto b_to_a = store();
    for (PortRecord* record : {&a, &b}) {
        Order order = this->order(Order::Kind::bridge_tandem, *record);
        order.tandem_in = record == &a ? b_to_a : a_to_b;
        order.tandem_out = record == &a ? a_to_b : b_to_a;
        order.law = (record == &a ? b : a).tdm->law;
        order.content = content;
        send(record->worker, std::move(order));
    }
}

void WorkerEngine::set_direction(PortId port, Direction direction) {
    PortRecord* record = ports_.find(port);
    if (!record)
        return;
    Order order = this->order(Order::Kind::set_direction, *record);
    order.direction = direction;
    send(record->worker, std::move(order));
}

void WorkerEngine::restart_tone(const PortRecord& record) {
    if (record.rtp && record.format.codec == Codec::clearmode)
        return send(record.worker, order(Order::Kind::play, record)); // stops what plays
    const dsp::Law law = record.tdm                           ? record.tdm->law
                         : record.format.codec == Codec::pcmu ? dsp::Law::ulaw
                                                              : dsp::Law::alaw;
    Order order = this->order(Order::Kind::play, record);
    order.tone = &tones_.get(record.plan, record.tone, law);
    send(record.worker, std::move(order));
}

void WorkerEngine::play(PortId port, dsp::Tone tone, dsp::TonePlan plan) {
    PortRecord* record = ports_.find(port);
    if (!record)
        return;
    record->playing = true;
    record->tone = tone;
    record->plan = plan;
    restart_tone(*record);
}

void WorkerEngine::stop_tone(PortId port) {
    PortRecord* record = ports_.find(port);
    if (!record || !record->playing)
        return;
    record->playing = false;
    send(record->worker, order(Order::Kind::play, *record));
}

void WorkerEngine::expect_media(PortId rtp, std::chrono::milliseconds timeout) {
    PortRecord* record = ports_.find(rtp);
    if (!record || !record->rtp)
        return;
    Order order = this->order(Order::Kind::expect_media, *record);
    order.timeout = timeout;
    send(record->worker, std::move(order));
}

// --- tests
// -----------------------------------------------------------------------------------------

PortId WorkerEngine::port_on(SpanId span, unsigned timeslot) const {
    const SpanRecord* record = find(span);
    if (!record || timeslot >= record->ports.size())
        return {};
    const PortId port = record->ports[timeslot];
    return const_cast<PortTable&>(ports_).find(port) ? port : PortId{};
}

base::Result<void, Error> WorkerEngine::start_test(PortId tdm, const TestSpec& spec) {
    PortRecord* record = ports_.find(tdm);
    if (!record)
        return base::fail(Error::stale_port);
    if (!record->tdm)
        return base::fail(Error::no_line);
    Order order = this->order(Order::Kind::test, *record);
    order.test = std::make_unique<LineTest>(spec, record->tdm->law);
    send(record->worker, std::move(order));
    return {};
}

void WorkerEngine::stop_test(PortId tdm) {
    if (PortRecord* record = ports_.find(tdm); record && record->tdm)
        send(record->worker, order(Order::Kind::test, *record));
}

void WorkerEngine::request_test(PortId tdm) {
    if (PortRecord* record = ports_.find(tdm); record && record->tdm)
        send(record->worker, order(Order::Kind::request_test, *record));
}

void WorkerEngine::set_loop(SpanId span, drivers::SpanLoop loop) {
    SpanRecord* record = find(span);
    if (!record)
        return;
    Order order;
    order.kind = Order::Kind::set_loop;
    order.span = record->host.get();
    order.loop = loop;
    send(record->worker, std::move(order));
}

void WorkerEngine::request_stats(PortId port) {
    if (PortRecord* record = ports_.find(port))
        send(record->worker, order(Order::Kind::request_stats, *record));
}

// --- reports
// ---------------------------------------------------------------------------------------

std::size_t WorkerEngine::process_reports() {
    reports_wakeup_.clear();
    std::size_t handled = 0;
    for (const auto& worker : workers_) {
        worker->flush_orders();
        DFrame frame;
        while (worker->reports().take(frame)) {
            ++handled;
            if (const SpanRecord* span = find(frame.span))
                span->listener->on_d_frame(frame.frame());
        }
        Report report;
        while (worker->reports().take(report)) {
            ++handled;
            handle(report);
        }
    }
    return handled;
}

void WorkerEngine::handle(const Report& report) {
    SpanRecord* span = find(report.span);
    const bool open = ports_.find(report.port) != nullptr;
    switch (report.kind) {
    case Report::Kind::stats:
        if (open) {
            Stats stats = report.stats;
            stats.remote = report.remote.endpoint();
            listener_.on_stats(stats);
        }
        return;
    case Report::Kind::closed:
        return on_closed(report);
    case Report::Kind::media_timeout:
        if (open)
            listener_.on_media_timeout(report.port);
        return;
    case Report::Kind::telephone_event:
        if (open)
            listener_.on_telephone_event(report.port, report.event, report.duration_ms);
        return;
    case Report::Kind::alarm:
        if (span) {
            span->alarms = report.alarms;
            span->listener->on_alarm(report.alarms);
        }
        return;
    case Report::Kind::counters:
        if (span)
            span->counters = report.counters;
        return;
    case Report::Kind::test:
        if (open)
            listener_.on_test(report.port, report.test);
        return;
    case Report::Kind::loop:
        if (span)
            listener_.on_loop(report.span, report.loop_set);
        return;
    case Report::Kind::span_removed:
        spans_[report.span.value - 1].host.reset();
        return;
    }
}

void WorkerEngine::on_closed(const Report& report) {
    PortRecord* record = ports_.find_closing(report.port);
    if (!record)
        return;
    --open_ports_[record->worker];
    Stats stats = report.stats;
    stats.remote = report.remote.endpoint();
    if (record->rtp)
        range_.give_back(record->rtp->take_sockets(), clock_.now());
    ports_.remove(report.port);
    listener_.on_closed(stats);
}

void WorkerEngine::run_once(base::TimePoint now) {
    for (const auto& worker : workers_) {
        worker->flush_orders();
        worker->turn(now);
    }
    process_reports();
}

} // namespace media
