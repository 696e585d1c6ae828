// What to do with ISUP information that is not understood (Q.764 §2.9.5).
//
// Instruction indicators, in the order in which they rule (Q.764 Tables 2, 3):
//
//   A end node or type A exchange?  no: pass on
//   B release call                  yes: release with 97 (message) or 99 (parameter)
//   D discard message               yes: discard it; C: and CFN with 97 or 110
//   E discard parameter             yes: discard it; C: and CFN with 99
//   pass on: possible?              yes: C: CFN with 103
//                                   no: GF (of a message E) says release, discard message or
//                                   discard parameter
#include "isup/compatibility.h"

#include "isup/variants.h"

namespace isup {
namespace {

constexpr std::uint8_t kUnknownMessage = 97;
constexpr std::uint8_t kParameterDiscarded = 99;
constexpr std::uint8_t kParameterPassedOn = 103;
constexpr std::uint8_t kMessageDiscarded = 110;

/// What one unknown thing asks for.
struct Wish {
    Verdict verdict;
    std::uint8_t cause = 0; ///< 0: send nothing
};

/// Without instructions: type A discards and says 99, type B passes on and says 103.
Wish parameter_without_instructions(const CompatibilityOptions& options) {
    if (options.exchange == ExchangeType::b && options.can_pass_on)
        return {Verdict::process, kParameterPassedOn};
    return {Verdict::discard, kParameterDiscarded};
}

Wish wish_of_parameter(const Instructions& say, const CompatibilityOptions& options) {
    const auto notify = [&](std::uint8_t cause) {
        return say.send_notification ? cause : std::uint8_t{0};
    };
    const bool acts = options.exchange == ExchangeType::a || say.end_node;
    if (acts && say.release_call)
        return {Verdict::release, kParameterDiscarded};
    if (acts && say.discard_message)
        return {Verdict::discard_message, notify(kMessageDiscarded)};
    if (acts && say.discard_parameter)
        return {Verdict::discard, notify(kParameterDiscarded)};
    if (options.can_pass_on)
        return {Verdict::process, acts ? notify(kParameterPassedOn) : std::uint8_t{0}};
    switch (say.pass_on_not_possible) {
    case 1:
        return {Verdict::discard_message, notify(kMessageDiscarded)};
    case 2:
        return {Verdict::discard, notify(kParameterDiscarded)};
    default: // 3 is reserved and means release (Q.763 §3.41)
        return {Verdict::release, kParameterDiscarded};
    }
}

Wish wish_of_message(const Message& message, const CompatibilityOptions& options) {
    const auto compatibility = message.get<MessageCompatibility>();
    if (!compatibility)
        return {Verdict::discard_message, kUnknownMessage};
    const Instructions& say = compatibility->instructions;
    const std::uint8_t notify = say.send_notification ? kUnknownMessage : std::uint8_t{0};
    const bool acts = options.exchange == ExchangeType::a || say.end_node;
    if (acts && say.release_call)
        return {Verdict::release, kUnknownMessage};
    if (acts && say.discard_message)
        return {Verdict::discard_message, notify};
    if (options.can_pass_on)
        return {Verdict::pass_on, acts ? notify : std::uint8_t{0}};
    if (say.discard_parameter) // bit E: pass on not possible, discard information
        return {Verdict::discard_message, notify};
    return {Verdict::release, kUnknownMessage};
}

bool is_ansi(Variant variant) {
    return variant == Variant::ansi ||
           (row_of(variant).base != variant && is_ansi(row_of(variant).base));
}

bool unknown_in(Param code, const MessageRow& row, Variant variant, bool strict) {
    const ParameterRow* parameter = find_parameter(code, variant);
    if (!parameter)
        return true;
    return strict && parameter->use != Use::variant && !is_ansi(variant) && !belongs(code, row) &&
           code != Param::message_compatibility_information &&
           code != Param::parameter_compatibility_information;
}

/// The weightier wish rules; of equal ones that which says something.
bool outweighs(const Wish& wish, const Decision& decision) {
    if (wish.verdict != decision.verdict)
        return wish.verdict > decision.verdict;
    return wish.cause && !decision.cause;
}

void note_diagnostic(Decision& decision, std::uint8_t octet) {
    decision.diagnostics.append({&octet, 1});
}

/// CFN is no answer to CFN, RLC or what has no call; a REL is answered by RLC with the cause.
void adapt_to(Decision& decision, MessageType type) {
    if (type == MessageType::cfn || type == MessageType::rlc) {
        if (decision.verdict == Verdict::release)
            decision.verdict =
                type == MessageType::rlc ? Verdict::process : Verdict::discard_message;
        decision.cause = 0;
    }
    if (type == MessageType::rlc || type == MessageType::rel) {
        // clearing goes on whatever comes with it
        if (decision.verdict == Verdict::release || decision.verdict == Verdict::discard_message)
            decision.verdict = decision.discarded_count ? Verdict::discard : Verdict::process;
    }
    decision.confusion = decision.cause != 0 && decision.verdict != Verdict::release;
}

} // namespace

Decision judge(const Message& message, Variant variant, const CompatibilityOptions& options) {
    Decision decision;
    const MessageRow* row = find_message(message.type(), variant);
    if (!row) {
        const Wish wish = wish_of_message(message, options);
        decision.verdict = wish.verdict;
        decision.cause = wish.cause;
        note_diagnostic(decision, static_cast<std::uint8_t>(message.type()));
        adapt_to(decision, message.type());
        return decision;
    }
    if (row->shape == Shape::opaque)
        return decision;
    const auto instructions = message.get<ParameterCompatibility>();
    for (std::size_t i = 0; i < message.size(); ++i) {
        const Param code = message.parameter(i).code;
        if (code == Param::end_of_optional_parameters || // octets of a national format
            !unknown_in(code, *row, variant, options.strict_messages))
            continue;
        const ParameterCompatibility::Row* own = instructions ? instructions->find(code) : nullptr;
        const Wish wish = own ? wish_of_parameter(own->instructions, options)
                              : parameter_without_instructions(options);
        if (wish.verdict != Verdict::process && decision.discarded_count < Decision::kMax)
            decision.discarded[decision.discarded_count++] = code;
        if (outweighs(wish, decision)) {
            decision.verdict = wish.verdict;
            if (wish.cause && wish.cause != decision.cause) {
                decision.cause = wish.cause;
                decision.diagnostics = {};
            }
        }
        if (wish.cause && wish.cause == decision.cause)
            note_diagnostic(decision, static_cast<std::uint8_t>(code));
    }
    // A cause of 110 names the message first (Q.850 note 6).
    if (decision.cause == kMessageDiscarded) {
        OctetString<Decision::kMax> codes = decision.diagnostics;
        decision.diagnostics = {static_cast<std::uint8_t>(message.type())};
        decision.diagnostics.append(
            codes.octets().first(std::min(codes.size(), Decision::kMax - 1)));
    }
    adapt_to(decision, message.type());
    return decision;
}

Decision judge_error(const Error&) {
    Decision decision;
    decision.verdict = Verdict::discard_message;
    return decision;
}

void discard(Message& message, const Decision& decision) {
    if (decision.verdict != Verdict::discard)
        return;
    for (std::size_t i = 0; i < decision.discarded_count; ++i)
        message.remove(decision.discarded[i]);
}

namespace {

Message with_cause(MessageType type, const Decision& decision, Location location) {
    Message message(type);
    message.add(CauseIndicators{.value = decision.cause,
                                .location = location,
                                .diagnostics = OctetString<30>(decision.diagnostics.octets())});
    return message;
}

} // namespace

Message confusion_of(const Decision& decision, Location location) {
    return with_cause(MessageType::cfn, decision, location);
}

Message release_of(const Decision& decision, Location location) {
    return with_cause(MessageType::rel, decision, location);
}

std::string_view name(Verdict verdict) {
    switch (verdict) {
    case Verdict::process:
        return "process";
    case Verdict::pass_on:
        return "pass on";
    case Verdict::discard:
        return "discard parameters";
    case Verdict::discard_message:
        return "discard message";
    case Verdict::release:
        return "release call";
    }
    return {};
}

} // namespace isup
