// Rows that a trunk has of its own, before those of the published tables.
#include "gateway/mapping/overrides.h"

#include "gateway/mapping/profile.h"

#include <algorithm>

namespace mapping {
namespace {

constexpr Row kCauseToLine{"cause to the line", "trunk's own table"};
constexpr Row kCauseFromLine{"cause from the line", "trunk's own table"};
constexpr Row kQuirkSet{"quirk", "trunk's own table"};

void override_cause(isup::CauseIndicators& cause, const std::vector<CauseOverride>& rows,
                    const Row& unnamed, Notes& notes) {
    const auto row = std::ranges::find(rows, std::uint16_t{cause.value}, &CauseOverride::from);
    if (row == rows.end())
        return;
    notes.add(row->row ? *row->row : unnamed, "{} {} -> {} {}", cause.value,
              isup::cause_name(cause.value), row->to,
              isup::cause_name(static_cast<std::uint8_t>(row->to)));
    cause.value = static_cast<std::uint8_t>(row->to);
}

void override_cause(isup::Message& message, const std::vector<CauseOverride>& rows,
                    const Row& unnamed, Notes& notes) {
    if (rows.empty())
        return;
    auto cause = message.get<isup::CauseIndicators>();
    if (!cause)
        return;
    override_cause(*cause, rows, unnamed, notes);
    message.set(*cause);
}

} // namespace

OwnRow own_row(std::string_view name, std::string where) {
    struct Holder {
        std::string where;
        Row row;
    };
    const auto holder = std::make_shared<Holder>(Holder{std::move(where), {name, {}}});
    holder->row.clause = holder->where;
    return {holder, &holder->row};
}

bool quirk(const Profile& profile, Quirk wanted, Notes& notes) {
    const auto own = std::ranges::find(profile.quirks, wanted, &QuirkOverride::quirk);
    const QuirkRow& row = quirk_row(wanted);
    if (own == profile.quirks.end())
        return follows_rfc3398(profile.interworking) ? row.rfc3398 : row.q1912_5;
    notes.add(own->row ? *own->row : kQuirkSet, "{} {}", row.name, own->on ? "on" : "off");
    return own->on;
}

const NumberOverride* number_row(const Profile& profile, isup::NatureOfAddress nature) {
    const auto row = std::ranges::find(profile.number_prefixes, nature, &NumberOverride::nature);
    return row == profile.number_prefixes.end() ? nullptr : &*row;
}

const NumberOverride* number_row(const Profile& profile, std::string_view dialled) {
    const NumberOverride* longest = nullptr;
    for (const NumberOverride& row : profile.number_prefixes)
        if (dialled.size() > row.prefix.size() && dialled.starts_with(row.prefix) &&
            (!longest || row.prefix.size() > longest->prefix.size()))
            longest = &row;
    return longest;
}

void override_cause_to_line(isup::CauseIndicators& cause, const Profile& profile, Notes& notes) {
    override_cause(cause, profile.cause_to_line, kCauseToLine, notes);
}

void override_cause_to_line(isup::Message& message, const Profile& profile, Notes& notes) {
    override_cause(message, profile.cause_to_line, kCauseToLine, notes);
}

void override_cause_from_line(isup::Message& message, const Profile& profile, Notes& notes) {
    override_cause(message, profile.cause_from_line, kCauseFromLine, notes);
}

} // namespace mapping
