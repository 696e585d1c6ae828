// Indicator parameters of one or two octets (Q.763 clause 3). Bits are lettered A (low) to H
// (high).
#include "isup/indicators.h"

#include <algorithm>

namespace isup {
namespace {

/// `width` bits of an octet from bit number `shift` (A = 0) on.
constexpr unsigned bits(std::uint8_t octet, unsigned shift, unsigned width) {
    return octet >> shift & ((1u << width) - 1u);
}
constexpr bool bit(std::uint8_t octet, unsigned shift) {
    return bits(octet, shift, 1);
}

template <class Value>
constexpr unsigned place(Value value, unsigned shift, unsigned width) {
    return (static_cast<unsigned>(value) & ((1u << width) - 1u)) << shift;
}

} // namespace

std::optional<NatureOfConnection> NatureOfConnection::decode(base::Octets contents) {
    if (contents.empty())
        return std::nullopt;
    const std::uint8_t o = contents[0];
    NatureOfConnection value;
    value.satellites = static_cast<std::uint8_t>(bits(o, 0, 2));
    value.continuity = static_cast<ContinuityCheck>(bits(o, 2, 2));
    value.outgoing_echo_control = bit(o, 4);
    return value;
}

void NatureOfConnection::encode(base::OctetWriter& out) const {
    out.u8(static_cast<std::uint8_t>(place(satellites, 0, 2) | place(continuity, 2, 2) |
                                     place(outgoing_echo_control, 4, 1)));
}

std::optional<ForwardCallIndicators> ForwardCallIndicators::decode(base::Octets contents) {
    if (contents.size() < 2)
        return std::nullopt;
    const std::uint8_t o1 = contents[0];
    const std::uint8_t o2 = contents[1];
    ForwardCallIndicators value;
    value.international = bit(o1, 0);
    value.end_to_end = static_cast<EndToEndMethod>(bits(o1, 1, 2));
    value.interworking = bit(o1, 3);
    value.end_to_end_information = bit(o1, 4);
    value.isup_all_the_way = bit(o1, 5);
    value.preference = static_cast<IsupPreference>(bits(o1, 6, 2));
    value.isdn_access = bit(o2, 0);
    value.sccp = static_cast<SccpMethod>(bits(o2, 1, 2));
    value.number_translated = bit(o2, 4);
    value.query_on_release = bit(o2, 5);
    return value;
}

void ForwardCallIndicators::encode(base::OctetWriter& out) const {
    out.u8(static_cast<std::uint8_t>(place(international, 0, 1) | place(end_to_end, 1, 2) |
                                     place(interworking, 3, 1) |
                                     place(end_to_end_information, 4, 1) |
                                     place(isup_all_the_way, 5, 1) | place(preference, 6, 2)));
    out.u8(static_cast<std::uint8_t>(place(isdn_access, 0, 1) | place(sccp, 1, 2) |
                                     place(number_translated, 4, 1) |
                                     place(query_on_release, 5, 1)));
}

std::optional<OptionalForwardCallIndicators>
OptionalForwardCallIndicators::decode(base::Octets contents) {
    if (contents.empty())
        return std::nullopt;
    const std::uint8_t o = contents[0];
    OptionalForwardCallIndicators value;
    value.closed_user_group = static_cast<ClosedUserGroup>(bits(o, 0, 2));
    value.segmentation = bit(o, 2);
    value.connected_line_requested = bit(o, 7);
    return value;
}

void OptionalForwardCallIndicators::encode(base::OctetWriter& out) const {
    out.u8(static_cast<std::uint8_t>(place(closed_user_group, 0, 2) | place(segmentation, 2, 1) |
                                     place(connected_line_requested, 7, 1)));
}

std::optional<BackwardCallIndicators> BackwardCallIndicators::decode(base::Octets contents) {
    if (contents.size() < 2)
        return std::nullopt;
    const std::uint8_t o1 = contents[0];
    const std::uint8_t o2 = contents[1];
    BackwardCallIndicators value;
    value.charge = static_cast<Charge>(bits(o1, 0, 2));
    value.called_status = static_cast<CalledStatus>(bits(o1, 2, 2));
    value.called_category = static_cast<CalledCategory>(bits(o1, 4, 2));
    value.end_to_end = static_cast<EndToEndMethod>(bits(o1, 6, 2));
    value.interworking = bit(o2, 0);
    value.end_to_end_information = bit(o2, 1);
    value.isup_all_the_way = bit(o2, 2);
    value.holding = bit(o2, 3);
    value.isdn_access = bit(o2, 4);
    value.incoming_echo_control = bit(o2, 5);
    value.sccp = static_cast<SccpMethod>(bits(o2, 6, 2));
    return value;
}

void BackwardCallIndicators::encode(base::OctetWriter& out) const {
    out.u8(static_cast<std::uint8_t>(place(charge, 0, 2) | place(called_status, 2, 2) |
                                     place(called_category, 4, 2) | place(end_to_end, 6, 2)));
    out.u8(static_cast<std::uint8_t>(
        place(interworking, 0, 1) | place(end_to_end_information, 1, 1) |
        place(isup_all_the_way, 2, 1) | place(holding, 3, 1) | place(isdn_access, 4, 1) |
        place(incoming_echo_control, 5, 1) | place(sccp, 6, 2)));
}

std::optional<OptionalBackwardCallIndicators>
OptionalBackwardCallIndicators::decode(base::Octets contents) {
    if (contents.empty())
        return std::nullopt;
    const std::uint8_t o = contents[0];
    OptionalBackwardCallIndicators value;
    value.in_band = bit(o, 0);
    value.diversion_may_occur = bit(o, 1);
    value.segmentation = bit(o, 2);
    value.mlpp_user = bit(o, 3);
    return value;
}

void OptionalBackwardCallIndicators::encode(base::OctetWriter& out) const {
    out.u8(static_cast<std::uint8_t>(place(in_band, 0, 1) | place(diversion_may_occur, 1, 1) |
                                     place(segmentation, 2, 1) | place(mlpp_user, 3, 1)));
}

std::optional<EventInformation> EventInformation::decode(base::Octets contents) {
    if (contents.empty())
        return std::nullopt;
    EventInformation value;
    value.event = static_cast<Event>(bits(contents[0], 0, 7));
    value.presentation_restricted = bit(contents[0], 7);
    return value;
}

void EventInformation::encode(base::OctetWriter& out) const {
    out.u8(static_cast<std::uint8_t>(place(event, 0, 7) | place(presentation_restricted, 7, 1)));
}

std::optional<RedirectionInformation> RedirectionInformation::decode(base::Octets contents) {
    if (contents.empty())
        return std::nullopt;
    RedirectionInformation value;
    value.indicator = static_cast<Redirecting>(bits(contents[0], 0, 3));
    value.original_reason = static_cast<RedirectReason>(bits(contents[0], 4, 4));
    const std::uint8_t second = contents.size() > 1 ? contents[1] : 0;
    value.counter = static_cast<std::uint8_t>(bits(second, 0, 3));
    value.reason = static_cast<RedirectReason>(bits(second, 4, 4));
    return value;
}

void RedirectionInformation::encode(base::OctetWriter& out) const {
    out.u8(static_cast<std::uint8_t>(place(indicator, 0, 3) | place(original_reason, 4, 4)));
    out.u8(static_cast<std::uint8_t>(place(counter, 0, 3) | place(reason, 4, 4)));
}

std::optional<CallDiversionInformation> CallDiversionInformation::decode(base::Octets contents) {
    if (contents.empty())
        return std::nullopt;
    CallDiversionInformation value;
    value.notification = static_cast<std::uint8_t>(bits(contents[0], 0, 3));
    value.reason = static_cast<RedirectReason>(bits(contents[0], 3, 4));
    return value;
}

void CallDiversionInformation::encode(base::OctetWriter& out) const {
    out.u8(static_cast<std::uint8_t>(place(notification, 0, 3) | place(reason, 3, 4)));
}

std::optional<SuspendResumeIndicators> SuspendResumeIndicators::decode(base::Octets contents) {
    if (contents.empty())
        return std::nullopt;
    return SuspendResumeIndicators{bit(contents[0], 0)};
}

void SuspendResumeIndicators::encode(base::OctetWriter& out) const {
    out.u8(static_cast<std::uint8_t>(place(by_network, 0, 1)));
}

std::optional<GenericNotification> GenericNotification::decode(base::Octets contents) {
    if (contents.empty())
        return std::nullopt;
    GenericNotification value;
    for (const std::uint8_t octet : contents) {
        if (value.count == kMax)
            return std::nullopt;
        value.notifications[value.count++] = static_cast<Notification>(bits(octet, 0, 7));
        if (bit(octet, 7)) // extension: the last one
            break;
    }
    return value;
}

void GenericNotification::encode(base::OctetWriter& out) const {
    for (std::size_t i = 0; i < count; ++i)
        out.u8(
            static_cast<std::uint8_t>(place(notifications[i], 0, 7) | place(i + 1 == count, 7, 1)));
}

std::optional<HopCounter> HopCounter::decode(base::Octets contents) {
    if (contents.empty())
        return std::nullopt;
    return HopCounter{static_cast<std::uint8_t>(bits(contents[0], 0, 5))};
}

void HopCounter::encode(base::OctetWriter& out) const {
    out.u8(std::min<std::uint8_t>(remaining, 31));
}

std::optional<InformationRequest> InformationRequest::decode(base::Octets contents) {
    if (contents.empty())
        return std::nullopt;
    const std::uint8_t o = contents[0];
    return InformationRequest{bit(o, 0), bit(o, 1), bit(o, 3), bit(o, 4), bit(o, 7)};
}

void InformationRequest::encode(base::OctetWriter& out) const {
    out.u8(static_cast<std::uint8_t>(place(calling_address, 0, 1) | place(holding, 1, 1) |
                                     place(category, 3, 1) | place(charge, 4, 1) |
                                     place(malicious_call, 7, 1)));
    out.u8(0);
}

std::optional<InformationIndicators> InformationIndicators::decode(base::Octets contents) {
    if (contents.empty())
        return std::nullopt;
    const std::uint8_t o = contents[0];
    return InformationIndicators{static_cast<AddressResponse>(bits(o, 0, 2)), bit(o, 2), bit(o, 5),
                                 bit(o, 6), bit(o, 7)};
}

void InformationIndicators::encode(base::OctetWriter& out) const {
    out.u8(static_cast<std::uint8_t>(place(calling_address, 0, 2) | place(hold_provided, 2, 1) |
                                     place(category_included, 5, 1) | place(charge_included, 6, 1) |
                                     place(unsolicited, 7, 1)));
    out.u8(0);
}

} // namespace isup
