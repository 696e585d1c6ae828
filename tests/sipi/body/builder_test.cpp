// Bodies written and read back: one part, several, and parts that contain boundaries; RFC 2046
// §5.1, RFC 3204 §4.
#include "sipi/body/builder.h"

#include "tests/sipi/body/body_support.h"

#include <array>
#include <random>

namespace sipi {

using test::octets;
using namespace std::literals;

class BuilderTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(BuilderTest);
    CPPUNIT_TEST(no_part_is_no_body);
    CPPUNIT_TEST(one_part_stays_plain);
    CPPUNIT_TEST(writes_sdp_and_isup);
    CPPUNIT_TEST(same_parts_and_seed_give_the_same_octets);
    CPPUNIT_TEST(chooses_a_boundary_that_stands_in_no_part);
    CPPUNIT_TEST(line_ends_in_header_values_do_not_end_the_line);
    CPPUNIT_TEST(reuses_its_memory);
    CPPUNIT_TEST(goes_into_a_message_and_comes_back);
    CPPUNIT_TEST(random_parts_come_back_as_they_were);
    CPPUNIT_TEST(bodies_of_sip_i_messages_come_back_as_they_were);
    CPPUNIT_TEST_SUITE_END();

    static constexpr std::string_view kIsup = "application/ISUP;version=itu-t92+;base=itu-t92+";

    static Body read(const BodyToSend& body) {
        Body::Headers headers;
        headers.content_type = body.type;
        headers.content_disposition = body.disposition;
        return Body::parse(headers, octets(body.octets));
    }

    void no_part_is_no_body() {
        BodyToSend body{"a/b", "c", "d"};
        write_body({}, body);
        CPPUNIT_ASSERT(body.view().empty() && body.type.empty() && body.disposition.empty());
    }
    void one_part_stays_plain() {
        BodyToSend body;
        const std::array parts{signal_part(kIsup, octets("\1\2"), Handling::optional)};
        write_body(parts, body);
        ASSERT_TEXT(kIsup, body.type);
        ASSERT_TEXT("signal;handling=optional", body.disposition);
        ASSERT_TEXT("\1\2", body.octets);
        const std::array sdp{sdp_part("v=0\r\n")};
        write_body(sdp, body);
        ASSERT_TEXT("application/sdp", body.type);
        ASSERT_TEXT("", body.disposition);
        ASSERT_TEXT("v=0\r\n", body.octets);
    }
    void writes_sdp_and_isup() {
        BodyToSend body;
        const std::array parts{sdp_part("v=0\r\n"),
                               signal_part(kIsup, octets("\1\2"), Handling::required)};
        write_body(parts, body);
        const std::string start = "multipart/mixed;boundary=";
        ASSERT_TEXT(start, body.type.substr(0, start.size()));
        const std::string boundary = body.type.substr(start.size());
        ASSERT_TEXT("--" + boundary + "\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n\r\n--" +
                        boundary + "\r\nContent-Type: " + std::string(kIsup) +
                        "\r\nContent-Disposition: signal;handling=required\r\n\r\n\1\2\r\n--" +
                        boundary + "--\r\n",
                    body.octets);
        ASSERT_TEXT("", body.disposition);
        CPPUNIT_ASSERT(boundary.size() <= 70); // RFC 2046 §5.1.1
    }
    void same_parts_and_seed_give_the_same_octets() {
        const std::array parts{sdp_part("v=0\r\n"),
                               signal_part(kIsup, octets("\1\2"), Handling::required)};
        BodyToSend one;
        BodyToSend two;
        write_body(parts, one, 7);
        write_body(parts, two, 7);
        ASSERT_TEXT(one.type, two.type);
        ASSERT_TEXT(one.octets, two.octets);
        write_body(parts, two, 8);
        CPPUNIT_ASSERT(one.type != two.type);
    }
    void chooses_a_boundary_that_stands_in_no_part() {
        std::string trap = "\1";
        BodyToSend body;
        for (int round = 0; round < 20; ++round) {
            const std::array parts{sdp_part("v=0\r\n"),
                                   signal_part(kIsup, octets(trap), Handling::required)};
            write_body(parts, body);
            const Body back = read(body);
            ASSERT_TEXT(trap, back.isup()->text());
            const std::string boundary = body.type.substr(body.type.find('=') + 1);
            CPPUNIT_ASSERT(trap.find(boundary) == std::string::npos);
            trap += "\r\n--" + boundary + "\r\n"; // what it would have chosen again
        }
    }
    void line_ends_in_header_values_do_not_end_the_line() {
        BodyToSend body;
        const std::array parts{sdp_part("v=0\r\n"),
                               PartToSend("a/b\r\n\r\nx", octets("y"), "c\nContent-Type: d/e\r")};
        write_body(parts, body);
        CPPUNIT_ASSERT(body.octets.find("Content-Type: a/b    x\r\nContent-Disposition: c "
                                        "Content-Type: d/e \r\n\r\ny\r\n") != std::string::npos);
    }
    void reuses_its_memory() {
        BodyToSend body;
        const std::array parts{sdp_part("v=0\r\n"),
                               signal_part(kIsup, octets("\1\2"), Handling::required)};
        write_body(parts, body);
        const char* memory = body.octets.data();
        write_body(parts, body);
        CPPUNIT_ASSERT(memory == body.octets.data());
    }
    void goes_into_a_message_and_comes_back() {
        Message message = test::parsed(test::kInvite);
        const std::string isup = "\1\0\r\n"s;
        BodyToSend body;
        const std::array parts{sdp_part("v=0\r\n"),
                               signal_part(kIsup, octets(isup), Handling::required)};
        write_body(parts, body);
        message.set_body(body.view().type, body.view().octets);
        const Message sent = test::parsed(message.to_string());
        const Body back = Body::parse(sent);
        ASSERT_TEXT("v=0\r\n", back.sdp()->text());
        ASSERT_TEXT(isup, back.isup()->text());
    }
    void random_parts_come_back_as_they_were() {
        std::mt19937 random(20);
        // octets of which delimiters are made, so that they meet often
        constexpr std::string_view octets_to_draw = "\r\n-\0Landi0123456789abcdef"sv;
        BodyToSend body;
        for (int round = 0; round < 2000; ++round) {
            std::vector<std::string> contents(2 + random() % 4);
            std::vector<PartToSend> parts;
            for (std::string& content : contents) {
                content.resize(random() % 40);
                for (char& c : content)
                    c = octets_to_draw[random() % octets_to_draw.size()];
                parts.emplace_back(kIsup, octets(content));
            }
            write_body(parts, body, random());
            const Body back = read(body);
            CPPUNIT_ASSERT_EQUAL(contents.size(), back.parts().size());
            for (std::size_t at = 0; at < contents.size(); ++at)
                ASSERT_TEXT(contents[at], back.parts()[at].text());
        }
    }
    void bodies_of_sip_i_messages_come_back_as_they_were() {
        for (const std::string_view name : test::kSipIMessages) {
            const Message message = test::sip_i_message(name);
            const Body from = Body::parse(message);
            std::vector<PartToSend> parts;
            for (const BodyPart& part : from.parts())
                parts.emplace_back(part.content_type, part.octets);
            BodyToSend body;
            write_body(parts, body);
            ASSERT_TEXT(test::shown(from), test::shown(read(body)));
        }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(BuilderTest);

} // namespace sipi
