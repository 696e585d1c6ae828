// ISUP messages that a call makes itself, or gives another form because of what went before
// (Q.764 §2.1, Q.1912.5 §7).
#pragma once

#include "isup/message.h"

namespace call {

/// A backward message as the caller's side may have it: before an ACM has gone there, CPG becomes
/// ACM and ANM becomes CON; after it ACM becomes CPG and CON becomes ANM (Q.764 §2.1.4-§2.1.7:
/// one ACM, and CON only instead of one). Others stay. Parameters stay, a mandatory one that is
/// missing is made: event information, or `indicators`.
isup::Message backward_form(const isup::Message& message, bool acm_sent,
                            const isup::BackwardCallIndicators& indicators);

/// ACM with no indication of the called party's status (Q.764 §2.1.4.8, Q.1912.5 §7).
isup::Message early_acm(const isup::BackwardCallIndicators& indicators);

/// What an exchange without ISUP behind it answers an INR with: calling number and category of the
/// IAM, as far as asked for and known (Q.764 §2.1.6, Q.763 §3.28).
isup::Message information_of(const isup::Message& iam, const isup::Message& inr);

/// The same for IDR (Q.731.7): identity of the caller, holding is not provided.
isup::Message identification_of(const isup::Message& iam, const isup::Message& idr);

/// In-band information, or an appropriate pattern, may be heard.
bool in_band(const isup::Message& message);
/// The called user is told of the call.
bool alerting(const isup::Message& message);

} // namespace call
