// QSIG in SIP bodies, RFC 3204 §3.2.
#include "gateway/mapping/qsig.h"

#include "drivers/isdn/q931.h"
#include "sipi/body/qsig_type.h"

#include <array>
#include <utility>

namespace mapping {
namespace {

constexpr Row kOtherCodesets{"QSIG elements of other codesets stay behind",
                             "Q.931 §4.5.2, ISO/IEC 11572 §13"};
constexpr Row kQsigTooLong{"QSIG elements stay behind: more than a frame", "Q.921 §5.9.3"};

std::optional<isdn::Envelope> envelope_of(base::Octets octets) {
    if (octets.size() > kMaxQsigOctets)
        return std::nullopt;
    const auto envelope = isdn::read_envelope(octets);
    if (!envelope || envelope->call_reference == 0)
        return std::nullopt;
    return *envelope;
}

bool clears(isdn::MessageType type) {
    return type == isdn::MessageType::disconnect || type == isdn::MessageType::release ||
           type == isdn::MessageType::release_complete;
}

// In one frame (N201, Q.921 §5.9.3), beside what the line itself puts in.
bool fits(const isdn::Message& message) {
    constexpr std::size_t kMostOctets = 260, kOfTheLine = 16; // channel, and what libpri adds
    constexpr std::array<std::uint8_t, 5> kBegin{0x08, 0x02, 0x00, 0x01, 0x05};
    return !isdn::apply(kBegin, isdn::elements_of(message), kMostOctets - kOfTheLine).empty();
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
    return qsig_message(part.octets);
}

std::optional<QsigMessage> qsig_message(base::Octets q931_message) {
    const auto envelope = envelope_of(q931_message);
    if (!envelope)
        return std::nullopt;
    return QsigMessage{envelope->type, envelope->elements};
}

void carry_qsig(base::Octets q931_message, isdn::Message& own, Notes& notes) {
    const auto there = qsig_message(q931_message);
    if (!there)
        return;
    const auto type = static_cast<isdn::MessageType>(there->type);
    if (type != own.type && !(clears(type) && clears(own.type)))
        return;
    const isdn::Message read = isdn::read_elements(type, there->elements);
    isdn::Message both = own;
    if (own.facilities.empty())
        both.facilities = read.facilities;
    if (!own.notification)
        both.notification = read.notification;
    if (isdn::has_other_codesets(there->elements))
        notes.add(kOtherCodesets, "{}", isdn::name(type));
    if (fits(both))
        own = std::move(both);
    else
        notes.add(kQsigTooLong, "{} facility elements of {}", both.facilities.size(),
                  isdn::name(type));
}

std::optional<isdn::Message> qsig_alone(base::Octets q931_message, Notes& notes) {
    const auto there = qsig_message(q931_message);
    if (!there)
        return std::nullopt;
    isdn::Message message;
    message.type = static_cast<isdn::MessageType>(there->type);
    if (message.type != isdn::MessageType::facility && message.type != isdn::MessageType::notify)
        return std::nullopt;
    carry_qsig(q931_message, message, notes);
    const bool says = message.type == isdn::MessageType::notify ? message.notification.has_value()
                                                                : !message.facilities.empty();
    return says ? std::optional(message) : std::nullopt;
}

bool understands_qsig(const sipi::BodyPart& part, const Profile& profile) {
    return profile.qsig && part.is("application", "qsig") && sipi::QsigType::of(part.type).is_iso();
}

} // namespace mapping
