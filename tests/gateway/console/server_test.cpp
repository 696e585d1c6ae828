// The server over a real UNIX socket in a temporary directory.
#include "gateway/console/console.h"

#include "base/log.h"
#include "gateway/console/protocol.h"
#include "tests/gateway/console/fake_daemon.h"

#include <cppunit/extensions/HelperMacros.h>
#include <fmt/core.h>

#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <functional>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace console;
using namespace std::chrono_literals;

namespace {

/// The client's end, non-blocking: the loop turns between reads.
class Peer {
  public:
    Peer(base::Loop& loop, const std::string& path)
        : loop_(loop), fd_(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path.data(), path.size());
        CPPUNIT_ASSERT_EQUAL(0,
                             ::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address));
    }
    ~Peer() { close(); }
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;
    void close() {
        if (fd_ >= 0)
            ::close(fd_);
        fd_ = -1;
    }
    void finish() { ::shutdown(fd_, SHUT_WR); }
    bool write(std::string_view octets) {
        return ::send(fd_, octets.data(), octets.size(), MSG_NOSIGNAL) ==
               static_cast<ssize_t>(octets.size());
    }
    /// Turns the loop until a frame has come, or for so many turns that none will.
    std::string frame() {
        for (int turn = 0; turn < 200; ++turn) {
            if (auto got = frames_.next()) {
                constexpr const char* kNames[] = {"more", "ok", "error"};
                return fmt::format("{}: {}", kNames[static_cast<int>(got->status)], got->text);
            }
            loop_.run_once(turn < 20 ? 0ms : 5ms);
            receive();
        }
        return closed_ ? "closed" : "nothing";
    }
    std::string ask(const std::string& line) {
        CPPUNIT_ASSERT(write(line + '\n'));
        return frame();
    }
    bool closed() {
        for (int turn = 0; turn < 200 && !closed_; ++turn) {
            loop_.run_once(1ms);
            receive();
        }
        return closed_;
    }
    std::size_t received = 0;

  private:
    void receive() {
        char buffer[65536];
        const ssize_t count = ::recv(fd_, buffer, sizeof buffer, MSG_DONTWAIT);
        if (count > 0) {
            frames_.feed({buffer, static_cast<std::size_t>(count)});
            received += static_cast<std::size_t>(count);
        } else if (count == 0) {
            closed_ = true;
        }
    }
    base::Loop& loop_;
    int fd_;
    FrameReader frames_;
    bool closed_ = false;
};

} // namespace

class ServerTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ServerTest);
    CPPUNIT_TEST(answers_commands_in_text_and_json);
    CPPUNIT_TEST(answers_help_completion_and_errors);
    CPPUNIT_TEST(keeps_the_order_of_requests_sent_ahead);
    CPPUNIT_TEST(answers_what_came_before_a_half_close);
    CPPUNIT_TEST(takes_a_request_octet_by_octet);
    CPPUNIT_TEST(a_reader_may_look_but_not_touch);
    CPPUNIT_TEST(turns_strangers_away_with_a_reason);
    CPPUNIT_TEST(limits_the_number_of_clients);
    CPPUNIT_TEST(streams_a_trace_until_the_call_ends);
    CPPUNIT_TEST(cancels_a_stream);
    CPPUNIT_TEST(requests_behind_a_stream_wait_for_its_end);
    CPPUNIT_TEST(a_client_that_leaves_a_stream_is_forgotten);
    CPPUNIT_TEST(a_client_that_does_not_read_holds_up_nobody);
    CPPUNIT_TEST(leaves_events_out_for_a_slow_reader_and_says_so);
    CPPUNIT_TEST(survives_garbage_and_endless_lines);
    CPPUNIT_TEST(clients_may_vanish_at_any_point);
    CPPUNIT_TEST(may_be_destroyed_with_clients_and_streams);
    CPPUNIT_TEST(gives_the_socket_to_owner_and_group_only);
    CPPUNIT_TEST(replaces_a_stale_socket_but_not_a_living_one);
    CPPUNIT_TEST(refuses_paths_that_cannot_be);
    CPPUNIT_TEST_SUITE_END();

    std::string directory_;
    std::unique_ptr<base::Loop> loop_;
    std::unique_ptr<FakeDaemon> daemon_;
    Registry registry_;
    std::unique_ptr<Server> server_;
    Access access_ = Access::read_write;
    base::log::Level level_ = base::log::level();

  public:
    void setUp() override {
        base::log::set_level(base::log::Level::off);
        char name[] = "/tmp/landline-console-XXXXXX";
        directory_ = ::mkdtemp(name);
        loop_ = std::make_unique<base::Loop>();
        daemon_ = std::make_unique<FakeDaemon>(loop_->clock());
        register_commands(registry_, *daemon_);
        registry_.add(
            {"large SIZE", "many octets", true, {}, [](const Arguments& arguments, Reply& reply) {
                 reply.formatted(std::string(std::stoul(std::string(arguments["SIZE"])), 'x'), "");
             }});
        start({});
    }
    void tearDown() override {
        server_.reset();
        daemon_.reset();
        loop_.reset();
        ::unlink(path().c_str());
        ::rmdir(directory_.c_str());
        base::log::set_level(level_);
    }

  private:
    std::string path() const { return directory_ + "/console.sock"; }
    void start(Options options) {
        server_.reset();
        options.socket = path();
        if (!options.credentials)
            options.credentials = [this](int) { return access_; };
        server_ = std::make_unique<Server>(*loop_, registry_, options);
    }
    static void assert_contains(const std::string& text, const std::string& part) {
        CPPUNIT_ASSERT_MESSAGE("\"" + part + "\" is not in: " + text.substr(0, 500),
                               text.find(part) != std::string::npos);
    }
    bool clients_become(std::size_t count) {
        for (int turn = 0; turn < 200 && server_->clients() != count; ++turn)
            loop_->run_once(1ms);
        return server_->clients() == count;
    }
    void event(observe::CallTrace& trace, const std::string& text) {
        trace.event(observe::TraceLeg::gateway, observe::Direction::internal,
                    observe::Protocol::timer, text);
    }

    void answers_commands_in_text_and_json() {
        Peer peer(*loop_, path());
        CPPUNIT_ASSERT_EQUAL(std::string("ok: landlined:  0.1.0\n"), peer.ask("show version"));
        CPPUNIT_ASSERT_EQUAL(std::string("ok: {\n  \"version\": \"0.1.0\"\n}\n"),
                             peer.ask("sh ver --json"));
        CPPUNIT_ASSERT_EQUAL(std::string("ok: released 42\n"), peer.ask("call release 42"));
        CPPUNIT_ASSERT_EQUAL(std::string("ok: {\n  \"ok\": true,\n  \"message\": \"stop\"\n}\n"),
                             peer.ask("stop --json"));
    }
    void answers_help_completion_and_errors() {
        Peer peer(*loop_, path());
        assert_contains(peer.ask("show cal?"), "ok:   call   one call");
        assert_contains(peer.ask("\tshow cal"),
                        "ok: call\tone call: legs, numbers, media\ncalls\t");
        CPPUNIT_ASSERT_EQUAL(
            std::string("error: unknown word \"clals\" after \"show\"; did you mean \"calls\"?\n"),
            peer.ask("show clals"));
        assert_contains(peer.ask("show clals --json"), "error: {\n  \"error\": \"unknown word");
    }
    void keeps_the_order_of_requests_sent_ahead() {
        Peer peer(*loop_, path());
        std::string lines;
        for (int i = 0; i < 100; ++i)
            lines += fmt::format("large {}\n", i * 500);
        CPPUNIT_ASSERT(peer.write(lines));
        for (std::size_t i = 0; i < 100; ++i)
            CPPUNIT_ASSERT_EQUAL(i * 500 + 4, peer.frame().size());
    }
    void answers_what_came_before_a_half_close() {
        Peer peer(*loop_, path());
        CPPUNIT_ASSERT(peer.write("show version\nlarge 1000000\nshow version\n"));
        peer.finish();
        CPPUNIT_ASSERT_EQUAL(std::string("ok: landlined:  0.1.0\n"), peer.frame());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1000004}, peer.frame().size());
        CPPUNIT_ASSERT_EQUAL(std::string("ok: landlined:  0.1.0\n"), peer.frame());
        CPPUNIT_ASSERT(peer.closed());
        CPPUNIT_ASSERT(clients_become(0));
    }
    void takes_a_request_octet_by_octet() {
        Peer peer(*loop_, path());
        for (const char c : std::string("show version\n")) {
            CPPUNIT_ASSERT(peer.write({&c, 1}));
            loop_->run_once(0ms);
        }
        CPPUNIT_ASSERT_EQUAL(std::string("ok: landlined:  0.1.0\n"), peer.frame());
    }
    void a_reader_may_look_but_not_touch() {
        access_ = Access::read_only;
        Peer peer(*loop_, path());
        for (const char* line : {"show calls", "trace call 1", "route test 6 from pbx", "help"})
            CPPUNIT_ASSERT_MESSAGE(line,
                                   peer.ask(line).find("you may only look") == std::string::npos);
        for (const char* line : {"call release 42", "span block line1", "span unblock line1",
                                 "log level debug", "reload", "stop", "stop when idle"})
            assert_contains(peer.ask(line), "you may only look");
        CPPUNIT_ASSERT(daemon_->actions.empty());
    }
    void turns_strangers_away_with_a_reason() {
        access_ = Access::none;
        Peer peer(*loop_, path());
        assert_contains(peer.frame(), "error: you may not use this console");
        CPPUNIT_ASSERT(peer.closed());
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, server_->clients());
    }
    void limits_the_number_of_clients() {
        Options options;
        options.clients = 2;
        start(options);
        Peer first(*loop_, path());
        CPPUNIT_ASSERT(clients_become(1));
        {
            Peer second(*loop_, path());
            CPPUNIT_ASSERT(clients_become(2));
            Peer third(*loop_, path());
            assert_contains(third.frame(), "error: the console serves 2 clients already");
        }
        CPPUNIT_ASSERT(clients_become(1));
        Peer fourth(*loop_, path());
        assert_contains(fourth.ask("show version"), "ok:");
    }
    void streams_a_trace_until_the_call_ends() {
        auto trace = std::make_unique<observe::CallTrace>(daemon_->store, 9);
        event(*trace, "T7 started");
        Peer peer(*loop_, path());
        assert_contains(peer.ask("trace call 9"), "more:        ms A");
        event(*trace, "T7 expired");
        assert_contains(peer.frame(), "* timer: T7 expired");
        trace.reset();
        assert_contains(peer.frame(), "more: \nCall 9 ended");
        CPPUNIT_ASSERT_EQUAL(std::string("ok: "), peer.frame());
        assert_contains(peer.ask("show version"), "ok:");
    }
    void cancels_a_stream() {
        observe::CallTrace trace(daemon_->store, 9);
        Peer peer(*loop_, path());
        assert_contains(peer.ask("trace call 9"), "more:");
        CPPUNIT_ASSERT_EQUAL(std::string("ok: "), peer.ask("\x03"));
        event(trace, "unseen");
        CPPUNIT_ASSERT_EQUAL(std::string("ok: landlined:  0.1.0\n"),
                             peer.ask("\x03\nshow version"));
    }
    void requests_behind_a_stream_wait_for_its_end() {
        auto trace = std::make_unique<observe::CallTrace>(daemon_->store, 9);
        Peer peer(*loop_, path());
        assert_contains(peer.ask("trace call 9\nshow version"), "more:");
        event(*trace, "T7 expired");
        assert_contains(peer.frame(), "T7 expired");
        trace.reset();
        assert_contains(peer.frame(), "Call 9 ended");
        CPPUNIT_ASSERT_EQUAL(std::string("ok: "), peer.frame());
        CPPUNIT_ASSERT_EQUAL(std::string("ok: landlined:  0.1.0\n"), peer.frame());
    }
    void a_client_that_leaves_a_stream_is_forgotten() {
        observe::CallTrace trace(daemon_->store, 9);
        Peer peer(*loop_, path());
        assert_contains(peer.ask("trace call 9"), "more:");
        peer.close();
        for (int i = 0; i < 20; ++i) {
            loop_->run_once(1ms);
            event(trace, "nobody listens");
        }
        CPPUNIT_ASSERT(clients_become(0));
    }
    void a_client_that_does_not_read_holds_up_nobody() {
        Peer stuck(*loop_, path());
        for (int i = 0; i < 1000; ++i) { // the server stops reading long before
            if (!stuck.write("large 1000000\n"))
                break;
            loop_->run_once(0ms);
        }
        Peer other(*loop_, path());
        CPPUNIT_ASSERT_EQUAL(std::string("ok: landlined:  0.1.0\n"), other.ask("show version"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1000004},
                             stuck.frame().size()); // and is served when it reads again
        CPPUNIT_ASSERT_EQUAL(std::size_t{1000004}, stuck.frame().size());
    }
    void leaves_events_out_for_a_slow_reader_and_says_so() {
        Options options;
        options.stream_octets = 20000;
        start(options);
        observe::CallTrace trace(daemon_->store, 9);
        Peer peer(*loop_, path());
        assert_contains(peer.ask("trace call 9"), "more:");
        for (int i = 0; i < 20000; ++i)
            event(trace, fmt::format("event {}", i));
        std::string text;
        bool told = false;
        for (int i = 0; i < 20000 && !told; ++i) {
            text = peer.frame();
            if (text == "nothing")
                event(trace, "one more");
            told = text.find("events were left out") != std::string::npos;
        }
        CPPUNIT_ASSERT(told);
        assert_contains(peer.frame(), "one more");
    }
    void survives_garbage_and_endless_lines() {
        Peer peer(*loop_, path());
        std::string garbage;
        for (int i = 0; i < 4000; ++i)
            garbage += static_cast<char>(i * 7919 >> 3);
        peer.write(garbage);
        for (int i = 0; i < 50; ++i) {
            peer.write(std::string(10000, 'x'));
            loop_->run_once(0ms);
        }
        peer.write("\nshow version\n");
        std::string last;
        for (int i = 0; i < 4000 && last.find("landlined") == std::string::npos; ++i)
            last = peer.frame();
        CPPUNIT_ASSERT_EQUAL(std::string("ok: landlined:  0.1.0\n"), last);
    }
    void clients_may_vanish_at_any_point() {
        observe::CallTrace trace(daemon_->store, 9);
        const std::string octets = "show calls\n\tsho\nlarge 300000\ntrace call 9\n\x03\nshow ?\n";
        for (std::size_t cut = 0; cut <= octets.size(); ++cut) {
            {
                Peer peer(*loop_, path());
                peer.write(octets.substr(0, cut));
                loop_->run_once(0ms);
            }
            loop_->run_once(0ms);
            event(trace, "something");
        }
        for (int i = 0; i < 20; ++i) {
            event(trace, "something");
            loop_->run_once(1ms);
        }
        CPPUNIT_ASSERT(clients_become(0));
    }
    void may_be_destroyed_with_clients_and_streams() {
        observe::CallTrace trace(daemon_->store, 9);
        Peer streaming(*loop_, path()), stuck(*loop_, path()), gone(*loop_, path());
        assert_contains(streaming.ask("trace call 9"), "more:");
        stuck.write("large 5000000\n");
        assert_contains(gone.ask("trace call 9"), "more:");
        gone.close();
        event(trace, "last"); // closing of `gone` is now under way
        server_.reset();
        event(trace, "unheard");
        for (int i = 0; i < 5; ++i)
            loop_->run_once(0ms);
        CPPUNIT_ASSERT(streaming.closed());
    }
    void gives_the_socket_to_owner_and_group_only() {
        struct stat status {};
        CPPUNIT_ASSERT_EQUAL(0, ::stat(path().c_str(), &status));
        CPPUNIT_ASSERT_EQUAL(mode_t{0660}, static_cast<mode_t>(status.st_mode & 07777));
        server_.reset();
        CPPUNIT_ASSERT(::stat(path().c_str(), &status) != 0);
    }
    void replaces_a_stale_socket_but_not_a_living_one() {
        Options options;
        options.socket = path();
        try {
            Server second(*loop_, registry_, options);
            CPPUNIT_FAIL("must throw");
        } catch (const std::runtime_error& error) {
            assert_contains(error.what(), "another daemon answers on " + path());
        }
        server_.reset();
        const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path().data(), path().size());
        CPPUNIT_ASSERT_EQUAL(0, ::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address));
        ::close(fd); // the file stays, as after a crash
        start({});
        Peer peer(*loop_, path());
        assert_contains(peer.ask("show version"), "ok:");
    }
    void refuses_paths_that_cannot_be() {
        for (const std::string& wrong : {std::string(200, 'x'), std::string(),
                                         directory_ + "/missing/console.sock", directory_}) {
            Options options;
            options.socket = wrong;
            CPPUNIT_ASSERT_THROW(Server(*loop_, registry_, options), std::runtime_error);
        }
        Options options;
        options.socket = directory_ + "/other.sock";
        options.group = "no-such-group-here";
        CPPUNIT_ASSERT_THROW(Server(*loop_, registry_, options), std::runtime_error);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ServerTest);
