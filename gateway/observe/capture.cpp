// D-channel captures: the ring, and the thread that writes what comes out of it.
#include "gateway/observe/capture.h"

#include "base/log.h"
#include "base/ring.h"
#include "base/wakeup.h"
#include "gateway/observe/capture_file.h"

#include <fmt/core.h>

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <map>
#include <mutex>
#include <thread>

namespace observe {
namespace {

constexpr std::size_t kRing = 2048;     // frames: several seconds of thirty busy lines
constexpr std::size_t kLargest = 264;   // of a LAPD frame (Q.921 §5.9.3)
constexpr int kFlushMilliseconds = 200; // a wake-up that was missed costs no more

} // namespace

// Everything below runs on the writer's thread but push(), view() and the destructor.
class Captures::Writer {
  public:
    struct Item {
        enum class Kind : std::uint8_t { open, frame, close, end } kind = Kind::frame;
        CaptureId id = 0;
        bool sent = false;
        std::uint16_t length = 0;
        base::WallTime at{};
        std::array<std::uint8_t, kLargest> octets{};
        std::unique_ptr<CaptureFile> file; ///< of `open`
    };

    Writer() : ring_(kRing), thread_([this] { run(); }) {}
    ~Writer() {
        Item end;
        end.kind = Item::Kind::end;
        while (!ring_.push(std::move(end)))
            std::this_thread::yield();
        wakeup_.notify();
        thread_.join();
    }

    /// False: the ring is full. Signalling thread.
    bool push(Item&& item) {
        if (!ring_.push(std::move(item)))
            return false;
        if (sleeping_.exchange(false))
            wakeup_.notify();
        return true;
    }
    void count_dropped(CaptureId id) {
        const std::lock_guard lock(mutex_);
        ++dropped_[id];
    }
    std::vector<CaptureView> view() const {
        const std::lock_guard lock(mutex_);
        std::vector<CaptureView> out;
        for (const auto& [id, view] : views_) {
            out.push_back(view);
            if (const auto found = dropped_.find(id); found != dropped_.end())
                out.back().dropped = found->second;
        }
        return out;
    }

  private:
    void run() {
        for (;;) {
            const bool ended = drain();
            for (auto& [id, file] : files_)
                file->flush();
            publish();
            if (ended)
                return;
            sleeping_.store(true);
            if (ring_.size() != 0)
                continue;
            pollfd waiting{wakeup_.fd(), POLLIN, 0};
            ::poll(&waiting, 1, files_.empty() ? -1 : kFlushMilliseconds);
            wakeup_.clear();
        }
    }
    // True: this was the last.
    bool drain() {
        Item item;
        while (ring_.pop(item)) {
            switch (item.kind) {
            case Item::Kind::open:
                files_[item.id] = std::move(item.file);
                changed_ = true;
                break;
            case Item::Kind::frame:
                write(item);
                break;
            case Item::Kind::close:
                close(item.id, item.at);
                break;
            case Item::Kind::end:
                while (!files_.empty())
                    close(files_.begin()->first, last_);
                return true;
            }
        }
        return false;
    }
    void write(const Item& item) {
        const auto found = files_.find(item.id);
        if (found == files_.end())
            return;
        CaptureFile& file = *found->second;
        changed_ = true;
        last_ = item.at;
        const std::size_t size = std::min<std::size_t>(item.length, kLargest);
        const pcapng::Frame frame{item.at, item.sent, file.source().network_side,
                                  base::Octets(item.octets).first(size), item.length};
        if (!file.write(frame, dropped(item.id)) && told_.insert_or_assign(item.id, true).second)
            base::log::error("capture", "span {}: {}; its capture has ended", file.source().name,
                             file.error());
    }
    void close(CaptureId id, base::WallTime at) {
        const auto found = files_.find(id);
        if (found == files_.end())
            return;
        found->second->close(at, dropped(id));
        publish_one(id, *found->second, false);
        files_.erase(found);
    }
    std::uint64_t dropped(CaptureId id) const {
        const std::lock_guard lock(mutex_);
        const auto found = dropped_.find(id);
        return found == dropped_.end() ? 0 : found->second;
    }
    void publish() {
        if (!std::exchange(changed_, false))
            return;
        for (const auto& [id, file] : files_)
            publish_one(id, *file, file->error().empty());
    }
    void publish_one(CaptureId id, const CaptureFile& file, bool running) {
        CaptureView view{file.source().name, running,       file.path(), file.error(),
                         file.frames(),      file.octets(), 0,           file.files()};
        const std::lock_guard lock(mutex_);
        views_[id] = std::move(view);
    }

    base::Ring<Item> ring_;
    base::Wakeup wakeup_;
    std::atomic<bool> sleeping_{false};
    std::map<CaptureId, std::unique_ptr<CaptureFile>> files_;
    std::map<CaptureId, bool> told_;
    base::WallTime last_{};
    bool changed_ = false;

    mutable std::mutex mutex_; // for people who look, and for drops: rare both
    std::map<CaptureId, CaptureView> views_;
    std::map<CaptureId, std::uint64_t> dropped_;
    std::thread thread_; // last: everything is there before it starts
};

Captures::Captures(const base::Clock& clock, CaptureSettings settings)
    : clock_(clock), settings_(std::move(settings)) {}
Captures::~Captures() = default;

void Captures::set_settings(CaptureSettings settings) {
    settings_ = std::move(settings);
}

base::Result<CaptureId, std::string> Captures::start(const CaptureSource& source) {
    if (std::find(running_.begin(), running_.end(), source.name) != running_.end())
        return base::fail(fmt::format("span {} is captured already", source.name));
    if (::access(settings_.directory.c_str(), W_OK | X_OK) != 0)
        return base::fail(fmt::format(
            "cannot write captures to {}: {}; make the directory, owned by the daemon's user, or "
            "set directory in [capture]",
            settings_.directory, std::strerror(errno)));
    if (!writer_)
        writer_ = std::make_unique<Writer>();
    Writer::Item item;
    item.kind = Writer::Item::Kind::open;
    item.id = static_cast<CaptureId>(running_.size() + 1);
    item.file = std::make_unique<CaptureFile>(source, settings_);
    if (!writer_->push(std::move(item)))
        return base::fail(std::string("the writer of captures does not keep up"));
    running_.push_back(source.name);
    return static_cast<CaptureId>(running_.size());
}

void Captures::stop(CaptureId id) {
    if (id == 0 || id > running_.size() || running_[id - 1].empty())
        return;
    running_[id - 1].clear();
    Writer::Item item;
    item.kind = Writer::Item::Kind::close;
    item.id = id;
    item.at = clock_.wall();
    if (!writer_->push(std::move(item)))
        base::log::warning("capture", "the writer does not keep up; a file stays open");
}

void Captures::frame(CaptureId id, bool sent, base::Octets octets) {
    if (id == 0 || id > running_.size() || running_[id - 1].empty())
        return;
    Writer::Item item;
    item.id = id;
    item.sent = sent;
    item.at = clock_.wall();
    item.length = static_cast<std::uint16_t>(std::min<std::size_t>(octets.size(), 0xffff));
    std::memcpy(item.octets.data(), octets.data(), std::min(octets.size(), kLargest));
    if (!writer_->push(std::move(item)))
        writer_->count_dropped(id);
}

std::vector<CaptureView> Captures::view() const {
    std::vector<CaptureView> out = writer_ ? writer_->view() : std::vector<CaptureView>{};
    std::stable_sort(out.begin(), out.end(),
                     [](const auto& a, const auto& b) { return a.name < b.name; });
    return out;
}

} // namespace observe
