// What the signalling thread tells a worker.
#pragma once

#include "dsp/rtp/playout.h"
#include "dsp/tone/player.h"
#include "gateway/media/address.h"
#include "gateway/media/elastic.h"
#include "gateway/media/line_test.h"
#include "gateway/media/media.h"

#include <memory>

namespace media {

struct Port;
struct TdmPort;
class RtpSession;
class SpanHost;

/// One order. Pointers are to what the signalling thread keeps alive until the worker has reported
/// the end. What the worker will need is allocated before and moved in.
struct Order {
    enum class Kind : std::uint8_t {
        add_span,      ///< span
        remove_span,   ///< span
        open_rtp,      ///< rtp
        open_tdm,      ///< tdm
        set_format,    ///< rtp, format; playout when bridged with a line and a new one is needed
        set_remote,    ///< rtp, remote, remote_rtcp
        bridge_line,   ///< rtp, tdm, playout
        bridge_rtp,    ///< rtp, rtp2
        bridge_tandem, ///< tdm, tandem_in, tandem_out, law of the other
        part,          ///< port
        set_direction, ///< port, direction
        play,          ///< port, tone (null: stop)
        expect_media,  ///< rtp, timeout (0: no more)
        request_stats, ///< port
        test,          ///< tdm, test (null: stop)
        request_test,  ///< tdm
        set_loop,      ///< span, loop
        close,         ///< port
    };
    Kind kind = Kind::part;
    Direction direction = Direction::send_receive;
    dsp::Law law = dsp::Law::alaw;
    Content content = Content::audio;
    Port* port = nullptr;
    RtpSession* rtp = nullptr;
    RtpSession* rtp2 = nullptr;
    TdmPort* tdm = nullptr;
    SpanHost* span = nullptr;
    const dsp::RenderedTone* tone = nullptr;
    RtpFormat format;
    Address remote, remote_rtcp;
    base::Duration timeout{};
    std::unique_ptr<dsp::Playout> playout;
    std::unique_ptr<LineTest> test;
    drivers::SpanLoop loop = drivers::SpanLoop::none;
    std::shared_ptr<Elastic> tandem_in, tandem_out;
};

} // namespace media
