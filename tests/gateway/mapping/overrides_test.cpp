// A trunk's own rows: causes towards a line, prefixes of numbers, and each quirk switched both
// ways.
#include "gateway/mapping/overrides.h"

#include "gateway/mapping/isup_to_sip.h"
#include "gateway/mapping/numbers.h"
#include "gateway/mapping/q931_isup.h"
#include "gateway/mapping/sip_tables.h"
#include "gateway/mapping/sip_to_isup.h"
#include "tests/gateway/mapping/support.h"

#include <algorithm>

using namespace mapping;
using namespace mapping_test;

namespace {

isup::Message rel(std::uint8_t value) {
    isup::CauseIndicators cause;
    cause.value = value;
    isup::Message message(isup::MessageType::rel);
    message.set(cause);
    return message;
}

} // namespace

class OverridesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(OverridesTest);
    CPPUNIT_TEST(quirks_stand_in_order_with_their_clauses);
    CPPUNIT_TEST(quirks_are_as_the_interworking_rows);
    CPPUNIT_TEST(quirks_not_switched_are_not_noted);
    CPPUNIT_TEST(quirks_of_an_invite_change_the_iam);
    CPPUNIT_TEST(quirks_of_an_iam_change_the_invite);
    CPPUNIT_TEST(progress_183_can_be_kept_back);
    CPPUNIT_TEST(early_media_header_can_be_passed_over);
    CPPUNIT_TEST(reason_can_be_kept_back_and_passed_over);
    CPPUNIT_TEST(cause_of_cancel_can_be_chosen);
    CPPUNIT_TEST(causes_to_and_from_a_line_can_be_changed);
    CPPUNIT_TEST(prefixes_stand_for_natures_in_uris);
    CPPUNIT_TEST(prefixes_stand_for_natures_on_lines);
    CPPUNIT_TEST(own_rows_keep_their_address_when_profiles_are_copied);
    CPPUNIT_TEST_SUITE_END();

    static Profile with(Interworking interworking, Quirk quirk, bool on) {
        Profile profile = mapping_test::profile(interworking);
        profile.quirks = {{quirk, on, own_row("quirk", "conf landline.conf:9")}};
        return profile;
    }
    static isup::Message iam(const Profile& profile, Notes& notes) {
        return iam_from_invite(invite("sip:+4930600;npdi@gw;user=phone",
                                      "From: <sip:+4989123@pbx>;tag=1\r\nTo: <sip:+4930700@gw>\r\n"
                                      "Max-Forwards: 20\r\n"),
                               profile, notes)
            .value();
    }
    static bool cited(const Notes& notes, std::string_view clause) {
        return std::any_of(notes.begin(), notes.end(),
                           [&](const Note& note) { return note.row->clause == clause; });
    }

    void quirks_stand_in_order_with_their_clauses() {
        for (std::size_t i = 0; i < kQuirks.size(); ++i) {
            CPPUNIT_ASSERT_EQUAL(i, static_cast<std::size_t>(kQuirks[i].quirk));
            CPPUNIT_ASSERT(quirk_row(kQuirks[i].name) == &kQuirks[i]);
            CPPUNIT_ASSERT(!kQuirks[i].doc.empty() && !kQuirks[i].clause.empty());
        }
        CPPUNIT_ASSERT(!quirk_row("nonsense"));
    }
    void quirks_are_as_the_interworking_rows() {
        for (const Interworking each :
             {Interworking::rfc3398, Interworking::q1912_5_a, Interworking::q1912_5_b,
              Interworking::sip_i, Interworking::sip_t}) {
            const InterworkingRow& row = interworking_row(each);
            const Profile profile = mapping_test::profile(each);
            Notes notes;
            CPPUNIT_ASSERT(quirk(profile, Quirk::hop_counter, notes));
            CPPUNIT_ASSERT_EQUAL(row.to_is_original_called,
                                 quirk(profile, Quirk::to_is_original_called, notes));
            CPPUNIT_ASSERT_EQUAL(row.from_is_network_provided,
                                 quirk(profile, Quirk::from_is_network_provided, notes));
            CPPUNIT_ASSERT(row.forward == forward_indicators(profile, notes));
            CPPUNIT_ASSERT(row.backward == backward_indicators(profile, notes));
            CPPUNIT_ASSERT_EQUAL(row.cancel_cause, cancel_cause(profile, notes));
        }
    }
    void quirks_not_switched_are_not_noted() {
        Notes notes;
        quirk(mapping_test::profile(), Quirk::map_183, notes);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, notes.size());
        const Profile own = with(Interworking::q1912_5_b, Quirk::map_183, false);
        CPPUNIT_ASSERT(!quirk(own, Quirk::map_183, notes));
        CPPUNIT_ASSERT_EQUAL(std::string("map_183 off"), std::string(notes[0].value()));
        CPPUNIT_ASSERT_EQUAL(std::string("conf landline.conf:9"),
                             std::string(notes[0].row->clause));
    }
    void quirks_of_an_invite_change_the_iam() {
        Notes notes;
        const auto b = Interworking::q1912_5_b, rfc = Interworking::rfc3398;
        const auto forward = [&](const Profile& profile) {
            return *iam(profile, notes).get<isup::ForwardCallIndicators>();
        };
        CPPUNIT_ASSERT(!forward(with(b, Quirk::interworking_indicators, false)).interworking);
        CPPUNIT_ASSERT(forward(with(rfc, Quirk::interworking_indicators, true)).interworking);
        CPPUNIT_ASSERT(forward(with(b, Quirk::npdi, true)).number_translated);
        CPPUNIT_ASSERT(!forward(with(b, Quirk::npdi, false)).number_translated);
        CPPUNIT_ASSERT(
            !iam(with(b, Quirk::hop_counter, false), notes).has(isup::Param::hop_counter));
        CPPUNIT_ASSERT(
            iam(with(rfc, Quirk::hop_counter, true), notes).has(isup::Param::hop_counter));
        CPPUNIT_ASSERT(iam(with(b, Quirk::to_is_original_called, true), notes)
                           .has(isup::Param::original_called_number));
        CPPUNIT_ASSERT(!iam(with(rfc, Quirk::to_is_original_called, false), notes)
                            .has(isup::Param::original_called_number));
        Profile trusting = with(b, Quirk::from_is_network_provided, true);
        trusting.trust = true;
        CPPUNIT_ASSERT(iam(trusting, notes).get<isup::CallingPartyNumber>()->screening ==
                       isup::Screening::network_provided);
    }
    void quirks_of_an_iam_change_the_invite() {
        Notes notes;
        isup::Message message = iam(mapping_test::profile(), notes);
        message.set(isup::HopCounter{7});
        const auto made = [&](const Profile& profile) {
            return invite_from_iam(message, profile, notes).value();
        };
        const auto b = Interworking::q1912_5_b;
        CPPUNIT_ASSERT_EQUAL(14u, made(with(b, Quirk::hop_counter, true)).max_forwards);
        CPPUNIT_ASSERT_EQUAL(70u, made(with(b, Quirk::hop_counter, false)).max_forwards);
        CPPUNIT_ASSERT(made(with(b, Quirk::npdi, true)).request_uri.find("npdi") !=
                       std::string::npos);
        CPPUNIT_ASSERT(made(with(b, Quirk::npdi, false)).request_uri.find("npdi") ==
                       std::string::npos);
    }
    void progress_183_can_be_kept_back() {
        const sipi::Message progress = response(183);
        for (const bool on : {true, false}) {
            Notes notes;
            const Profile profile = with(Interworking::rfc3398, Quirk::map_183, on);
            CPPUNIT_ASSERT_EQUAL(
                on, isup_from_provisional(progress, false, true, profile, notes).has_value());
            isup::Message acm(isup::MessageType::acm);
            acm.set(isup::BackwardCallIndicators{});
            CPPUNIT_ASSERT_EQUAL(on, provisional_from_isup(acm, profile, notes).has_value());
        }
    }
    void early_media_header_can_be_passed_over() {
        const sipi::Message progress = response(183, "P-Early-Media: inactive\r\n");
        const auto audible = [&](bool on) {
            Notes notes;
            return isup_from_provisional(
                       progress, true, true,
                       with(Interworking::q1912_5_b, Quirk::early_media_header, on), notes)
                ->has(isup::Param::optional_backward_call_indicators);
        };
        CPPUNIT_ASSERT(!audible(true));
        CPPUNIT_ASSERT(audible(false));
    }
    void reason_can_be_kept_back_and_passed_over() {
        Notes notes;
        const auto b = Interworking::q1912_5_b;
        CPPUNIT_ASSERT(
            release_from_isup(rel(17), with(b, Quirk::send_reason, false), notes).headers.empty());
        const auto value = [&](bool on) {
            return release_from_isup(rel(17), with(b, Quirk::reason_location, on), notes)
                .headers.at(0)
                .value;
        };
        CPPUNIT_ASSERT(value(true).find(";location=") != std::string::npos);
        CPPUNIT_ASSERT(value(false).find(";location=") == std::string::npos);

        const sipi::Message busy = response(486, "Reason: Q.850;cause=34\r\n");
        const auto cause = [&](bool on) {
            return int{rel_from_sip({sipi::EndReason::failed, 486, false, &busy},
                                    with(b, Quirk::take_reason, on), notes)
                           .get<isup::CauseIndicators>()
                           ->value};
        };
        CPPUNIT_ASSERT_EQUAL(34, cause(true));
        CPPUNIT_ASSERT_EQUAL(17, cause(false));
    }
    void cause_of_cancel_can_be_chosen() {
        Notes notes;
        const auto cause = [&](Interworking interworking, bool on) {
            return int{rel_from_sip({sipi::EndReason::remote_cancel},
                                    with(interworking, Quirk::cancel_cause_31, on), notes)
                           .get<isup::CauseIndicators>()
                           ->value};
        };
        CPPUNIT_ASSERT_EQUAL(31, cause(Interworking::rfc3398, true));
        CPPUNIT_ASSERT_EQUAL(16, cause(Interworking::q1912_5_b, false));
    }
    void causes_to_and_from_a_line_can_be_changed() {
        Profile profile = mapping_test::profile();
        profile.cause_to_line = {{34, 42, own_row("cause to the line", "conf a:1")}};
        profile.cause_from_line = {{42, 34, own_row("cause from the line", "conf a:2")}};
        Notes notes;
        isup::Message message = rel(34);
        override_cause_to_line(message, profile, notes);
        CPPUNIT_ASSERT_EQUAL(42, int{message.get<isup::CauseIndicators>()->value});
        override_cause_from_line(message, profile, notes);
        CPPUNIT_ASSERT_EQUAL(34, int{message.get<isup::CauseIndicators>()->value});
        CPPUNIT_ASSERT(cited(notes, "conf a:1") && cited(notes, "conf a:2"));
        const isup::Message other = rel(17), without(isup::MessageType::anm);
        for (const isup::Message& each : {other, without}) {
            isup::Message copy = each;
            override_cause_to_line(copy, profile, notes);
            CPPUNIT_ASSERT(copy == each);
        }
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, notes.size());
    }
    void prefixes_stand_for_natures_in_uris() {
        using isup::NatureOfAddress;
        Profile profile = mapping_test::profile();
        profile.number_prefixes = {{NatureOfAddress::international, "000"},
                                   {NatureOfAddress::national, "0"},
                                   {NatureOfAddress::subscriber, ""}};
        const Address expected[] = {{NatureOfAddress::international, digits("33123")},
                                    {NatureOfAddress::national, digits("30123")},
                                    {NatureOfAddress::subscriber, digits("600")}};
        const char* const written[] = {"00033123", "030123", "600"};
        for (std::size_t i = 0; i < 3; ++i) {
            CPPUNIT_ASSERT(address_from_dialled(written[i], profile) == expected[i]);
            CPPUNIT_ASSERT_EQUAL(std::string(written[i]), uri_number(expected[i], profile));
        }
        const Address global{NatureOfAddress::international, digits("33123")};
        CPPUNIT_ASSERT(address_from_dialled("+33123", profile) == global);
    }
    void prefixes_stand_for_natures_on_lines() {
        using isup::NatureOfAddress;
        Profile profile = mapping_test::profile();
        profile.number_prefixes = {
            {NatureOfAddress::international, "00", own_row("prefix of a number", "conf a:3")}};
        Notes notes;
        isup::Message message = iam(profile, notes);
        isup::CalledPartyNumber called = *message.get<isup::CalledPartyNumber>();
        called.nature = NatureOfAddress::international;
        called.digits = digits("33123");
        message.set(called);
        const auto setup = setup_from_iam(message, profile, notes).value();
        CPPUNIT_ASSERT_EQUAL(std::string("0033123"), setup.called->digits);
        CPPUNIT_ASSERT_EQUAL(0, int{setup.called->type_of_number});
        CPPUNIT_ASSERT(cited(notes, "conf a:3"));
        const isup::Message back = iam_from_setup(setup, profile, notes);
        CPPUNIT_ASSERT(back.get<isup::CalledPartyNumber>()->nature ==
                       NatureOfAddress::international);
    }
    void own_rows_keep_their_address_when_profiles_are_copied() {
        Profile profile = with(Interworking::q1912_5_b, Quirk::map_183, false);
        const Row* const row = profile.quirks[0].row.get();
        const Profile copy = profile;
        profile.quirks.clear();
        CPPUNIT_ASSERT(copy.quirks[0].row.get() == row);
        CPPUNIT_ASSERT_EQUAL(std::string("conf landline.conf:9"), std::string(row->clause));
        CPPUNIT_ASSERT_EQUAL(std::string("quirk"), std::string(row->name));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(OverridesTest);
