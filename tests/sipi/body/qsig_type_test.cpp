// application/QSIG and its version.
#include "sipi/body/qsig_type.h"

#include "sipi/body/builder.h"
#include "sipi/body/multipart.h"

#include <cppunit/extensions/HelperMacros.h>

class QsigTypeTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(QsigTypeTest);
    CPPUNIT_TEST(iso_is_the_version_and_the_default);
    CPPUNIT_TEST(another_version_is_not_iso);
    CPPUNIT_TEST(is_written_with_its_version);
    CPPUNIT_TEST(a_part_is_found_and_is_signalling);
    CPPUNIT_TEST_SUITE_END();

    static sipi::Body parse(const std::string& type, const std::string& octets) {
        sipi::Body::Headers headers;
        headers.content_type = type;
        return sipi::Body::parse(
            headers, {reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()});
    }
    static bool is_iso(const std::string& type) {
        const std::string octets = "\x08";
        const sipi::Body body = parse(type, octets);
        CPPUNIT_ASSERT(body.qsig());
        return sipi::QsigType::of(body.qsig()->type).is_iso();
    }
    void iso_is_the_version_and_the_default() {
        CPPUNIT_ASSERT(is_iso("application/QSIG; version=iso"));
        CPPUNIT_ASSERT(is_iso("application/qsig;Version=\"ISO\""));
        CPPUNIT_ASSERT(is_iso("application/qsig"));
    }
    void another_version_is_not_iso() {
        CPPUNIT_ASSERT(!is_iso("application/qsig;version=X-own"));
        CPPUNIT_ASSERT(!is_iso("application/qsig;version=iso2"));
    }
    void is_written_with_its_version() {
        std::string out;
        sipi::append(out, sipi::QsigType{sipi::kQsigIso});
        CPPUNIT_ASSERT_EQUAL(std::string("application/QSIG;version=iso"), out);
        out.clear();
        sipi::append(out, sipi::QsigType{});
        CPPUNIT_ASSERT_EQUAL(std::string("application/QSIG"), out);
    }
    void a_part_is_found_and_is_signalling() {
        const std::string octets("\x08\x01\x05\x62\x00\r\n", 7);
        const std::array parts{
            sipi::sdp_part("v=0\r\n"),
            sipi::signal_part("application/QSIG;version=iso",
                              {reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()},
                              sipi::Handling::optional)};
        sipi::BodyToSend sent;
        sipi::write_body(parts, sent);
        const sipi::Body body = parse(sent.type, sent.octets);
        CPPUNIT_ASSERT(body.qsig() && body.sdp());
        CPPUNIT_ASSERT_EQUAL(std::string("signal"), std::string(body.qsig()->disposition));
        CPPUNIT_ASSERT(body.qsig()->optional);
        CPPUNIT_ASSERT_EQUAL(octets, std::string(body.qsig()->text()));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(QsigTypeTest);
