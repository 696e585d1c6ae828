// The words of one control command: `call span=line1 called="20 00"`, or the same as a JSON object.
#pragma once

#include "base/result.h"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace exchange {

/// Wrong use of a command: a sentence for the one who typed it.
struct Misuse {
    std::string text;
};

class Arguments {
  public:
    /// Throws Misuse.
    static Arguments parse(const std::string& line);

    std::string command;
    /// Each key that is asked for counts as known; unknown() throws Misuse for the others.
    bool has(const std::string& key) const { return values_.contains(key); }
    std::string text(const std::string& key, const std::string& otherwise = {}) const;
    std::string required(const std::string& key) const;
    unsigned number(const std::string& key, unsigned otherwise, unsigned most) const;
    double real(const std::string& key, double otherwise) const;
    bool flag(const std::string& key, bool otherwise = false) const;
    std::optional<std::chrono::milliseconds> duration(const std::string& key) const;
    std::vector<std::uint8_t> numbers(const std::string& key) const;     ///< "8" or "1,8"
    std::vector<std::uint8_t> hexadecimal(const std::string& key) const; ///< "9181"
    void unknown() const;

  private:
    std::map<std::string, std::string> values_;
    mutable std::vector<std::string> known_;
};

} // namespace exchange
