// Information elements for people: one row per element with the function that reads it (Q.931 §4.5,
// Q.932 §8, ECMA-143, TR 41459).
#include "drivers/isdn/element_text.h"

#include "drivers/isdn/component_text.h"
#include "drivers/isdn/element_names.h"

#include <array>
#include <optional>

namespace isdn {
namespace {

using base::OctetReader;
using base::Octets;

constexpr std::uint8_t kExtensionBit = 0x80; // 1: the last octet of its group (Q.931 §4.5.1)

bool last(std::uint8_t octet) {
    return (octet & kExtensionBit) != 0;
}

constexpr std::array kCodingStandards{
    ValueName{0, "ITU-T"},
    ValueName{1, "ISO/IEC"},
    ValueName{2, "national"},
    ValueName{3, "network"},
};

// Said only when it is not the usual one.
std::string coding(std::uint8_t octet) {
    const unsigned standard = octet >> 5 & 3U;
    return standard == 0 ? "" : ", coding standard " + named(standard, kCodingStandards);
}

std::string rest_hex(OctetReader& reader) {
    return reader.at_end() ? "" : ", " + hex(reader.rest());
}

std::string hex_text(Octets contents) {
    return contents.empty() ? "empty" : hex(contents);
}
std::string ia5_text(Octets contents) {
    return '"' + ia5(contents) + '"';
}

// --- bearer capability, low layer compatibility (Q.931 §4.5.5, §4.5.19)

// The octets behind octet 5: 5a to 5d.
std::string layer1_rest(OctetReader& reader, unsigned protocol) {
    std::string text = ", layer 1 " + named(protocol, layer1_names());
    const std::uint8_t octet = reader.u8(); // 5a
    const unsigned rate = octet & 0x1fU;
    text += (octet & 0x40) != 0 ? ", asynchronous" : ", synchronous";
    text += ", user rate " + std::to_string(rate);
    if (const std::string_view name = name_in(user_rate_names(), rate); !name.empty())
        text += " (" + std::string(name) + " kbit/s)";
    if (!last(octet)) {
        std::string more;
        std::uint8_t next = 0;
        do {
            next = reader.u8();
            more += ' ' + hex(Octets(&next, 1));
        } while (!last(next) && !reader.at_end());
        text += ", 5b-5d" + more;
    }
    return text;
}

std::string layers(OctetReader& reader) {
    std::string text;
    while (!reader.at_end() && !reader.failed()) {
        const std::uint8_t octet = reader.u8();
        const unsigned protocol = octet & 0x1fU;
        switch (octet >> 5 & 3U) {
        case 1:
            if (!last(octet)) {
                text += layer1_rest(reader, protocol);
                continue;
            }
            text += ", layer 1 " + named(protocol, layer1_names());
            break;
        case 2:
            text += ", layer 2 " + named(protocol, layer2_names());
            break;
        case 3:
            text += ", layer 3 " + named(protocol, layer3_names());
            break;
        default:
            text += ", octet " + hex(Octets(&octet, 1));
        }
        if (!last(octet)) {
            text += ", " + hex(reader.rest());
            break;
        }
    }
    return text;
}

std::string capability(Octets contents, bool low_layer) {
    OctetReader reader(contents);
    const std::uint8_t third = reader.u8();
    std::string text = named(third & 0x1fU, transfer_names()) + coding(third);
    if (low_layer && !last(third)) // octet 3a
        text += (reader.u8() & 0x40) != 0 ? ", out-band negotiation possible" : "";
    const std::uint8_t fourth = reader.u8();
    const unsigned rate = fourth & 0x1fU;
    text += ", " + named(fourth >> 5 & 3U, mode_names()) + ", rate " + named(rate, rate_names());
    if (rate == 0x18)
        text += " x " + std::to_string(reader.u8() & 0x7fU);
    text += layers(reader);
    return reader.failed() ? text + ", cut short" : text;
}
std::string bearer_text(Octets contents) {
    return capability(contents, false);
}
std::string low_layer_text(Octets contents) {
    return capability(contents, true);
}

std::string high_layer_text(Octets contents) {
    OctetReader reader(contents);
    const std::uint8_t third = reader.u8(), fourth = reader.u8();
    if (reader.failed())
        return "cut short, " + hex(contents);
    std::string text = named(fourth & 0x7fU, high_layer_names()) + coding(third);
    if (!last(fourth))
        text += ", extended " + named(reader.u8() & 0x7fU, high_layer_names());
    return text + rest_hex(reader);
}

// --- cause, call state, progress (Q.931 §4.5.12, §4.5.7, §4.5.23)

std::string cause_text(Octets contents) {
    OctetReader reader(contents);
    const std::uint8_t third = reader.u8();
    if (!last(third))
        reader.skip(1); // 3a, recommendation
    const std::uint8_t value = reader.u8() & 0x7f;
    if (reader.failed())
        return "cut short, " + hex(contents);
    std::string text = named(value, cause_names()) + ", location " +
                       named(third & 0x0fU, location_names()) + coding(third);
    if (!reader.at_end())
        text += ", diagnostic " + hex(reader.rest());
    return text;
}

std::string call_state_text(Octets contents) {
    return contents.empty() ? "cut short" : named(contents[0] & 0x3fU, call_state_names());
}

std::string progress_text(Octets contents) {
    OctetReader reader(contents);
    const std::uint8_t third = reader.u8(), fourth = reader.u8();
    if (reader.failed())
        return "cut short, " + hex(contents);
    return named(fourth & 0x7fU, progress_names()) + ", location " +
           named(third & 0x0fU, location_names()) + coding(third) + rest_hex(reader);
}

// --- channel identification, restart indicator, change status (Q.931 §4.5.13, §4.5.25; T1.607)

struct ChannelOctets {
    bool primary = false, exclusive = false, d_channel = false;
    unsigned selection = 0; // octet 3, bits 2 and 1
    bool map = false;
    unsigned type = 3; // of octet 3.2
    std::optional<unsigned> interface;
    Octets channels; // numbers or a slot map
    bool cut = false;
};

ChannelOctets read_channel(Octets contents) {
    OctetReader reader(contents);
    ChannelOctets out;
    const std::uint8_t third = reader.u8();
    out.primary = (third & 0x20) != 0;
    out.exclusive = (third & 0x08) != 0;
    out.d_channel = (third & 0x04) != 0;
    out.selection = third & 3U;
    if ((third & 0x40) != 0) {
        std::uint8_t octet = 0;
        unsigned identifier = 0;
        do {
            octet = reader.u8();
            identifier = (identifier & 0xffffffU) << 7 | (octet & 0x7fU);
        } while (!last(octet) && !reader.failed());
        out.interface = identifier;
    }
    if (out.primary && out.selection == 1) {
        const std::uint8_t kind = reader.u8();
        out.map = (kind & 0x10) != 0;
        out.type = kind & 0x0fU;
        out.channels = reader.rest();
    }
    out.cut = reader.failed();
    return out;
}

std::string channel_numbers(const ChannelOctets& channel) {
    std::string text;
    if (!channel.map) {
        for (const std::uint8_t octet : channel.channels) {
            text += (text.empty() ? "" : ",") + std::to_string(octet & 0x7f);
            if (last(octet))
                break;
        }
        return text;
    }
    // the last octet holds channels 1 to 8, its lowest bit channel 1
    for (std::size_t at = channel.channels.size(); at-- > 0;)
        for (unsigned bit = 0; bit < 8; ++bit)
            if ((channel.channels[at] >> bit & 1) != 0)
                text += (text.empty() ? "" : ",") +
                        std::to_string((channel.channels.size() - 1 - at) * 8 + bit + 1);
    return text.empty() ? "none" : text;
}

std::string which_channel(const ChannelOctets& channel) {
    if (channel.d_channel)
        return "D";
    if (channel.selection == 0)
        return "none";
    if (channel.selection == 3)
        return "any";
    if (!channel.primary)
        return channel.selection == 1 ? "B1" : "B2";
    if (channel.selection == 1)
        return channel_numbers(channel);
    return "reserved";
}

std::string channel_text(Octets contents) {
    static constexpr std::array kTypes{ValueName{3, "B"}, ValueName{6, "H0"}, ValueName{8, "H11"},
                                       ValueName{9, "H12"}};
    const ChannelOctets channel = read_channel(contents);
    if (channel.cut)
        return "cut short, " + hex(contents);
    std::string text = which_channel(channel);
    text += channel.exclusive ? ", exclusive" : ", preferred";
    text += channel.primary ? ", primary rate" : ", basic rate";
    if (channel.interface)
        text += ", interface " + std::to_string(*channel.interface);
    if (channel.map)
        text += ", slot map";
    if (channel.type != 3)
        text += ", units " + named(channel.type, kTypes);
    return text;
}

std::string restart_text(Octets contents) {
    return contents.empty() ? "cut short" : named(contents[0] & 7U, restart_names());
}

std::string change_status_text(Octets contents) {
    static constexpr std::array kStates{ValueName{0, "in service"}, ValueName{1, "maintenance"},
                                        ValueName{2, "out of service"}};
    static constexpr std::array kPreferences{ValueName{0, "D-channel"}, ValueName{1, "channel"}};
    if (contents.empty())
        return "cut short";
    return named(contents[0] & 7U, kStates) + " of the " +
           std::string(name_in(kPreferences, contents[0] >> 6 & 1U));
}

// --- numbers and subaddresses (Q.931 §4.5.8-§4.5.11, Q.952)

std::string number_text(Octets contents, bool redirection) {
    OctetReader reader(contents);
    const std::uint8_t third = reader.u8();
    std::string details = ", type " + named(third >> 4 & 7U, number_type_names()) + ", plan " +
                          named(third & 0x0fU, number_plan_names());
    if (!last(third)) { // 3a
        const std::uint8_t more = reader.u8();
        details += ", presentation " + named(more >> 5 & 3U, presentation_names()) +
                   ", screening " + named(more & 3U, screening_names());
        if (!last(more)) // 3b
            details += ", reason " + named(reader.u8() & 0x0fU, redirection_reason_names());
    } else if (redirection) {
        details += ", presentation not said";
    }
    if (reader.failed())
        return "cut short, " + hex(contents);
    const std::string digits = ia5(reader.rest());
    return (digits.empty() ? "no digits" : digits) + details;
}
std::string party_text(Octets contents) {
    return number_text(contents, false);
}
std::string redirecting_text(Octets contents) {
    return number_text(contents, true);
}

std::string subaddress_text(Octets contents) {
    static constexpr std::array kTypes{ValueName{0, "NSAP"}, ValueName{2, "user specified"}};
    constexpr std::uint8_t kLocalIa5 = 0x50; // AFI of ISO 8348: IA5 characters follow
    OctetReader reader(contents);
    const std::uint8_t third = reader.u8();
    if (reader.failed())
        return "cut short";
    const unsigned type = third >> 4 & 7U;
    const Octets rest = reader.rest();
    const bool text = type == 0 && !rest.empty() && rest[0] == kLocalIa5;
    return named(type, kTypes) + ", " +
           (text           ? ia5_text(rest.subspan(1))
            : rest.empty() ? "empty"
                           : hex(rest));
}

std::string transit_network_text(Octets contents) {
    static constexpr std::array kTypes{ValueName{0, "user specified"}, ValueName{2, "national"},
                                       ValueName{3, "international"}};
    static constexpr std::array kPlans{ValueName{0, "unknown"}, ValueName{1, "carrier code"},
                                       ValueName{3, "data network code"}};
    OctetReader reader(contents);
    const std::uint8_t third = reader.u8();
    if (reader.failed())
        return "cut short";
    return ia5(reader.rest()) + ", type " + named(third >> 4 & 7U, kTypes) + ", plan " +
           named(third & 0x0fU, kPlans);
}

std::string network_facilities_text(Octets contents) {
    OctetReader reader(contents);
    const std::size_t length = reader.u8();
    const Octets network = reader.octets(length);
    const std::uint8_t facility = reader.u8();
    if (reader.failed())
        return "cut short, " + hex(contents);
    std::string text = "facility 0x" + hex(Octets(&facility, 1));
    const std::string_view name = name_in(network_service_names(), facility);
    text += name.empty() ? "" : " (" + std::string(name) + ')';
    if (length > 1)
        text += ", network " + ia5(network.subspan(1));
    return text + rest_hex(reader);
}

// --- display, user-user, date and the rest

std::string display_text(Octets contents) {
    // ATIS-0300244: an octet with its highest bit set says what kind of text follows
    std::string type;
    if (!contents.empty() && last(contents[0])) {
        type = " (type " + hex(contents.first(1)) + ')';
        contents = contents.subspan(1);
    }
    return ia5_text(contents) + type;
}

std::string user_user_text(Octets contents) {
    constexpr std::uint8_t kIa5 = 4;
    if (contents.empty())
        return "empty";
    const Octets rest = contents.subspan(1);
    return "protocol " + named(contents[0], user_protocol_names()) + ", " +
           (contents[0] == kIa5 ? ia5_text(rest) : hex_text(rest));
}

std::string notification_text(Octets contents) {
    if (contents.empty())
        return "cut short";
    return named(contents[0] & 0x7fU, notification_names()) +
           (contents.size() > 1 ? ", " + hex(contents.subspan(1)) : "");
}

std::string date_time_text(Octets contents) {
    if (contents.size() < 3)
        return "cut short, " + hex(contents);
    const auto two = [](std::uint8_t value) {
        return (value < 10 ? "0" : "") + std::to_string(value);
    };
    std::string text = "20" + two(contents[0]) + '-' + two(contents[1]) + '-' + two(contents[2]);
    for (std::size_t at = 3; at < contents.size() && at < 6; ++at)
        text += (at == 3 ? ' ' : ':') + two(contents[at]);
    return text;
}

std::string signal_text(Octets contents) {
    return contents.empty() ? "cut short" : named(contents[0], signal_names());
}

std::string segment_text(Octets contents) {
    if (contents.size() < 2)
        return "cut short, " + hex(contents);
    return std::string((contents[0] & 0x80) != 0 ? "first" : "subsequent") + ", " +
           std::to_string(contents[0] & 0x7f) + " more, of message type " +
           hex(contents.subspan(1, 1));
}

std::string count_text(Octets contents) {
    return contents.empty() ? "cut short" : std::to_string(contents[0] & 0x1f);
}

std::string party_category_text(Octets contents) {
    static constexpr std::array kCategories{ValueName{0, "unknown"}, ValueName{1, "extension"},
                                            ValueName{2, "operator"},
                                            ValueName{3, "emergency extension"}};
    return contents.empty() ? "cut short" : named(contents[0] & 7U, kCategories);
}

// --- the rows

struct ElementRow {
    std::uint8_t codeset, identifier;
    std::string_view name;
    std::string (*values)(Octets contents);
};

// Q.931 Table 4-3, Q.932 Table 8-1; codeset 4 ECMA-143 and ECMA-225; 0x01 of codeset 0: T1.607.
constexpr std::array kElements{
    ElementRow{0, 0x00, "segmented message", &segment_text},
    ElementRow{0, 0x01, "change status", &change_status_text},
    ElementRow{0, 0x04, "bearer capability", &bearer_text},
    ElementRow{0, 0x08, "cause", &cause_text},
    ElementRow{0, 0x0c, "connected address", &hex_text},
    ElementRow{0, 0x0d, "extended facility", &hex_text},
    ElementRow{0, 0x10, "call identity", &hex_text},
    ElementRow{0, 0x14, "call state", &call_state_text},
    ElementRow{0, 0x18, "channel identification", &channel_text},
    ElementRow{0, 0x1c, "facility", &facility_text},
    ElementRow{0, 0x1e, "progress indicator", &progress_text},
    ElementRow{0, 0x20, "network-specific facilities", &network_facilities_text},
    ElementRow{0, 0x24, "terminal capabilities", &hex_text},
    ElementRow{0, 0x27, "notification indicator", &notification_text},
    ElementRow{0, 0x28, "display", &display_text},
    ElementRow{0, 0x29, "date/time", &date_time_text},
    ElementRow{0, 0x2c, "keypad facility", &ia5_text},
    ElementRow{0, 0x32, "information request", &hex_text},
    ElementRow{0, 0x34, "signal", &signal_text},
    ElementRow{0, 0x36, "switchhook", &hex_text},
    ElementRow{0, 0x38, "feature activation", &hex_text},
    ElementRow{0, 0x39, "feature indication", &hex_text},
    ElementRow{0, 0x3a, "service profile identification", &ia5_text},
    ElementRow{0, 0x3b, "endpoint identifier", &hex_text},
    ElementRow{0, 0x40, "information rate", &hex_text},
    ElementRow{0, 0x42, "end-to-end transit delay", &hex_text},
    ElementRow{0, 0x43, "transit delay selection and indication", &hex_text},
    ElementRow{0, 0x44, "packet layer binary parameters", &hex_text},
    ElementRow{0, 0x45, "packet layer window size", &hex_text},
    ElementRow{0, 0x46, "packet size", &hex_text},
    ElementRow{0, 0x47, "closed user group", &hex_text},
    ElementRow{0, 0x4a, "reverse charging indication", &hex_text},
    ElementRow{0, 0x4c, "connected number", &party_text},
    ElementRow{0, 0x4d, "connected subaddress", &subaddress_text},
    ElementRow{0, 0x6c, "calling party number", &party_text},
    ElementRow{0, 0x6d, "calling party subaddress", &subaddress_text},
    ElementRow{0, 0x70, "called party number", &party_text},
    ElementRow{0, 0x71, "called party subaddress", &subaddress_text},
    ElementRow{0, 0x74, "redirecting number", &redirecting_text},
    ElementRow{0, 0x76, "redirection number", &redirecting_text},
    ElementRow{0, 0x78, "transit network selection", &transit_network_text},
    ElementRow{0, 0x79, "restart indicator", &restart_text},
    ElementRow{0, 0x7c, "low layer compatibility", &low_layer_text},
    ElementRow{0, 0x7d, "high layer compatibility", &high_layer_text},
    ElementRow{0, 0x7e, "user-user", &user_user_text},
    ElementRow{0, 0x7f, "escape for extension", &hex_text},
    ElementRow{4, 0x31, "transit counter", &count_text},
    ElementRow{4, 0x32, "party category", &party_category_text},
};

const ElementRow* row_of(unsigned codeset, std::uint8_t identifier) {
    for (const ElementRow& row : kElements)
        if (row.codeset == codeset && row.identifier == identifier)
            return &row;
    return nullptr;
}

} // namespace

std::string hex(Octets octets) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    for (const std::uint8_t octet : octets) {
        out += out.empty() ? "" : " ";
        out += kDigits[octet >> 4];
        out += kDigits[octet & 15];
    }
    return out;
}

