// What libpri's messages lack is put into its frames when they are written, the same again when
// they are repeated.
#pragma once

#include "drivers/isdn/q931.h"

#include <array>
#include <deque>
#include <map>
#include <optional>

namespace isdn {

/// N201 unless configured less: the most octets of a Q.931 message in one frame (Q.921 §5.9.3).
inline constexpr std::size_t kMaxMessage = 260;

/// Which frames a patch is for.
struct PatchTarget {
    /// Only those of this TEI, where several terminals choose call references.
    std::optional<std::uint8_t> tei{};
    /// Every such message until forget(): a call offered to several terminals.
    bool all = false;
};

/// The patches of one D-channel.
///
/// libpri hands over each LAPD frame that it sends, also repeated ones, with N(S) already set. A
/// patch waits for the first message of its call and type; the result is kept by TEI and N(S), so
/// that a retransmission carries the same octets, and by content, for a frame that goes out anew
/// after the link was re-established, or unnumbered.
class Patches {
  public:
    /// `limit`: N201; a message that would be longer goes out without its patch.
    explicit Patches(std::size_t limit = kMaxMessage) : limit_(limit) {}
    /// Changes the next message of this type and call reference that is sent. Replaces an older
    /// patch of the same, but for INFORMATION and NOTIFY: each of those is sent, maybe late.
    void expect(std::uint16_t call_reference, bool to_originator, std::uint8_t type,
                ElementPatch patch, PatchTarget target = {});
    /// Removes what waits for this call, but for messages of type `keep`: those are queued until
    /// the data link is up.
    void forget(std::uint16_t call_reference, bool to_originator,
                std::optional<std::uint8_t> tei = {}, std::optional<std::uint8_t> keep = {});
    /// The frame to send instead of this one: itself, or one in memory that is valid until the next
    /// call.
    /// `link` tells the D-channels of an NFAS group apart.
    base::Octets on_frame(base::Octets frame, unsigned link = 0);
    std::uint64_t failures() const { return failures_; }

  private:
    struct Waiting {
        std::uint16_t call_reference;
        bool to_originator;
        std::uint8_t type;
        ElementPatch patch;
        PatchTarget target;
    };
    struct Sent {
        std::vector<std::uint8_t> original, changed;
    };
    static constexpr std::size_t kRecent = 16;

    base::Octets patched(base::Octets frame, base::Octets message, Sent* place);
    base::Octets with_header(base::Octets frame, const std::vector<std::uint8_t>& message);

    std::size_t limit_;
    std::vector<Waiting> waiting_;
    std::map<unsigned, std::array<Sent, 128>> by_sequence_; ///< of each TEI, and D-channel above it
    std::deque<Sent> recent_;
    std::vector<std::uint8_t> frame_;
    std::uint64_t failures_ = 0; ///< patches that did not fit
};

} // namespace isdn
