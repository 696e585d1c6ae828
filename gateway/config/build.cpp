// From TOML tables to typed values by the key table: nothing here knows a key's meaning but
// complete().
#include "gateway/config/draft.h"

#include <algorithm>

namespace config {
namespace {

std::vector<std::string_view> section_names() {
    std::vector<std::string_view> names;
    for (const Section& section : sections())
        names.push_back(section.name);
    return names;
}

std::vector<std::string_view> key_names(const Section& section) {
    std::vector<std::string_view> names;
    for (const Key& key : section.keys)
        names.push_back(key.name);
    return names;
}

// --- one value
// -------------------------------------------------------------------------------------

// Rows that name themselves in the mapping's notes keep where they were written.
void say_where(Scalar& scalar, const Place& place) {
    std::visit(
        [&](auto& value) {
            if constexpr (requires { value.where; })
                value.where =
                    place.file.substr(place.file.rfind('/') + 1) + ':' + std::to_string(place.line);
        },
        scalar);
}

// Stores items of one key and notes what is wrong with them.
class Reader {
  public:
    Reader(Draft& draft, const Key& key, std::string label)
        : draft_(draft), key_(key), label_(std::move(label)) {}

    // The value, or monostate when there was a problem.
    Value read(const TomlValue& value, KeyOrigin& origin) {
        if (!key_.kind.list)
            return one(value);
        if (value.shape != TomlValue::Shape::array) {
            complain(value.place, "is " + std::string(value.type) + ", not a list in [ ]", {});
            return {};
        }
        List list;
        bool whole = true;
        for (const TomlValue& item : value.items) {
            const Value element = one(item);
            origin.items.push_back(item.place);
            if (const Scalar* scalar = std::get_if<Scalar>(&element))
                list.push_back(*scalar);
            else
                whole = false;
        }
        return whole ? Value(std::move(list)) : Value();
    }

  private:
    Value one(const TomlValue& value) {
        if (value.shape != TomlValue::Shape::scalar) {
            complain(value.place, "is " + std::string(value.type), {});
            return {};
        }
        auto scalar = scalar_from(key_.kind, value.scalar);
        if (scalar) {
            Scalar read = std::move(scalar).value();
            say_where(read, value.place);
            return read;
        }
        const auto* text = std::get_if<std::string>(&value.scalar);
        complain(value.place, scalar.error(), text ? nearest_word(*text) : std::string());
        return {};
    }
    std::string nearest_word(std::string_view text) const {
        if (key_.kind.type == Type::choice)
            return nearest(text, words(key_.kind));
        if (key_.kind.type != Type::quirk)
            return {};
        std::vector<std::string_view> names;
        for (const mapping::QuirkRow& row : mapping::kQuirks)
            names.push_back(row.name);
        return nearest(text.substr(0, text.find('=')), names);
    }
    void complain(const Place& place, std::string what, std::string near) {
        draft_.problems.push_back({place, label_ + ": " + std::string(key_.name), std::move(what),
                                   allowed(key_.kind), std::move(near)});
    }

