// A flood of datagrams that are no SIP messages, for the benchmarks: RATE a second to PORT of
// 127.0.0.1, from SOURCES addresses in turn (127.66.0.1, 127.66.0.2, ...), for SECONDS.
//
//     packet_flood PORT RATE SECONDS SOURCES
//
// A third are random octets, a third a request cut short, a third a start line with random headers.
// Prints how many the kernel took and how many milliseconds it was behind its pace at the end.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace {

constexpr std::size_t kKinds = 96, kOctets = 300, kMostAtOnce = 1024;
constexpr std::uint32_t kFirstSource = 0x7f420001; // 127.66.0.1

sockaddr_in address(std::uint32_t host, std::uint16_t port) {
    sockaddr_in made{};
    made.sin_family = AF_INET;
    made.sin_port = htons(port);
    made.sin_addr.s_addr = htonl(host);
    return made;
}

std::vector<std::string> garbage() {
    std::mt19937 random(1);
    std::uniform_int_distribution<int> octet(0, 255), letter(33, 126);
    std::vector<std::string> made(kKinds);
    for (std::size_t kind = 0; kind < kKinds; ++kind) {
        std::string& text = made[kind];
        if (kind % 3 == 1)
            text = "INVITE sip:100@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.66.0.1:5060;bran";
        if (kind % 3 == 2)
            text = "OPTIONS sip:100@127.0.0.1 SIP/2.0\r\n";
        while (kind % 3 != 1 && text.size() < kOctets)
            text += static_cast<char>(kind % 3 == 0 ? octet(random) : letter(random));
    }
    return made;
}

int source(std::uint32_t host) {
    const int fd = ::socket(AF_INET, SOCK_DGRAM, 0);
    const sockaddr_in local = address(host, 0);
    if (fd < 0 || ::bind(fd, reinterpret_cast<const sockaddr*>(&local), sizeof local) != 0) {
        std::perror("packet_flood: bind");
        std::exit(1);
    }
    return fd;
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 5) {
        std::fputs("usage: packet_flood PORT RATE SECONDS SOURCES\n", stderr);
        return 2;
    }
    sockaddr_in to = address(INADDR_LOOPBACK, static_cast<std::uint16_t>(std::atoi(argv[1])));
    const auto rate = static_cast<std::size_t>(std::atoi(argv[2]));
    const std::size_t total = rate * static_cast<std::size_t>(std::atoi(argv[3]));
    std::vector<std::string> texts = garbage();
    std::vector<int> sources;
    for (int n = 0; n < std::atoi(argv[4]); ++n)
        sources.push_back(source(kFirstSource + static_cast<std::uint32_t>(n)));

    std::vector<iovec> pieces(kKinds);
    std::vector<mmsghdr> batch(kMostAtOnce);
    for (std::size_t n = 0; n < kKinds; ++n)
        pieces[n] = {texts[n].data(), texts[n].size()};
    const auto start = std::chrono::steady_clock::now();
    std::size_t due = 0, tried = 0, taken = 0;
    for (std::size_t tick = 0; tried < total; ++tick) {
        const auto now = std::chrono::steady_clock::now() - start;
        due = static_cast<std::size_t>(std::chrono::duration<double>(now).count() *
                                       static_cast<double>(rate));
        const std::size_t count = std::min({due - tried, kMostAtOnce, total - tried});
        for (std::size_t n = 0; n < count; ++n) {
            msghdr& header = batch[n].msg_hdr;
            header = {};
            header.msg_name = &to;
            header.msg_namelen = sizeof to;
            header.msg_iov = &pieces[(tried + n) % kKinds];
            header.msg_iovlen = 1;
        }
        const int sent = ::sendmmsg(sources[tick % sources.size()], batch.data(),
                                    static_cast<unsigned>(count), 0);
        taken += sent > 0 ? static_cast<std::size_t>(sent) : 0;
        tried += count;
        std::this_thread::sleep_until(start + std::chrono::milliseconds(tick + 1));
    }
    const auto took = std::chrono::steady_clock::now() - start;
    const auto behind = std::chrono::duration_cast<std::chrono::milliseconds>(took).count() -
                        std::atoi(argv[3]) * 1000L;
    std::printf("%zu %ld\n", taken, std::max(0L, behind));
}
