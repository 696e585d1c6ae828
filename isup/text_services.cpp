// Prints parameters of circuits, supplementary services and T1.113 for people.
#include "isup/ansi.h"
#include "isup/circuits.h"
#include "isup/supplementary.h"
#include "isup/text_parts.h"

namespace isup::text {
namespace {

void put_network(Line& line, const std::array<std::uint8_t, 4>& digits) {
    for (const std::uint8_t digit : digits)
        put(line, "{:x}", digit);
}

constexpr std::string_view kBlocked[] = {"not blocked", "blocked locally", "blocked remotely",
                                         "blocked locally and remotely"};
// Of a circuit without use (Q.763 §3.14 a).
constexpr std::string_view kWithoutUse[] = {"transient", "value 1", "value 2", "unequipped"};
constexpr std::string_view kUse[] = {"transient", "incoming busy", "outgoing busy", "idle"};

bool put_reference(Line& line, const CallReference& value) {
    put(line, "identity {}; point code {}", value.identity, value.point_code);
    return true;
}

bool put_request(Line& line, const ConnectionRequest& value) {
    put(line, "local reference {}; point code {}", value.local_reference, value.point_code);
    if (value.protocol_class)
        put(line, "; protocol class {}", *value.protocol_class);
    if (value.credit)
        put(line, "; credit {}", *value.credit);
    return true;
}

bool put_range(Line& line, const RangeAndStatus& value) {
    put(line, "{} circuits", value.circuits());
    if (value.status.empty())
        return true;
    put(line, "; marked");
    bool any = false;
    for (std::size_t i = 0; i < value.circuits(); ++i)
        if (value.marked(i)) {
            put(line, "{} {}", any ? "," : "", i);
            any = true;
        }
    if (!any)
        put(line, " none");
    return true;
}

bool put_states(Line& line, const CircuitStates& value) {
    for (std::size_t i = 0; i < value.size(); ++i) {
        const CircuitState state = value[i];
        put(line, "{}{}: ", i ? "; " : "", i);
        if (state.use == CircuitUse::not_equipped_or_transient) {
            put(line, "{}", kWithoutUse[static_cast<std::size_t>(state.maintenance)]);
            continue;
        }
        put_choice(line, state.use, kUse);
        if (state.maintenance != Blocked::no) {
            put(line, ", maintenance ");
            put_choice(line, state.maintenance, kBlocked);
        }
        if (state.hardware != Blocked::no) {
            put(line, ", hardware ");
            put_choice(line, state.hardware, kBlocked);
        }
    }
    return true;
}

bool put_map(Line& line, const CircuitAssignmentMap& value) {
    put(line, "{} kbit/s; channels", value.e1 ? 2048 : 1544);
    for (unsigned i = 0; i < 32; ++i)
        if (value.channels >> i & 1)
            put(line, " {}", i + 1);
    return true;
}

template <Param Code>
bool put_point_code(Line& line, const PointCode<Code>& value) {
    put(line, "{} ({}-{}-{})", value.code, value.code >> 11, value.code >> 3 & 0xff,
        value.code & 7);
    return true;
}

bool put_interlock(Line& line, const CugInterlock& value) {
    put(line, "network ");
    put_network(line, value.network);
    put(line, "; code {}", value.code);
    return true;
}

constexpr std::string_view kDigitsTypes[] = {"account code", "authorisation code",
                                             "private networking travelling class mark",
                                             "business communication group identity"};

constexpr std::string_view kDigitsEncodings[] = {"BCD, even", "BCD, odd", "IA5", "binary"};

bool put_generic_digits(Line& line, const GenericDigits& value) {
    put_choice(line, value.type, kDigitsTypes);
    put(line, ": ");
    if (const auto digits = value.digits())
        put_digits(line, *digits);
    else {
        put_hex(line, value.contents.octets());
        put(line, "; ");
        put_choice(line, value.encoding, kDigitsEncodings);
    }
    return true;
}

bool put_activation(Line& line, const ServiceActivation& value) {
    for (std::size_t i = 0; i < value.features.size(); ++i) {
        put(line, "{}", i ? "; " : "");
        if (value.features[i] == ServiceActivation::kCallTransfer)
            put(line, "call transfer");
        else
            put(line, "feature {}", value.features[i]);
    }
    return true;
}

std::string_view name(Component kind) {
    switch (kind) {
    case Component::invoke:
        return "invoke";
    case Component::return_result:
        return "return result";
    case Component::return_error:
        return "return error";
    case Component::reject:
        return "reject";
    }
    return {};
}

bool put_operations(Line& line, const RemoteOperations& value) {
    if (value.profile == RemoteOperations::kProfile)
        put(line, "remote operations protocol");
    else
        put(line, "protocol {}", value.profile);
    std::size_t n = 0;
    for (; const auto component = value.component(n); ++n) {
        put(line, "; {}", name(component->kind));
        if (component->invoke_id)
            put(line, " {}", *component->invoke_id);
        if (component->code)
            put(line, " {} {}",
                component->kind == Component::return_error ? "error"
                : component->kind == Component::reject     ? "problem"
                                                           : "operation",
                *component->code);
        if (!component->arguments.empty()) {
            put(line, " ");
            put_hex(line, component->arguments);
        }
    }
    if (n == 0) {
        put(line, "; ");
        put_hex(line, value.components.octets());
    }
    return true;
}

constexpr std::string_view kPrecedence[] = {"flash override", "flash", "immediate", "priority",
                                            "routine"};
constexpr std::string_view kLookAhead[] = {"allowed", "not allowed", "path reserved"};

bool put_precedence(Line& line, const MlppPrecedence& value) {
    put(line, "level: ");
    put_choice(line, value.level, kPrecedence);
    put(line, "; look ahead for busy: ");
    put_choice(line, value.look_ahead, kLookAhead);
    put(line, "; network ");
    put_network(line, value.network);
    put(line, "; service domain {}", value.domain);
    return true;
}

constexpr std::string_view kContexts[] = {
    "unidentified", "PSS1", "", "charging", "GAT", "BAT", "enhanced unidentified"};

bool put_application(Line& line, const ApplicationTransport& value) {
    put(line, "context: ");
    put_choice(line, value.context, kContexts);
    if (value.release_call)
        put(line, "; release call");
    if (value.send_notification)
        put(line, "; send notification");
    put(line, "; {} segment, {} left", value.new_sequence ? "first" : "subsequent",
        value.segments_left);
    if (value.local_reference)
        put(line, "; local reference {}", *value.local_reference);
    put(line, "; information ");
    put_hex(line, value.information.octets());
    return true;
}

bool put_routing(Line& line, const NetworkRoutingNumber& value) {
    put_digits(line, value.digits);
    put(line, "; nature {}; plan {}", value.nature, value.plan);
    return true;
}

constexpr std::string_view kLocationPresentation[] = {"presentation allowed",
                                                      "presentation restricted", "not available"};
constexpr std::string_view kLocationScreening[] = {
    "user provided, not verified", "user provided, verified and passed",
    "user provided, verified and failed", "network provided"};

bool put_location(Line& line, const GeodeticLocation& value) {
    put_choice(line, value.presentation, kLocationPresentation);
    put(line, "; ");
    put_choice(line, value.screening, kLocationScreening);
    put(line, "; shape {}; ", value.shape);
    put_hex(line, value.description.octets());
    return true;
}

constexpr std::string_view kCapabilities[] = {"speech",
                                              "",
                                              "",
                                              "",
                                              "",
                                              "",
                                              "",
                                              "",
                                              "unrestricted digital",
                                              "restricted digital",
                                              "",
                                              "",
                                              "",
                                              "",
                                              "",
                                              "",
                                              "3.1 kHz audio",
                                              "unrestricted digital with tones",
                                              "",
                                              "",
                                              "",
                                              "",
                                              "",
                                              "",
                                              "video"};
constexpr std::string_view kRates[] = {"packet",    "",
                                       "",          "",
                                       "",          "",
                                       "",          "",
                                       "",          "",
                                       "",          "",
                                       "",          "",
                                       "",          "",
                                       "64 kbit/s", "2 x 64 kbit/s",
                                       "",          "384 kbit/s",
                                       "",          "1536 kbit/s",
                                       "",          "1920 kbit/s",
                                       "multirate"};
constexpr std::string_view kLayer1[] = {"",
                                        "V.110",
                                        "G.711 mu-law",
                                        "G.711 A-law",
                                        "G.721 ADPCM",
                                        "H.221 and H.242",
                                        "H.223 and H.245",
                                        "non-ITU",
                                        "V.120",
                                        "X.31"};

/// Q.931 §4.5.5 from octet 3: capability, mode and rate, multiplier, layer 1.
bool put_bearer(Line& line, base::Octets octets) {
    base::OctetReader in(octets);
    const std::uint8_t capability = in.u8();
    const std::uint8_t mode = in.u8();
    if (in.failed())
        return false;
    put_choice(line, capability & 0x1f, kCapabilities);
    if (capability & 0x60)
        put(line, ", coding standard {}", capability >> 5 & 3);
    put(line, "; {}; ", (mode & 0x60) == 0x40 ? "packet mode" : "circuit mode");
    put_choice(line, mode & 0x1f, kRates);
    if ((mode & 0x1f) == 0x18)
        put(line, " x {}", in.u8() & 0x7f);
    if (!in.at_end() && (in.peek() & 0x60) == 0x20) {
        put(line, "; layer 1 ");
        put_choice(line, in.u8() & 0x1f, kLayer1);
    }
    if (!in.at_end()) {
        put(line, "; ");
        put_hex(line, in.rest());
    }
    return true;
}

std::string_view name(Element element) {
    switch (element) {
    case Element::progress_indicator:
        return "progress indicator";
    case Element::notification:
        return "notification";
    case Element::display:
        return "display";
    case Element::connected_subaddress:
        return "connected subaddress";
    case Element::calling_subaddress:
        return "calling subaddress";
    case Element::called_subaddress:
        return "called subaddress";
    case Element::low_layer:
        return "low layer compatibility";
    case Element::high_layer:
        return "high layer compatibility";
    }
    return {};
}

/// Each element by name and contents; from the first that does not fit on in hex.
bool put_access(Line& line, base::Octets octets) {
    base::OctetReader in(octets);
    bool shifted = false;
    for (bool first = true; !in.at_end(); first = false) {
        const base::Octets rest = in.rest();
        put(line, "{}", first ? "" : "; ");
        const std::uint8_t identifier = in.u8();
        if (identifier & 0x80) {
            shifted = (identifier & 0xf0) == 0x90 && (identifier & 7) != 0;
            put(line, "{} {:02x}", (identifier & 0xf0) == 0x90 ? "shift" : "element", identifier);
            continue;
        }
        const base::Octets contents = in.octets(in.u8());
        if (in.failed()) {
            put(line, "malformed ");
            put_hex(line, rest);
            return true;
        }
        const std::string_view known = name(static_cast<Element>(identifier));
        if (known.empty() || shifted)
            put(line, "element {:#04x} ", identifier);
        else
            put(line, "{} ", known);
        put_hex(line, contents);
    }
    return true;
}

constexpr std::string_view kCharged[] = {
    "", "calling subscriber", "not available",     "calling, national",
    "", "called subscriber",  "called, no number", "called, national"};

constexpr std::string_view kPlans[] = {"unknown plan", "E.164", "",
                                       "X.121",        "F.69",  "private plan"};

bool put_charge(Line& line, const ansi::ChargeNumber& value) {
    put_digits(line, value.digits);
    put(line, "; ");
    put_choice(line, value.nature, kCharged);
    put(line, "; ");
    put_choice(line, value.plan, kPlans);
    return true;
}

bool put_carrier(Line& line, const ansi::CarrierIdentification& value) {
    put_digits(line, value.digits);
    put(line, "; type of network {}", value.type_of_network);
    return true;
}

bool put_transit(Line& line, const ansi::TransitNetworkSelection& value) {
    put_digits(line, value.digits);
    put(line, "; type of network {}; circuit code {}", value.type_of_network, value.circuit_code);
    return true;
}

template <class Value>
bool put_plain_digits(Line& line, const Value& value) {
    put_digits(line, value.digits);
    return true;
}

constexpr std::string_view kNameOf[] = {"", "calling", "original called", "redirecting",
                                        "connected"};
constexpr std::string_view kNamePresentation[] = {"presentation allowed", "presentation restricted",
                                                  "blocking toggle", "no indication"};

bool put_generic_name(Line& line, const ansi::GenericName& value) {
    put(line, "\"");
    put_characters(line, value.name.octets());
    put(line, "\"; ");
    put_choice(line, value.type, kNameOf);
    put(line, "; ");
    put_choice(line, value.presentation, kNamePresentation);
    if (value.not_available)
        put(line, "; not available");
    return true;
}

constexpr std::string_view kParties[] = {"no indication", "calling",     "called",
                                         "connected",     "redirecting", "original called"};
constexpr std::string_view kPrivileges[] = {"unrestricted", "semi-restricted", "fully restricted",
                                            "restricted within the switch", "denied"};

bool put_business_group(Line& line, const ansi::BusinessGroup& value) {
    put(line, "party: ");
    put_choice(line, value.party, kParties);
    put(line, "; group {}; sub-group {}; {}; line privileges{}: ", value.group, value.subgroup,
        value.private_networks ? "private networks" : "multi-location",
        value.customer_defined_privileges ? " by the customer" : "");
    put_choice(line, value.privileges, kPrivileges);
    if (value.attendant)
        put(line, "; attendant line");
    return true;
}

template <class Value>
bool put_text(Line& line, const Value& value) {
    put_characters(line, value.contents.octets());
    return true;
}

/// Decodes, then prints.
template <class Value, bool (*Put)(Line&, const Value&)>
constexpr Printer printer() {
    return {Value::kCode, [](Line& line, base::Octets contents) {
                const auto value = Value::decode(contents);
                return value && Put(line, *value);
            }};
}

constexpr Printer kServicePrinters[] = {
    {Param::access_transport, put_access},
    {Param::user_service_information, put_bearer},
    {Param::user_service_information_prime, put_bearer},
    printer<CallReference, put_reference>(),
    printer<ConnectionRequest, put_request>(),
    printer<RangeAndStatus, put_range>(),
    printer<CircuitStates, put_states>(),
    printer<CircuitAssignmentMap, put_map>(),
    printer<SignallingPointCode, put_point_code>(),
    printer<OriginationIscPointCode, put_point_code>(),
    printer<CugInterlock, put_interlock>(),
    printer<GenericDigits, put_generic_digits>(),
    printer<ServiceActivation, put_activation>(),
    printer<RemoteOperations, put_operations>(),
    printer<MlppPrecedence, put_precedence>(),
    printer<ApplicationTransport, put_application>(),
    printer<NetworkRoutingNumber, put_routing>(),
    printer<GeodeticLocation, put_location>(),
};

constexpr Printer kServicesAnsiPrinters[] = {
    printer<ansi::TransitNetworkSelection, put_transit>(),
    printer<ansi::ChargeNumber, put_charge>(),
    printer<ansi::CarrierIdentification, put_carrier>(),
    printer<ansi::Jurisdiction, put_plain_digits>(),
    printer<ansi::OutgoingTrunkGroup, put_plain_digits>(),
    printer<ansi::GenericName, put_generic_name>(),
    printer<ansi::BusinessGroup, put_business_group>(),
    printer<ansi::Clli, put_text>(),
    printer<ansi::CircuitName, put_text>(),
};

} // namespace

std::span<const Printer> service_printers() {
    return kServicePrinters;
}
std::span<const Printer> ansi_printers() {
    return kServicesAnsiPrinters;
}

} // namespace isup::text
