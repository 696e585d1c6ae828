// Dry runs of requests inside a dialog: re-INVITE and UPDATE into hold, retrieval and another
// party, and back (RFC 3398 §9, Q.1912.5 Annex B, RFC 4916).
#include "gateway/mapping/dry_dialog.h"

#include "gateway/mapping/connected_identity.h"
#include "gateway/mapping/overrides.h"
#include "sipi/body/multipart.h"
#include "sipi/sdp.h"

namespace mapping {
namespace {

constexpr Row kHeld{"hold by the direction of media", "Q.1912.5 Annex B"};
constexpr Row kDirection{"direction of media by hold", "RFC 3398 §9, Q.1912.5 Annex B"};
constexpr Row kParty{"told when it is another party than before", "RFC 4916 §4.4.2"};

/// What the direction that a peer offers means for the other side; nothing without an offer.
std::optional<isup::Message> hold_of(const sipi::Message& request, Notes& notes) {
    const sipi::Body body = sipi::Body::parse(request);
    const sipi::BodyPart* part = body.sdp();
    if (!part)
        return std::nullopt;
    const auto sdp = sipi::Sdp::parse(part->text());
    if (!sdp || sdp->media.empty())
        return std::nullopt;
    const sipi::Direction direction = sdp->direction_of(sdp->media.front());
    const bool held = !sipi::receives(direction);
    isup::Message cpg(isup::MessageType::cpg);
    cpg.set(isup::EventInformation{isup::Event::progress});
    cpg.set(isup::GenericNotification(held ? isup::Notification::remote_hold
                                           : isup::Notification::remote_retrieval));
    notes.add(kHeld, "{}: {}", sipi::text(direction),
              held ? "remote hold" : "remote retrieval, when it was held before");
    return cpg;
}

/// True: held or suspended; false: no more; nothing: the message says neither.
std::optional<bool> holds(const isup::Message& message, const Profile& profile, Notes& notes) {
    const bool suspends = message.type() == isup::MessageType::sus;
    if (suspends || message.type() == isup::MessageType::res)
        return quirk(profile, Quirk::suspend_by_reinvite, notes) ? std::optional(suspends)
                                                                 : std::nullopt;
    const auto said = message.get<isup::GenericNotification>();
    if (message.type() != isup::MessageType::cpg || !said)
        return std::nullopt;
    if (said->contains(isup::Notification::remote_hold))
        return true;
    return said->contains(isup::Notification::remote_retrieval) ? std::optional(false)
                                                                : std::nullopt;
}

/// With ISUP in the bodies that tells it.
bool tells_identity(const Profile& profile, Notes& notes) {
    return !carries_isup(profile.interworking) && quirk(profile, Quirk::connected_identity, notes);
}

} // namespace

bool changes_dialog(const sipi::Message& request) {
    if (request.method() == sipi::Method::update)
        return true;
    return request.method() == sipi::Method::invite && !request.to_tag().empty();
}

std::vector<isup::Message> told_in_dialog(const sipi::Message& request, const Profile& profile,
                                          Notes& notes) {
    std::vector<isup::Message> told;
    PeerIdentity nobody;
    if (tells_identity(profile, notes) && learn_identity(request, profile, nobody))
        if (const auto fac = transfer_from_identity(nobody, notes)) {
            notes.add(kParty, "dry run: taken for another");
            told.push_back(*fac);
        }
    if (const auto cpg = hold_of(request, notes))
        told.push_back(*cpg);
    return told;
}

std::optional<DialogRequest> request_in_dialog(const isup::Message& message, const Profile& profile,
                                               Notes& notes) {
    if (const auto held = holds(message, profile, notes)) {
        const std::string direction(
            sipi::text(*held ? sipi::Direction::sendonly : sipi::Direction::sendrecv));
        notes.add(kDirection, "{}", direction);
        return DialogRequest{"re-INVITE", "INVITE inside the dialog, once the call is answered\n"
                                          "Content-Type: application/sdp (a=" +
                                              direction + ")\n"};
    }
    const auto party =
        tells_identity(profile, notes) ? party_of_transfer(message, profile, notes) : std::nullopt;
    if (!party)
        return std::nullopt;
    DialogRequest request{"UPDATE", "UPDATE, or re-INVITE where UPDATE is not allowed\nFrom: "};
    request.text += party->from;
    request.text += " (with from-change)\n";
    for (const sipi::ExtraHeader& header : party->headers)
        request.text.append(header.name).append(": ").append(header.value).append("\n");
    return request;
}

} // namespace mapping
