// Which telephony cards and spans the kernel knows, from /sys (dahdi_devices, dahdi_spans), and
// cards whose driver or firmware is missing.
#pragma once

#include "drivers/span.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace drivers::dahdi {

/// One port of a card.
struct Port {
    unsigned local = 1; ///< its number on the card, from 1
    std::string type;   ///< as DAHDI says: E1, T1, J1, BRI_TE, BRI_NT, BRI_SOFT, DYNAMIC, FXS ...
    unsigned span = 0;  ///< DAHDI's span number; 0: not assigned, and the rest is unknown
    unsigned first_channel = 0, channels = 0;
    std::string name, description;
    std::uint32_t alarms = 0;      ///< DAHDI_ALARM_*
    std::vector<std::string> line; ///< how it is configured: CCS, HDB3, CRC4 ...
    std::vector<std::string> able; ///< what it can be configured to
    unsigned build_out = 0;
    bool clock_source = false; ///< all of DAHDI takes its clock from here

    /// The kind of line; none: analogue, or unknown.
    std::optional<LineType> line_type() const;
};

struct Card {
    std::string device; ///< its name in /sys
    std::string manufacturer, type, location, hardware_id;
    std::vector<Port> ports;
};

/// A card that no driver serves.
struct Unserved {
    std::string what;   ///< "Digium TE405P at pci 0000:05:04.0"
    std::string remedy; ///< "modprobe wct4xxp"
};

struct Inventory {
    bool loaded = false; ///< the module dahdi is there
    std::vector<Card> cards;
    std::vector<Unserved> unserved;

    struct Place {
        const Card* card;
        const Port* port;
    };
    /// `wanted` as DahdiOptions::card has it.
    std::optional<Place> find(const std::string& wanted) const;
    /// Every span in short, for "there are ...".
    std::string summary() const;
};

/// Reads `root` ("/sys"). What cannot be read is left empty.
Inventory scan(const std::string& root);

/// A conf file's [[span]] tables for what was found, with remarks.
std::string conf_text(const Inventory& found);
/// "red, yellow", "none".
std::string alarm_text(std::uint32_t alarms);
Alarms alarms_of(std::uint32_t alarms);

} // namespace drivers::dahdi
