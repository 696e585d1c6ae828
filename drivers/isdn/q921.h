// One LAPD frame as a value: address, control field and what it carries (Q.921 §3), and the TEI
// management messages (Q.921 §5.3).
#pragma once

#include "base/octets.h"
#include "base/result.h"

#include <cstdint>
#include <optional>
#include <string>

namespace isdn {

/// Q.921 Table 5. `unknown`: an unnumbered frame of another modifier.
enum class FrameKind : std::uint8_t {
    i,
    rr,
    rnr,
    rej,
    sabme,
    dm,
    ui,
    disc,
    ua,
    frmr,
    xid,
    unknown,
};
/// "I", "RR", "SABME" ...
std::string_view name(FrameKind kind);

/// Service access points of Q.921 Table 2.
inline constexpr std::uint8_t kSapiCallControl = 0, kSapiPacket = 16, kSapiManagement = 63;
/// The TEI of all terminals (Q.921 §3.3.4.1).
inline constexpr std::uint8_t kTeiBroadcast = 127;

struct LapdFrame {
    std::uint8_t sapi = 0; ///< 0-63
    std::uint8_t tei = 0;  ///< 0-127
    bool c_r = false;      ///< the bit as it stands; what it says depends on who has sent it
    FrameKind kind = FrameKind::unknown;
    std::uint8_t control = 0;           ///< the first octet of the control field
    bool poll_final = false;            ///< P of a command, F of a response
    std::optional<std::uint8_t> ns, nr; ///< 0-127; of I, and of I, RR, RNR, REJ
    base::Octets information;           ///< behind the control field; in the frame's memory
    bool carries_layer3() const { return kind == FrameKind::i || kind == FrameKind::ui; }
};

/// Which side has sent a frame: together with the C/R bit it tells commands from responses.
enum class Sender : std::uint8_t { unknown, user, network };
/// Q.921 Table 1; nothing when the sender is not known.
std::optional<bool> is_command(const LapdFrame& frame, Sender sender);

enum class FrameError : std::uint8_t { truncated, address_extension };

/// Address first, no FCS. Errors: shorter than address and control field; EA bits other than 0 and
/// 1 (Q.921 §3.2).
base::Result<LapdFrame, FrameError> read_lapd(base::Octets frame);

/// Q.921 Table 8.
enum class TeiMessageType : std::uint8_t {
    identity_request = 1,
    identity_assigned = 2,
    identity_denied = 3,
    check_request = 4,
    check_response = 5,
    remove = 6,
    verify = 7,
};
struct TeiMessage {
    std::uint8_t type = 0;       ///< a TeiMessageType, or unknown
    std::uint16_t reference = 0; ///< Ri
    std::uint8_t action = 0;     ///< Ai: a TEI, 127 = any
};
/// The message of layer management in a UI frame of SAPI 63; nothing when it is none.
std::optional<TeiMessage> tei_message(const LapdFrame& frame);

/// One line: "I command SAPI 0 TEI 0 N(S)=5 N(R)=3 P=0", "UI SAPI 63 TEI 127 identity request Ri
/// 4711 Ai 127".
std::string summary(const LapdFrame& frame, Sender sender = Sender::unknown);

} // namespace isdn
