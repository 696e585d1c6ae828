// Encoding and decoding an IAM of 61 octets and 8 parameters, from typed values and to typed
// values.
#include "isup/text.h"

#include <benchmark/benchmark.h>

namespace {

using namespace isup;

/// The values that a leg puts into an IAM and takes out of it.
struct Iam {
    NatureOfConnection nature;
    ForwardCallIndicators forward;
    CallingPartyCategory category;
    TransmissionMediumRequirement medium;
    CalledPartyNumber called;
    CallingPartyNumber calling;
    UserServiceInformation service;
    GenericNumber generic;
};
constexpr std::size_t kOctets = 61;

Iam sample() {
    Iam iam;
    iam.nature.satellites = 1;
    iam.nature.outgoing_echo_control = true;
    iam.forward.international = true;
    iam.forward.isdn_access = true;
    iam.medium.value = Medium::audio_3k1;
    iam.called = {.nature = NatureOfAddress::international,
                  .digits = *Digits::from_text("4989123456781234567F")};
    iam.calling = {.nature = NatureOfAddress::international,
                   .screening = Screening::verified_passed,
                   .digits = *Digits::from_text("3314234567890123")};
    iam.service.contents = {0x90, 0x90, 0xa3, 0xc0, 0xe0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80};
    iam.generic = {.nature = NatureOfAddress::international,
                   .digits = *Digits::from_text("331423456789012345")};
    return iam;
}

std::size_t encode(const Iam& iam, std::span<std::uint8_t> memory) {
    Message message(MessageType::iam);
    message.add(iam.nature);
    message.add(iam.forward);
    message.add(iam.category);
    message.add(iam.medium);
    message.add(iam.called);
    message.add(iam.calling);
    message.add(iam.service);
    message.add(iam.generic);
    const Result<std::size_t> size = message.encode(memory);
    return size ? *size : 0;
}

bool decode(base::Octets octets, Iam& iam) {
    const Result<Message> message = Message::decode(octets);
    if (!message)
        return false;
    const auto take = [&]<class T>(T& value) {
        const std::optional<T> read = message->get<T>();
        if (read)
            value = *read;
        return read.has_value();
    };
    return take(iam.nature) && take(iam.forward) && take(iam.category) && take(iam.medium) &&
           take(iam.called) && take(iam.calling) && take(iam.service) && take(iam.generic);
}

void iam_encode(benchmark::State& state) {
    Iam iam = sample();
    std::array<std::uint8_t, 272> memory;
    for (auto _ : state) {
        benchmark::DoNotOptimize(&iam);
        benchmark::ClobberMemory();
        std::size_t size = encode(iam, memory);
        benchmark::DoNotOptimize(size);
    }
    if (encode(iam, memory) != kOctets)
        state.SkipWithError("not 61 octets");
}
BENCHMARK(iam_encode);

void iam_decode(benchmark::State& state) {
    std::array<std::uint8_t, 272> memory;
    const std::size_t size = encode(sample(), memory);
    Iam iam;
    for (auto _ : state) {
        benchmark::ClobberMemory();
        bool ok = decode(base::Octets(memory).first(size), iam);
        benchmark::DoNotOptimize(ok);
        benchmark::DoNotOptimize(&iam);
    }
}
BENCHMARK(iam_decode);

/// The bar: at most 0.35 µs.
void iam_encode_decode(benchmark::State& state) {
    Iam iam = sample();
    std::array<std::uint8_t, 272> memory;
    for (auto _ : state) {
        benchmark::DoNotOptimize(&iam);
        benchmark::ClobberMemory();
        const std::size_t size = encode(iam, memory);
        bool ok = decode(base::Octets(memory).first(size), iam);
        benchmark::DoNotOptimize(ok);
    }
    if (encode(iam, memory) != kOctets)
        state.SkipWithError("not 61 octets");
}
BENCHMARK(iam_encode_decode);

void iam_to_text(benchmark::State& state) {
    std::array<std::uint8_t, 272> memory;
    const Message message = *Message::decode(base::Octets(memory).first(encode(sample(), memory)));
    for (auto _ : state) {
        std::string text = to_text(message);
        benchmark::DoNotOptimize(text);
    }
}
BENCHMARK(iam_to_text);

} // namespace
