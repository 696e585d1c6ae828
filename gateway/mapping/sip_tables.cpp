// Where RFC 3398 and Q.1912.5 differ between SIP and ISUP, as rows.
#include "gateway/mapping/sip_tables.h"

#include <algorithm>
#include <array>

namespace mapping {
namespace {

using isup::CalledStatus;
using isup::Event;
using Isup = isup::MessageType;

// RFC 3398 §7.2.1.1, §8.2.3: no interworking, ISUP all the way, originating and terminating access
// non-ISDN.
constexpr isup::ForwardCallIndicators kIsupAllTheWay{.isup_all_the_way = true,
                                                     .isdn_access = false};
constexpr isup::BackwardCallIndicators kBackwardIsup{.charge = isup::Charge::charge,
                                                     .called_category =
                                                         isup::CalledCategory::ordinary,
                                                     .interworking = false,
                                                     .isup_all_the_way = true};
// Q.1912.5 §6, §7: interworking encountered, ISUP neither used nor required all the way.
constexpr isup::ForwardCallIndicators kInterworked{.interworking = true,
                                                   .isup_all_the_way = false,
                                                   .preference = isup::IsupPreference::not_required,
                                                   .isdn_access = false};
constexpr isup::BackwardCallIndicators kBackwardInterworked{.charge = isup::Charge::charge,
                                                            .called_category =
                                                                isup::CalledCategory::no_indication,
                                                            .interworking = true,
                                                            .isup_all_the_way = false};
constexpr isup::NatureOfConnection kSipPlain{};
constexpr isup::NatureOfConnection kSatelliteAndEcho{.satellites = 1,
                                                     .outgoing_echo_control = true};

constexpr std::array kInterworking{
    InterworkingRow{.interworking = Interworking::rfc3398,
                    .nature = kSipPlain,
                    .forward = kIsupAllTheWay,
                    .backward = kBackwardIsup,
                    .from_is_network_provided = true,
                    .connected_line = false,
                    .to_is_original_called = true,
                    .bye_cause = 16,
                    .cancel_cause = 16,
                    .end_location = isup::Location::user,
                    .clause = "RFC 3398 §7.2.1.1, §7.2.3, §8.2.3"},
    InterworkingRow{.interworking = Interworking::q1912_5_a,
                    .nature = kSatelliteAndEcho,
                    .forward = kInterworked,
                    .backward = kBackwardInterworked,
                    .from_is_network_provided = false,
                    .connected_line = true,
                    .to_is_original_called = false,
                    .bye_cause = 16,
                    .cancel_cause = 31,
                    .end_location = isup::Location::beyond_interworking,
                    .clause = "Q.1912.5 §6, §7 (profile A)"},
    InterworkingRow{.interworking = Interworking::q1912_5_b,
                    .nature = kSatelliteAndEcho,
                    .forward = kInterworked,
                    .backward = kBackwardInterworked,
                    .from_is_network_provided = false,
                    .connected_line = true,
                    .to_is_original_called = false,
                    .bye_cause = 16,
                    .cancel_cause = 31,
                    .end_location = isup::Location::beyond_interworking,
                    .clause = "Q.1912.5 §6, §7 (profile B)"},
    InterworkingRow{.interworking = Interworking::sip_i,
                    .nature = kSatelliteAndEcho,
                    .forward = kInterworked,
                    .backward = kBackwardInterworked,
                    .from_is_network_provided = false,
                    .connected_line = true,
                    .to_is_original_called = false,
                    .bye_cause = 16,
                    .cancel_cause = 31,
                    .end_location = isup::Location::beyond_interworking,
                    .clause = "Q.1912.5 §6, §7 (profile C)"},
    InterworkingRow{.interworking = Interworking::sip_t,
                    .nature = kSipPlain,
                    .forward = kIsupAllTheWay,
                    .backward = kBackwardIsup,
                    .from_is_network_provided = true,
                    .connected_line = false,
                    .to_is_original_called = true,
                    .bye_cause = 16,
                    .cancel_cause = 16,
                    .end_location = isup::Location::user,
                    .clause = "RFC 3372, RFC 3398 §7.2.1.1, §7.2.3, §8.2.3"},
};

// status; before an ACM: RFC 3398, Q.1912.5, Q.1912.5 with media; event after an ACM; clause
constexpr std::array kProvisional{
    ProvisionalRow{180,
                   Early::acm_subscriber_free,
                   Early::acm_subscriber_free,
                   Early::acm_subscriber_free,
                   Event::alerting,
                   {"180", "RFC 3398 §8.2.3, Q.1912.5 §7"}},
    ProvisionalRow{181,
                   Early::acm_no_indication,
                   Early::nothing,
                   Early::acm_no_indication,
                   Event::forwarded_unconditional,
                   {"181", "RFC 3398 §8.2.3, Q.1912.5 §7"}},
    ProvisionalRow{182,
                   Early::acm_no_indication,
                   Early::nothing,
                   Early::acm_no_indication,
                   Event::progress,
                   {"182", "RFC 3398 §8.2.3, Q.1912.5 §7"}},
    ProvisionalRow{183,
                   Early::acm_no_indication,
                   Early::nothing,
                   Early::acm_no_indication,
                   Event::progress,
                   {"183", "RFC 3398 §8.2.3, Q.1912.5 §7"}},
};

constexpr CalledStatus kSipNoStatus = CalledStatus::no_indication;
constexpr Event kNoEvent = Event::progress;

// message, ACM's status, CPG's event; RFC 3398, Q.1912.5, Q.1912.5 when the caller may hear
// something; clause
constexpr std::array kSipProgress{
    ProgressRow{Isup::acm,
                CalledStatus::subscriber_free,
                kNoEvent,
                180,
                180,
                180,
                {"ACM subscriber free", "RFC 3398 §7.2.6, Q.1912.5 §6"}},
    ProgressRow{Isup::acm,
                CalledStatus::no_indication,
                kNoEvent,
                183,
                0,
                183,
                {"ACM no indication", "RFC 3398 §7.2.5, Q.1912.5 §6"}},
    ProgressRow{Isup::acm,
                CalledStatus::connect_when_free,
                kNoEvent,
                183,
                0,
                183,
                {"ACM connect when free", "RFC 3398 §7.2.5, Q.1912.5 §6"}},
    ProgressRow{Isup::cpg,
                kSipNoStatus,
                Event::alerting,
                180,
                180,
                180,
                {"CPG alerting", "RFC 3398 §7.2.9, Q.1912.5 §6"}},
    ProgressRow{Isup::cpg,
                kSipNoStatus,
                Event::progress,
                183,
                0,
                183,
                {"CPG progress", "RFC 3398 §7.2.9, Q.1912.5 §6"}},
    ProgressRow{Isup::cpg,
                kSipNoStatus,
                Event::in_band,
                183,
                183,
                183,
                {"CPG in band", "RFC 3398 §7.2.9, Q.1912.5 §6"}},
    ProgressRow{Isup::cpg,
                kSipNoStatus,
                Event::forwarded_busy,
                181,
                181,
                181,
                {"CPG forwarded busy", "RFC 3398 §7.2.9, Q.1912.5 §6"}},
    ProgressRow{Isup::cpg,
                kSipNoStatus,
                Event::forwarded_no_reply,
                181,
                181,
                181,
                {"CPG forwarded no reply", "RFC 3398 §7.2.9, Q.1912.5 §6"}},
    ProgressRow{Isup::cpg,
                kSipNoStatus,
                Event::forwarded_unconditional,
                181,
                181,
                181,
                {"CPG forwarded unconditional", "RFC 3398 §7.2.9, Q.1912.5 §6"}},
};

constexpr std::array kEnds{
    EndRow{sipi::EndReason::remote_bye, 0, {"remote bye", "RFC 3398 §7.2.3, Q.1912.5 §6"}},
    EndRow{sipi::EndReason::local_bye, 0, {"local bye", "RFC 3398 §7.2.3, Q.1912.5 §6"}},
    EndRow{sipi::EndReason::remote_cancel, 0, {"remote cancel", "RFC 3398 §7.2.3, Q.1912.5 §6"}},
    EndRow{sipi::EndReason::local_cancel, 0, {"local cancel", "RFC 3398 §7.2.3, Q.1912.5 §6"}},
    EndRow{
        sipi::EndReason::expired, 102, {"INVITE expired", "RFC 3261 §13.3.1, Q.850 §2.2.7 (102)"}},
    EndRow{sipi::EndReason::no_ack, 102, {"no ack", "RFC 3398 §7.1.4 (no ACK)"}},
    EndRow{sipi::EndReason::no_prack, 102, {"no PRACK", "RFC 3262 §3 (as without ACK)"}},
    EndRow{
        sipi::EndReason::not_refreshed, 102, {"session timer", "RFC 4028 §10, Q.850 §2.2.7 (102)"}},
    EndRow{sipi::EndReason::dialog_lost,
           41,
           {"dialog lost", "RFC 3261 §12.2.1.2 (481 or 408 inside the dialog)"}},
    EndRow{sipi::EndReason::stopped, 41, {"stopped", "Q.850 §2.2.7 (41)"}},
};

constexpr std::array kLocal{
    LocalRow{
        408, 102, {"no answer to the INVITE", "RFC 3261 §17.1.1.2 (timer B), RFC 3398 §8.1.3"}},
    LocalRow{503, 41, {"transport error", "RFC 3261 §8.1.3.1, RFC 3398 §8.2.6.1"}},
};

constexpr std::array kCategories{
    CategoryRow{"ordinary", isup::Category::ordinary, "TS 24.229 §7.2A.12, Q.763 §3.11"},
    CategoryRow{"unknown", isup::Category::unknown, "TS 24.229 §7.2A.12, Q.763 §3.11"},
    CategoryRow{"operator", isup::Category::operator_english, "TS 24.229 §7.2A.12, Q.763 §3.11"},
    CategoryRow{"priority", isup::Category::priority, "TS 24.229 §7.2A.12, Q.763 §3.11"},
    CategoryRow{"data", isup::Category::data, "TS 24.229 §7.2A.12, Q.763 §3.11"},
    CategoryRow{"test", isup::Category::test, "TS 24.229 §7.2A.12, Q.763 §3.11"},
    CategoryRow{"ieps", isup::Category::ieps, "TS 24.229 §7.2A.12, Q.763 §3.11"},
    CategoryRow{"payphone", isup::Category::payphone, "TS 24.229 §7.2A.12, Q.763 §3.11"},
    CategoryRow{"mobile-hplmn", isup::Category::mobile_home, "TS 24.229 §7.2A.12, Q.763 §3.11"},
    CategoryRow{"mobile-vplmn", isup::Category::mobile_visited, "TS 24.229 §7.2A.12, Q.763 §3.11"},
    CategoryRow{"emergency", isup::Category::emergency, "TS 24.229 §7.2A.12, T1.113"},
    CategoryRow{"emergency", isup::Category::emergency_high, "TS 24.229 §7.2A.12, T1.113"},
};

} // namespace

const InterworkingRow& interworking_row(Interworking interworking) {
    return *std::ranges::find(kInterworking, interworking, &InterworkingRow::interworking);
}

isup::ForwardCallIndicators forward_indicators(const Profile& profile, Notes& notes) {
    return quirk(profile, Quirk::interworking_indicators, notes) ? kInterworked : kIsupAllTheWay;
}
isup::BackwardCallIndicators backward_indicators(const Profile& profile, Notes& notes) {
    return quirk(profile, Quirk::interworking_indicators, notes) ? kBackwardInterworked
                                                                 : kBackwardIsup;
}
std::uint8_t cancel_cause(const Profile& profile, Notes& notes) {
    return quirk(profile, Quirk::cancel_cause_31, notes) ? 31 : 16;
}

std::span<const ProvisionalRow> provisional_rows() {
    return kProvisional;
}
std::span<const ProgressRow> progress_rows() {
    return kSipProgress;
}
std::span<const EndRow> end_rows() {
    return kEnds;
}
std::span<const LocalRow> local_rows() {
    return kLocal;
}
std::span<const CategoryRow> category_rows() {
    return kCategories;
}

} // namespace mapping
