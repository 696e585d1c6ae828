// Overload control by loss, server and client: RFC 7339; 503 and Retry-After: RFC 3261 §21.5.4.
#include "sipi/overload.h"

#include "base/log.h"
#include "sipi/message.h"
#include "sipi/text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace sipi {
namespace {

using namespace std::chrono_literals;

constexpr unsigned kMostLoss = 95;            // something gets through, so that the end is seen
constexpr unsigned kCpuUp = 10, kCpuDown = 5; // percent a second
constexpr auto kValidity = 1500ms;            // our loss is decided anew each second
constexpr auto kUsualValidity = 500ms;        // RFC 7339 §4.3
constexpr auto kMostRetryAfter = 300s;        // a neighbour is not believed to be closed for longer
constexpr std::size_t kMostNeighbours = 1024;

// RFC 7339 §4.4: a sequence number is digits, a dot, digits; only its order counts.
double sequence_of(std::string_view text) {
    double value = 0, scale = 1;
    bool fraction = false;
    for (const char c : text) {
        if (c == '.') {
            fraction = true;
        } else if (c >= '0' && c <= '9') {
            scale = fraction ? scale / 10 : scale;
            value = fraction ? value + (c - '0') * scale : value * 10 + (c - '0');
        }
    }
    return value;
}

std::uint64_t number_or(std::string_view text, std::uint64_t otherwise) {
    std::uint64_t value = 0;
    return !text.empty() && scan::read_digits(text, 0xffffffff, value) ? value : otherwise;
}

bool is_of_control(std::string_view param) {
    return scan::same(param, "oc") || scan::same(param, "oc-algo") ||
           scan::same(param, "oc-validity") || scan::same(param, "oc-seq");
}

bool holds(std::string_view text, std::string_view word) {
    for (std::size_t at = 0; at + word.size() <= text.size(); ++at)
        if (scan::same(text.substr(at, word.size()), word))
            return true;
    return false;
}

} // namespace

bool is_priority_uri(std::string_view request_uri) {
    constexpr std::string_view kEmergency = "urn:service:sos"; // RFC 5031 §4.2
    return scan::same(request_uri.substr(0, kEmergency.size()), kEmergency);
}

// Resource-Priority: any namespace but its lowest value, "routine" (RFC 4412 §10).
bool is_priority_header(std::string_view name, std::string_view value) {
    if (scan::same(name, "Priority"))
        return scan::same(value, "emergency");
    if (scan::same(name, "Resource-Priority"))
        return value.find('.') != std::string_view::npos && !holds(value, ".routine");
    if (scan::same(name, "From") || scan::same(name, "P-Asserted-Identity"))
        return holds(value, ";cpc=emergency");
    return false;
}

bool is_priority(const Message& request) {
    if (is_priority_uri(request.request_uri()))
        return true;
    static constexpr std::array<std::string_view, 4> kNames{"Priority", "Resource-Priority", "From",
                                                            "P-Asserted-Identity"};
    return std::ranges::any_of(kNames, [&](std::string_view name) {
        return is_priority_header(name, request.header(name));
    });
}

// --- as server
// ---------------------------------------------------------------------------------

// What would come if nobody held back is reckoned from what came: a client that obeys sends its
// rate times (1 - loss).
void Overload::report_load(unsigned cpu) {
    const base::TimePoint now = clock_.now();
    const double seconds = std::max(0.001, std::chrono::duration<double>(now - reported_).count());
    const double rate = static_cast<double>(offered_) / seconds * 100 / (100 - rate_loss_);
    reported_ = now;
    offered_ = 0;
    rate_loss_ =
        settings_.max_rate == 0 || rate <= settings_.max_rate
            ? 0
            : std::min(kMostLoss, static_cast<unsigned>(100 - 100 * settings_.max_rate / rate));
    const unsigned before = cpu_loss_;
    if (settings_.max_cpu != 0 && cpu > settings_.max_cpu)
        cpu_loss_ = std::min(kMostLoss, cpu_loss_ + kCpuUp);
    else
        cpu_loss_ -= std::min(cpu_loss_, kCpuDown);
    if (before == 0 && cpu_loss_ != 0)
        base::log::warning("sip", "overload: {} % of a core, new calls are refused in part", cpu);
    else if (before != 0 && cpu_loss_ == 0)
        base::log::info("sip", "overload is over");
}

unsigned Overload::loss() const {
    return std::max(rate_loss_, cpu_loss_);
}

bool Overload::sheds(bool priority, bool controlled) {
    if (priority)
        return false;
    ++offered_;
    const bool by_cpu = !controlled && cpu_loss_ != 0 && random_.below(100) < cpu_loss_;
    if (!by_cpu && bucket_.take(clock_.now(), settings_.max_rate, settings_.max_rate))
        return false;
    ++counters_.shed;
    return true;
}

