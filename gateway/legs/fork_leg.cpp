// A call to a user with several contacts: those of the highest q at once, then the next ones (RFC
// 3261 §16.6, §16.7, §20.10).
#include "gateway/legs/fork_leg.h"

#include "gateway/call/causes.h"
#include "gateway/call/forms.h"

#include <algorithm>
#include <array>

namespace legs {
namespace {

using isup::MessageType;

constexpr std::uint8_t kNotSelected = 26; // Q.850: non-selected user clearing

// RFC 3261 §16.7 step 6, put in causes: what says most of the user comes first, what only says that
// a contact was out of reach comes last.
constexpr std::array<std::uint8_t, 9> kBest{17, 21, 19, 18, 16, 31, 88, 20, 102};

std::size_t rank(std::uint8_t cause) {
    const auto found = std::ranges::find(kBest, cause);
    constexpr std::size_t kOthers = 6; // between what users say and what nobody said
    return found == kBest.end() ? kOthers : static_cast<std::size_t>(found - kBest.begin());
}

std::uint8_t cause_of(const isup::Message& rel) {
    return rel.get<isup::CauseIndicators>().value_or(call::cause_here(call::kNormal)).value;
}

} // namespace

/// What later branches need of the caller, as it was when the call was placed.
class ForkLeg::Caller final : public call::Leg {
  public:
    explicit Caller(const call::Leg& leg)
        : worker_(leg.worker()), attached_(leg.attached()), session_uuid_(leg.session_uuid()) {
        if (leg.carried())
            carried_ = std::make_unique<CarriedHeaders>(*leg.carried());
        if (leg.caller_identity())
            identity_ = std::make_unique<call::CallerIdentity>(*leg.caller_identity());
    }
    void send(const isup::Message&) override {}
    std::string_view attached() const override { return attached_; }
    media::PortId port() const override { return {}; }
    std::optional<media::WorkerId> worker() const override { return worker_; }
    bool open_media(media::WorkerId) override { return false; }
    void set_through(call::Through) override {}
    call::ToneNeeds tones() const override { return {}; }
    bool ended() const override { return true; }
    const CarriedHeaders* carried() const override { return carried_.get(); }
    const call::CallerIdentity* caller_identity() const override { return identity_.get(); }
    std::string_view session_uuid() const override { return session_uuid_; }
    call::LegDescription describe() const override { return {}; }

