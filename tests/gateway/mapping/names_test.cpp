// Names on lines, in ISUP and in SIP.
#include "gateway/mapping/names.h"

#include "gateway/mapping/identity.h"
#include "isup/contents.h"
#include "tests/gateway/mapping/support.h"

using mapping::LineNames;

namespace {

isdn::Message setup_with(std::string display) {
    isdn::Message setup;
    setup.calling = isdn::Number{.digits = "30123"};
    setup.display = std::move(display);
    return setup;
}

std::string display_in(const isup::Message& message) {
    const auto access = message.get<isup::AccessTransport>();
    const auto display = access ? access->find(isup::Element::display) : std::nullopt;
    return display ? std::string(display->begin(), display->end()) : "";
}

std::string from_line(const isdn::Message& message, LineNames names) {
    isup::Message iam(isup::MessageType::iam);
    mapping::Notes notes;
    mapping::name_from_line(message, names, iam, notes);
    return display_in(iam);
}

sipi::Message invite(std::string_view headers) {
    return mapping_test::parse("INVITE sip:+4930600@gw.example.org SIP/2.0\r\n"
                               "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
                               "To: <sip:+4930600@gw.example.org>\r\nCall-ID: 1\r\n"
                               "CSeq: 1 INVITE\r\n" +
                               std::string(headers) + "\r\n");
}

std::string from_invite(std::string_view headers, bool trusted = true) {
    isup::Message iam(isup::MessageType::iam);
    mapping::Notes notes;
    auto profile = trusted ? mapping_test::profile() : mapping_test::stranger();
    mapping::set_calling(invite(headers), profile, iam, notes);
    return display_in(iam);
}

constexpr std::string_view kFrom = "From: \"Bob\" <sip:+4930123@pbx.example.org>;tag=1\r\n";

} // namespace

class NamesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(NamesTest);
    CPPUNIT_TEST(letters_lose_their_accents);
    CPPUNIT_TEST(a_display_of_the_network_is_a_name_and_one_of_a_user_is_none);
    CPPUNIT_TEST(a_withheld_number_has_no_name);
    CPPUNIT_TEST(a_qsig_name_survives_its_facility);
    CPPUNIT_TEST(a_national_name_has_no_network_facility_extension);
    CPPUNIT_TEST(names_of_other_makers_are_read);
    CPPUNIT_TEST(who_is_called_has_a_name_in_alerting);
    CPPUNIT_TEST(a_name_that_follows_is_announced_and_told);
    CPPUNIT_TEST(broken_and_restricted_names_are_none);
    CPPUNIT_TEST(a_user_sends_no_display);
    CPPUNIT_TEST(an_asserted_name_goes_before_that_of_from);
    CPPUNIT_TEST(who_wants_privacy_has_no_name);
    CPPUNIT_TEST(from_and_the_asserted_identity_have_the_name);
    CPPUNIT_TEST_SUITE_END();

    void letters_lose_their_accents() {
        CPPUNIT_ASSERT_EQUAL(std::string("Jurgen Mus ?"), mapping::ia5_name("Jürgen Müß €"));
        CPPUNIT_ASSERT_EQUAL(std::string("ab"), mapping::ia5_name(" a\r\nb "));
        CPPUNIT_ASSERT_EQUAL(std::size_t{50}, mapping::ia5_name(std::string(90, 'x')).size());
        CPPUNIT_ASSERT_EQUAL(std::string("?"), mapping::ia5_name("\xf0\x9f"));
    }

    void a_display_of_the_network_is_a_name_and_one_of_a_user_is_none() {
        CPPUNIT_ASSERT_EQUAL(std::string("Ann"),
                             from_line(setup_with("Ann"), LineNames::from_network));
        CPPUNIT_ASSERT_EQUAL(std::string("Ann"), from_line(setup_with("Ann"), LineNames::display));
        CPPUNIT_ASSERT_EQUAL(std::string(), from_line(setup_with("Ann"), LineNames::to_user));
    }

    void a_withheld_number_has_no_name() {
        auto setup = setup_with("Ann");
        setup.calling->presentation = 1;
        CPPUNIT_ASSERT_EQUAL(std::string(), from_line(setup, LineNames::display));
        mapping::Notes notes;
        mapping::name_to_line(setup, LineNames::to_user, notes);
        CPPUNIT_ASSERT(setup.display.empty());
    }

    void a_qsig_name_survives_its_facility() {
        auto setup = setup_with("Ann B.");
        mapping::Notes notes;
        mapping::name_to_line(setup, LineNames::qsig, notes);
        CPPUNIT_ASSERT(setup.display.empty());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, setup.facilities.size());
        CPPUNIT_ASSERT_EQUAL(std::string("Ann B."), from_line(setup, LineNames::qsig));
        auto connect = setup_with("Ann C.");
        connect.type = isdn::MessageType::connect;
        mapping::name_to_line(connect, LineNames::qsig, notes);
        CPPUNIT_ASSERT_EQUAL(std::string("Ann C."),
                             mapping::name_in_facility(connect.facilities.at(0), 2));
        CPPUNIT_ASSERT_EQUAL(std::string(), mapping::name_in_facility(connect.facilities.at(0), 0));
    }

    void a_national_name_has_no_network_facility_extension() {
        auto setup = setup_with("Ann");
        mapping::Notes notes;
        mapping::name_to_line(setup, LineNames::national, notes);
        const std::vector<std::uint8_t> wanted{0x9f, 0x8b, 1, 0,    0xa1, 0x0b, 2,   1,  1,
                                               2,    1,    0, 0x80, 3,    'A',  'n', 'n'};
        CPPUNIT_ASSERT(setup.facilities.at(0) == wanted);
    }

    void names_of_other_makers_are_read() {
        // the operation as object identifier; the name in a sequence, with a character set
        const std::uint8_t object[] = {0x91, 0xa1, 0x12, 2,    1, 7, 6, 4,   0x2b, 0x0c, 9,
                                       0,    0x30, 7,    0xa1, 5, 4, 3, 'A', 0xf6, 'n'};
        std::vector<std::uint8_t> octets(std::begin(object), std::end(object));
        CPPUNIT_ASSERT_EQUAL(std::string("Aon"), mapping::name_in_facility(octets, 0));
    }

    void who_is_called_has_a_name_in_alerting() {
        auto alerting = setup_with("Carla");
        alerting.type = isdn::MessageType::alerting;
        CPPUNIT_ASSERT_EQUAL(std::string(), from_line(alerting, LineNames::display));
        mapping::Notes notes;
        mapping::name_to_line(alerting, LineNames::qsig, notes);
        CPPUNIT_ASSERT(alerting.display.empty());
        CPPUNIT_ASSERT_EQUAL(std::string("Carla"),
                             mapping::name_in_facility(alerting.facilities.at(0), 1));
        isup::Message acm(isup::MessageType::acm);
        mapping::name_from_line(alerting, LineNames::qsig, acm, notes);
        CPPUNIT_ASSERT_EQUAL(std::string("Carla"), display_in(acm));
        mapping::Headers headers;
        mapping::add_called_name(acm, "sip:200@gw", mapping_test::profile(), headers, notes);
        CPPUNIT_ASSERT_EQUAL(std::string("\"Carla\" <sip:200@gw>"), headers.at(0).value);
        headers.clear();
        mapping::add_called_name(acm, "sip:200@gw", mapping_test::stranger(), headers, notes);
        mapping::add_called_name(acm, "", mapping_test::profile(), headers, notes);
        CPPUNIT_ASSERT(headers.empty());
    }

    void a_name_that_follows_is_announced_and_told() {
        isdn::Message setup;
        setup.facilities = {{0x9f, 0x8b, 1,    0,    0xa1, 0x0f, 2, 1,    1, 6, 7,
                             0x2a, 0x86, 0x48, 0xce, 0x15, 0,    4, 0x0a, 1, 0}};
        CPPUNIT_ASSERT(mapping::name_follows(setup, LineNames::national));
        CPPUNIT_ASSERT(!mapping::name_follows(setup, LineNames::qsig));
        CPPUNIT_ASSERT(!mapping::name_follows(setup_with("Ann"), LineNames::national));
        auto facility = setup_with("Ann");
        mapping::Notes notes;
        mapping::name_to_line(facility, LineNames::national, notes);
        facility.type = isdn::MessageType::facility;
        const auto inf = mapping::name_that_followed(facility, notes);
        CPPUNIT_ASSERT(inf && inf->type() == isup::MessageType::inf);
        CPPUNIT_ASSERT_EQUAL(std::string("Ann"), display_in(*inf));
        CPPUNIT_ASSERT(!mapping::name_that_followed(setup, notes));
    }

    void broken_and_restricted_names_are_none() {
        auto setup = setup_with("Ann");
        mapping::Notes notes;
        mapping::name_to_line(setup, LineNames::qsig, notes);
        auto octets = setup.facilities.at(0);
        for (std::size_t size = 0; size < octets.size(); ++size)
            CPPUNIT_ASSERT_EQUAL(std::string(),
                                 mapping::name_in_facility(base::Octets(octets).first(size), 0));
        octets[octets.size() - 5] = 0x82; // namePresentationRestrictedSimple
        CPPUNIT_ASSERT_EQUAL(std::string(), mapping::name_in_facility(octets, 0));
    }

    void a_user_sends_no_display() {
        auto setup = setup_with("Ann");
        mapping::Notes notes;
        mapping::name_to_line(setup, LineNames::from_network, notes);
        CPPUNIT_ASSERT(setup.display.empty() && setup.facilities.empty());
    }

    void an_asserted_name_goes_before_that_of_from() {
        const std::string both =
            std::string(kFrom) + "P-Asserted-Identity: \"Robert\" <sip:+4930123@x.example>\r\n";
        CPPUNIT_ASSERT_EQUAL(std::string("Robert"), from_invite(both));
        CPPUNIT_ASSERT_EQUAL(std::string("Bob"), from_invite(both, false));
        CPPUNIT_ASSERT_EQUAL(std::string("Bob"), from_invite(kFrom));
    }

    void who_wants_privacy_has_no_name() {
        CPPUNIT_ASSERT_EQUAL(std::string(), from_invite(std::string(kFrom) + "Privacy: id\r\n"));
        CPPUNIT_ASSERT_EQUAL(std::string(),
                             from_invite("From: \"Anonymous\" "
                                         "<sip:anonymous@anonymous.invalid>;tag=1\r\n"));
    }

    void from_and_the_asserted_identity_have_the_name() {
        isup::Message iam(isup::MessageType::iam);
        isup::CallingPartyNumber calling;
        calling.nature = isup::NatureOfAddress::national;
        calling.digits = mapping_test::digits("30123");
        calling.screening = isup::Screening::network_provided;
        iam.set(calling);
        mapping::Notes notes;
        mapping::name_from_line(setup_with("Ann \"B\""), LineNames::display, iam, notes);
        mapping::InviteParts parts;
        mapping::set_identity(iam, mapping_test::profile(), parts, notes);
        const std::string name = "\"Ann \\\"B\\\"\" <sip:";
        CPPUNIT_ASSERT_EQUAL(name, parts.from.substr(0, name.size()));
        CPPUNIT_ASSERT_EQUAL(name, parts.headers.at(0).value.substr(0, name.size()));
        calling.presentation = isup::Presentation::restricted;
        iam.set(calling);
        mapping::InviteParts hidden;
        mapping::set_identity(iam, mapping_test::profile(), hidden, notes);
        CPPUNIT_ASSERT(hidden.from.find("Ann") == std::string::npos);
        CPPUNIT_ASSERT(hidden.headers.at(0).value.find("Ann") == std::string::npos);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(NamesTest);
