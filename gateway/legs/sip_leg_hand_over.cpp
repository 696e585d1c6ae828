// A SIP leg whose peer is asked to talk to that of the other leg without us: our REFER with
// Replaces, and the NOTIFYs that come for it (RFC 3515, RFC 3891, RFC 4488, RFC 5589 §7).
#include "gateway/legs/sip_leg.h"

#include "sipi/name_addr.h"
#include "sipi/refer.h"
#include "sipi/status.h"
#include "sipi/text.h"

#include <array>
#include <utility>

namespace legs {
namespace {

// Timer F and the INVITE that is asked for: who is in talk takes it at once or not at all.
constexpr std::chrono::seconds kPatience{40};
constexpr mapping::Row kSent{"REFER with Replaces", "RFC 5589 §7.3, RFC 3891 §4"};
constexpr mapping::Row kDone{"REFER: how it went", "RFC 3515 §2.4.4"};

/// A header inside a URI (RFC 3261 §19.1.1, hvalue).
std::string escaped(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    constexpr std::string_view kPlain = "-_.!~*'()[]/?:+$";
    std::string out;
    for (const char c : text) {
        const bool alphanumeric =
            (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (alphanumeric || kPlain.find(c) != std::string_view::npos) {
            out += c;
            continue;
        }
        const auto octet = static_cast<unsigned char>(c);
        out += '%';
        out += kDigits[octet >> 4U];
        out += kDigits[octet & 0xfU];
    }
    return out;
}

/// The status in a message/sipfrag (RFC 3420); 0: none.
int status_in(std::string_view fragment) {
    constexpr std::string_view kVersion = "SIP/2.0 ";
    constexpr std::uint64_t kMost = 699;
    std::uint64_t status = 0;
    if (fragment.substr(0, kVersion.size()) != kVersion)
        return 0;
    std::string_view rest = fragment.substr(kVersion.size());
    return sipi::scan::take_number(rest, kMost, status) ? static_cast<int>(status) : 0;
}

} // namespace

// Where the dialog's other end is, as others reach it, and whether it takes a REFER.
void SipLeg::note_contact(const sipi::Message& message) {
    if (peer_->peer.mapping.transfer != config::Transfer::network)
        return;
    if (const auto contact = sipi::NameAddr::parse(message.header(sipi::HeaderName::contact)))
        contact_ = std::string(contact->uri_text);
    if (const auto end = sipi::NameAddr::parse(
            message.header(message.is_request() ? sipi::HeaderName::from : sipi::HeaderName::to)))
        remote_tag_ = std::string(end->tag);
    if (message.count(sipi::HeaderName::allow) != 0)
        refused_refer_ = !message.lists(sipi::HeaderName::allow, "REFER");
}

bool SipLeg::may_hand_over() const {
    return peer_->peer.mapping.transfer == config::Transfer::network && answered_ && !released_ &&
           !ended_ && session_ && !contact_.empty() && !remote_tag_.empty() &&
           handing_over_ == HandingOver::no;
}

// The dialog as its other end knows it; that end must know Replaces.
std::string SipLeg::refer_to() const {
    const sipi::Replaces replaces{call_id_, remote_tag_, std::string(session_->local_tag()), false};
    std::string target = "<";
    target += contact_;
    target += contact_.find('?') == std::string::npos ? "?Replaces=" : "&Replaces=";
    target += escaped(replaces.text());
    target += "&Require=replaces>";
    return target;
}

bool SipLeg::hand_over(call::Leg& other) {
    const auto* const there = dynamic_cast<SipLeg*>(&other);
    if (!there || !may_hand_over() || !there->may_hand_over() || refused_refer_)
        return false;
    const std::string to = there->refer_to();
    const std::array headers{sipi::ExtraHeader{"Refer-To", to}};
    if (!session_->request("REFER", {}, headers).ok())
        return false;
    handing_over_ = HandingOver::asked;
    hand_over_timer_.arm(kPatience);
    mapping::Notes notes;
    notes.add(kSent, "{}", to);
    flush(notes);
    return true;
}

// RFC 3515 §2.4.2: 2xx says only that it is tried; without a subscription that is all (RFC 4488).
void SipLeg::on_refer_answered(int status, const sipi::Message* response) {
    if (!response || !sipi::is_success(status))
        return end_hand_over(false);
    if (sipi::scan::same(sipi::scan::trimmed(response->header(sipi::HeaderName::refer_sub)),
                         "false"))
        end_hand_over(true);
}

sipi::RequestAnswer SipLeg::on_notify(const sipi::Message& notify) {
    constexpr int kOk = 200, kNoSubscription = 481;
    sipi::RequestAnswer answer;
    answer.status = kNoSubscription;
    const std::string_view event = notify.header(sipi::HeaderName::event);
    if (handing_over_ == HandingOver::no ||
        !sipi::scan::same(sipi::scan::trimmed(event.substr(0, event.find(';'))), "refer"))
        return answer;
    answer.status = kOk;
    const int status = status_in(notify.body_text());
    const bool over = sipi::scan::trimmed(notify.header(sipi::HeaderName::subscription_state))
                          .substr(0, std::string_view("terminated").size()) == "terminated";
    if (handing_over_ != HandingOver::asked || (!sipi::is_final(status) && !over))
        return answer;
    mapping::Notes notes;
    notes.add(kDone, "{}", status);
    flush(notes);
    handing_over_ = sipi::is_success(status) ? HandingOver::done : HandingOver::refused;
    hand_over_timer_.arm(base::Duration::zero()); // when the 200 has gone
    return answer;
}

void SipLeg::end_hand_over(bool done) {
    hand_over_timer_.cancel();
    if (std::exchange(handing_over_, HandingOver::no) != HandingOver::no && !released_ && !ended_)
        call_->handed_over(*this, done);
}

} // namespace legs
