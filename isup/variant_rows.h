// Differences of each variant from its base. Data of isup/tables.cpp only.
//
// Where a message's format is not public it is `national`: kept as it came. Where no fact is public
// at all the variant has no rows, behaves as its base, and its remark says so.
#pragma once

#include "isup/message_rows.h"
#include "isup/variants.h"

namespace isup::rows {

constexpr Param own(std::uint8_t code) {
    return static_cast<Param>(code);
}
constexpr MessageType own_message(std::uint8_t code) {
    return static_cast<MessageType>(code);
}
constexpr bool kFlagValues = false;

// --- ANSI T1.113 ---

inline constexpr ParameterRow kAnsiParameters[] = {
    {call_reference, "CR", "call reference", 6, 6, "T1.113.3", Use::national},
    // one octet when there is no number: nature of address 0x74, 0x75
    {called_party_number, "CdPN", "called party number", 1, 0, "T1.113.3", Use::international},
    {transit_network_selection, "TNS", "transit network selection", 3, 4, "T1.113.3",
     Use::international},
    {generic_number, "GADD", "generic address", 3, 0, "T1.113.3", Use::international},
    {ansi_operator_services_information, "OSI", "operator services information", 1, 0, "T1.113.3",
     Use::ansi},
    {ansi_egress_service, "EGR", "egress service", 1, 0, "T1.113.3", Use::ansi},
    {ansi_jurisdiction_information, "JIP", "jurisdiction information", 3, 3, "T1.113.3", Use::ansi},
    {ansi_carrier_identification, "CIP", "carrier identification", 3, 3, "T1.113.3", Use::ansi},
    {ansi_business_group, "BG", "business group", 7, 9, "T1.113.3", Use::ansi},
    {ansi_generic_name, "GNAM", "generic name", 2, 16, "T1.113.3", Use::ansi},
    {ansi_notification_indicator, "NOTI", "notification indicator", 1, 0, "T1.113.3", Use::ansi},
    {ansi_carrier_service_provider_identification, "CSPI",
     "carrier service provider identification", 0, 0, "T1.113.3", Use::ansi},
    {ansi_transaction_request, "TRQ", "transaction request", 0, 0, "T1.113.3", Use::ansi},
    {ansi_local_service_provider_identification, "LSPI", "local service provider identification", 0,
     0, "T1.113.3", Use::ansi},
    {ansi_circuit_group_characteristics_indicator, "CGCI",
     "circuit group characteristics indicator", 1, 1, "T1.113.3", Use::ansi},
    {ansi_circuit_validation_response_indicator, "CVRI", "circuit validation response indicator", 1,
     1, "T1.113.3", Use::ansi},
    {ansi_outgoing_trunk_group_number, "OTG", "outgoing trunk group number", 3, 3, "T1.113.3",
     Use::ansi},
    {ansi_circuit_identification_name, "CIN", "circuit identification name", 26, 26, "T1.113.3",
     Use::ansi},
    {ansi_clli_code, "CLLI", "CLLI code", 11, 11, "T1.113.3", Use::ansi},
    {ansi_originating_line_information, "OLI", "originating line information", 1, 1, "T1.113.3",
     Use::ansi},
    {ansi_charge_number, "CHGN", "charge number", 2, 0, "T1.113.3", Use::ansi},
    {ansi_service_code, "SC", "service code", 1, 1, "T1.113.3", Use::ansi},
    {ansi_special_processing_request, "SPR", "special processing request", 1, 1, "T1.113.3",
     Use::ansi},
    {ansi_carrier_selection_information, "CSI", "carrier selection information", 1, 1, "T1.113.3",
     Use::ansi},
    {ansi_network_transport, "NT", "network transport", 3, 0, "T1.113.3", Use::ansi},
};

// The optional lists have no public source (T1.113 is sold): they join what two implementations of
// it take. Nothing is refused by them: a parameter that is known is taken wherever it stands
// (isup/compatibility.cpp), so a wrong line here costs a name in a print, never a call.
inline constexpr Param kAnsiIamFixed[] = {nature_of_connection_indicators, forward_call_indicators,
                                          calling_party_category};
inline constexpr Param kAnsiIamVariable[] = {user_service_information, called_party_number};
inline constexpr Param kAnsiIamOptional[] = {access_transport,
                                             ansi_business_group,
                                             call_reference,
                                             calling_party_number,
                                             ansi_carrier_identification,
                                             ansi_carrier_selection_information,
                                             ansi_charge_number,
                                             circuit_assignment_map,
                                             connection_request,
                                             closed_user_group_interlock_code,
                                             ansi_egress_service,
                                             generic_number,
                                             generic_digits,
                                             ansi_generic_name,
                                             hop_counter,
                                             information_request_indicators,
                                             ansi_jurisdiction_information,
                                             ansi_network_transport,
                                             ansi_operator_services_information,
                                             optional_forward_call_indicators,
                                             original_called_number,
                                             ansi_originating_line_information,
                                             mlpp_precedence,
                                             redirecting_number,
                                             redirection_information,
                                             remote_operations,
                                             ansi_service_code,
                                             ansi_special_processing_request,
                                             ansi_transaction_request,
                                             transit_network_selection,
                                             user_service_information_prime,
                                             user_to_user_information,
                                             user_to_user_indicators,
                                             application_transport,
                                             calling_geodetic_location,
                                             ansi_carrier_service_provider_identification,
                                             ansi_local_service_provider_identification,
                                             network_management_controls,
                                             network_specific_facility,
                                             pivot_capability,
                                             redirect_capability,
                                             redirect_counter,
                                             redirect_forward_information,
                                             service_activation};
inline constexpr Param kAnsiInfOptional[] = {
    access_transport,        ansi_business_group,
    calling_party_category,  calling_party_number,
    call_reference,          ansi_charge_number,
    connection_request,      ansi_originating_line_information,
    original_called_number,  redirecting_number,
    redirection_information, user_to_user_indicators,
    user_to_user_information};
inline constexpr Param kAnsiAcmOptional[] = {
    access_transport,        ansi_business_group,         call_reference,
    cause_indicators,        connection_request,          information_indicators,
    ansi_network_transport,  ansi_notification_indicator, optional_backward_call_indicators,
    redirection_information, remote_operations,           transmission_medium_used,
    user_to_user_indicators, user_to_user_information,    application_transport,
    redirect_status,         service_activation};
inline constexpr Param kAnsiCpgOptional[] = {access_transport,
                                             backward_call_indicators,
                                             ansi_business_group,
                                             call_reference,
                                             cause_indicators,
                                             information_indicators,
                                             ansi_network_transport,
                                             ansi_notification_indicator,
                                             optional_backward_call_indicators,
                                             redirection_information,
                                             redirection_number,
                                             remote_operations,
                                             transmission_medium_used,
                                             user_to_user_indicators,
                                             user_to_user_information,
                                             application_transport,
                                             redirect_status,
                                             service_activation};
inline constexpr Param kAnsiAnmOptional[] = {access_transport,
                                             backward_call_indicators,
                                             ansi_business_group,
                                             call_reference,
                                             connected_number,
                                             generic_number,
                                             information_indicators,
                                             ansi_network_transport,
                                             ansi_notification_indicator,
                                             optional_backward_call_indicators,
                                             remote_operations,
                                             transmission_medium_used,
                                             user_to_user_indicators,
                                             user_to_user_information,
                                             application_transport,
                                             connection_request,
                                             redirect_status,
                                             service_activation};
inline constexpr Param kAnsiRelOptional[] = {access_transport,
                                             automatic_congestion_level,
                                             call_reference,
                                             ansi_charge_number,
                                             generic_number,
                                             ansi_network_transport,
                                             redirection_information,
                                             redirection_number,
                                             signalling_point_code,
                                             user_to_user_information,
                                             redirect_backward_information,
                                             redirect_counter,
                                             service_activation};
inline constexpr Param kAnsiExmOptional[] = {ansi_outgoing_trunk_group_number};
inline constexpr Param kNatureOfConnection[] = {nature_of_connection_indicators};
inline constexpr Param kCvrFixed[] = {ansi_circuit_validation_response_indicator,
                                      ansi_circuit_group_characteristics_indicator};
inline constexpr Param kCvrOptional[] = {ansi_clli_code, ansi_circuit_identification_name};
inline constexpr MessageType kAnsiWithout[] = {sam, con};

// clang-format off
inline constexpr MessageRow kAnsiMessages[] = {
    {iam, "IAM", "initial address", kAnsiIamFixed, kAnsiIamVariable, with_optional, kAnsiIamOptional, "T1.113.3"},
    {inf, "INF", "information", kInfFixed, kNone, with_optional, kAnsiInfOptional, "T1.113.3"},
    {acm, "ACM", "address complete", kBackwardCall, kNone, with_optional, kAnsiAcmOptional, "T1.113.3"},
    {anm, "ANM", "answer", kNone, kNone, with_optional, kAnsiAnmOptional, "T1.113.3"},
    {rel, "REL", "release", kNone, kCause, with_optional, kAnsiRelOptional, "T1.113.3"},
    {rlc, "RLC", "release complete", kNone, kNone, no_optional, kNone, "T1.113.3"},
    {cpg, "CPG", "call progress", kCpgFixed, kNone, with_optional, kAnsiCpgOptional, "T1.113.3"},
    {cra, "CRA", "circuit reservation acknowledgement", kNone, kNone, no_optional, kNone, "T1.113.3"},
    {crm, "CRM", "circuit reservation", kNatureOfConnection, kNone, no_optional, kNone, "T1.113.3"},
    {cvr, "CVR", "circuit validation response", kCvrFixed, kNone, with_optional, kCvrOptional, "T1.113.3"},
    {cvt, "CVT", "circuit validation test", kNone, kNone, no_optional, kNone, "T1.113.3"},
    {exm, "EXM", "exit", kNone, kNone, with_optional, kAnsiExmOptional, "T1.113.3"},
};

// --- UK, NICC ND 1007 ---
inline constexpr ParameterRow kUkParameters[] = {
    {own(0xf4), "NFCIL", "national forward call indicators (link by link)", 1, 0, "ND 1007", Use::variant},
    {own(0xf5), "NII", "national information indicators", 1, 0, "ND 1007", Use::variant},
    {own(0xf6), "NIRI", "national information request indicators", 1, 0, "ND 1007", Use::variant},
    {own(0xf7), "CSTFM", "called subscriber's terminating facility marks", 1, 0, "ND 1007", Use::variant},
    {own(0xf8), "CSOFM", "calling subscriber's originating facility marks", 1, 0, "ND 1007", Use::variant},
    {own(0xf9), "CgSBSM", "calling subscriber's basic service marks", 1, 0, "ND 1007", Use::variant},
    {own(0xfa), "CdSBSM", "called subscriber's basic service marks", 1, 0, "ND 1007", Use::variant},
    {own(0xfb), "PCLI", "partial calling line identity", 1, 0, "ND 1007", Use::variant},
    {own(0xfc), "LDLI", "last diverting line identity", 1, 0, "ND 1007", Use::variant},
    {own(0xfd), "PN", "presentation number", 1, 0, "ND 1007", Use::variant},
    {own(0xfe), "NFCI", "national forward call indicators", 1, 0, "ND 1007", Use::variant},
};
inline constexpr ValueName kMayBePassed[] = {{0, "may not be passed"}, {1, "allowed"}};
// no public source: as one implementation of ND 1007 shows them; for prints alone
inline constexpr Field kUkFields[] = {
    {own(0xf5), 1, 0, 1, "calling subscriber's basic service marks", {}},
    {own(0xf5), 1, 1, 1, "called subscriber's basic service marks", {}},
    {own(0xf5), 1, 2, 1, "calling subscriber's originating facility marks", {}},
    {own(0xf5), 1, 3, 1, "called subscriber's terminating facility marks", {}},
    {own(0xf5), 1, 4, 1, "intercepted line identity", {}},
    {own(0xf5), 1, 5, 1, "intercepted line identity and called subscriber's basic service marks", {}},
    {own(0xfa), 1, 0, 1, "barred by administration or maintenance", {}},
    {own(0xfa), 1, 1, 1, "incoming barred by the subscriber", {}},
    {own(0xfa), 1, 2, 1, "incoming barred by prearrangement", {}},
    {own(0xfa), 1, 3, 1, "incoming barred permanently", {}},
    {own(0xfa), 1, 4, 1, "temporarily out of service", {}},
    {own(0xfa), 1, 5, 1, "incoming barred but for the operator", {}},
    {own(0xfa), 1, 6, 1, "called subscriber has facilities", {}},
    {own(0xfa), 1, 7, 1, "calling subscriber has facilities", {}},
    {own(0xfa), 2, 0, 1, "outgoing barred permanently", {}},
    {own(0xfa), 2, 1, 1, "outgoing local barred", {}},
    {own(0xfa), 2, 2, 1, "outgoing national barred", {}},
    {own(0xfa), 2, 3, 1, "outgoing international barred", {}},
    {own(0xfa), 2, 4, 1, "operator barred", {}},
    {own(0xfa), 2, 5, 1, "supplementary services barred", {}},
    {own(0xfa), 2, 6, 1, "digits masked", {}},
    {own(0xfa), 2, 7, 1, "premium rate barred", {}},
    {own(0xfa), 3, 0, 6, "tariff group", {}},
    {own(0xfa), 3, 7, 1, "operator", {}},
    {own(0xfe), 1, 0, 1, "CLI blocking", kMayBePassed},
    {own(0xfe), 1, 1, 1, "network translated address", {}},
    {own(0xfe), 1, 2, 1, "IUP priority access", {}},
    {own(0xfe), 1, 3, 1, "IUP protection", {}},
};

// --- France, SPIROU 1998-002-005 ---
inline constexpr ParameterRow kSpirouParameters[] = {
    {own(0xc2), "MN", "message number", 1, 1, "SPIROU 1998-002-005", Use::variant},
    {own(0xc3), "CUN", "charge unit number", 1, 1, "SPIROU 1998-002-005", Use::variant},
};
inline constexpr Param kChargingOptional[] = {message_compatibility_information,
                                              parameter_compatibility_information};
inline constexpr Param kItxFixed[] = {own(0xc2), own(0xc3)};
inline constexpr MessageRow kSpirouMessages[] = {
    {own_message(0xe1), "ITX", "charge units", kItxFixed, kNone, with_optional, kChargingOptional, "SPIROU 1998-002-005"},
    {own_message(0xe2), "TXA", "charging acknowledgement", kNone, kNone, with_optional, kChargingOptional, "SPIROU 1998-002-005"},
};
inline constexpr Field kSpirouFields[] = {
    {own(0xc2), 1, 0, 8, "", {}},
    {own(0xc3), 1, 0, 8, "", {}},
};

// --- Germany, ZZN7 3.0.0 ---
inline constexpr ParameterRow kGermanParameters[] = {
    {own(0xee), "MCE", "multi-carrier environment", 1, 1, "ZZN7 3.0.0", Use::variant},
    {own(0xf0), "CSEL", "carrier selection", 1, 1, "ZZN7 3.0.0", Use::variant},
    {own(0xfe), "SPC", "subscriber priority class", 1, 1, "ZZN7 3.0.0", Use::variant},
};

// --- Japan, TTC JT-Q763 ---
inline constexpr ParameterRow kTtcParameters[] = {
    {own(0xd7), "ECI", "emergency call indicator", 0, 0, "JT-Q763", Use::variant},
    {own(0xec), "ECII", "emergency call information indicator", 0, 0, "JT-Q763", Use::variant},
    {own(0xee), "POICA", "network POI-CA", 0, 0, "JT-Q763", Use::variant},
    {own(0xf1), "CIT", "carrier information transfer", 0, 0, "JT-Q763", Use::variant},
    {own(0xf2), "CID", "charge information delay", 0, 0, "JT-Q763", Use::variant},
    {own(0xf3), "APC", "additional party's category", 0, 0, "JT-Q763", Use::variant},
    {own(0xf5), "RCLIP", "reason for CLIP failure", 0, 0, "JT-Q763", Use::variant},
    {own(0xf9), "CNT", "contractor number", 0, 0, "JT-Q763", Use::variant},
    {own(0xfa), "CIT", "charge information type", 0, 0, "JT-Q763", Use::variant},
    {own(0xfb), "CHI", "charge information", 0, 0, "JT-Q763", Use::variant},
    {own(0xfd), "CAI", "charge area information", 0, 0, "JT-Q763", Use::variant},
};
// 0xee, 0xf1-0xf3, 0xf9 and 0xfd are more than bit fields: isup/text_national.cpp
inline constexpr ValueName kEmergencyCalls[] = {{0, "no specific category"}};
inline constexpr ValueName kEmergencyHolds[] = {{0, "no indication"},
                                                {1, "emergency call is held"},
                                                {2, "call back from the emergency centre"},
                                                {3, "emergency call answered again"}};
inline constexpr ValueName kClipFailures[] = {{1, "user's request"},
                                              {2, "interaction with another service"},
                                              {3, "call from a public telephone"}};
inline constexpr ValueName kChargeTypes[] = {{3, "advanced charge rate transfer"},
                                             {254, "charge rate transfer, flexible charging"}};
inline constexpr Field kTtcFields[] = {
    {own(0xd7), 1, 0, 2, "", kEmergencyCalls},
    {own(0xec), 1, 0, 2, "", kEmergencyHolds},
    {own(0xf5), 1, 0, 7, "", kClipFailures},
    {own(0xfa), 1, 0, 8, "", kChargeTypes},
};
inline constexpr MessageRow kTtcMessages[] = {
    {own_message(0xfe), "CHG", "charge information", kNone, kNone, national, kNone, "JT-Q763"},
};

// --- Russia, ISUP-R ---
inline constexpr MessageRow kRussianMessages[] = {
    {own_message(0xfc), "CCL", "clear calling line", kNone, kNone, national, kNone, "ISUP-R"},
    {own_message(0xff), "RNG", "ringing", kNone, kNone, national, kNone, "ISUP-R"},
};
inline constexpr ValueName kRussianCategories[] = {
    {0xe0, "sub-category 0"},
    {0xe1, "hotel subscriber"},
    {0xe2, "charge free subscriber"},
    {0xe3, "subscriber with special service access"},
    {0xe4, "local subscriber"},
    {0xe5, "local coinbox"},
    {0xf0, "automatic call, category I"},
    {0xf1, "semiautomatic call, category I"},
    {0xf2, "automatic call, category II"},
    {0xf3, "semiautomatic call, category II"},
    {0xf4, "automatic call, category III"},
    {0xf5, "semiautomatic call, category III"},
    {0xf6, "automatic call, category IV"},
    {0xf7, "semiautomatic call, category IV"},
};

// --- China, YDN 038-1997 ---
// The charge information of MPM is fixed and mandatory: its code never travels, 0xfe is ours.
inline constexpr ParameterRow kChineseParameters[] = {
    {own(0xfe), "CHI", "charge information", 2, 2, "YDN 038-1997", Use::variant},
};
inline constexpr Param kMpmFixed[] = {own(0xfe)};
inline constexpr Param kChineseOptional[] = {message_compatibility_information};
inline constexpr MessageRow kChineseMessages[] = {
    {own_message(0xfc), "CCL", "calling party clearing", kNone, kNone, national, kChineseOptional, "YDN 038-1997"},
    {own_message(0xfd), "MPM", "metering pulse", kMpmFixed, kNone, with_optional, kChineseOptional, "YDN 038-1997"},
    {own_message(0xfe), "OPR", "operator", kNone, kNone, national, kChineseOptional, "YDN 038-1997"},
};

// --- all, in order of Variant ---
// variant, name, base, without, messages, parameters, fields, categories, source, remark
inline constexpr VariantRow kVariantRows[] = {
    {Variant::itu, "itu", Variant::itu, {}, {}, {}, {}, {}, "Q.763 (12/1999)", ""},
    {Variant::ansi, "ansi", Variant::itu, kAnsiWithout, kAnsiMessages, kAnsiParameters, {}, {}, "T1.113",
     "messages that only some editions lack (USR, CFN, NRM, IDR, IRS, UPT, UPA, FAR, FAA, FRJ) are as in Q.763; "
     "lists of optional parameters have no public source"},
    {Variant::etsi356, "etsi356", Variant::itu, {}, {}, {}, {}, {}, "EN 300 356-1 V3",
     "a profile of Q.763: what it leaves out is still read"},
    {Variant::uk, "uk", Variant::etsi356, {}, {}, kUkParameters, kUkFields, {}, "NICC ND 1007",
     "formats of 0xf4, 0xf6-0xf9 and 0xfb are not public; the others are as implementations read them"},
    {Variant::spirou, "spirou", Variant::etsi356, {}, kSpirouMessages, kSpirouParameters, kSpirouFields, {},
     "SPIROU 1998-002-005", ""},
    {Variant::germany, "germany", Variant::etsi356, {}, {}, kGermanParameters, {}, {}, "ZZN7 3.0.0",
     "values of the parameters are not public"},
    {Variant::ttc, "ttc", Variant::itu, {}, kTtcMessages, kTtcParameters, kTtcFields, {}, "JT-Q763",
     "formats of charge information (0xfb) and of CHG are kept as octets"},
    {Variant::russia, "russia", Variant::itu, {}, kRussianMessages, {}, {}, kRussianCategories, "ISUP-R",
     "formats of CCL and RNG are not public"},
    {Variant::china, "china", Variant::itu, {}, kChineseMessages, kChineseParameters, {}, {}, "YDN 038-1997",
     "values of the charge information are not public"},
    {Variant::brazil, "brazil", Variant::itu, {}, {}, {}, {}, {}, "Telebras",
     "the national categories are not public; as Q.763"},
};
// clang-format on

} // namespace isup::rows
