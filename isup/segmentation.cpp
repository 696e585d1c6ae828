// Simple segmentation: what does not fit into one message follows in a SGM (Q.764 §2.1.12).
#include "isup/segmentation.h"

#include <algorithm>

namespace isup {
namespace {

// Those of Q.763 Table 49, the longest first.
constexpr Param kMovable[] = {Param::access_transport, Param::user_to_user_information,
                              Param::generic_number, Param::generic_digits,
                              Param::generic_notification_indicator};

void announce(Message& message, bool follows) {
    if (message.type() == MessageType::iam) {
        auto value =
            message.get<OptionalForwardCallIndicators>().value_or(OptionalForwardCallIndicators{});
        value.segmentation = follows;
        if (follows || message.has(OptionalForwardCallIndicators::kCode))
            message.set(value);
        return;
    }
    auto value =
        message.get<OptionalBackwardCallIndicators>().value_or(OptionalBackwardCallIndicators{});
    value.segmentation = follows;
    if (follows || message.has(OptionalBackwardCallIndicators::kCode))
        message.set(value);
}

/// 0 when it cannot be written.
Result<std::size_t> octets_of(const Message& message, Variant variant) {
    std::array<std::uint8_t, 2 * kMaxOctets> memory;
    return message.encode(memory, variant);
}

} // namespace

bool may_be_segmented(MessageType type) {
    return type == MessageType::iam || type == MessageType::acm || type == MessageType::cpg ||
           type == MessageType::anm || type == MessageType::con;
}

bool announces_segment(const Message& message) {
    if (!may_be_segmented(message.type()))
        return false;
    if (message.type() == MessageType::iam) {
        const auto value = message.get<OptionalForwardCallIndicators>();
        return value && value->segmentation;
    }
    const auto value = message.get<OptionalBackwardCallIndicators>();
    return value && value->segmentation;
}

Result<Segments> split(const Message& message, Variant variant, std::size_t limit) {
    Result<std::size_t> size = octets_of(message, variant);
    if (!size)
        return base::fail(size.error());
    Segments segments{message, {}};
    if (*size <= limit)
        return segments;
    if (!may_be_segmented(message.type()))
        return base::fail(Error{Reason::oversize});
    announce(segments.first, true);
    segments.rest = Message(MessageType::sgm);
    for (const Param code : kMovable) {
        for (std::size_t n = 0; n < segments.first.count(code); ++n)
            segments.rest->add_raw(code, segments.first.raw(code, n));
        segments.first.remove(code);
        size = octets_of(segments.first, variant);
        if (!size)
            return base::fail(size.error());
        if (*size <= limit)
            break;
    }
    const Result<std::size_t> rest = octets_of(*segments.rest, variant);
    if (!rest || *size > limit || *rest > limit)
        return base::fail(Error{Reason::oversize});
    return segments;
}

Message join(const Message& first, const Message& segment) {
    Message whole = first;
    if (may_be_segmented(whole.type()))
        announce(whole, false);
    for (std::size_t i = 0; i < segment.size(); ++i) {
        const auto [code, contents] = segment.parameter(i);
        if (code != Param::message_compatibility_information)
            whole.add_raw(code, contents);
    }
    return whole;
}

} // namespace isup
