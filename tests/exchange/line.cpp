// A line of the exchange: packets and D-channel frames between span and interface.
#include "tests/exchange/line.h"

#include "base/log.h"
#include "drivers/isdn/message_waiting.h"

namespace exchange {

Line::Line(const SpanConf& conf, base::Loop& loop, LineOwner& owner)
    : conf_(conf), loop_(loop), owner_(owner), tick_(loop.timers(),
                                                     [this] {
                                                         span_->tick(loop_.clock().now());
                                                         schedule();
                                                     }),
      audit_(loop.timers(), [this] {
          isdn_->audit(
              [](isdn::CallId) { return true; }); // its calls live as long as the interface says
          audit_.arm(std::chrono::seconds(10));
      }) {}

Line::~Line() = default;

base::Result<void, std::string> Line::open(Line* bus) {
    if (bus) {
        bus_ = bus;
        bus_->terminals_.push_back(this);
        isdn_ =
            isdn::Interface::create(conf_.isdn, loop_.timers(), *this, [this](base::Octets frame) {
                return cut_.d_send || bus_->span_->send_d_frame(frame);
            });
        isdn_->start();
        audit_.arm(std::chrono::seconds(10));
        return {};
    }
    auto span = make_span();
    if (!span)
        return base::fail(span.error().text);
    span_ = std::move(span).value();
    isdn_ = isdn::Interface::create(conf_.isdn, loop_.timers(), *this, [this](base::Octets frame) {
        if (cut_.d_send)
            return true;
        return span_->send_d_frame(frame);
    });
    isdn_->start();
    audit_.arm(std::chrono::seconds(10));
    tick_.arm(base::Duration(0));
    return {};
}

base::Result<std::unique_ptr<drivers::Span>, drivers::OpenError> Line::make_span() {
    if (conf_.card) {
        drivers::DahdiOptions options = *conf_.card;
        options.sink = this;
        return drivers::make_dahdi(std::move(options), loop_.clock().now());
    }
    if (conf_.ethernet) {
        drivers::TdmoeOptions options = *conf_.ethernet;
        options.sink = this;
        return drivers::make_tdmoe(std::move(options), loop_.clock().now());
    }
    drivers::TdmoipOptions options = conf_.line;
    options.sink = this;
    return drivers::make_tdmoip(options, loop_.clock().now());
}

// A card that comes and goes has a descriptor for so long.
void Line::watch_span() {
    if (span_->fd() == watched_)
        return;
    watch_.reset();
    watched_ = span_->fd();
    if (watched_ >= 0)
        watch_ = loop_.watch(watched_, [this] {
            span_->readable(loop_.clock().now());
            schedule();
        });
}

void Line::schedule() {
    watch_span();
    const base::TimePoint due = span_->next_due();
    if (!tick_.armed() || tick_.deadline() != due)
        tick_.arm(std::max(base::Duration(0), due - loop_.clock().now()));
}

void Line::cut(Cut cut) {
    cut_ = cut;
    if (span_)
        span_->mute(cut.span_send, cut.span_receive);
}

bool Line::ready() const {
    if (!isdn_->d_channel_up())
        return false;
    for (const isdn::ChannelView& channel : isdn_->channels())
        if (channel.state == isdn::ChannelState::restarting)
            return false;
    return true;
}

unsigned Line::idle_channel() const {
    for (unsigned timeslot = 1; timeslot <= drivers::timeslots(conf_.line.type); ++timeslot)
        if (isdn_->channel_idle(timeslot))
            return timeslot;
    return 0;
}

bool Line::idle() const {
    for (const isdn::ChannelView& channel : isdn_->channels())
        if (channel.state == isdn::ChannelState::in_call)
            return false;
    return true;
}

void Line::on_block(drivers::Span&, const drivers::Block& rx, drivers::Block& tx) {
    for (unsigned timeslot = 1; timeslot <= drivers::timeslots(conf_.line.type); ++timeslot)
        if (Media* media = media_[timeslot])
            media->block(rx.at(timeslot), tx.at(timeslot), rx.samples);
}

void Line::on_d_frame(drivers::Span&, base::Octets frame) {
    this->frame(frame);
    for (Line* terminal : terminals_)
        terminal->frame(frame);
}

void Line::frame(base::Octets frame) {
    if (!cut_.d_receive)
        isdn_->receive_frame(frame);
}

void Line::on_alarm(drivers::Span&, drivers::Alarms alarms) {
    isdn_->set_line(!alarms.loss_of_signal && !alarms.remote);
    base::log::info("exchange", "{}: loss of signal {}, remote {}, indication {}", name(),
                    alarms.loss_of_signal, alarms.remote, alarms.indication);
}

void Line::on_d_channel(bool) {
    owner_.on_changed(*this);
}

void Line::on_changeover() {
    owner_.on_changed(*this);
}

std::vector<std::uint8_t> Line::on_independent(const isdn::Message& message) {
    constexpr std::size_t kMost = 100;
    independent_.push_back(message);
    if (independent_.size() > kMost)
        independent_.pop_front();
    owner_.on_changed(*this);
    const auto request = isdn::message_waiting_in(message);
    if (!request || request->operation == isdn::MessageWaiting::Operation::indicate)
        return {};
    return independent_error_
               ? isdn::return_error(request->dialect, request->id, *independent_error_)
               : isdn::return_result(request->dialect, request->id);
}

void Line::on_restart(unsigned) {
    owner_.on_changed(*this);
}

} // namespace exchange
