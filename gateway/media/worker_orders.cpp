// A media worker: the orders of the signalling thread.
#include "gateway/media/worker.h"

#include <algorithm>

namespace media {

namespace {
std::uint64_t address_of(const void* object) {
    return reinterpret_cast<std::uintptr_t>(object);
}
} // namespace

void Worker::read_orders(base::TimePoint now) {
    Order order;
    while (orders_.pop(order)) {
        obey(order, now);
        order = Order{}; // frees what it brought and nobody took
    }
    read_d_frames();
}

void Worker::read_d_frames() {
    DFrame frame;
    while (d_frames_.pop(frame)) {
        const auto host = std::ranges::find_if(
            spans_, [&](const SpanHost* each) { return each->id() == frame.span; });
        if (host != spans_.end())
            (*host)->span().send_d_frame(frame.frame()); // a full queue is counted by the span
    }
}

void Worker::obey(Order& order, base::TimePoint now) {
    switch (order.kind) {
    case Order::Kind::add_span:
        return spans_.push_back(order.span);
    case Order::Kind::remove_span:
        return remove_span(*order.span);
    case Order::Kind::open_rtp:
        return open(*order.rtp, now);
    case Order::Kind::open_tdm:
        return open(*order.tdm, now);
    case Order::Kind::set_format:
        return order.rtp->set_format(order.format, std::move(order.playout));
    case Order::Kind::set_remote:
        return order.rtp->set_remote(order.remote, order.remote_rtcp, now);
    case Order::Kind::bridge_line:
        part(*order.rtp, now);
        part(*order.tdm, now);
        order.rtp->join_line(*order.tdm, std::move(order.playout));
        return choose_clock(*order.rtp, now);
    case Order::Kind::bridge_rtp:
        part(*order.rtp, now);
        part(*order.rtp2, now);
        return order.rtp->join_rtp(*order.rtp2);
    case Order::Kind::bridge_tandem:
        part(*order.tdm, now);
        order.tdm->tandem_in = std::move(order.tandem_in);
        order.tdm->tandem_out = std::move(order.tandem_out);
        order.tdm->set_content(order.content, order.law);
        order.tdm->tell_span();
        return;
    case Order::Kind::part:
        return part(*order.port, now);
    case Order::Kind::set_direction:
        return order.port->set_direction(order.direction);
    case Order::Kind::play:
        return play(*order.port, order.tone, now);
    case Order::Kind::expect_media:
        return order.rtp->expect_media(order.timeout, now);
    case Order::Kind::request_stats:
        return reports_.report(stats_of(*order.port, Report::Kind::stats, now));
    case Order::Kind::test:
        order.tdm->test.swap(order.test); // the former one goes with the order
        return order.tdm->tell_span();
    case Order::Kind::request_test:
        return report_test(*order.tdm);
    case Order::Kind::set_loop:
        return set_loop(*order.span, order.loop);
    case Order::Kind::close:
        return close(*order.port, now);
    }
}

void Worker::report_test(const TdmPort& tdm) {
    if (!tdm.test)
        return;
    Report report;
    report.kind = Report::Kind::test;
    report.port = tdm.id;
    report.test = tdm.test->result();
    reports_.report(report);
}

void Worker::set_loop(SpanHost& host, drivers::SpanLoop loop) {
    Report report;
    report.kind = Report::Kind::loop;
    report.span = host.id();
    report.loop_set = host.span().set_loop(loop);
    reports_.report(report);
}

void Worker::watch_span(SpanHost& host) {
    const int fd = host.span().fd();
    if (fd == host.watched_fd)
        return;
    if (host.watched_fd >= 0)
        main_epoll_.remove(host.watched_fd);
    if (fd >= 0)
        main_epoll_.add(fd, address_of(&host), EPOLLIN | EPOLLPRI); // PRI: an event of a card
    host.watched_fd = fd;
}

// Its ports have been closed by the orders before.
void Worker::remove_span(SpanHost& host) {
    std::erase(spans_, &host);
    std::erase(readable_, &host);
    if (host.watched_fd >= 0)
        main_epoll_.remove(host.watched_fd);
    host.watched_fd = -1;
    Report report;
    report.kind = Report::Kind::span_removed;
    report.span = host.id();
    reports_.report(report);
}

void Worker::open(RtpSession& rtp, base::TimePoint now) {
    rtp.opened = now;
    rtp.place = rtp_.size();
    rtp_.push_back(&rtp);
    rtp_epoll_.add(rtp.rtp_fd(), address_of(&rtp));
    rtp_epoll_.add(rtp.rtcp_fd(), address_of(&rtp) | kRtcpBit);
}

void Worker::open(TdmPort& tdm, base::TimePoint now) {
    tdm.opened = now;
    tdm.span.attach(tdm);
}

void Worker::part(Port& port, base::TimePoint now) {
    RtpSession* rtp = port.rtp_end();
    port.part();
    if (rtp)
        choose_clock(*rtp, now);
}

void Worker::play(Port& port, const dsp::RenderedTone* tone, base::TimePoint now) {
    if (tone)
        port.tone.start(*tone);
    else
        port.tone.stop();
    if (port.rtp_end() == &port)
        choose_clock(*port.rtp_end(), now);
}

// A tone on an RTP port that no line clocks is sent by our own clock.
void Worker::choose_clock(RtpSession& rtp, base::TimePoint now) {
    if (rtp.free_running() == rtp.in_free_list)
        return;
    rtp.in_free_list = rtp.free_running();
    if (rtp.in_free_list) {
        rtp.next_tone_packet = now;
        free_running_.push_back(&rtp);
    } else {
        std::erase(free_running_, &rtp);
    }
}

// After the report the port is no longer ours.
void Worker::close(Port& port, base::TimePoint now) {
    const Report last =
        stats_of(port, Report::Kind::closed, now); // before parting forgets the jitter buffer
    port.tone.stop();
    auto* const tdm = dynamic_cast<TdmPort*>(&port);
    if (tdm)
        tdm->test.reset();
    part(port, now);
    if (tdm) {
        tdm->span.detach(*tdm);
    } else if (auto* rtp = dynamic_cast<RtpSession*>(&port)) {
        rtp->send_bye(clock_.wall());
        rtp_epoll_.remove(rtp->rtp_fd());
        rtp_epoll_.remove(rtp->rtcp_fd());
        rtp_[rtp->place] = rtp_.back();
        rtp_[rtp->place]->place = rtp->place;
        rtp_.pop_back();
    }
    reports_.report(last);
}

Report Worker::stats_of(const Port& port, Report::Kind kind, base::TimePoint now) {
    Report report;
    report.kind = kind;
    report.port = port.id;
    report.stats.port = port.id;
    report.stats.seconds = std::chrono::duration<double>(now - port.opened).count();
    port.fill(report.stats);
    if (const auto* rtp = dynamic_cast<const RtpSession*>(&port))
        report.remote = rtp->remote();
    return report;
}

} // namespace media
