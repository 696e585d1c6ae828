// libcurl: its sockets are watched by the loop, its time-outs are a timer of ours.
#include "sipi/identity/fetcher.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <map>
#include <utility>
#include <vector>

namespace sipi::identity {
namespace {

struct V4Block {
    std::uint32_t prefix;
    unsigned bits;
};
// RFC 6890 §2.2.2, RFC 6598, RFC 5771
constexpr std::array kNotPublic{
    V4Block{0x00000000, 8},  V4Block{0x0a000000, 8},  V4Block{0x64400000, 10},
    V4Block{0x7f000000, 8},  V4Block{0xa9fe0000, 16}, V4Block{0xac100000, 12},
    V4Block{0xc0000000, 24}, V4Block{0xc0000200, 24}, V4Block{0xc0586300, 24},
    V4Block{0xc0a80000, 16}, V4Block{0xc6120000, 15}, V4Block{0xc6336400, 24},
    V4Block{0xcb007100, 24}, V4Block{0xe0000000, 3},
};

bool is_public_v4(std::uint32_t address) {
    return std::ranges::none_of(kNotPublic, [&](const V4Block& block) {
        return (address ^ block.prefix) >> (32 - block.bits) == 0;
    });
}

bool is_public_v6(const std::uint8_t* octets) {
    constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    if (std::equal(kMapped.begin(), kMapped.end(), octets))
        return is_public_v4(std::uint32_t{octets[12]} << 24 | std::uint32_t{octets[13]} << 16 |
                            std::uint32_t{octets[14]} << 8 | octets[15]);
    return (octets[0] & 0xe0) == 0x20 && // 2000::/3 is what is given out
           !(octets[0] == 0x20 && octets[1] == 0x01 && octets[2] < 2) && // 2001::/23
           !(octets[0] == 0x20 && octets[1] == 0x01 && octets[2] == 0x0d && octets[3] == 0xb8) &&
           !(octets[0] == 0x20 && octets[1] == 0x02); // 6to4 leads to any IPv4 address
}

class CurlFetcher final : public Fetcher {
  public:
    CurlFetcher(base::Loop& loop, FetchSettings settings)
        : loop_(loop), settings_(std::move(settings)),
          timer_(loop.timers(), [this] { act(CURL_SOCKET_TIMEOUT, 0); }),
          finish_(loop.timers(), [this] { tell(); }) {}
    ~CurlFetcher() override {
        for (auto& [easy, transfer] : transfers_) {
            curl_multi_remove_handle(multi_, easy);
            curl_easy_cleanup(easy);
        }
        if (multi_)
            curl_multi_cleanup(multi_);
    }

