// A span at its worker.
#include "gateway/media/span_host.h"

namespace media {

void SpanHost::on_block(drivers::Span&, const drivers::Block& rx, drivers::Block& tx) {
    for (unsigned timeslot = 1; timeslot <= drivers::timeslots(type_); ++timeslot)
        if (TdmPort* port = ports_[timeslot])
            port->on_block(rx.at(timeslot), tx.at(timeslot), rx.samples);
}

void SpanHost::on_d_frame(drivers::Span&, base::Octets frame) {
    reports_.d_frame(id_, frame);
}

void SpanHost::on_alarm(drivers::Span&, drivers::Alarms alarms) {
    Report report;
    report.kind = Report::Kind::alarm;
    report.span = id_;
    report.alarms = alarms;
    reports_.report(report);
}

} // namespace media