std::string ia5(Octets octets) {
    std::string out;
    for (const std::uint8_t octet : octets)
        out += octet >= 0x20 && octet < 0x7f ? static_cast<char>(octet) : '.';
    return out;
}

std::string element_name(unsigned codeset, std::uint8_t identifier) {
    if (codeset == 0 && (identifier & 0x80) != 0) { // of one octet (Q.931 Table 4-3)
        if (identifier == 0xa0)
            return "more data";
        if (identifier == 0xa1)
            return "sending complete";
        switch (identifier & 0xf0) {
        case 0xb0:
            return "congestion level";
        case 0xd0:
            return "repeat indicator";
        default:
            break;
        }
    } else if (const ElementRow* row = row_of(codeset, identifier)) {
        return std::string(row->name);
    }
    return (codeset == 0 ? "" : "codeset " + std::to_string(codeset) + ' ') +
           std::string("element 0x") + hex(Octets(&identifier, 1));
}

std::string element_values(unsigned codeset, std::uint8_t identifier, Octets contents) {
    const ElementRow* row = row_of(codeset, identifier);
    return row ? row->values(contents) : hex_text(contents);
}

std::string single_octet_value(unsigned codeset, std::uint8_t octet) {
    static constexpr std::array kCongestion{ValueName{0, "receiver ready"},
                                            ValueName{15, "receiver not ready"}};
    static constexpr std::array kRepeat{ValueName{2, "prioritized list"}};
    if (codeset == 0 && (octet == 0xa0 || octet == 0xa1))
        return "yes";
    if (codeset == 0 && (octet & 0xf0) == 0xb0)
        return named(octet & 15U, kCongestion);
    if (codeset == 0 && (octet & 0xf0) == 0xd0)
        return named(octet & 15U, kRepeat);
    return std::to_string(octet & 15);
}

std::string digits_of(Octets contents) {
    OctetReader reader(contents);
    for (unsigned group = 0; group < 3 && !last(reader.u8()) && !reader.failed(); ++group) {
    }
    return reader.failed() ? "" : ia5(reader.rest());
}

std::string cause_of(Octets contents) {
    OctetReader reader(contents);
    if (!last(reader.u8()))
        reader.skip(1);
    const std::uint8_t value = reader.u8() & 0x7f;
    if (reader.failed())
        return {};
    const std::string_view name = name_in(cause_names(), value);
    return std::to_string(value) + (name.empty() ? "" : ' ' + std::string(name));
}

std::string channel_of(Octets contents) {
    const ChannelOctets channel = read_channel(contents);
    return channel.cut ? "" : which_channel(channel);
}

} // namespace isdn
