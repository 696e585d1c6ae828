// What the tests of ISUP share.
#pragma once

#include "isup/message.h"

#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace isup_test {

inline std::vector<std::uint8_t> octets(std::string_view hex) {
    std::vector<std::uint8_t> result;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        result.push_back(static_cast<std::uint8_t>(
            std::strtoul(std::string(hex.substr(i, 2)).c_str(), nullptr, 16)));
    return result;
}

inline std::string hex(base::Octets octets) {
    std::string result;
    for (const std::uint8_t octet : octets) {
        result += "0123456789abcdef"[octet >> 4];
        result += "0123456789abcdef"[octet & 15];
    }
    return result;
}

/// Contents that a typed value encodes to.
template <class T>
std::string encoded(const T& value) {
    std::uint8_t memory[300];
    base::OctetWriter out(memory);
    value.encode(out);
    return out.failed() ? "failed" : hex(out.written());
}

/// `text` decoded as T; the decoder must not read beyond, so the octets stand at the end of their
/// memory.
template <class T>
std::optional<T> decoded(std::string_view text) {
    const std::vector<std::uint8_t> memory = octets(text);
    return T::decode(memory);
}

inline std::string encoded_message(const isup::Message& message,
                                   isup::Variant variant = isup::Variant::itu) {
    std::uint8_t memory[400];
    const auto size = message.encode(memory, variant);
    return size ? hex(base::Octets(memory).first(*size)) : to_text(size.error());
}

inline isup::Digits digits(std::string_view text) {
    return *isup::Digits::from_text(text);
}

} // namespace isup_test
