// The effective configuration for people: every key with its value, and which of them are defaults.
#include "gateway/config/key.h"

namespace config {
namespace {

// What a key would be if the files did not give it: cause tables follow the profile, laws the line
// type.
bool is_standard(const Config& config, const Section& section, std::size_t position, const Key& key,
                 const Value& value) {
    using When = Standard::When;
    switch (key.standard.when) {
    case When::required:
        return false;
    case When::value:
        if (section.name == "calls" && key.name == "cause_table")
            return config.calls.mapping.cause_table ==
                   (follows_rfc3398(config.calls.mapping.profile) ? CauseTable::rfc3398
                                                                  : CauseTable::q1912_5);
        return value == key.preset;
    case When::inherited: {
        const TrunkGroup* group = section.name == "sip_peer"
                                      ? config.group_of_peer(config.sip_peers[position].name)
                                      : nullptr;
        const Section& above = *config::section(group ? "trunk_group" : "calls");
        const void* table = group ? static_cast<const void*>(group) : &config.calls;
        return value == above.key(key.name)->fetch(table);
    }
    case When::none:
        break;
    }
    if (key.name == "law")
        return config.spans[position].law == drivers::usual_law(config.spans[position].type);
    if (key.name == "switch_type")
        return config.spans[position].switch_type ==
               isdn::usual_switch_type(config.spans[position].type);
    if (key.name == "match") {
        const SipPeer& peer = config.sip_peers[position];
        if (!peer.domain.empty())
            return peer.match.empty();
        return peer.match.size() == 1 && peer.match[0].address == peer.address.address &&
               peer.match[0].bits == (peer.address.address.v6 ? 128 : 32);
    }
    return std::holds_alternative<std::monostate>(value);
}

// What may not be seen by who looks at the configuration.
bool is_secret(const Key& key) {
    constexpr std::string_view kPassword = "password";
    return key.name.starts_with("ha1_") ||
           (key.name.size() >= kPassword.size() &&
            key.name.substr(key.name.size() - kPassword.size()) == kPassword);
}

std::string label(const Section& section, const void* table) {
    std::string out(section.name);
    if (section.many)
        out += ' ' + std::get<std::string>(std::get<Scalar>(section.key("name")->fetch(table)));
    return out;
}

} // namespace

std::vector<Shown> show(const Config& config) {
    std::vector<Shown> out;
    for (const Section& section : sections())
        for (std::size_t at = 0; at < section.count(config); ++at) {
            const void* table = section.at(config, at);
            for (const Key& key : section.keys) {
                const Value value = key.fetch(table);
                out.push_back({label(section, table), std::string(key.name),
                               is_secret(key) && value != key.preset ? std::string("\"********\"")
                                                                     : toml_text(key.kind, value),
                               std::string(key.kind.unit),
                               is_standard(config, section, at, key, value)});
            }
        }
    return out;
}

std::string describe(const Config& config) {
    constexpr std::size_t kDefaultColumn = 50;
    std::string out, last_heading;
    for (const Shown& shown : show(config)) {
        const std::string name = shown.section.substr(0, shown.section.find(' '));
        if (shown.section != last_heading) {
            out += out.empty() ? "" : "\n";
            out += section(name)->many ? "[[" + name + "]]\n" : '[' + name + "]\n";
            last_heading = shown.section;
        }
        if (shown.value.empty())
            continue; // not set
        std::string line = shown.key + " = " + shown.value;
        if (shown.standard) {
            line.append(line.size() < kDefaultColumn ? kDefaultColumn - line.size() : 1, ' ');
            line += "# default";
        }
        out += line + '\n';
    }
    return out;
}

} // namespace config
