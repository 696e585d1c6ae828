// c-ares: its sockets are watched by the loop, its time-outs are a timer of ours.
#include "sipi/locate/cares_client.h"

#include <ares.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <utility>

namespace sipi {
namespace {

constexpr int kClassIn = 1;
constexpr std::uint16_t kTypeSrv = 33, kTypeNaptr = 35;

DnsError error_of(int status) {
    switch (status) {
    case ARES_SUCCESS:
        return DnsError::none;
    case ARES_ENODATA:
    case ARES_ENOTFOUND:
        return DnsError::no_data;
    default:
        return DnsError::failed;
    }
}

template <typename Text>
std::string text_of(const Text* text) {
    return text ? reinterpret_cast<const char*>(text) : "";
}

base::Duration ttl_of(base::Octets answer, std::uint16_t type) {
    return std::chrono::seconds(shortest_ttl(answer, type).value_or(0));
}

std::vector<SrvRecord> records_of(const ares_srv_reply* list) {
    std::vector<SrvRecord> records;
    for (; list; list = list->next)
        records.push_back({list->priority, list->weight, list->port, text_of(list->host)});
    return records;
}
std::vector<NaptrRecord> records_of(const ares_naptr_reply* list) {
    std::vector<NaptrRecord> records;
    for (; list; list = list->next)
        records.push_back({list->order, list->preference, text_of(list->flags),
                           text_of(list->service), text_of(list->replacement)});
    return records;
}

// What a question carries through the library. It is deleted by the answer, which always comes: at
// the latest, with ARES_EDESTRUCTION, when the channel is destroyed.
template <typename Record>
struct Question {
    DnsDone<Record> done;
    std::uint16_t type = 0;
};

template <typename Record, typename Reply, int (*Parse)(const unsigned char*, int, Reply**)>
void on_answer(void* argument, int status, int, unsigned char* octets, int size) {
    const std::unique_ptr<Question<Record>> question(static_cast<Question<Record>*>(argument));
    if (status == ARES_EDESTRUCTION)
        return;
    DnsAnswer<Record> answer{error_of(status), {}, {}};
    Reply* reply = nullptr;
    if (status == ARES_SUCCESS) {
        answer.error = error_of(Parse(octets, size, &reply));
        answer.records = records_of(reply);
        answer.ttl = ttl_of({octets, static_cast<std::size_t>(size)}, question->type);
    }
    if (reply)
        ares_free_data(reply);
    question->done(std::move(answer));
}

void on_addresses(void* argument, int status, int, ares_addrinfo* found) {
    const std::unique_ptr<Question<AddressRecord>> question(
        static_cast<Question<AddressRecord>*>(argument));
    const std::unique_ptr<ares_addrinfo, decltype(&ares_freeaddrinfo)> owner(found,
                                                                             &ares_freeaddrinfo);
    if (status == ARES_EDESTRUCTION)
        return;
    DnsAnswer<AddressRecord> answer{error_of(status), {}, {}};
    int ttl = 0;
    for (const ares_addrinfo_node* node = found ? found->nodes : nullptr; node;
         node = node->ai_next) {
        AddressRecord record;
        record.v6 = node->ai_family == AF_INET6;
        if (record.v6)
            std::memcpy(record.address.data(),
                        &reinterpret_cast<const sockaddr_in6*>(node->ai_addr)->sin6_addr, 16);
        else
            std::memcpy(record.address.data(),
                        &reinterpret_cast<const sockaddr_in*>(node->ai_addr)->sin_addr, 4);
        ttl = answer.records.empty() ? node->ai_ttl : std::min(ttl, node->ai_ttl);
        answer.records.push_back(record);
    }
    // IPv4 first, each family in the server's order
    std::ranges::stable_sort(answer.records, {}, &AddressRecord::v6);
    answer.ttl = std::chrono::seconds(std::max(ttl, 0));
    question->done(std::move(answer));
}

class CaresClient final : public DnsClient {
  public:
    explicit CaresClient(base::Loop& loop)
        : loop_(loop),
          timer_(loop.timers(), [this] { process(ARES_SOCKET_BAD, ARES_SOCKET_BAD); }) {}
    ~CaresClient() override {
        if (channel_)
            ares_destroy(channel_);
        ares_library_cleanup();
    }

    std::string start(const DnsSettings& settings) {
        if (const int status = ares_library_init(ARES_LIB_INIT_ALL); status != ARES_SUCCESS)
            return ares_strerror(status);
        ares_options options{};
        options.timeout = static_cast<int>(
            std::chrono::duration_cast<std::chrono::milliseconds>(settings.timeout).count());
        options.tries = static_cast<int>(settings.tries);
        options.sock_state_cb = [](void* client, ares_socket_t fd, int readable, int writable) {
            static_cast<CaresClient*>(client)->on_socket(fd, readable != 0, writable != 0);
        };
        options.sock_state_cb_data = this;
        int status = ares_init_options(
            &channel_, &options, ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB);
        if (status != ARES_SUCCESS)
            return ares_strerror(status);
        std::string servers;
        for (const std::string& server : settings.servers)
            servers.append(servers.empty() ? "" : ",").append(server);
        if (!servers.empty())
            status = ares_set_servers_ports_csv(channel_, servers.c_str());
        return status == ARES_SUCCESS ? "" : servers + ": " + ares_strerror(status);
    }

