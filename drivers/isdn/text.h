// The D-channel for people: LAPD frames and Q.931 messages with every element and the names of its
// values. The one decoder behind logs, ladder, `trace span` and `map test`.
#pragma once

#include "drivers/isdn/message.h"
#include "drivers/isdn/q921.h"

#include <string>

namespace isdn {

/// One line without its end: "I command SAPI 0 TEI 0 N(S)=1 N(R)=0 P=0 | SETUP ref 1 channel 7 to
/// 2001". `frame`: address first, no FCS; any octets are taken, what is no frame is said so.
std::string frame_summary(base::Octets frame, Sender sender = Sender::unknown);
/// Several lines, each ended: the summary of layer 2, then what message_text() says of layer 3.
std::string frame_text(base::Octets frame, Sender sender = Sender::unknown);
/// The frame carries a message of layer 3 (I or UI frame of SAPI 0).
bool is_layer3(base::Octets frame);

/// One line without its end: "DISCONNECT ref 1 cause 16 normal call clearing". "ref 1'": sent to
/// the side that chose the reference. `message`: from the protocol discriminator on.
std::string message_summary(base::Octets message);
/// Several lines, each ended: name and call reference, then one line per element in the order of
/// the message, indented by two blanks; locking and non-locking shifts are followed (Q.931 §4.5.3,
/// §4.5.4).
std::string message_text(base::Octets message);

/// The same of a message as a value: its name, then its elements as they are written.
std::string to_text(const Message& message);

} // namespace isdn
