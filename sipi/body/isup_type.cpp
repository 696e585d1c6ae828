// Reading and writing the parameters of application/ISUP, RFC 3204 §3.1.
#include "sipi/body/isup_type.h"

#include "sipi/text.h"

namespace sipi {
namespace {

constexpr bool types_in_order() {
    for (std::size_t at = 0; at < kIsupVersions.size(); ++at)
        if (static_cast<std::size_t>(kIsupVersions[at].version) != at)
            return false;
    return true;
}
static_assert(types_in_order());

/// The text between quotes; tokens need no escapes, so none are undone.
std::string_view without_quotes(std::string_view value) {
    const bool quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
    return quoted ? value.substr(1, value.size() - 2) : value;
}

} // namespace

const IsupVersionRow& row(IsupVersion version) {
    return kIsupVersions[static_cast<std::size_t>(version)];
}

std::string_view text(IsupVersion version) {
    return row(version).name;
}

IsupVersion isup_version(std::string_view token) {
    token = without_quotes(token);
    for (const IsupVersionRow& row : kIsupVersions)
        if (!row.name.empty() && row.version != IsupVersion::private_use &&
            scan::same(row.name, token))
            return row.version;
    return token.size() > 2 && scan::same(token.substr(0, 2), text(IsupVersion::private_use))
               ? IsupVersion::private_use
               : IsupVersion::unknown;
}

IsupType IsupType::of(const MediaType& media_type) {
    IsupType out;
    for (const Param& param : media_type.params) {
        if (scan::same(param.name, "version"))
            out.version = without_quotes(param.value);
        else if (scan::same(param.name, "base"))
            out.base = without_quotes(param.value);
    }
    return out;
}

IsupVersion IsupType::issue() const {
    const IsupVersionRow& own = row(isup_version(version));
    if (own.version != IsupVersion::unknown && own.base == own.version)
        return own.version;
    const IsupVersion given = row(isup_version(base)).base;
    return given != IsupVersion::unknown ? given : own.base;
}

void append(std::string& out, const IsupType& isup_type) {
    out.append("application/ISUP;version=").append(isup_type.version);
    if (!isup_type.base.empty())
        out.append(";base=").append(isup_type.base);
}

} // namespace sipi
