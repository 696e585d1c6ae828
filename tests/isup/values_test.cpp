// Every typed value: real contents survive octet by octet, any contents survive as values, and what
// is cut short is refused or read safely.
#include "isup/values.h"

#include "isup/fields.h"
#include "isup/message.h"
#include "isup/variants.h"

#include "tests/isup/support.h"

#include <cppunit/extensions/HelperMacros.h>

#include <random>
#include <set>

using namespace isup;
using namespace isup_test;

namespace {

struct Sample {
    Param code;
    const char* contents;
};

// Contents as the clause writes them, spare bits 0.
constexpr Sample kSamples[] = {
    {Param::call_reference, "0102033412"},
    {Param::transmission_medium_requirement, "03"},
    {Param::access_transport, "7d0291811e028188"},
    {Param::called_party_number, "84902143650f"},
    {Param::subsequent_number, "802103"},
    {Param::nature_of_connection_indicators, "15"},
    {Param::forward_call_indicators, "6131"},
    {Param::optional_forward_call_indicators, "86"},
    {Param::calling_party_category, "0a"},
    {Param::calling_party_number, "84132143650f"},
    {Param::redirecting_number, "041021436587"},
    {Param::redirection_number, "039021436587"},
    {Param::connection_request, "0102033412027f"},
    {Param::information_request_indicators, "9b00"},
    {Param::information_indicators, "e700"},
    {Param::continuity_indicators, "01"},
    {Param::backward_call_indicators, "5635"},
    {Param::cause_indicators, "8290"},
    {Param::redirection_information, "2332"},
    {Param::circuit_group_supervision_message_type_indicator, "01"},
    {Param::range_and_status, "0b5503"},
    {Param::facility_indicator, "02"},
    {Param::closed_user_group_interlock_code, "0499abcd"},
    {Param::user_service_information, "9090a3"},
    {Param::signalling_point_code, "3412"},
    {Param::user_to_user_information, "0448656c6c6f"},
    {Param::connected_number, "0413214365"},
    {Param::suspend_resume_indicators, "01"},
    {Param::transit_network_selection, "a12103"},
    {Param::event_information, "82"},
    {Param::circuit_assignment_map, "02feff017f"},
    {Param::circuit_state_indicator, "0c0503"},
    {Param::automatic_congestion_level, "02"},
    {Param::original_called_number, "041421436587"},
    {Param::optional_backward_call_indicators, "0b"},
    {Param::user_to_user_indicators, "9d"},
    {Param::origination_isc_point_code, "3412"},
    {Param::generic_notification_indicator, "79fb"},
    {Param::call_history_information, "0123"},
    {Param::access_delivery_information, "01"},
    {Param::network_specific_facility, "03a2123401"},
    {Param::user_service_information_prime, "8890"},
    {Param::propagation_delay_counter, "ffff"},
    {Param::remote_operations, "91a106020101020106"},
    {Param::service_activation, "01"},
    {Param::user_teleservice_information, "9181"},
    {Param::transmission_medium_used, "00"},
    {Param::call_diversion_information, "1a"},
    {Param::echo_control_information, "5a"},
    {Param::message_compatibility_information, "85"},
    {Param::parameter_compatibility_information, "d5c4d60281"},
    {Param::mlpp_precedence, "240499000102"},
    {Param::mcid_request_indicators, "03"},
    {Param::mcid_response_indicators, "01"},
    {Param::hop_counter, "1e"},
    {Param::transmission_medium_requirement_prime, "02"},
    {Param::location_number, "8493214305"},
    {Param::redirection_number_restriction, "01"},
    {Param::generic_reference, "010203"},
    {Param::call_transfer_reference, "7f"},
    {Param::loop_prevention_indicators, "03"},
    {Param::call_transfer_number, "04132143"},
    {Param::ccss, "01"},
    {Param::forward_gvns, "0221430112"},
    {Param::backward_gvns, "82"},
    {Param::redirect_capability, "83"},
    {Param::network_management_controls, "81"},
    {Param::correlation_id, "0121"},
    {Param::scf_id, "0243"},
    {Param::call_diversion_treatment_indicators, "82"},
    {Param::called_in_number, "04102143"},
    {Param::call_offering_treatment_indicators, "81"},
    {Param::charged_party_identification, "010203"},
    {Param::conference_treatment_indicators, "82"},
    {Param::display_information, "b14142"},
    {Param::uid_action_indicators, "83"},
    {Param::uid_capability_indicators, "81"},
    {Param::redirect_counter, "05"},
    {Param::application_transport, "8183c0a1020304"},
    {Param::collect_call_request, "01"},
    {Param::ccnr_possible_indicator, "01"},
    {Param::pivot_capability, "83"},
    {Param::pivot_routing_indicators, "81"},
    {Param::called_directory_number, "03902143"},
    {Param::original_called_in_number, "04102143"},
    {Param::calling_geodetic_location, "0380112233445566"},
    {Param::htr_information, "03102143"},
    {Param::network_routing_number, "912103"},
    {Param::query_on_release_capability, "81"},
    {Param::pivot_status, "81"},
    {Param::pivot_counter, "02"},
    {Param::pivot_routing_forward_information, "010101"},
    {Param::pivot_routing_backward_information, "010101"},
    {Param::redirect_status, "82"},
    {Param::redirect_forward_information, "010101"},
    {Param::redirect_backward_information, "010101"},
    {Param::number_portability_forward_information, "03"},
    {Param::generic_number, "06041321436587"},
    {Param::generic_digits, "211203"},
};
// T1.113; its transit network selection and generic address stand first.
constexpr Sample kAnsiSamples[] = {
    {Param::transit_network_selection, "22214310"},
    {Param::generic_number, "c003102143658709"},
    {Param::ansi_operator_services_information, "01"},
    {Param::ansi_egress_service, "0102"},
    {Param::ansi_jurisdiction_information, "122122"},
    {Param::ansi_carrier_identification, "212103"},
    {Param::ansi_business_group, "31010203040501"},
    {Param::ansi_generic_name, "214d722058"},
    {Param::ansi_notification_indicator, "04"},
    {Param::ansi_transaction_request, "0102"},
    {Param::ansi_circuit_group_characteristics_indicator, "c6"},
    {Param::ansi_circuit_validation_response_indicator, "01"},
    {Param::ansi_outgoing_trunk_group_number, "103254"},
    {Param::ansi_circuit_identification_name,
     "4142434445464748494a4b4c4d4e4f505152535455565758595a"},
    {Param::ansi_clli_code, "4142434445464748494a4b"},
    {Param::ansi_originating_line_information, "3d"},
    {Param::ansi_charge_number, "83101202"},
    {Param::ansi_service_code, "05"},
    {Param::ansi_special_processing_request, "7f"},
    {Param::ansi_carrier_selection_information, "02"},
    {Param::ansi_network_transport, "010203"},
};

constexpr Sample kUkSamples[] = {
    {uk::LastDivertingLine::kCode, "8307214305"},
    {uk::PresentationNumber::kCode, "04832143"},
};
constexpr Sample kTtcSamples[] = {
    {ttc::ContractorNumber::kCode, "8310214305"},
    {ttc::ChargeArea::kCode, "8021430507"},
};

std::string name_of(Param code) {
    const ParameterRow* row = find_parameter(code, Variant::ansi);
    return row ? std::string(row->name) : "?";
}

template <class T>
std::vector<std::uint8_t> written(const T& value) {
    std::vector<std::uint8_t> memory(300);
    base::OctetWriter out(memory);
    value.encode(out);
    CPPUNIT_ASSERT_MESSAGE(name_of(T::kCode), !out.failed() && out.size() <= 255);
    memory.resize(out.size());
    return memory;
}

/// A value survives its own octets, and its octets survive it.
template <class T>
void survives(const T& value) {
    const auto first = written(value);
    const std::optional<T> again = T::decode(first);
    CPPUNIT_ASSERT_MESSAGE(name_of(T::kCode) + " " + hex(first), again && *again == value);
    CPPUNIT_ASSERT_EQUAL_MESSAGE(name_of(T::kCode), hex(first), hex(written(*again)));
}

template <class T>
void read_at_every_length(const std::vector<std::uint8_t>& contents) {
    for (std::size_t length = 0; length <= contents.size(); ++length) {
        const std::vector<std::uint8_t> cut(contents.begin(),
                                            contents.begin() + static_cast<std::ptrdiff_t>(length));
        if (const std::optional<T> value = T::decode(cut))
            survives(*value);
    }
}

template <class Types>
void check_samples(std::span<const Sample> samples) {
    Types::for_each([&]<class T>() {
        const auto sample = std::ranges::find(samples, T::kCode, &Sample::code);
        CPPUNIT_ASSERT_MESSAGE("no sample of " + name_of(T::kCode), sample != samples.end());
        const auto contents = octets(sample->contents);
        const std::optional<T> value = T::decode(contents);
        CPPUNIT_ASSERT_MESSAGE(name_of(T::kCode), value);
        CPPUNIT_ASSERT_EQUAL_MESSAGE(name_of(T::kCode), std::string(sample->contents),
                                     encoded(*value));
        read_at_every_length<T>(contents);
    });
}

template <class Types>
void check_any_octets(unsigned seed) {
    std::mt19937 random(seed);
    Types::for_each([&]<class T>() {
        for (int round = 0; round < 200; ++round) {
            std::vector<std::uint8_t> contents(random() % (round % 10 ? 12 : 256));
            for (auto& octet : contents)
                octet = static_cast<std::uint8_t>(random());
            if (const std::optional<T> value = T::decode(contents))
                survives(*value);
        }
    });
}

template <class Types>
void check_messages(std::span<const Sample> samples) {
    Types::for_each([&]<class T>() {
        const auto sample = std::ranges::find(samples, T::kCode, &Sample::code);
        const std::optional<T> value = T::decode(octets(sample->contents));
        Message message(MessageType::anm);
        message.add(*value);
        message.set(*value);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, message.size());
        CPPUNIT_ASSERT_MESSAGE(name_of(T::kCode), message.get<T>() == value);
        CPPUNIT_ASSERT_EQUAL(std::string(sample->contents), hex(message.raw(T::kCode)));
        CPPUNIT_ASSERT(!Message(MessageType::anm).template get<T>());
    });
}

} // namespace

class ValuesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ValuesTest);
    CPPUNIT_TEST(real_contents_survive_octet_by_octet);
    CPPUNIT_TEST(any_contents_survive_as_values);
    CPPUNIT_TEST(values_go_into_messages_and_out);
    CPPUNIT_TEST(default_values_survive);
    CPPUNIT_TEST(every_defined_parameter_of_table_5_has_a_value);
    CPPUNIT_TEST(values_hold_at_least_what_the_tables_allow);
    CPPUNIT_TEST(bit_fields_are_printed_where_they_are_read);
    CPPUNIT_TEST_SUITE_END();

    void real_contents_survive_octet_by_octet() {
        check_samples<ItuValues>(kSamples);
        check_samples<AnsiValues>(kAnsiSamples);
        check_samples<UkValues>(kUkSamples);
        check_samples<TtcValues>(kTtcSamples);
    }
    void any_contents_survive_as_values() {
        check_any_octets<ItuValues>(763);
        check_any_octets<AnsiValues>(113);
        check_any_octets<UkValues>(1007);
        check_any_octets<TtcValues>(764);
    }
    void values_go_into_messages_and_out() {
        check_messages<ItuValues>(kSamples);
        check_messages<AnsiValues>(kAnsiSamples);
        check_messages<UkValues>(kUkSamples);
        check_messages<TtcValues>(kTtcSamples);
    }
    void default_values_survive() {
        ItuValues::for_each([]<class T>() {
            const T value{};
            if (!written(value).empty() && T::decode(written(value)))
                survives(value);
        });
    }
    void every_defined_parameter_of_table_5_has_a_value() {
        std::set<Param> typed;
        ItuValues::for_each([&]<class T>() { typed.insert(T::kCode); });
        CPPUNIT_ASSERT_EQUAL(ItuValues::kSize, typed.size());
        for (const ParameterRow& row : parameters())
            if (row.code != Param::end_of_optional_parameters && row.use != Use::reserved &&
                row.use != Use::amendment)
                CPPUNIT_ASSERT_MESSAGE(std::string(row.name), typed.contains(row.code));
        std::set<Param> ansi;
        AnsiValues::for_each([&]<class T>() { ansi.insert(T::kCode); });
        for (const ParameterRow& row : row_of(Variant::ansi).parameters)
            if (row.use == Use::ansi && row.min_octets) // 0: no public format
                CPPUNIT_ASSERT_MESSAGE(std::string(row.name), ansi.contains(row.code));
    }
    void values_hold_at_least_what_the_tables_allow() {
        ItuValues::for_each([]<class T>() {
            const ParameterRow* row = find_parameter(T::kCode);
            const auto sample = std::ranges::find(kSamples, T::kCode, &Sample::code);
            const std::size_t octets = std::string(sample->contents).size() / 2;
            CPPUNIT_ASSERT_MESSAGE(std::string(row->name),
                                   octets >= row->min_octets &&
                                       (row->max_octets == 0 || octets <= row->max_octets ||
                                        T::kCode == Param::generic_notification_indicator));
            // nothing at all is a value only of what carries elements
            CPPUNIT_ASSERT_MESSAGE(std::string(row->name),
                                   !T::decode({}) || T::kCode == Param::access_transport ||
                                       T::kCode == Param::parameter_compatibility_information);
        });
    }

    /// Each member of a BitFields has a row in the table of fields at the same place.
    template <class T>
    static void check_fields() {
        if constexpr (requires { T::bits(); })
            std::apply(
                [](const auto&... each) {
                    (
                        [&] {
                            const auto fields = fields_of(T::kCode);
                            CPPUNIT_ASSERT_MESSAGE(
                                name_of(T::kCode),
                                std::ranges::any_of(fields, [&](const Field& field) {
                                    return field.octet == each.octet && field.shift == each.shift &&
                                           field.width >= each.width;
                                }));
                        }(),
                        ...);
                },
                T::bits());
    }
    void bit_fields_are_printed_where_they_are_read() {
        ItuValues::for_each([]<class T>() { check_fields<T>(); });
        AnsiValues::for_each([]<class T>() { check_fields<T>(); });
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ValuesTest);
