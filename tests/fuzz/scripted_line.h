// A line without libpri for fuzz targets: the far end says what the input says, message by message,
// as the octets of a frame; calls end as libpri ends them (isdn::Interface, isdn::Listener).
#pragma once

#include "drivers/isdn/interface.h"
#include "drivers/isdn/q931.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace testing {

/// One E1, its timeslots 1-15 and 17-31. Thread: the signalling loop.
class ScriptedLine final : public isdn::Interface {
  public:
    static std::unique_ptr<isdn::Interface> create(isdn::Options options, base::Timers&,
                                                   isdn::Listener& listener, SendFrame) {
        auto made = std::make_unique<ScriptedLine>();
        made->options_ = std::move(options);
        made->listener_ = &listener;
        latest() = made.get();
        return made;
    }
    /// The one made last.
    static ScriptedLine*& latest() {
        static ScriptedLine* line = nullptr;
        return line;
    }

    /// A frame that the far end sends: an I-frame with this message, for the line to receive.
    /// SETUP begins a call; anything else is of the latest call there is, no call: empty.
    std::vector<std::uint8_t> frame(std::uint8_t type, base::Octets elements) const {
        const bool setup = type == static_cast<std::uint8_t>(isdn::MessageType::setup);
        if (!setup && calls_.empty())
            return {};
        const isdn::CallId call = setup ? last_ + 1 : calls_.rbegin()->first;
        std::vector<std::uint8_t> octets{0x00,
                                         0x01,
                                         0x00,
                                         0x00,
                                         0x08,
                                         0x02,
                                         static_cast<std::uint8_t>(call >> 8 & 0x7f),
                                         static_cast<std::uint8_t>(call),
                                         type};
        octets.insert(octets.end(), elements.begin(), elements.end());
        return octets;
    }
    /// What this end has begun to clear is over: to be called between two messages.
    void settle() {
        while (!cleared_.empty()) {
            const isdn::CallId call = cleared_.back();
            cleared_.pop_back();
            over(call, {});
        }
    }
    std::size_t calls() const { return calls_.size(); }

    // isdn::Interface
    void start() override {}
    void receive_frame(base::Octets frame) override {
        const auto envelope = isdn::read_envelope(isdn::information_of(frame));
        if (!envelope || !is_of_a_call(envelope->type))
            return;
        const auto type = static_cast<isdn::MessageType>(envelope->type);
        isdn::Message message = isdn::read_elements(type, envelope->elements);
        if (type == isdn::MessageType::setup)
            return begin(std::move(message));
        const auto found = calls_.find(envelope->call_reference);
        if (found == calls_.end())
            return;
        message.channel.reset(); // it stays where it is
        if (type == isdn::MessageType::release || type == isdn::MessageType::release_complete)
            over(found->first, message);
        else if (!std::ranges::count(cleared_, found->first))
            listener_->on_message(found->first, message);
    }
    void set_tap(FrameTap) override {}
    base::Result<isdn::CallId, isdn::Error> place(const isdn::Message& setup) override {
        const unsigned timeslot = setup.channel ? setup.channel->timeslot : 0;
        if (timeslot == 0 || !channel_idle(timeslot))
            return base::fail(isdn::Error::channel_busy);
        calls_[++last_] = timeslot;
        return last_;
    }
    base::Result<void, isdn::Error> send(isdn::CallId call, const isdn::Message& message) override {
        if (!calls_.contains(call))
            return base::fail(isdn::Error::no_such_call);
        const bool clears = message.type == isdn::MessageType::disconnect ||
                            message.type == isdn::MessageType::release ||
                            message.type == isdn::MessageType::release_complete;
        if (clears && !std::ranges::count(cleared_, call))
            cleared_.push_back(call);
        return {};
    }
    bool d_channel_up() const override { return true; }
    std::vector<isdn::ChannelView> channels() const override {
        std::vector<isdn::ChannelView> all;
        for (unsigned timeslot = 1; timeslot <= kMost; ++timeslot)
            if (timeslot != kDChannel)
                all.push_back({timeslot,
                               channel_idle(timeslot) ? isdn::ChannelState::idle
                                                      : isdn::ChannelState::in_call,
                               0,
                               {}});
        return all;
    }
    bool channel_idle(unsigned timeslot) const override {
        return timeslot >= 1 && timeslot <= kMost && timeslot != kDChannel &&
               std::ranges::none_of(calls_,
                                    [&](const auto& call) { return call.second == timeslot; });
    }
    std::optional<unsigned> timeslot_of(isdn::CallId call) const override {
        const auto found = calls_.find(call);
        return found == calls_.end() ? std::nullopt : std::optional(found->second);
    }
    void block(unsigned, bool) override {}
    unsigned audit(const std::function<bool(isdn::CallId)>&) override { return 0; }
    const isdn::Counters& counters() const override { return counters_; }
    const isdn::Options& options() const override { return options_; }

  private:
    static constexpr unsigned kMost = 31, kDChannel = 16;

    static bool is_of_a_call(std::uint8_t type) {
        constexpr std::array<std::uint8_t, 4> kNone{isdn::kRestart, isdn::kRestartAcknowledge, 0x60,
                                                    0x00}; // SEGMENT, escape
        return !std::ranges::count(kNone, type) &&
               std::string_view(isdn::name(static_cast<isdn::MessageType>(type))) !=
                   "unknown message";
    }
    void begin(isdn::Message setup) {
        for (unsigned timeslot = 1; timeslot <= kMost; ++timeslot)
            if (channel_idle(timeslot)) {
                setup.channel = isdn::Channel{static_cast<std::uint8_t>(timeslot), true, {}};
                calls_[++last_] = timeslot;
                return listener_->on_setup(last_, setup);
            }
    }
    void over(isdn::CallId call, isdn::Message message) {
        if (calls_.erase(call) == 0)
            return;
        std::erase(cleared_, call);
        message.type = isdn::MessageType::release_complete;
        listener_->on_released(call, message);
    }

    isdn::Options options_;
    isdn::Counters counters_;
    isdn::Listener* listener_ = nullptr;
    std::map<isdn::CallId, unsigned> calls_; ///< to timeslots
    std::vector<isdn::CallId> cleared_;      ///< by this end, not over yet
    isdn::CallId last_ = 0;
};

} // namespace testing
