// isdn::Interface on libpri: basic access with several terminals on one bus, at its network end and
// as one of the terminals (Q.921 §5.3, Q.931 §5.2.3.2, Q.951-2 for multiple subscriber numbers).
#include "drivers/isdn/libpri_interface.h"

extern "C" {
#include <libpri.h>
}

#include <algorithm>
#include <array>

namespace isdn {
namespace {

// Networks let an idle bus rest after 10 s or so; Q.921 §5.5.3 leaves the time to them.
constexpr base::Duration kIdle = std::chrono::seconds(10);
constexpr std::uint8_t kPollFinal = 0x10, kDisc = 0x43, kUa = 0x63, kDm = 0x0f,
                       kSabme = 0x6f; // Q.921 Table 5

std::uint8_t unnumbered(base::Octets frame) { // its control field without P/F; 0: another frame
    return frame.size() == 3 && (frame[2] & 3) == 3 ? frame[2] & ~kPollFinal : 0;
}

} // namespace

// The TEI that the network has assigned is seen in what libpri sends with it.
void LibpriInterface::learn_tei(base::Octets frame) {
    if (is_terminal() && frame.size() >= 2 && frame[0] >> 2 == 0 && tei_of(frame) != kGroupTei)
        own_tei_ = tei_of(frame);
}

// A terminal sees what the network says to all the others on its bus.
bool LibpriInterface::concerns_us(base::Octets frame) const {
    return !is_terminal() || tei_of(frame) == kGroupTei || tei_of(frame) == own_tei_;
}

// A called number is ours when it ends in one of our numbers; one shorter than them is compared by
// what it has, because networks send as many digits as the subscription says.
bool LibpriInterface::is_our_number(const Message& setup) const {
    if (options_.numbers.empty() || !setup.called || setup.called->digits.empty())
        return true;
    const std::string& called = setup.called->digits;
    return std::any_of(options_.numbers.begin(), options_.numbers.end(),
                       [&](const std::string& number) {
                           return called.ends_with(number) || number.ends_with(called);
                       });
}

// Messages are use, supervision by RR is not.
void LibpriInterface::note_use(base::Octets frame, bool sent) {
    if (!is_bus_network() || options_.layer2 == Layer2::keep_up || frame.size() < 3 ||
        frame[0] >> 2 != 0 || tei_of(frame) == kGroupTei)
        return;
    const std::uint8_t kind = unnumbered(frame);
    if (kind == kSabme)
        ua_of_terminal_.reset(); // the next UA is for this
    if (kind == kDm || (kind == kDisc && !sent)) {
        links_.erase(tei_of(frame));
    } else if (is_numbered(frame) || kind == kUa) {
        links_[tei_of(frame)] = timers_.clock().now();
        if (!idle_timer_.armed())
            idle_timer_.arm(kIdle);
    }
}

// libpri forgets a call of ours that is being cleared, without a word, when the data link of the
// terminal that has answered it is lost: the call is ended here before that. The last SABME that
// has no answer, DM and DISC tell it (Q.921 §5.5.1.3, §5.5.3).
void LibpriInterface::note_lost_link(base::Octets frame, bool sent) {
    if (!is_bus_network() || frame.size() < 3 || frame[0] >> 2 != 0 || tei_of(frame) == kGroupTei)
        return;
    const std::uint8_t tei = tei_of(frame), kind = unnumbered(frame);
    if (sent) {
        if (kind == kSabme && ++unanswered_sabmes_[tei] == options_.timers.n200 + 1U)
            for (const auto& [id, call] : calls_)
                if (call->tei == tei && is_cleared_on_bus(*call))
                    call->supervision->arm(base::Duration::zero()); // libpri is at work now
        return;
    }
    unanswered_sabmes_.erase(tei);
    if (kind != kDm && kind != kDisc)
        return;
    std::vector<Call*> lost;
    for (const auto& [id, call] : calls_)
        if (call->tei == tei && is_cleared_on_bus(*call))
            lost.push_back(call.get());
    for (Call* call : lost)
        destroy(*call, call->last_cause.value, kTerminalGone);
}

void LibpriInterface::release_idle_links() {
    if (!pri_ || links_.empty())
        return;
    const base::TimePoint now = timers_.clock().now();
    if (calls_.empty())
        for (auto link = links_.begin(); link != links_.end();) {
            const auto [tei, used] = *link;
            if (now - used < kIdle) {
                ++link;
                continue;
            }
            link = links_.erase(link);
            release_link(tei);
        }
    if (!links_.empty())
        idle_timer_.arm(std::chrono::seconds(1));
}

// libpri has no way to take a data link down. It is told that the terminal does, and the terminal
// that the network does; both answer with UA, and neither sees the other's.
void LibpriInterface::release_link(std::uint8_t tei) {
    const auto second = static_cast<std::uint8_t>(tei << 1 | 1);
    const std::array<std::uint8_t, 3> from_terminal{0x00, second, kDisc | kPollFinal};
    const std::array<std::uint8_t, 3> from_network{0x02, second, kDisc | kPollFinal};
    ua_of_libpri_ = tei;
    have_envelope_ = false;
    incoming_ = from_terminal;
    if (pri_event* event = pri_check_event(pri_))
        handle(event);
    incoming_ = {};
    ua_of_libpri_.reset();
    ua_of_terminal_ = tei;
    emit(*d_channels_.front(), from_network);
    schedule();
}

bool LibpriInterface::is_awaited_ua(base::Octets frame,
                                    std::optional<std::uint8_t>& awaited) const {
    if (!awaited || unnumbered(frame) != kUa || tei_of(frame) != *awaited)
        return false;
    awaited.reset();
    return true;
}

std::uint32_t LibpriInterface::reference_key(std::uint16_t reference, bool outgoing) const {
    const std::uint32_t tei = is_bus_network() && !outgoing ? frame_tei_ : 0U;
    return reference | (outgoing ? 0x10000U : 0U) | tei << 17;
}

// A call offered to all terminals is cleared towards each that has answered.
PatchTarget LibpriInterface::target_of(const Call& call) const {
    if (!is_bus_network())
        return {};
    return call.outgoing ? PatchTarget{{}, !call.tei} : PatchTarget{call.tei, false};
}

} // namespace isdn
