// Messages of Q.763 Tables 4 and 21-53, one row each. Data of isup/tables.cpp and its variants
// only.
#pragma once

#include "isup/tables.h"

namespace isup::rows {

using enum Param;

// --- parameter lists of the messages ---
inline constexpr Param kIamFixed[] = {nature_of_connection_indicators, forward_call_indicators,
                                      calling_party_category, transmission_medium_requirement};
inline constexpr Param kIamVariable[] = {called_party_number};
inline constexpr Param kIamOptional[] = {transit_network_selection,
                                         call_reference,
                                         calling_party_number,
                                         optional_forward_call_indicators,
                                         redirecting_number,
                                         redirection_information,
                                         closed_user_group_interlock_code,
                                         connection_request,
                                         original_called_number,
                                         user_to_user_information,
                                         access_transport,
                                         user_service_information,
                                         user_to_user_indicators,
                                         generic_number,
                                         propagation_delay_counter,
                                         user_service_information_prime,
                                         network_specific_facility,
                                         generic_digits,
                                         origination_isc_point_code,
                                         user_teleservice_information,
                                         remote_operations,
                                         parameter_compatibility_information,
                                         generic_notification_indicator,
                                         service_activation,
                                         generic_reference,
                                         mlpp_precedence,
                                         transmission_medium_requirement_prime,
                                         location_number,
                                         forward_gvns,
                                         ccss,
                                         network_management_controls,
                                         circuit_assignment_map,
                                         correlation_id,
                                         call_diversion_treatment_indicators,
                                         called_in_number,
                                         call_offering_treatment_indicators,
                                         conference_treatment_indicators,
                                         scf_id,
                                         uid_capability_indicators,
                                         echo_control_information,
                                         hop_counter,
                                         collect_call_request,
                                         application_transport,
                                         pivot_capability,
                                         called_directory_number,
                                         original_called_in_number,
                                         calling_geodetic_location,
                                         network_routing_number,
                                         query_on_release_capability,
                                         pivot_counter,
                                         pivot_routing_forward_information,
                                         redirect_capability,
                                         redirect_counter,
                                         redirect_status,
                                         redirect_forward_information,
                                         number_portability_forward_information};
inline constexpr Param kSamVariable[] = {subsequent_number};
inline constexpr Param kInrFixed[] = {information_request_indicators};
inline constexpr Param kInrOptional[] = {call_reference, network_specific_facility,
                                         parameter_compatibility_information};
inline constexpr Param kInfFixed[] = {information_indicators};
inline constexpr Param kInfOptional[] = {calling_party_category,
                                         calling_party_number,
                                         call_reference,
                                         connection_request,
                                         parameter_compatibility_information,
                                         network_specific_facility};
inline constexpr Param kCotFixed[] = {continuity_indicators};
inline constexpr Param kBackwardCall[] = {backward_call_indicators};
inline constexpr Param kAcmOptional[] = {optional_backward_call_indicators,
                                         call_reference,
                                         cause_indicators,
                                         user_to_user_indicators,
                                         user_to_user_information,
                                         access_transport,
                                         generic_notification_indicator,
                                         transmission_medium_used,
                                         echo_control_information,
                                         access_delivery_information,
                                         redirection_number,
                                         parameter_compatibility_information,
                                         call_diversion_information,
                                         network_specific_facility,
                                         remote_operations,
                                         service_activation,
                                         redirection_number_restriction,
                                         conference_treatment_indicators,
                                         uid_action_indicators,
                                         application_transport,
                                         ccnr_possible_indicator,
                                         htr_information,
                                         pivot_routing_backward_information,
                                         redirect_status};
inline constexpr Param kConOptional[] = {optional_backward_call_indicators,
                                         backward_gvns,
                                         connected_number,
                                         call_reference,
                                         user_to_user_indicators,
                                         user_to_user_information,
                                         access_transport,
                                         network_specific_facility,
                                         generic_notification_indicator,
                                         remote_operations,
                                         transmission_medium_used,
                                         echo_control_information,
                                         access_delivery_information,
                                         call_history_information,
                                         parameter_compatibility_information,
                                         service_activation,
                                         generic_number,
                                         redirection_number_restriction,
                                         conference_treatment_indicators,
                                         application_transport,
                                         htr_information,
                                         pivot_routing_backward_information,
                                         redirect_status};
inline constexpr Param kCallReference[] = {call_reference};
inline constexpr Param kAnmOptional[] = {backward_call_indicators,
                                         optional_backward_call_indicators,
                                         call_reference,
                                         user_to_user_indicators,
                                         user_to_user_information,
                                         connected_number,
                                         access_transport,
                                         access_delivery_information,
                                         generic_notification_indicator,
                                         parameter_compatibility_information,
                                         backward_gvns,
                                         call_history_information,
                                         generic_number,
                                         transmission_medium_used,
                                         network_specific_facility,
                                         remote_operations,
                                         redirection_number,
                                         service_activation,
                                         echo_control_information,
                                         redirection_number_restriction,
                                         display_information,
                                         conference_treatment_indicators,
                                         application_transport,
                                         pivot_routing_backward_information,
                                         redirect_status};
inline constexpr Param kCause[] = {cause_indicators};
inline constexpr Param kRelOptional[] = {redirection_information,
                                         redirection_number,
                                         access_transport,
                                         signalling_point_code,
                                         user_to_user_information,
                                         automatic_congestion_level,
                                         network_specific_facility,
                                         access_delivery_information,
                                         parameter_compatibility_information,
                                         user_to_user_indicators,
                                         display_information,
                                         remote_operations,
                                         htr_information,
                                         redirect_counter,
                                         redirect_backward_information};
inline constexpr Param kSuspendResume[] = {suspend_resume_indicators};
inline constexpr Param kRange[] = {range_and_status};
inline constexpr Param kSupervision[] = {circuit_group_supervision_message_type_indicator};
inline constexpr Param kFacility[] = {facility_indicator};
inline constexpr Param kFarOptional[] = {user_to_user_indicators, call_reference,
                                         connection_request, parameter_compatibility_information};
inline constexpr Param kFrjOptional[] = {user_to_user_indicators};
inline constexpr Param kCqrVariable[] = {range_and_status, circuit_state_indicator};
inline constexpr Param kCpgFixed[] = {event_information};
inline constexpr Param kCpgOptional[] = {cause_indicators,
                                         call_reference,
                                         backward_call_indicators,
                                         optional_backward_call_indicators,
                                         access_transport,
                                         user_to_user_indicators,
                                         redirection_number,
                                         user_to_user_information,
                                         generic_notification_indicator,
                                         network_specific_facility,
                                         remote_operations,
                                         transmission_medium_used,
                                         access_delivery_information,
                                         parameter_compatibility_information,
                                         call_diversion_information,
                                         service_activation,
                                         redirection_number_restriction,
                                         call_transfer_number,
                                         echo_control_information,
                                         connected_number,
                                         backward_gvns,
                                         generic_number,
                                         call_history_information,
                                         conference_treatment_indicators,
                                         uid_action_indicators,
                                         application_transport,
                                         ccnr_possible_indicator,
                                         pivot_routing_backward_information,
                                         redirect_status};
inline constexpr Param kUsrVariable[] = {user_to_user_information};
inline constexpr Param kUsrOptional[] = {access_transport};
inline constexpr Param kNrmOptional[] = {message_compatibility_information,
                                         parameter_compatibility_information,
                                         echo_control_information};
inline constexpr Param kFacOptional[] = {message_compatibility_information,
                                         parameter_compatibility_information,
                                         remote_operations,
                                         service_activation,
                                         call_transfer_number,
                                         access_transport,
                                         generic_notification_indicator,
                                         redirection_number,
                                         pivot_routing_indicators,
                                         pivot_status,
                                         pivot_counter,
                                         pivot_routing_backward_information,
                                         redirect_status};
inline constexpr Param kCompatibility[] = {parameter_compatibility_information};
inline constexpr Param kIdrOptional[] = {mcid_request_indicators, message_compatibility_information,
                                         parameter_compatibility_information};
inline constexpr Param kIrsOptional[] = {mcid_response_indicators,
                                         message_compatibility_information,
                                         parameter_compatibility_information,
                                         calling_party_number,
                                         access_transport,
                                         generic_number,
                                         charged_party_identification};
inline constexpr Param kSgmOptional[] = {
    access_transport, user_to_user_information,       message_compatibility_information,
    generic_digits,   generic_notification_indicator, generic_number};
inline constexpr Param kLopOptional[] = {message_compatibility_information,
                                         parameter_compatibility_information,
                                         call_transfer_reference, loop_prevention_indicators};
inline constexpr Param kApmOptional[] = {
    message_compatibility_information, parameter_compatibility_information, application_transport};
inline constexpr Param kPriOptional[] = {
    message_compatibility_information, parameter_compatibility_information,
    optional_forward_call_indicators, optional_backward_call_indicators, application_transport};
inline constexpr Param kSdnOptional[] = {subsequent_number, message_compatibility_information};
// --- messages, in code order ---
// type, acronym, name, mandatory fixed, mandatory variable, shape, optional, clause
using enum MessageType;
using enum Shape;
inline constexpr std::span<const Param> kNone;

// clang-format off
inline constexpr MessageRow kMessages[] = {
    {iam, "IAM", "initial address", kIamFixed, kIamVariable, with_optional, kIamOptional, "Q.763 Table 32"},
    {sam, "SAM", "subsequent address", kNone, kSamVariable, with_optional, kNone, "Q.763 Table 35"},
    {inr, "INR", "information request", kInrFixed, kNone, with_optional, kInrOptional, "Q.763 Table 31"},
    {inf, "INF", "information", kInfFixed, kNone, with_optional, kInfOptional, "Q.763 Table 30"},
    {cot, "COT", "continuity", kCotFixed, kNone, no_optional, kNone, "Q.763 Table 28"},
    {acm, "ACM", "address complete", kBackwardCall, kNone, with_optional, kAcmOptional, "Q.763 Table 21"},
    {con, "CON", "connect", kBackwardCall, kNone, with_optional, kConOptional, "Q.763 Table 27"},
    {fot, "FOT", "forward transfer", kNone, kNone, with_optional, kCallReference, "Q.763 Table 37"},
    {anm, "ANM", "answer", kNone, kNone, with_optional, kAnmOptional, "Q.763 Table 22"},
    {rel, "REL", "release", kNone, kCause, with_optional, kRelOptional, "Q.763 Table 33"},
    {sus, "SUS", "suspend", kSuspendResume, kNone, with_optional, kCallReference, "Q.763 Table 38"},
    {res, "RES", "resume", kSuspendResume, kNone, with_optional, kCallReference, "Q.763 Table 38"},
    {rlc, "RLC", "release complete", kNone, kNone, with_optional, kCause, "Q.763 Table 34"},
    {ccr, "CCR", "continuity check request", kNone, kNone, no_optional, kNone, "Q.763 Table 39"},
    {rsc, "RSC", "reset circuit", kNone, kNone, no_optional, kNone, "Q.763 Table 39"},
    {blo, "BLO", "blocking", kNone, kNone, no_optional, kNone, "Q.763 Table 39"},
    {ubl, "UBL", "unblocking", kNone, kNone, no_optional, kNone, "Q.763 Table 39"},
    {bla, "BLA", "blocking acknowledgement", kNone, kNone, no_optional, kNone, "Q.763 Table 39"},
    {uba, "UBA", "unblocking acknowledgement", kNone, kNone, no_optional, kNone, "Q.763 Table 39"},
    {grs, "GRS", "circuit group reset", kNone, kRange, no_optional, kNone, "Q.763 Table 41"},
    {cgb, "CGB", "circuit group blocking", kSupervision, kRange, no_optional, kNone, "Q.763 Table 40"},
    {cgu, "CGU", "circuit group unblocking", kSupervision, kRange, no_optional, kNone, "Q.763 Table 40"},
    {cgba, "CGBA", "circuit group blocking acknowledgement", kSupervision, kRange, no_optional, kNone, "Q.763 Table 40"},
    {cgua, "CGUA", "circuit group unblocking acknowledgement", kSupervision, kRange, no_optional, kNone, "Q.763 Table 40"},
    {far, "FAR", "facility request", kFacility, kNone, with_optional, kFarOptional, "Q.763 Table 42"},
    {faa, "FAA", "facility accepted", kFacility, kNone, with_optional, kFarOptional, "Q.763 Table 42"},
    {frj, "FRJ", "facility reject", kFacility, kCause, with_optional, kFrjOptional, "Q.763 Table 29"},
    {lpa, "LPA", "loop back acknowledgement", kNone, kNone, no_optional, kNone, "Q.763 Table 39"},
    {pam, "PAM", "pass-along", kNone, kNone, opaque, kNone, "Q.763 Table 43"},
    {gra, "GRA", "circuit group reset acknowledgement", kNone, kRange, no_optional, kNone, "Q.763 Table 25"},
    {cqm, "CQM", "circuit group query", kNone, kRange, no_optional, kNone, "Q.763 Table 41"},
    {cqr, "CQR", "circuit group query response", kNone, kCqrVariable, no_optional, kNone, "Q.763 Table 24"},
    {cpg, "CPG", "call progress", kCpgFixed, kNone, with_optional, kCpgOptional, "Q.763 Table 23"},
    {usr, "USR", "user-to-user information", kNone, kUsrVariable, with_optional, kUsrOptional, "Q.763 Table 36"},
    {ucic, "UCIC", "unequipped CIC", kNone, kNone, no_optional, kNone, "Q.763 Table 39"},
    {cfn, "CFN", "confusion", kNone, kCause, with_optional, kNone, "Q.763 Table 26"},
    {olm, "OLM", "overload", kNone, kNone, no_optional, kNone, "Q.763 Table 39"},
    {crg, "CRG", "charge information", kNone, kNone, opaque, kNone, "national"},
    {nrm, "NRM", "network resource management", kNone, kNone, with_optional, kNrmOptional, "Q.763 Table 46"},
    {fac, "FAC", "facility", kNone, kNone, with_optional, kFacOptional, "Q.763 Table 45"},
    {upt, "UPT", "user part test", kNone, kNone, with_optional, kCompatibility, "Q.763 Table 44"},
    {upa, "UPA", "user part available", kNone, kNone, with_optional, kCompatibility, "Q.763 Table 44"},
    {idr, "IDR", "identification request", kNone, kNone, with_optional, kIdrOptional, "Q.763 Table 47"},
    {irs, "IRS", "identification response", kNone, kNone, with_optional, kIrsOptional, "Q.763 Table 48"},
    {sgm, "SGM", "segmentation", kNone, kNone, with_optional, kSgmOptional, "Q.763 Table 49"},
    {lop, "LOP", "loop prevention", kNone, kNone, with_optional, kLopOptional, "Q.763 Table 50"},
    {apm, "APM", "application transport", kNone, kNone, with_optional, kApmOptional, "Q.763 Table 51"},
    {pri, "PRI", "pre-release information", kNone, kNone, with_optional, kPriOptional, "Q.763 Table 52"},
    {sdn, "SDN", "subsequent directory number", kNone, kNone, with_optional, kSdnOptional, "Q.763 Table 53"},
};
// clang-format on

} // namespace isup::rows
