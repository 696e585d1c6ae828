// The answer to a command as aligned text.
#include "gateway/console/document.h"

#include "gateway/observe/canvas.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <ctime>

namespace console {

namespace {

std::string seconds_text(double seconds) {
    if (seconds < 0)
        return "-" + seconds_text(-seconds);
    if (seconds == 0)
        return "0 s";
    if (seconds < 1)
        return fmt::format("{:.3g} ms", seconds * 1000);
    if (seconds < 60)
        return fmt::format("{:.1f} s", seconds);
    const auto whole = static_cast<long long>(std::min(seconds, 1e15));
    if (whole < 24 * 3600)
        return whole < 3600
                   ? fmt::format("{}m{:02}s", whole / 60, whole % 60)
                   : fmt::format("{}h{:02}m{:02}s", whole / 3600, whole / 60 % 60, whole % 60);
    return fmt::format("{}d{:02}h{:02}m", whole / 86400, whole / 3600 % 24, whole / 60 % 60);
}

struct ToText {
    std::string operator()(std::monostate) const { return "-"; }
    std::string operator()(bool value) const { return value ? "yes" : "no"; }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(double value) const { return fmt::format("{:.6g}", value); }
    std::string operator()(const std::string& value) const { return value; }
    std::string operator()(Seconds value) const { return seconds_text(value.value); }
    std::string operator()(Timestamp value) const { return rfc3339(value); }
    std::string operator()(const std::vector<std::string>& values) const {
        std::string joined;
        for (const std::string& each : values)
            joined += (joined.empty() ? "" : ",") + each;
        return joined.empty() ? "-" : joined;
    }
};

bool is_number(const Value& value) {
    return std::holds_alternative<std::int64_t>(value) || std::holds_alternative<double>(value) ||
           std::holds_alternative<Seconds>(value);
}

/// One cell of the page: what arrives from peers may hold escape sequences, so only printable
/// characters pass.
struct Cell {
    std::string text;
    std::size_t width = 0;
    bool right = false;
};

Cell cell(std::string_view text, bool right) {
    Cell made;
    made.right = right;
    for (const std::string& character : observe::characters(text)) {
        made.text += character;
        ++made.width;
    }
    return made;
}

void append(std::string& line, const Cell& cell, std::size_t width, bool last) {
    const std::string fill(width > cell.width ? width - cell.width : 0, ' ');
    if (cell.right)
        line += fill + cell.text;
    else
        line += last ? cell.text : cell.text + fill;
    if (!last)
        line += "  ";
}

std::string record_text(const Record& record) {
    std::size_t width = 0;
    for (const Field& field : record.fields)
        width = std::max(width, field.title.size());
    std::string out;
    for (const Field& field : record.fields)
        out += fmt::format("{:<{}}  {}\n", field.title + ":", width + 1,
                           cell(to_text(field.value), false).text);
    return out;
}

/// A column is right-aligned when everything known in it is a number.
bool right_aligned(const Table& table, std::size_t column) {
    bool any = false;
    for (const auto& row : table.rows) {
        if (std::holds_alternative<std::monostate>(row[column]))
            continue;
        if (!is_number(row[column]))
            return false;
        any = true;
    }
    return any;
}

std::string table_text(const Table& table) {
    if (table.rows.empty())
        return table.if_empty + '\n';
    const std::size_t columns = table.columns.size();
    std::vector<bool> right(columns);
    for (std::size_t i = 0; i < columns; ++i)
        right[i] = right_aligned(table, i);
    std::vector<std::vector<Cell>> page(1);
    for (std::size_t i = 0; i < columns; ++i)
        page[0].push_back(cell(table.columns[i].title, right[i]));
    for (const auto& row : table.rows) {
        auto& cells = page.emplace_back();
        for (std::size_t i = 0; i < columns; ++i)
            cells.push_back(cell(to_text(row[i]), right[i]));
    }
    std::vector<std::size_t> widths(columns);
    for (const auto& cells : page)
        for (std::size_t i = 0; i < columns; ++i)
            widths[i] = std::max(widths[i], cells[i].width);
    std::string out;
    for (const auto& cells : page) {
        for (std::size_t i = 0; i < columns; ++i)
            append(out, cells[i], widths[i], i + 1 == columns);
        out += '\n';
    }
    return out;
}

} // namespace

std::string rfc3339(Timestamp time) {
    const auto ms =
        static_cast<std::int64_t>(std::floor(std::clamp(time.value, 0.0, 2e11) * 1000 + 0.0005));
    const auto seconds = static_cast<std::time_t>(ms / 1000);
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", utc.tm_year + 1900,
                       utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, ms % 1000);
}

std::string to_text(const Value& value) {
    return std::visit(ToText{}, value);
}

std::string to_text(const Document& document) {
    std::string out;
    for (const Section& section : document) {
        if (!out.empty())
            out += '\n';
        if (!section.title.empty())
            out += section.title + '\n';
        const auto* table = std::get_if<Table>(&section.content);
        out += table ? table_text(*table) : record_text(std::get<Record>(section.content));
    }
    return out;
}

} // namespace console
