// ISUP messages for people: from the tables of messages, parameters and fields.
#include "isup/text.h"

#include "isup/text_parts.h"
#include "isup/variants.h"

namespace isup {
namespace {

using namespace text;

std::string_view name(NatureOfAddress nature) {
    switch (nature) {
    case NatureOfAddress::subscriber:
        return "subscriber";
    case NatureOfAddress::unknown:
        return "unknown";
    case NatureOfAddress::national:
        return "national";
    case NatureOfAddress::international:
        return "international";
    case NatureOfAddress::network_specific:
        return "network-specific";
    case NatureOfAddress::routing_national:
        return "routing number, national";
    case NatureOfAddress::routing_network_specific:
        return "routing number, network-specific";
    case NatureOfAddress::routing_concatenated:
        return "routing number and directory number";
    }
    return {};
}

std::string_view name(NumberingPlan plan) {
    switch (plan) {
    case NumberingPlan::unknown:
        return "unknown plan";
    case NumberingPlan::isdn:
        return "E.164";
    case NumberingPlan::data:
        return "X.121";
    case NumberingPlan::telex:
        return "F.69";
    case NumberingPlan::private_plan:
        return "private plan";
    case NumberingPlan::national_use:
        return "national plan";
    }
    return {};
}

std::string_view name(Presentation presentation) {
    switch (presentation) {
    case Presentation::allowed:
        return "presentation allowed";
    case Presentation::restricted:
        return "presentation restricted";
    case Presentation::not_available:
        return "not available";
    case Presentation::restricted_by_network:
        return "restricted by the network";
    }
    return {};
}

std::string_view name(Screening screening) {
    switch (screening) {
    case Screening::not_verified:
        return "user provided, not verified";
    case Screening::verified_passed:
        return "user provided, verified and passed";
    case Screening::verified_failed:
        return "user provided, verified and failed";
    case Screening::network_provided:
        return "network provided";
    }
    return {};
}

std::string_view name(NumberQualifier qualifier) {
    switch (qualifier) {
    case NumberQualifier::dialled_digits:
        return "dialled digits";
    case NumberQualifier::additional_called:
        return "additional called number";
    case NumberQualifier::additional_connected:
        return "additional connected number";
    case NumberQualifier::additional_calling:
        return "additional calling party number";
    case NumberQualifier::additional_original_called:
        return "additional original called number";
    case NumberQualifier::additional_redirecting:
        return "additional redirecting number";
    case NumberQualifier::additional_redirection:
        return "additional redirection number";
    case NumberQualifier::ansi_ported:
        return "ported number";
    }
    return {};
}

/// The name of a value, or its number when it has none.
template <class Value>
void put_name(Line& line, Value value) {
    const std::string_view text = name(value);
    if (text.empty())
        put(line, "value {}", static_cast<unsigned>(value));
    else
        put(line, "{}", text);
}

template <class Number>
void put_address(Line& line, const Number& number) {
    put_digits(line, number.digits);
    put(line, "; ");
    put_name(line, number.nature);
    put(line, "; ");
    put_name(line, number.plan);
}

// Each put_contents writes the fields of one parameter; false when its contents are malformed.

template <class Number>
bool put_dialled(Line& line, base::Octets contents) {
    const auto number = Number::decode(contents);
    if (!number)
        return false;
    put_address(line, *number);
    put(line, "; internal routing {}allowed", number->internal_allowed ? "" : "not ");
    return true;
}

/// The others have spare bits there (Q.763 §3.39, §3.44, §3.73).
constexpr bool has_screening(Param code) {
    return code != Param::redirecting_number && code != Param::original_called_number &&
           code != Param::called_in_number && code != Param::original_called_in_number;
}

template <class Number>
bool put_party(Line& line, base::Octets contents) {
    const auto number = Number::decode(contents);
    if (!number)
        return false;
    if constexpr (std::is_same_v<Number, GenericNumber>) {
        put_name(line, number->qualifier);
        put(line, ": ");
    }
    put_address(line, *number);
    put(line, "; ");
    put_name(line, number->presentation);
    if (has_screening(Number::kCode)) {
        put(line, "; ");
        put_name(line, number->screening);
    }
    if (Number::kCode == Param::location_number)
        put(line, "; internal routing {}allowed", number->incomplete ? "not " : "");
    else if (number->incomplete)
        put(line, "; incomplete");
    return true;
}

bool put_subsequent(Line& line, base::Octets contents) {
    const auto number = SubsequentNumber::decode(contents);
    if (number)
        put_digits(line, number->digits);
    return number.has_value();
}

std::string_view name(CodingStandard coding) {
    switch (coding) {
    case CodingStandard::itu:
        return "ITU-T";
    case CodingStandard::iso_iec:
        return "ISO/IEC";
    case CodingStandard::national:
        return "national";
    case CodingStandard::location_specific:
        return "specific to location";
    }
    return {};
}

bool put_cause(Line& line, base::Octets contents) {
    const auto cause = CauseIndicators::decode(contents);
    if (!cause)
        return false;
    put(line, "{} {}; location ", cause->value, cause_name(cause->value));
    if (const std::string_view text = name(cause->location); text == kUnknownLocation)
        put(line, "value {}", static_cast<unsigned>(cause->location));
    else
        put(line, "{}", text);
    if (cause->coding != CodingStandard::itu)
        put(line, "; coding {}", name(cause->coding));
    if (cause->recommendation)
        put(line, "; recommendation {}", *cause->recommendation);
    if (!cause->diagnostics.empty()) {
        put(line, "; diagnostics ");
        put_hex(line, cause->diagnostics.octets());
    }
    return true;
}

bool put_user_to_user(Line& line, base::Octets contents) {
    const auto value = UserToUserInformation::decode(contents);
    if (!value)
        return false;
    put(line, "protocol {}; data ", value->protocol);
    put_hex(line, value->data.octets());
    return true;
}

bool put_transit_network(Line& line, base::Octets contents) {
    const auto value = TransitNetworkSelection::decode(contents);
    if (!value)
        return false;
    put(line, "{}; type of network {}; plan {}", value->digits.to_text(), value->type_of_network,
        value->plan);
    return true;
}

bool put_delay(Line& line, base::Octets contents) {
    const auto value = PropagationDelay::decode(contents);
    if (value)
        put(line, "{} ms", value->delay.count());
    return value.has_value();
}

bool put_notifications(Line& line, base::Octets contents) {
    const auto value = GenericNotification::decode(contents);
    if (!value)
        return false;
    const Field& field = fields_of(Param::generic_notification_indicator).front();
    for (std::size_t i = 0; i < value->count; ++i) {
        const auto octet = static_cast<std::uint8_t>(value->notifications[i]);
        const std::string_view text = field.name_of(octet);
        put(line, "{}", i ? "; " : "");
        if (text.empty())
            put(line, "value {}", octet);
        else
            put(line, "{}", text);
    }
    return true;
}

// When the parameter cannot be passed on; and of the second instruction octet (Q.763 §3.41).
constexpr std::string_view kElse[] = {", else release call", ", else discard message",
                                      ", else discard parameter", ", else release call (reserved)"};
constexpr std::string_view kTextBroadband[] = {", broadband pass on", ", broadband discard message",
                                               ", broadband release call",
                                               ", broadband discard parameter"};

bool put_compatibility(Line& line, base::Octets contents) {
    const auto value = ParameterCompatibility::decode(contents);
    if (!value)
        return false;
    for (std::size_t i = 0; i < value->count; ++i) {
        const ParameterCompatibility::Row& row = value->rows[i];
        const Instructions& do_this = row.instructions;
        put(line, "{}parameter {:#04x}:{}{}{}{}{}{}{}", i ? "; " : "",
            static_cast<unsigned>(row.parameter), do_this.end_node ? " end node" : " transit",
            do_this.release_call ? ", release call" : "",
            do_this.send_notification ? ", send notification" : "",
            do_this.discard_message ? ", discard message" : "",
            do_this.discard_parameter ? ", discard parameter" : ", pass on",
            kElse[do_this.pass_on_not_possible & 3], row.more ? kTextBroadband[*row.more & 3] : "");
    }
    return true;
}

// Parameters that are more than bit fields.
constexpr Printer kPrinters[] = {
    {Param::called_party_number, put_dialled<CalledPartyNumber>},
    {Param::subsequent_number, put_subsequent},
    {Param::calling_party_number, put_party<CallingPartyNumber>},
    {Param::redirecting_number, put_party<RedirectingNumber>},
    {Param::redirection_number, put_dialled<RedirectionNumber>},
    {Param::cause_indicators, put_cause},
    {Param::user_to_user_information, put_user_to_user},
    {Param::connected_number, put_party<ConnectedNumber>},
    {Param::transit_network_selection, put_transit_network},
    {Param::original_called_number, put_party<OriginalCalledNumber>},
    {Param::generic_notification_indicator, put_notifications},
    {Param::call_history_information, put_delay},
    {Param::propagation_delay_counter, put_delay},
    {Param::parameter_compatibility_information, put_compatibility},
    {Param::location_number, put_party<LocationNumber>},
    {Param::call_transfer_number, put_party<CallTransferNumber>},
    {Param::called_in_number, put_party<CalledInNumber>},
    {Param::called_directory_number, put_dialled<CalledDirectoryNumber>},
    {Param::original_called_in_number, put_party<OriginalCalledInNumber>},
    {Param::htr_information, put_dialled<HtrInformation>},
    {Param::generic_number, put_party<GenericNumber>},
};

/// "name value; name value", from the table of fields.
void put_fields(Line& line, std::span<const Field> fields, base::Octets contents) {
    bool first = true;
    for (const Field& field : fields) {
        if (field.octet > contents.size())
            continue;
        const std::uint8_t value = field.value_in(contents);
        put(line, "{}{}{}", first ? "" : "; ", field.name, field.name.empty() ? "" : ": ");
        first = false;
        const std::string_view text = field.name_of(value);
        if (!text.empty())
            put(line, "{}", text);
        else if (field.width == 1 && field.values.empty())
            put(line, "{}", value ? "yes" : "no");
        else
            put(line, "{}", value);
    }
}

/// False when none of `printers` is for the code.
bool put_typed(Line& line, std::span<const Printer> printers, Param code, base::Octets contents) {
    for (const Printer& printer : printers)
        if (printer.code == code) {
            Line fields;
            if (printer.put(fields, contents))
                line.append(fields);
            else {
                put(line, "malformed ");
                put_hex(line, contents);
            }
            return true;
        }
    return false;
}

void put_category(Line& line, std::uint8_t category, Variant variant) {
    const std::string_view text = category_name(category, variant);
    if (text.empty())
        put(line, "{}", category);
    else
        put(line, "{}", text);
}

void put_contents(Line& line, const ParameterRow& row, base::Octets contents, Variant variant) {
    if (row.use == Use::variant) { // its code may be another's in the other printers
        if (put_typed(line, variant_printers(variant), row.code, contents))
            return;
    } else {
        if (variant == Variant::ansi &&
            (put_typed(line, ansi_printers(), row.code, contents) ||
             put_typed(line, ansi_information_printers(), row.code, contents)))
            return;
        if (put_typed(line, kPrinters, row.code, contents) ||
            put_typed(line, service_printers(), row.code, contents) ||
            put_typed(line, information_printers(), row.code, contents))
            return;
        if (row.code == Param::calling_party_category && !contents.empty())
            return put_category(line, contents[0], variant);
    }
    const std::span<const Field> fields = fields_of(row.code, variant);
    if (fields.empty() || contents.empty())
        put_hex(line, contents);
    else
        put_fields(line, fields, contents);
}

void put_number(Line& line, std::string_view what, const Digits& digits, NatureOfAddress nature) {
    put(line, " {} ", what);
    put_digits(line, digits);
    put(line, " (");
    put_name(line, nature);
    put(line, ")");
}

/// The first field of a parameter, by the name of its value.
void put_named(Line& line, const Message& message, Param code) {
    const base::Octets contents = message.raw(code);
    if (contents.empty())
        return;
    const Field& field = fields_of(code).front();
    const std::string_view text = field.name_of(field.value_in(contents));
    if (!text.empty())
        put(line, " {}", text);
}

} // namespace

void text::put_nature(Line& line, NatureOfAddress nature) {
    put_name(line, nature);
}
void text::put_plan(Line& line, NumberingPlan plan) {
    put_name(line, plan);
}
void text::put_presentation(Line& line, Presentation presentation) {
    put_name(line, presentation);
}
void text::put_screening(Line& line, Screening screening) {
    put_name(line, screening);
}

std::string acronym(MessageType type, Variant variant) {
    if (const MessageRow* row = find_message(type, variant))
        return std::string(row->acronym);
    return fmt::format("type {:#04x}", static_cast<unsigned>(type));
}

std::string summary(const Message& message, Variant variant) {
    Line line;
    put(line, "{}", acronym(message.type(), variant));
    if (const auto called = message.get<CalledPartyNumber>())
        put_number(line, "called", called->digits, called->nature);
    if (const auto more = message.get<SubsequentNumber>()) {
        put(line, " digits ");
        put_digits(line, more->digits);
    }
    if (const auto calling = message.get<CallingPartyNumber>()) {
        put_number(line, "calling", calling->digits, calling->nature);
        if (calling->presentation != Presentation::allowed)
            put(line, " {}", name(calling->presentation));
    }
    put_named(line, message, Param::transmission_medium_requirement);
    put_named(line, message, Param::event_information);
    if (const auto indicators = message.get<BackwardCallIndicators>();
        indicators && indicators->called_status == CalledStatus::subscriber_free)
        put(line, " subscriber free");
    if (const auto optional = message.get<OptionalBackwardCallIndicators>();
        optional && optional->in_band)
        put(line, " in-band");
    if (const auto connected = message.get<ConnectedNumber>())
        put_number(line, "connected", connected->digits, connected->nature);
    if (const auto cause = message.get<CauseIndicators>())
        put(line, " cause {} {} ({})", cause->value, cause_name(cause->value),
            name(cause->location));
    return fmt::to_string(line);
}

std::string to_text(const Message& message, Variant variant) {
    Line text;
    const MessageRow* row = find_message(message.type(), variant);
    put(text, "{} {}\n", acronym(message.type(), variant),
        row ? row->name : std::string_view("unknown message"));
    for (std::size_t i = 0; i < message.size(); ++i) {
        const auto [code, contents] = message.parameter(i);
        const ParameterRow* parameter = find_parameter(code, variant);
        if (code == Param::end_of_optional_parameters)
            put(text, "  octets: ");
        else if (parameter)
            put(text, "  {}: ", parameter->name);
        else
            put(text, "  unknown parameter {:#04x}: ", static_cast<unsigned>(code));
        if (parameter && code != Param::end_of_optional_parameters)
            put_contents(text, *parameter, contents, variant);
        else
            put_hex(text, contents);
        put(text, "\n");
    }
    return fmt::to_string(text);
}

} // namespace isup
