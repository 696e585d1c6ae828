// Components of facility elements, and diversion in them.
#include "drivers/isdn/diversion.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace isdn;

namespace {

using Octets = std::vector<std::uint8_t>;

Message with(Octets contents) {
    Message message;
    message.type = MessageType::facility;
    message.facilities = {std::move(contents)};
    return message;
}

Number national(std::string digits, std::uint8_t presentation = 0) {
    return {.type_of_number = 2, .plan = 1, .presentation = presentation, .digits = digits};
}

void assert_same(const Number& wanted, const std::optional<Number>& found) {
    CPPUNIT_ASSERT(found.has_value());
    CPPUNIT_ASSERT_EQUAL(wanted.digits, found->digits);
    CPPUNIT_ASSERT_EQUAL(int{wanted.type_of_number}, int{found->type_of_number});
    CPPUNIT_ASSERT_EQUAL(int{wanted.plan}, int{found->plan});
    CPPUNIT_ASSERT_EQUAL(int{wanted.presentation}, int{found->presentation});
}

} // namespace

class DiversionTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DiversionTest);
    CPPUNIT_TEST(integers_have_the_fewest_octets);
    CPPUNIT_TEST(long_contents_have_a_long_length);
    CPPUNIT_TEST(a_deflection_is_coded_as_the_standard_has_it);
    CPPUNIT_TEST(a_rerouting_survives_in_both_dialects);
    CPPUNIT_TEST(where_a_call_has_been_survives_in_both_dialects);
    CPPUNIT_TEST(withheld_numbers_are_told_as_withheld);
    CPPUNIT_TEST(where_a_call_goes_survives_in_both_dialects);
    CPPUNIT_TEST(the_diverted_to_user_says_whether_it_may_be_named);
    CPPUNIT_TEST(operations_are_named_by_numbers_and_by_identifiers);
    CPPUNIT_TEST(answers_have_the_id_of_the_invoke);
    CPPUNIT_TEST(broken_octets_are_nothing);
    CPPUNIT_TEST_SUITE_END();

    void integers_have_the_fewest_octets() {
        const std::pair<std::int64_t, Octets> rows[] = {{0, {2, 1, 0}},
                                                        {127, {2, 1, 127}},
                                                        {128, {2, 2, 0, 128}},
                                                        {-1, {2, 1, 0xff}},
                                                        {-129, {2, 2, 0xff, 0x7f}},
                                                        {65535, {2, 3, 0, 0xff, 0xff}},
                                                        {1 << 24, {2, 4, 1, 0, 0, 0}}};
        for (const auto& [value, octets] : rows) {
            CPPUNIT_ASSERT_EQUAL_MESSAGE(std::to_string(value), true,
                                         ber::number(ber::kInteger, value) == octets);
            CPPUNIT_ASSERT(ber::integer(base::Octets(octets).subspan(2)) == value);
        }
    }

    void long_contents_have_a_long_length() {
        for (const std::size_t size : {127U, 128U, 255U, 256U, 700U}) {
            const Octets octets = ber::element(ber::kOctetString, Octets(size, 7));
            base::OctetReader reader(octets);
            const auto read = ber::next(reader);
            CPPUNIT_ASSERT(read && reader.at_end());
            CPPUNIT_ASSERT_EQUAL(size, read->contents.size());
        }
    }

    void a_deflection_is_coded_as_the_standard_has_it() {
        Rerouting asked;
        asked.deflection = true;
        asked.id = 5;
        asked.to = national("301");
        asked.notification = DiversionNotification::with_number;
        // invoke 5 of 13: SEQUENCE { SEQUENCE { [1] { ENUMERATED 2, "301" } }, TRUE }
        const Octets octets{0x91, 0xa1, 0x17, 2, 1, 5,    2, 1,   13,  0x30, 0x0f, 0x30, 0x0a,
                            0xa1, 8,    0x0a, 1, 2, 0x12, 3, '3', '0', '1',  1,    1,    0xff};
        CPPUNIT_ASSERT(facility(asked) == octets);
        const auto read = rerouting_in(with(octets));
        CPPUNIT_ASSERT(read && read->deflection);
        CPPUNIT_ASSERT_EQUAL(5, read->id);
        CPPUNIT_ASSERT(read->notification == DiversionNotification::with_number);
        assert_same(asked.to, read->to);
    }

    void a_rerouting_survives_in_both_dialects() {
        for (const Dialect dialect : {Dialect::etsi, Dialect::qsig}) {
            Rerouting asked;
            asked.dialect = dialect;
            asked.id = 300;
            asked.to = national("4930600");
            asked.reason = DiversionReason::busy;
            asked.counter = 3;
            asked.last = national("4930500");
            asked.elements = {4, 3, 0x90, 0x90, 0xa3};
            asked.notification = DiversionNotification::without_number;
            const auto read = rerouting_in(with(facility(asked)));
            CPPUNIT_ASSERT(read && !read->deflection);
            CPPUNIT_ASSERT(read->dialect == dialect && read->id == 300);
            assert_same(asked.to, read->to);
            assert_same(*asked.last, read->last);
            CPPUNIT_ASSERT(read->reason == DiversionReason::busy);
            CPPUNIT_ASSERT_EQUAL(3, int{read->counter});
            CPPUNIT_ASSERT(read->notification == asked.notification);
            CPPUNIT_ASSERT(read->elements == asked.elements);
        }
    }

    void where_a_call_has_been_survives_in_both_dialects() {
        for (const Dialect dialect : {Dialect::etsi, Dialect::qsig}) {
            DivertedCall call;
            call.counter = 2;
            call.reason = DiversionReason::no_reply;
            call.original_reason = DiversionReason::unconditional;
            call.diverting = national("301");
            call.original = Number{.type_of_number = 0, .plan = 0, .digits = "302"};
            const auto read = diverted_call_in(with(facility(call, dialect)));
            CPPUNIT_ASSERT(read);
            CPPUNIT_ASSERT_EQUAL(2, int{read->counter});
            CPPUNIT_ASSERT(read->reason == DiversionReason::no_reply);
            CPPUNIT_ASSERT_EQUAL(dialect == Dialect::qsig, read->original_reason.has_value());
            assert_same(*call.diverting, read->diverting);
            assert_same(*call.original, read->original);
        }
    }

    void withheld_numbers_are_told_as_withheld() {
        DivertedCall call;
        call.diverting = national("301", 1);
        call.original = Number{.plan = 0, .presentation = 1, .digits = ""};
        const auto read = diverted_call_in(with(facility(call, Dialect::etsi)));
        assert_same(*call.diverting, read->diverting);
        assert_same(*call.original, read->original);
        call.original->presentation = 2;
        assert_same(*call.original,
                    diverted_call_in(with(facility(call, Dialect::qsig)))->original);
    }

    void where_a_call_goes_survives_in_both_dialects() {
        for (const Dialect dialect : {Dialect::etsi, Dialect::qsig}) {
            const DivertedTo to{DiversionReason::busy, DiversionNotification::with_number,
                                national("600")};
            const auto read = diverted_to_in(with(facility(to, dialect)));
            CPPUNIT_ASSERT(read && read->reason == to.reason);
            CPPUNIT_ASSERT(read->notification == to.notification);
            assert_same(*to.to, read->to);
        }
    }

    void the_diverted_to_user_says_whether_it_may_be_named() {
        for (const Dialect dialect : {Dialect::etsi, Dialect::qsig})
            for (const bool allowed : {false, true})
                CPPUNIT_ASSERT(may_present_in(with(facility_may_present(allowed, dialect))) ==
                               allowed);
    }

    void operations_are_named_by_numbers_and_by_identifiers() {
        // 0.4.0.745.1.1 (EN 300 745 mWIActivate), and as this end writes it
        const Octets etsi{0x91, 0xa1, 11, 2, 1, 1, 6, 6, 4, 0, 0x85, 0x69, 1, 1};
        CPPUNIT_ASSERT(invoke(Dialect::etsi, 1, etsi_object(745, 1)) == etsi);
        CPPUNIT_ASSERT(components_of(etsi)[0].operation == etsi_object(745, 1));
        // 1.3.12.9.19 (ECMA-174 callRerouting)
        const Octets qsig{0x9f, 0xa1, 9, 2, 1, 1, 6, 4, 0x2b, 0x0c, 9, 19};
        CPPUNIT_ASSERT(components_of(qsig)[0].invokes(Dialect::qsig, 19));
    }

    void answers_have_the_id_of_the_invoke() {
        const auto result = components_of(return_result(Dialect::etsi, 7));
        CPPUNIT_ASSERT(result.size() == 1 && result[0].kind == ComponentKind::return_result);
        CPPUNIT_ASSERT_EQUAL(7, result[0].id.value_or(0));
        const auto error = components_of(return_error(Dialect::qsig, 200, 12));
        CPPUNIT_ASSERT(error.size() == 1 && error[0].kind == ComponentKind::return_error);
        CPPUNIT_ASSERT_EQUAL(200, error[0].id.value_or(0));
        CPPUNIT_ASSERT_EQUAL(12, error[0].error.value_or(0));
    }

    void broken_octets_are_nothing() {
        Rerouting asked;
        asked.to = national("301");
        const Octets whole = facility(asked);
        for (std::size_t size = 0; size < whole.size(); ++size) {
            const Octets cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
            CPPUNIT_ASSERT(!rerouting_in(with(cut)));
        }
        CPPUNIT_ASSERT(components_of({}).empty());
        CPPUNIT_ASSERT(components_of(Octets{0x92, 0xa1, 3, 2, 1, 1}).empty()); // CMIP
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(DiversionTest);
