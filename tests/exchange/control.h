// The control socket: a UNIX stream socket, one command per line, one JSON object per line as
// answer.
#pragma once

#include "tests/exchange/exchange.h"

#include <memory>
#include <string>
#include <vector>

namespace exchange {

/// Thread: the loop's.
class Control {
  public:
    Control(Exchange& exchange, base::Loop& loop, std::function<void()> quit);
    ~Control();
    /// Errors: a sentence.
    base::Result<void, std::string> open(const std::string& path);
    /// Waiting commands look whether what they wait for has come.
    void on_changed();

  private:
    struct Client;
    void accept();
    void read(Client& client);
    void work_off(Client& client);
    void answer(Client& client, const std::string& line);
    void flush(Client& client);
    void close(Client& client);

    Exchange& exchange_;
    base::Loop& loop_;
    std::function<void()> quit_;
    std::string path_;
    base::Timer look_again_; // some conditions, such as a RESTART acknowledged, are not reported
    int fd_ = -1;
    std::unique_ptr<base::Loop::Watch> watch_;
    std::vector<std::unique_ptr<Client>> clients_, closed_;
};

} // namespace exchange
