// How the messages kept in a call's trace become text: SIP as it stands, ISUP decoded.
#include "gateway/trace_text.h"

#include "isup/text.h"

#include <string_view>

namespace gateway {
namespace {

std::string_view as_text(base::Octets octets) {
    return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

// "INVITE sip:600@192.0.2.1", "180 Ringing (INVITE)" is what people look for; the rest stands in the detail.
std::string sip_summary(base::Octets octets) {
    const std::string_view text = as_text(octets);
    std::string_view line = text.substr(0, text.find('\n'));
    while (!line.empty() && (line.back() == '\r' || line.back() == ' '))
        line.remove_suffix(1);
    constexpr std::string_view kVersion = "SIP/2.0";
    if (line.starts_with(kVersion))
        return std::string(line.substr(std::min(line.size(), kVersion.size() + 1)));
    if (line.ends_with(kVersion))
        line.remove_suffix(std::min(line.size(), kVersion.size() + 1));
    return std::string(line);
}

std::string sip_detail(base::Octets octets) { return std::string(as_text(octets)); }

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
    observe::renderer(renderers, observe::Protocol::sip) = {&sip_summary, &sip_detail};
    observe::renderer(renderers, observe::Protocol::isup) = {&isup_summary, &isup_detail};
    return renderers;
}

} // namespace gateway
