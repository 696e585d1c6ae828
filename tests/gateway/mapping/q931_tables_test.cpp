// Every row of the Q.931 and ISUP tables, walked both ways: each has a clause, an example and comes
// back as it went.
#include "gateway/mapping/q931_tables.h"

#include "gateway/mapping/bearers.h"
#include "gateway/mapping/numbers.h"
#include "gateway/mapping/redirection.h"
#include "isup/supplementary.h"
#include "tests/gateway/mapping/support.h"

#include <functional>
#include <map>

using namespace mapping;
using namespace mapping_test;
using isdn::MessageType;

namespace {

isdn::Message message(MessageType type) {
    isdn::Message result;
    result.type = type;
    return result;
}

isdn::Number number(std::uint8_t type, std::string text, std::uint8_t screening = 0) {
    isdn::Number result;
    result.type_of_number = type;
    result.digits = std::move(text);
    result.screening = screening;
    return result;
}

isdn::Message setup() {
    isdn::Message result = message(MessageType::setup);
    result.bearer = isdn::BearerCapability{0x10, 0x10, 3};
    result.called = number(2, "30222");
    return result;
}

isup::Message iam_of(const isdn::Message& from, const Profile& profile = mapping_test::profile()) {
    Notes notes;
    isup::Message iam = iam_from_setup(from, profile, notes);
    std::uint8_t memory[isup::kMaxOctets];
    CPPUNIT_ASSERT(iam.encode(memory).ok());
    return iam;
}

isdn::Message setup_of(const isup::Message& iam) {
    Notes notes;
    const auto result = setup_from_iam(iam, profile(), notes);
    CPPUNIT_ASSERT(result.ok());
    return *result;
}

/// What puts a row's element into a SETUP, and which parameter must be in the IAM then.
struct SetupExample {
    std::function<void(isdn::Message&)> change;
    isup::Param parameter;
};
const std::map<std::string, SetupExample, std::less<>> kSetupExamples{
    {"called party number",
     {[](isdn::Message& m) { m.called = number(1, "33123456"); },
      isup::Param::called_party_number}},
    {"sending complete",
     {[](isdn::Message& m) { m.sending_complete = true; }, isup::Param::called_party_number}},
    {"progress indicator",
     {[](isdn::Message& m) {
          m.progress = {{3, 2}};
      },
      isup::Param::forward_call_indicators}},
    {"bearer capability",
     {[](isdn::Message& m) {
          m.bearer = isdn::BearerCapability{0x08, 0x10, 1};
          m.bearers = {{0x88, 0x90, 0x21, 0x8f}}; // V.110, 9600 bit/s
      },
      isup::Param::user_service_information}},
    {"second bearer capability",
     {[](isdn::Message& m) {
          m.bearers = {{0x90, 0x90, 0xa3}, {0x91, 0x90, 0xa5}};
      },
      isup::Param::user_service_information_prime}},
    {"calling party number",
     {[](isdn::Message& m) {
          m.calling = number(2, "89111", 1);
          m.calling->presentation = 1;
      },
      isup::Param::calling_party_number}},
    {"second calling party number",
     {[](isdn::Message& m) {
          m.calling = number(2, "89100", 3);
          m.second_calling = number(2, "89111", 0);
      },
      isup::Param::generic_number}},
    {"redirecting number",
     {[](isdn::Message& m) {
          m.redirecting = number(2, "30333");
          m.redirecting->reason = 15;
      },
      isup::Param::redirection_information}},
    {"transit network selection",
     {[](isdn::Message& m) {
          m.transit_network = {0xa1, '2', '8', '8'};
      },
      isup::Param::transit_network_selection}},
    {"subaddresses, LLC, HLC, user-user, network-specific facilities",
     {[](isdn::Message& m) {
          m.called_subaddress = {0x80, 0x50, '1', '2'};
          m.calling_subaddress = {0xa0, 0x17};
          m.low_layer = {0x90, 0x90, 0xa3};
          m.high_layer = {0x91, 0x81};
          m.second_high_layer = {0x91, 0x84};
          m.user_user = {4, 'h', 'i'};
          m.network_facilities = {0x00, 0xe1};
      },
      isup::Param::access_transport}},
};

} // namespace

