// ISUP messages that a call makes itself, or gives another form because of what went before
// (Q.764 §2.1, Q.1912.5 §7).
#include "gateway/call/forms.h"

namespace call {

using isup::MessageType;

bool in_band(const isup::Message& message) {
    const auto optional = message.get<isup::OptionalBackwardCallIndicators>();
    const auto event = message.get<isup::EventInformation>();
    return (optional && optional->in_band) || (event && event->event == isup::Event::in_band);
}

bool alerting(const isup::Message& message) {
    const auto backward = message.get<isup::BackwardCallIndicators>();
    const auto event = message.get<isup::EventInformation>();
    return (message.type() == MessageType::acm && backward &&
            backward->called_status == isup::CalledStatus::subscriber_free) ||
           (event && event->event == isup::Event::alerting);
}

isup::Message backward_form(const isup::Message& message, bool acm_sent,
                            const isup::BackwardCallIndicators& indicators) {
    isup::Message form = message;
    const auto own = message.get<isup::BackwardCallIndicators>();
    switch (message.type()) {
    case MessageType::acm:
        if (!acm_sent)
            return form;
        form.set_type(MessageType::cpg);
        form.set(isup::EventInformation{alerting(message)  ? isup::Event::alerting
                                        : in_band(message) ? isup::Event::in_band
                                                           : isup::Event::progress,
                                        false});
        return form;
    case MessageType::cpg: {
        if (acm_sent)
            return form;
        isup::BackwardCallIndicators status = own.value_or(indicators);
        status.called_status = alerting(message) ? isup::CalledStatus::subscriber_free
                                                 : isup::CalledStatus::no_indication;
        if (in_band(message)) {
            auto optional = message.get<isup::OptionalBackwardCallIndicators>().value_or(
                isup::OptionalBackwardCallIndicators{});
            optional.in_band = true;
            form.set(optional);
        }
        form.remove(isup::Param::event_information);
        form.set_type(MessageType::acm);
        form.set(status);
        return form;
    }
    case MessageType::con:
        if (acm_sent)
            form.set_type(MessageType::anm);
        return form;
    case MessageType::anm:
        if (acm_sent)
            return form;
        form.set_type(MessageType::con);
        if (!own)
            form.set(indicators);
        return form;
    default:
        return form;
    }
}

isup::Message early_acm(const isup::BackwardCallIndicators& indicators) {
    isup::Message acm(MessageType::acm);
    isup::BackwardCallIndicators none = indicators;
    none.called_status = isup::CalledStatus::no_indication;
    acm.set(none);
    return acm;
}

isup::Message information_of(const isup::Message& iam, const isup::Message& inr) {
    const auto asked = inr.get<isup::InformationRequest>().value_or(isup::InformationRequest{});
    const auto calling = iam.get<isup::CallingPartyNumber>();
    const auto category = iam.get<isup::CallingPartyCategory>();
    isup::InformationIndicators indicators;
    if (asked.calling_address)
        indicators.calling_address =
            calling ? isup::AddressResponse::included : isup::AddressResponse::not_available;
    indicators.category_included = asked.category && category;
    isup::Message inf(MessageType::inf);
    inf.set(indicators);
    if (indicators.category_included)
        inf.set(*category);
    if (asked.calling_address && calling)
        inf.set(*calling);
    return inf;
}

isup::Message identification_of(const isup::Message& iam, const isup::Message& idr) {
    const auto asked = idr.get<isup::McidRequest>().value_or(isup::McidRequest{});
    const auto calling = iam.get<isup::CallingPartyNumber>();
    isup::McidResponse response;
    response.included = asked.identity && calling && !calling->digits.empty();
    isup::Message irs(MessageType::irs);
    irs.set(response);
    if (response.included)
        irs.set(*calling);
    return irs;
}

} // namespace call
