// Call transfer in facility elements.
#include "drivers/isdn/transfer.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace isdn;

namespace {

using Octets = std::vector<std::uint8_t>;
using Operation = TransferOperation;

Message with(Octets contents) {
    Message message;
    message.type = MessageType::facility;
    message.facilities = {std::move(contents)};
    return message;
}

Number national(std::string digits, std::uint8_t presentation = 0) {
    return {.type_of_number = 2, .plan = 1, .presentation = presentation, .digits = digits};
}

SwitchType spoken_by(Operation operation) {
    switch (operation) {
    case Operation::identify:
    case Operation::abandon:
    case Operation::initiate:
        return SwitchType::qsig;
    case Operation::two_b_channel:
        return SwitchType::ni2;
    case Operation::rlt_ability:
    case Operation::rlt_third_party:
        return SwitchType::dms100;
    default:
        return SwitchType::euroisdn;
    }
}

} // namespace

class IsdnTransferTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(IsdnTransferTest);
    CPPUNIT_TEST(requests_are_coded_as_the_standards_have_them);
    CPPUNIT_TEST(requests_survive_on_lines_that_have_them);
    CPPUNIT_TEST(requests_are_nothing_on_other_lines);
    CPPUNIT_TEST(names_of_calls_survive_in_results);
    CPPUNIT_TEST(errors_are_values_or_identifiers);
    CPPUNIT_TEST(a_transferred_party_survives_in_both_dialects);
    CPPUNIT_TEST(broken_octets_are_nothing);
    CPPUNIT_TEST_SUITE_END();

    void requests_are_coded_as_the_standards_have_them() {
        const Octets execute{0x91, 0xa1, 6, 2, 1, 3, 2, 1, 6};
        CPPUNIT_ASSERT(execute == facility(TransferInvoke{Operation::execute, 3, {}, {}}));
        // 0.4.0.369.1.1, the link 7
        const Octets link{0x91, 0xa1, 14, 2, 1, 1, 6, 6, 4, 0, 0x82, 0x71, 1, 1, 2, 1, 7};
        CPPUNIT_ASSERT(link == facility(TransferInvoke{Operation::execute_link, 1, 7, {}}));
        // 1.2.840.10005.0.8, SEQUENCE { 0x8001 }
        const Octets two{0x91, 0xa1, 19, 2, 1,    1, 6, 7, 0x2a, 0x86, 0x48,
                         0xce, 0x15, 0,  8, 0x30, 5, 2, 3, 0,    0x80, 1};
        const Octets coded = facility(TransferInvoke{Operation::two_b_channel, 1, 0x8001, {}});
        CPPUNIT_ASSERT(two == coded);
        const Octets rlt{0x91, 0xa1, 14, 2, 1, 2, 2, 1, 2, 0x30, 6, 0x80, 1, 9, 0x81, 1, 0};
        CPPUNIT_ASSERT(rlt == facility(TransferInvoke{Operation::rlt_third_party, 2, 9, {}}));
    }

    void requests_survive_on_lines_that_have_them() {
        for (const Operation operation :
             {Operation::execute, Operation::link_request, Operation::execute_link,
              Operation::identify, Operation::abandon, Operation::initiate,
              Operation::two_b_channel, Operation::rlt_ability, Operation::rlt_third_party}) {
            const TransferInvoke asked{operation, 5, 1234, national("600")};
            const auto read = transfer_in(with(facility(asked)), spoken_by(operation));
            const std::string which = std::to_string(static_cast<int>(operation));
            CPPUNIT_ASSERT_MESSAGE(which, read && read->operation == operation && read->id == 5);
            const bool names =
                operation == Operation::execute_link || operation == Operation::initiate ||
                operation == Operation::two_b_channel || operation == Operation::rlt_third_party;
            CPPUNIT_ASSERT_EQUAL_MESSAGE(which, names ? 1234 : -1, read->other.value_or(-1));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(which, operation == Operation::initiate,
                                         read->rerouting && read->rerouting->digits == "600");
        }
    }

    void requests_are_nothing_on_other_lines() {
        const Message ect = with(facility(TransferInvoke{Operation::execute, 1, {}, {}}));
        CPPUNIT_ASSERT(!transfer_in(ect, SwitchType::qsig));
        CPPUNIT_ASSERT(!transfer_in(ect, SwitchType::ni2));
        const Message rlt = with(facility(TransferInvoke{Operation::rlt_third_party, 2, 1, {}}));
        CPPUNIT_ASSERT(!transfer_in(rlt, SwitchType::euroisdn));
    }

    void names_of_calls_survive_in_results() {
        for (const Operation operation :
             {Operation::link_request, Operation::identify, Operation::rlt_ability}) {
            const Octets octets = transfer_result(operation, 4, 77, national("600"));
            const auto components = components_of(octets);
            CPPUNIT_ASSERT_EQUAL(std::size_t{1}, components.size());
            CPPUNIT_ASSERT_EQUAL(4, components[0].id.value_or(-1));
            CPPUNIT_ASSERT_EQUAL(77, name_in(components[0]).value_or(-1));
        }
        const Octets none = transfer_result(Operation::execute, 4);
        CPPUNIT_ASSERT(!name_in(components_of(none)[0]));
    }

    void errors_are_values_or_identifiers() {
        const Octets link = transfer_error(Operation::execute_link, 2, kLinkIdNotAssigned);
        CPPUNIT_ASSERT_EQUAL(kLinkIdNotAssigned, components_of(link)[0].error.value_or(-1));
        const Octets qsig = transfer_error(Operation::initiate, 2, kUnrecognizedCallIdentity);
        CPPUNIT_ASSERT_EQUAL(kUnrecognizedCallIdentity, components_of(qsig)[0].error.value_or(-1));
        CPPUNIT_ASSERT(components_of(qsig)[0].dialect == Dialect::qsig);
    }

    void a_transferred_party_survives_in_both_dialects() {
        for (const Dialect dialect : {Dialect::etsi, Dialect::qsig})
            for (const bool alerting : {false, true})
                for (const std::uint8_t presentation : {std::uint8_t{0}, std::uint8_t{1}}) {
                    const Transferred told{alerting, national("30123", presentation)};
                    const auto read = transferred_in(with(facility(told, dialect)));
                    CPPUNIT_ASSERT(read && read->to);
                    CPPUNIT_ASSERT_EQUAL(alerting, read->alerting);
                    CPPUNIT_ASSERT_EQUAL(std::string("30123"), read->to->digits);
                    CPPUNIT_ASSERT_EQUAL(int{presentation}, int{read->to->presentation});
                }
        const auto unknown = transferred_in(with(facility(Transferred{}, Dialect::qsig)));
        CPPUNIT_ASSERT(unknown && unknown->to);
        CPPUNIT_ASSERT_EQUAL(2, int{unknown->to->presentation});
    }

    void broken_octets_are_nothing() {
        Octets whole = facility(TransferInvoke{Operation::initiate, 1, 12, national("600")});
        while (!whole.empty()) {
            whole.pop_back();
            const auto read = transfer_in(with(whole), SwitchType::qsig);
            CPPUNIT_ASSERT(!read || read->operation == Operation::initiate);
            CPPUNIT_ASSERT(!read || !read->rerouting || read->rerouting->digits.size() <= 3);
        }
        // a call identity of more than four digits
        const Octets wide =
            invoke(Dialect::qsig, 1, 9,
                   ber::group(ber::kSequence, {ber::text(ber::kNumericString, "12345")}));
        const auto read = transfer_in(with(wide), SwitchType::qsig);
        CPPUNIT_ASSERT(read && !read->other);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(IsdnTransferTest);
