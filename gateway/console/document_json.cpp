// The answer to a command as JSON.
#include "gateway/console/document.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace console {

namespace {

using Json = nlohmann::ordered_json;

struct ToJson {
    Json operator()(std::monostate) const { return nullptr; }
    Json operator()(Seconds value) const { return std::round(value.value * 1e6) / 1e6; }
    Json operator()(Timestamp value) const { return rfc3339(value); }
    Json operator()(const auto& value) const { return value; }
};

Json cell_json(const Value& value) {
    return std::visit(ToJson{}, value);
}

Json record_json(const Record& record) {
    Json object = Json::object();
    for (const Field& field : record.fields)
        object[field.key] = cell_json(field.value);
    return object;
}

Json table_json(const Table& table) {
    Json array = Json::array();
    for (const auto& row : table.rows) {
        Json object = Json::object();
        for (std::size_t i = 0; i < table.columns.size(); ++i)
            object[table.columns[i].key] = cell_json(row[i]);
        array.push_back(std::move(object));
    }
    return array;
}

} // namespace

std::string to_json(const Document& document) {
    Json root = Json::object();
    for (const Section& section : document) {
        const auto* table = std::get_if<Table>(&section.content);
        Json content = table ? table_json(*table) : record_json(std::get<Record>(section.content));
        if (section.key.empty())
            root.update(content);
        else
            root[section.key] = std::move(content);
    }
    return root.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

} // namespace console
