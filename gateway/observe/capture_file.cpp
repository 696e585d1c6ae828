// The files of one capture: opened, filled, rotated, the oldest removed.
#include "gateway/observe/capture_file.h"

#include <fmt/chrono.h>
#include <fmt/core.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace observe {
namespace {

constexpr std::string_view kSuffix = ".pcapng";
constexpr std::string_view kForm = "-########-######-###"; // behind the span's name

// A file that a capture of this span has made.
bool is_ours(std::string_view file, std::string_view span) {
    if (file.size() != span.size() + kForm.size() + kSuffix.size() || !file.starts_with(span) ||
        !file.ends_with(kSuffix))
        return false;
    file = file.substr(span.size(), kForm.size());
    return std::equal(file.begin(), file.end(), kForm.begin(), [](char is, char form) {
        return form == '#' ? is >= '0' && is <= '9' : is == form;
    });
}

} // namespace

bool CaptureFile::refused(const char* what) {
    error_ = fmt::format("{} {}: {}", what, path_, std::strerror(errno));
    if (file_)
        std::fclose(file_);
    file_ = nullptr;
    return false;
}

bool CaptureFile::open(base::WallTime at) {
    const std::time_t seconds = base::WallTime::clock::to_time_t(at);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    constexpr unsigned kMostNames = 1000; // in one second
    int fd = -1;
    for (unsigned number = 0; fd < 0 && number < kMostNames; ++number) {
        path_ = fmt::format("{}/{}-{:%Y%m%d-%H%M%S}-{:03}{}", settings_.directory, source_.name,
                            parts, number, kSuffix);
        fd = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
        if (fd < 0 && errno != EEXIST)
            break;
    }
    if (fd < 0)
        return refused("cannot create");
    file_ = ::fdopen(fd, "wb");
    if (!file_) {
        ::close(fd);
        return refused("cannot write");
    }
    ++files_;
    in_file_ = frames_in_file_ = 0;
    remove_oldest();
    bytes_.clear();
    pcapng::put_head(bytes_, source_.name, source_.description, settings_.program);
    return put(bytes_);
}

bool CaptureFile::put(const pcapng::Bytes& bytes) {
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size())
        return refused("cannot write");
    in_file_ += bytes.size();
    octets_ += bytes.size();
    return true;
}

bool CaptureFile::write(const pcapng::Frame& frame, std::uint64_t dropped) {
    if (!error_.empty())
        return false;
    if (file_ && frames_in_file_ > 0 && in_file_ >= settings_.file_octets)
        close(frame.at, dropped);
    if (!file_ && !open(frame.at))
        return false;
    bytes_.clear();
    pcapng::put_frame(bytes_, frame);
    if (!put(bytes_))
        return false;
    ++frames_;
    ++frames_in_file_;
    return true;
}

bool CaptureFile::flush() {
    return !file_ || std::fflush(file_) == 0 || refused("cannot write");
}

void CaptureFile::close(base::WallTime at, std::uint64_t dropped) {
    if (!file_)
        return;
    bytes_.clear();
    pcapng::put_statistics(bytes_, at, frames_in_file_, dropped);
    if (!put(bytes_))
        return;
    if (std::fclose(std::exchange(file_, nullptr)) != 0)
        refused("cannot write");
}

// Their names sort by time.
void CaptureFile::remove_oldest() const {
    std::error_code fault;
    std::vector<std::string> ours;
    for (const auto& entry : std::filesystem::directory_iterator(settings_.directory, fault))
        if (is_ours(entry.path().filename().string(), source_.name))
            ours.push_back(entry.path().string());
    std::sort(ours.begin(), ours.end());
    for (std::size_t at = 0; at + settings_.files < ours.size(); ++at)
        std::filesystem::remove(ours[at], fault);
}

} // namespace observe
