// All typed values of ISUP parameters, for what walks over every one of them.
#pragma once

#include "isup/ansi.h"
#include "isup/cause.h"
#include "isup/circuits.h"
#include "isup/contents.h"
#include "isup/indicators.h"
#include "isup/national.h"
#include "isup/numbers.h"
#include "isup/service_indicators.h"
#include "isup/supplementary.h"

namespace isup {

template <class... T>
struct Types {
    static constexpr std::size_t kSize = sizeof...(T);
    /// Calls act.template operator()<T>() for each type.
    template <class Act>
    static void for_each(Act&& act) {
        (act.template operator()<T>(), ...);
    }
};

/// Values of Q.763, in the order of its Table 5.
using ItuValues =
    Types<CallReference, TransmissionMediumRequirement, AccessTransport, CalledPartyNumber,
          SubsequentNumber, NatureOfConnection, ForwardCallIndicators,
          OptionalForwardCallIndicators, CallingPartyCategory, CallingPartyNumber,
          RedirectingNumber, RedirectionNumber, ConnectionRequest, InformationRequest,
          InformationIndicators, ContinuityIndicators, BackwardCallIndicators, CauseIndicators,
          RedirectionInformation, CircuitGroupSupervision, RangeAndStatus, FacilityIndicator,
          CugInterlock, UserServiceInformation, SignallingPointCode, UserToUserInformation,
          ConnectedNumber, SuspendResumeIndicators, TransitNetworkSelection, EventInformation,
          CircuitAssignmentMap, CircuitStates, AutomaticCongestionLevel, OriginalCalledNumber,
          OptionalBackwardCallIndicators, UserToUserIndicators, OriginationIscPointCode,
          GenericNotification, CallHistory, AccessDelivery, NetworkSpecificFacility,
          UserServiceInformationPrime, PropagationDelay, RemoteOperations, ServiceActivation,
          UserTeleserviceInformation, TransmissionMediumUsed, CallDiversionInformation, EchoControl,
          MessageCompatibility, ParameterCompatibility, MlppPrecedence, McidRequest, McidResponse,
          HopCounter, TransmissionMediumRequirementPrime, LocationNumber,
          RedirectionNumberRestriction, GenericReference, CallTransferReference, LoopPrevention,
          CallTransferNumber, CallCompletionSetup, ForwardGvns, BackwardGvns, RedirectCapability,
          NetworkManagementControls, CorrelationId, ScfId, CallDiversionTreatment, CalledInNumber,
          CallOfferingTreatment, ChargedParty, ConferenceTreatment, DisplayInformation, UidAction,
          UidCapability, RedirectCounter, ApplicationTransport, CollectCallRequest,
          CompletionOnNoReplyPossible, PivotCapability, PivotRoutingIndicators,
          CalledDirectoryNumber, OriginalCalledInNumber, GeodeticLocation, HtrInformation,
          NetworkRoutingNumber, QueryOnReleaseCapability, PivotStatus, PivotCounter, PivotForward,
          PivotBackward, RedirectStatus, RedirectForward, RedirectBackward,
          NumberPortabilityForward, GenericNumber, GenericDigits>;

/// Values that T1.113 adds or forms otherwise.
using AnsiValues =
    Types<ansi::TransitNetworkSelection, ansi::GenericAddress, ansi::OperatorServices,
          ansi::EgressService, ansi::Jurisdiction, ansi::CarrierIdentification, ansi::BusinessGroup,
          ansi::GenericName, ansi::NotificationIndicator, ansi::TransactionRequest,
          ansi::CircuitGroupCharacteristics, ansi::CircuitValidation, ansi::OutgoingTrunkGroup,
          ansi::CircuitName, ansi::Clli, ansi::OriginatingLine, ansi::ChargeNumber,
          ansi::ServiceCode, ansi::SpecialProcessing, ansi::CarrierSelection,
          ansi::NetworkTransport>;

/// Values that one national variant adds.
using UkValues = Types<uk::LastDivertingLine, uk::PresentationNumber>;
using TtcValues = Types<ttc::ContractorNumber, ttc::ChargeArea>;

} // namespace isup
