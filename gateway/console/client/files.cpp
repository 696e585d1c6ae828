// Words of a command that name a file: "map test @invite.sip via pbx".
#include "gateway/console/client/files.h"

#include "gateway/console/words.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

namespace console::client {

namespace {

constexpr std::size_t kLongestFile = 32 * 1024; // quoted it still fits into a request

bool is_text(std::string_view content) {
    return std::ranges::all_of(content, [](char c) {
        const auto octet = static_cast<unsigned char>(c);
        return octet >= 0x20 || c == '\r' || c == '\n' || c == '\t';
    });
}

std::string hex(std::string_view content) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    for (const char c : content) {
        const auto octet = static_cast<unsigned char>(c);
        out += kDigits[octet >> 4];
        out += kDigits[octet & 15];
    }
    return out;
}

base::Result<std::string, std::string> word_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return base::fail(path + ": " + std::strerror(errno));
    std::string content(kLongestFile + 1, '\0');
    file.read(content.data(), static_cast<std::streamsize>(content.size()));
    content.resize(static_cast<std::size_t>(file.gcount()));
    if (content.empty())
        return base::fail(path + " is empty, or no file");
    if (content.size() > kLongestFile)
        return base::fail(path + " is longer than 32 KiB");
    return is_text(content) ? quoted_word(content) : hex(content);
}

} // namespace

base::Result<std::string, std::string> with_files(std::string_view command) {
    std::string out;
    bool quote = false;
    for (std::size_t at = 0; at < command.size();) {
        const bool begins = at == 0 || command[at - 1] == ' ' || command[at - 1] == '\t';
        const std::string_view rest = command.substr(at);
        const bool in_quotes = rest.starts_with("\"@");
        if (!quote && begins && (in_quotes || rest.starts_with('@'))) {
            const std::string_view name = rest.substr(in_quotes ? 2 : 1);
            const std::size_t size =
                std::min(name.find_first_of(in_quotes ? "\"" : " \t"), name.size());
            const auto word = word_of(std::string(name.substr(0, size)));
            if (!word)
                return base::fail(word.error());
            out += *word;
            at += in_quotes ? std::min(size + 3, rest.size()) : size + 1;
            continue;
        }
        if (quote && rest.starts_with('\\') && rest.size() > 1)
            out += command[at++];
        else if (rest.starts_with('"'))
            quote = !quote;
        out += command[at++];
    }
    return out;
}

} // namespace console::client
