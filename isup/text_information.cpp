// Prints parameters that hold information of other protocols or of the network that sent them:
// Q.763 §3.36, §3.59, §3.66, §3.77, §3.94-3.100; operator services, transactions and transport of
// T1.113.
#include "isup/tables.h"
#include "isup/text_parts.h"

namespace isup::text {
namespace {

// --- Q.763 ---

/// Q.931 §4.5.17 from octet 3: coding standard, interpretation, presentation; characteristics.
constexpr ValueName kCharacteristics[] = {{1, "telephony"},
                                          {4, "facsimile group 2/3"},
                                          {0x21, "facsimile group 4 class I"},
                                          {0x24, "facsimile group 4 classes II and III"},
                                          {0x32, "syntax-based videotex"},
                                          {0x33, "international videotex interworking"},
                                          {0x35, "telex"},
                                          {0x38, "message handling systems"},
                                          {0x41, "OSI application"},
                                          {0x42, "FTAM application"},
                                          {0x5e, "maintenance"},
                                          {0x5f, "management"},
                                          {0x60, "videotelephony"},
                                          {0x61, "videoconferencing"},
                                          {0x68, "multimedia services"}};

void put_characteristics(Line& line, std::uint8_t octet) {
    const std::uint8_t value = octet & 0x7f;
    for (const ValueName& row : kCharacteristics)
        if (row.value == value) {
            put(line, "{}", row.name);
            return;
        }
    put(line, "characteristics {}", value);
}

bool put_teleservice(Line& line, base::Octets contents) {
    base::OctetReader in(contents);
    const std::uint8_t how = in.u8();
    const std::uint8_t characteristics = in.u8();
    if (in.failed())
        return false;
    put_characteristics(line, characteristics);
    if (how >> 5 & 3)
        put(line, "; coding standard {}", how >> 5 & 3);
    if ((how >> 2 & 7) != 4) // first characteristics are to be used, always
        put(line, "; interpretation {}", how >> 2 & 7);
    if ((how & 3) != 1) // high layer protocol profile, always
        put(line, "; presentation {}", how & 3);
    if (!in.at_end()) {
        put(line, "; extended ");
        put_characteristics(line, in.u8());
    }
    return true;
}

/// Length of the identification; type and plan, characters; then what the network wants.
bool put_network_facility(Line& line, base::Octets contents) {
    base::OctetReader in(contents);
    base::OctetReader network(in.octets(in.u8()));
    if (in.failed())
        return false;
    if (!network.at_end()) {
        const std::uint8_t kind = network.u8();
        put(line, "type of network {}; plan {}; network ", kind >> 4 & 7, kind & 0xf);
        put_hex(line, network.rest());
        put(line, "; ");
    }
    put(line, "facility ");
    put_hex(line, in.rest());
    return true;
}

constexpr std::uint8_t kOdd = 0x80;

/// Originating participating service provider, user group, terminating network routing number:
/// odd/even and length, digits each (Q.735.6 §6).
bool put_virtual_network(Line& line, base::Octets contents) {
    base::OctetReader in(contents);
    for (const std::string_view name : {"service provider", "user group"}) {
        const std::uint8_t head = in.u8();
        Digits digits;
        if (!digits.assign_packed(in.octets(head & 0xf), head & kOdd) || in.failed())
            return false;
        put(line, "{} ", name);
        put_digits(line, digits);
        put(line, "; ");
    }
    const std::uint8_t head = in.u8();
    base::OctetReader number(in.octets(head & 0xf));
    if (in.failed())
        return false;
    put(line, "routing number ");
    if (number.at_end()) {
        put(line, "none");
        return true;
    }
    const auto nature = static_cast<NatureOfAddress>(number.u8() & 0x7f);
    Digits digits;
    if (!digits.assign_packed(number.rest(), head & kOdd))
        return false;
    put_digits(line, digits);
    put(line, "; ");
    put_nature(line, nature);
    put(line, "; ");
    put_plan(line, static_cast<NumberingPlan>(head >> 4 & 7));
    return true;
}

/// Q.931 §4.5.16 from octet 3: perhaps a display type, then IA5.
bool put_display(Line& line, base::Octets contents) {
    put(line, "\"");
    put_characters(line, contents);
    put(line, "\"");
    return !contents.empty();
}

constexpr std::string_view kForward[] = {"", "return to invoking exchange possible",
                                         "call identifier of the invoking exchange", "performing",
                                         "invoking reason"};
constexpr std::string_view kBackward[] = {"", "return to invoking exchange for",
                                          "call identifier of the invoking exchange",
                                          "invoking reason"};
constexpr ValueName kPortability[] = {{0, "unknown or not available"},
                                      {1, "service provider portability"},
                                      {2, "location portability"},
                                      {3, "service portability"}};

void put_reason(Line& line, std::uint8_t octet) {
    const std::uint8_t reason = octet & 0x7f;
    for (const ValueName& row : kPortability)
        if (row.value == reason) {
            put(line, "{}", row.name);
            return;
        }
    put(line, "reason {}", reason);
}

/// Reasons in a row; each with the exchange's capability in an octet of its own when `performing`.
void put_reasons(Line& line, base::OctetReader in, bool performing) {
    for (bool first = true; !in.at_end(); first = false) {
        put(line, "{}", first ? "" : ", ");
        put_reason(line, in.u8());
        if (performing && !in.at_end()) {
            const unsigned possible = in.u8() & 7u;
            if (possible == 1)
                put(line, " (again possible before ACM)");
            else if (possible)
                put(line, " (again possible: {})", possible);
        }
    }
}

/// Pivot routing and redirection say alike what was done: tag, length, contents each.
template <std::size_t N>
bool put_tagged(Line& line, base::Octets contents, const std::string_view (&names)[N]) {
    base::OctetReader in(contents);
    for (bool first = true; !in.at_end(); first = false) {
        const std::uint8_t tag = in.u8();
        const base::Octets value = in.octets(in.u8());
        if (in.failed())
            return false;
        put(line, "{}", first ? "" : "; ");
        put_choice(line, tag, names);
        const std::string_view name = tag < N ? names[tag] : std::string_view();
        if (value.empty())
            continue;
        put(line, ": ");
        if (name == "performing" || name == "invoking reason")
            put_reasons(line, base::OctetReader(value), name == "performing");
        else
            put_hex(line, value);
    }
    return !contents.empty();
}

bool put_forward(Line& line, base::Octets contents) {
    return put_tagged(line, contents, kForward);
}
bool put_backward(Line& line, base::Octets contents) {
    return put_tagged(line, contents, kBackward);
}

constexpr Printer kInformationPrinters[] = {
    {Param::network_specific_facility, put_network_facility},
    {Param::user_teleservice_information, put_teleservice},
    {Param::forward_gvns, put_virtual_network},
    {Param::display_information, put_display},
    {Param::pivot_routing_forward_information, put_forward},
    {Param::pivot_routing_backward_information, put_backward},
    {Param::redirect_forward_information, put_forward},
    {Param::redirect_backward_information, put_backward},
};

// --- T1.113 ---

constexpr std::string_view kPrefix[] = {"unknown", "1+", "0+", "0-"};
constexpr std::string_view kEntry[] = {"",
                                       "by the operator, station",
                                       "by the operator, person",
                                       "by tones, station",
                                       "unknown, station",
                                       "unknown, person",
                                       "by the operator",
                                       "by tones",
                                       "by tones, person",
                                       "spoken",
                                       "spoken, station",
                                       "spoken, person"};
constexpr std::string_view kBill[] = {"",        "card, 14 digits", "card, 89C", "card, other",
                                      "collect", "third number",    "sent paid"};
constexpr std::string_view kDataBase[] = {"",
                                          "authorised",
                                          "reported, automated",
                                          "reported, by the operator",
                                          "not asked",
                                          "no answer",
                                          "reported unavailable",
                                          "no answer in time",
                                          "asking was rejected",
                                          "asking was throttled",
                                          "asking failed in SCCP"};
constexpr std::string_view kHandling[] = {"",
                                          "call completion",
                                          "rate information",
                                          "trouble reporting",
                                          "time and charges",
                                          "credit reporting",
                                          "general assistance"};
constexpr std::string_view kSignals[] = {"", "dial pulse", "DTMF"};

struct OperatorService {
    std::string_view name;
    std::span<const std::string_view> values;
};
// by information type (HGFE)
constexpr OperatorService kServices[] = {{"", {}},
                                         {"access prefix", kPrefix},
                                         {"bill-to entry", kEntry},
                                         {"bill-to type", kBill},
                                         {"bill-to data base", kDataBase},
                                         {"special handling", kHandling},
                                         {"", {}},
                                         {"access signalling", kSignals}};

/// One octet each: type of information, value.
bool put_operator_services(Line& line, base::Octets contents) {
    for (std::size_t i = 0; i < contents.size(); ++i) {
        const std::uint8_t type = contents[i] >> 4;
        const std::uint8_t value = contents[i] & 0xf;
        put(line, "{}", i ? "; " : "");
        if (type >= std::size(kServices) || kServices[type].name.empty()) {
            put(line, "type {}: {}", type, value);
            continue;
        }
        put(line, "{}: ", kServices[type].name);
        const auto& values = kServices[type].values;
        if (value < values.size() && !values[value].empty())
            put(line, "{}", values[value]);
        else
            put(line, "value {}", value);
    }
    return !contents.empty();
}

/// Extension bit and a number in each octet.
bool put_notification(Line& line, base::Octets contents) {
    for (std::size_t i = 0; i < contents.size(); ++i)
        put(line, "{}notification {}", i ? "; " : "", contents[i] & 0x7f);
    return !contents.empty();
}

/// Transaction id of four octets, then an SCCP address.
bool put_transaction(Line& line, base::Octets contents) {
    base::OctetReader in(contents);
    const base::Octets id = in.octets(4);
    if (in.failed())
        return false;
    put(line, "transaction ");
    put_hex(line, id);
    put(line, "; SCCP address ");
    put_hex(line, in.rest());
    return true;
}

/// Whole parameters inside: name, length, contents each; octets when it does not read so.
bool put_transport(Line& line, base::Octets contents) {
    base::OctetReader check(contents);
    while (!check.failed() && !check.at_end()) {
        static_cast<void>(check.u8());
        static_cast<void>(check.octets(check.u8()));
    }
    if (check.failed()) {
        put(line, "octets ");
        put_hex(line, contents);
        return true;
    }
    base::OctetReader in(contents);
    for (bool first = true; !in.at_end(); first = false) {
        const auto code = static_cast<Param>(in.u8());
        const base::Octets inside = in.octets(in.u8());
        const ParameterRow* row = find_parameter(code, Variant::ansi);
        if (row)
            put(line, "{}{} ", first ? "" : "; ", row->name);
        else
            put(line, "{}parameter {:#04x} ", first ? "" : "; ", static_cast<unsigned>(code));
        put_hex(line, inside);
    }
    return !contents.empty();
}

constexpr Printer kInformationAnsiPrinters[] = {
    {Param::ansi_operator_services_information, put_operator_services},
    {Param::ansi_notification_indicator, put_notification},
    {Param::ansi_transaction_request, put_transaction},
    {Param::ansi_network_transport, put_transport},
};

} // namespace

std::span<const Printer> information_printers() {
    return kInformationPrinters;
}
std::span<const Printer> ansi_information_printers() {
    return kInformationAnsiPrinters;
}

} // namespace isup::text
