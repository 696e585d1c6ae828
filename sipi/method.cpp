// SIP methods and where they are defined, RFC 3261 §7.1 and the IANA "SIP methods" registry.
#include "sipi/method.h"

#include <array>

namespace sipi {
namespace {

struct MethodRow {
    Method method;
    std::string_view text;
    std::string_view clause;
};

// One row per Method, in its order.
constexpr std::array kMethods{
    MethodRow{Method::unknown, "", ""},
    MethodRow{Method::invite, "INVITE", "RFC 3261 §13"},
    MethodRow{Method::ack, "ACK", "RFC 3261 §17.1.1.3"},
    MethodRow{Method::bye, "BYE", "RFC 3261 §15"},
    MethodRow{Method::cancel, "CANCEL", "RFC 3261 §9"},
    MethodRow{Method::options, "OPTIONS", "RFC 3261 §11"},
    MethodRow{Method::register_, "REGISTER", "RFC 3261 §10"},
    MethodRow{Method::prack, "PRACK", "RFC 3262"},
    MethodRow{Method::update, "UPDATE", "RFC 3311"},
    MethodRow{Method::info, "INFO", "RFC 6086"},
    MethodRow{Method::subscribe, "SUBSCRIBE", "RFC 6665"},
    MethodRow{Method::notify, "NOTIFY", "RFC 6665"},
    MethodRow{Method::refer, "REFER", "RFC 3515"},
    MethodRow{Method::message, "MESSAGE", "RFC 3428"},
    MethodRow{Method::publish, "PUBLISH", "RFC 3903"},
};

constexpr bool methods_in_order() {
    for (std::size_t at = 0; at < kMethods.size(); ++at)
        if (static_cast<std::size_t>(kMethods[at].method) != at)
            return false;
    return true;
}
static_assert(methods_in_order());

} // namespace

Method method_of(std::string_view text) {
    if (!text.empty())
        for (const MethodRow& row : kMethods)
            if (row.text == text)
                return row.method;
    return Method::unknown;
}

std::string_view text(Method method) {
    return kMethods[static_cast<std::size_t>(method)].text;
}

} // namespace sipi
