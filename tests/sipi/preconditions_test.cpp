// Preconditions in SDP: RFC 3312 §4-§5.
#include "sipi/preconditions.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace sipi;

class PreconditionsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(PreconditionsTest);
    CPPUNIT_TEST(none_is_nothing);
    CPPUNIT_TEST(unmet_local_segment_is_seen);
    CPPUNIT_TEST(reserved_segment_is_met);
    CPPUNIT_TEST(one_direction_is_not_both);
    CPPUNIT_TEST(optional_is_always_met);
    CPPUNIT_TEST(malformed_attributes_are_left_out);
    CPPUNIT_TEST(answer_has_ours_reserved_and_asks_for_theirs);
    CPPUNIT_TEST(directions_change_places_in_the_answer);
    CPPUNIT_TEST(met_offer_asks_for_no_confirmation);
    CPPUNIT_TEST(writing_replaces_what_was_there);
    CPPUNIT_TEST_SUITE_END();

    static SdpMedia media(const std::vector<std::string>& lines) {
        std::string text = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\n"
                           "t=0 0\r\nm=audio 4000 RTP/AVP 8\r\n";
        for (const std::string& line : lines)
            text += "a=" + line + "\r\n";
        auto sdp = Sdp::parse(text);
        CPPUNIT_ASSERT(sdp.ok());
        return sdp->media.front();
    }
    static Preconditions read(const std::vector<std::string>& lines) {
        return read_preconditions(media(lines)).value();
    }
    /// The qos attributes of a description, one a line.
    static std::string written(const Preconditions& preconditions) {
        SdpMedia out = media({});
        write_preconditions(preconditions, out);
        std::string all;
        for (const SdpAttribute& attribute : out.attributes)
            all += attribute.name + ':' + attribute.value + '\n';
        return all;
    }
    static std::vector<std::string> unmet() {
        return {"curr:qos local none", "curr:qos remote none", "des:qos mandatory local sendrecv",
                "des:qos mandatory remote sendrecv"};
    }

    void none_is_nothing() { CPPUNIT_ASSERT(!read_preconditions(media({"ptime:20"}))); }
    void unmet_local_segment_is_seen() {
        const Preconditions qos = read(unmet());
        CPPUNIT_ASSERT(!qos.local.met());
        CPPUNIT_ASSERT(!qos.remote.met());
        CPPUNIT_ASSERT(qos.end_to_end.met());
        CPPUNIT_ASSERT(!qos.end_to_end.present);
    }
    void reserved_segment_is_met() {
        CPPUNIT_ASSERT(
            read({"curr:qos local sendrecv", "des:qos mandatory local sendrecv"}).local.met());
    }
    void one_direction_is_not_both() {
        CPPUNIT_ASSERT(
            !read({"curr:qos local send", "des:qos mandatory local sendrecv"}).local.met());
        CPPUNIT_ASSERT(read({"curr:qos local send", "des:qos mandatory local send"}).local.met());
    }
    void optional_is_always_met() {
        CPPUNIT_ASSERT(
            read({"curr:qos local none", "des:qos optional local sendrecv"}).local.met());
    }
    void malformed_attributes_are_left_out() {
        for (const char* bad :
             {"des:qos mandatory local", "des:qos mandatory here sendrecv", "curr:qos local",
              "des:qos must local sendrecv", "curr:sec local none", "curr:qos local both"})
            CPPUNIT_ASSERT_MESSAGE(bad, !read_preconditions(media({bad})));
    }
    void answer_has_ours_reserved_and_asks_for_theirs() {
        CPPUNIT_ASSERT_EQUAL(std::string("curr:qos local sendrecv\n"
                                         "curr:qos remote none\n"
                                         "des:qos mandatory local sendrecv\n"
                                         "des:qos mandatory remote sendrecv\n"
                                         "conf:qos remote sendrecv\n"),
                             written(answer_with_resources(read(unmet()))));
    }
    void directions_change_places_in_the_answer() {
        const Preconditions answer = answer_with_resources(read(
            {"curr:qos local send", "des:qos mandatory local send", "des:qos optional local recv",
             "curr:qos remote none", "des:qos none remote sendrecv"}));
        CPPUNIT_ASSERT_EQUAL(std::string("curr:qos local sendrecv\n"
                                         "curr:qos remote recv\n"
                                         "des:qos none local sendrecv\n"
                                         "des:qos optional remote send\n"
                                         "des:qos mandatory remote recv\n"),
                             written(answer));
    }
    void met_offer_asks_for_no_confirmation() {
        const Preconditions answer = answer_with_resources(offer_of_resources(true));
        CPPUNIT_ASSERT(answer.local.met());
        CPPUNIT_ASSERT(answer.remote.met());
        CPPUNIT_ASSERT(answer.remote.confirm == ReservedPath{});
    }
    void writing_replaces_what_was_there() {
        SdpMedia out = media(unmet());
        write_preconditions(answer_with_resources(read(unmet())), out);
        CPPUNIT_ASSERT_EQUAL(std::size_t{5}, out.attributes.size());
        CPPUNIT_ASSERT(read_preconditions(out)->local.met());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PreconditionsTest);

} // namespace
