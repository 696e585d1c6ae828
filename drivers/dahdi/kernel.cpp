// The real kernel.
#include "drivers/dahdi/kernel.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <dahdi/user.h>
extern "C" {
#include <dahdi/tonezone.h>
}

#include <cerrno>

namespace drivers::dahdi {
namespace {

static_assert(kEventWaits == ELAST);

int outcome(long result) {
    return result < 0 ? -errno : static_cast<int>(result);
}

class SystemKernel final : public Kernel {
  public:
    int open(const std::string& path) override {
        return outcome(::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
    }
    void close(int fd) override { ::close(fd); }
    int ioctl(int fd, unsigned long request, void* argument) override {
        return outcome(::ioctl(fd, request, argument));
    }
    int read(int fd, std::uint8_t* memory, std::size_t size) override {
        return outcome(::read(fd, memory, size));
    }
    int write(int fd, const std::uint8_t* octets, std::size_t size) override {
        return outcome(::write(fd, octets, size));
    }
    int write_attribute(const std::string& path, const std::string& text) override {
        const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
        if (fd < 0)
            return -errno;
        const int result = outcome(::write(fd, text.data(), text.size()));
        ::close(fd);
        return result;
    }
    int load_tone_zone(int control, const std::string& country) override {
        std::string name = country;
        tone_zone* zone = ::tone_zone_find(name.data());
        if (!zone)
            return -ENOENT;
        const int result = ::tone_zone_register_zone(control, zone);
        if (result != 0 && errno != EBUSY) // busy: loaded already
            return -errno;
        int number = zone->zone;
        return ioctl(control, DAHDI_DEFAULTZONE, &number);
    }
};

} // namespace

Kernel& system_kernel() {
    static SystemKernel kernel;
    return kernel;
}

} // namespace drivers::dahdi
