// Fuzz target: headers that name sessions and dialogs: Session-Expires, Min-SE (RFC 4028),
// Session-ID (RFC 7989), Replaces (RFC 3891), Target-Dialog (RFC 4538), Refer-To. What has been
// read is written, read again and the same.
#include "sipi/refer.h"
#include "sipi/session_id.h"
#include "sipi/session_timer.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    sipi::Message message = sipi::Message::request(sipi::Method::invite, "sip:1@192.0.2.1");
    message.append(sipi::HeaderName::session_expires, text);
    message.append(sipi::HeaderName::min_se, text);
    message.append(sipi::HeaderName::session_id, text);
    static_cast<void>(sipi::session_expires_of(message));
    static_cast<void>(sipi::min_se_of(message));
    if (const auto ids = sipi::session_id_of(message)) {
        sipi::Message again = sipi::Message::request(sipi::Method::invite, "sip:1@192.0.2.1");
        again.append(sipi::HeaderName::session_id, sipi::session_id_text(ids->local, ids->remote));
        const auto same = sipi::session_id_of(again);
        if (!same || same->local != ids->local)
            std::abort();
    }
    if (const auto replaces = sipi::Replaces::parse(text)) {
        const auto again = sipi::Replaces::parse(replaces->text());
        if (!again || !(*again == *replaces))
            std::abort();
    }
    static_cast<void>(sipi::parse_target_dialog(text));
    static_cast<void>(sipi::ReferTarget::parse(text));
    return 0;
}
