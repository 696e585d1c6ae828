// The tables of names: one row per value, each table with the clause that it is from.
#include "drivers/isdn/element_names.h"

#include <array>

namespace isdn {
namespace {

using Row = ValueName;

// Q.850 Table 1
constexpr std::array kCauses{
    Row{1, "unallocated number"},
    Row{2, "no route to specified transit network"},
    Row{3, "no route to destination"},
    Row{4, "send special information tone"},
    Row{5, "misdialled trunk prefix"},
    Row{6, "channel unacceptable"},
    Row{7, "call awarded and being delivered in an established channel"},
    Row{8, "preemption"},
    Row{9, "preemption, circuit reserved for reuse"},
    Row{14, "ported number"},
    Row{16, "normal call clearing"},
    Row{17, "user busy"},
    Row{18, "no user responding"},
    Row{19, "no answer from user"},
    Row{20, "subscriber absent"},
    Row{21, "call rejected"},
    Row{22, "number changed"},
    Row{23, "redirection to new destination"},
    Row{24, "call rejected due to feature at the destination"},
    Row{25, "exchange routing error"},
    Row{26, "non-selected user clearing"},
    Row{27, "destination out of order"},
    Row{28, "invalid number format (address incomplete)"},
    Row{29, "facility rejected"},
    Row{30, "response to STATUS ENQUIRY"},
    Row{31, "normal, unspecified"},
    Row{34, "no circuit/channel available"},
    Row{38, "network out of order"},
    Row{39, "permanent frame mode connection out of service"},
    Row{40, "permanent frame mode connection operational"},
    Row{41, "temporary failure"},
    Row{42, "switching equipment congestion"},
    Row{43, "access information discarded"},
    Row{44, "requested circuit/channel not available"},
    Row{46, "precedence call blocked"},
    Row{47, "resource unavailable, unspecified"},
    Row{49, "quality of service not available"},
    Row{50, "requested facility not subscribed"},
    Row{53, "outgoing calls barred within CUG"},
    Row{55, "incoming calls barred within CUG"},
    Row{57, "bearer capability not authorized"},
    Row{58, "bearer capability not presently available"},
    Row{62, "inconsistency in designated outgoing access information and subscriber class"},
    Row{63, "service or option not available, unspecified"},
    Row{65, "bearer capability not implemented"},
    Row{66, "channel type not implemented"},
    Row{69, "requested facility not implemented"},
    Row{70, "only restricted digital information bearer capability is available"},
    Row{79, "service or option not implemented, unspecified"},
    Row{81, "invalid call reference value"},
    Row{82, "identified channel does not exist"},
    Row{83, "a suspended call exists, but this call identity does not"},
    Row{84, "call identity in use"},
    Row{85, "no call suspended"},
    Row{86, "call having the requested call identity has been cleared"},
    Row{87, "user not member of CUG"},
    Row{88, "incompatible destination"},
    Row{90, "non-existent CUG"},
    Row{91, "invalid transit network selection"},
    Row{95, "invalid message, unspecified"},
    Row{96, "mandatory information element is missing"},
    Row{97, "message type non-existent or not implemented"},
    Row{98, "message not compatible with call state or non-existent"},
    Row{99, "information element non-existent or not implemented"},
    Row{100, "invalid information element contents"},
    Row{101, "message not compatible with call state"},
    Row{102, "recovery on timer expiry"},
    Row{103, "parameter non-existent or not implemented, passed on"},
    Row{110, "message with unrecognized parameter, discarded"},
    Row{111, "protocol error, unspecified"},
    Row{127, "interworking, unspecified"},
};
constexpr std::array kLocations{
    Row{0, "user"},
    Row{1, "private network serving the local user"},
    Row{2, "public network serving the local user"},
    Row{3, "transit network"},
    Row{4, "public network serving the remote user"},
    Row{5, "private network serving the remote user"},
    Row{7, "international network"},
    Row{10, "network beyond interworking point"},
};

// Q.931 Table 4-6
constexpr std::array kTransfers{
    Row{0x00, "speech"},
    Row{0x08, "unrestricted digital"},
    Row{0x09, "restricted"},
    Row{0x10, "3.1 kHz audio"},
    Row{0x11, "7 kHz / unrestricted with tones"},
    Row{0x18, "video"},
};
constexpr std::array kModes{Row{0, "circuit"}, Row{2, "packet"}};
constexpr std::array kRates{
    Row{0x00, "packet mode"}, Row{0x10, "64 kbit/s"},   Row{0x11, "2 x 64 kbit/s"},
    Row{0x13, "384 kbit/s"},  Row{0x15, "1536 kbit/s"}, Row{0x17, "1920 kbit/s"},
    Row{0x18, "multirate"},
};
constexpr std::array kLayer1{
    Row{1, "V.110, I.460, X.30"},
    Row{2, "mu-law"},
    Row{3, "A-law"},
    Row{4, "G.721 ADPCM"},
    Row{5, "H.221, H.242"},
    Row{6, "H.223, H.245"},
    Row{7, "non-ITU-T rate adaption"},
    Row{8, "V.120"},
    Row{9, "X.31 flag stuffing"},
    Row{10, "G.728"},
    Row{11, "G.729"},
};
constexpr std::array kLayer2{
    Row{1, "basic mode ISO 1745"}, Row{2, "Q.921"},     Row{6, "X.25 link level"},
    Row{7, "X.25 multilink"},      Row{8, "T.71 LAPB"}, Row{9, "HDLC ARM"},
    Row{10, "HDLC NRM"},           Row{11, "HDLC ABM"}, Row{12, "LAN LLC"},
    Row{13, "X.75 SLP"},           Row{14, "Q.922"},    Row{16, "user specified"},
    Row{17, "ISO 7776"},
};
constexpr std::array kLayer3{
    Row{2, "Q.931"},        Row{6, "X.25 packet layer"}, Row{7, "ISO 8208"},
    Row{8, "ISO 8348"},     Row{9, "ISO 8473"},          Row{10, "T.70"},
    Row{11, "ISO TR 9577"}, Row{16, "user specified"},
};
constexpr std::array kUserRates{
    Row{0, "as E-bits say"}, Row{1, "0.6"},        Row{2, "1.2"},        Row{3, "2.4"},
    Row{4, "3.6"},           Row{5, "4.8"},        Row{6, "7.2"},        Row{7, "8"},
    Row{8, "9.6"},           Row{9, "14.4"},       Row{10, "16"},        Row{11, "19.2"},
    Row{12, "32"},           Row{14, "48"},        Row{15, "56"},        Row{21, "0.1345"},
    Row{22, "0.1"},          Row{23, "0.075/1.2"}, Row{24, "1.2/0.075"}, Row{25, "0.05"},
    Row{26, "0.075"},        Row{27, "0.11"},      Row{28, "0.15"},      Row{29, "0.2"},
    Row{30, "0.3"},          Row{31, "12"},
};

// Q.931 Tables 4-9, 4-11
constexpr std::array kNumberTypes{
    Row{0, "unknown"},          Row{1, "international"}, Row{2, "national"},
    Row{3, "network specific"}, Row{4, "subscriber"},    Row{6, "abbreviated"},
};
constexpr std::array kNumberPlans{
    Row{0, "unknown"}, Row{1, "E.164"},    Row{3, "data"},
    Row{4, "telex"},   Row{8, "national"}, Row{9, "private"},
};
constexpr std::array kPresentations{
    Row{0, "allowed"},
    Row{1, "restricted"},
    Row{2, "not available"},
};
constexpr std::array kScreenings{
    Row{0, "not screened"},
    Row{1, "verified and passed"},
    Row{2, "verified and failed"},
    Row{3, "network provided"},
};
// Q.952 §3.2
constexpr std::array kRedirectionReasons{
    Row{0, "unknown"},
    Row{1, "busy"},
    Row{2, "no reply"},
    Row{4, "deflection during alerting"},
    Row{5, "deflection at once"},
    Row{9, "called DTE out of order"},
    Row{10, "forwarding by the called DTE"},
    Row{15, "unconditional"},
};

// Q.931 Table 4-20
constexpr std::array kProgress{
    Row{1, "call is not end-to-end ISDN"},
    Row{2, "destination is non-ISDN"},
    Row{3, "origination is non-ISDN"},
    Row{4, "call has returned to the ISDN"},
    Row{5, "interworking has changed the service"},
    Row{8, "in-band information available"},
    Row{10, "delay in response at the called interface"},
};
// Q.931 Table 4-22; Q.932 §9.6; Q.951-Q.957
constexpr std::array kNotifications{
    Row{0x00, "user suspended"},
    Row{0x01, "user resumed"},
    Row{0x02, "bearer service change"},
    Row{0x04, "call completion delay"},
    Row{0x42, "conference established"},
    Row{0x43, "conference disconnected"},
    Row{0x44, "other party added"},
    Row{0x45, "isolated"},
    Row{0x46, "reattached"},
    Row{0x47, "other party isolated"},
    Row{0x48, "other party reattached"},
    Row{0x49, "other party split"},
    Row{0x4a, "other party disconnected"},
    Row{0x4b, "conference floating"},
    Row{0x60, "call is a waiting call"},
    Row{0x68, "diversion activated"},
    Row{0x69, "call transferred, alerting"},
    Row{0x6a, "call transferred, active"},
    Row{0x6e, "reverse charging, whole call"},
    Row{0x6f, "reverse charging, rest of the call"},
    Row{0x79, "remote hold"},
    Row{0x7a, "remote retrieval"},
    Row{0x7b, "call is diverting"},
};
// Q.931 Table 4-14
constexpr std::array kHighLayers{
    Row{0x01, "telephony"},
    Row{0x04, "facsimile group 2/3"},
    Row{0x21, "facsimile group 4 class I"},
    Row{0x24, "facsimile group 4 classes II and III"},
    Row{0x28, "teletex with T.62 bis"},
    Row{0x31, "teletex"},
    Row{0x32, "syntax-based videotex"},
    Row{0x33, "international videotex"},
    Row{0x35, "telex"},
    Row{0x38, "message handling"},
    Row{0x41, "OSI application"},
    Row{0x42, "FTAM"},
    Row{0x5e, "maintenance"},
    Row{0x5f, "management"},
    Row{0x60, "videotelephony"},
    Row{0x61, "videoconferencing"},
    Row{0x62, "audiographic conferencing"},
    Row{0x68, "multimedia services"},
};
// Q.931 Table 4-8
constexpr std::array kCallStates{
    Row{0, "null"},
    Row{1, "call initiated"},
    Row{2, "overlap sending"},
    Row{3, "outgoing call proceeding"},
    Row{4, "call delivered"},
    Row{6, "call present"},
    Row{7, "call received"},
    Row{8, "connect request"},
    Row{9, "incoming call proceeding"},
    Row{10, "active"},
    Row{11, "disconnect request"},
    Row{12, "disconnect indication"},
    Row{15, "suspend request"},
    Row{17, "resume request"},
    Row{19, "release request"},
    Row{22, "call abort"},
    Row{25, "overlap receiving"},
    Row{61, "restart request"},
    Row{62, "restart"},
};
// Q.931 Table 4-24
constexpr std::array kSignals{
    Row{0x00, "dial tone on"},
    Row{0x01, "ring back tone on"},
    Row{0x02, "intercept tone on"},
    Row{0x03, "network congestion tone on"},
    Row{0x04, "busy tone on"},
    Row{0x05, "confirm tone on"},
    Row{0x06, "answer tone on"},
    Row{0x07, "call waiting tone on"},
    Row{0x08, "off-hook warning tone on"},
    Row{0x09, "preemption tone on"},
    Row{0x3f, "tones off"},
    Row{0x40, "alerting on, pattern 0"},
    Row{0x41, "alerting on, pattern 1"},
    Row{0x42, "alerting on, pattern 2"},
    Row{0x43, "alerting on, pattern 3"},
    Row{0x44, "alerting on, pattern 4"},
    Row{0x45, "alerting on, pattern 5"},
    Row{0x46, "alerting on, pattern 6"},
    Row{0x47, "alerting on, pattern 7"},
    Row{0x4f, "alerting off"},
};
constexpr std::array kRestarts{
    Row{0, "indicated channels"},
    Row{6, "single interface"},
    Row{7, "all interfaces"},
};
// Q.931 Table 4-26
constexpr std::array kUserProtocols{
    Row{0, "user-specific"}, Row{1, "OSI high layer"}, Row{2, "X.244"}, Row{3, "system management"},
    Row{4, "IA5"},           Row{5, "X.208, X.209"},   Row{7, "V.120"}, Row{8, "Q.931"},
};
// TR 41459 Table 2-53
constexpr std::array kNetworkServices{
    Row{0xb1, "SID preferred"},
    Row{0xb2, "ANI preferred"},
    Row{0xb3, "SID only"},
    Row{0xb4, "ANI only"},
    Row{0xb5, "operator"},
    Row{0xb6, "pre-subscribed common carrier operator"},
    Row{0xb9, "call associated TSC"},
    Row{0xba, "notification of CA-TSC clearing"},
    Row{0xe1, "SDN"},
    Row{0xe2, "toll free MEGACOM"},
    Row{0xe3, "MEGACOM"},
    Row{0xe6, "ACCUNET"},
    Row{0xe7, "long distance"},
    Row{0xe8, "international toll free"},
    Row{0xf0, "MultiQuest"},
    Row{0xf7, "call redirection"},
};

// EN 300 207, 369, 182, 130, 185, 188, 138, 286
constexpr std::array kEtsiOperations{
    Row{1, "UserUserService"},
    Row{2, "CUGCall"},
    Row{3, "MCIDRequest"},
    Row{4, "Begin3PTY"},
    Row{5, "End3PTY"},
    Row{6, "ECTExecute"},
    Row{7, "ActivationDiversion"},
    Row{8, "DeactivationDiversion"},
    Row{9, "ActivationStatusNotificationDiv"},
    Row{10, "DeactivationStatusNotificationDiv"},
    Row{11, "InterrogationDiversion"},
    Row{12, "DiversionInformation"},
    Row{13, "CallDeflection"},
    Row{14, "CallRerouting"},
    Row{15, "DivertingLegInformation2"},
    Row{16, "InvokeStatus"},
    Row{17, "InterrogateServedUserNumbers"},
    Row{18, "DivertingLegInformation1"},
    Row{19, "DivertingLegInformation3"},
    Row{30, "ChargingRequest"},
    Row{31, "AOCSCurrency"},
    Row{32, "AOCSSpecialArr"},
    Row{33, "AOCDCurrency"},
    Row{34, "AOCDChargingUnit"},
    Row{35, "AOCECurrency"},
    Row{36, "AOCEChargingUnit"},
    Row{37, "IdentificationOfCharge"},
    Row{40, "BeginCONF"},
    Row{41, "AddCONF"},
    Row{42, "SplitCONF"},
    Row{43, "DropCONF"},
    Row{44, "IsolateCONF"},
    Row{45, "ReattachCONF"},
    Row{46, "PartyDISC"},
    Row{47, "FloatCONF"},
    Row{48, "EndCONF"},
    Row{49, "IdentifyConferee"},
};
// ECMA-164, 174, 176, 178, 186, 203, 212, 214, 221, 242
constexpr std::array kQsigOperations{
    Row{0, "callingName"},
    Row{1, "calledName"},
    Row{2, "connectedName"},
    Row{3, "busyName"},
    Row{4, "pathReplacePropose"},
    Row{5, "pathReplaceSetup"},
    Row{6, "pathReplaceRetain"},
    Row{7, "callTransferIdentify"},
    Row{8, "callTransferAbandon"},
    Row{9, "callTransferInitiate"},
    Row{10, "callTransferSetup"},
    Row{11, "callTransferActive"},
    Row{12, "callTransferComplete"},
    Row{13, "callTransferUpdate"},
    Row{14, "subaddressTransfer"},
    Row{15, "activateDiversionQ"},
    Row{16, "deactivateDiversionQ"},
    Row{17, "interrogateDiversionQ"},
    Row{18, "checkRestriction"},
    Row{19, "callRerouteing"},
    Row{20, "divertingLegInformation1"},
    Row{21, "divertingLegInformation2"},
    Row{22, "divertingLegInformation3"},
    Row{23, "cfnrDivertedLegFailed"},
    Row{27, "ccnrRequest"},
    Row{28, "ccCancel"},
    Row{29, "ccExecPossible"},
    Row{30, "ccPathReserve"},
    Row{31, "ccRingout"},
    Row{32, "ccSuspend"},
    Row{33, "ccResume"},
    Row{34, "callOfferRequest"},
    Row{35, "doNotDisturbActivateQ"},
    Row{36, "doNotDisturbDeactivateQ"},
    Row{37, "doNotDisturbInterrogateQ"},
    Row{38, "doNotDisturbOverrideQ"},
    Row{39, "doNotDisturbOvrExecuteQ"},
    Row{40, "ccbsRequest"},
    Row{41, "pathRetain"},
    Row{42, "serviceAvailable"},
    Row{43, "callIntrusionRequest"},
    Row{44, "callIntrusionGetCIPL"},
    Row{45, "callIntrusionIsolate"},
    Row{46, "callIntrusionForcedRelease"},
    Row{47, "callIntrusionWOBRequest"},
    Row{48, "callIntrusionCompleted"},
    Row{49, "cfbOverride"},
    Row{57, "recallAlerting"},
    Row{58, "recallAnswered"},
    Row{59, "chargeRequest"},
    Row{60, "getFinalCharge"},
    Row{61, "aocFinal"},
    Row{62, "aocInterim"},
    Row{63, "aocRate"},
    Row{64, "aocComplete"},
    Row{65, "aocDivChargeReq"},
    Row{80, "mwiActivate"},
    Row{81, "mwiDeactivate"},
    Row{82, "mwiInterrogate"},
    Row{84, "cmnRequest"},
    Row{85, "cmnInform"},
    Row{86, "pathReplaceInvite"},
    Row{87, "callInterruptionRequest"},
    Row{88, "callProtectionRequest"},
    Row{99, "ssctInitiate"},
    Row{100, "ssctSetup"},
    Row{101, "ssctPostDial"},
    Row{102, "ssctDigitInfo"},
};

} // namespace

std::span<const ValueName> cause_names() {
    return kCauses;
}
std::span<const ValueName> location_names() {
    return kLocations;
}
std::span<const ValueName> transfer_names() {
    return kTransfers;
}
std::span<const ValueName> mode_names() {
    return kModes;
}
std::span<const ValueName> rate_names() {
    return kRates;
}
std::span<const ValueName> layer1_names() {
    return kLayer1;
}
std::span<const ValueName> layer2_names() {
    return kLayer2;
}
std::span<const ValueName> layer3_names() {
    return kLayer3;
}
std::span<const ValueName> user_rate_names() {
    return kUserRates;
}
std::span<const ValueName> number_type_names() {
    return kNumberTypes;
}
std::span<const ValueName> number_plan_names() {
    return kNumberPlans;
}
std::span<const ValueName> presentation_names() {
    return kPresentations;
}
std::span<const ValueName> screening_names() {
    return kScreenings;
}
std::span<const ValueName> redirection_reason_names() {
    return kRedirectionReasons;
}
std::span<const ValueName> progress_names() {
    return kProgress;
}
std::span<const ValueName> notification_names() {
    return kNotifications;
}
std::span<const ValueName> high_layer_names() {
    return kHighLayers;
}
std::span<const ValueName> call_state_names() {
    return kCallStates;
}
std::span<const ValueName> signal_names() {
    return kSignals;
}
std::span<const ValueName> restart_names() {
    return kRestarts;
}
std::span<const ValueName> user_protocol_names() {
    return kUserProtocols;
}
std::span<const ValueName> network_service_names() {
    return kNetworkServices;
}
std::span<const ValueName> etsi_operation_names() {
    return kEtsiOperations;
}
std::span<const ValueName> qsig_operation_names() {
    return kQsigOperations;
}

} // namespace isdn
