// One span in service: its D-channel (Q.921/Q.931), its B-channels at the media engine, and the
// legs of its calls.
#include "gateway/legs/isdn_line.h"

#include "gateway/legs/completions.h"

#include "base/log.h"
#include "drivers/dahdi/dahdi.h"
#include "drivers/isdn/q931.h"
#include "drivers/isdn/text.h"
#include "drivers/tdmoe/tdmoe.h"
#include "drivers/tdmoip/tdmoip.h"
#include "gateway/legs/isdn_leg.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace legs {
namespace {

/// How long a call waits for the name that its SETUP has announced; networks send it at once, or
/// after their data base has been asked.
constexpr base::Duration kNameWait = std::chrono::milliseconds(1500);
constexpr std::uint8_t kLineTemporaryFailure = 41, kNetworkOutOfOrder = 38;

isdn::Options isdn_options(const config::Span& span, std::shared_ptr<isdn::NfasGroup> nfas_group) {
    isdn::Options options;
    options.name = span.name;
    options.line = span.type;
    options.side = span.side;
    options.switch_type = span.switch_type.value_or(isdn::usual_switch_type(span.type));
    options.overlap_receiving = span.overlap_receiving;
    options.restart_at_start = span.restart;
    options.restart_interval = span.restart_interval;
    options.multipoint = span.bri_mode == config::BriMode::multipoint;
    options.numbers = span.msn;
    options.layer2 = span.layer2;
    options.logical_channels = span.channel_mapping == config::ChannelMapping::logical;
    options.service_messages = span.service_messages;
    options.timers = span.timers;
    options.nfas_group = std::move(nfas_group);
    options.interface_id = static_cast<std::uint8_t>(span.interface_id);
    options.d_channel = span.d_channel;
    return options;
}

mapping::LineNames names_on(const config::Span& span) {
    switch (span.switch_type.value_or(isdn::usual_switch_type(span.type))) {
    case isdn::SwitchType::qsig:
        return mapping::LineNames::qsig;
    case isdn::SwitchType::ni2:
        return mapping::LineNames::national;
    case isdn::SwitchType::euroisdn:
    case isdn::SwitchType::ni1:
        return span.side == isdn::Side::network ? mapping::LineNames::to_user
                                                : mapping::LineNames::from_network;
    default:
        return mapping::LineNames::display;
    }
}

drivers::TdmoipOptions tdmoip_options(const config::Span& span) {
    drivers::TdmoipOptions options;
    options.name = span.name;
    options.type = span.type;
    options.has_d_channel = span.d_channel != config::DChannelRole::none;
    options.law = span.law.value_or(drivers::usual_law(span.type));
    options.local = span.local.text();
    options.remote = span.remote.text();
    options.packet = span.packet;
    options.clock = span.clock;
    options.rtp_header = span.rtp_header;
    options.reorder_window = span.reorder_window;
    options.jitter = span.jitter;
    return options;
}

drivers::DahdiOptions dahdi_options(const config::Span& span) {
    drivers::DahdiOptions options;
    const config::Card& card = span.card;
    options.name = span.name;
    options.card = card.card;
    options.type = span.type;
    options.has_d_channel = span.d_channel != config::DChannelRole::none;
    options.law = span.law.value_or(drivers::usual_law(span.type));
    options.coding = card.coding;
    options.framing = card.framing;
    options.crc4 = card.crc4;
    options.build_out = card.build_out;
    options.timing = card.timing;
    options.network = span.side == isdn::Side::network;
    options.termination = card.termination;
    options.echo_canceller = card.echo_canceller;
    options.echo_tail_ms = static_cast<unsigned>(card.echo_tail.count());
    options.d_channel = card.d_channel;
    options.tone_zone = card.tone_zone;
    options.gain_in_db = card.gain_in;
    options.gain_out_db = card.gain_out;
    options.block = card.block;
    options.buffer = card.buffer;
    return options;
}

drivers::TdmoeOptions tdmoe_options(const config::Span& span) {
    drivers::TdmoeOptions options;
    options.name = span.name;
    options.type = span.type;
    options.has_d_channel = span.d_channel != config::DChannelRole::none;
    options.law = span.law.value_or(drivers::usual_law(span.type));
    options.interface = span.interface;
    options.peer = span.peer_mac;
    options.subaddress = static_cast<std::uint16_t>(span.subaddress);
    options.clock = span.clock;
    options.jitter = std::min(span.jitter, std::chrono::milliseconds(12));
    return options;
}

// The driver's span for a conf file's, reporting to `sink`.
base::Result<std::unique_ptr<drivers::Span>, drivers::OpenError>
make_span(const config::Span& span, drivers::SpanSink& sink, base::TimePoint now) {
    if (span.driver == config::Driver::dahdi) {
        drivers::DahdiOptions options = dahdi_options(span);
        options.sink = &sink;
        return drivers::make_dahdi(std::move(options), now);
    }
    if (span.driver == config::Driver::tdmoe) {
        drivers::TdmoeOptions options = tdmoe_options(span);
        options.sink = &sink;
        return drivers::make_tdmoe(std::move(options), now);
    }
    drivers::TdmoipOptions options = tdmoip_options(span);
    options.sink = &sink;
    return drivers::make_tdmoip(std::move(options), now);
}

isdn::Message release_complete(std::uint8_t cause) {
    isdn::Message message;
    message.type = isdn::MessageType::release_complete;
    message.cause = isdn::Cause{cause, 0, {}};
    return message;
}

isdn::Sender sender(bool by_network) {
    return by_network ? isdn::Sender::network : isdn::Sender::user;
}

observe::SpanRenderer renderer() {
    return {[](base::Octets frame, bool by_network) {
                return isdn::frame_summary(frame, sender(by_network));
            },
            [](base::Octets frame, bool by_network) {
                return isdn::frame_text(frame, sender(by_network));
            },
            &isdn::is_layer3};
}

} // namespace

