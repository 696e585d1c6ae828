// Conf files from disk or memory to one validated Config: LANDLINE.CONF, then conf.d/*.conf beside
// it.
#include "gateway/config/draft.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <tuple>

namespace config {
namespace {

base::Result<std::string, std::string> read_file(const std::string& path) {
    std::error_code error;
    if (std::filesystem::is_directory(path, error))
        return base::fail(std::string("is a directory"));
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (!file || (file.peek() != std::ifstream::traits_type::eof() && !(text << file.rdbuf())))
        return base::fail("cannot be read: " +
                          std::string(errno != 0 ? std::strerror(errno) : "unknown error"));
    return std::move(text).str();
}

// conf.d/*.conf beside `path`, sorted by name; hidden files (editors' copies) are left out.
std::vector<std::string> more_files(const std::string& path) {
    std::vector<std::string> files;
    std::error_code error;
    const auto directory = std::filesystem::path(path).parent_path() / "conf.d";
    for (std::filesystem::directory_iterator entry(directory, error), end; !error && entry != end;
         entry.increment(error)) {
        const auto& file = entry->path();
        if (file.extension() == ".conf" && !file.filename().string().starts_with('.'))
            files.push_back(file.string());
    }
    std::ranges::sort(files);
    return files;
}

// The file of users that the others name, beside the first one unless its path is absolute; the
// last word counts.
std::optional<std::string> user_file(const std::vector<Source>& sources) {
    std::optional<std::string> file;
    for (const Source& source : sources) {
        const auto toml = read_toml(source.text, source.file);
        if (!toml)
            continue;
        for (const TomlTable& table : toml->tables)
            for (const TomlEntry& entry : table.entries)
                if (const auto* text = std::get_if<std::string>(&entry.value.scalar);
                    text && table.heading == "registrar" && entry.key == "user_file")
                    file = *text;
    }
    if (!file || file->empty())
        return std::nullopt;
    return (std::filesystem::path(sources.front().file).parent_path() / *file).string();
}

// A file of users may be written by other programs: it can change nothing else.
void check_users_only(Draft& draft, const TomlFile& file) {
    for (const TomlTable& table : file.tables)
        if (table.heading != "user")
            draft.problems.push_back({table.place,
                                      table.heading,
                                      "may not stand in registrar: user_file",
                                      "[[user]]",
                                      {}});
}

void set_defaults(Draft& draft) {
    for (const Section& section : sections())
        if (!section.many)
            for (const Key& key : section.keys)
                key.store(section.add(draft.config), key.preset);
}

// In the order of the files, and within a file from top to bottom.
void sort_problems(std::vector<Problem>& problems, const std::vector<Source>& sources) {
    const auto position = [&](const Problem& problem) {
        const auto file = std::ranges::find(sources, problem.place.file, &Source::file);
        return std::tuple(file - sources.begin(), problem.place.line, problem.place.column);
    };
    std::ranges::stable_sort(problems, {}, position);
}

} // namespace

Loaded parse(const std::vector<Source>& sources) {
    Draft draft;
    set_defaults(draft);
    bool readable = true;
    for (const Source& source : sources) {
        const auto file = read_toml(source.text, source.file);
        if (file) {
            if (source.users_only)
                check_users_only(draft, *file);
            build(draft, *file);
        } else {
            draft.problems.push_back(file.error());
            readable = false;
        }
    }
    if (readable) { // else tables are missing, and each reference to them would be a problem
        for (const Section& section : sections())
            if (auto& origins = draft.origins[section.name]; !section.many && origins.empty())
                origins.push_back({{sources.empty() ? "" : sources.front().file, 0, 0}, {}});
        complete(draft);
        check(draft);
    }
    if (draft.problems.empty())
        return std::move(draft.config);
    sort_problems(draft.problems, sources);
    return base::fail(std::move(draft.problems));
}

Loaded parse(std::string_view text, std::string_view file) {
    return parse({Source{std::string(file), std::string(text)}});
}

Loaded load(const std::string& path) {
    std::vector<Source> sources;
    std::vector<Problem> unreadable;
    std::vector<std::string> files = more_files(path);
    files.insert(files.begin(), path);
    for (const std::string& file : files)
        if (auto text = read_file(file))
            sources.push_back({file, std::move(text).value()});
        else
            unreadable.push_back({{file, 0, 0}, {}, text.error(), {}, {}});
    if (const auto users = unreadable.empty() ? user_file(sources) : std::nullopt) {
        if (auto text = read_file(*users))
            sources.push_back({*users, std::move(text).value(), true});
        else
            unreadable.push_back({{*users, 0, 0}, {}, text.error(), {}, {}});
    }
    if (!unreadable.empty())
        return base::fail(std::move(unreadable));
    return parse(sources);
}

} // namespace config
