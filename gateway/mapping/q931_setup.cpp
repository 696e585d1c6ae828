// SETUP into IAM and back, row by row (Q.699; fields by Q.931 clause 4.5 and Q.763 clause 3).
#include "drivers/isdn/q931.h"
#include "gateway/mapping/bearers.h"
#include "gateway/mapping/closed_user_group.h"
#include "gateway/mapping/q931_elements.h"
#include "gateway/mapping/redirection.h"
#include "gateway/mapping/without_isup.h"

#include <array>

namespace mapping {
namespace {

constexpr Row kDefaultCalling{"calling party number of the line", "Q.699 (Q.731.3)"};

// --- bearer capability
// ------------------------------------------------------------------------------------------------

// What USI has room for (Q.763 §3.57).
constexpr std::size_t kMaxUsi = 11;

/// The octets of a bearer capability as a value; nothing when they are of another coding standard.
std::optional<isdn::BearerCapability> typed_bearer(base::Octets octets) {
    constexpr std::uint8_t kElement = 0x04, kCodingStandard = 0x60;
    if (octets.empty() || (octets[0] & kCodingStandard))
        return std::nullopt;
    std::vector<std::uint8_t> element{kElement, static_cast<std::uint8_t>(octets.size())};
    element.insert(element.end(), octets.begin(), octets.end());
    return isdn::read_elements(isdn::MessageType::setup, element).bearer;
}

bool fits_usi(const std::vector<std::uint8_t>& octets) {
    return octets.size() >= 2 && octets.size() <= kMaxUsi;
}

void bearer_to_iam(const isdn::Message& setup, const Profile&, isup::Message& iam, const Row& row,
                   Notes& notes) {
    const auto& all = setup.bearers;
    const auto fallback = all.size() == 2 ? typed_bearer(all[0]) : std::nullopt;
    const auto preferred = all.size() == 2 ? typed_bearer(all[1]) : std::nullopt;
    if (fallback && preferred)
        set_medium(iam, *fallback, *preferred, notes);
    else
        set_medium(iam, setup.bearer.value_or(isdn::BearerCapability{}), notes);
    if (all.empty())
        return;
    const bool may_fall_back = iam.has(isup::Param::transmission_medium_requirement_prime);
    const auto& octets = preferred && !may_fall_back ? all.back() : all.front();
    if (!fits_usi(octets))
        return;
    iam.set_raw(isup::Param::user_service_information, octets);
    notes.add(row, "{} octets", octets.size());
}

/// The octets of a USI as a bearer capability, the law that of `bearer`; nothing when the USI says
/// something else than `bearer`.
std::vector<std::uint8_t> bearer_octets(base::Octets usi, const isdn::BearerCapability& bearer) {
    const auto read = typed_bearer(usi);
    if (!read || read->transfer != bearer.transfer || read->rate != bearer.rate)
        return {};
    std::vector<std::uint8_t> octets(usi.begin(), usi.end());
    constexpr std::uint8_t kLayer1MuLaw = 2, kLayer1ALaw = 3;
    const bool is_law = read->layer1 == kLayer1MuLaw || read->layer1 == kLayer1ALaw;
    if (is_law && octets.size() > 2)
        octets[2] = static_cast<std::uint8_t>((octets[2] & 0x80) | 0x20 | bearer.layer1);
    return octets;
}

// Which bearer it is has been decided before (it may be refused); here only what else USI says.
void bearer_to_setup(const isup::Message& iam, const Profile&, isdn::Message& setup, const Row& row,
                     Notes& notes) {
    for (const auto parameter :
         {isup::Param::user_service_information_prime, isup::Param::user_service_information}) {
        std::vector<std::uint8_t> octets = bearer_octets(iam.raw(parameter), *setup.bearer);
        if (octets.empty())
            continue;
        if (octets != isdn::bearer_contents(*setup.bearer)) {
            notes.add(row, "{} octets", octets.size());
            setup.bearers = {std::move(octets)};
        }
        return;
    }
}

// Two bearer capabilities: the first is what the call may fall back to, the second is wanted
// (Q.931 §5.11.1); TMR and TMR prime are set already where they tell that.
void second_bearer_to_iam(const isdn::Message& setup, const Profile&, isup::Message& iam,
                          const Row& row, Notes& notes) {
    if (setup.bearers.size() != 2 || !fits_usi(setup.bearers[1]) ||
        !iam.has(isup::Param::transmission_medium_requirement_prime))
        return;
    iam.set_raw(isup::Param::user_service_information_prime, setup.bearers[1]);
    notes.add(row, "{} octets", setup.bearers[1].size());
}

void second_bearer_to_setup(const isup::Message& iam, const Profile& profile, isdn::Message& setup,
                            const Row& row, Notes& notes) {
    // Which of the two an answer without bearer capability takes, only an ISDN caller knows.
    const auto forward = iam.get<isup::ForwardCallIndicators>();
    if (!forward || forward->interworking || !forward->isdn_access || line_refuses_7k(iam, profile))
        return;
    const auto fallback = fallback_of(iam, profile, notes);
    if (!fallback)
        return;
    auto first = bearer_octets(iam.raw(isup::Param::user_service_information), *fallback);
    if (first.empty())
        first = isdn::bearer_contents(*fallback);
    auto second =
        setup.bearers.empty() ? isdn::bearer_contents(*setup.bearer) : setup.bearers.front();
    notes.add(row, "{} and {} octets", first.size(), second.size());
    setup.bearer = fallback;
    setup.bearers = {std::move(first), std::move(second)};
}

// --- numbers
// ------------------------------------------------------------------------------------------------

void called_to_iam(const isdn::Message& setup, const Profile& profile, isup::Message& iam,
                   const Row& row, Notes& notes) {
    isup::CalledPartyNumber called;
    called.nature = isup::NatureOfAddress::unknown;
    const isdn::Number number = setup.called.value_or(isdn::Number{});
    called.plan = plan_from_isdn(number.plan);
    if (const auto address = address_from_isdn(number, profile)) {
        called.nature = address->nature;
        called.digits = address->digits;
        if (nature_from_type(number.type_of_number) == isup::NatureOfAddress::unknown)
            note_number_row(profile, address->nature, notes);
    }
    notes.add(row, "TON {} {} -> NAI {}", number.type_of_number, number.digits,
              static_cast<unsigned>(called.nature));
    iam.set(called);
}

void called_to_setup(const isup::Message& iam, const Profile&, isdn::Message& setup, const Row& row,
                     Notes& notes) {
    const auto called = iam.get<isup::CalledPartyNumber>();
    if (!called)
        return;
    setup.called.emplace();
    setup.called->type_of_number = type_from_nature(called->nature);
    setup.called->plan = plan_to_isdn(called->plan);
    setup.called->digits = text_from_digits(called->digits);
    notes.add(row, "NAI {} {} -> TON {}", static_cast<unsigned>(called->nature),
              setup.called->digits, setup.called->type_of_number);
}

void keypad_to_iam(const isdn::Message& setup, const Profile& profile, isup::Message& iam,
                   const Row& row, Notes& notes) {
    if (setup.keypad.empty())
        return;
    if (setup.called && !setup.called->digits.empty()) {
        static constexpr Row kBeside{"keypad beside a called number: no image",
                                     "Q.699 (Q.931 §4.5.18)"};
        return notes.add(kBeside, "{}", setup.keypad);
    }
    isdn::Number number = setup.called.value_or(isdn::Number{});
    number.digits = setup.keypad;
    auto called = *iam.get<isup::CalledPartyNumber>();
    if (const auto address = address_from_isdn(number, profile)) {
        called.nature = address->nature;
        called.digits = address->digits;
    }
    iam.set(called);
    notes.add(row, "{}", setup.keypad);
}

void complete_to_iam(const isdn::Message& setup, const Profile&, isup::Message& iam, const Row& row,
                     Notes& notes) {
    if (!setup.sending_complete)
        return;
    auto called = *iam.get<isup::CalledPartyNumber>();
    called.digits.push_back(isup::Digits::kSt);
    iam.set(called);
    notes.add(row);
}

void complete_to_setup(const isup::Message& iam, const Profile&, isdn::Message& setup, const Row&,
                       Notes&) {
    const auto called = iam.get<isup::CalledPartyNumber>();
    setup.sending_complete = called && called->digits.has_st();
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

isup::GenericNumber additional_calling(const isup::CallingPartyNumber& number) {
    isup::GenericNumber generic;
    generic.qualifier = isup::NumberQualifier::additional_calling;
    generic.nature = number.nature;
    generic.plan = number.plan;
    generic.presentation = number.presentation;
    generic.screening = number.screening;
    generic.digits = number.digits;
    return generic;
}

bool is_screened(isup::Screening screening) {
    return screening == isup::Screening::verified_passed ||
           screening == isup::Screening::network_provided;
}

// A number that nobody has checked does not become the calling party number where the line has one
// of its own: it goes along as generic number (Q.731.3, no screening).
void calling_to_iam(const isdn::Message& setup, const Profile& profile, isup::Message& iam,
                    const Row& row, Notes& notes) {
    const isdn::Number number = setup.calling.value_or(isdn::Number{});
    const auto calling =
        party_from<isup::CallingPartyNumber>(number, address_from_isdn(number, profile));
    auto of_line = default_calling(profile);
    const bool usable =
        !calling.digits.empty() || calling.presentation == isup::Presentation::restricted;
    if (usable && (!of_line || is_screened(calling.screening))) {
        notes.add(row, "{} presentation {} screening {}", number.digits, number.presentation,
                  number.screening);
        iam.set(calling);
    } else if (of_line) {
        of_line->presentation = usable ? calling.presentation : of_line->presentation;
        notes.add(kDefaultCalling, "{}", profile.default_calling);
        iam.set(*of_line);
        if (!calling.digits.empty())
            iam.add(additional_calling(calling));
    } else if (setup.calling) {
        notes.add(row, "not available");
        iam.set(calling);
    }
}

std::optional<isdn::Number> presented(isdn::Number number, isup::Presentation presentation,
                                      const Profile& profile) {
    if (presentation != isup::Presentation::allowed && !profile.trust) // cut at the last hop that
        number.digits.clear();                                         // may know it
    if (number.digits.empty()) {
        number.type_of_number = 0;
        number.plan = 0;
    }
    return number;
}

void calling_to_setup(const isup::Message& iam, const Profile& profile, isdn::Message& setup,
                      const Row& row, Notes& notes) {
    const auto calling = iam.get<isup::CallingPartyNumber>();
    if (!calling)
        return;
    setup.calling = presented(number_from(*calling), calling->presentation, profile);
    notes.add(row, "{} presentation {} screening {}", setup.calling->digits,
              setup.calling->presentation, setup.calling->screening);
}

void second_calling_to_iam(const isdn::Message& setup, const Profile& profile, isup::Message& iam,
                           const Row& row, Notes& notes) {
    if (!setup.second_calling || iam.has(isup::Param::generic_number))
        return;
    auto second = party_from<isup::CallingPartyNumber>(
        *setup.second_calling, address_from_isdn(*setup.second_calling, profile));
    auto first = iam.get<isup::CallingPartyNumber>();
    // The one that the network answers for is the calling party number, wherever it stands.
    if (first && !is_screened(first->screening) && is_screened(second.screening)) {
        iam.set(second);
        second = *first;
    }
    iam.add(additional_calling(second));
    notes.add(row, "{} screening {}", text_from_digits(second.digits),
              static_cast<unsigned>(second.screening));
}

void second_calling_to_setup(const isup::Message& iam, const Profile& profile, isdn::Message& setup,
                             const Row& row, Notes& notes) {
    if (!setup.calling)
        return;
    for (std::size_t i = 0; i < iam.count(isup::Param::generic_number); ++i) {
        const auto generic = iam.get<isup::GenericNumber>(i);
        if (!generic || generic->qualifier != isup::NumberQualifier::additional_calling)
            continue;
        setup.second_calling = presented(number_from(*generic), generic->presentation, profile);
        notes.add(row, "{} screening {}", setup.second_calling->digits,
                  setup.second_calling->screening);
        return;
    }
}

void redirecting_to_iam(const isdn::Message& setup, const Profile& profile, isup::Message& iam,
                        const Row& row, Notes& notes) {
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
    notes.add(row, "{} reason {}", setup.redirecting->digits, static_cast<unsigned>(reason));
}

void redirecting_to_setup(const isup::Message& iam, const Profile& profile, isdn::Message& setup,
                          const Row& row, Notes& notes) {
    auto redirecting = iam.get<isup::RedirectingNumber>();
    if (!redirecting)
        return;
    if (redirecting->presentation != isup::Presentation::allowed && !profile.trust)
        redirecting->digits = {};
    setup.redirecting = number_from(*redirecting);
    const auto information = iam.get<isup::RedirectionInformation>();
    setup.redirecting->reason =
        reason_to_isdn(information ? information->reason : isup::RedirectReason::unknown);
    notes.add(row, "{} reason {}", setup.redirecting->digits, setup.redirecting->reason);
}

// Octet 3: type and plan; then digits in IA5, in Q.931; in BCD in ISUP.
void transit_to_iam(const isdn::Message& setup, const Profile&, isup::Message& iam, const Row& row,
                    Notes& notes) {
    const auto& octets = setup.transit_network;
    if (octets.size() < 2)
        return;
    std::string text;
    for (std::size_t i = 1; i < octets.size(); ++i)
        text += static_cast<char>(octets[i] & 0x7f);
    const auto digits = digits_from_text(text);
    if (!digits || digits->empty())
        return;
    for (const TransitNetworkRow& one : transit_network_rows())
        if (one.isdn_type == (octets[0] >> 4 & 7) && one.isdn_plan == (octets[0] & 0xf)) {
            iam.set(isup::TransitNetworkSelection{one.isup_type, one.isup_plan, *digits});
            notes.add(row, "{}: {}", one.row.name, text);
            return;
        }
}

void transit_to_setup(const isup::Message& iam, const Profile&, isdn::Message& setup,
                      const Row& row, Notes& notes) {
    const auto network = iam.get<isup::TransitNetworkSelection>();
    if (!network || network->digits.empty())
        return;
    for (const TransitNetworkRow& one : transit_network_rows())
        if (one.isup_type == network->type_of_network && one.isup_plan == network->plan) {
            setup.transit_network = {
                static_cast<std::uint8_t>(0x80 | one.isdn_type << 4 | one.isdn_plan)};
            for (const char digit : text_from_digits(network->digits))
                setup.transit_network.push_back(static_cast<std::uint8_t>(digit));
            notes.add(row, "{}: {}", one.row.name, text_from_digits(network->digits));
            return;
        }
}

// --- indicators
// ------------------------------------------------------------------------------------------------

void forward_to_iam(const isdn::Message& setup, const Profile&, isup::Message& iam, const Row&,
                    Notes& notes) {
    const AccessRow& access = access_row(forward_access_rows(), setup);
    isup::ForwardCallIndicators forward;
    forward.international =
        iam.get<isup::CalledPartyNumber>()->nature == isup::NatureOfAddress::international;
    forward.interworking = access.interworking;
    forward.isup_all_the_way = !access.interworking;
    forward.isdn_access = access.isdn_access;
    iam.set(forward);
    notes.add(access.row, "interworking {} ISDN access {}", access.interworking ? 1 : 0,
              access.isdn_access ? 1 : 0);
}

void forward_to_setup(const isup::Message& iam, const Profile&, isdn::Message& setup, const Row&,
                      Notes& notes) {
    const auto forward = iam.get<isup::ForwardCallIndicators>();
    if (!forward)
        return;
    const AccessRow& access =
        access_row(forward_access_rows(), forward->interworking, forward->isdn_access);
    if (access.description)
        add_progress(setup, {access.description, kLocationHere}, notes);
}

void nature_to_iam(const isdn::Message&, const Profile&, isup::Message& iam, const Row&, Notes&) {
    iam.set(isup::NatureOfConnection{});
}
void category_to_iam(const isdn::Message&, const Profile&, isup::Message& iam, const Row&, Notes&) {
    iam.set(isup::CallingPartyCategory{});
}
void optional_to_iam(const isdn::Message&, const Profile&, isup::Message& iam, const Row&, Notes&) {
    isup::OptionalForwardCallIndicators optional;
    optional.connected_line_requested = true;
    iam.set(optional);
}
void hops_to_iam(const isdn::Message&, const Profile&, isup::Message& iam, const Row&, Notes&) {
    iam.set(isup::HopCounter{31});
}
void carried_to_iam(const isdn::Message& setup, const Profile&, isup::Message& iam, const Row&,
                    Notes& notes) {
    carry(setup, iam, notes);
}
void carried_to_setup(const isup::Message& iam, const Profile&, isdn::Message& setup, const Row&,
                      Notes& notes) {
    fetch(iam, setup, notes);
}

// In the order in which they are applied, both ways: a row may read what one before it has set.
// clang-format off
constexpr std::array kSetupRows{
    SetupRow{"", "nature of connection indicators", {"nature of connection", "Q.699 (Q.763 §3.35)"}, nature_to_iam, nullptr},
    SetupRow{"called party number", "called party number", kCalledNumber, called_to_iam, called_to_setup},
    SetupRow{"keypad facility", "called party number", {"called party number from keypad", "Q.699 (Q.931 §4.5.18, §5.1.1)"}, keypad_to_iam, nullptr},
    SetupRow{"sending complete", "ST in called party number", {"sending complete", "Q.699 (Q.931 §4.5.26, Q.763 §3.9)"}, complete_to_iam, complete_to_setup},
    SetupRow{"progress indicator", "forward call indicators", {"forward call indicators", "Q.699 (Q.763 §3.23)"}, forward_to_iam, forward_to_setup},
    SetupRow{"", "calling party's category", {"calling party's category", "Q.699 (Q.763 §3.11)"}, category_to_iam, nullptr},
    SetupRow{"bearer capability", "TMR, user service information", {"whole bearer capability", "Q.699 (Q.931 §4.5.5, Q.763 §3.57)"}, bearer_to_iam, bearer_to_setup},
    SetupRow{"second bearer capability", "TMR prime, user service information prime", {"preferred bearer capability", "Q.699 (Q.931 §5.11, Q.763 §3.55, §3.58)"}, second_bearer_to_iam, second_bearer_to_setup},
    SetupRow{"calling party number", "calling party number", {"calling party number", "Q.699 (Q.931 §4.5.10, Q.763 §3.10)"}, calling_to_iam, calling_to_setup},
    SetupRow{"second calling party number", "generic number", {"second calling party number", "Q.699 (Q.731.3, Q.763 §3.26)"}, second_calling_to_iam, second_calling_to_setup},
    SetupRow{"redirecting number", "redirecting number, redirection information, original called number", {"redirecting number", "Q.699 (Q.952, Q.763 §3.44, §3.45)"}, redirecting_to_iam, redirecting_to_setup},
    SetupRow{"transit network selection", "transit network selection", {"transit network selection", "Q.699 (Q.931 §4.5.29, Q.763 §3.53)"}, transit_to_iam, transit_to_setup},
    SetupRow{"", "optional forward call indicators", {"connected line identity requested", "Q.699 (Q.763 §3.38 H)"}, optional_to_iam, nullptr},
    SetupRow{"", "hop counter", {"hop counter", "Q.699 (Q.763 §3.80)"}, hops_to_iam, nullptr},
    SetupRow{"subaddresses, LLC, HLC, user-user, network-specific facilities", "access transport, user teleservice, UUI, NSF", {"carried elements", "Q.699 (Q.763 §3.3, §3.36, §3.59, §3.61)"}, carried_to_iam, carried_to_setup},
};
// clang-format on

} // namespace

std::span<const SetupRow> setup_rows() {
    return kSetupRows;
}

isup::Message iam_from_setup(const isdn::Message& setup, const Profile& profile, Notes& notes) {
    isup::Message iam(isup::MessageType::iam);
    for (const SetupRow& row : kSetupRows)
        if (row.to_iam)
            row.to_iam(setup, profile, iam, row.row, notes);
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
    if (const auto refused = refused_for_closed_user_group(iam, profile, notes))
        return base::fail(*refused);
    for (const SetupRow& row : kSetupRows)
        if (row.to_setup)
            row.to_setup(iam, profile, setup, row.row, notes);
    note_left_at_line(iam, notes);
    for (auto* number : {&setup.called, &setup.calling, &setup.second_calling, &setup.redirecting})
        if (*number)
            number_to_line(**number, profile, notes);
    return setup;
}

} // namespace mapping
