// A test call.
#include "gateway/maintenance/call_test.h"

#include "gateway/call/causes.h"
#include "gateway/mapping/q931_isup.h"
#include "gateway/route/number.h"

#include <fmt/core.h>

namespace maintenance {

namespace {

using console::Expect;
using namespace std::chrono_literals;

constexpr std::chrono::seconds kAnswerWithin = 30s;

isdn::Number line_number(const route::Number& number) {
    isdn::Number out;
    out.digits = number.digits;
    const bool international = number.nature == route::Nature::international;
    out.type_of_number = international ? 1 : 0;
    out.plan = international ? 1 : 0;
    return out;
}

media::TestSignal signal_of(Expect expect) {
    switch (expect) {
    case Expect::echo:
        return media::TestSignal::echo;
    case Expect::prbs:
        return media::TestSignal::prbs;
    case Expect::answer:
    case Expect::tone:
        break;
    }
    return media::TestSignal::none;
}

} // namespace

CallTest::~CallTest() {
    if (measured_)
        services_.media.stop_test(measured_);
    if (!leg_)
        return;
    leg_->forget();
    leg_->release(call::kNormal);
}

base::Result<void, std::string> CallTest::begin() {
    const auto number = route::number_from_text(request_.number);
    if (!number)
        return base::fail("\"" + request_.number +
                          "\" is no number: digits, *, # and a leading + only");
    std::string groups;
    bool known = false;
    for (const route::Group& group : services_.calls.plan().settings().groups) {
        known = known || group.name == request_.group;
        groups += (groups.empty() ? "" : ", ") + group.name;
    }
    if (!known)
        return base::fail("there is no trunk group \"" + request_.group +
                          "\"; there are: " + groups);
    isdn::Message setup;
    setup.type = isdn::MessageType::setup;
    setup.sending_complete = true;
    setup.called = line_number(*number);
    if (!request_.calling.empty()) {
        const auto calling = route::number_from_text(request_.calling);
        if (!calling)
            return base::fail("\"" + request_.calling + "\" is no number");
        setup.calling = line_number(*calling);
    }
    // Bits pass only where nobody converts or cancels: 64 kbit/s unrestricted (Q.931 §4.5.5).
    setup.bearer = request_.expect == Expect::prbs ? isdn::BearerCapability{8, 0x10, 0}
                                                   : isdn::BearerCapability{0x10, 0x10, 3};
    mapping::Notes notes;
    const isup::Message iam = mapping::iam_from_setup(setup, {}, notes);
    call::Call& call = services_.calls.create();
    call_ = call.id();
    auto leg = std::make_unique<TestLeg>(services_.media, channel_.span, channel_.timeslot, call,
                                         static_cast<TestCaller&>(*this));
    leg_ = leg.get();
    call::Origin origin;
    origin.group = "test";
    origin.via = request_.group;
    call.start(std::move(leg), iam, std::move(origin));
    return {};
}

std::chrono::seconds CallTest::limit() const {
    return kAnswerWithin + listens_for();
}

std::chrono::seconds CallTest::listens_for() const {
    return seconds(request_.expect == Expect::answer ? 2 : 5);
}

void CallTest::on_answered() {
    answered_after_ = elapsed();
}

void CallTest::on_released(const isup::CauseIndicators& cause) {
    cause_ = cause;
}

// On the called B-channel itself, where there is one; else through RTP, from the test's own port.
void CallTest::start_signal() {
    const call::Call* call = services_.calls.find(call_);
    if (!call || !call->outgoing() || !leg_)
        return;
    media::TestSpec spec;
    spec.signal = signal_of(request_.expect);
    const call::LegDescription called = call->outgoing()->describe();
    where_ = called.where;
    measured_ = call->outgoing()->port();
    if (services_.media.start_test(measured_, spec))
        return;
    spec.place = media::TestPlace::inward;
    measured_ = leg_->port();
    static_cast<void>(services_.media.start_test(measured_, spec));
}

void CallTest::on_tick() {
    if (cause_ && !over()) {
        Verdict verdict;
        if (answered_after_)
            verdict.good(fmt::format("answered after {:.1f} s",
                                     std::chrono::duration<double>(*answered_after_).count()));
        else
            verdict.bad("not answered");
        verdict.bad(fmt::format(
            "released with cause {} {}, location {}; \"call explain {}\" tells why", cause_->value,
            isup::cause_name(cause_->value), isup::name(cause_->location), call_));
        return finish(verdict);
    }
    if (!answered_after_) {
        if (elapsed() < kAnswerWithin)
            return;
        Verdict verdict;
        verdict.bad(fmt::format("not answered within {} s", kAnswerWithin.count()));
        return finish(verdict);
    }
    if (!measured_)
        start_signal();
    if (measured_)
        services_.media.request_test(measured_);
    if (elapsed() > limit() && !over()) {
        Verdict verdict;
        verdict.bad("answered, but without a speech path");
        finish(verdict);
    }
}

void CallTest::on_result(media::PortId port, const media::TestResult& result) {
    if (over() || port != measured_)
        return;
    keep(measure(where_, result));
    const bool measured = request_.expect == Expect::echo && result.echo.done;
    if (measured || elapsed() - *answered_after_ >= listens_for())
        judge(result);
}

void CallTest::judge(const media::TestResult& result) {
    Verdict verdict;
    verdict.good(fmt::format("answered after {:.1f} s",
                             std::chrono::duration<double>(*answered_after_).count()));
    switch (request_.expect) {
    case Expect::answer:
        note_level(where_, result, verdict);
        break;
    case Expect::tone:
        judge_tone(where_, result, verdict);
        break;
    case Expect::echo:
        judge_loop(where_, result, verdict);
        break;
    case Expect::prbs:
        judge_bits(where_, result, verdict);
        break;
    }
    finish(verdict);
}

} // namespace maintenance
