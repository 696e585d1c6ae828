// Where a call has been, in an IAM (Q.763 §3.39, §3.44, §3.45; Q.732.2; RFC 7544 for both headers).
#include "gateway/mapping/call_history.h"

#include "gateway/mapping/redirection.h"

#include <algorithm>
#include <array>

namespace mapping {
namespace {

using isup::Presentation;
using isup::RedirectReason;

constexpr Row kFromHeaders{"redirection from Diversion and History-Info",
                           "RFC 5806 §9.2.4, RFC 7544 §6, Q.763 §3.44, §3.45"};
constexpr Row kCallHistoryTranslated{"called IN number from History-Info",
                                     "RFC 8119, TS 29.163 Annex L"};
constexpr Row kToDiversion{"Diversion from redirection", "RFC 5806 §9.2.3"};
constexpr Row kCallHistoryToHistory{"History-Info from redirection",
                                    "RFC 7044, RFC 7544 §5, RFC 4458"};

constexpr Row kScreen{"screening of the diverting number from screen", "RFC 5806 §9.3.4"};
constexpr Row kLimit{"limit of Diversion has no ISUP image: left out", "RFC 5806 §4, Q.763 §3.45"};
constexpr Row kLimitReached{"limit of Diversion reached: nobody diverts any more",
                            "RFC 5806 §4, Q.763 §3.45 c, Q.732.2"};

constexpr unsigned kMostRedirections = 5; ///< Q.763 §3.45 c

/// Event of a CPG for the reason of a diversion (Q.732.2, Q.763 §3.21).
struct EventRow {
    RedirectReason reason;
    isup::Event event;
};
constexpr std::array kEvents{
    EventRow{RedirectReason::busy, isup::Event::forwarded_busy},
    EventRow{RedirectReason::no_reply, isup::Event::forwarded_no_reply},
};

/// A party number of what is known of somebody.
template <class Number>
Number number_from(const std::optional<Address>& address, Presentation presentation,
                   isup::Screening screening = isup::Screening::not_verified) {
    Number number;
    number.screening = screening;
    number.presentation = address ? presentation : Presentation::not_available;
    if (address) {
        number.nature = address->nature;
        number.digits = address->digits;
    }
    return number;
}

/// The reverse; nothing when it holds no digits.
template <class Number>
std::optional<Address> address_from(const std::optional<Number>& number) {
    if (!number || number->digits.without_st().empty())
        return std::nullopt;
    return Address{number->nature, number->digits.without_st()};
}

template <class Number>
Presentation presentation_of(const std::optional<Number>& number) {
    return number && number->presentation != Presentation::not_available ? number->presentation
                                                                         : Presentation::allowed;
}

void set_redirections(const Retargeting& past, isup::Message& iam, Notes& notes) {
    const auto& all = past.redirections;
    const bool any_number =
        std::ranges::any_of(all, [](const Redirection& one) { return one.by.has_value(); });
    if (!any_number)
        return;
    const Redirection &first = all.front(), &last = all.back();
    iam.set(number_from<isup::RedirectingNumber>(last.by, last.presentation, last.screening));
    if (first.by && first.counter == 1) // with more, those before it are not known
        iam.set(
            number_from<isup::OriginalCalledNumber>(first.by, first.presentation, first.screening));
    isup::RedirectionInformation information;
    information.indicator = last.presentation == Presentation::allowed
                                ? isup::Redirecting::diverted
                                : isup::Redirecting::diverted_all_restricted;
    if (first.counter == 1)
        information.original_reason = original_reason(first.reason);
    information.reason = last.reason;
    information.counter = static_cast<std::uint8_t>(std::min(past.counter(), kMostRedirections));
    if (last.screening != isup::Screening::not_verified)
        notes.add(kScreen, "{}", last.screening == isup::Screening::verified_failed ? "no" : "yes");
    if (last.limit != 0 && past.counter() >= last.limit) {
        information.counter = kMostRedirections;
        notes.add(kLimitReached, "{} of {}", past.counter(), last.limit);
    } else if (last.limit != 0) {
        notes.add(kLimit, "{} of {}", past.counter(), last.limit);
    }
    iam.set(information);
    notes.add(kFromHeaders, "{} reason {} counter {}",
              last.by ? text_from_digits(last.by->digits) : "", static_cast<unsigned>(last.reason),
              past.counter());
}

void set_translations(const Retargeting& past, isup::Message& iam, Notes& notes) {
    if (past.translations.empty())
        return;
    const Translation &first = past.translations.front(), &last = past.translations.back();
    iam.set(number_from<isup::CalledInNumber>(last.number, last.presentation));
    iam.set(number_from<isup::OriginalCalledInNumber>(first.number, first.presentation));
    notes.add(kCallHistoryTranslated, "{}", text_from_digits(last.number.digits));
}

/// What one header tells that the other does not, behind it.
void append_unknown(Retargeting& past, const Retargeting& more) {
    for (const Redirection& redirection : more.redirections) {
        const auto known = [&](const Redirection& one) { return one.by == redirection.by; };
        if (redirection.by && std::ranges::none_of(past.redirections, known))
            past.redirections.push_back(redirection);
    }
}

} // namespace

unsigned Retargeting::counter() const {
    unsigned sum = 0;
    for (const Redirection& redirection : redirections)
        sum += redirection.counter;
    return sum;
}

Retargeting retargeting_of(const sipi::Message& invite, const Profile& profile) {
    if (profile.call_history == CallHistory::off)
        return {};
    Retargeting past = from_history(invite, profile);
    const Retargeting diverted = from_diversion(invite, profile);
    if (past.redirections.empty())
        past.redirections = diverted.redirections;
    else
        append_unknown(past, diverted);
    return past;
}

void set_retargeting(const Retargeting& past, isup::Message& iam, Notes& notes) {
    set_redirections(past, iam, notes);
    set_translations(past, iam, notes);
}

Retargeting retargeting_of(const isup::Message& iam) {
    Retargeting past;
    const auto in_number = iam.get<isup::CalledInNumber>();
    const auto first_in_number = iam.get<isup::OriginalCalledInNumber>();
    if (const auto first = address_from(first_in_number); first && first != address_from(in_number))
        past.translations.push_back({*first, presentation_of(first_in_number)});
    if (const auto last = address_from(in_number))
        past.translations.push_back({*last, presentation_of(in_number)});

    const auto redirecting = iam.get<isup::RedirectingNumber>();
    if (!redirecting)
        return past;
    const auto original = iam.get<isup::OriginalCalledNumber>();
    const auto information =
        iam.get<isup::RedirectionInformation>().value_or(isup::RedirectionInformation{});
    unsigned counter = std::max<unsigned>(information.counter, 1);
    if (const auto first = address_from(original); first && counter > 1) {
        past.redirections.push_back({first, information.original_reason, presentation_of(original),
                                     1, original->screening});
        --counter;
    }
    past.redirections.push_back({address_from(redirecting), information.reason,
                                 presentation_of(redirecting), counter, redirecting->screening});
    return past;
}

void set_call_history(const sipi::Message& invite, const Profile& profile, isup::Message& iam,
                      Notes& notes) {
    set_retargeting(retargeting_of(invite, profile), iam, notes);
}

void add_call_history(const isup::Message& iam, const Profile& profile,
                      const std::string& request_uri, Headers& headers, Notes& notes) {
    const bool diversion =
        profile.call_history == CallHistory::diversion || profile.call_history == CallHistory::both;
    const bool history = profile.call_history == CallHistory::history_info ||
                         profile.call_history == CallHistory::both;
    if (history) // responses may then tell where the call goes from here (RFC 7044 §6)
        headers.push_back({"Supported", "histinfo"});
    const Retargeting past = retargeting_of(iam);
    if (past.empty())
        return;
    if (diversion) {
        const std::size_t before = headers.size();
        write_diversion(past, profile, headers);
        if (headers.size() > before)
            notes.add(kToDiversion, "counter {}", past.counter());
    }
    if (history) {
        write_history(past, request_uri, profile, headers);
        notes.add(kCallHistoryToHistory, "counter {}", past.counter());
    }
}

bool is_diverting(const isup::Message& message) {
    for (std::size_t i = 0; i < message.count(isup::Param::generic_notification_indicator); ++i)
        if (const auto one = message.get<isup::GenericNotification>(i);
            one && one->contains(isup::Notification::call_is_diverting))
            return true;
    return false;
}

isup::Event forwarding_event(RedirectReason reason) {
    const auto* row = std::ranges::find(kEvents, reason, &EventRow::reason);
    return row == kEvents.end() ? isup::Event::forwarded_unconditional : row->event;
}

} // namespace mapping
