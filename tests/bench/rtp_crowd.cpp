// The far ends of many calls, for the benchmarks: N RTP ports, each sends a packet of G.711 every
// 20 ms, spread evenly over that time, and counts what comes.
//
//     rtp_crowd FIRST_PORT COUNT      ports FIRST_PORT, FIRST_PORT + 2, ... of 127.0.0.1
//
// Standard input, a line each: `send N PORT`: port N sends to PORT of 127.0.0.1 from now on;
// `count`: prints packets received so far and milliseconds that could not be kept. Ends with its
// input. Nobody waits for a packet: what has come is taken every 20 ms, for a process that waits
// would be woken on the gateway's processor time; a network card wakes nobody there.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

namespace {

constexpr std::size_t kPacket = 172, kSpread = 20;

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

struct Port {
    int fd = -1;
    sockaddr_in remote{};
    std::uint16_t sequence = 0;

    explicit Port(std::uint16_t local) : fd(::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0)) {
        const sockaddr_in address = loopback(local);
        if (fd < 0 ||
            ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
            std::perror("rtp_crowd: bind");
            std::exit(1);
        }
    }

    void send(std::uint32_t ssrc) {
        if (remote.sin_port == 0)
            return;
        std::array<std::uint8_t, kPacket> packet;
        packet.fill(0x2b);
        const std::uint32_t timestamp = sequence * 160U;
        packet[0] = 0x80;
        packet[1] = 8;
        for (unsigned i = 0; i < 4; ++i) {
            packet[4 + i] = static_cast<std::uint8_t>(timestamp >> (24 - 8 * i));
            packet[8 + i] = static_cast<std::uint8_t>(ssrc >> (24 - 8 * i));
        }
        packet[2] = static_cast<std::uint8_t>(sequence >> 8);
        packet[3] = static_cast<std::uint8_t>(sequence++);
        ::sendto(fd, packet.data(), packet.size(), 0, reinterpret_cast<const sockaddr*>(&remote),
                 sizeof remote);
    }

    unsigned take() const {
        std::array<std::uint8_t, 2048> sink;
        unsigned taken = 0;
        while (::recv(fd, sink.data(), sink.size(), 0) >= 0)
            ++taken;
        return taken;
    }
};

/// Lines of standard input, without waiting for one.
class Orders {
  public:
    bool open() const { return open_; }
    /// False when no whole line is there.
    bool next(std::string& line) {
        pollfd ready{STDIN_FILENO, POLLIN, 0};
        for (;;) {
            const std::size_t end = text_.find('\n');
            if (end != std::string::npos) {
                line = text_.substr(0, end);
                text_.erase(0, end + 1);
                return true;
            }
            if (!open_ || ::poll(&ready, 1, 0) != 1)
                return false;
            std::array<char, 4096> piece;
            const ssize_t length = ::read(STDIN_FILENO, piece.data(), piece.size());
            open_ = length > 0;
            if (open_)
                text_.append(piece.data(), static_cast<std::size_t>(length));
        }
    }

  private:
    std::string text_;
    bool open_ = true;
};

} // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fputs("usage: rtp_crowd FIRST_PORT COUNT\n", stderr);
        return 2;
    }
    std::vector<Port> ports;
    for (int n = 0; n < std::atoi(argv[2]); ++n)
        ports.emplace_back(static_cast<std::uint16_t>(std::atoi(argv[1]) + 2 * n));
    Orders orders;
    std::string line;
    unsigned long received = 0, late = 0;
    auto next = std::chrono::steady_clock::now();
    for (std::size_t tick = 0; orders.open(); ++tick) {
        for (std::size_t n = tick % kSpread; n < ports.size(); n += kSpread) {
            ports[n].send(static_cast<std::uint32_t>(n + 1));
            received += ports[n].take();
        }
        while (orders.next(line)) {
            std::size_t index = 0;
            unsigned port = 0;
            if (std::sscanf(line.c_str(), "send %zu %u", &index, &port) == 2 &&
                index < ports.size()) {
                ports[index].remote = loopback(static_cast<std::uint16_t>(port));
            } else if (line == "count") {
                std::printf("%lu %lu\n", received, late);
                std::fflush(stdout);
            } else {
                std::fprintf(stderr, "rtp_crowd: \"%s\"?\n", line.c_str());
                return 2;
            }
        }
        next += std::chrono::milliseconds(1);
        if (std::chrono::steady_clock::now() > next)
            ++late;
        std::this_thread::sleep_until(next);
    }
}
