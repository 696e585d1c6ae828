// How the messages kept in a call's trace become text: SIP as it stands, ISUP and Q.931
// decoded.
#include "gateway/trace_text.h"

#include "drivers/isdn/text.h"
#include "gateway/observe/sip_text.h"
#include "isup/text.h"

namespace gateway {
namespace {

std::string isup_summary(base::Octets octets) {
    const auto message = isup::Message::decode(octets);
    return message ? isup::summary(*message) : "ISUP message cut short";
}

std::string isup_detail(base::Octets octets) {
    const auto message = isup::Message::decode(octets);
    return message ? isup::to_text(*message) : "";
}

} // namespace

observe::TraceRenderers trace_renderers() {
    observe::TraceRenderers renderers;
    observe::renderer(renderers, observe::Protocol::sip) = {&observe::sip_summary,
                                                            &observe::sip_detail};
    observe::renderer(renderers, observe::Protocol::isup) = {&isup_summary, &isup_detail};
    observe::renderer(renderers, observe::Protocol::q931) = {&isdn::message_summary,
                                                             &isdn::message_text};
    return renderers;
}

} // namespace gateway
