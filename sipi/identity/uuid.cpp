// UUIDs for origid: RFC 4122 (RFC 8588 §5).
#include "sipi/identity/uuid.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>

namespace sipi::identity {
namespace {

/// With version and variant put in (RFC 4122 §4.1).
std::string uuid_text(std::uint64_t high, std::uint64_t low, std::uint64_t version) {
    high = (high & ~std::uint64_t{0xf000}) | (version << 12);
    low = (low & ~(std::uint64_t{3} << 62)) | (std::uint64_t{1} << 63);
    return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xffff,
                       high & 0xffff, low >> 48, low & 0xffffffffffff);
}

} // namespace

std::string random_uuid(std::uint64_t high, std::uint64_t low) {
    return uuid_text(high, low, 4);
}

std::string uuid_of(std::string_view text) {
    constexpr std::array<char, 16> kUrls{// 6ba7b811-9dad-11d1-80b4-00c04fd430c8, Appendix C
                                         '\x6b', '\xa7', '\xb8', '\x11', '\x9d', '\xad',
                                         '\x11', '\xd1', '\x80', '\xb4', '\x00', '\xc0',
                                         '\x4f', '\xd4', '\x30', '\xc8'};
    std::string name(kUrls.data(), kUrls.size());
    name += text;
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
    if (EVP_Digest(name.data(), name.size(), hash.data(), nullptr, EVP_sha1(), nullptr) != 1)
        return {};
    std::uint64_t high = 0, low = 0;
    for (std::size_t at = 0; at < 8; ++at) {
        high = high << 8 | hash[at];
        low = low << 8 | hash[at + 8];
    }
    return uuid_text(high, low, 5);
}

} // namespace sipi::identity
