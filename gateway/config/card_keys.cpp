// The key table's part on telephony cards: what a span of driver `dahdi` is told
// (drivers/dahdi/dahdi.h).
#include "gateway/config/kinds.h"

namespace config {

using namespace std::chrono_literals;

std::vector<Key> card_keys() {
    constexpr auto kCard = &Span::card;
    return {
        key<Span, kCard, &Card::card>(
            "card", kind(Type::string), "\"\"",
            "dahdi: the port; DAHDI's span number (\"1\"), or the card's location, hardware id or "
            "name and the port on it (\"pci:0000:05:04.0/2\"), which stays when a card is added."),
        key<Span, kCard, &Card::coding>("coding", choice("automatic|ami|b8zs|hdb3"),
                                        "\"automatic\"",
                                        "dahdi: line coding; hdb3 on e1, b8zs on t1, ami on bri."),
        key<Span, kCard, &Card::framing>("framing", choice("automatic|d4|esf|ccs"), "\"automatic\"",
                                         "dahdi: framing; ccs on e1 and bri, esf on t1."),
        key<Span, kCard, &Card::crc4>("crc4", boolean(), "true",
                                      "dahdi: multiframes with CRC4 on e1 (G.704)."),
        key<Span, kCard, &Card::build_out>(
            "build_out", integer(0, 7), "0",
            "dahdi: line build-out of t1: 0 to 4 for up to 133, 266, 399, 533 and 655 feet, 5 to 7 "
            "for -7.5, -15 and -22.5 dB."),
        key<Span, kCard, &Card::timing>(
            "timing", integer(0, 255), "1",
            "dahdi: clock; 0: this end is the line's clock, 1: the card takes its clock from this "
            "line, 2 and up: from this one when those before it fail."),
        key<Span, kCard, &Card::termination>("termination", boolean(), "false",
                                             "dahdi: the 100 ohm terminators of a bri port."),
        key<Span, kCard, &Card::echo_canceller>(
            "echo_canceller", kind(Type::string), "\"\"",
            "dahdi: canceller in the kernel or on the card, for speech only: hwec, mg2, oslec, kb1 "
            "...; empty is none."),
        key<Span, kCard, &Card::echo_tail>("echo_tail", duration(4ms, 128ms), "\"16ms\"",
                                           "dahdi: the longest echo: 4, 8, 16, 32, 64 or 128 ms."),
        key<Span, kCard, &Card::d_channel>(
            "hdlc", choice("automatic|software|hardware"), "\"automatic\"",
            "dahdi: who does HDLC on the D-channel, DAHDI or the card."),
        key<Span, kCard, &Card::tone_zone>(
            "tone_zone", kind(Type::string), "\"\"",
            "dahdi: country whose tones the kernel is given, as \"de\"; empty is none."),
        key<Span, kCard, &Card::gain_in>("gain_in", integer(-24, 24, "dB"), "0",
                                         "dahdi: gain of speech from the line; never of data."),
        key<Span, kCard, &Card::gain_out>("gain_out", integer(-24, 24, "dB"), "0",
                                          "dahdi: gain of speech to the line; never of data."),
        key<Span, kCard, &Card::block>("block", duration(1ms, 5ms), "\"5ms\"",
                                       "dahdi: speech per block, read and written at once."),
        key<Span, kCard, &Card::buffer>(
            "buffer", duration(1ms, 60ms), "\"10ms\"",
            "dahdi: how late a block may be, 1 to 12 blocks; speech to the line waits so long."),
    };
}

} // namespace config
