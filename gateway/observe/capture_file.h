// The files of one capture: opened, filled, rotated, the oldest removed. Private to the room.
#pragma once

#include "gateway/observe/capture.h"
#include "gateway/observe/pcapng.h"

#include <cstdio>

namespace observe {

/// Thread: the writer's. Every call may block on the file system.
class CaptureFile {
  public:
    CaptureFile(CaptureSource source, CaptureSettings settings)
        : source_(std::move(source)), settings_(std::move(settings)) {}
    ~CaptureFile() { close({}, 0); }
    CaptureFile(const CaptureFile&) = delete;
    CaptureFile& operator=(const CaptureFile&) = delete;

    /// Writes a frame, to the next file when this one is full. False: the system refused; error()
    /// says why.
    bool write(const pcapng::Frame& frame, std::uint64_t dropped);
    /// What was written can be read by others now.
    bool flush();
    void close(base::WallTime at, std::uint64_t dropped);

    const CaptureSource& source() const { return source_; }
    const std::string& path() const { return path_; }
    const std::string& error() const { return error_; }
    std::uint64_t frames() const { return frames_; }
    std::uint64_t octets() const { return octets_; }
    std::uint64_t files() const { return files_; }

  private:
    bool open(base::WallTime at);
    bool put(const pcapng::Bytes& bytes);
    bool refused(const char* what);
    void remove_oldest() const;

    const CaptureSource source_;
    const CaptureSettings settings_;
    std::FILE* file_ = nullptr;
    std::string path_, error_;
    pcapng::Bytes bytes_;
    std::uint64_t in_file_ = 0, frames_in_file_ = 0;
    std::uint64_t frames_ = 0, octets_ = 0, files_ = 0;
};

} // namespace observe
