// The inventory of cards: /sys/bus/dahdi_devices, /sys/bus/pci and /sys/bus/usb.
#include "drivers/dahdi/scan.h"

#include "drivers/dahdi/unserved.h"

#include <dahdi/user.h>
#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace drivers::dahdi {
namespace {

namespace fs = std::filesystem;

std::string attribute(const fs::path& directory, const char* name) {
    std::ifstream file(directory / name);
    std::stringstream text;
    text << file.rdbuf();
    std::string found = text.str();
    while (!found.empty() && std::isspace(static_cast<unsigned char>(found.back())))
        found.pop_back();
    return found;
}

std::uint32_t number(std::string_view text) {
    const bool hexadecimal = text.starts_with("0x");
    if (hexadecimal)
        text.remove_prefix(2);
    std::uint32_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value, hexadecimal ? 16 : 10);
    return value;
}

std::vector<std::string> words(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> found;
    for (std::string word; stream >> word;)
        found.push_back(word);
    return found;
}

std::vector<fs::path> entries(const fs::path& directory) {
    std::error_code error;
    std::vector<fs::path> found;
    for (fs::directory_iterator at(directory, error), end; !error && at != end; at.increment(error))
        found.push_back(at->path());
    std::ranges::sort(found);
    return found;
}

void read_span(const fs::path& directory, Port& port) {
    port.span = number(directory.filename().string().substr(5));
    port.first_channel = number(attribute(directory, "basechan"));
    port.channels = number(attribute(directory, "channels"));
    port.name = attribute(directory, "name");
    port.description = attribute(directory, "desc");
    port.alarms = number(attribute(directory, "alarms"));
    port.line = words(attribute(directory, "lineconfig"));
    port.able = words(attribute(directory, "linecompat"));
    port.build_out = number(attribute(directory, "lbo"));
    port.clock_source = number(attribute(directory, "is_sync_master")) != 0;
}

// "1:E1" a line; the attribute has had two names.
std::vector<Port> read_ports(const fs::path& device) {
    std::vector<Port> ports;
    std::string types = attribute(device, "spantype");
    if (types.empty())
        types = attribute(device, "dahdi_spantype");
    for (const std::string& word : words(types)) {
        const std::size_t colon = word.find(':');
        if (colon == std::string::npos)
            continue;
        Port port;
        port.local = number(std::string_view(word).substr(0, colon));
        port.type = word.substr(colon + 1);
        ports.push_back(port);
    }
    for (const fs::path& child : entries(device)) {
        if (!child.filename().string().starts_with("span-"))
            continue;
        const unsigned local = number(attribute(child, "local_spanno"));
        const auto port = std::ranges::find(ports, local, &Port::local);
        if (port != ports.end())
            read_span(child, *port);
    }
    return ports;
}

Card read_card(const fs::path& directory) {
    Card card;
    card.device = directory.filename().string();
    card.manufacturer = attribute(directory, "manufacturer");
    card.type = attribute(directory, "type");
    card.location = attribute(directory, "location");
    card.hardware_id = attribute(directory, "hardware_id");
    card.ports = read_ports(directory);
    return card;
}

unsigned first_span(const Card& card) {
    unsigned least = ~0U;
    for (const Port& port : card.ports)
        least = std::min(least, port.span ? port.span : ~0U);
    return least;
}

} // namespace

std::optional<LineType> Port::line_type() const {
    if (type == "E1")
        return LineType::e1;
    if (type == "T1")
        return LineType::t1;
    if (type == "J1")
        return LineType::j1;
    if (type.starts_with("BRI") || type == "TE" || type == "NT")
        return LineType::bri;
    if (type.starts_with("DYNAM")) // says nothing but how many channels it has
        for (const LineType kind : {LineType::e1, LineType::t1, LineType::bri})
            if (channels == timeslots(kind))
                return kind;
    return std::nullopt;
}

Inventory scan(const std::string& root) {
    Inventory found;
    const fs::path bus = fs::path(root) / "bus/dahdi_devices/devices";
    std::error_code error;
    found.loaded = fs::exists(bus, error);
    for (const fs::path& device : entries(bus))
        found.cards.push_back(read_card(device));
    std::ranges::stable_sort(found.cards, {}, first_span);
    found.unserved = unserved_cards(root);
    return found;
}

std::optional<Inventory::Place> Inventory::find(const std::string& wanted) const {
    const bool plain =
        !wanted.empty() && wanted.find_first_not_of("0123456789") == std::string::npos;
    const std::size_t slash = wanted.rfind('/');
    const std::string place = wanted.substr(0, slash);
    const unsigned local = slash == std::string::npos ? 1 : number(wanted.substr(slash + 1));
    for (const Card& card : cards)
        for (const Port& port : card.ports) {
            if (plain ? port.span == number(wanted)
                      : port.local == local && !place.empty() &&
                            (card.location == place || card.hardware_id == place ||
                             card.device == place))
                return Place{&card, &port};
            // A hardware id may hold a slash itself.
            if (!plain && port.local == 1 && (card.hardware_id == wanted || card.device == wanted))
                return Place{&card, &port};
        }
    return std::nullopt;
}

std::string Inventory::summary() const {
    std::string text;
    for (const Card& card : cards)
        for (const Port& port : card.ports) {
            const std::string& place = card.location.empty() ? card.device : card.location;
            text += fmt::format("{}{} {} ({}/{})", text.empty() ? "" : ", ",
                                port.span ? fmt::format("span {}", port.span) : "unassigned",
                                port.type, place, port.local);
        }
    return text.empty() ? "none" : text;
}

namespace {

struct AlarmRow {
    std::uint32_t bit;
    const char* name;
};
constexpr AlarmRow kAlarms[] = {
    {DAHDI_ALARM_RED, "red"},
    {DAHDI_ALARM_YELLOW, "yellow"},
    {DAHDI_ALARM_BLUE, "blue"},
    {DAHDI_ALARM_LOOPBACK, "loopback"},
    {DAHDI_ALARM_LMFA, "no multiframe"},
    {DAHDI_ALARM_RECOVER, "recovering"},
    {DAHDI_ALARM_NOTOPEN, "not open"},
};

} // namespace

std::string alarm_text(std::uint32_t alarms) {
    std::string text;
    for (const AlarmRow& row : kAlarms)
        if (alarms & row.bit)
            text += (text.empty() ? "" : ", ") + std::string(row.name);
    return text.empty() ? "none" : text;
}

Alarms alarms_of(std::uint32_t alarms) {
    Alarms result;
    result.loss_of_signal = alarms & (DAHDI_ALARM_RED | DAHDI_ALARM_LOS | DAHDI_ALARM_LFA);
    result.remote = alarms & DAHDI_ALARM_YELLOW;
    result.indication = alarms & DAHDI_ALARM_BLUE;
    result.loopback = alarms & DAHDI_ALARM_LOOPBACK;
    result.no_multiframe = alarms & DAHDI_ALARM_LMFA;
    result.recovering = alarms & DAHDI_ALARM_RECOVER;
    return result;
}

} // namespace drivers::dahdi
