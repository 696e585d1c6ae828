// What goes from one SIP trunk to another as it came: priority, place, charging.
#include "gateway/mapping/carried_headers.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace mapping;

class CarriedHeadersTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CarriedHeadersTest);
    CPPUNIT_TEST(only_priority_comes_from_and_goes_to_strangers);
    CPPUNIT_TEST(what_is_there_already_stays);
    CPPUNIT_TEST(place_by_value_is_noted_and_stays);
    CPPUNIT_TEST(charging_vector_is_made);
    CPPUNIT_TEST_SUITE_END();

    static sipi::Message invite() {
        sipi::Message message = sipi::Message::request(sipi::Method::invite, "sip:1@192.0.2.1");
        message.append("Priority", "urgent");
        message.append("Geolocation", "<https://lis.example.com/1>, <cid:here@example.com>");
        message.append("P-Charging-Vector", "icid-value=1");
        message.append("Subject", "not carried");
        return message;
    }
    static Profile trusting(bool trust) {
        Profile profile;
        profile.trust = trust;
        return profile;
    }
    void only_priority_comes_from_and_goes_to_strangers() {
        Notes notes;
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, carried_from(invite(), trusting(false), notes).size());
        const auto all = carried_from(invite(), trusting(true), notes);
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, all.size());
        std::vector<sipi::ExtraHeader> headers;
        add_carried(all, trusting(false), headers, notes);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, headers.size());
        CPPUNIT_ASSERT_EQUAL(std::string("Priority"), headers.front().name);
        headers.clear();
        add_carried(all, trusting(true), headers, notes);
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, headers.size());
    }
    void what_is_there_already_stays() {
        Notes notes;
        std::vector<sipi::ExtraHeader> headers{{"priority", "emergency"}};
        add_carried(carried_from(invite(), trusting(false), notes), trusting(false), headers,
                    notes);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, headers.size());
        CPPUNIT_ASSERT_EQUAL(std::string("emergency"), headers.front().value);
    }
    void place_by_value_is_noted_and_stays() {
        Notes notes;
        const auto all = carried_from(invite(), trusting(true), notes);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, notes.size());
        for (const sipi::ExtraHeader& header : all)
            CPPUNIT_ASSERT(header.value.find("cid:") == std::string::npos);
    }
    void charging_vector_is_made() {
        const sipi::ExtraHeader made = make_charging_vector("1234", "192.0.2.1:5060");
        CPPUNIT_ASSERT_EQUAL(std::string("icid-value=\"1234\";icid-generated-at=192.0.2.1"),
                             made.value);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CarriedHeadersTest);

} // namespace
