// Bit fields of the indicator parameters with the names of their values (Q.763 clause 3), for
// people.
#include "isup/fields.h"

#include <algorithm>

namespace isup {
namespace {

using enum Param;

constexpr ValueName kCategory[] = {{0, "unknown"},
                                   {1, "operator, French"},
                                   {2, "operator, English"},
                                   {3, "operator, German"},
                                   {4, "operator, Russian"},
                                   {5, "operator, Spanish"},
                                   {9, "national operator"},
                                   {10, "ordinary subscriber"},
                                   {11, "subscriber with priority"},
                                   {12, "data call"},
                                   {13, "test call"},
                                   {14, "IEPS call"},
                                   {15, "payphone"},
                                   {16, "mobile terminal, home PLMN"},
                                   {17, "mobile terminal, visited PLMN"}};
constexpr ValueName kMedium[] = {{0, "speech"},
                                 {2, "64 kbit/s unrestricted"},
                                 {3, "3.1 kHz audio"},
                                 {6, "64 kbit/s preferred"},
                                 {7, "2 x 64 kbit/s unrestricted"},
                                 {8, "384 kbit/s unrestricted"},
                                 {9, "1536 kbit/s unrestricted"},
                                 {10, "1920 kbit/s unrestricted"}};
constexpr ValueName kSatellite[] = {{0, "none"}, {1, "one"}, {2, "two"}};
constexpr ValueName kContinuityCheck[] = {
    {0, "not required"}, {1, "required on this circuit"}, {2, "performed on a previous circuit"}};
constexpr ValueName kIncluded[] = {{0, "not included"}, {1, "included"}};
constexpr ValueName kNationalInternationalCall[] = {{0, "national"}, {1, "international"}};
constexpr ValueName kEndToEndMethod[] = {
    {0, "none"}, {1, "pass-along"}, {2, "SCCP"}, {3, "pass-along and SCCP"}};
constexpr ValueName kInterworking[] = {{0, "none encountered"}, {1, "encountered"}};
constexpr ValueName kEndToEndInformation[] = {{0, "not available"}, {1, "available"}};
constexpr ValueName kIsdnUserPart[] = {{0, "not used all the way"}, {1, "used all the way"}};
constexpr ValueName kIsupPreference[] = {
    {0, "preferred all the way"}, {1, "not required all the way"}, {2, "required all the way"}};
constexpr ValueName kOriginatingAccess[] = {{0, "originating access non-ISDN"},
                                            {1, "originating access ISDN"}};
constexpr ValueName kSccpMethod[] = {
    {0, "no indication"}, {1, "connectionless"}, {2, "connection oriented"}, {3, "both"}};
constexpr ValueName kPortedNumberTranslation[] = {{0, "number not translated"}, {1, "translated"}};
constexpr ValueName kQueryOnReleaseAttempt[] = {{0, "no QoR routing attempt"},
                                                {1, "QoR routing attempt in progress"}};
constexpr ValueName kCugCall[] = {{0, "non-CUG call"},
                                  {2, "CUG call, outgoing access allowed"},
                                  {3, "CUG call, outgoing access not allowed"}};
constexpr ValueName kSimpleSegmentation[] = {{0, "no additional information"},
                                             {1, "additional information follows in SGM"}};
constexpr ValueName kRequested[] = {{0, "not requested"}, {1, "requested"}};
constexpr ValueName kCallingPartyAddressResponse[] = {
    {0, "not included"}, {1, "not available"}, {3, "included"}};
constexpr ValueName kSolicited[] = {{0, "solicited"}, {1, "unsolicited"}};
constexpr ValueName kContinuity[] = {{0, "check failed"}, {1, "check successful"}};
constexpr ValueName kCharge[] = {{0, "no indication"}, {1, "no charge"}, {2, "charge"}};
constexpr ValueName kCalledStatus[] = {
    {0, "no indication"}, {1, "subscriber free"}, {2, "connect when free"}};
constexpr ValueName kCalledCategory[] = {
    {0, "no indication"}, {1, "ordinary subscriber"}, {2, "payphone"}};
constexpr ValueName kBackwardInterworking[] = {{0, "none"}, {1, "encountered"}};
constexpr ValueName kTerminatingAccess[] = {{0, "terminating access non-ISDN"},
                                            {1, "terminating access ISDN"}};
constexpr ValueName kRedirectingIndicator[] = {
    {0, "no redirection"},
    {1, "call rerouted"},
    {2, "call rerouted, all redirection info presentation restricted"},
    {3, "call diverted"},
    {4, "call diverted, all redirection info presentation restricted"},
    {5, "call rerouted, redirection number restricted"},
    {6, "call diversion, redirection number restricted"}};
constexpr ValueName kOriginalRedirectionReason[] = {
    {0, "unknown/not available"}, {1, "user busy"}, {2, "no reply"}, {3, "unconditional"}};
constexpr ValueName kRedirectingReason[] = {{0, "unknown/not available"},
                                            {1, "user busy"},
                                            {2, "no reply"},
                                            {3, "unconditional"},
                                            {4, "deflection during alerting"},
                                            {5, "deflection immediate response"},
                                            {6, "mobile subscriber not reachable"}};
constexpr ValueName kSupervisionType[] = {{0, "maintenance oriented"},
                                          {1, "hardware failure oriented"},
                                          {2, "reserved for national use (1984 software)"}};
constexpr ValueName kFacility[] = {{2, "user-to-user service"}};
constexpr ValueName kInitiator[] = {{0, "ISDN subscriber initiated"}, {1, "network initiated"}};
constexpr ValueName kEvent[] = {{1, "ALERTING"},
                                {2, "PROGRESS"},
                                {3, "in-band information or pattern now available"},
                                {4, "call forwarded on busy"},
                                {5, "call forwarded on no reply"},
                                {6, "call forwarded unconditional"}};
constexpr ValueName kEventPresentationRestricted[] = {{0, "no indication"}, {1, "restricted"}};
constexpr ValueName kCongestionLevel[] = {{1, "congestion level 1 exceeded"},
                                          {2, "congestion level 2 exceeded"}};
constexpr ValueName kInBandInformation[] = {{0, "no indication"},
                                            {1, "in-band information or pattern now available"}};
constexpr ValueName kSegments[] = {{0, "no"}, {1, "SGM follows"}};
constexpr ValueName kRequestOrResponse[] = {{0, "request"}, {1, "response"}};
constexpr ValueName kUserService[] = {{0, "no information"},
                                      {1, "spare / not provided (response)"},
                                      {2, "request not essential / provided (response)"},
                                      {3, "request essential / spare (response)"}};
constexpr ValueName kNetworkDiscard[] = {{0, "no information"},
                                         {1, "user-to-user information discarded by the network"}};
constexpr ValueName kNotification[] = {{0, "user suspended"},
                                       {1, "user resumed"},
                                       {2, "bearer service change"},
                                       {3, "discriminator for ASN.1 extension (DSS1)"},
                                       {4, "call completion delay"},
                                       {66, "conference established"},
                                       {67, "conference disconnected"},
                                       {68, "other party added"},
                                       {69, "isolated"},
                                       {70, "reattached"},
                                       {71, "other party isolated"},
                                       {72, "other party reattached"},
                                       {73, "other party split"},
                                       {74, "other party disconnected"},
                                       {75, "conference floating"},
                                       {96, "call is a waiting call"},
                                       {104, "diversion activated (DSS1)"},
                                       {105, "call transfer, alerting"},
                                       {106, "call transfer, active"},
                                       {121, "remote hold"},
                                       {122, "remote retrieval"},
                                       {123, "call is diverting"}};
constexpr ValueName kAccessDelivery[] = {{0, "set-up message generated"},
                                         {1, "no set-up message generated"}};
constexpr ValueName kNotificationOption[] = {
    {0, "unknown"},
    {1, "presentation not allowed"},
    {2, "presentation allowed with redirection number"},
    {3, "presentation allowed without redirection number"}};
constexpr ValueName kEchoControlInformation[] = {{0, "no information"},
                                                 {1, "not included, not available"},
                                                 {2, "included"},
                                                 {3, "not included but available"}};
constexpr ValueName kEchoControlRequest[] = {
    {0, "no information"}, {1, "activation"}, {2, "deactivation"}};
constexpr ValueName kTransit[] = {{0, "transit interpretation"}, {1, "end node interpretation"}};
constexpr ValueName kReleaseCall[] = {{0, "do not release"}, {1, "release call"}};
constexpr ValueName kDiscardMessage[] = {{0, "pass on"}, {1, "discard"}};
constexpr ValueName kPassOnNotPossible[] = {{0, "release call"}, {1, "discard information"}};
constexpr ValueName kFieldsBroadband[] = {
    {0, "pass on"}, {1, "discard message"}, {2, "release call"}, {3, "reserved"}};
constexpr ValueName kPresentationRestricted[] = {{0, "allowed"}, {1, "restricted"}};
constexpr ValueName kResponse[] = {
    {0, "insufficient information"}, {1, "no loop exists"}, {2, "simultaneous transfer"}};
constexpr ValueName kCcssCall[] = {{0, "no indication"}, {1, "CCSS call"}};
constexpr ValueName kTemporaryAlternativeRouting[] = {{0, "no indication"},
                                                      {1, "TAR controlled call"}};
constexpr ValueName kCallToBeDiverted[] = {
    {0, "no indication"}, {1, "allowed"}, {2, "not allowed"}};
constexpr ValueName kCallToBeOffered[] = {{0, "no indication"}, {1, "not allowed"}, {2, "allowed"}};
constexpr ValueName kConferenceAcceptance[] = {{0, "no indication"}, {1, "accept"}, {2, "reject"}};
constexpr ValueName kThroughConnectionInstruction[] = {{0, "no indication"},
                                                       {1, "through-connect in both directions"}};
constexpr ValueName kT9TimerInstruction[] = {{0, "no indication"}, {1, "stop or do not start T9"}};
constexpr ValueName kCollectCall[] = {{0, "no indication"}, {1, "collect call requested"}};
constexpr ValueName kCcnrPossible[] = {{0, "not possible"}, {1, "possible"}};
constexpr ValueName kPortingStatus[] = {{0, "no indication"},
                                        {1, "query not done for called number"},
                                        {2, "query done, not ported"},
                                        {3, "query done, ported"}};

constexpr ValueName kGvnsAccess[] = {
    {0, "no information"}, {1, "dedicated terminating access"}, {2, "switched terminating access"}};
constexpr ValueName kPossible[] = {{0, "no indication"},
                                   {1, "possible before ACM"},
                                   {2, "possible before ANM"},
                                   {3, "possible at any time of the call"}};
constexpr ValueName kPivotRouting[] = {{0, "no indication"},
                                       {1, "pivot request"},
                                       {2, "cancel pivot request"},
                                       {3, "pivot request failure"},
                                       {4, "interworking to redirection prohibited"}};
constexpr ValueName kPivotStatus[] = {
    {0, "not used"}, {1, "pivot routing acknowledged"}, {2, "pivot routing will not be invoked"}};
constexpr ValueName kRedirectStatus[] = {
    {0, "not used"}, {1, "redirection acknowledged"}, {2, "redirection will not be invoked"}};
constexpr ValueName kQueryOnRelease[] = {{0, "no indication"}, {1, "supported"}};
constexpr ValueName kPrecedence[] = {
    {0, "flash override"}, {1, "flash"}, {2, "immediate"}, {3, "priority"}, {4, "routine"}};
constexpr ValueName kLookAhead[] = {{0, "allowed"}, {1, "not allowed"}, {2, "path reserved"}};
constexpr ValueName kCarrierType[] = {
    {0, "unknown"}, {1, "analogue"}, {2, "digital"}, {3, "analogue and digital"}};
constexpr ValueName kSeizing[] = {
    {0, "no control"}, {1, "odd circuits"}, {2, "even circuits"}, {3, "all circuits"}};
constexpr ValueName kAlarm[] = {{0, "unknown"}, {1, "software"}, {2, "hardware"}};
constexpr ValueName kContinuityHabit[] = {
    {0, "unknown"}, {1, "none"}, {2, "statistical"}, {3, "each call"}};
constexpr ValueName kValidation[] = {{0, "failed"}, {1, "successful"}};
constexpr ValueName kLine[] = {{0, "identified line, no special treatment"},
                               {1, "multiparty line"},
                               {2, "ANI failure"},
                               {6, "station level rating"},
                               {7, "special operator handling"},
                               {8, "restricted line"},
                               {10, "test call"},
                               {20, "AIOD listed number sent"},
                               {23, "coin or non-coin"},
                               {24, "toll free service"},
                               {27, "coin"},
                               {29, "prison"},
                               {30, "intercept, blank"},
                               {31, "intercept, trouble"},
                               {32, "intercept, regular"},
                               {52, "OUTWATS"},
                               {60, "relay service"},
                               {61, "cellular, type 1"},
                               {62, "cellular, type 2"},
                               {63, "cellular, roaming"},
                               {67, "relay service, hotel"},
                               {68, "relay service, restricted"},
                               {70, "private payphone"},
                               {93, "virtual private network"}};
constexpr ValueName kSelection[] = {{0, "no indication"},
                                    {1, "presubscribed, not input by the caller"},
                                    {2, "presubscribed, input by the caller"},
                                    {3, "presubscribed, input unknown"},
                                    {4, "not presubscribed, input by the caller"}};

// parameter, octet (from 1), lowest bit (A = 0), bits, name, names of values (none: a flag or a
// number)
constexpr Field kFields[] = {
    {transmission_medium_requirement, 1, 0, 8, "", kMedium},
    {nature_of_connection_indicators, 1, 0, 2, "satellite", kSatellite},
    {nature_of_connection_indicators, 1, 2, 2, "continuity check", kContinuityCheck},
    {nature_of_connection_indicators, 1, 4, 1, "outgoing echo control device", kIncluded},
    {forward_call_indicators, 1, 0, 1, "national/international call", kNationalInternationalCall},
    {forward_call_indicators, 1, 1, 2, "end-to-end method", kEndToEndMethod},
    {forward_call_indicators, 1, 3, 1, "interworking", kInterworking},
    {forward_call_indicators, 1, 4, 1, "end-to-end information", kEndToEndInformation},
    {forward_call_indicators, 1, 5, 1, "ISDN user part", kIsdnUserPart},
    {forward_call_indicators, 1, 6, 2, "ISUP preference", kIsupPreference},
    {forward_call_indicators, 2, 0, 1, "ISDN access", kOriginatingAccess},
    {forward_call_indicators, 2, 1, 2, "SCCP method", kSccpMethod},
    {forward_call_indicators, 2, 4, 1, "ported number translation", kPortedNumberTranslation},
    {forward_call_indicators, 2, 5, 1, "query on release attempt", kQueryOnReleaseAttempt},
    {optional_forward_call_indicators, 1, 0, 2, "CUG call", kCugCall},
    {optional_forward_call_indicators, 1, 2, 1, "simple segmentation", kSimpleSegmentation},
    {optional_forward_call_indicators, 1, 7, 1, "connected line identity request", kRequested},
    {calling_party_category, 1, 0, 8, "", kCategory},
    {information_request_indicators, 1, 0, 1, "calling party address requested", {}},
    {information_request_indicators, 1, 1, 1, "holding requested", {}},
    {information_request_indicators, 1, 3, 1, "calling party's category requested", {}},
    {information_request_indicators, 1, 4, 1, "charge information requested", {}},
    {information_request_indicators, 1, 7, 1, "malicious call identification requested", {}},
    {information_indicators, 1, 0, 2, "calling party address response",
     kCallingPartyAddressResponse},
    {information_indicators, 1, 2, 1, "hold provided", {}},
    {information_indicators, 1, 5, 1, "calling party's category included", {}},
    {information_indicators, 1, 6, 1, "charge information included", {}},
    {information_indicators, 1, 7, 1, "solicited", kSolicited},
    {continuity_indicators, 1, 0, 1, "continuity", kContinuity},
    {backward_call_indicators, 1, 0, 2, "charge", kCharge},
    {backward_call_indicators, 1, 2, 2, "called party's status", kCalledStatus},
    {backward_call_indicators, 1, 4, 2, "called party's category", kCalledCategory},
    {backward_call_indicators, 1, 6, 2, "end-to-end method", kEndToEndMethod},
    {backward_call_indicators, 2, 0, 1, "interworking", kBackwardInterworking},
    {backward_call_indicators, 2, 1, 1, "end-to-end information", {}},
    {backward_call_indicators, 2, 2, 1, "ISDN user part", kIsdnUserPart},
    {backward_call_indicators, 2, 3, 1, "holding", kRequested},
    {backward_call_indicators, 2, 4, 1, "ISDN access", kTerminatingAccess},
    {backward_call_indicators, 2, 5, 1, "incoming echo control device", kIncluded},
    {backward_call_indicators, 2, 6, 2, "SCCP method", kSccpMethod},
    {redirection_information, 1, 0, 3, "redirecting indicator", kRedirectingIndicator},
    {redirection_information, 1, 4, 4, "original redirection reason", kOriginalRedirectionReason},
    {redirection_information, 2, 0, 3, "redirection counter", {}},
    {redirection_information, 2, 4, 4, "redirecting reason", kRedirectingReason},
    {circuit_group_supervision_message_type_indicator, 1, 0, 2, "type", kSupervisionType},
    {facility_indicator, 1, 0, 8, "facility", kFacility},
    {suspend_resume_indicators, 1, 0, 1, "initiator", kInitiator},
    {event_information, 1, 0, 7, "event", kEvent},
    {event_information, 1, 7, 1, "event presentation restricted", kEventPresentationRestricted},
    {automatic_congestion_level, 1, 0, 8, "level", kCongestionLevel},
    {optional_backward_call_indicators, 1, 0, 1, "in-band information", kInBandInformation},
    {optional_backward_call_indicators, 1, 1, 1, "call diversion may occur", {}},
    {optional_backward_call_indicators, 1, 2, 1, "simple segmentation", kSegments},
    {optional_backward_call_indicators, 1, 3, 1, "MLPP user", {}},
    {user_to_user_indicators, 1, 0, 1, "type", kRequestOrResponse},
    {user_to_user_indicators, 1, 1, 2, "service 1", kUserService},
    {user_to_user_indicators, 1, 3, 2, "service 2", kUserService},
    {user_to_user_indicators, 1, 5, 2, "service 3", kUserService},
    {user_to_user_indicators, 1, 7, 1, "network discard", kNetworkDiscard},
    {generic_notification_indicator, 1, 0, 7, "notification", kNotification},
    {access_delivery_information, 1, 0, 1, "access delivery", kAccessDelivery},
    {transmission_medium_used, 1, 0, 8, "", kMedium},
    {call_diversion_information, 1, 0, 3, "notification subscription option", kNotificationOption},
    {call_diversion_information, 1, 3, 4, "redirecting reason", kRedirectingReason},
    {echo_control_information, 1, 0, 2, "outgoing ECD information", kEchoControlInformation},
    {echo_control_information, 1, 2, 2, "incoming ECD information", kEchoControlInformation},
    {echo_control_information, 1, 4, 2, "outgoing ECD request", kEchoControlRequest},
    {echo_control_information, 1, 6, 2, "incoming ECD request", kEchoControlRequest},
    {message_compatibility_information, 1, 0, 1, "transit at intermediate exchange", kTransit},
    {message_compatibility_information, 1, 1, 1, "release call", kReleaseCall},
    {message_compatibility_information, 1, 2, 1, "send notification (CFN)", {}},
    {message_compatibility_information, 1, 3, 1, "discard message", kDiscardMessage},
    {message_compatibility_information, 1, 4, 1, "pass on not possible", kPassOnNotPossible},
    {message_compatibility_information, 1, 5, 2, "broadband/narrowband interworking",
     kFieldsBroadband},
    {mlpp_precedence, 1, 0, 4, "level", kPrecedence},
    {mlpp_precedence, 1, 5, 2, "look ahead for busy", kLookAhead},
    {mcid_request_indicators, 1, 0, 1, "MCID requested", {}},
    {mcid_request_indicators, 1, 1, 1, "holding requested", {}},
    {mcid_response_indicators, 1, 0, 1, "MCID included", {}},
    {mcid_response_indicators, 1, 1, 1, "holding provided", {}},
    {hop_counter, 1, 0, 5, "remaining hops", {}},
    {transmission_medium_requirement_prime, 1, 0, 8, "", kMedium},
    {redirection_number_restriction, 1, 0, 2, "presentation restricted", kPresentationRestricted},
    {call_transfer_reference, 1, 0, 8, "call transfer identity", {}},
    {loop_prevention_indicators, 1, 0, 1, "type", kRequestOrResponse},
    {loop_prevention_indicators, 1, 1, 2, "response", kResponse},
    {ccss, 1, 0, 1, "CCSS call", kCcssCall},
    {backward_gvns, 1, 0, 2, "terminating access", kGvnsAccess},
    {redirect_capability, 1, 0, 3, "redirection", kPossible},
    {network_management_controls, 1, 0, 1, "temporary alternative routing (TAR)",
     kTemporaryAlternativeRouting},
    {call_diversion_treatment_indicators, 1, 0, 2, "call to be diverted", kCallToBeDiverted},
    {call_offering_treatment_indicators, 1, 0, 2, "call to be offered", kCallToBeOffered},
    {conference_treatment_indicators, 1, 0, 2, "conference acceptance", kConferenceAcceptance},
    {uid_action_indicators, 1, 0, 1, "through-connection instruction",
     kThroughConnectionInstruction},
    {uid_action_indicators, 1, 1, 1, "T9 timer instruction", kT9TimerInstruction},
    {uid_capability_indicators, 1, 0, 1, "through-connection modification possible", {}},
    {uid_capability_indicators, 1, 1, 1, "stopping of T9 possible", {}},
    {redirect_counter, 1, 0, 5, "redirections", {}},
    {collect_call_request, 1, 0, 1, "collect call", kCollectCall},
    {ccnr_possible_indicator, 1, 0, 1, "CCNR possible", kCcnrPossible},
    {pivot_capability, 1, 0, 3, "pivot routing", kPossible},
    {pivot_routing_indicators, 1, 0, 7, "pivot routing", kPivotRouting},
    {query_on_release_capability, 1, 0, 1, "query on release", kQueryOnRelease},
    {pivot_status, 1, 0, 2, "status", kPivotStatus},
    {pivot_counter, 1, 0, 5, "pivots", {}},
    {redirect_status, 1, 0, 2, "status", kRedirectStatus},
    {number_portability_forward_information, 1, 0, 4, "status", kPortingStatus},
    {ansi_circuit_group_characteristics_indicator, 1, 0, 2, "carrier", kCarrierType},
    {ansi_circuit_group_characteristics_indicator, 1, 2, 2, "double seizing control", kSeizing},
    {ansi_circuit_group_characteristics_indicator, 1, 4, 2, "alarm", kAlarm},
    {ansi_circuit_group_characteristics_indicator, 1, 6, 2, "continuity check", kContinuityHabit},
    {ansi_circuit_validation_response_indicator, 1, 0, 1, "validation", kValidation},
    {ansi_originating_line_information, 1, 0, 8, "", kLine},
    {ansi_service_code, 1, 0, 8, "", {}},
    {ansi_special_processing_request, 1, 0, 8, "", {}},
    {ansi_carrier_selection_information, 1, 0, 8, "", kSelection},
};
static_assert(std::ranges::is_sorted(kFields, {}, &Field::parameter));

} // namespace

std::span<const Field> fields_of(Param parameter) {
    return {std::ranges::lower_bound(kFields, parameter, {}, &Field::parameter),
            std::ranges::upper_bound(kFields, parameter, {}, &Field::parameter)};
}

std::string_view Field::name_of(std::uint8_t value) const {
    for (const ValueName& row : values)
        if (row.value == value)
            return row.name;
    return {};
}

} // namespace isup
