// ISUP messages as people read them.
#include "isup/text.h"
#include "isup/variants.h"

#include "tests/isup/support.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace isup;
using namespace isup_test;

class TextTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TextTest);
    CPPUNIT_TEST(iam_prints_field_by_field);
    CPPUNIT_TEST(release_prints_its_cause);
    CPPUNIT_TEST(unknown_and_malformed_print_as_octets);
    CPPUNIT_TEST(services_print_their_fields);
    CPPUNIT_TEST(ansi_parameters_print_their_fields);
    CPPUNIT_TEST(what_other_protocols_hold_prints_its_fields);
    CPPUNIT_TEST(national_parameters_print_their_fields);
    CPPUNIT_TEST(a_parameter_prints_fields_or_the_table_says_why_not);
    CPPUNIT_TEST(summary_is_one_line);
    CPPUNIT_TEST(every_parameter_prints);
    CPPUNIT_TEST_SUITE_END();

    static Message decode(std::string_view text) { return *Message::decode(octets(text)); }

    void iam_prints_field_by_field() {
        CPPUNIT_ASSERT_EQUAL(
            std::string(
                "IAM initial address\n"
                "  nature of connection indicators: satellite: one; continuity check: not "
                "required; "
                "outgoing echo control device: included\n"
                "  forward call indicators: national/international call: international; end-to-end "
                "method: none; "
                "interworking: none encountered; end-to-end information: not available; "
                "ISDN user part: used all the way; ISUP preference: not required all the way; "
                "ISDN access: originating access ISDN; SCCP method: no indication; "
                "ported number translation: number not translated; "
                "query on release attempt: no QoR routing attempt\n"
                "  calling party's category: ordinary subscriber\n"
                "  transmission medium requirement: 3.1 kHz audio\n"
                "  called party number: 498912345678 ST; international; E.164; internal routing "
                "allowed\n"
                "  calling party number: 33142345678; international; E.164; presentation allowed; "
                "network provided\n"),
            to_text(decode("011161010a03020b0984109498214365870f0a08841333413254760800")));
    }
    void release_prints_its_cause() {
        CPPUNIT_ASSERT_EQUAL(
            std::string("REL release\n"
                        "  cause indicators: 17 user busy; location public network, local user; "
                        "diagnostics 01\n"),
            to_text(decode("0c020003829101")));
    }
    void unknown_and_malformed_print_as_octets() {
        CPPUNIT_ASSERT_EQUAL(std::string("type 0xfa unknown message\n  octets: 01ff02\n"),
                             to_text(decode("fa01ff02")));
        CPPUNIT_ASSERT_EQUAL(
            std::string(
                "ANM answer\n  unknown parameter 0xd5: 0102\n  connected number: malformed 01\n"),
            to_text(decode("0901d502010221010100")));
    }
    static std::string line(Param code, std::string_view contents, Variant variant = Variant::itu) {
        Message message(MessageType::anm);
        message.add_raw(code, octets(contents));
        const std::string text = to_text(message, variant);
        const std::size_t start = text.find(": ") + 2;
        return text.substr(start, text.size() - start - 1);
    }
    void services_print_their_fields() {
        struct Row {
            Param code;
            const char* contents;
            const char* text;
        };
        for (const Row& row : std::initializer_list<Row>{
                 {Param::access_transport, "7d0291811e028188",
                  "high layer compatibility 9181; progress indicator 8188"},
                 {Param::access_transport, "7d029181967d01",
                  "high layer compatibility 9181; shift "
                  "96; malformed 7d01"},
                 {Param::user_service_information, "9090a3",
                  "3.1 kHz audio; circuit mode; 64 kbit/s; layer 1 G.711 A-law"},
                 {Param::user_service_information, "8890",
                  "unrestricted digital; circuit mode; 64 kbit/s"},
                 {Param::call_reference, "0000053412", "identity 5; point code 4660"},
                 {Param::range_and_status, "0b0500", "12 circuits; marked 0, 2"},
                 {Param::range_and_status, "0b05", "malformed 0b05"},
                 {Param::circuit_state_indicator, "0c0d0003",
                  "0: idle; 1: idle, maintenance blocked locally; 2: transient; 3: unequipped"},
                 {Param::circuit_state_indicator, "010203",
                  "0: value 1; 1: value 2; 2: unequipped"},
                 {Param::location_number, "8393214305",
                  "12345; national; E.164; presentation allowed; network provided; "
                  "internal routing not allowed"},
                 {Param::location_number, "8313214305",
                  "12345; national; E.164; presentation allowed; network provided; "
                  "internal routing allowed"},
                 {Param::redirecting_number, "03142143",
                  "1234; national; E.164; presentation restricted"},
                 {Param::calling_party_number, "03932143",
                  "1234; national; E.164; presentation allowed; network provided; incomplete"},
                 {Param::cause_indicators, "8f90", "16 normal call clearing; location value 15"},
                 {Param::parameter_compatibility_information, "d5c0",
                  "parameter 0xd5: transit, pass on, else discard parameter"},
                 {Param::parameter_compatibility_information, "d5e0",
                  "parameter 0xd5: transit, pass on, else release call (reserved)"},
                 {Param::parameter_compatibility_information, "d51082",
                  "parameter 0xd5: transit, discard parameter, else release call, broadband "
                  "release call"},
                 {Param::closed_user_group_interlock_code, "0499abcd", "network 0499; code 43981"},
                 {Param::generic_digits, "211203", "authorisation code: 213"},
                 {Param::generic_digits, "413132", "authorisation code: 3132; IA5"},
                 {Param::service_activation, "0181", "call transfer; feature 129"},
                 {Param::remote_operations, "91a106020105020106",
                  "remote operations protocol; invoke 5 operation 6"},
                 {Param::remote_operations, "91a3060201050201e6",
                  "remote operations protocol; return error 5 error -26"},
                 {Param::remote_operations, "91a1", "remote operations protocol; a1"},
                 {Param::mlpp_precedence, "240499000102",
                  "level: routine; look ahead for busy: not allowed; network 0499; service domain "
                  "258"},
                 {Param::application_transport, "8182c0a1",
                  "context: PSS1; send notification; first segment, 0 left; information a1"},
                 {Param::user_to_user_indicators, "1d",
                  "type: response; service 1: request not essential / provided (response); "
                  "service 2: request essential / spare (response); service 3: no information; "
                  "network discard: no information"},
                 {Param::backward_gvns, "82", "terminating access: switched terminating access"},
                 {Param::signalling_point_code, "3412", "4660 (2-70-4)"}})
            CPPUNIT_ASSERT_EQUAL(std::string(row.text), line(row.code, row.contents));
    }
    void ansi_parameters_print_their_fields() {
        const auto print = [](Param code, std::string_view contents) {
            return line(code, contents, Variant::ansi);
        };
        CPPUNIT_ASSERT_EQUAL(std::string("212555; calling, national; E.164"),
                             print(Param::ansi_charge_number, "0310125255"));
        CPPUNIT_ASSERT_EQUAL(std::string("cellular, type 1"),
                             print(Param::ansi_originating_line_information, "3d"));
        CPPUNIT_ASSERT_EQUAL(std::string("\"Mr X\"; calling; presentation restricted"),
                             print(Param::ansi_generic_name, "214d722058"));
        CPPUNIT_ASSERT_EQUAL(std::string("288; type of network 2"),
                             print(Param::ansi_carrier_identification, "218208"));
        CPPUNIT_ASSERT_EQUAL(std::string("288; type of network 2; circuit code 1"),
                             print(Param::transit_network_selection, "21820810"));
        CPPUNIT_ASSERT_EQUAL(std::string("288; type of network 2; circuit code 1"),
                             print(Param::transit_network_selection, "218218"));
        CPPUNIT_ASSERT_EQUAL(std::string("2882; type of network 2; circuit code 1"),
                             print(Param::transit_network_selection, "22822810"));
        CPPUNIT_ASSERT_EQUAL(std::string("212555"),
                             print(Param::ansi_jurisdiction_information, "125255"));
        CPPUNIT_ASSERT_EQUAL(std::string("validation: successful"),
                             print(Param::ansi_circuit_validation_response_indicator, "01"));
    }
    struct Printed {
        Param code;
        const char* contents;
        const char* text;
    };
    static void check(Variant variant, std::initializer_list<Printed> rows) {
        for (const Printed& row : rows)
            CPPUNIT_ASSERT_EQUAL(std::string(row.text), line(row.code, row.contents, variant));
    }
    void what_other_protocols_hold_prints_its_fields() {
        check(
            Variant::itu,
            {{Param::user_teleservice_information, "9181", "telephony"},
             {Param::user_teleservice_information, "91e0a1",
              "videotelephony; extended facsimile group 4 class I"},
             {Param::user_teleservice_information, "b18b", "characteristics 11; coding standard 1"},
             {Param::user_teleservice_information, "91", "malformed 91"},
             {Param::network_specific_facility, "03a23132ff01",
              "type of network 2; plan 2; network 3132; facility ff01"},
             {Param::network_specific_facility, "0005", "facility 05"},
             {Param::network_specific_facility, "0501", "malformed 0501"},
             {Param::forward_gvns, "8221030221439403214305",
              "service provider 123; user group 1234; routing number 12345; national; E.164"},
             {Param::forward_gvns,
              "01210112"
              "00",
              "service provider 12; user group 21; routing number none"},
             {Param::forward_gvns, "0221430112", "malformed 0221430112"},
             {Param::display_information, "b14142", "\".AB\""},
             {Param::redirect_forward_information, "010003029201040181",
              "return to invoking exchange possible; performing: reason 18 (again possible before "
              "ACM); invoking reason: service provider portability"},
             {Param::pivot_routing_backward_information, "01010a030180",
              "return to invoking exchange for: 0a; invoking reason: unknown or not available"},
             {Param::redirect_backward_information, "0302", "malformed 0302"}});
        check(Variant::ansi, {{Param::ansi_operator_services_information, "123472",
                               "access prefix: 0+; bill-to type: collect; access signalling: DTMF"},
                              {Param::ansi_operator_services_information, "1f63",
                               "access prefix: value 15; type 6: 3"},
                              {Param::ansi_notification_indicator, "84", "notification 4"},
                              {Param::ansi_transaction_request, "0102030443aa",
                               "transaction 01020304; SCCP address 43aa"},
                              {Param::ansi_transaction_request, "010203", "malformed 010203"},
                              {Param::ansi_network_transport, "ea013dc403125255",
                               "originating line information 3d; jurisdiction information 125255"},
                              {Param::ansi_network_transport, "ea053d", "octets ea053d"}});
    }
    void national_parameters_print_their_fields() {
        const auto own = [](std::uint8_t code) { return static_cast<Param>(code); };
        check(Variant::uk,
              {{own(0xfd), "84832143650b",
                "123456B; international; presentation allowed; network provided; preferred"},
               {own(0xfc), "038721436587",
                "12345678; national; presentation restricted; network provided; incomplete"},
               {own(0xfc), "03", "malformed 03"},
               {own(0xf5), "02",
                "calling subscriber's basic service marks: no; called subscriber's basic service "
                "marks: yes; calling subscriber's originating facility marks: no; called "
                "subscriber's terminating facility marks: no; intercepted line identity: no; "
                "intercepted line identity and called subscriber's basic service marks: no"}});
        check(Variant::ttc,
              {{own(0xf9), "8310214305", "12345; national; E.164"},
               {own(0xfd), "8021430507", "numbering area 1234; message area 507"},
               {own(0xfd), "0021", "message area 12"},
               {own(0xfd), "812103", "charge area 123"},
               {own(0xfd), "", "malformed "},
               {own(0xf3), "fe02fd05fc080107",
                "fixed service: payphone of another operator; mobile service: PHS; mobile service, "
                "system: IMT-2000; category 1: value 7"},
               {own(0xf3), "fe", "malformed fe"},
               {own(0xf1), "01fe0cfe03812103fc0112fd020043fd00",
                "transfer forward; interexchange carrier code 123, entry hierarchy level 1, exit "
                "hierarchy level 2, charge area 34; chosen interexchange carrier"},
               {own(0xf1), "01fe05fe0181", "malformed 01fe05fe0181"},
               {own(0xee), "2103812103",
                "entry hierarchy level 2, exit hierarchy level 1; charge area 123"},
               {own(0xf2), "fefd", "terminating charge area information; charge rate transfer"},
               {own(0xf5), "81", "user's request"},
               {own(0xec), "0100", "emergency call is held"},
               {own(0xfa), "fe", "charge rate transfer, flexible charging"}});
    }
    /// Contents of many shapes: when all of them print as bare octets the parameter has no fields.
    static bool prints_octets(Param code, Variant variant) {
        for (const unsigned octet : {0x00u, 0x01u, 0x02u, 0x81u, 0x84u})
            for (std::size_t length = 1; length < 40; ++length) {
                const std::vector<std::uint8_t> contents(length, static_cast<std::uint8_t>(octet));
                if (line(code, hex(contents), variant) != hex(contents))
                    return false;
            }
        return true;
    }
    void a_parameter_prints_fields_or_the_table_says_why_not() {
        for (const VariantRow& variant : variants())
            for (unsigned code = 1; code < 256; ++code) {
                const auto parameter = static_cast<Param>(code);
                const ParameterRow* row = find_parameter(parameter, variant.variant);
                if (!row)
                    continue;
                const bool octets_only = prints_octets(parameter, variant.variant);
                CPPUNIT_ASSERT_EQUAL_MESSAGE(
                    std::string(variant.name) + ": " + std::string(row->name), octets_only,
                    !why_octets(parameter, variant.variant).empty());
            }
    }
    void summary_is_one_line() {
        CPPUNIT_ASSERT_EQUAL(
            std::string("IAM called 30901820 (national) calling 40123456 (national) presentation "
                        "restricted "
                        "3.1 kHz audio"),
            summary(decode("011020010a030208060390030981020a06031504214365c0070603140421439900")));
        CPPUNIT_ASSERT_EQUAL(std::string("REL cause 17 user busy (public network, local user)"),
                             summary(decode("0c020003829101")));
        CPPUNIT_ASSERT_EQUAL(std::string("ACM in-band"), summary(decode("0612010129010100")));
        CPPUNIT_ASSERT_EQUAL(std::string("CPG ALERTING subscriber free"),
                             summary(decode("2c01011102161400")));
        CPPUNIT_ASSERT_EQUAL(std::string("SAM digits 2345"), summary(decode("02020003003254")));
        CPPUNIT_ASSERT_EQUAL(std::string("RLC"), summary(decode("1000")));
    }
    void every_parameter_prints() {
        for (const ParameterRow& row : parameters())
            for (std::size_t length = 0; length < 12; ++length) {
                if (row.code == Param::end_of_optional_parameters)
                    continue;
                Message message(MessageType::anm);
                message.add_raw(row.code, std::vector<std::uint8_t>(length, 0x81));
                CPPUNIT_ASSERT(to_text(message).find(row.name) != std::string::npos);
            }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TextTest);
