// ROSE components of facility elements (Q.932 §8.2.3; X.229; BER of X.690): kind, invoke id,
// operation by name. Arguments stay octets.
#include "drivers/isdn/component_text.h"

#include "drivers/isdn/element_names.h"
#include "drivers/isdn/element_text.h"

#include <array>
#include <optional>

namespace isdn {
namespace {

// Octet 3 (Q.932 Table 8-12).
constexpr std::uint8_t kProfileMask = 0x1f, kRemoteOperations = 0x11, kNetworkingExtensions = 0x1f;
constexpr std::array kProfiles{
    ValueName{0x11, "remote operations"},
    ValueName{0x12, "CMIP"},
    ValueName{0x13, "ACSE"},
    ValueName{0x1f, "networking extensions"},
};

// X.690 tags that occur here.
constexpr std::uint8_t kInteger = 0x02, kObjectIdentifier = 0x06, kSequence = 0x30;
constexpr std::uint8_t kLinkedId = 0x80;
constexpr std::uint8_t kNetworkFacility = 0xaa, kNetworkProtocolProfile = 0x92,
                       kInterpretation = 0x8b;
constexpr std::array kComponents{
    ValueName{0xa1, "invoke"},
    ValueName{0xa2, "return result"},
    ValueName{0xa3, "return error"},
    ValueName{0xa4, "reject"},
};
// Q.932 Table 8-14: errors of all services
constexpr std::array kErrors{
    ValueName{0, "notSubscribed"},
    ValueName{1, "rejectedByNetwork"},
    ValueName{2, "rejectedByUser"},
    ValueName{3, "notAvailable"},
    ValueName{5, "insufficientInformation"},
    ValueName{6, "invalidServedUserNr"},
    ValueName{7, "invalidCallState"},
    ValueName{8, "basicServiceNotProvided"},
    ValueName{9, "notIncomingCall"},
    ValueName{10, "supplementaryServiceInteractionNotAllowed"},
    ValueName{11, "resourceUnavailable"},
};
constexpr std::array kRejects{
    ValueName{0x80, "general problem"},
    ValueName{0x81, "invoke problem"},
    ValueName{0x82, "return result problem"},
    ValueName{0x83, "return error problem"},
};
constexpr std::array kInterpretations{
    ValueName{0, "discard"},
    ValueName{1, "clear the call"},
    ValueName{2, "reject"},
};

// Services that name their operations below an object identifier, itu-t(0) identified-organization
// (4) etsi(0) SERVICE OPERATION: the last arcs of EN 300 359, 369, 745, 196.
struct EtsiService {
    std::string_view arcs;
    std::array<std::string_view, 12> operations; // from 1 on
};
constexpr std::array kEtsiServices{
    EtsiService{"0.4.0.359.1.",
                {"CallInfoRetain", "CCBSRequest", "CCBSDeactivate", "CCBSInterrogate", "CCBSErase",
                 "CCBSRemoteUserFree", "CCBSCall", "CCBSStatusRequest", "CCBSBFree",
                 "EraseCallLinkageID", "CCBSStopAlerting", ""}},
    EtsiService{"0.4.0.369.1.",
                {"ExplicitEctExecute", "RequestSubaddress", "SubaddressTransfer",
                 "EctLinkIdRequest", "EctInform", "EctLoopTest", "", "", "", "", "", ""}},
    EtsiService{
        "0.4.0.745.1.",
        {"MWIActivate", "MWIDeactivate", "MWIIndicate", "", "", "", "", "", "", "", "", ""}},
    EtsiService{"0.4.0.196.1.", {"StatusRequest", "", "", "", "", "", "", "", "", "", "", ""}},
};

struct Tlv {
    std::uint8_t tag = 0;
    base::Octets contents;
};

// One BER element; the indefinite form is taken to last until the end of what is there, less its
// end-of-contents octets.
std::optional<Tlv> read(base::OctetReader& reader) {
    Tlv tlv;
    tlv.tag = reader.u8();
    const std::uint8_t first = reader.u8();
    std::size_t length = first;
    if (first == 0x80) {
        length = reader.left() >= 2 ? reader.left() - 2 : 0;
    } else if (first > 0x80) {
        length = 0;
        for (unsigned count = first & 0x7fU; count > 0 && !reader.failed(); --count)
            length = length << 8 | reader.u8();
    }
    if (reader.failed() || length > reader.left())
        return std::nullopt;
    tlv.contents = reader.octets(length);
    return tlv;
}

std::optional<int> integer(base::Octets contents) {
    if (contents.empty() || contents.size() > 4)
        return std::nullopt;
    std::int64_t value = static_cast<std::int8_t>(contents[0]);
    for (const std::uint8_t octet : contents.subspan(1))
        value = value * 256 + octet;
    return static_cast<int>(value);
}

std::string object_identifier(base::Octets contents) {
    std::string text;
    std::uint32_t arc = 0;
    for (const std::uint8_t octet : contents) {
        arc = (arc & 0x1ffffffU) << 7 | (octet & 0x7fU);
        if ((octet & 0x80) != 0)
            continue;
        if (text.empty())
            text = std::to_string(std::min(arc / 40, 2U)) + '.' +
                   std::to_string(arc - 40 * std::min(arc / 40, 2U));
        else
            text += '.' + std::to_string(arc);
        arc = 0;
    }
    return text;
}

std::string_view etsi_object(std::string_view identifier) {
    for (const EtsiService& service : kEtsiServices) {
        if (!identifier.starts_with(service.arcs))
            continue;
        const std::string_view last = identifier.substr(service.arcs.size());
        for (std::size_t at = 0; at < service.operations.size(); ++at)
            if (last == std::to_string(at + 1))
                return service.operations[at];
    }
    return {};
}

std::string operation_text(const Tlv& code, bool qsig) {
    if (code.tag == kObjectIdentifier) {
        const std::string identifier = object_identifier(code.contents);
        const std::string_view name = etsi_object(identifier);
        return name.empty() ? "operation " + identifier : std::string(name);
    }
    const auto value = integer(code.contents);
    if (code.tag != kInteger || !value)
        return "operation " + hex(code.contents);
    const std::string_view name =
        *value < 0 ? std::string_view{}
                   : name_in(qsig ? qsig_operation_names() : etsi_operation_names(),
                             static_cast<unsigned>(*value));
    return name.empty() ? "operation " + std::to_string(*value) : std::string(name);
}

std::string argument_text(base::Octets argument) {
    return argument.empty() ? "" : ", argument " + hex(argument);
}

std::string rest_of_invoke(base::OctetReader& reader, bool qsig) {
    auto code = read(reader);
    std::string text;
    if (code && code->tag == kLinkedId) {
        if (const auto linked = integer(code->contents))
            text += " linked to " + std::to_string(*linked);
        code = read(reader);
    }
    if (!code)
        return text + ", cut short";
    return text + ' ' + operation_text(*code, qsig) + argument_text(reader.rest());
}

std::string rest_of_result(base::OctetReader& reader, bool qsig) {
    if (reader.at_end())
        return {};
    const auto sequence = read(reader);
    if (!sequence || sequence->tag != kSequence)
        return ", cut short";
    base::OctetReader inside(sequence->contents);
    const auto code = read(inside);
    return code ? " of " + operation_text(*code, qsig) + argument_text(inside.rest())
                : ", cut short";
}

std::string rest_of_error(base::OctetReader& reader) {
    const auto code = read(reader);
    if (!code)
        return ", cut short";
    const auto value = integer(code->contents);
    const std::string text = code->tag == kObjectIdentifier ? object_identifier(code->contents)
                             : value && *value >= 0 ? named(static_cast<unsigned>(*value), kErrors)
                                                    : hex(code->contents);
    return " error " + text + argument_text(reader.rest());
}

std::string rest_of_reject(base::OctetReader& reader) {
    const auto problem = read(reader);
    if (!problem)
        return ", cut short";
    const std::string_view kind = name_in(kRejects, problem->tag);
    return ' ' + (kind.empty() ? "problem" : std::string(kind)) + ' ' + hex(problem->contents);
}

std::string component_text(const Tlv& component, bool qsig) {
    const std::string_view kind = name_in(kComponents, component.tag);
    if (kind.empty())
        return "component 0x" + hex(base::Octets(&component.tag, 1)) + ' ' +
               hex(component.contents);
    base::OctetReader reader(component.contents);
    const auto id = read(reader);
    if (!id)
        return std::string(kind) + ", cut short";
    const auto number = id->tag == kInteger ? integer(id->contents) : std::nullopt;
    std::string text = std::string(kind) + ' ' + (number ? std::to_string(*number) : "-");
    switch (component.tag) {
    case 0xa1:
        return text + rest_of_invoke(reader, qsig);
    case 0xa2:
        return text + rest_of_result(reader, qsig);
    case 0xa3:
        return text + rest_of_error(reader);
    default:
        return text + rest_of_reject(reader);
    }
}

// What may stand before the components (ECMA-165): for whom they are, and what to do with unknown
// ones.
std::optional<std::string> preamble_text(const Tlv& tlv) {
    switch (tlv.tag) {
    case kNetworkFacility:
        return "network facility extension " + hex(tlv.contents);
    case kNetworkProtocolProfile:
        return "network protocol profile " + hex(tlv.contents);
    case kInterpretation:
        return "unknown invokes: " + (tlv.contents.size() == 1
                                          ? named(tlv.contents[0], kInterpretations)
                                          : hex(tlv.contents));
    default:
        return std::nullopt;
    }
}

} // namespace

std::string facility_text(base::Octets contents) {
    base::OctetReader reader(contents);
    const std::uint8_t profile = reader.u8() & kProfileMask;
    if (reader.failed())
        return "empty";
    std::string text = named(profile, kProfiles);
    if (profile != kRemoteOperations && profile != kNetworkingExtensions)
        return text + ' ' + hex(reader.rest());
    while (!reader.at_end()) {
        const auto tlv = read(reader);
        if (!tlv)
            return text + "; cut short";
        const auto preamble = preamble_text(*tlv);
        text +=
            "; " + (preamble ? *preamble : component_text(*tlv, profile == kNetworkingExtensions));
    }
    return text;
}

} // namespace isdn
