// QSIG in SIP bodies, RFC 3204 §3.2.
#include "gateway/mapping/qsig.h"

#include "drivers/isdn/q931.h"
#include "sipi/body/qsig_type.h"

#include <array>
#include <span>
#include <utility>

namespace mapping {
namespace {

constexpr Row kQsigTooLong{"QSIG elements stay behind: more than a frame", "Q.921 §5.9.3"};
constexpr Row kQsigApart{"QSIG facility elements in a FACILITY of their own",
                         "Q.921 §5.9.3, ISO/IEC 11582 §7"};

using Octets = std::vector<std::uint8_t>;

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
    const bool alone = message.type == isdn::MessageType::facility;
    return !isdn::apply(kBegin, isdn::elements_of(message), kMostOctets - (alone ? 0 : kOfTheLine))
                .empty();
}

/// False, and nothing changed, when there is no room for it.
template <class Change>
bool add_if_it_fits(isdn::Message& message, Change change) {
    isdn::Message both = message;
    change(both);
    if (!fits(both))
        return false;
    message = std::move(both);
    return true;
}

bool add_facility(isdn::Message& message, const Octets& contents) {
    return add_if_it_fits(message,
                          [&](isdn::Message& both) { both.facilities.push_back(contents); });
}

/// As many as fit into each, in order; what no FACILITY holds has a row.
std::vector<isdn::Message> facility_messages(std::span<const Octets> contents, Notes& notes) {
    isdn::Message empty;
    empty.type = isdn::MessageType::facility;
    std::vector<isdn::Message> messages;
    for (const Octets& one : contents) {
        if (!messages.empty() && add_facility(messages.back(), one))
            continue;
        isdn::Message next = empty;
        if (!add_facility(next, one)) {
            notes.add(kQsigTooLong, "a facility element of {} octets", one.size());
            continue;
        }
        messages.push_back(std::move(next));
    }
    return messages;
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

std::vector<isdn::Message> carry_qsig(base::Octets q931_message, isdn::Message& own, Notes& notes) {
    const auto there = qsig_message(q931_message);
    if (!there)
        return {};
    const auto type = static_cast<isdn::MessageType>(there->type);
    if (type != own.type && !(clears(type) && clears(own.type)))
        return {};
    const isdn::Message read = isdn::read_elements(type, there->elements);
    const Octets& others = read.other_codesets;
    if (own.other_codesets.empty() && !others.empty() &&
        !add_if_it_fits(own, [&](isdn::Message& both) { both.other_codesets = others; }))
        notes.add(kQsigTooLong, "{} octets of other codesets in {}", others.size(),
                  isdn::name(type));
    if (!own.notification && read.notification &&
        !add_if_it_fits(own, [&](isdn::Message& both) { both.notification = read.notification; }))
        notes.add(kQsigTooLong, "notification indicator of {}", isdn::name(type));
    if (!own.facilities.empty())
        return {};
    std::span<const Octets> left = read.facilities;
    while (!left.empty() && add_facility(own, left.front()))
        left = left.subspan(1);
    auto apart = facility_messages(left, notes);
    if (!apart.empty())
        notes.add(kQsigApart, "{} of {} elements of {}", left.size(), read.facilities.size(),
                  isdn::name(type));
    return apart;
}

std::optional<isdn::Message> qsig_alone(base::Octets q931_message, Notes& notes) {
    const auto there = qsig_message(q931_message);
    if (!there)
        return std::nullopt;
    isdn::Message message;
    message.type = static_cast<isdn::MessageType>(there->type);
    if (message.type != isdn::MessageType::facility && message.type != isdn::MessageType::notify)
        return std::nullopt;
    static_cast<void>(carry_qsig(q931_message, message, notes)); // came in one frame, fits one
    const bool says = message.type == isdn::MessageType::notify
                          ? message.notification.has_value()
                          : !message.facilities.empty() || !message.other_codesets.empty();
    return says ? std::optional(message) : std::nullopt;
}

bool understands_qsig(const sipi::BodyPart& part, const Profile& profile) {
    return profile.qsig && part.is("application", "qsig") && sipi::QsigType::of(part.type).is_iso();
}

} // namespace mapping
