// What this driver asks of the kernel, so that tests can be the kernel.
#pragma once

#include "base/octets.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace drivers::dahdi {

/// Every function returns what the system call does, or minus the error number. Thread: any.
class Kernel {
  public:
    virtual ~Kernel() = default;
    /// Read and write, never waiting.
    virtual int open(const std::string& path) = 0;
    virtual void close(int fd) = 0;
    virtual int ioctl(int fd, unsigned long request, void* argument) = 0;
    virtual int read(int fd, std::uint8_t* memory, std::size_t size) = 0;
    virtual int write(int fd, const std::uint8_t* octets, std::size_t size) = 0;
    /// Writes a sysfs attribute.
    virtual int write_attribute(const std::string& path, const std::string& text) = 0;
    /// Loads a country's tones and makes them the default.
    virtual int load_tone_zone(int control, const std::string& country) = 0;
};

Kernel& system_kernel();

/// DAHDI's own error number: an event waits (ELAST of dahdi/user.h).
inline constexpr int kEventWaits = 500;

} // namespace drivers::dahdi
