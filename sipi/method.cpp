// SIP methods and where they are defined, RFC 3261 §7.1 and the IANA "SIP methods" registry.
#include "sipi/method.h"

#include <array>

namespace sipi {
namespace {

struct Row {
    Method method;
    std::string_view text;
    std::string_view clause;
};

// One row per Method, in its order.
constexpr std::array kMethods{
    Row{Method::unknown, "", ""},
    Row{Method::invite, "INVITE", "RFC 3261 §13"},
    Row{Method::ack, "ACK", "RFC 3261 §17.1.1.3"},
    Row{Method::bye, "BYE", "RFC 3261 §15"},
    Row{Method::cancel, "CANCEL", "RFC 3261 §9"},
    Row{Method::options, "OPTIONS", "RFC 3261 §11"},
    Row{Method::register_, "REGISTER", "RFC 3261 §10"},
    Row{Method::prack, "PRACK", "RFC 3262"},
    Row{Method::update, "UPDATE", "RFC 3311"},
    Row{Method::info, "INFO", "RFC 6086"},
    Row{Method::subscribe, "SUBSCRIBE", "RFC 6665"},
    Row{Method::notify, "NOTIFY", "RFC 6665"},
    Row{Method::refer, "REFER", "RFC 3515"},
    Row{Method::message, "MESSAGE", "RFC 3428"},
    Row{Method::publish, "PUBLISH", "RFC 3903"},
};

constexpr bool in_order() {
    for (std::size_t at = 0; at < kMethods.size(); ++at)
        if (static_cast<std::size_t>(kMethods[at].method) != at)
            return false;
    return true;
}
static_assert(in_order());

} // namespace

Method method_of(std::string_view text) {
    if (!text.empty())
        for (const Row& row : kMethods)
            if (row.text == text)
                return row.method;
    return Method::unknown;
}

std::string_view text(Method method) {
    return kMethods[static_cast<std::size_t>(method)].text;
}

} // namespace sipi