IsdnLine::IsdnLine(const config::Span& span, base::Timers& timers, media::Engine& media,
                   call::Table& calls, MakeInterface make_interface,
                   std::shared_ptr<isdn::NfasGroup> nfas_group)
    : span_(span), names_(names_on(span)),
      trace_(timers.clock(), renderer(), span.side == isdn::Side::network), timers_(timers),
      media_(media), calls_(calls) {
    std::string fault;
    media_span_ = media_.add_span(
        [&](drivers::SpanSink& sink) -> std::unique_ptr<drivers::Span> {
            auto opened = make_span(span_, sink, timers_.clock().now());
            if (opened)
                return std::move(*opened);
            fault = opened.error().text;
            return nullptr;
        },
        *this);
    if (!media_span_)
        throw std::runtime_error("span " + span_.name + ": " + fault);
    alarms_ = media_.alarms(media_span_);
    alarm_history_.update(alarms_, timers_.clock().wall());
    interface_ = make_interface(
        isdn_options(span_, std::move(nfas_group)), timers_, *this,
        [this](base::Octets frame) { return media_.send_d_frame(media_span_, frame); });
    interface_->set_tap([this](bool sent, base::Octets frame) { on_frame(sent, frame); });
}

IsdnLine::~IsdnLine() {
    media_.remove_span(media_span_);
}

void IsdnLine::on_d_frame(base::Octets frame) {
    received_ = isdn::information_of(frame);
    interface_->receive_frame(frame);
    received_ = {};
}

void IsdnLine::record(observe::CallTrace& trace, observe::TraceLeg leg,
                      observe::Direction direction, const isdn::Message& message,
                      std::string_view summary) const {
    const bool out = direction == observe::Direction::out;
    base::Octets octets = out ? base::Octets(sent_) : received_;
    if (octets.empty()) // an NFAS group: another span's D-channel has carried it
        octets = interface_->message_at_hand(out);
    const auto envelope = isdn::read_envelope(octets);
    if (envelope && envelope->type == static_cast<std::uint8_t>(message.type))
        trace.message(leg, direction, observe::Protocol::q931, octets, summary);
    else // it waits for the window, or a timer of libpri's has made it
        trace.event(leg, direction, observe::Protocol::q931, summary);
}

void IsdnLine::on_frame(bool sent, base::Octets frame) {
    trace_.frame(sent, frame);
    if (sent)
        if (const base::Octets message = isdn::information_of(frame); !message.empty())
            sent_.assign(message.begin(), message.end());
    if (base::log::enabled(base::log::Level::debug))
        base::log::debug(
            "isdn", "span {} {} {}", span_.name, sent ? '>' : '<',
            isdn::frame_summary(frame, sender(sent == (span_.side == isdn::Side::network))));
}

IsdnLeg* IsdnLine::leg(isdn::CallId call) const {
    const auto found = legs_.find(call);
    return found == legs_.end() ? nullptr : found->second;
}

