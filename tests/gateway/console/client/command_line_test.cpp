// The client landline without a terminal, against a real server; the program itself in a terminal.
#include "gateway/console/client/command_line.h"

#include "base/log.h"
#include "gateway/console/console.h"
#include "tests/gateway/console/fake_daemon.h"

#include <cppunit/extensions/HelperMacros.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace console;
using namespace console::client;
using namespace std::chrono_literals;

class CommandLineTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CommandLineTest);
    CPPUNIT_TEST(joins_words_to_a_command);
    CPPUNIT_TEST(finds_the_socket);
    CPPUNIT_TEST(names_wrong_options);
    CPPUNIT_TEST(knows_its_own_words);
    CPPUNIT_TEST(errors_of_connect_say_what_to_do);
    CPPUNIT_TEST_SUITE_END();

    static std::string command(const std::vector<std::string>& arguments) {
        const auto parsed = parse_command_line(arguments, nullptr);
        return parsed ? parsed->command : "error: " + parsed.error();
    }
    void joins_words_to_a_command() {
        CPPUNIT_ASSERT_EQUAL(std::string("show calls --json"),
                             command({"show", "calls", "--json"}));
        CPPUNIT_ASSERT_EQUAL(std::string("--json show calls"),
                             command({"--json", "show", "calls"}));
        CPPUNIT_ASSERT_EQUAL(std::string("span block \"line 2\""),
                             command({"span", "block", "line 2"}));
        CPPUNIT_ASSERT_EQUAL(std::string("show calls"), command({"show calls"}));
        CPPUNIT_ASSERT_EQUAL(std::string(), command({}));
    }
    void finds_the_socket() {
        CPPUNIT_ASSERT_EQUAL(std::string("/run/landline/console.sock"),
                             parse_command_line({}, nullptr)->socket);
        CPPUNIT_ASSERT_EQUAL(std::string("/a"), parse_command_line({}, "/a")->socket);
        CPPUNIT_ASSERT_EQUAL(std::string("/b"),
                             parse_command_line({"-s", "/b", "help"}, "/a")->socket);
        CPPUNIT_ASSERT_EQUAL(std::string("/c"), parse_command_line({"--socket=/c"}, "/a")->socket);
    }
    void names_wrong_options() {
        CPPUNIT_ASSERT(command({"--frob"}).find("--frob") != std::string::npos);
        CPPUNIT_ASSERT(command({"-s"}).find("needs the path") != std::string::npos);
    }
    void knows_its_own_words() {
        CPPUNIT_ASSERT(is_exit(" quit "));
        CPPUNIT_ASSERT(is_exit("exit"));
        CPPUNIT_ASSERT(!is_exit("exit now"));
        CPPUNIT_ASSERT(!is_exit(""));
    }
    void errors_of_connect_say_what_to_do() {
        CPPUNIT_ASSERT(connect_error("/x", ENOENT).find("landlined --config") != std::string::npos);
        CPPUNIT_ASSERT(connect_error("/x", ECONNREFUSED).find("start it again") !=
                       std::string::npos);
        CPPUNIT_ASSERT(connect_error("/x", EACCES).find("group") != std::string::npos);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CommandLineTest);

