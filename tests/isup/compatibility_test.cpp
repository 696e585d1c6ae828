// What is done with messages and parameters that are not understood (Q.764 §2.9.5).
#include "isup/compatibility.h"

#include "tests/isup/support.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace isup;
using namespace isup_test;

class CompatibilityTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CompatibilityTest);
    CPPUNIT_TEST(known_messages_are_processed);
    CPPUNIT_TEST(unknown_message_follows_its_instructions);
    CPPUNIT_TEST(unknown_parameter_follows_its_instructions);
    CPPUNIT_TEST(the_weightiest_parameter_decides);
    CPPUNIT_TEST(clearing_is_never_held_up);
    CPPUNIT_TEST(confusion_is_never_answered_by_confusion);
    CPPUNIT_TEST(a_known_parameter_in_a_foreign_message_counts_as_unknown_when_strict);
    CPPUNIT_TEST(what_one_variant_knows_another_does_not);
    CPPUNIT_TEST(discarding_takes_only_what_is_named);
    CPPUNIT_TEST(confusion_and_release_carry_cause_and_diagnostics);
    CPPUNIT_TEST(format_errors_discard_without_answer);
    CPPUNIT_TEST_SUITE_END();

    static constexpr CompatibilityOptions kA{};
    static constexpr CompatibilityOptions kB{.exchange = ExchangeType::b};
    static constexpr CompatibilityOptions kAlone{.can_pass_on = false};

    struct Row {
        const char* instructions; ///< octets, "" for none
        CompatibilityOptions options;
        Verdict verdict;
        unsigned cause; ///< 0: none
    };

    static Message acm(const std::string& instructions) {
        Message message(MessageType::acm);
        message.set(BackwardCallIndicators{});
        message.add_raw(static_cast<Param>(0xd5), octets("01"));
        if (!instructions.empty())
            message.add_raw(Param::parameter_compatibility_information,
                            octets("d5" + instructions));
        return message;
    }
    static Message unknown(const std::string& instructions) {
        Message message(static_cast<MessageType>(0xfa));
        if (!instructions.empty())
            message.add_raw(Param::message_compatibility_information, octets(instructions));
        return message;
    }
    static void check(const Row& row, const Decision& decision) {
        const std::string what =
            row.instructions + std::string(" ") + std::string(name(row.verdict));
        CPPUNIT_ASSERT_EQUAL_MESSAGE(what, std::string(name(row.verdict)),
                                     std::string(name(decision.verdict)));
        CPPUNIT_ASSERT_EQUAL_MESSAGE(what, row.cause, unsigned{decision.cause});
        CPPUNIT_ASSERT_EQUAL_MESSAGE(what, row.cause != 0 && row.verdict != Verdict::release,
                                     decision.confusion);
    }

    void known_messages_are_processed() {
        const Message iam = *Message::decode(octets("010020000a0002000783909821436507"));
        CPPUNIT_ASSERT(judge(iam, Variant::itu) == Decision{});
        CPPUNIT_ASSERT(judge(*Message::decode(octets("280c0200028090")), Variant::itu) ==
                       Decision{}); // PAM: another message inside
    }
    // Q.764 Table 2; octets: 80 ext, 01 end node, 02 release, 04 notify, 08 discard, 10 no pass on.
    void unknown_message_follows_its_instructions() {
        for (const Row& row : std::initializer_list<Row>{
                 {"", kA, Verdict::discard_message, 97},
                 {"82", kA, Verdict::release, 97},
                 {"88", kA, Verdict::discard_message, 0},
                 {"8c", kA, Verdict::discard_message, 97},
                 {"80", kA, Verdict::pass_on, 0},
                 {"84", kA, Verdict::pass_on, 97},
                 {"80", kAlone, Verdict::release, 97},
                 {"90", kAlone, Verdict::discard_message, 0},
                 {"94", kAlone, Verdict::discard_message, 97},
                 {"8e", kB, Verdict::pass_on, 0},          // transit interpretation
                 {"8d", kB, Verdict::discard_message, 97}, // end node interpretation
                 {"83", kB, Verdict::release, 97}}) {
            const Decision decision = judge(unknown(row.instructions), Variant::itu, row.options);
            check(row, decision);
            CPPUNIT_ASSERT_EQUAL(std::string("fa"), hex(decision.diagnostics.octets()));
        }
    }
    // Q.764 Table 3; 10 discard parameter, 20 and 40 when passing on is not possible.
    void unknown_parameter_follows_its_instructions() {
        for (const Row& row :
             std::initializer_list<Row>{{"", kA, Verdict::discard, 99},
                                        {"", kB, Verdict::process, 103},
                                        {"82", kA, Verdict::release, 99},
                                        {"88", kA, Verdict::discard_message, 0},
                                        {"8c", kA, Verdict::discard_message, 110},
                                        {"90", kA, Verdict::discard, 0},
                                        {"94", kA, Verdict::discard, 99},
                                        {"80", kA, Verdict::process, 0},
                                        {"84", kA, Verdict::process, 103},
                                        {"80", kAlone, Verdict::release, 99},
                                        {"a0", kAlone, Verdict::discard_message, 0},
                                        {"a4", kAlone, Verdict::discard_message, 110},
                                        {"c0", kAlone, Verdict::discard, 0},
                                        {"c4", kAlone, Verdict::discard, 99},
                                        {"e0", kAlone, Verdict::release, 99},
                                        {"92", kB, Verdict::process, 0},
                                        {"95", kB, Verdict::discard, 99}})
            check(row, judge(acm(row.instructions), Variant::itu, row.options));
    }
    void the_weightiest_parameter_decides() {
        Message message = acm("");
        message.add_raw(static_cast<Param>(0xd6), {});
        message.add_raw(static_cast<Param>(0xd7), {});
        message.add_raw(Param::parameter_compatibility_information, octets("d684d794"));
        Decision decision = judge(message, Variant::itu);
        check({"", kA, Verdict::discard, 99}, decision);
        CPPUNIT_ASSERT_EQUAL(std::string("d5d7"), hex(decision.diagnostics.octets()));
        message.set_raw(Param::parameter_compatibility_information, octets("d68cd794"));
        decision = judge(message, Variant::itu);
        check({"", kA, Verdict::discard_message, 110}, decision);
        CPPUNIT_ASSERT_EQUAL(std::string("06d6"), hex(decision.diagnostics.octets()));
        message.set_raw(Param::parameter_compatibility_information, octets("d68cd782"));
        check({"", kA, Verdict::release, 99}, judge(message, Variant::itu));
    }
    void clearing_is_never_held_up() {
        Message rel(MessageType::rel);
        rel.set(CauseIndicators{});
        rel.add_raw(static_cast<Param>(0xd5), octets("01"));
        for (const char* instructions : {"d582", "d58c", "d594"}) {
            rel.set_raw(Param::parameter_compatibility_information, octets(instructions));
            CPPUNIT_ASSERT(judge(rel, Variant::itu).verdict == Verdict::discard);
        }
        CPPUNIT_ASSERT_EQUAL(99u, unsigned{judge(rel, Variant::itu).cause}); // for the RLC
        Message rlc(MessageType::rlc);
        rlc.add_raw(static_cast<Param>(0xd5), octets("01"));
        const Decision decision = judge(rlc, Variant::itu);
        CPPUNIT_ASSERT(!decision.confusion && decision.verdict == Verdict::discard);
    }
    void confusion_is_never_answered_by_confusion() {
        Message cfn(MessageType::cfn);
        cfn.set(CauseIndicators{.value = 97});
        cfn.add_raw(static_cast<Param>(0xd5), octets("01"));
        for (const char* instructions : {"d582", "d58c", "d594"}) {
            cfn.set_raw(Param::parameter_compatibility_information, octets(instructions));
            const Decision decision = judge(cfn, Variant::itu);
            CPPUNIT_ASSERT(!decision.confusion && decision.verdict != Verdict::release);
        }
    }
    void a_known_parameter_in_a_foreign_message_counts_as_unknown_when_strict() {
        Message acm(MessageType::acm);
        acm.set(BackwardCallIndicators{});
        acm.set(HopCounter{5});
        CPPUNIT_ASSERT(judge(acm, Variant::itu) == Decision{});
        CPPUNIT_ASSERT(judge(acm, Variant::ansi, {.strict_messages = true}) == Decision{});
        check({"", kA, Verdict::discard, 99}, judge(acm, Variant::itu, {.strict_messages = true}));
    }
    void what_one_variant_knows_another_does_not() {
        Message iam = *Message::decode(octets("010020000a0002000783909821436507"));
        iam.add_raw(static_cast<Param>(0xfd), octets("0102"));
        CPPUNIT_ASSERT(judge(iam, Variant::uk, {.strict_messages = true}) == Decision{});
        CPPUNIT_ASSERT(judge(iam, Variant::itu).verdict == Verdict::discard);
        CPPUNIT_ASSERT(judge(Message(MessageType::exm), Variant::ansi) == Decision{});
        CPPUNIT_ASSERT(judge(Message(MessageType::exm), Variant::itu).verdict ==
                       Verdict::discard_message);
    }
    void discarding_takes_only_what_is_named() {
        Message message = acm("94");
        discard(message, judge(message, Variant::itu));
        CPPUNIT_ASSERT(!message.has(static_cast<Param>(0xd5)) &&
                       message.has(Param::backward_call_indicators));
        Message kept = acm("84");
        discard(kept, judge(kept, Variant::itu));
        CPPUNIT_ASSERT(kept == acm("84"));
    }
    void confusion_and_release_carry_cause_and_diagnostics() {
        CPPUNIT_ASSERT_EQUAL(
            std::string("2f02000382e3d5"),
            encoded_message(confusion_of(judge(acm("94"), Variant::itu), Location::public_local)));
        CPPUNIT_ASSERT_EQUAL(std::string("0c02000385e1fa"),
                             encoded_message(release_of(judge(unknown("82"), Variant::itu),
                                                        Location::private_remote)));
    }
    void format_errors_discard_without_answer() {
        // mandatory part missing or short, pointers to nowhere, too much
        for (const std::string& text :
             {std::string("06"), std::string("0614"), std::string("0c020001"),
              std::string("0c02000182"), std::string("0c09000282"), std::string("0c0000"),
              "06161401" + std::string(2 * kMaxOctets, '0'), std::string("")}) {
            const auto message = Message::decode(octets(text));
            CPPUNIT_ASSERT_MESSAGE(text, !message);
            const Decision decision = judge_error(message.error());
            CPPUNIT_ASSERT(decision.verdict == Verdict::discard_message && !decision.confusion &&
                           decision.cause == 0);
        }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CompatibilityTest);
