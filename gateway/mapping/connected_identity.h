// Who is at the far end once a call is answered, and when that changes: RFC 4916, connected and
// additional connected number (TS 29.163 §7.5.2), call transfer number (Q.763 §3.64, Q.732.2).
#pragma once

#include "gateway/mapping/identity.h"
#include "gateway/mapping/isup_to_sip.h"
#include "gateway/mapping/notes.h"
#include "gateway/mapping/profile.h"
#include "isup/message.h"
#include "sipi/message.h"

#include <optional>
#include <string>

namespace mapping {

/// What a peer has last said of who is there. Thread: any; a value.
struct PeerIdentity {
    std::optional<Address> from{};     ///< From, or To of our INVITE
    std::optional<Address> asserted{}; ///< P-Asserted-Identity of a trusted peer
    isup::Presentation presentation = isup::Presentation::allowed;
    bool operator==(const PeerIdentity&) const = default;
};

/// Of a request that the peer sent.
PeerIdentity identity_of_request(const sipi::Message& request, const Profile& profile);
/// Of the 200 of our INVITE: To and P-Asserted-Identity.
PeerIdentity identity_of_answer(const sipi::Message& answer, const Profile& profile);
/// Takes what a mid-dialog request says into `known`; what it does not say stays. True: somebody
/// else is there (RFC 4916 §4.4.2).
bool learn_identity(const sipi::Message& request, const Profile& profile, PeerIdentity& known);

/// The identity that came in an UPDATE while the answer waited: generic number "additional
/// connected number" from From, connected number from P-Asserted-Identity (TS 29.163 §7.5.2.2).
void add_identity(const PeerIdentity& identity, isup::Message& answer, Notes& notes);
/// Another party in talk: FAC with call transfer number and "call transfer, active" (Q.732.2).
/// Nothing when no number is known and none is withheld.
std::optional<isup::Message> transfer_from_identity(const PeerIdentity& identity, Notes& notes);

/// From of the UPDATE behind the 200 of an ANM or CON, a name-addr: the additional connected number
/// (TS 29.163 §7.5.2.3), else the connected one (RFC 4916 §4.2). Empty: the To of the INVITE stays.
std::string from_of_answer(const isup::Message& answer, const Profile& profile, Notes& notes);

/// What a SIP peer is told of another party.
struct NewParty {
    std::string from; ///< a name-addr for peers that know from-change
    Headers headers;  ///< P-Asserted-Identity and Privacy, for trusted peers
};
/// Of FAC or CPG in talk with "call transfer, active" and a call transfer number; nothing else.
std::optional<NewParty> party_of_transfer(const isup::Message& message, const Profile& profile,
                                          Notes& notes);

} // namespace mapping
