// What an IAM loses, and what it may not lose, at a trunk without ISUP.
#include "gateway/mapping/without_isup.h"

#include "tests/gateway/mapping/support.h"

using namespace mapping;
using namespace mapping_test;

class WithoutIsupTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(WithoutIsupTest);
    CPPUNIT_TEST(every_row_says_what_is_left_out_and_where_it_is_written);
    CPPUNIT_TEST(a_body_leaves_nothing_out);
    CPPUNIT_TEST(isup_required_is_refused_where_the_trunk_says_so);
    CPPUNIT_TEST(isup_required_is_carried_where_it_may_or_a_body_has_it);
    CPPUNIT_TEST(what_no_setup_and_no_header_says_is_named);
    CPPUNIT_TEST(compatibility_elements_are_named);
    CPPUNIT_TEST_SUITE_END();

    static isup::Message iam() { return iam_of("sip:+4930222@gw;user=phone", profile()); }
    static isup::Message requiring() {
        isup::Message message = iam();
        auto forward = *message.get<isup::ForwardCallIndicators>();
        forward.preference = isup::IsupPreference::required;
        message.set(forward);
        return message;
    }

    void every_row_says_what_is_left_out_and_where_it_is_written() {
        for (const NoImageRow& row : no_image_rows()) {
            isup::Message message = iam();
            if (row.parameter == isup::Param::location_number) {
                isup::LocationNumber location;
                location.digits = digits("4930777");
                message.set(location);
            } else {
                message.set_raw(row.parameter, std::array<std::uint8_t, 4>{0, 1, 0, 2});
            }
            Notes notes;
            note_without_image(message, stranger(), notes);
            CPPUNIT_ASSERT_EQUAL(std::size_t{1}, notes.size());
            CPPUNIT_ASSERT(noted(notes, row.row.name) && !row.row.clause.empty());
            if (row.parameter == isup::Param::location_number)
                CPPUNIT_ASSERT_EQUAL(std::string("4930777"), std::string(notes[0].value()));
        }
    }
    void a_body_leaves_nothing_out() {
        isup::Message message = iam();
        message.set(isup::LocationNumber{});
        Notes notes;
        note_without_image(message, profile(Interworking::sip_i), notes);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, notes.size());
    }
    void what_no_setup_and_no_header_says_is_named() {
        isup::Message message = iam();
        message.set_raw(isup::Param::ccss, std::array<std::uint8_t, 1>{1});
        message.set_raw(isup::Param{0xb7}, std::array<std::uint8_t, 1>{1});
        message.set(isup::HopCounter{3}); // ends here, that is no loss
        Notes sip, line;
        note_without_image(message, profile(), sip);
        note_left_at_line(message, line);
        CPPUNIT_ASSERT(noted(sip, "parameters without SIP image: left out"));
        CPPUNIT_ASSERT(noted(line, "parameters without Q.931 image: left out"));
        for (const Notes* notes : {&sip, &line}) {
            CPPUNIT_ASSERT_EQUAL(std::size_t{1}, notes->size());
            CPPUNIT_ASSERT_EQUAL(std::string("CCSS, 0xb7"), std::string((*notes)[0].value()));
        }
        Notes nothing;
        note_without_image(iam(), profile(), nothing);
        note_left_at_line(iam(), nothing);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, nothing.size());
    }
    void compatibility_elements_are_named() {
        isup::Message message = iam();
        isup::AccessTransport access;
        const std::array<std::uint8_t, 2> telephony{0x91, 0x81}, fax{0x91, 0x84};
        CPPUNIT_ASSERT(access.add(isup::Element::high_layer, telephony));
        message.set(access);
        Notes nothing;
        note_without_image(message, profile(), nothing);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, nothing.size());
        isup::AccessTransport both;
        CPPUNIT_ASSERT(both.add(isup::Element::high_layer, fax));
        CPPUNIT_ASSERT(both.add(isup::Element::low_layer, telephony));
        message.set(both);
        Notes notes;
        note_without_image(message, profile(), notes);
        CPPUNIT_ASSERT(noted(notes, "compatibility elements without SIP image: left out"));
        CPPUNIT_ASSERT_EQUAL(std::string("HLC, LLC"), std::string(notes[0].value()));
    }
    void isup_required_is_refused_where_the_trunk_says_so() {
        Profile refusing = profile();
        refusing.isup_required_refused = true;
        Notes notes;
        CPPUNIT_ASSERT(!refused_without_isup(iam(), refusing, notes));
        CPPUNIT_ASSERT_EQUAL(unsigned{31},
                             unsigned{invite_from_iam(requiring(), refusing, notes).error().value});
        CPPUNIT_ASSERT(noted(notes, "ISUP required all the way: refused"));
        refusing.isup_required_cause = 127;
        CPPUNIT_ASSERT_EQUAL(unsigned{127},
                             unsigned{refused_without_isup(requiring(), refusing, notes)->value});
    }
    void isup_required_is_carried_where_it_may_or_a_body_has_it() {
        Notes notes;
        CPPUNIT_ASSERT(!refused_without_isup(requiring(), profile(), notes));
        CPPUNIT_ASSERT(noted(notes, "ISUP required all the way, not kept"));
        Profile bodies = profile(Interworking::sip_i);
        bodies.isup_required_refused = true;
        CPPUNIT_ASSERT(!refused_without_isup(requiring(), bodies, notes));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(WithoutIsupTest);
