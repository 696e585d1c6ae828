// The History-Info header (RFC 7044) for diversions (RFC 4458, RFC 7544) and translated service
// numbers (RFC 8119).
#include "gateway/mapping/call_history.h"
#include "gateway/mapping/redirection.h"
#include "sipi/retargeting.h"

#include <algorithm>

namespace mapping {
namespace {

using isup::Presentation;
using sipi::HeaderName;
using sipi::HistoryEntry;

constexpr int kHistoryInfoTranslated = 380; ///< RFC 8119 §2
constexpr int kUnknownCause = 404;
constexpr std::string_view kPlaceholder = "sip:unknown@unknown.invalid"; ///< RFC 7544 §5
constexpr std::string_view kHistoryInfoAnonymous =
    "sip:anonymous@anonymous.invalid"; ///< RFC 7044 §10.1

/// The entries that can be read; texts are the message's.
std::vector<HistoryEntry> entries_of(const sipi::Message& message) {
    std::vector<HistoryEntry> entries;
    for (const std::string_view value : message.values(HeaderName::history_info))
        if (auto entry = sipi::HistoryEntry::parse(value))
            entries.push_back(*std::move(entry));
    return entries;
}

/// The entry that the target at `at` was reached from; nothing for the first one.
const HistoryEntry* diverting_entry(const std::vector<HistoryEntry>& entries, std::size_t at) {
    const HistoryEntry& target = entries[at];
    if (target.change == HistoryEntry::Change::mp) {
        const auto found = std::ranges::find(entries, target.origin, &HistoryEntry::index);
        if (found != entries.end())
            return &*found;
    }
    return at > 0 ? &entries[at - 1] : nullptr;
}

Presentation presentation_of(const HistoryEntry& entry, bool whole_hidden) {
    return entry.hidden() || whole_hidden ? Presentation::restricted : Presentation::allowed;
}

/// Privacy of the message hides all of its history (RFC 7044 §10.1.2).
bool hides_history(const sipi::Message& message) {
    const auto privacy = sipi::Privacy::parse(message.header(HeaderName::privacy));
    return privacy && privacy->history;
}

/// Builds the entries one by one, each reached from the one before.
class Writer {
  public:
    Writer(const Profile& profile, Headers& headers) : profile_(profile), headers_(headers) {}

    /// `uri` as it stands; `cause` 0: the first target.
    void add(std::string_view uri, int cause, bool hidden) {
        std::string value("<");
        value.append(hidden && !profile_.trust ? kHistoryInfoAnonymous : uri);
        if (cause)
            value.append(";cause=").append(std::to_string(cause));
        if (hidden && profile_.trust)
            value.append("?Privacy=history");
        const std::string origin = index_;
        index_ += index_.empty() ? "1" : ".1";
        value.append(">;index=").append(index_);
        if (!origin.empty())
            value.append(";mp=").append(origin);
        headers_.push_back({"History-Info", std::move(value)});
    }
    void add(const std::optional<Address>& address, int cause, Presentation presentation) {
        if (!address)
            return add(kPlaceholder, cause, false);
        add(uri_from_address(*address, profile_, own_host(profile_)), cause,
            presentation != Presentation::allowed);
    }

