// Offer and answer of one audio stream, RFC 3264, with telephone-event of RFC 4733 and CLEARMODE of
// RFC 4040.
#include "sipi/offer_answer.h"

#include "sipi/text.h"

#include <algorithm>
#include <utility>

namespace sipi {
namespace {

constexpr std::string_view kAudio = "audio";
constexpr std::string_view kProtocol = "RTP/AVP";
constexpr std::string_view kTelephoneEvent = "telephone-event";
constexpr std::uint16_t kDefaultPtime = 20; // ms, RFC 3551 Table 1

struct FormatRow {
    std::string_view name; ///< as in the conf file
    int payload_type;      ///< static, or the dynamic one that we offer
    std::string_view encoding;
    std::uint32_t clock_rate;
    std::string_view fmtp;
    std::string_view clause;
};
constexpr std::array kFormats{
    FormatRow{"pcma", 8, "PCMA", 8000, "", "RFC 3551 §4.5.14"},
    FormatRow{"pcmu", 0, "PCMU", 8000, "", "RFC 3551 §4.5.14"},
    FormatRow{"g722", 9, "G722", 8000, "", "RFC 3551 §4.5.2"},
    FormatRow{"gsm", 3, "GSM", 8000, "", "RFC 3551 §4.5.8"},
    FormatRow{"clearmode", 97, "CLEARMODE", 8000, "", "RFC 4040 §5"},
    FormatRow{"telephone-event", 101, "telephone-event", 8000, "0-15", "RFC 4733 §2.4.1"},
};

struct ErrorRow {
    NegotiationError error;
    int warning;
    std::string_view text;
};
// Warning codes of RFC 3261 §20.43, in the order of NegotiationError.
constexpr std::array kErrors{
    ErrorRow{NegotiationError::no_audio, 304, "No audio stream over RTP/AVP"},
    ErrorRow{NegotiationError::no_codec, 305, "No codec in common"},
    ErrorRow{NegotiationError::no_address, 301, "No usable media address"},
    ErrorRow{NegotiationError::multicast, 330, "Multicast not available"},
    ErrorRow{NegotiationError::not_our_offer, 399, "Answer does not match the offer"},
    ErrorRow{NegotiationError::rejected, 399, "Stream rejected"},
};

bool is_telephone_event(const SdpFormat& format) {
    return scan::same(format.encoding, kTelephoneEvent);
}

const SdpFormat* find_codec(const std::vector<SdpFormat>& formats, const SdpFormat& wanted) {
    const auto found = std::ranges::find_if(
        formats, [&](const SdpFormat& format) { return format.same_codec(wanted); });
    return found == formats.end() ? nullptr : &*found;
}

/// telephone-event at the clock rate of the codec (RFC 4733 §2.2).
const SdpFormat* find_event(const std::vector<SdpFormat>& formats, std::uint32_t clock_rate) {
    const auto found = std::ranges::find_if(formats, [&](const SdpFormat& format) {
        return is_telephone_event(format) && format.clock_rate == clock_rate;
    });
    return found == formats.end() ? nullptr : &*found;
}

/// First codec of `first` that `second` has too; the pointer is into `offered`.
const SdpFormat* pick_codec(const std::vector<SdpFormat>& offered, const AudioCapabilities& ours) {
    if (ours.prefer_own_order) {
        for (const SdpFormat& codec : ours.codecs)
            if (const SdpFormat* found = find_codec(offered, codec))
                return found;
        return nullptr;
    }
    for (const SdpFormat& format : offered)
        if (!is_telephone_event(format) && find_codec(ours.codecs, format))
            return &format;
    return nullptr;
}

std::uint8_t octet(int payload_type) {
    return static_cast<std::uint8_t>(payload_type);
}

/// What the far end wishes to receive, within its maxptime.
std::uint16_t wished_ptime(const SdpMedia& theirs) {
    const std::uint16_t wished = theirs.ptime ? theirs.ptime : kDefaultPtime;
    return theirs.maxptime ? std::min(wished, theirs.maxptime) : wished;
}

/// Where the far end receives RTP and RTCP.
void note_remote(const Sdp& theirs, const SdpMedia& media, AudioAgreement& audio) {
    audio.remote_address = *theirs.connection_of(media);
    audio.remote_port = media.port;
    audio.remote_rtcp_address = media.rtcp_address.value_or(audio.remote_address);
    audio.remote_rtcp_port = media.rtcp_mux    ? media.port
                             : media.rtcp_port ? media.rtcp_port
                                               : static_cast<std::uint16_t>(media.port + 1);
    audio.send_ptime = wished_ptime(media);
}

/// Whether one m-line of an offer can be taken; picks its codec.
base::Result<const SdpFormat*, NegotiationError> fits(const Sdp& offer, const SdpMedia& media,
                                                      const AudioCapabilities& ours) {
    if (media.media != kAudio || media.port == 0 || media.protocol != kProtocol)
        return base::fail(NegotiationError::no_audio);
    const SdpAddress* address = offer.connection_of(media);
    if (!address || address->ipv6 != ours.address.ipv6)
        return base::fail(NegotiationError::no_address);
    if (address->is_multicast())
        return base::fail(NegotiationError::multicast);
    const SdpFormat* codec = pick_codec(media.formats, ours);
    if (!codec)
        return base::fail(NegotiationError::no_codec);
    return codec;
}

/// RFC 3264 §6: a rejected stream keeps its m-line, with port zero.
SdpMedia rejected(const SdpMedia& offered) {
    SdpMedia media;
    media.media = offered.media;
    media.protocol = offered.protocol;
    for (const SdpFormat& format : offered.formats) {
        SdpFormat& copy = media.formats.emplace_back();
        copy.name = format.name;
        copy.payload_type = format.payload_type;
    }
    return media;
}

/// The m-line that we send, for offers and answers alike.
SdpMedia local_media(const AudioCapabilities& ours, Direction direction) {
    SdpMedia media;
    media.media = kAudio;
    media.port = ours.port;
    media.protocol = kProtocol;
    media.ptime = ours.ptime;
    media.rtcp_port = ours.rtcp_port;
    media.direction = direction;
    return media;
}

SdpMedia accepted(const SdpMedia& offered, const SdpFormat& codec, const AudioCapabilities& ours,
                  Direction direction) {
    SdpMedia media = local_media(ours, direction);
    media.formats.reserve(2); // the codec and telephone-event
    media.formats.push_back(codec);
    media.formats.back().has_rtpmap = true;
    if (!ours.telephone_event)
        return media;
    if (const SdpFormat* event = find_event(offered.formats, codec.clock_rate)) {
        media.formats.push_back(*event);
        media.formats.back().fmtp = ours.telephone_event->fmtp;
    }
    return media;
}

Sdp local_session(const AudioCapabilities& ours, const SdpOrigin& origin) {
    Sdp sdp;
    sdp.origin = origin;
    sdp.connection = ours.address;
    return sdp;
}

/// Our format behind one of the answer: same codec, or the same number where a rtpmap is missing.
const SdpFormat* offered_format(const SdpMedia& offered, const SdpFormat& answered) {
    if (answered.encoding.empty())
        return offered.format(answered.payload_type);
    return find_codec(offered.formats, answered);
}

/// What changes hands only when the far end has agreed to it: codec and events.
bool read_formats(const SdpMedia& offered, const SdpMedia& answered, AudioAgreement& audio) {
    for (const SdpFormat& format : answered.formats) {
        const SdpFormat* mine = offered_format(offered, format);
        if (!mine || is_telephone_event(*mine))
            continue;
        audio.codec = *mine;
        if (!format.fmtp.empty())
            audio.codec.fmtp = format.fmtp;
        audio.send_payload_type = octet(format.payload_type);
        audio.receive_payload_type = octet(mine->payload_type);
        const SdpFormat* my_event = find_event(offered.formats, mine->clock_rate);
        const SdpFormat* their_event = find_event(answered.formats, mine->clock_rate);
        if (my_event && their_event) {
            audio.send_event_type = octet(their_event->payload_type);
            audio.receive_event_type = octet(my_event->payload_type);
        }
        return true;
    }
    return false;
}

} // namespace

std::string_view reason_text(NegotiationError error) {
    return kErrors[static_cast<std::size_t>(error)].text;
}

int warning_code(NegotiationError error) {
    return kErrors[static_cast<std::size_t>(error)].warning;
}

Result<SdpFormat> format_by_name(std::string_view name) {
    for (const FormatRow& row : kFormats)
        if (scan::same(row.name, name))
            return make_format(row.payload_type, row.encoding, row.clock_rate, row.fmtp);
    return fail(Error::bad_value);
}

Sdp make_offer(const AudioCapabilities& ours, const SdpOrigin& origin) {
    Sdp sdp = local_session(ours, origin);
    SdpMedia media = local_media(ours, ours.direction);
    media.formats = ours.codecs;
    if (ours.telephone_event)
        media.formats.push_back(*ours.telephone_event);
    sdp.media.push_back(std::move(media));
    return sdp;
}

base::Result<Answer, NegotiationError> answer(const Sdp& offer, const AudioCapabilities& ours,
                                              const SdpOrigin& origin) {
    Answer out{local_session(ours, origin), {}};
    out.sdp.media.reserve(offer.media.size());
    out.sdp.start = offer.start; // RFC 3264 §6: the t-line equals that of the offer
    out.sdp.stop = offer.stop;
    bool taken = false;
    NegotiationError error = NegotiationError::no_audio;
    for (std::size_t at = 0; at < offer.media.size(); ++at) {
        const SdpMedia& theirs = offer.media[at];
        const auto codec = fits(offer, theirs, ours);
        if (taken || !codec) {
            if (!codec && codec.error() != NegotiationError::no_audio)
                error = codec.error();
            out.sdp.media.push_back(rejected(theirs));
            continue;
        }
        taken = true;
        const Direction wanted = offer.direction_of(theirs);
        const Direction direction = direction_of(sends(ours.direction) && receives(wanted),
                                                 receives(ours.direction) && sends(wanted));
        out.sdp.media.push_back(accepted(theirs, **codec, ours, direction));
        const SdpMedia& mine = out.sdp.media.back();
        note_remote(offer, theirs, out.audio);
        out.audio.media_index = at;
        out.audio.direction = direction;
        out.audio.codec = **codec;
        // Payload types of the offer hold both ways (RFC 3264 §6.1).
        out.audio.send_payload_type = out.audio.receive_payload_type =
            octet((*codec)->payload_type);
        if (mine.formats.size() > 1)
            out.audio.send_event_type = out.audio.receive_event_type =
                octet(mine.formats[1].payload_type);
    }
    if (!taken)
        return base::fail(error);
    return out;
}

base::Result<AudioAgreement, NegotiationError> read_answer(const Sdp& our_offer,
                                                           const Sdp& their_answer) {
    if (our_offer.media.size() != their_answer.media.size())
        return base::fail(NegotiationError::not_our_offer);
    const auto mine = std::ranges::find_if(our_offer.media, [](const SdpMedia& media) {
        return media.media == kAudio && media.port != 0;
    });
    if (mine == our_offer.media.end())
        return base::fail(NegotiationError::no_audio);
    AudioAgreement audio;
    audio.media_index = static_cast<std::size_t>(mine - our_offer.media.begin());
    const SdpMedia& theirs = their_answer.media[audio.media_index];
    if (theirs.media != mine->media || theirs.protocol != mine->protocol)
        return base::fail(NegotiationError::not_our_offer);
    if (theirs.port == 0)
        return base::fail(NegotiationError::rejected);
    const SdpAddress* address = their_answer.connection_of(theirs);
    const SdpAddress* my_address = our_offer.connection_of(*mine);
    if (!address || !my_address || address->ipv6 != my_address->ipv6)
        return base::fail(NegotiationError::no_address);
    if (address->is_multicast())
        return base::fail(NegotiationError::multicast);
    if (!read_formats(*mine, theirs, audio))
        return base::fail(NegotiationError::no_codec);
    note_remote(their_answer, theirs, audio);
    const Direction offered = our_offer.direction_of(*mine);
    const Direction answered = their_answer.direction_of(theirs);
    audio.direction =
        direction_of(sends(offered) && receives(answered), receives(offered) && sends(answered));
    return audio;
}

AudioChange compare(const AudioAgreement& before, const AudioAgreement& after) {
    AudioChange change;
    change.address = before.remote_address != after.remote_address ||
                     before.remote_port != after.remote_port ||
                     before.remote_rtcp_address != after.remote_rtcp_address ||
                     before.remote_rtcp_port != after.remote_rtcp_port;
    change.codec = !before.codec.same_codec(after.codec) || before.codec.fmtp != after.codec.fmtp ||
                   before.send_payload_type != after.send_payload_type ||
                   before.receive_payload_type != after.receive_payload_type ||
                   before.send_event_type != after.send_event_type ||
                   before.receive_event_type != after.receive_event_type ||
                   before.send_ptime != after.send_ptime;
    change.direction = before.direction != after.direction;
    return change;
}

bool unchanged(const Sdp& before, const Sdp& after) {
    if (before.origin == after.origin)
        return true;
    Sdp same_origin = after;
    same_origin.origin = before.origin;
    return before == same_origin;
}

const std::array<OfferAnswer::Rule, 4> OfferAnswer::kRules{{
    // in state             on event                 then
    {State::stable, Event::sent_offer, State::local_offer},
    {State::stable, Event::received_offer, State::remote_offer},
    {State::local_offer, Event::received_answer, State::stable},
    {State::remote_offer, Event::sent_answer, State::stable},
}};

OfferAnswer::OfferAnswer(std::uint64_t session_id, SdpAddress address)
    : session_id_(session_id), address_(std::move(address)) {}

bool OfferAnswer::advance(Event event) {
    const auto rule = std::ranges::find_if(
        kRules, [&](const Rule& row) { return row.in == state_ && row.on == event; });
    if (rule == kRules.end())
        return false;
    state_ = rule->then;
    return true;
}

SdpOrigin OfferAnswer::origin() const {
    if (last_sent_)
        return last_sent_->origin;
    return {"-", std::to_string(session_id_), 1, address_};
}

void OfferAnswer::stamp(Sdp& sdp) const {
    sdp.origin = origin();
    if (last_sent_ && !(*last_sent_ == sdp))
        ++sdp.origin.version;
}

bool OfferAnswer::sent_offer(std::shared_ptr<const Sdp> offer) {
    if (!advance(Event::sent_offer))
        return false;
    pending_ = last_sent_ = std::move(offer);
    return true;
}

bool OfferAnswer::received_offer(Sdp offer) {
    if (!advance(Event::received_offer))
        return false;
    pending_ = std::make_shared<const Sdp>(std::move(offer));
    return true;
}

bool OfferAnswer::sent_answer(Sdp answer) {
    if (!advance(Event::sent_answer))
        return false;
    local_ = last_sent_ = std::make_shared<const Sdp>(std::move(answer));
    remote_ = std::exchange(pending_, nullptr);
    return true;
}

bool OfferAnswer::received_answer(Sdp answer) {
    if (!advance(Event::received_answer))
        return false;
    local_ = std::exchange(pending_, nullptr);
    remote_ = std::make_shared<const Sdp>(std::move(answer));
    return true;
}

void OfferAnswer::abandon() {
    state_ = State::stable;
    pending_.reset();
}

} // namespace sipi
