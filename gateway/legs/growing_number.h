// The INVITEs of one outgoing call whose number grows: RFC 3578 §3, Q.1912.5 §7.
#pragma once

#include "base/timers.h"
#include "isup/message.h"
#include "sipi/agent.h"

#include <memory>
#include <string>
#include <vector>

namespace legs {

/// What these INVITEs have in common, which of them are pending, and the best of their failures.
///
///   IAM ──► INVITE 1    SAM ──► INVITE 2 (same Call-ID and From tag, no To tag, CSeq + 1)
///   404 or 484 to the last one pending: TOIW3 runs; a SAM stops it, its end is the call's (28)
///
/// Thread: the signalling loop. Owner: the leg.
class GrowingNumber {
  public:
    /// One INVITE under way.
    struct Attempt {
        sipi::SessionId id;
        sipi::Session* session;
    };

    /// Before all else where digits may follow; where none can, never: then only name() and sent().
    void begin(const isup::Message& iam);
    /// The number has no ST: digits may follow.
    bool growing() const { return growing_; }
    /// The IAM with all digits so far.
    const isup::Message& iam() const { return *iam_; }
    /// Adds the digits of a SAM. True: there were some, another INVITE is due.
    bool add(const isup::Message& sam);
    /// No digit is of use any more: the far end rings, or has answered.
    void complete() { growing_ = false; }

    /// Makes the invitation one more of this call.
    void name(sipi::Invitation& invitation) const;
    void sent(sipi::Session& session);

    /// The older INVITEs: a newer one has been sent, they have no final response yet.
    std::vector<Attempt>& older() { return older_; }
    /// `newest` is older now.
    void overtaken(sipi::SessionId id, sipi::Session& newest) { older_.push_back({id, &newest}); }
    /// Takes an INVITE that has ended from the older ones; false: it is none of them.
    bool forget(sipi::SessionId id);

    /// Keeps the REL of a failure if it is better than those before (RFC 3578 §3.2, RFC 3261 §16.7
    /// step 6).
    void failed(int status, const isup::Message& rel);
    const isup::Message* best() const { return best_.get(); } ///< null: none has failed

  private:
    std::unique_ptr<isup::Message> iam_; // 1 KB that most calls have no use for
    bool growing_ = false;
    std::string call_id_, from_tag_;
    std::uint32_t cseq_ = 0; ///< of the last INVITE
    std::vector<Attempt> older_;
    int best_rank_ = 0;
    std::unique_ptr<isup::Message> best_;
};

/// How good a final response is to tell the caller; greater is better. 484 and 404 say only that
/// more digits are wanted.
int rank_of(int status);
/// Responses after which a further digit may help (Q.1912.5 §7: TOIW3).
bool wants_digits(int status);

} // namespace legs
