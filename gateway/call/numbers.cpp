// Between the numbers of ISUP messages and those that routing works on.
#include "gateway/call/numbers.h"

#include <array>
#include <utility>

namespace call {
namespace {

struct NatureRow {
    isup::NatureOfAddress isup;
    route::Nature route;
};
// Q.763 §3.9 b.
constexpr std::array kNatures{
    NatureRow{isup::NatureOfAddress::subscriber, route::Nature::subscriber},
    NatureRow{isup::NatureOfAddress::unknown, route::Nature::unknown},
    NatureRow{isup::NatureOfAddress::national, route::Nature::national},
    NatureRow{isup::NatureOfAddress::international, route::Nature::international},
    NatureRow{isup::NatureOfAddress::network_specific, route::Nature::network_specific},
};
// Q.763 §3.54.
constexpr std::array kBearers{
    std::pair{isup::Medium::speech, route::Bearer::speech},
    std::pair{isup::Medium::audio_3k1, route::Bearer::audio_3k1},
    std::pair{isup::Medium::unrestricted_64k, route::Bearer::unrestricted},
    std::pair{isup::Medium::preferred_64k, route::Bearer::audio_7k},
};

route::Nature from_isup(isup::NatureOfAddress nature) {
    for (const NatureRow& row : kNatures)
        if (row.isup == nature)
            return row.route;
    return route::Nature::unknown;
}

isup::NatureOfAddress to_isup(route::Nature nature) {
    for (const NatureRow& row : kNatures)
        if (row.route == nature)
            return row.isup;
    return isup::NatureOfAddress::unknown;
}

std::string to_text(const isup::Digits& digits) {
    std::string text;
    for (std::size_t i = 0; i < digits.size(); ++i)
        if (digits[i] <= 9)
            text += static_cast<char>('0' + digits[i]);
        else if (digits[i] == isup::Digits::kCode11)
            text += '*';
        else if (digits[i] == isup::Digits::kCode12)
            text += '#';
    return text;
}

isup::Digits from_text(std::string_view text) {
    isup::Digits digits;
    for (const char c : text)
        digits.push_back(c == '*'   ? isup::Digits::kCode11
                         : c == '#' ? isup::Digits::kCode12
                                    : static_cast<std::uint8_t>(c - '0'));
    return digits;
}

route::Presentation from_isup(isup::Presentation presentation) {
    switch (presentation) {
    case isup::Presentation::allowed:
        return route::Presentation::allowed;
    case isup::Presentation::not_available:
        return route::Presentation::unavailable;
    default:
        return route::Presentation::restricted;
    }
}

} // namespace

route::Number called_number(const isup::Message& iam) {
    const auto called = iam.get<isup::CalledPartyNumber>();
    if (!called)
        return {};
    return {to_text(called->digits), from_isup(called->nature), route::Presentation::allowed};
}

route::Number calling_number(const isup::Message& iam) {
    const auto calling = iam.get<isup::CallingPartyNumber>();
    if (!calling)
        return {{}, route::Nature::unknown, route::Presentation::unavailable};
    return {to_text(calling->digits), from_isup(calling->nature), from_isup(calling->presentation)};
}

route::Bearer bearer(const isup::Message& iam) {
    const auto medium = iam.get<isup::TransmissionMediumRequirement>();
    if (medium)
        for (const auto& [isup, route] : kBearers)
            if (isup == medium->value)
                return route;
    return medium && medium->value != isup::Medium::speech ? route::Bearer::unrestricted
                                                           : route::Bearer::speech;
}

bool is_complete(const isup::Message& iam) {
    const auto called = iam.get<isup::CalledPartyNumber>();
    return called && called->digits.has_st();
}

void add_digits(isup::Message& iam, const isup::Message& sam) {
    const auto more = sam.get<isup::SubsequentNumber>();
    if (!more)
        return;
    isup::CalledPartyNumber called =
        iam.get<isup::CalledPartyNumber>().value_or(isup::CalledPartyNumber{
            isup::NatureOfAddress::unknown, isup::NumberingPlan::isdn, false, {}});
    called.digits.append(more->digits);
    iam.set(called);
}

void complete(isup::Message& sam) {
    auto more = sam.get<isup::SubsequentNumber>().value_or(isup::SubsequentNumber{});
    std::string digits = to_text(more.digits);
    if (digits.ends_with('#'))
        digits.pop_back();
    more.digits = from_text(digits);
    more.digits.push_back(isup::Digits::kSt);
    sam.set(more);
}

void apply(const route::Number& called, const route::Number& calling, bool complete,
           isup::Message& iam) {
    auto number = iam.get<isup::CalledPartyNumber>().value_or(isup::CalledPartyNumber{});
    const bool same = iam.has(isup::Param::called_party_number) && called == called_number(iam);
    if (!same) {
        number.nature = to_isup(called.nature);
        number.digits = from_text(called.digits);
    }
    if (complete && !number.digits.has_st())
        number.digits.push_back(isup::Digits::kSt);
    else if (!complete)
        number.digits = number.digits.without_st();
    iam.set(number);

    if (calling == calling_number(iam))
        return;
    auto party = iam.get<isup::CallingPartyNumber>();
    if (!party) {
        if (calling.digits.empty())
            return;
        // A number that a rule has put in is the network's word (Q.763 §3.10 f).
        party = isup::CallingPartyNumber{};
        party->screening = isup::Screening::network_provided;
    }
    party->nature = to_isup(calling.nature);
    party->digits = from_text(calling.digits);
    party->presentation = calling.presentation == route::Presentation::allowed
                              ? isup::Presentation::allowed
                          : calling.presentation == route::Presentation::restricted
                              ? isup::Presentation::restricted
                              : isup::Presentation::not_available;
    iam.set(*party);
}

} // namespace call
