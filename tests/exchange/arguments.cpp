// Parsing of control commands.
#include "tests/exchange/arguments.h"

#include "tests/exchange/conf.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace exchange {
namespace {

std::vector<std::string> words_of(const std::string& line) {
    std::vector<std::string> words;
    std::string word;
    bool quoted = false, begun = false;
    for (const char c : line) {
        if (c == '"') {
            quoted = !quoted;
            begun = true;
        } else if (!quoted && (c == ' ' || c == '\t' || c == '\r')) {
            if (begun)
                words.push_back(word);
            word.clear();
            begun = false;
        } else {
            word += c;
            begun = true;
        }
    }
    if (quoted)
        throw Misuse{"a quotation mark is not closed"};
    if (begun)
        words.push_back(word);
    return words;
}

std::string plain(const nlohmann::json& value) {
    if (value.is_string())
        return value.get<std::string>();
    if (value.is_boolean())
        return value.get<bool>() ? "1" : "0";
    if (value.is_array()) {
        std::string list;
        for (const nlohmann::json& one : value)
            list += (list.empty() ? "" : ",") + plain(one);
        return list;
    }
    return value.dump();
}

} // namespace

Arguments Arguments::parse(const std::string& line) {
    Arguments arguments;
    const std::size_t first = line.find_first_not_of(" \t");
    if (first != std::string::npos && line[first] == '{') {
        const nlohmann::json object = nlohmann::json::parse(line, nullptr, false);
        if (!object.is_object())
            throw Misuse{"is not a JSON object"};
        for (const auto& [key, value] : object.items())
            if (key == "command")
                arguments.command = plain(value);
            else
                arguments.values_[key] = plain(value);
    } else {
        for (const std::string& word : words_of(line)) {
            const std::size_t equals = word.find('=');
            if (arguments.command.empty())
                arguments.command = word;
            else if (equals == std::string::npos)
                throw Misuse{fmt::format("\"{}\" is not key=value", word)};
            else
                arguments.values_[word.substr(0, equals)] = word.substr(equals + 1);
        }
    }
    if (arguments.command.empty())
        throw Misuse{"no command"};
    return arguments;
}

std::string Arguments::text(const std::string& key, const std::string& otherwise) const {
    known_.push_back(key);
    const auto found = values_.find(key);
    return found == values_.end() ? otherwise : found->second;
}

std::string Arguments::required(const std::string& key) const {
    if (!has(key))
        throw Misuse{fmt::format("{} is missing", key)};
    return text(key);
}

unsigned Arguments::number(const std::string& key, unsigned otherwise, unsigned most) const {
    const std::string value = text(key);
    if (value.empty())
        return otherwise;
    unsigned parsed = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), parsed);
    if (error != std::errc() || end != value.data() + value.size() || parsed > most)
        throw Misuse{fmt::format("{} is not a number up to {}", key, most)};
    return parsed;
}

double Arguments::real(const std::string& key, double otherwise) const {
    const std::string value = text(key);
    if (value.empty())
        return otherwise;
    char* end = nullptr;
    const double parsed = std::strtod(value.c_str(), &end);
    if (*end != 0 || !(parsed >= 0))
        throw Misuse{fmt::format("{} is not a number", key)};
    return parsed;
}

bool Arguments::flag(const std::string& key, bool otherwise) const {
    const std::string value = text(key);
    if (value.empty())
        return otherwise;
    if (value == "1" || value == "true" || value == "yes" || value == "on")
        return true;
    if (value == "0" || value == "false" || value == "no" || value == "off")
        return false;
    throw Misuse{fmt::format("{} is not 0 or 1", key)};
}

std::optional<std::chrono::milliseconds> Arguments::duration(const std::string& key) const {
    const std::string value = text(key);
    if (value.empty())
        return std::nullopt;
    const auto parsed = parse_duration(value);
    if (!parsed)
        throw Misuse{fmt::format("{} is not a duration such as 250ms or 5s", key)};
    return parsed;
}

std::vector<std::uint8_t> Arguments::numbers(const std::string& key) const {
    std::vector<std::uint8_t> list;
    std::string value = text(key);
    for (std::size_t begin = 0; begin < value.size();) {
        const std::size_t end = std::min(value.find(',', begin), value.size());
        std::uint8_t parsed = 0;
        const auto [stop, error] =
            std::from_chars(value.data() + begin, value.data() + end, parsed);
        if (error != std::errc() || stop != value.data() + end)
            throw Misuse{fmt::format("{} is not a list of numbers", key)};
        list.push_back(parsed);
        begin = end + 1;
    }
    return list;
}

std::vector<std::uint8_t> Arguments::hexadecimal(const std::string& key) const {
    const std::string value = text(key);
    std::vector<std::uint8_t> octets;
    for (std::size_t i = 0; i < value.size(); i += 2) {
        std::uint8_t octet = 0;
        const auto [stop, error] = std::from_chars(
            value.data() + i, value.data() + std::min(i + 2, value.size()), octet, 16);
        if (error != std::errc() || stop != value.data() + i + 2)
            throw Misuse{fmt::format("{} is not hexadecimal octets", key)};
        octets.push_back(octet);
    }
    return octets;
}

void Arguments::unknown() const {
    for (const auto& [key, value] : values_)
        if (std::ranges::find(known_, key) == known_.end())
            throw Misuse{fmt::format("{} is not a key of {}", key, command)};
}

} // namespace exchange
