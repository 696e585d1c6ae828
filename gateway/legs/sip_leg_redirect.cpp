// A caller that is told where else its number lives: a redirect server's 302 (RFC 3261 §8.3,
// §21.3.3) with the history of the request (RFC 7044 §9.3).
#include "gateway/legs/sip_leg.h"

#include <algorithm>

namespace legs {
namespace {

constexpr mapping::Row kElsewhere{"302: the number lives elsewhere", "RFC 3261 §8.3"};
constexpr mapping::Row kHistory{"History-Info in a 302", "RFC 7044 §9.3, §10.4"};

/// hi-index of an entry: "1.2".
std::string_view index_of(std::string_view entry) {
    const std::size_t at = entry.rfind(";index=");
    if (at == std::string_view::npos)
        return "1";
    const std::string_view rest = entry.substr(at + 7);
    return rest.substr(0, rest.find_first_not_of("0123456789."));
}

} // namespace

void SipLeg::note_history(const sipi::Message& invite) {
    history_.clear();
    if (!invite.lists(sipi::HeaderName::supported, "histinfo") ||
        peer_->profile.call_history == mapping::CallHistory::off)
        return;
    for (const std::string_view entry : invite.values(sipi::HeaderName::history_info))
        history_.emplace_back(entry);
    if (history_.empty()) {
        std::string entry = "<";
        entry.append(invite.request_uri()).append(">;index=1");
        history_.push_back(std::move(entry));
    }
}

bool SipLeg::redirect(std::span<const std::string> uris) {
    constexpr int kMovedTemporarily = 302;
    if (which_ != observe::TraceLeg::incoming || !session_ || released_ || uris.empty() ||
        session_->state() != sipi::SessionState::inviting)
        return false;
    mapping::Notes notes;
    std::vector<sipi::ExtraHeader> headers;
    int tenths = 10; // the first is the best (RFC 3261 §20.10)
    for (const std::string& uri : uris) {
        std::string contact = "<";
        contact.append(uri).append(">;q=").append(tenths == 10 ? "1.0"
                                                               : "0." + std::to_string(tenths));
        if (!history_.empty())
            contact.append(";rc=").append(index_of(history_.back()));
        headers.push_back({"Contact", std::move(contact)});
        notes.add(kElsewhere, "{}", uri);
        tenths = std::max(1, tenths - 1);
    }
    for (const std::string& entry : history_) {
        headers.push_back({"History-Info", entry});
        notes.add(kHistory, "{}", entry);
    }
    flush(notes);
    released_ = true;
    media_.close();
    release_older();
    static_cast<void>(session_->reject(kMovedTemporarily, headers));
    return true;
}

} // namespace legs
