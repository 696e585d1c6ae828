// Calls of the exchange: placed, received, released, remembered.
#include "tests/exchange/exchange.h"

#include "base/log.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

namespace exchange {

using isdn::MessageType;

Exchange::Exchange(Conf conf, base::Loop& loop)
    : conf_(std::move(conf)), loop_(loop), changed_timer_(loop.timers(),
                                                          [this] {
                                                              if (on_changed_)
                                                                  on_changed_();
                                                          }),
      load_timer_(loop.timers(), [this] { place_load(); }) {
    for (const SpanConf& span : conf_.spans)
        lines_.push_back(std::make_unique<Line>(span, loop, *this));
}

Exchange::~Exchange() = default;

base::Result<void, std::string> Exchange::open() {
    for (const auto& line : lines_)
        if (auto opened = line->open(this->line(line->conf().bus)); !opened)
            return opened;
    return {};
}

Line* Exchange::line(const std::string& name) const {
    for (const auto& line : lines_)
        if (line->name() == name)
            return line.get();
    return nullptr;
}

Call* Exchange::call(unsigned number) const {
    const auto found = calls_.find(number);
    return found == calls_.end() ? nullptr : found->second.get();
}

Call* Exchange::find(Line& line, isdn::CallId id) const {
    const auto found = by_id_.find({&line, id});
    return found == by_id_.end() ? nullptr : found->second;
}

std::vector<Call*> Exchange::calls(bool released_too) const {
    std::vector<Call*> list;
    for (const auto& [number, call] : calls_)
        if (released_too || call->state != CallState::released)
            list.push_back(call.get());
    return list;
}

void Exchange::changed() {
    if (!changed_timer_.armed())
        changed_timer_.arm(milliseconds(0));
}

void Exchange::on_changed(Line&) {
    changed();
}

std::uint8_t Exchange::own_location(const Line& line) {
    return line.conf().isdn.side == isdn::Side::network
               ? 2
               : 0; // Q.850: public network serving the local user; user
}

isdn::Cause Exchange::cause_of(const Call& call, std::uint8_t value) const {
    const std::uint8_t location =
        call.entry && call.entry->location ? *call.entry->location : own_location(call.line);
    return {value, location, {}};
}

Call& Exchange::add(Line& line, isdn::CallId id, bool outgoing) {
    auto call = std::make_unique<Call>(next_number_++, line, outgoing);
    call->id = id;
    call->started = loop_.clock().now();
    by_id_[{&line, id}] = call.get();
    return *calls_.emplace(call->number, std::move(call)).first->second;
}

// --- channels and media
// -----------------------------------------------------------------------------------

Media& Exchange::media(Call& call) {
    if (!call.media)
        call.media = std::make_unique<Media>(call.line.law());
    return *call.media;
}

void Exchange::seize(Call& call) {
    if (call.timeslot)
        call.line.connect(call.timeslot, &media(call));
}

void Exchange::free_channel(Call& call) {
    if (call.timeslot)
        call.line.disconnect(call.timeslot, call.media.get());
    if (!call.media)
        return;
    if (const std::string wrong = call.media->finish_recording(); !wrong.empty())
        base::log::error("exchange", "call {}: {}", call.number, wrong);
    call.samples_in = call.media->samples_in();
    call.level = call.media->level_in_dbm0();
    call.prbs = call.media->prbs_result();
    call.media.reset();
}

std::string Exchange::file_name(const Call& call, std::string pattern) const {
    const auto replace = [&pattern](const std::string& word, const std::string& by) {
        for (std::size_t at; (at = pattern.find(word)) != std::string::npos;)
            pattern.replace(at, word.size(), by);
    };
    replace("{call}", std::to_string(call.number));
    replace("{span}", call.line.name());
    replace("{channel}", std::to_string(call.timeslot));
    replace("{called}", call.called);
    replace("{calling}", call.calling);
    const std::filesystem::path path(pattern);
    return path.is_absolute() ? pattern : (std::filesystem::path(conf_.directory) / path).string();
}

base::Result<void, std::string> Exchange::play(Call& call, const std::string& file, bool loop) {
    std::string error;
    Sound sound = sounds_.file(file_name(call, file), call.line.law(), error);
    if (!sound)
        return base::fail(error);
    media(call).play(std::move(sound), loop);
    return {};
}

void Exchange::tone(Call& call, unsigned hertz) {
    media(call).play(sounds_.tone(hertz, call.line.law()), true);
}

void Exchange::record(Call& call, const std::string& file) {
    media(call).record(file_name(call, file));
}

// --- sending
// ----------------------------------------------------------------------------------------------

base::Result<void, std::string> Exchange::send(Call& call, const isdn::Message& message) {
    if (call.state == CallState::released)
        return base::fail(fmt::format("call {} is released", call.number));
    const auto sent = call.line.isdn().send(call.id, message);
    if (!sent)
        return base::fail(fmt::format("{} cannot be sent in state {}", isdn::name(message.type),
                                      name(call.state)));
    call.log(true, message);
    switch (message.type) {
    case MessageType::setup_acknowledge:
        call.move(CallState::overlap);
        break;
    case MessageType::call_proceeding:
        call.move(CallState::proceeding);
        break;
    case MessageType::alerting:
        call.move(CallState::alerting);
        break;
    case MessageType::connect:
        call.move(CallState::connected);
        if (!call.answered) {
            call.answered = true;
            ++stats_.answered;
        }
        break;
    default:
        break;
    }
    changed();
    return {};
}

void Exchange::transmit(Call& call, MessageType type, const std::vector<std::uint8_t>& progress) {
    isdn::Message message;
    if (call.entry && type == MessageType::alerting)
        message = call.entry->alerting_elements;
    if (call.entry && type == MessageType::connect)
        message = call.entry->connect_elements;
    message.type = type;
    give_transfer_id(call, message);
    for (const std::uint8_t description : progress)
        message.progress.push_back({description, own_location(call.line)});
    if (type == MessageType::connect && call.entry && !call.entry->connected.empty())
        message.connected = isdn::Number{.type_of_number = 0,
                                         .plan = 1,
                                         .presentation = 0,
                                         .screening = 3,
                                         .digits = call.entry->connected};
    if (const auto sent = send(call, message); !sent)
        base::log::warning("exchange", "call {}: {}", call.number, sent.error());
}

bool Exchange::release(Call& call, isdn::Cause cause, std::vector<isdn::Progress> progress,
                       std::vector<std::vector<std::uint8_t>> facilities) {
    if (call.state == CallState::released)
        return false;
    isdn::Message message;
    if (call.entry)
        message = call.entry->release_elements;
    message.type = call.far_disconnected ? MessageType::release : MessageType::disconnect;
    message.cause = cause;
    message.progress = std::move(progress);
    if (!facilities.empty())
        message.facilities = std::move(facilities);
    if (!call.line.isdn().send(call.id, message))
        return false;
    if (!call.clearing) {
        call.clearing = true;
        call.released_by_us = !call.far_disconnected;
        if (!call.cause)
            call.cause = cause;
    }
    call.log(true, message);
    call.move(CallState::disconnecting);
    call.step.reset();
    changed();
    return true;
}

void Exchange::after(Call& call, milliseconds delay, void (Exchange::*then)(Call&)) {
    if (delay == milliseconds(0)) {
        (this->*then)(call);
        return;
    }
    call.step = std::make_unique<base::Timer>(loop_.timers(), [this, number = call.number, then] {
        if (Call* still = this->call(number); still && still->state != CallState::released)
            (this->*then)(*still);
    });
    call.step->arm(delay);
}

void Exchange::release_after(Call& call, milliseconds delay, isdn::Cause cause) {
    call.release =
        std::make_unique<base::Timer>(loop_.timers(), [this, number = call.number, cause] {
            if (Call* still = this->call(number))
                release(*still, cause);
        });
    call.release->arm(delay);
}

// --- line maintenance
// ----------------------------------------------------------------------------------------

base::Result<Media*, std::string> Exchange::start_test(Line& line, unsigned timeslot) {
    for (const isdn::ChannelView& channel : line.isdn().channels()) {
        if (channel.timeslot != timeslot)
            continue;
        if (channel.state == isdn::ChannelState::in_call)
            return base::fail(fmt::format("{}/{} is in a call", line.name(), timeslot));
        auto& media = tests_[{&line, timeslot}];
        media = std::make_unique<Media>(line.law());
        line.connect(timeslot, media.get());
        return media.get();
    }
    return base::fail(fmt::format("{}/{} is no B-channel", line.name(), timeslot));
}

bool Exchange::end_test(Line& line, unsigned timeslot) {
    const auto found = tests_.find({&line, timeslot});
    if (found == tests_.end())
        return false;
    line.disconnect(timeslot, found->second.get());
    tests_.erase(found);
    return true;
}

Media* Exchange::test(Line& line, unsigned timeslot) const {
    const auto found = tests_.find({&line, timeslot});
    return found == tests_.end() ? nullptr : found->second.get();
}

// --- placing
// ------------------------------------------------------------------------------------------------

base::Result<Call*, std::string> Exchange::place(const std::string& span, isdn::Message setup,
                                                 const CallOptions& options) {
    const bool named = setup.channel && setup.channel->timeslot;
    Line* chosen = nullptr;
    if (!span.empty()) {
        chosen = line(span);
        if (!chosen)
            return base::fail(fmt::format("no span is named {}", span));
    }
    for (std::size_t i = 0; i < lines_.size() && !chosen; ++i) { // in turn
        Line& candidate = *lines_[(next_line_ + i) % lines_.size()];
        if (candidate.isdn().d_channel_up() && (named || candidate.idle_channel())) {
            chosen = &candidate;
            next_line_ = (next_line_ + i + 1) % lines_.size();
        }
    }
    if (!chosen)
        return base::fail(std::string("no line is up and has a free channel"));
    if (!named)
        if (const unsigned timeslot = chosen->idle_channel())
            setup.channel = isdn::Channel{static_cast<std::uint8_t>(timeslot),
                                          setup.channel && setup.channel->exclusive};
    if (!setup.bearer)
        setup.bearer = isdn::BearerCapability{};
    if (setup.bearer->layer1)
        setup.bearer->layer1 = chosen->conf().line.law == drivers::Law::ulaw ? 2 : 3;
    const auto id = chosen->isdn().place(setup);
    if (!id) {
        constexpr const char* kErrors[] = {"the D-channel is down", "no such call",
                                           "no channel is free",    "the channel is busy",
                                           "unexpected message",    "libpri refuses it"};
        return base::fail(
            fmt::format("{}: {}", chosen->name(), kErrors[static_cast<unsigned>(id.error())]));
    }
    Call& call = add(*chosen, *id, true);
    ++stats_.calls_out;
    call.timeslot = setup.channel ? setup.channel->timeslot : 0;
    call.called = setup.called ? setup.called->digits : "";
    call.calling = setup.calling ? setup.calling->digits : "";
    call.options = options;
    call.log(true, setup);
    seize(call);
    if (options.echo)
        media(call).echo();
    if (options.prbs)
        media(call).prbs();
    if (options.tone)
        tone(call, options.tone);
    if (!options.record.empty())
        record(call, options.record);
    if (!options.play.empty())
        if (const auto played = play(call, options.play, options.loop); !played)
            base::log::warning("exchange", "call {}: {}", call.number, played.error());
    changed();
    return &call;
}

// --- what the lines report
// ------------------------------------------------------------------------------------

void Exchange::on_setup(Line& line, isdn::CallId id, const isdn::Message& setup) {
    Call& call = add(line, id, false);
    ++stats_.calls_in;
    call.timeslot = setup.channel ? setup.channel->timeslot : 0;
    call.called = setup.called ? setup.called->digits : setup.keypad;
    call.calling = setup.calling ? setup.calling->digits : "";
    call.sending_complete = setup.sending_complete;
    call.log(false, setup);
    seize(call);
    route(call);
    changed();
}

void Exchange::on_message(Line& line, isdn::CallId id, const isdn::Message& message) {
    Call* call = find(line, id);
    if (!call)
        return;
    call->log(false, message);
    const base::Duration age = loop_.clock().now() - call->started;
    const auto ms = [](base::Duration d) {
        return static_cast<float>(std::chrono::duration<double, std::milli>(d).count());
    };
    if (call->outgoing && !call->first_answer && message.type != MessageType::disconnect) {
        call->first_answer = age;
        stats_.first_answer_ms.push_back(ms(age));
    }
    if (call->outgoing && message.channel && message.channel->timeslot &&
        message.channel->timeslot != call->timeslot) {
        if (call->timeslot)
            line.disconnect(call->timeslot, call->media.get());
        call->timeslot = message.channel->timeslot;
        seize(*call);
    }
    switch (message.type) {
    case MessageType::setup_acknowledge:
        call->move(CallState::overlap);
        break;
    case MessageType::call_proceeding:
        call->move(CallState::proceeding);
        break;
    case MessageType::alerting:
        call->alerting = age;
        call->move(CallState::alerting);
        break;
    case MessageType::connect:
        call->connect = age;
        stats_.connect_ms.push_back(ms(age));
        call->answered = true;
        ++stats_.answered;
        call->move(CallState::connected);
        if (call->options.release_after)
            release_after(*call, *call->options.release_after,
                          call->options.cause.value_or(cause_of(*call, 16)));
        break;
    case MessageType::facility:
        transfer_asked(*call, message);
        break;
    case MessageType::information:
        on_digits(*call, message);
        break;
    case MessageType::connect_acknowledge:
        seize(*call); // on a bus, other terminals have been offered the same channel
        break;
    case MessageType::disconnect:
        if (!call->clearing) {
            call->clearing = true;
            call->cause = message.cause;
        }
        call->far_disconnected = true;
        call->move(CallState::disconnecting);
        call->step.reset();
        if (call->options.auto_release && !hold_clearing_)
            release(*call, message.cause.value_or(cause_of(*call, 16)));
        break;
    default:
        break;
    }
    changed();
}

void Exchange::on_released(Line& line, isdn::CallId id, const isdn::Message& message) {
    const auto found = by_id_.find({&line, id});
    if (found == by_id_.end())
        return;
    Call& call = *found->second;
    by_id_.erase(found);
    if (!call.clearing) { // RELEASE or RELEASE COMPLETE without DISCONNECT, RESTART, loss of the
                          // D-channel
        call.cause = message.cause;
        call.log(false, message);
    } else if (message.type == MessageType::release_complete ||
               message.type == MessageType::release) {
        if (!call.far_disconnected || message.type == MessageType::release_complete)
            call.log(false, message);
    }
    free_channel(call);
    call.ended = loop_.clock().now() - call.started;
    call.step.reset();
    call.release.reset();
    call.id = 0;
    call.move(CallState::released);
    ++stats_.released;
    if (!call.answered) {
        ++stats_.failed;
        ++stats_.causes[call.cause ? call.cause->value : 0];
    }
    remembered_.push_back(call.number);
    if (remembered_.size() > kRemembered) {
        calls_.erase(remembered_.front());
        remembered_.pop_front();
    }
    changed();
}

// --- load
// --------------------------------------------------------------------------------------------------------

void Exchange::start_load(Load load) {
    load_ = std::move(load);
    load_at_ = loop_.clock().now();
    load_timer_.arm(milliseconds(0));
}

void Exchange::place_load() {
    if (load_.left == 0)
        return;
    const base::TimePoint now = loop_.clock().now();
    load_.credit =
        std::min(load_.credit + std::chrono::duration<double>(now - load_at_).count() * load_.rate,
                 load_.rate / 10 + 1);
    load_at_ = now;
    for (; load_.credit >= 1 && load_.left > 0; load_.credit -= 1, --load_.left)
        if (!place(load_.span, load_.setup, load_.options)) {
            ++stats_.no_channel;
            ++stats_.failed;
        }
    load_timer_.arm(milliseconds(1));
    changed();
}

} // namespace exchange
