// SETUP into IAM and back (Q.699; fields by Q.931 clause 4.5 and Q.763 clause 3).
#include "gateway/mapping/bearers.h"
#include "gateway/mapping/q931_elements.h"
#include "gateway/mapping/redirection.h"

namespace mapping {
namespace {

constexpr Row kForward{"forward call indicators from progress", "Q.699 (Q.763 §3.23)"};
constexpr Row kCalling{"calling party number", "Q.699 (Q.931 §4.5.10, Q.763 §3.10)"};
constexpr Row kDefaultCalling{"calling party number of the line", "Q.699 (Q.731.3)"};
constexpr Row kRedirecting{"redirecting number", "Q.699 (Q.952, Q.763 §3.44)"};

void set_called(const isdn::Message& setup, const Profile& profile, isup::Message& iam,
                Notes& notes) {
    isup::CalledPartyNumber called;
    called.nature = isup::NatureOfAddress::unknown;
    isdn::Number number = setup.called.value_or(isdn::Number{});
    if (number.digits.empty())
        number.digits = setup.keypad;
    called.plan = plan_from_isdn(number.plan);
    if (const auto address = address_from_isdn(number, profile)) {
        called.nature = address->nature;
        called.digits = address->digits;
        if (nature_from_type(number.type_of_number) == isup::NatureOfAddress::unknown)
            note_number_row(profile, address->nature, notes);
    }
    if (setup.sending_complete)
        called.digits.push_back(isup::Digits::kSt);
    notes.add(kCalledNumber, "TON {} {} -> NAI {}", number.type_of_number, number.digits,
              static_cast<unsigned>(called.nature));
    iam.set(called);
}

/// The line's own number, which the network answers for.
std::optional<isup::CallingPartyNumber> default_calling(const Profile& profile) {
    const auto address = address_from_dialled(profile.default_calling, profile);
    if (!address)
        return std::nullopt;
    isup::CallingPartyNumber calling;
    calling.nature = address->nature;
    calling.digits = address->digits;
    calling.screening = isup::Screening::network_provided;
    return calling;
}

void set_calling(const isdn::Message& setup, const Profile& profile, isup::Message& iam,
                 Notes& notes) {
    const isdn::Number number = setup.calling.value_or(isdn::Number{});
    const auto calling =
        party_from<isup::CallingPartyNumber>(number, address_from_isdn(number, profile));
    if (!calling.digits.empty() || calling.presentation == isup::Presentation::restricted) {
        notes.add(kCalling, "{} presentation {} screening {}", number.digits, number.presentation,
                  number.screening);
        iam.set(calling);
    } else if (const auto of_line = default_calling(profile)) {
        notes.add(kDefaultCalling, "{}", profile.default_calling);
        iam.set(*of_line);
    } else if (setup.calling) {
        notes.add(kCalling, "not available");
        iam.set(calling);
    }
}

void set_redirecting(const isdn::Message& setup, const Profile& profile, isup::Message& iam,
                     Notes& notes) {
    if (!setup.redirecting)
        return;
    auto number = party_from<isup::RedirectingNumber>(
        *setup.redirecting, address_from_isdn(*setup.redirecting, profile));
    number.screening = isup::Screening::not_verified; // spare here (Q.763 §3.44)
    const isup::RedirectReason reason = reason_from_isdn(setup.redirecting->reason);
    iam.set(number);
    iam.set(isup::OriginalCalledNumber{number.nature, number.plan, number.presentation,
                                       number.screening, false, number.digits});
    isup::RedirectionInformation information;
    information.original_reason = original_reason(reason);
    information.reason = reason;
    iam.set(information);
    notes.add(kRedirecting, "{} reason {}", setup.redirecting->digits,
              static_cast<unsigned>(reason));
}

std::optional<isdn::Number> calling_number(const isup::Message& iam, const Profile& profile,
                                           Notes& notes) {
    auto calling = iam.get<isup::CallingPartyNumber>();
    if (!calling)
        return std::nullopt;
    const bool withheld = calling->presentation != isup::Presentation::allowed;
    if (withheld && !profile.trust) // cut at the last hop that may know it
        calling->digits = {};
    isdn::Number number = number_from(*calling);
    if (number.digits.empty()) {
        number.type_of_number = 0;
        number.plan = 0;
    }
    notes.add(kCalling, "{} presentation {} screening {}", number.digits, number.presentation,
              number.screening);
    return number;
}

std::optional<isdn::Number> redirecting_number(const isup::Message& iam, const Profile& profile,
                                               Notes& notes) {
    auto redirecting = iam.get<isup::RedirectingNumber>();
    if (!redirecting)
        return std::nullopt;
    if (redirecting->presentation != isup::Presentation::allowed && !profile.trust)
        redirecting->digits = {};
    isdn::Number number = number_from(*redirecting);
    const auto information = iam.get<isup::RedirectionInformation>();
    number.reason =
        reason_to_isdn(information ? information->reason : isup::RedirectReason::unknown);
    notes.add(kRedirecting, "{} reason {}", number.digits, number.reason);
    return number;
}

} // namespace

isup::Message iam_from_setup(const isdn::Message& setup, const Profile& profile, Notes& notes) {
    isup::Message iam(isup::MessageType::iam);
    iam.set(isup::NatureOfConnection{});
    set_called(setup, profile, iam, notes);
    isup::ForwardCallIndicators forward;
    forward.international =
        iam.get<isup::CalledPartyNumber>()->nature == isup::NatureOfAddress::international;
    forward.interworking = setup.has_progress(kNotEndToEndIsdn);
    forward.isup_all_the_way = !forward.interworking;
    forward.isdn_access = !forward.interworking && !setup.has_progress(kOriginationNonIsdn);
    notes.add(kForward, "interworking {} ISDN access {}", forward.interworking ? 1 : 0,
              forward.isdn_access ? 1 : 0);
    iam.set(forward);
    iam.set(isup::CallingPartyCategory{});
    set_medium(iam, setup.bearer.value_or(isdn::BearerCapability{}), notes);
    set_calling(setup, profile, iam, notes);
    set_redirecting(setup, profile, iam, notes);
    isup::OptionalForwardCallIndicators optional;
    optional.connected_line_requested = true;
    iam.set(optional);
    iam.set(isup::HopCounter{31});
    carry(setup, iam, notes);
    return iam;
}

base::Result<isdn::Message, isup::CauseIndicators>
setup_from_iam(const isup::Message& iam, const Profile& profile, Notes& notes) {
    isdn::Message setup;
    setup.type = isdn::MessageType::setup;
    setup.bearer = bearer_of(iam, profile, notes);
    if (!setup.bearer) {
        isup::CauseIndicators cause;
        cause.value = 65;
        cause.location = isup::Location::public_local;
        return base::fail(cause);
    }
    if (const auto called = iam.get<isup::CalledPartyNumber>()) {
        setup.called.emplace();
        setup.called->type_of_number = type_from_nature(called->nature);
        setup.called->plan = plan_to_isdn(called->plan);
        setup.called->digits = text_from_digits(called->digits);
        setup.sending_complete = called->digits.has_st();
        notes.add(kCalledNumber, "NAI {} {} -> TON {}", static_cast<unsigned>(called->nature),
                  setup.called->digits, setup.called->type_of_number);
    }
    setup.calling = calling_number(iam, profile, notes);
    setup.redirecting = redirecting_number(iam, profile, notes);
    for (auto* number : {&setup.called, &setup.calling, &setup.redirecting})
        if (*number)
            number_to_line(**number, profile, notes);
    if (const auto forward = iam.get<isup::ForwardCallIndicators>()) {
        if (forward->interworking)
            add_progress(setup, {kNotEndToEndIsdn, kLocationHere}, notes);
        else if (!forward->isdn_access)
            add_progress(setup, {kOriginationNonIsdn, kLocationHere}, notes);
    }
    fetch(iam, setup, notes);
    return setup;
}

} // namespace mapping
