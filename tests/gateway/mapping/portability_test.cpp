// Ported numbers: rn and npdi in each form that a trunk may have, both ways.
#include "gateway/mapping/portability.h"

#include "isup/supplementary.h"
#include "tests/gateway/mapping/support.h"

using namespace mapping;
using namespace mapping_test;

class PortabilityTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(PortabilityTest);
    CPPUNIT_TEST(every_row_has_its_place_for_the_routing_number);
    CPPUNIT_TEST(rn_survives_the_way_there_and_back);
    CPPUNIT_TEST(a_concatenated_number_is_parted_where_its_length_is_known);
    CPPUNIT_TEST(the_directory_number_is_the_number_dialled);
    CPPUNIT_TEST(rfc3398_writes_rn_without_plus);
    CPPUNIT_TEST(routing_number_of_another_country_is_left_out);
    CPPUNIT_TEST(strangers_and_trunks_without_portability_route_by_number);
    CPPUNIT_TEST_SUITE_END();

    static Profile with(Portability portability,
                        Interworking interworking = Interworking::q1912_5_b) {
        Profile result = profile(interworking);
        result.portability = portability;
        return result;
    }
    static constexpr const char* kPorted = "sip:+4930222;npdi;rn=+49-D123@gw;user=phone";

    void every_row_has_its_place_for_the_routing_number() {
        for (const PortabilityRow& row : portability_rows()) {
            CPPUNIT_ASSERT(!row.row.clause.empty());
            const isup::Message message = iam_of(kPorted, with(row.portability));
            CPPUNIT_ASSERT(message.has(row.parameter));
            CPPUNIT_ASSERT(message.get<isup::ForwardCallIndicators>()->number_translated);
        }
        CPPUNIT_ASSERT(iam_of(kPorted, with(Portability::routing_number))
                           .get<isup::NetworkRoutingNumber>()
                           ->digits == digits("D123"));
        const auto concatenated =
            iam_of(kPorted, with(Portability::concatenated)).get<isup::CalledPartyNumber>();
        CPPUNIT_ASSERT(concatenated->digits == digits("D12330222F") &&
                       concatenated->nature == isup::NatureOfAddress::routing_concatenated);
        const isup::Message ansi = iam_of(kPorted, with(Portability::ported_number));
        CPPUNIT_ASSERT(ansi.get<isup::CalledPartyNumber>()->digits == digits("D123F"));
        CPPUNIT_ASSERT(ansi.get<isup::GenericNumber>()->digits == digits("30222") &&
                       ansi.get<isup::GenericNumber>()->qualifier ==
                           isup::NumberQualifier::ansi_ported);
    }
    void rn_survives_the_way_there_and_back() {
        for (const Portability portability :
             {Portability::routing_number, Portability::directory_number,
              Portability::ported_number})
            CPPUNIT_ASSERT_EQUAL(
                std::string("sip:+4930222;npdi;rn=+49D123@pbx.example.org;user=phone"),
                request_uri_of(iam_of(kPorted, with(portability)), with(portability)));
        // Nothing says where a concatenated one ends: it stays one number.
        CPPUNIT_ASSERT_EQUAL(std::string("sip:D12330222;npdi@pbx.example.org;user=phone"),
                             request_uri_of(iam_of(kPorted, with(Portability::concatenated)),
                                            with(Portability::concatenated)));
        CPPUNIT_ASSERT_EQUAL(
            std::string("sip:+4930222;npdi@pbx.example.org;user=phone"),
            request_uri_of(iam_of("sip:+4930222;npdi=yes@gw", with(Portability::routing_number)),
                           with(Portability::routing_number)));
    }
    void a_concatenated_number_is_parted_where_its_length_is_known() {
        Profile four = with(Portability::concatenated);
        four.routing_number_digits = 4;
        CPPUNIT_ASSERT_EQUAL(std::string("sip:+4930222;npdi;rn=+49D123@pbx.example.org;user=phone"),
                             request_uri_of(iam_of(kPorted, four), four));
        // How long it is counts at every trunk, wherever its own rn would go.
        Profile other = with(Portability::routing_number);
        other.routing_number_digits = 4;
        CPPUNIT_ASSERT_EQUAL(std::string("sip:+4930222;npdi;rn=+49D123@pbx.example.org;user=phone"),
                             request_uri_of(iam_of(kPorted, four), other));
        isup::Message brief = iam_of(kPorted, four);
        auto called = *brief.get<isup::CalledPartyNumber>();
        called.digits = digits("D123");
        brief.set(called);
        Notes notes;
        SubscriberParams params;
        CPPUNIT_ASSERT(dialled_address(brief, four, params, notes).digits == digits("D123"));
        CPPUNIT_ASSERT(noted(notes, "routing number not parted from the number"));
    }
    void the_directory_number_is_the_number_dialled() {
        const Profile separate = with(Portability::directory_number);
        const isup::Message message = iam_of(kPorted, separate);
        const auto called = message.get<isup::CalledPartyNumber>();
        CPPUNIT_ASSERT(called->nature == isup::NatureOfAddress::routing_national &&
                       called->digits == digits("D123F"));
        CPPUNIT_ASSERT(message.get<isup::CalledDirectoryNumber>()->digits == digits("30222"));
        Notes notes;
        SubscriberParams params;
        CPPUNIT_ASSERT(dialled_address(message, separate, params, notes).digits == digits("30222"));
        CPPUNIT_ASSERT(noted(notes, "number from called directory number"));
    }
    void rfc3398_writes_rn_without_plus() {
        const Profile old = with(Portability::routing_number, Interworking::rfc3398);
        const std::string uri =
            "sip:+4930222;npdi;rn=D123;rn-context=+49@pbx.example.org;user=phone";
        CPPUNIT_ASSERT_EQUAL(uri, request_uri_of(iam_of(kPorted, old), old));
        CPPUNIT_ASSERT_EQUAL(uri, request_uri_of(iam_of(uri, old), old));
    }
    void routing_number_of_another_country_is_left_out() {
        const isup::Message message =
            iam_of("sip:+4930222;npdi;rn=+1-202-533@gw", with(Portability::routing_number));
        CPPUNIT_ASSERT(!message.has(isup::Param::network_routing_number));
        CPPUNIT_ASSERT(message.get<isup::ForwardCallIndicators>()->number_translated);
    }
    void strangers_and_trunks_without_portability_route_by_number() {
        CPPUNIT_ASSERT(!iam_of(kPorted, stranger()).has(isup::Param::network_routing_number));
        const Profile off = with(Portability::off);
        CPPUNIT_ASSERT(!iam_of(kPorted, off).get<isup::ForwardCallIndicators>()->number_translated);
        CPPUNIT_ASSERT_EQUAL(
            std::string("sip:+4930222@pbx.example.org;user=phone"),
            request_uri_of(iam_of(kPorted, with(Portability::routing_number)), off));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PortabilityTest);
