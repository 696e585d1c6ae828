// Certificates that are fetched once, kept as long as said, and not asked for again at once.
#include "sipi/identity/certificate_store.h"

#include "tests/sipi/identity/credentials.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <filesystem>
#include <fstream>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <unistd.h>

namespace {

using namespace sipi::identity;
using namespace identity_test;
using namespace std::chrono_literals;

/// A server that answers when told to.
class FakeFetcher final : public Fetcher {
  public:
    struct Asked {
        std::string url;
        std::function<void(Fetched)> done;
    };
    explicit FakeFetcher(std::vector<Asked>& asked) : asked_(asked) {}
    void fetch(const std::string& url, std::function<void(Fetched)> done) override {
        asked_.push_back({url, std::move(done)});
    }

  private:
    std::vector<Asked>& asked_;
};

class CertificateStoreTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CertificateStoreTest);
    CPPUNIT_TEST(it_is_fetched_once_for_all_that_wait);
    CPPUNIT_TEST(it_is_kept_as_long_as_its_server_says);
    CPPUNIT_TEST(no_cache_is_a_minute_and_a_year_a_day);
    CPPUNIT_TEST(a_fault_is_kept_for_half_a_minute);
    CPPUNIT_TEST(files_go_before_fetching);
    CPPUNIT_TEST(the_one_to_be_fetched_next_makes_room);
    CPPUNIT_TEST(a_missing_authority_is_told);
    CPPUNIT_TEST(urls_name_files);
    CPPUNIT_TEST(private_addresses_are_known);
    CPPUNIT_TEST(cache_control_is_read);
    CPPUNIT_TEST_SUITE_END();

    static constexpr const char* kUrl = "https://cert.example.org/a/b.pem";
    std::filesystem::path directory_ =
        std::filesystem::temp_directory_path() / ("landline-store-" + std::to_string(::getpid()));
    base::ManualClock clock_;
    std::vector<FakeFetcher::Asked> asked_;
    CertificateStore store_{clock_};
    StoreSettings settings_;

  public:
    void setUp() override {
        std::filesystem::create_directories(directory_ / "store/cert.example.org");
        std::ofstream(directory_ / "anchors.pem") << kAuthorityPem;
        settings_.trust_anchors = (directory_ / "anchors.pem").string();
        configure();
        clock_.advance(std::chrono::seconds(kIssued) - clock_.wall().time_since_epoch());
    }
    void tearDown() override { std::filesystem::remove_all(directory_); }

  private:
    void configure() {
        CPPUNIT_ASSERT(store_.configure(settings_, std::make_unique<FakeFetcher>(asked_)).ok());
    }
    void answer(std::string cache_control = "", std::string fault = "") {
        CPPUNIT_ASSERT(!asked_.empty());
        const auto asked = asked_.front();
        asked_.erase(asked_.begin());
        asked.done({std::string(kSignerPem), std::move(cache_control), std::move(fault)});
    }
    bool known(std::string_view url = kUrl) {
        return store_.find(url).state == Credential::State::known;
    }
    /// Whether it has to be fetched now.
    bool asks() {
        store_.wanted({kUrl}, [] {});
        return !asked_.empty();
    }

    void it_is_fetched_once_for_all_that_wait() {
        int told = 0;
        CPPUNIT_ASSERT(store_.wanted({kUrl}, [&] { ++told; }));
        CPPUNIT_ASSERT(store_.wanted({kUrl, "ftp://nowhere/x"}, [&] { ++told; }));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, asked_.size());
        CPPUNIT_ASSERT(store_.find(kUrl).state == Credential::State::pending);
        answer();
        CPPUNIT_ASSERT_EQUAL(2, told);
        CPPUNIT_ASSERT(store_.find(kUrl).trust == Trust::trusted);
        CPPUNIT_ASSERT(!store_.wanted({kUrl}, [&] { ++told; }));
        CPPUNIT_ASSERT_EQUAL(2, told);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, store_.counters().fetched);
    }
    void it_is_kept_as_long_as_its_server_says() {
        CPPUNIT_ASSERT(asks());
        answer("public, max-age=600");
        clock_.advance(599s);
        CPPUNIT_ASSERT(!asks());
        clock_.advance(2s);
        CPPUNIT_ASSERT(asks());
        CPPUNIT_ASSERT(known()); // the old one serves while the new one comes
        answer();
        clock_.advance(59min);
        CPPUNIT_ASSERT(!asks());
        clock_.advance(2min);
        CPPUNIT_ASSERT(asks());
    }
    void no_cache_is_a_minute_and_a_year_a_day() {
        CPPUNIT_ASSERT(asks());
        answer("no-cache");
        clock_.advance(59s);
        CPPUNIT_ASSERT(!asks());
        clock_.advance(2s);
        CPPUNIT_ASSERT(asks());
        answer("max-age=31536000");
        clock_.advance(24h - 1s);
        CPPUNIT_ASSERT(!asks());
        clock_.advance(2s);
        CPPUNIT_ASSERT(asks());
    }
    void a_fault_is_kept_for_half_a_minute() {
        CPPUNIT_ASSERT(asks());
        answer("", "its server says 404");
        CPPUNIT_ASSERT(store_.find(kUrl).state == Credential::State::unavailable);
        CPPUNIT_ASSERT_EQUAL(std::string("its server says 404"), store_.view().at(0).state);
        clock_.advance(29s);
        CPPUNIT_ASSERT(!asks());
        clock_.advance(2s);
        CPPUNIT_ASSERT(asks());
        answer();
        CPPUNIT_ASSERT(known());
    }
    void files_go_before_fetching() {
        std::ofstream(directory_ / "store/cert.example.org/b.pem") << kSignerPem;
        std::ofstream(directory_ / "store/c.pem") << kSignerPem;
        std::ofstream(directory_ / "store/broken.pem") << "nothing";
        settings_.directory = (directory_ / "store").string();
        configure();
        CPPUNIT_ASSERT(!asks());
        CPPUNIT_ASSERT(known());
        CPPUNIT_ASSERT(known("https://anybody.example/c.pem"));
        CPPUNIT_ASSERT(!known("https://anybody.example/b.pem"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, store_.view().size());
    }
    void the_one_to_be_fetched_next_makes_room() {
        settings_.most = 2;
        configure();
        for (const char* url : {"https://h.example/1", "https://h.example/2"}) {
            store_.wanted({url}, [] {});
            answer(url == std::string("https://h.example/1") ? "max-age=7200" : "max-age=60");
        }
        store_.wanted({"https://h.example/3"}, [] {});
        CPPUNIT_ASSERT(known("https://h.example/1"));
        CPPUNIT_ASSERT(!known("https://h.example/2"));
    }
    void a_missing_authority_is_told() {
        settings_.trust_anchors = (directory_ / "none.pem").string();
        const auto done = store_.configure(settings_, nullptr);
        CPPUNIT_ASSERT(!done.ok());
        CPPUNIT_ASSERT(done.error().find("none.pem") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, store_.anchors());
    }
    void urls_name_files() {
        const struct {
            const char *url, *file;
        } rows[] = {
            {"https://h.example/a/b.pem", "h.example/b.pem"},
            {"https://h.example:8443/b.pem?x=/y", "h.example/b.pem"},
            {"http://h.example/b.pem", ""},
            {"https://h.example/", ""},
            {"https://h.example", ""},
            {"https://h.example/..", ""},
            {"https://../b.pem", ""},
            {"https://h.example/a%2fb", ""},
        };
        for (const auto& row : rows)
            CPPUNIT_ASSERT_EQUAL_MESSAGE(row.url, std::string(row.file), file_of_url(row.url));
    }
    static bool is_public(const char* text) {
        sockaddr_in v4{};
        v4.sin_family = AF_INET;
        if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
            return is_public_address(&v4);
        sockaddr_in6 v6{};
        v6.sin6_family = AF_INET6;
        CPPUNIT_ASSERT_EQUAL(1, inet_pton(AF_INET6, text, &v6.sin6_addr));
        return is_public_address(&v6);
    }
    void private_addresses_are_known() {
        for (const char* open : {"8.8.8.8", "172.32.0.1", "100.128.0.1", "2a00::1", "2001:4860::8"})
            CPPUNIT_ASSERT_MESSAGE(open, is_public(open));
        for (const char* closed :
             {"127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
              "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "fe80::1", "fd00::1",
              "::", "::ffff:127.0.0.1", "2002:7f00:1::", "2001:db8::1", "64:ff9b::7f00:1"})
            CPPUNIT_ASSERT_MESSAGE(closed, !is_public(closed));
        CPPUNIT_ASSERT(is_public("::ffff:8.8.8.8"));
    }
    void cache_control_is_read() {
        CPPUNIT_ASSERT_EQUAL(std::int64_t{600}, max_age_of("public, Max-Age=600"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{5}, max_age_of("s-maxage=9,max-age=\"5\""));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, max_age_of("no-store"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{-1}, max_age_of(""));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{-1}, max_age_of("max-age="));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{31'536'000}, max_age_of("max-age=99999999999999999999"));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CertificateStoreTest);

} // namespace
