// Any octets as a session description: parse, print, read back, answer it, and take it as an
// answer.
#include "sipi/offer_answer.h"

#include <cstdlib>

namespace {

using namespace sipi;

AudioCapabilities capabilities() {
    AudioCapabilities ours;
    ours.codecs = {*format_by_name("pcma"), *format_by_name("clearmode")};
    ours.telephone_event = *format_by_name("telephone-event");
    ours.address = {false, "192.0.2.1", ""};
    ours.port = 16384;
    return ours;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto sdp = Sdp::parse({reinterpret_cast<const char*>(data), size});
    if (!sdp)
        return 0;
    const std::string text = sdp->to_string();
    const auto again = Sdp::parse(text);
    if (!again || again->to_string() != text)
        std::abort();
    const SdpOrigin origin{"-", "1", 1, {false, "192.0.2.1", ""}};
    const Sdp offer = make_offer(capabilities(), origin);
    (void)read_answer(offer, *sdp);
    if (const auto answered = answer(*sdp, capabilities(), origin)) {
        if (answered->sdp.media.size() != sdp->media.size() ||
            !Sdp::parse(answered->sdp.to_string()))
            std::abort();
        (void)read_answer(*sdp, answered->sdp);
    }
    return 0;
}
