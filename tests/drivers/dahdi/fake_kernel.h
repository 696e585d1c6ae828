// A DAHDI kernel with one card, and the tree of /sys that shows it.
#pragma once

#include "drivers/dahdi/kernel.h"

#include <dahdi/user.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace testing {

using Octets = std::vector<std::uint8_t>;

/// A directory of its own, removed at the end.
class Tree {
  public:
    Tree() {
        std::string name = "/tmp/landline-sys-XXXXXX";
        root_ = ::mkdtemp(name.data());
    }
    ~Tree() {
        std::error_code error;
        std::filesystem::remove_all(root_, error);
    }
    Tree(const Tree&) = delete;
    Tree& operator=(const Tree&) = delete;
    const std::string& root() const { return root_; }
    void write(const std::string& path, const std::string& text) const {
        const std::filesystem::path file = std::filesystem::path(root_) / path;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file) << text << '\n';
    }
    void remove(const std::string& path) const {
        std::filesystem::remove_all(std::filesystem::path(root_) / path);
    }
    /// A card with one port at pci:0000:05:04.0.
    void card(const std::string& type, unsigned span, unsigned channels,
              const std::string& line = "", unsigned first = 1) const {
        const std::string device = "bus/dahdi_devices/devices/pci:0000:05:04.0/";
        write(device + "manufacturer", "Digium");
        write(device + "type", "Wildcard TE131/TE133");
        write(device + "location", "PCI Bus 05 Slot 05");
        write(device + "hardware_id", "1TE133F-0123");
        write(device + "spantype", "1:" + type);
        if (span == 0)
            return;
        const std::string port = device + "span-" + std::to_string(span) + "/";
        write(port + "local_spanno", "1");
        write(port + "name", "WCTE13X/0");
        write(port + "desc", "Wildcard TE131/TE133 Card 0");
        write(port + "basechan", std::to_string(first));
        write(port + "channels", std::to_string(channels));
        write(port + "alarms", "0x0");
        write(port + "lineconfig", line);
        write(port + "linecompat", "D4 ESF AMI B8ZS CCS HDB3 CRC4");
        write(port + "lbo", "0");
        write(port + "is_sync_master", "1");
    }

  private:
    std::string root_;
};

class FakeKernel final : public drivers::dahdi::Kernel {
  public:
    struct Channel {
        int signalling = 0, able = DAHDI_SIG_CLEAR, law = 0, master = 0;
        bool foreign = false; ///< another program has it
        bool canceller = false;
        int taps = 0;
        std::string attached;
    };

    int open(const std::string& path) override {
        if (const auto refused = refuse.find(path); refused != refuse.end())
            return -refused->second;
        opened[++last_] = path == "/dev/dahdi/ctl" ? -1 : 0;
        return last_;
    }
    void close(int fd) override { opened.erase(fd); }

