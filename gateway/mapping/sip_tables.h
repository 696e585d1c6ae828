// Where RFC 3398 and Q.1912.5 differ between SIP and ISUP, as rows. Causes have their own tables.
#pragma once

#include "gateway/mapping/notes.h"
#include "gateway/mapping/profile.h"
#include "isup/message.h"
#include "sipi/session.h"

#include <span>

namespace mapping {

/// What one specification puts into ISUP where SIP says nothing, and how it treats identities.
struct InterworkingRow {
    Interworking interworking;
    isup::NatureOfConnection nature;
    isup::ForwardCallIndicators forward; ///< of an IAM made from INVITE
    isup::BackwardCallIndicators
        backward;                  ///< of ACM and CON made from responses; status is set apart
    bool from_is_network_provided; ///< a trusted peer's From is taken as screened by the network
    bool connected_line;           ///< the IAM asks who answers (Q.763 §3.38 H)
    bool to_is_original_called;    ///< another number in To is the original called number
    std::uint8_t bye_cause;
    std::uint8_t cancel_cause;
    isup::Location end_location; ///< of BYE and CANCEL without Reason
    std::string_view clause;
};
const InterworkingRow& interworking_row(Interworking interworking);

/// Indicators of made messages, after the trunk's quirk interworking_indicators.
isup::ForwardCallIndicators forward_indicators(const Profile& profile, Notes& notes);
isup::BackwardCallIndicators backward_indicators(const Profile& profile, Notes& notes);
/// Cause of a CANCEL without Reason, after the trunk's quirk cancel_cause_31.
std::uint8_t cancel_cause(const Profile& profile, Notes& notes);

/// What a provisional response becomes before any ACM.
enum class Early : std::uint8_t { nothing, acm_no_indication, acm_subscriber_free };

struct ProvisionalRow {
    int status;
    Early rfc3398;
    Early q1912_5;
    Early q1912_5_in_band; ///< when media comes with it
    isup::Event later;     ///< CPG after an ACM
    Row row;               ///< name and clause
};
std::span<const ProvisionalRow> provisional_rows();

/// What ACM and CPG become. 0: nothing is sent.
struct ProgressRow {
    isup::MessageType message;
    isup::CalledStatus status; ///< of an ACM
    isup::Event event;         ///< of a CPG
    std::uint16_t rfc3398;
    std::uint16_t q1912_5;
    std::uint16_t q1912_5_in_band; ///< when the caller may hear something
    Row row;                       ///< name and clause
};
std::span<const ProgressRow> progress_rows();

/// Cause of a session's end that neither a Reason nor a response explains.
struct EndRow {
    sipi::EndReason reason;
    std::uint8_t cause; ///< 0: as the interworking row says
    Row row;            ///< name and clause
};
std::span<const EndRow> end_rows();

/// Cause of a final response that our own stack has made up, because none came.
struct LocalRow {
    int status;
    std::uint8_t cause;
    Row row;
};
std::span<const LocalRow> local_rows();

/// Calling party's category and the cpc URI parameter.
struct CategoryRow {
    std::string_view cpc;
    isup::Category category;
    std::string_view clause;
};
/// The first row of a category is the one that it turns back into.
std::span<const CategoryRow> category_rows();

} // namespace mapping
