// A B-channel in the hands of line maintenance: no calls on it until it is given back.
#pragma once

#include "base/timers.h"
#include "gateway/call/table.h"
#include "gateway/console/line_tests.h"
#include "gateway/legs/isdn_line.h"
#include "gateway/media/media.h"

#include <map>
#include <memory>
#include <string>

namespace maintenance {

using Lines = std::map<std::string, std::unique_ptr<legs::IsdnLine>>;

/// What tests use of the daemon. Owner: the daemon; outlives all tests.
struct Services {
    base::Timers& timers;
    media::Engine& media;
    call::Table& calls;
    const Lines& lines;
};

/// How a busy channel is met.
enum class Busy : std::uint8_t {
    refuse,
    listen, ///< its call goes on; it is only measured
    force,  ///< its call stays up, its speech path is the test's
};

/// Thread: the signalling loop. Destruction gives the channel back.
class HeldChannel {
  public:
    /// Errors: a sentence: no such channel, in a call, under test, RESTART under way.
    static base::Result<std::unique_ptr<HeldChannel>, std::string>
    take(Services& services, const console::ChannelName& name, Busy busy, const std::string& why);
    ~HeldChannel();
    HeldChannel(const HeldChannel&) = delete;
    HeldChannel& operator=(const HeldChannel&) = delete;

    media::PortId port() const { return port_; }
    const std::string& name() const { return name_; }
    /// The port is that of a call: it goes with the call.
    bool of_call() const { return !own_; }

  private:
    HeldChannel(Services& services, legs::IsdnLine& line, unsigned timeslot)
        : services_(services), line_(line), timeslot_(timeslot),
          name_(line.span().name + "/" + std::to_string(timeslot)) {}

    Services& services_;
    legs::IsdnLine& line_;
    const unsigned timeslot_;
    const std::string name_;
    media::PortId port_;
    bool own_ = false;
};

/// "line1/3"
std::string text(const console::ChannelName& name);
/// The line of that name. Errors: a sentence that names those that there are.
base::Result<legs::IsdnLine*, std::string> find_line(const Lines& lines, const std::string& name);

} // namespace maintenance
