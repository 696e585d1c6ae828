// Others' certificates: from files, or fetched and kept as long as their server says (RFC 8224
// §7.2, RFC 9111 §5.2).
#include "sipi/identity/certificate_store.h"

#include "base/log.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

namespace sipi::identity {
namespace {

constexpr std::size_t kMostFileOctets = 1'048'576;

std::optional<std::string> text_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(file), {});
    if (!file || text.size() > kMostFileOctets)
        return std::nullopt;
    return text;
}

std::string_view name_of(Trust trust) {
    return trust == Trust::trusted   ? "valid"
           : trust == Trust::expired ? "expired or not valid yet"
                                     : "not trusted";
}

} // namespace

std::string file_of_url(std::string_view url) {
    constexpr std::string_view kScheme = "https://";
    constexpr std::string_view kPlain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";
    if (!url.starts_with(kScheme))
        return {};
    url.remove_prefix(kScheme.size());
    const std::size_t slash = url.find('/');
    if (slash == url.npos)
        return {};
    const std::string_view host = url.substr(0, std::min(slash, url.find(':')));
    std::string_view name = url.substr(slash + 1);
    name = name.substr(0, name.find_first_of("?#"));
    name = name.substr(name.rfind('/') + 1);
    for (const std::string_view part : {host, name})
        if (part.empty() || part.front() == '.' || part.find_first_not_of(kPlain) != part.npos)
            return {};
    std::string file(host);
    file += '/';
    file += name;
    return file;
}

std::int64_t CertificateStore::now() const {
    return std::chrono::duration_cast<std::chrono::seconds>(clock_.wall().time_since_epoch())
        .count();
}

base::Result<void, std::string> CertificateStore::configure(const StoreSettings& settings,
                                                            std::unique_ptr<Fetcher> fetcher) {
    namespace fs = std::filesystem;
    std::optional<TrustAnchors> anchors;
    std::string anchors_text;
    if (!settings.trust_anchors.empty()) {
        const auto text = text_of(settings.trust_anchors);
        auto read = text ? TrustAnchors::parse(*text) : Result<TrustAnchors>(fail(Error::bad_key));
        if (!read)
            return fail("shaken: trust_anchors: " + settings.trust_anchors +
                        (text ? " holds no certificate" : " cannot be read"));
        anchors_text = *text;
        anchors = *std::move(read);
    }
    std::map<std::string, Entry, std::less<>> files;
    if (!settings.directory.empty()) {
        std::error_code error;
        fs::recursive_directory_iterator at(settings.directory, error);
        if (error)
            return fail("shaken: certificates: " + settings.directory + " cannot be read");
        for (; at != fs::recursive_directory_iterator(); at.increment(error)) {
            if (error)
                break;
            if (at.depth() > 1 || !at->is_regular_file(error))
                continue;
            const std::string name = fs::relative(at->path(), settings.directory, error).string();
            const auto text = text_of(at->path());
            auto certificate =
                text ? Certificate::parse(*text) : Result<Certificate>(fail(Error::bad_key));
            if (!certificate) {
                base::log::warning("shaken", "{} holds no certificate of a P-256 key",
                                   at->path().string());
                continue;
            }
            Entry& entry = files[name];
            entry.certificate = *std::move(certificate);
            if (const auto before = files_.find(name); before != files_.end())
                entry.used = before->second.used;
        }
    }
    if (anchors_text != anchors_text_) // what was refused may be believed now
        std::erase_if(fetched_, [](const auto& entry) { return !entry.second.pending; });
    settings_ = settings;
    anchors_text_ = std::move(anchors_text);
    anchors_ = std::move(anchors);
    files_ = std::move(files);
    fetcher_ = std::move(fetcher);
    for (auto& [url, entry] : fetched_)
        if (std::exchange(entry.pending, false)) { // its fetcher has gone
            entry.fault = "the configuration was reloaded";
            entry.until = clock_.now();
        }
    tell();
    return {};
}

CertificateStore::Entry* CertificateStore::entry_of(std::string_view url) {
    const std::string file = file_of_url(url);
    for (const std::string& name : {file, file.substr(file.find('/') + 1)})
        if (const auto found = files_.find(name); !name.empty() && found != files_.end())
            return &found->second;
    const auto found = fetched_.find(url);
    return found == fetched_.end() ? nullptr : &found->second;
}

