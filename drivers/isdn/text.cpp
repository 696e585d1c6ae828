// The D-channel for people: frames (Q.921 §3) and messages (Q.931 §4) as text.
#include "drivers/isdn/text.h"

#include "drivers/isdn/component_text.h"
#include "drivers/isdn/element_names.h"
#include "drivers/isdn/element_text.h"
#include "drivers/isdn/q931.h"

#include <array>
#include <functional>

namespace isdn {
namespace {

using base::Octets;

constexpr std::uint8_t kCallControl = 0x08;                     // Q.931 §4.2
constexpr std::array<std::uint8_t, 2> kMaintenance{0x03, 0x43}; // T1.607, TR 41459

// What stands before the elements.
struct Head {
    std::uint8_t discriminator = 0;
    std::size_t reference_octets = 0;
    std::uint32_t reference = 0;
    bool to_originator = false;
    std::uint8_t type = 0;
    Octets elements;
    bool cut = false;
    bool known() const {
        return discriminator == kCallControl || discriminator == kMaintenance[0] ||
               discriminator == kMaintenance[1];
    }
};

Head read_head(Octets message) {
    base::OctetReader reader(message);
    Head head;
    head.discriminator = reader.u8();
    head.reference_octets = reader.u8() & 0x0fU;
    for (std::size_t at = 0; at < head.reference_octets && !reader.failed(); ++at) {
        const std::uint8_t octet = reader.u8();
        head.to_originator = head.to_originator || (at == 0 && (octet & 0x80) != 0);
        head.reference = head.reference << 8 | (at == 0 ? octet & 0x7fU : octet);
    }
    head.type = reader.u8();
    if (head.type == 0) // escape to national message types (Q.931 §4.4)
        head.type = reader.u8();
    head.cut = reader.failed();
    head.elements = reader.rest();
    return head;
}

// T1.607 Annex: the messages of maintenance.
constexpr std::array kMaintenanceMessages{
    ValueName{0x07, "SERVICE ACKNOWLEDGE"},
    ValueName{0x0f, "SERVICE"},
};
// Messages of Q.931 Table 4-2 and Q.932 §7 that concern no call and are no MessageType.
constexpr std::array kOtherMessages{
    ValueName{0x40, "DETACH"},
    ValueName{0x46, "RESTART"},
    ValueName{0x48, "DETACH ACKNOWLEDGE"},
    ValueName{0x4e, "RESTART ACKNOWLEDGE"},
    ValueName{0x60, "SEGMENT"},
    ValueName{0x64, "REGISTER"},
    ValueName{0x6a, "FACILITY ACKNOWLEDGE"},
    ValueName{0x72, "FACILITY REJECT"},
    ValueName{0x75, "STATUS ENQUIRY"},
    ValueName{0x79, "CONGESTION CONTROL"},
    ValueName{0x7d, "STATUS"},
};

std::string message_name(const Head& head) {
    std::string_view found;
    if (head.discriminator != kCallControl) {
        found = name_in(kMaintenanceMessages, head.type);
    } else {
        found = name_in(kOtherMessages, head.type);
        if (const std::string_view known = name(static_cast<MessageType>(head.type));
            found.empty() && known != name(MessageType{}))
            found = known;
    }
    return found.empty() ? "message type 0x" + hex(Octets(&head.type, 1)) : std::string(found);
}

std::string reference_text(const Head& head) {
    if (head.reference_octets == 0)
        return "dummy";
    if (head.reference == 0)
        return head.to_originator ? "global'" : "global";
    return std::to_string(head.reference) + (head.to_originator ? "'" : "");
}

// One element, in the codeset that the shifts before it have chosen.
struct ElementView {
    unsigned codeset = 0;
    std::uint8_t identifier = 0;
    Octets contents;
    bool cut = false; // its length says more than there is
    bool single() const { return (identifier & 0x80) != 0; }
};

// Q.931 §4.5.2-§4.5.4. Shifts themselves are not handed over.
void for_each_element(Octets elements, const std::function<void(const ElementView&)>& use) {
    base::OctetReader reader(elements);
    unsigned locked = 0, codeset = 0;
    while (!reader.at_end()) {
        const std::uint8_t identifier = reader.u8();
        if ((identifier & 0xf0) == 0x90) {
            codeset = identifier & 7U;
            if ((identifier & 0x08) == 0)
                locked = codeset;
            continue;
        }
        ElementView element{codeset, identifier, {}, false};
        if (!element.single()) {
            const std::size_t length = reader.at_end() ? 1 : reader.u8();
            element.cut = length > reader.left();
            element.contents = reader.octets(std::min(length, reader.left()));
        }
        use(element);
        codeset = locked;
    }
}

std::string head_text(const Head& head) {
    std::string text = message_name(head) + ", call reference " + std::to_string(head.reference);
    if (head.reference_octets == 0)
        text = message_name(head) + ", dummy call reference";
    else if (head.reference == 0)
        text = message_name(head) + ", global call reference";
    if (head.reference_octets != 0)
        text +=
            head.to_originator ? ", to the side that chose it" : ", from the side that chose it";
    return text;
}

std::string elements_text(Octets elements) {
    std::string text;
    for_each_element(elements, [&](const ElementView& element) {
        text += "  " + element_name(element.codeset, element.identifier) + ": " +
                (element.single()
                     ? single_octet_value(element.codeset, element.identifier)
                     : element_values(element.codeset, element.identifier, element.contents)) +
                (element.cut ? ", cut short" : "") + '\n';
    });
    return text;
}

// What a summary says of an element; empty: nothing.
std::string brief(const ElementView& element) {
    if (element.codeset != 0 || element.single())
        return {};
    const Octets contents = element.contents;
    const auto said = [](const char* before, const std::string& what) {
        return what.empty() ? "" : before + what;
    };
    switch (static_cast<Element>(element.identifier)) {
    case Element::channel_identification:
        return said(" channel ", channel_of(contents));
    case Element::calling_number:
        return said(" from ", digits_of(contents));
    case Element::called_number:
        return said(" to ", digits_of(contents));
    case Element::connected_number:
        return said(" connected ", digits_of(contents));
    case Element::keypad_facility:
        return said(" keypad ", ia5(contents));
    case Element::cause:
        return said(" cause ", cause_of(contents));
    case Element::progress_indicator:
        return contents.size() < 2 ? "" : " progress " + std::to_string(contents[1] & 0x7f);
    case Element::notification_indicator:
        return said(" ", element_values(0, element.identifier, contents));
    case Element::restart_indicator:
        return said(" ", element_values(0, element.identifier, contents));
    case Element::facility:
        return " facility " + facility_text(contents);
    default:
        break;
    }
    constexpr std::uint8_t kCallState = 0x14, kChangeStatus = 0x01;
    if (element.identifier == kCallState || element.identifier == kChangeStatus)
        return " " + element_values(0, element.identifier, contents);
    return {};
}

std::string not_known(Octets message) {
    return "no Q.931 message: " + hex(message);
}

} // namespace

bool is_layer3(Octets octets) {
    const auto frame = read_lapd(octets);
    return frame && frame->carries_layer3() && frame->sapi == kSapiCallControl &&
           !frame->information.empty();
}

std::string message_summary(Octets message) {
    const Head head = read_head(message);
    if (!head.known() || head.cut)
        return not_known(message);
    std::string text = message_name(head) + " ref " + reference_text(head);
    for_each_element(head.elements, [&](const ElementView& element) { text += brief(element); });
    return text;
}

std::string message_text(Octets message) {
    const Head head = read_head(message);
    if (!head.known() || head.cut)
        return not_known(message) + '\n';
    return head_text(head) + '\n' + elements_text(head.elements);
}

std::string frame_summary(Octets octets, Sender sender) {
    const auto frame = read_lapd(octets);
    if (!frame)
        return "no LAPD frame: " + hex(octets);
    std::string text = summary(*frame, sender);
    if (frame->information.empty() || frame->kind == FrameKind::frmr || tei_message(*frame))
        return text;
    return text + " | " +
           (is_layer3(octets) ? message_summary(frame->information) : hex(frame->information));
}

std::string frame_text(Octets octets, Sender sender) {
    if (!is_layer3(octets))
        return frame_summary(octets, sender) + '\n';
    const auto frame = read_lapd(octets);
    return summary(*frame, sender) + '\n' + message_text(frame->information);
}

std::string to_text(const Message& message) {
    constexpr std::size_t kNoLimit = 16384;
    ElementPatch patch = elements_of(message);
    if (message.channel)
        patch.items.push_back(
            {Element::channel_identification, {channel_contents(*message.channel, false)}});
    const std::uint8_t bare[] = {kCallControl, 0, static_cast<std::uint8_t>(message.type)};
    const auto octets = apply(bare, patch, kNoLimit);
    return std::string(name(message.type)) + '\n' + elements_text(read_head(octets).elements);
}

} // namespace isdn
