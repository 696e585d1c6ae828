// Contents of each ISUP parameter: edge and typical values of every field.
#include "tests/isup/tshark/samples.h"

#include "isup/values.h"
#include "tests/isup/support.h"

#include <algorithm>
#include <cstdio>
#include <functional>

namespace isup_test {
namespace {

using namespace isup;
using Values = std::initializer_list<std::uint8_t>;

template <class T>
Contents written(const T& value) {
    std::uint8_t memory[300];
    base::OctetWriter out(memory);
    value.encode(out);
    const base::Octets octets = out.written();
    return {octets.begin(), octets.end()};
}

/// What the typed value of the code makes of the contents; the contents themselves without one.
template <class Types>
bool rewrite(Param code, Contents& contents) {
    bool found = false;
    Types::for_each([&]<class T>() {
        if (T::kCode != code || found)
            return;
        const auto value = T::decode(contents);
        if (!value) {
            std::fprintf(stderr, "sample of parameter %02x is not read\n", unsigned(code));
            std::abort();
        }
        contents = written(*value);
        found = true;
    });
    return found;
}

// --- bit fields: every named value, none, all ---

std::vector<unsigned> values_of(const Field& field) {
    const unsigned most = (1u << field.width) - 1u;
    std::vector<unsigned> values;
    if (most <= 15)
        for (unsigned value = 0; value <= most; ++value)
            values.push_back(value);
    else {
        values = {0, 1, most / 2, most - 1, most};
        for (const ValueName& row : field.values)
            values.push_back(row.value);
    }
    std::ranges::sort(values);
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
}

std::vector<Contents> fields(Param code, Variant variant) {
    std::vector<Contents> result;
    const std::span<const Field> all = fields_of(code, variant);
    std::size_t octets = find_parameter(code, variant)->min_octets;
    for (const Field& field : all)
        octets = std::max<std::size_t>(octets, field.octet);
    for (const Field& field : all)
        for (const unsigned value : values_of(field)) {
            Contents contents(octets);
            contents[field.octet - 1u] = static_cast<std::uint8_t>(value << field.shift);
            result.push_back(contents);
        }
    Contents full(octets); // each field at its most
    for (const Field& field : all)
        full[field.octet - 1u] = static_cast<std::uint8_t>(
            full[field.octet - 1u] | ((1u << field.width) - 1u) << field.shift);
    result.push_back(full);
    return result;
}

// --- numbers ---

constexpr std::string_view kDigits[] = {"493012345678", "1", "0049301234567", "123456789012345",
                                        "1234567890123456"};
constexpr std::uint8_t kNatures[] = {1, 2, 3, 4, 5, 6, 7, 8, 0x70, 0x7e};
constexpr std::uint8_t kPlans[] = {0, 1, 3, 4, 5, 6};

/// Calls take(number) for values of the fields that all numbers have.
template <class Number, class Take>
void vary_address(Take take) {
    Number number;
    for (const std::string_view text : kDigits) {
        number.digits = digits(text);
        take(number);
    }
    number.digits = digits("301234567");
    for (const std::uint8_t nature : kNatures) {
        number.nature = static_cast<NatureOfAddress>(nature);
        take(number);
    }
    number.nature = NatureOfAddress::international;
    for (const std::uint8_t plan : kPlans) {
        number.plan = static_cast<NumberingPlan>(plan);
        take(number);
    }
}

template <class Number>
std::vector<Contents> dialled() {
    std::vector<Contents> result;
    vary_address<Number>([&](Number number) {
        for (const bool allowed : {false, true}) {
            number.internal_allowed = allowed;
            result.push_back(written(number));
        }
    });
    Number number;
    for (const std::string_view text : {"123F", "12345F", "1b2c", "bc"}) {
        number.digits = digits(text);
        result.push_back(written(number));
    }
    return result;
}

/// Number incomplete, or INN of a location number; spare in the others.
constexpr bool has_bit_h(Param code) {
    return code == Param::calling_party_number || code == Param::generic_number ||
           code == Param::location_number;
}

template <class Number>
void vary_party(Number number, std::vector<Contents>& result) {
    for (unsigned presentation = 0; presentation <= 3; ++presentation)
        for (unsigned screening = 0; screening <= 3; ++screening) {
            number.presentation = static_cast<Presentation>(presentation);
            number.screening = static_cast<Screening>(screening);
            number.incomplete = false;
            result.push_back(written(number));
            if (!has_bit_h(Number::kCode))
                continue;
            number.incomplete = true;
            result.push_back(written(number));
        }
}

template <class Number>
std::vector<Contents> party() {
    std::vector<Contents> result;
    vary_address<Number>([&](const Number& number) { result.push_back(written(number)); });
    Number number;
    number.digits = digits("3012345678");
    vary_party(number, result);
    number.digits = {};
    number.presentation = Presentation::not_available;
    result.push_back(written(number));
    return result;
}

std::vector<Contents> generic_numbers() {
    std::vector<Contents> result;
    vary_address<GenericNumber>(
        [&](const GenericNumber& number) { result.push_back(written(number)); });
    GenericNumber number;
    number.digits = digits("3012345678");
    vary_party(number, result);
    for (const unsigned qualifier :
         {0U, 1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U, 9U, 10U, 128U, 192U, 254U, 255U}) {
        number.qualifier = static_cast<NumberQualifier>(qualifier);
        result.push_back(written(number));
    }
    return result;
}

std::vector<Contents> charge_numbers() {
    std::vector<Contents> result;
    ansi::ChargeNumber number;
    for (const std::string_view text : kDigits) {
        number.digits = digits(text);
        result.push_back(written(number));
    }
    number.digits = digits("2125551234");
    for (const unsigned nature : {1U, 2U, 3U, 4U, 5U, 6U, 7U}) {
        number.nature = static_cast<ansi::Charged>(nature);
        result.push_back(written(number));
    }
    for (const std::uint8_t plan : kPlans) {
        number.plan = static_cast<NumberingPlan>(plan);
        result.push_back(written(number));
    }
    return result;
}

std::vector<Contents> generic_names() {
    std::vector<Contents> result;
    ansi::GenericName name;
    for (const std::string_view text : {"ALICE SMITH", "A", "FIFTEEN LETTERS"}) {
        name.name.assign({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
        for (unsigned type = 0; type <= 7; ++type) {
            name.type = static_cast<ansi::NameOf>(type);
            result.push_back(written(name));
        }
    }
    for (std::uint8_t presentation = 0; presentation <= 3; ++presentation)
        for (const bool missing : {false, true}) {
            name.presentation = presentation;
            name.not_available = missing;
            result.push_back(written(name));
        }
    return result;
}

std::vector<Contents> carriers() {
    std::vector<Contents> result;
    ansi::CarrierIdentification carrier;
    for (const std::string_view text : {"288", "0222", "9999", "000"})
        for (std::uint8_t type = 0; type <= 7; ++type) {
            carrier.digits = digits(text);
            carrier.type_of_network = type;
            result.push_back(written(carrier));
        }
    return result;
}

std::vector<Contents> ansi_transit_networks() {
    std::vector<Contents> result;
    ansi::TransitNetworkSelection network;
    for (const std::string_view text : {"288", "0222"})
        for (std::uint8_t circuit = 0; circuit <= 15; ++circuit) {
            network.digits = digits(text);
            network.circuit_code = circuit;
            result.push_back(written(network));
        }
    return result;
}

std::vector<Contents> transit_networks() {
    std::vector<Contents> result;
    TransitNetworkSelection network;
    for (const std::string_view text : {"262", "26201", "0222"})
        for (const std::uint8_t type : Values{0, 2, 7})
            for (const std::uint8_t plan : Values{0, 3, 6, 15}) {
                network.digits = digits(text);
                network.type_of_network = type;
                network.plan = plan;
                result.push_back(written(network));
            }
    return result;
}

std::vector<Contents> business_groups() {
    std::vector<Contents> result;
    ansi::BusinessGroup group;
    for (std::uint8_t party = 0; party <= 5; ++party) {
        group.party = party;
        group.group = 0x123456u * party;
        group.subgroup = static_cast<std::uint16_t>(1000 * party);
        group.privileges = party;
        group.attendant = party % 2;
        group.private_networks = party % 3 == 0;
        group.customer_defined_privileges = party > 3;
        result.push_back(written(group));
    }
    return result;
}

// --- the rest ---

std::vector<Contents> causes() {
    std::vector<Contents> result;
    CauseIndicators cause;
    for (unsigned value = 0; value <= 127; ++value) {
        cause.value = static_cast<std::uint8_t>(value);
        result.push_back(written(cause));
    }
    for (unsigned location = 0; location <= 15; ++location) {
        cause.location = static_cast<Location>(location);
        result.push_back(written(cause));
    }
    for (unsigned coding = 0; coding <= 3; ++coding) {
        cause.coding = static_cast<CodingStandard>(coding);
        result.push_back(written(cause));
    }
    cause = {.value = 22, .location = Location::user, .diagnostics = {0x84, 0x21, 0x43, 0x65}};
    result.push_back(written(cause));
    cause = {.value = 99, .location = Location::transit, .diagnostics = {0xd5}};
    result.push_back(written(cause));
    for (const std::uint8_t recommendation : Values{0, 3, 4, 5}) {
        cause.recommendation = recommendation;
        result.push_back(written(cause));
    }
    return result;
}

std::vector<Contents> ranges(bool with_status) {
    std::vector<Contents> result;
    for (const unsigned range : {1U, 7U, 8U, 15U, 29U, 31U}) {
        RangeAndStatus value;
        value.range = static_cast<std::uint8_t>(range);
        if (with_status) {
            value.clear();
            result.push_back(written(value));
            for (std::size_t i = 0; i <= range; i += 3)
                value.mark(i);
        }
        result.push_back(written(value));
    }
    return result;
}

std::vector<Contents> circuit_states() {
    std::vector<Contents> result;
    for (unsigned use = 0; use <= 3; ++use)
        for (unsigned maintenance = 0; maintenance <= 3; ++maintenance)
            for (unsigned hardware = 0; hardware <= 3; ++hardware) {
                CircuitStates states;
                // two circuits, as the range beside it says
                for (int i = 0; i < 2; ++i)
                    states.add({static_cast<Blocked>(maintenance), static_cast<CircuitUse>(use),
                                static_cast<Blocked>(hardware)});
                result.push_back(written(states));
            }
    return result;
}

std::vector<Contents> precedences() {
    std::vector<Contents> result;
    for (unsigned level = 0; level <= 15; ++level)
        for (unsigned look = 0; look <= 3; ++look)
            result.push_back(written(MlppPrecedence{.level = static_cast<Precedence>(level),
                                                    .look_ahead = static_cast<LookAhead>(look),
                                                    .network = {0, 0, 4, 9},
                                                    .domain = 0x010203u * level}));
    return result;
}

std::vector<Contents> applications() {
    std::vector<Contents> result;
    ApplicationTransport value;
    value.information = {0x00, 0x00, 0x01, 0x02};
    for (const unsigned context : {0U, 1U, 3U, 4U, 5U, 6U, 127U}) {
        value.context = static_cast<ApplicationContext>(context);
        // the bearer's information has a format of its own
        if (context != 5)
            result.push_back(written(value));
    }
    value.context = ApplicationContext::pss1;
    for (const bool release : {false, true})
        for (const bool notify : {false, true}) {
            value.release_call = release;
            value.send_notification = notify;
            result.push_back(written(value));
        }
    value.local_reference = 5;
    for (const bool first : {false, true})
        for (const std::uint8_t left : Values{0, 1, 9}) {
            value.new_sequence = first;
            value.segments_left = left;
            result.push_back(written(value));
        }
    value.local_reference = 127;
    result.push_back(written(value));
    return result;
}

std::vector<Contents> routing_numbers() {
    std::vector<Contents> result;
    for (const std::uint8_t plan : Values{1, 6, 7})
        for (const std::uint8_t nature : Values{0, 1, 2, 15})
            for (const std::string_view text : {"12345", "1234"})
                result.push_back(written(NetworkRoutingNumber{plan, nature, digits(text)}));
    return result;
}

std::vector<Contents> locations() {
    std::vector<Contents> result;
    for (std::uint8_t presentation = 0; presentation <= 3; ++presentation)
        for (std::uint8_t screening = 0; screening <= 3; ++screening)
            result.push_back(
                written(GeodeticLocation{presentation, screening, 0, {1, 2, 3, 4, 5, 6}}));
    for (const std::uint8_t shape : Values{1, 2, 6, 127})
        result.push_back(written(GeodeticLocation{0, 3, shape, {1, 2, 3, 4, 5, 6, 7}}));
    return result;
}

std::vector<Contents> compatibilities() {
    std::vector<Contents> result;
    for (unsigned instruction = 0x80; instruction <= 0xff; ++instruction)
        result.push_back({0xd5, static_cast<std::uint8_t>(instruction)});
    result.push_back({0x31, 0x90, 0xd5, 0xc0});
    for (const std::uint8_t more : Values{0x80, 0x81, 0x82, 0x83})
        result.push_back({0xd5, 0x10, more});
    return result;
}

std::vector<Contents> digits_of_types() {
    std::vector<Contents> result;
    for (const unsigned type : {0U, 1U, 2U, 3U, 31U})
        for (const std::string_view text : {"1234", "12345"})
            result.push_back(
                written(GenericDigits::of(static_cast<DigitsType>(type), digits(text))));
    result.push_back({0x40, 0x31, 0x32, 0x33}); // IA5
    result.push_back({0x63, 0x01, 0x02});       // binary
    return result;
}

std::vector<Contents> of_hex(std::initializer_list<std::string_view> list) {
    std::vector<Contents> result;
    for (const std::string_view text : list)
        result.push_back(octets(text));
    return result;
}

std::vector<Contents> two_octet_numbers() {
    return of_hex({"0000", "0001", "00ff", "0100", "7fff", "8000", "ffff"});
}

struct Row {
    Param code;
    std::function<std::vector<Contents>()> make;
};

const Row kAnsiRows[] = {
    {Param::called_party_number, dialled<CalledPartyNumber>},
    {Param::transit_network_selection, ansi_transit_networks},
    {Param::call_reference,
     [] {
         return of_hex({"000000000000", "0102030a0b0c", "ffffffffffff"});
     }},
    {Param::ansi_operator_services_information,
     [] {
         return of_hex({"91", "9192", "23"});
     }},
    {Param::ansi_egress_service,
     [] {
         return of_hex({"4142", "00"});
     }},
    {Param::ansi_jurisdiction_information,
     [] {
         return of_hex({"120255", "999999", "000000"});
     }},
    {Param::ansi_carrier_identification, carriers},
    {Param::ansi_business_group, business_groups},
    {Param::ansi_generic_name, generic_names},
    {Param::ansi_notification_indicator,
     [] {
         return of_hex({"80", "f9", "0081"});
     }},
    {Param::ansi_carrier_service_provider_identification, [] { return of_hex({"010203"}); }},
    {Param::ansi_transaction_request, [] { return of_hex({"01020304"}); }},
    {Param::ansi_local_service_provider_identification, [] { return of_hex({"010203"}); }},
    {Param::ansi_outgoing_trunk_group_number,
     [] {
         return of_hex({"214365", "000000"});
     }},
    {Param::ansi_circuit_identification_name,
     [] { return of_hex({"4142434445464748494a4b4c4d4e4f505152535455565758595a"}); }},
    {Param::ansi_clli_code, [] { return of_hex({"4e594b434e593530304454"}); }},
    {Param::ansi_charge_number, charge_numbers},
    {Param::ansi_network_transport,
     [] {
         return of_hex({"010203", "0102030405"});
     }},
};

const Row kRows[] = {
    {Param::call_reference,
     [] {
         return of_hex({"0000000000", "0102030a0b", "ffffffff3f"});
     }},
    {Param::access_transport,
     [] {
         return of_hex({"1e028081", "1e0281831e028188", "7d029181", "7c038890a3",
                        "710a80503132333435363738", "6d03805031", "4d0480503132", "2803414243",
                        "967c0101",
                        "1e028083"
                        "6c0380b1b2"});
     }},
    {Param::called_party_number, dialled<CalledPartyNumber>},
    {Param::subsequent_number,
     [] {
         return of_hex({"0021", "8001", "800f", "0021436587", "80214305", "0021f3", "8021430f"});
     }},
    {Param::calling_party_number, party<CallingPartyNumber>},
    {Param::redirecting_number, party<RedirectingNumber>},
    {Param::redirection_number, dialled<RedirectionNumber>},
    {Param::connection_request,
     [] {
         return of_hex({"0102030a0b", "0102030a0b02", "ffffffff3f03", "0102030a0b0207"});
     }},
    {Param::cause_indicators, causes},
    {Param::closed_user_group_interlock_code,
     [] {
         return of_hex({"00490001", "9049ffff", "00001234", "94128000"});
     }},
    {Param::user_service_information,
     [] {
         return of_hex(
             {"8090a3", "9090a3", "9090a2", "8890", "8090", "8890bf", "91d0a5", "8898c6"});
     }},
    {Param::signalling_point_code,
     [] {
         return of_hex({"0100", "ff3f", "0a0b"});
     }},
    {Param::user_to_user_information,
     [] {
         return of_hex({"0448656c6c6f", "00", "00010203", "4401", "08abcdef"});
     }},
    {Param::connected_number, party<ConnectedNumber>},
    {Param::transit_network_selection, transit_networks},
    {Param::circuit_assignment_map,
     [] {
         return of_hex({"0101000000", "01ffff7f", "02ffffff7f", "0200000040", "0203000000"});
     }},
    {Param::circuit_state_indicator, circuit_states},
    {Param::original_called_number, party<OriginalCalledNumber>},
    {Param::origination_isc_point_code,
     [] {
         return of_hex({"0100", "ff3f", "0a0b"});
     }},
    {Param::call_history_information, two_octet_numbers},
    {Param::network_specific_facility,
     [] {
         return of_hex({"80a1", "03313233a0"});
     }},
    {Param::user_service_information_prime,
     [] {
         return of_hex({"9090a3", "8890", "91d0a5"});
     }},
    {Param::propagation_delay_counter, two_octet_numbers},
    {Param::remote_operations,
     [] {
         return of_hex({"91a106020101020101", "91a20302017f", "91a40602010a810101"});
     }},
    {Param::service_activation,
     [] {
         return of_hex({"01", "80", "0102fe"});
     }},
    {Param::user_teleservice_information,
     [] {
         return of_hex({"9181", "9184", "91e0", "91deff"});
     }},
    {Param::parameter_compatibility_information, compatibilities},
    {Param::mlpp_precedence, precedences},
    {Param::location_number, party<LocationNumber>},
    {Param::generic_reference, [] { return of_hex({"010203"}); }},
    {Param::call_transfer_number, party<CallTransferNumber>},
    {Param::forward_gvns,
     [] {
         return of_hex({"010203", "0102030405060708090a0b0c0d0e0f101112131415161718"});
     }},
    {Param::correlation_id,
     [] {
         return of_hex({"01", "0102030405"});
     }},
    {Param::scf_id,
     [] {
         return of_hex({"01", "0102030405"});
     }},
    {Param::called_in_number, party<CalledInNumber>},
    {Param::charged_party_identification,
     [] {
         return of_hex({"0102", "010203040506"});
     }},
    {Param::display_information,
     [] {
         return of_hex({"8041", "80414243"});
     }},
    {Param::application_transport, applications},
    {Param::called_directory_number, dialled<CalledDirectoryNumber>},
    {Param::original_called_in_number, party<OriginalCalledInNumber>},
    {Param::calling_geodetic_location, locations},
    {Param::htr_information, dialled<HtrInformation>},
    {Param::network_routing_number, routing_numbers},
    {Param::pivot_routing_forward_information, [] { return of_hex({"010203"}); }},
    {Param::pivot_routing_backward_information, [] { return of_hex({"010203"}); }},
    {Param::redirect_forward_information, [] { return of_hex({"010103"}); }},
    {Param::redirect_backward_information, [] { return of_hex({"010103"}); }},
    {Param::forward_cat_indicators, [] { return of_hex({"01"}); }},
    {Param::backward_cat_indicators, [] { return of_hex({"01"}); }},
    {Param::automatic_re_routing, [] { return of_hex({"01"}); }},
    {Param::ieps_call_information, [] { return of_hex({"010203"}); }},
    {Param::ved_information, [] { return of_hex({"0102"}); }},
    {Param::generic_number, generic_numbers},
    {Param::generic_digits, digits_of_types},
};

constexpr Param own(std::uint8_t code) {
    return static_cast<Param>(code);
}

// Japan's, of which tshark reads more than one octet.
const Row kTtcRows[] = {
    {own(0xec),
     [] {
         return of_hex({"0000", "0100", "0200", "0300"});
     }},
    {own(0xf2),
     [] {
         return of_hex({"fe", "fdfe", "03"});
     }},
    {own(0xf9),
     [] {
         return of_hex({"8310214305", "03102143", "04502143"});
     }},
};

std::vector<Contents> made(Param code, Variant variant) {
    if (variant == Variant::ttc)
        for (const Row& row : kTtcRows)
            if (row.code == code)
                return row.make();
    if (variant == Variant::ansi)
        for (const Row& row : kAnsiRows)
            if (row.code == code)
                return row.make();
    const bool own = find_parameter(code, variant)->use == Use::variant;
    if (!own)
        for (const Row& row : kRows)
            if (row.code == code)
                return row.make();
    if (!fields_of(code, variant).empty())
        return fields(code, variant);
    const std::size_t least = find_parameter(code, variant)->min_octets;
    Contents some;
    for (std::size_t i = 0; i < std::max<std::size_t>(least, 1); ++i)
        some.push_back(static_cast<std::uint8_t>(i + 1));
    return {some};
}

} // namespace

std::vector<Contents> samples(Param code, Variant variant) {
    std::vector<Contents> result;
    if (code == Param::range_and_status) { // whether there is a status, the message says
        result = ranges(true);
        for (const Contents& contents : ranges(false))
            result.push_back(contents);
        return result;
    }
    result = made(code, variant);
    if (find_parameter(code, variant)->use != Use::variant)
        for (Contents& contents : result)
            if (variant != Variant::ansi || !rewrite<AnsiValues>(code, contents))
                rewrite<ItuValues>(code, contents);
    return result;
}

} // namespace isup_test
