// Completion of calls: telephones on our lines that have found somebody busy, or nobody there, are
// told when he can be called, and call again (EN 300 359-1 §9, EN 301 065-1 §9).
#pragma once

#include "base/timers.h"
#include "drivers/isdn/completion.h"
#include "gateway/call/table.h"
#include "gateway/legs/trunks.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace legs {

struct CompletionCounters {
    std::uint64_t requested = 0, refused = 0; ///< by telephones
    std::uint64_t completed = 0;              ///< the called user's telephone has rung
    std::uint64_t given_up = 0;               ///< deactivated, or a timer ran out
};

/// One request, or one call that may become one. Visible to people as it is.
///
///     retained --request--> waiting --user free--> offered --CCBSCall--> calling --rings--> over
///                              ^                      | T-CCBS3: over       |
///                              +---------------- busy again ---------------+
struct CompletionState {
    enum class Stage : std::uint8_t { retained, waiting, offered, calling };
    Stage stage = Stage::retained;
    std::string line;
    int reference = 0;     ///< linkage id while retained, then CCBS reference; of the line
    bool no_reply = false; ///< CCNR: the user must have been busy before he is free
    std::string called;
    bool seen_busy = false;
    base::TimePoint until{}; ///< retention, or T-CCBS2
};

/// The network's side for the coincident S and T reference point. Thread: the signalling loop.
/// Owner: main; what it is given outlives it, and lines call it only while it lives.
class Completions {
  public:
    Completions(SipSide& sip, call::Table& calls, const Trunks& trunks, base::Timers& timers)
        : sip_(sip), calls_(calls), trunks_(trunks), timers_(timers) {}

    /// Whom a call was for.
    struct Wanted {
        isdn::Number called;
        std::optional<isdn::BearerCapability> bearer;
        route::Number number; ///< the same, as routes see it
        bool no_reply = false;
    };
    /// A call of the line has met a busy user, or its telephone rings: contents of the facility
    /// element that tells its caller; empty: completion is not offered there.
    std::vector<std::uint8_t> retain(IsdnLine& line, const Wanted& wanted);
    /// A facility of no call; nothing: it is not of this service.
    std::optional<std::vector<std::uint8_t>> from_line(IsdnLine& line,
                                                       const isdn::Message& message);
    /// SETUP with CCBSCall. False: no such request is offered; the call is refused.
    bool begin_call(IsdnLine& line, int reference, isdn::Message& setup);
    /// How that call went: the user's telephone rings, or the cause of its end.
    void rings(const IsdnLine& line, int reference);
    void ended(const IsdnLine& line, int reference, std::uint8_t cause);
    /// The line is about to go.
    void forget(const IsdnLine& line);

    std::vector<CompletionState> view() const;
    const CompletionCounters& counters() const { return counters_; }

  private:
    struct Entry {
        Entry(Completions& owner, IsdnLine& on, const Wanted& whom)
            : line(&on), wanted(whom),
              life(owner.timers_, [this, &owner] { owner.expired(*this); }),
              next(owner.timers_, [this, &owner] { owner.on_next(*this); }) {}
        CompletionState state;
        IsdnLine* line;
        Wanted wanted;
        base::Duration interval{}; ///< between looks at the user
        base::Timer life;          ///< retention, T-CCBS2
        base::Timer next;          ///< the next look; T-CCBS3 while offered
    };
    std::shared_ptr<Entry> find(const IsdnLine& line, int reference, bool retained) const;
    std::vector<std::uint8_t> request(IsdnLine& line, const isdn::Completion& asked);
    int free_reference(const IsdnLine& line) const;
    void on_next(Entry& entry);
    void look(Entry& entry);
    void seen(Entry& entry, bool busy);
    bool in_talk(const route::Candidate& user) const;
    bool ask_peer(Entry& entry, const route::Candidate& user);
    void wait(Entry& entry);
    void tell(Entry& entry, isdn::Completion::Operation operation,
              isdn::Completion::Erased why = {});
    void expired(Entry& entry);
    void drop(const Entry& entry);

    SipSide& sip_;
    call::Table& calls_;
    const Trunks& trunks_;
    base::Timers& timers_;
    std::vector<std::shared_ptr<Entry>> entries_;
    int last_invoke_ = 0;
    CompletionCounters counters_;
};

} // namespace legs
