// ISUP in bodies: taken, refused by handling, judged by its instructions, joined, written.
#include "gateway/mapping/encapsulation.h"

#include "sipi/body/builder.h"
#include "tests/gateway/mapping/support.h"

using namespace mapping;
using namespace mapping_test;
using Isup = isup::MessageType;

class EncapsulationTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(EncapsulationTest);
    CPPUNIT_TEST(a_message_is_taken_whatever_else_stands_there);
    CPPUNIT_TEST(what_belongs_to_the_circuit_is_gone);
    CPPUNIT_TEST(broken_isup_is_refused_when_required_and_left_when_not);
    CPPUNIT_TEST(a_refused_part_takes_the_others_with_it);
    CPPUNIT_TEST(unknown_variants_are_refused_by_415);
    CPPUNIT_TEST(the_version_decides_then_the_base);
    CPPUNIT_TEST(a_trunk_without_isup_leaves_it);
    CPPUNIT_TEST(a_message_in_the_wrong_place_is_misplaced);
    CPPUNIT_TEST(circuit_supervision_is_left_even_when_required);
    CPPUNIT_TEST(an_unknown_parameter_stays_unless_it_says_otherwise);
    CPPUNIT_TEST(an_unknown_parameter_may_release_the_call);
    CPPUNIT_TEST(an_unknown_message_follows_its_instructions);
    CPPUNIT_TEST(segments_of_one_body_are_joined);
    CPPUNIT_TEST(a_segment_to_come_is_announced);
    CPPUNIT_TEST(bodies_are_written_with_version_and_handling);
    CPPUNIT_TEST(another_variant_is_written_by_its_own_tables);
    CPPUNIT_TEST(refusals_say_why);
    CPPUNIT_TEST(the_last_leg_obeys_what_cannot_be_passed_on);
    CPPUNIT_TEST_SUITE_END();

    static constexpr auto kUnknown = static_cast<isup::Param>(0x5f);
    static constexpr std::string_view kItu = "application/ISUP;version=itu-t92+;base=itu-t92+";

    static isup::Message iam() {
        isup::Message message(Isup::iam);
        message.set(isup::NatureOfConnection{.satellites = 1, .outgoing_echo_control = true});
        message.set(isup::ForwardCallIndicators{});
        message.set(isup::CallingPartyCategory{isup::Category::ordinary});
        message.set(isup::TransmissionMediumRequirement{isup::Medium::speech});
        isup::CalledPartyNumber called;
        called.digits = digits("30222F");
        message.set(called);
        return message;
    }
    static std::vector<std::uint8_t> octets_of(const isup::Message& message) {
        std::vector<std::uint8_t> memory(600);
        const auto size = message.encode(memory);
        CPPUNIT_ASSERT(size.ok());
        memory.resize(*size);
        return memory;
    }
    static sipi::Message with(const std::vector<std::vector<std::uint8_t>>& messages,
                              std::string_view type = kItu,
                              std::string_view handling = "optional") {
        const std::string disposition = "signal;handling=" + std::string(handling);
        std::vector<sipi::PartToSend> parts{sipi::sdp_part("v=0\r\n")};
        for (const auto& octets : messages)
            parts.push_back({type, base::Octets(octets), disposition});
        sipi::BodyToSend body;
        sipi::write_body(parts, body);
        sipi::Message message = invite("sip:+4930222@gw");
        message.set_body(body.type, std::string_view(body.octets));
        return message;
    }
    static Unwrapped taken(const sipi::Message& message, Carrier carrier = Carrier::invite,
                           const Profile& profile = mapping_test::profile(Interworking::sip_i)) {
        Notes notes;
        const sipi::Body body = sipi::Body::parse(message);
        Unwrapped out = unwrap(body, carrier, profile, notes);
        CPPUNIT_ASSERT(!noted(notes, "no such row"));
        CPPUNIT_ASSERT_EQUAL(out.unused != Unused::none, noted(notes, "ISUP in the body not used"));
        return out;
    }
    static isup::Message with_unknown(bool pass_on, bool release) {
        isup::Message message = iam();
        const std::uint8_t octets[] = {1, 2, 3};
        message.add_raw(kUnknown, octets);
        isup::ParameterCompatibility compatibility;
        compatibility.count = 1;
        compatibility.rows[0].parameter = kUnknown;
        compatibility.rows[0].instructions.end_node = true;
        compatibility.rows[0].instructions.release_call = release;
        compatibility.rows[0].instructions.discard_parameter = !pass_on && !release;
        compatibility.rows[0].instructions.send_notification = !pass_on && !release;
        message.set(compatibility);
        return message;
    }

    void a_message_is_taken_whatever_else_stands_there() {
        const Unwrapped out = taken(with({octets_of(iam())}));
        CPPUNIT_ASSERT(out.message.has_value() && !out.objection && !out.expects_segment);
        CPPUNIT_ASSERT(out.message->get<isup::CalledPartyNumber>() ==
                       iam().get<isup::CalledPartyNumber>());
        sipi::Message alone = invite("sip:+4930222@gw");
        const auto octets = octets_of(iam());
        alone.set_body(kItu, base::Octets(octets));
        CPPUNIT_ASSERT(taken(alone).message.has_value());
    }
    void what_belongs_to_the_circuit_is_gone() {
        isup::Message message = iam();
        const std::uint8_t reference[] = {0, 0, 1, 0x12, 0x34}, delay[] = {0, 100};
        message.set_raw(isup::Param::call_reference, reference);
        message.set_raw(isup::Param::propagation_delay_counter, delay);
        const Unwrapped out = taken(with({octets_of(message)}));
        CPPUNIT_ASSERT(!out.message->has(isup::Param::call_reference));
        CPPUNIT_ASSERT(!out.message->get<isup::NatureOfConnection>()->outgoing_echo_control);
        CPPUNIT_ASSERT_EQUAL(1, int{out.message->get<isup::NatureOfConnection>()->satellites});
        CPPUNIT_ASSERT_EQUAL(140, int{out.message->raw(isup::Param::propagation_delay_counter)[1]});
    }
    void broken_isup_is_refused_when_required_and_left_when_not() {
        const std::vector<std::uint8_t> broken{0x01, 0x10, 0x20};
        const Unwrapped required = taken(with({broken}, kItu, "required"));
        CPPUNIT_ASSERT(required.unused == Unused::broken && !required.message);
        CPPUNIT_ASSERT_EQUAL(400, required.objection->status);
        CPPUNIT_ASSERT_EQUAL(111, int{required.objection->cause.value});
        const Unwrapped optional = taken(with({broken}));
        CPPUNIT_ASSERT(optional.unused == Unused::broken && !optional.objection);
    }
    void a_refused_part_takes_the_others_with_it() {
        const std::vector<std::uint8_t> broken{1, 0, 0x20}, good = octets_of(iam());
        for (const auto& both : {std::vector{broken, good}, std::vector{good, broken}}) {
            const Unwrapped out = taken(with(both, kItu, "required"));
            CPPUNIT_ASSERT(out.objection && !out.message);
            CPPUNIT_ASSERT(taken(with(both)).message.has_value());
        }
    }
    void unknown_variants_are_refused_by_415() {
        const Unwrapped required =
            taken(with({octets_of(iam())}, "application/ISUP;version=mars1", "required"));
        CPPUNIT_ASSERT_EQUAL(415, required.objection->status);
        const Unwrapped optional =
            taken(with({octets_of(iam())}, "application/ISUP;version=mars1"));
        CPPUNIT_ASSERT(optional.unused == Unused::unknown_variant && !optional.objection);
    }
    void the_version_decides_then_the_base() {
        const auto variant = [](std::string_view type) {
            const sipi::Message message = with({octets_of(iam())}, type);
            const sipi::Body body = sipi::Body::parse(message); // refers to the message
            return variant_of(*body.isup());
        };
        CPPUNIT_ASSERT(variant("application/ISUP;version=SPIROU;base=itu-t92+") ==
                       isup::Variant::spirou);
        CPPUNIT_ASSERT(variant("application/ISUP;version=nobody;base=etsi121") ==
                       isup::Variant::etsi356);
        CPPUNIT_ASSERT(variant("application/isup;version=\"ansi00\"") == isup::Variant::ansi);
        CPPUNIT_ASSERT(!variant("application/ISUP;version=nobody"));
    }
    void a_trunk_without_isup_leaves_it() {
        const Unwrapped out = taken(with({octets_of(iam())}), Carrier::invite, profile());
        CPPUNIT_ASSERT(out.unused == Unused::not_asked && !out.message && !out.objection);
        CPPUNIT_ASSERT_EQUAL(
            415, taken(with({octets_of(iam())}, kItu, "required"), Carrier::invite, profile())
                     .objection->status);
    }
    void a_message_in_the_wrong_place_is_misplaced() {
        const Unwrapped out = taken(with({octets_of(iam())}, kItu, "required"), Carrier::answer);
        CPPUNIT_ASSERT(out.unused == Unused::misplaced && !out.message);
        CPPUNIT_ASSERT_EQUAL(std::string("IAM in 200 (INVITE)"), out.why);
    }
    void circuit_supervision_is_left_even_when_required() {
        const Unwrapped out = taken(with({{0x13}}, kItu, "required"), Carrier::info); // BLO
        CPPUNIT_ASSERT(out.unused == Unused::of_circuit && !out.message && !out.objection);
    }
    void an_unknown_parameter_stays_unless_it_says_otherwise() {
        CPPUNIT_ASSERT(taken(with({octets_of(with_unknown(true, false))})).message->has(kUnknown));
        const Unwrapped out = taken(with({octets_of(with_unknown(false, false))}));
        CPPUNIT_ASSERT(!out.message->has(kUnknown));
        CPPUNIT_ASSERT(out.confusion->type() == Isup::cfn);
        CPPUNIT_ASSERT_EQUAL(99, int{out.confusion->get<isup::CauseIndicators>()->value});
    }
    void an_unknown_parameter_may_release_the_call() {
        const Unwrapped out = taken(with({octets_of(with_unknown(false, true))}));
        CPPUNIT_ASSERT(!out.message);
        CPPUNIT_ASSERT_EQUAL(500, out.objection->status);
        CPPUNIT_ASSERT_EQUAL(99, int{out.objection->cause.value});
    }
    void an_unknown_message_follows_its_instructions() {
        // type 0xfa, pointer to the optional part, message compatibility: pass on
        const std::vector<std::uint8_t> pass{0xfa, 1, 0x38, 1, 0x80, 0};
        CPPUNIT_ASSERT(taken(with({pass}), Carrier::info).message->type() ==
                       static_cast<Isup>(0xfa));
        const std::vector<std::uint8_t> discard{0xfa, 1, 0x38, 1, 0x8d, 0}; // A, C, D
        const Unwrapped out = taken(with({discard}), Carrier::info);
        CPPUNIT_ASSERT(out.unused == Unused::discarded && !out.message);
        CPPUNIT_ASSERT_EQUAL(97, int{out.confusion->get<isup::CauseIndicators>()->value});
    }
    void segments_of_one_body_are_joined() {
        isup::Message first = iam();
        isup::OptionalForwardCallIndicators optional;
        optional.segmentation = true;
        first.set(optional);
        isup::Message segment(Isup::sgm);
        const std::uint8_t user[] = {4, 'h', 'i'};
        segment.set_raw(isup::Param::user_to_user_information, user);
        const Unwrapped out = taken(with({octets_of(first), octets_of(segment)}));
        CPPUNIT_ASSERT(out.message->has(isup::Param::user_to_user_information));
        CPPUNIT_ASSERT(!out.expects_segment);
    }
    void a_segment_to_come_is_announced() {
        isup::Message acm(Isup::acm);
        acm.set(isup::BackwardCallIndicators{});
        isup::OptionalBackwardCallIndicators optional;
        optional.segmentation = true;
        acm.set(optional);
        CPPUNIT_ASSERT(taken(with({octets_of(acm)}), Carrier::provisional).expects_segment);
    }
    void bodies_are_written_with_version_and_handling() {
        Profile sip_i = profile(Interworking::sip_i);
        sip_i.isup.required = true;
        Notes notes;
        const auto octets = wrap(iam(), sip_i, notes);
        CPPUNIT_ASSERT(octets.ok());
        const sipi::BodyToSend both = body_of("v=0\r\n", *octets, Carrier::invite, sip_i);
        sipi::Message message = invite("sip:+4930222@gw");
        message.set_body(both.type, std::string_view(both.octets));
        const sipi::Body body = sipi::Body::parse(message);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, body.parts().size());
        CPPUNIT_ASSERT(body.parts()[0].is("application", "sdp"));
        CPPUNIT_ASSERT_EQUAL(std::string(kItu), std::string(body.isup()->content_type));
        CPPUNIT_ASSERT(!body.isup()->optional);
        const sipi::BodyToSend alone = body_of({}, *octets, Carrier::provisional, sip_i);
        CPPUNIT_ASSERT_EQUAL(std::string(kItu), alone.type);
        CPPUNIT_ASSERT_EQUAL(std::string("signal;handling=optional"), alone.disposition);
        CPPUNIT_ASSERT(body_of({}, {}, Carrier::bye, sip_i).octets.empty());
    }
    void another_variant_is_written_by_its_own_tables() {
        Profile ansi = profile(Interworking::sip_t);
        ansi.isup.variant = isup::Variant::ansi;
        Notes notes;
        const auto octets = wrap(iam(), ansi, notes);
        CPPUNIT_ASSERT(octets.ok());
        const auto read = isup::Message::decode(
            {reinterpret_cast<const std::uint8_t*>(octets->data()), octets->size()},
            isup::Variant::ansi);
        CPPUNIT_ASSERT(read.ok() && read->has(isup::Param::user_service_information));
        isup::Message rel(Isup::rel); // without its cause it cannot be written
        CPPUNIT_ASSERT(!wrap(rel, ansi, notes).ok());
    }
    void the_last_leg_obeys_what_cannot_be_passed_on() {
        Notes notes;
        isup::Message message = with_unknown(true, false); // GF: release
        CPPUNIT_ASSERT_EQUAL(99,
                             int{refused_at_edge(message, isup::Location::transit, notes)->value});
        CPPUNIT_ASSERT(noted(notes, "pass on not possible: release"));
        auto compatibility = *message.get<isup::ParameterCompatibility>();
        compatibility.rows[0].instructions.pass_on_not_possible = 2; // discard it
        message.set(compatibility);
        CPPUNIT_ASSERT(!refused_at_edge(message, isup::Location::transit, notes));
        CPPUNIT_ASSERT(!refused_at_edge(iam(), isup::Location::transit, notes));
    }
    void refusals_say_why() {
        Objection objection{400, {}, "ISUP broken: \"x\"\r\n"};
        objection.cause.value = 111;
        objection.cause.location = isup::Location::public_local;
        const auto headers = headers_of(objection);
        CPPUNIT_ASSERT_EQUAL(std::string("399 landline \"ISUP broken: 'x'''\""), headers[1].value);
        CPPUNIT_ASSERT(headers[0].value.find("cause=111") != std::string::npos);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(EncapsulationTest);
