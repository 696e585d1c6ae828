// The tests of the daemon: those that run, and the last ones that are over.
#pragma once

#include "gateway/maintenance/test.h"

#include <deque>
#include <map>
#include <memory>

namespace maintenance {

/// Thread: the signalling loop. Owner: the daemon, which hands it the media engine's reports.
class Tests final : public console::LineTests, private TestOwner, private media::SpanListener {
  public:
    explicit Tests(Services services);
    ~Tests() override;

    base::Result<unsigned, std::string> start(const console::TestRequest& request) override;
    bool stop(unsigned id, const std::string& why) override;
    bool stop(const console::ChannelName& channel, const std::string& why) override;
    void stop_all(const std::string& why);
    void follow(unsigned id, console::TestFollower* follower) override;
    std::optional<console::TestView> find(unsigned id) const override;
    std::vector<console::TestView> all() const override;
    std::size_t running() const { return running_.size(); }

    // from the media engine
    void on_result(media::PortId port, const media::TestResult& result);
    void on_closed(media::PortId port);
    void on_loop(media::SpanId span, bool done);

  private:
    struct Running {
        TestPointer test;
        console::TestFollower* follower = nullptr;
        double began = 0; ///< seconds since the epoch
        unsigned ticks = 0;
    };
    void on_over(Test& test) override;
    void on_d_frame(base::Octets) override {}
    void on_alarm(drivers::Alarms) override {}
    void tick();
    void reap();
    TestPointer make(const console::TestRequest& request);
    TestPointer make_call_test(const console::TestRequest& request);
    console::TestView view(unsigned id, const Running& running) const;

    Services services_;
    std::map<unsigned, Running> running_;
    std::deque<console::TestView> over_; ///< the latest first
    unsigned last_ = 0;
    media::SpanId test_span_;
    base::Timer tick_;
};

} // namespace maintenance
