// Any datagram on an RTCP port; what is understood is written again and must be understood the
// same.
#include "dsp/rtp/rtcp.h"

#include <array>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto rtcp = dsp::parse_rtcp({data, size});
    if (!rtcp.ok())
        return 0;
    std::optional<dsp::ReportBlock> block;
    if (rtcp->blocks > 0)
        block = rtcp->block[0];
    std::array<std::uint8_t, 512> memory;
    const base::Octets written =
        dsp::build_rtcp(memory, rtcp->ssrc, rtcp->sender, block, rtcp->cname, rtcp->bye);
    const auto again = dsp::parse_rtcp(written);
    if (!again.ok() || again->ssrc != rtcp->ssrc || again->cname != rtcp->cname ||
        again->bye != rtcp->bye || again->blocks != (block ? 1U : 0U) ||
        (block && again->block[0].cumulative_lost != block->cumulative_lost))
        std::abort();
    return 0;
}