IsdnLeg* IsdnLine::leg_on(unsigned timeslot) const {
    for (const auto& [id, leg] : legs_)
        if (leg->timeslot() == timeslot)
            return leg;
    return nullptr;
}

bool IsdnLine::idle(unsigned timeslot) const {
    return interface_->channel_idle(timeslot) && !leg_on(timeslot);
}

base::Result<std::unique_ptr<call::Leg>, isup::CauseIndicators>
IsdnLine::place(unsigned timeslot, const call::Trunks::Placement& placement) {
    auto leg = std::make_unique<IsdnLeg>(*this, group_, placement.listener, placement.trace,
                                         observe::TraceLeg::outgoing);
    leg->attach(placement.incoming.attached());
    if (const auto placed = leg->place(timeslot, placement.iam); !placed)
        return base::fail(placed.error());
    note(timeslot, ChannelEvent::Kind::setup_out, placement.trace.id());
    return std::unique_ptr<call::Leg>(std::move(leg));
}

void IsdnLine::on_d_channel(bool up) {
    base::log::write(up ? base::log::Level::info : base::log::Level::warning, "isdn",
                     "span {}: D-channel {}", span_.name, up ? "up" : "down");
    trace_.event(up ? "D-channel up" : "D-channel down");
    alarm_history_.set("D-channel", !up, timers_.clock().wall());
    note(0, up ? ChannelEvent::Kind::d_channel_up : ChannelEvent::Kind::d_channel_down);
    if (up)
        enquire_at_once();
    changed();
}

void IsdnLine::on_changeover() {
    const bool here = interface_->d_channel().signalling;
    if (here)
        base::log::warning("isdn", "span {}: its D-channel carries the NFAS group now", span_.name);
    trace_.event(here ? "D-channel carries the NFAS group now" : "D-channel changeover");
    note(0, ChannelEvent::Kind::d_channel_changeover);
    changed();
}

void IsdnLine::on_setup(isdn::CallId id, const isdn::Message& received) {
    isdn::Message setup = received;
    const auto asked = isdn::completion_in(setup);
    const bool completes = asked && asked->operation == isdn::Completion::Operation::call;
    if (completes && (!completions || !completions->begin_call(*this, asked->reference, setup))) {
        constexpr std::uint8_t kFacilityRejected = 29;
        isdn::Message refusal = release_complete(kFacilityRejected);
        refusal.facilities = {
            isdn::return_error(isdn::Dialect::etsi, asked->id, isdn::kInvalidCcbsReference)};
        static_cast<void>(interface_->send(id, refusal));
        return;
    }
    if (refuse_cause_ || busied_out_ || !group_) {
        const std::uint8_t cause = refuse_cause_ ? refuse_cause_
                                   : busied_out_ ? kNetworkOutOfOrder
                                                 : kLineTemporaryFailure;
        static_cast<void>(interface_->send(id, release_complete(cause)));
        return;
    }
    if (const unsigned timeslot = setup.channel ? setup.channel->timeslot : 0)
        if (IsdnLeg* ours = leg_on(timeslot))
            ours->yield_channel();
    call::Call& call = calls_.create();
    auto leg =
        std::make_unique<IsdnLeg>(*this, group_, call, call.trace(), observe::TraceLeg::incoming);
    isup::Message iam;
    leg->begin(id, setup, iam);
    if (completes)
        leg->complete(asked->reference);
    note(leg->timeslot(), ChannelEvent::Kind::setup_in, call.id());
    call::Origin origin;
    origin.group = group_->group.name;
    origin.complete = !span_.overlap_receiving || setup.sending_complete;
    origin.min_digits = group_->group.mapping.min_digits;
    origin.max_digits = group_->group.mapping.max_digits;
    origin.digit_timeout = std::min(group_->group.mapping.digit_timeout, span_.timers.t302);
    if (origin.complete && mapping::name_follows(setup, names_)) {
        origin.wait = kNameWait;
        leg->await_name();
    }
    call.start(std::move(leg), iam, std::move(origin));
}

void IsdnLine::on_message(isdn::CallId id, const isdn::Message& message) {
    IsdnLeg* const found = leg(id);
    if (found && !(message.type == isdn::MessageType::status && on_status(id, *found, message)))
        found->receive(message);
}

