// Names of callers and of those who answer: display and facility elements of a line (Q.931 §4.5.16,
// ISO/IEC 13868, GR-1367), display names of SIP (RFC 3261 §25.1, RFC 3325).
//
// Between the legs a name is the display element in the access transport parameter (Q.763 §3.3); a
// generic name of T1.113 is understood too. It is IA5 there, because Q.931 has no more.
#pragma once

#include "drivers/isdn/message.h"
#include "gateway/mapping/notes.h"
#include "isup/message.h"
#include "sipi/message.h"

#include <string>
#include <string_view>

namespace mapping {

/// How names travel on a line.
enum class LineNames : std::uint8_t {
    display,      ///< display element, both ways
    from_network, ///< display element of the network side (ETSI, NI1), this end is the user: only
                  ///< read
    to_user,      ///< the same, this end is the network: only sent
    qsig,         ///< callingName and connectedName in facility elements (ISO/IEC 13869)
    national,     ///< callingName of National ISDN-2 in a facility element (GR-1367)
};

/// UTF-8 as IA5: letters of Latin-1 lose their accents, other characters become '?', controls go.
/// At most 50 characters, what a name may have (ISO/IEC 13868 §6.3.1).
std::string ia5_name(std::string_view utf8);

/// The name in SETUP, ALERTING (QSIG's calledName) or CONNECT becomes that of the IAM, ACM, ANM
/// ...; nothing when the number it belongs to is withheld.
void name_from_line(const isdn::Message& from, LineNames names, isup::Message& to, Notes& notes);
/// The SETUP says that the name comes in a FACILITY behind it.
bool name_follows(const isdn::Message& setup, LineNames names);
/// The INF with the name that such a FACILITY has; nothing: it is another one.
std::optional<isup::Message> name_that_followed(const isdn::Message& facility, Notes& notes);
/// The display text of SETUP, ALERTING or CONNECT, as fetched from ISUP, is put as the line wants
/// it, or left out where a user may not send it or the number is withheld.
void name_to_line(isdn::Message& to, LineNames names, Notes& notes);

/// The display name of P-Asserted-Identity (`trusted`), else that of From, into the IAM; of a
/// response only that of P-Asserted-Identity, into ANM or CON.
void name_from_sip(const sipi::Message& from, bool trusted, isup::Message& to, Notes& notes);
/// As it stands before the brackets: quoted, with a blank behind; empty when there is none.
/// `ansi`: a generic name of T1.113 is meant where there is one.
std::string name_to_sip(const isup::Message& from, bool ansi, Notes& notes);

/// The name in the contents of a facility element that are an invoke of that operation (ISO/IEC
/// 13869: callingName 0, calledName 1, connectedName 2); empty when there is none, it is restricted
/// or the octets are broken.
std::string name_in_facility(base::Octets contents, std::uint8_t operation);

} // namespace mapping
