// What SIP-I adds to a call: an INVITE with an IAM of all kinds of parameters into a SETUP, and
// back, against the same INVITE with SDP alone. The bar: 10 us more.
#include "drivers/isdn/q931.h"
#include "gateway/mapping/encapsulation.h"
#include "gateway/mapping/isup_to_sip.h"
#include "gateway/mapping/precedence.h"
#include "gateway/mapping/q931_isup.h"
#include "gateway/mapping/sip_to_isup.h"
#include "isup/values.h"
#include "sipi/message_parser.h"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <string>
#include <vector>

namespace {

using namespace mapping;

constexpr std::string_view kSdp = "v=0\r\n"
                                  "o=pbx 1983678401 1983678402 IN IP4 192.0.2.10\r\n"
                                  "s=-\r\n"
                                  "c=IN IP4 192.0.2.10\r\n"
                                  "t=0 0\r\n"
                                  "m=audio 18274 RTP/AVP 8 0 101\r\n"
                                  "a=rtpmap:8 PCMA/8000\r\n"
                                  "a=rtpmap:101 telephone-event/8000\r\n"
                                  "a=fmtp:101 0-15\r\n"
                                  "a=sendrecv\r\n";

template <class T>
T require(std::optional<T> value) {
    if (!value)
        std::abort();
    return *std::move(value);
}

isup::Digits digits(std::string_view text) {
    return require(isup::Digits::from_text(text));
}

Profile profile(Interworking interworking) {
    Profile profile;
    profile.interworking = interworking;
    profile.country_code = "49";
    profile.national_prefix = "0";
    profile.international_prefix = "00";
    profile.trust = true;
    profile.peer_host = "192.0.2.20";
    profile.local_host = "192.0.2.10";
    return profile;
}

/// 15 parameters: a diverted call of an ISDN subscriber with subaddress, HLC and user-to-user data.
isup::Message iam() {
    isup::Message iam;
    iam.add(isup::NatureOfConnection{.satellites = 1});
    iam.add(isup::ForwardCallIndicators{.isdn_access = true});
    iam.add(isup::CallingPartyCategory{});
    iam.add(isup::TransmissionMediumRequirement{isup::Medium::audio_3k1});
    iam.add(isup::CalledPartyNumber{.digits = digits("30123456F")});
    iam.add(isup::CallingPartyNumber{.screening = isup::Screening::network_provided,
                                     .digits = digits("3090182012")});
    isup::AccessTransport access;
    const std::uint8_t high_layer[] = {0x91, 0x81};
    const std::uint8_t progress[] = {0x82, 0x83};
    access.add(isup::Element::high_layer, high_layer);
    access.add(isup::Element::progress_indicator, progress);
    iam.add(access);
    isup::UserServiceInformation service;
    service.contents = {0x90, 0x90, 0xa3};
    iam.add(service);
    isup::UserToUserInformation user;
    user.protocol = 4;
    user.data = {0x48, 0x65, 0x6c, 0x6c, 0x6f};
    iam.add(user);
    iam.add(isup::GenericNumber{.digits = digits("3090182099")});
    iam.add(isup::RedirectingNumber{.digits = digits("30777")});
    iam.add(isup::OriginalCalledNumber{.digits = digits("30777")});
    iam.add(isup::RedirectionInformation{.reason = isup::RedirectReason::busy});
    iam.add(isup::PropagationDelay{std::chrono::milliseconds(20)});
    iam.add(isup::HopCounter{20});
    return iam;
}

/// The same INVITE with these bodies.
std::vector<std::uint8_t> invite(std::string_view type, std::string_view body) {
    std::string text =
        "INVITE sip:+4930123456@192.0.2.20;user=phone SIP/2.0\r\n"
        "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKs1;rport\r\nMax-Forwards: 60\r\n"
        "From: <sip:+493090182012@192.0.2.10;user=phone>;tag=a1\r\n"
        "To: <sip:+4930123456@192.0.2.20;user=phone>\r\nCall-ID: sipi-1@192.0.2.10\r\n"
        "CSeq: 1 INVITE\r\nContact: <sip:192.0.2.10:5060>\r\n"
        "P-Asserted-Identity: <sip:+493090182012@192.0.2.10;user=phone>\r\n"
        "Diversion: <sip:+4930777@192.0.2.10>;reason=user-busy;counter=1\r\n"
        "Supported: 100rel,timer\r\nAllow: INVITE,ACK,CANCEL,BYE,OPTIONS,INFO,PRACK,UPDATE\r\n"
        "MIME-Version: 1.0\r\nContent-Type: " +
        std::string(type) + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n";
    text += body;
    return {text.begin(), text.end()};
}
std::vector<std::uint8_t> plain_invite() {
    return invite("application/sdp", kSdp);
}
std::vector<std::uint8_t> sip_i_invite() {
    const Profile trunk = profile(Interworking::sip_i);
    Notes notes(false);
    const auto octets = wrap(iam(), trunk, notes);
    if (!octets)
        std::abort();
    const sipi::BodyToSend body = body_of(kSdp, *octets, Carrier::invite, trunk);
    return invite(body.type, body.octets);
}

/// A SETUP as octets.
std::size_t write_setup(const isup::Message& iam, const Profile& trunk, Notes& notes) {
    static constexpr std::uint8_t kBare[] = {0x08, 0x02, 0x00, 0x01, 0x05};
    const auto setup = setup_from_iam(iam, trunk, notes);
    if (!setup)
        std::abort();
    return isdn::apply(kBare, isdn::elements_of(*setup), 260).size();
}

void plain_invite_to_setup(benchmark::State& state) {
    const auto datagram = plain_invite();
    const Profile trunk = profile(Interworking::q1912_5_b);
    for (auto _ : state) {
        Notes notes;
        const auto message = sipi::MessageParser(sipi::ParserLimits()).parse(datagram);
        const sipi::Body body = sipi::Body::parse(*message);
        const auto mapped = iam_from_invite(*message, trunk, notes);
        if (!body.sdp() || !mapped)
            std::abort();
        std::size_t size = write_setup(*mapped, trunk, notes);
        benchmark::DoNotOptimize(size);
    }
    state.counters["octets"] = static_cast<double>(datagram.size());
}
BENCHMARK(plain_invite_to_setup);

void sip_i_invite_to_setup(benchmark::State& state) {
    const auto datagram = sip_i_invite();
    const Profile trunk = profile(Interworking::sip_i);
    for (auto _ : state) {
        Notes notes;
        const auto message = sipi::MessageParser(sipi::ParserLimits()).parse(datagram);
        const sipi::Body body = sipi::Body::parse(*message);
        const auto mapped = iam_from_invite(*message, trunk, notes);
        const Unwrapped inside = unwrap(body, Carrier::invite, trunk, notes);
        if (!body.sdp() || !mapped || !inside.message)
            std::abort();
        const isup::Message whole = merged({*message, *inside.message, *mapped, trunk}, notes);
        std::size_t size = write_setup(whole, trunk, notes);
        benchmark::DoNotOptimize(size);
    }
    state.counters["octets"] = static_cast<double>(datagram.size());
}
BENCHMARK(sip_i_invite_to_setup);

isdn::Message setup() {
    Notes notes(false);
    auto setup = setup_from_iam(iam(), profile(Interworking::sip_i), notes);
    if (!setup)
        std::abort();
    return *std::move(setup);
}

void setup_to_plain_invite(benchmark::State& state) {
    const isdn::Message from = setup();
    const Profile trunk = profile(Interworking::q1912_5_b);
    for (auto _ : state) {
        Notes notes;
        const auto parts = invite_from_iam(iam_from_setup(from, trunk, notes), trunk, notes);
        if (!parts)
            std::abort();
        benchmark::DoNotOptimize(parts->request_uri.data());
    }
}
BENCHMARK(setup_to_plain_invite);

void setup_to_sip_i_invite(benchmark::State& state) {
    const isdn::Message from = setup();
    const Profile trunk = profile(Interworking::sip_i);
    for (auto _ : state) {
        Notes notes;
        const isup::Message mapped = iam_from_setup(from, trunk, notes);
        const auto parts = invite_from_iam(mapped, trunk, notes);
        const auto octets = wrap(mapped, trunk, notes);
        if (!parts || !octets)
            std::abort();
        const sipi::BodyToSend body = body_of(kSdp, *octets, Carrier::invite, trunk);
        benchmark::DoNotOptimize(body.octets.data());
    }
}
BENCHMARK(setup_to_sip_i_invite);

/// ISUP alone: octets to a message and its typed values.
void iam_decode_15_parameters(benchmark::State& state) {
    std::uint8_t memory[isup::kMaxOctets];
    const auto size = iam().encode(memory);
    if (!size)
        std::abort();
    for (auto _ : state) {
        const auto message = isup::Message::decode(base::Octets(memory).first(*size));
        std::size_t read = 0;
        isup::ItuValues::for_each([&]<class T>() { read += message->get<T>().has_value(); });
        if (read != 15)
            std::abort();
    }
    state.counters["octets"] = static_cast<double>(*size);
}
BENCHMARK(iam_decode_15_parameters);

void iam_encode_15_parameters(benchmark::State& state) {
    const isup::Message message = iam();
    std::uint8_t memory[isup::kMaxOctets];
    for (auto _ : state) {
        auto size = message.encode(memory);
        benchmark::DoNotOptimize(size);
    }
}
BENCHMARK(iam_encode_15_parameters);

} // namespace
