// Tests of one B-channel: loops, bit errors, tone, level, echo; and the loop asked of a far end.
#include "gateway/maintenance/test.h"

#include <fmt/core.h>

#include <array>

namespace maintenance {

namespace {

using console::TestKind;
using media::TestPlace;
using media::TestSignal;

struct KindRow {
    TestKind kind;
    const char* name;
    TestSignal signal;
    TestPlace place;
    unsigned seconds; ///< unless the request says otherwise
};
constexpr std::array kKinds{
    KindRow{TestKind::loop, "local loop", TestSignal::loop, TestPlace::line, 600},
    KindRow{TestKind::payload_loop, "payload loop", TestSignal::loop, TestPlace::beside, 600},
    KindRow{TestKind::prbs, "bit errors", TestSignal::prbs, TestPlace::line, 10},
    KindRow{TestKind::tone, "tone", TestSignal::tone, TestPlace::line, 600},
    KindRow{TestKind::level, "level", TestSignal::none, TestPlace::beside, 5},
    KindRow{TestKind::echo, "echo", TestSignal::echo, TestPlace::line, 4},
};
constexpr unsigned kRemoteLoop = 600;

const KindRow& row_of(TestKind kind) {
    for (const KindRow& row : kKinds)
        if (row.kind == kind)
            return row;
    return kKinds[0];
}

class ChannelTest final : public Test {
  public:
    using Test::Test;

    base::Result<void, std::string> begin() override {
        const Busy busy = request_.kind == TestKind::level ? Busy::listen
                          : request_.force                 ? Busy::force
                                                           : Busy::refuse;
        auto held = HeldChannel::take(services_, request_.at, busy, "under test: " + name());
        if (!held)
            return base::fail(held.error());
        held_ = std::move(*held);
        media::TestSpec spec;
        spec.signal = row_.signal;
        // on a free channel there is no bridge to stand beside: idle is sent
        spec.place = row_.place;
        spec.frequency = request_.frequency;
        spec.level_dbm0 = request_.level_dbm0;
        if (const auto started = services_.media.start_test(held_->port(), spec); !started)
            return base::fail(channel() + ": " + media::text(started.error()));
        return {};
    }
    void on_tick() override {
        ending_ = ending_ || elapsed() >= limit();
        services_.media.request_test(held_->port());
    }
    void on_result(media::PortId port, const media::TestResult& result) override {
        if (port != held_->port())
            return;
        keep(measure(channel(), result));
        if (ending_ || (request_.kind == TestKind::echo && result.echo.done))
            end(result);
    }
    void on_closed(media::PortId port) override {
        if (port == held_->port() && !over())
            stop("the call on the channel has ended");
    }
    bool uses(const console::ChannelName& other) const override { return text(other) == channel(); }
    std::string name() const override {
        if (request_.kind == TestKind::tone)
            return fmt::format("tone of {:g} Hz at {:g} dBm0", request_.frequency,
                               request_.level_dbm0);
        return row_.name;
    }
    std::string channel() const override { return text(request_.at); }
    std::chrono::seconds limit() const override { return seconds(row_.seconds); }

  private:
    void end(const media::TestResult& result) {
        Verdict verdict;
        if (request_.kind == TestKind::prbs) {
            judge_bits(channel(), result, verdict);
            return finish(verdict);
        }
        if (request_.kind == TestKind::echo)
            note_echo(channel(), result, verdict);
        else
            note_level(channel(), result, verdict);
        if (!verdict.passed)
            return finish(verdict);
        reasons_ = verdict.reasons;
        finish("done");
    }

    const KindRow& row_ = row_of(request_.kind);
    std::unique_ptr<HeldChannel> held_;
    bool ending_ = false;
};

/// The far end of a whole line is asked to loop it. Channels in calls refuse it unless forced.
class RemoteLoopTest final : public Test {
  public:
    using Test::Test;
    ~RemoteLoopTest() override {
        if (made_)
            services_.media.set_loop(line_->media_span(), drivers::SpanLoop::none);
    }

    base::Result<void, std::string> begin() override {
        const auto line = find_line(services_.lines, request_.at.span);
        if (!line)
            return base::fail(line.error());
        line_ = *line;
        if (line_->legs() != 0 && !request_.force)
            return base::fail(fmt::format("{} carries {} calls, and the far end loops the whole "
                                          "line; \"force\" at the end does it anyway",
                                          request_.at.span, line_->legs()));
        services_.media.set_loop(line_->media_span(), drivers::SpanLoop::remote);
        return {};
    }
    void on_loop(media::SpanId span, bool done) override {
        if (span != line_->media_span() || made_ || over())
            return;
        made_ = done;
        if (done)
            return;
        reasons_.push_back(
            fmt::format("not possible on this line: {} cannot ask its far end for a loopback; let "
                        "somebody loop "
                        "it there, or use \"test loop {}/1 local\" from the far end's side",
                        request_.at.span, request_.at.span));
        finish("failed");
    }
    void on_tick() override {
        if (elapsed() >= limit())
            finish("done");
    }
    bool uses(const console::ChannelName& other) const override {
        return other.span == request_.at.span && other.timeslot == request_.at.timeslot;
    }
    std::string name() const override { return "remote loop"; }
    std::string channel() const override { return request_.at.span; }
    std::chrono::seconds limit() const override { return seconds(kRemoteLoop); }

  private:
    legs::IsdnLine* line_ = nullptr;
    bool made_ = false;
};

} // namespace

TestPointer make_channel_test(Services& services, TestOwner& owner, console::TestRequest request) {
    if (request.kind == TestKind::remote_loop)
        return std::make_unique<RemoteLoopTest>(services, owner, std::move(request));
    return std::make_unique<ChannelTest>(services, owner, std::move(request));
}

} // namespace maintenance
