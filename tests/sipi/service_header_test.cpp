// Headers for services: User-to-User, Resource-Priority, P-Early-Media.
#include "sipi/service_header.h"

#include "tests/sipi/text_support.h"

namespace sipi {

class ServiceHeaderTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ServiceHeaderTest);
    CPPUNIT_TEST(reads_user_to_user_as_token_and_quoted);
    CPPUNIT_TEST(refuses_malformed_user_to_user);
    CPPUNIT_TEST(survives_a_cut_at_every_length);
    CPPUNIT_TEST(hex_goes_both_ways);
    CPPUNIT_TEST(reads_resource_priorities);
    CPPUNIT_TEST(reads_and_prints_every_early_media_parameter);
    CPPUNIT_TEST_SUITE_END();

    static constexpr std::string_view kUui =
        "\"00\\a1\" ; encoding = hex;purpose=isdn-uui;content=isdn-uui;x=\"y\"";

    void reads_user_to_user_as_token_and_quoted() {
        const auto token = UserToUser::parse("56a390f3d2b7310023a2;encoding=hex;purpose=foo");
        CPPUNIT_ASSERT(token.ok());
        ASSERT_TEXT("56a390f3d2b7310023a2", token->data);
        ASSERT_TEXT("hex", token->encoding);
        ASSERT_TEXT("foo", token->purpose);
        ASSERT_TEXT("", token->content);
        const auto quoted = UserToUser::parse(kUui);
        CPPUNIT_ASSERT(quoted.ok());
        ASSERT_TEXT("00a1", quoted->data);
        ASSERT_TEXT("isdn-uui", quoted->content);
        ASSERT_TEXT("", UserToUser::parse("\"\"")->data);
    }
    void refuses_malformed_user_to_user() {
        for (const std::string_view bad :
             {"", ";encoding=hex", "\"00", "00 11", "00;", "00;=x", "00,11"})
            CPPUNIT_ASSERT_MESSAGE(std::string(bad), !UserToUser::parse(bad));
    }
    void survives_a_cut_at_every_length() {
        for (std::size_t length = 0; length < kUui.size(); ++length) {
            const std::string cut(kUui.substr(0, length));
            const auto value = UserToUser::parse(cut);
            CPPUNIT_ASSERT_MESSAGE(cut, !value || value->data == "00a1");
        }
    }
    void hex_goes_both_ways() {
        const auto octets = octets_from_hex("00fFA7");
        CPPUNIT_ASSERT(octets && *octets == (std::vector<std::uint8_t>{0, 0xff, 0xa7}));
        std::string text;
        append_hex(text, octets->data(), octets->size());
        ASSERT_TEXT("00FFA7", text);
        CPPUNIT_ASSERT(octets_from_hex("")->empty());
        for (const std::string_view bad : {"0", "0g", "0x00", "00 1"})
            CPPUNIT_ASSERT_MESSAGE(std::string(bad), !octets_from_hex(bad));
    }
    void reads_resource_priorities() {
        const auto value = ResourceValue::parse(" q735.3 ");
        CPPUNIT_ASSERT(value.ok());
        ASSERT_TEXT("q735", value->name_space);
        ASSERT_TEXT("3", value->priority);
        for (const std::string_view bad : {"", "q735", ".3", "q735.", "q735.3.1", "q 735.3"})
            CPPUNIT_ASSERT_MESSAGE(std::string(bad), !ResourceValue::parse(bad));
    }
    void reads_and_prints_every_early_media_parameter() {
        for (const EarlyMediaParam param :
             {EarlyMediaParam::sendrecv, EarlyMediaParam::sendonly, EarlyMediaParam::recvonly,
              EarlyMediaParam::inactive, EarlyMediaParam::gated, EarlyMediaParam::supported})
            CPPUNIT_ASSERT(*parse_early_media(text(param)) == param);
        CPPUNIT_ASSERT(*parse_early_media(" SendRecv") == EarlyMediaParam::sendrecv);
        CPPUNIT_ASSERT(!parse_early_media("both"));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ServiceHeaderTest);

} // namespace sipi