    int ioctl(int fd, unsigned long request, void* argument) override {
        if (gone)
            return -ENODEV;
        switch (request) {
        case DAHDI_GET_PARAMS: {
            auto* params = static_cast<dahdi_params*>(argument);
            const int number = params->channo & 0xffff;
            const Channel& channel = channels[number];
            params->channo = number | (channel.master ? channel.master : number) << 16;
            params->sigtype = channel.signalling;
            params->sigcap = channel.able;
            return 0;
        }
        case DAHDI_SPANCONFIG:
            line = *static_cast<dahdi_lineconfig*>(argument);
            ++spans_configured;
            return 0;
        case DAHDI_CHANCONFIG:
            return configure(*static_cast<dahdi_chanconfig*>(argument));
        case DAHDI_ATTACH_ECHOCAN: {
            const auto* attach = static_cast<dahdi_attach_echocan*>(argument);
            if (attach->echocan[0] && std::strcmp(attach->echocan, "mg2") != 0)
                return -EINVAL;
            channels[attach->chan].attached = attach->echocan;
            return 0;
        }
        case DAHDI_STARTUP:
            started = *static_cast<int*>(argument);
            return 0;
        case DAHDI_SPECIFY:
            return specify(fd, *static_cast<int*>(argument));
        case DAHDI_SET_BUFINFO:
            buffers[opened[fd]] = *static_cast<dahdi_bufferinfo*>(argument);
            return 0;
        case DAHDI_FLUSH:
            flushed |= *static_cast<int*>(argument);
            return 0;
        case DAHDI_GETEVENT: {
            auto& waiting = events[opened[fd]];
            *static_cast<int*>(argument) = waiting.empty() ? 0 : waiting.front();
            if (!waiting.empty())
                waiting.pop_front();
            return 0;
        }
        case DAHDI_SPANSTAT: {
            info.spanno = static_cast<dahdi_spaninfo*>(argument)->spanno;
            *static_cast<dahdi_spaninfo*>(argument) = info;
            return 0;
        }
        case DAHDI_MAINT:
            if (no_loops)
                return -ENOSYS;
            maintenance.push_back(static_cast<dahdi_maintinfo*>(argument)->command);
            return 0;
        case DAHDI_INDIRECT:
            return indirect(*static_cast<dahdi_indirect_data*>(argument));
        default:
            return 0;
        }
    }
    int read(int fd, std::uint8_t* memory, std::size_t size) override {
        if (gone)
            return -ENODEV;
        const int channel = opened[fd];
        if (!events[channel].empty())
            return -drivers::dahdi::kEventWaits;
        auto& waiting = received[channel];
        if (waiting.empty())
            return -EAGAIN;
        const Octets octets = waiting.front();
        waiting.pop_front();
        const std::size_t length = std::min(size, octets.size());
        std::memcpy(memory, octets.data(), length);
        return static_cast<int>(length);
    }
    int write(int fd, const std::uint8_t* octets, std::size_t size) override {
        if (gone)
            return -ENODEV;
        const int channel = opened[fd];
        if (!events[channel].empty())
            return -drivers::dahdi::kEventWaits;
        if (full.contains(channel))
            return -EAGAIN;
        sent[channel].emplace_back(octets, octets + size);
        return static_cast<int>(size);
    }
    int write_attribute(const std::string& path, const std::string& text) override {
        attributes[path.substr(path.rfind('/') + 1)] = text;
        if (on_attribute)
            on_attribute(path, text);
        return static_cast<int>(text.size());
    }
    int load_tone_zone(int, const std::string& country) override {
        tone_zone = country;
        return country == "xx" ? -ENOENT : 0;
    }

    std::vector<int> maintenance; ///< commands of DAHDI_MAINT
    bool no_loops = false;
    std::map<std::string, int> refuse; ///< path to error
    std::map<int, int> opened;         ///< descriptor to channel, -1: control
    std::map<int, Channel> channels;   ///< by number
    std::map<int, dahdi_bufferinfo> buffers;
    std::map<int, std::deque<Octets>> received;
    std::map<int, std::vector<Octets>> sent;
    std::map<int, std::deque<int>> events;
    std::set<int> full;
    std::map<std::string, std::string> attributes;
    std::function<void(const std::string&, const std::string&)> on_attribute;
    dahdi_lineconfig line{};
    dahdi_spaninfo info{};
    unsigned spans_configured = 0;
    int started = 0, flushed = 0;
    std::string tone_zone;
    bool gone = false;
    int audio_requests = 0;

  private:
    int configure(const dahdi_chanconfig& config) {
        Channel& channel = channels[config.chan];
        if (config.sigtype == DAHDI_SIG_HARDHDLC &&
            (channel.able & DAHDI_SIG_HARDHDLC) != DAHDI_SIG_HARDHDLC)
            return -EINVAL;
        channel.signalling =
            config.sigtype == DAHDI_SIG_SLAVE ? channels[config.master].signalling : config.sigtype;
        channel.master = config.master;
        channel.law = config.deflaw;
        return 0;
    }
    int specify(int fd, int number) {
        const Channel& channel = channels[number];
        if (channel.foreign || (channel.master && channel.master != number))
            return -EBUSY;
        for (const auto& [other, open] : opened)
            if (open == number)
                return -EBUSY;
        opened[fd] = number;
        return 0;
    }
    int indirect(const dahdi_indirect_data& data) {
        Channel& channel = channels[data.chan];
        const int value = *static_cast<int*>(data.data);
        if (data.op == static_cast<int>(DAHDI_ECHOCANCEL)) {
            channel.canceller = value != 0;
            channel.taps = value;
        }
        if (data.op == static_cast<int>(DAHDI_AUDIOMODE)) {
            ++audio_requests;
            channel.canceller = channel.canceller && value;
        }
        return 0;
    }
    int last_ = 10;
};

} // namespace testing
