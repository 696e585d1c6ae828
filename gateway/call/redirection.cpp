// A call that the called side sends elsewhere (Q.732.2, Q.732.5).
#include "gateway/call/redirection.h"

#include "gateway/mapping/call_history.h"
#include "gateway/mapping/redirection.h"

namespace call {
namespace {

constexpr std::uint8_t kMostRedirections = 5;

// Q.763 §3.6
constexpr std::uint8_t kNotAllowed = 1, kWithNumber = 2, kWithoutNumber = 3;

} // namespace

std::optional<isup::Message> redirected(const isup::Message& iam, const isup::Message& rel) {
    const auto to = rel.get<isup::RedirectionNumber>();
    const auto before = iam.get<isup::RedirectionInformation>();
    const std::uint8_t counter =
        before && iam.has(isup::Param::redirecting_number) ? before->counter : std::uint8_t{0};
    if (!to || counter >= kMostRedirections)
        return std::nullopt;
    const auto last = iam.get<isup::CalledPartyNumber>().value_or(isup::CalledPartyNumber{});
    const auto why =
        rel.get<isup::RedirectionInformation>().value_or(isup::RedirectionInformation{});
    isup::Message out = iam;

    isup::RedirectingNumber redirecting;
    redirecting.nature = last.nature;
    redirecting.plan = last.plan;
    redirecting.digits = last.digits.without_st();
    redirecting.screening = isup::Screening::not_verified; // spare here (Q.763 §3.44)
    out.set(redirecting);
    if (counter == 0)
        out.set(isup::OriginalCalledNumber{redirecting.nature, redirecting.plan,
                                           redirecting.presentation, redirecting.screening, false,
                                           redirecting.digits});
    isup::RedirectionInformation information;
    information.reason = why.reason;
    information.original_reason =
        counter == 0 ? mapping::original_reason(why.reason) : before->original_reason;
    information.counter = static_cast<std::uint8_t>(counter + 1);
    out.set(information);

    isup::CalledPartyNumber called;
    called.nature = to->nature;
    called.plan = to->plan;
    called.digits = to->digits.without_st();
    called.digits.push_back(isup::Digits::kSt);
    out.set(called);
    return out;
}

std::optional<isup::Message> diverting(const isup::Message& rel) {
    const auto to = rel.get<isup::RedirectionNumber>();
    const auto told = rel.get<isup::CallDiversionInformation>();
    const auto why = rel.get<isup::RedirectionInformation>();
    if (!to || (told && told->notification == kNotAllowed))
        return std::nullopt;
    const bool with_number = !told || told->notification != kWithoutNumber;
    const isup::RedirectReason reason = why ? why->reason : isup::RedirectReason::unknown;
    isup::Message cpg(isup::MessageType::cpg);
    cpg.set(isup::EventInformation{mapping::forwarding_event(reason), false});
    cpg.set(isup::GenericNotification(isup::Notification::call_is_diverting));
    cpg.set(isup::CallDiversionInformation{with_number ? kWithNumber : kWithoutNumber, reason});
    cpg.set(*to);
    if (!with_number)
        cpg.set_raw(isup::Param::redirection_number_restriction, std::array<std::uint8_t, 1>{1});
    return cpg;
}

} // namespace call
