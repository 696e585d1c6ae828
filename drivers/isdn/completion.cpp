// Completion of calls in facility elements (EN 300 359-1 §7.1, EN 301 065-1 §7.1).
#include "drivers/isdn/completion.h"

#include "drivers/isdn/diversion.h"
#include "drivers/isdn/q931.h"

#include <algorithm>
#include <array>

namespace isdn {
namespace {

using Operation = Completion::Operation;

// Whose argument is the number alone, and whose is a sequence that names the called user.
enum class Form : std::uint8_t { number, user, user_and_reason };
struct CompletionRow {
    Operation operation;
    int value;
    Form form;
    const char* clause;
};
constexpr std::array kCompletions{
    CompletionRow{Operation::retain, etsi_object(359, 1), Form::number, "EN 300 359-1 §7.1"},
    CompletionRow{Operation::request, etsi_object(359, 2), Form::number, "EN 300 359-1 §7.1"},
    CompletionRow{Operation::deactivate, etsi_object(359, 3), Form::number, "EN 300 359-1 §7.1"},
    CompletionRow{Operation::erase, etsi_object(359, 5), Form::user_and_reason,
                  "EN 300 359-1 §7.1"},
    CompletionRow{Operation::user_free, etsi_object(359, 6), Form::user, "EN 300 359-1 §7.1"},
    CompletionRow{Operation::call, etsi_object(359, 7), Form::number, "EN 300 359-1 §7.1"},
    CompletionRow{Operation::forget, etsi_object(359, 10), Form::number, "EN 300 359-1 §7.1"},
    CompletionRow{Operation::request_no_reply, etsi_object(1065, 1), Form::number,
                  "EN 301 065-1 §7.1"},
};
// [APPLICATION 0] IMPLICIT OCTET STRING: Q.931 elements.
constexpr std::uint8_t kQ931Elements = 0x40;
constexpr int kMostReference = 127, kGlobalRecall = 0;

const CompletionRow* completion_row(const Component& component) {
    const auto row = std::ranges::find_if(kCompletions, [&](const CompletionRow& one) {
        return component.invokes(Dialect::etsi, one.value);
    });
    return row == kCompletions.end() ? nullptr : &*row;
}

std::optional<int> reference_in(const ber::Element& element) {
    const auto value = element.tag == ber::kInteger ? ber::integer(element.contents) : std::nullopt;
    if (!value || *value < 0 || *value > kMostReference)
        return std::nullopt;
    return static_cast<int>(*value);
}

// Mode, reference, address of B, Q.931 elements, reason: all there, in this order.
bool read_user(const ber::Element& sequence, Form form, Completion& read) {
    const auto parts = ber::all(sequence.contents);
    const std::size_t wanted = form == Form::user ? 4 : 5;
    if (sequence.tag != ber::kSequence || parts.size() < wanted)
        return false;
    const auto reference = reference_in(parts[1]);
    const auto address = ber::all(parts[2].contents);
    const auto called = address.empty() ? std::nullopt : party_number(address[0]);
    if (!reference || !called)
        return false;
    read.reference = *reference;
    read.called = *called;
    read.bearer = read_elements(MessageType::setup, parts[3].contents).bearer;
    if (form == Form::user_and_reason) {
        const auto reason = ber::integer(parts[4].contents);
        if (!reason || *reason < 0 || *reason > 3)
            return false;
        read.erased = static_cast<Completion::Erased>(*reason);
    }
    return true;
}

ber::Octets bearer_octets(const std::optional<BearerCapability>& bearer) {
    Message setup;
    setup.type = MessageType::setup;
    setup.bearer = bearer.value_or(BearerCapability{});
    constexpr std::size_t kMost = 260;
    const auto head = message_head(1, false, static_cast<std::uint8_t>(MessageType::setup), false);
    const auto whole = apply(head, elements_of(setup), kMost);
    return {whole.begin() + static_cast<std::ptrdiff_t>(head.size()), whole.end()};
}

ber::Octets argument_of(const Completion& completion, Form form) {
    if (form == Form::number)
        return ber::number(ber::kInteger, completion.reference);
    return ber::group(ber::kSequence,
                      {ber::number(ber::kEnumerated, kGlobalRecall),
                       ber::number(ber::kInteger, completion.reference),
                       ber::group(ber::kSequence, {party_number(completion.called)}),
                       ber::element(kQ931Elements, bearer_octets(completion.bearer)),
                       form == Form::user_and_reason
                           ? ber::number(ber::kEnumerated, static_cast<int>(completion.erased))
                           : ber::Octets{}});
}

} // namespace

bool is_completion(const Component& component) {
    return completion_row(component) != nullptr;
}

std::optional<Completion> completion_in(const Message& message) {
    for (const auto& contents : message.facilities)
        for (const Component& component : components_of(contents)) {
            const CompletionRow* const row = completion_row(component);
            const auto argument = ber::all(component.argument);
            if (!row || !component.id || argument.empty())
                continue;
            Completion read;
            read.operation = row->operation;
            read.id = *component.id;
            if (row->form != Form::number) {
                if (read_user(argument[0], row->form, read))
                    return read;
                continue;
            }
            if (const auto reference = reference_in(argument[0])) {
                read.reference = *reference;
                return read;
            }
        }
    return std::nullopt;
}

std::vector<std::uint8_t> facility(const Completion& completion) {
    const CompletionRow& row =
        *std::ranges::find(kCompletions, completion.operation, &CompletionRow::operation);
    return invoke(Dialect::etsi, completion.id, row.value, argument_of(completion, row.form));
}

std::vector<std::uint8_t> completion_result(Operation operation, int id, int reference) {
    const CompletionRow& row =
        *std::ranges::find(kCompletions, operation, &CompletionRow::operation);
    if (operation != Operation::request && operation != Operation::request_no_reply)
        return return_result(Dialect::etsi, id);
    return return_result(Dialect::etsi, id, row.value,
                         ber::group(ber::kSequence, {ber::number(ber::kEnumerated, kGlobalRecall),
                                                     ber::number(ber::kInteger, reference)}));
}

} // namespace isdn
