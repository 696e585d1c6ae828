// Fuzz target: offers and answers between two ends in any order, glare, failures and changed octets
// included (RFC 3264, RFC 3261 §14).
// Where nothing was changed under way both ends agree: codec, payload types, direction, addresses.
//
//   steps of four octets: what, what the sender can do, where and how the description is changed
#include "sipi/offer_answer.h"
#include "sipi/sdp.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

using namespace sipi;

void require(bool holds, const char* what) {
    if (holds)
        return;
    std::fprintf(stderr, "not so: %s\n", what);
    std::abort();
}

constexpr std::array<const char*, 5> kCodecs{"pcma", "pcmu", "clearmode", "g722", "gsm"};

struct End {
    End(std::uint64_t session, const char* host, std::uint16_t port)
        : turn(session, address_of(host)), address(address_of(host)), base_port(port) {}

    static SdpAddress address_of(const char* host) {
        SdpAddress made;
        made.address = host;
        return made;
    }
    AudioCapabilities capabilities(unsigned choice) const {
        AudioCapabilities made;
        made.codecs.push_back(*format_by_name(kCodecs[choice % kCodecs.size()]));
        if (choice & 8)
            made.codecs.push_back(*format_by_name(kCodecs[(choice + 1) % kCodecs.size()]));
        if (choice & 16)
            made.telephone_event = *format_by_name("telephone-event");
        made.address = address;
        made.port = static_cast<std::uint16_t>(base_port + choice % 4 * 2);
        made.direction = static_cast<Direction>(choice / 32 % 4);
        made.prefer_own_order = (choice & 128) != 0;
        return made;
    }

    OfferAnswer turn;
    SdpAddress address;
    std::uint16_t base_port;
};

/// A description on its way; `changed` when one of its octets was.
std::optional<Sdp> carried(const Sdp& sdp, unsigned where, unsigned how, bool& changed) {
    std::string text = sdp.to_string();
    changed = how != 0 && !text.empty();
    if (changed)
        text[where % text.size()] = static_cast<char>(how);
    auto read = Sdp::parse(text);
    require(changed || read.ok(), "what we write can be read");
    if (!read.ok())
        return std::nullopt;
    return std::move(*read);
}

void require_agreement(const AudioAgreement& offerer, const AudioAgreement& answerer) {
    require(offerer.codec.encoding == answerer.codec.encoding, "one codec");
    require(offerer.codec.clock_rate == answerer.codec.clock_rate, "one clock");
    require(offerer.direction == reversed(answerer.direction), "one direction");
    require(offerer.send_payload_type == answerer.receive_payload_type, "payload types there");
    require(offerer.receive_payload_type == answerer.send_payload_type, "payload types here");
    require(offerer.send_event_type == answerer.receive_event_type, "events there");
    require(offerer.receive_event_type == answerer.send_event_type, "events here");
    require(offerer.media_index == answerer.media_index, "one stream");
}

void exchange(End& offerer, End& answerer, const std::uint8_t* step) {
    const AudioCapabilities wanted = offerer.capabilities(step[1]);
    Sdp offer = make_offer(wanted, offerer.turn.origin());
    offerer.turn.stamp(offer);
    require(offerer.turn.sent_offer(offer), "an offer in turn");
    require(!offerer.turn.may_offer() && !offerer.turn.sent_offer(offer), "not two of them");
    if (step[0] & 16) { // it is lost
        offerer.turn.abandon();
        return;
    }
    if (step[0] & 32) { // glare (RFC 3261 §14.2): both give up
        require(answerer.turn.sent_offer(make_offer(wanted, answerer.turn.origin())), "glare");
        require(!answerer.turn.received_offer(offer), "491");
        answerer.turn.abandon();
        offerer.turn.abandon();
        return;
    }
    bool offer_changed = false, answer_changed = false;
    const auto there = carried(offer, step[2], (step[0] & 64) ? step[3] : 0U, offer_changed);
    if (!there) {
        offerer.turn.abandon();
        return;
    }
    require(answerer.turn.received_offer(*there), "an offer taken in turn");
    require(!answerer.turn.received_offer(*there), "500");
    auto answered =
        answer(*there, answerer.capabilities(step[1] / 2U + step[2]), answerer.turn.origin());
    if (!answered.ok()) {
        answerer.turn.abandon();
        offerer.turn.abandon();
        return;
    }
    require(answered->sdp.media.size() == there->media.size(), "an m-line for each (§6)");
    answerer.turn.stamp(answered->sdp);
    require(answerer.turn.sent_answer(answered->sdp), "an answer in turn");
    const auto back =
        carried(answered->sdp, step[2], (step[0] & 128) ? step[3] : 0U, answer_changed);
    if (!back) {
        offerer.turn.abandon();
        return;
    }
    const auto read = read_answer(offer, *back);
    if (!read.ok()) {
        require(offer_changed || answer_changed, "an answer of ours fits our offer");
        offerer.turn.abandon();
        return;
    }
    require(offerer.turn.received_answer(*back), "an answer taken in turn");
    if (!offer_changed && !answer_changed) {
        require_agreement(*read, answered->audio);
        require(read->remote_port == answered->sdp.media[read->media_index].port, "their port");
        require(!compare(*read, *read).any(), "no change to itself");
        require(offerer.turn.local() && offerer.turn.remote() && answerer.turn.local(),
                "what holds is kept");
        require(unchanged(*offerer.turn.remote(), *answerer.turn.local()), "the same at both");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    End a(1, "192.0.2.1", 10000), b(2, "192.0.2.2", 20000);
    for (std::size_t at = 0; at + 4 <= size && at < 64; at += 4) {
        require(a.turn.may_offer() && b.turn.may_offer(), "stable between exchanges");
        if (data[at] & 1)
            exchange(a, b, data + at);
        else
            exchange(b, a, data + at);
    }
    return 0;
}
