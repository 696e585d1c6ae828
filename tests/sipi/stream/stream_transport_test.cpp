// SIP over real TCP connections on the loopback interface.
#include "sipi/stream/stream_transport.h"

#include "tests/sipi/network.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <sys/socket.h>
#include <unistd.h>

namespace {

using namespace sipi;
using namespace sipi::test;
using namespace std::chrono_literals;

const std::string kMessage = "OPTIONS sip:a@b SIP/2.0\r\nContent-Length: 0\r\n\r\n";

struct StreamCollector final : TransportListener {
    std::vector<std::string> messages;
    std::vector<Endpoint> unreachable, broken;
    Endpoint source;
    void on_octets(base::Octets octets, const Endpoint& from, const Endpoint&,
                   Transport&) override {
        messages.emplace_back(octets.begin(), octets.end());
        source = from;
    }
    void on_unreachable(const Endpoint& destination, Transport&) override {
        unreachable.push_back(destination);
    }
    void on_broken_stream(const Endpoint& from, Transport&) override { broken.push_back(from); }
};

/// A client socket of the test's own.
struct RawStream {
    explicit RawStream(const Endpoint& to) : fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_storage address{};
        const auto length = static_cast<socklen_t>(to.to_socket(address));
        CPPUNIT_ASSERT(connect(fd, reinterpret_cast<const sockaddr*>(&address), length) == 0);
    }
    ~RawStream() { close(fd); }
    RawStream(const RawStream&) = delete;
    RawStream& operator=(const RawStream&) = delete;
    void say(const std::string& text) const {
        CPPUNIT_ASSERT(::send(fd, text.data(), text.size(), MSG_NOSIGNAL) ==
                       static_cast<ssize_t>(text.size()));
    }
    /// What has come; "<closed>" at its end.
    std::string heard() const {
        char octets[256];
        const ssize_t count = recv(fd, octets, sizeof octets, MSG_DONTWAIT);
        return count == 0  ? "<closed>"
               : count < 0 ? std::string()
                           : std::string(octets, static_cast<std::size_t>(count));
    }
    int fd;
};

class StreamTransportTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(StreamTransportTest);
    CPPUNIT_TEST(connects_on_demand_and_answers_on_the_same_connection);
    CPPUNIT_TEST(reports_who_does_not_listen);
    CPPUNIT_TEST(answers_pings);
    CPPUNIT_TEST(a_ping_that_is_not_answered_ends_its_connection);
    CPPUNIT_TEST(closes_a_stream_that_is_no_sip);
    CPPUNIT_TEST(closes_who_sends_nothing_and_who_sends_slowly);
    CPPUNIT_TEST(closes_idle_connections);
    CPPUNIT_TEST(limits_connections_of_a_source_and_of_all);
    CPPUNIT_TEST(a_reader_that_stops_reading_is_bounded);
    CPPUNIT_TEST_SUITE_END();

    base::Loop loop;
    PlainChannels plain;
    StreamCollector at_server, at_client;

    static Endpoint any_port() { return *Endpoint::from_text("tcp:127.0.0.1:0"); }

    template <class Done>
    void run_until(const Done& done) {
        for (int i = 0; i < 500 && !done(); ++i)
            loop.run_once(10ms);
        CPPUNIT_ASSERT(done());
    }

    void connects_on_demand_and_answers_on_the_same_connection() {
        StreamTransport server(loop, any_port(), plain, {}), client(loop, any_port(), plain, {});
        server.listen(&at_server);
        client.listen(&at_client);
        CPPUNIT_ASSERT(client.send(octets_of(kMessage), server.local()).ok());
        CPPUNIT_ASSERT(client.send(octets_of(kMessage), server.local()).ok());
        run_until([&] { return at_server.messages.size() == 2; });
        CPPUNIT_ASSERT_EQUAL(kMessage, at_server.messages[1]);
        CPPUNIT_ASSERT(at_server.source.port != client.local().port);
        const std::string answer = "SIP/2.0 200 OK\r\nl: 0\r\n\r\n";
        CPPUNIT_ASSERT(server.send(octets_of(answer), at_server.source).ok());
        run_until([&] { return !at_client.messages.empty(); });
        CPPUNIT_ASSERT_EQUAL(answer, at_client.messages[0]);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server.connections().size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, client.connections().size());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, server.stream_counters().accepted);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, client.stream_counters().connected);
    }
    void reports_who_does_not_listen() {
        Endpoint nobody;
        {
            StreamTransport gone(loop, any_port(), plain, {});
            nobody = gone.local();
        }
        StreamTransport client(loop, any_port(), plain, {});
        client.listen(&at_client);
        if (client.send(octets_of(kMessage), nobody).ok()) { // else it was known at once
            run_until([&] { return !at_client.unreachable.empty(); });
            CPPUNIT_ASSERT(at_client.unreachable[0] == nobody);
            CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, client.stream_counters().failed);
        }
        CPPUNIT_ASSERT(client.connections().empty());
    }
    void answers_pings() {
        StreamTransport server(loop, any_port(), plain, {});
        server.listen(&at_server);
        const RawStream peer(server.local());
        peer.say("\r\n\r\n");
        std::string heard;
        run_until([&] { return !(heard += peer.heard()).empty(); });
        CPPUNIT_ASSERT_EQUAL(std::string("\r\n"), heard);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, server.counters().keep_alives_in);
    }
    void a_ping_that_is_not_answered_ends_its_connection() {
        StreamTransport client(loop, any_port(), plain, {.pong_timeout = 50ms});
        client.listen(&at_client);
        const RawStream peer(client.local());
        peer.say(kMessage);
        run_until([&] { return !at_client.messages.empty(); });
        CPPUNIT_ASSERT(!client.keep_alive(any_port(), true)); // no connection is made for it
        CPPUNIT_ASSERT(client.keep_alive(at_client.source, true));
        std::string heard;
        run_until([&] { return !(heard += peer.heard()).empty(); });
        CPPUNIT_ASSERT_EQUAL(std::string("\r\n\r\n"), heard);
        peer.say("\r\n");
        run_until([&] { return client.counters().keep_alives_in == 1; });
        CPPUNIT_ASSERT(client.keep_alive(at_client.source, false)); // it need not answer this one
        for (int turn = 0; turn < 10; ++turn)
            loop.run_once(10ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, client.connections().size());
        CPPUNIT_ASSERT(client.keep_alive(at_client.source, true));
        run_until([&] { return !at_client.unreachable.empty(); });
        CPPUNIT_ASSERT(at_client.unreachable[0] == at_client.source);
        CPPUNIT_ASSERT(client.connections().empty());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, client.stream_counters().broken);
    }
    void closes_a_stream_that_is_no_sip() {
        StreamTransport server(loop, any_port(), plain, {.max_message = 1000});
        server.listen(&at_server);
        const RawStream http(server.local()), flood(server.local());
        http.say("GET / HTTP/1.1\r\nContent-Length: -5\r\n\r\n");
        flood.say(std::string(2000, 'x'));
        run_until([&] { return at_server.broken.size() == 2; });
        run_until([&] { return http.heard() == "<closed>" || server.connections().empty(); });
        CPPUNIT_ASSERT(server.connections().empty());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, server.stream_counters().broken);
        CPPUNIT_ASSERT(at_server.messages.empty());
    }
    void closes_who_sends_nothing_and_who_sends_slowly() {
        StreamTransport server(loop, any_port(), plain, {.message_timeout = 100ms});
        server.listen(&at_server);
        const RawStream silent(server.local()), slow(server.local()), good(server.local());
        good.say(kMessage);
        std::size_t at = 0;
        for (int turn = 0; turn < 500 && server.connections().size() != 1; ++turn) {
            if (at < kMessage.size() - 1) // never the last octet
                (void)!::send(slow.fd, &kMessage[at++], 1, MSG_NOSIGNAL);
            loop.run_once(10ms);
        }
        run_until([&] { return server.connections().size() == 1; });
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, server.stream_counters().slow);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, at_server.messages.size());
    }
    void closes_idle_connections() {
        StreamTransport server(loop, any_port(), plain, {.idle_timeout = 50ms});
        server.listen(&at_server);
        const RawStream peer(server.local());
        peer.say(kMessage);
        run_until([&] { return server.stream_counters().idle == 1; });
        CPPUNIT_ASSERT(server.connections().empty());
        std::string heard;
        run_until([&] { return !(heard += peer.heard()).empty(); });
        CPPUNIT_ASSERT(heard.starts_with("<closed>"));
    }
    void limits_connections_of_a_source_and_of_all() {
        StreamTransport server(loop, any_port(), plain, {.max_connections = 3, .max_of_source = 2});
        server.listen(&at_server);
        std::vector<std::unique_ptr<RawStream>> peers;
        for (int n = 0; n < 3; ++n)
            peers.push_back(std::make_unique<RawStream>(server.local()));
        run_until([&] { return server.stream_counters().refused == 1; });
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, server.connections().size());
        server.configure({.max_connections = 3, .known = [](const Endpoint&) { return true; }});
        peers.push_back(std::make_unique<RawStream>(server.local()));
        peers.push_back(std::make_unique<RawStream>(server.local()));
        run_until([&] { return server.stream_counters().refused == 2; });
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, server.connections().size());
        peers.clear();
        run_until([&] { return server.connections().empty(); });
        server.configure({.admits = [](const Endpoint&) { return false; }});
        const RawStream banned(server.local());
        run_until([&] { return server.stream_counters().refused == 3; });
    }
    void a_reader_that_stops_reading_is_bounded() {
        StreamTransport server(loop, any_port(), plain, {.max_queue = 100000});
        server.listen(&at_server);
        const RawStream peer(server.local());
        peer.say(kMessage);
        run_until([&] { return !at_server.messages.empty(); });
        const std::string large(50000, 'x');
        bool refused = false;
        for (int n = 0; n < 1000 && !refused; ++n) {
            refused = !server.send(octets_of(large), at_server.source).ok();
            loop.run_once(1ms);
        }
        CPPUNIT_ASSERT(refused);
        CPPUNIT_ASSERT(server.connections()[0].queued <= 100000);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(StreamTransportTest);

} // namespace
