// Bearers: every row of the table both ways, SDP, and data that must stay data.
#include "gateway/mapping/bearers.h"

#include "tests/gateway/mapping/support.h"

#include <algorithm>

using namespace mapping;
using namespace mapping_test;
using isup::Medium;

class BearersTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(BearersTest);
    CPPUNIT_TEST(every_bearer_row_maps_both_ways);
    CPPUNIT_TEST(user_service_information_is_coded_as_octets_3_to_5);
    CPPUNIT_TEST(medium_alone_gives_a_bearer);
    CPPUNIT_TEST(medium_wins_when_user_service_contradicts_it);
    CPPUNIT_TEST(broken_user_service_information_is_passed_over);
    CPPUNIT_TEST(law_of_the_line_replaces_that_of_the_call);
    CPPUNIT_TEST(sdp_names_a_medium);
    CPPUNIT_TEST(data_is_never_speech);
    CPPUNIT_TEST_SUITE_END();

    static std::string sdp(const std::string& media) {
        return "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n" + media;
    }
    static isup::Message iam(Medium medium) {
        isup::Message iam;
        iam.set(isup::TransmissionMediumRequirement{medium});
        return iam;
    }

    void every_bearer_row_maps_both_ways() {
        for (const BearerRow& row : bearer_rows()) {
            CPPUNIT_ASSERT(!row.clause.empty() && !row.name.empty());
            Notes notes;
            isup::Message iam;
            set_medium(
                iam,
                isdn::BearerCapability{row.transfer, row.rate, std::uint8_t(row.audio ? 3 : 0)},
                notes);
            CPPUNIT_ASSERT(iam.get<isup::TransmissionMediumRequirement>()->value == row.medium);
            const auto back = bearer_of(iam, Profile{}, notes);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(row.name), row.media != MediaKind::unsupported,
                                         back.has_value());
            if (back)
                CPPUNIT_ASSERT(back->transfer == row.transfer && back->rate == row.rate);
            CPPUNIT_ASSERT(media_of(iam, notes) == row.media);
            CPPUNIT_ASSERT(noted(notes, "media from TMR"));
        }
    }
    void user_service_information_is_coded_as_octets_3_to_5() {
        Notes notes;
        isup::Message iam;
        set_medium(iam, isdn::BearerCapability{0x10, 0x10, 3}, notes);
        const auto usi = iam.get<isup::UserServiceInformation>();
        CPPUNIT_ASSERT(usi->contents == isup::OctetString<13>({0x90, 0x90, 0xa3}));
        set_medium(iam, isdn::BearerCapability{0x08, 0x10, 0}, notes);
        CPPUNIT_ASSERT(iam.get<isup::UserServiceInformation>()->contents ==
                       isup::OctetString<13>({0x88, 0x90}));
    }
    void medium_alone_gives_a_bearer() {
        Notes notes;
        CPPUNIT_ASSERT(bearer_of(iam(Medium::audio_3k1), Profile{}, notes) ==
                       (isdn::BearerCapability{0x10, 0x10, 3}));
        CPPUNIT_ASSERT(bearer_of(iam(Medium::unrestricted_64k), Profile{}, notes) ==
                       (isdn::BearerCapability{0x08, 0x10, 0}));
        CPPUNIT_ASSERT(!bearer_of(iam(Medium::unrestricted_384k), Profile{}, notes));
        CPPUNIT_ASSERT(!bearer_of(iam(static_cast<Medium>(20)), Profile{}, notes));
        CPPUNIT_ASSERT(!bearer_of(isup::Message(), Profile{}, notes));
    }
    void medium_wins_when_user_service_contradicts_it() {
        isup::Message message = iam(Medium::speech);
        isup::UserServiceInformation usi;
        usi.contents = {0x88, 0x90};
        message.set(usi);
        Notes notes;
        CPPUNIT_ASSERT_EQUAL(0, int{bearer_of(message, Profile{}, notes)->transfer});
        message.set(isup::TransmissionMediumRequirement{Medium::unrestricted_64k});
        usi.contents = {0x80, 0x90, 0xa3};
        message.set(usi);
        CPPUNIT_ASSERT_EQUAL(8, int{bearer_of(message, Profile{}, notes)->transfer});
    }
    void broken_user_service_information_is_passed_over() {
        for (const isup::OctetString<13>& octets :
             {isup::OctetString<13>{0x90}, isup::OctetString<13>{0xb0, 0x90},
              isup::OctetString<13>{0x9f, 0x90, 0xa3}}) {
            isup::Message message = iam(Medium::audio_3k1);
            isup::UserServiceInformation usi;
            usi.contents = octets;
            message.set(usi);
            Notes notes;
            CPPUNIT_ASSERT(bearer_of(message, Profile{}, notes) ==
                           (isdn::BearerCapability{0x10, 0x10, 3}));
        }
    }
    void law_of_the_line_replaces_that_of_the_call() {
        Notes notes;
        isup::Message message;
        set_medium(message, isdn::BearerCapability{0x10, 0x10, 2}, notes);
        Profile profile;
        CPPUNIT_ASSERT_EQUAL(2, int{bearer_of(message, profile, notes)->layer1});
        profile.law = Law::a_law;
        CPPUNIT_ASSERT_EQUAL(3, int{bearer_of(message, profile, notes)->layer1});
        profile.law = Law::mu_law;
        CPPUNIT_ASSERT_EQUAL(2, int{bearer_of(message, profile, notes)->layer1});
    }
    void sdp_names_a_medium() {
        CPPUNIT_ASSERT(
            media_of_sdp(
                sdp("m=audio 4000 RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000\r\n")) ==
            MediaKind::audio_3k1);
        CPPUNIT_ASSERT(media_of_sdp(sdp("m=audio 4000 RTP/AVP 18 0\r\n")) == MediaKind::audio_3k1);
        CPPUNIT_ASSERT(media_of_sdp(sdp("m=audio 4000 RTP/AVP 18\r\n")) == MediaKind::speech);
        CPPUNIT_ASSERT(
            media_of_sdp(sdp("m=audio 4000 RTP/AVP 97\r\na=rtpmap:97 CLEARMODE/8000\r\n")) ==
            MediaKind::clearmode);
        CPPUNIT_ASSERT(media_of_sdp(sdp("m=audio 0 RTP/AVP 8\r\nm=audio 4000 RTP/AVP "
                                        "97\r\na=rtpmap:97 clearmode/8000\r\n")) ==
                       MediaKind::clearmode);
        CPPUNIT_ASSERT(media_of_sdp(sdp("m=video 4000 RTP/AVP 97\r\n")) == MediaKind::unsupported);
        CPPUNIT_ASSERT(media_of_sdp("nonsense") == MediaKind::unsupported);
    }
    void data_is_never_speech() {
        for (unsigned value = 0; value < 256; ++value) {
            Notes notes(false);
            const isup::Message message = iam(static_cast<Medium>(value));
            const bool audio = value == 0 || value == 3;
            const MediaKind media = media_of(message, notes);
            CPPUNIT_ASSERT_EQUAL(audio,
                                 media == MediaKind::speech || media == MediaKind::audio_3k1);
            const auto bearer = bearer_of(message, Profile{}, notes);
            CPPUNIT_ASSERT_EQUAL(audio,
                                 bearer && (bearer->transfer == 0 || bearer->transfer == 0x10));
        }
        for (unsigned transfer = 0; transfer < 32; ++transfer) {
            Notes notes(false);
            isup::Message message;
            set_medium(message,
                       isdn::BearerCapability{static_cast<std::uint8_t>(transfer), 0x10, 0}, notes);
            const Medium medium = message.get<isup::TransmissionMediumRequirement>()->value;
            CPPUNIT_ASSERT_EQUAL(transfer == 0 || transfer == 0x10,
                                 medium == Medium::speech || medium == Medium::audio_3k1);
        }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(BearersTest);
