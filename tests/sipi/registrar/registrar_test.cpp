// REGISTER step by step, RFC 3261 §10.3, on a clock moved by hand.
#include "sipi/registrar/registrar.h"

#include "tests/sipi/network.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace sipi;
using namespace sipi::registrar;
using namespace std::chrono_literals;
using test::at;

class RegistrarTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(RegistrarTest);
    CPPUNIT_TEST(a_contact_is_kept_and_named_in_the_200);
    CPPUNIT_TEST(a_query_changes_nothing);
    CPPUNIT_TEST(expires_of_contact_header_and_conf_count_in_that_order);
    CPPUNIT_TEST(a_binding_ends_when_it_is_not_refreshed);
    CPPUNIT_TEST(too_brief_is_423);
    CPPUNIT_TEST(contacts_are_removed_one_by_one_or_all);
    CPPUNIT_TEST(star_needs_expires_0_and_stands_alone);
    CPPUNIT_TEST(what_is_out_of_order_changes_nothing);
    CPPUNIT_TEST(another_call_id_takes_over);
    CPPUNIT_TEST(one_contact_too_many_refuses_all_of_them);
    CPPUNIT_TEST(or_takes_the_place_of_the_oldest);
    CPPUNIT_TEST(a_path_is_kept_and_told_to_who_knows_it);
    CPPUNIT_TEST(a_flow_replaces_that_of_the_same_instance);
    CPPUNIT_TEST(bulk_contacts_have_no_user);
    CPPUNIT_TEST(garbage_is_400);
    CPPUNIT_TEST(sources_are_known_while_they_are_registered);
    CPPUNIT_TEST(accounts_that_are_gone_are_forgotten);
    CPPUNIT_TEST_SUITE_END();

    base::ManualClock clock;
    base::Timers timers{clock};
    Registrar registrar{timers};
    const Account alice{"alice", 3};
    std::string changes;
    std::uint32_t cseq = 0;

  public:
    void setUp() override {
        registrar.on_change = [this](const std::string& account, bool registered) {
            changes.append(registered ? "+" : "-").append(account).append(" ");
        };
    }

  private:
    using Headers = std::vector<ExtraHeader>;
    Message request(const std::vector<std::string>& contacts, const Headers& headers = {},
                    std::uint32_t number = 0, const std::string& call_id = "c1") {
        Message made = Message::request(Method::register_, "sip:landline");
        made.append(HeaderName::via, "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1");
        made.append(HeaderName::call_id, call_id);
        made.append(HeaderName::cseq,
                    std::to_string(number != 0 ? number : ++cseq).append(" REGISTER"));
        for (const std::string& contact : contacts)
            made.append(HeaderName::contact, contact);
        for (const ExtraHeader& header : headers)
            made.append(header.name, header.value);
        return made;
    }
    RequestAnswer send(const Message& message, std::string_view source = "192.0.2.1:5060") {
        return registrar.answer(message, at(source), alice);
    }
    static std::string contacts(const RequestAnswer& answer) {
        std::string out;
        for (const ExtraHeader& header : answer.headers)
            if (header.name == "Contact")
                out.append(out.empty() ? "" : ", ").append(header.value);
        return out;
    }
    static std::string header(const RequestAnswer& answer, std::string_view name) {
        for (const ExtraHeader& header : answer.headers)
            if (header.name == name)
                return header.value;
        return {};
    }
    std::size_t count() const { return registrar.of("alice").size(); }
    void advance(base::Duration by) {
        clock.advance(by);
        timers.run();
    }

    void a_contact_is_kept_and_named_in_the_200() {
        const RequestAnswer answer = send(request({"<sip:a@192.0.2.1>;q=0.5", "sip:a@192.0.2.2"}));
        CPPUNIT_ASSERT_EQUAL(200, answer.status);
        CPPUNIT_ASSERT_EQUAL(
            std::string("<sip:a@192.0.2.1>;expires=3600;q=0.5, <sip:a@192.0.2.2>;expires=3600"),
            contacts(answer));
        CPPUNIT_ASSERT(!header(answer, "Date").empty());
        CPPUNIT_ASSERT_EQUAL(std::string("+alice "), changes);
        CPPUNIT_ASSERT_EQUAL(500, registrar.of("alice").front().q);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, registrar.size());
        CPPUNIT_ASSERT(registrar.of("bob").empty());
    }
    void a_query_changes_nothing() {
        CPPUNIT_ASSERT_EQUAL(std::string(), contacts(send(request({}))));
        (void)send(request({"<sip:a@192.0.2.1>"}));
        advance(600s);
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:a@192.0.2.1>;expires=3000"),
                             contacts(send(request({}))));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, registrar.counters().queries);
    }
    void expires_of_contact_header_and_conf_count_in_that_order() {
        registrar.configure({.least = 60s, .most = 1800s, .standard = 300s});
        const auto granted = [&](const std::string& contact, const Headers& headers) {
            const std::string text = contacts(send(request({contact}, headers)));
            return text.substr(text.find("expires=") + 8);
        };
        CPPUNIT_ASSERT_EQUAL(std::string("300"), granted("<sip:a@192.0.2.1>", {}));
        CPPUNIT_ASSERT_EQUAL(std::string("120"),
                             granted("<sip:a@192.0.2.1>", {{"Expires", "120"}}));
        CPPUNIT_ASSERT_EQUAL(std::string("90"),
                             granted("<sip:a@192.0.2.1>;expires=90", {{"Expires", "120"}}));
        CPPUNIT_ASSERT_EQUAL(std::string("1800"), granted("<sip:a@192.0.2.1>;expires=86400", {}));
        CPPUNIT_ASSERT_EQUAL(std::string("300"),
                             granted("<sip:a@192.0.2.1>;expires=99999999999", {}));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, count());
    }
    void a_binding_ends_when_it_is_not_refreshed() {
        (void)send(request({"<sip:a@192.0.2.1>;expires=100", "<sip:a@192.0.2.2>;expires=60"}));
        advance(59s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, count());
        advance(1s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, count());
        (void)send(request({"<sip:a@192.0.2.1>;expires=100"}));
        advance(99s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, count());
        advance(1s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, count());
        CPPUNIT_ASSERT_EQUAL(std::string("+alice -alice "), changes);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, registrar.counters().expired);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, registrar.size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, timers.armed());
    }
    void too_brief_is_423() {
        const RequestAnswer no =
            send(request({"<sip:a@192.0.2.1>", "<sip:a@192.0.2.2>;expires=59"}));
        CPPUNIT_ASSERT_EQUAL(423, no.status);
        CPPUNIT_ASSERT_EQUAL(std::string("60"), header(no, "Min-Expires"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, count());
        CPPUNIT_ASSERT_EQUAL(200, send(request({"<sip:a@192.0.2.1>;expires=60"})).status);
    }
    void contacts_are_removed_one_by_one_or_all() {
        (void)send(request({"<sip:a@192.0.2.1>", "<sip:a@192.0.2.2>", "<sip:a@192.0.2.3>"}));
        CPPUNIT_ASSERT_EQUAL(
            std::string("<sip:a@192.0.2.1>;expires=3600, <sip:a@192.0.2.3>;expires=3600"),
            contacts(send(request({"<sip:a@192.0.2.2>;expires=0"}))));
        CPPUNIT_ASSERT_EQUAL(200, send(request({"<sip:a@192.0.2.9>;expires=0"})).status);
        const RequestAnswer none = send(request({"*"}, {{"Expires", "0"}}));
        CPPUNIT_ASSERT_EQUAL(200, none.status);
        CPPUNIT_ASSERT_EQUAL(std::string(), contacts(none));
        CPPUNIT_ASSERT_EQUAL(std::string("+alice -alice "), changes);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{3}, registrar.counters().removed);
    }
    void star_needs_expires_0_and_stands_alone() {
        (void)send(request({"<sip:a@192.0.2.1>"}));
        CPPUNIT_ASSERT_EQUAL(400, send(request({"*"})).status);
        CPPUNIT_ASSERT_EQUAL(400, send(request({"*"}, {{"Expires", "60"}})).status);
        CPPUNIT_ASSERT_EQUAL(400,
                             send(request({"*", "<sip:a@192.0.2.1>"}, {{"Expires", "0"}})).status);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, count());
    }
    void what_is_out_of_order_changes_nothing() {
        (void)send(request({"<sip:a@192.0.2.1>"}, {}, 5));
        CPPUNIT_ASSERT_EQUAL(
            500,
            send(request({"<sip:a@192.0.2.2>", "<sip:a@192.0.2.1>;expires=60"}, {}, 5)).status);
        CPPUNIT_ASSERT_EQUAL(500, send(request({"<sip:a@192.0.2.1>;expires=0"}, {}, 4)).status);
        CPPUNIT_ASSERT_EQUAL(500, send(request({"*"}, {{"Expires", "0"}}, 5)).status);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, count());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{3}, registrar.counters().out_of_order);
        CPPUNIT_ASSERT_EQUAL(200, send(request({"*"}, {{"Expires", "0"}}, 6)).status);
    }
    void another_call_id_takes_over() {
        (void)send(request({"<sip:a@192.0.2.1>"}, {}, 5));
        CPPUNIT_ASSERT_EQUAL(
            200, send(request({"<sip:a@192.0.2.1>;expires=90"}, {}, 1, "rebooted")).status);
        CPPUNIT_ASSERT_EQUAL(std::string("rebooted"), registrar.of("alice").front().call_id);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, registrar.counters().refreshed);
    }
    void one_contact_too_many_refuses_all_of_them() {
        (void)send(request({"<sip:a@192.0.2.1>", "<sip:a@192.0.2.2>"}));
        CPPUNIT_ASSERT_EQUAL(403, send(request({"<sip:a@192.0.2.3>", "<sip:a@192.0.2.4>"})).status);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, count());
        CPPUNIT_ASSERT_EQUAL(200, send(request({"<sip:a@192.0.2.3>", "<sip:a@192.0.2.4>",
                                                "<sip:a@192.0.2.1>;expires=0"}))
                                      .status);
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, count());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, registrar.counters().too_many);
    }
    void or_takes_the_place_of_the_oldest() {
        registrar.configure({.replace = true});
        (void)send(request({"<sip:a@192.0.2.1>", "<sip:a@192.0.2.2>", "<sip:a@192.0.2.3>"}));
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:a@192.0.2.2>;expires=3600, "
                                         "<sip:a@192.0.2.3>;expires=3600, "
                                         "<sip:a@192.0.2.4>;expires=3600"),
                             contacts(send(request({"<sip:a@192.0.2.4>"}))));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, registrar.counters().replaced);
        CPPUNIT_ASSERT_EQUAL(403, send(request({"<sip:a@192.0.2.5>", "<sip:a@192.0.2.6>",
                                                "<sip:a@192.0.2.7>", "<sip:a@192.0.2.8>"}))
                                      .status);
    }
    void a_path_is_kept_and_told_to_who_knows_it() {
        const Headers path{{"Path", "<sip:p1.example;lr>, <sip:p2.example;lr>"}};
        CPPUNIT_ASSERT_EQUAL(std::string(),
                             header(send(request({"<sip:a@192.0.2.1>"}, path)), "Path"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, registrar.of("alice").front().path.size());
        const Headers known{path.front(), {"Supported", "path"}};
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:p1.example;lr>"),
                             header(send(request({"<sip:a@192.0.2.1>"}, known)), "Path"));
        (void)send(request({"<sip:a@192.0.2.1>"}));
        CPPUNIT_ASSERT(registrar.of("alice").front().path.empty());
        Headers many;
        for (int i = 0; i < 9; ++i)
            many.push_back({"Path", "<sip:p.example;lr>"});
        CPPUNIT_ASSERT_EQUAL(400, send(request({"<sip:a@192.0.2.1>"}, many)).status);
    }
    void a_flow_replaces_that_of_the_same_instance() {
        const Headers outbound{{"Supported", "outbound, path"}};
        const std::string instance = ";+sip.instance=\"<urn:uuid:1>\";reg-id=";
        const RequestAnswer answer = send(request({"<sip:a@10.0.0.5>" + instance + "1"}, outbound));
        CPPUNIT_ASSERT_EQUAL(std::string("outbound"), header(answer, "Require"));
        (void)send(request({"<sip:a@10.0.0.6>" + instance + "2"}, outbound));
        (void)send(request({"<sip:a@10.0.0.7>" + instance + "1"}, outbound, 1, "rebooted"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, count());
        CPPUNIT_ASSERT_EQUAL(std::string("sip:a@10.0.0.7"), registrar.of("alice").front().uri);
        // Without the option tag a reg-id means nothing.
        CPPUNIT_ASSERT_EQUAL(
            std::string(), header(send(request({"<sip:a@10.0.0.8>" + instance + "1"})), "Require"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, count());
    }
    void bulk_contacts_have_no_user() {
        CPPUNIT_ASSERT_EQUAL(400, send(request({"<sip:a@192.0.2.1;bnc>"})).status);
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:192.0.2.1;bnc>;expires=3600"),
                             contacts(send(request({"<sip:192.0.2.1;bnc>"}))));
        CPPUNIT_ASSERT(registrar.of("alice").front().bulk);
    }
    void garbage_is_400() {
        const std::string long_user(600, 'x');
        for (const std::string& contact :
             {std::string("<tel:+4930123>"), std::string("<<sip:a@b>"),
              std::string("<sip:a@192.0.2.1>;q=7"), "<sip:" + long_user + "@192.0.2.1>"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(contact, 400, send(request({contact})).status);
        CPPUNIT_ASSERT_EQUAL(400,
                             send(request({"<sip:a@192.0.2.1>"}, {{"Path", "<tel:1>"}})).status);
        CPPUNIT_ASSERT_EQUAL(
            400, send(request({"<sip:a@192.0.2.1>"}, {}, 1, std::string(300, 'c'))).status);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{6}, registrar.counters().malformed);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, registrar.size());
    }
    void sources_are_known_while_they_are_registered() {
        (void)send(request({"<sip:a@10.0.0.5>;expires=60"}), "192.0.2.1:1025");
        (void)registrar.answer(request({"<sip:b@10.0.0.6>"}), at("192.0.2.1:1025"), {"bob", 1});
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, registrar.at(at("192.0.2.1:1025")).size());
        CPPUNIT_ASSERT(registrar.at(at("192.0.2.1:1026")).empty());
        CPPUNIT_ASSERT(registrar.at(at("tcp:192.0.2.1:1025")).empty());
        CPPUNIT_ASSERT(registrar.knows_host(at("tcp:192.0.2.1:9")));
        advance(60s);
        CPPUNIT_ASSERT_EQUAL(std::string("bob"), registrar.at(at("192.0.2.1:1025")).front());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, registrar.remove("bob"));
        CPPUNIT_ASSERT(!registrar.knows_host(at("192.0.2.1:1025")));
    }
    void accounts_that_are_gone_are_forgotten() {
        (void)send(request({"<sip:a@192.0.2.1>"}));
        (void)registrar.answer(request({"<sip:b@192.0.2.2>"}), at("192.0.2.2:5060"), {"bob", 1});
        registrar.keep([](const std::string& account) { return account == "bob"; });
        CPPUNIT_ASSERT_EQUAL(std::string("+alice +bob -alice "), changes);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, registrar.view().size());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RegistrarTest);

} // namespace
