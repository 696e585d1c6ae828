// What `landline span scan` prints: [[span]] tables that may go into a conf file as they are.
#include "drivers/dahdi/scan.h"

#include <fmt/core.h>
#include <fmt/format.h>

#include <algorithm>

namespace drivers::dahdi {
namespace {

bool has(const std::vector<std::string>& words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

// A port by its card's location, which stays when cards are added; else by its number.
std::string place(const Card& card, const Port& port) {
    if (!card.location.empty())
        return fmt::format("{}/{}", card.location, port.local);
    return port.span ? std::to_string(port.span) : fmt::format("{}/{}", card.device, port.local);
}

std::string remarks(const Card& card, const Port& port) {
    std::string text = fmt::format("# {}{}{}, port {}", card.manufacturer,
                                   card.manufacturer.empty() ? "" : " ", card.type, port.local);
    if (!card.hardware_id.empty())
        text += fmt::format(", serial {}", card.hardware_id);
    if (!card.location.empty())
        text += fmt::format(", at {}", card.location);
    text += '\n';
    if (port.span == 0)
        return text + "# Without a span number yet: landlined gives it one.\n";
    text += fmt::format(
        "# DAHDI span {} \"{}\", channels {}-{}, alarms: {}{}{}\n", port.span, port.name,
        port.first_channel, port.first_channel + port.channels - 1, alarm_text(port.alarms),
        port.line.empty() ? "" : fmt::format(", configured {}", fmt::join(port.line, ",")),
        port.clock_source ? ", clock source" : "");
    return text;
}

std::string table(const Card& card, const Port& port, LineType type, unsigned number) {
    std::string text = fmt::format(
        "[[span]]\nname = \"line{}\"\ndriver = \"dahdi\"\ncard = \"{}\"\ntype = \"{}\"\n", number,
        place(card, port), name(type));
    if (type == LineType::e1 && !port.line.empty() && !has(port.line, "CRC4"))
        text += "crc4 = false\n";
    if (port.type == "BRI_NT")
        text += "side = \"network\"\n";
    return text;
}

} // namespace

std::string conf_text(const Inventory& found) {
    std::string text;
    unsigned number = 0;
    for (const Card& card : found.cards)
        for (const Port& port : card.ports) {
            text += remarks(card, port);
            if (const auto type = port.line_type())
                text += table(card, port, *type, ++number) + '\n';
            else if (port.type.starts_with("DYNAM"))
                text += "# A dynamic span with as many channels as no line has.\n\n";
            else
                text += fmt::format("# Analogue ({}): no line of ISDN.\n\n", port.type);
        }
    for (const Unserved& card : found.unserved)
        text += fmt::format("# {}: no driver serves it; {}\n", card.what, card.remedy);
    if (!found.loaded)
        text += "# The kernel module dahdi is not loaded (modprobe dahdi).\n";
    else if (found.cards.empty())
        text += "# DAHDI is loaded and has no card: load the card's module.\n";
    return text;
}

} // namespace drivers::dahdi
