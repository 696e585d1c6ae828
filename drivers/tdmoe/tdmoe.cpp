// A span over TDM-over-Ethernet: the line of drivers/tdmoip, whose packets are messages of the
// other format on a packet socket.
#include "drivers/tdmoe/tdmoe.h"

#include "drivers/tdmoe/packet.h"
#include "drivers/tdmoip/line.h"
#include "drivers/tdmoip/packet.h"

#include <fmt/core.h>

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>

namespace drivers {
namespace {

constexpr int kTdmoeReceiveBuffer = 256 * 1024;
constexpr std::size_t kLargest = 512, kBatch = 16;
constexpr unsigned kMaxPerCall = 128; // so that one span cannot starve the others

TdmoipOptions line_options(const TdmoeOptions& options) {
    TdmoipOptions line;
    line.name = options.name;
    line.type = options.type;
    line.law = options.law;
    line.has_d_channel = options.has_d_channel;
    line.local = options.interface;
    line.packet = std::chrono::milliseconds(1);
    line.clock = options.clock;
    line.reorder_window = 0; // an Ethernet keeps the order
    line.jitter = options.jitter;
    line.sink = options.sink;
    return line;
}

// Samples of a message (channel by channel) and of a line's packet (frame by frame).
void to_frames(base::Octets samples, unsigned channels, std::uint8_t* frames) {
    for (unsigned channel = 0; channel < channels; ++channel)
        for (unsigned at = 0; at < kTdmoeSamples; ++at)
            frames[at * channels + channel] = samples[channel * kTdmoeSamples + at];
}
void to_channels(base::Octets frames, unsigned channels, std::uint8_t* samples) {
    for (unsigned channel = 0; channel < channels; ++channel)
        for (unsigned at = 0; at < kTdmoeSamples; ++at)
            samples[channel * kTdmoeSamples + at] = frames[at * channels + channel];
}

class TdmoeSpan final : public Span {
  public:
    TdmoeSpan(TdmoeOptions options, int fd, const sockaddr_ll& peer, base::TimePoint now)
        : options_(std::move(options)), shape_{timeslots(options_.type), kTdmoeSamples, false},
          fd_(fd), peer_(peer),
          line_(
              *this, line_options(options_), now, [this](base::Octets packet) { send(packet); },
              HdlcRate::kbit64) {
        for (std::size_t at = 0; at < kBatch; ++at) {
            vectors_[at] = {octets_[at].data(), kLargest};
            headers_[at].msg_hdr.msg_iov = &vectors_[at];
            headers_[at].msg_hdr.msg_iovlen = 1;
            headers_[at].msg_hdr.msg_name = &senders_[at];
        }
    }
    ~TdmoeSpan() override { ::close(fd_); }

    void set_sink(SpanSink* sink) override { line_.set_sink(sink); }
    int fd() const override { return fd_; }
    void readable(base::TimePoint now) override {
        for (unsigned total = 0; total < kMaxPerCall;) {
            for (auto& header : headers_)
                header.msg_hdr.msg_namelen = sizeof(sockaddr_ll);
            const int count = ::recvmmsg(fd_, headers_.data(), kBatch, MSG_DONTWAIT, nullptr);
            if (count <= 0)
                return;
            for (std::size_t at = 0; at < static_cast<std::size_t>(count); ++at)
                receive(base::Octets(octets_[at]).first(headers_[at].msg_len), senders_[at], now);
            if (count < static_cast<int>(kBatch))
                return;
            total += static_cast<unsigned>(count);
        }
    }
    void tick(base::TimePoint now) override {
        if (options_.clock == ClockMode::loop && line_.next_due() <= now)
            readable(now);
        line_.tick(now);
    }
    base::TimePoint next_due() const override { return line_.next_due(); }
    bool send_d_frame(base::Octets frame) override { return line_.send_d_frame(frame); }
    void mute(bool sending, bool receiving) override {
        sending_ = !sending;
        receiving_ = !receiving;
    }
    Alarms alarms() const override { return line_.alarms(); }
    const SpanCounters& counters() const override {
        counters_ = line_.counters();
        counters_.packets_malformed += malformed_;
        return counters_;
    }
    LineType type() const override { return options_.type; }
    unsigned d_slot() const override { return options_.has_d_channel ? d_timeslot(type()) : 0; }
    Law law() const override { return options_.law; }
    const std::string& name() const override { return options_.name; }

