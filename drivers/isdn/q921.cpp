// LAPD frames as values: address (Q.921 §3.3), control field (Q.921 Table 5), TEI management.
#include "drivers/isdn/q921.h"

#include "drivers/isdn/value_names.h"

#include <array>

namespace isdn {
namespace {

constexpr std::uint8_t kExtension = 0x01, kCommandResponse = 0x02, kPollFinalBit = 0x10;
constexpr std::uint8_t kEntityManagement = 0x0f; // Q.921 §5.3.1: management entity identifier
constexpr std::size_t kTeiMessageOctets = 5;

struct KindRow {
    std::uint8_t control; // without P/F
    FrameKind kind;
};
// Q.921 Table 5: supervisory, then unnumbered.
constexpr std::array kSupervisory{KindRow{0x01, FrameKind::rr}, KindRow{0x05, FrameKind::rnr},
                                  KindRow{0x09, FrameKind::rej}};
constexpr std::array kUnnumbered{
    KindRow{0x6f, FrameKind::sabme}, KindRow{0x0f, FrameKind::dm}, KindRow{0x03, FrameKind::ui},
    KindRow{0x43, FrameKind::disc},  KindRow{0x63, FrameKind::ua}, KindRow{0x87, FrameKind::frmr},
    KindRow{0xaf, FrameKind::xid},
};

constexpr std::array<std::string_view, 12> kKinds{
    "I", "RR", "RNR", "REJ", "SABME", "DM", "UI", "DISC", "UA", "FRMR", "XID", "unknown frame"};

// Q.921 Table 8.
constexpr std::array kTeiMessages{
    ValueName{1, "identity request"},        ValueName{2, "identity assigned"},
    ValueName{3, "identity denied"},         ValueName{4, "identity check request"},
    ValueName{5, "identity check response"}, ValueName{6, "identity remove"},
    ValueName{7, "identity verify"},
};

template <std::size_t N>
FrameKind find(const std::array<KindRow, N>& rows, std::uint8_t control) {
    for (const KindRow& row : rows)
        if (row.control == control)
            return row.kind;
    return FrameKind::unknown;
}

// What the rest of a FRMR says (Q.921 Figure 9): the rejected control field and why.
std::string frame_reject(base::Octets information) {
    if (information.size() < 5)
        return {};
    static constexpr std::array kReasons{
        ValueName{0x01, "undefined control field"},
        ValueName{0x03, "frame not permitted with information"},
        ValueName{0x04, "information too long"},
        ValueName{0x08, "N(R) out of sequence"},
    };
    return " V(S)=" + std::to_string(information[2] >> 1) +
           " V(R)=" + std::to_string(information[3] >> 1) + " reason " +
           named(information[4] & 0x0fU, kReasons);
}

} // namespace

std::string_view name(FrameKind kind) {
    return kKinds[static_cast<std::size_t>(kind)];
}

base::Result<LapdFrame, FrameError> read_lapd(base::Octets octets) {
    base::OctetReader reader(octets);
    const std::uint8_t first = reader.u8(), second = reader.u8(), control = reader.u8();
    if (reader.failed())
        return base::fail(FrameError::truncated);
    if ((first & kExtension) != 0 || (second & kExtension) == 0)
        return base::fail(FrameError::address_extension);
    LapdFrame frame;
    frame.sapi = first >> 2;
    frame.c_r = (first & kCommandResponse) != 0;
    frame.tei = second >> 1;
    frame.control = control;
    if ((control & 3) == 3) { // U format: one octet
        frame.poll_final = (control & kPollFinalBit) != 0;
        frame.kind = find(kUnnumbered, static_cast<std::uint8_t>(control & ~kPollFinalBit));
    } else { // I and S format: two
        const std::uint8_t more = reader.u8();
        if (reader.failed())
            return base::fail(FrameError::truncated);
        frame.poll_final = (more & 1) != 0;
        frame.nr = static_cast<std::uint8_t>(more >> 1);
        if ((control & 1) == 0) {
            frame.kind = FrameKind::i;
            frame.ns = static_cast<std::uint8_t>(control >> 1);
        } else {
            frame.kind = find(kSupervisory, control);
        }
    }
    frame.information = reader.rest();
    return frame;
}

std::optional<bool> is_command(const LapdFrame& frame, Sender sender) {
    if (sender == Sender::unknown)
        return std::nullopt;
    return frame.c_r == (sender == Sender::network);
}

std::optional<TeiMessage> tei_message(const LapdFrame& frame) {
    if (frame.kind != FrameKind::ui || frame.sapi != kSapiManagement ||
        frame.information.size() < kTeiMessageOctets || frame.information[0] != kEntityManagement)
        return std::nullopt;
    base::OctetReader reader(frame.information.subspan(1));
    TeiMessage message;
    message.reference = reader.u16();
    message.type = reader.u8();
    message.action = reader.u8() >> 1;
    return message;
}

std::string summary(const LapdFrame& frame, Sender sender) {
    std::string text(name(frame.kind));
    if (frame.kind == FrameKind::unknown)
        text += " 0x" + std::string(1, "0123456789abcdef"[frame.control >> 4]) +
                "0123456789abcdef"[frame.control & 15];
    const auto command = is_command(frame, sender);
    if (command)
        text += *command ? " command" : " response";
    text += " SAPI " + std::to_string(frame.sapi) + " TEI " + std::to_string(frame.tei);
    if (frame.ns)
        text += " N(S)=" + std::to_string(*frame.ns);
    if (frame.nr)
        text += " N(R)=" + std::to_string(*frame.nr);
    text += !command ? " P/F=" : *command ? " P=" : " F=";
    text += frame.poll_final ? '1' : '0';
    if (!command)
        text += std::string(" C/R=") + (frame.c_r ? '1' : '0');
    if (const auto message = tei_message(frame)) {
        const std::string_view what = name_in(kTeiMessages, message->type);
        text +=
            " | " +
            (what.empty() ? "TEI message " + std::to_string(message->type) : std::string(what)) +
            " Ri " + std::to_string(message->reference) + " Ai " + std::to_string(message->action);
    } else if (frame.kind == FrameKind::frmr) {
        text += frame_reject(frame.information);
    }
    return text;
}

} // namespace isdn
