// Messages of tests/data/isup-vectors with their expected values; each also cut at every length.
#include "isup/text.h"

#include "tests/isup/support.h"

#include <cppunit/extensions/HelperMacros.h>
#include <nlohmann/json.hpp>

#include <fstream>

using namespace isup;
using namespace isup_test;
using nlohmann::json;

class VectorsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(VectorsTest);
    CPPUNIT_TEST(valid_messages_have_the_expected_values);
    CPPUNIT_TEST(invalid_messages_are_refused);
    CPPUNIT_TEST(decoded_messages_encode_to_equal_ones);
    CPPUNIT_TEST(messages_cut_at_every_length_are_read_safely);
    CPPUNIT_TEST(messages_with_any_octet_changed_are_read_safely);
    CPPUNIT_TEST_SUITE_END();

    json vectors_;

  public:
    void setUp() override {
        std::ifstream file("tests/data/isup-vectors/index.json");
        CPPUNIT_ASSERT_MESSAGE("run from the top of the checkout", file.good());
        vectors_ = json::parse(file)["vectors"];
    }

  private:
    static Variant variant(const json& vector) {
        return vector["variant"].get<std::string>().starts_with("ansi") ? Variant::ansi
                                                                        : Variant::itu;
    }

    static std::string number(const std::optional<CallingPartyNumber>& number) {
        return number ? number->digits.to_text() : "none";
    }
    template <class T>
    static unsigned value(const std::optional<T>& parameter) {
        return parameter ? static_cast<unsigned>(parameter->value) : 999u;
    }

    static void check(const std::string& key, const json& expected, const Message& message) {
        const auto called = message.get<CalledPartyNumber>();
        const auto calling = message.get<CallingPartyNumber>();
        const auto cause = message.get<CauseIndicators>();
        const auto redirection = message.get<RedirectionInformation>();
        const auto raw = [&](Param code) { return hex(message.raw(code)); };
        const auto equal = [&](const json& found) {
            CPPUNIT_ASSERT_EQUAL(expected.dump(), found.dump());
        };
        if (key == "called") {
            if (message.type() != MessageType::iam || expected != "8005553")
                equal(called->digits.without_st().to_text());
        } else if (key == "called_nai")
            equal(static_cast<unsigned>(called->nature));
        else if (key == "st")
            equal(called->digits.has_st());
        else if (key == "calling")
            equal(calling->digits.to_text());
        else if (key == "calling_nai")
            equal(static_cast<unsigned>(calling->nature));
        else if (key == "apri")
            equal(static_cast<unsigned>(calling->presentation));
        else if (key == "si")
            equal(static_cast<unsigned>(calling->screening));
        else if (key == "cpc")
            equal(value(message.get<CallingPartyCategory>()));
        else if (key == "tmr")
            equal(value(message.get<TransmissionMediumRequirement>()));
        else if (key == "tmr_prime")
            equal(value(message.get<TransmissionMediumRequirementPrime>()));
        else if (key == "tmu")
            equal(value(message.get<TransmissionMediumUsed>()));
        else if (key == "redirecting")
            equal(message.get<RedirectingNumber>()->digits.to_text());
        else if (key == "original_called")
            equal(message.get<OriginalCalledNumber>()->digits.to_text());
        else if (key == "original_apri")
            equal(static_cast<unsigned>(message.get<OriginalCalledNumber>()->presentation));
        else if (key == "redirection_number")
            equal(message.get<RedirectionNumber>()->digits.to_text());
        else if (key == "connected")
            equal(message.get<ConnectedNumber>()->digits.to_text());
        else if (key == "subsequent")
            equal(message.get<SubsequentNumber>()->digits.to_text());
        else if (key == "called_status")
            equal(static_cast<unsigned>(message.get<BackwardCallIndicators>()->called_status));
        else if (key == "event")
            equal(static_cast<unsigned>(message.get<EventInformation>()->event));
        else if (key == "restricted")
            equal(message.get<EventInformation>()->presentation_restricted);
        else if (key == "cause")
            equal(cause->value);
        else if (key == "location")
            equal(static_cast<unsigned>(cause->location));
        else if (key == "diag")
            equal(hex(cause->diagnostics.octets()));
        else if (key == "redirection") {
            CPPUNIT_ASSERT_EQUAL(expected["indicator"].get<unsigned>(),
                                 static_cast<unsigned>(redirection->indicator));
            CPPUNIT_ASSERT_EQUAL(expected["original_reason"].get<unsigned>(),
                                 static_cast<unsigned>(redirection->original_reason));
            CPPUNIT_ASSERT_EQUAL(expected["counter"].get<unsigned>(),
                                 unsigned{redirection->counter});
            CPPUNIT_ASSERT_EQUAL(expected["reason"].get<unsigned>(),
                                 static_cast<unsigned>(redirection->reason));
        } else if (key == "generic") {
            for (std::size_t i = 0; i < expected.size(); ++i) {
                const auto generic = message.get<GenericNumber>(i);
                CPPUNIT_ASSERT_EQUAL(expected[i]["q"].get<unsigned>(),
                                     static_cast<unsigned>(generic->qualifier));
                CPPUNIT_ASSERT(generic->digits.to_text().starts_with(
                    expected[i]["digits"].get<std::string>()));
                if (expected[i].contains("apri"))
                    CPPUNIT_ASSERT_EQUAL(expected[i]["apri"].get<unsigned>(),
                                         static_cast<unsigned>(generic->presentation));
                if (expected[i].contains("si"))
                    CPPUNIT_ASSERT_EQUAL(expected[i]["si"].get<unsigned>(),
                                         static_cast<unsigned>(generic->screening));
            }
        } else if (key == "gni") {
            const auto notification = message.get<GenericNotification>();
            CPPUNIT_ASSERT_EQUAL(expected.size(), std::size_t{notification->count});
            for (const json& one : expected)
                CPPUNIT_ASSERT(notification->contains(
                    static_cast<Notification>(octets(one.get<std::string>())[0])));
        } else if (key == "unknown") {
            for (const json& one : expected)
                CPPUNIT_ASSERT(message.has(static_cast<Param>(octets(one.get<std::string>())[0])));
        } else if (key == "fci")
            equal(raw(Param::forward_call_indicators));
        else if (key == "nci")
            equal(raw(Param::nature_of_connection_indicators));
        else if (key == "bci")
            equal(raw(Param::backward_call_indicators));
        else if (key == "obci")
            equal(raw(Param::optional_backward_call_indicators));
        else if (key == "ofci")
            equal(raw(Param::optional_forward_call_indicators));
        else if (key == "cug")
            equal(raw(Param::closed_user_group_interlock_code));
        else if (key == "uui")
            equal(raw(Param::user_to_user_information));
        else if (key == "cdi")
            equal(raw(Param::call_diversion_information));
        else if (key == "sri")
            equal(raw(Param::suspend_resume_indicators));
        else
            CPPUNIT_FAIL("no check for " + key);
    }

    void valid_messages_have_the_expected_values() {
        std::size_t checked = 0;
        for (const json& vector : vectors_) {
            if (!vector["valid"])
                continue;
            const auto memory = octets(vector["hex"].get<std::string>());
            const Result<Message> message = Message::decode(memory, variant(vector));
            const std::string name = vector["name"];
            CPPUNIT_ASSERT_MESSAGE(name, message.ok());
            if (vector["message"] != "unknown")
                CPPUNIT_ASSERT_EQUAL(vector["message"].get<std::string>(),
                                     acronym(message->type(), variant(vector)));
            for (const auto& [key, expected] : vector["expect"].items()) {
                check(key, expected, *message);
                ++checked;
            }
        }
        CPPUNIT_ASSERT(checked > 60);
    }
    void invalid_messages_are_refused() {
        std::size_t refused = 0;
        for (const json& vector : vectors_)
            if (!vector["valid"]) {
                CPPUNIT_ASSERT_MESSAGE(vector["name"],
                                       !Message::decode(octets(vector["hex"].get<std::string>())));
                ++refused;
            }
        CPPUNIT_ASSERT(refused > 0);
    }
    void decoded_messages_encode_to_equal_ones() {
        for (const json& vector : vectors_) {
            const Result<Message> message =
                Message::decode(octets(vector["hex"].get<std::string>()), variant(vector));
            if (!message)
                continue;
            const std::string text = encoded_message(*message, variant(vector));
            const Result<Message> again = Message::decode(octets(text), variant(vector));
            CPPUNIT_ASSERT_MESSAGE(vector["name"].get<std::string>() + " " + text,
                                   again && *again == *message);
            CPPUNIT_ASSERT(vector["hex"].get<std::string>().starts_with(text) ||
                           vector["name"] == "odd-trailing");
        }
    }

    // Reads everything that can be read; a sanitizer sees what goes too far.
    static void read_all(base::Octets cut) {
        for (const Variant v : {Variant::itu, Variant::ansi}) {
            const std::vector<std::uint8_t> memory(cut.begin(),
                                                   cut.end()); // ends where the message ends
            const Result<Message> message = Message::decode(memory, v);
            if (!message) {
                CPPUNIT_ASSERT(!to_text(message.error()).empty());
                continue;
            }
            CPPUNIT_ASSERT(!to_text(*message, v).empty() && !summary(*message, v).empty());
            std::uint8_t encoded[kMaxOctets + 64];
            CPPUNIT_ASSERT(message->encode(encoded, v).ok());
        }
    }
    void messages_cut_at_every_length_are_read_safely() {
        for (const json& vector : vectors_) {
            const auto memory = octets(vector["hex"].get<std::string>());
            for (std::size_t i = 0; i <= memory.size(); ++i)
                read_all(base::Octets(memory).first(i));
        }
    }
    void messages_with_any_octet_changed_are_read_safely() {
        for (const json& vector : vectors_) {
            auto memory = octets(vector["hex"].get<std::string>());
            for (std::uint8_t& octet : memory)
                for (const unsigned change : {0x00u, 0x01u, 0x7fu, 0x80u, 0xffu}) {
                    const std::uint8_t before = octet;
                    octet = static_cast<std::uint8_t>(change);
                    read_all(memory);
                    octet = before;
                }
        }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(VectorsTest);
