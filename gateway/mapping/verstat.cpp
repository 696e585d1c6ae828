// What verifying the caller came to, told on: verstat towards SIP, screening towards ISUP and ISDN.
#include "gateway/mapping/verstat.h"

#include "gateway/mapping/subscriber.h"
#include "sipi/name_addr.h"

namespace mapping {
namespace {

using isup::Presentation;
using isup::Screening;

constexpr Row kVerstatSent{"verstat", "TS 24.229 §7.2A.20, RFC 8224 §6.2.1"};
constexpr Row kScreeningPassed{"calling number verified: screening passed",
                               "RFC 8224 §6.2.1, Q.763 §3.10 e"};
constexpr Row kScreeningFailed{"calling number not verified: screening failed",
                               "RFC 8224 §6.2.1, Q.763 §3.10 e"};
constexpr Row kFailedHidden{"calling number not verified: hidden", "conf shaken_clip"};

constexpr std::string_view kPassed = "TN-Validation-Passed", kFailed = "TN-Validation-Failed",
                           kNone = "No-TN-Validation";

bool is_verstat(std::string_view text) {
    return text == kPassed || text == kFailed || text == kNone;
}

/// Behind the number in the URI of a name-addr; false: it holds no number.
bool insert(std::string& name_addr, std::string_view verstat) {
    const auto address = sipi::NameAddr::parse(name_addr);
    if (!address || (!address->uri.is_tel() && !address->uri.is_sip()))
        return false;
    const std::string_view user = address->uri.user;
    if (user.empty() || (user.front() != '+' && (user.front() < '0' || user.front() > '9')))
        return false;
    // tel: the parameters follow the number, too
    const std::size_t at = static_cast<std::size_t>(user.data() - name_addr.data()) + user.size();
    std::string parameter(";verstat=");
    parameter += verstat;
    name_addr.insert(at, parameter);
    return true;
}

} // namespace

std::string verstat_of(const sipi::Message& invite, const Profile& profile) {
    if (!profile.trust)
        return {};
    const auto in = [](const sipi::NameAddr& address) {
        std::string value = Subscriber(address.uri).value("verstat");
        return is_verstat(value) ? value : std::string();
    };
    for (const std::string_view value : invite.values(sipi::HeaderName::p_asserted_identity))
        if (const auto identity = sipi::NameAddr::parse(value))
            if (std::string found = in(*identity); !found.empty())
                return found;
    const auto from = invite.from();
    return from ? in(*from) : std::string();
}

void add_verstat(std::string_view verstat, const Profile& profile, InviteParts& invite,
                 Notes& notes) {
    if (verstat.empty() || !profile.trust)
        return;
    bool told = false;
    for (sipi::ExtraHeader& header : invite.headers)
        if (header.name == "P-Asserted-Identity")
            told = insert(header.value, verstat) || told;
    if (told || insert(invite.from, verstat))
        notes.add(kVerstatSent, "{}", verstat);
}

void mark_calling(std::string_view verstat, bool hide, isup::Message& iam, Notes& notes) {
    auto calling = iam.get<isup::CallingPartyNumber>();
    if (!calling || calling->digits.empty() || (verstat != kPassed && verstat != kFailed))
        return;
    if (verstat == kPassed) {
        if (calling->screening == Screening::network_provided)
            return; // says more
        calling->screening = Screening::verified_passed;
        notes.add(kScreeningPassed);
    } else {
        calling->screening = Screening::verified_failed;
        notes.add(kScreeningFailed);
        if (hide && calling->presentation == Presentation::allowed) {
            calling->presentation = Presentation::restricted;
            notes.add(kFailedHidden);
        }
    }
    iam.set(*calling);
}

} // namespace mapping
