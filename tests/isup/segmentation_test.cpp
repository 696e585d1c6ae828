// Long messages in two segments, and one again (Q.764 §2.1.12).
#include "isup/segmentation.h"

#include "tests/isup/support.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace isup;
using namespace isup_test;

class SegmentationTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SegmentationTest);
    CPPUNIT_TEST(what_fits_stays_one_message);
    CPPUNIT_TEST(long_iam_is_split_and_joined);
    CPPUNIT_TEST(long_backward_messages_announce_their_segment);
    CPPUNIT_TEST(no_more_is_moved_than_needed);
    CPPUNIT_TEST(what_does_not_fit_into_two_is_refused);
    CPPUNIT_TEST(every_limit_gives_fitting_segments_or_an_error);
    CPPUNIT_TEST_SUITE_END();

    static Message iam(std::size_t access, std::size_t user) {
        Message message = *Message::decode(octets("010020000a0002000783909821436507"));
        message.set(OptionalForwardCallIndicators{.connected_line_requested = true});
        message.add_raw(Param::access_transport, std::vector<std::uint8_t>(access, 1));
        message.add_raw(Param::user_to_user_information, std::vector<std::uint8_t>(user, 2));
        return message;
    }
    static std::size_t size(const Message& message) { return encoded_message(message).size() / 2; }
    /// Same parameters in any order.
    static bool equivalent(const Message& a, const Message& b) {
        if (a.type() != b.type() || a.size() != b.size())
            return false;
        for (std::size_t i = 0; i < a.size(); ++i)
            if (hex(b.raw(a.parameter(i).code)) != hex(a.raw(a.parameter(i).code)))
                return false;
        return true;
    }

    void what_fits_stays_one_message() {
        const auto segments = split(iam(50, 20));
        CPPUNIT_ASSERT(segments && !segments->rest && segments->first == iam(50, 20));
        CPPUNIT_ASSERT(!announces_segment(segments->first));
    }
    void long_iam_is_split_and_joined() {
        const Message whole = iam(200, 100);
        const auto segments = split(whole);
        CPPUNIT_ASSERT(segments && segments->rest);
        CPPUNIT_ASSERT(announces_segment(segments->first));
        CPPUNIT_ASSERT(size(segments->first) <= kSegmentLimit &&
                       size(*segments->rest) <= kSegmentLimit);
        CPPUNIT_ASSERT(segments->rest->type() == MessageType::sgm);
        const Message joined = join(*Message::decode(octets(encoded_message(segments->first))),
                                    *Message::decode(octets(encoded_message(*segments->rest))));
        CPPUNIT_ASSERT(equivalent(joined, whole) && !announces_segment(joined));
    }
    void long_backward_messages_announce_their_segment() {
        for (const MessageType type :
             {MessageType::acm, MessageType::con, MessageType::cpg, MessageType::anm}) {
            Message message(type);
            message.set(BackwardCallIndicators{});
            message.set(EventInformation{});
            if (type != MessageType::cpg)
                message.remove(EventInformation::kCode);
            message.add_raw(Param::access_transport, std::vector<std::uint8_t>(200));
            message.add_raw(Param::user_to_user_information, std::vector<std::uint8_t>(129));
            const auto segments = split(message);
            CPPUNIT_ASSERT(segments && segments->rest);
            CPPUNIT_ASSERT(segments->first.get<OptionalBackwardCallIndicators>()->segmentation);
            const Message joined = join(segments->first, *segments->rest);
            CPPUNIT_ASSERT(!announces_segment(joined) && joined.has(Param::access_transport) &&
                           joined.has(Param::user_to_user_information));
        }
    }
    void no_more_is_moved_than_needed() {
        const auto segments = split(iam(200, 100));
        CPPUNIT_ASSERT(segments->first.has(Param::user_to_user_information));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, segments->rest->size());
    }
    void what_does_not_fit_into_two_is_refused() {
        Message message = iam(250, 129);
        message.add_raw(Param::remote_operations, std::vector<std::uint8_t>(100));
        CPPUNIT_ASSERT(split(message)); // access transport moves, the rest is 262 octets
        CPPUNIT_ASSERT(!split(message, Variant::itu, 100));
        Message fac(MessageType::fac);
        fac.add_raw(Param::remote_operations, std::vector<std::uint8_t>(250));
        fac.add_raw(Param::access_transport, std::vector<std::uint8_t>(50));
        CPPUNIT_ASSERT(split(fac).error().reason == Reason::oversize);
        CPPUNIT_ASSERT(split(Message(MessageType::iam)).error().reason ==
                       Reason::missing_mandatory);
    }
    void every_limit_gives_fitting_segments_or_an_error() {
        Message whole = iam(60, 40);
        whole.add(GenericNumber{.digits = digits("123456")});
        whole.add(GenericNumber{.qualifier = NumberQualifier::additional_called,
                                .digits = digits("654321")});
        for (std::size_t limit = 0; limit < 200; ++limit)
            if (const auto segments = split(whole, Variant::itu, limit)) {
                CPPUNIT_ASSERT(size(segments->first) <= limit);
                if (segments->rest) {
                    CPPUNIT_ASSERT(size(*segments->rest) <= limit);
                    CPPUNIT_ASSERT_EQUAL(whole.size(),
                                         join(segments->first, *segments->rest).size());
                }
            }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SegmentationTest);
