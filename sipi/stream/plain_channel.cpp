// SIP in clear on a TCP socket.
#include "sipi/stream/channel.h"

#include <cerrno>
#include <cstring>

#include <sys/socket.h>

namespace sipi {
namespace {

class PlainChannel final : public StreamChannel {
  public:
    explicit PlainChannel(int socket) : socket_(socket) {}

    Status handshake() override { return Status::done; }
    Status read(std::uint8_t* to, std::size_t most, std::size_t& got) override {
        const ssize_t count = recv(socket_, to, most, MSG_DONTWAIT);
        if (count == 0)
            return Status::closed;
        return result(count, got, Status::wait_read);
    }
    Status write(base::Octets octets, std::size_t& sent) override {
        const ssize_t count =
            ::send(socket_, octets.data(), octets.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        return result(count, sent, Status::wait_write);
    }
    void close() override { (void)shutdown(socket_, SHUT_WR); }
    std::string failure() const override { return std::strerror(error_); }

  private:
    Status result(ssize_t count, std::size_t& moved, Status wait) {
        moved = count > 0 ? static_cast<std::size_t>(count) : 0;
        if (count >= 0)
            return Status::done;
        if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
            return wait;
        error_ = errno;
        return Status::failed;
    }

    int socket_;
    int error_ = 0;
};

} // namespace

std::unique_ptr<StreamChannel> PlainChannels::accepted(int socket, const Endpoint&) {
    return std::make_unique<PlainChannel>(socket);
}
std::unique_ptr<StreamChannel> PlainChannels::connecting(int socket, const Endpoint&) {
    return std::make_unique<PlainChannel>(socket);
}

} // namespace sipi
