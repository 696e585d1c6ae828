// D-channel captures: frames go through a ring to a thread of their own, which writes and rotates
// pcapng files.
#pragma once

#include "base/clock.h"
#include "base/octets.h"
#include "base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace observe {

struct CaptureSettings {
    std::string directory;
    std::uint64_t file_octets = 10 * 1024 * 1024; ///< a file that reaches it is closed
    unsigned files = 10;                          ///< of one span; the oldest are removed
    std::string program = "landlined";            ///< named in the files
    bool operator==(const CaptureSettings&) const = default;
};

/// A span as the file names it.
struct CaptureSource {
    std::string name;          ///< also the beginning of the file's name
    std::string description;   ///< "e1, user side, euroisdn"
    bool network_side = false; ///< we are the network
};

struct CaptureView {
    std::string name;
    bool running = false;
    std::string file;  ///< that is written, or was last; empty: none yet
    std::string error; ///< why it has stopped by itself; empty: it has not
    std::uint64_t frames = 0, octets = 0, dropped = 0, files = 0; ///< since it was started
};

/// Names a running capture; 0 = none.
using CaptureId = unsigned;

/// Files are DIRECTORY/SPAN-YYYYMMDD-HHMMSS-NNN.pcapng (UTC) and readable while they grow.
///
/// Thread: all calls on the signalling loop. None blocks, but for start(), which asks the system
/// whether the directory can be written to, and the destructor, which waits for the last frames. A
/// frame costs a copy into the ring; when the writer does not keep up, frames are dropped and
/// counted. Owner: the daemon.
class Captures {
  public:
    Captures(const base::Clock& clock, CaptureSettings settings);
    ~Captures();
    Captures(const Captures&) = delete;
    Captures& operator=(const Captures&) = delete;

    /// For captures started later.
    void set_settings(CaptureSettings settings);
    /// Errors: a sentence with the directory, the system's reason and a remedy; or that it runs
    /// already.
    base::Result<CaptureId, std::string> start(const CaptureSource& source);
    /// The file is closed soon.
    void stop(CaptureId id);
    /// One frame: address field first, no FCS. Does nothing for a capture that is stopped.
    void frame(CaptureId id, bool sent, base::Octets octets);
    /// All that ran since the daemon started, by name.
    std::vector<CaptureView> view() const;

  private:
    class Writer;
    const base::Clock& clock_;
    CaptureSettings settings_;
    std::vector<std::string> running_; ///< by id - 1; empty: stopped
    std::unique_ptr<Writer> writer_;   ///< made with the first capture
};

} // namespace observe
