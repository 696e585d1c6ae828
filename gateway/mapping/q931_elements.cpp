// Information elements of Q.931 in parameters of ISUP and back (Q.699, Q.763 §3.3, §3.59, §3.61).
#include "gateway/mapping/q931_elements.h"

#include <array>

namespace mapping {
namespace {

constexpr Row kHighLayer{"high layer compatibility in access transport",
                         "Q.699 (Q.931 §4.5.17, Q.763 §3.3)"};
constexpr Row kTeleservice{"user teleservice information", "Q.699 (Q.763 §3.59)"};
constexpr Row kProgressCarried{"progress indicator in access transport",
                               "Q.699 (Q.931 §4.5.23, Q.763 §3.3)"};
constexpr Row kElementsProgress{"progress indicator", "Q.699 (Q.931 §4.5.23)"};
constexpr Row kDisplay{"display in access transport", "Q.699 (Q.931 §4.5.16, Q.763 §3.3)"};

// Where a progress indicator may stand (Q.931 §3.1); after DISCONNECT it is for this line alone.
constexpr unsigned kWithProgress =
    kInSetup | kInProceeding | kInAlerting | kInProgress | kInConnect;
constexpr std::size_t kMaxDisplay = 80;

std::array<std::uint8_t, 2> progress_contents(const isdn::Progress& progress) {
    return {static_cast<std::uint8_t>(0x80 | (progress.location & 0xf)),
            static_cast<std::uint8_t>(0x80 | (progress.description & 0x7f))};
}

void carry_progress(const isdn::Message& from, isup::AccessTransport& access, Notes& notes) {
    if (!(message_bit(from.type) & kWithProgress))
        return;
    for (const isdn::Progress& progress : from.progress)
        if (access.add(isup::Element::progress_indicator, progress_contents(progress)))
            notes.add(kProgressCarried, "{} location {}", progress.description, progress.location);
}

void fetch_progress(const isup::AccessTransport& access, isdn::Message& to, Notes& notes) {
    if (!(message_bit(to.type) & kWithProgress))
        return;
    for (std::size_t i = 0;; ++i) {
        const auto progress = access.find(isup::Element::progress_indicator, i);
        if (!progress)
            return;
        if (progress->size() >= 2)
            add_progress(to,
                         {static_cast<std::uint8_t>((*progress)[1] & 0x7f),
                          static_cast<std::uint8_t>((*progress)[0] & 0xf)},
                         notes);
    }
}

// A network shows texts to its users; what a user writes goes no further (Q.931 §4.5.16).
void fetch_display(const isup::AccessTransport& access, isdn::Message& to, Notes& notes) {
    const auto display = access.find(isup::Element::display);
    if (!display || message_bit(to.type) == 0)
        return;
    for (const std::uint8_t octet : *display)
        if (octet >= 0x20 && octet < 0x7f && to.display.size() < kMaxDisplay)
            to.display += static_cast<char>(octet);
    notes.add(kDisplay, "{}", to.display);
}

void fetch_access(const isup::AccessTransport& access, isdn::Message& to, Notes& notes) {
    fetch_progress(access, to, notes);
    for (const CarriedRow& row : carried_rows()) {
        const auto contents = access.find(row.element);
        if (!contents || contents->empty() || !(row.messages & message_bit(to.type)))
            continue;
        (to.*row.octets).assign(contents->begin(), contents->end());
        notes.add(row.row, "{} octets", contents->size());
    }
    if (const auto second = access.find(isup::Element::high_layer, 1);
        second && !to.high_layer.empty())
        to.second_high_layer.assign(second->begin(), second->end());
    fetch_display(access, to, notes);
}

} // namespace

void carry(const isdn::Message& from, isup::Message& to, Notes& notes) {
    const unsigned in = message_bit(from.type);
    isup::AccessTransport access;
    carry_progress(from, access, notes);
    for (const CarriedRow& row : carried_rows()) {
        const auto& octets = from.*row.octets;
        if (!octets.empty() && (row.messages & in) && access.add(row.element, octets))
            notes.add(row.row, "{} octets", octets.size());
    }
    if (!from.second_high_layer.empty() && !from.high_layer.empty() && (in & kInSetup) &&
        access.add(isup::Element::high_layer, from.second_high_layer))
        notes.add(kHighLayer, "second one, {} octets", from.second_high_layer.size());
    if (to.type() == isup::MessageType::iam && from.high_layer.size() >= 2 &&
        from.high_layer.size() <= 3) {
        to.set_raw(isup::Param::user_teleservice_information, from.high_layer);
        notes.add(kTeleservice, "{} octets", from.high_layer.size());
    }
    if (!access.elements.empty())
        to.set(access);
    carry_same_octets(from, to, notes);
}

void carry_same_octets(const isdn::Message& from, isup::Message& to, Notes& notes) {
    for (const SameOctetsRow& row : same_octets_rows()) {
        const auto& octets = from.*row.octets;
        if (octets.size() < row.least || octets.size() > row.most ||
            !(row.messages & message_bit(from.type)))
            continue;
        to.set_raw(row.parameter, octets);
        notes.add(row.row, "{} octets", octets.size());
    }
}

void add_progress(isdn::Message& to, isdn::Progress progress, Notes& notes) {
    if (to.has_progress(progress.description))
        return;
    to.progress.push_back(progress);
    notes.add(kElementsProgress, "{} location {}", progress.description, progress.location);
}

void fetch(const isup::Message& from, isdn::Message& to, Notes& notes) {
    if (const auto access = from.get<isup::AccessTransport>())
        fetch_access(*access, to, notes);
    const base::Octets high = from.raw(isup::Param::user_teleservice_information);
    if (to.type == isdn::MessageType::setup && to.high_layer.empty() && !high.empty()) {
        to.high_layer.assign(high.begin(), high.end());
        notes.add(kTeleservice, "{} octets", high.size());
    }
    for (const SameOctetsRow& row : same_octets_rows()) {
        const base::Octets octets = from.raw(row.parameter);
        if (octets.size() < row.least || octets.size() > row.most ||
            !(row.messages & message_bit(to.type)))
            continue;
        (to.*row.octets).assign(octets.begin(), octets.end());
        notes.add(row.row, "{} octets", octets.size());
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
