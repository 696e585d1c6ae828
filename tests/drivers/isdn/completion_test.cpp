// Completion of calls in facility elements.
#include "drivers/isdn/completion.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace isdn;

namespace {

using Octets = std::vector<std::uint8_t>;
using Operation = Completion::Operation;

Message with(Octets contents) {
    Message message;
    message.type = MessageType::facility;
    message.facilities = {std::move(contents)};
    return message;
}

class CompletionTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CompletionTest);
    CPPUNIT_TEST(each_operation_is_read_as_written);
    CPPUNIT_TEST(a_request_has_the_octets_of_the_standard);
    CPPUNIT_TEST(the_result_of_a_request_has_its_reference);
    CPPUNIT_TEST(references_beyond_the_standard_are_nothing);
    CPPUNIT_TEST(an_element_cut_at_every_length_is_read_or_nothing);
    CPPUNIT_TEST_SUITE_END();

    static Completion user_free() {
        Completion told;
        told.operation = Operation::user_free;
        told.id = 9;
        told.reference = 5;
        told.called = {.type_of_number = 2, .plan = 1, .digits = "30123456"};
        told.bearer = BearerCapability{};
        return told;
    }
    void each_operation_is_read_as_written() {
        for (const Operation operation :
             {Operation::retain, Operation::forget, Operation::request, Operation::request_no_reply,
              Operation::deactivate, Operation::call}) {
            Completion told;
            told.operation = operation;
            told.id = 3;
            told.reference = 127;
            CPPUNIT_ASSERT(completion_in(with(facility(told))) == told);
        }
        Completion told = user_free();
        const auto read = completion_in(with(facility(told)));
        CPPUNIT_ASSERT(read && read->bearer && read->reference == 5);
        CPPUNIT_ASSERT_EQUAL(std::string("30123456"), read->called.digits);
        told.operation = Operation::erase;
        told.erased = Completion::Erased::recall_timer;
        CPPUNIT_ASSERT(completion_in(with(facility(told)))->erased ==
                       Completion::Erased::recall_timer);
    }
    void a_request_has_the_octets_of_the_standard() {
        Completion asked;
        asked.operation = Operation::request;
        asked.id = 7;
        asked.reference = 1;
        const Octets octets{0x91, 0xa1, 0x0e, 0x02, 0x01, 0x07, 0x06, 0x06, 0x04,
                            0x00, 0x82, 0x67, 0x01, 0x02, 0x02, 0x01, 0x01};
        CPPUNIT_ASSERT(octets == facility(asked));
    }
    void the_result_of_a_request_has_its_reference() {
        const Octets result = completion_result(Operation::request, 7, 4);
        const auto components = components_of(result);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, components.size());
        CPPUNIT_ASSERT(components[0].kind == ComponentKind::return_result);
        const auto parts = ber::all(ber::all(components[0].argument).at(0).contents);
        CPPUNIT_ASSERT(ber::integer(parts.at(0).contents) == 0); // global recall
        CPPUNIT_ASSERT(ber::integer(parts.at(1).contents) == 4);
    }
    void references_beyond_the_standard_are_nothing() {
        Completion asked;
        asked.operation = Operation::request;
        for (const int reference : {-1, 128, 70000}) {
            asked.reference = reference;
            CPPUNIT_ASSERT(!completion_in(with(facility(asked))));
        }
    }
    void an_element_cut_at_every_length_is_read_or_nothing() {
        const Octets whole = facility(user_free());
        unsigned read = 0;
        for (std::size_t size = 0; size <= whole.size(); ++size)
            read +=
                completion_in(with(Octets(whole.begin(), whole.begin() + static_cast<long>(size))))
                    ? 1
                    : 0;
        CPPUNIT_ASSERT_EQUAL(1U, read);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CompletionTest);

} // namespace
