// Copies of messages to a capture server: which, with what correlation, and the socket.
#include "gateway/observe/hep_export.h"

#include "base/log.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fmt/core.h>

#include <cerrno>
#include <cstring>

namespace observe {
namespace {

constexpr HepAddresses kInside{false, true, {127, 0, 0, 1}, {127, 0, 0, 1}, 0, 0};

int open_socket(const HepSettings& settings) {
    const int fd =
        ::socket(settings.v6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return fd;
    sockaddr_storage to{};
    socklen_t size = sizeof(sockaddr_in);
    if (settings.v6) {
        auto& v6 = reinterpret_cast<sockaddr_in6&>(to);
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(settings.port);
        std::memcpy(&v6.sin6_addr, settings.address.data(), 16);
        size = sizeof(sockaddr_in6);
    } else {
        auto& v4 = reinterpret_cast<sockaddr_in&>(to);
        v4.sin_family = AF_INET;
        v4.sin_port = htons(settings.port);
        std::memcpy(&v4.sin_addr, settings.address.data(), 4);
    }
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&to), size) == 0)
        return fd;
    const int error = errno;
    ::close(fd);
    errno = error;
    return -1;
}

void append_string(std::string& out, std::string_view text) {
    out += '"';
    for (const char c : text) {
        const auto octet = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (octet < 0x20 || octet > 0x7e) {
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", octet);
        } else {
            out += c;
        }
    }
    out += '"';
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
    out += ',';
    append_string(out, name);
    out += ':';
    append_string(out, value);
}

std::string hex(base::Octets octets) {
    constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    text.reserve(2 * octets.size());
    for (const std::uint8_t octet : octets) {
        text += kDigits[octet >> 4];
        text += kDigits[octet & 15];
    }
    return text;
}

base::Octets octets_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

} // namespace

std::string_view sip_call_id(std::string_view message) {
    for (std::size_t at = message.find('\n'); at != message.npos; at = message.find('\n', at)) {
        ++at;
        std::string_view line = message.substr(at, message.find_first_of("\r\n", at) - at);
        if (line.empty())
            return {}; // the body
        const std::size_t colon = line.find(':');
        if (colon == line.npos)
            continue;
        const std::string_view name = line.substr(0, line.find_last_not_of(" \t", colon - 1) + 1);
        const bool found = (name.size() == 7 && strncasecmp(name.data(), "Call-ID", 7) == 0) ||
                           (name.size() == 1 && (name[0] == 'i' || name[0] == 'I'));
        if (!found)
            continue;
        line.remove_prefix(std::min(line.size(), line.find_first_not_of(" \t", colon + 1)));
        return line.substr(0, line.find_last_not_of(" \t") + 1);
    }
    return {};
}

HepExport::~HepExport() {
    if (fd_ >= 0)
        ::close(fd_);
}

void HepExport::configure(const HepSettings& settings) {
    if (settings == settings_)
        return;
    if (fd_ >= 0)
        ::close(fd_);
    fd_ = -1;
    settings_ = settings;
    failing_ = false;
    calls_.clear();
    if (settings_.port == 0)
        return;
    fd_ = open_socket(settings_);
    if (fd_ < 0)
        base::log::error("hep", "the capture server cannot be reached: {}", std::strerror(errno));
}

void HepExport::sip(const HepAddresses& between, base::Octets message) {
    if (fd_ >= 0 && settings_.sip)
        send(HepProtocol::sip, between, clock_.wall(), {}, message);
}

void HepExport::on_trace_message(const TraceMessage& message) {
    if (fd_ < 0)
        return;
    Correlation& of = calls_[message.call];
    if (message.protocol == Protocol::sip) {
        if (!of.call_id.empty())
            return;
        of.call_id = sip_call_id(
            {reinterpret_cast<const char*>(message.octets.data()), message.octets.size()});
        if (!of.call_id.empty())
            send_held(of);
        return;
    }
    const bool isup = message.protocol == Protocol::isup;
    if (!(isup && settings_.isup) && !(message.protocol == Protocol::q931 && settings_.q931))
        return;
    const HepProtocol protocol = isup ? HepProtocol::isup : HepProtocol::q931;
    if (of.call_id.empty() && of.held.size() < kMostHeld) {
        of.held.push_back({protocol, clock_.wall(), json(message)});
        return;
    }
    if (of.call_id.empty()) {
        of.call_id = own_id(message.call);
        send_held(of);
    }
    send(protocol, kInside, clock_.wall(), of.call_id, octets_of(json(message)));
}

void HepExport::on_trace_call_over(CallId call) {
    const auto found = calls_.find(call);
    if (found == calls_.end())
        return;
    if (found->second.call_id.empty())
        found->second.call_id = own_id(call);
    send_held(found->second);
    calls_.erase(found);
}

void HepExport::send_held(Correlation& of) {
    for (const Held& held : of.held)
        send(held.protocol, kInside, held.at, of.call_id, octets_of(held.payload));
    of.held = {};
}

void HepExport::send(HepProtocol protocol, const HepAddresses& between, base::WallTime at,
                     std::string_view correlation, base::Octets payload) {
    write_hep({protocol, between, at, settings_.agent, settings_.password, correlation, payload},
              packet_);
    if (::send(fd_, packet_.data(), packet_.size(), 0) == static_cast<ssize_t>(packet_.size())) {
        ++counters_.sent;
        failing_ = false;
        return;
    }
    ++counters_.lost;
    if (!failing_)
        base::log::warning("hep", "packets to the capture server are lost: {}",
                           std::strerror(errno));
    failing_ = true;
}

std::string HepExport::own_id(CallId call) const {
    return fmt::format("landline-{}-{}", settings_.agent, call);
}

std::string HepExport::json(const TraceMessage& message) const {
    const TraceRenderer& text = renderer(store_.renderers(), message.protocol);
    std::string out = fmt::format("{{\"call\":{}", message.call);
    append_field(out, "leg", name(message.leg));
    append_field(out, "line", message.leg_name);
    append_field(out, "direction", name(message.direction));
    append_field(out, "protocol", name(message.protocol));
    if (text.summary)
        append_field(out, "summary", text.summary(message.octets));
    if (text.detail)
        append_field(out, "detail", text.detail(message.octets));
    append_field(out, "octets", hex(message.octets));
    out += '}';
    return out;
}

} // namespace observe
