// Supplementary services in facility elements, in commands and in what is shown.
#include "tests/exchange/services.h"

#include "drivers/isdn/charging.h"
#include "drivers/isdn/diversion.h"
#include "drivers/isdn/transfer.h"

#include <nlohmann/json.hpp>

namespace exchange {
namespace {

using Json = nlohmann::json;

isdn::Number national(const std::string& digits) {
    return {.type_of_number = 2, .plan = 1, .digits = digits};
}

Json json_of(const isdn::Number& number) {
    return {{"digits", number.digits},
            {"type", number.type_of_number},
            {"plan", number.plan},
            {"presentation", number.presentation}};
}

void add_diversion(const Arguments& a, isdn::Dialect dialect, isdn::Message& message) {
    const auto reason = static_cast<isdn::DiversionReason>(
        a.has("diversion_reason") ? a.number("diversion_reason", 0, 5) : 0);
    const auto counter = static_cast<std::uint8_t>(
        a.has("diversion_counter") ? a.number("diversion_counter", 1, 15) : 1);
    if (a.has("deflection") || a.has("rerouting")) {
        isdn::Rerouting asked;
        asked.dialect = dialect;
        asked.deflection = a.has("deflection");
        asked.to = national(a.text(asked.deflection ? "deflection" : "rerouting"));
        asked.reason = reason;
        asked.counter = counter;
        asked.notification = isdn::DiversionNotification::with_number;
        message.facilities.push_back(isdn::facility(asked));
    }
    if (a.has("diverting")) {
        isdn::DivertedCall call;
        call.reason = reason;
        call.counter = counter;
        call.diverting = national(a.text("diverting"));
        if (a.has("original_called"))
            call.original = national(a.text("original_called"));
        message.facilities.push_back(isdn::facility(call, dialect));
    }
    if (a.has("diverted_to")) {
        const isdn::DivertedTo to{reason, isdn::DiversionNotification::with_number,
                                  national(a.text("diverted_to"))};
        message.facilities.push_back(isdn::facility(to, dialect));
    }
    if (a.has("may_present"))
        message.facilities.push_back(isdn::facility_may_present(a.flag("may_present"), dialect));
}

struct TransferWord {
    const char* key;
    isdn::TransferOperation operation;
};
constexpr TransferWord kTransfers[] = {
    {"ect", isdn::TransferOperation::execute},
    {"ect_link_request", isdn::TransferOperation::link_request},
    {"ect_link", isdn::TransferOperation::execute_link},
    {"transfer_identify", isdn::TransferOperation::identify},
    {"transfer_initiate", isdn::TransferOperation::initiate},
    {"two_b_channel", isdn::TransferOperation::two_b_channel},
    {"rlt_ability", isdn::TransferOperation::rlt_ability},
    {"rlt", isdn::TransferOperation::rlt_third_party},
};

void add_transfer(const Arguments& a, isdn::Dialect dialect, isdn::Message& message) {
    constexpr unsigned kMost = 0xffff;
    for (const TransferWord& word : kTransfers)
        if (a.has(word.key)) {
            const int other = static_cast<int>(a.number(word.key, 0, kMost));
            // RLT has the operation's own value as id of its invoke
            const int id = word.operation == isdn::TransferOperation::rlt_third_party ? 2 : 1;
            message.facilities.push_back(
                isdn::facility(isdn::TransferInvoke{word.operation, id, other, national("600")}));
        }
    if (a.has("transferred"))
        message.facilities.push_back(isdn::facility(
            isdn::Transferred{a.flag("transfer_alerting"), national(a.text("transferred"))},
            dialect));
}

/// "tariff", "during" or "end", the amount as 12 or 1250/1000 of a currency, or in units.
void add_charge(const Arguments& a, isdn::Message& message) {
    if (!a.has("charge"))
        return;
    isdn::ChargeAdvice advice;
    const std::string kind = a.text("charge"), currency = a.text("currency");
    const unsigned amount = a.number("amount", 0, 0xffffff);
    advice.kind = kind == "tariff" ? isdn::ChargeAdvice::Kind::tariff
                  : kind == "end"  ? isdn::ChargeAdvice::Kind::at_end
                                   : isdn::ChargeAdvice::Kind::during;
    const isdn::Money money{currency, amount,
                            static_cast<std::uint8_t>(a.number("multiplier", 3, 6))};
    advice.total = !a.flag("subtotal");
    if (advice.kind == isdn::ChargeAdvice::Kind::tariff) {
        advice.items.push_back(
            {.rate = isdn::ChargedItem::Rate::duration, .money = money, .time = {60, 2}});
        advice.items.push_back(
            {.item = isdn::ChargedItem::Item::setup, .rate = isdn::ChargedItem::Rate::free});
    } else if (currency.empty()) {
        advice.value = isdn::ChargeAdvice::Value::units;
        advice.units = amount;
    } else {
        advice.value = isdn::ChargeAdvice::Value::money;
        advice.money = money;
    }
    message.facilities.push_back(isdn::facility(advice));
}

Json json_of(const isdn::ChargeAdvice& advice) {
    static constexpr const char* kKinds[] = {"tariff", "during", "end"};
    static constexpr const char* kValues[] = {"not-available", "free", "money", "units"};
    return {{"kind", kKinds[static_cast<unsigned>(advice.kind)]},
            {"value", kValues[static_cast<unsigned>(advice.value)]},
            {"currency", advice.money.currency},
            {"amount", advice.money.amount},
            {"multiplier", advice.money.multiplier},
            {"units", advice.units},
            {"total", advice.total},
            {"items", advice.items.size()}};
}

Json answer_shown(const isdn::Component& component) {
    Json answer = {{"kind", static_cast<unsigned>(component.kind)},
                   {"id", component.id.value_or(-1)},
                   {"error", component.error ? Json(*component.error) : Json()}};
    if (const auto name = isdn::name_in(component))
        answer["name"] = *name; // of a call, for a transfer
    return answer;
}

} // namespace

void add_services(const Arguments& a, bool qsig, isdn::Message& message) {
    const isdn::Dialect dialect = qsig ? isdn::Dialect::qsig : isdn::Dialect::etsi;
    add_diversion(a, dialect, message);
    add_charge(a, message);
    add_transfer(a, dialect, message);
    if (a.has("result"))
        message.facilities.push_back(
            isdn::return_result(dialect, static_cast<int>(a.number("result", 0, 0x7fff))));
    if (a.has("error"))
        message.facilities.push_back(
            isdn::return_error(dialect, 1, static_cast<int>(a.number("error", 0, 0x7fff))));
}

std::string services_shown(const isdn::Message& message) {
    Json object = Json::object();
    if (const auto asked = isdn::rerouting_in(message))
        object["rerouting"] = {{"to", json_of(asked->to)},
                               {"deflection", asked->deflection},
                               {"reason", static_cast<unsigned>(asked->reason)},
                               {"counter", asked->counter},
                               {"id", asked->id},
                               {"last", asked->last ? json_of(*asked->last) : Json()}};
    if (const auto call = isdn::diverted_call_in(message))
        object["diverted_call"] = {
            {"reason", static_cast<unsigned>(call->reason)},
            {"counter", call->counter},
            {"diverting", call->diverting ? json_of(*call->diverting) : Json()},
            {"original", call->original ? json_of(*call->original) : Json()}};
    if (const auto to = isdn::diverted_to_in(message))
        object["diverted_to"] = {{"reason", static_cast<unsigned>(to->reason)},
                                 {"notification", static_cast<unsigned>(to->notification)},
                                 {"to", to->to ? json_of(*to->to) : Json()}};
    if (const auto allowed = isdn::may_present_in(message))
        object["may_present"] = *allowed;
    if (const auto told = isdn::transferred_in(message))
        object["transferred"] = {{"alerting", told->alerting},
                                 {"to", told->to ? json_of(*told->to) : Json()}};
    for (const auto& contents : message.facilities)
        for (const isdn::Component& component : isdn::components_of(contents))
            if (const auto advice = isdn::charge_advice(component))
                object["charge"] = json_of(*advice);
            else if (component.kind != isdn::ComponentKind::invoke)
                object["answers"].push_back(answer_shown(component));
    return object.dump();
}

} // namespace exchange
