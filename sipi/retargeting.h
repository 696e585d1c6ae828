// Where a call has been before it came here: Diversion (RFC 5806) and History-Info (RFC 7044) with
// the cause of RFC 4458 and RFC 8119.
#pragma once

#include "sipi/header.h"
#include "sipi/name_addr.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sipi {

/// One Diversion value (RFC 5806 §4): who diverted the call. The newest stands first.
struct Diversion {
    NameAddr by;
    std::string reason;      ///< "user-busy" ...; quotes undone, "" when absent
    unsigned counter = 1;    ///< diversions that this entry stands for, 1-99
    unsigned limit = 0;      ///< most diversions; 0: not said
    std::string privacy;     ///< "full", "name", "uri", "off"; "" when absent
    std::string_view screen; ///< "yes", "no"; "" when absent

    /// Whether the address shall not be shown.
    bool hidden() const;
    /// A counter or a limit out of range is bad_value.
    static Result<Diversion> parse(std::string_view value);
};

/// One History-Info value (RFC 7044 §5): a target that the request has had. The oldest stands
/// first.
struct HistoryEntry {
    /// Why the target was reached (RFC 7044 §5 hi-target-param).
    enum class Change : std::uint8_t {
        none,
        rc, ///< another URI of the same user
        mp, ///< another user
        np, ///< nothing changed
    };

    NameAddr target;
    std::string_view index; ///< "1.1.2"
    Change change = Change::none;
    std::string_view origin;  ///< index of the entry that `change` refers to
    std::optional<int> cause; ///< URI parameter: why the call came to this target (RFC 4458 §2.1)
    Privacy privacy;          ///< header escaped into the URI: what is asked for this target

    /// Whether the target shall not be shown (RFC 7044 §10.1).
    bool hidden() const { return privacy.history || privacy.header || privacy.session; }
    /// Without a well-formed index it is bad_value.
    static Result<HistoryEntry> parse(std::string_view value);
};

/// A header of the URI with its escapes undone: uri_header(uri, "Privacy"); "" when absent.
std::string uri_header(const Uri& uri, std::string_view name);

} // namespace sipi
