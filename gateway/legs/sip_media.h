// The media of one SIP leg: offer and answer (RFC 3264) on one side, an RTP port of the media
// engine on the other.
#pragma once

#include "base/result.h"
#include "gateway/call/leg.h"
#include "gateway/mapping/bearers.h"
#include "gateway/media/media.h"
#include "sipi/offer_answer.h"
#include "sipi/preconditions.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace legs {

/// What a peer may use for audio.
struct SipMediaOptions {
    std::string address;                 ///< local RTP address, for the c-line
    std::vector<sipi::SdpFormat> codecs; ///< preferred first
    unsigned ptime = 20;                 ///< ms
    bool symmetric = true;               ///< RTP goes to where it comes from
    bool preconditions = false;          ///< those of offers are answered (RFC 3312)
    bool asks_preconditions = false;     ///< our offers have them
};

/// The offer of an INVITE for a medium, without a session: what a leg would send from that port.
std::string offer_for(const SipMediaOptions& options, mapping::MediaKind kind, std::uint16_t port);

/// Thread: the signalling loop. Owner: the leg. Closes its RTP port when destroyed.
class SipMedia {
  public:
    using Error = sipi::NegotiationError;
    SipMedia(media::Engine& engine, SipMediaOptions options, std::uint64_t session_id);
    ~SipMedia();
    SipMedia(const SipMedia&) = delete;
    SipMedia& operator=(const SipMedia&) = delete;

    media::PortId port() const { return port_; }
    /// What the call carries decides which of the codecs are offered and taken from now on: data is
    /// CLEARMODE alone, speech never, and 64 kbit/s preferred both; G.722 is for 7 kHz audio only.
    void set_kind(mapping::MediaKind kind);
    mapping::MediaKind kind() const { return kind_; }
    /// 64 kbit/s preferred before it is known what it became: an answer would decide it.
    bool undecided() const { return mapping::may_fall_back(kind_) && !agreement_; }
    /// The peer has a codec for it.
    bool possible() const;
    /// What was agreed on: of 64 kbit/s preferred, data or the fallback.
    mapping::MediaKind agreed_kind() const;

    /// Opens the RTP port on a worker, once. False when no port is free.
    bool open(media::WorkerId worker);
    /// Another port, on that worker, with what is agreed; the far end has to be offered it. False:
    /// none is free, the old one stays.
    bool move(media::WorkerId worker);

    /// The far end's offer of an INVITE or re-INVITE; answered by answer(). Errors: what a 488
    /// says; the media stays as it was.
    base::Result<void, Error> take_offer(sipi::Result<sipi::Sdp> offer);
    base::Result<void, Error> take_offer(std::string_view sdp) {
        return take_offer(sipi::Sdp::parse(sdp));
    }
    /// The far end has made an offer (an offerless INVITE gets ours only in the 2xx: no reliable
    /// 18x here).
    bool offered() const { return offer_waits() || agreement_.has_value(); }
    bool offer_waits() const {
        return offer_answer_.state() == sipi::OfferAnswer::State::remote_offer;
    }
    /// The far end lacks resources that it must have before the called side alerts (RFC 3312 §5).
    bool awaits_resources() const { return theirs_ && !theirs_->local.met(); }
    /// Our next offer says whether our segment is reserved (RFC 3312 §5.1.1).
    void tell_resources(bool reserved) {
        reserved_ = reserved;
        tells_resources_ = true;
    }
    /// The far end wants what nobody here can reserve: all the way (RFC 3312 §8, 580).
    bool resources_impossible() const { return theirs_ && !theirs_->end_to_end.met(); }
    /// SDP that answers the last offer; the same text until another offer comes. The port must be
    /// open. Without an offer of theirs (offerless INVITE): an offer of ours.
    std::string description();
    /// Our offer with the direction we want now. The port must be open.
    std::string make_offer(sipi::Direction direction = sipi::Direction::sendrecv);
    bool own_offer_open() const {
        return offer_answer_.state() == sipi::OfferAnswer::State::local_offer;
    }
    /// An answer to our offer. Of an early dialog (`early`) it may be followed by others; the
    /// latest counts.
    base::Result<void, Error> take_answer(std::string_view sdp, bool early);
    /// The re-INVITE that carried the open offer failed.
    void abandon() {
        offer_answer_.abandon();
        prepared_.reset();
    }

    /// No media any more: the session is being released.
    void close();

    void set_through(call::Through through);
    /// The call is answered: RTP must come while the direction receives.
    void answered();
    /// The far end has us on hold (it does not want to receive, or sends nothing).
    bool held() const { return agreement_ && !sipi::sends(agreement_->direction); }
    bool agreed() const { return agreement_.has_value(); }
    const std::optional<sipi::AudioAgreement>& agreement() const { return agreement_; }
    std::uint16_t local_port() const { return local_port_; }

  private:
    void apply(const sipi::AudioAgreement& agreement);
    void apply_direction();
    bool prepare_answer();
    sipi::AudioCapabilities capabilities(sipi::Direction direction) const;

    media::Engine& engine_;
    SipMediaOptions options_;
    sipi::OfferAnswer offer_answer_;
    media::PortId port_;
    std::uint16_t local_port_ = 0;
    std::optional<sipi::Answer> prepared_;   ///< to the offer that waits, but for our port
    std::shared_ptr<const sipi::Sdp> offer_; ///< ours, as sent in the first INVITE or 2xx
    std::string description_;                ///< what we sent last, repeated as it is
    std::optional<sipi::AudioAgreement> agreement_;
    std::optional<sipi::Preconditions> theirs_;        ///< of their last offer, seen from them
    std::optional<sipi::Preconditions> answered_with_; ///< of their last answer, seen from them
    bool tells_resources_ = false;                     ///< our next offer has preconditions
    bool reserved_ = true;                             ///< our segment
    mapping::MediaKind kind_ = mapping::MediaKind::audio_3k1;
    call::Through through_ = call::Through::both;
    bool described_ = false; ///< the far end has SDP of ours
    bool answered_ = false;
};

} // namespace legs
