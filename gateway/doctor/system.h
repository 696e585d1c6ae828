// What the doctor asks of the machine: files, modules, ports, limits, and the daemon if it runs.
#pragma once

#include "base/result.h"
#include "drivers/dahdi/scan.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace doctor {

/// Who may do what with a file.
struct FileAccess {
    bool readable = false, writable = false; ///< by who asks
    std::string owner, group;
    unsigned mode = 0; ///< permission bits
};

enum class Port : std::uint8_t { free, in_use, not_permitted, no_such_address, unknown };

/// The machine. The tests have one of their own. All calls may block; nothing is changed.
class System {
  public:
    virtual ~System() = default;
    /// Up to 1 MB of a file, absent when it cannot be read.
    virtual std::optional<std::string> read(const std::string& path) const = 0;
    /// Absent when there is no such file.
    virtual std::optional<FileAccess> access(const std::string& path) const = 0;
    virtual std::string kernel_release() const = 0;
    /// The file of a kernel module for a kernel; empty when there is none.
    virtual std::string module_file(const std::string& release, const std::string& name) const = 0;
    /// Kernels that have this module.
    virtual std::vector<std::string> kernels_with(const std::string& name) const = 0;
    /// The module's file ends with a signature.
    virtual bool module_signed(const std::string& file) const = 0;
    virtual drivers::dahdi::Inventory cards() const = 0;
    /// Whether a UDP socket can be bound there, by who asks.
    virtual Port udp_port(const std::string& address, std::uint16_t port) const = 0;
    /// The same for a TCP socket that listens.
    virtual Port tcp_port(const std::string& address, std::uint16_t port) const = 0;
    /// The program that has a UDP port, "asterisk (pid 812)"; empty when it cannot be told.
    virtual std::string port_owner(std::uint16_t port) const = 0;
    /// Soft limits of a process (0: of who asks); absent: unlimited.
    virtual std::optional<std::uint64_t> open_files_limit(int pid) const = 0;
    /// Real-time priority that a process may take; 0: none. Unlimited rights count as 99.
    virtual unsigned realtime_limit(int pid) const = 0;
    /// Threads of a process that run with real-time priority now.
    virtual unsigned realtime_threads(int pid) const = 0;
    virtual void pause(std::chrono::milliseconds time) const = 0;
    /// The daemon's JSON answer to a console command. Errors: a sentence; it does not run, or not
    /// for this user.
    virtual base::Result<std::string, std::string> ask(const std::string& command) const = 0;
};

} // namespace doctor
