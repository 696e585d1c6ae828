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
void carry(base::Octets octets, isdn::Message& message) {
    mapping::Notes notes;
    CPPUNIT_ASSERT(mapping::carry_qsig(octets, message, notes).empty());
    CPPUNIT_ASSERT(notes.begin() == notes.end()); // nothing stayed behind
}
std::optional<isdn::Message> alone(base::Octets octets) {
    mapping::Notes notes;
    return mapping::qsig_alone(octets, notes);
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
    CPPUNIT_TEST(what_the_call_has_no_image_of_goes_on);
    CPPUNIT_TEST(what_a_line_says_itself_is_not_said_twice);
    CPPUNIT_TEST(another_message_gives_nothing);
    CPPUNIT_TEST(what_does_not_fit_follows_in_a_facility);
    CPPUNIT_TEST(what_fits_nowhere_stays_away);
    CPPUNIT_TEST(elements_of_other_codesets_go_on);
    CPPUNIT_TEST(reserved_codesets_and_codeset_0_do_not);
    CPPUNIT_TEST(facility_alone_becomes_a_message);
    CPPUNIT_TEST_SUITE_END();

    // channel identification, FACILITY, notification indicator, called number
    static std::vector<std::uint8_t> setup() {
        return {0x08, 0x02, 0x01, 0x05, 0x05, 0x18, 0x03, 0xa9, 0x83, 0x81, 0x1c,
                0x02, 0x9f, 0xaa, 0x27, 0x01, 0xf9, 0x70, 0x02, 0x80, 0x31};
    }
    static isdn::Message own(isdn::MessageType type) {
        isdn::Message message;
        message.type = type;
        return message;
    }
    using Facilities = std::vector<std::vector<std::uint8_t>>;

    void what_the_call_has_no_image_of_goes_on() {
        isdn::Message message = own(isdn::MessageType::setup);
        carry(setup(), message);
        isdn::Message wanted = own(isdn::MessageType::setup); // no channel, no number
        wanted.facilities = {{0x9f, 0xaa}};
        wanted.notification = std::uint8_t{0x79};
        CPPUNIT_ASSERT(message == wanted);
    }
    void what_a_line_says_itself_is_not_said_twice() {
        isdn::Message message = own(isdn::MessageType::setup);
        message.facilities = {{0x91, 0xa1}};
        carry(setup(), message);
        CPPUNIT_ASSERT(message.facilities == (Facilities{{0x91, 0xa1}}));
    }
    void another_message_gives_nothing() {
        isdn::Message message = own(isdn::MessageType::connect);
        carry(setup(), message);
        CPPUNIT_ASSERT(message == own(isdn::MessageType::connect));
        auto release = setup();
        release[4] = 0x4d;
        message.type = isdn::MessageType::disconnect; // both clear
        carry(release, message);
        CPPUNIT_ASSERT(message.facilities == (Facilities{{0x9f, 0xaa}}));
    }
    static std::vector<std::uint8_t> with(std::vector<std::uint8_t> octets, std::uint8_t identifier,
                                          std::size_t length) {
        octets.push_back(identifier);
        octets.push_back(static_cast<std::uint8_t>(length));
        octets.resize(octets.size() + length, 0x9f);
        return octets;
    }
    void what_does_not_fit_follows_in_a_facility() {
        std::vector<std::uint8_t> octets{0x08, 0x02, 0x01, 0x05, 0x05};
        for (const std::size_t length : std::array<std::size_t, 4>{100, 60, 120, 250})
            octets = with(octets, 0x1c, length);
        isdn::Message message = own(isdn::MessageType::setup);
        message.user_user.assign(80, 0x31);
        mapping::Notes notes;
        const auto behind = mapping::carry_qsig(octets, message, notes);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, message.facilities.size()); // in order: no gaps
        CPPUNIT_ASSERT_EQUAL(std::size_t{100}, message.facilities[0].size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, behind.size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, behind[0].facilities.size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{250}, behind[1].facilities.at(0).size());
        for (const isdn::Message& facility : behind)
            CPPUNIT_ASSERT(facility.type == isdn::MessageType::facility);
        CPPUNIT_ASSERT_EQUAL(std::string("QSIG facility elements in a FACILITY of their own"),
                             std::string(notes.begin()->row->name));
    }
    void what_fits_nowhere_stays_away() {
        std::vector<std::uint8_t> octets{0x08, 0x02, 0x01, 0x05, 0x05};
        octets = with(octets, 0x1c, 255);
        octets.push_back(0x9d);
        octets = with(octets, 0x31, 250);
        isdn::Message message = own(isdn::MessageType::setup);
        message.user_user = {0x04, 0x31, 0x32, 0x33, 0x34};
        const isdn::Message before = message;
        mapping::Notes notes;
        CPPUNIT_ASSERT(mapping::carry_qsig(octets, message, notes).empty());
        CPPUNIT_ASSERT(message == before);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, notes.size());
        for (const mapping::Note& note : notes)
            CPPUNIT_ASSERT_EQUAL(std::string("QSIG elements stay behind: more than a frame"),
                                 std::string(note.row->name));
    }
    void elements_of_other_codesets_go_on() {
        using Octets = std::vector<std::uint8_t>;
        auto locking = setup();
        locking.insert(locking.end(), {0x94, 0x31, 0x01, 0x80, 0x32, 0x01, 0x81}); // codeset 4
        auto one = setup();
        one.insert(one.begin() + 5, {0x9d, 0x31, 0x01, 0x80}); // one of codeset 5
        const std::array cases{
            std::pair{locking, Octets{0x9c, 0x31, 0x01, 0x80, 0x9c, 0x32, 0x01, 0x81}},
            std::pair{one, Octets{0x9d, 0x31, 0x01, 0x80}}};
        for (const auto& [octets, wanted] : cases) {
            isdn::Message message = own(isdn::MessageType::setup);
            carry(octets, message);
            CPPUNIT_ASSERT(message.facilities == (Facilities{{0x9f, 0xaa}}));
            CPPUNIT_ASSERT(message.other_codesets == wanted);
            const std::array<std::uint8_t, 5> begin{0x08, 0x02, 0x00, 0x01, 0x05};
            const auto sent = isdn::apply(begin, isdn::elements_of(message), 260);
            CPPUNIT_ASSERT(isdn::other_codesets(base::Octets(sent).subspan(5)) == wanted);
        }
    }
    void reserved_codesets_and_codeset_0_do_not() {
        const std::vector<std::uint8_t> elements{0x9a, 0x31, 0x01, 0x80, // codeset 2
                                                 0x96, 0x98, 0x28, 0x01,
                                                 0x41,             // locked to 6, one of codeset 0
                                                 0x28, 0x01, 0x42, // of codeset 6
                                                 0xa1,             // a single octet of codeset 6
                                                 0x28, 0x05};      // cut short
        CPPUNIT_ASSERT(isdn::other_codesets(elements) ==
                       (std::vector<std::uint8_t>{0x9e, 0x28, 0x01, 0x42, 0x9e, 0xa1}));
        CPPUNIT_ASSERT(isdn::other_codesets({}).empty());
    }
    void facility_alone_becomes_a_message() {
        const auto message = alone(kFacility);
        CPPUNIT_ASSERT(message);
        CPPUNIT_ASSERT(message->type == isdn::MessageType::facility);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, message->facilities.size());
        CPPUNIT_ASSERT(
            std::ranges::equal(message->facilities[0], base::Octets(kFacility).subspan(7)));
        CPPUNIT_ASSERT(!alone(setup()));
        CPPUNIT_ASSERT(!alone({}));
    }

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
        const sipi::BodyToSend sent = wrapped(*mapping::qsig_body(kFacility)); // outlives the body
        const sipi::Body body = parsed(sent);
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
