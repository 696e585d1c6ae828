// The IAM of a call that a transfer places: RFC 5589 §6, Q.732.7.
#include "gateway/mapping/transfer.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

namespace {

using mapping::Transferred;

class TransferIamTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TransferIamTest);
    CPPUNIT_TEST(every_kept_parameter_is_that_of_the_first_call);
    CPPUNIT_TEST(transferred_caller_keeps_its_number);
    CPPUNIT_TEST(transferred_called_party_calls_with_the_number_that_was_called);
    CPPUNIT_TEST(services_of_the_first_call_do_not_go_on);
    CPPUNIT_TEST_SUITE_END();

    static isup::Message first() {
        isup::Message iam(isup::MessageType::iam);
        iam.set(isup::NatureOfConnection{});
        iam.set(isup::CallingPartyCategory{isup::Category::payphone});
        iam.set(isup::TransmissionMediumRequirement{isup::Medium::audio_3k1});
        iam.set(called("600f"));
        isup::CallingPartyNumber calling;
        calling.digits = *isup::Digits::from_text("30123");
        calling.presentation = isup::Presentation::restricted;
        iam.set(calling);
        isup::RedirectingNumber redirecting;
        redirecting.digits = *isup::Digits::from_text("555");
        iam.set(redirecting);
        return iam;
    }
    static isup::CalledPartyNumber called(std::string_view digits) {
        isup::CalledPartyNumber number;
        number.nature = isup::NatureOfAddress::unknown;
        const bool st = digits.back() == 'f';
        number.digits = *isup::Digits::from_text(digits.substr(0, digits.size() - st));
        if (st)
            number.digits.push_back(isup::Digits::kSt);
        return number;
    }
    static isup::Message target() {
        isup::Message iam(isup::MessageType::iam);
        iam.set(isup::TransmissionMediumRequirement{isup::Medium::speech});
        iam.set(called("700f"));
        return iam;
    }
    static isup::Message made(Transferred party) {
        mapping::Notes notes;
        return mapping::iam_of_transfer(first(), target(), party, notes);
    }

    void every_kept_parameter_is_that_of_the_first_call() {
        const isup::Message made_of_it = made(Transferred::caller);
        for (const mapping::KeptRow& row : mapping::kept_rows()) {
            const base::Octets is = made_of_it.raw(row.code), was = first().raw(row.code);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(row.row.name), first().has(row.code),
                                         made_of_it.has(row.code));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(row.row.name), was.size(), is.size());
            CPPUNIT_ASSERT(!row.row.clause.empty());
        }
        CPPUNIT_ASSERT(made_of_it.get<isup::CalledPartyNumber>() ==
                       target().get<isup::CalledPartyNumber>());
        CPPUNIT_ASSERT(made_of_it.get<isup::TransmissionMediumRequirement>()->value ==
                       isup::Medium::audio_3k1);
    }
    void transferred_caller_keeps_its_number() {
        CPPUNIT_ASSERT(made(Transferred::caller).get<isup::CallingPartyNumber>() ==
                       first().get<isup::CallingPartyNumber>());
    }
    void transferred_called_party_calls_with_the_number_that_was_called() {
        const auto calling = made(Transferred::called).get<isup::CallingPartyNumber>();
        CPPUNIT_ASSERT(calling && !calling->digits.has_st());
        CPPUNIT_ASSERT_EQUAL(std::string("600"), calling->digits.to_text());
        CPPUNIT_ASSERT(calling->nature == isup::NatureOfAddress::unknown);
    }
    void services_of_the_first_call_do_not_go_on() {
        CPPUNIT_ASSERT(!made(Transferred::caller).has(isup::Param::redirecting_number));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TransferIamTest);

} // namespace
