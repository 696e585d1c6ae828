// QSIG in SIP bodies, RFC 3204 §3.2.
#include "gateway/mapping/qsig.h"

#include "drivers/isdn/q931.h"
#include "sipi/body/qsig_type.h"

namespace mapping {
namespace {

std::optional<isdn::Envelope> envelope_of(base::Octets octets) {
    if (octets.size() > kMaxQsigOctets)
        return std::nullopt;
    const auto envelope = isdn::read_envelope(octets);
    if (!envelope || envelope->call_reference == 0)
        return std::nullopt;
    return *envelope;
}

} // namespace

std::optional<std::string> qsig_body(base::Octets q931_message) {
    if (!envelope_of(q931_message))
        return std::nullopt;
    return std::string(reinterpret_cast<const char*>(q931_message.data()), q931_message.size());
}

std::optional<QsigMessage> qsig_message(const sipi::BodyPart& part) {
    if (!part.usable() || !part.is("application", "qsig") ||
        !sipi::QsigType::of(part.type).is_iso())
        return std::nullopt;
    const auto envelope = envelope_of(part.octets);
    if (!envelope)
        return std::nullopt;
    return QsigMessage{envelope->type, envelope->elements};
}

bool understands_qsig(const sipi::BodyPart& part, const Profile& profile) {
    return profile.qsig && part.is("application", "qsig") && sipi::QsigType::of(part.type).is_iso();
}

} // namespace mapping
