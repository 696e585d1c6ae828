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
    CPPUNIT_TEST(two_bearers_are_preferred_and_fallback);
    CPPUNIT_TEST(preferred_without_fallback_is_unrestricted);
    CPPUNIT_TEST(a_peer_without_clearmode_gets_the_fallback_or_nothing);
    CPPUNIT_TEST(fallback_is_told_by_the_medium_used);
    CPPUNIT_TEST(g722_of_a_peer_is_a_7_khz_bearer);
    CPPUNIT_TEST(a_7_khz_bearer_is_g722_where_the_peer_has_it);
    CPPUNIT_TEST(a_line_without_7_khz_gets_the_fallback);
    CPPUNIT_TEST(refused_data_is_a_refused_bearer);
    CPPUNIT_TEST(sdp_names_a_medium);
    CPPUNIT_TEST(order_in_sdp_tells_data_from_speech);
    CPPUNIT_TEST(data_is_never_speech);
    CPPUNIT_TEST_SUITE_END();

    static constexpr isdn::BearerCapability kAudio{0x10, 0x10, 3}, kSevenKhz{0x11, 0x10, 0};
    static constexpr isdn::BearerCapability kData{0x08, 0x10, 0};
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
            const isdn::BearerCapability bearer{row.transfer, row.rate,
                                                std::uint8_t(row.audio ? 3 : row.layer1)};
            if (row.medium == Medium::preferred_64k)
                set_medium(iam, kAudio, bearer, notes);
            else
                set_medium(iam, bearer, notes);
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
    static isup::Message preferred() {
        Notes notes;
        isup::Message iam;
        set_medium(iam, kAudio, kSevenKhz, notes);
        return iam;
    }
    // Q.931 §5.11.1: in the order of rising priority
    void two_bearers_are_preferred_and_fallback() {
        const isup::Message iam = preferred();
        CPPUNIT_ASSERT(iam.get<isup::TransmissionMediumRequirement>()->value ==
                       Medium::preferred_64k);
        CPPUNIT_ASSERT(iam.get<isup::TransmissionMediumRequirementPrime>()->value ==
                       Medium::audio_3k1);
        CPPUNIT_ASSERT(iam.get<isup::UserServiceInformation>()->contents ==
                       isup::OctetString<13>({0x90, 0x90, 0xa3}));
        CPPUNIT_ASSERT(iam.get<isup::UserServiceInformationPrime>()->contents ==
                       isup::OctetString<13>({0x91, 0x90}));
        Notes notes;
        CPPUNIT_ASSERT(bearer_of(iam, Profile{}, notes) == kSevenKhz);
        CPPUNIT_ASSERT(fallback_of(iam, Profile{}, notes) == kAudio);
        CPPUNIT_ASSERT(media_of(iam, notes) == MediaKind::preferred);
        isup::Message without_usi; // TMR and TMR prime alone tell as much
        without_usi.set(isup::TransmissionMediumRequirement{Medium::preferred_64k});
        without_usi.set(isup::TransmissionMediumRequirementPrime{Medium::speech});
        CPPUNIT_ASSERT(bearer_of(without_usi, Profile{}, notes) == kSevenKhz);
        CPPUNIT_ASSERT(fallback_of(without_usi, Profile{}, notes) ==
                       (isdn::BearerCapability{0, 0x10, 3}));
        isup::Message two_data; // no fallback: the last is meant
        set_medium(two_data, kSevenKhz, kData, notes);
        CPPUNIT_ASSERT(!two_data.has(isup::Param::transmission_medium_requirement_prime));
        CPPUNIT_ASSERT(bearer_of(two_data, Profile{}, notes) == kData);
    }
    void preferred_without_fallback_is_unrestricted() {
        Notes notes;
        isup::Message alone;
        set_medium(alone, kSevenKhz, notes);
        CPPUNIT_ASSERT(alone.get<isup::TransmissionMediumRequirement>()->value ==
                       Medium::unrestricted_64k);
        CPPUNIT_ASSERT(bearer_of(alone, Profile{}, notes) == kSevenKhz);
        CPPUNIT_ASSERT(media_of(iam(Medium::preferred_64k), notes) == MediaKind::clearmode);
        CPPUNIT_ASSERT(!fallback_of(iam(Medium::preferred_64k), Profile{}, notes));
        CPPUNIT_ASSERT(!fallback_of(alone, Profile{}, notes));
    }
    void a_peer_without_clearmode_gets_the_fallback_or_nothing() {
        Notes notes;
        Profile speech_only, data;
        data.clearmode = true;
        CPPUNIT_ASSERT(*media_for_peer(preferred(), data, notes) == MediaKind::preferred);
        CPPUNIT_ASSERT(*media_for_peer(preferred(), speech_only, notes) == MediaKind::audio_3k1);
        CPPUNIT_ASSERT(*media_for_peer(iam(Medium::unrestricted_64k), data, notes) ==
                       MediaKind::clearmode);
        for (const Medium medium : {Medium::unrestricted_64k, Medium::preferred_64k,
                                    Medium::unrestricted_2x64k, Medium::unrestricted_1920k}) {
            const auto refused = media_for_peer(iam(medium), speech_only, notes);
            CPPUNIT_ASSERT(!refused);
            CPPUNIT_ASSERT_EQUAL(65, int{refused.error().value});
        }
        const std::string both = sdp("m=audio 4000 RTP/AVP 97 8\r\na=rtpmap:97 CLEARMODE/8000\r\n");
        const std::string only = sdp("m=audio 4000 RTP/AVP 97\r\na=rtpmap:97 CLEARMODE/8000\r\n");
        CPPUNIT_ASSERT(media_from_peer(media_of_sdp(both), data, notes).media ==
                       MediaKind::preferred);
        CPPUNIT_ASSERT(media_from_peer(media_of_sdp(both), speech_only, notes).media ==
                       MediaKind::audio_3k1);
        CPPUNIT_ASSERT(media_from_peer(media_of_sdp(only), data, notes).media ==
                       MediaKind::clearmode);
        CPPUNIT_ASSERT(media_from_peer(media_of_sdp(only), speech_only, notes).media ==
                       MediaKind::unsupported);
    }
    static constexpr isdn::BearerCapability kG722{0x11, 0x10, 5};
    void g722_of_a_peer_is_a_7_khz_bearer() {
        Notes notes;
        Profile wide, narrow;
        wide.g722 = true;
        const SdpMedium alone = media_of_sdp(sdp("m=audio 4000 RTP/AVP 9\r\n"));
        const SdpMedium both = media_of_sdp(sdp("m=audio 4000 RTP/AVP 9 8\r\n"));
        const SdpMedium last = media_of_sdp(sdp("m=audio 4000 RTP/AVP 8 9\r\n"));
        CPPUNIT_ASSERT(media_from_peer(alone, wide, notes).media == MediaKind::audio_7k);
        CPPUNIT_ASSERT(media_from_peer(both, wide, notes).media == MediaKind::audio_7k_preferred);
        CPPUNIT_ASSERT(media_from_peer(last, wide, notes).media == MediaKind::audio_3k1);
        CPPUNIT_ASSERT(media_from_peer(alone, narrow, notes).media == MediaKind::speech);
        CPPUNIT_ASSERT(media_from_peer(both, narrow, notes).media == MediaKind::audio_3k1);
        isup::Message message;
        set_medium(message, both, wide, notes);
        CPPUNIT_ASSERT(message.get<isup::TransmissionMediumRequirement>()->value ==
                       Medium::preferred_64k);
        CPPUNIT_ASSERT(message.get<isup::UserServiceInformationPrime>()->contents ==
                       isup::OctetString<13>({0x91, 0x90, 0xa5}));
        CPPUNIT_ASSERT(bearer_of(message, Profile{}, notes) == kG722);
        CPPUNIT_ASSERT(media_of(message, notes) == MediaKind::audio_7k_preferred);
        const auto transport = message.get<isup::AccessTransport>();
        const auto high_layer = transport->find(isup::Element::high_layer);
        CPPUNIT_ASSERT(high_layer && (*high_layer)[0] == 0x91 && (*high_layer)[1] == 0x81);
    }
    void a_7_khz_bearer_is_g722_where_the_peer_has_it() {
        Notes notes;
        Profile wide, data;
        wide.g722 = data.clearmode = true;
        isup::Message alone, both;
        set_medium(alone, kG722, notes);
        set_medium(both, kAudio, kG722, notes);
        CPPUNIT_ASSERT(*media_for_peer(alone, wide, notes) == MediaKind::audio_7k);
        CPPUNIT_ASSERT(*media_for_peer(both, wide, notes) == MediaKind::audio_7k_preferred);
        CPPUNIT_ASSERT(*media_for_peer(alone, data, notes) == MediaKind::clearmode);
        CPPUNIT_ASSERT(*media_for_peer(both, data, notes) == MediaKind::preferred);
        CPPUNIT_ASSERT(*media_for_peer(both, Profile{}, notes) == MediaKind::audio_3k1);
        CPPUNIT_ASSERT(!media_for_peer(alone, Profile{}, notes));
        isup::Message anm(isup::MessageType::anm);
        CPPUNIT_ASSERT(medium_used(anm, MediaKind::audio_7k_preferred, notes) ==
                       MediaKind::audio_7k);
        set_medium_used(anm, MediaKind::audio_7k_preferred, MediaKind::audio_3k1, notes);
        CPPUNIT_ASSERT(medium_used(anm, MediaKind::audio_7k_preferred, notes) ==
                       MediaKind::audio_3k1);
    }
    void a_line_without_7_khz_gets_the_fallback() {
        Notes notes;
        Profile line;
        line.seven_khz = false;
        isup::Message alone, both;
        set_medium(alone, kG722, notes);
        set_medium(both, kAudio, kG722, notes);
        CPPUNIT_ASSERT(line_refuses_7k(both, line) && !line_refuses_7k(both, Profile{}));
        CPPUNIT_ASSERT(bearer_of(both, line, notes) == kAudio);
        CPPUNIT_ASSERT(!bearer_of(alone, line, notes));                   // 65
        CPPUNIT_ASSERT(bearer_of(preferred(), line, notes) == kSevenKhz); // data, not 7 kHz audio
        CPPUNIT_ASSERT(noted(notes, "line without 7 kHz audio: fallback"));
    }
    void fallback_is_told_by_the_medium_used() {
        Notes notes;
        isup::Message acm(isup::MessageType::acm), anm(isup::MessageType::anm), fell(anm);
        CPPUNIT_ASSERT(medium_used(acm, MediaKind::preferred, notes) == MediaKind::preferred);
        CPPUNIT_ASSERT(medium_used(anm, MediaKind::preferred, notes) == MediaKind::clearmode);
        set_medium_used(anm, MediaKind::preferred, MediaKind::clearmode, notes);
        CPPUNIT_ASSERT(!anm.has(isup::Param::transmission_medium_used));
        set_medium_used(fell, MediaKind::preferred, MediaKind::audio_3k1, notes);
        CPPUNIT_ASSERT(fell.get<isup::TransmissionMediumUsed>()->value == Medium::audio_3k1);
        CPPUNIT_ASSERT(medium_used(fell, MediaKind::preferred, notes) == MediaKind::audio_3k1);
        CPPUNIT_ASSERT(noted(notes, "transmission medium used"));
        for (const MediaKind other : {MediaKind::clearmode, MediaKind::speech})
            CPPUNIT_ASSERT(medium_used(fell, other, notes) == other); // had no fallback to take
        isup::Message plain(isup::MessageType::anm);
        set_medium_used(plain, MediaKind::clearmode, MediaKind::audio_3k1, notes);
        CPPUNIT_ASSERT(!plain.has(isup::Param::transmission_medium_used));
    }
    void refused_data_is_a_refused_bearer() {
        Notes notes;
        for (const int status : {415, 488, 606}) {
            sipi::Ended ended;
            ended.status = status;
            CPPUNIT_ASSERT_EQUAL(65,
                                 int{refused_bearer(ended, MediaKind::clearmode, notes)->value});
            CPPUNIT_ASSERT(!refused_bearer(ended, MediaKind::audio_3k1, notes));
        }
        sipi::Ended busy;
        busy.status = 486;
        CPPUNIT_ASSERT(!refused_bearer(busy, MediaKind::clearmode, notes));
    }
    void order_in_sdp_tells_data_from_speech() {
        const std::string map = "\r\na=rtpmap:97 CLEARMODE/8000\r\n";
        CPPUNIT_ASSERT(media_of_sdp(sdp("m=audio 4000 RTP/AVP 97 8 0" + map)).media ==
                       MediaKind::preferred);
        CPPUNIT_ASSERT(media_of_sdp(sdp("m=audio 4000 RTP/AVP 8 97" + map)).media ==
                       MediaKind::audio_3k1);
        CPPUNIT_ASSERT(media_of_sdp(sdp("m=audio 4000 RTP/AVP 101 97" + map +
                                        "a=rtpmap:101 telephone-event/8000\r\n"))
                           .media == MediaKind::clearmode);
        CPPUNIT_ASSERT(media_of_sdp(sdp("m=image 4000 udptl t38\r\n")).media ==
                       MediaKind::unsupported);
    }
    void sdp_names_a_medium() {
        CPPUNIT_ASSERT(
            media_of_sdp(sdp("m=audio 4000 RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000\r\n"))
                .media == MediaKind::audio_3k1);
        CPPUNIT_ASSERT(media_of_sdp(sdp("m=audio 4000 RTP/AVP 18 0\r\n")).media ==
                       MediaKind::audio_3k1);
        CPPUNIT_ASSERT(media_of_sdp(sdp("m=audio 4000 RTP/AVP 18\r\n")).media == MediaKind::speech);
        CPPUNIT_ASSERT(
            media_of_sdp(sdp("m=audio 4000 RTP/AVP 97\r\na=rtpmap:97 CLEARMODE/8000\r\n")).media ==
            MediaKind::clearmode);
        CPPUNIT_ASSERT(media_of_sdp(sdp("m=audio 0 RTP/AVP 8\r\nm=audio 4000 RTP/AVP "
                                        "97\r\na=rtpmap:97 clearmode/8000\r\n"))
                           .media == MediaKind::clearmode);
        CPPUNIT_ASSERT(media_of_sdp(sdp("m=video 4000 RTP/AVP 97\r\n")).media ==
                       MediaKind::unsupported);
        CPPUNIT_ASSERT(media_of_sdp("nonsense").media == MediaKind::unsupported);
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