  private:
    const Profile& profile_;
    Headers& headers_;
    std::string index_;
};

} // namespace

Retargeting from_history(const sipi::Message& message, const Profile& profile) {
    const auto entries = entries_of(message);
    const bool all_hidden = hides_history(message);
    Retargeting past;
    for (std::size_t at = 0; at < entries.size(); ++at) {
        if (!entries[at].cause)
            continue;
        const HistoryEntry* by = diverting_entry(entries, at);
        const auto address = by ? address_from_uri(by->target.uri, profile) : std::nullopt;
        const Presentation presentation =
            by ? presentation_of(*by, all_hidden) : Presentation::allowed;
        if (*entries[at].cause == kHistoryInfoTranslated) {
            if (address)
                past.translations.push_back({*address, presentation});
        } else if (const auto reason = reason_from_cause_param(*entries[at].cause)) {
            past.redirections.push_back({address, *reason, presentation, 1});
        }
    }
    return past;
}

void write_history(const Retargeting& past, const std::string& request_uri, const Profile& profile,
                   Headers& headers) {
    if (past.empty())
        return;
    Writer writer(profile, headers);
    int cause = 0; // why the next target was reached
    for (const Translation& translation : past.translations) {
        writer.add(translation.number, cause, translation.presentation);
        cause = kHistoryInfoTranslated;
    }
    for (const Redirection& redirection : past.redirections) {
        for (unsigned unknown = 1; unknown < redirection.counter; ++unknown) {
            writer.add(std::nullopt, cause, Presentation::allowed);
            cause = kUnknownCause;
        }
        writer.add(redirection.by, cause, redirection.presentation);
        cause = cause_param_of(redirection.reason);
    }
    writer.add(request_uri, cause, false);
}

// --- responses

namespace {
constexpr Row kFromHistory{"redirection number from History-Info", "TS 29.163 CDIV, Q.732.2"};
constexpr Row kHistoryInfoToHistory{"History-Info from redirection number",
                                    "TS 29.163 CDIV, RFC 7044 §6"};

// Notification subscription options (Q.763 §3.6).
constexpr std::uint8_t kWithNumber = 2, kWithoutNumber = 3;
} // namespace

void set_redirection_number(const sipi::Message& response, const Profile& profile,
                            isup::Message& message, Notes& notes) {
    if (profile.call_history == CallHistory::off)
        return;
    const auto entries = entries_of(response);
    const auto last = std::find_if(entries.rbegin(), entries.rend(), [](const HistoryEntry& entry) {
        return entry.cause && reason_from_cause_param(*entry.cause);
    });
    if (last == entries.rend())
        return;
    const bool hidden = last->hidden() || hides_history(response);
    const auto address = address_from_uri(last->target.uri, profile);
    if (address) {
        isup::RedirectionNumber number;
        number.nature = address->nature;
        number.digits = address->digits;
        message.set(number);
        message.set(isup::RedirectionNumberRestriction{hidden});
    }
    if (message.type() == isup::MessageType::acm || message.type() == isup::MessageType::cpg) {
        message.set(
            isup::CallDiversionInformation{address && !hidden ? kWithNumber : kWithoutNumber,
                                           *reason_from_cause_param(*last->cause)});
        if (!is_diverting(message))
            message.add(isup::GenericNotification(isup::Notification::call_is_diverting));
    }
    notes.add(kFromHistory, "{} cause {}", last->target.uri.user, *last->cause);
}

void add_redirection_number(const isup::Message& message, const CallTraits& traits,
                            const Profile& profile, Headers& headers, Notes& notes) {
    const bool wanted = profile.call_history == CallHistory::history_info ||
                        profile.call_history == CallHistory::both;
    const auto number = message.get<isup::RedirectionNumber>();
    const auto information = message.get<isup::CallDiversionInformation>();
    if (!wanted || !traits.history_info || (!number && !information))
        return;
    const auto restriction = message.get<isup::RedirectionNumberRestriction>();
    const int cause = information ? cause_param_of(information->reason) : kUnknownCause;
    Writer writer(profile, headers);
    writer.add(traits.request_uri.empty() ? kPlaceholder : std::string_view(traits.request_uri), 0,
               false);
    const auto address = number && !number->digits.without_st().empty()
                             ? std::optional(Address{number->nature, number->digits.without_st()})
                             : std::nullopt;
    writer.add(address, cause,
               restriction && restriction->restricted ? Presentation::restricted
                                                      : Presentation::allowed);
    notes.add(kHistoryInfoToHistory, "{} cause {}",
              address ? text_from_digits(address->digits) : "", cause);
}

} // namespace mapping
