// An NFAS group seen span by span: each of its spans has an isdn::Interface of its own, in front of
// the one that runs the D-channels (ANSI T1.607 Annex F).
#pragma once

#include "drivers/isdn/libpri_interface.h"

namespace isdn {

/// One more span of options.nfas_group. The group lives as long as one of them.
std::unique_ptr<Interface> join(Options options, base::Timers& timers, Listener& listener,
                                Interface::SendFrame send_frame);

class NfasSpan;

/// What the spans share: the interface that runs the D-channels, and who has which call.
class NfasGroup final : public Listener {
  public:
    void on_d_channel(bool up) override;
    void on_changeover() override;
    void on_setup(CallId call, const Message& setup) override;
    void on_message(CallId call, const Message& message) override;
    void on_released(CallId call, const Message& message) override;
    void on_restart(unsigned channel) override;

  private:
    friend class NfasSpan;
    NfasSpan* span_on(unsigned interface) const;
    NfasSpan* span_of(CallId call) const;

    std::unique_ptr<LibpriInterface> core_;
    std::vector<NfasSpan*> spans_;
    std::unordered_map<CallId, unsigned> calls_; // the interface that each is on
};

/// One span of a group.
class NfasSpan final : public Interface {
  public:
    NfasSpan(Options options, base::Timers& timers, Listener& listener, SendFrame send_frame);
    ~NfasSpan() override;

    void start() override;
    void receive_frame(base::Octets frame) override;
    void set_tap(FrameTap tap) override;
    base::Result<CallId, Error> place(const Message& setup) override;
    base::Result<void, Error> send(CallId call, const Message& message) override;
    bool d_channel_up() const override { return core().d_channel_up(); }
    DChannelView d_channel() const override;
    void set_line(bool works) override;
    base::Octets message_at_hand(bool sent) const override { return core().message_at_hand(sent); }
    std::vector<ChannelView> channels() const override;
    bool channel_idle(unsigned timeslot) const override;
    std::optional<unsigned> timeslot_of(CallId call) const override;
    std::optional<CallReference> reference_of(CallId call) const override;
    void restart(unsigned timeslot) override;
    void forget(CallId call) override;
    void block(unsigned timeslot, bool blocked) override;
    unsigned audit(const std::function<bool(CallId)>& leg_alive) override;
    const Counters& counters() const override;
    const Options& options() const override { return options_; }

  private:
    friend class NfasGroup;
    LibpriInterface& core() const { return *options_.nfas_group->core_; }
    unsigned number(unsigned timeslot) const {
        return channel_number(options_.interface_id, timeslot);
    }
    bool owns(CallId call) const { return options_.nfas_group->span_of(call) == this; }

    const Options options_;
    Listener& listener_;
    LibpriInterface::DChannel* d_channel_ = nullptr; ///< of the core; null: this span has none
    mutable Counters counters_;
};

} // namespace isdn
