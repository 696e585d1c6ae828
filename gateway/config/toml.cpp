// Reading TOML 1.0 through toml++, which is included here only.
#include "gateway/config/toml.h"

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

#include <algorithm>
#include <cassert>

namespace config {
namespace {

std::string_view type_name(toml::node_type type) {
    switch (type) {
    case toml::node_type::table:
        return "a table";
    case toml::node_type::array:
        return "an array";
    case toml::node_type::string:
        return "a string";
    case toml::node_type::integer:
        return "an integer";
    case toml::node_type::floating_point:
        return "a decimal number";
    case toml::node_type::boolean:
        return "true or false";
    default:
        return "a date or time";
    }
}

Place place_of(const toml::source_region& region, const std::string& file) {
    return {file, region.begin.line, region.begin.column};
}

bool before(const Place& a, const Place& b) {
    return a.line != b.line ? a.line < b.line : a.column < b.column;
}

TomlValue value_of(const toml::node& node, const std::string& file) {
    using Shape = TomlValue::Shape;
    TomlValue out{Shape::other, {}, {}, place_of(node.source(), file), type_name(node.type())};
    if (const auto* text = node.as_string())
        out.scalar = text->get();
    else if (const auto* number = node.as_integer())
        out.scalar = number->get();
    else if (const auto* truth = node.as_boolean())
        out.scalar = truth->get();
    else if (const auto* array = node.as_array()) {
        for (const toml::node& item : *array)
            out.items.push_back(value_of(item, file));
        out.shape = Shape::array;
        return out;
    } else {
        return out;
    }
    out.shape = Shape::scalar;
    return out;
}

TomlTable table_of(std::string_view heading, bool element, const toml::table& table,
                   const std::string& file) {
    TomlTable out{std::string(heading), element, place_of(table.source(), file), {}};
    for (const auto& [key, node] : table)
        out.entries.push_back(
            {std::string(key.str()), place_of(key.source(), file), value_of(node, file)});
    std::ranges::sort(out.entries, before, &TomlEntry::place);
    return out;
}

void add(TomlFile& out, const toml::key& key, const toml::node& node, const std::string& file) {
    if (const auto* table = node.as_table()) {
        out.tables.push_back(table_of(key.str(), false, *table, file));
        return;
    }
    const auto* array = node.as_array();
    if (!array || array->empty() || !array->is_homogeneous(toml::node_type::table)) {
        out.outside.push_back(
            {std::string(key.str()), place_of(key.source(), file), value_of(node, file)});
        return;
    }
    for (const toml::node& element : *array)
        out.tables.push_back(table_of(key.str(), true, *element.as_table(), file));
}

} // namespace

base::Result<TomlFile, Problem> read_toml(std::string_view text, const std::string& file) {
    const toml::parse_result parsed = toml::parse(text);
    if (!parsed)
        return base::fail(Problem{place_of(parsed.error().source(), file),
                                  {},
                                  std::string(parsed.error().description()),
                                  {},
                                  {}});
    TomlFile out;
    for (const auto& [key, node] : parsed.table())
        add(out, key, node, file);
    std::ranges::stable_sort(out.tables, before, &TomlTable::place);
    std::ranges::sort(out.outside, before, &TomlEntry::place);
    return out;
}

Value value_from(const Kind& kind, std::string_view text) {
    const auto read = read_toml("value = " + std::string(text), "key table");
    assert(read.ok() && read->outside.size() == 1);
    const TomlValue& value = read->outside[0].value;
    if (!kind.list)
        return scalar_from(kind, value.scalar).value();
    List list;
    for (const TomlValue& item : value.items)
        list.push_back(scalar_from(kind, item.scalar).value());
    return list;
}

} // namespace config
