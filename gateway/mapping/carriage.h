// Which ISUP message travels in which SIP message, both ways: RFC 3204, RFC 3372, Q.1912.5 profile
// C (ETSI TS 186 002-3).
#pragma once

#include "isup/message.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace mapping {

/// A SIP message that may hold ISUP. ACK and CANCEL are none (RFC 3261 §9.1, RFC 3398 §5.8).
enum class Carrier : std::uint8_t {
    invite,      ///< the first one
    provisional, ///< 18x to it
    answer,      ///< 2xx to it
    failure,     ///< 3xx-6xx to it
    reinvite,    ///< INVITE inside the dialog
    info,
    bye,
    bye_answer, ///< 200 to BYE
    update,     ///< UPDATE and PRACK: nothing travels there, what comes is left
};
inline constexpr std::size_t kCarriers = 9;
std::string_view name(Carrier carrier);

/// One ISUP message and the SIP messages it may stand in.
struct CarriageRow {
    isup::MessageType message;
    std::uint8_t
        carriers; ///< a bit for each Carrier but the last; 0: never, it belongs to the circuit
    std::string_view clause;
};
std::span<const CarriageRow> carriage_rows();

/// Whether it may stand there. A type without a row is one of a network or a future one: as those
/// that have no SIP message of their own.
bool may_travel(isup::MessageType message, Carrier carrier);
/// Circuit supervision and continuity: they end at each gateway and never enter SIP.
bool is_of_circuit(isup::MessageType message);

/// How far the session is, as what is sent backward or forward sees it.
enum class Stage : std::uint8_t {
    no_dialog, ///< no 18x has gone or come
    early,     ///< an early dialog is there
    confirmed,
};
/// What takes a message to the peer that has no SIP message of its own: INFO, or before there is a
/// dialog the 183 that makes it (`backward`). Nothing: it must wait, or is never carried.
std::optional<Carrier> carrier_without_image(isup::MessageType message, Stage stage, bool backward);

/// A message as the state of the call at the other side wants it: a second ACM is a CPG, a CPG
/// before the ACM is one, ANM without ACM is CON, CON behind one is ANM (Q.764 §2.1.5, §2.1.7).
/// `defaults`: backward call indicators where the message has none.
isup::Message in_sequence(const isup::Message& message, bool acm_seen,
                          const isup::BackwardCallIndicators& defaults);

} // namespace mapping
