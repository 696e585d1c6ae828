// A SIP message as a value: one buffer of text with an index of its header fields, RFC 3261 §7.
#pragma once

#include "sipi/error.h"
#include "sipi/header.h"
#include "sipi/header_name.h"
#include "sipi/method.h"
#include "sipi/status.h"
#include "sipi/uri.h"

#include "base/octets.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sipi {

inline constexpr std::size_t kMaxMessage =
    65535;                                      ///< octets of a datagram and of a streamed message
inline constexpr std::size_t kMaxHeaders = 256; ///< header lines; further ones refuse the message

/// What a message may have at most; more is refused with a status, where it can be answered.
/// Beyond kMaxMessage and kMaxHeaders nothing is ever read. Multiparts: sipi/body/multipart.h.
struct ParserLimits {
    std::size_t message = kMaxMessage; ///< octets: 513 (RFC 3261 §21.5.7)
    std::size_t headers = kMaxHeaders; ///< header lines: 400
    std::size_t header = kMaxMessage;  ///< octets of one header, folded lines together: 400
    std::size_t uri = kMaxMessage;     ///< octets of the Request-URI: 414 (§21.4.12)
};

struct Malformed;

/// The elements of one header over all its lines, comma lists split as they are walked.
class HeaderValues;

/// A request or a response, received or built.
///
/// Shape:  `text_` holds start line, header lines and body; `fields_` points into it. What the
/// accessors
///         return are views into it: they stay good until the message is changed, moved or
///         destroyed.
/// Owner:  a value; copies are deep and independent.
/// Thread: none of its own.
/// Header values stand without white space around them and unfolded (RFC 3261 §7.3.1).
class Message {
  public:
    /// One header line as it stands; `name` is as written.
    struct Field {
        HeaderName id;
        std::string_view name;
        std::string_view value;
    };

    /// Parses one datagram (RFC 3261 §18.3: octets behind Content-Length are dropped).
    ///
    /// Success means: start line good; Via, From, To, Call-ID, CSeq present, single and well
    /// formed; CSeq method fits a request; no line is malformed. All else is parsed when asked.
    /// Errors: Malformed, with the request itself where it can still be answered (400, 505).
    static base::Result<Message, Malformed> parse(base::Octets datagram,
                                                  const ParserLimits& limits = {});

    /// A request with nothing but its Request-Line.
    static Message request(Method method, std::string_view uri);
    static Message request(std::string_view method, std::string_view uri);
    /// A response with what RFC 3261 §8.2.6.2 copies: all Via, From, To, Call-ID, CSeq; Timestamp
    /// into a 100 (§8.2.6.1). An empty reason takes the default one. To gets `to_tag` unless it has
    /// a tag or the tag is empty (§8.2.6.2).
    static Message response(const Message& request, int status, std::string_view reason = {},
                            std::string_view to_tag = {});

    bool is_request() const { return status_ == 0; }
    bool is_response() const { return status_ != 0; }
    Method method() const { return method_; } ///< of the Request-Line; in a response that of CSeq
    std::string_view method_text() const;
    std::string_view request_uri() const; ///< as written; Uri::parse() it
    void set_request_uri(std::string_view uri);
    int status() const { return status_; } ///< 100-699; 0 in a request
    std::string_view reason() const;       ///< reason phrase

    /// First value line of a header, whole; empty when absent (has() tells an empty one from none).
    std::string_view header(HeaderName id) const;
    std::string_view header(std::string_view name) const;
    bool has(HeaderName id) const;
    /// Number of header lines (not of list elements).
    std::size_t count(HeaderName id) const;
    /// All elements: `for (std::string_view value : message.values(HeaderName::via))`.
    HeaderValues values(HeaderName id) const;
    /// Whether a list header holds the token, in any case: lists(HeaderName::supported, "100rel").
    bool lists(HeaderName id, std::string_view token) const;

    std::size_t field_count() const { return fields_.size(); }
    Field field(std::size_t index) const;

    /// Typed shorthands of what every layer asks; the first element, parsed on each call.
    Result<Via> top_via() const;
    Result<NameAddr> from() const;
    Result<NameAddr> to() const;
    Result<CSeq> cseq() const;
    Result<NameAddr> contact() const; ///< missing_header when absent
    std::string_view call_id() const { return header(HeaderName::call_id); }
    /// The tags of From and To, "" without one; parse() has noted where they stand.
    std::string_view from_tag() const { return tag(from_tag_, HeaderName::from); }
    std::string_view to_tag() const { return tag(to_tag_, HeaderName::to); }

