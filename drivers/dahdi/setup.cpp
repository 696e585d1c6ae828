// Configures a span and opens its channels.
#include "drivers/dahdi/setup.h"

#include <dahdi/user.h>
#include <fmt/core.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace drivers::dahdi {
namespace {

constexpr const char* kControl = "/dev/dahdi/ctl";
constexpr const char* kChannel = "/dev/dahdi/channel";
constexpr unsigned kDBlock = 512, kDBuffers = 32; // a frame of Q.921 has at most 264 octets and FCS

struct LineRow {
    const char* word; ///< as /sys names the bit
    int bit;
};
constexpr LineRow kLine[] = {
    {"D4", DAHDI_CONFIG_D4},     {"ESF", DAHDI_CONFIG_ESF},   {"AMI", DAHDI_CONFIG_AMI},
    {"B8ZS", DAHDI_CONFIG_B8ZS}, {"CCS", DAHDI_CONFIG_CCS},   {"HDB3", DAHDI_CONFIG_HDB3},
    {"CRC4", DAHDI_CONFIG_CRC4}, {"NTTE", DAHDI_CONFIG_NTTE}, {"TERM", DAHDI_CONFIG_TERM},
};

bool contains(const std::vector<std::string>& words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

std::string joined(const std::vector<std::string>& words) {
    return words.empty() ? "nothing" : fmt::format("{}", fmt::join(words, ","));
}

int bits(const std::vector<std::string>& words) {
    int result = 0;
    for (const LineRow& row : kLine)
        if (contains(words, row.word))
            result |= row.bit;
    return result;
}

std::string reason(int negative_error) {
    return std::generic_category().message(-negative_error);
}

const char* type_name(LineType type) {
    constexpr const char* kNames[] = {"E1", "T1", "BRI", "J1"};
    return kNames[static_cast<unsigned>(type)];
}

// Makes one span ready; what it has opened is closed again unless it comes to the end.
class Opening {
  public:
    Opening(Kernel& kernel, const DahdiOptions& options, const std::string& sysfs)
        : kernel_(kernel), options_(options), sysfs_(sysfs) {}
    ~Opening() { close_span(kernel_, open_, options_, false); }

    base::Result<OpenSpan, Fault> run() {
        using Step = bool (Opening::*)();
        for (const Step step :
             {&Opening::find, &Opening::open_control, &Opening::look, &Opening::configure_span,
              &Opening::configure_channels, &Opening::start, &Opening::open_channels})
            if (!(this->*step)())
                return base::fail(fault_);
        OpenSpan done = std::move(open_);
        open_ = {};
        return done;
    }

  private:
    struct Channel {
        int signalling = 0, able = 0;
        unsigned master = 0;
    };

    bool fail(Fault::Kind kind, std::string text) {
        fault_ = {kind, std::move(text)};
        return false;
    }
    bool refused(const char* what, int error) {
        return fail(Fault::Kind::kernel, fmt::format("{}: {} ({}); see the kernel's log (dmesg)",
                                                     place(), what, reason(error)));
    }
    std::string place() const { return fmt::format("span {} ({})", port_.span, open_.card); }

    // --- which span it is
    bool find() {
        if (!locate())
            return false;
        if (!check_type())
            return false;
        if (port_.span == 0 && !assign())
            return false;
        open_.span = port_.span;
        open_.first_channel = port_.first_channel;
        open_.card = port_.name;
        return true;
    }
    bool locate() {
        const Inventory found = scan(sysfs_);
        if (!found.loaded)
            return fail(
                Fault::Kind::no_module,
                "the kernel has no DAHDI: load the module of the card (modprobe wct4xxp, for "
                "example; `landline span scan` tells which), or install dahdi-dkms first");
        const auto place = found.find(options_.card);
        if (!place) {
            std::string text =
                fmt::format("there is no \"{}\"; there is: {}", options_.card, found.summary());
            for (const Unserved& card : found.unserved)
                text += fmt::format("; {} has no driver: {}", card.what, card.remedy);
            return fail(Fault::Kind::no_card, text + "; see `landline span scan`");
        }
        card_ = *place->card;
        port_ = *place->port;
        return true;
    }
    bool check_type() {
        if (port_.type.starts_with("DYNAM") && port_.span == 0)
            return true; // its number of channels is not known yet
        const auto line = port_.line_type();
        const auto is = [&] {
            return port_.type.starts_with("DYNAM")
                       ? fmt::format("a span of {} channels", port_.channels)
                       : "set to " + port_.type;
        };
        const bool dynamic = port_.type.starts_with("DYNAM"); // says only how many channels
        if (line == options_.type ||
            (dynamic && line && is_t1_or_j1(*line) && is_t1_or_j1(options_.type)))
            return true;
        // Cards for both are told which before the span is assigned.
        const bool primary =
            line && !dynamic && *line != LineType::bri && options_.type != LineType::bri;
        if (primary && port_.span == 0 && set_type())
            return true;
        return fail(
            Fault::Kind::wrong_type,
            fmt::format("{} is {}, not {}: {}", options_.card, is(), type_name(options_.type),
                        primary ? "set the card's jumper or the module's parameter "
                                  "default_linemode and load the module again, or correct `type`"
                                : "correct `card` or `type`"));
    }
    bool set_type() {
        const std::string device = sysfs_ + "/bus/dahdi_devices/devices/" + card_.device;
        const std::string text = fmt::format("{}:{}", port_.local, type_name(options_.type));
        for (const char* name : {"/spantype", "/dahdi_spantype"})
            if (kernel_.write_attribute(device + name, text) >= 0)
                return locate() && port_.line_type() == options_.type;
        return false;
    }
    // New spans wait to be given numbers (module parameter auto_assign_spans=0).
    bool assign() {
        const std::string path =
            sysfs_ + "/bus/dahdi_devices/devices/" + card_.device + "/assign_span";
        const int done = kernel_.write_attribute(path, fmt::format("{}:0:0", port_.local));
        if (done < 0)
            return fail(done == -EACCES || done == -EPERM ? Fault::Kind::no_permission
                                                          : Fault::Kind::kernel,
                        fmt::format("{} has no span number yet, and giving it one failed ({}): run "
                                    "dahdi_span_assignments auto as root, or load the module dahdi "
                                    "with auto_assign_spans=1",
                                    options_.card, reason(done)));
        if (!locate())
            return false;
        if (port_.span == 0)
            return fail(Fault::Kind::kernel, options_.card + " did not get a span number");
        return check_type();
    }

    // --- the state it is in
    bool open_control() {
        open_.control = kernel_.open(kControl);
        if (open_.control >= 0)
            return true;
        return cannot_open(kControl, open_.control);
    }
    bool cannot_open(const std::string& what, int error) {
        if (error == -EACCES || error == -EPERM)
            return fail(
                Fault::Kind::no_permission,
                fmt::format("{} may not be opened: run landlined as root or add its user to "
                            "the group that owns /dev/dahdi (usermod -aG dahdi landline)",
                            what));
        if (error == -ENOENT || error == -ENXIO || error == -ENODEV)
            return fail(
                Fault::Kind::no_module,
                fmt::format("{} is not there: is udev running, and the module dahdi loaded?",
                            what));
        if (error == -EBUSY)
            return fail(Fault::Kind::busy,
                        fmt::format("{} is used by another program: stop it (fuser -v "
                                    "/dev/dahdi/* shows which), or take the span out of its "
                                    "configuration",
                                    what));
        return fail(Fault::Kind::kernel,
                    fmt::format("{} cannot be opened: {}", what, reason(error)));
    }
    bool look() {
        if (port_.channels < timeslots(options_.type))
            return fail(Fault::Kind::wrong_type,
                        fmt::format("{} has {} channels, and a line of type {} needs {}", place(),
                                    port_.channels, type_name(options_.type),
                                    timeslots(options_.type)));
        channels_.resize(timeslots(options_.type) + 1);
        for (unsigned slot = 1; slot < channels_.size(); ++slot) {
            dahdi_params params{};
            params.channo = static_cast<int>(channel(open_, slot)) | DAHDI_GET_PARAMS_RETURN_MASTER;
            if (const int done = kernel_.ioctl(open_.control, DAHDI_GET_PARAMS, &params); done < 0)
                return refused("the state of a channel is not told", done);
            channels_[slot] = {params.sigtype, params.sigcap,
                               static_cast<unsigned>(params.channo) >> 16};
        }
        return check_free();
    }
    // CHANCONFIG does not ask whether somebody uses the channel; opening it does.
    bool check_free() {
        for (unsigned slot = 1; slot < channels_.size(); ++slot) {
            if (channels_[slot].signalling == 0)
                continue;
            int number = static_cast<int>(channel(open_, slot));
            const int fd = kernel_.open(kChannel);
            if (fd < 0)
                return cannot_open(kChannel, fd);
            const int done = kernel_.ioctl(fd, DAHDI_SPECIFY, &number);
            kernel_.close(fd);
            if (done == -EBUSY && !left_behind(slot))
                return cannot_open(fmt::format("channel {} of {}", number, place()), -EBUSY);
        }
        return true;
    }
    // The first B-channel is free, as was seen before: its slaves are what a program that was
    // killed has left.
    bool left_behind(unsigned slot) const {
        return slot != first_b() && channels_[slot].master == channel(open_, first_b());
    }
    unsigned first_b() const { return 1; }

    // --- line coding, framing, clock
    bool configure_span() {
        const bool hardware = !port_.type.starts_with("DYNAM");
        std::vector<std::string> wanted = wanted_line(options_);
        if (options_.type == LineType::bri)
            std::erase_if(wanted,
                          [&](const std::string& word) { return !contains(port_.able, word); });
        for (const std::string& word : wanted)
            if (hardware && !contains(port_.able, word))
                return fail(Fault::Kind::cannot,
                            fmt::format("{} cannot do {}, only {}: correct `coding`, `framing` or "
                                        "`crc4`",
                                        place(), word, joined(port_.able)));
        if (hardware && !port_.line.empty() && bits(port_.line) != bits(wanted))
            open_.remarks.push_back(fmt::format(
                "was configured as {} by another program; now {}, as the conf file says "
                "(take it out of /etc/dahdi/system.conf)",
                joined(port_.line), joined(wanted)));
        if (hardware && bits(port_.line) == bits(wanted) && port_.build_out == options_.build_out &&
            running())
            return true; // as dahdi_cfg, or we, have left it
        dahdi_lineconfig line{};
        line.span = static_cast<int>(open_.span);
        line.lbo = static_cast<int>(options_.build_out);
        line.lineconfig = hardware ? bits(wanted) : 0;
        line.sync = static_cast<int>(options_.timing);
        const int done = kernel_.ioctl(open_.control, DAHDI_SPANCONFIG, &line);
        return done >= 0 || refused("the line is not configured", done);
    }
    // Channels have a signalling when somebody has configured them.
    bool running() const {
        return std::ranges::any_of(channels_,
                                   [](const Channel& one) { return one.signalling != 0; });
    }

    // --- channels
    int d_signalling() const {
        const int able = channels_[options_.d_slot()].able;
        const bool hard = (able & DAHDI_SIG_HARDHDLC) == DAHDI_SIG_HARDHDLC;
        const bool soft = (able & DAHDI_SIG_CLEAR) != 0 && able != DAHDI_SIG_HARDHDLC;
        switch (options_.d_channel) {
        case DChannelHdlc::hardware:
            return DAHDI_SIG_HARDHDLC;
        case DChannelHdlc::software:
            return DAHDI_SIG_HDLCFCS;
        case DChannelHdlc::automatic:
            break;
        }
        return hard && (!soft || options_.type == LineType::bri) ? DAHDI_SIG_HARDHDLC
                                                                 : DAHDI_SIG_HDLCFCS;
    }
    bool configure_channels() {
        const unsigned d_slot = options_.d_slot();
        for (unsigned slot = 1; slot < channels_.size(); ++slot) {
            dahdi_chanconfig config{};
            config.chan = static_cast<int>(channel(open_, slot));
            config.deflaw = options_.law == Law::alaw ? DAHDI_LAW_ALAW : DAHDI_LAW_MULAW;
            config.sigtype = slot == d_slot      ? d_signalling()
                             : slot == first_b() ? DAHDI_SIG_CLEAR
                                                 : DAHDI_SIG_SLAVE;
            config.master = static_cast<int>(channel(open_, slot == d_slot ? slot : first_b()));
            if (const Channel& was = channels_[slot]; was.signalling != 0)
                compare(slot, was.signalling, slot == d_slot ? config.sigtype : DAHDI_SIG_CLEAR);
            const int done = kernel_.ioctl(open_.control, DAHDI_CHANCONFIG, &config);
            if (done == -EINVAL && slot == d_slot)
                return fail(
                    Fault::Kind::cannot,
                    fmt::format("{} cannot do HDLC in {} on its D-channel: set `hdlc` to "
                                "\"{}\"",
                                place(),
                                config.sigtype == DAHDI_SIG_HARDHDLC ? "hardware" : "software",
                                config.sigtype == DAHDI_SIG_HARDHDLC ? "software" : "hardware"));
            if (done < 0)
                return refused(fmt::format("channel {} is not configured", config.chan).c_str(),
                               done);
            if (!attach_canceller(slot, d_slot))
                return false;
        }
        return true;
    }
    void compare(unsigned slot, int was, int wanted) {
        if (was != wanted && open_.remarks.size() < 3)
            open_.remarks.push_back(
                fmt::format("timeslot {} had signalling {:#x} by another program, "
                            "now {:#x}",
                            slot, static_cast<unsigned>(was), static_cast<unsigned>(wanted)));
    }
    bool attach_canceller(unsigned slot, unsigned d_slot) {
        if (slot == d_slot)
            return true;
        dahdi_attach_echocan attach{};
        attach.chan = static_cast<int>(channel(open_, slot));
        options_.echo_canceller.copy(attach.echocan, sizeof attach.echocan - 1);
        const int done = kernel_.ioctl(open_.control, DAHDI_ATTACH_ECHOCAN, &attach);
        if (done >= 0 || options_.echo_canceller.empty())
            return true;
        return fail(Fault::Kind::cannot,
                    fmt::format("{} has no echo canceller \"{}\": load its module (modprobe "
                                "dahdi_echocan_{}), or set `echo_canceller` to another one",
                                place(), options_.echo_canceller, options_.echo_canceller));
    }

    bool start() {
        int span = static_cast<int>(open_.span);
        if (const int done = kernel_.ioctl(open_.control, DAHDI_STARTUP, &span); done < 0)
            return refused("the line does not start", done);
        if (options_.tone_zone.empty())
            return true;
        const int done = kernel_.load_tone_zone(open_.control, options_.tone_zone);
        if (done == -ENOENT)
            return fail(Fault::Kind::cannot,
                        fmt::format("there is no tone zone \"{}\"", options_.tone_zone));
        return done >= 0 || refused("the tone zone is not loaded", done);
    }

    bool open_channels() {
        open_.bundle = open_channel(first_b());
        if (open_.bundle < 0 ||
            !set_buffers(open_.bundle, static_cast<unsigned>(block_octets(options_)),
                         buffer_count(options_)))
            return false;
        if (options_.d_slot() == 0) {
            set_laws();
            return true;
        }
        open_.d_channel = open_channel(options_.d_slot());
        if (open_.d_channel < 0 || !set_buffers(open_.d_channel, kDBlock, kDBuffers))
            return false;
        set_laws();
        return true;
    }
    int open_channel(unsigned slot) {
        const int fd = kernel_.open(kChannel);
        if (fd < 0) {
            cannot_open(kChannel, fd);
            return -1;
        }
        int number = static_cast<int>(channel(open_, slot));
        if (const int done = kernel_.ioctl(fd, DAHDI_SPECIFY, &number); done < 0) {
            kernel_.close(fd);
            cannot_open(fmt::format("channel {} of {}", number, place()), done);
            return -1;
        }
        return fd;
    }
    bool set_buffers(int fd, unsigned octets, unsigned count) {
        dahdi_bufferinfo buffers{};
        buffers.txbufpolicy = DAHDI_POLICY_IMMEDIATE;
        buffers.rxbufpolicy = DAHDI_POLICY_IMMEDIATE;
        buffers.numbufs = static_cast<int>(count);
        buffers.bufsize = static_cast<int>(octets);
        const int done = kernel_.ioctl(fd, DAHDI_SET_BUFINFO, &buffers);
        return done >= 0 || refused("its buffers are not set", done);
    }
    // A slave that is never opened keeps the law that it had before CHANCONFIG; its echo canceller
    // asks for it.
    void set_laws() {
        int law = options_.law == Law::alaw ? DAHDI_LAW_ALAW : DAHDI_LAW_MULAW;
        for (unsigned slot = 1; slot < channels_.size(); ++slot) {
            dahdi_indirect_data indirect{static_cast<int>(channel(open_, slot)),
                                         static_cast<int>(DAHDI_SETLAW), &law};
            static_cast<void>(kernel_.ioctl(open_.control, DAHDI_INDIRECT, &indirect));
        }
    }

    Kernel& kernel_;
    const DahdiOptions& options_;
    const std::string& sysfs_;
    Card card_;
    Port port_;
    std::vector<Channel> channels_; // by timeslot
    OpenSpan open_;
    Fault fault_;
};

} // namespace

std::vector<std::string> wanted_line(const DahdiOptions& options) {
    std::vector<std::string> words;
    const bool t1 = is_t1_or_j1(options.type), bri = options.type == LineType::bri;
    LineFraming framing = options.framing;
    if (framing == LineFraming::automatic)
        framing = t1 ? LineFraming::esf : LineFraming::ccs;
    LineCoding coding = options.coding;
    if (coding == LineCoding::automatic)
        coding = bri ? LineCoding::ami : t1 ? LineCoding::b8zs : LineCoding::hdb3;
    words.emplace_back(framing == LineFraming::d4    ? "D4"
                       : framing == LineFraming::esf ? "ESF"
                                                     : "CCS");
    words.emplace_back(coding == LineCoding::ami    ? "AMI"
                       : coding == LineCoding::b8zs ? "B8ZS"
                                                    : "HDB3");
    if (options.type == LineType::e1 && options.crc4)
        words.emplace_back("CRC4");
    if (bri && options.network)
        words.emplace_back("NTTE");
    if (bri && options.termination)
        words.emplace_back("TERM");
    return words;
}

std::size_t block_octets(const DahdiOptions& options) {
    return static_cast<std::size_t>(options.block.count()) * 8 * (timeslots(options.type) - 1);
}

// So many that a late thread loses nothing for 80 ms and more, as far as DAHDI allows.
unsigned buffer_count(const DahdiOptions& options) {
    const auto deep = static_cast<unsigned>(options.buffer / options.block) + 3;
    const auto patient = static_cast<unsigned>(80 / options.block.count());
    const auto fits = static_cast<unsigned>(DAHDI_MAX_BUF_SPACE / block_octets(options));
    return std::min({std::max(deep, patient), fits, unsigned{DAHDI_MAX_NUM_BUFS}});
}

base::Result<OpenSpan, Fault> open_span(Kernel& kernel, const DahdiOptions& options,
                                        const std::string& sysfs) {
    return Opening(kernel, options, sysfs).run();
}

void close_span(Kernel& kernel, OpenSpan& span, const DahdiOptions& options, bool restore) {
    for (int* fd : {&span.bundle, &span.d_channel})
        if (*fd >= 0)
            kernel.close(std::exchange(*fd, -1));
    if (span.control < 0)
        return;
    for (unsigned slot = 2; restore && slot <= timeslots(options.type); ++slot) {
        if (slot == options.d_slot())
            continue;
        dahdi_chanconfig config{};
        config.chan = config.master = static_cast<int>(channel(span, slot));
        config.sigtype = DAHDI_SIG_CLEAR;
        static_cast<void>(kernel.ioctl(span.control, DAHDI_CHANCONFIG, &config));
    }
    kernel.close(std::exchange(span.control, -1));
}

} // namespace drivers::dahdi
