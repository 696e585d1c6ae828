// Required parts that nobody here understands, RFC 3204 §6 and RFC 5621 §8.
#include "sipi/body/support.h"

#include "sipi/text.h"

#include <algorithm>

namespace sipi {
namespace {

/// Answers for one body; a part is looked at once for itself and once for each alternative.
class Refusal {
  public:
    Refusal(const Body& body, const Understands& understood)
        : body_(body), understood_(understood) {}

    bool refuses(const BodyPart& part) const {
        const bool asks_nothing = part.content_type.empty() && part.octets.empty() && part.usable();
        if (asks_nothing || (part.usable() && understood_(part)))
            return false;
        bool optional = part.optional;
        for (int at = part.multipart; at >= 0;) {
            const Multipart& around = body_.multiparts()[static_cast<std::size_t>(at)];
            if (around.kind == Multipart::Kind::alternative) {
                if (understands_one_in(at))
                    return false;
                optional = false; // RFC 5621 §8.3: what is said inside does not count
            }
            if (optional)
                return false;
            optional = around.optional;
            at = around.outer;
        }
        return !optional;
    }

  private:
    bool understands_one_in(int multipart) const {
        return std::ranges::any_of(body_.parts(), [&](const BodyPart& part) {
            return part.usable() && is_in(part, multipart) && understood_(part);
        });
    }
    bool is_in(const BodyPart& part, int multipart) const {
        int at = part.multipart;
        while (at >= 0 && at != multipart)
            at = body_.multiparts()[static_cast<std::size_t>(at)].outer;
        return at == multipart;
    }

    const Body& body_;
    const Understands& understood_;
};

} // namespace

bool understands(std::span<const BodyKind> kinds, const BodyPart& part) {
    return std::ranges::any_of(kinds, [&](const BodyKind& kind) {
        return part.is(kind.type, kind.subtype) &&
               (kind.disposition.empty() || scan::same(kind.disposition, part.disposition));
    });
}

void append_accept(std::string& out, std::span<const BodyKind> kinds) {
    for (std::size_t at = 0; at < kinds.size(); ++at) {
        const auto before = kinds.first(at);
        const bool again = std::ranges::any_of(before, [&](const BodyKind& kind) {
            return scan::same(kind.type, kinds[at].type) &&
                   scan::same(kind.subtype, kinds[at].subtype);
        });
        if (!again)
            out.append(kinds[at].type).append("/").append(kinds[at].subtype).append(", ");
    }
    out.append("multipart/mixed");
}

std::vector<const BodyPart*> refused_parts(const Body& body, const Understands& understood) {
    const Refusal refusal(body, understood);
    std::vector<const BodyPart*> refused;
    for (const BodyPart& part : body.parts())
        if (refusal.refuses(part))
            refused.push_back(&part);
    return refused;
}

int refusal_status(std::span<const BodyPart* const> refused) {
    if (refused.empty())
        return 0;
    const bool malformed = std::ranges::any_of(
        refused, [](const BodyPart* part) { return status_of(part->fault) == 400; });
    return malformed ? 400 : 415;
}

} // namespace sipi
