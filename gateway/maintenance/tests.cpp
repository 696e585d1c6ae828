// The tests of the daemon.
#include "gateway/maintenance/tests.h"

#include "base/log.h"
#include "gateway/maintenance/call_test.h"
#include "gateway/media/test_span.h"

#include <algorithm>
#include <bitset>

namespace maintenance {

using console::TestKind;
using console::TestView;

namespace {

constexpr base::Duration kTick = std::chrono::milliseconds(200);
constexpr unsigned kTicksOfProgress = 5;
constexpr std::size_t kRemembered = 20;
constexpr std::size_t kMostTests = 64;

double seconds(base::Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

} // namespace

void Test::keep(const console::TestMeasure& measure) {
    for (console::TestMeasure& each : measures_)
        if (each.channel == measure.channel) {
            each = measure;
            return;
        }
    measures_.push_back(measure);
}

Tests::Tests(Services services) : services_(services), tick_(services.timers, [this] { tick(); }) {}

Tests::~Tests() {
    running_.clear();
    if (test_span_)
        services_.media.remove_span(test_span_);
}

// --- starting and ending
// ---------------------------------------------------------------------------

TestPointer Tests::make_call_test(const console::TestRequest& request) {
    std::bitset<drivers::kMaxTimeslots + 1> taken;
    taken.set(0).set(drivers::d_timeslot(drivers::LineType::e1));
    for (const auto& [id, running] : running_)
        if (const auto* call = dynamic_cast<const CallTest*>(running.test.get()))
            taken.set(call->test_channel().timeslot);
    if (taken.all())
        return nullptr;
    unsigned timeslot = 1;
    while (taken[timeslot])
        ++timeslot;
    if (!test_span_)
        test_span_ = services_.media.add_span(
            [&](drivers::SpanSink& sink) {
                return std::make_unique<media::TestSpan>(sink, services_.timers.clock().now());
            },
            *this);
    return std::make_unique<CallTest>(services_, static_cast<TestOwner&>(*this), request,
                                      TestChannel{test_span_, timeslot});
}

TestPointer Tests::make(const console::TestRequest& request) {
    switch (request.kind) {
    case TestKind::call:
        return make_call_test(request);
    case TestKind::channels:
        return make_pair_test(services_, *this, request);
    default:
        return make_channel_test(services_, *this, request);
    }
}

base::Result<unsigned, std::string> Tests::start(const console::TestRequest& request) {
    if (running_.size() >= kMostTests)
        return base::fail(std::string("too many tests run; \"show tests\" lists them"));
    TestPointer test = make(request);
    if (!test)
        return base::fail(std::string("too many test calls at once"));
    const unsigned id = ++last_;
    Running& running = running_[id];
    running.test = std::move(test);
    running.began =
        std::chrono::duration<double>(services_.timers.clock().wall().time_since_epoch()).count();
    if (const auto begun = running.test->begin(); !begun) {
        running_.erase(id);
        return base::fail(begun.error());
    }
    base::log::info("test", "test {}: {} on {}, {} s at most", id, running.test->name(),
                    running.test->channel(), running.test->limit().count());
    if (!tick_.armed())
        tick_.arm(kTick);
    return id;
}

bool Tests::stop(unsigned id, const std::string& why) {
    const auto found = running_.find(id);
    if (found == running_.end())
        return false;
    found->second.test->stop(why);
    reap();
    return true;
}

bool Tests::stop(const console::ChannelName& channel, const std::string& why) {
    for (const auto& [id, running] : running_)
        if (running.test->uses(channel))
            return stop(id, why);
    return false;
}

void Tests::stop_all(const std::string& why) {
    for (const auto& [id, running] : running_)
        running.test->stop(why);
    reap();
}

void Tests::on_over(Test&) {
    tick_.arm(base::Duration(0)); // destroyed there, not from inside itself
}

void Tests::tick() {
    for (auto& [id, running] : running_) {
        if (running.test->over())
            continue;
        running.test->on_tick();
        if (++running.ticks % kTicksOfProgress == 0 && running.follower && !running.test->over())
            running.follower->on_test_progress(view(id, running));
    }
    reap();
    if (!running_.empty())
        tick_.arm(kTick);
}

// Gives back what ended tests hold, remembers what they found and tells who follows.
void Tests::reap() {
    for (auto at = running_.begin(); at != running_.end();) {
        if (!at->second.test->over()) {
            ++at;
            continue;
        }
        TestView last = view(at->first, at->second);
        console::TestFollower* follower = at->second.follower;
        std::string why;
        for (const std::string& reason : last.reasons)
            why += "; " + reason;
        base::log::info("test", "test {}: {} on {}: {}{}", last.id, last.test, last.channel,
                        last.state, why);
        at = running_.erase(at);
        over_.push_front(last);
        if (over_.size() > kRemembered)
            over_.pop_back();
        if (follower)
            follower->on_test_end(last);
    }
    const bool calling = std::ranges::any_of(running_, [](const auto& entry) {
        return entry.second.test->request().kind == TestKind::call;
    });
    if (test_span_ && !calling) {
        services_.media.remove_span(test_span_);
        test_span_ = {};
    }
}

// --- what workers report
// ----------------------------------------------------------------------------

void Tests::on_result(media::PortId port, const media::TestResult& result) {
    for (const auto& [id, running] : running_)
        if (!running.test->over())
            running.test->on_result(port, result);
}

void Tests::on_closed(media::PortId port) {
    for (const auto& [id, running] : running_)
        if (!running.test->over())
            running.test->on_closed(port);
}

void Tests::on_loop(media::SpanId span, bool done) {
    for (const auto& [id, running] : running_)
        if (!running.test->over())
            running.test->on_loop(span, done);
}

// --- for people
// -------------------------------------------------------------------------------------

void Tests::follow(unsigned id, console::TestFollower* follower) {
    if (const auto found = running_.find(id); found != running_.end())
        found->second.follower = follower;
}

TestView Tests::view(unsigned id, const Running& running) const {
    const Test& test = *running.test;
    TestView view;
    view.id = id;
    view.test = test.name();
    view.channel = test.channel();
    view.state = test.state();
    view.began = running.began;
    view.seconds = seconds(test.elapsed());
    view.limit_seconds = static_cast<double>(test.limit().count());
    view.forced = test.request().force;
    view.call = test.call();
    view.reasons = test.reasons();
    view.measures = test.measures();
    return view;
}

std::optional<TestView> Tests::find(unsigned id) const {
    if (const auto found = running_.find(id); found != running_.end())
        return view(id, found->second);
    for (const TestView& view : over_)
        if (view.id == id)
            return view;
    return std::nullopt;
}

std::vector<TestView> Tests::all() const {
    std::vector<TestView> views;
    for (auto at = running_.rbegin(); at != running_.rend(); ++at)
        views.push_back(view(at->first, at->second));
    views.insert(views.end(), over_.begin(), over_.end());
    return views;
}

} // namespace maintenance