void IsdnLine::on_released(isdn::CallId id, const isdn::Message& message) {
    IsdnLeg* found = leg(id);
    if (!found)
        return;
    const unsigned timeslot = found->timeslot();
    legs_.erase(id);
    note(timeslot, ChannelEvent::Kind::over, found->trace().id(),
         message.cause ? message.cause->value : std::uint8_t{0});
    found->released(message);
    if (on_channel_freed)
        on_channel_freed(timeslot);
}

std::vector<std::uint8_t> IsdnLine::on_independent(const isdn::Message& message) {
    trace_.event("facility of no call");
    return on_facility ? on_facility(message) : std::vector<std::uint8_t>();
}

void IsdnLine::on_restart(unsigned timeslot) {
    const std::string text = "RESTART of " + (timeslot ? "channel " + std::to_string(timeslot)
                                                       : std::string("all channels"));
    base::log::info("isdn", "span {}: {}", span_.name, text);
    trace_.event(text);
    note(timeslot, ChannelEvent::Kind::restart_received);
    changed();
}

void IsdnLine::on_alarm(drivers::Alarms alarms) {
    alarms_ = alarms;
    alarm_history_.update(alarms, timers_.clock().wall());
    interface_->set_line(!alarms.loss_of_signal && !alarms.not_present && !alarms.remote);
    note(0, alarms.any() ? ChannelEvent::Kind::alarm : ChannelEvent::Kind::alarm_cleared, 0, 0,
         alarms.loss_of_signal ? "red"
         : alarms.indication   ? "blue"
         : alarms.remote       ? "yellow"
                               : nullptr);
    changed();
    const std::string text =
        "alarms: " +
        (alarms.any() ? fmt::format("{}", fmt::join(drivers::names(alarms), ", ")) : "none");
    base::log::write(alarms.any() ? base::log::Level::warning : base::log::Level::info, "isdn",
                     "span {}: {}", span_.name, text);
    trace_.event(text);
}

void IsdnLine::block(unsigned timeslot, bool blocked) {
    note(timeslot, blocked ? ChannelEvent::Kind::blocked : ChannelEvent::Kind::unblocked);
    for (const isdn::ChannelView& channel : interface_->channels()) {
        if (timeslot && channel.timeslot != timeslot)
            continue;
        if (const auto held = maintained_.find(channel.timeslot); held != maintained_.end())
            held->second.blocked = blocked; // when it is given back
        else
            interface_->block(channel.timeslot, blocked);
    }
}

void IsdnLine::set_maintenance(unsigned timeslot, std::string reason) {
    const auto held = maintained_.find(timeslot);
    if (reason.empty()) {
        if (held == maintained_.end())
            return;
        if (!held->second.blocked)
            interface_->block(timeslot, false);
        maintained_.erase(held);
        if (on_channel_freed)
            on_channel_freed(timeslot);
        return;
    }
    if (held != maintained_.end()) {
        held->second.reason = std::move(reason);
        return;
    }
    bool blocked = false;
    for (const isdn::ChannelView& channel : interface_->channels())
        blocked = blocked ||
                  (channel.timeslot == timeslot && channel.state == isdn::ChannelState::blocked);
    maintained_.emplace(timeslot, Maintained{std::move(reason), blocked});
    interface_->block(timeslot, true);
}

const std::string* IsdnLine::maintenance(unsigned timeslot) const {
    const auto held = maintained_.find(timeslot);
    return held == maintained_.end() ? nullptr : &held->second.reason;
}

void IsdnLine::restart(unsigned timeslot) {
    note(timeslot, ChannelEvent::Kind::restart_sent);
    interface_->restart(timeslot);
}

void IsdnLine::busy_out(bool busied_out) {
    if (busied_out_ == busied_out)
        return;
    busied_out_ = busied_out;
    base::log::write(busied_out ? base::log::Level::warning : base::log::Level::info, "isdn",
                     "span {}: {}", span_.name,
                     busied_out ? "busied out: nobody is left to take its calls (busy_out_with)"
                                : "no longer busied out");
    note(0, busied_out ? ChannelEvent::Kind::busied_out : ChannelEvent::Kind::back_in_service);
}

void IsdnLine::changed() {
    if (on_state)
        on_state();
}

void IsdnLine::note(unsigned timeslot, ChannelEvent::Kind kind, std::uint64_t call,
                    std::uint8_t cause, const char* text) {
    history_.add(timeslot, {timers_.clock().wall(), kind, call, cause, text});
}

} // namespace legs
