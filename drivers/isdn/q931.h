// Q.931 messages as octets: reading every element that Message has, writing them, and the I-frames
// that carry them.
#pragma once

#include "base/octets.h"
#include "base/result.h"
#include "drivers/isdn/message.h"

#include <optional>
#include <vector>

namespace isdn {

/// Information element identifiers (Q.931 Table 4-3, codeset 0) that are read or written here.
enum class Element : std::uint8_t {
    bearer_capability = 0x04,
    cause = 0x08,
    call_identity = 0x10,
    call_state = 0x14,
    channel_identification = 0x18,
    facility = 0x1c,
    progress_indicator = 0x1e,
    network_facilities = 0x20,
    notification_indicator = 0x27,
    display = 0x28,
    keypad_facility = 0x2c,
    connected_number = 0x4c,
    connected_subaddress = 0x4d,
    calling_number = 0x6c,
    calling_subaddress = 0x6d,
    called_number = 0x70,
    called_subaddress = 0x71,
    redirecting_number = 0x74,
    redirection_number = 0x76,
    transit_network = 0x78,
    restart_indicator = 0x79,
    low_layer_compatibility = 0x7c,
    high_layer_compatibility = 0x7d,
    user_user = 0x7e,
    sending_complete = 0xa1, ///< a single octet
    repeat_indicator = 0xd2, ///< a single octet: the elements behind it are in order of priority
};

/// What stands before the elements of a Q.931 message (§4.2-§4.4).
struct Envelope {
    std::uint16_t call_reference = 0; ///< 0: global or dummy
    bool to_originator =
        false;             ///< the call reference flag: sent to the side that chose the reference
    std::uint8_t type = 0; ///< a MessageType, or one that concerns no call (RESTART, STATUS, ...)
    base::Octets elements; ///< in the message's memory
};

inline constexpr std::uint8_t kRestart = 0x46, kRestartAcknowledge = 0x4e;

enum class Q931Error : std::uint8_t { truncated, not_q931 };

/// The Q.931 message inside an I-frame or UI frame of SAPI 0 (Q.921 §3.3, §3.5, §3.6.6); empty for
/// any other frame.
base::Octets information_of(base::Octets lapd_frame);
/// An I-frame: numbered and repeated when lost. A UI frame is neither; on a bus it goes to all.
bool is_numbered(base::Octets lapd_frame);
inline constexpr std::uint8_t kGroupTei = 127; ///< all terminals (Q.921 §3.3.4.1)
/// The terminal endpoint identifier of a frame of two octets or more.
std::uint8_t tei_of(base::Octets lapd_frame);
/// N(S) of an I-frame.
std::uint8_t send_sequence_of(base::Octets i_frame);

base::Result<Envelope, Q931Error> read_envelope(base::Octets message);

/// Reads the elements of codeset 0, and takes those of others as they are. One that is malformed or
/// repeated beyond what is allowed counts as absent (Q.931 §5.8.7.2); what stands behind a
/// truncated one is not read. Never fails.
Message read_elements(MessageType type, base::Octets elements);

/// The channel identification says: no B-channel, the D-channel alone (§4.5.13 octet 3 bit 3;
/// ECMA-165 §7.3).
bool is_call_independent(base::Octets elements);
/// The first octets of a message, up to and with its type; no `reference`: the dummy one, without
/// octets.
std::vector<std::uint8_t> message_head(std::optional<std::uint16_t> reference, bool to_originator,
                                       std::uint8_t type, bool basic_rate);
/// Elements of codesets 4 to 7 (§4.5.2-§4.5.4), as Message::other_codesets has them; those of the
/// reserved codesets 1 to 3, and what stands behind a truncated one, are left out.
std::vector<std::uint8_t> other_codesets(base::Octets elements);

/// Bearer capability as the contents of its element (§4.5.5), octet 5 only when there is a layer 1.
std::vector<std::uint8_t> bearer_contents(const BearerCapability& bearer);

/// Channel identification of one B-channel (§4.5.13), on primary rate without a timeslot of the
/// interface alone.
std::vector<std::uint8_t> channel_contents(const Channel& channel, bool basic_rate);

/// Elements to be put into a message that libpri has built: a present list replaces what it has
/// written.
struct ElementPatch {
    struct Item {
        Element element;
        std::vector<std::vector<std::uint8_t>>
            contents; ///< each from octet 3 on; none removes the element
    };
    std::vector<Item> items;          ///< one per element, in any order
    std::vector<std::uint8_t> tail{}; ///< elements of other codesets, behind all of codeset 0
    /// The message goes out as this type, with these elements only: how messages are sent that
    /// libpri cannot build.
    std::optional<std::uint8_t> becomes{};
    /// These octets go out instead, from the protocol discriminator on: messages of no call.
    std::vector<std::uint8_t> whole{};
    const Item* find(std::uint8_t identifier) const;
};

/// All elements that are present in `message`, but for the channel identification, which is
/// libpri's. SETUP also says which of bearer, numbers and sending complete are absent.
ElementPatch elements_of(const Message& message);

/// `message` with the patch applied, elements in ascending order (Q.931 §4.5.1). Empty when it does
/// not fit into `limit` octets or `message` is malformed.
std::vector<std::uint8_t> apply(base::Octets message, const ElementPatch& patch, std::size_t limit);

} // namespace isdn
