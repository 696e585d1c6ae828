// The committed sample and manual page are those of the key table, and the sample works as it is.
#include "gateway/config/docs.h"
#include "tests/gateway/config/fixture.h"

#include <cppunit/extensions/HelperMacros.h>

#include <fstream>
#include <sstream>

namespace {

std::string committed(const char* path) {
    std::ifstream file(path); // tests run at the top of the source tree
    CPPUNIT_ASSERT_MESSAGE(path, file.good());
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

class DocsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DocsTest);
    CPPUNIT_TEST(the_sample_is_fresh);
    CPPUNIT_TEST(the_manual_page_is_fresh);
    CPPUNIT_TEST(the_sample_is_the_default_set_up);
    CPPUNIT_TEST(every_commented_key_of_the_sample_may_be_made_active);
    CPPUNIT_TEST(the_manual_page_names_every_section);
    CPPUNIT_TEST_SUITE_END();

    void the_sample_is_fresh() {
        CPPUNIT_ASSERT_MESSAGE("run make docs",
                               committed("conf/landline.conf") == config::sample_file());
    }
    void the_manual_page_is_fresh() {
        CPPUNIT_ASSERT_MESSAGE("run make docs",
                               committed("man/landline.conf.5") == config::manual_page());
    }
    void the_sample_is_the_default_set_up() {
        const auto config = config_test::good(config::sample_file());
        CPPUNIT_ASSERT_EQUAL(std::string("udp:127.0.0.1:5060"), config.sip.listen.at(0).text());
        CPPUNIT_ASSERT_EQUAL(std::string("127.0.0.1:2142"), config.spans.at(0).local.text());
        const auto plan = route::Plan::build(config.routing());
        for (const char* called : {"2000", "*21#"}) {
            CPPUNIT_ASSERT_EQUAL(
                std::string("exchange"),
                plan->decide({"pbx", {called, {}, {}}, {}, {}}).candidates.at(0).group);
            CPPUNIT_ASSERT_EQUAL(
                std::string("pbx"),
                plan->decide({"exchange", {called, {}, {}}, {}, {}}).candidates.at(0).group);
        }
    }
    void every_commented_key_of_the_sample_may_be_made_active() {
        // one at a time, since some pairs exclude each other
        const std::string sample = config::sample_file();
        std::size_t tried = 0;
        for (std::size_t at = sample.find("\n#"); at != std::string::npos;
             at = sample.find("\n#", at + 1)) {
            const std::string line = sample.substr(at + 2, sample.find('\n', at + 1) - at - 2);
            if (line.empty() || line[0] == ' ' || line[0] == '[')
                continue;
            if (at > sample.find("#[[number_rule]]") && at < sample.find("# --- Where calls go"))
                continue; // its heading is a comment too
            if (at > sample.find("#[[registration]]") && at < sample.find("# --- A PBX or a"))
                continue;
            if (at > sample.find("#[[user]]") && at < sample.find("# --- Spans, SIP peers or"))
                continue;
            std::string active = sample;
            active.erase(at + 1, 1);
            const std::string said = config_test::problems(active);
            CPPUNIT_ASSERT_MESSAGE(line + "\n" + said, said.empty());
            ++tried;
        }
        CPPUNIT_ASSERT(tried > 40);
    }
    void the_manual_page_names_every_section() {
        const std::string page = config::manual_page();
        for (const char* name : {"[log]", "[[span]]", "[[sip_peer]]", "[[trunk_group]]",
                                 "[[number_rule]]", "[[route]]"})
            CPPUNIT_ASSERT_MESSAGE(name,
                                   page.find(std::string(".Ss \"") + name) != std::string::npos);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DocsTest);

} // namespace
