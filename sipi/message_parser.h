// From octets to a Message: one pass over the text that builds the index, RFC 3261 §7 and §18.3.
#pragma once

#include "sipi/message.h"

namespace sipi {

/// Parses one datagram in place, in the buffer of the message under construction.
///
/// The first thing wrong is noted and the pass goes on, so that a malformed request can still be
/// answered.
class MessageParser {
  public:
    explicit MessageParser(const ParserLimits& limits) : limits_(limits) {}
    base::Result<Message, Malformed> parse(base::Octets datagram);

  private:
    void note(Error error) {
        if (!failed_)
            error_ = error;
        failed_ = true;
    }
    bool read_start_line();
    void read_request_line(std::string_view line);
    void read_status_line(std::string_view line);
    bool read_headers();
    void read_header(std::size_t at, std::size_t end);
    void read_body();
    void check();
    void check_once();
    void check_cseq();
    Malformed malformed() &&;

    /// End of the line at `at` without its line end; next_ is behind it. Lone CRs inside become
    /// spaces.
    bool find_line(std::size_t at, std::size_t& end);
    std::string_view line(std::size_t at, std::size_t end) const {
        return {message_.text_.data() + at, end - at};
    }
    Message::Range range(std::string_view text) const {
        return {static_cast<std::uint32_t>(text.data() - message_.text_.data()),
                static_cast<std::uint32_t>(text.size())};
    }

    const ParserLimits& limits_;
    Message message_;
    std::size_t next_ = 0;
    bool failed_ = false;
    Error error_ = Error::empty;
};

} // namespace sipi
