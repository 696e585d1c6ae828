// Preconditions in SDP, RFC 3312 §4: "a=curr:qos local sendrecv", "a=des:qos mandatory remote
// sendrecv", "a=conf:qos remote sendrecv".
#include "sipi/preconditions.h"

#include "sipi/text.h"

#include <algorithm>
#include <string>

namespace sipi {
namespace {

constexpr std::string_view kQos = "qos";

struct StrengthRow {
    std::string_view name;
    Strength strength;
};
constexpr std::array kStrengths{
    StrengthRow{"none", Strength::none},           StrengthRow{"unknown", Strength::unknown},
    StrengthRow{"failure", Strength::failure},     StrengthRow{"optional", Strength::optional},
    StrengthRow{"mandatory", Strength::mandatory},
};

struct PathRow {
    std::string_view name;
    ReservedPath path;
};
constexpr std::array kPaths{
    PathRow{"none", {false, false}},
    PathRow{"send", {true, false}},
    PathRow{"recv", {false, true}},
    PathRow{"sendrecv", {true, true}},
};

struct SegmentRow {
    std::string_view name;
    QosStatus Preconditions::*status;
};
constexpr std::array kSegments{
    SegmentRow{"e2e", &Preconditions::end_to_end},
    SegmentRow{"local", &Preconditions::local},
    SegmentRow{"remote", &Preconditions::remote},
};

bool is_of_qos(const SdpAttribute& attribute) {
    return (attribute.name == "curr" || attribute.name == "des" || attribute.name == "conf") &&
           scan::same(std::string_view(attribute.value).substr(0, kQos.size()), kQos);
}

template <class Rows>
auto row_of(const Rows& rows, std::string_view name) {
    const auto found =
        std::ranges::find_if(rows, [&](const auto& row) { return scan::same(row.name, name); });
    return found == rows.end() ? nullptr : &*found;
}

std::string_view name_of(ReservedPath path) {
    return std::ranges::find(kPaths, path, &PathRow::path)->name;
}

void read(const SdpAttribute& attribute, Preconditions& out) {
    std::array<std::string_view, 4> words; // qos, strength of a=des, segment, direction
    std::size_t count = 0;
    std::string_view left = attribute.value;
    while (count < words.size()) {
        left.remove_prefix(std::min(left.find_first_not_of(' '), left.size()));
        if (left.empty())
            break;
        words[count] = left.substr(0, left.find(' '));
        left.remove_prefix(words[count++].size());
    }
    const bool desired = attribute.name == "des";
    if (count != (desired ? 4U : 3U))
        return;
    const auto* segment = row_of(kSegments, words[count - 2]);
    const auto* path = row_of(kPaths, words[count - 1]);
    const auto* strength = desired ? row_of(kStrengths, words[1]) : nullptr;
    if (!segment || !path || (desired && !strength))
        return;
    QosStatus& status = out.*segment->status;
    status.present = true;
    if (desired) {
        if (path->path.send)
            status.send = strength->strength;
        if (path->path.receive)
            status.receive = strength->strength;
    } else if (attribute.name == "curr") {
        status.current = path->path;
    } else {
        status.confirm = path->path;
    }
}

void add(SdpMedia& media, std::string_view name, std::string value) {
    media.attributes.push_back({std::string(name), std::move(value), true});
}

void add_desired(SdpMedia& media, Strength strength, std::string_view segment, ReservedPath path) {
    const auto row = std::ranges::find(kStrengths, strength, &StrengthRow::strength);
    add(media, "des",
        "qos " + std::string(row->name) + ' ' + std::string(segment) + ' ' +
            std::string(name_of(path)));
}

/// The same segment from the other end: its sending is our receiving.
QosStatus seen_from_there(const QosStatus& status) {
    QosStatus out = status;
    std::swap(out.send, out.receive);
    std::swap(out.current.send, out.current.receive);
    out.confirm = {};
    return out;
}

} // namespace

std::optional<Preconditions> read_preconditions(const SdpMedia& media) {
    Preconditions out;
    for (const SdpAttribute& attribute : media.attributes)
        if (is_of_qos(attribute))
            read(attribute, out);
    if (!out.end_to_end.present && !out.local.present && !out.remote.present)
        return std::nullopt;
    return out;
}

void write_preconditions(const Preconditions& preconditions, SdpMedia& media) {
    std::erase_if(media.attributes, is_of_qos);
    for (const SegmentRow& row : kSegments) {
        const QosStatus& status = preconditions.*row.status;
        if (status.present)
            add(media, "curr",
                "qos " + std::string(row.name) + ' ' + std::string(name_of(status.current)));
    }
    for (const SegmentRow& row : kSegments) {
        const QosStatus& status = preconditions.*row.status;
        if (!status.present)
            continue;
        if (status.send == status.receive) {
            add_desired(media, status.send, row.name, kBothWays);
        } else {
            add_desired(media, status.send, row.name, {true, false});
            add_desired(media, status.receive, row.name, {false, true});
        }
    }
    for (const SegmentRow& row : kSegments) {
        const QosStatus& status = preconditions.*row.status;
        if (!(status.confirm == ReservedPath{}))
            add(media, "conf",
                "qos " + std::string(row.name) + ' ' + std::string(name_of(status.confirm)));
    }
}

Preconditions answer_with_resources(const Preconditions& offer) {
    Preconditions out;
    out.end_to_end = seen_from_there(offer.end_to_end);
    out.local = seen_from_there(offer.remote);
    out.remote = seen_from_there(offer.local);
    if (out.local.present)
        out.local.current = kBothWays;
    out.remote.confirm = {out.remote.send == Strength::mandatory && !out.remote.current.send,
                          out.remote.receive == Strength::mandatory && !out.remote.current.receive};
    return out;
}

Preconditions offer_of_resources(bool reserved, const Preconditions* answered) {
    Preconditions out;
    out.local.current = reserved ? kBothWays : ReservedPath{};
    if (answered)
        out.remote.current = seen_from_there(answered->local).current;
    for (QosStatus* status : {&out.local, &out.remote}) {
        status->send = status->receive = Strength::mandatory;
        status->present = true;
    }
    return out;
}

} // namespace sipi
