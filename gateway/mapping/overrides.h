// Rows that a trunk has of its own, before those of the published tables.
#pragma once

#include "gateway/mapping/notes.h"
#include "gateway/mapping/quirks.h"
#include "isup/cause.h"
#include "isup/message.h"
#include "isup/numbers.h"

#include <cstdint>
#include <memory>
#include <string>

namespace mapping {

struct Profile;

/// Name of the rule and, as its clause, where the row was written: "conf landline.conf:12". Shared,
/// because notes keep its address. Null: nobody said where.
using OwnRow = std::shared_ptr<const Row>;
/// `name` is static.
OwnRow own_row(std::string_view name, std::string where);

/// A cause or status code that becomes another one than the table says.
struct CauseOverride {
    std::uint16_t from = 0; ///< Q.850 value, or SIP status
    std::uint16_t to = 0;   ///< SIP status, or Q.850 value
    OwnRow row{};
    bool operator==(const CauseOverride& other) const {
        return from == other.from && to == other.to;
    }
};

/// A nature of address and the digits that stand for it in front of a number of that nature.
struct NumberOverride {
    isup::NatureOfAddress nature = isup::NatureOfAddress::unknown;
    std::string prefix{}; ///< "00", "+"; may be empty
    OwnRow row{};
    bool operator==(const NumberOverride& other) const {
        return nature == other.nature && prefix == other.prefix;
    }
};

struct QuirkOverride {
    Quirk quirk{};
    bool on = false;
    OwnRow row{};
    bool operator==(const QuirkOverride& other) const {
        return quirk == other.quirk && on == other.on;
    }
};

/// Whether a quirk is on; noted when it is the trunk that says so.
bool quirk(const Profile& profile, Quirk wanted, Notes& notes);

/// The trunk's own row for a nature of address; null when it has none.
const NumberOverride* number_row(const Profile& profile, isup::NatureOfAddress nature);
/// The row whose prefix a dialled number begins with, the longest; null when none does or nothing
/// would be left. An empty prefix matches what no other one does.
const NumberOverride* number_row(const Profile& profile, std::string_view dialled);

/// Cause of a message for a line or from one, changed as the trunk's rows say (Q.699: else it is
/// carried unchanged). Messages without cause stay as they are.
void override_cause_to_line(isup::CauseIndicators& cause, const Profile& profile, Notes& notes);
void override_cause_to_line(isup::Message& message, const Profile& profile, Notes& notes);
void override_cause_from_line(isup::Message& message, const Profile& profile, Notes& notes);

} // namespace mapping