bool Overload::stamp(Message& request) {
    const auto via = request.top_via();
    if (!settings_.control || !via || !via->params.has("oc"))
        return false;
    const std::string_view algorithms = via->params.value("oc-algo");
    if (!algorithms.empty() && !holds(algorithms, "loss"))
        return false; // RFC 7339 §5.3: no algorithm in common
    std::string text(via->protocol.data(),
                     static_cast<std::size_t>(via->params.text().data() - via->protocol.data()));
    text.erase(text.find_last_not_of(" \t") + 1);
    for (const Param& param : via->params) {
        if (is_of_control(param.name))
            continue;
        (text += ';') += param.name;
        if (param.has_value)
            (text += '=') += param.value;
    }
    const auto since =
        std::chrono::duration_cast<std::chrono::milliseconds>(clock_.wall().time_since_epoch())
            .count();
    const unsigned now = loss();
    text += ";oc=";
    append_number(text, now);
    text += ";oc-algo=\"loss\";oc-validity=";
    append_number(text, now == 0 ? 0U : static_cast<unsigned>(kValidity.count()));
    text += ";oc-seq=";
    text += std::to_string(since / 1000);
    const std::string milliseconds = std::to_string(1000 + since % 1000);
    (text += '.').append(milliseconds, 1);
    request.replace_first(HeaderName::via, text);
    return true;
}

// --- as client
// ---------------------------------------------------------------------------------

std::string_view Overload::offer() const {
    return settings_.control ? ";oc;oc-algo=\"loss\"" : "";
}

Overload::Neighbour& Overload::neighbour(const Endpoint& peer) {
    if (neighbours_.size() >= kMostNeighbours && !neighbours_.contains(peer)) {
        const base::TimePoint now = clock_.now();
        std::erase_if(neighbours_, [&](const auto& entry) {
            return entry.second.loss_until <= now && entry.second.closed_until <= now;
        });
        if (neighbours_.size() >= kMostNeighbours)
            neighbours_.clear();
    }
    return neighbours_[peer];
}

void Overload::learn(const Endpoint& peer, const Message& response) {
    constexpr int kServiceUnavailable = 503;
    const base::TimePoint now = clock_.now();
    if (response.status() == kServiceUnavailable && response.has(HeaderName::retry_after)) {
        std::string_view text = response.header(HeaderName::retry_after);
        const auto seconds = number_or(scan::take(text, scan::kDigit), 0);
        const auto wanted =
            std::min<std::chrono::seconds>(std::chrono::seconds(seconds), kMostRetryAfter);
        if (wanted > 0s) {
            ++counters_.told;
            neighbour(peer).closed_until = now + wanted;
            base::log::info("sip", "{} wants no calls for {} s", peer.text(), wanted.count());
        }
    }
    if (!settings_.control)
        return;
    const auto via = response.top_via();
    if (!via || via->params.value("oc").empty())
        return;
    const std::string_view algorithm = via->params.value("oc-algo");
    if (!algorithm.empty() && !holds(algorithm, "loss"))
        return;
    const auto loss = number_or(via->params.value("oc"), 101);
    const auto validity = number_or(via->params.value("oc-validity"),
                                    static_cast<std::uint64_t>(kUsualValidity.count()));
    const auto known = neighbours_.find(peer);
    if (loss > 100 || (loss == 0 && known == neighbours_.end()))
        return;
    Neighbour& of = neighbour(peer);
    const double sequence = sequence_of(via->params.value("oc-seq"));
    if (sequence < of.sequence)
        return; // overtaken by a later one (RFC 7339 §5.4)
    of.sequence = sequence;
    const bool begins = loss != 0 && of.loss == 0;
    of.loss = validity == 0 ? 0 : static_cast<unsigned>(loss);
    of.loss_until = now + std::chrono::milliseconds(validity);
    if (!begins)
        return;
    ++counters_.told;
    base::log::info("sip", "{} asks to hold back {} % of the calls to it", peer.text(), loss);
}

bool Overload::holds_back(const Endpoint& peer, bool priority) {
    if (priority || neighbours_.empty())
        return false;
    const auto found = neighbours_.find(peer);
    if (found == neighbours_.end())
        return false;
    Neighbour& of = found->second;
    const base::TimePoint now = clock_.now();
    if (now >= of.loss_until)
        of.loss = 0;
    if (now >= of.closed_until && (of.loss == 0 || random_.below(100) >= of.loss))
        return false;
    ++counters_.held_back;
    return true;
}

} // namespace sipi
