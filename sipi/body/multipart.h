// The body of a message as a list of parts: one, or those of a multipart; RFC 2046 §5.1, RFC 5621.
#pragma once

#include "sipi/body/transfer_encoding.h"
#include "sipi/message.h"

#include <cstdint>
#include <forward_list>
#include <string>
#include <string_view>
#include <vector>

namespace sipi {

inline constexpr std::size_t kMaxBodyParts = 32; ///< parts that hold content, over all multiparts
inline constexpr std::size_t kMaxMultiparts = 8; ///< multiparts, nested or side by side
inline constexpr int kMaxBodyDepth = 4;          ///< multiparts in each other

/// Why the content of a part cannot be used.
enum class BodyFault : std::uint8_t {
    none,
    bad_content_type,   ///< malformed; or a message with a body says none (RFC 3261 §20.15)
    bad_part_header,    ///< a line without a name and a colon, a field twice, a malformed value
    no_boundary,        ///< a multipart whose boundary is missing or empty (RFC 2046 §5.1.1)
    no_delimiter,       ///< a multipart in which its boundary never stands
    too_many_parts,     ///< more than kMaxBodyParts or kMaxMultiparts
    too_deep,           ///< more than kMaxBodyDepth
    unknown_encoding,   ///< Content-Transfer-Encoding or Content-Encoding that is not undone here
    malformed_encoding, ///< base64 or quoted-printable that is none
};

/// The fault in words, fit for Warning and the log; "" for none.
std::string_view text(BodyFault fault);
/// What to answer when the part was required: 415 for an encoding that is unknown, else 400.
int status_of(BodyFault fault);

/// One part that holds content, or the body as a whole when it is no multipart.
///
/// Owner: views into the message, or into the Body where content or a folded header had to be
/// undone.
struct BodyPart {
    std::string_view content_type; ///< whole value; "" when absent
    MediaType type;                ///< text/plain when absent inside a multipart (RFC 2046 §5.1)
    /// As said; else session for SDP (RFC 3261 §20.11), signal for ISUP and QSIG (RFC 3204 §3),
    /// render for the rest.
    std::string_view disposition;
    bool optional = false;       ///< ;handling=optional; absent or another word means required
    std::string_view content_id; ///< without angle brackets (RFC 2392)
    base::Octets octets;         ///< encoding undone; of a part with a fault as they came
    BodyFault fault = BodyFault::none;
    int multipart = -1; ///< index in Body::multiparts(); -1 when it is the whole body

    bool is(std::string_view type_text, std::string_view subtype_text) const {
        return type.is(type_text, subtype_text);
    }
    bool usable() const { return fault == BodyFault::none; }
    std::string_view text() const {
        return {reinterpret_cast<const char*>(octets.data()), octets.size()};
    }
};

/// A multipart around parts; an unknown subtype is mixed (RFC 5621 §4.2).
struct Multipart {
    enum class Kind : std::uint8_t { mixed, alternative, related };
    Kind kind = Kind::mixed;
    bool optional = false; ///< handling of the whole (RFC 5621 §8.2)
    bool closed = false;   ///< its closing delimiter was there
    int outer = -1;        ///< index of the multipart around it; -1: none
};

/// The body of a received message.
///
/// Shape:  parts in the order in which they stand, those of nested multiparts in their place. A
///         multipart that cannot be taken apart is itself one part, with a fault.
/// Owner:  the message (or the octets) must outlive it, unmoved and unchanged. Moves, does not
///         copy.
/// Thread: none of its own.
/// Errors: none here: handling decides whether a part with a fault matters; see refused_parts().
class Body {
  public:
    /// The headers around the octets, as the message has them; "" when absent.
    struct Headers {
        std::string_view content_type;
        std::string_view content_disposition;
        std::string_view content_id;
        std::string_view transfer_encoding;
        std::string_view content_encoding;
    };

    static Body parse(const Message& message);
    static Body parse(Message&& message) = delete; ///< it would not outlive the body
    static Body parse(const Headers& headers, base::Octets octets);

    Body() = default;
    Body(Body&&) = default;
    Body& operator=(Body&&) = default;
    Body(const Body&) = delete;
    Body& operator=(const Body&) = delete;

    const std::vector<BodyPart>& parts() const { return parts_; } ///< none: no body
    const std::vector<Multipart>& multiparts() const { return multiparts_; }

    /// First usable part of the type, in any case; nullptr: none.
    const BodyPart* find(std::string_view type, std::string_view subtype) const;
    /// First application/sdp that describes the session (not an early-session of RFC 3959).
    const BodyPart* sdp() const;
    /// First application/ISUP; read its parameters with IsupType::of(part->type).
    const BodyPart* isup() const { return find("application", "isup"); }
    const BodyPart* qsig() const { return find("application", "qsig"); }
    /// The part that a Content-ID URL names, without "cid:" (RFC 5621 §9).
    const BodyPart* by_content_id(std::string_view id) const;

  private:
    friend class BodyParser;

    std::vector<BodyPart> parts_;
    std::vector<Multipart> multiparts_;
    /// What had to be decoded or unfolded; nodes never move.
    std::forward_list<std::string> decoded_;
};

/// The session description in the body of `message`; empty: none.
std::string sdp_of(const Message& message);

} // namespace sipi
