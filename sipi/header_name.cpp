// From the text of a header name to its HeaderName through a perfect hash, RFC 3261 §7.3.1 and
// §7.3.3.
#include "sipi/header_name.h"

#include "sipi/text.h"

namespace sipi {
namespace {

constexpr std::size_t kSlots = 512;

/// Hash without case; the factors were searched so that no two names of the table share a slot.
constexpr std::size_t slot_of(std::string_view name) {
    const auto folded = [&](std::size_t at) {
        return static_cast<std::size_t>(static_cast<std::uint8_t>(name[at]) | 0x20U);
    };
    return (name.size() * 204 + folded(0) * 173 + folded(name.size() - 1) * 100 +
            folded(name.size() / 2) * 89) %
           kSlots;
}

struct Index {
    std::array<HeaderName, kSlots> by_slot{};
    std::array<HeaderName, 26> by_letter{};
    bool perfect = true;
    bool in_order = true;
};

constexpr Index make_index() {
    Index index;
    for (std::size_t at = 0; at < kHeaders.size(); ++at) {
        const HeaderRow& row = kHeaders[at];
        index.in_order &= static_cast<std::size_t>(row.id) == at;
        if (row.name.empty())
            continue;
        HeaderName& slot = index.by_slot[slot_of(row.name)];
        index.perfect &= slot == HeaderName::unknown;
        slot = row.id;
        if (row.compact)
            index.by_letter[static_cast<std::size_t>(row.compact - 'a')] = row.id;
    }
    return index;
}

constexpr Index kIndex = make_index();
static_assert(kIndex.in_order, "kHeaders must stand in the order of HeaderName");
static_assert(kIndex.perfect, "two header names share a slot: search new factors");

} // namespace

HeaderMatch match_header_name(std::string_view text) {
    if (text.size() < 2) {
        const char letter = text.empty() ? '\0' : scan::lower(text.front());
        const bool compact = letter >= 'a' && letter <= 'z';
        return {compact ? kIndex.by_letter[static_cast<std::size_t>(letter - 'a')]
                        : HeaderName::unknown,
                false};
    }
    const HeaderName candidate = kIndex.by_slot[slot_of(text)];
    const std::string_view name = row(candidate).name;
    if (name.size() != text.size())
        return {};
    if (scan::equal(name.data(), text.data(), text.size()))
        return {candidate, true};
    return scan::same(name, text) ? HeaderMatch{candidate, false} : HeaderMatch{};
}

HeaderName header_name_of(std::string_view text) {
    return match_header_name(text).id;
}

} // namespace sipi
