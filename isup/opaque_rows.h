// Parameters that print as octets, and why: no public fact gives them fields. Data of
// isup/variants.cpp only.
#pragma once

#include "isup/tables.h"

namespace isup::rows {

struct OpaqueRow {
    Variant variant; ///< and those based on it
    Param code;
    std::string_view why;
};

using enum Param;

inline constexpr std::string_view kReserved = "reserved in Q.763 Table 5: no format";
inline constexpr std::string_view kAmended =
    "added by an amendment after 1999; its format is not at hand";
inline constexpr std::string_view kIntelligent =
    "octets of the intelligent network (Q.1218), coded as its operator likes";
inline constexpr std::string_view kBilateral = "the networks on both sides agree on the format";
inline constexpr std::string_view kNotPublic = "the format is not public";

// In order of variant, then of code.
inline constexpr OpaqueRow kOpaque[] = {
    {Variant::itu, call_modification_indicators, kReserved},
    {Variant::itu, facility_information_indicators, kReserved},
    {Variant::itu, index, kReserved},
    {Variant::itu, closed_user_group_check_response_indicators, kReserved},
    {Variant::itu, freephone_indicators, kReserved},
    {Variant::itu, generic_reference, kReserved},
    {Variant::itu, correlation_id, kIntelligent},
    {Variant::itu, scf_id, kIntelligent},
    {Variant::itu, charged_party_identification, kIntelligent},
    {Variant::itu, forward_cat_indicators, kAmended},
    {Variant::itu, backward_cat_indicators, kAmended},
    {Variant::itu, automatic_re_routing, kAmended},
    {Variant::itu, ieps_call_information, kAmended},
    {Variant::itu, ved_information, kAmended},
    {Variant::ansi, ansi_egress_service, kBilateral},
    {Variant::ansi, ansi_carrier_service_provider_identification, kNotPublic},
    {Variant::ansi, ansi_local_service_provider_identification, kNotPublic},
    {Variant::uk, static_cast<Param>(0xf4), kNotPublic},
    {Variant::uk, static_cast<Param>(0xf6), kNotPublic},
    {Variant::uk, static_cast<Param>(0xf7), kNotPublic},
    {Variant::uk, static_cast<Param>(0xf8), kNotPublic},
    {Variant::uk, static_cast<Param>(0xf9), kNotPublic},
    {Variant::uk, static_cast<Param>(0xfb), kNotPublic},
    {Variant::germany, static_cast<Param>(0xee), kNotPublic},
    {Variant::germany, static_cast<Param>(0xf0), kNotPublic},
    {Variant::germany, static_cast<Param>(0xfe), kNotPublic},
    {Variant::ttc, static_cast<Param>(0xfb), "its charge information type says what it holds"},
    {Variant::china, static_cast<Param>(0xfe), kNotPublic},
};

} // namespace isup::rows
