// Tests of B-channels as the console sees them: what may be asked for, and what was found.
#pragma once

#include "base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace console {

enum class TestKind : std::uint8_t {
    loop,         ///< what the line sends goes back to it; nothing reaches the gateway
    payload_loop, ///< the same, and a call on the channel goes on hearing the line
    remote_loop,  ///< the far end of the whole line is asked to loop
    prbs,         ///< bit errors (O.150)
    tone,         ///< a tone is sent
    level,        ///< what comes is measured, nothing else
    echo,         ///< echo return loss and delay
    call,         ///< a call through a trunk group
    channels,     ///< two channels that are joined somewhere
};

/// What a test call expects of who answers it.
enum class Expect : std::uint8_t {
    answer, ///< nothing more
    tone,   ///< a tone
    echo,   ///< its own signal back
    prbs,   ///< its own test sequence, or the same of the far end
};

struct ChannelName {
    std::string span;
    unsigned timeslot = 0; ///< 0: the whole line
};

struct TestRequest {
    TestKind kind{};
    ChannelName at, other; ///< other: of `channels`
    std::string number, calling, group;
    Expect expect{};
    double frequency = 1004, level_dbm0 = -10;
    unsigned seconds = 0; ///< 0: as usual for its kind
    bool force = false;   ///< also on a channel in a call
};

/// What was measured on one channel; what a test does not measure is not there.
struct TestMeasure {
    std::string channel;
    double seconds = 0; ///< of line time
    struct Bits {
        bool in_sync = false;
        std::uint64_t bits = 0, errors = 0, losses = 0, slips = 0, seconds = 0, errored_seconds = 0;
        double ratio = 0;
    };
    std::optional<Bits> bits;
    struct Level {
        double dbm0 = 0;
        std::optional<double> tone_dbm0, frequency; ///< when one frequency stands out
    };
    std::optional<Level> level;
    struct Echo {
        bool found = false;
        double loss_db = 0, delay_ms = 0, noise_dbm0 = 0;
    };
    std::optional<Echo> echo;
};

struct TestView {
    unsigned id = 0;
    std::string test;    ///< "local loop", "bit errors", ...
    std::string channel; ///< "line1/3", "line1/3 to line2/3", "2000 via exchange"
    std::string state;   ///< running, done, passed, failed, stopped
    double began = 0;    ///< seconds since the epoch
    double seconds = 0, limit_seconds = 0;
    bool forced = false;
    std::uint64_t call = 0;           ///< of a test call
    std::vector<std::string> reasons; ///< of the verdict, and why it ended
    std::vector<TestMeasure> measures;
    bool running() const { return state == "running"; }
};

/// Told of one test. Thread: the signalling loop. Destruction unsubscribes.
class TestFollower {
  public:
    virtual ~TestFollower() = default;
    /// About once a second while it runs.
    virtual void on_test_progress(const TestView& view) = 0;
    /// It is over. Never from inside start().
    virtual void on_test_end(const TestView& view) = 0;
};

/// The tests of the daemon. Thread: the signalling loop.
class LineTests {
  public:
    virtual ~LineTests() = default;
    /// Begins a test; its channel takes no calls until it is over. Errors: why not, and what would
    /// help.
    virtual base::Result<unsigned, std::string> start(const TestRequest& request) = 0;
    /// Ends a running test. False: there is none of this number.
    virtual bool stop(unsigned id, const std::string& why) = 0;
    /// Ends the test on a channel. False: there is none.
    virtual bool stop(const ChannelName& channel, const std::string& why) = 0;
    /// Null: nobody. One follower each.
    virtual void follow(unsigned id, TestFollower* follower) = 0;
    virtual std::optional<TestView> find(unsigned id) const = 0;
    /// Those that run, then the last ones that are over; the latest first.
    virtual std::vector<TestView> all() const = 0;
};

} // namespace console
