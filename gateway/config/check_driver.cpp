// What must hold between the driver of a span and its other keys.
#include "drivers/tdmoe/tdmoe.h"
#include "gateway/config/draft.h"

namespace config {
namespace {

// Keys that one driver alone understands.
struct DriverKey {
    std::string_view key;
    Driver driver;
};
constexpr DriverKey kDriverKeys[] = {
    {"local", Driver::tdmoip},
    {"remote", Driver::tdmoip},
    {"packet", Driver::tdmoip},
    {"rtp_header", Driver::tdmoip},
    {"reorder_window", Driver::tdmoip},
    {"interface", Driver::tdmoe},
    {"peer_mac", Driver::tdmoe},
    {"subaddress", Driver::tdmoe},
    {"card", Driver::dahdi},
    {"coding", Driver::dahdi},
    {"framing", Driver::dahdi},
    {"crc4", Driver::dahdi},
    {"build_out", Driver::dahdi},
    {"timing", Driver::dahdi},
    {"termination", Driver::dahdi},
    {"echo_canceller", Driver::dahdi},
    {"echo_tail", Driver::dahdi},
    {"hdlc", Driver::dahdi},
    {"tone_zone", Driver::dahdi},
    {"gain_in", Driver::dahdi},
    {"gain_out", Driver::dahdi},
    {"block", Driver::dahdi},
    {"buffer", Driver::dahdi},
};

// What a card of this type can never do.
void check_card(Draft& draft, std::size_t at) {
    using drivers::LineCoding, drivers::LineFraming, drivers::LineType;
    const Span& span = draft.config.spans[at];
    const Card& card = span.card;
    const auto only = [&](bool wrong, std::string_view key, const char* what) {
        if (wrong)
            draft.complain("span", at, key, what);
    };
    const bool e1 = span.type == LineType::e1, t1 = drivers::is_t1_or_j1(span.type);
    only(card.coding == LineCoding::b8zs && !t1, "coding", "b8zs is for t1 and j1 only");
    only(card.coding == LineCoding::hdb3 && !e1, "coding", "hdb3 is for e1 only");
    only((card.framing == LineFraming::d4 || card.framing == LineFraming::esf) && !t1, "framing",
         "d4 and esf are for t1 and j1 only");
    only(card.framing == LineFraming::ccs && t1, "framing", "ccs is for e1 and bri only");
    only(draft.given("span", at, "crc4") && card.crc4 && !e1, "crc4", "is for e1 only");
    only(card.termination && (e1 || t1), "termination", "is for bri only");
    const auto tail = card.echo_tail.count();
    only((tail & (tail - 1)) != 0, "echo_tail", "is none of 4, 8, 16, 32, 64 and 128 ms");
    only(card.buffer % card.block != Milliseconds(0) || card.buffer / card.block > 12, "buffer",
         "is not 1 to 12 blocks");
}

} // namespace

void check_driver(Draft& draft, std::size_t at) {
    const Span& span = draft.config.spans[at];
    const auto driver = words(section("span")->key("driver")->kind);
    for (const DriverKey& row : kDriverKeys) {
        const Key& key = *section("span")->key(row.key);
        const bool changed = key.fetch(&span) != key.preset; // a default harms nobody
        if (row.driver != span.driver && changed && draft.given("span", at, row.key))
            draft.complain("span", at, row.key,
                           "is for driver " +
                               std::string(driver[static_cast<std::size_t>(row.driver)]) + " only");
    }
    for (const std::string_view key : {"clock", "jitter"}) // of the two without a card
        if (span.driver == Driver::dahdi && draft.given("span", at, key) &&
            section("span")->key(key)->fetch(&span) != section("span")->key(key)->preset)
            draft.complain("span", at, key, "is for drivers tdmoip and tdmoe only");
    const auto require = [&](std::string_view key) {
        if (!draft.given("span", at, key))
            draft.complain("span", at, key, "must be given",
                           allowed(section("span")->key(key)->kind));
    };
    if (span.driver == Driver::tdmoip) {
        require("local");
        require("remote");
    } else if (span.driver == Driver::tdmoe) {
        require("interface");
        require("peer_mac");
        if (draft.given("span", at, "peer_mac") && !drivers::parse_mac(span.peer_mac))
            draft.complain("span", at, "peer_mac", "is no MAC address such as 02:00:5e:10:00:01");
    } else {
        require("card");
        check_card(draft, at);
    }
}

} // namespace config