  private:
    // Other spans share the ethertype: their stations and sub-addresses are not ours to count.
    void receive(base::Octets octets, const sockaddr_ll& sender, base::TimePoint now) {
        if (!receiving_ || sender.sll_pkttype == PACKET_OUTGOING ||
            std::memcmp(sender.sll_addr, peer_.sll_addr, sizeof(MacAddress)) != 0)
            return;
        base::OctetReader reader(octets);
        if (reader.u16() != options_.subaddress && !reader.failed())
            return;
        const auto message = parse_tdmoe(octets, shape_.slots);
        if (!message) {
            ++malformed_;
            return;
        }
        ControlWord control;
        control.remote_loss = message->yellow;
        control.sequence = message->sequence;
        std::array<std::uint8_t, kMaxPacketOctets> packet;
        const std::size_t head = write_header(packet.data(), shape_, control, true, 0, 0);
        to_frames(message->samples, shape_.slots, packet.data() + head);
        line_.receive(base::Octets(packet).first(head + shape_.payload_octets()), now);
    }
    void send(base::Octets octets) {
        const auto packet = parse_packet(octets, shape_);
        if (!sending_ || !packet)
            return;
        // "Our line is lost" cannot be said here: nobody uses the span, so nothing is sent and the
        // far end sees a red alarm.
        if (packet->control.local_loss || packet->payload.empty())
            return;
        std::array<std::uint8_t, tdmoe_octets(kMaxTimeslots)> message;
        const std::size_t head =
            write_tdmoe_header(message.data(), shape_.slots, options_.subaddress,
                               packet->control.sequence, packet->control.remote_loss);
        to_channels(packet->payload, shape_.slots, message.data() + head);
        // what the system does not take the line has lost
        static_cast<void>(::sendto(fd_, message.data(), tdmoe_octets(shape_.slots), MSG_DONTWAIT,
                                   reinterpret_cast<const sockaddr*>(&peer_), sizeof peer_));
    }

    const TdmoeOptions options_;
    const PacketShape shape_; // of the line's packets: the same samples in another order
    const int fd_;
    const sockaddr_ll peer_;
    bool sending_ = true, receiving_ = true;
    std::uint64_t malformed_ = 0;
    mutable SpanCounters counters_;
    std::array<std::array<std::uint8_t, kLargest>, kBatch> octets_;
    std::array<iovec, kBatch> vectors_{};
    std::array<mmsghdr, kBatch> headers_{};
    std::array<sockaddr_ll, kBatch> senders_{};
    Line line_;
};

std::string cannot(const TdmoeOptions& options, const char* what) {
    const int error = errno;
    return fmt::format("span {}: {} {}: {}{}", options.name, what, options.interface,
                       std::strerror(error),
                       error == EPERM ? "; the daemon needs CAP_NET_RAW" : "");
}

} // namespace

std::optional<MacAddress> parse_mac(std::string_view text) {
    MacAddress address{};
    if (text.size() != 17)
        return std::nullopt;
    for (std::size_t at = 0; at < address.size(); ++at) {
        const char* begin = text.data() + 3 * at;
        const auto [end, error] = std::from_chars(begin, begin + 2, address[at], 16);
        if (error != std::errc() || end != begin + 2 || (at < 5 && begin[2] != ':'))
            return std::nullopt;
    }
    return address;
}

base::Result<std::unique_ptr<Span>, OpenError> make_tdmoe(TdmoeOptions options,
                                                          base::TimePoint now) {
    const auto mac = parse_mac(options.peer);
    if (!mac)
        return base::fail(
            OpenError{fmt::format("span {}: \"{}\" is no MAC address such as 02:00:5e:10:00:01",
                                  options.name, options.peer)});
    sockaddr_ll address{};
    address.sll_family = AF_PACKET;
    address.sll_protocol = htons(kTdmoeEthertype);
    address.sll_ifindex = static_cast<int>(::if_nametoindex(options.interface.c_str()));
    if (address.sll_ifindex == 0)
        return base::fail(OpenError{cannot(options, "there is no interface")});
    const int fd =
        ::socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, htons(kTdmoeEthertype));
    if (fd < 0)
        return base::fail(OpenError{cannot(options, "no packet socket on")});
    if (::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        const std::string text = cannot(options, "cannot receive on");
        ::close(fd);
        return base::fail(OpenError{text});
    }
    ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &kTdmoeReceiveBuffer, sizeof kTdmoeReceiveBuffer);
    address.sll_halen = sizeof(MacAddress);
    std::memcpy(address.sll_addr, mac->data(), mac->size());
    return std::unique_ptr<Span>(std::make_unique<TdmoeSpan>(std::move(options), fd, address, now));
}

} // namespace drivers
