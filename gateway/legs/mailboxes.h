// Mailboxes: message waiting between lines and SIP peers, outside of calls. It goes where a call to
// the mailbox's number would go.
#pragma once

#include "gateway/call/table.h"
#include "gateway/legs/sip_side.h"
#include "gateway/legs/trunks.h"
#include "sipi/agent/notifier.h"
#include "sipi/agent/subscriber.h"
#include "sipi/message_summary.h"

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace legs {

struct MailboxCounters {
    std::uint64_t from_lines = 0, from_sip = 0; ///< states heard
    std::uint64_t undelivered = 0;              ///< no way, or nobody there who takes it
};

/// A mailbox as it is known here.
struct MailboxState {
    enum class Kind : std::uint8_t {
        told,    ///< to a SIP peer, or would be if it asked
        watched, ///< we have subscribed to it at a SIP peer
        line,    ///< told to a line
    };
    Kind kind = Kind::told;
    std::string where; ///< peer, or trunk group of lines
    std::string number;
    std::string state; ///< of a subscription of ours
    sipi::MessageSummary summary;
    std::size_t watchers = 0; ///< subscriptions of others
};

/// Thread: the signalling loop. Owner: main; what it is given outlives it.
class Mailboxes {
  public:
    /// States kept for those who subscribe later; the oldest goes.
    static constexpr std::size_t kMostStates = 10000;

    Mailboxes(SipSide& sip, const call::Table& calls, const Trunks& trunks, base::Timers& timers);
    ~Mailboxes();

    /// Subscribes to the mailboxes of these peers; what is there already stays.
    void configure(const std::vector<std::shared_ptr<const PeerSettings>>& peers);
    /// From a line: the contents of the facility element that answers it; empty: none.
    std::vector<std::uint8_t> from_line(const IsdnLine& line, const isdn::Message& message);
    /// SUBSCRIBE and NOTIFY outside of calls.
    sipi::RequestAnswer from_sip(const sipi::Message& request, const sipi::Endpoint& source,
                                 const PeerSettings& peer);
    const MailboxCounters& counters() const { return counters_; }
    /// All that are known, those of one kind together.
    std::vector<MailboxState> view() const;

  private:
    struct Subscription {
        std::string peer;
        std::unique_ptr<sipi::Subscriber> subscriber;
        std::string mailbox{};
        sipi::MessageSummary last{}; ///< that a NOTIFY has told
    };
    enum class Outcome : std::uint8_t { delivered, no_route, not_taken };

    /// Whether a summary is of the whole mailbox, or of the class that a line has told of.
    enum class Scope : std::uint8_t { whole, one_class };
    Outcome deliver(const std::string& from, const route::Number& user,
                    const sipi::MessageSummary& summary, Scope scope);
    bool tell_line(IsdnLine& line, const route::Number& user, const sipi::MessageSummary& summary,
                   Scope scope);
    bool tell_peer(const PeerSettings& peer, const route::Number& user,
                   sipi::MessageSummary summary, Scope scope);
    bool notify_unasked(const PeerSettings& peer, const std::string& user, const std::string& body);
    int take_body(const sipi::Message& notify, const PeerSettings& peer, std::string_view user);
    void keep(const std::string& resource, std::string body);

    SipSide& sip_;
    const call::Table& calls_;
    const Trunks& trunks_;
    base::Timers& timers_;
    sipi::Notifier notifier_;
    std::map<std::string, Subscription, std::less<>> subscriptions_; ///< by peer and mailbox
    std::map<std::string, std::string, std::less<>> states_; ///< bodies, by peer and mailbox
    std::deque<std::string> oldest_;                         ///< keys of states_
    std::map<std::string, sipi::MessageSummary, std::less<>> on_lines_; ///< by group and mailbox
    int last_invoke_ = 0;
    MailboxCounters counters_;
};

} // namespace legs
