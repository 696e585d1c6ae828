// A line of text with one cell per character, so that columns stay aligned with UTF-8 in them.
//
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace observe {

/// The characters of a UTF-8 text; what is no UTF-8 or not printable becomes "?" and ".".
std::vector<std::string> characters(std::string_view text);

class Canvas {
  public:
    explicit Canvas(std::size_t width) : cells_(width, " ") {}
    void put(std::size_t column, std::string_view text) { put(column, characters(text)); }
    void put(std::size_t column, const std::vector<std::string>& text) {
        for (std::size_t i = 0; i < text.size() && column + i < cells_.size(); ++i)
            cells_[column + i] = text[i];
    }
    void fill(std::size_t from, std::size_t to, char with) {
        for (; from < to && from < cells_.size(); ++from)
            cells_[from] = std::string(1, with);
    }
    /// Without blanks at the end, ended.
    std::string line() const;

  private:
    std::vector<std::string> cells_;
};

} // namespace observe
