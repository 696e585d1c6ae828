// Messages of Q.763 Tables 4 and 21-53, parameters of Table 5, and what ANSI T1.113 adds.
#include "isup/tables.h"

#include <algorithm>
#include <array>

namespace isup {
namespace {

using enum Param;

// --- parameters, in code order ---
// code, abbreviation, name, least and most octets of contents (0 = open), clause, use
constexpr ParameterRow kParameters[] = {
    {end_of_optional_parameters, "EOP", "end of optional parameters", 0, 0, "Q.763 §3.20",
     Use::international},
    {call_reference, "CR", "call reference", 5, 5, "Q.763 §3.8", Use::national},
    {transmission_medium_requirement, "TMR", "transmission medium requirement", 1, 1, "Q.763 §3.54",
     Use::international},
    {access_transport, "ATP", "access transport", 1, 0, "Q.763 §3.3", Use::international},
    // 3 octets in the clause; an overlap call may begin without a digit.
    {called_party_number, "CdPN", "called party number", 2, 0, "Q.763 §3.9", Use::international},
    {subsequent_number, "SN", "subsequent number", 2, 0, "Q.763 §3.51", Use::international},
    {nature_of_connection_indicators, "NCI", "nature of connection indicators", 1, 1, "Q.763 §3.35",
     Use::international},
    {forward_call_indicators, "FCI", "forward call indicators", 2, 2, "Q.763 §3.23",
     Use::international},
    {optional_forward_call_indicators, "OFCI", "optional forward call indicators", 1, 1,
     "Q.763 §3.38", Use::international},
    {calling_party_category, "CPC", "calling party's category", 1, 1, "Q.763 §3.11",
     Use::international},
    {calling_party_number, "CgPN", "calling party number", 2, 10, "Q.763 §3.10",
     Use::international},
    {redirecting_number, "RgN", "redirecting number", 2, 10, "Q.763 §3.44", Use::international},
    {redirection_number, "RnN", "redirection number", 3, 0, "Q.763 §3.46", Use::international},
    {connection_request, "CNRQ", "connection request", 5, 7, "Q.763 §3.17", Use::international},
    {information_request_indicators, "INRI", "information request indicators", 2, 2, "Q.763 §3.29",
     Use::national},
    {information_indicators, "INFI", "information indicators", 2, 2, "Q.763 §3.28", Use::national},
    {continuity_indicators, "COTI", "continuity indicators", 1, 1, "Q.763 §3.18",
     Use::international},
    {backward_call_indicators, "BCI", "backward call indicators", 2, 2, "Q.763 §3.5",
     Use::international},
    {cause_indicators, "CAI", "cause indicators", 2, 0, "Q.763 §3.12", Use::international},
    {redirection_information, "RI", "redirection information", 1, 2, "Q.763 §3.45",
     Use::international},
    {circuit_group_supervision_message_type_indicator, "CGSMTI",
     "circuit group supervision message type indicator", 1, 1, "Q.763 §3.13", Use::international},
    {range_and_status, "RS", "range and status", 1, 33, "Q.763 §3.43", Use::international},
    {call_modification_indicators, "CMI", "call modification indicators", 1, 1, "Q.763 Table 5",
     Use::reserved},
    {facility_indicator, "FACI", "facility indicator", 1, 1, "Q.763 §3.22", Use::international},
    {facility_information_indicators, "FII", "facility information indicators", 0, 0,
     "Q.763 Table 5", Use::reserved},
    {closed_user_group_interlock_code, "CUGIC", "closed user group interlock code", 4, 4,
     "Q.763 §3.15", Use::international},
    {index, "IDX", "index", 0, 0, "Q.763 Table 5", Use::reserved},
    {closed_user_group_check_response_indicators, "CUGCRI",
     "closed user group check response indicators", 0, 0, "Q.763 Table 5", Use::reserved},
    {user_service_information, "USI", "user service information", 2, 11, "Q.763 §3.57",
     Use::international},
    {signalling_point_code, "SPC", "signalling point code", 2, 2, "Q.763 §3.50", Use::national},
    {user_to_user_information, "UUI", "user-to-user information", 1, 129, "Q.763 §3.61",
     Use::international},
    {connected_number, "CN", "connected number", 2, 10, "Q.763 §3.16", Use::international},
    {suspend_resume_indicators, "SRI", "suspend/resume indicators", 1, 1, "Q.763 §3.52",
     Use::international},
    {transit_network_selection, "TNS", "transit network selection", 2, 0, "Q.763 §3.53",
     Use::national},
    {event_information, "EI", "event information", 1, 1, "Q.763 §3.21", Use::international},
    {circuit_assignment_map, "CAM", "circuit assignment map", 4, 5, "Q.763 §3.69",
     Use::international},
    {circuit_state_indicator, "CSI", "circuit state indicator", 1, 32, "Q.763 §3.14",
     Use::national},
    {automatic_congestion_level, "ACL", "automatic congestion level", 1, 1, "Q.763 §3.4",
     Use::international},
    {original_called_number, "OCN", "original called number", 2, 10, "Q.763 §3.39",
     Use::international},
    {optional_backward_call_indicators, "OBCI", "optional backward call indicators", 1, 1,
     "Q.763 §3.37", Use::international},
    {user_to_user_indicators, "UUIND", "user-to-user indicators", 1, 1, "Q.763 §3.60",
     Use::international},
    {origination_isc_point_code, "OISC", "origination ISC point code", 2, 2, "Q.763 §3.40",
     Use::international},
    {generic_notification_indicator, "GNI", "generic notification indicator", 1, 1, "Q.763 §3.25",
     Use::international},
    {call_history_information, "CHI", "call history information", 2, 2, "Q.763 §3.7",
     Use::international},
    {access_delivery_information, "ADI", "access delivery information", 1, 1, "Q.763 §3.2",
     Use::international},
    {network_specific_facility, "NSF", "network specific facility", 2, 0, "Q.763 §3.36",
     Use::national},
    {user_service_information_prime, "USIP", "user service information prime", 2, 11, "Q.763 §3.58",
     Use::international},
    {propagation_delay_counter, "PDC", "propagation delay counter", 2, 2, "Q.763 §3.42",
     Use::international},
    {remote_operations, "RO", "remote operations", 6, 0, "Q.763 §3.48", Use::national},
    {service_activation, "SA", "service activation", 1, 0, "Q.763 §3.49", Use::international},
    {user_teleservice_information, "UTI", "user teleservice information", 2, 3, "Q.763 §3.59",
     Use::international},
    {transmission_medium_used, "TMU", "transmission medium used", 1, 1, "Q.763 §3.56",
     Use::international},
    {call_diversion_information, "CDI", "call diversion information", 1, 1, "Q.763 §3.6",
     Use::international},
    {echo_control_information, "ECI", "echo control information", 1, 1, "Q.763 §3.19",
     Use::international},
    {message_compatibility_information, "MCI", "message compatibility information", 1, 0,
     "Q.763 §3.33", Use::international},
    {parameter_compatibility_information, "PCI", "parameter compatibility information", 2, 0,
     "Q.763 §3.41", Use::international},
    {mlpp_precedence, "MLPP", "MLPP precedence", 6, 6, "Q.763 §3.34", Use::international},
    {mcid_request_indicators, "MCRQ", "MCID request indicators", 1, 1, "Q.763 §3.31",
     Use::international},
    {mcid_response_indicators, "MCRS", "MCID response indicators", 1, 1, "Q.763 §3.32",
     Use::international},
    {hop_counter, "HC", "hop counter", 1, 1, "Q.763 §3.80", Use::international},
    {transmission_medium_requirement_prime, "TMRP", "transmission medium requirement prime", 1, 1,
     "Q.763 §3.55", Use::international},
    {location_number, "LN", "location number", 2, 10, "Q.763 §3.30", Use::international},
    {redirection_number_restriction, "RNR", "redirection number restriction", 1, 1, "Q.763 §3.47",
     Use::international},
    {freephone_indicators, "FPI", "freephone indicators", 0, 0, "Q.763 Table 5", Use::reserved},
    {generic_reference, "GREF", "generic reference", 3, 0, "Q.763 §3.27", Use::reserved},
    {call_transfer_reference, "CTR", "call transfer reference", 1, 1, "Q.763 §3.65",
     Use::international},
    {loop_prevention_indicators, "LPI", "loop prevention indicators", 1, 1, "Q.763 §3.67",
     Use::international},
    {call_transfer_number, "CTN", "call transfer number", 2, 10, "Q.763 §3.64", Use::international},
    {ccss, "CCSS", "CCSS", 1, 1, "Q.763 §3.63", Use::international},
    {forward_gvns, "FGVNS", "forward GVNS", 3, 24, "Q.763 §3.66", Use::international},
    {backward_gvns, "BGVNS", "backward GVNS", 1, 1, "Q.763 §3.62", Use::international},
    {redirect_capability, "RCAP", "redirect capability", 1, 1, "Q.763 §3.96", Use::national},
    {network_management_controls, "NMC", "network management controls", 1, 1, "Q.763 §3.68",
     Use::international},
    {correlation_id, "CID", "correlation id", 1, 0, "Q.763 §3.70", Use::international},
    {scf_id, "SCFID", "SCF id", 1, 0, "Q.763 §3.71", Use::international},
    {call_diversion_treatment_indicators, "CDTI", "call diversion treatment indicators", 1, 1,
     "Q.763 §3.72", Use::international},
    {called_in_number, "CINN", "called IN number", 2, 10, "Q.763 §3.73", Use::international},
    {call_offering_treatment_indicators, "COTRI", "call offering treatment indicators", 1, 1,
     "Q.763 §3.74", Use::international},
    {charged_party_identification, "CPID", "charged party identification", 0, 0, "Q.763 §3.75",
     Use::national},
    {conference_treatment_indicators, "CFTI", "conference treatment indicators", 1, 1,
     "Q.763 §3.76", Use::international},
    {display_information, "DI", "display information", 1, 0, "Q.763 §3.77", Use::international},
    {uid_action_indicators, "UIDA", "UID action indicators", 1, 1, "Q.763 §3.78",
     Use::international},
    {uid_capability_indicators, "UIDC", "UID capability indicators", 1, 1, "Q.763 §3.79",
     Use::international},
    {redirect_counter, "RCTR", "redirect counter", 1, 1, "Q.763 §3.97", Use::national},
    {application_transport, "APP", "application transport", 3, 0, "Q.763 §3.82",
     Use::international},
    {collect_call_request, "CCR", "collect call request", 1, 1, "Q.763 §3.81", Use::international},
    {ccnr_possible_indicator, "CCNRP", "CCNR possible indicator", 1, 1, "Q.763 §3.83",
     Use::international},
    {pivot_capability, "PVCAP", "pivot capability", 1, 1, "Q.763 §3.84", Use::national},
    {pivot_routing_indicators, "PVRI", "pivot routing indicators", 1, 1, "Q.763 §3.85",
     Use::national},
    {called_directory_number, "CDN", "called directory number", 3, 0, "Q.763 §3.86", Use::national},
    {original_called_in_number, "OCIN", "original called IN number", 2, 10, "Q.763 §3.87",
     Use::international},
    {calling_geodetic_location, "CGL", "calling geodetic location", 2, 0, "Q.763 §3.88",
     Use::international},
    {htr_information, "HTR", "HTR information", 2, 0, "Q.763 §3.89", Use::international},
    {network_routing_number, "NRN", "network routing number", 2, 0, "Q.763 §3.90", Use::national},
    {query_on_release_capability, "QORC", "query on release capability", 1, 1, "Q.763 §3.91",
     Use::national},
    {pivot_status, "PVST", "pivot status", 1, 1, "Q.763 §3.92", Use::national},
    {pivot_counter, "PVCT", "pivot counter", 1, 1, "Q.763 §3.93", Use::national},
    {pivot_routing_forward_information, "PVFI", "pivot routing forward information", 0, 0,
     "Q.763 §3.94", Use::national},
    {pivot_routing_backward_information, "PVBI", "pivot routing backward information", 0, 0,
     "Q.763 §3.95", Use::national},
    {redirect_status, "RST", "redirect status", 1, 1, "Q.763 §3.98", Use::national},
    {redirect_forward_information, "RFI", "redirect forward information", 0, 0, "Q.763 §3.99",
     Use::national},
    {redirect_backward_information, "RBI", "redirect backward information", 0, 0, "Q.763 §3.100",
     Use::national},
    {number_portability_forward_information, "NPFI", "number portability forward information", 1, 0,
     "Q.763 §3.101", Use::national},
    {forward_cat_indicators, "FCAT", "forward CAT indicators", 0, 0, "Q.763 amendment",
     Use::amendment},
    {backward_cat_indicators, "BCAT", "backward CAT indicators", 0, 0, "Q.763 amendment",
     Use::amendment},
    {automatic_re_routing, "ARR", "automatic re-routing", 0, 0, "Q.763 amendment", Use::amendment},
    {ieps_call_information, "IEPS", "IEPS call information", 0, 0, "Q.763 amendment",
     Use::amendment},
    {ved_information, "VED", "VED information", 0, 0, "Q.763 amendment", Use::amendment},
    {generic_number, "GN", "generic number", 3, 11, "Q.763 §3.26", Use::international},
    {generic_digits, "GD", "generic digits", 2, 0, "Q.763 §3.24", Use::national},
};

constexpr ParameterRow kAnsiParameters[] = {
    {called_party_number, "CdPN", "called party number", 1, 0, "T1.113.3", Use::international},
    {ansi_operator_services_information, "OSI", "operator services information", 1, 0, "T1.113.3",
     Use::ansi},
    {ansi_egress_service, "EGR", "egress service", 1, 0, "T1.113.3", Use::ansi},
    {ansi_jurisdiction_information, "JIP", "jurisdiction information", 3, 3, "T1.113.3", Use::ansi},
    {ansi_carrier_identification, "CIP", "carrier identification", 3, 3, "T1.113.3", Use::ansi},
    {ansi_business_group, "BG", "business group", 7, 9, "T1.113.3", Use::ansi},
    {ansi_generic_name, "GNAM", "generic name", 2, 16, "T1.113.3", Use::ansi},
    {ansi_notification_indicator, "NOTI", "notification indicator", 1, 0, "T1.113.3", Use::ansi},
    {ansi_carrier_service_provider_identification, "CSPI",
     "carrier service provider identification /", 0, 0, "T1.113.3", Use::ansi},
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

// --- parameter lists of the messages ---
constexpr Param kIamFixed[] = {nature_of_connection_indicators, forward_call_indicators,
                               calling_party_category, transmission_medium_requirement};
constexpr Param kIamVariable[] = {called_party_number};
constexpr Param kIamOptional[] = {transit_network_selection,
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
constexpr Param kSamVariable[] = {subsequent_number};
constexpr Param kInrFixed[] = {information_request_indicators};
constexpr Param kInrOptional[] = {call_reference, network_specific_facility,
                                  parameter_compatibility_information};
constexpr Param kInfFixed[] = {information_indicators};
constexpr Param kInfOptional[] = {calling_party_category,
                                  calling_party_number,
                                  call_reference,
                                  connection_request,
                                  parameter_compatibility_information,
                                  network_specific_facility};
constexpr Param kCotFixed[] = {continuity_indicators};
constexpr Param kBackwardCall[] = {backward_call_indicators};
constexpr Param kAcmOptional[] = {optional_backward_call_indicators,
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
constexpr Param kConOptional[] = {optional_backward_call_indicators,
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
constexpr Param kCallReference[] = {call_reference};
constexpr Param kAnmOptional[] = {backward_call_indicators,
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
constexpr Param kCause[] = {cause_indicators};
constexpr Param kRelOptional[] = {redirection_information,
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
constexpr Param kSuspendResume[] = {suspend_resume_indicators};
constexpr Param kRange[] = {range_and_status};
constexpr Param kSupervision[] = {circuit_group_supervision_message_type_indicator};
constexpr Param kFacility[] = {facility_indicator};
constexpr Param kFarOptional[] = {user_to_user_indicators, call_reference, connection_request,
                                  parameter_compatibility_information};
constexpr Param kFrjOptional[] = {user_to_user_indicators};
constexpr Param kCqrVariable[] = {range_and_status, circuit_state_indicator};
constexpr Param kCpgFixed[] = {event_information};
constexpr Param kCpgOptional[] = {cause_indicators,
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
constexpr Param kUsrVariable[] = {user_to_user_information};
constexpr Param kUsrOptional[] = {access_transport};
constexpr Param kNrmOptional[] = {message_compatibility_information,
                                  parameter_compatibility_information, echo_control_information};
constexpr Param kFacOptional[] = {message_compatibility_information,
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
constexpr Param kCompatibility[] = {parameter_compatibility_information};
constexpr Param kIdrOptional[] = {mcid_request_indicators, message_compatibility_information,
                                  parameter_compatibility_information};
constexpr Param kIrsOptional[] = {mcid_response_indicators,
                                  message_compatibility_information,
                                  parameter_compatibility_information,
                                  calling_party_number,
                                  access_transport,
                                  generic_number,
                                  charged_party_identification};
constexpr Param kSgmOptional[] = {
    access_transport, user_to_user_information,       message_compatibility_information,
    generic_digits,   generic_notification_indicator, generic_number};
constexpr Param kLopOptional[] = {message_compatibility_information,
                                  parameter_compatibility_information, call_transfer_reference,
                                  loop_prevention_indicators};
constexpr Param kApmOptional[] = {message_compatibility_information,
                                  parameter_compatibility_information, application_transport};
constexpr Param kPriOptional[] = {
    message_compatibility_information, parameter_compatibility_information,
    optional_forward_call_indicators, optional_backward_call_indicators, application_transport};
constexpr Param kSdnOptional[] = {subsequent_number, message_compatibility_information};
constexpr Param kAnsiIamFixed[] = {nature_of_connection_indicators, forward_call_indicators,
                                   calling_party_category};
constexpr Param kAnsiIamVariable[] = {user_service_information, called_party_number};
constexpr Param kNatureOfConnection[] = {nature_of_connection_indicators};
constexpr Param kCvrFixed[] = {ansi_circuit_validation_response_indicator,
                               ansi_circuit_group_characteristics_indicator};

// --- messages, in code order ---
// type, acronym, name, mandatory fixed, mandatory variable, shape, optional, clause
using enum MessageType;
using enum Shape;
constexpr std::span<const Param> kNone;

// clang-format off
constexpr MessageRow kMessages[] = {
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

// Where T1.113 differs or adds.
constexpr MessageRow kAnsiMessages[] = {
    {iam, "IAM", "initial address", kAnsiIamFixed, kAnsiIamVariable, with_optional, kNone, "T1.113.3"},
    {rlc, "RLC", "release complete", kNone, kNone, no_optional, kNone, "T1.113.3"},
    {cra, "CRA", "circuit reservation acknowledgement", kNone, kNone, no_optional, kNone, "T1.113.3"},
    {crm, "CRM", "circuit reservation", kNatureOfConnection, kNone, no_optional, kNone, "T1.113.3"},
    {cvr, "CVR", "circuit validation response", kCvrFixed, kNone, with_optional, kNone, "T1.113.3"},
    {cvt, "CVT", "circuit validation test", kNone, kNone, no_optional, kNone, "T1.113.3"},
    {exm, "EXM", "exit", kNone, kNone, with_optional, kNone, "T1.113.3"},
};
// clang-format on

static_assert(std::ranges::is_sorted(kParameters, {}, &ParameterRow::code));
static_assert(std::ranges::is_sorted(kAnsiParameters, {}, &ParameterRow::code));
static_assert(std::ranges::is_sorted(kMessages, {}, &MessageRow::type));

// Row number + 1 by code; 0 = no such row. Built by the compiler.
using Index = std::array<std::uint8_t, 256>;
template <class Rows, class Code>
constexpr Index index_of(const Rows& rows, Code code) {
    Index index{};
    std::uint8_t number = 0;
    for (const auto& row : rows)
        index[static_cast<std::uint8_t>(row.*code)] = ++number;
    return index;
}
constexpr Index kParameterIndex = index_of(kParameters, &ParameterRow::code);
constexpr Index kAnsiParameterIndex = index_of(kAnsiParameters, &ParameterRow::code);
constexpr Index kMessageIndex = index_of(kMessages, &MessageRow::type);
constexpr Index kAnsiMessageIndex = index_of(kAnsiMessages, &MessageRow::type);

} // namespace

std::span<const ParameterRow> parameters() {
    return kParameters;
}
std::span<const MessageRow> messages() {
    return kMessages;
}
std::span<const ParameterRow> ansi_parameters() {
    return kAnsiParameters;
}
std::span<const MessageRow> ansi_messages() {
    return kAnsiMessages;
}

const ParameterRow* find_parameter(Param code, Variant variant) {
    const auto octet = static_cast<std::uint8_t>(code);
    if (variant == Variant::ansi)
        if (const std::uint8_t number = kAnsiParameterIndex[octet])
            return &kAnsiParameters[number - 1];
    const std::uint8_t number = kParameterIndex[octet];
    return number ? &kParameters[number - 1] : nullptr;
}

const MessageRow* find_message(MessageType type, Variant variant) {
    const auto octet = static_cast<std::uint8_t>(type);
    if (variant == Variant::ansi)
        if (const std::uint8_t number = kAnsiMessageIndex[octet])
            return &kAnsiMessages[number - 1];
    const std::uint8_t number = kMessageIndex[octet];
    return number ? &kMessages[number - 1] : nullptr;
}

} // namespace isup
