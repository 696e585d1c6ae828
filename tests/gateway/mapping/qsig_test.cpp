// QSIG messages as bodies and back.
#include "gateway/mapping/qsig.h"

#include "drivers/isdn/q931.h"
#include "gateway/mapping/encapsulation.h"

#include <cppunit/extensions/HelperMacros.h>

#include <array>

namespace {

// FACILITY, call reference 0x0105 of the originator, an invoke in a facility element
constexpr std::array<std::uint8_t, 14> kFacility{0x08, 0x02, 0x01, 0x05, 0x62, 0x1c, 0x07,
                                                 0x9f, 0xaa, 0x06, 0x80, 0x01, 0x00, 0x82};

sipi::BodyToSend wrapped(std::string_view qsig) {
    mapping::Profile profile;
    profile.qsig = true;
    return mapping::body_of("v=0\r\n", {}, mapping::Carrier::info, profile, 1, qsig);
}
sipi::Body parsed(const sipi::BodyToSend& sent) {
    sipi::Body::Headers headers;
    headers.content_type = sent.type;
    headers.content_disposition = sent.disposition;
    return sipi::Body::parse(
        headers, {reinterpret_cast<const std::uint8_t*>(sent.octets.data()), sent.octets.size()});
}

} // namespace

class QsigTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(QsigTest);
    CPPUNIT_TEST(a_message_survives_its_body);
    CPPUNIT_TEST(what_is_no_message_of_a_call_has_no_body);
    CPPUNIT_TEST(a_part_of_another_version_is_no_message);
    CPPUNIT_TEST(only_a_trunk_that_asks_understands_it);
    CPPUNIT_TEST_SUITE_END();

    void a_message_survives_its_body() {
        const auto octets = mapping::qsig_body(kFacility);
        CPPUNIT_ASSERT(octets);
        const sipi::BodyToSend sent = wrapped(*octets);
        const sipi::Body body = parsed(sent);
        CPPUNIT_ASSERT(body.sdp() && body.qsig());
        CPPUNIT_ASSERT(body.qsig()->optional);
        CPPUNIT_ASSERT_EQUAL(std::string("application/QSIG;version=iso"),
                             std::string(body.qsig()->content_type));
        CPPUNIT_ASSERT(std::ranges::equal(body.qsig()->octets, kFacility));
        const auto message = mapping::qsig_message(*body.qsig());
        CPPUNIT_ASSERT(message);
        CPPUNIT_ASSERT_EQUAL(0x62, int(message->type));
        CPPUNIT_ASSERT(std::ranges::equal(message->elements, base::Octets(kFacility).subspan(5)));
    }
    void what_is_no_message_of_a_call_has_no_body() {
        const std::array<std::uint8_t, 3> dummy{0x08, 0x00, 0x62};
        const std::array<std::uint8_t, 5> global{0x08, 0x02, 0x00, 0x00, 0x46};
        const std::array<std::uint8_t, 5> other{0x03, 0x02, 0x00, 0x01, 0x05};
        CPPUNIT_ASSERT(!mapping::qsig_body(dummy));
        CPPUNIT_ASSERT(!mapping::qsig_body(global));
        CPPUNIT_ASSERT(!mapping::qsig_body(other));
        CPPUNIT_ASSERT(!mapping::qsig_body({}));
        std::vector<std::uint8_t> long_one(kFacility.begin(), kFacility.end());
        long_one.resize(mapping::kMaxQsigOctets + 1);
        CPPUNIT_ASSERT(!mapping::qsig_body(long_one));
    }
    void a_part_of_another_version_is_no_message() {
        sipi::Body::Headers headers;
        headers.content_type = "application/qsig;version=X-own";
        const sipi::Body body = sipi::Body::parse(headers, kFacility);
        CPPUNIT_ASSERT(body.qsig());
        CPPUNIT_ASSERT(!mapping::qsig_message(*body.qsig()));
    }
    void only_a_trunk_that_asks_understands_it() {
        const sipi::Body body = parsed(wrapped(*mapping::qsig_body(kFacility)));
        mapping::Profile profile;
        CPPUNIT_ASSERT(!mapping::understands(*body.qsig(), profile));
        CPPUNIT_ASSERT_EQUAL(std::string("application/sdp, multipart/mixed"),
                             mapping::accept_of(profile));
        profile.qsig = true;
        CPPUNIT_ASSERT(mapping::understands(*body.qsig(), profile));
        CPPUNIT_ASSERT_EQUAL(std::string("application/sdp, application/qsig, multipart/mixed"),
                             mapping::accept_of(profile));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(QsigTest);
