// One client of the console: requests in, answers out, never waiting for either.
#include "gateway/console/session.h"

#include "base/log.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace console {

namespace {

constexpr std::size_t kReadOctets = 16 * 1024;

std::string message_json(const char* key, std::string_view message) {
    nlohmann::ordered_json json;
    if (std::string_view(key) == "message")
        json["ok"] = true;
    json[key] = std::string(message);
    return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

/// Sentences end in a newline, whoever wrote them.
std::string sentence(std::string_view text) {
    std::string out(text);
    if (!out.ends_with('\n'))
        out += '\n';
    return out;
}

} // namespace

/// Renders what a handler answers and puts it into the session's output.
class Session::SessionReply final : public Reply {
  public:
    SessionReply(Session& session, bool json) : session_(session), json_(json) {}
    void document(const Document& document) override {
        put(Status::ok, json_ ? to_json(document) : to_text(document));
    }
    void formatted(std::string_view text, std::string_view json) override {
        put(Status::ok, std::string(json_ ? json : text));
    }
    void done(std::string_view message) override {
        put(Status::ok, json_ ? message_json("message", message) : sentence(message));
    }
    void error(std::string_view message) override {
        put(Status::error, json_ ? message_json("error", message) : sentence(message));
    }
    void stream(std::string_view head, std::unique_ptr<StreamSource> source) override {
        if (!std::exchange(answered_, true))
            session_.start_stream(head, std::move(source));
    }
    bool answered() const { return answered_; }

  private:
    void put(Status status, const std::string& text) {
        if (!std::exchange(answered_, true))
            session_.put(status, text);
    }
    Session& session_;
    bool json_;
    bool answered_ = false;
};

Session::Session(base::Loop& loop, Registry& registry, int fd, Access access,
                 std::size_t stream_octets, std::function<void()> on_closed)
    : loop_(loop), registry_(registry), fd_(fd), write_fd_(::fcntl(fd, F_DUPFD_CLOEXEC, 0)),
      access_(access), stream_octets_(stream_octets), on_closed_(std::move(on_closed)) {}

Session::~Session() {
    abandon();
}

void Session::abandon() {
    on_closed_ = nullptr;
    close();
}

void Session::start() {
    if (write_fd_ < 0) // no descriptor left for it
        return close();
    readable_ = loop_.watch(fd_, [this] {
        const auto self = shared_from_this();
        readable();
    });
}

void Session::close() {
    if (fd_ < 0)
        return;
    source_.reset();
    readable_.reset();
    writable_.reset();
    ::close(std::exchange(fd_, -1));
    ::close(write_fd_);
    if (on_closed_)
        std::exchange(on_closed_, nullptr)();
}

// --- Requests
// ---------------------------------------------------------------------------------------------------

/// Reads one portion. While an answer waits to be read, nothing is read here: the sender has to
/// wait as well.
void Session::readable() {
    char buffer[kReadOctets];
    const ssize_t count = ::recv(fd_, buffer, sizeof buffer, MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
        return;
    if (count < 0)
        return close();
    if (count == 0) {
        finished_ = true;
        readable_.reset();
    } else {
        requests_.feed({buffer, static_cast<std::size_t>(count)});
    }
    serve();
}

/// Answers requests in their order until one has to wait: for the reader, or for a stream to end.
void Session::serve() {
    while (fd_ >= 0 && unsent() == 0) {
        if (!waiting_ && !(waiting_ = requests_.next()))
            break;
        if (streaming() && waiting_->kind != Request::Kind::cancel)
            break;
        const Request request = *std::exchange(waiting_, std::nullopt);
        if (streaming())
            cancel();
        else
            obey(request);
    }
    if (fd_ < 0)
        return;
    if (unsent() > 0 || waiting_)
        readable_.reset();
    else if (!finished_ && !readable_)
        start();
    else if (finished_ && !streaming())
        close();
}

void Session::obey(const Request& request) {
    switch (request.kind) {
    case Request::Kind::command:
        return run(request.text);
    case Request::Kind::help:
        return put(Status::ok, registry_.help(request.text));
    case Request::Kind::complete: {
        std::string lines;
        for (const Candidate& candidate : registry_.candidates(request.text))
            if (candidate.literal)
                lines += candidate.word + '\t' + candidate.help + '\n';
        return put(Status::ok, lines);
    }
    case Request::Kind::cancel:
        return; // nothing runs
    case Request::Kind::bad:
        return put(Status::error, request.text + '\n');
    }
}

void Session::run(const std::string& line) {
    auto match = registry_.match(line);
    const bool json = match ? match->arguments.json() : line.find("--json") != std::string::npos;
    SessionReply reply(*this, json);
    if (!match)
        return reply.error(match.error().message);
    if (!match->command->read_only && access_ != Access::read_write)
        return reply.error(fmt::format("\"{}\" changes the gateway, and you may only look; "
                                       "use it as root or as the user that landlined runs as",
                                       match->command->grammar));
    if (!match->command->read_only)
        base::log::info("console", "command: {}", line);
    match->command->handler(match->arguments, reply);
    if (!reply.answered())
        reply.error("no answer");
}

// --- Answers
// ------------------------------------------------------------------------------------------------------

void Session::put(Status status, std::string_view text) {
    if (fd_ < 0)
        return;
    if (unsent() == 0) {
        output_.clear();
        sent_ = 0;
    }
    output_ += frame(status, text);
    flush();
}

/// Writes what the socket takes now; the rest when it is writable again.
void Session::flush() {
    while (unsent() > 0) {
        const ssize_t count =
            ::send(fd_, output_.data() + sent_, unsent(), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (count > 0) {
            sent_ += static_cast<std::size_t>(count);
        } else if (count < 0 && errno == EINTR) {
            continue;
        } else if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            writable_.reset();
            writable_ = loop_.watch_writable(write_fd_, [this] {
                const auto self = shared_from_this();
                flush();
                serve();
            });
            return;
        } else {
            // The client has gone. Closing runs others' code, so not from within a handler of
            // theirs.
            output_.clear();
            sent_ = 0;
            loop_.post([self = shared_from_this()] { self->close(); });
            return;
        }
    }
    output_ = {};
    sent_ = 0;
}

// --- Streams
// ------------------------------------------------------------------------------------------------------

void Session::start_stream(std::string_view head, std::unique_ptr<StreamSource> source) {
    stream_ended_ = false;
    left_out_ = 0;
    put(Status::more, head);
    source_ = std::move(source);
    source_->start(*this);
}

void Session::send(std::string_view text) {
    if (stream_ended_)
        return;
    if (unsent() + text.size() > stream_octets_) {
        ++left_out_;
        return;
    }
    if (left_out_ > 0)
        put(Status::more,
            fmt::format("... {} events were left out: they came faster than they were read\n",
                        std::exchange(left_out_, 0)));
    put(Status::more, text);
}

void Session::cancel() {
    source_->cancel();
    end();
}

void Session::end(Status status, std::string_view text) {
    if (std::exchange(stream_ended_, true))
        return;
    put(status, text);
    drop_source_later();
}

/// Not within end(), which the source itself calls.
void Session::drop_source_later() {
    loop_.post([weak = weak_from_this(), ended = source_.get()] {
        const auto self = weak.lock();
        if (!self || self->source_.get() != ended || !self->stream_ended_)
            return;
        self->source_.reset();
        self->serve();
    });
}

} // namespace console
