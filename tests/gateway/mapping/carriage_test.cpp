// Which ISUP stands in which SIP message, walked by table, and messages put into their order.
#include "gateway/mapping/carriage.h"

#include "tests/gateway/mapping/support.h"

#include <algorithm>

using namespace mapping;
using namespace mapping_test;
using Isup = isup::MessageType;

class CarriageTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CarriageTest);
    CPPUNIT_TEST(every_message_of_the_catalogue_has_a_row);
    CPPUNIT_TEST(call_messages_stand_where_the_profile_says);
    CPPUNIT_TEST(circuit_messages_never_travel);
    CPPUNIT_TEST(a_message_without_image_waits_for_a_dialog_or_makes_it);
    CPPUNIT_TEST(messages_of_networks_travel_in_info);
    CPPUNIT_TEST(a_second_acm_is_a_cpg);
    CPPUNIT_TEST(a_cpg_before_the_acm_is_one);
    CPPUNIT_TEST(anm_without_acm_is_con_and_con_behind_one_is_anm);
    CPPUNIT_TEST_SUITE_END();

    static isup::Message acm(isup::CalledStatus status) {
        isup::Message message(Isup::acm);
        message.set(isup::BackwardCallIndicators{.called_status = status});
        return message;
    }

    void every_message_of_the_catalogue_has_a_row() {
        for (const isup::MessageRow& row : isup::messages())
            CPPUNIT_ASSERT_MESSAGE(std::string(row.acronym),
                                   std::ranges::any_of(carriage_rows(), [&](const CarriageRow& c) {
                                       return c.message == row.type && !c.clause.empty();
                                   }));
    }
    void call_messages_stand_where_the_profile_says() {
        struct Wanted {
            Isup message;
            Carrier only;
        };
        for (const Wanted& wanted :
             {Wanted{Isup::iam, Carrier::invite}, Wanted{Isup::acm, Carrier::provisional},
              Wanted{Isup::anm, Carrier::answer}, Wanted{Isup::con, Carrier::answer},
              Wanted{Isup::rlc, Carrier::bye_answer}})
            for (std::size_t at = 0; at < kCarriers; ++at)
                CPPUNIT_ASSERT_EQUAL(static_cast<Carrier>(at) == wanted.only,
                                     may_travel(wanted.message, static_cast<Carrier>(at)));
        CPPUNIT_ASSERT(may_travel(Isup::rel, Carrier::failure) &&
                       may_travel(Isup::rel, Carrier::bye) &&
                       !may_travel(Isup::rel, Carrier::info));
        CPPUNIT_ASSERT(may_travel(Isup::cpg, Carrier::reinvite) &&
                       may_travel(Isup::cpg, Carrier::info));
    }
    void circuit_messages_never_travel() {
        for (const Isup type : {Isup::cot, Isup::blo, Isup::grs, Isup::rsc, Isup::cgb, Isup::pam}) {
            CPPUNIT_ASSERT(is_of_circuit(type));
            for (std::size_t at = 0; at < kCarriers; ++at)
                CPPUNIT_ASSERT(!may_travel(type, static_cast<Carrier>(at)));
            CPPUNIT_ASSERT(!carrier_without_image(type, Stage::confirmed, true));
        }
        CPPUNIT_ASSERT(!is_of_circuit(Isup::fac));
    }
    void a_message_without_image_waits_for_a_dialog_or_makes_it() {
        CPPUNIT_ASSERT(carrier_without_image(Isup::inr, Stage::no_dialog, true) ==
                       Carrier::provisional);
        CPPUNIT_ASSERT(!carrier_without_image(Isup::inf, Stage::no_dialog, false));
        CPPUNIT_ASSERT(carrier_without_image(Isup::fac, Stage::early, false) == Carrier::info);
        CPPUNIT_ASSERT(carrier_without_image(Isup::sus, Stage::confirmed, true) == Carrier::info);
        CPPUNIT_ASSERT(!carrier_without_image(Isup::rel, Stage::confirmed, true));
    }
    void messages_of_networks_travel_in_info() {
        const auto own = static_cast<Isup>(0xfe);
        CPPUNIT_ASSERT(may_travel(own, Carrier::info) && !may_travel(own, Carrier::invite));
    }
    void a_second_acm_is_a_cpg() {
        const isup::Message free = acm(isup::CalledStatus::subscriber_free);
        CPPUNIT_ASSERT(in_sequence(free, false, {}) == free);
        const isup::Message cpg = in_sequence(free, true, {});
        CPPUNIT_ASSERT(cpg.type() == Isup::cpg);
        CPPUNIT_ASSERT(cpg.get<isup::EventInformation>()->event == isup::Event::alerting);
        CPPUNIT_ASSERT(cpg.has(isup::Param::backward_call_indicators));
        isup::Message early = acm(isup::CalledStatus::no_indication);
        CPPUNIT_ASSERT(in_sequence(early, true, {}).get<isup::EventInformation>()->event ==
                       isup::Event::progress);
        isup::OptionalBackwardCallIndicators optional;
        optional.in_band = true;
        early.set(optional);
        CPPUNIT_ASSERT(in_sequence(early, true, {}).get<isup::EventInformation>()->event ==
                       isup::Event::in_band);
    }
    void a_cpg_before_the_acm_is_one() {
        isup::Message cpg(Isup::cpg);
        cpg.set(isup::EventInformation{isup::Event::alerting});
        const isup::Message made =
            in_sequence(cpg, false, {.charge = isup::Charge::charge, .interworking = true});
        CPPUNIT_ASSERT(made.type() == Isup::acm);
        const auto backward = made.get<isup::BackwardCallIndicators>();
        CPPUNIT_ASSERT(backward->called_status == isup::CalledStatus::subscriber_free &&
                       backward->charge == isup::Charge::charge && backward->interworking);
        CPPUNIT_ASSERT(!made.has(isup::Param::event_information));
        std::uint8_t memory[64];
        CPPUNIT_ASSERT(made.encode(memory).ok());
        CPPUNIT_ASSERT(in_sequence(cpg, true, {}) == cpg);
    }
    void anm_without_acm_is_con_and_con_behind_one_is_anm() {
        const isup::Message anm(Isup::anm);
        const isup::Message con = in_sequence(anm, false, {.charge = isup::Charge::no_charge});
        CPPUNIT_ASSERT(con.type() == Isup::con);
        CPPUNIT_ASSERT(con.get<isup::BackwardCallIndicators>()->charge == isup::Charge::no_charge);
        CPPUNIT_ASSERT(in_sequence(con, true, {}).type() == Isup::anm);
        CPPUNIT_ASSERT(in_sequence(anm, true, {}) == anm);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CarriageTest);