    // Changes. Values are taken as text; a CR or LF in them becomes a space, so nothing can be
    // smuggled.
    void append(HeaderName id, std::string_view value);
    void append(std::string_view name, std::string_view value);
    /// Puts a line before the first one of the same header, or before all others.
    void prepend(HeaderName id, std::string_view value);
    /// Replaces all lines of the header by one.
    void set(HeaderName id, std::string_view value);
    /// Replaces the first element of the header, wherever the rest of its line stands.
    void replace_first(HeaderName id, std::string_view value);
    /// Removes all lines; false when there was none.
    bool remove(HeaderName id);
    bool remove(std::string_view name);
    /// Copies all lines of one header of another message, in order (Record-Route into a 2xx,
    /// §12.1.1).
    void copy(const Message& from, HeaderName id);

    base::Octets body() const;
    std::string_view body_text() const;
    /// Sets body and Content-Type; an empty content type removes the header.
    void set_body(std::string_view content_type, base::Octets body);
    void set_body(std::string_view content_type, std::string_view body);

    /// Appends the message as sent: long header names, Content-Length right whatever was set.
    void serialize(std::string& out) const;
    std::string to_string() const;

  private:
    struct Range {
        std::uint32_t at = 0;
        std::uint32_t length = 0;
    };
    struct IndexEntry {
        std::uint32_t name_at;
        std::uint32_t value_at;
        std::uint32_t value_length;
        std::uint16_t name_length;
        HeaderName id;
        /// The line stands in text_ just as it is sent: "Name: value" CRLF; then it is copied in
        /// one piece.
        bool verbatim;
    };
    friend class HeaderValues;
    friend class MessageParser;

    std::string_view view(Range range) const { return {text_.data() + range.at, range.length}; }
    std::string_view view(const IndexEntry& entry) const {
        return {text_.data() + entry.value_at, entry.value_length};
    }
    std::string_view name_of(const IndexEntry& entry) const {
        return {text_.data() + entry.name_at, entry.name_length};
    }
    const IndexEntry* find(HeaderName id) const;
    std::string_view tag(const std::optional<Range>& noted, HeaderName id) const;
    bool lacks_to_tag() const;
    /// A header is about to change: what was noted of it holds no more.
    void forget(HeaderName id);
    /// Appends another message's header line, `more` behind its value.
    void copy_line(const Message& from, const IndexEntry& entry, std::string_view more = {});
    /// Appends text to the buffer, without CR and LF.
    Range store(std::string_view text);
    /// Appends a header line to the buffer; `id` unknown takes `name` instead.
    IndexEntry store_line(HeaderName id, std::string_view name, std::string_view value);
    /// Where a value out of this very buffer would move while the buffer grows: a copy of it in
    /// `spare`.
    std::string_view kept(std::string_view text, std::string& spare) const;
    void write_start_line(std::string& out) const;
    void write_fields(std::string& out) const;
    void write_content_length(std::string& out) const;

    std::string text_;
    std::vector<IndexEntry> fields_;
    Range method_or_reason_;
    Range uri_;
    Range body_;
    std::optional<Range> from_tag_; // of a parsed message; an empty one: it has none
    std::optional<Range> to_tag_;
    std::uint16_t status_ = 0;
    Method method_ = Method::unknown;
};

/// Why a datagram is no message.
struct Malformed {
    Error error;
    /// 400, 505 ... to answer with; 0: drop in silence (a response, or nothing to answer to).
    int status = 0;
    /// The request, when Via, From, To, Call-ID and CSeq allow Message::response(); only with a
    /// status.
    std::optional<Message> request;
};

class HeaderValues {
  public:
    class Iterator {
      public:
        Iterator() = default;
        Iterator(const Message& message, HeaderName id);
        std::string_view operator*() const { return value_; }
        Iterator& operator++();
        bool operator==(const Iterator& other) const { return at_end_ == other.at_end_; }

      private:
        bool next_line();
        const Message* message_ = nullptr;
        std::size_t next_field_ = 0;
        std::string_view value_;
        std::string_view rest_; ///< of the line, behind value_ and its comma
        bool has_rest_ = false;
        bool at_end_ = true;
        HeaderName id_ = HeaderName::unknown;
        bool list_ = false;
    };
    HeaderValues(const Message& message, HeaderName id) : message_(message), id_(id) {}
    Iterator begin() const { return Iterator(message_, id_); }
    Iterator end() const { return Iterator(); }

  private:
    const Message& message_;
    HeaderName id_;
};

} // namespace sipi
