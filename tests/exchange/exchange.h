// The exchange: lines, calls, the number plan at work, and load.
#pragma once

#include "base/loop.h"
#include "drivers/isdn/transfer.h"
#include "tests/exchange/call.h"
#include "tests/exchange/line.h"
#include "tests/exchange/plan.h"

#include <deque>
#include <functional>
#include <map>
#include <unordered_map>

namespace exchange {

/// Counted since the start or the last reset.
struct Stats {
    std::uint64_t calls_in = 0, calls_out = 0, answered = 0, released = 0, failed = 0,
                  no_channel = 0;
    std::map<unsigned, std::uint64_t> causes;       ///< of calls never answered
    std::vector<float> first_answer_ms, connect_ms; ///< of calls placed
};

/// What becomes of transfers that the far end asks for: two of its calls are to be joined.
enum class Transfers : std::uint8_t { accept, refuse, ignore };

/// Calls placed at a rate.
struct Load {
    isdn::Message setup;
    CallOptions options;
    std::string span;
    double rate = 0, credit = 0;
    unsigned left = 0;
};

/// Thread: the loop's.
class Exchange final : public LineOwner {
  public:
    Exchange(Conf conf, base::Loop& loop);
    ~Exchange() override;
    /// Opens all lines. Errors: a sentence.
    base::Result<void, std::string> open();
    /// Called soon after anything has changed, once for many changes.
    void set_on_changed(std::function<void()> on_changed) { on_changed_ = std::move(on_changed); }

    base::Loop& loop() { return loop_; }
    const std::vector<std::unique_ptr<Line>>& lines() const { return lines_; }
    Line* line(const std::string& name) const;
    /// Also released ones, as long as they are remembered.
    Call* call(unsigned number) const;
    std::vector<Call*> calls(bool released_too) const;
    std::size_t active() const { return by_id_.size(); }

    /// Places a call; span may be empty. Errors: a sentence.
    base::Result<Call*, std::string> place(const std::string& span, isdn::Message setup,
                                           const CallOptions& options);
    bool release(Call& call, isdn::Cause cause, std::vector<isdn::Progress> progress = {},
                 std::vector<std::vector<std::uint8_t>> facilities = {});
    /// The call is gone here, and nobody is told.
    void forget(Call& call) { call.line.isdn().forget(call.id); }
    /// Sends any message of a call by hand.
    base::Result<void, std::string> send(Call& call, const isdn::Message& message);
    base::Result<void, std::string> play(Call& call, const std::string& file, bool loop);
    void tone(Call& call, unsigned hertz);
    void record(Call& call, const std::string& file);
    Media& media(Call& call);

    /// What an idle channel carries for line maintenance, until end_test(). Errors: a sentence.
    base::Result<Media*, std::string> start_test(Line& line, unsigned timeslot);
    bool end_test(Line& line, unsigned timeslot);
    /// Null when none runs there.
    Media* test(Line& line, unsigned timeslot) const;
    Sounds& sounds() { return sounds_; }

    void start_load(Load load);
    void stop_load() { load_.left = 0; }
    void hold_ring(bool on);
    /// DISCONNECT is answered by release() only.
    void hold_clearing(bool on) { hold_clearing_ = on; }
    void answer_transfers(Transfers transfers) { transfers_ = transfers; }
    Stats& stats() { return stats_; }
    /// Where a side's causes come from when nothing else is said.
    static std::uint8_t own_location(const Line& line);

  private:
    static constexpr std::size_t kRemembered = 1000;

    void on_setup(Line& line, isdn::CallId id, const isdn::Message& setup) override;
    void on_message(Line& line, isdn::CallId id, const isdn::Message& message) override;
    void on_released(Line& line, isdn::CallId id, const isdn::Message& message) override;
    void on_changed(Line& line) override;

    Call& add(Line& line, isdn::CallId id, bool outgoing);
    Call* find(Line& line, isdn::CallId id) const;
    void changed();
    void seize(Call& call);
    void free_channel(Call& call);

    // the number plan
    void route(Call& call);
    void begin(Call& call, const NumberConf& entry, Action action);
    void ring(Call& call);
    void answer(Call& call);
    void reject(Call& call);
    void announce(Call& call);
    void announce_step(Call& call);
    void on_digits(Call& call, const isdn::Message& message);
    void digits_end(Call& call);
    void transmit(Call& call, isdn::MessageType type,
                  const std::vector<std::uint8_t>& progress = {});
    void after(Call& call, milliseconds delay, void (Exchange::*then)(Call&));
    void release_after(Call& call, milliseconds delay, isdn::Cause cause);
    isdn::Cause cause_of(const Call& call, std::uint8_t value) const;
    std::string file_name(const Call& call, std::string pattern) const;

    void place_load();

    // transfers that the far end asks for (transfer.cpp)
    void transfer_asked(Call& call, const isdn::Message& message);
    Call* transfer_partner(const Call& call, const isdn::TransferInvoke& asked) const;
    void join(Call& call, Call& partner, const isdn::TransferInvoke& asked);
    static void give_transfer_id(const Call& call, isdn::Message& message);

    const Conf conf_;
    base::Loop& loop_;
    std::function<void()> on_changed_;
    Sounds sounds_;
    std::vector<std::unique_ptr<Line>> lines_;
    std::map<unsigned, std::unique_ptr<Call>>
        calls_; // by number; the released ones among them wait in remembered_
    std::map<std::pair<const Line*, isdn::CallId>, Call*> by_id_;
    std::map<std::pair<const Line*, unsigned>, std::unique_ptr<Media>> tests_;
    std::deque<unsigned> remembered_;
    unsigned next_number_ = 1;
    std::size_t next_line_ = 0;
    bool hold_ring_ = false, hold_clearing_ = false;
    Transfers transfers_ = Transfers::accept;
    Stats stats_;
    Load load_;
    base::TimePoint load_at_{};
    base::Timer changed_timer_, load_timer_;
};

} // namespace exchange
