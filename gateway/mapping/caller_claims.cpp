// Who calls whom, as a PASSporT says it: numbers of an INVITE in canonical form (RFC 8224 §8.3).
#include "gateway/mapping/caller_claims.h"

#include "gateway/mapping/numbers.h"
#include "sipi/name_addr.h"

namespace mapping {
namespace {

std::string without_plus(std::string number) {
    if (number.starts_with('+'))
        number.erase(0, 1);
    return number;
}

std::string number_in(std::string_view name_addr, const Profile& profile) {
    const auto address = sipi::NameAddr::parse(name_addr);
    return address ? canonical_number_of(address->uri, profile) : std::string();
}

} // namespace

std::string canonical_number_of(const sipi::Uri& uri, const Profile& profile) {
    const auto address = address_from_uri(uri, profile);
    return address ? without_plus(uri_number(*address, profile)) : std::string();
}

CallerClaims claims_of(const isup::Message& iam, const InviteParts& invite,
                       const Profile& profile) {
    CallerClaims claims;
    for (const sipi::ExtraHeader& header : invite.headers)
        if (claims.orig.empty() && header.name == "P-Asserted-Identity")
            claims.orig = number_in(header.value, profile);
    if (claims.orig.empty())
        claims.orig = number_in(invite.from, profile);
    if (const auto target = sipi::Uri::parse(invite.request_uri))
        claims.dest = canonical_number_of(*target, profile);
    const auto by = iam.get<isup::RedirectingNumber>();
    if (by && !by->digits.empty() && by->presentation == isup::Presentation::allowed &&
        profile.call_history != CallHistory::off)
        claims.diverted_by = without_plus(uri_number({by->nature, by->digits}, profile));
    return claims;
}

} // namespace mapping