/// A server in this thread, clients in others or in processes of their own.
class ClientTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ClientTest);
    CPPUNIT_TEST(prints_an_answer_and_ends_with_0);
    CPPUNIT_TEST(prints_a_refusal_on_stderr_and_ends_with_1);
    CPPUNIT_TEST(keeps_json_errors_on_stdout);
    CPPUNIT_TEST(ends_with_2_without_a_daemon);
    CPPUNIT_TEST(runs_lines_from_a_pipe);
    CPPUNIT_TEST(reconnects_when_the_daemon_was_restarted);
    CPPUNIT_TEST(prints_a_large_answer_whole);
    CPPUNIT_TEST(edits_completes_and_helps_in_a_terminal);
    CPPUNIT_TEST(ctrl_c_ends_a_trace_but_not_the_program);
    CPPUNIT_TEST_SUITE_END();

    std::string directory_;
    std::unique_ptr<base::Loop> loop_;
    std::unique_ptr<FakeDaemon> daemon_;
    Registry registry_;
    std::unique_ptr<Server> server_;
    base::log::Level level_ = base::log::level();
    std::string out_, err_;

  public:
    void setUp() override {
        base::log::set_level(base::log::Level::off);
        char name[] = "/tmp/landline-client-XXXXXX";
        directory_ = ::mkdtemp(name);
        loop_ = std::make_unique<base::Loop>();
        daemon_ = std::make_unique<FakeDaemon>(loop_->clock());
        register_commands(registry_, *daemon_);
        registry_.add({"large", "many octets", true, {}, [](const Arguments&, Reply& reply) {
                           reply.formatted(std::string(3000000, 'x'), "");
                       }});
        start();
    }
    void tearDown() override {
        server_.reset();
        daemon_.reset();
        loop_.reset();
        std::filesystem::remove_all(directory_);
        base::log::set_level(level_);
    }

  private:
    std::string path() const { return directory_ + "/console.sock"; }
    void start() {
        server_.reset();
        Options options;
        options.socket = path();
        options.credentials = [](int) { return Access::read_write; };
        server_ = std::make_unique<Server>(*loop_, registry_, options);
    }
    /// Runs `client` in a thread while the server serves; fills out_ and err_.
    int serve(const std::function<int(std::FILE* out, std::FILE* err)>& client) {
        char *out = nullptr, *err = nullptr;
        std::size_t out_size = 0, err_size = 0;
        std::FILE* const out_file = open_memstream(&out, &out_size);
        std::FILE* const err_file = open_memstream(&err, &err_size);
        std::atomic<bool> done = false;
        int status = -1;
        std::thread thread([&] {
            status = client(out_file, err_file);
            done = true;
        });
        while (!done)
            loop_->run_once(1ms);
        thread.join();
        std::fclose(out_file);
        std::fclose(err_file);
        out_.assign(out, out_size);
        err_.assign(err, err_size);
        std::free(out);
        std::free(err);
        return status;
    }
    int command(const std::string& line) {
        return serve([&](std::FILE* out, std::FILE* err) {
            Connection connection(path());
            return run_command(connection, line, out, err);
        });
    }
    int lines(Connection& connection, std::string text) {
        return serve([&](std::FILE* out, std::FILE* err) {
            std::FILE* const in = fmemopen(text.data(), text.size(), "r");
            const int status = run_lines(connection, in, out, err);
            std::fclose(in);
            return status;
        });
    }

    void prints_an_answer_and_ends_with_0() {
        CPPUNIT_ASSERT_EQUAL(0, command("show version"));
        CPPUNIT_ASSERT_EQUAL(std::string("landlined:  0.1.0\n"), out_);
        CPPUNIT_ASSERT_EQUAL(std::string(), err_);
    }
    void prints_a_refusal_on_stderr_and_ends_with_1() {
        CPPUNIT_ASSERT_EQUAL(1, command("show nonsense"));
        CPPUNIT_ASSERT_EQUAL(std::string(), out_);
        CPPUNIT_ASSERT(err_.find("unknown word \"nonsense\"") != std::string::npos);
    }
    void keeps_json_errors_on_stdout() {
        CPPUNIT_ASSERT_EQUAL(1, command("reload --json"));
        CPPUNIT_ASSERT_EQUAL(std::string("{\n  \"error\": \"landline.conf:3:1: no such key\"\n}\n"),
                             out_);
    }
    void ends_with_2_without_a_daemon() {
        server_.reset();
        CPPUNIT_ASSERT_EQUAL(2, command("show version"));
        CPPUNIT_ASSERT(err_.find("landline: no daemon: there is no socket " + path()) == 0);
        CPPUNIT_ASSERT_EQUAL(2, command("two\nlines"));
    }
    void runs_lines_from_a_pipe() {
        Connection connection(path());
        CPPUNIT_ASSERT_EQUAL(
            1, lines(connection, "# a comment\n\n  show version\r\nbad\nshow version"));
        CPPUNIT_ASSERT_EQUAL(std::string("landlined:  0.1.0\nlandlined:  0.1.0\n"), out_);
        CPPUNIT_ASSERT_EQUAL(0, lines(connection, "show version\nexit\nbad\n"));
    }
    void reconnects_when_the_daemon_was_restarted() {
        Connection connection(path());
        CPPUNIT_ASSERT_EQUAL(0, lines(connection, "show version\n"));
        start();
        CPPUNIT_ASSERT_EQUAL(0, lines(connection, "show version\n"));
        server_.reset();
        CPPUNIT_ASSERT_EQUAL(2, lines(connection, "show version\n"));
    }
    void prints_a_large_answer_whole() {
        CPPUNIT_ASSERT_EQUAL(0, command("large"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{3000000}, out_.size());
    }

    /// The program in a terminal of its own.
    struct Terminal {
        pid_t pid = -1;
        int fd = -1;
        std::string seen;
        ~Terminal() {
            if (pid > 0) {
                ::kill(pid, SIGKILL);
                ::waitpid(pid, nullptr, 0);
            }
            if (fd >= 0)
                ::close(fd);
        }
    };
    /// bin/landline beside the directory of this test program; empty when it has not been built.
    static std::string program() {
        const auto self = std::filesystem::read_symlink("/proc/self/exe");
        const auto found = self.parent_path().parent_path() / "bin" / "landline";
        return std::filesystem::exists(found) ? found.string() : std::string{};
    }
    bool open(Terminal& terminal) {
        const std::string binary = program();
        if (binary.empty())
            return false;
        winsize size{40, 100, 0, 0};
        const std::string home = "HOME=" + directory_, socket = path();
        terminal.pid = forkpty(&terminal.fd, nullptr, nullptr, &size);
        if (terminal.pid == 0) {
            const char* const arguments[] = {binary.c_str(), "-s", socket.c_str(), nullptr};
            // libedit 3.1 never frees its copies of key bindings (wcsdup), which is not our leak
            const char* const environment[] = {home.c_str(), "TERM=xterm", "PATH=/usr/bin:/bin",
                                               "ASAN_OPTIONS=detect_leaks=0", nullptr};
            ::execve(binary.c_str(), const_cast<char**>(arguments),
                     const_cast<char**>(environment));
            _exit(127);
        }
        return true;
    }
    /// Serves until `text` has appeared on the screen behind what was awaited before.
    void await(Terminal& terminal, const std::string& text) {
        for (int turn = 0; turn < 3000; ++turn) {
            if (const auto at = terminal.seen.find(text); at != std::string::npos) {
                terminal.seen.erase(0, at + text.size());
                return;
            }
            loop_->run_once(1ms);
            pollfd readable{terminal.fd, POLLIN, 0};
            char buffer[4096];
            if (::poll(&readable, 1, 1) > 0)
                if (const ssize_t count = ::read(terminal.fd, buffer, sizeof buffer); count > 0)
                    terminal.seen.append(buffer, static_cast<std::size_t>(count));
        }
        CPPUNIT_FAIL("\"" + text + "\" did not appear; the screen: " + terminal.seen);
    }
    static void type(Terminal& terminal, std::string_view keys) {
        CPPUNIT_ASSERT_EQUAL(static_cast<ssize_t>(keys.size()),
                             ::write(terminal.fd, keys.data(), keys.size()));
    }
    static int ended(Terminal& terminal) {
        int status = -1;
        ::waitpid(std::exchange(terminal.pid, -1), &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

    void edits_completes_and_helps_in_a_terminal() {
        Terminal terminal;
        if (!open(terminal))
            return;
        await(terminal, "landline> ");
        type(terminal, "sh\tver\t");
        await(terminal, "ow"); // libedit moves the cursor between what it inserts
        await(terminal, "sion ");
        type(terminal, "\n");
        await(terminal, "landlined:  0.1.0");
        await(terminal, "landline> ");
        type(terminal, "show cal?");
        await(terminal, "one call: legs, numbers, media");
        await(terminal, "show cal");
        type(terminal, "\t");
        await(terminal, "l");
        type(terminal, "\t"); // "call" or "calls": a list
        await(terminal, "calls that are up");
        type(terminal, "s\n");
        await(terminal, "+49301234.[2J");
        await(terminal, "landline> ");
        type(terminal, "exit\n");
        CPPUNIT_ASSERT_EQUAL(0, ended(terminal));
        CPPUNIT_ASSERT(std::filesystem::exists(directory_ + "/.landline_history"));
    }
    void ctrl_c_ends_a_trace_but_not_the_program() {
        observe::CallTrace trace(daemon_->store, 9);
        Terminal terminal;
        if (!open(terminal))
            return;
        await(terminal, "landline> ");
        type(terminal, "trace call 9\n");
        await(terminal, "gateway");
        trace.event(observe::TraceLeg::gateway, observe::Direction::internal,
                    observe::Protocol::timer, "T7 expired");
        await(terminal, "timer: T7 expired");
        type(terminal, "\x03");
        await(terminal, "landline> ");
        type(terminal, "show ver\x03"); // at the prompt: a new line
        await(terminal, "landline> ");
        type(terminal, "show version\n");
        await(terminal, "landlined:  0.1.0");
        type(terminal, "\x04");
        CPPUNIT_ASSERT_EQUAL(0, ended(terminal));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ClientTest);
