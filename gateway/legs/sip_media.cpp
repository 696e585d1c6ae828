// The media of one SIP leg: offer and answer (RFC 3264) on one side, an RTP port of the media
// engine on the other.
#include "gateway/legs/sip_media.h"

#include "base/log.h"

#include <algorithm>
#include <utility>

namespace legs {
namespace {

sipi::SdpAddress sdp_address(const std::string& address) {
    return {address.find(':') != std::string::npos, address, {}};
}

bool is_data(const sipi::SdpFormat& codec) {
    return codec.is("CLEARMODE") || codec.is("G722");
}

media::Codec codec_of(const sipi::SdpFormat& format) {
    if (format.is("PCMU"))
        return media::Codec::pcmu;
    // G.722 is what the line carries, octet by octet: only the payload type differs
    return is_data(format) ? media::Codec::clearmode : media::Codec::pcma;
}

bool fits(const sipi::SdpFormat& codec, mapping::MediaKind kind) {
    if (codec.is("G722"))
        return mapping::is_7k(kind);
    return mapping::may_fall_back(kind) || codec.is("CLEARMODE") == mapping::is_data(kind);
}

// What is preferred first: 7 kHz audio, then data, then the fallback.
int rank(const sipi::SdpFormat& codec) {
    return codec.is("G722") ? 0 : codec.is("CLEARMODE") ? 1 : 2;
}

// The packet times that a port sends (media::RtpFormat::ptime); a far end that wishes another gets
// the nearest below.
unsigned packet_time(unsigned wished) {
    unsigned time = 10;
    for (const unsigned possible : {20u, 30u, 40u})
        if (wished >= possible)
            time = possible;
    return time;
}

/// What the peer's codecs can do for a medium.
sipi::AudioCapabilities capabilities_of(const SipMediaOptions& options, mapping::MediaKind kind,
                                        std::uint16_t port, sipi::Direction direction) {
    sipi::AudioCapabilities ours;
    for (const sipi::SdpFormat& codec : options.codecs)
        if (fits(codec, kind))
            ours.codecs.push_back(codec);
    if (mapping::is_data(kind)) // which of them, the order says
        std::ranges::stable_sort(ours.codecs, {}, rank);
    ours.address = sdp_address(options.address);
    ours.port = port;
    ours.ptime = static_cast<std::uint16_t>(options.ptime);
    ours.direction = direction;
    const auto event = sipi::format_by_name("telephone-event");
    if (event && (!mapping::is_data(kind) || mapping::may_fall_back(kind))) // data has no keys
        ours.telephone_event = *event;
    return ours;
}

} // namespace

std::string offer_for(const SipMediaOptions& options, mapping::MediaKind kind, std::uint16_t port) {
    constexpr sipi::Direction kBoth = sipi::Direction::sendrecv;
    sipi::OfferAnswer turn(1, sdp_address(options.address));
    sipi::Sdp offer = sipi::make_offer(capabilities_of(options, kind, port, kBoth), turn.origin());
    if (options.asks_preconditions)
        sipi::write_preconditions(sipi::offer_of_resources(true), offer.media.front());
    return offer.to_string();
}

SipMedia::SipMedia(media::Engine& engine, SipMediaOptions options, std::uint64_t session_id)
    : engine_(engine), options_(std::move(options)),
      offer_answer_(session_id, sdp_address(options_.address)),
      tells_resources_(options_.asks_preconditions) {}

SipMedia::~SipMedia() {
    close();
}

void SipMedia::close() {
    if (port_)
        engine_.close(port_);
    port_ = {};
}

sipi::AudioCapabilities SipMedia::capabilities(sipi::Direction direction) const {
    // any port, while only asking whether an offer fits
    return capabilities_of(options_, kind_, local_port_ ? local_port_ : 9, direction);
}

void SipMedia::set_kind(mapping::MediaKind kind) {
    if (kind != kind_)
        prepared_.reset();
    kind_ = kind;
}

bool SipMedia::possible() const {
    return std::ranges::any_of(options_.codecs,
                               [&](const auto& codec) { return fits(codec, kind_); });
}

mapping::MediaKind SipMedia::agreed_kind() const {
    if (!mapping::may_fall_back(kind_) || !agreement_)
        return kind_;
    if (!is_data(agreement_->codec))
        return mapping::MediaKind::audio_3k1;
    return mapping::is_7k(kind_) ? mapping::MediaKind::audio_7k : mapping::MediaKind::clearmode;
}

bool SipMedia::open(media::WorkerId worker) {
    if (port_)
        return true;
    media::RtpOptions rtp;
    rtp.symmetric = options_.symmetric;
    const auto opened = engine_.open_rtp(worker, rtp);
    if (!opened) {
        base::log::warning("media", "no RTP port for a call: {}", media::text(opened.error()));
        return false;
    }
    port_ = opened->port;
    local_port_ = opened->local_port;
    apply_direction();
    return true;
}

bool SipMedia::move(media::WorkerId worker) {
    const media::PortId before = std::exchange(port_, media::PortId{});
    if (!open(worker)) {
        port_ = before;
        return false;
    }
    engine_.close(before);
    if (const auto agreed = std::exchange(agreement_, std::nullopt))
        apply(*agreed);
    return true;
}

base::Result<void, SipMedia::Error> SipMedia::take_offer(sipi::Result<sipi::Sdp> offer) {
    if (!offer)
        return base::fail(Error::no_audio);
    auto answer =
        sipi::answer(*offer, capabilities(sipi::Direction::sendrecv), offer_answer_.origin());
    if (!answer)
        return base::fail(answer.error());
    if (!offer_answer_.received_offer(*std::move(offer)))
        return base::fail(Error::not_our_offer);
    prepared_ = *std::move(answer);
    if (options_.preconditions)
        theirs_ =
            sipi::read_preconditions(offer_answer_.pending()->media[prepared_->audio.media_index]);
    return {};
}

// False: what the call carries has changed since, and the offer has nothing for it.
bool SipMedia::prepare_answer() {
    if (prepared_)
        return true;
    auto answer = sipi::answer(*offer_answer_.pending(), capabilities(sipi::Direction::sendrecv),
                               offer_answer_.origin());
    if (answer)
        prepared_ = *std::move(answer);
    return prepared_.has_value();
}

std::string SipMedia::description() {
    described_ = true;
    if (!offer_waits()) {
        apply_direction();
        return description_.empty() ? make_offer() : description_;
    }
    if (!prepare_answer())
        return description_; // take_offer() has tried it
    sipi::Answer answer = *std::exchange(prepared_, std::nullopt);
    sipi::SdpMedia& audio = answer.sdp.media[answer.audio.media_index];
    audio.port = local_port_;
    if (theirs_)
        sipi::write_preconditions(sipi::answer_with_resources(*theirs_), audio);
    offer_answer_.stamp(answer.sdp); // RFC 3264 §8
    description_ = answer.sdp.to_string();
    offer_answer_.sent_answer(std::move(answer.sdp));
    apply(answer.audio);
    return description_;
}

std::string SipMedia::make_offer(sipi::Direction direction) {
    sipi::Sdp offer = sipi::make_offer(capabilities(direction), offer_answer_.origin());
    if (tells_resources_)
        sipi::write_preconditions(
            sipi::offer_of_resources(reserved_, answered_with_ ? &*answered_with_ : nullptr),
            offer.media.front());
    offer_answer_.stamp(offer);
    described_ = true;
    description_ = offer.to_string();
    offer_ = std::make_shared<const sipi::Sdp>(std::move(offer));
    offer_answer_.sent_offer(offer_);
    return description_;
}

base::Result<void, SipMedia::Error> SipMedia::take_answer(std::string_view sdp, bool early) {
    auto parsed = sipi::Sdp::parse(sdp);
    if (!parsed || !offer_)
        return base::fail(Error::not_our_offer);
    const auto agreed = sipi::read_answer(*offer_, *parsed);
    if (!agreed)
        return base::fail(agreed.error());
    tells_resources_ = false;
    answered_with_ = sipi::read_preconditions(parsed->media[agreed->media_index]);
    if (!early)
        offer_answer_.received_answer(*std::move(parsed));
    apply(*agreed);
    return {};
}

void SipMedia::apply(const sipi::AudioAgreement& agreement) {
    const bool first = !agreement_;
    const sipi::AudioChange change =
        first ? sipi::AudioChange{true, true, true} : sipi::compare(*agreement_, agreement);
    agreement_ = agreement;
    if (!port_)
        return;
    if (change.codec) {
        media::RtpFormat format;
        format.codec = codec_of(agreement.codec);
        format.payload_type = agreement.send_payload_type;
        if (format.codec != media::Codec::clearmode)
            format.telephone_event = agreement.receive_event_type;
        format.ptime = packet_time(agreement.send_ptime);
        engine_.set_format(port_, format);
    }
    if (change.address && !agreement.remote_address.is_unspecified()) {
        const auto set = engine_.set_remote(
            port_, {agreement.remote_address.address, agreement.remote_port},
            media::Endpoint{agreement.remote_rtcp_address.address, agreement.remote_rtcp_port});
        if (!set)
            base::log::warning("media", "RTP to {}:{}: {}", agreement.remote_address.address,
                               agreement.remote_port, media::text(set.error()));
    }
    apply_direction();
}

// What SDP allows, less what is not connected through before the answer, and nothing is sent to a
// peer that has not got our SDP yet.
void SipMedia::apply_direction() {
    if (!port_)
        return;
    const bool sends = described_ && agreement_ && sipi::sends(agreement_->direction);
    const bool receives =
        (!agreement_ || sipi::receives(agreement_->direction)) && through_ == call::Through::both;
    engine_.set_direction(
        port_, sends ? (receives ? media::Direction::send_receive : media::Direction::send_only)
                     : (receives ? media::Direction::receive_only : media::Direction::inactive));
    if (answered_)
        engine_.expect_media(port_);
}

void SipMedia::set_through(call::Through through) {
    through_ = through;
    apply_direction();
}

void SipMedia::answered() {
    answered_ = true;
    apply_direction();
}

} // namespace legs
