// A B-channel's block: what was heard goes to the other end, what the other end gives is said.
#include "gateway/media/port.h"
#include "gateway/media/rtp_session.h"
#include "gateway/media/span_host.h"

#include <array>
#include <cstring>
#include <utility>

namespace media {

void TdmPort::pass(const std::uint8_t* rx, std::uint8_t* tx, unsigned samples) {
    const std::span<std::uint8_t> out(tx, samples);
    bool filled = false;
    if (rtp) {
        rtp->from_line(receives(direction) ? rx : nullptr, samples);
        filled = rtp->to_line(out);
    } else if (tandem_out) {
        if (receives(direction))
            tandem_out->push({rx, samples});
        filled = tandem_in->pull(out);
        if (filled)
            dsp::convert(tandem_law, tx, tx, samples);
        else if (tandem_data)
            std::memset(tx, dsp::kIdleData, samples);
    }
    if (tone.playing()) {
        tone.next(out);
        filled = true;
    } else if (filled && !sends(direction)) {
        std::memset(tx, dsp::idle_octet(law), samples);
        filled = false;
    }
    if (filled)
        samples_played += samples;
}

void TdmPort::test_block(const std::uint8_t* rx, std::uint8_t* tx, unsigned samples) {
    const std::span<std::uint8_t> out(tx, samples);
    switch (test->place()) {
    case TestPlace::line:
        test->run({rx, samples}, out);
        samples_played += samples;
        return;
    case TestPlace::beside:
        pass(rx, tx, samples);
        test->listen({rx, samples}, out);
        return;
    case TestPlace::inward: {
        std::array<std::uint8_t, drivers::kMaxBlockSamples> said;
        const std::span<std::uint8_t> held = test->held(samples);
        test->run(held, std::span(said).first(samples));
        pass(said.data(), tx, samples);
        std::memcpy(held.data(), tx, samples);
        return;
    }
    }
}

void TdmPort::part() {
    if (RtpSession* other = std::exchange(rtp, nullptr))
        other->part();
    tandem_in.reset();
    tandem_out.reset();
    tandem_data = false;
    tell_span();
}

void TdmPort::tell_span() const {
    using drivers::Content;
    const bool bridged = rtp || tandem_out;
    const bool data = rtp ? rtp->format().codec == Codec::clearmode : tandem_data;
    if (test && test->place() == TestPlace::line) // what is measured is the line, as it is
        return span.span().set_content(timeslot, Content::data);
    span.span().set_content(timeslot, !bridged ? Content::nothing
                                      : data   ? Content::data
                                               : Content::speech);
}

} // namespace media