class Q931TablesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(Q931TablesTest);
    CPPUNIT_TEST(every_row_has_a_name_and_a_clause);
    CPPUNIT_TEST(every_row_of_setup_comes_back);
    CPPUNIT_TEST(all_of_setup_at_once_comes_back);
    CPPUNIT_TEST(parameters_without_element_are_what_an_access_says);
    CPPUNIT_TEST(unscreened_number_goes_behind_the_lines_own);
    CPPUNIT_TEST(every_transit_network_comes_back);
    CPPUNIT_TEST(every_carried_element_comes_back_in_each_message_that_holds_it);
    CPPUNIT_TEST(every_parameter_of_same_octets_comes_back_in_each_message);
    CPPUNIT_TEST(every_access_row_comes_back);
    CPPUNIT_TEST(every_notification_comes_back);
    CPPUNIT_TEST(every_message_of_the_user_has_its_image);
    CPPUNIT_TEST(every_message_of_isup_has_its_image);
    CPPUNIT_TEST(every_redirection_reason_and_number_type_comes_back);
    CPPUNIT_TEST(every_location_is_kept);
    CPPUNIT_TEST(service_change_tells_the_medium_used);
    CPPUNIT_TEST(redirection_number_comes_back_unless_restricted);
    CPPUNIT_TEST(facility_carries_remote_operations_both_ways);
    CPPUNIT_TEST(announcement_after_disconnect_is_progress_with_its_cause);
    CPPUNIT_TEST(release_takes_no_progress_indicator_along);
    CPPUNIT_TEST_SUITE_END();

    static isup::Message to_isup(const isdn::Message& from, bool acm_seen) {
        Notes notes;
        const auto result = isup_from_q931(from, acm_seen, notes);
        CPPUNIT_ASSERT(result);
        std::uint8_t memory[isup::kMaxOctets];
        CPPUNIT_ASSERT(result->encode(memory).ok());
        return *result;
    }
    static isdn::Message to_q931(const isup::Message& from, bool answered) {
        Notes notes;
        const auto result = q931_from_isup(from, answered, notes);
        CPPUNIT_ASSERT(result);
        return *result;
    }

    template <class Rows>
    static void assert_clauses(const Rows& rows) {
        CPPUNIT_ASSERT(!rows.empty());
        for (const auto& row : rows)
            CPPUNIT_ASSERT(!row.row.name.empty() && !row.row.clause.empty());
    }
    void every_row_has_a_name_and_a_clause() {
        assert_clauses(setup_rows());
        assert_clauses(carried_rows());
        assert_clauses(same_octets_rows());
        assert_clauses(forward_access_rows());
        assert_clauses(backward_access_rows());
        assert_clauses(notification_rows());
        assert_clauses(transit_network_rows());
        assert_clauses(from_user_rows());
        assert_clauses(to_user_rows());
    }

    void every_row_of_setup_comes_back() {
        for (const SetupRow& row : setup_rows()) {
            if (!row.to_iam || !row.to_setup)
                continue;
            const auto example = kSetupExamples.find(row.element);
            CPPUNIT_ASSERT_MESSAGE(std::string(row.element), example != kSetupExamples.end());
            isdn::Message sent = setup();
            example->second.change(sent);
            const isup::Message iam = iam_of(sent);
            CPPUNIT_ASSERT_MESSAGE(std::string(row.element), iam.has(example->second.parameter));
            const isdn::Message again = setup_of(iam);
            CPPUNIT_ASSERT_MESSAGE(std::string(row.element), again == sent);
        }
    }
    void all_of_setup_at_once_comes_back() {
        isdn::Message sent = setup();
        for (const auto& [element, example] : kSetupExamples)
            // one bearer is in the other's way; two are for ISDN callers only
            if (element != "bearer capability" && element != "progress indicator")
                example.change(sent);
        CPPUNIT_ASSERT(setup_of(iam_of(sent)) == sent);
    }
    void parameters_without_element_are_what_an_access_says() {
        const isup::Message iam = iam_of(setup());
        CPPUNIT_ASSERT(iam.get<isup::NatureOfConnection>() == isup::NatureOfConnection{});
        CPPUNIT_ASSERT(iam.get<isup::CallingPartyCategory>()->value == isup::Category::ordinary);
        CPPUNIT_ASSERT(iam.get<isup::OptionalForwardCallIndicators>()->connected_line_requested);
        CPPUNIT_ASSERT_EQUAL(31, int{iam.get<isup::HopCounter>()->remaining});
        unsigned rows = 0;
        for (const SetupRow& row : setup_rows())
            rows += row.element.empty();
        CPPUNIT_ASSERT_EQUAL(4U, rows); // the four above
    }
    void unscreened_number_goes_behind_the_lines_own() {
        Profile line = profile();
        line.default_calling = "+4989100";
        isdn::Message sent = setup();
        sent.calling = number(2, "89111", 0);
        isup::Message iam = iam_of(sent, line);
        CPPUNIT_ASSERT(iam.get<isup::CallingPartyNumber>()->digits == digits("89100"));
        const auto generic = iam.get<isup::GenericNumber>();
        CPPUNIT_ASSERT(generic->qualifier == isup::NumberQualifier::additional_calling &&
                       generic->digits == digits("89111") &&
                       generic->screening == isup::Screening::not_verified);
        sent.calling->screening = 1; // checked: it is the calling party number
        iam = iam_of(sent, line);
        CPPUNIT_ASSERT(iam.get<isup::CallingPartyNumber>()->digits == digits("89111"));
        CPPUNIT_ASSERT(!iam.has(isup::Param::generic_number));
        sent.calling->screening = 0; // the network's own number stands second
        sent.second_calling = number(2, "89100", 3);
        iam = iam_of(sent);
        CPPUNIT_ASSERT(iam.get<isup::CallingPartyNumber>()->digits == digits("89100"));
        CPPUNIT_ASSERT(iam.get<isup::GenericNumber>()->digits == digits("89111"));
    }
    void every_transit_network_comes_back() {
        for (const TransitNetworkRow& row : transit_network_rows()) {
            isdn::Message sent = setup();
            sent.transit_network = {
                static_cast<std::uint8_t>(0x80 | row.isdn_type << 4 | row.isdn_plan), '1', '2'};
            const isup::Message iam = iam_of(sent);
            const auto network = iam.get<isup::TransitNetworkSelection>();
            CPPUNIT_ASSERT(network->type_of_network == row.isup_type &&
                           network->plan == row.isup_plan && network->digits == digits("12"));
            const isdn::Message again = setup_of(iam);
            CPPUNIT_ASSERT_EQUAL(std::size_t{3}, again.transit_network.size());
            if (row.isdn_type != 0) // that one comes back as a national network
                CPPUNIT_ASSERT(again.transit_network == sent.transit_network);
        }
    }

    static constexpr MessageType kBasic[] = {
        MessageType::setup,    MessageType::call_proceeding,  MessageType::alerting,
        MessageType::progress, MessageType::connect,          MessageType::disconnect,
        MessageType::release,  MessageType::release_complete, MessageType::user_information};

    /// The message through ISUP and back, as the same message or the one that its REL makes.
    static isdn::Message there_and_back(const isdn::Message& sent) {
        if (sent.type == MessageType::setup)
            return setup_of(iam_of(sent));
        return to_q931(to_isup(sent, false), false);
    }
    static isdn::Message basic(MessageType type) {
        isdn::Message result = type == MessageType::setup ? setup() : message(type);
        if (type == MessageType::progress || type == MessageType::call_proceeding)
            result.progress = {{8, 2}};
        if (type == MessageType::user_information)
            result.user_user = {0, 1};
        return result;
    }
    void every_carried_element_comes_back_in_each_message_that_holds_it() {
        for (const CarriedRow& row : carried_rows())
            for (const MessageType type : kBasic) {
                isdn::Message sent = basic(type);
                sent.*row.octets = {0x91, 0x81, 0x82};
                const bool held = row.messages & message_bit(type);
                CPPUNIT_ASSERT_MESSAGE(std::string(row.row.name) + " in " + isdn::name(type),
                                       ((there_and_back(sent).*row.octets) == sent.*row.octets) ==
                                           held);
            }
    }
    void every_parameter_of_same_octets_comes_back_in_each_message() {
        for (const SameOctetsRow& row : same_octets_rows())
            for (const MessageType type : kBasic) {
                isdn::Message sent = basic(type);
                sent.*row.octets = {0x04, 0x41};
                const bool held = row.messages & message_bit(type);
                CPPUNIT_ASSERT_MESSAGE(std::string(row.row.name) + " in " + isdn::name(type),
                                       ((there_and_back(sent).*row.octets) == sent.*row.octets) ==
                                           held);
                (sent.*row.octets).assign(row.most + 1, 0x41); // more than ISUP carries
                if (type == MessageType::setup)
                    CPPUNIT_ASSERT(!iam_of(sent).has(row.parameter));
            }
    }

    void every_access_row_comes_back() {
        for (const AccessRow& row : forward_access_rows()) {
            isdn::Message sent = setup();
            if (row.description)
                sent.progress = {{row.description, 2}};
            isup::Message iam = iam_of(sent);
            const auto forward = iam.get<isup::ForwardCallIndicators>();
            CPPUNIT_ASSERT(forward->interworking == row.interworking &&
                           forward->isup_all_the_way == !row.interworking &&
                           forward->isdn_access == row.isdn_access);
            iam.remove(isup::Param::access_transport); // by the indicators alone
            CPPUNIT_ASSERT(setup_of(iam).progress == sent.progress);
        }
        for (const AccessRow& row : backward_access_rows()) {
            isdn::Message sent = message(MessageType::alerting);
            if (row.description)
                sent.progress = {{row.description, 2}};
            isup::Message acm = to_isup(sent, false);
            const auto backward = acm.get<isup::BackwardCallIndicators>();
            CPPUNIT_ASSERT(backward->interworking == row.interworking &&
                           backward->isup_all_the_way == !row.interworking &&
                           backward->isdn_access == row.isdn_access);
            acm.remove(isup::Param::access_transport);
            CPPUNIT_ASSERT(to_q931(acm, false).progress == sent.progress);
        }
    }

    void every_notification_comes_back() {
        for (const NotificationRow& row : notification_rows()) {
            isdn::Message sent = message(MessageType::notify);
            sent.notification = row.description;
            const isup::Message told = to_isup(sent, true);
            CPPUNIT_ASSERT(told.type() == row.message);
            CPPUNIT_ASSERT(to_q931(told, true) == sent);
            const isup::Message early = to_isup(sent, false); // nothing but an ACM may be first
            CPPUNIT_ASSERT(early.type() == isup::MessageType::acm);
            CPPUNIT_ASSERT(to_q931(early, false) == sent);
        }
        isdn::Message unknown = message(MessageType::notify);
        unknown.notification = 0x11;
        CPPUNIT_ASSERT(to_q931(to_isup(unknown, true), true) == unknown);
    }

    void every_message_of_the_user_has_its_image() {
        for (const FromUserRow& row : from_user_rows()) {
            isdn::Message sent = message(row.q931);
            sent.progress = {{8, 2}};
            sent.notification = 0x79;
            sent.called = number(0, "12");
            sent.user_user = {0, 1};
            sent.facilities = {{0x91, 0xa1, 0x03, 0x02, 0x01, 0x07}};
            for (const bool acm_seen : {false, true}) {
                Notes notes;
                const auto result = isup_from_q931(sent, acm_seen, notes);
                const auto wanted = acm_seen ? row.later : row.early;
                CPPUNIT_ASSERT_MESSAGE(isdn::name(row.q931),
                                       result.has_value() == wanted.has_value());
                if (result)
                    CPPUNIT_ASSERT_MESSAGE(isdn::name(row.q931), result->type() == *wanted);
            }
        }
    }
    void every_message_of_isup_has_its_image() {
        for (const ToUserRow& row : to_user_rows()) {
            isup::Message sent(row.isup);
            isup::BackwardCallIndicators backward;
            backward.called_status = row.status.value_or(isup::CalledStatus::no_indication);
            sent.set(backward);
            sent.set(isup::EventInformation{row.event.value_or(isup::Event::in_band), false});
            sent.set(isup::OptionalBackwardCallIndicators{.in_band = true});
            if (row.when == ToUserRow::When::after_answer)
                sent.set(isup::GenericNotification(isup::Notification::remote_hold));
            sent.set(isup::SubsequentNumber{digits("12")});
            sent.set(isup::UserToUserInformation{0, {1, 2}});
            isup::RemoteOperations operations;
            operations.components = {0xa1, 0x03, 0x02, 0x01, 0x07};
            sent.set(operations);
            const bool answered = row.when == ToUserRow::When::after_answer;
            Notes notes;
            const auto result = q931_from_isup(sent, answered, notes);
            CPPUNIT_ASSERT_MESSAGE(std::string(row.row.name), result && result->type == row.q931);
            if (row.when != ToUserRow::When::always && row.isup == isup::MessageType::acm)
                CPPUNIT_ASSERT(!q931_from_isup(sent, true, notes));
        }
    }

    void every_redirection_reason_and_number_type_comes_back() {
        for (const RedirectReasonRow& row : redirect_reason_rows()) {
            isdn::Message sent = setup();
            sent.redirecting = number(2, "30333");
            sent.redirecting->reason = row.isdn;
            const isup::Message iam = iam_of(sent);
            CPPUNIT_ASSERT(iam.get<isup::RedirectionInformation>()->reason ==
                           reason_from_isdn(row.isdn));
            CPPUNIT_ASSERT_EQUAL(int{reason_to_isdn(reason_from_isdn(row.isdn))},
                                 int{setup_of(iam).redirecting->reason});
        }
        for (const NatureRow& row : nature_rows()) {
            isdn::Message sent = message(MessageType::connect);
            sent.connected = number(row.type_of_number, "30222");
            const isup::Message con = to_isup(sent, false);
            CPPUNIT_ASSERT(con.get<isup::ConnectedNumber>()->nature == row.nature);
            CPPUNIT_ASSERT_EQUAL(int{type_from_nature(row.nature)},
                                 int{to_q931(con, false).connected->type_of_number});
        }
    }
    void every_location_is_kept() {
        for (std::uint8_t location = 0; location < 16; ++location) {
            isdn::Message sent = message(MessageType::disconnect);
            sent.cause = isdn::Cause{17, location, {0x83}};
            CPPUNIT_ASSERT(*to_q931(to_isup(sent, false), true).cause == *sent.cause);
        }
    }
    void service_change_tells_the_medium_used() {
        isdn::Message sent = message(MessageType::connect);
        sent.progress = {{5, 2}};
        sent.bearer = isdn::BearerCapability{0x10, 0x10, 3};
        const isup::Message con = to_isup(sent, false);
        CPPUNIT_ASSERT(con.get<isup::TransmissionMediumUsed>()->value == isup::Medium::audio_3k1);
        CPPUNIT_ASSERT(to_q931(con, false) == sent);
        sent.progress.clear(); // the same service as asked for
        CPPUNIT_ASSERT(!to_isup(sent, false).has(isup::Param::transmission_medium_used));
    }
    void redirection_number_comes_back_unless_restricted() {
        isdn::Message sent = message(MessageType::notify);
        sent.notification = 0x7b;
        sent.redirection = number(2, "30444");
        CPPUNIT_ASSERT(to_q931(to_isup(sent, true), true) == sent);
        sent.redirection->presentation = 1;
        const isdn::Message cut = to_q931(to_isup(sent, true), true);
        CPPUNIT_ASSERT(cut.redirection->digits.empty() && cut.redirection->presentation == 1);
    }
    void facility_carries_remote_operations_both_ways() {
        isdn::Message sent = message(MessageType::facility);
        sent.facilities = {{0x91, 0xa1, 0x03, 0x02, 0x01, 0x07}};
        CPPUNIT_ASSERT(to_q931(to_isup(sent, true), true) == sent);
        sent.facilities = {{0x9f, 0xa1, 0x03, 0x02, 0x01, 0x07}}; // not remote operations
        Notes notes;
        CPPUNIT_ASSERT(!isup_from_q931(sent, true, notes));
    }
    void announcement_after_disconnect_is_progress_with_its_cause() {
        isdn::Message sent = message(MessageType::disconnect);
        sent.cause = isdn::Cause{1, 3, {}};
        sent.progress = {{8, 2}};
        for (const bool acm_seen : {false, true}) {
            Notes notes;
            const auto heard = announcement_from_disconnect(sent, acm_seen, notes);
            CPPUNIT_ASSERT(heard && noted(notes, "DISCONNECT with in-band information"));
            CPPUNIT_ASSERT(heard->type() ==
                           (acm_seen ? isup::MessageType::cpg : isup::MessageType::acm));
            const isdn::Message progress = to_q931(*heard, false);
            CPPUNIT_ASSERT(progress.type == MessageType::progress && progress.has_progress(8));
            CPPUNIT_ASSERT(*progress.cause == *sent.cause);
        }
        Notes notes;
        isup::CauseIndicators cause;
        cause.value = 17;
        cause.location = isup::Location::public_local;
        const isdn::Message tone = disconnect_with_tone(cause, notes);
        CPPUNIT_ASSERT(tone.type == MessageType::disconnect && tone.has_progress(8) &&
                       *tone.cause == (isdn::Cause{17, 2, {}}));
    }
    void release_takes_no_progress_indicator_along() {
        isdn::Message sent = message(MessageType::disconnect);
        sent.cause = isdn::Cause{16, 0, {}};
        sent.progress = {{8, 2}};
        const isup::Message rel = to_isup(sent, true);
        CPPUNIT_ASSERT(!rel.has(isup::Param::access_transport));
        CPPUNIT_ASSERT(to_q931(rel, true).progress.empty());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(Q931TablesTest);
