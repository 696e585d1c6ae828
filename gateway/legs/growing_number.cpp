// The INVITEs of one outgoing call whose number grows: RFC 3578 §3, Q.1912.5 §7.
#include "gateway/legs/growing_number.h"

#include "gateway/call/numbers.h"

#include <algorithm>
#include <array>

namespace legs {
namespace {

constexpr int kNotFound = 404, kAddressIncomplete = 484;

// First row that fits (RFC 3261 §16.7 step 6: 6xx before all, then the lowest class).
struct RankRow {
    int first, last, rank;
};
constexpr std::array kRanks{
    RankRow{600, 699, 6},
    RankRow{kAddressIncomplete, kAddressIncomplete, 1},
    RankRow{kNotFound, kNotFound, 2},
    RankRow{300, 399, 5},
    RankRow{400, 499, 4},
    RankRow{500, 599, 3},
};

} // namespace

int rank_of(int status) {
    const auto* row = std::ranges::find_if(
        kRanks, [&](const RankRow& r) { return status >= r.first && status <= r.last; });
    return row == kRanks.end() ? 0 : row->rank;
}

bool wants_digits(int status) {
    return status == kNotFound || status == kAddressIncomplete;
}

void GrowingNumber::begin(const isup::Message& iam) {
    iam_ = std::make_unique<isup::Message>(iam);
    growing_ = !call::is_complete(*iam_);
}

bool GrowingNumber::add(const isup::Message& sam) {
    const std::size_t before = call::called_number(*iam_).digits.size();
    call::add_digits(*iam_, sam);
    growing_ = growing_ && !call::is_complete(*iam_);
    return call::called_number(*iam_).digits.size() > before;
}

void GrowingNumber::name(sipi::Invitation& invitation) const {
    invitation.call_id = call_id_;
    invitation.from_tag = from_tag_;
    invitation.cseq = cseq_ + 1;
}

void GrowingNumber::sent(sipi::Session& session) {
    call_id_ = session.call_id();
    from_tag_ = session.local_tag();
    ++cseq_;
}

bool GrowingNumber::forget(sipi::SessionId id) {
    return std::erase_if(older_, [&](const Attempt& attempt) { return attempt.id == id; }) != 0;
}

void GrowingNumber::failed(int status, const isup::Message& rel) {
    const int rank = rank_of(status);
    if (best_ && rank < best_rank_)
        return;
    best_ = std::make_unique<isup::Message>(rel);
    best_rank_ = rank;
}

} // namespace legs
