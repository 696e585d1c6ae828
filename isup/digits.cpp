// Address signals of ISUP numbers (Q.763 §3.9 e).
#include "isup/digits.h"

namespace isup {

std::optional<Digits> Digits::from_text(std::string_view text) {
    if (text.size() > kMax)
        return std::nullopt;
    Digits digits;
    for (const char c : text) {
        if (c >= '0' && c <= '9')
            digits.push_back(static_cast<std::uint8_t>(c - '0'));
        else if ((c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f'))
            digits.push_back(static_cast<std::uint8_t>((c | 0x20) - 'a' + 10));
        else
            return std::nullopt;
    }
    return digits;
}

std::optional<Digits> Digits::from_packed(base::Octets packed, bool odd) {
    Digits digits;
    if (!digits.assign_packed(packed, odd))
        return std::nullopt;
    return digits;
}

bool Digits::append(const Digits& more) {
    if (more.size() > kMax - size())
        return false;
    for (std::size_t i = 0; i < more.size(); ++i)
        push_back(more[i]);
    return true;
}

Digits Digits::without_prefix(std::size_t count) const {
    Digits rest;
    for (std::size_t i = count; i < size(); ++i)
        rest.push_back((*this)[i]);
    return rest;
}

bool Digits::starts_with(const Digits& prefix) const {
    if (prefix.size() > size())
        return false;
    for (std::size_t i = 0; i < prefix.size(); ++i)
        if ((*this)[i] != prefix[i])
            return false;
    return true;
}

Digits Digits::without_st() const {
    Digits rest = *this;
    if (rest.has_st())
        rest.pop_back();
    return rest;
}

std::string Digits::to_text() const {
    std::string text(size(), '0');
    for (std::size_t i = 0; i < size(); ++i)
        text[i] = "0123456789ABCDEF"[(*this)[i]];
    return text;
}

} // namespace isup
