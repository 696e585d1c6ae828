// One client of the console: requests in, answers out, never waiting for either. Private to the
// room.
#pragma once

#include "gateway/console/console.h"
#include "gateway/console/protocol.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace console {

/// States, by what is there: idle (neither output nor stream), writing (output_ not empty: no
/// request is read), streaming (source_: cancel is obeyed, the rest waits), closed.
///
/// Thread: the signalling loop. Owner: shared by the server and by callbacks that are still to
/// come.
class Session : public std::enable_shared_from_this<Session>, private StreamSink {
  public:
    /// `on_closed` is called once, when the client is gone or given up; the session may be released
    /// in it.
    Session(base::Loop& loop, Registry& registry, int fd, Access access, std::size_t stream_octets,
            std::function<void()> on_closed);
    ~Session() override;
    /// Begins to read.
    void start();
    /// Closes without a word to the owner, who is about to go.
    void abandon();

  private:
    class SessionReply;
    void readable();
    void serve();
    void obey(const Request& request);
    void run(const std::string& line);
    void put(Status status, std::string_view text);
    void flush();
    void start_stream(std::string_view head, std::unique_ptr<StreamSource> source);
    void send(std::string_view text) override;
    void end() override { end(Status::ok, ""); }
    void fail(std::string_view text) override { end(Status::error, text); }
    void end(Status status, std::string_view text);
    void cancel();
    void drop_source_later();
    void close();
    std::size_t unsent() const { return output_.size() - sent_; }
    bool streaming() const { return source_ && !stream_ended_; }

    base::Loop& loop_;
    Registry& registry_;
    int fd_;
    int write_fd_; ///< the same socket: a loop watches one descriptor for one thing only
    const Access access_;
    const std::size_t stream_octets_;
    std::function<void()> on_closed_;
    std::unique_ptr<base::Loop::Watch> readable_;
    std::unique_ptr<base::Loop::Watch> writable_;
    RequestReader requests_;
    std::optional<Request> waiting_; ///< the next one, while a stream runs
    std::string output_;
    std::size_t sent_ = 0;
    std::unique_ptr<StreamSource> source_;
    bool stream_ended_ = false;
    std::size_t left_out_ = 0; ///< pieces of the stream, since the last one that was sent
    bool finished_ = false;    ///< the client sends nothing more; answer what came, then close
};

} // namespace console
