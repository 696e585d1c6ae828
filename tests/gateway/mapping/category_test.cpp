// Categories, operators' languages, priorities and precedences: each row both ways.
#include "gateway/mapping/category.h"

#include "gateway/mapping/sip_tables.h"
#include "isup/ansi.h"
#include "tests/gateway/mapping/support.h"

using namespace mapping;
using namespace mapping_test;

class CategoryTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CategoryTest);
    CPPUNIT_TEST(every_category_goes_both_ways);
    CPPUNIT_TEST(an_emergency_is_known_where_isup_has_no_value_for_it);
    CPPUNIT_TEST(every_operator_speaks_its_language);
    CPPUNIT_TEST(every_priority_row_counts_without_cpc);
    CPPUNIT_TEST(every_precedence_goes_both_ways);
    CPPUNIT_TEST(oli_is_for_ansi);
    CPPUNIT_TEST(strangers_are_ordinary);
    CPPUNIT_TEST_SUITE_END();

    static isup::Message iam(const std::string& headers,
                             const Profile& profile = mapping_test::profile()) {
        isup::Message result(isup::MessageType::iam);
        Notes notes;
        set_category(invite("sip:1@gw", headers), profile, result, notes);
        return result;
    }
    static isup::Category category(const std::string& headers,
                                   const Profile& profile = mapping_test::profile()) {
        return iam(headers, profile).get<isup::CallingPartyCategory>()->value;
    }
    static std::string identity(const std::string& params) {
        return "P-Asserted-Identity: <sip:+49301" + params + "@h;user=phone>\r\n";
    }

    void every_category_goes_both_ways() {
        for (const CategoryRow& row : category_rows()) {
            if (row.cpc == "emergency")
                continue; // its own test
            const std::string cpc = ";cpc=" + std::string(row.cpc);
            CPPUNIT_ASSERT_MESSAGE(cpc, category(identity(cpc)) == row.category);
            CPPUNIT_ASSERT(category("P-Asserted-Identity: <sip:+49301@h" + cpc + ">\r\n") ==
                           row.category);
            CPPUNIT_ASSERT(!row.clause.empty());
            CPPUNIT_ASSERT(category("From: <sip:+49301" + cpc + "@h;user=phone>;tag=1\r\n") ==
                           row.category);
            isup::Message message(isup::MessageType::iam);
            message.set(isup::CallingPartyCategory{row.category});
            Notes notes;
            const SubscriberParams params = category_params(message, profile(), notes);
            CPPUNIT_ASSERT_EQUAL(row.category != isup::Category::ordinary, !params.empty());
            CPPUNIT_ASSERT(category(identity(params_text(params))) == row.category);
        }
        CPPUNIT_ASSERT(category("") == isup::Category::ordinary);
        CPPUNIT_ASSERT(category(identity(";cpc=nonsense")) == isup::Category::ordinary);
    }
    void an_emergency_is_known_where_isup_has_no_value_for_it() {
        Profile ansi = profile();
        ansi.isup.variant = isup::Variant::ansi;
        const std::string caller = identity(";cpc=emergency");
        CPPUNIT_ASSERT(category(caller) == isup::Category::priority);
        CPPUNIT_ASSERT(category(caller, ansi) == isup::Category::emergency);
        CPPUNIT_ASSERT(is_emergency(invite("sip:1@gw", caller), profile()));
        CPPUNIT_ASSERT(!is_emergency(invite("sip:1@gw", caller), stranger()));
        CPPUNIT_ASSERT(!is_emergency(invite("sip:1@gw", identity(";cpc=priority")), profile()));
        for (const isup::Category value :
             {isup::Category::emergency, isup::Category::emergency_high}) {
            isup::Message message(isup::MessageType::iam);
            message.set(isup::CallingPartyCategory{value});
            Notes notes;
            CPPUNIT_ASSERT_EQUAL(std::string(";cpc=emergency"),
                                 params_text(category_params(message, profile(), notes)));
        }
    }
    void every_operator_speaks_its_language() {
        for (const OperatorRow& row : operator_rows()) {
            isup::Message message(isup::MessageType::iam);
            message.set(isup::CallingPartyCategory{row.category});
            Notes notes;
            Headers headers;
            add_category_headers(message, profile(), headers, notes);
            std::string lines = identity(params_text(category_params(message, profile(), notes)));
            for (const sipi::ExtraHeader& header : headers)
                lines += header.name + ": " + header.value + "\r\n";
            CPPUNIT_ASSERT_MESSAGE(lines, category(lines) == row.category);
            CPPUNIT_ASSERT(category(identity(";cpc=operator") +
                                    "Accept-Language: " + std::string(row.language) +
                                    "-XX;q=0.8, en\r\n") == row.category);
        }
        CPPUNIT_ASSERT(category(identity(";cpc=operator") + "Accept-Language: ja\r\n") ==
                       isup::Category::operator_english);
    }
    void every_priority_row_counts_without_cpc() {
        for (const PriorityRow& row : priority_rows()) {
            const std::string line = "Priority: " + std::string(row.priority) + "\r\n";
            CPPUNIT_ASSERT(category(line) == row.category);
            CPPUNIT_ASSERT(category(line + identity(";cpc=payphone")) == isup::Category::payphone);
            CPPUNIT_ASSERT(!row.clause.empty());
        }
        CPPUNIT_ASSERT(category("Priority: normal\r\n") == isup::Category::ordinary);
    }
    void every_precedence_goes_both_ways() {
        for (const MlppRow& row : mlpp_rows()) {
            const isup::Message message =
                iam("Resource-Priority: ets.1, q735." + std::string(row.value) + "\r\n");
            CPPUNIT_ASSERT(message.get<isup::MlppPrecedence>()->level == row.precedence);
            Headers headers;
            Notes notes;
            add_category_headers(message, profile(), headers, notes);
            CPPUNIT_ASSERT_EQUAL("q735." + std::string(row.value), headers.at(0).value);
        }
        CPPUNIT_ASSERT(
            !iam("Resource-Priority: q735.9, wps.0, x\r\n").has(isup::Param::mlpp_precedence));
    }
    void oli_is_for_ansi() {
        Profile american = profile();
        american.carrier = CarrierParameter::carrier_identification;
        const isup::Message message = iam(identity(";oli=07"), american);
        CPPUNIT_ASSERT_EQUAL(7, int{message.get<isup::ansi::OriginatingLine>()->value});
        Notes notes;
        CPPUNIT_ASSERT(category_params(message, american, notes) ==
                       (SubscriberParams{{"oli", "07"}}));
        CPPUNIT_ASSERT(category_params(message, profile(), notes).empty());
        CPPUNIT_ASSERT(
            !iam(identity(";oli=07")).has(isup::Param::ansi_originating_line_information));
        CPPUNIT_ASSERT(!iam(identity(";oli=100"), american)
                            .has(isup::Param::ansi_originating_line_information));
    }
    void strangers_are_ordinary() {
        CPPUNIT_ASSERT(category(identity(";cpc=operator") + "Priority: emergency\r\n",
                                stranger()) == isup::Category::ordinary);
        CPPUNIT_ASSERT(
            !iam("Resource-Priority: q735.0\r\n", stranger()).has(isup::Param::mlpp_precedence));
        isup::Message message(isup::MessageType::iam);
        message.set(isup::CallingPartyCategory{isup::Category::operator_german});
        message.set(isup::MlppPrecedence{});
        Notes notes;
        Headers headers;
        add_category_headers(message, stranger(), headers, notes);
        CPPUNIT_ASSERT(headers.empty() && category_params(message, stranger(), notes).empty());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CategoryTest);
