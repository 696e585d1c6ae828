// Every row of the tables between SIP and ISUP, through the functions that use them.
#include "gateway/mapping/sip_tables.h"

#include "gateway/mapping/isup_to_sip.h"
#include "gateway/mapping/sip_to_isup.h"
#include "tests/gateway/mapping/support.h"

using namespace mapping;
using namespace mapping_test;

class SipTablesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SipTablesTest);
    CPPUNIT_TEST(every_interworking_row_shapes_the_iam);
    CPPUNIT_TEST(every_provisional_row_is_used);
    CPPUNIT_TEST(every_progress_row_is_used);
    CPPUNIT_TEST(every_end_row_is_used);
    CPPUNIT_TEST(every_local_row_is_used);
    CPPUNIT_TEST_SUITE_END();

    static constexpr Interworking kAll[] = {Interworking::rfc3398, Interworking::q1912_5_a,
                                            Interworking::q1912_5_b, Interworking::sip_i,
                                            Interworking::sip_t};

    void every_interworking_row_shapes_the_iam() {
        for (const Interworking interworking : kAll) {
            const InterworkingRow& row = interworking_row(interworking);
            CPPUNIT_ASSERT(row.interworking == interworking && !row.clause.empty());
            Notes notes;
            const auto iam =
                iam_from_invite(invite("sip:+4930222@gw"), profile(interworking), notes);
            CPPUNIT_ASSERT(iam->get<isup::NatureOfConnection>() == row.nature);
            CPPUNIT_ASSERT(iam->get<isup::ForwardCallIndicators>() == row.forward);
            CPPUNIT_ASSERT(iam->has(isup::Param::hop_counter));
            CPPUNIT_ASSERT_EQUAL(row.connected_line,
                                 iam->has(isup::Param::optional_forward_call_indicators));
            const auto con = isup_from_answer(response(200), false, profile(interworking), notes);
            CPPUNIT_ASSERT(con.get<isup::BackwardCallIndicators>() == row.backward);
        }
    }
    static bool matches(const std::optional<isup::Message>& message, Early early) {
        if (early == Early::nothing || !message)
            return early == Early::nothing && !message;
        const auto status = message->get<isup::BackwardCallIndicators>()->called_status;
        return message->type() == isup::MessageType::acm &&
               (status == isup::CalledStatus::subscriber_free) ==
                   (early == Early::acm_subscriber_free);
    }
    void every_provisional_row_is_used() {
        for (const ProvisionalRow& row : provisional_rows())
            for (const bool media : {false, true}) {
                Notes notes;
                const sipi::Message message = response(row.status);
                CPPUNIT_ASSERT(matches(isup_from_provisional(message, false, media,
                                                             profile(Interworking::rfc3398), notes),
                                       row.rfc3398));
                CPPUNIT_ASSERT(
                    matches(isup_from_provisional(message, false, media, profile(), notes),
                            media ? row.q1912_5_in_band : row.q1912_5));
                const auto cpg = isup_from_provisional(message, true, media, profile(), notes);
                CPPUNIT_ASSERT(cpg && cpg->type() == isup::MessageType::cpg);
                const isup::Event expected =
                    media && row.later == isup::Event::progress ? isup::Event::in_band : row.later;
                CPPUNIT_ASSERT(cpg->get<isup::EventInformation>()->event == expected);
                CPPUNIT_ASSERT_EQUAL(media,
                                     cpg->has(isup::Param::optional_backward_call_indicators));
                CPPUNIT_ASSERT(noted(notes, row.row.name));
            }
    }
    void every_progress_row_is_used() {
        for (const ProgressRow& row : progress_rows())
            for (const bool in_band : {false, true}) {
                isup::Message message(row.message);
                isup::BackwardCallIndicators backward;
                backward.called_status = row.status;
                if (row.message == isup::MessageType::acm)
                    message.set(backward);
                else
                    message.set(isup::EventInformation{row.event, false});
                if (in_band)
                    message.set(isup::OptionalBackwardCallIndicators{.in_band = true});
                const bool audible = in_band || row.event == isup::Event::in_band;
                Notes notes;
                const auto old =
                    provisional_from_isup(message, profile(Interworking::rfc3398), notes);
                CPPUNIT_ASSERT_EQUAL(int{row.rfc3398}, old ? old->status : 0);
                const auto itu = provisional_from_isup(message, profile(), notes);
                CPPUNIT_ASSERT_EQUAL(int{audible ? row.q1912_5_in_band : row.q1912_5},
                                     itu ? itu->status : 0);
                CPPUNIT_ASSERT_EQUAL(audible, old->with_sdp);
                CPPUNIT_ASSERT(noted(notes, row.row.name));
            }
    }
    void every_end_row_is_used() {
        for (const EndRow& row : end_rows())
            for (const Interworking interworking : kAll) {
                Notes notes;
                const auto rel = rel_from_sip({.reason = row.reason}, profile(interworking), notes);
                const unsigned cause = rel.get<isup::CauseIndicators>()->value;
                const InterworkingRow& specification = interworking_row(interworking);
                CPPUNIT_ASSERT(row.cause ? cause == row.cause
                                         : cause == specification.bye_cause ||
                                               cause == specification.cancel_cause);
                CPPUNIT_ASSERT(noted(notes, row.row.name));
            }
    }
    void every_local_row_is_used() {
        for (const LocalRow& row : local_rows()) {
            Notes notes;
            const auto rel = rel_from_sip(
                {.reason = sipi::EndReason::failed, .status = row.status, .local = true}, profile(),
                notes);
            CPPUNIT_ASSERT_EQUAL(int{row.cause}, int{rel.get<isup::CauseIndicators>()->value});
            CPPUNIT_ASSERT(noted(notes, row.row.name));
        }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SipTablesTest);
