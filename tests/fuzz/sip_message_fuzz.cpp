// Any octets as a SIP datagram: parse, every typed header, change, write, and read back what was
// written.
#include "sipi/message.h"
#include "sipi/refer.h"

#include <cstdlib>
#include <string>

namespace {

using namespace sipi;

/// Calls every typed parser on every value; most will refuse it, none may read past it.
void parse_all(std::string_view value) {
    std::string out;
    if (const auto uri = Uri::parse(value)) {
        append(out, *uri);
        const auto again = Uri::parse(out);
        (void)equivalent(*uri, Uri());
        if (!again || to_string(*again) != out)
            std::abort();
    }
    if (const auto address = NameAddr::parse(value)) {
        (void)address->display_name();
        (void)address->q();
        (void)address->expires();
        out.clear();
        append(out, *address);
        if (!NameAddr::parse(out))
            std::abort();
    }
    if (const auto via = Via::parse(value)) {
        out.clear();
        append(out, *via);
        if (!Via::parse(out))
            std::abort();
    }
    for (const Param& param : Params(value))
        (void)unquoted(param.value);
    (void)parse_number(value);
    (void)parse_token(value);
    (void)parse_call_id(value);
    (void)CSeq::parse(value);
    (void)RAck::parse(value);
    (void)MediaType::parse(value);
    (void)ContentDisposition::parse(value);
    (void)Reason::parse(value);
    (void)Privacy::parse(value);
    (void)Warning::parse(value);
    (void)RetryAfter::parse(value);
    (void)parse_date(value);
    if (const auto replaces = Replaces::parse(value)) {
        const auto again = Replaces::parse(replaces->text());
        if (!again || !(*again == *replaces))
            std::abort();
    }
    if (const auto target = ReferTarget::parse(value); target && !Uri::parse(target->uri))
        std::abort();
}

void use(Message message) {
    parse_all(message.request_uri());
    for (std::size_t at = 0; at < message.field_count(); ++at) {
        const auto field = message.field(at);
        parse_all(field.value);
        for (const std::string_view value : message.values(field.id))
            parse_all(value);
    }
    const std::string text = message.to_string();
    const base::Octets octets(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
    const auto again = Message::parse(octets);
    if (!again || again->to_string() != text || again->body_text() != message.body_text())
        std::abort();
    if (message.is_request()) {
        if (const auto via = message.top_via()) // there is one, but it may say nothing
            stamp_source(message, *via, "192.0.2.1", 5060);
        Message response = Message::response(message, 486, {}, "t");
        response.copy(message, HeaderName::record_route);
        (void)response.to_string();
    }
    message.set(HeaderName::user_agent, message.header(HeaderName::from));
    message.prepend(HeaderName::via, message.header(HeaderName::to));
    message.set_body("a/b", message.body_text());
    (void)message.to_string();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto message = Message::parse(base::Octets(data, size));
    if (message) {
        use(std::move(*message));
    } else if (message.error().request) {
        const auto response = Message::response(*message.error().request, message.error().status);
        (void)response.to_string();
    }
    return 0;
}
