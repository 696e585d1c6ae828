// What one INVITE costs: parse, typed parse of every header, serialise, with and without its SDP;
// RFC 3261, RFC 8866.
#include "sipi/message.h"
#include "sipi/sdp.h"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <string>

namespace {

// 926 octets as a PBX trunk sends them.
constexpr std::string_view kInvite =
    "INVITE sip:+493012345678@gw.example.net:5060;user=phone SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK-524287-1---2f9f3d7b5c1a;rport\r\n"
    "Max-Forwards: 70\r\n"
    "From: \"Alice Example\" <sip:+493087654321@pbx.example.net;user=phone>;tag=as58f4201b\r\n"
    "To: <sip:+493012345678@gw.example.net;user=phone>\r\n"
    "Contact: <sip:+493087654321@192.0.2.10:5060;transport=udp>\r\n"
    "Call-ID: 3c26700857a87f84@192.0.2.10\r\n"
    "CSeq: 102 INVITE\r\n"
    "User-Agent: Example PBX 4.2.1 (trunk; build 20260312-rev-b4c7d2e19f03)\r\n"
    "Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, UPDATE, INFO\r\n"
    "Supported: replaces, timer, 100rel\r\n"
    "P-Asserted-Identity: <sip:+493087654321@pbx.example.net>\r\n"
    "Content-Type: application/sdp\r\n"
    "Content-Length: 236\r\n"
    "\r\n"
    "v=0\r\n"
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

static_assert(kInvite.size() == 926);

base::Octets octets(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// Keeps a typed value; a header that does not parse would make the numbers worthless.
template <class T>
void keep(const sipi::Result<T>& value) {
    if (!value)
        std::abort();
    benchmark::DoNotOptimize(&*value);
}

template <class Parse>
void parse_each(const sipi::Message& message, sipi::HeaderName id, Parse parse) {
    for (const std::string_view value : message.values(id))
        keep(parse(value));
}

/// Calls the typed parser of every header that the message has.
void parse_every_header(const sipi::Message& message) {
    using sipi::HeaderName;
    keep(sipi::Uri::parse(message.request_uri()));
    parse_each(message, HeaderName::via, sipi::Via::parse);
    keep(sipi::parse_number(message.header(HeaderName::max_forwards)));
    keep(message.from());
    keep(message.to());
    parse_each(message, HeaderName::contact, sipi::NameAddr::parse);
    keep(sipi::parse_call_id(message.call_id()));
    keep(message.cseq());
    auto user_agent = message.header(HeaderName::user_agent); // any text
    benchmark::DoNotOptimize(user_agent);
    parse_each(message, HeaderName::allow, sipi::parse_token);
    parse_each(message, HeaderName::supported, sipi::parse_token);
    parse_each(message, HeaderName::p_asserted_identity, sipi::NameAddr::parse);
    keep(sipi::MediaType::parse(message.header(HeaderName::content_type)));
    keep(sipi::parse_number(message.header(HeaderName::content_length)));
}

sipi::Message parsed() {
    auto message = sipi::Message::parse(octets(kInvite));
    if (!message)
        std::abort();
    return std::move(*message);
}

void parse(benchmark::State& state) {
    for (auto _ : state) {
        const auto message = sipi::Message::parse(octets(kInvite));
        benchmark::DoNotOptimize(message.ok());
    }
}
BENCHMARK(parse);

void typed_headers(benchmark::State& state) {
    const sipi::Message message = parsed();
    for (auto _ : state)
        parse_every_header(message);
}
BENCHMARK(typed_headers);

void serialise(benchmark::State& state) {
    const sipi::Message message = parsed();
    std::string out;
    for (auto _ : state) {
        out.clear();
        message.serialize(out);
        benchmark::DoNotOptimize(out.data());
    }
}
BENCHMARK(serialise);

void sdp_parse(benchmark::State& state) {
    const std::string body(parsed().body_text());
    for (auto _ : state) {
        const auto sdp = sipi::Sdp::parse(body);
        benchmark::DoNotOptimize(sdp.ok());
    }
}
BENCHMARK(sdp_parse);

void sdp_print(benchmark::State& state) {
    const auto sdp = sipi::Sdp::parse(parsed().body_text());
    if (!sdp)
        std::abort();
    std::string out;
    for (auto _ : state) {
        out.clear();
        sdp->print(out);
        benchmark::DoNotOptimize(out.data());
    }
}
BENCHMARK(sdp_print);

/// The bar: at most 1.5 us.
void invite(benchmark::State& state) {
    std::string out;
    for (auto _ : state) {
        const auto message = sipi::Message::parse(octets(kInvite));
        if (!message)
            std::abort();
        parse_every_header(*message);
        out.clear();
        message->serialize(out);
        benchmark::DoNotOptimize(out.data());
    }
    state.counters["octets"] = static_cast<double>(kInvite.size());
}
BENCHMARK(invite);

/// The bar: at most 2.2 us.
void invite_with_sdp(benchmark::State& state) {
    std::string out;
    std::string body;
    for (auto _ : state) {
        auto message = sipi::Message::parse(octets(kInvite));
        if (!message)
            std::abort();
        parse_every_header(*message);
        const auto sdp = sipi::Sdp::parse(message->body_text());
        if (!sdp)
            std::abort();
        body.clear();
        sdp->print(body);
        message->set_body("application/sdp", body);
        out.clear();
        message->serialize(out);
        benchmark::DoNotOptimize(out.data());
    }
}
BENCHMARK(invite_with_sdp);

} // namespace
