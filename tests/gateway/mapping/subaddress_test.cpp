// Subaddresses: isub of a URI and the element of Q.931, each encoding both ways.
#include "gateway/mapping/subaddress.h"

#include "tests/gateway/mapping/support.h"

using namespace mapping;
using namespace mapping_test;

class SubaddressTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SubaddressTest);
    CPPUNIT_TEST(every_encoding_goes_both_ways);
    CPPUNIT_TEST(absent_encoding_is_ia5);
    CPPUNIT_TEST(what_has_no_image_is_left_out);
    CPPUNIT_TEST(octets_beyond_ia5_travel_in_hex);
    CPPUNIT_TEST(access_transport_keeps_what_is_there);
    CPPUNIT_TEST_SUITE_END();

    using Octets = std::vector<std::uint8_t>;

    static std::optional<Octets> element(const SubscriberParams& params) {
        const std::string text = "tel:+49301" + params_text(params);
        const auto uri = sipi::Uri::parse(text);
        CPPUNIT_ASSERT_MESSAGE(text, uri.ok());
        return subaddress_of(Subscriber(*uri));
    }

    void every_encoding_goes_both_ways() {
        struct {
            const char* encoding;
            const char* text;
            Octets octets;
        } const rows[] = {
            {"nsap-ia5", "12;a", {0x80, 0x50, '1', '2', ';', 'a'}},
            {"nsap-bcd", "1234", {0x80, 0x48, 0x12, 0x34}},
            {"nsap-bcd", "123", {0x88, 0x48, 0x12, 0x3f}},
            {"nsap", "39276F", {0x80, 0x39, 0x27, 0x6f}},
        };
        std::size_t encodings = 0;
        for (const SubaddressRow& known : subaddress_rows()) {
            CPPUNIT_ASSERT(!known.clause.empty());
            bool seen = false;
            for (const auto& row : rows)
                seen = seen || known.encoding == row.encoding;
            CPPUNIT_ASSERT_MESSAGE(std::string(known.encoding), seen);
            ++encodings;
        }
        CPPUNIT_ASSERT_EQUAL(std::size_t(3), encodings);
        for (const auto& row : rows) {
            const auto octets = element({{"isub", row.text}, {"isub-encoding", row.encoding}});
            CPPUNIT_ASSERT_MESSAGE(row.text, octets == row.octets);
            const auto params = params_of_subaddress(*octets);
            CPPUNIT_ASSERT_EQUAL(std::string(row.text), params.at(0).value);
            CPPUNIT_ASSERT_MESSAGE(row.text, element(params) == row.octets);
        }
    }
    void absent_encoding_is_ia5() {
        CPPUNIT_ASSERT(element({{"isub", "77"}}) == (Octets{0x80, 0x50, '7', '7'}));
    }
    void what_has_no_image_is_left_out() {
        CPPUNIT_ASSERT(!element({}));
        CPPUNIT_ASSERT(!element({{"isub", std::string(20, '1')}}));
        CPPUNIT_ASSERT(!element({{"isub", "1x"}, {"isub-encoding", "nsap-bcd"}}));
        CPPUNIT_ASSERT(!element({{"isub", "3"}, {"isub-encoding", "nsap"}}));
        CPPUNIT_ASSERT(!element({{"isub", "1"}, {"isub-encoding", "user"}}));
        const std::uint8_t user_specified[] = {0xa0, 0x50, 0x31};
        for (std::size_t length = 0; length <= std::size(user_specified); ++length)
            CPPUNIT_ASSERT(params_of_subaddress(std::span(user_specified).first(length)).empty());
        const std::uint8_t nsap[] = {0x80, 0x50, 0x31};
        for (std::size_t length = 0; length < std::size(nsap); ++length)
            CPPUNIT_ASSERT(params_of_subaddress(std::span(nsap).first(length)).empty());
    }
    void octets_beyond_ia5_travel_in_hex() {
        const Octets octets{0x80, 0x50, 0xe4};
        const auto params = params_of_subaddress(octets);
        CPPUNIT_ASSERT_EQUAL(std::string("nsap"), params.at(1).value);
        CPPUNIT_ASSERT(element(params) == octets);
    }
    void access_transport_keeps_what_is_there() {
        isup::Message iam(isup::MessageType::iam);
        isup::AccessTransport access;
        const std::uint8_t high_layer[] = {0x91, 0x81};
        access.add(isup::Element::high_layer, high_layer);
        iam.set(access);
        Notes notes;
        const auto uri = sipi::Uri::parse("tel:+49301;isub=77");
        set_subaddress(Subscriber(*uri), isup::Element::called_subaddress, iam, notes);
        set_subaddress(Subscriber(*uri), isup::Element::calling_subaddress, iam, notes);
        const auto all = iam.get<isup::AccessTransport>();
        CPPUNIT_ASSERT(all->find(isup::Element::high_layer)->size() == 2);
        const auto params = subaddress_params(iam, isup::Element::called_subaddress, notes);
        CPPUNIT_ASSERT_EQUAL(std::string("77"), params.at(0).value);
        CPPUNIT_ASSERT_EQUAL(
            std::size_t(1),
            subaddress_params(iam, isup::Element::calling_subaddress, notes).size());
        CPPUNIT_ASSERT(subaddress_params(iam, isup::Element::connected_subaddress, notes).empty());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SubaddressTest);
