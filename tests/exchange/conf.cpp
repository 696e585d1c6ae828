// Reads the exchange's conf file (TOML): every key is known, every value checked.
#include "tests/exchange/conf.h"

#include "tests/exchange/elements.h"

#include <fmt/core.h>
#define TOML_EXCEPTIONS 1
#include <toml++/toml.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <functional>
#include <map>

namespace exchange {
namespace {

struct ActionRow {
    const char* name;
    Action action;
};
constexpr ActionRow kActions[] = {
    {"echo", Action::echo},
    {"milliwatt", Action::milliwatt},
    {"prbs", Action::prbs},
    {"play", Action::play},
    {"record", Action::record},
    {"answer", Action::answer},
    {"busy", Action::busy},
    {"unallocated", Action::unallocated},
    {"congestion", Action::congestion},
    {"reject", Action::reject},
    {"no-answer", Action::no_answer},
    {"announce", Action::announce},
    {"overlap", Action::overlap},
    {"ignore", Action::ignore},
};

struct Wrong {
    std::string text;
};

// One table of the file; each key is taken by a reader below, what is left over is unknown.
class Table {
  public:
    Table(const std::string& path, const toml::table& table, std::string name)
        : path_(path), table_(table), name_(std::move(name)) {}

    [[noreturn]] void wrong(const std::string& key, const std::string& text) const {
        const toml::node* node = table_.get(key);
        const auto line = node ? node->source().begin.line : table_.source().begin.line;
        throw Wrong{fmt::format("{}:{}: {}{}{}: {}", path_, line, name_, key.empty() ? "" : ".",
                                key, text)};
    }
    const toml::node* take(const std::string& key) {
        known_.push_back(key);
        return table_.get(key);
    }
    std::string text(const std::string& key, const std::string& otherwise = {}) {
        const toml::node* node = take(key);
        if (!node)
            return otherwise;
        if (!node->is_string())
            wrong(key, "is not a string");
        return node->as_string()->get();
    }
    bool flag(const std::string& key, bool otherwise) {
        const toml::node* node = take(key);
        if (!node)
            return otherwise;
        if (!node->is_boolean())
            wrong(key, "is not true or false");
        return node->as_boolean()->get();
    }
    std::optional<std::int64_t> number(const std::string& key, std::int64_t least,
                                       std::int64_t most) {
        const toml::node* node = take(key);
        if (!node)
            return std::nullopt;
        const auto* value = node->as_integer();
        if (!value || value->get() < least || value->get() > most)
            wrong(key, fmt::format("is not a number from {} to {}", least, most));
        return value->get();
    }
    std::optional<milliseconds> duration(const std::string& key) {
        const std::string value = text(key);
        if (value.empty())
            return std::nullopt;
        const auto parsed = parse_duration(value);
        if (!parsed)
            wrong(key, "is not a duration such as \"250ms\", \"5s\" or \"2m\"");
        return parsed;
    }
    std::vector<std::uint8_t> octets(const std::string& key) {
        std::vector<std::uint8_t> values;
        const toml::node* node = take(key);
        if (!node)
            return values;
        const auto add = [&](const toml::node& one) {
            const auto* value = one.as_integer();
            if (!value || value->get() < 0 || value->get() > 127)
                wrong(key, "is not a list of numbers from 0 to 127");
            values.push_back(static_cast<std::uint8_t>(value->get()));
        };
        if (const auto* list = node->as_array())
            for (const toml::node& one : *list)
                add(one);
        else
            add(*node);
        return values;
    }
    std::vector<std::string> texts(const std::string& key) {
        std::vector<std::string> values;
        const toml::node* node = take(key);
        if (!node)
            return values;
        if (!node->as_array())
            wrong(key, "is not a list");
        for (const toml::node& one : *node->as_array())
            if (one.is_string())
                values.push_back(one.as_string()->get());
            else
                wrong(key, "is not a list of strings");
        return values;
    }
    /// ["hlc=9181", ...]
    isdn::Message elements(const std::string& key) {
        isdn::Message message;
        const toml::node* node = take(key);
        if (!node)
            return message;
        if (!node->as_array())
            wrong(key, "is not a list");
        for (const toml::node& one : *node->as_array())
            if (!one.is_string() || !set_field(message, one.as_string()->get()))
                wrong(key, "is not a list of elements such as \"hlc=9181\"");
        return message;
    }
    template <class T>
    T one_of(const std::string& key, std::initializer_list<std::pair<const char*, T>> values,
             T otherwise) {
        const std::string value = text(key);
        if (value.empty())
            return otherwise;
        std::string allowed;
        for (const auto& [name, meaning] : values) {
            if (value == name)
                return meaning;
            allowed += fmt::format("{}{}", allowed.empty() ? "" : ", ", name);
        }
        wrong(key, fmt::format("\"{}\" is none of {}", value, allowed));
    }
    void nothing_else() const {
        for (const auto& [key, node] : table_)
            if (std::find(known_.begin(), known_.end(), key.str()) == known_.end())
                wrong(std::string(key.str()), "is not a key");
    }

