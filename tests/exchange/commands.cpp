// The commands of the control socket, one function each; the table stands at the end.
#include "tests/exchange/commands.h"

#include "base/log.h"
#include "drivers/isdn/message_waiting.h"
#include "tests/exchange/elements.h"
#include "tests/exchange/services.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace exchange {
namespace {

using Json = nlohmann::json;
using isdn::MessageType;

std::string ok(Json answer = Json::object()) {
    Json object = {{"ok", true}};
    object.update(answer);
    return object.dump();
}
std::string failure(const std::string& text) {
    return Json{{"ok", false}, {"error", text}}.dump();
}
Outcome now(std::string answer) {
    Outcome outcome;
    outcome.answer = std::move(answer);
    return outcome;
}

template <class T>
struct Word {
    const char* name;
    T value;
};
template <class T, std::size_t N>
T word(const Arguments& a, const std::string& key, const Word<T> (&words)[N], T otherwise) {
    const std::string text = a.text(key);
    if (text.empty())
        return otherwise;
    std::string allowed;
    for (const Word<T>& one : words) {
        if (text == one.name)
            return one.value;
        allowed += fmt::format("{}{}", allowed.empty() ? "" : ", ", one.name);
    }
    throw Misuse{fmt::format("{} is none of {}", key, allowed)};
}

constexpr Word<std::uint8_t> kNumberTypes[] = {{"unknown", 0},    {"international", 1},
                                               {"national", 2},   {"network", 3},
                                               {"subscriber", 4}, {"abbreviated", 6}};
constexpr Word<std::uint8_t> kPlans[] = {
    {"unknown", 0}, {"e164", 1}, {"national", 8}, {"private", 9}};
constexpr Word<std::uint8_t> kPresentations[] = {
    {"allowed", 0}, {"restricted", 1}, {"unavailable", 2}};
constexpr Word<std::uint8_t> kScreenings[] = {
    {"user", 0}, {"passed", 1}, {"failed", 2}, {"network", 3}};
constexpr Word<isdn::BearerCapability> kBearers[] = {{"speech", {0, 0x10, 3}},
                                                     {"3.1k", {0x10, 0x10, 3}},
                                                     {"64k", {8, 0x10, 0}},
                                                     {"7k", {0x11, 0x10, 0}},
                                                     {"video", {0x18, 0x10, 0}}};
constexpr Word<MessageType> kMessages[] = {{"setup-acknowledge", MessageType::setup_acknowledge},
                                           {"call-proceeding", MessageType::call_proceeding},
                                           {"proceeding", MessageType::call_proceeding},
                                           {"progress", MessageType::progress},
                                           {"alerting", MessageType::alerting},
                                           {"connect", MessageType::connect},
                                           {"information", MessageType::information},
                                           {"notify", MessageType::notify},
                                           {"facility", MessageType::facility},
                                           {"user-information", MessageType::user_information},
                                           {"status-enquiry", MessageType::status_enquiry},
                                           {"hold", MessageType::hold},
                                           {"retrieve", MessageType::retrieve},
                                           {"suspend", MessageType::suspend},
                                           {"resume", MessageType::resume},
                                           {"disconnect", MessageType::disconnect},
                                           {"release", MessageType::release},
                                           {"release-complete", MessageType::release_complete}};
constexpr Word<CallState> kStates[] = {
    {"setup", CallState::setup},           {"overlap", CallState::overlap},
    {"proceeding", CallState::proceeding}, {"alerting", CallState::alerting},
    {"connected", CallState::connected},   {"disconnecting", CallState::disconnecting},
    {"released", CallState::released}};

// --- values as JSON
// ------------------------------------------------------------------------------------------

Json json_of(const isdn::Number& number) {
    return {{"digits", number.digits},       {"type", number.type_of_number},
            {"plan", number.plan},           {"presentation", number.presentation},
            {"screening", number.screening}, {"reason", number.reason}};
}

Json json_of(const testing::Prbs15Receiver::Result& prbs) {
    return {{"in_step", prbs.in_step},
            {"octets", prbs.octets},
            {"bits", prbs.bits},
            {"errors", prbs.errors},
            {"losses", prbs.losses},
            {"slips", prbs.slips},
            {"in_step_octets", prbs.in_step_octets}};
}

Json json_of(const isdn::Message& message) {
    Json object = Json::object();
    if (message.called)
        object["called"] = json_of(*message.called);
    if (message.calling)
        object["calling"] = json_of(*message.calling);
    if (message.connected)
        object["connected"] = json_of(*message.connected);
    if (message.redirecting)
        object["redirecting"] = json_of(*message.redirecting);
    if (message.bearer)
        object["bearer"] = {{"transfer", message.bearer->transfer},
                            {"rate", message.bearer->rate},
                            {"layer1", message.bearer->layer1}};
    if (message.cause)
        object["cause"] = {{"value", message.cause->value},
                           {"location", message.cause->location},
                           {"diagnostic", to_hexadecimal(message.cause->diagnostic)}};
    if (!message.progress.empty()) {
        object["progress"] = Json::array();
        for (const isdn::Progress& progress : message.progress)
            object["progress"].push_back(
                {{"description", progress.description}, {"location", progress.location}});
    }
    if (message.channel)
        object["channel"] = {{"timeslot", message.channel->timeslot},
                             {"exclusive", message.channel->exclusive}};
    if (!message.display.empty())
        object["display"] = message.display;
    if (!message.keypad.empty())
        object["keypad"] = message.keypad;
    if (message.notification)
        object["notification"] = *message.notification;
    object["sending_complete"] = message.sending_complete;
    if (message.second_calling)
        object["second_calling"] = json_of(*message.second_calling);
    if (message.redirection)
        object["redirection"] = json_of(*message.redirection);
    for (const OctetField& field : octet_fields())
        if (!(message.*field.octets).empty())
            object[field.name] = to_hexadecimal(message.*field.octets);
    if (!message.user_user.empty())
        object["user_user"] = to_hexadecimal(message.user_user);
    for (const auto& octets : message.bearers)
        object["bearers"].push_back(to_hexadecimal(octets));
    for (const auto& octets : message.facilities)
        object["facilities"].push_back(to_hexadecimal(octets));
    object.update(Json::parse(services_shown(message)));
    return object;
}

double ms(base::Duration duration) {
    return std::round(std::chrono::duration<double, std::milli>(duration).count() * 10) / 10;
}

Json json_of(Exchange& exchange, const Call& call) {
    Json object = {
        {"call", call.number},
        {"span", call.line.name()},
        {"channel", call.timeslot},
        {"direction", call.outgoing ? "out" : "in"},
        {"called", call.called},
        {"calling", call.calling},
        {"state", name(call.state)},
        {"joined_with", call.joined_with},
        {"answered", call.answered},
        {"messages", call.messages},
        {"received", Json::object()},
        {"age_ms", ms(call.ended ? *call.ended : exchange.loop().clock().now() - call.started)},
        {"frames_in", call.media ? call.media->samples_in() : call.samples_in},
        {"level_in_dbm0", call.media ? call.media->level_in_dbm0() : call.level}};
    if (const auto prbs = call.media ? call.media->prbs_result() : call.prbs)
        object["prbs"] = json_of(*prbs);
    for (const auto& [type, message] : call.received)
        object["received"][type] = json_of(message);
    if (call.cause) {
        object["cause"] = call.cause->value;
        object["location"] = call.cause->location;
    }
    if (const auto known = call.line.isdn().reference_of(call.id))
        object["reference"] = known->value | (known->ours ? 0 : 0x8000); // as the far end has it
    if (call.clearing || call.state == CallState::released)
        object["released_by"] = call.released_by_us ? "near" : "far";
    if (call.alerting)
        object["alerting_ms"] = ms(*call.alerting);
    if (call.connect)
        object["connect_ms"] = ms(*call.connect);
    return object;
}

Json quantiles(std::vector<float> values) {
    if (values.empty())
        return {{"count", 0}};
    std::ranges::sort(values);
    const auto at = [&](double part) {
        return values[std::min(values.size() - 1, static_cast<std::size_t>(
                                                      part * static_cast<double>(values.size())))];
    };
    return {{"count", values.size()}, {"p50", at(0.5)}, {"p99", at(0.99)}, {"max", values.back()}};
}

// --- what commands name
// -----------------------------------------------------------------------------------------

Call& the_call(Exchange& exchange, const Arguments& a) {
    const unsigned number = a.number("call", 0, ~0U);
    Call* call = exchange.call(number);
    if (!call)
        throw Misuse{a.has("call") ? fmt::format("there is no call {}", number)
                                   : std::string("call is missing")};
    return *call;
}

Line& the_line(Exchange& exchange, const Arguments& a) {
    if (!a.has("span") && exchange.lines().size() == 1)
        return *exchange.lines()[0];
    Line* line = exchange.line(a.required("span"));
    if (!line)
        throw Misuse{fmt::format("no span is named {}", a.text("span"))};
    return *line;
}

std::vector<Line*> the_lines(Exchange& exchange, const Arguments& a) {
    std::vector<Line*> lines;
    if (a.has("span"))
        return {&the_line(exchange, a)};
    for (const auto& line : exchange.lines())
        lines.push_back(line.get());
    return lines;
}

isdn::Cause the_cause(const Arguments& a, const Line& line, unsigned otherwise) {
    return {static_cast<std::uint8_t>(a.number("cause", otherwise, 127)),
            static_cast<std::uint8_t>(a.number("location", Exchange::own_location(line), 15)),
            {}};
}

std::vector<isdn::Progress> the_progress(const Arguments& a, std::uint8_t location) {
    std::vector<isdn::Progress> list;
    for (const std::uint8_t description : a.numbers("progress"))
        list.push_back({description, location});
    return list;
}

isdn::Number the_number(const Arguments& a, const std::string& key) {
    isdn::Number number;
    number.digits = a.text(key);
    number.type_of_number = word(a, key + "_type", kNumberTypes, std::uint8_t{0});
    number.plan = word(a, key + "_plan", kPlans,
                       static_cast<std::uint8_t>(number.type_of_number == 0 ? 0 : 1));
    if (number.digits.find_first_not_of("0123456789*#") != std::string::npos)
        throw Misuse{fmt::format("{} has something that is not 0-9, * or #", key)};
    return number;
}

// Elements that `call` and `send` take alike.
void add_elements(const Arguments& a, isdn::Message& message) {
    for (const OctetField& field : octet_fields())
        message.*field.octets = a.hexadecimal(field.name);
    const std::string user_user = a.text("user_user");
    if (!user_user.empty()) {
        message.user_user = {4}; // IA5 characters
        message.user_user.insert(message.user_user.end(), user_user.begin(), user_user.end());
    }
    if (a.has("facility"))
        message.facilities = {a.hexadecimal("facility")};
    message.keypad = a.text("keypad");
    if (a.has("redirection"))
        message.redirection =
            isdn::Number{.type_of_number = 2, .plan = 1, .digits = a.text("redirection")};
}

isdn::Message the_setup(const Arguments& a, bool user_side) {
    isdn::Message setup;
    setup.type = MessageType::setup;
    setup.bearer = word(a, "bearer", kBearers, kBearers[1].value);
    setup.channel =
        isdn::Channel{static_cast<std::uint8_t>(a.number("channel", 0, 31)), a.flag("exclusive")};
    setup.sending_complete = a.flag("complete", true);
    const isdn::Number called = the_number(a, "called");
    if (!called.digits.empty() || setup.sending_complete)
        setup.called = called;
    const isdn::Number calling = the_number(a, "calling");
    const std::uint8_t presentation = word(a, "presentation", kPresentations, std::uint8_t{0});
    const std::uint8_t screening =
        word(a, "screening", kScreenings, static_cast<std::uint8_t>(user_side ? 0 : 3));
    if (!calling.digits.empty() || presentation != 0) {
        setup.calling = calling;
        setup.calling->presentation = presentation;
        setup.calling->screening = screening;
    }
    if (a.has("redirecting")) {
        setup.redirecting = the_number(a, "redirecting");
        setup.redirecting->screening = 3;
        setup.redirecting->reason =
            static_cast<std::uint8_t>(a.number("redirecting_reason", 0, 15));
    }
    setup.progress = the_progress(a, user_side ? 0 : 2);
    setup.display = a.text("display");
    add_elements(a, setup);
    if (a.has("second_calling"))
        setup.second_calling = isdn::Number{
            .type_of_number = 2, .plan = 1, .screening = 0, .digits = a.text("second_calling")};
    const std::string bearers = a.text("bearers"); // "90a3,9190a5"
    for (std::size_t at = 0; at < bearers.size(); at = bearers.find(',', at) + 1) {
        const auto octets =
            from_hexadecimal(std::string_view(bearers).substr(at, bearers.find(',', at) - at));
        if (!octets)
            throw Misuse{"bearers is no list of hexadecimal octets"};
        setup.bearers.push_back(*octets);
        if (bearers.find(',', at) == std::string::npos)
            break;
    }
    return setup;
}

CallOptions the_options(const Arguments& a, std::uint8_t location) {
    CallOptions options;
    options.play = a.text("play");
    options.record = a.text("record");
    options.loop = a.flag("loop");
    options.echo = a.flag("echo");
    options.prbs = a.flag("prbs");
    options.tone = a.number("tone", 0, 3999);
    options.auto_release = a.flag("auto_release", true);
    options.release_after = a.duration("release_after");
    options.cause = isdn::Cause{static_cast<std::uint8_t>(a.number("cause", 16, 127)),
                                static_cast<std::uint8_t>(a.number("location", location, 15)),
                                {}};
    return options;
}

bool user_side(Exchange& exchange, const Arguments& a) {
    const Line* line = a.has("span") ? exchange.line(a.text("span")) : exchange.lines()[0].get();
    return line && line->conf().isdn.side == isdn::Side::user;
}

bool is_qsig(const Line& line) {
    return line.conf().isdn.switch_type == isdn::SwitchType::qsig;
}

// --- commands
// ------------------------------------------------------------------------------------------------------

Outcome call(Exchange& exchange, const Arguments& a) {
    const bool user = user_side(exchange, a);
    isdn::Message setup = the_setup(a, user);
    const CallOptions options = the_options(a, user ? 0 : 2);
    const std::string span = a.text("span");
    const Line* line = a.has("span") ? exchange.line(span) : exchange.lines()[0].get();
    add_services(a, line && is_qsig(*line), setup);
    a.unknown();
    const auto placed = exchange.place(span, setup, options);
    return now(placed ? ok({{"call", (*placed)->number}}) : failure(placed.error()));
}

Outcome calls(Exchange& exchange, const Arguments& a) {
    Json list = Json::array();
    const bool all = a.flag("all");
    a.unknown();
    for (const Call* one : exchange.calls(all))
        list.push_back(json_of(exchange, *one));
    return now(ok({{"calls", std::move(list)}}));
}

Outcome show(Exchange& exchange, const Arguments& a) {
    const Call& one = the_call(exchange, a);
    a.unknown();
    return now(ok({{"call", json_of(exchange, one)}}));
}

Outcome release(Exchange& exchange, const Arguments& a) {
    if (a.flag("all")) {
        unsigned released = 0;
        for (Call* one : exchange.calls(false))
            released += exchange.release(*one, the_cause(a, one->line, 16));
        a.unknown();
        return now(ok({{"released", released}}));
    }
    Call& one = the_call(exchange, a);
    const isdn::Cause cause = the_cause(a, one.line, 16);
    auto progress = the_progress(a, cause.location);
    a.unknown();
    if (!exchange.release(one, cause, std::move(progress)))
        return now(failure(fmt::format("call {} is already released", one.number)));
    return now(ok({{"released", 1}}));
}

// As after a failure of the exchange: no message goes.
Outcome forget(Exchange& exchange, const Arguments& a) {
    Call& one = the_call(exchange, a);
    a.unknown();
    exchange.forget(one);
    return now(ok());
}

Outcome send(Exchange& exchange, const Arguments& a) {
    Call& one = the_call(exchange, a);
    isdn::Message message;
    a.required("message");
    message.type = word(a, "message", kMessages, MessageType::progress);
    const auto location =
        static_cast<std::uint8_t>(a.number("location", Exchange::own_location(one.line), 15));
    message.progress = the_progress(a, location);
    if (a.has("cause"))
        message.cause =
            isdn::Cause{static_cast<std::uint8_t>(a.number("cause", 16, 127)), location, {}};
    if (a.has("connected"))
        message.connected = isdn::Number{.plan = 1, .screening = 3, .digits = a.text("connected")};
    if (a.has("digits"))
        message.called = isdn::Number{.digits = a.text("digits")};
    if (a.has("notification"))
        message.notification = static_cast<std::uint8_t>(a.number("notification", 0, 127));
    add_elements(a, message);
    add_services(a, is_qsig(one.line), message);
    message.display = a.text("display");
    a.unknown();
    // RELEASE behind our own DISCONNECT is only sent; it ends in-band information (Q.931 §5.3.4).
    const bool continued = message.type == MessageType::release && one.released_by_us;
    if (!continued &&
        (message.type == MessageType::disconnect || message.type == MessageType::release ||
         message.type == MessageType::release_complete)) {
        if (!exchange.release(one, message.cause.value_or(isdn::Cause{16, location, {}}),
                              message.progress, message.facilities))
            return now(failure(fmt::format("call {} is already released", one.number)));
        return now(ok());
    }
    const auto sent = exchange.send(one, message);
    return now(sent ? ok() : failure(sent.error()));
}

Outcome media(Exchange& exchange, const Arguments& a) {
    Call& one = the_call(exchange, a);
    if (one.state == CallState::released)
        throw Misuse{fmt::format("call {} is released", one.number)};
    const std::string play = a.text("play"), record = a.text("record");
    const bool loop = a.flag("loop"), echo = a.flag("echo"), silence = a.flag("silence"),
               prbs = a.flag("prbs");
    const unsigned tone = a.number("tone", 0, 3999);
    a.unknown();
    if (silence)
        exchange.media(one).silence();
    if (echo)
        exchange.media(one).echo();
    if (prbs)
        exchange.media(one).prbs();
    if (tone)
        exchange.tone(one, tone);
    if (!record.empty())
        exchange.record(one, record);
    if (!play.empty())
        if (const auto played = exchange.play(one, play, loop); !played)
            return now(failure(played.error()));
    return now(ok());
}

Outcome digits(Exchange& exchange, const Arguments& a) {
    Call& one = the_call(exchange, a);
    isdn::Message message;
    message.type = MessageType::information;
    message.called = isdn::Number{.digits = a.required("digits")};
    message.sending_complete = a.flag("sending_complete");
    a.unknown();
    const auto sent = exchange.send(one, message);
    return now(sent ? ok() : failure(sent.error()));
}

// A call that is over cannot reach another state any more: that is an answer too.
Outcome wait(Exchange& exchange, const Arguments& a) {
    const Call& one = the_call(exchange, a);
    const unsigned number = one.number;
    const CallState state = word(a, "state", kStates, CallState::released);
    const std::string message = a.text("message");
    if (message.empty() && !a.has("state"))
        throw Misuse{"state or message is missing"};
    Outcome outcome;
    outcome.timeout = a.duration("timeout").value_or(milliseconds(5000));
    a.unknown();
    const auto result = [&exchange, number](bool reached, const std::string& why) {
        const Call* found = exchange.call(number);
        Json object = {{"ok", reached}};
        if (found)
            object["call"] = json_of(exchange, *found);
        if (!reached)
            object["error"] = why;
        return object.dump();
    };
    outcome.ready = [&exchange, number, state, message, result]() -> std::string {
        const Call* found = exchange.call(number);
        if (!found)
            return failure("the call has been forgotten");
        const bool reached =
            message.empty() ? found->has_been(state) : found->received.contains(message);
        if (reached)
            return result(true, {});
        return found->state == CallState::released ? result(false, "the call was released")
                                                   : std::string();
    };
    outcome.late = [result] { return result(false, "timeout"); };
    return outcome;
}

Outcome wait_for_lines(Exchange& exchange, const Arguments& a,
                       bool (*done)(Exchange&, const std::vector<Line*>&)) {
    const std::vector<Line*> lines = the_lines(exchange, a);
    Outcome outcome;
    outcome.timeout = a.duration("timeout").value_or(milliseconds(5000));
    a.unknown();
    outcome.ready = [&exchange, lines, done] {
        return done(exchange, lines) ? ok() : std::string();
    };
    outcome.late = [lines] {
        std::string text = "timeout:";
        for (Line* line : lines)
            text +=
                fmt::format(" {} {} {};", line->name(), line->isdn().d_channel_up() ? "up" : "down",
                            line->idle() ? "idle" : "in use");
        return failure(text);
    };
    return outcome;
}

Outcome wait_idle(Exchange& exchange, const Arguments& a) {
    return wait_for_lines(exchange, a, [](Exchange& e, const std::vector<Line*>& lines) {
        if (lines.size() == e.lines().size() && e.active() > 0)
            return false;
        return std::ranges::all_of(lines, [](const Line* line) { return line->idle(); });
    });
}

Outcome wait_up(Exchange& exchange, const Arguments& a) {
    return wait_for_lines(exchange, a, [](Exchange&, const std::vector<Line*>& lines) {
        return std::ranges::all_of(lines, [](const Line* line) { return line->ready(); });
    });
}

constexpr Word<Line::Cut> kCuts[] = {
    {"d", {.d_send = true, .d_receive = true}}, {"d-send", {.d_send = true}},
    {"d-receive", {.d_receive = true}},         {"span", {.span_send = true, .span_receive = true}},
    {"span-send", {.span_send = true}},         {"span-receive", {.span_receive = true}}};

Outcome cut(Exchange& exchange, const Arguments& a) {
    Line& line = the_line(exchange, a);
    const Line::Cut what = word(a, "what", kCuts, kCuts[0].value);
    a.unknown();
    line.cut(what);
    return now(ok());
}

Outcome restore(Exchange& exchange, const Arguments& a) {
    for (Line* line : the_lines(exchange, a))
        line->cut({});
    a.unknown();
    return now(ok());
}

constexpr Word<isdn::MessageWaiting::Operation> kMailboxWords[] = {
    {"activate", isdn::MessageWaiting::Operation::activate},
    {"deactivate", isdn::MessageWaiting::Operation::deactivate},
    {"indicate", isdn::MessageWaiting::Operation::indicate}};

// Facility elements of no call: message waiting by name, or any octets.
Outcome facility(Exchange& exchange, const Arguments& a) {
    Line& line = the_line(exchange, a);
    isdn::Message message;
    message.type = MessageType::facility;
    if (a.has("waiting")) {
        isdn::MessageWaiting waiting;
        waiting.operation = word(a, "waiting", kMailboxWords, waiting.operation);
        waiting.dialect = is_qsig(line) ? isdn::Dialect::qsig : isdn::Dialect::etsi;
        waiting.id = static_cast<int>(a.number("id", 1, 127));
        waiting.user = the_number(a, "user");
        if (a.has("messages"))
            waiting.messages = a.number("messages", 0, 65535);
        if (a.has("service"))
            waiting.basic_service = static_cast<std::uint8_t>(a.number("service", 0, 127));
        message = isdn::facility_message(waiting);
    } else if (a.has("facility")) {
        message.facilities = {a.hexadecimal("facility")};
    }
    if (a.has("answer_error"))
        line.set_independent_error(static_cast<int>(a.number("answer_error", 0, 127)));
    a.unknown();
    if (!message.facilities.empty() && !line.isdn().send_independent(message))
        return now(failure("it was not sent"));
    return now(ok());
}

Outcome facilities(Exchange& exchange, const Arguments& a) {
    const Line& line = the_line(exchange, a);
    a.unknown();
    Json list = Json::array();
    for (const isdn::Message& message : line.independent()) {
        Json one = json_of(message);
        one["type"] = isdn::name(message.type);
        if (const auto waiting = isdn::message_waiting_in(message)) {
            one["waiting"] = kMailboxWords[static_cast<std::size_t>(waiting->operation)].name;
            one["user"] = waiting->user.digits;
            one["service"] = waiting->basic_service;
            if (waiting->messages)
                one["messages"] = *waiting->messages;
        }
        list.push_back(std::move(one));
    }
    return now(ok({{"facilities", std::move(list)}}));
}

Outcome restart(Exchange& exchange, const Arguments& a) {
    Line& line = the_line(exchange, a);
    const unsigned channel = a.number("channel", 0, 31);
    a.unknown();
    if (!line.isdn().d_channel_up())
        return now(failure("the D-channel is down"));
    line.isdn().restart(channel);
    return now(ok());
}

Outcome block(Exchange& exchange, const Arguments& a) {
    Line& line = the_line(exchange, a);
    const unsigned channel = a.number("channel", 0, 31);
    a.required("channel");
    a.unknown();
    line.isdn().block(channel, a.command == "block");
    return now(ok());
}

Json json_of(const Media& media) {
    Json object = {{"frames_in", media.samples_in()}, {"level_in_dbm0", media.level_in_dbm0()}};
    if (const auto prbs = media.prbs_result())
        object["prbs"] = json_of(*prbs);
    return object;
}

// Line maintenance: an idle channel loops, sends the test sequence or a tone, listens, or is joined
// with another one.
Outcome test(Exchange& exchange, const Arguments& a) {
    Line& line = the_line(exchange, a);
    const unsigned channel = a.number("channel", 0, 31);
    a.required("channel");
    const std::string what = a.text("what");
    const unsigned tone = a.number("tone", 1004, 3999);
    const double level = a.has("level") ? std::strtod(a.text("level").c_str(), nullptr) : 0;
    const std::string to_span = a.text("to_span");
    const unsigned to_channel = a.number("to_channel", 0, 31);
    a.unknown();
    if (what == "off")
        return now(exchange.end_test(line, channel) ? ok() : failure("no test runs there"));
    if (what.empty() || what == "show") {
        const Media* running = exchange.test(line, channel);
        return now(running ? ok({{"test", json_of(*running)}}) : failure("no test runs there"));
    }
    const auto media = exchange.start_test(line, channel);
    if (!media)
        return now(failure(media.error()));
    if (what == "loop") {
        (*media)->echo();
    } else if (what == "prbs") {
        (*media)->prbs();
    } else if (what == "tone") {
        (*media)->play(exchange.sounds().tone(tone, line.law(), level), true);
    } else if (what == "connect") {
        Line* other = exchange.line(to_span.empty() ? line.name() : to_span);
        if (!other)
            throw Misuse{fmt::format("no span is named {}", to_span)};
        const auto far = exchange.start_test(*other, to_channel);
        if (!far)
            return now(failure(far.error()));
        const auto there = std::make_shared<Patch>(), back = std::make_shared<Patch>();
        (*media)->connect(back, there);
        (*far)->connect(there, back);
    } else if (what != "listen") {
        exchange.end_test(line, channel);
        throw Misuse{"what is none of loop, prbs, tone, listen, connect, show, off"};
    }
    return now(ok());
}

Outcome channels(Exchange& exchange, const Arguments& a) {
    constexpr const char* kChannelStates[] = {"idle", "in_call", "blocked", "restarting",
                                              "out_of_service"};
    Json list = Json::array();
    for (Line* line : the_lines(exchange, a))
        for (const isdn::ChannelView& channel : line->isdn().channels())
            list.push_back({{"span", line->name()},
                            {"timeslot", channel.timeslot},
                            {"state", kChannelStates[static_cast<unsigned>(channel.state)]},
                            {"call", channel.call},
                            {"reason", channel.reason}});
    a.unknown();
    return now(ok({{"channels", std::move(list)}}));
}

Outcome spans(Exchange& exchange, const Arguments& a) {
    constexpr const char* kTypes[] = {"e1", "t1", "bri"};
    a.unknown();
    Json list = Json::array();
    for (const auto& line : exchange.lines()) {
        const drivers::SpanCounters& c = line->span().counters();
        const drivers::Alarms alarms = line->span().alarms();
        Json names = Json::array();
        if (alarms.loss_of_signal)
            names.push_back("loss_of_signal");
        if (alarms.remote)
            names.push_back("remote");
        if (alarms.indication)
            names.push_back("indication");
        if (alarms.not_present)
            names.push_back("not_present");
        list.push_back({{"name", line->name()},
                        {"type", kTypes[static_cast<unsigned>(line->conf().line.type)]},
                        {"d_channel", line->isdn().d_channel_up() ? "up" : "down"},
                        {"alarms", names},
                        {"packets_received", c.packets_received},
                        {"packets_sent", c.packets_sent},
                        {"packets_lost", c.packets_lost},
                        {"packets_late", c.packets_late},
                        {"packets_reordered", c.packets_reordered},
                        {"packets_malformed", c.packets_malformed},
                        {"samples_concealed", c.samples_concealed},
                        {"slips", c.slips},
                        {"d_frames_received", c.d_frames_received},
                        {"d_frames_sent", c.d_frames_sent},
                        {"d_frames_bad", c.d_frames_bad},
                        {"d_frames_dropped", c.d_frames_dropped},
                        {"d_channel_losses", line->isdn().counters().d_channel_losses},
                        {"audit_findings", line->isdn().counters().audit_findings}});
    }
    return now(ok({{"spans", std::move(list)}}));
}

Outcome stats(Exchange& exchange, const Arguments& a) {
    const bool reset = a.flag("reset");
    a.unknown();
    Stats& s = exchange.stats();
    Json causes = Json::object();
    for (const auto& [cause, count] : s.causes)
        causes[std::to_string(cause)] = count;
    Json answer = {
        {"calls_in", s.calls_in},
        {"calls_out", s.calls_out},
        {"answered", s.answered},
        {"released", s.released},
        {"failed", s.failed},
        {"causes", causes},
        {"no_channel", s.no_channel},
        {"active", exchange.active()},
        {"setup_ms",
         {{"first_answer", quantiles(s.first_answer_ms)}, {"connect", quantiles(s.connect_ms)}}}};
    if (reset)
        s = Stats{};
    return now(ok(std::move(answer)));
}

Outcome load(Exchange& exchange, const Arguments& a) {
    const bool user = user_side(exchange, a);
    Load wanted;
    wanted.span = a.text("span");
    wanted.rate = a.real("rate", 0);
    wanted.left = a.number("count", 0, ~0U);
    wanted.setup = the_setup(a, user);
    wanted.options = the_options(a, user ? 0 : 2);
    wanted.options.release_after =
        a.has("hold") ? a.duration("hold") : wanted.options.release_after.value_or(milliseconds(0));
    a.unknown();
    if (wanted.rate <= 0 || wanted.left == 0)
        throw Misuse{"rate and count are needed"};
    exchange.start_load(std::move(wanted));
    return now(ok());
}

Outcome load_stop(Exchange& exchange, const Arguments& a) {
    a.unknown();
    exchange.stop_load();
    return now(ok());
}

Outcome hold_ring(Exchange& exchange, const Arguments& a) {
    const bool on = a.flag("on", true);
    a.unknown();
    exchange.hold_ring(on);
    return now(ok());
}

Outcome hold_clearing(Exchange& exchange, const Arguments& a) {
    const bool on = a.flag("on", true);
    a.unknown();
    exchange.hold_clearing(on);
    return now(ok());
}

Outcome transfers(Exchange& exchange, const Arguments& a) {
    constexpr std::pair<const char*, Transfers> kWords[] = {{"accept", Transfers::accept},
                                                            {"refuse", Transfers::refuse},
                                                            {"ignore", Transfers::ignore}};
    const std::string wanted = a.required("answer");
    a.unknown();
    for (const auto& [word, meaning] : kWords)
        if (wanted == word) {
            exchange.answer_transfers(meaning);
            return now(ok());
        }
    throw Misuse{"answer is none of accept, refuse, ignore"};
}

Outcome log_level(Exchange&, const Arguments& a) {
    base::log::Level level{};
    if (!base::log::level_from_text(a.required("level"), level))
        throw Misuse{"level is none of debug, info, warning, error, off"};
    a.unknown();
    base::log::set_level(level);
    return now(ok());
}

// Calls are released first; `force` leaves them.
Outcome quit(Exchange& exchange, const Arguments& a) {
    const bool force = a.flag("force");
    a.unknown();
    exchange.stop_load();
    Outcome outcome;
    if (force) {
        outcome.answer = ok();
        outcome.quit = true;
        return outcome;
    }
    for (Call* one : exchange.calls(false))
        exchange.release(*one, {16, Exchange::own_location(one->line), {}});
    outcome.timeout = milliseconds(2000);
    outcome.ready = [&exchange] { return exchange.active() == 0 ? ok() : std::string(); };
    outcome.late = [] { return ok(); };
    outcome.quit = true;
    return outcome;
}

struct Command {
    const char* name;
    Outcome (*run)(Exchange&, const Arguments&);
};
constexpr Command kCommands[] = {
    {"call", call},
    {"calls", calls},
    {"show", show},
    {"release", release},
    {"forget", forget},
    {"send", send},
    {"media", media},
    {"digits", digits},
    {"wait", wait},
    {"wait-idle", wait_idle},
    {"wait-up", wait_up},
    {"cut", cut},
    {"restore", restore},
    {"facility", facility},
    {"facilities", facilities},
    {"restart", restart},
    {"block", block},
    {"unblock", block},
    {"channels", channels},
    {"spans", spans},
    {"stats", stats},
    {"load", load},
    {"load-stop", load_stop},
    {"test", test},
    {"hold-ring", hold_ring},
    {"hold-clearing", hold_clearing},
    {"transfers", transfers},
    {"log", log_level},
    {"quit", quit},
};

} // namespace

Outcome execute(Exchange& exchange, const std::string& line) {
    try {
        const Arguments arguments = Arguments::parse(line);
        for (const Command& command : kCommands)
            if (arguments.command == command.name)
                return command.run(exchange, arguments);
        return now(failure(fmt::format("{} is not a command", arguments.command)));
    } catch (const Misuse& misuse) {
        return now(failure(misuse.text));
    }
}

} // namespace exchange
