// Every message of RFC 4475 and RFC 5118 as a datagram to a user agent: what it comes to, by what
// the documents ask of a user agent server.
#include "tests/sipi/agent/rig.h"

#include "tests/sipi/text_support.h"

#include <cppunit/TestCase.h>

#include <array>

namespace sipi::test {
namespace {

/// What a message comes to. `status` 0: nothing is answered.
struct Row {
    const char* name;    ///< of the message, as in the document
    const char* section; ///< "4475 3.1.1.1"
    int status;          ///< of the final response
    const char* event;   ///< what the application hears of; empty: nothing
};

// 200 to INVITE, REGISTER and MESSAGE are the application's, which takes what reaches it.
constexpr std::array kRows{
    // --- RFC 4475 §3.1.1: valid, must be understood
    Row{"wsinv", "4475 3.1.1.1", 481, ""}, // it has a To tag, and we no such dialog
    Row{"intmeth", "4475 3.1.1.2", 501, ""},
    Row{"esc01", "4475 3.1.1.3", 200, "invite"},
    Row{"escnull", "4475 3.1.1.4", 200, "REGISTER"},
    Row{"esc02", "4475 3.1.1.5", 501, ""}, // escapes mean nothing in a method
    Row{"lwsdisp", "4475 3.1.1.6", 200, ""},
    Row{"longreq", "4475 3.1.1.7", 200, "invite"},
    Row{"dblreq", "4475 3.1.1.8", 200, "REGISTER"}, // and nothing of the INVITE behind it
    Row{"semiuri", "4475 3.1.1.9", 200, ""},
    Row{"transports", "4475 3.1.1.10", 200, ""},
    Row{"mpart01", "4475 3.1.1.11", 200, "MESSAGE"},
    Row{"unreason", "4475 3.1.1.12", 0, ""}, // a response to nothing of ours
    Row{"noreason", "4475 3.1.1.13", 0, ""},
    // --- §3.1.2: invalid
    Row{"badinv01", "4475 3.1.2.1", 400, ""},
    Row{"clerr", "4475 3.1.2.2", 400, ""},
    Row{"ncl", "4475 3.1.2.3", 400, ""},
    Row{"scalar02", "4475 3.1.2.4", 400, ""},
    Row{"scalarlg", "4475 3.1.2.5", 0, ""}, // such a response is discarded
    Row{"quotbal", "4475 3.1.2.6", 400, ""},
    Row{"ltgtruri", "4475 3.1.2.7", 400, ""},
    Row{"lwsruri", "4475 3.1.2.8", 400, ""},
    Row{"lwsstart", "4475 3.1.2.9", 400, ""},
    Row{"trws", "4475 3.1.2.10", 400, ""},
    Row{"escruri", "4475 3.1.2.11", 400, ""},
    Row{"baddate", "4475 3.1.2.12", 200, "invite"},    // the date does not matter here
    Row{"regbadct", "4475 3.1.2.13", 200, "REGISTER"}, // see TortureTest: no usable Contact
    Row{"badaspec", "4475 3.1.2.14", 400, ""},
    Row{"baddn", "4475 3.1.2.15", 400, ""},
    Row{"badvers", "4475 3.1.2.16", 505, ""},
    Row{"mismatch01", "4475 3.1.2.17", 400, ""},
    Row{"mismatch02", "4475 3.1.2.18", 501, ""},
    Row{"bigcode", "4475 3.1.2.19", 0, ""},
    // --- §3.2: transaction layer
    Row{"badbranch", "4475 3.2.1", 200, ""}, // matched as RFC 2543 did
    // --- §3.3: application layer
    Row{"insuf", "4475 3.3.1", 400, ""},
    Row{"unkscm", "4475 3.3.2", 416, ""},
    Row{"novelsc", "4475 3.3.3", 416, ""},
    Row{"unksm2", "4475 3.3.4", 200, "REGISTER"}, // a registrar refuses the To, not the stack
    Row{"bext01", "4475 3.3.5", 420, ""},
    Row{"invut", "4475 3.3.6", 415, ""},
    Row{"regaut01", "4475 3.3.7", 200, "REGISTER"},
    Row{"multi01", "4475 3.3.8", 400, ""},
    Row{"mcl01", "4475 3.3.9", 400, ""},
    Row{"bcast", "4475 3.3.10", 0, ""},    // two Vias: not for us (RFC 3261 §8.1.3.3)
    Row{"zeromf", "4475 3.3.11", 200, ""}, // a user agent answers, a proxy would 483
    Row{"cparam01", "4475 3.3.12", 200, "REGISTER"},
    Row{"cparam02", "4475 3.3.13", 200, "REGISTER"},
    Row{"regescrt", "4475 3.3.14", 200, "REGISTER"},
    Row{"sdp01", "4475 3.3.15", 406, ""},
    // --- §3.4: backward compatibility
    Row{"inv2543", "4475 3.4.1", 200, "invite"},
    // --- RFC 5118
    Row{"ipv6-good", "5118 4.1", 200, "REGISTER"},
    Row{"ipv6-bad", "5118 4.2", 400, ""},
    Row{"port-ambiguous", "5118 4.3", 200, "REGISTER"},
    Row{"port-unambiguous", "5118 4.4", 200, "REGISTER"},
    Row{"via-received-param-with-delim", "5118 4.5", 481, ""}, // BYE of no dialog
    Row{"via-received-param-no-delim", "5118 4.5", 200, ""},
    Row{"ipv6-in-sdp", "5118 4.6", 400, ""}, // its Content-Length is larger than it is
    Row{"mult-ip-in-header", "5118 4.7", 481, ""},
    Row{"mult-ip-in-sdp", "5118 4.8", 200, "invite"},
    Row{"ipv4-mapped-ipv6", "5118 4.9", 200, "invite"},
    Row{"ipv6-bug-abnf-3-colons", "5118 4.10", 200, ""}, // taken, never written
    Row{"ipv6-correct-abnf-2-colons", "5118 4.10", 200, ""},
};

/// The datagram: lines of RFC 5118's archive end with LF where its Content-Length counts CRLF, and
/// some files of both lack the empty line.
std::string datagram(const Row& row) {
    const bool v6 = std::string_view(row.section).starts_with("5118");
    const std::string file =
        read_file(std::string("tests/data/rfc") + (v6 ? "5118/" : "4475/") + row.name + ".dat");
    std::string text;
    for (std::size_t i = 0; i < file.size(); ++i) {
        if (v6 && file[i] == '\n' && (i == 0 || file[i - 1] != '\r'))
            text += '\r';
        text += file[i];
    }
    if (text.find("\r\n\r\n") == std::string::npos)
        text += "\r\n";
    return text;
}

int status_of(const std::string& text) {
    return text.starts_with("SIP/2.0 ") ? std::stoi(text.substr(8, 3)) : 0;
}

class TortureRow final : public CppUnit::TestCase {
  public:
    TortureRow(const std::string& name, const Row& row) : TestCase(name), row_(row) {}

