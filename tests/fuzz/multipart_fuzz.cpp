// Any octets as a body: one line of Content-Type, then the body. Taken apart, judged, and its parts
// written and read again.
#include "sipi/body/builder.h"
#include "sipi/body/isup_type.h"
#include "sipi/body/multipart.h"
#include "sipi/body/support.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

using namespace sipi;

constexpr std::array kKinds{BodyKind{"application", "sdp", "session"},
                            BodyKind{"application", "isup", ""}};

base::Octets octets(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

void require(bool holds) {
    if (!holds)
        std::abort();
}

/// Finds parts and refuses them; every view is read to its end.
void use(const Body& body) {
    require(body.parts().size() <= kMaxBodyParts + 1 && body.multiparts().size() <= kMaxMultiparts);
    std::size_t sum = 0;
    for (const BodyPart& part : body.parts()) {
        for (const std::uint8_t octet : part.octets)
            sum += octet;
        for (const std::string_view text : {part.content_type, part.disposition, part.content_id})
            sum += std::string(text).size();
        sum += IsupType::of(part.type).version.size();
        require(part.multipart < static_cast<int>(body.multiparts().size()));
        (void)body.by_content_id(part.content_id);
    }
    require(!body.isup() || body.isup()->usable());
    (void)body.sdp();
    (void)body.qsig();
    const auto refused =
        refused_parts(body, [](const BodyPart& part) { return understands(kKinds, part); });
    require(refused.empty() == (refusal_status(refused) == 0) && sum + 1 > 0);
}

/// What is built of the parts must read as those parts.
void write_and_read(const Body& body) {
    std::vector<PartToSend> parts;
    for (const BodyPart& part : body.parts())
        parts.push_back(signal_part("application/ISUP", part.octets, Handling::optional));
    BodyToSend sent;
    write_body(parts, sent, parts.size());
    Body::Headers headers;
    headers.content_type = sent.type;
    const Body again = Body::parse(headers, octets(sent.octets));
    if (sent.octets.empty() || body.parts().size() > kMaxBodyParts)
        return;
    require(again.parts().size() == body.parts().size());
    for (std::size_t at = 0; at < parts.size(); ++at)
        require(again.parts()[at].text() == body.parts()[at].text());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::size_t line = std::min(input.find('\n'), input.size());
    const std::string content(input.substr(std::min(line + 1, input.size())));
    Body::Headers headers;
    headers.content_type = input.substr(0, line);
    const Body body = Body::parse(headers, octets(content));
    use(body);
    write_and_read(body);
    return 0;
}