    std::string start() {
        if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || !(multi_ = curl_multi_init()))
            return "libcurl cannot start";
        curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &CurlFetcher::on_socket);
        curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
        curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &CurlFetcher::on_timer);
        curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
        curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, 8L);
        return {};
    }

    void fetch(const std::string& url, std::function<void(Fetched)> done) override {
        if (transfers_.size() >= settings_.most_at_once)
            return finish(std::move(done), {{}, {}, "too many are being fetched"});
        CURL* easy = curl_easy_init();
        if (!easy)
            return finish(std::move(done), {{}, {}, "libcurl has no memory"});
        Transfer& transfer = transfers_[easy];
        transfer.done = std::move(done);
        transfer.most = settings_.most_octets;
        const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(settings_.timeout);
        curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
        curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https");
        curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
        curl_easy_setopt(easy, CURLOPT_PROXY, "");
        curl_easy_setopt(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy, CURLOPT_USERAGENT, settings_.user_agent.c_str());
        curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(ms.count()));
        curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(ms.count()));
        curl_easy_setopt(easy, CURLOPT_MAXFILESIZE, static_cast<long>(settings_.most_octets));
        curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
        if (!settings_.ca_file.empty()) {
            curl_easy_setopt(easy, CURLOPT_CAINFO, settings_.ca_file.c_str());
            curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
        }
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &CurlFetcher::on_body);
        curl_easy_setopt(easy, CURLOPT_WRITEDATA, &transfer);
        curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &CurlFetcher::on_header);
        curl_easy_setopt(easy, CURLOPT_HEADERDATA, &transfer);
        curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer.error.data());
        if (!settings_.private_addresses) {
            curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &CurlFetcher::open_socket);
            curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &transfer);
        }
        curl_multi_add_handle(multi_, easy);
    }

  private:
    struct Transfer {
        std::function<void(Fetched)> done;
        std::string text, cache_control;
        std::size_t most = 0;
        bool too_long = false, not_public = false;
        std::array<char, CURL_ERROR_SIZE> error{};
    };
    struct Watches {
        std::unique_ptr<base::Loop::Watch> readable, writable;
        bool wants_write = false;
    };

    static std::size_t on_body(char* octets, std::size_t, std::size_t size, void* argument) {
        auto& transfer = *static_cast<Transfer*>(argument);
        if (transfer.text.size() + size > transfer.most) {
            transfer.too_long = true;
            return 0;
        }
        transfer.text.append(octets, size);
        return size;
    }
    static std::size_t on_header(char* octets, std::size_t, std::size_t size, void* argument) {
        constexpr std::string_view kName = "cache-control:";
        const std::string_view line(octets, size);
        if (size > kName.size() && size < 1000 &&
            std::ranges::equal(line.substr(0, kName.size()), kName,
                               [](char a, char b) { return (a | 0x20) == (b | 0x20); }))
            static_cast<Transfer*>(argument)->cache_control.assign(line.substr(kName.size()));
        return size;
    }
    static curl_socket_t open_socket(void* argument, curlsocktype, curl_sockaddr* address) {
        if (!is_public_address(&address->addr)) {
            static_cast<Transfer*>(argument)->not_public = true;
            return CURL_SOCKET_BAD;
        }
        return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    }
    static int on_timer(CURLM*, long ms, void* argument) {
        auto& self = *static_cast<CurlFetcher*>(argument);
        if (ms < 0)
            self.timer_.cancel();
        else
            self.timer_.arm(std::chrono::milliseconds(ms));
        return 0;
    }
    static int on_socket(CURL*, curl_socket_t fd, int what, void* argument, void*) {
        auto& self = *static_cast<CurlFetcher*>(argument);
        if (what == CURL_POLL_REMOVE) {
            self.watches_.erase(fd);
            return 0;
        }
        Watches& watches = self.watches_[fd];
        watches.readable.reset();
        watches.writable.reset();
        watches.wants_write = (what & CURL_POLL_OUT) != 0;
        if ((what & CURL_POLL_IN) != 0)
            watches.readable = self.loop_.watch(fd, [&self, fd] { self.act(fd, CURL_CSELECT_IN); });
        self.watch_write(fd);
        return 0;
    }
    // One that is ready once is gone (Loop::watch_writable): it is set again while it is wanted.
    void watch_write(curl_socket_t fd) {
        const auto found = watches_.find(fd);
        if (found != watches_.end() && found->second.wants_write)
            found->second.writable = loop_.watch_writable(fd, [this, fd] {
                CurlFetcher& self = *this; // the watch, and what it holds, may go meanwhile
                const curl_socket_t its = fd;
                self.act(its, CURL_CSELECT_OUT);
                self.watch_write(its);
            });
    }
    void act(curl_socket_t fd, int what) {
        int running = 0;
        curl_multi_socket_action(multi_, fd, what, &running);
        int left = 0;
        while (CURLMsg* message = curl_multi_info_read(multi_, &left))
            if (message->msg == CURLMSG_DONE)
                take(message->easy_handle, message->data.result);
    }
    void take(CURL* easy, CURLcode result) {
        const auto found = transfers_.find(easy);
        Transfer& transfer = found->second;
        long status = 0;
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        Fetched fetched{std::move(transfer.text), std::move(transfer.cache_control), {}};
        if (transfer.not_public && result != CURLE_OK)
            fetched.fault = "its address is not a public one (fetch_private)";
        else if (transfer.too_long || result == CURLE_FILESIZE_EXCEEDED)
            fetched.fault = "it is too long";
        else if (result != CURLE_OK)
            fetched.fault = transfer.error[0] ? transfer.error.data() : curl_easy_strerror(result);
        else if (status != 200)
            fetched.fault = "its server says " + std::to_string(status);
        auto done = std::move(transfer.done);
        curl_multi_remove_handle(multi_, easy);
        curl_easy_cleanup(easy);
        transfers_.erase(found);
        finish(std::move(done), std::move(fetched));
    }
    // Told from a turn of its own: who is told may do anything, and libcurl is not to be asked from
    // inside itself.
    void finish(std::function<void(Fetched)> done, Fetched fetched) {
        finished_.emplace_back(std::move(done), std::move(fetched));
        finish_.arm(base::Duration::zero());
    }
    void tell() {
        for (auto& [done, fetched] : std::exchange(finished_, {}))
            done(std::move(fetched));
    }

    base::Loop& loop_;
    FetchSettings settings_;
    CURLM* multi_ = nullptr;
    base::Timer timer_, finish_;
    std::map<CURL*, Transfer> transfers_;
    std::map<curl_socket_t, Watches> watches_;
    std::vector<std::pair<std::function<void(Fetched)>, Fetched>> finished_;
};

} // namespace

bool is_public_address(const void* socket_address) {
    const auto* address = static_cast<const sockaddr*>(socket_address);
    if (address->sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, socket_address, sizeof v4);
        return is_public_v4(ntohl(v4.sin_addr.s_addr));
    }
    if (address->sa_family != AF_INET6)
        return false;
    sockaddr_in6 v6{};
    std::memcpy(&v6, socket_address, sizeof v6);
    return is_public_v6(v6.sin6_addr.s6_addr);
}

std::int64_t max_age_of(std::string_view cache_control) {
    constexpr std::string_view kMaxAge = "max-age=";
    constexpr std::int64_t kMost = 31'536'000;
    std::string text(cache_control);
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    });
    if (text.find("no-store") != text.npos || text.find("no-cache") != text.npos)
        return 0;
    std::size_t at = text.find(kMaxAge);
    while (at != text.npos && at > 0 && text[at - 1] != ' ' && text[at - 1] != ',')
        at = text.find(kMaxAge, at + 1); // s-maxage= and the like are not ours
    if (at == text.npos)
        return -1;
    at += kMaxAge.size();
    if (at < text.size() && text[at] == '"')
        ++at;
    std::int64_t seconds = -1;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at)
        seconds = std::min(kMost, std::max<std::int64_t>(seconds, 0) * 10 + (text[at] - '0'));
    return seconds;
}

base::Result<std::unique_ptr<Fetcher>, std::string> make_fetcher(base::Loop& loop,
                                                                 const FetchSettings& settings) {
    auto fetcher = std::make_unique<CurlFetcher>(loop, settings);
    if (std::string fault = fetcher->start(); !fault.empty())
        return base::fail(std::move(fault));
    return std::unique_ptr<Fetcher>(std::move(fetcher));
}

} // namespace sipi::identity
