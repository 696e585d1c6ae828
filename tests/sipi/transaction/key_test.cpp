// Keys of server transactions, and the table that they are looked up in: RFC 3261 §17.2.3,
// §8.2.2.2.
#include "sipi/transaction/key.h"

#include "sipi/transaction/hash_chains.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <deque>
#include <set>

namespace {

using namespace sipi;
using namespace sipi::transaction;

class KeyTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(KeyTest);
    CPPUNIT_TEST(branch_and_sent_by_make_the_key);
    CPPUNIT_TEST(old_requests_are_keyed_by_their_headers);
    CPPUNIT_TEST(merge_key_is_the_same_along_every_way);
    CPPUNIT_TEST(hashes_depend_on_seed_and_every_octet);
    CPPUNIT_TEST(chains_find_what_was_inserted_while_they_grow);
    CPPUNIT_TEST_SUITE_END();

    static Message request(std::string_view via, std::string_view uri = "sip:b@192.0.2.2") {
        Message message = Message::request(Method::invite, uri);
        message.append(HeaderName::via, via);
        message.append(HeaderName::from, "<sip:a@192.0.2.1>;tag=at");
        message.append(HeaderName::to, "<sip:b@192.0.2.2>");
        message.append(HeaderName::call_id, "call");
        message.append(HeaderName::cseq, "7 INVITE");
        return message;
    }
    static std::string key(const Message& message) {
        std::string out;
        server_key(message, *message.top_via(), out);
        return out;
    }
    void branch_and_sent_by_make_the_key() {
        const std::string base = key(request("SIP/2.0/UDP h;branch=z9hG4bK1"));
        CPPUNIT_ASSERT(base == key(request("SIP/2.0/UDP h;rport;branch=z9hG4bK1", "sip:other@x")));
        CPPUNIT_ASSERT(base != key(request("SIP/2.0/UDP h:5061;branch=z9hG4bK1")));
        CPPUNIT_ASSERT(base != key(request("SIP/2.0/UDP i;branch=z9hG4bK1")));
        CPPUNIT_ASSERT(base != key(request("SIP/2.0/UDP h;branch=z9hG4bK2")));
    }
    void old_requests_are_keyed_by_their_headers() {
        CPPUNIT_ASSERT(key(request("SIP/2.0/UDP h")) == key(request("SIP/2.0/UDP h")));
        CPPUNIT_ASSERT(key(request("SIP/2.0/UDP h")) !=
                       key(request("SIP/2.0/UDP h", "sip:c@192.0.2.2")));
        Message other = request("SIP/2.0/UDP h");
        other.set(HeaderName::cseq, "8 INVITE");
        CPPUNIT_ASSERT(key(request("SIP/2.0/UDP h")) != key(other));
    }
    void merge_key_is_the_same_along_every_way() {
        std::string one;
        std::string two;
        merge_key(request("SIP/2.0/UDP h;branch=z9hG4bK1"), one);
        merge_key(request("SIP/2.0/UDP i;branch=z9hG4bK2", "sip:other@x"), two);
        CPPUNIT_ASSERT_EQUAL(one, two);
    }
    void hashes_depend_on_seed_and_every_octet() {
        std::set<std::uint64_t> seen;
        std::string text(40, 'a');
        CPPUNIT_ASSERT(seen.insert(keyed_hash(1, text)).second);
        CPPUNIT_ASSERT(seen.insert(keyed_hash(2, text)).second);
        for (std::size_t i = 0; i < text.size(); ++i) {
            std::string changed = text;
            changed[i] = 'b';
            CPPUNIT_ASSERT(seen.insert(keyed_hash(1, changed)).second);
        }
        for (std::size_t length = 0; length < text.size(); ++length)
            CPPUNIT_ASSERT(
                seen.insert(keyed_hash(1, std::string_view(text).substr(0, length))).second);
    }
    void chains_find_what_was_inserted_while_they_grow() {
        struct Node {
            std::uint64_t hash = 0;
            Node* next = nullptr;
        };
        HashChains<Node, &Node::next, &Node::hash> chains;
        std::deque<Node> nodes(1000);
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            nodes[i].hash = i / 3; // three share each hash
            chains.insert(nodes[i]);
        }
        for (Node& node : nodes)
            CPPUNIT_ASSERT(chains.find(node.hash, [&](const Node& found) {
                return &found == &node;
            }) == &node);
        for (std::size_t i = 0; i < nodes.size(); i += 2)
            chains.remove(nodes[i]);
        CPPUNIT_ASSERT_EQUAL(std::size_t{500}, chains.size());
        for (std::size_t i = 0; i < nodes.size(); ++i)
            CPPUNIT_ASSERT_EQUAL(i % 2 == 1, chains.find(nodes[i].hash, [&](const Node& found) {
                return &found == &nodes[i];
            }) != nullptr);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(KeyTest);

} // namespace
