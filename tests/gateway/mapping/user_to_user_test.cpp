// UUI and User-to-User: every row both ways, and what is discarded.
#include "gateway/mapping/user_to_user.h"

#include "tests/gateway/mapping/support.h"

using namespace mapping;
using namespace mapping_test;

class UserToUserTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(UserToUserTest);
    CPPUNIT_TEST(every_row_carries_it_both_ways);
    CPPUNIT_TEST(other_messages_do_not_carry_it);
    CPPUNIT_TEST(forms_of_the_header_are_understood);
    CPPUNIT_TEST(more_than_one_discards_all);
    CPPUNIT_TEST(what_the_isdn_cannot_hold_is_dropped);
    CPPUNIT_TEST(explicit_services_have_no_header);
    CPPUNIT_TEST(operator_may_turn_it_off);
    CPPUNIT_TEST_SUITE_END();

    static constexpr std::uint8_t kOctets[] = {0x04, 0x48, 0x69, 0xff};

    static sipi::Message request(sipi::Method method, const std::string& headers) {
        return method == sipi::Method::invite
                   ? invite("sip:1@gw", headers)
                   : parse(
                         std::string(sipi::text(method)) +
                         " sip:1@gw SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
                         "From: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\nCall-ID: 1\r\nCSeq: 2 " +
                         std::string(sipi::text(method)) + "\r\n" + headers +
                         "Content-Length: 0\r\n\r\n");
    }
    static std::string taken(const sipi::Message& message,
                             const Profile& profile = mapping_test::profile()) {
        isup::Message result(isup::MessageType::iam);
        Notes notes;
        set_user_to_user(message, profile, result, notes);
        std::string text;
        for (const std::uint8_t octet : result.raw(isup::Param::user_to_user_information))
            text += "0123456789abcdef"[octet >> 4], text += "0123456789abcdef"[octet & 15];
        CPPUNIT_ASSERT(notes.size() <= 1);
        return text;
    }
    static std::string taken(const std::string& headers) {
        return taken(request(sipi::Method::invite, headers));
    }

    void every_row_carries_it_both_ways() {
        for (const UserToUserRow& row : user_to_user_rows()) {
            CPPUNIT_ASSERT(!row.clause.empty());
            isup::Message message(row.isup);
            message.set_raw(isup::Param::user_to_user_information, kOctets);
            Headers headers;
            Notes notes;
            add_user_to_user(message, profile(), headers, notes);
            CPPUNIT_ASSERT_EQUAL(std::size_t(1), headers.size());
            CPPUNIT_ASSERT_EQUAL(
                std::string("044869FF;encoding=hex;purpose=isdn-uui;content=isdn-uui"),
                headers[0].value);
            const std::string line = headers[0].name + ": " + headers[0].value + "\r\n";
            CPPUNIT_ASSERT_EQUAL(std::string("044869ff"), row.response
                                                              ? taken(response(200, line))
                                                              : taken(request(row.method, line)));
        }
    }
    void other_messages_do_not_carry_it() {
        const std::string line = "User-to-User: 0401;encoding=hex\r\n";
        for (const int status : {100, 302, 404, 486, 500, 603})
            CPPUNIT_ASSERT_EQUAL(std::string(), taken(response(status, line)));
        for (const int status : {180, 181, 183, 200})
            CPPUNIT_ASSERT_EQUAL(std::string("0401"), taken(response(status, line)));
        for (const sipi::Method method :
             {sipi::Method::info, sipi::Method::update, sipi::Method::prack, sipi::Method::cancel})
            CPPUNIT_ASSERT_EQUAL(std::string(), taken(request(method, line)));
        for (const isup::MessageType type : {isup::MessageType::fac, isup::MessageType::sus,
                                             isup::MessageType::inf, isup::MessageType::usr}) {
            isup::Message message(type);
            message.set_raw(isup::Param::user_to_user_information, kOctets);
            Headers headers;
            Notes notes;
            add_user_to_user(message, profile(), headers, notes);
            CPPUNIT_ASSERT(headers.empty());
        }
    }
    void forms_of_the_header_are_understood() {
        struct {
            const char* value;
            const char* octets;
        } const rows[] = {
            {"0401", "0401"},
            {"0401;encoding=hex", "0401"},
            {"\"04aB\";encoding=HEX", "04ab"},
            {"0401;purpose=isdn-uui", "0401"},
            {"0401;purpose=isdn-interwork", "0401"},
            {"0401;purpose=ISDN-UUI;content=ISDN-uui;x=1", "0401"},
            {"04", "04"}, // nothing but the protocol discriminator
            {"0401;purpose=other", ""},
            {"0401;content=other", ""},
            {"0401;encoding=text", ""},
            {"040", ""},
            {"hello", ""},
            {"\"\"", ""},
            {"0401;purpose=other, 0402", "0402"},
        };
        for (const auto& row : rows)
            CPPUNIT_ASSERT_EQUAL_MESSAGE(row.value, std::string(row.octets),
                                         taken("User-to-User: " + std::string(row.value) + "\r\n"));
    }
    void more_than_one_discards_all() {
        CPPUNIT_ASSERT_EQUAL(std::string(), taken("User-to-User: 0401, 0402\r\n"));
        CPPUNIT_ASSERT_EQUAL(
            std::string(), taken("User-to-User: 0401;purpose=isdn-uui\r\nUser-to-User: 0402\r\n"));
        CPPUNIT_ASSERT(has_user_to_user(invite("sip:1@gw", "User-to-User: 0401, 0402\r\n")));
        CPPUNIT_ASSERT(!has_user_to_user(invite("sip:1@gw", "User-to-User: 1;purpose=x\r\n")));
    }
    void what_the_isdn_cannot_hold_is_dropped() {
        const std::string most(258, '0'), more(260, '0');
        CPPUNIT_ASSERT_EQUAL(most, taken("User-to-User: " + most + "\r\n"));
        CPPUNIT_ASSERT_EQUAL(std::string(), taken("User-to-User: " + more + "\r\n"));
    }
    void explicit_services_have_no_header() {
        isup::Message iam(isup::MessageType::iam);
        iam.set_raw(isup::Param::user_to_user_information, kOctets);
        iam.set(isup::UserToUserIndicators{.service1 = isup::UserService::essential});
        Headers headers;
        Notes notes;
        add_user_to_user(iam, profile(), headers, notes);
        CPPUNIT_ASSERT(headers.empty() && notes.size() == 1);
    }
    void operator_may_turn_it_off() {
        Profile off = profile();
        off.user_to_user = false;
        CPPUNIT_ASSERT_EQUAL(std::string(),
                             taken(invite("sip:1@gw", "User-to-User: 0401\r\n"), off));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(UserToUserTest);
