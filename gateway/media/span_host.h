// A span at its worker: blocks go to the ports of its timeslots, D-channel frames and alarms to
// signalling.
#pragma once

#include "drivers/span.h"
#include "gateway/media/port.h"
#include "gateway/media/reports.h"

#include <array>
#include <memory>
#include <string>

namespace media {

/// Made by the signalling thread, which also keeps it; touched by the worker from the add order to
/// the removed report, except for what is const here.
class SpanHost final : public drivers::SpanSink {
  public:
    /// `reports`: of the worker that will own the span.
    SpanHost(SpanId id, ReportSender& reports) : id_(id), reports_(reports) {}
    /// Before the span is handed to the worker.
    void set_span(std::unique_ptr<drivers::Span> span) {
        span_ = std::move(span);
        type_ = span_->type();
        d_slot_ = span_->d_slot();
        law_ = dsp_law(span_->law());
    }

    SpanId id() const { return id_; }
    drivers::LineType type() const { return type_; }
    unsigned d_slot() const { return d_slot_; }
    dsp::Law law() const { return law_; }
    drivers::Span& span() { return *span_; }
    void attach(TdmPort& port) { ports_[port.timeslot] = &port; }
    void detach(const TdmPort& port) {
        if (ports_[port.timeslot] == &port)
            ports_[port.timeslot] = nullptr;
    }

    void on_block(drivers::Span& span, const drivers::Block& rx, drivers::Block& tx) override;
    void on_d_frame(drivers::Span& span, base::Octets frame) override;
    void on_alarm(drivers::Span& span, drivers::Alarms alarms) override;

    int watched_fd = -1; ///< as the worker has registered it

  private:
    const SpanId id_;
    ReportSender& reports_;
    std::unique_ptr<drivers::Span> span_;
    drivers::LineType type_ = drivers::LineType::e1;
    unsigned d_slot_ = 0;
    dsp::Law law_ = dsp::Law::alaw;
    std::array<TdmPort*, drivers::kMaxTimeslots + 1> ports_{};
};

} // namespace media
