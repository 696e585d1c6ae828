// What a trunk may switch on or off beside its profile: named rows, each with its clause.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace mapping {

enum class Quirk : std::uint8_t {
    interworking_indicators,
    cancel_cause_31,
    map_183,
    send_reason,
    reason_location,
    take_reason,
    early_media_header,
    npdi,
    hop_counter,
    to_is_original_called,
    from_is_network_provided,
    suspend_by_reinvite,
    connected_identity,
};

/// One quirk: what it means when it is on, and whether it is where the trunk does not say.
struct QuirkRow {
    Quirk quirk;
    std::string_view name; ///< in conf files
    bool rfc3398;          ///< with profiles that follow RFC 3398
    bool q1912_5;          ///< with those of Q.1912.5
    std::string_view doc;  ///< a clause without a full stop
    std::string_view clause;
};

// In the order of Quirk.
inline constexpr std::array kQuirks{
    QuirkRow{Quirk::interworking_indicators, "interworking_indicators", false, true,
             "made IAM, ACM and CON say that interworking was encountered",
             "Q.1912.5 §6, §7; RFC 3398 §7.2.1.1"},
    QuirkRow{Quirk::cancel_cause_31, "cancel_cause_31", false, true,
             "CANCEL without Reason is cause 31, else 16", "Q.1912.5 §6; RFC 3398 §7.2.3"},
    QuirkRow{Quirk::map_183, "map_183", true, true, "183 becomes ACM or CPG, and these become 183",
             "Q.1912.5 §6, §7; RFC 3398 §8.2.3"},
    QuirkRow{Quirk::send_reason, "send_reason", true, true,
             "responses, CANCEL and BYE carry Reason with the Q.850 cause", "RFC 3326, RFC 6432"},
    QuirkRow{Quirk::reason_location, "reason_location", true, true,
             "that Reason carries the location", "RFC 8606"},
    QuirkRow{Quirk::take_reason, "take_reason", true, true,
             "a received Reason with a Q.850 cause goes before the tables", "RFC 3326, RFC 6432"},
    QuirkRow{Quirk::early_media_header, "early_media_header", true, true,
             "P-Early-Media says whether a caller may hear early media", "RFC 5009 §8"},
    QuirkRow{Quirk::npdi, "npdi", true, true,
             "npdi is sent and taken: number portability was asked", "RFC 4694 §5"},
    QuirkRow{Quirk::hop_counter, "hop_counter", true, true,
             "Max-Forwards and hop counter are interworked, so that no call goes round for ever",
             "TS 29.163 §7.2.3.1.2.9; RFC 7332 §4"},
    QuirkRow{Quirk::to_is_original_called, "to_is_original_called", true, false,
             "another number in To is the original called number", "RFC 3398 §7.2.1.1, §8.2.1.1"},
    QuirkRow{Quirk::from_is_network_provided, "from_is_network_provided", true, false,
             "From of a trusted peer is taken as provided by the network", "RFC 3398 §7.2.1.1"},
    QuirkRow{Quirk::suspend_by_reinvite, "suspend_by_reinvite", false, false,
             "SUS and RES hold and resume the media by re-INVITE, instead of INFO",
             "RFC 3398 §9.1"},
    QuirkRow{
        Quirk::connected_identity, "connected_identity", true, true,
        "from-change is offered: who answered, and who is there later, comes and goes in UPDATE",
        "RFC 4916; TS 29.163 §7.5.2"},
};

constexpr const QuirkRow& quirk_row(Quirk quirk) {
    return kQuirks[static_cast<std::size_t>(quirk)];
}
constexpr const QuirkRow* quirk_row(std::string_view name) {
    for (const QuirkRow& row : kQuirks)
        if (row.name == name)
            return &row;
    return nullptr;
}

} // namespace mapping
