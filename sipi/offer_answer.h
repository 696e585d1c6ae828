// Offer and answer, RFC 3264: picking codecs, rejecting streams, hold, and whose turn it is.
#pragma once

#include "sipi/sdp.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sipi {

/// What one side can and wants to do with the one audio stream of a call.
struct AudioCapabilities {
    std::vector<SdpFormat>
        codecs; ///< speech or data codecs, preferred first; payload types are ours for offers
    std::optional<SdpFormat> telephone_event;  ///< RFC 4733; none: not offered, not accepted
    SdpAddress address;                        ///< where we receive
    std::uint16_t port = 0;                    ///< where we receive RTP
    std::uint16_t rtcp_port = 0;               ///< 0: RTP port + 1, then no a=rtcp
    std::uint16_t ptime = 20;                  ///< ms we wish to receive
    Direction direction = Direction::sendrecv; ///< what we want (hold: sendonly or inactive)
    /// Order of preference that decides in an answer: ours, or the offerer's (RFC 3264 §6.1 asks
    /// for theirs).
    bool prefer_own_order = false;
};

/// PCMA, PCMU and telephone-event by name: "pcma", "pcmu", "clearmode", "telephone-event", "g722",
/// "gsm". Errors: bad_value for a name that is not in the table.
Result<SdpFormat> format_by_name(std::string_view name);

/// What offer and answer agreed on for the audio stream, seen from our side.
struct AudioAgreement {
    std::size_t media_index = 0; ///< which m-line
    SdpFormat codec;             ///< encoding, rate, fmtp as the far end wrote it
    std::uint8_t send_payload_type = 0;
    std::uint8_t receive_payload_type = 0;
    std::optional<std::uint8_t> send_event_type; ///< telephone-event; none: not agreed
    std::optional<std::uint8_t> receive_event_type;
    SdpAddress remote_address;
    std::uint16_t remote_port = 0;
    SdpAddress remote_rtcp_address;
    std::uint16_t remote_rtcp_port = 0;
    std::uint16_t send_ptime = 20;             ///< ms: what the far end wishes to receive
    Direction direction = Direction::sendrecv; ///< sends: we may send. receives: far end may send
    bool operator==(const AudioAgreement&) const = default;
};

enum class NegotiationError : std::uint8_t {
    no_audio,      ///< no m=audio with a port and a protocol of ours: 488
    no_codec,      ///< none of the codecs fits: 488 (Warning 305)
    no_address,    ///< no c-line, or an address family we do not have: 488 (Warning 300)
    multicast,     ///< refused: 488 (Warning 330)
    not_our_offer, ///< an answer that does not fit our offer: other m-lines or codecs
    rejected,      ///< the answer took our stream away (port 0)
};
std::string_view reason_text(NegotiationError error);
/// Code of a Warning header for a 488 (RFC 3261 §20.43).
int warning_code(NegotiationError error);

struct Answer {
    Sdp sdp;
    AudioAgreement audio;
};

/// An offer of one audio stream.
Sdp make_offer(const AudioCapabilities& ours, const SdpOrigin& origin);

/// The answer to an offer: takes the first m=audio that fits, rejects all other streams with port
/// 0, keeps the m-lines in order. `direction` of `ours` limits what is answered (RFC 3264 §6.1).
base::Result<Answer, NegotiationError> answer(const Sdp& offer, const AudioCapabilities& ours,
                                              const SdpOrigin& origin);

/// What the far end's answer to our offer means.
base::Result<AudioAgreement, NegotiationError> read_answer(const Sdp& our_offer,
                                                           const Sdp& their_answer);

/// What changed between two agreements of a call, so that media moves only when it must.
struct AudioChange {
    bool address = false;
    bool codec = false;
    bool direction = false;
    bool any() const { return address || codec || direction; }
};
AudioChange compare(const AudioAgreement& before, const AudioAgreement& after);

/// True when their description has the same content: same o= version, or all equal but o= (RFC 3264
/// §8).
bool unchanged(const Sdp& before, const Sdp& after);

/// Whose turn it is in one dialog, and our o= line.
///
///               sent_offer                      received_answer
///     stable ---------------> local_offer  --------------------> stable
///        |  received_offer                      sent_answer
///        +------------------> remote_offer --------------------> stable
///     both back to stable by abandon(): the request failed, all stays as it was (RFC 3261 §14.1)
class OfferAnswer {
  public:
    enum class State : std::uint8_t { stable, local_offer, remote_offer };

    /// `session_id` of our o-line; digits, unique for the call (RFC 8866 §5.2).
    OfferAnswer(std::uint64_t session_id, SdpAddress address);

    State state() const { return state_; }
    bool may_offer() const { return state_ == State::stable; }
    /// Our o-line as last sent; for make_offer() and answer().
    SdpOrigin origin() const;
    /// Sets the o-line of a description about to be sent: the version of the last one sent when all
    /// else is the same, one more when it is not (RFC 3264 §8).
    void stamp(Sdp& sdp) const;

    /// An offer of ours; false out of turn.
    bool sent_offer(std::shared_ptr<const Sdp> offer);
    bool sent_offer(Sdp offer) { return sent_offer(std::make_shared<const Sdp>(std::move(offer))); }
    /// An offer of theirs; false out of turn (491 when ours is open, 500 with Retry-After when
    /// theirs is: RFC 3261 §14.2).
    bool received_offer(Sdp offer);
    bool sent_answer(Sdp answer);
    bool received_answer(Sdp answer);
    /// The exchange failed: back to what was agreed before.
    void abandon();

    /// Last descriptions that hold; nullptr before the first exchange is complete.
    const Sdp* local() const { return local_.get(); }
    const Sdp* remote() const { return remote_.get(); }
    /// The open offer in local_offer and remote_offer.
    const Sdp* pending() const { return pending_.get(); }

  private:
    enum class Event : std::uint8_t { sent_offer, received_offer, sent_answer, received_answer };
    struct Rule {
        State in;
        Event on;
        State then;
    };
    static const std::array<Rule, 4> kRules;
    bool advance(Event event);

    State state_ = State::stable;
    std::uint64_t session_id_;
    SdpAddress address_;
    // One description is often several of these.
    std::shared_ptr<const Sdp> last_sent_;
    std::shared_ptr<const Sdp> local_;
    std::shared_ptr<const Sdp> remote_;
    std::shared_ptr<const Sdp> pending_;
};

} // namespace sipi
