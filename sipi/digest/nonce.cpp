// Nonces that we give out: RFC 7616 §3.3 and §5.4. None is remembered before it has been used.
#include "sipi/digest/nonce.h"

#include <algorithm>

namespace sipi::digest {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

void append_hex(std::string& out, std::uint64_t value, unsigned digits) {
    while (digits-- > 0)
        out += kDigits[value >> (4 * digits) & 0xFU];
}

std::optional<std::uint64_t> from_hex(std::string_view text) {
    std::uint64_t value = 0;
    for (const char c : text) {
        const std::size_t digit = kDigits.find(c);
        if (digit == kDigits.npos)
            return std::nullopt;
        value = value << 4U | digit;
    }
    return value;
}

// In the same time wherever they differ.
bool same(std::string_view a, std::string_view b) {
    if (a.size() != b.size())
        return false;
    unsigned difference = 0;
    for (std::size_t at = 0; at < a.size(); ++at)
        difference |= static_cast<unsigned>(static_cast<unsigned char>(a[at]) ^
                                            static_cast<unsigned char>(b[at]));
    return difference == 0;
}

} // namespace

std::optional<Nonces::Stamp> Nonces::Stamp::parse(std::string_view nonce) {
    if (nonce.size() != kText)
        return std::nullopt;
    const auto time = from_hex(nonce.substr(0, 16));
    const auto serial = from_hex(nonce.substr(16, 8));
    if (!time || !serial)
        return std::nullopt;
    return Stamp{*time, static_cast<std::uint32_t>(*serial)};
}

std::uint64_t Nonces::milliseconds() const {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(clock_.now().time_since_epoch())
            .count());
}

// The port is not sealed: that of a telephone behind NAT changes, and so does that of a connection.
std::string Nonces::text(const Stamp& stamp, const Endpoint& source) const {
    constexpr std::size_t kSealDigits = 32;
    std::string out;
    out.reserve(kText);
    append_hex(out, stamp.time, 16);
    append_hex(out, stamp.serial, 8);
    std::string sealed = out;
    sealed += source.v6 ? '6' : '4';
    sealed.append(reinterpret_cast<const char*>(source.address.data()), source.address.size());
    const Seal seal =
        seal_of(key_, {reinterpret_cast<const std::uint8_t*>(sealed.data()), sealed.size()});
    for (std::size_t at = 0; at < kSealDigits / 2; ++at)
        append_hex(out, seal[at], 2);
    return out;
}

std::string Nonces::make(const Endpoint& source) {
    return text({milliseconds(), ++serial_}, source);
}

bool Nonces::good(std::string_view nonce, const Endpoint& source) const {
    const auto stamp = Stamp::parse(nonce);
    if (!stamp || !same(text(*stamp, source), nonce))
        return false;
    const auto lifetime = std::chrono::duration_cast<std::chrono::milliseconds>(lifetime_);
    return milliseconds() - stamp->time < static_cast<std::uint64_t>(lifetime.count());
}

bool Nonces::use(std::string_view nonce, std::uint32_t count) {
    const auto stamp = Stamp::parse(nonce);
    if (!stamp || (forgotten_ && *stamp <= *forgotten_ && !used_.contains(*stamp)))
        return false;
    if (!used_.contains(*stamp))
        forget_old();
    const auto [found, fresh] = used_.try_emplace(*stamp);
    Used& used = found->second;
    if (fresh || count > used.highest) {
        const std::uint32_t ahead = fresh ? 0 : count - used.highest;
        used.seen = (ahead < kWindow ? used.seen << ahead : 0) | 1U;
        used.highest = count;
        return true;
    }
    const std::uint32_t behind = used.highest - count;
    const std::uint64_t bit = std::uint64_t{1} << (behind % kWindow);
    if (behind >= kWindow || (used.seen & bit) != 0)
        return false;
    used.seen |= bit;
    return true;
}

// Room for one more: those that are too old by now, and when there are none the oldest.
void Nonces::forget_old() {
    const auto lifetime = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(lifetime_).count());
    const std::uint64_t now = milliseconds();
    while (!used_.empty() &&
           (used_.size() >= kMost || now - used_.begin()->first.time >= lifetime)) {
        forgotten_ =
            forgotten_ ? std::max(*forgotten_, used_.begin()->first) : used_.begin()->first;
        used_.erase(used_.begin());
    }
}

} // namespace sipi::digest
