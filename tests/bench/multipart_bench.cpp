// What a SIP-I body costs: SDP and an IAM of 61 octets taken apart, found, and written; RFC 3204.
#include "sipi/body/builder.h"
#include "sipi/body/isup_type.h"
#include "sipi/body/multipart.h"
#include "sipi/body/support.h"

#include <benchmark/benchmark.h>

#include <array>
#include <cstdlib>
#include <string>

namespace {

using namespace sipi;

constexpr std::string_view kSdp = "v=0\r\n"
                                  "o=pbx 1983678401 1983678402 IN IP4 192.0.2.10\r\n"
                                  "s=-\r\n"
                                  "c=IN IP4 192.0.2.10\r\n"
                                  "t=0 0\r\n"
                                  "m=audio 18274 RTP/AVP 8 0 101\r\n"
                                  "a=rtpmap:8 PCMA/8000\r\n"
                                  "a=rtpmap:0 PCMU/8000\r\n"
                                  "a=rtpmap:101 telephone-event/8000\r\n"
                                  "a=fmtp:101 0-15\r\n"
                                  "a=ptime:20\r\n"
                                  "a=sendrecv\r\n";
// An IAM with calling number, access transport, user-to-user data and hop counter: only its length
// and that it is binary matter here.
constexpr std::string_view kIamText{
    "\x01\x00\x20\x01\x0a\x00\x02\x08\x06\x03\x10\x94\x03\x21\x43\x65"
    "\x0a\x07\x03\x13\x94\x03\x09\x81\x10\x02\x03\x05\x04\x03\x90\x90\xa3"
    "\x20\x0f\x04\x0d\x0a\x2d\x2d\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b"
    "\x3d\x01\x1e\x31\x02\x00\x64\x39\x02\x00",
    61};
constexpr std::string_view kIsup = "application/ISUP;version=itu-t92+;base=itu-t92+";

std::array<PartToSend, 2> parts() {
    return {sdp_part(kSdp),
            signal_part(kIsup,
                        {reinterpret_cast<const std::uint8_t*>(kIamText.data()), kIamText.size()},
                        Handling::required)};
}

Message invite() {
    BodyToSend body;
    write_body(parts(), body);
    Message message = Message::request(Method::invite, "sip:+4930123456@192.0.2.20;user=phone");
    message.append(HeaderName::via, "SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKs1");
    message.append(HeaderName::max_forwards, "70");
    message.append(HeaderName::from, "<sip:+493090182012@192.0.2.10;user=phone>;tag=a1");
    message.append(HeaderName::to, "<sip:+4930123456@192.0.2.20;user=phone>");
    message.append(HeaderName::call_id, "sipi-1@192.0.2.10");
    message.append(HeaderName::cseq, "1 INVITE");
    message.append(HeaderName::contact, "<sip:192.0.2.10:5060>");
    message.set_body(body.view().type, body.view().octets);
    return message;
}

/// The bar: well under 1 us.
void parse_sip_i_body(benchmark::State& state) {
    const Message message = invite();
    for (auto _ : state) {
        const Body body = Body::parse(message);
        const BodyPart* isup = body.isup();
        if (!body.sdp() || !isup || isup->octets.size() != kIamText.size())
            std::abort();
        auto issue = IsupType::of(isup->type).issue();
        benchmark::DoNotOptimize(issue);
    }
    state.counters["octets"] = static_cast<double>(message.body().size());
}
BENCHMARK(parse_sip_i_body);

void parse_plain_body(benchmark::State& state) {
    Message message = invite();
    message.set_body("application/sdp", kSdp);
    for (auto _ : state) {
        const Body body = Body::parse(message);
        if (!body.sdp())
            std::abort();
    }
}
BENCHMARK(parse_plain_body);

void judge_sip_i_body(benchmark::State& state) {
    static constexpr std::array kKinds{BodyKind{"application", "sdp", "session"},
                                       BodyKind{"application", "isup", ""}};
    const Message message = invite();
    const Body body = Body::parse(message);
    for (auto _ : state) {
        const auto refused =
            refused_parts(body, [](const BodyPart& part) { return understands(kKinds, part); });
        if (!refused.empty())
            std::abort();
    }
}
BENCHMARK(judge_sip_i_body);

void write_sip_i_body(benchmark::State& state) {
    const auto to_send = parts();
    BodyToSend body;
    std::uint64_t seed = 0;
    for (auto _ : state) {
        write_body(to_send, body, ++seed);
        benchmark::DoNotOptimize(body.octets.data());
    }
}
BENCHMARK(write_sip_i_body);

} // namespace