    void naptr(const std::string& name, DnsDone<NaptrRecord> done) override {
        query<NaptrRecord, ares_naptr_reply, &ares_parse_naptr_reply>(name, kTypeNaptr,
                                                                      std::move(done));
    }
    void srv(const std::string& name, DnsDone<SrvRecord> done) override {
        query<SrvRecord, ares_srv_reply, &ares_parse_srv_reply>(name, kTypeSrv, std::move(done));
    }
    void addresses(const std::string& name, DnsDone<AddressRecord> done) override {
        ares_addrinfo_hints hints{};
        hints.ai_family = AF_UNSPEC;
        hints.ai_flags = ARES_AI_NOSORT;
        ares_getaddrinfo(channel_, name.c_str(), nullptr, &hints, &on_addresses,
                         new Question<AddressRecord>{std::move(done)});
        arm();
    }

  private:
    struct Watches {
        std::unique_ptr<base::Loop::Watch> readable, writable;
    };

    template <typename Record, typename Reply, int (*Parse)(const unsigned char*, int, Reply**)>
    void query(const std::string& name, std::uint16_t type, DnsDone<Record> done) {
        ares_query(channel_, name.c_str(), kClassIn, type, &on_answer<Record, Reply, Parse>,
                   new Question<Record>{std::move(done), type});
        arm();
    }
    void on_socket(ares_socket_t fd, bool readable, bool writable) {
        if (!readable && !writable) {
            watches_.erase(fd);
            return;
        }
        Watches& watches = watches_[fd];
        watches.readable.reset();
        watches.writable.reset();
        if (readable)
            watches.readable = loop_.watch(fd, [this, fd] { process(fd, ARES_SOCKET_BAD); });
        if (writable)
            watches.writable =
                loop_.watch_writable(fd, [this, fd] { process(ARES_SOCKET_BAD, fd); });
    }
    void process(ares_socket_t readable, ares_socket_t writable) {
        ares_process_fd(channel_, readable, writable);
        arm();
    }
    void arm() {
        timeval next{};
        if (!ares_timeout(channel_, nullptr, &next))
            return timer_.cancel();
        timer_.arm(std::chrono::seconds(next.tv_sec) + std::chrono::microseconds(next.tv_usec));
    }

    base::Loop& loop_;
    ares_channel channel_ = nullptr;
    std::map<ares_socket_t, Watches> watches_;
    base::Timer timer_;
};

} // namespace

base::Result<std::unique_ptr<DnsClient>, std::string> make_dns_client(base::Loop& loop,
                                                                      const DnsSettings& settings) {
    auto client = std::make_unique<CaresClient>(loop);
    if (std::string fault = client->start(settings); !fault.empty())
        return base::fail(std::move(fault));
    return std::unique_ptr<DnsClient>(std::move(client));
}

namespace {

// Behind a name at `position` of the message: labels, or a pointer at their end (RFC 1035 §4.1.4).
bool skip_name(base::OctetReader& reader) {
    for (;;) {
        const std::uint8_t length = reader.u8();
        if (reader.failed())
            return false;
        if (length == 0)
            return true;
        if ((length & 0xc0) == 0xc0) {
            reader.u8();
            return !reader.failed();
        }
        if (length & 0xc0)
            return false;
        reader.octets(length);
    }
}

} // namespace

std::optional<std::uint32_t> shortest_ttl(base::Octets answer, std::uint16_t type) {
    base::OctetReader reader(answer);
    reader.u32(); // identity and flags
    const unsigned questions = reader.u16(), answers = reader.u16();
    reader.u32(); // authorities and additional records: not looked at
    for (unsigned i = 0; i < questions; ++i) {
        if (!skip_name(reader))
            return std::nullopt;
        reader.u32();
    }
    std::optional<std::uint32_t> shortest;
    for (unsigned i = 0; i < answers; ++i) {
        if (!skip_name(reader))
            return std::nullopt;
        const std::uint16_t of = reader.u16();
        reader.u16(); // class
        const std::uint32_t ttl = reader.u32();
        reader.octets(reader.u16());
        if (reader.failed())
            return std::nullopt;
        constexpr std::uint16_t kAlias = 5;
        if (of == type || of == kAlias)
            shortest = std::min(shortest.value_or(ttl), ttl);
    }
    return shortest;
}

} // namespace sipi
