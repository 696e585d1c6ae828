// Messages in a stream of octets: RFC 3261 §7.5, §18.3 and the keep-alives of RFC 5626 §3.5.1.
#pragma once

#include "base/octets.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sipi {

/// Cuts what a stream brings into SIP messages by Content-Length.
///
/// Thread: one. Owner: the connection. Holds at most one message and what came with its last
/// octets; nothing while idle.
class StreamFramer {
  public:
    enum class Next : std::uint8_t {
        more,      ///< all is taken; a part of a message may wait
        message,   ///< message() is whole
        ping,      ///< CRLF CRLF: to be answered with CRLF
        pong,      ///< CRLF
        too_long,  ///< a message, or its header, beyond what is let in: the stream is of no use now
        malformed, ///< Content-Length that is no number, or two that differ: likewise
    };

    explicit StreamFramer(std::size_t most) : most_(most) {}

    /// What was read. Views of message() end here.
    void append(base::Octets octets);
    /// The next thing in the stream; to be asked until it says `more` or a fault.
    Next next();
    /// Valid until append() or next(); header and body, without CRLF before it.
    base::Octets message() const { return message_; }
    /// A message has begun and is not whole.
    bool pending() const { return begin_ < buffer_.size(); }

  private:
    Next blank_lines();
    Next fault(Next what);
    void forget();

    std::size_t most_;
    std::vector<std::uint8_t> buffer_;
    std::size_t begin_ = 0;   ///< of the message in hand
    std::size_t scanned_ = 0; ///< no end of its header before it
    std::size_t total_ = 0;   ///< octets of the message in hand; 0: its header is not whole yet
    base::Octets message_;
    bool half_ping_ = false; ///< the line before was CRLF
    Next fault_ = Next::more;
};

} // namespace sipi
