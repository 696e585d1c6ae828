// A transfer that a line asks for: which call it is with, and how each outcome is answered
// (EN 300 369-1, ECMA-178, GR-2865, RLT).
#include "gateway/legs/line_transfer.h"

#include <array>

namespace legs {
namespace {

using isdn::TransferOperation;
using Outcome = TransferOutcome;

// Table: outcome by whose service it is. GR-2865 has the general errors of Q.950.
struct AnswerRow {
    Outcome outcome;
    int etsi;     // EN 300 369-1 §7.1
    int qsig;     // ECMA-178 Table 9
    int national; // GR-2865, Q.950 general errors
    int rlt;      // RLT of DMS-100
};
constexpr int kResourceUnavailable = 11;
constexpr std::array kAnswers{
    AnswerRow{Outcome::not_subscribed, isdn::kNotSubscribed, isdn::kNotSubscribed,
              isdn::kNotSubscribed, isdn::kRltNotAllowed},
    AnswerRow{Outcome::not_available, isdn::kNotAvailable, isdn::kNotAvailable, isdn::kNotAvailable,
              isdn::kRltNotAllowed},
    AnswerRow{Outcome::wrong_state, isdn::kInvalidCallState, isdn::kInvalidCallState,
              isdn::kInvalidCallState, isdn::kRltNotAllowed},
    AnswerRow{Outcome::unknown_call, isdn::kLinkIdNotAssigned, isdn::kUnrecognizedCallIdentity,
              isdn::kInvalidCallState, isdn::kRltCallIdNotFound},
    AnswerRow{Outcome::failed, kResourceUnavailable, isdn::kEstablishmentFailure,
              kResourceUnavailable, isdn::kRltBridgeFail},
};

int of_row(const AnswerRow& row, TransferOperation operation) {
    switch (operation) {
    case TransferOperation::execute: // names no link that could be unknown
        return row.outcome == Outcome::unknown_call ? isdn::kInvalidCallState : row.etsi;
    case TransferOperation::link_request:
    case TransferOperation::execute_link:
        return row.etsi;
    case TransferOperation::identify:
    case TransferOperation::abandon:
    case TransferOperation::initiate:
        return row.qsig;
    case TransferOperation::two_b_channel:
        return row.national;
    case TransferOperation::rlt_ability:
    case TransferOperation::rlt_third_party:
        return row.rlt;
    }
    return row.etsi;
}

bool is_meant(const isdn::TransferInvoke& asked, const LineCall& own, const LineCall& call) {
    constexpr int kPlacedByUs = 0x8000, kValue = 0x7fff;
    switch (asked.operation) {
    case TransferOperation::execute: // EN 300 369-1 §9.2.1: one of the two is on hold
        // which telephone behind another access has a call on hold, nobody says
        return !call.elsewhere && call.reference.terminal == own.reference.terminal &&
               call.held != own.held;
    case TransferOperation::two_b_channel:
        return asked.other && call.reference.value == (*asked.other & kValue) &&
               call.reference.ours == ((*asked.other & kPlacedByUs) != 0);
    default:
        return asked.other && call.name != 0 && call.name == *asked.other;
    }
}

} // namespace

int transfer_error(TransferOperation operation, Outcome outcome) {
    for (const AnswerRow& row : kAnswers)
        if (row.outcome == outcome)
            return of_row(row, operation);
    return isdn::kNotAvailable;
}

std::optional<std::size_t> transfer_partner(const isdn::TransferInvoke& asked, const LineCall& own,
                                            std::span<const LineCall> calls) {
    for (const bool elsewhere : {false, true}) {
        std::optional<std::size_t> found;
        for (std::size_t i = 0; i < calls.size(); ++i) {
            if (calls[i].elsewhere != elsewhere || !is_meant(asked, own, calls[i]))
                continue;
            if (found)
                return std::nullopt;
            found = i;
        }
        if (found)
            return found;
    }
    return std::nullopt;
}

} // namespace legs