  private:
    std::optional<media::WorkerId> worker_;
    std::string attached_, session_uuid_;
    std::unique_ptr<CarriedHeaders> carried_;
    std::unique_ptr<call::CallerIdentity> identity_;
};

ForkLeg::ForkLeg(base::Timers& timers, const call::Trunks::Placement& placement, Callee callee)
    : callee_(std::move(callee)), call_(placement.listener), trace_(placement.trace),
      iam_(placement.iam), group_(placement.group), origin_(placement.origin),
      trunk_group_(placement.trunk_group), referred_by_(placement.referred_by),
      caller_(std::make_unique<Caller>(placement.incoming)),
      ring_timer_(timers, [this] { on_ring_time(); }) {}

ForkLeg::~ForkLeg() = default;

ForkLeg::Placed ForkLeg::place(base::Timers& timers, const call::Trunks::Placement& placement,
                               Callee callee) {
    auto leg = std::unique_ptr<ForkLeg>(new ForkLeg(timers, placement, std::move(callee)));
    while (!leg->call_next())
        if (leg->next_ == leg->callee_.targets.size())
            return base::fail(leg->best_.value_or(call::cause_here(call::kTemporaryFailure)));
    return std::unique_ptr<call::Leg>(std::move(leg));
}

// The contacts of one q. False: none of them could be called.
bool ForkLeg::call_next() {
    bool any = false;
    const auto& targets = callee_.targets;
    const int q = targets[next_].q;
    for (; next_ < targets.size() && targets[next_].q == q; ++next_) {
        const call::Trunks::Placement placement{group_,  iam_,         *caller_,     *this, trace_,
                                                origin_, trunk_group_, referred_by_, {}};
        auto leg = callee_.place(placement, targets[next_]);
        if (!leg) {
            refused(leg.error());
            continue;
        }
        trace_.event(observe::TraceLeg::outgoing, observe::Direction::internal,
                     observe::Protocol::route, "calling " + (*leg)->describe().where);
        branches_.push_back({std::move(*leg)});
        any = true;
    }
    if (any && next_ < targets.size())
        ring_timer_.arm(callee_.ring_time);
    return any;
}

bool ForkLeg::any_left() const {
    return std::ranges::any_of(branches_, [](const Branch& branch) { return !branch.out; });
}

// Nobody of those called is left.
void ForkLeg::go_on() {
    ring_timer_.cancel();
    while (next_ < callee_.targets.size())
        if (call_next())
            return;
    over_ = true;
    call_.on_message(*this,
                     call::release_message(best_.value_or(call::cause_here(call::kNoAnswer))));
    end_if_over();
}

void ForkLeg::refused(const isup::CauseIndicators& cause) {
    if (!best_ || rank(cause.value) < rank(best_->value))
        best_ = cause;
}

void ForkLeg::on_ring_time() {
    if (over_)
        return;
    refused(call::cause_here(call::kNoAnswer));
    release_others(nullptr, call::kNoAnswer);
    go_on();
}

void ForkLeg::release_others(const call::Leg* winner, std::uint8_t cause) {
    for (std::size_t at = 0; at < branches_.size(); ++at) {
        Branch& branch = branches_[at];
        if (branch.out || branch.leg.get() == winner)
            continue;
        branch.out = true;
        if (heard_ == branch.leg.get())
            heard_ = nullptr;
        branch.leg->send(call::release_message(call::cause_here(cause)));
    }
}

// --- from the branches

void ForkLeg::on_message(call::Leg& leg, const isup::Message& message) {
    const auto branch =
        std::ranges::find_if(branches_, [&](const Branch& one) { return one.leg.get() == &leg; });
    if (over_ || branch == branches_.end() || branch->out)
        return;
    switch (message.type()) {
    case MessageType::anm:
    case MessageType::con:
        return win(leg, message);
    case MessageType::acm:
    case MessageType::cpg:
        return early(leg, message);
    case MessageType::rel:
        branch->out = true;
        if (heard_ == &leg)
            heard_ = nullptr;
        refused(message.get<isup::CauseIndicators>().value_or(call::cause_here(cause_of(message))));
        if (!any_left())
            go_on();
        return;
    default:
        return; // of one of several nothing else is of use before the answer
    }
}

// The first to ring is told of, and the first that has something to be heard is heard.
void ForkLeg::early(call::Leg& leg, const isup::Message& message) {
    const bool speaks = call::in_band(message), rings = call::alerting(message);
    if (speaks && !heard_) {
        heard_ = &leg;
        call_.on_media_changed(*this);
    }
    const bool news = !acm_passed_ || heard_ == &leg || (rings && !alerting_ && !heard_);
    if (!news)
        return;
    acm_passed_ = true;
    alerting_ = alerting_ || rings;
    call_.on_message(*this, message);
}

void ForkLeg::win(call::Leg& leg, const isup::Message& answer) {
    over_ = true;
    ring_timer_.cancel();
    release_others(&leg, kNotSelected);
    const auto branch =
        std::ranges::find_if(branches_, [&](const Branch& one) { return one.leg.get() == &leg; });
    branch->out = true;
    std::unique_ptr<call::Leg> heir = std::move(branch->leg);
    branches_.erase(branch);
    call::LegListener& call = call_;
    if (!call.inherit(*this, heir)) { // the call has given us up meanwhile
        heir->send(call::release_message(call::cause_here(kNotSelected)));
        branches_.push_back({std::move(heir), true});
        return;
    }
    call.on_message(leg, answer);
    end_if_over();
}

void ForkLeg::on_media_changed(call::Leg& leg) {
    if (speaker() == &leg)
        call_.on_media_changed(*this);
}

void ForkLeg::on_ended(call::Leg& leg) {
    const auto branch =
        std::ranges::find_if(branches_, [&](const Branch& one) { return one.leg.get() == &leg; });
    if (branch != branches_.end() && !branch->out && !over_)
        on_message(leg, call::release_message(call::cause_here(call::kTemporaryFailure)));
    end_if_over();
}

std::string_view ForkLeg::other_session_uuid(const call::Leg&) const {
    return caller_->session_uuid();
}

void ForkLeg::end_if_over() {
    if (ended_ || !over_ ||
        !std::ranges::all_of(branches_, [](const Branch& branch) { return branch.leg->ended(); }))
        return;
    ended_ = true;
    call_.on_ended(*this);
}

// --- from the call

void ForkLeg::send(const isup::Message& message) {
    if (message.type() != MessageType::rel) {
        for (Branch& branch : branches_)
            if (!branch.out)
                branch.leg->send(message);
        return;
    }
    if (over_)
        return;
    over_ = true;
    ring_timer_.cancel();
    release_others(nullptr, cause_of(message));
    end_if_over();
}

bool ForkLeg::attach(std::string_view octets) {
    bool taken = false;
    for (Branch& branch : branches_)
        taken = (!branch.out && branch.leg->attach(octets)) || taken;
    return taken;
}

// Who is heard, or the first that is still called.
const call::Leg* ForkLeg::speaker() const {
    if (heard_)
        return heard_;
    const auto first =
        std::ranges::find_if(branches_, [](const Branch& branch) { return !branch.out; });
    return first == branches_.end() ? nullptr : first->leg.get();
}

media::PortId ForkLeg::port() const {
    const call::Leg* const leg = speaker();
    return leg ? leg->port() : media::PortId{};
}

std::optional<media::WorkerId> ForkLeg::worker() const {
    const call::Leg* const leg = speaker();
    return leg ? leg->worker() : caller_->worker();
}

bool ForkLeg::open_media(media::WorkerId worker) {
    return std::ranges::all_of(
        branches_, [&](Branch& branch) { return branch.out || branch.leg->open_media(worker); });
}

call::Traits ForkLeg::traits() const {
    const call::Leg* const leg = speaker();
    return leg ? leg->traits() : call::Traits{};
}

call::LegDescription ForkLeg::describe() const {
    call::LegDescription out{"SIP", group_, callee_.name, over_ ? "ended" : "inviting", ""};
    out.where.append(" at ").append(std::to_string(callee_.targets.size())).append(" contacts");
    return out;
}

} // namespace legs