    void runTest() override {
        Network network;
        std::vector<std::string> answers;
        network.hold = [&](const Packet& packet) {
            answers.push_back(packet.text);
            return true;
        };
        AgentSettings settings;
        settings.more_methods = {"REGISTER", "MESSAGE"};
        Side side(network, "192.0.2.1:5060", settings);
        side.app.request_answer = Application::ok();
        side.app.on_invite_do = [](Session& session, const Message&) {
            CPPUNIT_ASSERT(session.accept({"application/sdp", std::string_view("answer")}).ok());
        };
        const std::string text = datagram(row_);
        side.transport.receive({text, at("192.0.2.3:5060"), at("192.0.2.1:5060")});
        int status = 0;
        for (const std::string& answer : answers)
            status = std::max(status, status_of(answer));
        CPPUNIT_ASSERT_EQUAL_MESSAGE(row_.section, row_.status, status);
        CPPUNIT_ASSERT_EQUAL_MESSAGE(row_.section, std::string(row_.event), side.app.log());
        network.hold = {};
        // The same octets again are a retransmission: nobody hears of them twice.
        side.transport.receive({text, at("192.0.2.3:5060"), at("192.0.2.1:5060")});
        CPPUNIT_ASSERT_EQUAL_MESSAGE(row_.section, std::string(row_.event), side.app.log());
        side.agent.stop();
        network.advance(std::chrono::minutes(2));
        CPPUNIT_ASSERT_EQUAL(std::size_t(0), side.agent.transaction_count());
        CPPUNIT_ASSERT_EQUAL(std::size_t(0), side.agent.session_count());
    }

  private:
    const Row& row_;
};

} // namespace

class AgentTortureTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(AgentTortureTest);
    CPPUNIT_TEST_SUITE_ADD_CUSTOM_TESTS(add_rows);
    CPPUNIT_TEST(both_documents_are_there_whole);
    CPPUNIT_TEST_SUITE_END();

    static void add_rows(TestSuiteBuilderContextType& context) {
        for (const Row& row : kRows)
            context.addTest(new TortureRow(context.getTestNameFor(row.name), row));
    }
    // RFC 4475 has 49 messages, RFC 5118 twelve.
    void both_documents_are_there_whole() {
        const auto of = [](std::string_view document) {
            return std::ranges::count_if(kRows, [&](const Row& row) {
                return std::string_view(row.section).starts_with(document);
            });
        };
        CPPUNIT_ASSERT_EQUAL(std::ptrdiff_t(49), of("4475"));
        CPPUNIT_ASSERT_EQUAL(std::ptrdiff_t(12), of("5118"));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(AgentTortureTest);

} // namespace sipi::test