Credential CertificateStore::find(std::string_view url) {
    Credential credential;
    Entry* entry = entry_of(url);
    if (!entry)
        return credential;
    if (!entry->certificate) {
        if (entry->pending)
            credential.state = Credential::State::pending;
        return credential;
    }
    ++entry->used;
    credential.state = Credential::State::known;
    credential.certificate = &*entry->certificate;
    credential.trust = anchors_ ? anchors_->judge(*entry->certificate, now()) : Trust::not_trusted;
    return credential;
}

bool CertificateStore::open(const std::vector<std::string>& urls) {
    return std::ranges::any_of(urls, [&](const std::string& url) {
        const Entry* entry = entry_of(url);
        return entry && entry->pending && !entry->certificate;
    });
}

bool CertificateStore::wanted(const std::vector<std::string>& urls, std::function<void()> ready) {
    for (const std::string& url : urls) {
        Entry* entry = entry_of(url);
        const bool there = entry && (entry->pending || entry->until == base::TimePoint{} ||
                                     clock_.now() < entry->until);
        if (there) {
            counters_.hits += entry->certificate.has_value();
            continue;
        }
        if (!fetcher_ || !url.starts_with("https://")) {
            ++counters_.faults;
            continue;
        }
        if (!entry)
            make_room();
        // An old one is used while the new one comes.
        fetched_[url].pending = true;
        fetcher_->fetch(url, [this, url](Fetched fetched) { take(url, std::move(fetched)); });
    }
    if (!open(urls))
        return false;
    waiting_.push_back({urls, std::move(ready)});
    return true;
}

// The one that would be fetched again first goes.
void CertificateStore::make_room() {
    if (fetched_.size() < settings_.most)
        return;
    auto oldest = fetched_.end();
    for (auto at = fetched_.begin(); at != fetched_.end(); ++at)
        if (!at->second.pending &&
            (oldest == fetched_.end() || at->second.until < oldest->second.until))
            oldest = at;
    if (oldest != fetched_.end())
        fetched_.erase(oldest);
}

void CertificateStore::take(const std::string& url, Fetched fetched) {
    Entry& entry = fetched_[url];
    entry.pending = false;
    auto certificate = fetched.fault.empty() ? Certificate::parse(fetched.text)
                                             : Result<Certificate>(fail(Error::bad_key));
    if (!certificate) {
        const std::string fault = fetched.fault.empty()
                                      ? std::string("it is no certificate of a P-256 key")
                                      : std::move(fetched.fault);
        ++counters_.faults;
        if (entry.fault != fault)
            base::log::warning("shaken", "certificate {}: {}", url, fault);
        entry.fault = fault;
        entry.certificate.reset();
        entry.until = clock_.now() + settings_.retry;
        return tell();
    }
    if (!entry.certificate || !entry.fault.empty())
        base::log::info("shaken", "certificate {}: {}", url, certificate->subject());
    ++counters_.fetched;
    entry.certificate = *std::move(certificate);
    entry.fault.clear();
    const std::int64_t said = max_age_of(fetched.cache_control);
    const base::Duration kept = said < 0 ? settings_.unsaid : std::chrono::seconds(said);
    entry.until = clock_.now() + std::min(std::max(kept, settings_.shortest), settings_.cache_time);
    tell();
}

void CertificateStore::tell() {
    std::vector<Waiting> over;
    for (auto at = waiting_.begin(); at != waiting_.end();)
        if (open(at->urls)) {
            ++at;
        } else {
            over.push_back(std::move(*at));
            at = waiting_.erase(at);
        }
    for (Waiting& waiting : over)
        waiting.ready();
}

std::vector<CertificateStore::View> CertificateStore::view() const {
    std::vector<View> rows;
    const auto row = [&](bool fetched, const std::string& where, const Entry& entry) {
        View view;
        view.fetched = fetched;
        view.where = where;
        view.used = entry.used;
        view.state = entry.pending ? "being fetched" : entry.fault;
        if (entry.certificate) {
            view.subject = entry.certificate->subject();
            view.ends = entry.certificate->not_after();
            view.state =
                name_of(anchors_ ? anchors_->judge(*entry.certificate, now()) : Trust::not_trusted);
        }
        if (fetched && !entry.pending)
            view.refresh = std::max(base::Duration::zero(), entry.until - clock_.now());
        rows.push_back(std::move(view));
    };
    for (const auto& [name, entry] : files_)
        row(false, name, entry);
    for (const auto& [url, entry] : fetched_)
        row(true, url, entry);
    return rows;
}

} // namespace sipi::identity