    Draft& draft_;
    const Key& key_;
    std::string label_;
};

// --- one table
// -------------------------------------------------------------------------------------

void add_table(Draft& draft, const Section& section, const Place& place) {
    void* table = section.add(draft.config);
    for (const Key& key : section.keys)
        key.store(table, key.preset);
    draft.origins[section.name].push_back({place, {}});
}

// Its name is needed before other keys are read, for their problems' sake.
std::string label_of(const Section& section, const TomlTable& table, std::size_t position) {
    if (!section.many)
        return std::string(section.name);
    for (const TomlEntry& entry : table.entries)
        if (const auto* name = std::get_if<std::string>(&entry.value.scalar);
            entry.key == "name" && name && !name->empty())
            return std::string(section.name) + ' ' + *name;
    return std::string(section.name) + " #" + std::to_string(position + 1);
}

void read_entries(Draft& draft, const Section& section, const TomlTable& table) {
    Origin& origin = draft.origins[section.name].back();
    const std::size_t position = section.count(draft.config) - 1;
    const std::string label = label_of(section, table, position);
    for (const TomlEntry& entry : table.entries) {
        const Key* key = section.key(entry.key);
        if (!key) {
            draft.problems.push_back({entry.place,
                                      label + ": " + entry.key,
                                      "is no known key",
                                      {},
                                      nearest(entry.key, key_names(section))});
            continue;
        }
        KeyOrigin where{entry.value.place, {}};
        const Value value = Reader(draft, *key, label).read(entry.value, where);
        if (!std::holds_alternative<std::monostate>(value))
            key->store(section.element(draft.config, position), value);
        origin.keys[key->name] = std::move(where); // given, even if it was wrong
    }
}

void read_table(Draft& draft, const TomlTable& table) {
    const Section* section = config::section(table.heading);
    if (!section) {
        draft.problems.push_back({table.place,
                                  table.heading,
                                  "is no known section",
                                  {},
                                  nearest(table.heading, section_names())});
        return;
    }
    if (section->many != table.element) {
        const std::string name(section->name);
        draft.problems.push_back({table.place,
                                  name,
                                  section->many ? "may stand many times, so write [[" + name + "]]"
                                                : "stands once, so write [" + name + "]",
                                  {},
                                  {}});
        return;
    }
    if (section->many)
        add_table(draft, *section, table.place);
    else if (draft.origins[section->name].empty())
        draft.origins[section->name].push_back({table.place, {}});
    read_entries(draft, *section, table);
}

// --- what is not written
// -----------------------------------------------------------------------------

void require_keys(Draft& draft) {
    for (const Section& section : sections())
        for (std::size_t at = 0; at < section.count(draft.config); ++at)
            for (const Key& key : section.keys)
                if (key.standard.when == Standard::When::required &&
                    !draft.given(section.name, at, key.name))
                    draft.complain(section.name, at, key.name, "must be given", allowed(key.kind));
}

// Keys of `to` that its file does not give are those of `from`, a table of another section.
void inherit(const Draft& draft, const Section& section, std::size_t position, void* to,
             const Section& above, const void* from) {
    for (const Key& key : section.keys)
        if (key.standard.when == Standard::When::inherited &&
            !draft.given(section.name, position, key.name))
            key.store(to, above.key(key.name)->fetch(from));
}

void inherit_mappings(Draft& draft) {
    Config& config = draft.config;
    const Section &calls = *section("calls"), &groups = *section("trunk_group"),
                  &peers = *section("sip_peer");
    for (std::size_t at = 0; at < config.trunk_groups.size(); ++at)
        inherit(draft, groups, at, &config.trunk_groups[at], calls, &config.calls);
    for (std::size_t at = 0; at < config.sip_peers.size(); ++at)
        if (const TrunkGroup* group = config.group_of_peer(config.sip_peers[at].name))
            inherit(draft, peers, at, &config.sip_peers[at], groups, group);
        else
            inherit(draft, peers, at, &config.sip_peers[at], calls, &config.calls);
}

void settle_cause_table(Mapping& mapping) {
    if (mapping.cause_table == CauseTable::by_profile)
        mapping.cause_table =
            follows_rfc3398(mapping.profile) ? CauseTable::rfc3398 : CauseTable::q1912_5;
}

void settle(Config& config) {
    for (Span& span : config.spans) {
        span.law = span.law.value_or(drivers::usual_law(span.type));
        span.switch_type = span.switch_type.value_or(isdn::usual_switch_type(span.type));
    }
    for (SipPeer& peer : config.sip_peers) {
        if (peer.match.empty() && peer.domain.empty())
            peer.match.push_back({peer.address.address,
                                  peer.address.address.v6 ? std::uint8_t{128} : std::uint8_t{32}});
        settle_cause_table(peer.mapping);
    }
    for (TrunkGroup& group : config.trunk_groups)
        settle_cause_table(group.mapping);
    settle_cause_table(config.calls.mapping);
}

} // namespace

// --- the draft
// -------------------------------------------------------------------------------------

std::string Draft::label(const Section& section, std::size_t position) const {
    std::string out(section.name);
    if (!section.many)
        return out;
    const Value name = section.key("name")->fetch(section.at(config, position));
    const auto& text = std::get<std::string>(std::get<Scalar>(name));
    return out + (text.empty() ? " #" + std::to_string(position + 1) : ' ' + text);
}

bool Draft::given(std::string_view section, std::size_t position, std::string_view key) const {
    const auto tables = origins.find(section);
    return tables != origins.end() && position < tables->second.size() &&
           tables->second[position].keys.contains(key);
}

Place Draft::place(std::string_view section, std::size_t position, std::string_view key,
                   std::size_t item) const {
    const auto tables = origins.find(section);
    if (tables == origins.end() || position >= tables->second.size())
        return {};
    const Origin& origin = tables->second[position];
    const auto where = origin.keys.find(key);
    if (where == origin.keys.end())
        return origin.place;
    return item < where->second.items.size() ? where->second.items[item] : where->second.place;
}

void Draft::complain(std::string_view section_name, std::size_t position, std::string_view key,
                     std::string what, std::string allowed_text, std::string near) {
    std::string subject = label(*config::section(section_name), position);
    if (!key.empty())
        subject += ": " + std::string(key);
    problems.push_back({place(section_name, position, key), std::move(subject), std::move(what),
                        std::move(allowed_text), std::move(near)});
}

void build(Draft& draft, const TomlFile& file) {
    for (const TomlEntry& entry : file.outside)
        draft.problems.push_back(
            {entry.place,
             entry.key,
             section(entry.key) ? "is a section, not a key" : "stands outside of any section",
             {},
             nearest(entry.key, section_names())});
    for (const TomlTable& table : file.tables)
        read_table(draft, table);
}

void complete(Draft& draft) {
    require_keys(draft);
    inherit_mappings(draft);
    settle(draft.config);
}

} // namespace config
