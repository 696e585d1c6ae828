// A span configured and opened: SPANCONFIG, CHANCONFIG, STARTUP, ATTACH_ECHOCAN (dahdi/user.h).
#pragma once

#include "base/result.h"
#include "drivers/dahdi/dahdi.h"
#include "drivers/dahdi/kernel.h"
#include "drivers/dahdi/scan.h"

#include <string>
#include <vector>

namespace drivers::dahdi {

/// Why a span cannot be used, for people: what is wrong, and what to do about it.
struct Fault {
    enum class Kind : std::uint8_t {
        no_module,
        no_card,
        no_permission,
        busy,
        wrong_type,
        cannot, ///< the card refuses a setting
        kernel, ///< a system call failed in a way that is not expected
    };
    Kind kind = Kind::kernel;
    std::string text;
    bool operator==(const Fault&) const = default;
};

/// Open descriptors of a span. The B-channels are slaves of the first of them: what is read and
/// written on its descriptor is one octet of each B-channel in order, then the next octet of each,
/// so that a block of all of them costs one system call. Moves; the owner closes.
struct OpenSpan {
    int control = -1, bundle = -1, d_channel = -1;
    unsigned span = 0, first_channel = 0;
    std::string card;                 ///< for people
    std::vector<std::string> remarks; ///< what was configured otherwise before
};

/// One device channel of a timeslot.
constexpr unsigned channel(const OpenSpan& span, unsigned timeslot) {
    return span.first_channel + timeslot - 1;
}

/// The lineconfig words that the options ask for, as /sys names them: HDB3, CCS, CRC4.
std::vector<std::string> wanted_line(const DahdiOptions& options);

/// May wait for the card: not on a thread that carries speech.
base::Result<OpenSpan, Fault> open_span(Kernel& kernel, const DahdiOptions& options,
                                        const std::string& sysfs);
/// Closes what is open; with `restore` the B-channels are channels of their own again, for other
/// programs.
void close_span(Kernel& kernel, OpenSpan& span, const DahdiOptions& options, bool restore);

/// Blocks of samples that fit into the kernel's buffers of one span, and how many are asked for.
unsigned buffer_count(const DahdiOptions& options);
std::size_t block_octets(const DahdiOptions& options);

} // namespace drivers::dahdi
