// HEP: packets octet by octet, and which correlation each message of a call leaves with.
#include "gateway/observe/hep_export.h"

#include <cppunit/extensions/HelperMacros.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <map>
#include <string>
#include <vector>

using namespace observe;
using namespace std::chrono_literals;

namespace {

using Chunks = std::map<unsigned, std::string>;

// Read as the capture server would: by type, with no use of the writer's own names.
Chunks chunks(const std::vector<std::uint8_t>& packet) {
    CPPUNIT_ASSERT_EQUAL(std::string("HEP3"), std::string(packet.begin(), packet.begin() + 4));
    base::OctetReader reader(packet);
    reader.octets(4);
    CPPUNIT_ASSERT_EQUAL(packet.size(), std::size_t{reader.u16()});
    Chunks found;
    while (!reader.at_end()) {
        CPPUNIT_ASSERT_EQUAL(0, int{reader.u16()});
        const unsigned type = reader.u16(), size = reader.u16();
        CPPUNIT_ASSERT(size >= 6);
        const base::Octets value = reader.octets(size - 6);
        CPPUNIT_ASSERT(!reader.failed());
        CPPUNIT_ASSERT(found.emplace(type, std::string(value.begin(), value.end())).second);
    }
    return found;
}

/// A capture server on the loopback.
class Server {
  public:
    Server() : fd_(::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof at;
        CPPUNIT_ASSERT(::bind(fd_, reinterpret_cast<sockaddr*>(&at), size) == 0);
        CPPUNIT_ASSERT(::getsockname(fd_, reinterpret_cast<sockaddr*>(&at), &size) == 0);
        settings.address = {127, 0, 0, 1};
        settings.port = ntohs(at.sin_port);
        settings.agent = 7;
    }
    ~Server() { ::close(fd_); }
    std::vector<Chunks> received() {
        std::vector<Chunks> all;
        std::vector<std::uint8_t> packet(65536);
        for (ssize_t size; (size = ::recv(fd_, packet.data(), packet.size(), 0)) >= 0;)
            all.push_back(chunks({packet.begin(), packet.begin() + size}));
        return all;
    }
    HepSettings settings;

  private:
    int fd_;
};

constexpr unsigned kProtocol = 11, kPayload = 15, kCorrelation = 17;

class HepTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(HepTest);
    CPPUNIT_TEST(a_packet_of_ipv4_octet_by_octet);
    CPPUNIT_TEST(a_packet_of_ipv6_has_its_chunks);
    CPPUNIT_TEST(a_payload_too_long_is_cut);
    CPPUNIT_TEST(call_id_is_found_in_any_form);
    CPPUNIT_TEST(lines_wait_for_the_call_id_with_their_own_time);
    CPPUNIT_TEST(a_call_without_sip_has_an_id_of_its_own);
    CPPUNIT_TEST(too_many_before_sip_do_not_wait);
    CPPUNIT_TEST(what_is_switched_off_is_not_sent);
    CPPUNIT_TEST(nothing_is_sent_without_a_server);
    CPPUNIT_TEST_SUITE_END();

    base::ManualClock clock_;
    TraceStore store_{clock_};
    HepExport export_{clock_, store_};
    Server server_;

    void start() {
        export_.configure(server_.settings);
        store_.set_tap(&export_);
    }
    static void setup(CallTrace& trace) {
        static constexpr std::uint8_t kSetup[] = {0x08, 0x01, 0x05, 0x05};
        trace.message(TraceLeg::incoming, Direction::in, Protocol::q931, base::Octets(kSetup));
    }
    static void invite(CallTrace& trace) {
        trace.message(TraceLeg::outgoing, Direction::out, Protocol::sip,
                      std::string_view("INVITE sip:1@a SIP/2.0\r\nCall-ID: abc@b\r\n\r\n"));
    }