  private:
    const std::string& path_;
    const toml::table& table_;
    std::string name_;
    std::vector<std::string> known_;
};

// "127.0.0.1:2143" with its port raised.
std::string raised(const std::string& address, unsigned by) {
    const std::size_t colon = address.rfind(':');
    if (by == 0 || colon == std::string::npos)
        return address;
    unsigned port = 0;
    const char* begin = address.data() + colon + 1;
    std::from_chars(begin, address.data() + address.size(), port);
    return fmt::format("{}:{}", address.substr(0, colon), port + by);
}

isdn::SwitchType read_switch_type(Table& table, drivers::LineType line) {
    const std::string value = table.text("switch_type");
    if (value.empty())
        return isdn::usual_switch_type(line);
    for (unsigned at = 0; at <= static_cast<unsigned>(isdn::SwitchType::qsig); ++at)
        if (const auto type = static_cast<isdn::SwitchType>(at);
            isdn::name(type) == value && isdn::spoken_on(type, line))
            return type;
    table.wrong("switch_type", fmt::format("\"{}\" is not spoken on such a line", value));
}

void read_isdn(Table& table, drivers::LineType line, isdn::Options& options) {
    options.switch_type = read_switch_type(table, line);
    options.overlap_receiving = table.flag("overlap_receiving", true);
    options.restart_at_start = table.flag("restart", true);
    options.restart_interval = table.duration("restart_interval").value_or(milliseconds(0));
    options.service_messages = table.flag("service_messages", false);
    options.multipoint = table.one_of<bool>("bri_mode", {{"ptp", false}, {"ptmp", true}}, false);
    options.numbers = table.texts("msn");
    options.layer2 = table.one_of<isdn::Layer2>("layer2",
                                                {{"standard", isdn::Layer2::standard},
                                                 {"keep-up", isdn::Layer2::keep_up},
                                                 {"leave-down", isdn::Layer2::leave_down}},
                                                isdn::Layer2::standard);
    options.logical_channels =
        table.one_of<bool>("channel_mapping", {{"physical", false}, {"logical", true}}, false);
    const auto timer = [&](const char* key, milliseconds& value) {
        value = table.duration(key).value_or(value);
    };
    timer("t200", options.timers.t200);
    timer("t202", options.timers.t202);
    timer("t203", options.timers.t203);
    timer("t301", options.timers.t301);
    timer("t303", options.timers.t303);
    timer("t305", options.timers.t305);
    timer("t308", options.timers.t308);
    timer("t309", options.timers.t309);
    timer("t310", options.timers.t310);
    timer("t316", options.timers.t316);
}

drivers::DahdiOptions read_card(Table& table, const SpanConf& span) {
    drivers::DahdiOptions card;
    card.card = table.text("card");
    if (card.card.empty())
        table.wrong("card", "is missing");
    card.name = span.line.name;
    card.type = span.line.type;
    card.law = span.line.law;
    card.has_d_channel = span.line.has_d_channel;
    card.network = span.isdn.side == isdn::Side::network;
    card.timing = 0;
    card.crc4 = table.flag("crc4", true);
    card.echo_canceller = table.text("echo_canceller");
    card.block = table.duration("block").value_or(card.block);
    card.buffer = table.duration("buffer").value_or(card.buffer);
    return card;
}

drivers::TdmoeOptions read_ethernet(Table& table, const SpanConf& span) {
    drivers::TdmoeOptions ethernet;
    ethernet.name = span.line.name;
    ethernet.type = span.line.type;
    ethernet.law = span.line.law;
    ethernet.has_d_channel = span.line.has_d_channel;
    ethernet.clock = span.line.clock;
    ethernet.interface = table.text("interface");
    ethernet.peer = table.text("peer_mac");
    ethernet.subaddress =
        static_cast<std::uint16_t>(table.number("subaddress", 0, 65535).value_or(0));
    return ethernet;
}

// Spans of one group share what the first of them makes.
void read_nfas(Table& table, const std::vector<SpanConf>& spans, SpanConf& span) {
    span.nfas_group = table.text("nfas_group");
    span.isdn.interface_id =
        static_cast<std::uint8_t>(table.number("interface_id", 0, 126).value_or(0));
    using isdn::DChannelRole;
    span.isdn.d_channel = table.one_of<DChannelRole>("d_channel",
                                                     {{"own", DChannelRole::own},
                                                      {"primary", DChannelRole::primary},
                                                      {"backup", DChannelRole::backup},
                                                      {"none", DChannelRole::none}},
                                                     DChannelRole::own);
    if (span.nfas_group.empty() != (span.isdn.d_channel == DChannelRole::own))
        table.wrong("d_channel", "is primary, backup or none in an nfas_group, and only there");
    if (span.nfas_group.empty())
        return;
    if (!drivers::is_t1_or_j1(span.line.type))
        table.wrong("nfas_group", "is for types t1 and j1 only");
    span.line.has_d_channel = span.isdn.d_channel != DChannelRole::none;
    for (const SpanConf& other : spans) {
        if (other.nfas_group != span.nfas_group)
            continue;
        if (other.isdn.interface_id == span.isdn.interface_id)
            table.wrong("interface_id", "is in the group already");
        span.isdn.nfas_group = other.isdn.nfas_group;
    }
    if (!span.isdn.nfas_group)
        span.isdn.nfas_group = isdn::make_nfas_group();
}

void read_span(Table table, std::vector<SpanConf>& spans) {
    using drivers::LineType;
    SpanConf span;
    std::string name = table.text("name");
    if (name.empty())
        table.wrong("name", "is missing");
    const LineType type = table.one_of<LineType>(
        "type",
        {{"e1", LineType::e1}, {"t1", LineType::t1}, {"bri", LineType::bri}, {"j1", LineType::j1}},
        LineType::e1);
    span.line.type = span.isdn.line = type;
    span.line.law = table.one_of<drivers::Law>(
        "law", {{"alaw", drivers::Law::alaw}, {"ulaw", drivers::Law::ulaw}},
        drivers::usual_law(type));
    enum class Driver { tdmoip, dahdi, tdmoe };
    const auto driver = table.one_of<Driver>(
        "driver", {{"tdmoip", Driver::tdmoip}, {"dahdi", Driver::dahdi}, {"tdmoe", Driver::tdmoe}},
        Driver::tdmoip);
    const bool card = driver == Driver::dahdi, packets = driver == Driver::tdmoip;
    const std::string local = table.text("local"), remote = table.text("remote");
    span.bus = table.text("bus");
    if (!span.bus.empty()) {
        const auto shared = std::find_if(spans.begin(), spans.end(), [&](const SpanConf& other) {
            return other.line.name == span.bus && other.isdn.multipoint &&
                   other.isdn.side == isdn::Side::user;
        });
        if (shared == spans.end())
            table.wrong("bus", "names no span above of side user with bri_mode ptmp");
        const std::string bus = span.bus;
        span = *shared;
        span.bus = bus;
        span.line.name = span.isdn.name = name;
        span.isdn.numbers = table.texts("msn");
        table.nothing_else();
        spans.push_back(span);
        return;
    }
    if (packets && (local.empty() || remote.empty()))
        table.wrong(local.empty() ? "local" : "remote", "is missing");
    span.line.packet = table.duration("packet").value_or(milliseconds(5));
    if (span.line.packet < milliseconds(1) || span.line.packet > milliseconds(5))
        table.wrong("packet", "is not 1ms to 5ms");
    span.line.jitter = table.duration("jitter").value_or(milliseconds(20));
    span.line.clock = table.one_of<drivers::ClockMode>(
        "clock", {{"free", drivers::ClockMode::free}, {"loop", drivers::ClockMode::loop}},
        drivers::ClockMode::free);
    span.line.rtp_header = table.flag("rtp_header", false);
    span.isdn.side = table.one_of<isdn::Side>(
        "side", {{"network", isdn::Side::network}, {"user", isdn::Side::user}},
        isdn::Side::network);
    read_isdn(table, type, span.isdn);
    read_nfas(table, spans, span);
    const auto count = static_cast<unsigned>(table.number("count", 1, 256).value_or(1));
    span.line.name = span.isdn.name = name;
    if (card)
        span.card = read_card(table, span);
    if (driver == Driver::tdmoe)
        span.ethernet = read_ethernet(table, span);
    table.nothing_else();
    if (count > 1 && !span.nfas_group.empty())
        table.wrong("count", "is not for spans of an NFAS group");
    if (!packets && count > 1)
        table.wrong("count", "is for driver tdmoip only");
    if (count > 1)
        while (!name.empty() && name.back() >= '0' && name.back() <= '9')
            name.pop_back();
    for (unsigned i = 0; i < count; ++i) {
        span.line.name = span.isdn.name = count > 1 ? fmt::format("{}{}", name, i + 1) : name;
        span.line.local = raised(local, i);
        span.line.remote = raised(remote, i);
        for (const SpanConf& other : spans)
            if (other.line.name == span.line.name)
                table.wrong("name", fmt::format("\"{}\" is there twice", span.line.name));
        spans.push_back(span);
    }
}

Action read_action(Table& table, const char* key, Action otherwise) {
    const std::string value = table.text(key);
    if (value.empty())
        return otherwise;
    const auto action = parse_action(value);
    if (!action) {
        std::string allowed;
        for (const ActionRow& row : kActions)
            allowed += fmt::format("{}{}", allowed.empty() ? "" : ", ", row.name);
        table.wrong(key, fmt::format("\"{}\" is none of {}", value, allowed));
    }
    return *action;
}

NumberConf read_number(Table table) {
    NumberConf number;
    number.number = table.text("number");
    if (number.number.empty())
        table.wrong("number", "is missing");
    if (number.number.back() == '*') {
        number.prefix = true;
        number.number.pop_back();
    }
    number.span = table.text("span");
    number.action = read_action(table, "action", Action::answer);
    number.then = read_action(table, "then", Action::answer);
    if (number.then == Action::overlap)
        table.wrong("then", "cannot be overlap again");
    number.ring_after = table.duration("ring_after").value_or(milliseconds(0));
    number.answer_after = table.duration("answer_after").value_or(milliseconds(0));
    number.reject_after = table.duration("reject_after").value_or(milliseconds(0));
    number.digit_timeout = table.duration("digit_timeout").value_or(milliseconds(3000));
    number.release_after = table.duration("release_after");
    number.proceeding = table.flag("proceeding", true);
    number.alerting = table.flag("alerting", true);
    number.loop = table.flag("loop", false);
    number.inband_disconnect = table.flag("inband_disconnect", false);
    number.release_first =
        table.one_of<bool>("release_with", {{"disconnect", false}, {"release", true}}, false);
    number.progress = table.octets("progress");
    number.connected_progress = table.octets("connected_progress");
    number.ringback =
        table.flag("ringback", std::find(number.progress.begin(), number.progress.end(), 8) !=
                                   number.progress.end());
    number.connected = table.text("connected");
    number.alerting_elements = table.elements("alerting_elements");
    number.connect_elements = table.elements("connect_elements");
    number.release_elements = table.elements("release_elements");
    number.file = table.text("file");
    number.record = table.text("record");
    number.tone = static_cast<unsigned>(table.number("tone", 1, 3999).value_or(1004));
    if (const auto cause = table.number("cause", 1, 127))
        number.cause = static_cast<std::uint8_t>(*cause);
    if (const auto location = table.number("location", 0, 15))
        number.location = static_cast<std::uint8_t>(*location);
    number.min = static_cast<std::size_t>(table.number("min", 0, 32).value_or(1));
    number.max = static_cast<std::size_t>(table.number("max", 1, 32).value_or(20));
    if (number.action == Action::play && number.file.empty())
        table.wrong("file", "is missing: play needs it");
    table.nothing_else();
    return number;
}

void for_each_table(const std::string& path, const toml::table& root, const char* key,
                    const std::function<void(Table)>& use) {
    const toml::node* node = root.get(key);
    if (!node)
        return;
    const auto* list = node->as_array();
    if (!list)
        throw Wrong{
            fmt::format("{}:{}: {}: write [[{}]]", path, node->source().begin.line, key, key)};
    for (const toml::node& one : *list)
        if (const auto* table = one.as_table())
            use(Table(path, *table, key));
        else
            throw Wrong{
                fmt::format("{}:{}: {}: write [[{}]]", path, one.source().begin.line, key, key)};
}

Conf read(const std::string& path, const toml::table& root) {
    Conf conf;
    conf.directory = std::filesystem::path(path).parent_path().string();
    for (const auto& [key, node] : root)
        if (key != "log" && key != "control" && key != "span" && key != "number")
            throw Wrong{fmt::format("{}:{}: {}: is not a table of this file", path,
                                    node.source().begin.line, key.str())};
    if (const auto* log = root["log"].as_table()) {
        Table table(path, *log, "log");
        conf.log_level = table.text("level", conf.log_level);
        conf.log_file = table.text("file");
        table.nothing_else();
    }
    if (const auto* control = root["control"].as_table()) {
        Table table(path, *control, "control");
        conf.control_socket = table.text("socket", conf.control_socket);
        table.nothing_else();
    }
    for_each_table(path, root, "span",
                   [&](Table table) { read_span(std::move(table), conf.spans); });
    for_each_table(path, root, "number",
                   [&](Table table) { conf.numbers.push_back(read_number(std::move(table))); });
    if (conf.spans.empty())
        throw Wrong{fmt::format("{}:1: span: there is none", path)};
    return conf;
}

} // namespace

std::optional<milliseconds> parse_duration(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || value < 0)
        return std::nullopt;
    const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
    if (unit == "ms")
        return milliseconds(value);
    if (unit == "s")
        return std::chrono::seconds(value);
    if (unit == "m")
        return std::chrono::minutes(value);
    return std::nullopt;
}

std::optional<Action> parse_action(std::string_view text) {
    for (const ActionRow& row : kActions)
        if (text == row.name)
            return row.action;
    return std::nullopt;
}

base::Result<Conf, std::string> read_conf(const std::string& path) {
    try {
        return read(path, toml::parse_file(path));
    } catch (const toml::parse_error& error) {
        return base::fail(
            fmt::format("{}:{}: {}", path, error.source().begin.line, error.description()));
    } catch (const Wrong& wrong) {
        return base::fail(wrong.text);
    }
}

} // namespace exchange
