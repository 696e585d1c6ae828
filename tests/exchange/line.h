// One line of the exchange: its span, its D-channel and what its B-channels carry.
#pragma once

#include "base/loop.h"
#include "drivers/isdn/interface.h"
#include "drivers/span.h"
#include "tests/exchange/conf.h"
#include "tests/exchange/media.h"

#include <array>
#include <deque>
#include <memory>
#include <optional>
#include <string>

namespace exchange {

class Line;

/// Who owns the calls of a line.
class LineOwner {
  public:
    virtual ~LineOwner() = default;
    virtual void on_setup(Line& line, isdn::CallId call, const isdn::Message& setup) = 0;
    virtual void on_message(Line& line, isdn::CallId call, const isdn::Message& message) = 0;
    virtual void on_released(Line& line, isdn::CallId call, const isdn::Message& message) = 0;
    virtual void on_changed(Line& line) = 0;
};

class Line final : public drivers::SpanSink, public isdn::Listener {
  public:
    Line(const SpanConf& conf, base::Loop& loop, LineOwner& owner);
    ~Line() override;
    /// Opens the socket and starts the D-channel; as one more terminal on `bus`, whose socket it
    /// shares, only the latter. Errors: a sentence.
    base::Result<void, std::string> open(Line* bus);

    const std::string& name() const { return conf_.line.name; }
    const SpanConf& conf() const { return conf_; }
    isdn::Interface& isdn() { return *isdn_; }
    const drivers::Span& span() const { return bus_ ? bus_->span() : *span_; }
    dsp::Law law() const {
        return conf_.line.law == drivers::Law::alaw ? dsp::Law::alaw : dsp::Law::ulaw;
    }
    void connect(unsigned timeslot, Media* media) { at(timeslot) = media; }
    /// Does nothing when another call has the channel already, as after a collision.
    void disconnect(unsigned timeslot, const Media* media) {
        if (at(timeslot) == media)
            at(timeslot) = nullptr;
    }

    /// D-channel up and no RESTART under way.
    bool ready() const;
    /// The lowest idle B-channel, 0 when there is none.
    unsigned idle_channel() const;
    /// All channels idle or blocked.
    bool idle() const;

    /// Facilities of no call that came, the latest 100.
    const std::deque<isdn::Message>& independent() const { return independent_; }
    /// What requests among them are answered with: an error, or a result when there is none.
    void set_independent_error(std::optional<int> error) { independent_error_ = error; }

    struct Cut {
        bool d_send = false, d_receive = false, span_send = false, span_receive = false;
    };
    void cut(Cut cut);

  private:
    void on_block(drivers::Span& span, const drivers::Block& rx, drivers::Block& tx) override;
    void on_d_frame(drivers::Span& span, base::Octets frame) override;
    void on_alarm(drivers::Span& span, drivers::Alarms alarms) override;
    void on_d_channel(bool up) override;
    void on_changeover() override;
    void on_setup(isdn::CallId call, const isdn::Message& setup) override {
        owner_.on_setup(*this, call, setup);
    }
    void on_message(isdn::CallId call, const isdn::Message& message) override {
        owner_.on_message(*this, call, message);
    }
    void on_released(isdn::CallId call, const isdn::Message& message) override {
        owner_.on_released(*this, call, message);
    }
    void on_restart(unsigned timeslot) override;
    std::vector<std::uint8_t> on_independent(const isdn::Message& message) override;
    base::Result<std::unique_ptr<drivers::Span>, drivers::OpenError> make_span();
    void watch_span();
    void schedule();
    Media*& at(unsigned timeslot) { return bus_ ? bus_->at(timeslot) : media_[timeslot]; }
    void frame(base::Octets frame);

    const SpanConf conf_;
    base::Loop& loop_;
    LineOwner& owner_;
    Line* bus_ = nullptr;                 // whose span it shares
    std::vector<Line*> terminals_;        // that share ours
    std::unique_ptr<drivers::Span> span_; // null on a bus
    std::unique_ptr<isdn::Interface> isdn_;
    std::array<Media*, drivers::kMaxTimeslots + 1> media_{};
    Cut cut_;
    std::deque<isdn::Message> independent_;
    std::optional<int> independent_error_;
    base::Timer tick_, audit_;
    int watched_ = -1;
    std::unique_ptr<base::Loop::Watch> watch_; // last: it must go before the span
};

} // namespace exchange