    void a_packet_of_ipv4_octet_by_octet() {
        static constexpr std::uint8_t kText[] = {'h', 'i'};
        HepPacket packet{};
        packet.protocol = HepProtocol::sip;
        packet.addresses = {false, true, {192, 0, 2, 1}, {192, 0, 2, 2}, 5060, 5080};
        packet.at = base::WallTime(1'000'002us);
        packet.agent = 0x01020304;
        packet.payload = kText;
        std::vector<std::uint8_t> out;
        write_hep(packet, out);
        const std::vector<std::uint8_t> expected{'H', 'E', 'P', '3', 0, 101,     //
                                                 0,   0,   0,   1,   0, 7,   2,  // IPv4
                                                 0,   0,   0,   2,   0, 7,   17, // UDP
                                                 0,   0,   0,   3,   0, 10,  192,  0,    2, 1, //
                                                 0,   0,   0,   4,   0, 10,  192,  0,    2, 2, //
                                                 0,   0,   0,   7,   0, 8,   0x13, 0xc4,       //
                                                 0,   0,   0,   8,   0, 8,   0x13, 0xd8,       //
                                                 0,   0,   0,   9,   0, 10,  0,    0,    0, 1, //
                                                 0,   0,   0,   10,  0, 10,  0,    0,    0, 2, //
                                                 0,   0,   0,   11,  0, 7,   1,                //
                                                 0,   0,   0,   12,  0, 10,  1,    2,    3, 4, //
                                                 0,   0,   0,   15,  0, 8,   'h',  'i'};
        CPPUNIT_ASSERT_EQUAL(std::size_t{expected[5]}, expected.size());
        CPPUNIT_ASSERT(expected == out);
    }
    void a_packet_of_ipv6_has_its_chunks() {
        HepPacket packet{};
        packet.addresses.v6 = true;
        packet.addresses.datagrams = false;
        packet.addresses.source[15] = 1;
        packet.password = "secret";
        packet.correlation = "abc@b";
        std::vector<std::uint8_t> out;
        write_hep(packet, out);
        Chunks found = chunks(out);
        CPPUNIT_ASSERT_EQUAL(std::string(1, 10), found[1]);
        CPPUNIT_ASSERT_EQUAL(std::string(1, 6), found[2]);
        CPPUNIT_ASSERT_EQUAL(std::string(15, '\0') + '\x01', found[5]);
        CPPUNIT_ASSERT_EQUAL(std::string(16, '\0'), found[6]);
        CPPUNIT_ASSERT(!found.contains(3) && !found.contains(4));
        CPPUNIT_ASSERT_EQUAL(std::string("secret"), found[14]);
        CPPUNIT_ASSERT_EQUAL(std::string("abc@b"), found[kCorrelation]);
    }
    void a_payload_too_long_is_cut() {
        const std::vector<std::uint8_t> large(70'000, 'x');
        HepPacket packet{};
        packet.payload = large;
        std::vector<std::uint8_t> out;
        write_hep(packet, out);
        CPPUNIT_ASSERT_EQUAL(kHepLargestPayload, chunks(out)[kPayload].size());
    }
    void call_id_is_found_in_any_form() {
        CPPUNIT_ASSERT_EQUAL(std::string_view("a@b"),
                             sip_call_id("X\r\nVia: v\r\ni : a@b \r\n\r\n"));
        CPPUNIT_ASSERT_EQUAL(std::string_view("c"), sip_call_id("X\r\ncall-id:c\r\n"));
        CPPUNIT_ASSERT_EQUAL(std::string_view(), sip_call_id("X\r\n\r\nCall-ID: body\r\n"));
        const std::string whole = "X\r\nVia: v\r\nCall-ID: abc\r\n\r\n";
        for (std::size_t size = 0; size < whole.size(); ++size)
            CPPUNIT_ASSERT(std::string("abc").starts_with(sip_call_id(whole.substr(0, size))));
    }
    void lines_wait_for_the_call_id_with_their_own_time() {
        start();
        CallTrace trace(store_, 3);
        trace.name_leg(TraceLeg::incoming, "PRI line1/7");
        const auto then =
            std::chrono::duration_cast<std::chrono::seconds>(clock_.wall().time_since_epoch())
                .count();
        setup(trace);
        CPPUNIT_ASSERT(server_.received().empty());
        clock_.advance(1s);
        invite(trace);
        auto packets = server_.received();
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, packets.size());
        CPPUNIT_ASSERT_EQUAL(std::string(1, 81), packets[0][kProtocol]);
        CPPUNIT_ASSERT_EQUAL(std::string("abc@b"), packets[0][kCorrelation]);
        const std::string& at = packets[0][9];
        base::OctetReader seconds({reinterpret_cast<const std::uint8_t*>(at.data()), at.size()});
        CPPUNIT_ASSERT_EQUAL(then, std::int64_t{seconds.u32()});
        CPPUNIT_ASSERT_EQUAL(
            std::string(R"({"call":3,"leg":"A","line":"PRI line1/7","direction":"in",)"
                        R"("protocol":"Q.931","octets":"08010505"})"),
            packets[0][kPayload]);
        setup(trace); // from now on at once
        CPPUNIT_ASSERT_EQUAL(std::string("abc@b"), server_.received().at(0)[kCorrelation]);
    }
    void a_call_without_sip_has_an_id_of_its_own() {
        start();
        {
            CallTrace trace(store_, 4);
            setup(trace);
        }
        auto packets = server_.received();
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, packets.size());
        CPPUNIT_ASSERT_EQUAL(std::string("landline-7-4"), packets[0][kCorrelation]);
    }
    void too_many_before_sip_do_not_wait() {
        start();
        CallTrace trace(store_, 5);
        for (std::size_t i = 0; i < HepExport::kMostHeld; ++i)
            setup(trace);
        CPPUNIT_ASSERT(server_.received().empty());
        setup(trace);
        CPPUNIT_ASSERT_EQUAL(HepExport::kMostHeld + 1, server_.received().size());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{HepExport::kMostHeld + 1}, export_.counters().sent);
    }
    void what_is_switched_off_is_not_sent() {
        server_.settings.q931 = server_.settings.sip = false;
        start();
        CallTrace trace(store_, 6);
        invite(trace);
        setup(trace);
        export_.sip({}, base::Octets());
        CPPUNIT_ASSERT(server_.received().empty());
        static constexpr std::uint8_t kRelease[] = {0x0c};
        trace.message(TraceLeg::gateway, Direction::internal, Protocol::isup,
                      base::Octets(kRelease));
        CPPUNIT_ASSERT_EQUAL(std::string(1, 54), server_.received().at(0)[kProtocol]);
    }
    void nothing_is_sent_without_a_server() {
        start();
        export_.configure({});
        CPPUNIT_ASSERT(!export_.running());
        CallTrace trace(store_, 8);
        setup(trace);
        invite(trace);
        CPPUNIT_ASSERT(server_.received().empty());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, export_.counters().lost);
    }

  public:
    void tearDown() override { store_.set_tap(nullptr); }
};

CPPUNIT_TEST_SUITE_REGISTRATION(HepTest);

} // namespace
