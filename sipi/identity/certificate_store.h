// Others' certificates: from files, or fetched and kept as long as their server says (RFC 8224
// §7.2, RFC 9111 §5.2).
#pragma once

#include "base/clock.h"
#include "sipi/identity/certificate.h"
#include "sipi/identity/fetcher.h"
#include "sipi/identity/verification.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sipi::identity {

struct StoreSettings {
    std::string trust_anchors;                          ///< PEM file; empty: nobody is believed
    std::string directory;                              ///< of certificates; empty: none
    base::Duration cache_time = std::chrono::hours(24); ///< the longest that one is kept
    base::Duration shortest = std::chrono::minutes(1);  ///< whatever its server says
    base::Duration unsaid = std::chrono::hours(1);      ///< when its server says nothing
    base::Duration retry = std::chrono::seconds(30);    ///< after a fault
    std::size_t most = 1000;                            ///< fetched ones kept
};

struct StoreCounters {
    std::uint64_t hits = 0;    ///< it was there
    std::uint64_t fetched = 0; ///< it had to be fetched, and was
    std::uint64_t faults = 0;  ///< it could not be had
};

/// Thread: the signalling loop.
class CertificateStore {
  public:
    explicit CertificateStore(const base::Clock& clock) : clock_(clock) {}

    /// Reads files; fetched ones are kept when the authorities stay the same. `fetcher` null:
    /// nothing is fetched. Errors: a sentence; all stays as it was.
    base::Result<void, std::string> configure(const StoreSettings& settings,
                                              std::unique_ptr<Fetcher> fetcher);

    /// What there is now; nothing is fetched. Valid until the next call of wanted() or configure().
    Credential find(std::string_view url);
    /// Fetches those that are not there; `ready` is called once all of them are known or cannot be
    /// had. Returns false, and does not call, when that is so already.
    bool wanted(const std::vector<std::string>& urls, std::function<void()> ready);

    struct View {
        bool fetched = false; ///< else a file, or an authority's file
        std::string where;    ///< URL or file
        std::string subject;
        std::string state;        ///< "valid", "expired", "not trusted", or a fault
        std::int64_t ends = 0;    ///< seconds since 1970 UTC; 0: none
        base::Duration refresh{}; ///< until it is fetched again
        std::uint64_t used = 0;
    };
    std::vector<View> view() const;
    std::size_t anchors() const { return anchors_ ? anchors_->size() : 0; }
    const StoreCounters& counters() const { return counters_; }
    const StoreSettings& settings() const { return settings_; }

  private:
    struct Entry {
        std::optional<Certificate> certificate;
        std::string fault;       ///< why there is none
        base::TimePoint until{}; ///< when it is fetched again; files: never
        bool pending = false;
        std::uint64_t used = 0;
    };
    struct Waiting {
        std::vector<std::string> urls;
        std::function<void()> ready;
    };
    std::int64_t now() const;
    Entry* entry_of(std::string_view url);
    void take(const std::string& url, Fetched fetched);
    void tell();
    bool open(const std::vector<std::string>& urls);
    void make_room();

    const base::Clock& clock_;
    StoreSettings settings_;
    std::string anchors_text_;
    std::optional<TrustAnchors> anchors_;
    std::map<std::string, Entry, std::less<>> files_;   ///< by "HOST/NAME" or "NAME"
    std::map<std::string, Entry, std::less<>> fetched_; ///< by URL
    std::vector<Waiting> waiting_;
    StoreCounters counters_;
    std::unique_ptr<Fetcher> fetcher_; ///< goes first: it calls into the rest
};

/// "HOST/NAME" of https://HOST[:PORT]/PATH/NAME[?QUERY]; "" for any other URL, or an odd name.
std::string file_of_url(std::string_view url);

} // namespace sipi::identity
