// Information elements of Q.931 in parameters of ISUP and back (Q.699, Q.763 §3.3, §3.59, §3.61).
#include "gateway/mapping/q931_elements.h"

#include <array>

namespace mapping {
namespace {

constexpr Row kHighLayer{"high layer compatibility in access transport",
                         "Q.699 (Q.763 §3.3, §3.59)"};
constexpr Row kLowLayer{"low layer compatibility in access transport", "Q.699 (Q.763 §3.3)"};
constexpr Row kProgressCarried{"progress indicator in access transport", "Q.699 (Q.763 §3.3)"};
constexpr Row kUserToUser{"user-to-user information", "Q.699 (Q.763 §3.61)"};
constexpr Row kProgress{"progress indicator", "Q.699 (Q.931 §4.5.23)"};

std::array<std::uint8_t, 2> progress_contents(const isdn::Progress& progress) {
    return {static_cast<std::uint8_t>(0x80 | (progress.location & 0xf)),
            static_cast<std::uint8_t>(0x80 | progress.description)};
}

} // namespace

// 129 octets: protocol discriminator and 128 of data. More than a network carries is left out
// (Q.737.1).
void carry_user_user(const isdn::Message& from, isup::Message& to, Notes& notes) {
    if (from.user_user.empty() || from.user_user.size() > 129)
        return;
    to.set_raw(isup::Param::user_to_user_information, from.user_user);
    notes.add(kUserToUser, "{} octets", from.user_user.size());
}

void carry(const isdn::Message& from, isup::Message& to, Notes& notes) {
    isup::AccessTransport access;
    for (const isdn::Progress& progress : from.progress) {
        if (access.add(isup::Element::progress_indicator, progress_contents(progress)))
            notes.add(kProgressCarried, "{} location {}", progress.description, progress.location);
    }
    if (!from.low_layer.empty() && access.add(isup::Element::low_layer, from.low_layer))
        notes.add(kLowLayer, "{} octets", from.low_layer.size());
    if (!from.high_layer.empty() && access.add(isup::Element::high_layer, from.high_layer)) {
        notes.add(kHighLayer, "{} octets", from.high_layer.size());
        if (to.type() == isup::MessageType::iam && from.high_layer.size() >= 2 &&
            from.high_layer.size() <= 3)
            to.set_raw(isup::Param::user_teleservice_information, from.high_layer);
    }
    if (!access.elements.empty())
        to.set(access);
    carry_user_user(from, to, notes);
}

void add_progress(isdn::Message& to, isdn::Progress progress, Notes& notes) {
    if (to.has_progress(progress.description))
        return;
    to.progress.push_back(progress);
    notes.add(kProgress, "{} location {}", progress.description, progress.location);
}

void fetch(const isup::Message& from, isdn::Message& to, Notes& notes) {
    if (const auto access = from.get<isup::AccessTransport>()) {
        for (std::size_t i = 0;; ++i) {
            const auto progress = access->find(isup::Element::progress_indicator, i);
            if (!progress)
                break;
            if (progress->size() >= 2)
                add_progress(to,
                             {static_cast<std::uint8_t>((*progress)[1] & 0x7f),
                              static_cast<std::uint8_t>((*progress)[0] & 0xf)},
                             notes);
        }
        if (const auto low = access->find(isup::Element::low_layer)) {
            to.low_layer.assign(low->begin(), low->end());
            notes.add(kLowLayer, "{} octets", low->size());
        }
        if (const auto high = access->find(isup::Element::high_layer)) {
            to.high_layer.assign(high->begin(), high->end());
            notes.add(kHighLayer, "{} octets", high->size());
        }
    }
    const base::Octets high = from.raw(isup::Param::user_teleservice_information);
    if (to.high_layer.empty() && !high.empty())
        to.high_layer.assign(high.begin(), high.end());
    const base::Octets user = from.raw(isup::Param::user_to_user_information);
    if (!user.empty()) {
        to.user_user.assign(user.begin(), user.end());
        notes.add(kUserToUser, "{} octets", user.size());
    }
}

isup::CauseIndicators cause_from(const isdn::Cause& cause) {
    isup::CauseIndicators result;
    result.value = cause.value & 0x7f;
    result.location = static_cast<isup::Location>(cause.location & 0xf);
    result.diagnostics.assign(cause.diagnostic);
    return result;
}

isdn::Cause cause_to(const isup::CauseIndicators& cause) {
    const base::Octets diagnostics = cause.diagnostics.octets();
    return {cause.value,
            static_cast<std::uint8_t>(cause.location),
            {diagnostics.begin(), diagnostics.end()}};
}

} // namespace mapping
